"""Documents with what earlier reports know of their tasks (docs/规则.md 8.4, 8.5)."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.collected import Collected
from xltrack.domain.memory import Memory, Period, Remembered
from xltrack.domain.records import Document


class Past(NamedTuple):
    """An earlier report: what it remembers, and its document where it was edited since it was written."""

    memory: Memory
    document: Document | None = None

    @property
    def day(self) -> date | None:
        """The day on which it was judged; None where it has lost that."""
        days = [*(shot.day for shot in self.memory.snapshots[:1]), *(one.day for one in self.memory.periods[-1:])]
        return days[0] if days else None


class Carried(NamedTuple):
    """Documents with what earlier reports know of their tasks.

    Attributes:
        documents: those that are to be judged.
        kept: what the next report is to know.
        taken: how many answers came from each report, by its name.
        pasts: what the reports remember that were asked.
        period: the figures of the latest of them.
        collected: what units told each for itself; notes: what there is to say of the workbook that holds it.
    """

    documents: tuple[Document, ...]
    kept: Remembered = Remembered()
    taken: Mapping[str, int] = MappingProxyType({})
    pasts: tuple[Memory, ...] = ()
    period: Period | None = None
    collected: Collected = Collected()
    notes: tuple[Diagnostic, ...] = ()


class Spoken(NamedTuple):
    """What a line of 核对清单 speaks of: the mark of the words, of which task, by document, sheet and row (None: of none)."""

    mark: str
    place: tuple[int, str, int] | None = None


class Answer(NamedTuple):
    """What is said to a line of 核对清单: the rule, 「√」 or the right value, all that the line is about."""

    code: str
    said: str
    spoken: tuple[Spoken, ...]
