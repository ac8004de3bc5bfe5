"""Where the tables of a sheet stand: headers, bodies, and the lines above them (docs/规则.md 2.1)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltrack.base.text import squeeze, tidy
from xltrack.reading.files.grid import CellError, FilledSheet, Value
from xltrack.reading.tables.headers import (
    COLUMNS,
    DERIVED,
    LONGEST,
    TASK_KINDS,
    WIDE_KINDS,
    classify_header,
    combine,
    plain_header,
)
from xltrack.reading.tables.lines import (
    annex_of,
    first_print,
    is_aside,
    is_document_number,
    is_foot,
    is_printing,
    is_title,
    title_among,
)

_TASKLIKE = frozenset((*TASK_KINDS, *WIDE_KINDS[0], *WIDE_KINDS[1]))
_PARTNERS = frozenset(("lead", "support", "deadline", "status", "either", "progress", "done_date", "supervise"))
_TELLING = frozenset(("lead", "deadline", "status"))  # two of them tell a table of tasks
_EXACT_APART, _EXACT = 2, 3
_SAME_AT_LEAST = 3  # words of a header that comes again with another word in it
_MOST_HEADER_ROWS, _LEAST_TITLE = 4, 6


class Header(NamedTuple):
    """A header: its first and last row, and for each column its words, row by row from the top."""

    first: int
    last: int
    cells: dict[int, tuple[str, ...]]

    @property
    def words(self) -> tuple[tuple[int, str], ...]:
        """What its columns are called, for telling a repeated header from another one."""
        return tuple((column, words) for column, (words, _) in self.told.items())

    @property
    def told(self) -> dict[int, tuple[str, tuple[str, int] | None]]:
        """What each column is called, and the kind that its header names with its rank, from the left."""
        return {column: combine(parts) for column, parts in sorted(self.cells.items())}

    @property
    def kinds(self) -> dict[int, str]:
        """The kind of each column whose header is known, from the left."""
        return {column: kind[0] for column, (_, kind) in self.told.items() if kind}

    @property
    def is_whole(self) -> bool:
        """Whether it names tasks and something said of them, so that it can head a table by itself."""
        kinds = set(self.kinds.values())
        return bool(kinds & _TASKLIKE and kinds & _PARTNERS)


class Ending(NamedTuple):
    """Where a table breaks off: the number and the groups that hold there, the words of its open bands first."""

    seq: str | None
    bands: tuple[str, ...]
    groups: tuple[str, ...]


class TableRegion(NamedTuple):
    """A table found: its header, the body rows (with repeated headers taken out), and the lines above it.

    `after` is where the table broke off that it goes on with, on the sheet before; `differing` are the rows and columns of cells
    in which a header that comes again has another word.
    """

    header: Header
    body: tuple[int, ...]
    above: tuple[str, ...]
    annex: str | None
    title: str | None
    after: Ending | None = None
    differing: tuple[tuple[int, int], ...] = ()

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the first cell of its header."""
        return self.header.first, min(self.header.cells)


class FoundTable(NamedTuple):
    """A table found, and the part of the sheet that it stands in."""

    view: FilledSheet
    region: TableRegion


def region_of(header: Header, body: Sequence[int], lines: Sequence[str]) -> TableRegion:
    """A table under the lines that stand above it."""
    return TableRegion(header, tuple(body), tuple(lines), *label_lines(lines))


def find_tables(sheet: FilledSheet, headers: Sequence[Header] | None = None) -> tuple[TableRegion, ...]:
    """All tables of a sheet, from the top; none in a sheet without a header of tasks. Its headers may be known already."""
    headers = find_headers(sheet) if headers is None else headers
    regions: list[TableRegion] = []
    stops = [*(header.first for header in headers[1:]), 1 << 30]
    for index, (header, stop) in enumerate(zip(headers, stops, strict=False)):
        lines = _lines_above(sheet, header.first, headers[index - 1].last + 1 if index else 0)
        rows = sheet.order[bisect_right(sheet.order, header.last) : bisect_left(sheet.order, stop)]
        if regions and _same_table(regions[-1], header, lines):
            before = regions[-1]
            differing = tuple((header.last, column) for column in _differing(before.header, header))
            regions[-1] = before._replace(body=before.body + rows, differing=before.differing + differing)
            continue
        if regions:
            regions[-1] = _without_lines(sheet, regions[-1], header.first)
        regions.append(region_of(header, rows, lines))
    return tuple(regions)


