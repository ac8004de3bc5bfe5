"""Tables side by side on one sheet: where the sheet parts from left to right (docs/规则.md 2.1)."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Final

from xltrack.reading.tables.filled import FilledSheet
from xltrack.reading.tables.headers import TASK_KINDS, plain_header
from xltrack.reading.tables.regions import Header, find_headers

_Part = tuple[int, int]  # first and last column
_LOOKED_AT: Final = 50  # rows
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
    cuts = [_cut(sheet, header, _stop(sheet, headers, n)) for n, header in enumerate(headers)]
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
    full = islice((row for row in sheet.order if len(sheet.rows[row]) == fullest), _LOOKED_AT)
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
    headers = find_headers(part)
    top = headers[0].first if headers else 0
    if any(row < top for row in part.order):
        return part
    left = min(min(part.rows[row]) for row in part.order)
    lines = {r: {left: next(iter(sheet.rows[r].values()))} for r in sheet.order if r < top and sheet.line(r)}
    return part._replace(rows={**lines, **part.rows}, order=(*lines, *part.order))


def _stop(sheet: FilledSheet, headers: list[Header], number: int) -> int:
    """The row before the lines above the next header."""
    return top_of(sheet, headers[number + 1]) - 1 if number + 1 < len(headers) else sheet.order[-1]


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
    above = next((row for row in reversed(sheet.order) if row < header.first), None)
    if above is not None and begin in sheet.rows[above]:
        area = sheet.merge(above, begin)
        if area is None or area.left == begin:
            return True
    rows = (row for row in sheet.order if header.last < row <= last and sheet.line(row) is None)
    return any(len({column < begin for column in sheet.rows[row]}) == 1 for row in rows)


def _nested(sheet: FilledSheet, parts: tuple[_Part, ...], above: int, last: int) -> bool:
    """Whether the left part spans rows of the right one and goes on below: groups with their tasks, one table."""
    column, paused = parts[0][0], False
    for row in (row for row in sheet.order if above < row <= last):
        area = sheet.merge(row, column)
        own = column in sheet.rows[row] and not (area and area.top < row)
        if own and paused:
            return True
        paused = paused or not own
    return False


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
