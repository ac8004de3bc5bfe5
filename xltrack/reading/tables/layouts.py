"""All tables of one sheet, however it is laid out: upright, side by side, sideways, without a known header (docs/规则.md 2.1)."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence, Set
from itertools import islice, pairwise
from typing import Final

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import squeeze
from xltrack.reading.files.grid import FilledSheet
from xltrack.reading.tables.headers import DERIVED, LONGEST, TASK_KINDS, classify_header, plain_header
from xltrack.reading.tables.lines import annex_of, is_title
from xltrack.reading.tables.regions import FoundTable, Header, find_headers, find_tables, label_lines, tells_line
from xltrack.reading.tables.trades import weigh_header

_LOOKED_AT: Final = 60
_LEAST_KNOWN: Final = 3
_LEAST_TITLE: Final = 5  # characters of a sheet's name
_NAMED_AT_MOST: Final = 4
_HEADER_AMONG, _SEARCHED, _SEVERAL = 5, 200, 3


def find_in_sheet(sheet: FilledSheet) -> tuple[tuple[FoundTable, ...], list[Diagnostic]]:
    """The tables of a sheet, those side by side from the left, and what was inferred."""
    said: list[Diagnostic] = []
    if not sheet.order:
        return (), said
    headers = find_headers(sheet)
    panes = find_panes(sheet, headers)
    known = headers if len(panes) == 1 else None
    found = [FoundTable(pane, region) for pane in panes for region in find_tables(pane, known)]
    if len(found) > 1 and len(panes) > 1:
        said.append(Diagnostic("D210", _corner(found[0]), {"count": len(panes)}))
    if not found or _rather_sideways(sheet, found):
        from xltrack.reading.tables.unusual import find_sideways  # few sheets need it

        found = list(find_sideways(sheet)) or found
        said += [Diagnostic("D209", _corner(one)) for one in found if one.view.turned]
    ours, others = _of_tasks(found)
    if others:
        said = [note for note in said if note.cell != _corner(others[0])] if not ours else said
        said += [_other(one) for one in others]
        found = ours
    elif not found:
        from xltrack.reading.tables.unusual import find_headerless  # few sheets need it

        found = [FoundTable(sheet, region) for region in (find_headerless(sheet),) if region]
        said += [Diagnostic("D207", _corner(one)) for one in found if one.region.header.last < one.region.header.first]
    return tuple(_titled(sheet, found, number, said) for number in range(len(found))), said


def _of_tasks(found: Sequence[FoundTable]) -> tuple[list[FoundTable], list[FoundTable]]:
    """The tables whose headers are of tasks, and those of other trades."""
    ours = [one for one in found if weigh_header(one.region.header).of_tasks]
    return ours, [one for one in found if one not in ours]


def _other(found: FoundTable) -> Diagnostic:
    """What a table is that is none of tasks, and why."""
    told = weigh_header(found.region.header)
    if told.foreign:
        return Diagnostic("D276", _corner(found), {"words": "、".join(told.foreign[:_NAMED_AT_MOST])})
    return Diagnostic("D277", _corner(found), {"count": told.unknown})


def name_table(sheet: FilledSheet) -> Iterator[Diagnostic]:
    """What a sheet without tables of tasks is: another trade's, like one of tasks, neither; nothing where none could be missed."""
    rows = [row for row in sheet.order[:_SEARCHED] if len(set(map(str, sheet.rows[row].values()))) >= _SEVERAL]
    if len(rows) < 2:  # rows with several different things each, so that something could be missed
        return
    for row in rows[:_HEADER_AMONG]:
        cells: dict[int, tuple[str, ...]] = {
            c: (str(v),) for c, v in sheet.rows[row].items() if isinstance(v, str) and len(v) <= LONGEST
        }
        told = weigh_header(Header(row, row, cells))
        if told.foreign and not told.of_tasks:
            facts = {"words": "、".join(told.foreign[:_NAMED_AT_MOST])}
            yield Diagnostic("D276", CellRef(sheet.name, row, min(cells)), facts)
            return
        if told.of_tasks and told.signs:
            yield Diagnostic("D278", CellRef(sheet.name, row, min(cells)), {"sheet": sheet.name})
            return
    yield Diagnostic("D217", CellRef(sheet.name, 1, 1), {"sheet": sheet.name})


