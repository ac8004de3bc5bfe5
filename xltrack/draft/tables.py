"""The tables of a notice: those of tasks become sheets to be read as such, the others give way to their words (docs/规则.md 12.7)."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.address import CellRange
from xltrack.draft.forms import read_charge_lines, read_form_lines
from xltrack.draft.lines import parse_label
from xltrack.draft.notice import NOTICES, NoticeBlock, NoticeGrid, Paragraph
from xltrack.reading.files.grid import SourceSheet, Value, fill_merges
from xltrack.reading.tables.lines import annex_of
from xltrack.reading.tables.regions import find_tables

_MOST_LINES: Final = 5
_LONGEST_LINE: Final = 60
_STOPS: Final = "。；;：:，,"


class Parted(NamedTuple):
    """The sheets of task tables, the blocks that are left, the words of tables that are neither, the headings of the first."""

    sheets: tuple[SourceSheet, ...]
    blocks: tuple[NoticeBlock, ...]
    left_out: tuple[str, ...]
    headings: tuple[str, ...]


def part_tables(blocks: Sequence[NoticeBlock]) -> Parted:
    """Take the task tables out of a notice; their labels and titles go with them.

    Tables with nothing but such lines between them stand on one sheet: there a header that only comes again at a page's end is
    known as such, and one without a header goes on with the table before it.
    """
    drafts: list[list[NoticeBlock]] = []  # lines and tables one under the other, as they stand on the page
    kept: list[NoticeBlock] = []
    left_out: list[str] = []
    headings: list[str] = []
    since: list[Paragraph] | None = None  # what stands behind the last task table
    width = 0
    for block in _unfolded(blocks):
        if isinstance(block, Paragraph):
            (kept if since is None else since).append(block)
            continue
        above = since if since is not None else [b for b in kept[-_MOST_LINES:] if isinstance(b, Paragraph)]
        lines = _lines_above(above)
        if holds_tasks(block):
            if since is None or len(lines) < len(since):
                drafts.append([])
                kept += since or ()
                del kept[len(kept) - len(lines) :]
                headings += _drop_heading(kept)
        elif since is None or since or block.width != width:
            left_out.append(" ".join(cell.text.replace("\n", "") for cell in block.cells))
            continue
        drafts[-1] += [*lines, block]
        since, width = [], block.width
    sheets = tuple(_sheet(f"表{number}", draft) for number, draft in enumerate(drafts, 1))
    return Parted(sheets, (*kept, *(since or ())), tuple(left_out), tuple(headings))


def _sheet(name: str, blocks: Sequence[NoticeBlock]) -> SourceSheet:
    rows: dict[int, dict[int, Value]] = {}
    merges: list[CellRange] = []
    bottom = 0
    for block in blocks:
        if isinstance(block, Paragraph):
            rows[bottom + 1] = {1: block.text}
            bottom += 1
        else:
            rows |= {bottom + row: cells for row, cells in block.values().items()}
            merges += [area._replace(top=area.top + bottom, bottom=area.bottom + bottom) for area in block.merges()]
            bottom += block.height
    return SourceSheet(name, rows=rows, merges=tuple(merges))


def holds_tasks(grid: NoticeGrid) -> bool:
    """Whether a table has the header of a task table."""
    seen = fill_merges(_sheet("", [grid]))
    return bool(seen.order) and bool(find_tables(seen))


def _unfolded(blocks: Sequence[NoticeBlock]) -> Iterator[NoticeBlock]:
    """The blocks, tables that only lay out a page replaced by what stands in their cells."""
    for block in blocks:
        if isinstance(block, NoticeGrid) and not holds_tasks(block) and (form := read_form_lines(block)) is not None:
            yield from form
        elif (
            isinstance(block, NoticeGrid) and not holds_tasks(block) and (lines := read_charge_lines(block)) is not None
        ):
            yield from lines
        elif isinstance(block, NoticeGrid) and _lays_out(block):
            for cell in block.cells:
                yield from _unfolded(cell.blocks)
        else:
            yield block


def _lays_out(grid: NoticeGrid) -> bool:
    """Whether a table holds a page: another table, numbered paragraphs, or everything in one column, and no tasks of its own."""
    inner = [block for cell in grid.cells for block in cell.blocks]
    grids = [block for block in inner if isinstance(block, NoticeGrid)]
    if any(holds_tasks(block) or _lays_out(block) for block in grids):
        return True
    numbered = sum(isinstance(block, Paragraph) and parse_label(block.label, block.text) is not None for block in inner)
    paged = grids or grid.width == 1 or (numbered >= 2 and len(inner) > 2 * len(grid.cells))
    return bool(paged) and not holds_tasks(grid)


def _lines_above(above: Sequence[Paragraph]) -> list[Paragraph]:
    """The lines right above a table that belong to it: label, title, number, unit."""
    lines: list[Paragraph] = []
    for block in reversed(above[-_MOST_LINES:]):
        text, label = block.text, annex_of(block.text)[0]
        if len(text) > _LONGEST_LINE or (text[-1:] in _STOPS and not label) or parse_label(block.label, text):
            break
        lines.insert(0, block)
        if label:
            break
    return lines


def _drop_heading(kept: list[NoticeBlock]) -> list[str]:
    """Drop a numbered heading with nothing below it but the table; an item that says who or when is none, nor one beside others."""
    last, before = (kept[-1] if kept else None), (kept[-2] if len(kept) > 1 else None)
    if not isinstance(last, Paragraph) or len(last.text) > _LONGEST_LINE or last.text[-1:] in "。；;，":
        return []
    label = parse_label(last.label, last.text)
    sibling = parse_label(before.label, before.text) if isinstance(before, Paragraph) and not before.level else None
    beside = label is not None and sibling is not None and label.depth == sibling.depth
    if (label or last.level) and not beside and not NOTICES.says_units.inside(last.text):
        kept.pop()
        return [last.text]
    return []
