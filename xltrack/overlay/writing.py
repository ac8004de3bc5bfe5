"""The overlay of a source from end to end: a legend that counts, then each of its sheets with every cell in the colour of its role.

The word of a role stands before the words of a cell by the number format and is no part of the cell's value: a sheet copied from
the overlay is the source's own. Cells stand where they do in the source, merges and widths are kept; rows are streamed, never held.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final, cast

from xltrack.base.address import column_letters
from xltrack.base.patterns import pattern
from xltrack.domain.marks import ROLES, CellRole, MarkedSheet
from xltrack.overlay import words
from xltrack.placing.output import Target, Written, write_result
from xltrack.placing.words import OVERLAY_PART
from xltrack.sheets import styles
from xltrack.sheets import words as sheet_words
from xltrack.sheets.measure import breadth, line_count
from xltrack.sheets.model import NORMAL, OVERLAY_NAME, Book, Drawn, Listing, Row, Section, SheetColumn
from xltrack.sheets.render import render_book
from xltrack.sheets.sheetxml import SheetRows

_PREFIX: Final = "overlay|"
_ILLEGAL: Final = pattern(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_BREAKS: Final = pattern(r"[\r\n]+")
_LONGEST_NAME: Final = 31
_SAMPLE: Final = 400
_NARROWEST, _WIDEST, _USUAL = 4.0, 60.0, 10.0
_PLACES: Final = 6
_A4: Final = 9
_LINE, _AIR, _HIGHEST = 13.0, 5.0, 300.0
_LEGEND: Final = tuple(map(SheetColumn, words.HEADS, (18, 56, 10, 48)))
_GROUNDS: Final[Mapping[CellRole, str]] = {
    "header": "#D5DBE1", "seq": "#F1F3F5", "group": "#E6DDF2", "text": "#DCEBFA", "units": "#DDF1E2", "person": "#EAF3D6",
    "deadline": "#FDEBC8", "status": "#FBDCC9", "note": "#F4F0E6", "other": "#FAFAFA", "band": "#CDBCE6", "sum": "#D9D9CF",
    "foot": "#ECE7DA", "title": "#BFD9F2", "annex": "#C9E6E8", "line": "#E3ECEC", "roster": "#D8EEE4", "unread": "#FFFFFF",
}  # fmt: skip


def _style_of(role: CellRole, of: CellRole | None = None) -> str:
    return f"{_PREFIX}{role}|{of or ''}"


def _word_of(role: CellRole, of: CellRole | None = None) -> str:
    """What stands before the words of a cell: 「〔单位〕」, 「〔表头·单位〕」."""
    return words.HEADER_WORD.format(word=words.ROLES[of]) if of else words.WORD.format(word=words.ROLES[role])


def _look_in_overlay(style: str) -> styles.Look:
    """The XlsxWriter format properties of a style role of an overlay, or of one that every sheet knows."""
    if not style.startswith(_PREFIX):
        return styles.look_of(style)
    _, role, of = style.split("|")
    known, held = cast("CellRole", role), cast("CellRole", of) if of else None
    unread = {"pattern": 14, "fg_color": "#C9CED4", "bg_color": "#FFFFFF", "italic": True}
    return {
        "font_name": sheet_words.FONT, "font_size": 9, "text_wrap": True, "valign": "top", "border": 4, "border_color": "#9AA5B1",
        "bg_color": _GROUNDS[known], "num_format": f'"{_word_of(known, held)}"@', "bold": known in ("header", "title", "band"),
        **(unread if known == "unread" else {}),
    }  # fmt: skip


def write_overlay(sheets: Sequence[MarkedSheet], place: Target, as_of: date) -> Written:
    """Write the overlay of one source; see `output.write_result`."""
    name, *names = _names([words.LEGEND, *(sheet.name for sheet in sheets)])
    counts, places = _tally(sheets)
    title = words.TITLE.format(source=place.sources[0].name)
    section = Section(partial(_legend_rows, counts, places))
    legend = Listing(name, title, words.CAPTION, _LEGEND, (section,), filtered=False)
    shown = (Drawn(own, partial(_draw, sheet)) for sheet, own in zip(sheets, names, strict=True))
    rendered = render_book(Book(title, as_of, (legend, *shown), NORMAL, look_of=_look_in_overlay), OVERLAY_NAME)
    told = [words.UNREAD.format(count=counts["unread"])] if counts["unread"] else []
    return write_result(rendered.data, place, as_of, OVERLAY_PART, head=told, found=rendered.notes, last=words.WRITTEN)


def _names(wished: Sequence[str]) -> list[str]:
    """Names that a workbook can give its sheets: legal, short, no two alike; the legend gives way to a sheet of the source."""
    taken: set[str] = set()
    names: list[str] = []
    for wish in [*wished[1:], wished[0]]:
        base = _ILLEGAL.sub("_", wish)[:_LONGEST_NAME] or "_"
        name, number = base, 2
        while name.casefold() in taken:
            ending = f"_{number}"
            name, number = base[: _LONGEST_NAME - len(ending)] + ending, number + 1
        taken.add(name.casefold())
        names.append(name)
    return [names[-1], *names[:-1]]


def _tally(sheets: Sequence[MarkedSheet]) -> tuple[Counter[CellRole], Mapping[CellRole, list[str]]]:
    """How many cells have each role, and where the first ones stand."""
    counts: Counter[CellRole] = Counter()
    places: dict[CellRole, list[str]] = {}
    for sheet in sheets:
        for row, cells in sheet.rows():
            for cell in cells:
                counts[cell.role] += 1
                listed = places.setdefault(cell.role, [])
                if len(listed) < _PLACES:
                    place = f"{column_letters(cell.column)}{row}"
                    named = any(said.startswith(f"{sheet.name}!") for said in listed)
                    listed.append(place if named else words.PLACE.format(sheet=sheet.name, cell=place))
    return counts, places


def _legend_rows(counts: Counter[CellRole], places: Mapping[CellRole, list[str]]) -> Iterator[Row]:
    for role in ROLES:
        where = "、".join(places.get(role, [])) + (words.MORE if counts[role] > _PLACES else "")
        looks = [_style_of(role), "text", "count", "small"]
        height = _AIR + _LINE * max(1, line_count(where, 44), line_count(words.MEANINGS[role], 50))
        yield Row([words.SAMPLE, words.MEANINGS[role], counts[role], where or None], looks, max(22.0, height))


def _draw(sheet: MarkedSheet, target: Any, rows: SheetRows) -> None:
    widths = _widths(sheet)
    _add_rows(sheet, rows, widths)
    for column, width in widths.items():
        target.set_column(column - 1, column - 1, width)
    rows.merges += sheet.merges
    target.set_paper(_A4)
    target.set_landscape()
    target.fit_to_pages(1, 0)
    target.set_margins(left=0.3, right=0.3, top=0.4, bottom=0.4)


def _add_rows(sheet: MarkedSheet, rows: SheetRows, widths: Mapping[int, float]) -> None:
    merged = {(area.top, area.left): area for area in sheet.merges}
    for row, cells in sheet.rows():
        lines = 1
        for cell in cells:
            area = merged.get((row, cell.column))
            last = area.right if area else cell.column
            room = sum(widths.get(c, _USUAL) for c in range(cell.column, min(last, cell.column + 100) + 1))
            spread = area.bottom - area.top + 1 if area else 1
            needed = line_count(_word_of(cell.role, cell.of) + cell.words, max(1, int(room)))
            lines = max(lines, -(-needed // spread))
        marked = [(cell.column, _BREAKS.sub(words.BREAK, cell.words), _style_of(cell.role, cell.of)) for cell in cells]
        rows.add_cells(row, marked, min(_HIGHEST, lines * _LINE + _AIR))


def _widths(sheet: MarkedSheet) -> Mapping[int, float]:
    """The source's widths, a little wider for the words of the roles; by the contents where the source tells none."""
    wide: dict[int, float] = {}
    apart = {(area.top, area.left) for area in sheet.merges if area.right > area.left}
    for number, (row, cells) in enumerate(sheet.rows()):
        if number == _SAMPLE:
            break
        for cell in cells:
            word = breadth(_word_of(cell.role, cell.of))
            known = sheet.widths.get(cell.column)
            if (row, cell.column) not in apart:
                wish = min(_WIDEST, known + word / 2) if known else min(40.0, 0.7 * breadth(cell.words) + word)
                wide[cell.column] = max(wide.get(cell.column, _NARROWEST), wish)
    return {column: min(width, _WIDEST) for column, width in wide.items()} | {
        column: width for column, width in sheet.widths.items() if column not in wide
    }
