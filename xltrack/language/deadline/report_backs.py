"""Report-backs inside the words of a task: 「（7月15日前报区电子政务中心）」 (docs/规则.md 3.5)."""

from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.base.text import is_traditional, restore, simplify
from xltrack.domain.records import ReportBack
from xltrack.language.deadline.dates import DateExpr, date_of, day_in
from xltrack.language.deadline.tokens import DEADLINES, TOKEN, fold_deadline, mask, plain_width, span_in


class ReportExpr(NamedTuple):
    """A report-back as printed: its day, the unit that receives it, its words, and their place in the text."""

    day: DateExpr
    to: str
    words: str
    place: tuple[int, int]


_CLAUSE: Final = pattern(r"[^。;()]+")
# The verb, then the receiver; or the receiver between 向 and the verb.
_NAME: Final = "[^,。;(){report_and}]{2,40}?{report_ends}"
_SEND: Final = "(?:{report_verbs}|{long_report}(?=[^,]{0,4}{report_offices})|{plain_report})"
_RECEIVED: Final = DEADLINES.pattern(
    rf",?[^,;。]*?{_SEND}(?:[^,。;()]{{0,30}}?{{report_to}})?(?P<a>{_NAME})"
    rf"(?=$|[,。;()]|、?{{report_stops}}|{{report_follows}}|{{of}}?(?={{report_of}}))|,?[^,;。]*?{{report_towards}}(?P<b>{_NAME}){_SEND}"
)


@lru_cache(maxsize=8192)
def find_reports(text: str) -> tuple[ReportExpr, ...]:
    """Find the report-backs of a task's words; a report without a date, or a date without a report, is none.

    EBNF::

        report = date ["前"] words verb [thing ("至" | "到")] unit | date ["前"] "向" unit verb ;
        verb   = "报" | "报送" | "上报" | "反馈" | "提交" | … ;
    """
    if is_traditional(text):
        return tuple(found._replace(to=restore(found.to, text)) for found in _find(simplify(text)))
    return _find(text)


def _find(text: str) -> tuple[ReportExpr, ...]:
    if not DEADLINES.report_signs.inside(text) or not DEADLINES.day_signs.inside(text):
        return ()
    folded = fold_deadline(text)
    masked = mask(text, folded).masked
    return tuple(
        found._replace(words=text[slice(*found.place)])
        for clause in _CLAUSE.finditer(masked)
        if DEADLINES.report_signs.inside(clause[0])
        for found in _in_clause(clause[0], clause.start(), folded)
    )


def _in_clause(clause: str, begin: int, folded: str) -> list[ReportExpr]:
    tokens = list(TOKEN.finditer(clause))
    found: list[ReportExpr] = []
    before: DateExpr | None = None
    for place, token in enumerate(tokens):
        if token.lastgroup != "date":
            continue
        day = date_of(token, before)
        before = day or before
        recurs = place > 0 and tokens[place - 1].lastgroup == "cycle"  # 每年1月31日前
        if day is None or day.open or recurs or clause[: token.start()].endswith(DEADLINES.every):
            continue
        end = next((t.start() for t in tokens[place + 1 :] if t.lastgroup != "ongoing"), len(clause))
        received = _RECEIVED.match(clause, token.end(), end)
        if received:
            unit = received["a"] or received["b"]
            at = received.start("a") if received["a"] else received.start("b")
            printed = folded[begin + at : begin + at + len(unit)].lstrip("给至到送经")
            first, last = begin + token.start(), begin + received.end()
            found.append(ReportExpr(day, plain_width(printed), folded[first:last], (first, last)))
    return found


def resolve_reports(
    text: str, exprs: tuple[ReportExpr, ...], due: date | None, document: int | None = None
) -> tuple[tuple[ReportBack, ...], tuple[Note, ...]]:
    """Give each report-back its day: the latest year that puts it on or before the task's own due date.

    Args:
        text: the words of the task, in which notes count.
        exprs: what `find_reports` found in them.
        due: the due date of the task's last milestone.
        document: the year of the document, where the task has no due date.
    """
    notes: list[Note] = []
    found: list[ReportBack] = []
    for expr in exprs:
        day = _day(expr.day, due, document)
        if day is None:
            notes.append(Note("D414", *span_in(text, *expr.place), {"text": expr.words}))
        found.append(ReportBack(day, expr.to))
    return tuple(found), tuple(notes)


def _day(expr: DateExpr, due: date | None, document: int | None) -> date | None:
    if due and expr.year is None and expr.shift is None:
        days = (day_in(year, expr.until) for year in range(due.year, due.year - 9, -1))
        return next((day for day in days if day and day <= due), None)
    base = document if document is not None else due.year if due else None
    year = expr.year + expr.more if expr.year is not None else None if base is None else base + (expr.shift or 0)
    return None if year is None else day_in(year, expr.until)
