"""逾期清单 and 临期清单: what is late and what falls due, by place and INDEX, so that both follow 统计日期.

A list has spare rows for what may come to stand on it; they show nothing until then. One that is too long for that holds values.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from xltrack.assessment import words as judging
from xltrack.assessment import words as why
from xltrack.assessment.basis import basis_of
from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.ledger.columns import LedgerPlan, own_headers
from xltrack.report.ledger.origin import Origins
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.book import LISTED, MOST_LISTED, Live, live_rules
from xltrack.report.live.columns import FACTOR
from xltrack.report.live.text import AS_OF, joined, literal
from xltrack.sheets.measure import room_needed, rooms_of, row_height, widened
from xltrack.sheets.model import (
    BODY_ROW,
    CellValue,
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
from xltrack.telling.agenda import AHEAD, Due, due_tasks, late_tasks, units_of

_T = TypeVar("_T")
_HIDDEN: Final = (
    SheetColumn("位", 6, hidden=True),
    SheetColumn("次序", 6, hidden=True),
    SheetColumn("台账序", 6, hidden=True),
)
_OVERDUE: Final = (
    SheetColumn(words.NUMBER, 6, style="head.center"), SheetColumn(words.UNIT, 24), SheetColumn(common.TASK, 54),
    SheetColumn(words.DEADLINE, 13),
    SheetColumn(words.DAYS_LATE, 11, style="head.right"), SheetColumn(words.REPORTED, 27), SheetColumn(words.LEDGER_PLACE, 9),
)  # fmt: skip
_DUE: Final = (
    SheetColumn(words.NUMBER, 6, style="head.center"), SheetColumn(words.UNIT, 24), SheetColumn(common.TASK, 54),
    SheetColumn(words.DUE_DAY, 13),
    SheetColumn(words.DAYS_AHEAD, 11, style="head.right"), SheetColumn(words.STATE, 10), SheetColumn(words.REPORTED, 27),
    SheetColumn(words.LEDGER_PLACE, 9),
)  # fmt: skip
_OVERDUE_STYLES: Final = ("seq", "text", "text", "date", "late", "text", "link")
_DUE_STYLES: Final = ("seq", "text", "text", "date", "ahead", "text", "text", "link")
_ORIGIN: Final = SheetColumn(words.ORIGIN, 18)
_SPARE: Final = 37.0
_PAGE: Final = 360.0  # points of one page that rows can fill: spare rows are printed as far as they stand on the first


class _Entry(NamedTuple):
    """One line as written: the task's number, its place among all lines, the values of the visible columns behind the first."""

    number: int
    place: float
    values: tuple[Plain, ...]


class _List(NamedTuple):
    """What one of the two lists is made of.

    Attributes:
        spares: how many lines could ever be filled.
        formulas: of the visible columns behind the first, then of 次序 and 台账序; `{h}`, `{v}`, `{p}` are the hidden cells.
        counted: the expression that counts the lines.
    """

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    styles: tuple[str, ...]
    entries: Sequence[_Entry]
    spares: int
    formulas: tuple[str, ...]
    counted: str
    caption: str
    none: str


def compose_overdue(assessment: Assessment, plan: LedgerPlan, live: Live) -> Listing:
    """Overdue tasks by days, the latest first."""
    ledger = _Ledger(assessment, plan)
    late = [_late_entry(assessment, ledger, *entry) for entry in late_tasks(assessment)]
    made = _List(
        words.OVERDUE, words.LATE_TASKS, _with_origin(_OVERDUE, _ORIGIN, ledger),
        _with_origin(_OVERDUE_STYLES, "small", ledger), late, sum(j.due is not None for j in assessment.tasks),
        (
            _UNITS, f"{_label('')}&{ledger.text}", "INDEX(xltrack_nodes,{p})", f"{AS_OF}-INDEX(xltrack_nodes,{{p}})",
            _reported_formula(), *ledger.origin, _LINK, "IFERROR(LARGE(xltrack_late,{h}),\"\")",
            f'IF({{v}}="","",MATCH({FACTOR}-MOD({{v}},{FACTOR}),xltrack_keys,0))',
        ), "COUNT(xltrack_late)", words.OVERDUE_CAPTION, words.NO_LATE,
    )  # fmt: skip
    return _compose(assessment, live, made)


