"""Where the tables of a sheet stand: headers, bodies, and the lines above them (docs/规则.md 2.1)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xltrack.base.text import squeeze, tidy
from xltrack.reading.files.grid import CellError, Value
from xltrack.reading.tables.headers import LONGEST, TASK_KINDS, WIDE_KINDS, classify_header, combine, plain_header
from xltrack.reading.tables.lines import (
    annex_of,
    first_print,
    is_aside,
    is_foot,
    is_number,
    is_printing,
    is_title,
    title_among,
)
from xltrack.reading.tables.view import View

_TASKLIKE = frozenset((*TASK_KINDS, *WIDE_KINDS[0], *WIDE_KINDS[1]))
_PARTNERS = frozenset(("lead", "support", "deadline", "status", "either", "progress", "done_date", "supervise"))


class Header(NamedTuple):
    """A header: its first and last row, and for each column its words, row by row from the top."""

    first: int
    last: int
    cells: dict[int, tuple[str, ...]]

    @property
    def words(self) -> tuple[tuple[int, str], ...]:
        """What its columns are called, for telling a repeated header from another one."""
        return tuple(sorted((column, combine(parts)[0]) for column, parts in self.cells.items()))


class Ending(NamedTuple):
    """Where a table breaks off: the number and the groups that hold there, the words of its open bands first."""

    seq: str | None
    bands: tuple[str, ...]
    groups: tuple[str, ...]


class TableRegion(NamedTuple):
    """A table found: its header, the body rows (with repeated headers taken out), and the lines above it.

    `after` is where the table broke off that it goes on with, on the sheet before.
    """

    header: Header
    body: tuple[int, ...]
    above: tuple[str, ...]
    annex: str | None
    title: str | None
    after: Ending | None = None


def find_tables(sheet: View, headers: Sequence[Header] | None = None) -> tuple[TableRegion, ...]:
    """All tables of a sheet, from the top; none in a sheet without a header of tasks. Its headers may be known already."""
    headers = find_headers(sheet) if headers is None else headers
    regions: list[TableRegion] = []
    for index, header in enumerate(headers):
        stop = headers[index + 1].first if index + 1 < len(headers) else sheet.order[-1] + 1
        start = headers[index - 1].last + 1 if index else 0
        lines = _lines_above(sheet, header.first, start)
        rows = sheet.order[bisect_right(sheet.order, header.last) : bisect_left(sheet.order, stop)]
        if regions and _same_table(regions[-1], header, lines):
            regions[-1] = _extended(regions[-1], lines, rows)
            continue
        if regions:
            regions[-1] = _without_lines(sheet, regions[-1], header.first)
        annex, title = label_lines(lines)
        regions.append(TableRegion(header, rows, tuple(lines), annex, title))
    return tuple(regions)


def find_headers(sheet: View) -> list[Header]:
    """The headers of a sheet from the top, repeated ones too."""
    found: list[Header] = []
    for row in sheet.order:
        if found and row <= found[-1].last:
            continue
        if _is_header(sheet, row):
            found.append(_whole_header(sheet, row))
    return found


def is_whole(header: Header) -> bool:
    """Whether a header names tasks and something said of them, so that it can head a table by itself."""
    kinds = {kind[0] for parts in header.cells.values() if (kind := combine(parts)[1])}
    return bool(kinds & _TASKLIKE and kinds & _PARTNERS)


def _is_header(sheet: View, row: int) -> bool:
    cells = sheet.rows[row]
    # Quick: the leftmost cell of a header is text (or an error), that of a task mostly its number; what is long is no header cell.
    if type(cells[min(cells)]) not in (str, CellError) or any(
        type(v) is str and len(v) > 3 * LONGEST for v in cells.values()
    ):
        return False
    kinds: dict[str, str] = {}
    for value in cells.values():
        if type(value) is str and len(value) <= LONGEST * 2 and (known := classify_header(value)):
            kinds[plain_header(value)] = known[0]
    if len(kinds) < 2:
        return False
    roles = set(kinds.values())
    if "party" in roles and roles & set(TASK_KINDS) and roles & {"deadline", "status", "done_date"}:
        roles.add("lead")  # 单位 says so little that 任务 and 时限 have to stand beside it
    paired = bool(roles & _TASKLIKE and roles & _PARTNERS) or {"seq", "lead"} <= roles or {"lead", "deadline"} <= roles
    short = all(type(value) is str and len(value) <= LONGEST for value in cells.values())
    return paired and (len(kinds) >= 3 or short)


def _whole_header(sheet: View, first: int) -> Header:
    rows = [first]
    while len(rows) < 4 and (below := _row_below(sheet, rows[-1])) and _is_lower_header(sheet, rows[-1], below):
        rows.append(below)
    columns = sorted({c for r in rows for c in sheet.rows[r]})
    return Header(
        first, rows[-1], {c: tuple(_header_text(sheet, rows, i, c) for i in range(len(rows))) for c in columns}
    )


def _row_below(sheet: View, row: int) -> int:
    """The next row, which may stand below a blank one; 0 where it is further down."""
    return next((below for below in (row + 1, row + 2) if sheet.rows.get(below)), 0)


def _header_text(sheet: View, rows: Sequence[int], index: int, column: int) -> str:
    """The words of a header cell; those of a blank one over a part of its neighbour's column are its neighbour's."""
    row, left = rows[index], column - 1
    cells = sheet.rows[row]
    if column not in cells and index + 1 < len(rows) and sheet.merge(row, column) is None:
        below = sheet.rows[rows[index + 1]]
        if column in below and left in below and left in cells and sheet.merge(rows[index + 1], left) is None:
            return squeeze(str(cells[left]))
    return squeeze(str(cells.get(column, "")))


def _is_lower_header(sheet: View, upper: int, row: int) -> bool:
    """Whether a row goes on with the header above it: its own words stand under a cell that spans columns, all of them short."""
    own = {}
    reaching = False
    for column, value in sheet.rows[row].items():
        area = sheet.merge(row, column)
        if area and area.top < row:
            reaching = True
        else:
            own[column] = value
    if not own or any(type(v) is not str or len(v) > LONGEST for v in own.values()):
        return False
    if _parts_unmerged(sheet, upper, own):
        return True
    under = [
        c for c in own if (above := sheet.merge(upper, c)) and above.right > above.left and upper <= above.bottom < row
    ]
    known = [c for c in own if classify_header(str(own[c])) or classify_header(f"{own[c]}单位")]
    if reaching and len(known) == len(own):
        return True
    parting = reaching or (2 * len(known) >= len(own) and set(own) <= {*under, *known}) or len(under) == len(own)
    return bool(under) and parting and (reaching or bool(known))


def _parts_unmerged(sheet: View, upper: int, own: Mapping[int, Value]) -> bool:
    """Whether a row parts headers above it that nobody merged: 责任单位 and a blank cell over 牵头单位 | 配合单位.

    Each of its words is a header of its own, and stands under a blank cell or under one with a blank cell to its right.
    """
    above = sheet.rows[upper]
    if not any(c not in above for c in own) or len(own) < 2:
        return False
    for column, value in own.items():
        if not (classify_header(str(value)) or classify_header(f"{value}单位") or classify_header(f"{value}时间")):
            return False
        if column in above and not (column + 1 in own and column + 1 not in above):
            return False
    return True


def _lines_above(sheet: View, row: int, start: int) -> list[str]:
    """The lines right above a header, from the top, back to the first row that is no line or to `start`."""
    lines: list[str] = []
    for number in reversed(sheet.order[bisect_left(sheet.order, start) : bisect_left(sheet.order, row)]):
        texts = list(dict.fromkeys(str(v) for v in sheet.rows[number].values()))
        if len(texts) > 1 and start:
            break
        if start and is_foot(texts[0]):
            break
        lines[:0] = texts if len(texts) == 1 else [text for text in texts if tells_line(text)]
    return lines


def tells_line(line: str) -> bool:
    """Whether one of several texts in a row is a line of its own: a label, a number, a title, not 行动名称 beside its name."""
    return is_number(line) or is_aside(line) or is_title(line) or annex_of(line)[0] is not None


def label_lines(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """Annex label and title among the lines above a table."""
    annex: str | None = None
    rest: list[str] = []
    for line in _printed(lines):
        label, after = annex_of(line)
        if label and annex is None:
            annex = label
            if after:
                rest.append(after)
        elif line and not is_foot(line) and not is_printing(line):
            rest.append(tidy(line))
    return annex, title_among(rest)


def _printed(lines: Sequence[str]) -> Iterator[str]:
    """Lines as printed: a cell that holds label, title and document number one under the other is several."""
    for line in lines:
        parts = [part for part in line.splitlines() if part.strip()]
        if len(parts) < 2:
            yield line
            continue
        apart = [annex_of(part + " ")[0] is not None or is_number(part) or is_aside(part) for part in parts]
        if True not in apart:
            yield line
            continue
        yield from (part for part, own in zip(parts, apart, strict=True) if own)
        yield "\n".join(part for part, own in zip(parts, apart, strict=True) if not own)


def _same_table(region: TableRegion, header: Header, lines: list[str]) -> bool:
    """Whether a header only comes again at a page break: same words, and no other label or title right above it."""
    if [w for _, w in region.header.words] != [w for _, w in header.words]:
        return False
    annex, _ = label_lines(lines)
    titles = [first_print(squeeze(t)) for t in lines if is_title(first_print(t)) and len(t) >= 6 and not is_printing(t)]
    known = {squeeze(region.title or "")}
    return annex in (None, region.annex) and (not titles or titles[-1] in known)


def _extended(region: TableRegion, lines: list[str], rows: tuple[int, ...]) -> TableRegion:
    del lines
    return region._replace(body=region.body + rows)


def _without_lines(sheet: View, region: TableRegion, before: int) -> TableRegion:
    """The region without the label and title lines that belong to the next table."""
    body = list(region.body)
    while body and body[-1] < before and (line := sheet.line(body[-1])) is not None and not is_foot(line):
        body.pop()
    return region._replace(body=tuple(body))
