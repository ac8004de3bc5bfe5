"""下发清单, the list of a round: who was sent which form and asked how many cells; what is typed into it is kept from run to run."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from xltrack.domain.forms import HANDED_NAME, ROUND, ROUND_NAME, ROUND_ROLES, TYPED_ROUND_ROLES, RoundLine
from xltrack.domain.roster import Roster, RosterUnit, name_key
from xltrack.forms import words
from xltrack.forms.occasion import Occasion
from xltrack.sheets.kept import kept_rows
from xltrack.sheets.model import EXTRACT_NAME, Book, Listing, Row, Section, SheetColumn
from xltrack.sheets.render import render_book

_WIDTHS: Final = (26.0, 44.0, 10.0, 11.0, 14.0, 18.0, 18.0, 10.0)
_STYLES: Final = {"tasks": "number", "cells": "number", "due": "date", "signed": "text", "returned": "text"}
_HEADS: Final = {"tasks": "head.right", "cells": "head.right"}
_OTHER_WIDTH: Final = 18.0
_ROOMY: Final = 24.0


def with_typed(lines: Iterable[RoundLine], known: Iterable[Sequence[RoundLine]]) -> list[RoundLine]:
    """The lines of this run with what was typed into earlier lists of it, and the lines that somebody added there.

    Of a unit that is not asked any more the line stays where something was typed into it, and asks nothing.

    Args:
        lines: those of this run.
        known: the lines of each list so far, the oldest first: what a later one says counts, what it leaves blank does not.
    """
    typed: dict[str, RoundLine] = {}
    added: list[RoundLine] = []
    for line in (line for held in known for line in held):
        place = name_key(line.unit)
        typed[place] = _merged(typed[place], line) if place in typed else line
        bare = line._replace(tasks=0, cells=0, key="") if line.key else line
        added += [bare] if bare not in added and (not line.key or _is_typed(line)) else []
    own = [_merged(line, typed[name_key(line.unit)]) if name_key(line.unit) in typed else line for line in lines]
    names = {name_key(line.unit) for line in own}
    return [*own, *(line for line in added if name_key(line.unit) not in names)]


def _is_typed(line: RoundLine) -> bool:
    return any(getattr(line, role) not in (None, "") for role in TYPED_ROUND_ROLES) or any(line.others.values())


def _merged(line: RoundLine, typed: RoundLine) -> RoundLine:
    said = {role: getattr(typed, role) for role in TYPED_ROUND_ROLES if getattr(typed, role) not in (None, "")}
    others = {head: value for head, value in typed.others.items() if value not in (None, "")}
    return line._replace(**said, others={**line.others, **others})


def render_round(occasion: Occasion, lines: Sequence[RoundLine], roster: Roster, *, handed: bool = False) -> bytes:
    """The workbook of the list, the same for the same lines; it remembers the roster by which groups were told from units.

    `handed`: whether these were asked in the place of those that the tasks name.
    """
    heads = [*dict.fromkeys(head for line in lines for head in line.others)]
    columns = (
        *(
            SheetColumn(head, width, role, _HEADS.get(role, "head"), hidden=role == "key")
            for head, width, role in zip(words.ROUND_HEADS, _WIDTHS, ROUND_ROLES, strict=True)
        ),
        *(SheetColumn(head, _OTHER_WIDTH) for head in heads),
    )
    title = words.ROUND_TITLE.format(title=occasion.title.removesuffix(words.FORM_TITLE), period=occasion.period_words)
    facts = _facts(lines)
    section = Section(
        partial(kept_rows, lines, ROUND_ROLES, columns, _STYLES, _ROOMY), notes=(words.ROUND_TOTAL.format(**facts),)
    )
    listing = Listing(
        ROUND, title, words.ROUND_CAPTION.format(**facts), columns, (section,), frozen=1, roles=True,
        defined=ROUND_NAME, names=((EXTRACT_NAME, 0, len(ROUND_ROLES) - 1), *[(HANDED_NAME, 0, 0)] * handed), printed=len(ROUND_ROLES) - 1,
    )  # fmt: skip
    known = (roster_sheet(roster),) if roster else ()
    return render_book(Book(title, occasion.period.day, (listing, *known))).data


def round_sheet(lines: Sequence[RoundLine], *, handed: bool) -> Listing:
    """A hidden sheet by which a book remembers the lines of rounds; it is read as a list of one is."""
    columns = tuple(
        SheetColumn(head, _OTHER_WIDTH, role) for head, role in zip(words.ROUND_HEADS, ROUND_ROLES, strict=True)
    )
    section = Section(partial(kept_rows, lines, ROUND_ROLES, columns, _STYLES, _ROOMY))
    return Listing(
        ROUND, ROUND, words.ROUND_REMEMBERED, columns, (section,), roles=True, defined=ROUND_NAME,
        names=((HANDED_NAME, 0, 0),) * handed, hidden=True,
    )  # fmt: skip


def bare_roster(roster: Roster) -> Roster:
    """What a list remembers of a roster: names, other names, classes; no people, no addresses."""
    return Roster(tuple(RosterUnit(unit.name, unit.aliases, unit.classes) for unit in roster.units))


def roster_sheet(roster: Roster) -> Listing:
    """A hidden sheet by which a book remembers a roster."""
    columns = tuple(SheetColumn(head, _OTHER_WIDTH) for head in words.ROSTER_HEADS)
    rows = [
        Row(
            [unit.name, "、".join(unit.aliases) or None, "、".join(unit.classes) or None], ["text"] * len(columns), None
        )
        for unit in roster.units
    ]
    section = Section(lambda: iter(rows))
    return Listing(words.ROSTER_SHEET, words.ROSTER_SHEET, words.ROSTER_CAPTION, columns, (section,), hidden=True)


def _facts(lines: Sequence[RoundLine]) -> dict[str, int]:
    """How many units are asked of how many tasks, and how many cells that are."""
    own = [line for line in lines if line.key]
    return {"units": len(own), "tasks": sum(line.tasks for line in own), "cells": sum(line.cells for line in own)}
