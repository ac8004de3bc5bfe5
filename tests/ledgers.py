"""Ledgers of random tasks, judged by their formulas without an office: what stands in them, what is typed, what is read again.

A sheet is drawn at random from words that mean something each in its own way, read as any sheet is, judged and composed; its rows go
through `tests.calculator`. The same rows with what was typed make a book that is read again as the ledger that it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.calculator import SheetRow, compiled, serial
from xltrack.assessment.model import Assessment
from xltrack.base.address import column_letters
from xltrack.base.values import Percent
from xltrack.reading.files.grid import SourceBook, SourceSheet
from xltrack.report import words
from xltrack.report.ledger.plan import plan_ledger
from xltrack.report.ledger.sheet import compose_ledger
from xltrack.report.live.book import understood_words
from xltrack.report.live.columns import CODES_NAME, HELPERS, WORDS_NAME
from xltrack.report.live.formulas import ANSWERS_NAME
from xltrack.report.words import AS_OF_NAME
from xltrack.sheets.model import BODY_ROW, HEADER_ROW, ROLES_ROW, CellValue, Fill, Filled, Formula

BASE = {"印发": date(2021, 6, 1)}
TASKS = (
    "推进政务公开", "制定政务公开实施方案。", "建设示范点10个", "完成目录编制初稿", "开展自查（7月15日前报区电子政务中心）",
    "开展自查（7月15日前报区电子政务中心）。总结（10月20日前报市办）", "报送总结（8月1日前报甲局）",
)  # fmt: skip
DEADLINES = (
    date(2021, 6, 30), date(2021, 8, 31), date(2022, 2, 28), "2021年7月10日", "2021年8月1日至9月15日", "2021年9月底前",
    "A领域：2021年6月底前 B领域：2021年12月底前", "A领域：2021年6月底前 B领域：2021年6月底前", "2021年6月底、2021年12月底前",
    "2021年6月30日、2021年6月30日前", "2021年6月底前开工、2021年12月底前完工",
    "第一个阶段为梳理阶段，完成时限：2021年6月30日前；第二个阶段为审查阶段，完成时限：2021年9月30日前",
    "持续推进", "长期坚持", "2021年8月底前，并长期坚持", "每月5日前", "每季度末", "每周五前", "每年12月底前", "每半年", "每天",
    "印发后10个工作日内", "印发后2个月内", "变更之日起20个工作日内", "立即", "立行立改，长期坚持", "按上级要求", None, "6底",
)  # fmt: skip
REPORTS = (
    "逾期3天完成", "已完成（迟报）",
    None, None, None, "已完成", "已办结", "√", "100%", "未完成", "未启动", "未开工", "正在推进", "基本完成", "暂缓", "取消", "不再实施",
    "/", "无", "否", "完成80%", "80%", 60, 0, 1, 100, "50%（马站未开工）", "已完成（待验收）",
    "9月底完成", "2021年9月底完成", "9月底已完成", "力争9月底前完成", "9月28日完成", "今年9月完成", "预计8月底完成", "预计9月份开始",
    "于7月12日完成", "已于7月12日印发", "2021年7月完成", "6月底集中排查已完成", "已举办3场", "意见已送省厅", "11个小区完工",
    "已建成10个示范点", "初稿已完成", "方案已制定", "A领域已完成", "B领域已完成", "A领域已完成，B领域正在推进", "已开工", "已完工",
    "梳理阶段已完成", "未填报", "完成？", "绿灯", "逾期", "7月：完成30%；8月：已完成", "已召开推进会", "12月20日完成", "完成3/5",
    "大厅改造已完成", "已完成7月份工作", "长" * 45, "🙂" * 3 + "长" * 45,
)  # fmt: skip
DONE = (
    None, None, None, date(2021, 6, 25), date(2021, 7, 12), date(2021, 12, 31), date(2022, 3, 4), "7月12日", "6月", "2021年7月",
    "今年6月底", "上旬", "12月底", "20210712", 20210712, "2021.7.12", "2月29日", "2021年2月29日", "见附件", "待定", "正在推进", "√",
    "已于7月12日印发", "完成80%", "初稿已完成", "已举办3场", "意见已送省厅", "/", "无", date(1950, 3, 4),
    "预计8月10日", "8月底前", "延期至8月31日",
)  # fmt: skip
SHARES = (None, None, None, 0, 0.3, 0.285, 0.92, 1)
HUNDREDTHS = (None, None, None, 0, 30, 92, 100)
USUAL = (*(word for among in words.UNDERSTOOD.values() for word in among), None, "", 1, 0, 60)
DAYS_TYPED = (None, date(2021, 6, 25), date(2021, 7, 31), date(2021, 12, 31), date(2022, 3, 4), 20210712)
HEADS = ("序号", "工作任务", "责任单位", "完成时限", "完成情况", "完成日期")
# Days on which something falls due or begins, and those beside them.
TURNS = (
    date(2021, 6, 30),
    date(2021, 7, 12),
    date(2021, 7, 15),
    date(2021, 8, 1),
    date(2021, 9, 1),
    date(2021, 10, 20),
)
Typed = Mapping[int, Mapping[str, Any]]  # by row, and role or header


def random_book(chance: Random, count: int, *, hundred: bool) -> SourceBook:
    """A sheet of so many tasks; `hundred`: its progress counts in hundredths, else it is a share."""
    rows: dict[int, dict[int, Any]] = {
        1: {1: "榆阳区政务公开工作任务分解表（2021年）"},
        2: dict(enumerate((*HEADS, "进度(%)" if hundred else "进度"), 1)),
    }
    struck = []
    for number in range(1, count + 1):
        drawn = (chance.choice(among) for among in (DEADLINES, REPORTS, DONE, HUNDREDTHS if hundred else SHARES))
        values = [number, chance.choice(TASKS), "区政府办", *drawn]
        rows[2 + number] = {column: value for column, value in enumerate(values, 1) if value is not None}
        if not hundred and values[-1] is not None:
            rows[2 + number][len(values)] = Percent(values[-1])
        if chance.random() < 0.1:
            struck.append((2 + number, 2))
    return SourceBook("榆阳区.xlsx", (SourceSheet("附件2", rows=rows, struck=frozenset(struck)),))


def random_day(chance: Random) -> date:
    """A day of some fourteen months, every other time one on which something turns, or one beside it."""
    if chance.random() < 0.5:
        return chance.choice(TURNS) + timedelta(days=chance.randrange(-1, 2))
    return date(2021, 5, 20) + timedelta(days=chance.randrange(420))


def random_typing(chance: Random, count: int, *, hundred: bool) -> Typed:
    """What a clerk types into the rows of a ledger, by row and role; None where a cell is emptied."""
    shares = HUNDREDTHS if hundred else [share and Percent(share) for share in SHARES]
    choices = {"status": USUAL, "done_date": DAYS_TYPED, "progress": shares}
    return {
        row: {role: chance.choice(among) for role, among in choices.items() if chance.random() < 0.45}
        for row in range(count)
    }


class LedgerSheet:
    """The ledger of an assessment as it is written, with its formulas."""

    def __init__(self, made: Assessment) -> None:
        listing = compose_ledger(made, plan_ledger(made))
        self.title, self.columns = listing.title, listing.columns
        section = listing.sections[0]
        self.rows = [row._replace(values=_with_formulas(row.values, section.fills)) for row in section.rows()]
        self.letters = {column.header: column_letters(n) for n, column in enumerate(listing.columns, 1)}
        self._roles = {column.role: n for n, column in reversed([*enumerate(listing.columns)])}

    def read_again(self, typed: Typed) -> SourceBook:
        """The book as reading finds it once something was typed."""
        rows: dict[int, dict[int, Any]] = {
            1: {1: self.title},
            ROLES_ROW: {n: column.role for n, column in enumerate(self.columns, 1) if column.role},
            HEADER_ROW: {n: column.header for n, column in enumerate(self.columns, 1)},
        }
        text = self._roles["text"]
        struck = [(n, text + 1) for n, row in enumerate(self.rows, BODY_ROW) if row.styles[text].endswith("struck")]
        for number, cells in enumerate(self._cells(typed), BODY_ROW):
            shown = {n: _shown(value) for n, value in enumerate(cells, 1)}
            rows[number] = {n: value for n, value in shown.items() if value not in (None, "")}
        area = f"'{words.LEDGER}'!$A${ROLES_ROW}:${column_letters(len(self.columns))}${BODY_ROW + len(self.rows) - 1}"
        sheet = SourceSheet(words.LEDGER, rows=rows, struck=frozenset(struck))
        return SourceBook("榆阳区_进度.xlsx", (sheet,), {"xltrack_ledger": area})

    def calculated(self, typed: Typed) -> Iterator[dict[str, Any]]:
        """The cells of each row by letters, their formulas compiled."""
        for number, cells in enumerate(self._cells(typed), BODY_ROW):
            own = re.compile(rf"(?<=[A-Z]){number}(?![0-9])")
            yield {
                letters: _compiled(value, own)
                for letters, value in zip(self.letters.values(), cells, strict=True)
                if value is not None
            }

    def answers(self, day: date, rows: Sequence[dict[str, Any]]) -> list[int]:
        """How much was answered on a day, as 图表数据 counts it: in all, elsewhere, in each table of the sources."""
        source, answered = (self.letters[HELPERS[name].header] for name in ("source", "answered"))
        found = [values_on(day, cells, [source, answered]) for cells in rows]
        known = int(any(number == 0 for number, _ in found))
        each = [sum(a == 1 for n, a in found if n == number) for number in range(1, max(n for n, _ in found) + 1)]
        return [known + sum(each), known, *each]

    def _cells(self, typed: Typed) -> Iterator[list[Any]]:
        for row, one in enumerate(self.rows):
            cells: list[Any] = [
                Percent(value) if "percent" in style and isinstance(value, (int, float)) else value
                for value, style in zip(one.values, one.styles, strict=True)
            ]
            for place, value in typed.get(row, {}).items():
                cells[self._roles[place] if place in self._roles else list(self.letters).index(place)] = value
            yield cells


def values_on(
    day: date | str, cells: Mapping[str, Any], wanted: Sequence[str], answers: Sequence[int] = (9,) * 9
) -> list[Any]:
    """What some cells of a row show on a day; None where they show nothing. `answers` are those of all tables and of each."""
    named = {WORDS_NAME: _WORDS, CODES_NAME: _CODES, ANSWERS_NAME: answers}
    row = SheetRow(cells, {AS_OF_NAME: serial(day) if isinstance(day, date) else day, **named})
    return [plain(row.value(letters)) for letters in wanted]


_WORDS, _CODES = zip(*understood_words(), strict=True)


def plain(value: Any) -> Any:
    """A value as a formula gives it: days as numbers, nothing as None."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return serial(value) if isinstance(value, date) else None if value == "" else value


def _with_formulas(values: Sequence[CellValue], fills: Mapping[int, Fill]) -> list[CellValue]:
    """The cells of a row, a formula where its column has one and the cell none of its own."""
    return [
        Filled(fills[at], value) if at in fills and not isinstance(value, (Filled, Formula)) else value
        for at, value in enumerate(values)
    ]


def _shown(value: CellValue) -> Any:
    return value.value if isinstance(value, (Filled, Formula)) else value


def _compiled(value: CellValue, own: re.Pattern[str]) -> Any:
    if isinstance(value, Filled):
        return compiled(value.fill.text)
    return compiled(own.sub("§", value.text)) if isinstance(value, Formula) else value
