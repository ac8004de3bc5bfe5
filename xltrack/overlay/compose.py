"""An overlay from the marked sheets of a source: a legend that counts, then each sheet under its own name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from xltrack.base.address import column_letters
from xltrack.base.patterns import pattern
from xltrack.domain.marks import ROLES, CellRole, MarkedSheet
from xltrack.overlay import words
from xltrack.overlay.looks import look_in_overlay, style_of, word_of
from xltrack.overlay.model import MarkedCells, OverlaySheet
from xltrack.overlay.render import overlay_sheet
from xltrack.sheets.measure import breadth, line_count
from xltrack.sheets.model import NORMAL, Book, Listing, Row, Section, SheetColumn

_ILLEGAL: Final = pattern(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")
_BREAKS: Final = pattern(r"[\r\n]+")
_LONGEST_NAME: Final = 31
_SAMPLE: Final = 400
_NARROWEST, _WIDEST, _USUAL = 4.0, 60.0, 10.0
_PLACES: Final = 6
_LINE, _AIR, _HIGHEST = 13.0, 5.0, 300.0
_LEGEND: Final = (
    SheetColumn(words.HEADS[0], 18), SheetColumn(words.HEADS[1], 56), SheetColumn(words.HEADS[2], 10), SheetColumn(words.HEADS[3], 48),
)  # fmt: skip


class RoleTally(NamedTuple):
    """How many cells have each role, and where the first ones stand."""

    counts: Counter[CellRole]
    places: Mapping[CellRole, list[str]]


def compose_overlay(sheets: Sequence[MarkedSheet], source: str, as_of: date) -> tuple[Book, RoleTally]:
    """The overlay of a source as a book, and how its cells were read."""
    names = _names([words.LEGEND, *(sheet.name for sheet in sheets)])
    tally = _tally(sheets)
    title = words.TITLE.format(source=source)
    rows = partial(_legend_rows, tally)
    legend = Listing(names[0], title, words.CAPTION, _LEGEND, (Section(rows),), filtered=False)
    shown = tuple(_sheet(sheet, name) for sheet, name in zip(sheets, names[1:], strict=True))
    return Book(title, as_of, (legend, *map(overlay_sheet, shown)), NORMAL, look_of=look_in_overlay), tally


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


def _tally(sheets: Sequence[MarkedSheet]) -> RoleTally:
    counts: Counter[CellRole] = Counter()
    places: dict[CellRole, list[str]] = {}
    for sheet in sheets:
        for row, cells in sheet.rows():
            for cell in cells:
                counts[cell.role] += 1
                first = places.setdefault(cell.role, [])
                if len(first) < _PLACES:
                    place = f"{column_letters(cell.column)}{row}"
                    named = any(said.startswith(f"{sheet.name}!") for said in first)
                    first.append(place if named else words.PLACE.format(sheet=sheet.name, cell=place))
    return RoleTally(counts, places)


def _legend_rows(tally: RoleTally) -> Iterator[Row]:
    for role in ROLES:
        count, places = tally.counts[role], tally.places.get(role, [])
        where = "、".join(places) + (words.MORE if count > _PLACES else "")
        styles = [style_of(role), "text", "count", "small"]
        height = _AIR + _LINE * max(1, line_count(where, 44), line_count(words.MEANINGS[role], 50))
        yield Row([words.SAMPLE, words.MEANINGS[role], count, where or None], styles, max(22.0, height))


def _sheet(sheet: MarkedSheet, name: str) -> OverlaySheet:
    widths = _widths(sheet)
    return OverlaySheet(name, partial(_rows, sheet, widths), sheet.merges, widths)


def _rows(sheet: MarkedSheet, widths: Mapping[int, float]) -> Iterator[tuple[int, float, MarkedCells]]:
    merged = {(area.top, area.left): area for area in sheet.merges}
    for row, cells in sheet.rows():
        lines = 1
        for cell in cells:
            area = merged.get((row, cell.column))
            last = area.right if area else cell.column
            room = sum(widths.get(c, _USUAL) for c in range(cell.column, min(last, cell.column + 100) + 1))
            spread = area.bottom - area.top + 1 if area else 1
            needed = line_count(word_of(cell.role, cell.of) + cell.words, max(1, int(room)))
            lines = max(lines, -(-needed // spread))
        marked = tuple(
            (cell.column, _BREAKS.sub(words.BREAK, cell.words), style_of(cell.role, cell.of)) for cell in cells
        )
        yield row, min(_HIGHEST, lines * _LINE + _AIR), marked


def _widths(sheet: MarkedSheet) -> Mapping[int, float]:
    """The source's widths, a little wider for the words of the roles; by the contents where the source tells none."""
    wide: dict[int, float] = {}
    apart = {(area.top, area.left) for area in sheet.merges if area.right > area.left}
    for number, (row, cells) in enumerate(sheet.rows()):
        if number == _SAMPLE:
            break
        for cell in cells:
            word = breadth(word_of(cell.role, cell.of))
            known = sheet.widths.get(cell.column)
            if (row, cell.column) not in apart:
                wish = min(_WIDEST, known + word / 2) if known else min(40.0, 0.7 * breadth(cell.words) + word)
                wide[cell.column] = max(wide.get(cell.column, _NARROWEST), wish)
    return {column: min(width, _WIDEST) for column, width in wide.items()} | {
        column: width for column, width in sheet.widths.items() if column not in wide
    }
