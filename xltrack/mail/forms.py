"""Mails that carry the forms of a round: to each unit that the roster has an address of its own form, drafted and sent as any batch."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final, Generic, NamedTuple, TypeVar

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import visible
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Office
from xltrack.mail import words
from xltrack.mail.batch import Mailing
from xltrack.mail.letters import PASTE, Letter
from xltrack.mail.recipients import Recipient, parse_addresses

_NAMED: Final = 5
T = TypeVar("T")


class FormLetter(NamedTuple):
    """What a unit is written to about: its form as a file, the title and due day of the round, how many tasks.

    Attributes:
        unit: who is asked.
        title, period, due: the round, its period, the last day, in words.
        tasks: how many tasks are asked of, and the first of them.
        file: the name of its form; workbook: its bytes.
    """

    unit: str
    title: str
    period: str
    due: str
    tasks: tuple[str, ...]
    file: str
    workbook: bytes


def mail_forms(letters: Sequence[FormLetter], roster: Roster, office: Office, folder: Path) -> Mailing | None:
    """The mails of a round, with what is to be said of units without an address; None where the roster has no address at all.

    Args:
        letters: one for each form.
        roster: where the addresses stand.
        office: who writes.
        folder: where drafts and ledger of this batch go.
    """
    if not any(unit.mail.strip() for unit in roster.units):
        return None
    found = addressed(letters, lambda letter: letter.unit, roster, "D832")
    title, day = (letters[0].title, letters[0].period) if letters else ("", "")
    composed = tuple(_compose(letter, office, addresses) for letter, addresses in found.letters)
    return Mailing(title, day, composed, found.notes, folder, office)


class Addressed(NamedTuple, Generic[T]):
    """What can be sent, each with its addresses, and what there is to say of the rest."""

    letters: tuple[tuple[T, tuple[str, ...]], ...]
    notes: tuple[Diagnostic, ...]


def addressed(letters: Iterable[T], unit_of: Callable[[T], str], roster: Roster, lacking: str) -> Addressed[T]:
    """What is to be written to units, with the addresses that the roster has of them.

    Args:
        letters: what is to be written.
        unit_of: to whom.
        roster: where the addresses stand.
        lacking: the rule that tells of those without any.
    """
    found, notes, silent = list[tuple[T, tuple[str, ...]]](), list[Diagnostic](), list[str]()
    for letter in letters:
        unit = unit_of(letter)
        good, bad = parse_addresses((known.mail if (known := roster.find(unit)) else "") or "")
        for text, reason in bad:
            facts = {"name": unit, "text": words.in_one_marked_line(text), "reason": reason}
            notes.append(Diagnostic("D743", None, facts))
        if good:
            found.append((letter, good))
        elif not bad:
            silent.append(unit)
    if silent:
        notes.append(Diagnostic(lacking, None, {"names": words.name_some(silent, _NAMED)}))
    return Addressed(tuple(found), tuple(notes))


def _compose(letter: FormLetter, office: Office, addresses: tuple[str, ...]) -> Letter:
    recipient = Recipient("unit", letter.unit, (letter.unit,), (letter.unit,), addresses)
    facts = {"title": letter.title, "period": letter.period, "due": letter.due, "count": len(letter.tasks)}
    subject = words.in_one_line(words.FORM_SUBJECT.format(**facts))
    lines = [
        words.FORM_GREETING.format(unit=letter.unit), words.FORM_ASKED.format(**facts),
        *_named(letter.tasks), words.FORM_HOW, *signed(office), words.SECRECY,
    ]  # fmt: skip
    text = "\n".join(map(visible, lines))
    paste = "\n".join(map(visible, (lines[0], lines[1], words.FORM_SHORT, words.SECRECY)))[:PASTE]
    return Letter(recipient, subject, text, as_page(lines), paste, letter.file, letter)


def _named(tasks: Sequence[str]) -> Iterator[str]:
    """The first tasks, each on a line of its own."""
    yield from (words.FORM_TASK.format(number=at, task=task) for at, task in enumerate(tasks[:_NAMED], 1))
    if len(tasks) > _NAMED:
        yield words.PASTE_MORE.format(count=len(tasks) - _NAMED)


def signed(office: Office) -> Iterator[str]:
    """Who asks, as far as the settings say."""
    reach = (
        pattern.format(said)
        for pattern, said in zip(words.FORM_REACH, (office.contact, office.phone), strict=True)
        if said
    )
    if told := "，".join(filter(None, (office.signed or office.name, *reach))):
        yield told


def as_page(lines: Iterable[str]) -> str:
    """The lines as the page of a mail."""
    told = "".join(f'<p style="margin:6px 0">{escape(visible(line))}</p>\n' for line in lines)
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head><meta charset="utf-8"></head>\n'
        '<body style="max-width:640px;font-size:15px;line-height:1.6;color:#1F2933">\n' + told + "</body>\n</html>\n"
    )