def find_headers(sheet: FilledSheet) -> list[Header]:
    """The headers of a sheet from the top, repeated ones too."""
    found: list[Header] = []
    for row in sheet.order:
        if (
            not (found and row <= found[-1].last)
            and _is_header(sheet, row)
            and (not found or _begins(sheet, row, found[0]))
        ):
            found.append(_whole_header(sheet, row))
    return found


def _begins(sheet: FilledSheet, row: int, first: Header) -> bool:
    """Whether a row that could be a header begins another table, or is that of the page before: not a task in words of headers.

    Its words are those of the first header, or known as they stand: two below a blank row or a line, three elsewhere.
    """
    words = {plain_header(value) for value in sheet.rows[row].values() if isinstance(value, str)}
    if len(words & {plain_header(part) for parts in first.cells.values() for part in parts}) >= 2:
        return True
    exact = sum((kind := classify_header(word)) is not None and kind[1] < DERIVED for word in words)
    above = row - 1
    return exact >= (_EXACT_APART if above not in sheet.rows or sheet.line(above) is not None else _EXACT)


def _is_header(sheet: FilledSheet, row: int) -> bool:
    cells = sheet.rows[row]
    # Quick: the leftmost cell of a header is text (or an error), that of a task mostly its number; what is long is no header cell.
    if type(cells[min(cells)]) not in (str, CellError):
        return False
    texts = [value for value in cells.values() if type(value) is str]
    if any(len(text) > 3 * LONGEST for text in texts):
        return False
    kinds = {
        plain_header(text): kind[0] for text in texts if len(text) <= 2 * LONGEST and (kind := classify_header(text))
    }
    if len(kinds) < 2:
        return False
    roles = set(kinds.values())
    if "party" in roles and roles & set(TASK_KINDS) and roles & {"deadline", "status", "done_date"}:
        roles.add("lead")  # 单位 says so little that 任务 and 时限 have to stand beside it
    if any(plain_header(text) in COLUMNS.over_marks for text in texts):
        roles.add("deadline")  # 计划 | 实际 over 开始 | 结束
    paired = bool(roles & _TASKLIKE and roles & _PARTNERS) or {"seq", "lead"} <= roles or len(roles & _TELLING) >= 2
    short = len(texts) == len(cells) and all(len(text) <= LONGEST for text in texts)
    return paired and (len(kinds) >= 3 or short)


def _whole_header(sheet: FilledSheet, first: int) -> Header:
    rows, over = [first], sheet.rows.get(first - 1, {}).values()
    if over and all(type(value) is str and plain_header(value) in COLUMNS.over_marks for value in over):
        rows = [first - 1, first]  # 计划 | 实际 alone in a row above the others
    while len(rows) < _MOST_HEADER_ROWS:
        # The next row may stand below a blank one.
        below = next((row for row in (rows[-1] + 1, rows[-1] + 2) if sheet.rows.get(row)), 0)
        if not below or not _is_lower_header(sheet, rows[-1], below):
            break
        rows.append(below)
    columns = sorted({column for row in rows for column in sheet.rows[row]})
    words = {
        column: tuple(_header_text(sheet, rows, place, column) for place in range(len(rows))) for column in columns
    }
    return Header(rows[0], rows[-1], words)


def _header_text(sheet: FilledSheet, rows: Sequence[int], index: int, column: int) -> str:
    """The words of a header cell; those of a blank one over a part of its neighbour's column are its neighbour's."""
    row, left = rows[index], column - 1
    cells = sheet.rows[row]
    if column not in cells and index + 1 < len(rows) and sheet.merge(row, column) is None:
        below = sheet.rows[rows[index + 1]]
        if column in below and left in below and left in cells and sheet.merge(rows[index + 1], left) is None:
            return squeeze(str(cells[left]))
    return squeeze(str(cells.get(column, "")))


