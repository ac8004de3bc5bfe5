"""One sparse scan of a worksheet: cells with values, merges, hidden rows, and where the cells' bytes stand.

Each block of the part is checked by expat (well-formed, no DTD) and then searched for tags, which is twice as fast as handlers
for each element. Cells and rows without values are dropped before that: memory and time follow the values.
"""

import codecs
import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import NamedTuple

from xltrack.base.address import CellRange, column_letters, column_number
from xltrack.base.values import Value
from xltrack.ooxml.cells import HIDDEN, R_ATTRIBUTE, WRONG_REFERENCE, CellReader, Shared, SheetTags, ValueTable, tags_of
from xltrack.ooxml.limits import DEFAULT_LIMITS, MAX_COLUMN, MAX_ROW, Limits
from xltrack.ooxml.strings import root_of
from xltrack.ooxml.xml import Checker, PartError, as_utf8, blocks, plain_words, whole_blocks

_OUT_OF_ORDER = MAX_COLUMN + 1
_MOST_DIGITS = 7  # of a row's number


class Fault(NamedTuple):
    """Something wrong at a cell: rule, row, column, and the facts of its sentence."""

    code: str
    row: int
    column: int
    facts: dict[str, object]


class Scan:
    """What a worksheet holds.

    Attributes:
        rows: values by row and column, both in order; text as typed.
        merges: as written: they may lie over each other.
        positions: where asked for, the offset of 「<c」 in the part's bytes for each cell with a value. A part that is not in
            UTF-8 has none.
        formulas: the cells whose value a formula gave.
        skipped: faults beyond `Limits.faults`.
        merges_skipped: merged areas beyond `Limits.merges`, or not written as two places.
        text: how many characters of text the cells hold by themselves.
    """

    __slots__ = (
        "faults", "formulas", "hidden", "merges", "merges_skipped", "positions", "rows", "skipped", "struck", "text",
    )  # fmt: skip

    def __init__(
        self, positions: dict[tuple[int, int], int] | None = None, skipped: int = 0, merges_skipped: int = 0
    ) -> None:
        self.rows: dict[int, dict[int, Value]] = {}
        self.merges: list[CellRange] = []
        self.hidden: set[int] = set()
        self.struck: set[tuple[int, int]] = set()
        self.formulas: set[tuple[int, int]] = set()
        self.faults: list[Fault] = []
        self.positions = positions
        self.skipped = skipped
        self.merges_skipped = merges_skipped
        self.text = 0


def scan_sheet(
    chunks: Iterable[bytes], shared: Shared, *, limits: Limits = DEFAULT_LIMITS, positions: bool = False
) -> Scan:
    """Read one worksheet part.

    Raises:
        PartError: it is not well-formed, or no worksheet.
        SourceError: D131 it has a DTD, D132 it holds more than the limits allow.
    """
    raw = iter(chunks)
    first = next(raw, b"")
    stream = as_utf8(chain([first], raw))
    head = next(stream, b"")
    prefix, root = root_of(head)
    if root != "worksheet":
        raise PartError(root)
    scanner = _Scanner(tags_of(prefix), CellReader(shared, prefix), limits)
    if positions:
        scanner.scan.positions = {}
        scanner.base = len(codecs.BOM_UTF8) if first.startswith(codecs.BOM_UTF8) else 0
    try:
        scanner.run(chain([head], stream))
    except UnicodeDecodeError as error:
        raise PartError(str(error)) from None
    scanner.scan.text = scanner.reader.held
    return scanner.scan