def _corner(found: FoundTable) -> CellRef:
    row, column = found.region.corner
    return CellRef(found.view.name, column, row) if found.view.turned else CellRef(found.view.name, row, column)


def _rather_sideways(sheet: FilledSheet, found: list[FoundTable]) -> bool:
    """Whether the first columns hold more of the well-known header words than any row that was taken for a header."""
    rows = [sheet.rows[row] for row in sheet.order[:_LOOKED_AT]]
    columns = sorted({min(cells) for cells in rows})[:2]
    down = max(_known({cells.get(column) for cells in rows}) for column in columns)
    across = max(_known({word for parts in one.region.header.cells.values() for word in parts}) for one in found)
    return down >= _LEAST_KNOWN and down > across


def _known(values: Set[object]) -> int:
    """How many kinds of columns are named by words of the vocabulary as they stand in it."""
    short = [value for value in values if isinstance(value, str) and len(value) <= LONGEST]
    return len({kind[0] for value in short if (kind := classify_header(value)) and kind[1] < DERIVED})


def _titled(sheet: FilledSheet, found: Sequence[FoundTable], number: int, said: list[Diagnostic]) -> FoundTable:
    """A table with its title; one without takes that of a text box over it, else that of the sheet's name."""
    one = found[number]
    region, place = one.region, CellRef(sheet.name, *one.region.corner)
    if lines := _boxes(sheet, found, number):
        annex, title = label_lines([*lines, *region.above])
        if title != region.title:
            said.append(Diagnostic("D214", place, {"title": title}))
        region = region._replace(annex=region.annex or annex, title=title, above=(*lines, *region.above))
    if region.title is None:
        region = region._replace(title=_beside(one))
    annex, rest = annex_of(f"{sheet.name} ")
    title = squeeze(rest if annex else sheet.name)
    if region.title is None and len(title) >= _LEAST_TITLE and is_title(title):
        said.append(Diagnostic("D213", place, {"title": title}))
        region = region._replace(title=title, annex=region.annex or annex)
    return one._replace(region=region)


def _beside(found: FoundTable) -> str | None:
    """A title in a block that is merged along the whole table, from its header to its last row."""
    header, last = found.region.header, max(found.region.body, default=0)
    for column, parts in found.region.header.cells.items():
        area = found.view.merge(header.first, column)
        if area and area.top <= header.first and header.last < last <= area.bottom and is_title(parts[0]):
            return parts[0]
    return None


def _boxes(sheet: FilledSheet, found: Sequence[FoundTable], number: int) -> list[str]:
    """The titles, labels and document numbers in the text boxes over a table: those whose nearest header below is its own."""
    return [
        line
        for row, column, words in sheet.source.boxes
        if min(range(len(found)), key=lambda place: _distance(found[place], row, column)) == number
        for line in _lines_of(words)
        if tells_line(line)
    ]


def _distance(found: FoundTable, row: int, column: int) -> tuple[int, int]:
    """How far below a box the header of a table stands, and how far beside it; farthest where it stands above."""
    header = found.region.header
    last, left = (max(header.cells), header.first) if found.view.turned else (header.last, min(header.cells))
    return last if last >= row else 1 << 20, abs(left - column)


def _lines_of(words: str) -> list[str]:
    """The lines of a box; what is neither label nor number is one line, however it was broken."""
    parts = [part for part in words.splitlines() if part.strip()]
    own = [part for part in parts if tells_line(part) and not is_title(part)]
    return [*own, "".join(part for part in parts if part not in own)]


_Part = tuple[int, int]  # first and last column
_ROWS_LOOKED_AT: Final = 50  # rows
_MANY_WORDS: Final = 6
_TRACKED: Final = frozenset(("deadline", "status", "done_date", "progress", "either"))