def _is_lower_header(sheet: FilledSheet, upper: int, row: int) -> bool:
    """Whether a row goes on with the header above it: its own words stand under a cell that spans columns, all of them short."""
    cells = sheet.rows[row]
    reached = {column for column in cells if (area := sheet.merge(row, column)) and area.top < row}
    own = {column: value for column, value in cells.items() if column not in reached}
    if not own or any(type(value) is not str or len(value) > LONGEST for value in own.values()):
        return False
    if _parts_unmerged(sheet, upper, own):
        return True
    areas = ((column, sheet.merge(upper, column)) for column in own)
    under = {column for column, area in areas if area and area.right > area.left and upper <= area.bottom < row}
    known = {column for column, value in own.items() if _names_column(value, "单位")}
    if reached:
        return len(known) == len(own) or bool(under)
    parting = (2 * len(known) >= len(own) and own.keys() <= under | known) or len(under) == len(own)
    return bool(under) and parting and bool(known)


def _parts_unmerged(sheet: FilledSheet, upper: int, own: Mapping[int, Value]) -> bool:
    """Whether a row parts headers above it that nobody merged: 责任单位 and a blank cell over 牵头单位 | 配合单位.

    Each of its words is a header of its own, and stands under a blank cell or under one with a blank cell to its right.
    """
    above = sheet.rows[upper]
    return (
        len(own) >= 2
        and any(column not in above for column in own)
        and all(_names_column(value, "单位", "时间") for value in own.values())
        and all(column not in above or (column + 1 in own and column + 1 not in above) for column in own)
    )


def _names_column(value: Value, *ends: str) -> bool:
    """Whether a word names a column, by itself or with an end that stands above it: 牵头, 开始."""
    return any(classify_header(f"{value}{end}") for end in ("", *ends))


def _lines_above(sheet: FilledSheet, row: int, start: int) -> list[str]:
    """The lines right above a header, from the top, back to the first row that is no line or to `start`."""
    lines: list[str] = []
    for number in reversed(sheet.order[bisect_left(sheet.order, start) : bisect_left(sheet.order, row)]):
        texts = list(dict.fromkeys(map(str, sheet.rows[number].values())))
        if start and (len(texts) > 1 or is_foot(texts[0])):
            break
        lines[:0] = texts if len(texts) == 1 else filter(tells_line, texts)
    return lines


def tells_line(line: str) -> bool:
    """Whether one of several texts in a row is a line of its own: a label, a number, a title, not 行动名称 beside its name."""
    return is_document_number(line) or is_aside(line) or is_title(line) or annex_of(line)[0] is not None


def label_lines(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Annex label and title among the lines above a table."""
    annex: str | None = None
    rest: list[str] = []
    for line in _printed(lines):
        label, after = annex_of(line)
        if label and annex is None:
            annex = label
            rest += [after] if after else []
        elif line and not is_foot(line) and not is_printing(line):
            rest.append(tidy(line))
    return annex, title_among(rest)


def _printed(lines: Sequence[str]) -> Iterator[str]:
    """Lines as printed: a cell that holds label, title and document number one under the other is several."""
    for line in lines:
        parts = [part for part in line.splitlines() if part.strip()]
        apart = (
            [p for p in parts if annex_of(p + " ")[0] or is_document_number(p) or is_aside(p)] if len(parts) > 1 else []
        )
        yield from apart
        yield "\n".join(part for part in parts if part not in apart) if apart else line


def _same_table(region: TableRegion, header: Header, lines: list[str]) -> bool:
    """Whether a header only comes again at a page break: same words but one, and no other label or title right above it."""
    words, known = ([word for _, word in one.words] for one in (header, region.header))
    if len(words) != len(known) or len(_differing(region.header, header)) > (len(words) > _SAME_AT_LEAST):
        return False
    annex, _ = label_lines(lines)
    prints = ((line, first_print(line)) for line in lines if len(line) >= _LEAST_TITLE and not is_printing(line))
    titles = [first_print(squeeze(line)) for line, plain in prints if is_title(plain)]
    return annex in (None, region.annex) and (not titles or titles[-1] == squeeze(region.title or ""))


def _differing(known: Header, header: Header) -> list[int]:
    """The columns in which a header has other words than the one before it."""
    pairs = zip(header.words, known.words, strict=False)
    return [column for (column, word), (_, other) in pairs if word != other]


def _without_lines(sheet: FilledSheet, region: TableRegion, before: int) -> TableRegion:
    """The region without the label and title lines that belong to the next table."""
    body = list(region.body)
    while body and body[-1] < before and (line := sheet.line(body[-1])) is not None and not is_foot(line):
        body.pop()
    return region._replace(body=tuple(body))
