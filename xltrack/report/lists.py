"""逾期和临期: what is late and, below it, what falls due, by place and INDEX, so that all of it follows 统计日期.

One list holds both, so that both are printed on one page where they fit, whichever grows as the day moves on. It has spare rows
for what may come to stand on it; they show nothing until then. One that is too long for that holds values.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from xltrack.assessment import words as why
from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.ledger.plan import LedgerPlan
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.book import LISTED, MOST_LISTED, Live, word_rules
from xltrack.report.live.columns import AGENDA_NAME, NAMED, NUMBERS, days_formula, key_link, key_of, list_order
from xltrack.report.live.formulas import (
    AS_OF,
    BLANK,
    IS_PLAN,
    every,
    full_day_words,
    has_day,
    is_number,
    ledger_link,
    literal,
    sentence_formula,
    share_words,
    unless_error,
    when,
)
from xltrack.sheets.measure import DENSE_AIR, DENSE_LINE, room_needed, rooms_of, row_height, widened
from xltrack.sheets.model import (
    BODY_ROW,
    Fill,
    Filled,
    Formula,
    Link,
    Listing,
    LookRule,
    Plain,
    Row,
    Section,
    SheetColumn,
)
from xltrack.telling import words as common
from xltrack.telling.agenda import AHEAD, Due, due_tasks, late_tasks, named_task, past_count, units_of
from xltrack.telling.names import seq_value, widest_number

# The columns by name, in their order; `office` stands there of several offices alone.
COLUMNS: Final = ("number", "office", "units", "text", "due", "days", "state", "reported")
# Hidden columns behind them: the place of a line, that of its task among all, the row of its task in the ledger.
_HIDDEN: Final = {"place": "位", "order": "次序", "row": "台账序"}
_SPARE: Final = 37.0
_NUMBER, _WIDEST_NUMBER = 6.0, 20.0
_PAGE: Final = 360.0  # points of one page that rows can fill: spare rows are printed as far as they stand on the first
_Column = tuple[
    SheetColumn, str, str
]  # of a list: its head, the style of its cells, their formula; none in that of the places
_Entry = tuple[
    int, float, Sequence[Plain]
]  # a line: its task's number, its place among all, the values of the visible columns


class ListCells:
    """The cells of the list by the names of its columns, hidden ones too; `several`: whether its tasks are of several offices."""

    def __init__(self, *, several: bool) -> None:
        self.shown = [name for name in COLUMNS if several or name != "office"]
        self._letters = {name: column_letters(n) for n, name in enumerate([*self.shown, *_HIDDEN], 1)}

    def at(self, name: str, row: str = "§") -> str:
        """A cell of a column, in the row of the formula where no other is named."""
        return f"${self._letters[name]}{row}"


class _List(NamedTuple):
    """What the list is made of.

    Attributes:
        columns: the visible ones by name, in their order.
        spares: how many lines could ever be filled.
        late: how many lines are late ones.
        plan: whether nobody has answered yet.
    """

    columns: Mapping[str, _Column]
    cells: ListCells
    entries: deque[_Entry]
    spares: int
    late: int
    plan: bool


def compose_agenda(assessment: Assessment, plan: LedgerPlan, live: Live) -> Listing:
    """Late tasks, the latest first, then what falls due in the next days, report-backs too, the next first."""
    ledger = _Ledger(plan, assessment)
    order, late = ledger.cells.at("order"), [*_late(assessment)]
    back = f"{sentence_formula(common.REPORT_BACK, to=ledger.helper('to'))}&{literal('：')}"
    label = when(f"{order}<0", ledger.label, when(f"{order}>INT({order})", back, ledger.ahead))
    columns = ledger.columns({
        "text": (SheetColumn(common.TASK, 66), "text", f"{label}&{ledger.text}"),
        "due": (SheetColumn(words.DUE_DAY, 17), "day", f"{AS_OF}+{ledger.days}"),
        "days": (SheetColumn(words.DAYS_LEFT, 11, style="head.right"), "days", ledger.days),
    })  # fmt: skip
    lines = [*late, *due_tasks(assessment)]
    entries = deque(ledger.entry(due, (due.day - due.judged.verdict.as_of).days) for due in lines)
    spares = sum((j.due is not None or j.next is not None) + bool(j.task.reports) for j in assessment.tasks)
    return _compose(assessment, live, _List(columns, ledger.cells, entries, spares, len(late), plan=assessment.plan))


def _late(assessment: Assessment) -> Iterator[Due]:
    for number, judged in late_tasks(assessment):
        if judged.node:
            yield Due(judged.node.due, number, judged, judged.node.label)


class _Ledger:
    """What the ledger says of the task of a line, whose row in it stands in a hidden column of the list.

    Attributes:
        cells: those of the list.
        days: the days in the place of the line.
        text, state: of the task; label, ahead: the name of its milestone and of the next one, and a colon; blank where it has none.
    """

    def __init__(self, plan: LedgerPlan, assessment: Assessment) -> None:
        count = len(assessment.tasks)
        self._doubted = any(judged.doubt for judged in assessment.tasks)
        self._office, self._width = plan.first("office"), max(_NUMBER, min(_WIDEST_NUMBER, widest_number(assessment)))
        self.cells = ListCells(several=self._office >= 0)
        self.days = days_formula(self.cells.at("order"))
        self._last = BODY_ROW + max(count, 1) - 1
        self.text = self._index(plan.first("text"))
        self.state = self._index(plan.first("state"))
        self.label, self.ahead = (
            when(f"{label}={BLANK}", BLANK, f"{label}&{literal('：')}")
            for label in map(self.helper, ("label", "ahead"))
        )

    def _index(self, column: int) -> str:
        letters = column_letters(column + 1)
        area = f"'{words.LEDGER}'!${letters}${BODY_ROW}:${letters}${self._last}"
        return f"INDEX({area},{self.cells.at('row')})"

    def helper(self, name: str) -> str:
        """What stands in a helper column of the ledger."""
        return f"INDEX({NAMED[name]},{self.cells.at('row')})"

    def columns(self, own: Mapping[str, _Column]) -> dict[str, _Column]:
        """The columns of the list, in its order."""
        row = self.cells.at("row")
        link = ledger_link(f"({row}+{BODY_ROW - 1})", f"INDEX({NUMBERS},{row})")
        known = {
            **own,
            "number": (SheetColumn(words.NUMBER, self._width, style="head.center"), "called", link),
            "office": (SheetColumn(words.OFFICE, 14), "text", self._index(self._office)),
            "units": (SheetColumn(words.UNIT, 22), "text", self.helper("units")),
            "state": (SheetColumn(words.STATE, 10), "text", self.state),
            "reported": (SheetColumn(words.REPORTED, 34), "text", self._reported()),
        }
        return {name: known[name] for name in self.cells.shown}

    def _reported(self) -> str:
        opening, closing = map(literal, why.QUOTED.split("{words}"))
        quote, share = self.helper("quote"), self.helper("share")
        told = f"SUBSTITUTE(SUBSTITUTE({quote},{opening},{BLANK}),{closing},{BLANK})"
        progress = sentence_formula(why.SHARE, share=share_words(share))
        beside = when(f"{share}={BLANK}", BLANK, f"{literal('；')}&{progress}")
        alone = when(f"{share}={BLANK}", literal(words.NOT_REPORTED), progress)
        words_ = when(f"{quote}={BLANK}", alone, f"{told}&{beside}")
        if not self._doubted:
            return words_
        in_doubt = f"{self.helper('doubt')}=1"
        return f"{words_}&{when(in_doubt, literal(words.MARKED), BLANK)}"

    def entry(self, due: Due, left: int) -> _Entry:
        """A line of a list: what is late or falls due, and so many days are left until then."""
        number, judged = due.number, due.judged
        known: dict[str, Plain] = {
            "number": seq_value(judged.number),
            "office": judged.office,
            "text": named_task(due.label, judged),
            "due": due.day,
            "days": left,
            "units": "、".join(units_of(judged)) or why.NO_UNIT,
            "state": judged.word,
            "reported": _reported_words(judged) + (words.MARKED if judged.doubt else ""),
        }
        return number, list_order(left, number + 1, sent=due.sent), [known[name] for name in self.cells.shown]


def _reported_words(judged: Judged) -> str:
    """What was reported of a task, in short: 「正在推进；进度60%」."""
    reported = judged.task.reported
    text = reported.words or ""
    for mark in why.QUOTED.split("{words}"):
        text = text.replace(mark, "")
    share = why.SHARE.format(share=why.share(reported.progress)) if reported.progress is not None else ""
    parts = [text if len(text) <= why.QUOTED_AT_MOST else text[: why.QUOTED_AT_MOST - 1] + why.CUT, share]
    return "；".join(filter(None, parts)) or words.NOT_REPORTED


def _compose(assessment: Assessment, live: Live, made: _List) -> Listing:
    columns = _widened(made)
    count, day = len(made.entries), common.full_day(assessment.as_of)
    shown = _told(assessment, made, day)
    if not live.ledger or count > MOST_LISTED:
        caption, section = (
            f"{shown}；{words.NOT_FOLLOWING}",
            Section(lambda: _fixed_rows(made, columns, follows=live.ledger)),
        )
        return Listing(words.AGENDA, words.AGENDA, caption, columns, (section,), rules=_rules(made), paper=count > 0)
    rows = max(count, min(LISTED, max(made.spares, 1)))
    heights = _heights(made, columns)
    printed = max(count, min(rows, count + int((_PAGE - sum(heights[:-1])) // heights[-1])), 1)
    filled = LookRule(0, len(columns) - 1, f"{made.cells.at('number')}<>{BLANK}", "when.filled")
    hidden = (SheetColumn(header, 6, hidden=True) for header in _HIDDEN.values())
    return Listing(
        words.AGENDA, words.AGENDA, Formula(_caption(made, rows, printed if count else 0), shown), (*columns, *hidden),
        (Section(lambda: _live_rows(made, rows, heights)),), rules=(*_rules(made), filled), page=BODY_ROW - 1 + printed,
        paper=count > 0,
    )  # fmt: skip


def _told(assessment: Assessment, made: _List, day: str) -> str:
    """The caption as written."""
    past = words.LATE_OF_PLAN.format(count=past_count(assessment))
    late = past if made.plan else words.LATE_COUNTED.format(count=made.late) if made.late else words.NO_LATE
    due = len(made.entries) - made.late
    return words.AGENDA_CAPTION.format(day=day, late=late, due=_due_words(str(due)) if due else words.NO_DUE)


def _due_words(count: str) -> str:
    return words.DUE_COUNTED.format(days=AHEAD, count=count)


def _rules(made: _List) -> tuple[LookRule, ...]:
    """Late lines stand out by their days, and the words of states as everywhere."""
    names = [*made.columns]
    days, state = names.index("days"), made.cells.at("days")
    late = LookRule(days, days, every(is_number(state), f"{state}<0"), "when.late")
    return late, *word_rules(names.index("state"))


def _widened(made: _List) -> tuple[SheetColumn, ...]:
    """The columns, wide enough for the longest texts as written."""
    heads = tuple(head for head, _, _ in made.columns.values())
    if not made.entries:
        return heads
    columns = zip(*(values for _, _, values in made.entries), strict=True)
    longest = (max((v for v in values if isinstance(v, str)), key=len, default="") for values in columns)
    return widened(heads, [*map(room_needed, longest)])


def _caption(made: _List, rows: int, printed: int) -> str:
    day = when(has_day(), full_day_words(AS_OF), literal(words.NO_DAY))
    late, due, both = (f"COUNT({name})" for name in (NAMED["late"], NAMED["soon"], AGENDA_NAME))
    told_late = when(f"{late}=0", literal(words.NO_LATE), sentence_formula(words.LATE_COUNTED, count=late))
    if made.plan:
        told_late = when(IS_PLAN, sentence_formula(words.LATE_OF_PLAN, count=f"COUNT({NAMED['past']})"), told_late)
    told_due = when(f"{due}=0", literal(words.NO_DUE), sentence_formula(_due_words("{count}"), count=due))
    more = when(f"{both}>{rows}", literal(words.LIST_CUT.format(count=rows)), BLANK)
    if printed != rows:
        rest = literal(words.LIST_UNPRINTED.format(row=BODY_ROW - 1 + printed))
        more += f"&{when(f'{both}>{printed}', rest, BLANK)}"
    return f"{sentence_formula(words.AGENDA_CAPTION, day=day, late=told_late, due=told_due)}&{more}"


def _fixed_rows(made: _List, columns: Sequence[SheetColumn], *, follows: bool) -> Iterator[Row]:
    """The lines as values; where `follows`, their links go after the rows of the ledger."""
    rooms, styles = rooms_of(columns), [style for _, style, _ in made.columns.values()]
    while made.entries:  # there may be very many, and none is needed again
        number, _, values = made.entries.popleft()
        height, (shown, *others) = row_height(values, rooms, line=DENSE_LINE, air=DENSE_AIR), values
        if follows:
            yield Row([Formula(key_link(number + 1, shown), shown), *others], styles, height)
        else:
            yield Row([*values], styles, height, {0: Link(words.LEDGER, ledger_row(number), 1)})


def _heights(made: _List, columns: Sequence[SheetColumn]) -> list[float]:
    """The heights of the lines as written, then that of the spare ones: what three in four lines need."""
    rooms = rooms_of(columns)
    heights = [row_height(values, rooms, line=DENSE_LINE, air=DENSE_AIR) for _, _, values in made.entries]
    return [*heights, sorted(heights)[len(heights) * 3 // 4] if heights else _SPARE]


def _live_rows(made: _List, rows: int, heights: Sequence[float]) -> Iterator[Row]:
    place_cell, order, row = (made.cells.at(name) for name in ("place", "order", "row"))
    shown = [when(f"{row}={BLANK}", BLANK, formula) for _, _, formula in made.columns.values()]
    found = unless_error(f"SMALL({AGENDA_NAME},{place_cell})")
    task = when(f"{order}={BLANK}", BLANK, f"MATCH({key_of(order)},{NAMED['key']},0)")
    *fills, order_fill, row_fill = (Fill(text, BODY_ROW + rows - 1) for text in (*shown, found, task))
    styles = [*(f"open.{style}" for _, style, _ in made.columns.values()), *[""] * len(_HIDDEN)]
    for place, (number, key, values) in enumerate(made.entries, 1):
        hidden = place, Filled(order_fill, key), Filled(row_fill, number + 1)
        yield Row([*map(Filled, fills, values), *hidden], styles, heights[place - 1], loose=True)
    spare = [Filled(fill, None) for fill in (*fills, order_fill, row_fill)]
    for place in range(len(made.entries) + 1, rows + 1):
        yield Row([*spare[:-2], place, *spare[-2:]], styles, heights[-1], loose=True)
