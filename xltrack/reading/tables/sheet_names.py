"""What the name of a sheet, or a line above its table, says for all of its tasks (docs/规则.md 2.1 and 2.5)."""

from collections.abc import Sequence

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Table, UnitRole
from xltrack.domain.roster import Roster
from xltrack.language.units.grammar import KnownNames, read_units
from xltrack.language.units.name import is_complete
from xltrack.reading.tables.lines import LINES, annex_of, is_title

_LEAST_TITLE = 5
_COUNTED = pattern(r"^[(（]?[0-9]+[)）.、．_\-]*(?=\D)|[(（][0-9]+[)）]$|[-_]?[0-9]+$")
_LINE = LINES.pattern(r"{unit_line_heads}?{unit_line_words}(?:\([^()]*\))?:(.+)")


def title_of(name: str) -> tuple[str | None, str | None]:
    """Annex label and title that a sheet's name is: 「附件2 某区2021年任务清单」; None where it is no title."""
    label, rest = annex_of(f"{name} ")
    words = squeeze(rest if label else name)
    return (label, words) if len(words) >= _LEAST_TITLE and is_title(words) else (None, None)


def with_units(table: Table, above: Sequence[str], roster: Roster) -> tuple[Table, list[Diagnostic]]:
    """The table with the unit that its sheet is named after, or that a line above it names, where it has no unit column."""
    if table.has("lead", "support", "supervise") or any(task.units for task in table.tasks):
        return table, []
    named, code = _units_of(_COUNTED.sub("", squeeze(table.sheet)), roster), "D215"
    if not named:
        lines = (_LINE.match(fold(squeeze(line))) for line in above)
        line = next((found[1] for found in lines if found), "")
        named, code = _units_of(line, roster), "D216"
    if not named:
        return table, []
    facts = {"name": "、".join(unit.name for unit in named)}
    said = Diagnostic(code, CellRef(table.sheet, table.range.top, table.range.left), facts)
    return table._replace(tasks=tuple(task._replace(units=named) for task in table.tasks)), [said]


def _units_of(words: str, roster: Roster) -> tuple[UnitRole, ...]:
    known = KnownNames.of(roster) if roster else None
    read = read_units(words, "lead", known)
    complete = all(is_complete(fold(unit.name)) or (known and fold(unit.name) in known.names) for unit in read.units)
    return read.units if complete and not read.notes and not read.references else ()