def compose_due(assessment: Assessment, plan: LedgerPlan, live: Live) -> Listing:
    """What falls due in the next days, report-backs too, the next first."""
    ledger = _Ledger(assessment, plan)
    due = [_due_entry(assessment, ledger, entry) for entry in due_tasks(assessment)]
    spares = sum((j.due is not None or j.next is not None) + bool(j.task.reports) for j in assessment.tasks)
    back = f'IF({{v}}>INT({{v}}),{joined(common.REPORT_BACK, to="INDEX(xltrack_to,{p})")}&"：",{_label("")})'
    made = _List(
        words.DUE_LIST, words.DUE_TASKS.format(days=AHEAD),
        _with_origin(_DUE, _ORIGIN, ledger), _with_origin(_DUE_STYLES, "small", ledger), due, spares,
        (
            _UNITS, f"{back}&{ledger.text}", f"{AS_OF}+INT({{v}}/{FACTOR})", f"INT({{v}}/{FACTOR})",
            ledger.state, _reported_formula(), *ledger.origin, _LINK, "IFERROR(SMALL(xltrack_soon,{h}),\"\")",
            f'IF({{v}}="","",MATCH(INT(MOD({{v}},{FACTOR})),xltrack_keys,0))',
        ), "COUNT(xltrack_soon)", words.DUE_CAPTION, words.NO_DUE,
    )  # fmt: skip
    return _compose(assessment, live, made)


_UNITS: Final = "INDEX(xltrack_units,{p})"
_LINK: Final = (
    f"HYPERLINK(\"#'{words.LEDGER}'!A\"&({{p}}+{BODY_ROW - 1}),{joined(words.NTH_ROW, row=f'({{p}}+{BODY_ROW - 1})')})"
)


