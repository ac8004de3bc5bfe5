"""核对清单: what has to be looked after, each line led back to its row of the ledger; and what print shows in part (rule D198)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.checked import Lines, item_mark
from xltrack.domain.memory import CHECKS_NAME, CODE_ROLE, ITEMS_ROLE, SAID_ROLE
from xltrack.domain.records import Table
from xltrack.report import words
from xltrack.report.ledger.plan import LedgerPlan
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.book import Live
from xltrack.report.live.columns import key_link
from xltrack.sheets.dense import is_cut, rooms_in
from xltrack.sheets.measure import is_clipped, rooms_of, row_height
from xltrack.sheets.model import BODY_ROW, HEADER_ROW, CellValue, Formula, Link, Listing, Row, Section, SheetColumn
from xltrack.telling import words as common
from xltrack.telling.agenda import Finding, due_tasks, late_tasks, ordered_findings
from xltrack.telling.names import widest_number

_ROLES: Final = ("level", CODE_ROLE, "message", "remedy", SAID_ROLE, "ledger", "place")
_INPUT: Final = words.CHECK_HEADS[_ROLES.index(SAID_ROLE)]
_CHECKS: Final = (
    *(
        SheetColumn(
            head, width, role, "head.added" if head == _INPUT else "head", words.CHECK_CHOICES * (head == _INPUT)
        )
        for head, width, role in zip(words.CHECK_HEADS, (7, 8, 52, 38, 17, 10, 24), _ROLES, strict=True)
    ),
    SheetColumn(words.CHECK_ITEMS, 8, ITEMS_ROLE, "roles", hidden=True),
)
_LINK: Final = _ROLES.index("ledger")
_WIDEST: Final = 22.0  # of the column that names a task
_NAMED: Final = 6  # cells named of those that say the same
_LONGEST: Final = 32_000  # characters of a cell


class _Place(NamedTuple):
    """A cell of the ledger, and what its row is called."""

    link: Link
    told: str


class _Places:
    """Where columns of the sources, and rows that are asked for, stand in the ledger."""

    def __init__(self, assessment: Assessment, plan: LedgerPlan, asked: Collection[int]) -> None:
        self.documents = assessment.documents
        self.rows: dict[int, dict[int, tuple[int, str]]] = {}
        for number, judged in enumerate(assessment.tasks):
            if judged.task.row in asked:
                self.rows.setdefault(id(judged.table), {})[judged.task.row] = ledger_row(number), judged.nth
        self.tables: dict[tuple[int, str], list[Table]] = {}
        for index, document in enumerate(assessment.documents):
            for table in document.tables:
                self.tables.setdefault((index, table.sheet), []).append(table)
        self.plan = plan

    def find(self, document: int, cell: CellRef) -> _Place | None:
        """The ledger cell of a source cell; None for one outside all tasks and header rows."""
        tables = self.tables.get((document, cell.sheet), ())
        table = next((t for t in tables if t.holds(cell)), next(iter(tables), None))
        if table is None or id(table) not in self.plan.tables:
            return None
        along, across = (cell.column, cell.row) if table.turned else (cell.row, cell.column)
        first = table.range.left if table.turned else table.range.top
        none = HEADER_ROW if along == first else 0, words.HEAD_ROW
        row, told = self.rows.get(id(table), {}).get(along, none)
        return _Place(Link(words.LEDGER, row, self.plan.tables[id(table)].places.get(across, 1)), told) if row else None

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


def compose_checks(assessment: Assessment, plan: LedgerPlan, live: Live) -> Listing:
    """Every diagnostic, those that could change a figure first, linked to its cell in the ledger; what says the same shares a row.

    In a live book the links follow the rows of the ledger where these are sorted. A column takes what the clerk says of each; a
    hidden one tells which tasks it is about, and by which words (docs/规则.md 8.5).
    """
    found = ordered_findings(assessment)
    asked = {number for _, first, _ in found if first.cell for number in (first.cell.row, first.cell.column)}
    places = _Places(assessment, plan, asked)
    notes = () if found else (words.NOTHING_TO_CHECK,)
    if assessment.checked:
        notes = (*notes, words.CHECKED.format(count=assessment.checked))
    cells = [said.cell for _, first, others in found for said in (first, *others) if said.cell]
    spoken = {number for cell in cells for number in (cell.row, cell.column)}
    items = _Items(assessment, spoken)
    columns = [*_CHECKS]
    columns[_LINK] = columns[_LINK]._replace(
        width=max(columns[_LINK].width, min(_WIDEST, widest_number(assessment) + 4))
    )
    section = Section(lambda: _check_rows(found, places, items, columns, follows=live.ledger), notes=notes)
    fixed = words.NOT_LIVE.format(day=common.full_day(assessment.as_of))
    return Listing(words.CHECKS, words.CHECKS, f"{words.CHECK_CAPTION}。{fixed}", tuple(columns), (section,),
        printed=len(words.CHECK_HEADS), roles=True, defined=CHECKS_NAME, alone=(len(_CHECKS) - 1,),
    )  # fmt: skip


class _Items:
    """Which tasks a line is about, by their numbers, with the mark of the words of each."""

    def __init__(self, assessment: Assessment, asked: Collection[int]) -> None:
        self._lines = [Lines(document, asked) for document in assessment.documents]
        self._numbers = {
            (judged.document, judged.table.sheet, judged.task.row): number
            for number, judged in enumerate(assessment.tasks, 1)
            if judged.task.row in asked
        }

    def told(self, document: int, found: Sequence[Diagnostic]) -> str:
        """「1a2b3c4d 3 5-7;…」: 0 is none."""
        marks: dict[str, list[int]] = {}
        for said in found:
            held = self._lines[document].held(said)
            place = (document, held.table.sheet, held.task.row) if held else None
            marks.setdefault(item_mark(said, held), []).append(self._numbers.get(place, 0) if place else 0)
        return ";".join(f"{mark} {_runs(numbers)}" for mark, numbers in marks.items())[:_LONGEST]


def _runs(numbers: Iterable[int]) -> str:
    """「3 5-7」."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _check_rows(
    found: list[Finding], places: _Places, items: _Items, columns: Sequence[SheetColumn],
    *, follows: bool,
) -> Iterator[Row]:  # fmt: skip
    rooms = rooms_of(columns)
    for document, diagnostic, others in found:
        place = places.find(document, diagnostic.cell) if diagnostic.cell else None
        link, shown = place or (None, None)
        values: list[CellValue] = [
            common.SEVERITY[diagnostic.severity], diagnostic.code, diagnostic.message, diagnostic.remedy or None,
            None, shown, places.addresses(document, diagnostic, others), items.told(document, (diagnostic, *others)),
        ]  # fmt: skip
        styles = [
            f"severity.{diagnostic.severity}", "code", "text", "text", "text", "link" if link else "text", "small", "roles",
        ]  # fmt: skip
        height = row_height(values, rooms)
        if follows and link and link.row > HEADER_ROW:
            values[_LINK] = Formula(key_link(link.row - BODY_ROW + 1, shown, link.column), shown)
            link = None
        yield Row(values, styles, height, {_LINK: link} if link else {})


