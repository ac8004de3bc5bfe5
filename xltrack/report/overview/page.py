"""总览: one page for a leader: what it is and as of when, six figures, the shape, who is late with what, what comes, what changed."""

from collections import Counter
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.states import STATE_WORDS
from xltrack.base.text import shorten
from xltrack.report import words
from xltrack.report.live.book import Live
from xltrack.report.live.formulas import has_day, literal, when
from xltrack.report.memory import SinceBlock, issue_number
from xltrack.report.overview.band import compose_figures
from xltrack.report.overview.body import COLUMNS, KIND, LEFT, ROWS, compose_body
from xltrack.report.overview.figures import Counts, FiguresSheet
from xltrack.report.overview.plan import add_answers, plan_remark
from xltrack.report.overview.ruled import ruled_remark
from xltrack.sheets.measure import breadth, cut, fit
from xltrack.sheets.model import (
    Block,
    Cell,
    CellValue,
    Figures,
    Grid,
    Link,
    NumbersSheet,
    Page,
    Stack,
    WordLine,
)
from xltrack.telling import words as common
from xltrack.telling.agenda import findings
from xltrack.telling.names import progress_title

WIDTH: Final = 5.2
_TITLE_ROOM: Final = 68  # half-width characters of 22 points over the page
_BODY_HEIGHT: Final = 388.0  # points on A4 across between figures and foot
_REMARK: Final = 18.0
_MORE: Final = 15.0
_NAMED: Final = 3  # files named in the head
_NAMES_ROOM: Final = 52  # half-width characters for their names
_DATE_SPAN: Final = 5
_HALF_WIDTHS: Final = 6.0  # half-width characters of 10 points in one page column


def compose_overview(
    assessment: Assessment, counts: Counts | None = None, since: SinceBlock | None = None
) -> tuple[Page, NumbersSheet]:
    """The page, and the hidden sheet of numbers that it shows.

    It has 24 equal columns and a body of equal rows, so that its blocks stand side by side independently.
    """
    counts, sheet = counts or Counts(assessment, Live()), FiguresSheet()
    if since is None and assessment.since and assessment.since.changes:
        from xltrack.report.changes import since_of  # a first report needs none of it

        since = since_of(
            assessment.since, assessment.since.changes, assessment.as_of, int((LEFT - KIND) * _HALF_WIDTHS)
        )
    since = since or SinceBlock()
    states = sheet.add(
        (words.STATE, words.COUNT), [(told, counts.states(state)) for state, told in STATE_WORDS.items()]
    )
    remark = (
        (plan_remark(counts, _REMARK),) if assessment.plan else ruled_remark(assessment, counts, sheet, states, _REMARK)
    )
    figures = compose_figures(assessment, counts, states, since, _window_words(assessment))
    head: tuple[Block, ...] = (
        *_head(assessment, counts.live),
        Figures(figures),
        *remark,
    )
    taken = _REMARK * bool(remark) + _MORE * any(figure.more for figure in figures)
    height = int((_BODY_HEIGHT - taken) / ROWS * 4) / 4
    stacks = [
        stack._replace(blocks=tuple(b._replace(height=height) if isinstance(b, Grid) else b for b in stack.blocks))
        for stack in compose_body(assessment, counts, sheet, states, since)
    ]
    bands = ((Stack(1, COLUMNS, head),), tuple(stacks), (Stack(1, COLUMNS, _checks(assessment, since)),))
    names = add_answers(assessment, counts.live, sheet)
    return Page(words.OVERVIEW, COLUMNS, WIDTH, bands), NumbersSheet(words.FIGURES, tuple(sheet.rows), names)


def _head(assessment: Assessment, live: Live) -> tuple[WordLine, WordLine]:
    title = progress_title(assessment)
    style = "title" if breadth(title) <= _TITLE_ROOM else "title.long"
    counting = words.COUNTING.format(rule=words.COUNTED[assessment.policy.rollup], window=_window_words(assessment))
    issue = words.ISSUE.format(number=issue_number(assessment))
    right = fit(f"{issue}　{_basis(assessment)}　{counting}", COLUMNS - _DATE_SPAN, points=9)
    day = Cell(assessment.as_of, "input.date", name=words.AS_OF_NAME)
    told: CellValue = right
    if live.ledger:
        told = live.told(when(has_day(), literal(right), literal(words.NO_DAY_DEED)), right)
    return (
        WordLine(Cell(cut(title, _TITLE_ROOM * 22 // 16), style), height=34),
        WordLine(day, Cell(told, "caption.right", COLUMNS - _DATE_SPAN), height=18),
    )


def _window_words(assessment: Assessment) -> str:
    return (words.WORKDAYS if assessment.policy.workdays else words.DAYS).format(n=assessment.policy.window)


def _basis(assessment: Assessment) -> str:
    """The file with its tables; of several 「甲.xlsx、乙.xlsx、丙.xlsx等5个文件」, cut where the line has no room."""
    count, sources = len(assessment.tasks), [document.source for document in assessment.documents]
    if len(sources) == 1:
        labels = dict.fromkeys(t.annex or t.sheet for t in assessment.documents[0].tables if t.tasks)
        return words.SOURCE.format(source=sources[0], tables="、".join(labels), count=count)
    more = words.MORE_FILES.format(files=len(sources)) if len(sources) > _NAMED else ""
    return words.SOURCES.format(files=shorten("、".join(sources[:_NAMED]), _NAMES_ROOM) + more, count=count)


def _checks(assessment: Assessment, since: SinceBlock) -> tuple[WordLine]:
    counts = Counter(diagnostic.severity for _, diagnostic in findings(assessment))
    fixed = words.ORDER_AND_CHANGES_FIXED if since.changes else words.ORDER_FIXED
    right = Cell(fixed.format(day=common.full_day(assessment.as_of)), "footnote.right", COLUMNS // 2)
    sentence, link = words.NOTHING_TO_CHECK, None
    if counts:
        sentence = words.CHECK_COUNTS.format(error=counts["error"], warning=counts["warning"], info=counts["info"])
        link = Link(words.CHECKS, 1, 1)
    return (WordLine(Cell(f"{words.TO_CHECK}　{sentence}", "footnote", link=link), right, height=18),)