class _Scanner:
    """The state of one scan from block to block."""

    def __init__(self, tags: SheetTags, reader: CellReader, limits: Limits) -> None:
        self.tags, self.reader, self.limits = tags, reader, limits
        self.scan = Scan()
        self.base = 0
        self._row = self._column = self._highest = self._count = self._blank_rows = 0
        self._cells: dict[int, Value] = {}
        self._in_order = True
        self._inside = self._past = False

    def run(self, chunks: Iterable[bytes]) -> None:
        """Check and scan all blocks, then put rows and columns in order."""
        checker = Checker(self.limits.depth)
        for block, odd in whole_blocks(blocks(chunks, self.tags.marks, self.limits), self.limits):
            self._scan_block(block, checker, odd=odd)
            self._bound()
        checker.feed(b"", final=True)
        rows = self.scan.rows
        if not self._in_order:
            rows = {row: dict(sorted(rows[row].items())) for row in sorted(rows)}
        self.scan.rows = {row: cells for row, cells in rows.items() if cells}

    def _scan_block(self, block: bytes, checker: Checker, *, odd: bool) -> None:
        back: Callable[[int], int] | None = None
        length = len(block)
        if odd:
            checker.feed(block)
            block, back = plain_words(block)
        else:
            if self.scan.positions is None:
                block = self.tags.blank_rows.sub(b"", self.tags.blank_cells.sub(b"", block))
            checker.feed(block)
        self._count += block.count(b"<" + self.tags.name)
        self._search(block, back)
        self.base += length

    def _bound(self) -> None:
        """Refuse too many cells, rows or too much text as soon as they are met; blank ones are told apart once it matters."""
        if self._count > self.limits.cells:
            self._count = sum(map(len, self.scan.rows.values()))
            if self._count > self.limits.cells:
                raise self.limits.over("cells")
        if len(self.scan.rows) - self._blank_rows > self.limits.rows:
            self._blank_rows = sum(not cells for cells in self.scan.rows.values())
            if len(self.scan.rows) - self._blank_rows > self.limits.rows:
                raise self.limits.over("rows")
        if self.reader.held > self.limits.text:
            raise self.limits.over("text")

    def _search(self, block: bytes, back: Callable[[int], int] | None) -> None:
        start = 0
        if not self._inside:
            opened = self.tags.start.search(block)
            if not opened:
                return
            self._inside, self._past = True, bool(opened[1])
            start = opened.end()
        if not self._past:
            close = block.find(self.tags.end, start)
            self._past = close >= 0
            end = close if self._past else len(block)
            self._scan_cells(block, start, end, back)
            if b"hidden" in block:
                self.scan.hidden.update(int(row) for row in self.tags.hidden.findall(block, start, end))
            start = end
        if self._past:
            self._scan_merges(block, start)

    def _scan_cells(self, block: bytes, start: int, end: int, back: Callable[[int], int] | None) -> None:
        """The one hot loop."""
        reader, faults, positions, columns = self.reader, self.reader.faults, self.scan.positions, _COLUMNS
        texts, strikes = reader.texts, reader.strikes
        count = len(texts)
        row, column, cells, here = self._row, self._column, self._cells, b""
        for found in self.tags.cell.finditer(block, start, end):
            letters, digits, attributes, words, inline, body = found.group(1, 2, 3, 4, 5, 6)
            if letters is None:
                self._column = column
                self._scan_other(found, back)
                row, column, cells, here = self._row, self._column, self._cells, b""
                continue
            if digits != here:
                here, row = digits, int(digits)
                cells, column = self._open(row)
            last, column = column, columns[letters]
            table = reader[attributes]
            value: Value | None
            if words is None:
                value = reader.content(table, inline, body)
                if body and self.tags.formula.search(body):
                    self.scan.formulas.add((row, column))
            elif table.is_shared and words.isdigit() and (index := int(words)) < count:
                value = texts[index]
            else:
                value = table[words]
            if faults:
                self.note(row, column)
            if not value and (value is None or value == ""):
                self._in_order = self._in_order and column > last
                continue
            if column <= last and not self._fits(cells, row, column):
                continue
            cells[column] = value
            if strikes or words is None:
                self._strike(table, words, row, column)
            if positions is not None:
                positions[row, column] = self.base + (back(found.start()) if back else found.start())
        self._row, self._column, self._cells = row, column, cells

    def _strike(self, table: ValueTable, words: bytes | None, row: int, column: int) -> None:
        """Note a cell that is struck out, as a whole or in part."""
        if self.reader.is_struck(table, words):
            self.scan.struck.add((row, column))
        elif left_out := self.reader.left_out(table, words):
            self.fault("D271", row, column, {"text": left_out})

    def _scan_other(self, found: re.Match[bytes], back: Callable[[int], int] | None) -> None:
        """The start of a row; or a cell whose `r` does not stand first or is missing: written anew and scanned."""
        attributes, digits, rest = found.group(7, 8, 9)
        if attributes is None:
            self._start_row(digits, rest)
            return
        place = R_ATTRIBUTE.search(attributes)
        if attributes.endswith(b"/"):  # blank, but the next one counts from it
            if place:
                self._cells, _ = self._open(int(place[2]))
            self._column = _COLUMNS[place[1].upper()] if place else self._column + 1
            return
        where = self._place(place, attributes)
        close = self.tags.close.search(found.string, found.end())
        if close is None:
            raise PartError("a row in a cell")
        end = close.end()
        others = R_ATTRIBUTE.sub(b"", attributes).replace(b">", b"&gt;")
        cell = b'<%s r="%s"%s>%s' % (self.tags.name, where, others, found.string[found.end() : end])
        at = back(found.start()) if back else found.start()
        self._scan_cells(cell, 0, len(cell), lambda _: at)

    def _place(self, place: re.Match[bytes] | None, attributes: bytes) -> bytes:
        """The reference of a cell: its own; none counts from the cell before; one that cannot be is beyond the sheet."""
        if place and place[1] and len(place[2]) <= _MOST_DIGITS:
            return place[1].upper() + place[2]
        beyond = place or WRONG_REFERENCE.search(attributes)
        letters = column_letters((MAX_COLUMN if beyond else self._column) + 1)
        return f"{letters}{self._row}".encode()

    def _start_row(self, digits: bytes | None, rest: bytes) -> None:
        if digits is None and (place := R_ATTRIBUTE.search(rest)):
            digits = place[2]
        row = int(digits) if digits else self._row + 1
        self._row = 0  # the same row may start again
        self._cells, self._column = self._open(row)
        if b"hidden" in rest and HIDDEN.search(rest):
            self.scan.hidden.add(row)

    def _open(self, row: int) -> tuple[dict[int, Value], int]:
        """The cells of a row and the last column in them; a row met before takes more cells, but says which come twice."""
        if row and row == self._row:
            return self._cells, self._column
        known = self.scan.rows.get(row)
        cells: dict[int, Value]
        if not 0 < row <= MAX_ROW:
            cells, column = {}, _OUT_OF_ORDER
        elif known:
            self._in_order = False
            cells, column = _Again(known, self, row), 0
            self.scan.rows[row] = cells
        else:
            cells, column = {}, 0
            self.scan.rows[row] = cells
            self._in_order = self._in_order and row > self._highest
            self._highest = max(row, self._highest)
        self._row, self._cells = row, cells
        return cells, column

    def _fits(self, cells: dict[int, Value], row: int, column: int) -> bool:
        """Whether a cell that does not follow the one before it has a place; twice in one place, the later one stands."""
        if not column or not 0 < row <= MAX_ROW:
            self.fault("D188" if row else "D267", max(1, min(row, MAX_ROW)), max(1, column))
            return False
        self._in_order = False
        if column in cells and not isinstance(cells, _Again):
            self.fault("D187", row, column)
        return True

    def note(self, row: int, column: int) -> None:
        """Give the reader's faults their cell."""
        for code, facts in self.reader.faults:
            self.fault(code, row, column, facts)
        self.reader.faults.clear()

    def fault(self, code: str, row: int, column: int, facts: dict[str, object] | None = None) -> None:
        """Keep a fault, or count it."""
        if len(self.scan.faults) < self.limits.faults:
            self.scan.faults.append(Fault(code, row, column, facts or {}))
        else:
            self.scan.skipped += 1

    def _scan_merges(self, block: bytes, start: int) -> None:
        scan, columns = self.scan, _COLUMNS
        missing = block.count(self.tags.merge_name, start)
        for found in self.tags.merge.finditer(block, start):
            letters, digits, to_letters, to_digits = found.groups()
            missing -= 1
            if to_letters is None:
                continue  # one cell merged with nothing
            left, right = sorted((columns[letters], columns[to_letters]))
            top, bottom = sorted((int(digits), int(to_digits)))
            if len(scan.merges) >= self.limits.merges:
                scan.merges_skipped += 1
            elif left and top and bottom <= MAX_ROW:
                scan.merges.append(CellRange(top, left, bottom, right))
            else:
                scan.merges_skipped += 1
        scan.merges_skipped += max(missing, 0)


class _Again(dict[int, Value]):
    """The cells of a row that stands more than once in the file: each cell written over is a fault."""

    def __init__(self, cells: dict[int, Value], scanner: _Scanner, row: int) -> None:
        super().__init__(cells)
        self._scanner, self._row = scanner, row

    def __setitem__(self, column: int, value: Value) -> None:
        if column in self:
            self._scanner.fault("D187", self._row, column)
        super().__setitem__(column, value)


class _Columns(dict[bytes, int]):
    """Column numbers by their letters; 0 for those beyond XFD."""

    def __missing__(self, letters: bytes) -> int:
        number = column_number(letters.decode()) if letters else 0
        self[letters] = number if number <= MAX_COLUMN else 0
        return self[letters]


_COLUMNS = _Columns()