def find_panes(sheet: FilledSheet, known: Sequence[Header] | None = None) -> tuple[FilledSheet, ...]:
    """The parts of a sheet in which tables stand side by side, from the left; the sheet itself where none do."""
    headers = list(find_headers(sheet) if known is None else known)
    if not headers or (len(headers) < 2 and not _gapped(sheet, headers[0]) and not _repeats(headers[0])):
        return (sheet,)
    parts = _by_blank_columns(sheet)
    if parts:
        return tuple(pane for part in parts for pane in find_panes(_with_title(sheet, part)))
    stops = [*(top_of(sheet, header) - 1 for header in headers[1:]), sheet.order[-1]]
    cuts = [_cut(sheet, header, stop) for header, stop in zip(headers, stops, strict=True)]
    for n in range(1, len(headers)):
        if not cuts[n] and cuts[n - 1] and _comes_again(headers[n], headers[n - 1], cuts[n - 1]):
            cuts[n], headers[n] = cuts[n - 1], headers[n - 1]._replace(first=headers[n].first, last=headers[n].last)
    return tuple(_by_headers(sheet, headers, cuts)) if any(cuts) else (sheet,)


def _gapped(sheet: FilledSheet, header: Header) -> bool:
    """Whether some column between others is blank in all rows from a header on."""
    columns: set[int] = set().union(*(sheet.rows[row] for row in sheet.order if row >= header.first))
    return max(columns) - min(columns) >= len(columns)


def _comes_again(header: Header, whole: Header, parts: tuple[_Part, ...]) -> bool:
    """Whether a row repeats the header of one of the parts alone, beside rows of tasks."""
    words = dict(header.words)
    known = [[(c, word) for c, word in whole.words if a <= c <= b and word] for a, b in parts]
    return any(all(words.get(c) == word for c, word in part) for part in known if part)


def _repeats(header: Header) -> bool:
    words = [word for _, word in header.words if word]
    return len(set(words)) < len(words) or len(set(map(plain_header, words))) >= _MANY_WORDS


def _by_blank_columns(sheet: FilledSheet) -> tuple[FilledSheet, ...]:
    """The parts between columns that are blank in every row of several texts, if two of them hold a whole header."""
    if _is_dense(sheet):
        return ()
    used = sorted({column for row in sheet.order if sheet.line(row) is None for column in sheet.rows[row]})
    starts = [column for before, column in pairwise([-1, *used]) if column > before + 1]
    ends = [column for column, behind in pairwise([*used, 1 << 20]) if behind > column + 1]
    parts: list[_Part] = []
    for run in zip(starts, ends, strict=True):
        if not parts or (_holds_header(sheet, run) and _holds_header(sheet, parts[-1])):
            parts.append(run)
        else:
            parts[-1] = (parts[-1][0], run[1])
    return tuple(_restrict(sheet, part) for part in parts) if len(parts) > 1 else ()


def _is_dense(sheet: FilledSheet) -> bool:
    """Whether the first fullest rows leave no column blank: what most sheets are, told without a look at all rows."""
    fullest = max(map(len, sheet.rows.values()))
    full = islice((row for row in sheet.order if len(sheet.rows[row]) == fullest), _ROWS_LOOKED_AT)
    return any(
        sheet.line(row) is None and max(cells := sheet.rows[row]) - min(cells) + 1 == fullest for row in full
    ) and fullest == len(set().union(*sheet.rows.values()))


def _holds_header(sheet: FilledSheet, part: _Part) -> bool:
    return any(header.is_whole for header in find_headers(_restrict(sheet, part)))


def _restrict(sheet: FilledSheet, part: _Part, first: int = 1, last: int = 1 << 20) -> FilledSheet:
    """The sheet as if nothing stood outside some columns and rows."""
    rows = {
        row: kept
        for row, cells in sheet.rows.items()
        if first <= row <= last and (kept := {c: v for c, v in cells.items() if part[0] <= c <= part[1]})
    }
    return sheet._replace(rows=rows, order=tuple(row for row in sheet.order if row in rows))


def _with_title(sheet: FilledSheet, part: FilledSheet) -> FilledSheet:
    """A part that has no line of its own above its header shares the lines that stand alone above all parts."""
    top = next((header.first for header in find_headers(part)), 0)
    if any(row < top for row in part.order):
        return part
    left = min(min(part.rows[row]) for row in part.order)
    lines = {r: {left: next(iter(sheet.rows[r].values()))} for r in sheet.order if r < top and sheet.line(r)}
    return part._replace(rows={**lines, **part.rows}, order=(*lines, *part.order))


