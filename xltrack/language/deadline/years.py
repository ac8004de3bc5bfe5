"""The years of a deadline: from a `DeadlineExpr` without them to a `Deadline` (docs/规则.md 3.4); report-backs in a task (3.5)."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.base.text import is_traditional, restore, simplify, tidy
from xltrack.domain.records import Deadline, Milestone, ReportBack
from xltrack.language.deadline.dates import DateExpr, date_of, days_in, feast_year
from xltrack.language.deadline.festivals import is_arranged
from xltrack.language.deadline.grammar import DeadlineExpr, MilestoneExpr, read_deadline
from xltrack.language.deadline.tokens import (
    DATES,
    DEADLINES,
    figures,
    find_tokens,
    fold_deadline,
    mask,
    plain_width,
    span_in,
)


class YearContext(NamedTuple):
    """Where a date without a year may take it from (docs/规则.md 3.4); the order is heading, title, above, document, given.

    Attributes:
        above: the nearest year above in the same column.
        document: that of the document number near the table.
        given: the user's.
        heading: that of the column's header, or of the band above the row.
        title: the one year that the table's title names.
    """

    above: int | None = None
    document: int | None = None
    given: int | None = None
    heading: int | None = None
    title: int | None = None

    @property
    def of_document(self) -> int | None:
        """The year of the document, else the user's."""
        return next((year for year in (self.title, self.document, self.given) if year is not None), None)

    @property
    def sources(self) -> tuple[tuple[str, int | None], ...]:
        """The years in their order, with the code of what is said where one is taken."""
        return (
            ("D431", self.heading),
            ("D405", self.title),
            ("D404", self.above),
            ("D405", self.document),
            ("D406", self.given),
        )


class Resolved(NamedTuple):
    """A deadline with its years, what is to be said about them, and the year that it hands to the cells below."""

    deadline: Deadline
    notes: tuple[Note, ...]
    handed_down: int | None


_NOWHERE: Final = YearContext()


def resolve(expr: DeadlineExpr, context: YearContext) -> Resolved:
    """Give every date of a cell its year, in the order of docs/规则.md 3.4; a date that finds none is left out."""
    if expr.fixed:
        return _resolve_fixed(expr.text)
    return _Resolution(expr, context).result()


def parse_deadline(text: str, year: int | None = None) -> Deadline:
    """Read one deadline by itself; `year` is the year of its document."""
    return resolve(read_deadline(text), YearContext(given=year)).deadline


@lru_cache(maxsize=8192)
def _resolve_fixed(text: str) -> Resolved:
    expr = read_deadline(text)
    if not expr.milestones:
        deadline = Deadline(tidy(text), expr.kind, expr.ongoing, (), expr.cycle, expr.offset)
        return Resolved(deadline, expr.notes, _handed(expr))
    return _Resolution(expr, _NOWHERE).result()


def resolve_with(expr: DeadlineExpr, resolved: Sequence[tuple[date | None, date | None]]) -> Deadline:
    """Read a cell of a ledger that xltrack wrote: its years, and only its years, come from the dates resolved there.

    Args:
        expr: the deadline cell.
        resolved: (start, due) of each milestone as the ledger carries them. Milestones that are not among them were
            not read then either; where a resolved date fits none, the words were changed since, and take its year.
    """
    if expr.fixed:
        return _resolve_fixed(expr.text).deadline
    rest = [(start, due) for start, due in resolved if due]
    year = rest[-1][1].year if rest else None
    milestones: list[MilestoneExpr] = []
    for label, begins, ends in expr.milestones:
        if rest and _falls_on(ends, rest[0][1]):
            start, due = rest.pop(0)
            milestones.append(MilestoneExpr(label, begins and _in_year(begins, start or due), _in_year(ends, due)))
    found = expr if rest or not milestones else expr._replace(milestones=tuple(milestones))
    if year and found.superseded and expr.milestones[-1].due.follows:
        year -= 1  # 11月底→2月底: what was moved lies in the year before
    deadline = _Resolution(found, YearContext(given=year)).result().deadline
    return deadline._replace(inferred=bool(deadline.milestones))


def _falls_on(expr: DateExpr, day: date) -> bool:
    dated = _in_year(expr, day)
    return days_in(dated, dated.year or day.year)[1] == day


def _in_year(expr: DateExpr, day: date) -> DateExpr:
    if expr.year is not None:
        return expr
    opens = expr.feast is not None and expr.feast.opens_year  # 元旦前 ends in the year before
    return expr._replace(year=day.year + opens, shift=None)


