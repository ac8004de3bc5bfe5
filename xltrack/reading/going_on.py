"""A table that goes on on the next sheet, its header repeated or left out (docs/规则.md 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from xltrack.patterns import pattern
from xltrack.reading.contents import like_deadline, like_seq, like_units
from xltrack.reading.grid import Value
from xltrack.reading.headers import plain
from xltrack.reading.lines import first_print, is_printing
from xltrack.reading.tables import Header, TableRegion, label_lines
from xltrack.reading.view import View
from xltrack.records import Column, Table
from xltrack.text import squeeze

_COUNT = pattern(r"[0-9一二三四五六七八九十]+|[()（）]|续表?|[-_]")
_NUMBER = pattern(r"\d+")


class Last(NamedTuple):
    """The table that was read last, and where it stood."""

    region: TableRegion
    table: Table


def follow(sheet: View, region: TableRegion, last: Last) -> TableRegion:
    """A region with the label and title of the last table, where it repeats its header and goes on with it."""
    words = [plain(word) for _, word in region.header.words if word]
    if words != [plain(c.header) for c in last.table.columns if c.header]:
        return region
    marked = any(is_printing(line) or first_print(squeeze(line)) != squeeze(line) for line in region.above)
    title = region.title and first_print(squeeze(region.title))
    if title and title != squeeze(last.table.title or ""):
        return region
    if not (marked or (not region.title and (_counts_on(sheet, region, last) or _named_alike(sheet, last)))):
        return region
    return _inheriting(region, last)


def _named_alike(sheet: View, last: Last) -> bool:
    """Whether a table that does not number its tasks stands on a sheet that is only counted on: 任务表1, 任务表2."""
    if last.table.has("seq"):
        return False
    one, other = (_COUNT.sub("", squeeze(name)) for name in (sheet.sheet.name, last.table.sheet))
    return one == other


def _inheriting(region: TableRegion, last: Last) -> TableRegion:
    annex = region.annex or last.table.annex
    above = (*last.region.above, *region.above)
    return region._replace(annex=annex, title=last.table.title, above=above, after=last.table.tasks[-1])


def _counts_on(sheet: View, region: TableRegion, last: Last) -> bool:
    """Whether the numbers of the rows go on behind the last table's."""
    named = {plain(column.header) for column in last.table.columns if column.role == "seq"}
    column = next((c for c, word in region.header.words if plain(word) in named), 0)
    first = next((value for row in region.body if (value := sheet.rows[row].get(column)) is not None), None)
    return _number(first) == _number(last.table.tasks[-1].seq) + 1 > 0


def _number(value: Value | None) -> int:
    found = _NUMBER.match(str(value)) if value is not None else None
    return int(found[0]) if found else -2


def find_continuation(sheet: View, last: Last) -> tuple[TableRegion, tuple[Column, ...]] | None:
    """The rows of a sheet without header as the last table's, with its columns; None where they do not fit them."""
    body = tuple(row for row in sheet.order if sheet.line(row) is None)
    if not body or last.table.turned:
        return None
    left = min(min(sheet.rows[row]) for row in body)
    for by in dict.fromkeys((0, left - last.table.columns[0].number)):
        columns = tuple(column._replace(number=column.number + by) for column in last.table.columns)
        if _fit(sheet, body, columns):
            return _region(sheet, body, columns, last), columns
    return None


def _fit(sheet: View, body: tuple[int, ...], columns: tuple[Column, ...]) -> bool:
    roles: dict[str, int] = {column.role: column.number for column in reversed(columns)}
    sample = [cells for row in body[:40] if len(set(map(str, (cells := sheet.rows[row]).values()))) >= 3]
    if not sample:
        return False
    widest = max(max(cells) for cells in sample)
    if widest > columns[-1].number + 1:
        return False
    return sum(_fits(cells, roles) for cells in sample) >= 0.8 * len(sample)


def _fits(cells: Mapping[int, Value], roles: Mapping[str, int]) -> bool:
    """Whether a row can be a task: words in the task column, units and deadlines in theirs, one of both at least."""
    text = cells.get(roles.get("text", 0))
    if not isinstance(text, str) or like_seq(text) or like_deadline(text):
        return False
    told = [
        test(cells[at])
        for role, test in (("lead", like_units), ("deadline", like_deadline))
        if (at := roles.get(role, 0)) in cells
    ]
    return bool(told) and any(told)


def _region(sheet: View, body: tuple[int, ...], columns: tuple[Column, ...], last: Last) -> TableRegion:
    first = body[0]
    lines = [str(next(iter(sheet.rows[r].values()))) for r in sheet.order if r < first]
    annex, title = label_lines(lines)
    header = Header(first, first - 1, {column.number: (column.header,) for column in columns})
    rows = tuple(row for row in sheet.order if row >= first)
    region = TableRegion(header, rows, tuple(lines), annex, title)
    goes_on = not title or first_print(squeeze(title)) == squeeze(last.table.title or "")
    return _inheriting(region, last) if goes_on else region
