"""Excel's own tables beside and under edited cells: their heads are not renamed, and columns put at their right edge become theirs."""

from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import quoteattr

from xltrack.base.address import CellRange, parse_range
from xltrack.base.errors import EditError
from xltrack.domain.edits import CellEdit
from xltrack.ooxml.edit.tags import attribute, name_in, with_attribute
from xltrack.ooxml.packed import Part
from xltrack.ooxml.xml import recoded

PARTS: Final = ("autoFilter", "sortState", "tableColumns", "tableStyleInfo", "extLst")


class TablePart:
    """A table of a sheet: its area, how many rows its head and its sums take, the names of its columns."""

    def __init__(self, data: bytes) -> None:
        """Read it; ValueError, PartError where it is damaged."""
        self._data, self._back = recoded(data)
        self._part = Part(self._data, PARTS)
        root = self._part.root
        self._tag = self._data[root.start : root.inner]
        area = parse_range(attribute(self._tag, "ref") or "")
        if area is None:
            raise ValueError("a table without an area")
        self.area = area
        self._heads = attribute(self._tag, "headerRowCount") or "1"

    def check(self, edits: Sequence[CellEdit]) -> None:
        """Refuse to rename a column; EditError (D809)."""
        for _, row, column in (edit.cell for edit in edits if self._heads != "0"):
            if row == self.area.top and self.area.left <= column <= self.area.right:
                cell = next(edit.cell for edit in edits if edit.cell[1:] == (row, column))
                raise EditError("D809", cell=cell.a1)

    def grown(self, edits: Sequence[CellEdit], others: Sequence[CellRange]) -> bytes | None:
        """The part with the columns whose heads were put at its right edge; None where none was, or it cannot take any.

        A table that comes from outside, or has no head of one row, is left as it is: what is written then stands beside it.
        """
        heads = {edit.cell.column: str(edit.new) for edit in edits if edit.cell.row == self.area.top and edit.new}
        names = self._names(heads)
        columns = self._part.child("tableColumns")
        right = self.area.right + len(names)
        if not names or columns is None or self._heads != "1" or attribute(self._tag, "tableType"):
            return None
        if any(
            o.top <= self.area.bottom and o.bottom >= self.area.top and self.area.right < o.right and o.left <= right
            for o in others
        ):
            return None
        area = self.area._replace(right=right)
        self._put(self._part.root.start, self._tag, "ref", area.a1)
        found = self._part.child("autoFilter")
        if found:
            tag = self._data[found.start : found.inner]
            own = parse_range(attribute(tag, "ref") or "")
            if own and own.right == self.area.right:
                self._put(found.start, tag, "ref", own._replace(right=right).a1)
        self._add_columns(names)
        return self._back(self._part.plain())

    def _names(self, heads: Mapping[int, str]) -> list[str]:
        """The new names from the right edge on, without a gap, none that is there already."""
        columns = self._part.inside("tableColumns")
        known = {(attribute(self._data[c.start : c.inner], "name") or "").lower() for c in columns}
        names: list[str] = []
        while (name := heads.get(self.area.right + len(names) + 1)) and name.lower() not in known:
            names.append(name)
        return names

    def _add_columns(self, names: Sequence[str]) -> None:
        columns = self._part.child("tableColumns")
        if columns is None:
            return
        known = [self._data[c.start : c.inner] for c in self._part.inside("tableColumns")]
        last = max((int(attribute(tag, "id") or 0) for tag in known), default=0)
        tag = self._data[columns.start : columns.inner]
        self._put(columns.start, tag, "count", str(len(known) + len(names)))
        name = name_in(known[0]) if known else b"tableColumn"
        new = [
            b'<%s id="%d" name=%s/>' % (name, last + at, quoteattr(told).encode()) for at, told in enumerate(names, 1)
        ]
        self._part.replace(columns.close, columns.close, *new)

    def _put(self, at: int, tag: bytes, name: str, words: str) -> None:
        self._part.replace(at, at + len(tag), with_attribute(tag, name, words))