def _handed(expr: DeadlineExpr) -> int | None:
    """The last printed year of the cell; None for several years in one span and for five-year plans."""
    last: int | None = None
    for start, due in ((m.start, m.due) for m in (*expr.superseded, *expr.milestones)):
        first = start.year if start and start.year else due.year
        if due.more or due.plan or (start and start.more) or (first and due.year and first != due.year):
            last = None
        elif due.shift is None or due.year:
            last = due.year or first or last
    if expr.years:
        return expr.years[0] if len(set(expr.years)) == 1 else None
    return last


class _Resolution:
    """One cell on its way: the year before it in the cell, the last printed one, and what was noticed."""

    __slots__ = ("context", "current", "expr", "inferred", "looked", "notes", "printed")

    def __init__(self, expr: DeadlineExpr, context: YearContext) -> None:
        self.expr, self.context = expr, context
        self.notes = list(expr.notes)
        self.current: int | None = None
        self.printed: int | None = None
        self.inferred = self.looked = False

    def result(self) -> Resolved:
        expr = self.expr
        superseded, milestones = self.milestones(expr.superseded), self.milestones(expr.milestones)
        kind = expr.kind if milestones else "unreadable"
        if len(milestones) == 1 and kind == "staged":
            kind, milestones = "date", (milestones[0]._replace(label=None),)
        replaced = self.replaced(superseded) if superseded else None
        ongoing = expr.ongoing and bool(milestones)
        deadline = Deadline(
            tidy(expr.text), kind, ongoing, milestones, expr.cycle, expr.offset, replaced, self.inferred
        )
        return Resolved(deadline, tuple(self.notes), _handed(expr))

    def replaced(self, milestones: tuple[Milestone, ...]) -> Deadline:
        """What a later date in the cell replaces, with its own words."""
        exprs = self.expr.superseded
        words = fold_deadline(self.expr.text)[exprs[0].due.place[0] : exprs[-1].due.place[1]]
        return Deadline(words, "date" if len(milestones) == 1 else "staged", False, milestones)

    def milestones(self, exprs: tuple[MilestoneExpr, ...]) -> tuple[Milestone, ...]:
        read = [milestone for expr in exprs if (milestone := self.milestone(*expr))]
        if len(read) < 2:
            return tuple(read)
        seen: set[tuple[date | None, date]] = set()
        kept: list[Milestone] = []
        for one in read:
            if one.label or (one.start, one.due) not in seen:
                kept.append(one)
            seen.add((one.start, one.due))
        if self.inferred and any(a.due > b.due for a, b in pairwise(kept)):
            self.note("D416", 0, len(fold_deadline(self.expr.text)))
        return tuple(kept)

    def milestone(self, label: str | None, first: DateExpr | None, last: DateExpr) -> Milestone | None:
        first_year = self.year(first or last, False, last.year)
        last_year = self.year(last, True) if first and first_year is not None else first_year
        if first_year is None or last_year is None:
            return None
        # A plan of five years begins with its first, the days off of a festival with the first of them.
        opens = first or (last if last.more or (last.feast and last.feast.part == "days") else None)
        start = self.day(first_year, opens, 0) if opens else None
        due = self.day(last_year, last, 1)
        if first and start and due and start > due:
            start, due = self.turned(first, last, start, due)
        return Milestone(label, start, due) if due else None

    def turned(self, first: DateExpr, last: DateExpr, start: date, due: date) -> tuple[date | None, date]:
        """A span that ends before it begins: over New Year where a year was not printed, else without its beginning."""
        begin, end = first.place[0], last.place[1]
        if last.year is None and last.shift is None and (later := days_in(last, due.year + 1 - last.more)[1]):
            self.current = later.year
            self.note("D411", begin, end, year=later.year)
            return start, later
        if first.year is None and (earlier := days_in(first, start.year - 1)[0]) and earlier <= due:
            self.note("D411", begin, end, year=earlier.year)
            return earlier, due
        self.note("D410", begin, end)
        return None, due

    def day(self, year: int, expr: DateExpr, end: Literal[0, 1]) -> date | None:
        """The first (0) or last (1) day of what was printed."""
        found = days_in(expr, year)[end]
        if found is None:
            month, number = expr.until if end else expr.since
            shown = f"{year}年{month}月{number}日" if not expr.feast else f"{year}年"
            self.note("D403", *expr.place, text=shown)
        elif expr.feast and end:
            code = "D425" if is_arranged(expr.feast, feast_year(expr, year)) else "D426"
            self.note(code, *expr.place, day=found.isoformat())
        return found

    def year(self, expr: DateExpr, in_span: bool, other: int | None = None) -> int | None:
        if expr.year is not None:
            self.printed = self.current = expr.year
            return expr.year
        if expr.shift is not None:
            return self.shifted(expr)
        if self.current is None:
            self.current = self.sought(expr, other)
        elif self.printed is not None and not in_span and not self.looked:
            self.looked = True
            self.note("D407", *expr.place, year=self.current)
        return self.current

    def shifted(self, expr: DateExpr) -> int | None:
        """「次年」 counts from the date before it, else, like 「今年」, from the year printed in the cell or the document's."""
        base = self.current if expr.follows and self.current is not None else self.printed
        base = base if base is not None else self.context.of_document
        if base is None:
            self.note("D401", *expr.place)
            return None
        self.inferred = True
        self.current = base + (expr.shift or 0)
        self.note("D409", *expr.place, year=self.current)
        return self.current

    def sought(self, expr: DateExpr, other: int | None) -> int | None:
        """The year that a date without one takes: from its header, title, above, the document, the user, the end of its span."""
        context = self.context
        found = ((code, year) for code, year in (*context.sources, ("D407", other)) if year is not None)
        code, year = next(found, ("D401", None))
        self.inferred = self.inferred or year is not None
        if code == "D404" and context.of_document not in (None, year):
            self.note("D408", *expr.place, year=year, document=context.of_document)
        elif code == "D405" and context.above not in (None, year):
            self.note("D430", *expr.place, year=year, above=context.above)
        else:
            self.note(code, *expr.place, **({} if year is None else {"year": year}))
        return year

    def note(self, code: str, begin: int, end: int, **facts: object) -> None:
        facts.setdefault("text", fold_deadline(self.expr.text)[begin:end])
        self.notes.append(Note(code, *span_in(self.expr.text, begin, end), facts))


