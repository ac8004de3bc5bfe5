"""核对清单 and 单位名录: what has to be looked after, each line led back to its row of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.domain.records import Table
from xltrack.domain.roster import RosterUnit
from xltrack.report import words
from xltrack.report.ledger.columns import LedgerPlan
from xltrack.report.ledger.sheet import ledger_row
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import HEADER_ROW, CellValue, Link, Listing, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.agenda import findings

_CHECKS: Final = (
    SheetColumn(words.LEVEL, 8), SheetColumn(words.CODE, 8), SheetColumn(words.FINDING, 54), SheetColumn(words.DEED, 42),
    SheetColumn(words.LEDGER_PLACE, 10), SheetColumn(words.CELL, 26),
)  # fmt: skip
_ROSTER: Final = tuple(SheetColumn(h, w) for h, w in zip(words.ROSTER_HEAD, (34, 44, 30), strict=True))
_NAMED: Final = 6  # cells named of those that say the same
_ORDER: Final = {"error": 0, "warning": 1, "info": 2}


def compose_checks(assessment: Assessment, plan: LedgerPlan) -> Listing:
    """Every diagnostic, errors first, linked to its cell in the ledger; infos that say the same share a row."""
    found = sorted(_grouped(assessment), key=lambda entry: _ORDER[entry[1].severity])
    # The places of all tasks are known while the rows are made, and no longer.
    section = Section(
        lambda: _check_rows(found, _Places(assessment, plan)), notes=() if found else (words.NOTHING_TO_CHECK,)
    )
    fixed = words.NOT_LIVE.format(day=common.full_day(assessment.as_of))
    return Listing(words.CHECKS, words.CHECKS, f"{words.CHECK_CAPTION}。{fixed}", _CHECKS, (section,))


def _grouped(assessment: Assessment) -> list[tuple[int, Diagnostic, list[Diagnostic]]]:
    """What there is to say, document by document, each with the others that say the same."""
    found: dict[int, list[Diagnostic]] = {}
    for document, diagnostic in findings(assessment):
        found.setdefault(document, []).append(diagnostic)
    return [(document, first, rest) for document, all_ in found.items() for first, rest in gather_repeated(all_)]


def _check_rows(found: list[tuple[int, Diagnostic, list[Diagnostic]]], places: _Places) -> Iterator[Row]:
    rooms = rooms_of(_CHECKS)
    for document, diagnostic, others in found:
        link = places.link(document, diagnostic.cell) if diagnostic.cell else None
        severity = diagnostic.severity
        values: list[CellValue] = [
            common.SEVERITY[severity], diagnostic.code, diagnostic.message, diagnostic.remedy or None,
            words.NTH_ROW.format(row=link.row) if link else None, places.addresses(document, diagnostic, others),
        ]  # fmt: skip
        styles = [f"severity.{severity}", "code", "text", "text", "link" if link else "text", "small"]
        yield Row(values, styles, row_height(values, rooms), {4: link} if link else {})


class _Places:
    """Where the rows and columns of the sources stand in the ledger."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan) -> None:
        self.documents = assessment.documents
        self.rows: dict[int, dict[int, int]] = {}
        for number, judged in enumerate(assessment.tasks):
            self.rows.setdefault(id(judged.table), {})[judged.task.row] = ledger_row(number)
        self.tables: dict[tuple[int, str], list[Table]] = {}
        for index, document in enumerate(assessment.documents):
            for table in document.tables:
                self.tables.setdefault((index, table.sheet), []).append(table)
        self.plan = plan

    def link(self, document: int, cell: CellRef) -> Link | None:
        """The ledger cell of a source cell; None for one outside all tasks and header rows."""
        tables = self.tables.get((document, cell.sheet), ())
        table = next((t for t in tables if t.holds(cell)), next(iter(tables), None))
        if table is None or id(table) not in self.plan.tables:
            return None
        along, across = (cell.column, cell.row) if table.turned else (cell.row, cell.column)
        first = table.range.left if table.turned else table.range.top
        row = self.rows.get(id(table), {}).get(along, HEADER_ROW if along == first else 0)
        return Link(words.LEDGER, row, self.plan.tables[id(table)].places.get(across, 1)) if row else None

    def addresses(self, document: int, first: Diagnostic, others: Sequence[Diagnostic]) -> str | None:
        """「附件2!E14」; with others that say the same 「附件2!E14等3处：E15、E16」."""
        address = self.address(document, first.cell)
        if not others or not first.cell:
            return address
        sheet = first.cell.sheet
        cells = [other.cell.a1.removeprefix(f"{sheet}!") for other in others if other.cell]
        named = "、".join(cells[:_NAMED]) + ("……" if len(cells) > _NAMED else "")
        return words.SAME_CELLS.format(first=address, count=len(cells) + 1, cells=named)

    def address(self, document: int, cell: CellRef | None) -> str | None:
        """「附件2!E14」, behind the file's name where there are several."""
        name = self.documents[document].source if len(self.documents) > 1 or cell is None else ""
        return f"{name} {cell.a1 if cell else ''}".strip() or None


def compose_roster(assessment: Assessment) -> Listing | None:
    """The units that names were resolved by, so that a report read again resolves the same; no people, no addresses."""
    first, *others = [document.roster.units for document in assessment.documents] or [()]
    # A roster of one file says nothing about the units of another: only what all were read by goes along.
    units = [unit for unit in first if all(unit in other for other in others)]
    if not units:
        return None
    section = Section(lambda: _roster_rows(units))
    return Listing(words.ROSTER, words.ROSTER, words.ROSTER_CAPTION, _ROSTER, (section,))


def _roster_rows(units: list[RosterUnit]) -> Iterator[Row]:
    rooms = rooms_of(_ROSTER)
    for unit in units:
        values: list[CellValue] = [unit.name, "、".join(unit.aliases) or None, "、".join(unit.classes) or None]
        yield Row(values, ["text"] * 3, row_height(values, rooms))
