"""Pictures and charts of a filled template: those below a row that became several move down with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from xltrack.ooxml.package import Package
from xltrack.ooxml.workbook import find_workbook, parse_workbook

_ROW: Final = re.compile(rb"(<(?:\w+:)?row>)([0-9]+)(?=<)")
Moves = Sequence[tuple[int, int]]  # a row, and by how many what stands below it moved


def moved_drawings(data: bytes, moves: Mapping[str, Moves]) -> dict[str, bytes]:
    """The drawing parts of a workbook by name, moved as the rows of their sheets were, given by the titles of the sheets."""
    package = Package(data)
    workbook = parse_workbook(package, find_workbook(package) or "")
    moved = {}
    for entry in workbook.sheets:
        own, part = moves.get(entry.name, ()), entry.relation.target if entry.relation else None
        drawn = [r.target for r in package.relations(part).values() if r.kind == "drawing"] if own and part else []
        for target in filter(None, drawn):
            moved[target.lstrip("/")] = _ROW.sub(partial(_shifted, own), package.part(target))
    return moved


def _shifted(moves: Moves, row: re.Match[bytes]) -> bytes:
    """A corner of a drawing, whose row counts from 0."""
    number = int(row[2])
    for below, by in moves:
        number += by if number >= below else 0
    return row[1] + b"%d" % number