def find_clipped(
    assessment: Assessment, plan: LedgerPlan, ledger: Listing, agenda: Listing
) -> tuple[tuple[int, Diagnostic], ...]:
    """What of each document print shows in part, with the document's number: in the ledger, and of tasks on the lists."""
    rooms = rooms_in(ledger.columns[: len(plan.columns)], len(plan.columns))
    narrow = [n for n, (room, _) in enumerate(plan.extents) if room > rooms[n]]
    cells: dict[int, dict[CellRef, None]] = {}
    for judged in assessment.tasks if narrow else ():
        for cell in _cells(judged, plan, narrow, rooms):
            cells.setdefault(judged.document, {})[cell] = None
    for judged, room in _listed(assessment, agenda):
        if is_clipped(judged.task.text, room):
            cells.setdefault(judged.document, {})[_text_cell(judged)] = None
    return tuple((document, _said(list(found))) for document, found in sorted(cells.items()))


def _cells(judged: Judged, plan: LedgerPlan, narrow: Sequence[int], rooms: Sequence[int]) -> Iterator[CellRef]:
    order = plan.tables[id(judged.table)].order
    for place in narrow:
        if order[place] < 0:
            continue
        value = judged.task.text if plan.columns[place].role == "text" else judged.task.values[order[place]]
        if isinstance(value, str) and is_cut(value, rooms[place]):
            yield judged.table.cell(judged.task, judged.table.columns[order[place]].number)


def _listed(assessment: Assessment, agenda: Listing) -> Iterator[tuple[Judged, int]]:
    """The tasks on the list of what is late and falls due, with what a line of its column holds."""
    room = next(rooms_of([c])[0] for c in agenda.columns if c.header == common.TASK)
    yield from ((judged, room) for _, judged in late_tasks(assessment))
    yield from ((entry.judged, room) for entry in due_tasks(assessment))


def _text_cell(judged: Judged) -> CellRef:
    number = next((c.number for c in judged.table.columns if c.role == "text"), judged.table.range.left)
    return judged.table.cell(judged.task, number)


def _said(cells: Sequence[CellRef]) -> Diagnostic:
    more = words.MORE_CELLS.format(count=len(cells)) if len(cells) > _NAMED else ""
    return Diagnostic("D198", cells[0], {"cells": "、".join(cell.a1 for cell in cells[:_NAMED]) + more})