def top_of(sheet: FilledSheet, header: Header) -> int:
    """The first of the lines right above a header."""
    top = header.first
    for row in reversed(sheet.order[: bisect_left(sheet.order, header.first)]):
        if sheet.line(row) is None:
            break
        top = row
    return top


def _cut(sheet: FilledSheet, header: Header, last: int) -> tuple[_Part, ...]:
    """Where a header parts into whole headers that each begin with the same word; () where it is one."""
    words = [(column, plain_header(word)) for column, word in header.words if word]
    begins = [column for column, word in words if word == words[0][1]]
    if len(begins) < 2:
        return _unlike_cut(sheet, header, last) if words else ()
    ends = [begin - 1 for begin in begins[1:]] + [words[-1][0]]
    parts = tuple(zip(begins, ends, strict=True))
    said = [[word for column, word in words if first <= column <= end] for first, end in parts]
    alike = all(own == said[0] for own in said)
    whole = all(_within(header, part).is_whole for part in parts)
    return parts if whole and (alike or not _nested(sheet, parts, header.last, last)) else ()


def _within(header: Header, part: _Part) -> Header:
    return header._replace(cells={c: words for c, words in header.cells.items() if part[0] <= c <= part[1]})


def _unlike_cut(sheet: FilledSheet, header: Header, last: int) -> tuple[_Part, ...]:
    """The cut between two tables whose headers have no word in common: each whole, with units and a limit or report.

    One table can have such a header too, so a title of its own or rows that end earlier have to tell the right one apart.
    """
    left, right = min(header.cells), max(header.cells)
    for begin in sorted(header.cells)[1:]:
        parts = ((left, begin - 1), (begin, right))
        if (
            all(_complete(_within(header, part)) for part in parts)
            and not _nested(sheet, parts, header.last, last)
            and _told_apart(sheet, header, begin, last)
        ):
            return parts
    return ()


def _complete(header: Header) -> bool:
    kinds = list(header.kinds.values())
    tracked = not _TRACKED.isdisjoint(kinds)
    return header.is_whole and "lead" in kinds and tracked and kinds[0] in ("seq", *TASK_KINDS)


def _told_apart(sheet: FilledSheet, header: Header, begin: int, last: int) -> bool:
    above = next((row for row in reversed(sheet.order) if row < header.first), 0)
    area = sheet.merge(above, begin)
    if begin in sheet.rows.get(above, {}) and (area is None or area.left == begin):
        return True
    rows = (row for row in sheet.order if header.last < row <= last and sheet.line(row) is None)
    return any(len({column < begin for column in sheet.rows[row]}) == 1 for row in rows)


def _nested(sheet: FilledSheet, parts: tuple[_Part, ...], above: int, last: int) -> bool:
    """Whether the left part spans rows of the right one and goes on below: groups with their tasks, one table."""
    column = parts[0][0]
    rows = [row for row in sheet.order if above < row <= last]
    areas = [sheet.merge(row, column) for row in rows]
    own = [column in sheet.rows[r] and not (area and area.top < r) for r, area in zip(rows, areas, strict=True)]
    return False in own and True in own[own.index(False) :]


def _by_headers(sheet: FilledSheet, headers: list[Header], cuts: list[tuple[_Part, ...]]) -> list[FilledSheet]:
    """The sheet row block by row block, headers that part alike in one block; a block that does not part is whole."""
    starts = [1, *(top_of(sheet, header) for header in headers[1:])]
    bounds = [n for n in range(len(cuts)) if n == 0 or cuts[n] != cuts[n - 1]]
    columns = (1, max(max(cells) for cells in sheet.rows.values() if cells))
    panes: list[FilledSheet] = []
    for first, after in pairwise([*bounds, len(cuts)]):
        bottom = starts[after] - 1 if after < len(starts) else sheet.order[-1]
        block = _restrict(sheet, columns, starts[first], bottom)
        parts = _widened(cuts[first], columns)
        panes += [_with_title(block, _restrict(block, part)) for part in parts] or [block]
    return panes


def _widened(parts: tuple[_Part, ...], columns: _Part) -> tuple[_Part, ...]:
    """The parts with what stands left of the first and right of the last."""
    if not parts:
        return ()
    return ((min(columns[0], parts[0][0]), parts[0][1]), *parts[1:-1], (parts[-1][0], max(columns[1], parts[-1][1])))
