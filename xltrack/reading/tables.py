"""Where the tables of a sheet stand: headers, bodies, and the lines above them (docs/规则.md 2.1)."""

from collections.abc import Iterator
from typing import NamedTuple

from xltrack.reading.grid import CellError
from xltrack.reading.headers import LONGEST, TASK_KINDS, WIDE_KINDS, classify_header, combine, plain
from xltrack.reading.lines import (
    annex_of,
    first_print,
    is_aside,
    is_foot,
    is_number,
    is_printing,
    is_title,
    title_among,
)
from xltrack.reading.view import View
from xltrack.text import squeeze, tidy

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


class TableRegion(NamedTuple):
    """A table found: its header, the body rows (with repeated headers taken out), and the lines above it."""

    header: Header
    body: tuple[int, ...]
    above: tuple[str, ...]
    annex: str | None
    title: str | None


def find_tables(sheet: View) -> tuple[TableRegion, ...]:
    """All tables of a sheet, from the top; none in a sheet without a header of tasks."""
    headers = _find_headers(sheet)
    regions: list[TableRegion] = []
    for index, header in enumerate(headers):
        stop = headers[index + 1].first if index + 1 < len(headers) else sheet.order[-1] + 1
        start = headers[index - 1].last + 1 if index else 0
        lines = _lines_above(sheet, header.first, start)
        rows = tuple(r for r in sheet.order if header.last < r < stop)
        if regions and _same_table(regions[-1], header, lines):
            regions[-1] = _extended(regions[-1], lines, rows)
            continue
        if regions:
            regions[-1] = _without_lines(sheet, regions[-1], header.first)
        annex, title = _label(lines)
        regions.append(TableRegion(header, rows, tuple(lines), annex, title))
    return tuple(regions)


def _find_headers(sheet: View) -> list[Header]:
    found: list[Header] = []
    for row in sheet.order:
        if found and row <= found[-1].last:
            continue
        if _is_header(sheet, row):
            found.append(_whole_header(sheet, row))
    return found


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
            kinds[plain(value)] = known[0]
    if len(kinds) < 2:
        return False
    roles = set(kinds.values())
    paired = bool(roles & _TASKLIKE and roles & _PARTNERS) or {"seq", "lead"} <= roles or {"lead", "deadline"} <= roles
    short = all(type(value) is str and len(value) <= LONGEST for value in cells.values())
    return paired and (len(kinds) >= 3 or short)


def _whole_header(sheet: View, first: int) -> Header:
    last = first
    while last + 1 in sheet.rows and last - first < 3 and _is_lower_header(sheet, last + 1):
        last += 1
    columns = sorted({c for r in range(first, last + 1) for c in sheet.rows.get(r, {})})
    return Header(
        first,
        last,
        {c: tuple(_header_text(sheet, r, c) for r in range(first, last + 1)) for c in columns},
    )


def _header_text(sheet: View, row: int, column: int) -> str:
    return squeeze(str(sheet.rows.get(row, {}).get(column, "")))


def _is_lower_header(sheet: View, row: int) -> bool:
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
    under = [
        c for c in own if (above := sheet.merge(row - 1, c)) and above.right > above.left and above.bottom == row - 1
    ]
    known = [c for c in own if classify_header(str(own[c])) or classify_header(f"{own[c]}单位")]
    return bool(under) and (len(under) == len(own) or reaching) and (reaching or bool(known))


def _lines_above(sheet: View, row: int, start: int) -> list[str]:
    """The lines right above a header, from the top, back to the first row that is no line or to `start`."""
    lines: list[str] = []
    for number in reversed([r for r in sheet.order if start <= r < row]):
        texts = list(dict.fromkeys(str(v) for v in sheet.rows[number].values()))
        if len(texts) > 3 or (len(texts) > 1 and start):
            break
        if start and is_foot(texts[0]):
            break
        lines[:0] = texts
    return lines


def _label(lines: list[str]) -> tuple[str | None, str | None]:
    annex: str | None = None
    rest: list[str] = []
    for line in _printed(lines):
        label, after = annex_of(line)
        if label and annex is None:
            annex = label
            if after:
                rest.append(after)
        elif line and not is_foot(line):
            rest.append(tidy(line))
    return annex, title_among(rest)


def _printed(lines: list[str]) -> Iterator[str]:
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
    annex, _ = _label(lines)
    titles = [first_print(squeeze(t)) for t in lines if is_title(first_print(t)) and len(t) >= 6 and not is_printing(t)]
    known = {squeeze(region.title or "")}
    return annex in (None, region.annex) and (not titles or titles[-1] in known)


def _extended(region: TableRegion, lines: list[str], rows: tuple[int, ...]) -> TableRegion:
    del lines
    return TableRegion(region.header, region.body + rows, region.above, region.annex, region.title)


def _without_lines(sheet: View, region: TableRegion, before: int) -> TableRegion:
    """The region without the label and title lines that belong to the next table."""
    body = list(region.body)
    while body and body[-1] < before and (line := sheet.line(body[-1])) is not None and not is_foot(line):
        body.pop()
    return TableRegion(region.header, tuple(body), region.above, region.annex, region.title)