_YEAR = pattern(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_WORDED_YEAR = DEADLINES.rare("[{digits}]{4}(?=年)", "{digits}")
_NUMBER = pattern(r"[\[(]((?:19|20)[0-9]{2})[\])]第?[0-9]+号?")
# 「2020年度考核反馈问题整改」: a year that was reviewed is not the one in which the tasks are due.
_REVIEWED = DEADLINES.rare(
    "(?:(?:19|20)[0-9]{2}-)?(?:19|20)[0-9]{2}年[^0-9,;。]{0,20}?{reviews}[^0-9,;。]{0,20}?{review_ends}", "{reviews}"
)


def title_year(title: str) -> int | None:
    """The year that a title names; None where it names none or two different ones (2020—2022年), or only reviews it."""
    folded = _NUMBER.sub("", fold_deadline(title))
    if "年" in folded:
        folded = _WORDED_YEAR.sub(lambda m: figures(m[0]), folded)
    years = {int(year) for year in _YEAR.findall(_REVIEWED.sub("", folded))}
    return years.pop() if len(years) == 1 else None


def number_year(text: str) -> int | None:
    """The year of a document number: 「国办发〔2020〕43号」 is 2020; the first where there are several."""
    found = _NUMBER.search(fold_deadline(text))
    return int(found[1]) if found else None


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
def find_report_backs(text: str) -> tuple[ReportExpr, ...]:
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
    tokens = find_tokens(clause)
    found: list[ReportExpr] = []
    before: DateExpr | None = None
    for place, token in enumerate(tokens):
        if token.lastgroup not in DATES:
            continue
        day = date_of(token, before)
        before = day or before
        recurs = place > 0 and tokens[place - 1].lastgroup == "cycle"  # 每年1月31日前
        if day is None or day.open or recurs or clause[: token.start()].endswith(DEADLINES.every):
            continue
        rest = (tokens[other] for other in range(place + 1, len(tokens)))
        end = next((other.start() for other in rest if other.lastgroup != "ongoing"), len(clause))
        if received := _RECEIVED.match(clause, token.end(), end):
            at, stop = received.span("a" if received["a"] else "b")
            printed = folded[begin + at : begin + stop].lstrip("给至到送经")
            first, last = begin + token.start(), begin + received.end()
            found.append(ReportExpr(day, plain_width(printed), folded[first:last], (first, last)))
    return found


def resolve_reports(
    text: str, exprs: tuple[ReportExpr, ...], due: date | None, document: int | None = None
) -> tuple[tuple[ReportBack, ...], tuple[Note, ...]]:
    """Give each report-back its day: the latest year that puts it on or before the task's own due date.

    Args:
        text: the words of the task, in which notes count.
        exprs: what `find_report_backs` found in them.
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
        days = (days_in(expr, year)[1] for year in range(due.year, due.year - 9, -1))
        return next((day for day in days if day and day <= due), None)
    base = document if document is not None else due.year if due else None
    year = expr.year if expr.year is not None else None if base is None else base + (expr.shift or 0)
    return None if year is None else days_in(expr, year)[1]
