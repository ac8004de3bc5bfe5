"""What reading and judging have to say about a sheet, each at its cell (docs/规则.md 6).

A grammar knows only offsets in its string: it gives `Note`s. The stage that knows the cell turns them into `Diagnostic`s.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xltrack.base import words
from xltrack.base.address import CellRef
from xltrack.base.rules import Severity, rule

_NO_FACTS: Mapping[str, object] = {}


class Note(NamedTuple):
    """What a grammar noticed: a rule, the half-open span of characters it is about, and the facts of its sentence."""

    code: str
    start: int = 0
    end: int = 0
    facts: Mapping[str, object] = _NO_FACTS

    def at(self, cell: CellRef | None, text: str = "") -> "Diagnostic":
        """The same at a cell, whose words `text` the span counts in."""
        return Diagnostic(self.code, cell, self.facts, text, (self.start, self.end))


class Diagnostic(NamedTuple):
    """One thing to say: rule, cell (None: the whole file), facts, the words of the cell with a span, and related cells."""

    code: str
    cell: CellRef | None = None
    facts: Mapping[str, object] = _NO_FACTS
    text: str = ""
    span: tuple[int, int] = (0, 0)
    related: tuple[CellRef, ...] = ()

    @property
    def severity(self) -> Severity:
        """「error」: something printed is missing from the result; 「warning」: read by inference; 「info」: noted."""
        return rule(self.code).severity

    @property
    def message(self) -> str:
        """One Chinese sentence that stands alone."""
        return rule(self.code).message(self.facts)

    @property
    def remedy(self) -> str:
        """What the clerk can do about it."""
        return rule(self.code).remedy(self.facts)

    @property
    def told(self) -> str:
        """Both as they are told: 「……。……。」."""
        return words.TOLD.format(sentence=self.message, deed=self.remedy)


def gather_repeated(found: Sequence[Diagnostic]) -> list[tuple[Diagnostic, list[Diagnostic]]]:
    """What says the same of the same words is told once, with the others."""
    told: dict[object, tuple[Diagnostic, list[Diagnostic]]] = {}
    for number, diagnostic in enumerate(found):
        key = (diagnostic.code, diagnostic.message, diagnostic.text, diagnostic.span) if diagnostic.cell else number
        told.setdefault(key, (diagnostic, []))[1].append(diagnostic)
    return [(first, others[1:]) for first, others in told.values()]
