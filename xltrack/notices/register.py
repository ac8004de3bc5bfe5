"""The register of letters: which number each letter has, which task it is about, when it was sent and answered.

It is kept from run to run: lines of earlier registers stay as they are, with all that was typed into them; whether a task is closed
is told by the ledger (docs/规则.md 11.8).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from hashlib import blake2b
from typing import Final

from xltrack.assessment.model import Assessment, Judged
from xltrack.base.patterns import pattern
from xltrack.base.text import squeeze
from xltrack.domain.letters import LETTER_ROLES, LETTERS_NAME, REGISTER, TYPED_ROLES, LetterLine
from xltrack.domain.roster import name_key
from xltrack.notices import words
from xltrack.notices.scope import counted
from xltrack.sheets.kept import kept_rows
from xltrack.sheets.model import EXTRACT_NAME, Book, Listing, Section, SheetColumn
from xltrack.sheets.render import render_book
from xltrack.telling.agenda import sure_late_tasks

_NUMBERED: Final = pattern(r"[〔\[(（](\d{4})[〕\])）](\d{1,6})号")
_WIDTHS: Final = (20.0, 24.0, 9.0, 50.0, 17.0, 17.0, 11.0, 17.0, 32.0, 20.0, 4.0)
_STYLES: Final = {
    "sent": "day", "due": "day", "answered": "day", "closed": "own.state", "number": "seq",
}  # fmt: skip
_OTHER_WIDTH: Final = 20.0
_BETWEEN: Final = " "


class Register:
    """The lines of all registers so far, each once, and those of the letters of this day.

    Attributes:
        lines: in their order; those of this run come last.
    """

    def __init__(self, known: Iterable[Sequence[LetterLine]] = ()) -> None:
        """`known` are the lines of each register, the oldest first: what a later one says counts, what it leaves blank does not."""
        found: dict[object, LetterLine] = {}
        for line in (line for lines in known for line in lines):
            place = line.key or (line.mark, line.unit, line.number, line.task)
            found[place] = _merged(found[place], line) if place in found else line
        self.lines = list(found.values())

    def number_of(self, unit: str, day: date) -> int:
        """The number of a letter to a unit of a day: the one that it has, else the next of the year."""
        own = [line for line in self.lines if line.key.startswith(_stem(unit, day))]
        taken = [told for line in own or self.lines for told in _numbers(line.mark, day.year)]
        return max(taken, default=0) + (not own or not taken)

    def add(self, assessment: Assessment, unit: str, mark: str, answer: date) -> None:
        """Enter the letter to a unit: a line for each of its late tasks, those of this day that stand here already once."""
        held = {line.key for line in self.lines}
        for _, judged in sure_late_tasks(assessment):
            key = _stem(unit, assessment.as_of) + _task_key(judged)
            if unit in counted(assessment)(judged) and key not in held:
                self.lines.append(LetterLine(
                    mark, unit, judged.number, judged.task.text, assessment.as_of, answer, key=key,
                ))  # fmt: skip

    def told(self, assessment: Assessment) -> list[LetterLine]:
        """The lines with what the ledger says of their tasks."""
        by_text: dict[str, list[Judged]] = {}
        for judged in assessment.tasks:
            by_text.setdefault(squeeze(judged.task.text), []).append(judged)
        numbers = {judged.number: judged for judged in assessment.tasks if judged.number}
        found = ((line, _found(line, by_text, numbers)) for line in self.lines)
        return [line._replace(closed=_closed(judged)) if judged or line.key else line for line, judged in found]


def _merged(old: LetterLine, new: LetterLine) -> LetterLine:
    said = {role: getattr(new, role) for role in (*TYPED_ROLES, "mark") if getattr(new, role) not in (None, "")}
    others = {head: value for head, value in new.others.items() if value not in (None, "")}
    return old._replace(**said, others={**old.others, **others}, closed=new.closed)


def _stem(unit: str, day: date) -> str:
    return f"{day.isoformat()}{_BETWEEN}{name_key(unit)}{_BETWEEN}"


def _task_key(judged: Judged) -> str:
    return blake2b(squeeze(judged.task.text).encode("utf-8", "replace"), digest_size=6).hexdigest()


def _numbers(mark: str, year: int) -> Iterator[int]:
    for told, number in _NUMBERED.findall(mark):
        if int(told) == year:
            yield int(number)


def _found(line: LetterLine, by_text: dict[str, list[Judged]], numbers: dict[str, Judged]) -> Judged | None:
    """The task of a line: by its words, of several that of its unit; else by its number, where that is its unit's."""
    alike = by_text.get(squeeze(line.task), [])
    own = [judged for judged in alike if name_key(line.unit) in map(name_key, judged.named)]
    if alike:
        return (own or alike)[0]
    judged = numbers.get(line.number)
    return judged if judged and name_key(line.unit) in map(name_key, judged.named) else None


def _closed(judged: Judged | None) -> str:
    if not judged:
        return words.NOT_IN_LEDGER
    if judged.doubt:
        return words.DOUBTFUL
    return words.CLOSED.get(judged.state, words.OPEN)


def render_register(assessment: Assessment, lines: Sequence[LetterLine]) -> bytes:
    """The workbook of the register, the same for the same lines."""
    heads = [*dict.fromkeys(head for line in lines for head in line.others)]
    columns = (
        *(
            SheetColumn(head, width, role, "head" if role in TYPED_ROLES else "head.own", hidden=role == "key")
            for head, width, role in zip(words.REGISTER_HEADS, _WIDTHS, LETTER_ROLES, strict=True)
        ),
        *(SheetColumn(head, _OTHER_WIDTH) for head in heads),
    )
    section = Section(partial(kept_rows, lines, LETTER_ROLES, columns, _STYLES))
    listing = Listing(
        REGISTER, REGISTER, words.REGISTER_CAPTION, columns, (section,), frozen=3, roles=True,
        defined=LETTERS_NAME, names=((EXTRACT_NAME, 0, len(LETTER_ROLES) - 1),),
    )  # fmt: skip
    return render_book(Book(REGISTER, assessment.as_of, (listing,))).data
