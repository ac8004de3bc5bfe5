"""What the server asks of a process of its own, and what that answers: plain values, one line of JSON each."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltrack.domain.carried import Answer, Spoken

SHEETS: Final = (
    "files"  # the folders of what was dropped: workbooks and what lies beside them, the last report, forms, results
)
LAST: Final = "last"
FORMS: Final = "forms"
MADE: Final = "made"
AGAIN: Final = "again"  # a workbook that stands open in a host, as it is now


class Order(NamedTuple):
    """What is to be done with what was dropped together.

    Attributes:
        deed: the name of what is to be done (`deeds.DEEDS`).
        room: the folder that holds what was dropped.
        as_of: the day of judgement.
        loose: names of files that were dropped by themselves; the others came in a folder.
        year: that of the sheets, where they name none.
        password: what opens locked workbooks.
        answers: what was said to lines of 核对清单.
        what: which result is to be made.
        output: a folder for it.
        beside: the folder in which the workbook lies that stands open in a host: what lies there counts too.
    """

    deed: str
    room: Path
    as_of: date
    loose: tuple[str, ...] = ()
    year: int | None = None
    password: str | None = None
    answers: tuple[Answer, ...] = ()
    what: str = ""
    output: Path | None = None
    beside: Path | None = None

    @property
    def sheets(self) -> Path:
        """The folder of the workbooks."""
        return self.room / SHEETS

    def told(self) -> dict[str, Any]:
        """The order as JSON has it."""
        return {
            **self._asdict(), "room": str(self.room), "as_of": self.as_of.isoformat(),
            "output": str(self.output) if self.output else None, "beside": str(self.beside) if self.beside else None,
        }  # fmt: skip


def read_order(told: Mapping[str, Any]) -> Order:
    """The order of a line."""
    return Order(**{
        **told, "room": Path(told["room"]), "as_of": date.fromisoformat(told["as_of"]), "loose": tuple(told["loose"]),
        "answers": tuple(map(read_answer, told["answers"])), "output": Path(told["output"]) if told["output"] else None,
        "beside": Path(told["beside"]) if told["beside"] else None,
    })  # fmt: skip


def read_answer(told: Sequence[Any]) -> Answer:
    """What is said to a line of 核对清单."""
    code, said, spoken = told
    return Answer(code, said, tuple(Spoken(mark, tuple(place) if place else None) for mark, place in spoken))
