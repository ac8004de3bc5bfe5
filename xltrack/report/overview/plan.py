"""What 总览 says of a plan, of which nobody has answered anything: nothing is late, nobody is blamed (docs/规则.md 5.10).

From the first answer on every place says by formula what it says of any other report.
"""

from collections.abc import Mapping
from typing import Final

from xltrack.assessment.answered import ANSWERED_NUMBER
from xltrack.assessment.model import Assessment
from xltrack.assessment.states import STATE_WORDS, State
from xltrack.report import words
from xltrack.report.live.book import Live
from xltrack.report.live.columns import NAMED
from xltrack.report.live.formulas import ANSWERS_NAME, BLANK, IS_PLAN, literal, sentence_formula
from xltrack.report.overview.charts import StateLine
from xltrack.report.overview.figures import PAST, Counts, FiguresSheet, Numbers
from xltrack.sheets.model import Cell, CellValue, Figure, Formula, WordLine
from xltrack.telling.words import NO_RATE

ANSWERED: Final = f"NOT({IS_PLAN})"
_STYLE: Final = "unreported"  # the state whose colour stands there


def plan_remark(counts: Counts, height: float) -> WordLine:
    """That nobody has answered yet, and what will happen then."""
    shown = words.PLAN.format(count=counts.past_due)
    return WordLine(
        Cell(counts.live.until_answered(shown, sentence_formula(words.PLAN, count=PAST), BLANK), "remark"),
        height=height,
    )


def plan_late(figure: Figure, counts: Counts) -> Figure:
    """The figure of late tasks: in grey how many due dates have passed."""
    live = counts.live
    return figure._replace(
        name=live.until_answered(words.PAST_DUE, literal(words.PAST_DUE), literal(str(figure.name))),
        value=live.until_answered(counts.past_due, PAST, _told(figure.value)),
        caption=live.until_answered(words.NOT_REPORTED, literal(words.NOT_REPORTED), _told(figure.caption)),
        style="past", rule=(ANSWERED, "when.late") if live.ledger else None,
    )  # fmt: skip


def plan_rate(figure: Figure, counts: Counts) -> Figure:
    """The figure of 完成率, which is none."""
    return figure._replace(
        value=counts.live.until_answered(NO_RATE, literal(NO_RATE), _told(figure.value)),
        caption=counts.live.until_answered("", BLANK, _told(figure.caption)),
    )


def plan_lines(counts: Counts, states: Numbers) -> Mapping[State, StateLine]:
    """The line of late tasks among the states."""
    late, live = states.show(list(STATE_WORDS).index("overdue"), 1), counts.live
    word = live.until_answered(words.PAST_DUE, literal(words.PAST_DUE), literal(STATE_WORDS["overdue"]))
    return {"overdue": (f"grid.state.{_STYLE}", word, live.until_answered(counts.past_due, PAST, late.text))}


def _told(value: CellValue) -> str:
    return value.text if isinstance(value, Formula) else literal(value)  # type: ignore[arg-type]


def add_answers(assessment: Assessment, live: Live, sheet: FiguresSheet) -> tuple[tuple[str, str], ...]:
    """Count what was answered in each table of the sources; returns the name of these cells."""
    if not live.ledger:
        return ()
    last_number = max((judged.source for judged in assessment.tasks), default=0)
    answers = dict.fromkeys(range(1, last_number + 1), 0)
    for judged in assessment.tasks:
        if judged.source in answers:
            answers[judged.source] += judged.answered
    known = int(any(judged.source == ANSWERED_NUMBER for judged in assessment.tasks))
    counted = [
        (number, Formula(f"COUNTIFS({NAMED['source']},{number},{NAMED['answered']},1)", count))
        for number, count in answers.items()
    ]
    top = len(sheet.rows) + (2 if sheet.rows else 1)
    first, last = top + 1, top + 2 + len(counted)
    total = Formula(f"SUM(B{first + 1}:B{last})", known + sum(answers.values()))
    sheet.add(words.SOURCE_ANSWERS, [(words.ALL_SOURCES, total), (words.KNOWN_SOURCES, known), *counted])
    return ((ANSWERS_NAME, f"$B${first}:$B${last}"),)
