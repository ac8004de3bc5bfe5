"""A table that goes on on the next sheet, or beside itself, its header repeated or left out (docs/规则.md 2.1)."""

from collections.abc import Mapping
from typing import NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import squeeze
from xltrack.domain.records import Column, Table
from xltrack.reading.files.grid import FilledSheet, Value
from xltrack.reading.tables.headers import like_deadline, like_units, like_words, plain_header
from xltrack.reading.tables.layouts import top_of
from xltrack.reading.tables.lines import LINES, first_print, is_printing
from xltrack.reading.tables.regions import Ending, FoundTable, Header, TableRegion, region_of
from xltrack.reading.tasks.rows import read_rows

_COUNT = LINES.pattern("[0-9{numerals}]+|[()（）]|{goes_on}|[-_]")
_NUMBER = pattern(r"\d+")
_SAMPLE = 40


class Last(NamedTuple):
    """The table that was read last, where it stood, and the part of its sheet."""

    view: FilledSheet
    region: TableRegion
    table: Table

    @property
    def ending(self) -> Ending:
        """Where it breaks off."""
        return read_rows(self.view, self.region, self.table.columns).ending


# What goes on with the last table: where it stands, with its columns; and the tables of its sheet that are still to be read.
GoingOn = tuple[FoundTable, tuple[Column, ...], tuple[FoundTable, ...]]


def follow(found: FoundTable, last: Last | None) -> TableRegion:
    """A region with the label and title of the last table, where it repeats its header and goes on with it."""
    region = found.region
    title = first_print(squeeze(region.title or ""))
    if not last or not _has_header_of(region, last) or title not in ("", squeeze(last.table.title or "")):
        return region
    if any(is_printing(line) or first_print(squeeze(line)) != squeeze(line) for line in region.above):
        return _inheriting(region, last)
    # Sheets that are only counted on (任务表1, 任务表2), where the tasks are not numbered.
    one, other = (_COUNT.sub("", squeeze(name)) for name in (found.view.name, last.table.sheet))
    alike = _counts_on(found.view, region, last) or (one == other and not last.table.has("seq"))
    return _inheriting(region, last) if alike and not region.title else region


def stand_beside(found: FoundTable, last: Last | None) -> TableRegion:
    """A region that takes up where the last table ends, if it is its right half: the same header in the same rows, its numbers go on."""
    region = found.region
    if not last or last.table.turned or not _has_header_of(region, last):
        return region
    if (region.header.first, region.title) != (last.region.header.first, last.region.title):
        return region
    first = next((row for row in region.body if found.view.line(row) is None), 0)
    blank = bool(first) and min(region.header.cells) not in found.view.rows[first]
    return region._replace(after=last.ending) if blank or _counts_on(found.view, region, last) else region


def find_continuation(sheet: FilledSheet, found: tuple[FoundTable, ...], last: Last) -> GoingOn | None:
    """The rows above the first header of a sheet as the last table's; all rows where that header is only its own again."""
    if not found or found[0].view.turned or found[0].region.header.last < found[0].region.header.first:
        return _going_on(sheet, last)
    top = top_of(sheet, found[0].region.header)
    rows = tuple(row for row in sheet.order if row < top)
    if all(sheet.line(row) is not None for row in rows):
        return None
    if _has_header_of(found[0].region, last) and len(found) == 1:
        return _going_on(sheet, last)
    return _going_on(sheet._replace(rows={row: sheet.rows[row] for row in rows}, order=rows), last, found)


def _has_header_of(region: TableRegion, last: Last) -> bool:
    words = [plain_header(word) for _, word in region.header.words if word]
    return words == [plain_header(column.header) for column in last.table.columns if column.header]


def _inheriting(region: TableRegion, last: Last) -> TableRegion:
    annex, above = region.annex or last.table.annex, (*last.region.above, *region.above)
    return region._replace(annex=annex, title=last.table.title, above=above, after=last.ending)


def _counts_on(sheet: FilledSheet, region: TableRegion, last: Last) -> bool:
    """Whether the numbers of the rows go on behind the last table's."""
    named = [plain_header(column.header) for column in last.table.columns if column.role == "seq"]
    column = next((c for c, word in region.header.words if plain_header(word) in named), 0)
    first = next((value for row in region.body if (value := sheet.rows[row].get(column)) is not None), None)
    return _number(first) == _number(last.table.tasks[-1].seq) + 1 > 0


def _number(value: Value | None) -> int:
    found = _NUMBER.match(str(value)) if value is not None else None
    return int(found[0]) if found else -2


def _going_on(sheet: FilledSheet, last: Last, rest: tuple[FoundTable, ...] = ()) -> GoingOn | None:
    """The rows of a sheet without header as the last table's, with its columns; None where they do not fit them."""
    body = tuple(row for row in sheet.order if sheet.line(row) is None)
    if not body or last.table.turned:
        return None
    left = min(min(sheet.rows[row]) for row in body)
    for by in dict.fromkeys((0, left - last.table.columns[0].number)):
        columns = tuple(column._replace(number=column.number + by) for column in last.table.columns)
        if _fit(sheet, body, columns):
            return FoundTable(sheet, _region(sheet, by, last)), columns, rest
    return None


def _fit(sheet: FilledSheet, body: tuple[int, ...], columns: tuple[Column, ...]) -> bool:
    roles: dict[str, int] = {column.role: column.number for column in reversed(columns)}
    headers = {plain_header(column.header) for column in columns}
    sample = [cells for row in body[:_SAMPLE] if _tells(cells := sheet.rows[row], headers)]
    if not sample or max(max(cells) for cells in sample) > columns[-1].number + 1:
        return False
    return sum(_fits(cells, roles) for cells in sample) >= 0.8 * len(sample)


def _tells(cells: Mapping[int, Value], headers: set[str]) -> bool:
    """Whether a row says several things, and is no header printed again."""
    words = set(map(str, cells.values()))
    return len(words) >= min(3, len(headers)) and not {plain_header(word) for word in words} <= headers


def _fits(cells: Mapping[int, Value], roles: Mapping[str, int]) -> bool:
    """Whether a row can be a task: words in the task column, units and deadlines in theirs, one of both at least."""
    tests = (("lead", like_units), ("deadline", like_deadline))
    text = cells.get(roles.get("text", 0))
    if text is None or not like_words(text):
        return False
    return any(test(cells[at]) for role, test in tests if (at := roles.get(role, 0)) in cells)


def _region(sheet: FilledSheet, by: int, last: Last) -> TableRegion:
    """The region of rows that go on: from the first one that is no line printed above it."""
    known = {squeeze(last.table.title or ""), squeeze(last.table.annex or "")}
    order, lines = list(sheet.order), list[str]()
    while (line := sheet.line(order[0])) is not None and (is_printing(line) or first_print(squeeze(line)) in known):
        lines.append(line)
        order.pop(0)
    header = Header(order[0], order[0] - 1, {c + by: parts for c, parts in last.region.header.cells.items()})
    return _inheriting(region_of(header, order, lines), last)
