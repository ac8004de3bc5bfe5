"""A table of a .docx with its merges: gridSpan, vMerge, what is left out before the first cell of a row."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from xltrack.base.errors import SourceError
from xltrack.draft.notice import MOST_CELLS, NoticeBlock, NoticeCell, NoticeGrid

_NS: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_THROUGH: Final = frozenset(f"{_NS}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"))
_WIDEST: Final = 64


def read_word_table(tbl: Any, blocks: Callable[[Any], Iterable[NoticeBlock]]) -> NoticeGrid:
    """The cells of a table; `blocks` reads what stands in one.

    Raises:
        SourceError: D132, it has too many cells.
    """
    cells: list[NoticeCell] = []
    open_: dict[int, int] = {}  # first column of a cell that goes on below: its place in `cells`
    for row, tr in enumerate(_held(tbl, "tr"), 1):
        column, going = 1 + _skipped(tr), dict[int, int]()
        for tc in _held(tr, "tc"):
            span, merged = _span(tc), _merged(tc)
            if merged == "continue" and column in open_ and cells[open_[column]].columns == span:
                going[column] = open_[column]
                above = cells[open_[column]]
                # What stands in a cell that only goes on is shown by no program.
                cells[open_[column]] = above._replace(rows=row - above.row + 1)
            elif span == 0:  # the rest of a cell merged sideways in the old way
                cells[-1] = cells[-1]._replace(columns=cells[-1].columns + 1)
                span = 1
            else:
                if merged:
                    going[column] = len(cells)
                cells.append(NoticeCell(row, column, 1, span, tuple(blocks(tc))))
            column += span
            if len(cells) > MOST_CELLS:
                raise SourceError("D132", limit=f"{MOST_CELLS}格")
        open_ = going
    return NoticeGrid(tuple(cells))


def _held(parent: Any, name: str) -> Iterator[Any]:
    for child in parent:
        if child.tag == f"{_NS}{name}":
            if not _is_deleted(child):
                yield child
        elif child.tag in _THROUGH:
            yield from _held(child, name)


def _is_deleted(element: Any) -> bool:
    return any(
        properties.find(f"{_NS}{mark}") is not None
        for kind, mark in (("trPr", "del"), ("tcPr", "cellDel"))
        if (properties := element.find(f"{_NS}{kind}")) is not None
    )


def _skipped(tr: Any) -> int:
    return min(_number(tr.find(f"{_NS}trPr"), "gridBefore"), _WIDEST)


def _span(tc: Any) -> int:
    properties = tc.find(f"{_NS}tcPr")
    old = properties.find(f"{_NS}hMerge") if properties is not None else None
    if old is not None and old.get(f"{_NS}val") != "restart":
        return 0
    return min(max(1, _number(properties, "gridSpan")), _WIDEST)


def _merged(tc: Any) -> str:
    """「restart」, 「continue」 or 「」."""
    properties = tc.find(f"{_NS}tcPr")
    found = properties.find(f"{_NS}vMerge") if properties is not None else None
    return "" if found is None else found.get(f"{_NS}val") or "continue"


def _number(properties: Any, name: str) -> int:
    found = properties.find(f"{_NS}{name}") if properties is not None else None
    said = "" if found is None else found.get(f"{_NS}val") or ""
    return int(said) if said.isdecimal() else 0
