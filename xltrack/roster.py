"""单位名录: full names, aliases, classes and people of the units (docs/规则.md 4.7)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterUnit:
    """One unit of the roster: its full name, other names, classes (乡镇, 街道, 区直部门 …) and the people behind it."""

    name: str
    aliases: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    leader: str = ""
    leader_mail: str = ""
    contact: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """The units known to an office; empty where there is no roster."""

    units: tuple[RosterUnit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units)