class _Ledger:
    """Cells of the ledger by the place of a row; `origin` is where a task comes from, of several files alone."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan) -> None:
        last = BODY_ROW + max(len(assessment.tasks), 1) - 1
        self._rows = f"${BODY_ROW}:${{}}${last}"
        self.text = self._index(plan.first("text"))
        self.state = self._index(len(plan.columns))
        self._origins = Origins(assessment)
        changed = assessment.since is not None and assessment.since.changes is not None
        own = own_headers(several=self._origins.several, changed=changed)
        self.origin = (self._index(len(plan.columns) + own.index(words.ORIGIN)),) if self._origins.several else ()

    def origin_of(self, judged: Judged) -> tuple[Plain, ...]:
        """Where a task comes from, for the column that shows it."""
        return (self._origins.of(judged),) if self.origin else ()

    def _index(self, column: int) -> str:
        letters = column_letters(column + 1)
        return f"INDEX('{words.LEDGER}'!${letters}{self._rows.format(letters)},{{p}})"


def _with_origin(parts: tuple[_T, ...], origin: _T, ledger: _Ledger) -> tuple[_T, ...]:
    """With the part for the origin before the last one, the link."""
    return (*parts[:-1], origin, parts[-1]) if ledger.origin else parts


def _label(missing: str) -> str:
    return f'IF(INDEX(xltrack_labels,{{p}})="",{literal(missing)},INDEX(xltrack_labels,{{p}})&"：")'


def _reported_formula() -> str:
    opening, closing = why.QUOTED.split("{words}")
    quote, share = "INDEX(xltrack_quotes,{p})", "INDEX(xltrack_shares,{p})"
    told = f'SUBSTITUTE(SUBSTITUTE({quote},{literal(opening)},""),{literal(closing)},"")'
    progress = joined(why.SHARE, share=f'ROUND({share}*1000,0)/10&"%"')
    alone = f'IF({share}="",{literal(words.NOT_REPORTED)},{progress})'
    return f'IF({quote}="",{alone},{told}&IF({share}="","","；"&{progress}))'


def reported_words(judged: Judged) -> str:
    """What was reported of a task, in short: 「正在推进；进度60%」."""
    text = (judged.task.reported.words or "").replace("原文「", "").replace("」", "")
    share = judged.task.reported.progress
    parts = [
        text if len(text) <= 40 else text[:39] + "…",
        why.SHARE.format(share=why.share(share)) if share is not None else "",
    ]
    return "；".join(part for part in parts if part) or words.NOT_REPORTED


def _late_entry(assessment: Assessment, ledger: _Ledger, number: int, judged: Judged) -> _Entry:
    node = basis_of(judged.task, assessment.policy).node
    text = f"{node.label}：{judged.task.text}" if node and node.label else judged.task.text
    days = judged.days or 0
    units = "、".join(units_of(judged)) or judging.NO_UNIT
    row = words.NTH_ROW.format(row=ledger_row(number))
    shown = (units, text, judged.due, days, reported_words(judged), *ledger.origin_of(judged), row)
    return _Entry(number, days * FACTOR + FACTOR - number - 1, shown)


def _due_entry(assessment: Assessment, ledger: _Ledger, entry: Due) -> _Entry:
    day, number, judged, label = entry
    days = (day - assessment.as_of).days
    sent = label is not None and (judged.next is None or label != judged.next.label)
    text = f"{label}：{judged.task.text}" if label else judged.task.text
    units = "、".join(units_of(judged)) or judging.NO_UNIT
    row = words.NTH_ROW.format(row=ledger_row(number))
    shown = (units, text, day, days, judged.word, reported_words(judged), *ledger.origin_of(judged), row)
    return _Entry(number, days * FACTOR + number + 1 + (0.5 if sent else 0), shown)


def _compose(assessment: Assessment, live: Live, made: _List) -> Listing:
    made = made._replace(columns=_widened(made))
    count, day = len(made.entries), common.full_day(assessment.as_of)
    shown = made.caption.format(day=day, count=count) if count else f"{words.AS_OF.format(day=day)}　{made.none}"
    if not live.ledger or count > MOST_LISTED:
        caption = f"{shown}；{words.NOT_FOLLOWING}"
        section = Section(lambda: _fixed_rows(made))
        return Listing(made.name, made.title, caption, made.columns, (section,))
    rows = max(count, min(LISTED, max(made.spares, 1)))
    heights = _heights(made)
    printed = max(count, min(rows, count + int((_PAGE - sum(heights[:-1])) // heights[-1])), 1)
    columns = (*made.columns, *_HIDDEN)
    rules = (LookRule(0, len(made.columns) - 1, '$A§<>""', "when.filled"), *_state_rules(made))
    return Listing(
        made.name, made.title, Formula(_caption(made, rows, printed), shown), columns,
        (Section(lambda: _live_rows(made, rows)),), rules=rules, page=BODY_ROW - 1 + printed,
    )  # fmt: skip


def _widened(made: _List) -> tuple[SheetColumn, ...]:
    """The columns, wide enough for the longest texts as written."""
    columns = list(zip(*(entry.values for entry in made.entries), strict=True))
    longest = (max((v for v in values if isinstance(v, str)), key=len, default="") for values in columns)
    return widened(made.columns, [0, *map(room_needed, longest)]) if columns else made.columns


def _state_rules(made: _List) -> tuple[LookRule, ...]:
    at = next((n for n, column in enumerate(made.columns) if column.header == words.STATE), -1)
    return live_rules(at)[:-1] if at >= 0 else ()


def _caption(made: _List, rows: int, printed: int) -> str:
    day = f'YEAR({AS_OF})&"年"&MONTH({AS_OF})&"月"&DAY({AS_OF})&"日"'
    told = joined(made.caption, day=day, count=made.counted)
    none = f"{joined(words.AS_OF, day=day)}&{literal('　' + made.none)}"
    cut = f'IF({made.counted}>{rows},{literal(words.LIST_CUT.format(count=rows))},"")'
    unprinted = f'IF({made.counted}>{printed},{literal(words.LIST_UNPRINTED.format(row=BODY_ROW - 1 + printed))},"")'
    more = cut if printed == rows else f"{cut}&{unprinted}"
    return f"IF({made.counted}=0,{none},{told}&{more})"


def _fixed_rows(made: _List) -> Iterator[Row]:
    rooms = rooms_of(made.columns)
    for order, entry in enumerate(made.entries, 1):
        values: list[CellValue] = [order, *entry.values]
        link = Link(words.LEDGER, ledger_row(entry.number), 1)
        yield Row(values, list(made.styles), row_height(values, rooms), {len(values) - 1: link})


def _heights(made: _List) -> list[float]:
    """The heights of the lines as written, then that of the spare ones: what three in four lines need."""
    rooms = rooms_of(made.columns)
    heights = [row_height([n, *entry.values], rooms) for n, entry in enumerate(made.entries, 1)]
    return [*heights, sorted(heights)[len(heights) * 3 // 4] if heights else _SPARE]


def _live_rows(made: _List, rows: int) -> Iterator[Row]:
    shown = len(made.columns)
    at = {name: f"${column_letters(shown + n)}§" for n, name in enumerate("hvp", 1)}
    last = BODY_ROW + rows - 1
    fills = [Fill(_shown(text, n, shown, at), last) for n, text in enumerate(made.formulas, 1)]
    first = Fill(f'IF({at["v"]}="","",{at["h"]})', last)
    styles = [*(f"open.{style}" for style in made.styles), "", "", ""]
    *heights, spare = _heights(made)
    for order in range(1, rows + 1):
        entry = made.entries[order - 1] if order <= len(made.entries) else None
        values = (*entry.values, entry.place, entry.number + 1) if entry else (None,) * len(fills)
        cells: list[CellValue] = [Filled(fill, value) for fill, value in zip(fills, values, strict=True)]
        line = [Filled(first, order if entry else None), *cells[:-2], order, *cells[-2:]]
        yield Row(line, styles, heights[order - 1] if entry else spare, loose=True)


def _shown(text: str, number: int, shown: int, at: dict[str, str]) -> str:
    """A visible column is blank where the line is."""
    told = text.format(**at)
    return f'IF({at["p"]}="","",{told})' if number < shown else told
