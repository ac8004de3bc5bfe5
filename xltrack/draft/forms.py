"""A letter of instruction printed as a form: labels beside what they say, as the lines of a notice (docs/规则.md 12.7).

| 督办事项 | …       |
| 承办单位 | 县水利局 |
| 办理要求 | 1.… 2.… |
"""

from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.base.text import squeeze
from xltrack.draft.marks import label_role
from xltrack.draft.notice import NOTICES, NoticeBlock, NoticeCell, NoticeGrid, Paragraph

_LEAST: Final = 3  # of labels that say what a form says
_LONGEST_LABEL: Final = 10


def read_form_lines(grid: NoticeGrid) -> list[NoticeBlock] | None:
    """The lines of a form: its matter as a heading, whose it is and until when, what is asked; None for any other table."""
    fields = list(_fields(grid))
    matters = [value for label, value in fields if label in NOTICES.form_matters]
    asked = [value for label, value in fields if label in NOTICES.form_asks]
    said = [(label, value) for label, value in fields if label_role(label)]
    if len(matters) + len(asked) + len(said) < _LEAST or not said or not (matters or asked):
        return None
    heading = "；".join(_words(value) for value in matters)
    lines: list[NoticeBlock] = [Paragraph(heading, level=1)] if heading else []
    lines += [Paragraph(f"{label}：{_words(value)}") for label, value in said]
    lines += [line for value in asked for line in _lines(value)]
    known = {*NOTICES.form_matters, *NOTICES.form_asks}
    # What else a form says is no task, and is named as such.
    rest = [(label, value) for label, value in fields if label not in known and not label_role(label)]
    return [*lines, *(Paragraph(f"{NOTICES.form_rest[0]}{label}：{_words(value)}") for label, value in rest)]


def read_charge_lines(grid: NoticeGrid) -> list[NoticeBlock] | None:
    """The lines of a table of two columns, units and what each is in charge of, 「县水利局：…」; None for any other table."""
    rows: dict[int, list[str]] = {}
    for cell in sorted(grid.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(_words(cell))
    heads, *others = rows.values() if rows else [[]]
    if [
        squeeze(head) in known for head, known in zip(heads, (NOTICES.duty_units, NOTICES.duty_heads), strict=False)
    ] != [
        True,
        True,
    ]:
        return None
    full = [row for row in others if len(row) == len(heads) == 2 and all(row)]
    return [Paragraph(f"{unit}：{words}") for unit, words in full] if len(full) == len(others) else None


def _fields(grid: NoticeGrid) -> Iterator[tuple[str, NoticeCell]]:
    """Each label with the cell on its right."""
    rows: dict[int, list[NoticeCell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    for cells in rows.values():
        for label, value in _pairs(sorted(cells, key=lambda cell: cell.column)):
            name = squeeze(label.text).strip("：:")
            if 2 <= len(name) <= _LONGEST_LABEL and value.text:
                yield name, value


def _pairs(cells: Sequence[NoticeCell]) -> Iterator[tuple[NoticeCell, NoticeCell]]:
    if len(cells) % 2 == 0:
        yield from zip(cells[::2], cells[1::2], strict=True)


def _words(cell: NoticeCell) -> str:
    return cell.text.replace("\n", "")


def _lines(cell: NoticeCell) -> Iterator[Paragraph]:
    for block in cell.blocks:
        if isinstance(block, Paragraph):
            lines = [line for line in block.text.split("\n") if line.strip()]
            yield from (
                block._replace(text=line, label=block.label if at == 0 else "") for at, line in enumerate(lines)
            )
        else:
            yield from (Paragraph(line) for line in cell.text.split("\n"))
            return
