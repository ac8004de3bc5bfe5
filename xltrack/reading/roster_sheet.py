"""单位名录 in a workbook, and the classes that a 试点领域及责任单位一览表 gives (docs/规则.md 2.5, 4.7)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal, get_args

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze, tidy
from xltrack.domain.records import Table
from xltrack.domain.roster import Roster, RosterUnit, merge_units, name_key
from xltrack.reading.files.grid import CellError, SourceBook, SourceSheet, Value
from xltrack.reading.tables.lines import LINES

ROSTERS: Final = Vocabulary("rosters")
Field = Literal["name", "aliases", "classes", "leader", "leader_mail", "contact", "mail"]
_PEOPLE: Final[tuple[Field, ...]] = ("leader", "leader_mail", "contact", "mail")
# What can hold several, a line each: a line break inside them separates.
_LISTS: Final = frozenset({"aliases", "classes", "leader_mail", "mail"})
_LISTED = pattern(r"[、，,；;/／\n\r]+")
_HEAD_ROWS: Final = 10
_MOST_ROWS: Final = 10**5


def find_roster(book: SourceBook) -> tuple[Roster, tuple[Diagnostic, ...]]:
    """Read every sheet that is a roster by its name; hidden ones too, with an info.

    Returns:
        The units of all of them, and what was amiss, each at its cell.
    """
    roster, said = Roster(), list[Diagnostic]()
    for sheet in book.sheets:
        if is_roster_sheet(sheet) and sheet.rows:
            roster = roster.merged(_read_sheet(sheet, said))
    return roster, tuple(said)


def is_roster_sheet(sheet: SourceSheet) -> bool:
    """Whether a sheet is a roster by its name."""
    return LINES.rosters.inside(squeeze(sheet.name))


def _read_sheet(sheet: SourceSheet, said: list[Diagnostic]) -> Roster:
    header = _find_header(sheet)
    if (header is None) == (sheet.state == "visible"):
        code = "D534" if header else "D530"
        said.append(Diagnostic(code, CellRef(sheet.name, 1, 1), {"sheet": sheet.name}))
    if header is None:
        return Roster()
    row, columns = header
    units: dict[str, RosterUnit] = {}
    places: dict[str, CellRef] = {}
    for number, unit in _read_rows(sheet, row, columns, said):
        key, place = name_key(unit.name), CellRef(sheet.name, number, columns["name"])
        if key in units:
            said.append(Diagnostic("D532", place, {"name": unit.name}, related=(places[key],)))
            units[key] = merge_units(units[key], unit)
        else:
            units[key], places[key] = unit, place
    return Roster(tuple(_without_shared_aliases(units, places, said)))


def _find_header(sheet: SourceSheet) -> tuple[int, dict[Field, int]] | None:
    """The first of the top ten rows that names the units and one thing more about them."""
    fields: dict[str, Field] = {word: field for field in get_args(Field) for word in getattr(ROSTERS, field)}
    for row in (row for row in sorted(sheet.rows) if row <= _HEAD_ROWS):
        columns: dict[Field, int] = {}
        for column, value in sorted(sheet.rows[row].items()):
            field = fields.get(fold(squeeze(value)).lower().split("(")[0]) if isinstance(value, str) else None
            if field:
                columns.setdefault(field, column)
        if "name" in columns and len(columns) > 1:
            return row, columns
    return None


def _read_rows(
    sheet: SourceSheet, header: int, columns: Mapping[Field, int], said: list[Diagnostic]
) -> Iterator[tuple[int, RosterUnit]]:
    classes: tuple[str, ...] = ()
    column = columns.get("classes", 0)
    covered = {  # rows whose class stands in a merged cell above
        row
        for m in sheet.merges
        if m.left <= column <= m.right and m.bottom < _MOST_ROWS
        for row in range(m.top + 1, m.bottom + 1)
    }
    for row in sorted(number for number in sheet.rows if number > header):
        words = {role: _words(sheet.value(row, column), role) for role, column in columns.items()}
        name = squeeze(words["name"])
        if not name and any(words.values()):
            said.append(Diagnostic("D531", CellRef(sheet.name, row, columns["name"])))
        if name and fold(name) not in ROSTERS.name and not name.startswith(ROSTERS.footer_starts):
            classes = _listed(words.get("classes", "")) or (classes if row in covered else ())
            people = (words.get(field, "") for field in _PEOPLE)
            yield row, RosterUnit(name, _listed(words.get("aliases", "")), classes, *people)


def _words(value: Value | None, role: Field) -> str:
    if value is None or isinstance(value, (CellError, bool)):
        return ""
    if isinstance(value, str):
        return value.strip() if role in _LISTS else tidy(value)
    return value.isoformat() if isinstance(value, date) else f"{value}"


def _listed(words: str) -> tuple[str, ...]:
    """「发改局、区发改委/发改委」: each once, without spaces."""
    return tuple(dict.fromkeys(filter(None, map(squeeze, _LISTED.split(words)))))


def _without_shared_aliases(
    units: Mapping[str, RosterUnit], places: Mapping[str, CellRef], said: list[Diagnostic]
) -> Iterator[RosterUnit]:
    """Drop an alias that two units claim, or that is another unit's full name: nobody could tell whom it means."""
    owners: dict[str, list[str]] = {}
    for key, unit in units.items():
        for alias in dict.fromkeys(map(name_key, unit.aliases)):
            owners.setdefault(alias, []).append(key)
    for key, unit in units.items():
        others = {}
        for alias in unit.aliases:
            own = name_key(alias)
            other = next((k for k in owners[own] if k != key), own if own in units and own != key else None)
            if other is not None:
                others[alias] = other
                facts = {"alias": alias, "name": unit.name, "other": units[other].name}
                said.append(Diagnostic("D533", places[key], facts, related=(places[other],)))
        yield unit._replace(aliases=tuple(alias for alias in unit.aliases if alias not in others))


def domain_roster(tables: Iterable[Table]) -> Roster:
    """The units that a 试点领域及责任单位一览表 names, as the class 「领域责任单位」; groups in it stay out."""
    listing = [
        table
        for table in tables
        if table.kind == "roster" and any(c.role == "text" and "领域" in fold(c.header) for c in table.columns)
    ]
    units = (unit for table in listing for task in table.tasks for unit in task.units)
    names = dict.fromkeys(unit.name for unit in units if unit.kind == "unit")
    return Roster(tuple(RosterUnit(name, (), tuple(ROSTERS.domain_classes)) for name in names))
