"""附件 as a page for print: the tables as they are laid out for the workbook, with the same columns, merges and page ends."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from html import escape
from itertools import pairwise
from typing import Final

from xltrack.annex.looks import CAPTION_SIZE, LABEL_SIZE, PREFIX, TITLE_SIZE
from xltrack.annex.model import BODY_ROW, Annex
from xltrack.base.address import CellRange
from xltrack.base.text import visible
from xltrack.base.values import Number
from xltrack.sheets.model import CellValue, Row, shown_value
from xltrack.telling.words import full_day
from xltrack.week.paper import font_of, paper_style, text_area

_ALIGNS: Final = {"left": "left", "struck": "left", "band": "left"}
_BORDER: Final = 0.75  # points of a line between rows, which a sheet has inside of its rows
_BASE: Final = """\
html{-webkit-print-color-adjust:exact}body{margin:0;text-spacing-trim:space-all}
section{break-before:page}section:first-of-type{break-before:auto}
p,h1{margin:0}.label{height:28pt}.blank{height:28pt}h1{font-weight:normal;text-align:center;line-height:1.5;white-space:pre-line}
.caption{text-align:center;height:28pt}
table{border-collapse:collapse;table-layout:fixed;width:calc(100% - 0.5pt)}thead{display:table-header-group}
tr{break-inside:avoid}td,th{border:0.5pt solid #000;padding:0 1.7pt;line-height:1.38;vertical-align:middle;font-weight:normal;
white-space:pre-line;overflow-wrap:anywhere;line-break:strict}
.left{text-align:left}.center{text-align:center}.struck{text-decoration:line-through}"""


def render_annex_page(annexes: Sequence[Annex]) -> str:
    """The page: a section for each 附件, on its own paper."""
    papers = {_paper(annex): annex for annex in annexes}
    styles = [
        paper_style(a.fonts, landscape=a.landscape, a3=a.a3, name=name) + f"section.{name}{{page:{name}}}"
        for name, a in papers.items()
    ]
    return "".join((
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>附件</title>\n',
        f"<style>{''.join(styles)}{_BASE}</style>\n</head>\n<body>\n",
        *(part for annex in annexes for part in _section(annex)),
        "</body>\n</html>\n",
    ))  # fmt: skip


def _paper(annex: Annex) -> str:
    return f"{'across' if annex.landscape else 'upright'}{'3' if annex.a3 else '4'}"


def _section(annex: Annex) -> Iterator[str]:
    fonts = annex.fonts
    bold = "font-weight:bold;" if fonts == "windows" else ""
    yield f'<section class="{_paper(annex)}">\n'
    yield f'<p class="label" style="font:{LABEL_SIZE}pt {font_of(fonts, "head")}">{_shown(annex.label)}</p><p class="blank"></p>\n'
    title = f"font-family:{font_of(fonts, 'title')};font-size:{TITLE_SIZE}pt;{bold}"
    yield f'<h1 style="{title}">{_shown(annex.title)}</h1>\n'
    yield f'<p class="caption" style="font:{CAPTION_SIZE}pt {font_of(fonts, "caption")}">{_shown(annex.caption)}</p>\n'
    yield from _tables(annex)
    yield "</section>\n"


def _tables(annex: Annex) -> Iterator[str]:
    """The body; a table of its own for each page, so that pages end where they were planned to."""
    whole, width = sum(annex.widths), text_area(landscape=annex.landscape, a3=annex.a3).width
    columns = "".join(f'<col style="width:{pixels * width / whole:.2f}mm">' for pixels in annex.widths)
    head_font = f"font-family:{font_of(annex.fonts, 'head')};font-size:{annex.head_size:g}pt"
    heads = "".join(f"<th>{_shown(head)}</th>" for head in annex.heads)
    head = f'<colgroup>{columns}</colgroup><thead><tr style="{head_font};height:{annex.heights[1]:g}pt">{heads}</tr></thead>\n'
    spans, covered = _merges(annex.merges)
    starts = [BODY_ROW, *(row + 1 for row in annex.breaks), BODY_ROW + len(annex.rows)]
    for number, (start, stop) in enumerate(pairwise(starts)):
        yield f"<table{' style=break-before:page' if number else ''}>{head}<tbody>\n"
        for row in range(start, stop):
            yield _row(annex, row, annex.rows[row - BODY_ROW], spans, covered)
        yield "</tbody></table>\n"


def _merges(merges: Sequence[CellRange]) -> tuple[Mapping[tuple[int, int], CellRange], set[tuple[int, int]]]:
    """Each merge by its first cell, and the cells that they cover besides."""
    firsts = {(merge.top, merge.left): merge for merge in merges}
    covered = {
        (row, column)
        for merge in merges
        for row in range(merge.top, merge.bottom + 1)
        for column in range(merge.left, merge.right + 1)
    }
    return firsts, covered - firsts.keys()


def _row(
    annex: Annex, number: int, row: Row, spans: Mapping[tuple[int, int], CellRange], covered: set[tuple[int, int]]
) -> str:
    styles = [style.removeprefix(PREFIX).split("|") for style in row.styles]
    if styles[0][-1] == "band":
        cells = [_cell(annex, row.values[0], styles[0], f' colspan="{len(styles)}"')]
    else:
        cells = [
            _cell(annex, value, style, _spans(spans.get((number, column))))
            for column, (value, style) in enumerate(zip(row.values, styles, strict=True), 1)
            if (number, column) not in covered
        ]
    return f'<tr style="height:{(row.height or 0.0) - _BORDER:g}pt">{"".join(cells)}</tr>\n'


def _spans(merge: CellRange | None) -> str:
    if merge is None:
        return ""
    rows, columns = merge.bottom - merge.top + 1, merge.right - merge.left + 1
    return (f' rowspan="{rows}"' if rows > 1 else "") + (f' colspan="{columns}"' if columns > 1 else "")


def _cell(annex: Annex, value: CellValue, style: Sequence[str], spans: str) -> str:
    _, size, kind, *_ = style
    part = "head" if kind == "band" else "body"
    look = f"{_ALIGNS.get(kind, 'center')}{' struck' if kind == 'struck' else ''}"
    return f'<td class="{look}" style="font-family:{font_of(annex.fonts, part)};font-size:{size}pt"{spans}>{_shown(value)}</td>'


def _shown(value: CellValue) -> str:
    """A value as the sheet shows it."""
    plain = shown_value(value)
    if isinstance(plain, date):
        return full_day(plain)
    if isinstance(plain, Number):
        return plain.shown
    text = f"{plain:g}" if isinstance(plain, float) else "" if plain is None else str(plain)
    return escape("\n".join(visible(line) for line in text.split("\n")))
