"""A county office and its units: forms go out, are filled in, collected; what came of it as openpyxl, an independent reader, sees it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.forms import DAY, DUE, fill, roster, sheet
from tests.processes import xltrack
from xltrack.base.rules import rule

HEADS = ("序号", "重点任务", "工作任务", "责任单位", "配合单位", "完成时限", "完成情况", "完成日期", "进度", "存在问题")
SCHOOL, HOME, FUND, SPRING = "编制教育信息化实施方案", "修缮敬老院", "拨付产业扶持资金", "完成春耕备耕"
ROWS = (
    (1, "民生", SCHOOL, "县教育局", None, "6月底前", "正在推进", None, None, "资金缺口300万元"),
    (2, "民生", HOME, "县民政局", "县财政局", "2021年9月底前", None, None, None, None),
    (3, "产业", FUND, "县财政局", None, "10月底前", None, None, None, None),
    (4, "产业", SPRING, "各乡镇", None, "2021年11月底前", None, None, None, None),
)
Answer = Mapping[str, Any]
NEXT = date(2021, 9, 1)
EDU, CIVIL, MONEY, EAST, WEST = "县教育局", "县民政局", "县财政局", "东山镇", "西河乡"


class Told(NamedTuple):
    """What a run said: its exit status, its lines, what it remarked."""

    status: int
    lines: list[str]
    remarks: str

    def says(self, code: str) -> bool:
        """Whether the sentence of a rule is among the remarks."""
        pieces = re.split(r"\{\w+\}", rule(code).sentence)
        return all(piece in self.remarks for piece in pieces)


class County:
    """One office's folder: its ledger, its roster, the forms as they went out, what came back."""

    def __init__(
        self,
        folder: Path,
        *rows: tuple[Any, ...],
        heads: tuple[str, ...] = HEADS,
        known: bool = True,
        name: str = "台账.xlsx",
    ) -> None:
        self.folder = folder
        self.ledger = sheet(folder, *(rows or ROWS), heads=heads, name=name)
        self.roster = roster(folder) if known else None
        self.inbox = folder / "收到"
        self.inbox.mkdir(exist_ok=True)

    @property
    def summary(self) -> Path:
        return self.folder / f"{self.ledger.stem}_填报汇总.xlsx"

    def run(self, verb: str, *words: object, day: date = DAY) -> Told:
        names = ("--roster", self.roster) if self.roster else ()
        done = xltrack(verb, *words, "--as-of", day, *names)
        return Told(done.returncode, done.stdout.decode().splitlines(), done.stderr.decode())

    def dispatch(self, day: date = DAY, due: date = DUE) -> dict[str, Path]:
        """The forms of a round, by unit."""
        done = self.run("dispatch", self.ledger, "--due", max(due, day), day=day)
        assert done.status in (0, 1), done
        made = self.folder / f"{self.ledger.stem}_填报_{day}"
        return {path.name.split("_")[1]: path for path in sorted(made.glob("*_填报表*.xlsx"))}

    def answer(self, form: Path, answers: Mapping[str, Answer], name: str = "") -> Path:
        """A form as a unit sends it back, filled in, by the words of the task and the head of the column."""
        target = self.inbox / (name or form.name)
        return fill(form, answers, target) if answers else Path(shutil.copy(form, target))

    def collect(self, *files: object, day: date = DAY, more: tuple[object, ...] = ()) -> Told:
        return self.run("collect", *(files or (self.inbox,)), "--into", self.ledger, *more, day=day)

    # --- what came of it ---

    def page(self, name: str) -> Worksheet:
        return load_workbook(self.summary)[name]

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a sheet of 填报汇总, by heads."""
        page = self.page(name)
        heads = [str(c.value or "").replace("\n", "") for c in page[_head(page)]]
        rows = page.iter_rows(min_row=_head(page) + 1, values_only=True)
        return [dict(zip(heads, row, strict=True)) for row in rows if any(v is not None for v in row)]

    def told(self, unit: str, text: str) -> dict[str, Any]:
        """What counts of a unit's answers to a task."""
        (row,) = [r for r in self.table("各单位填报") if (r["单位"], r["工作任务"]) == (unit, text)]
        return row

    def questions(self, kind: str = "") -> list[dict[str, Any]]:
        """What is still to be settled."""
        return [r for r in self.table("待核实") if not r["采用"] and kind in ("", r["类别"])]

    def cells(self, text: str) -> dict[str, Any]:
        """A row of the ledger, by heads."""
        page = load_workbook(self.ledger).active
        heads = [cell.value for cell in page[2]]
        (row,) = [r for r in page.iter_rows(min_row=3, values_only=True) if r[heads.index("工作任务")] == text]
        return {h: v.date() if hasattr(v, "date") else v for h, v in zip(heads, row, strict=True)}

    def edit(self, text: str, **cells: Any) -> None:
        """The office types into its ledger."""
        book = load_workbook(self.ledger)
        page = book.active
        heads = {cell.value: cell.column for cell in page[2]}
        for row in range(3, page.max_row + 1):
            if page.cell(row, heads["工作任务"]).value == text:
                for head, value in cells.items():
                    page.cell(row, heads[head]).value = value
        book.save(self.ledger)

    def type(self, name: str, where: Mapping[str, Any], **cells: Any) -> None:
        """The office types into 填报汇总, into the rows that say so."""
        book = load_workbook(self.summary)
        page = book[name]
        heads = {str(c.value or "").replace("\n", ""): c.column for c in page[_head(page)]}
        rows = [
            row for row in range(_head(page) + 1, page.max_row + 1)
            if all(page.cell(row, heads[head]).value == value for head, value in where.items())
        ]  # fmt: skip
        assert rows, where
        for row in rows:
            for head, value in cells.items():
                page.cell(row, heads[head]).value = value
        book.save(self.summary)

    def state(self) -> tuple[bytes, bytes | None]:
        """The bytes of all that collecting writes."""
        return self.ledger.read_bytes(), self.summary.read_bytes() if self.summary.exists() else None


def _head(page: Worksheet) -> int:
    """The row of heads, under the hidden row of roles."""
    return next(
        row
        for row in range(1, 9)
        if sum(c.value is not None for c in page[row]) > 2 and not page.row_dimensions[row].hidden
    )


def twice(county: County, **wish: Any) -> None:
    """See that another run changes nothing."""
    before = county.state()
    county.collect(**wish)
    assert before == county.state()
