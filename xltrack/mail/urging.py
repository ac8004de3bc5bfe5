"""Mails to units that were sent a form and have not answered: a friendly reminder before the day, behind it that the form is late.

Each carries the form anew where it still stands in the folder of its round (docs/规则.md 16.8).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.system import read_plain
from xltrack.base.text import visible
from xltrack.domain.forms import RoundPeriod, parse_mark
from xltrack.domain.settings import Office
from xltrack.forms.missing import Missing
from xltrack.forms.occasion import Occasion
from xltrack.forms.words import FORM_TITLE
from xltrack.mail import words
from xltrack.mail.batch import Mailing
from xltrack.mail.forms import addressed, as_page, signed
from xltrack.mail.letters import PASTE, Letter
from xltrack.mail.recipients import Recipient
from xltrack.placing.output import name_report
from xltrack.telling.names import titled
from xltrack.telling.words import full_day

_FULL_LABEL: Final = len("2021-08")


class Attached(NamedTuple):
    """A file that a letter carries."""

    workbook: bytes


def mail_missing(
    missing: Sequence[Missing], forms: Mapping[str, Path], assessment: Assessment, office: Office, folder: Path
) -> Mailing:
    """The mails to those who are missing; none to a unit that the roster has no address of, which is told.

    Args:
        missing: who, each once.
        forms: where the form of each stands, by its mark (`RoundLine.key`).
        assessment: the ledger, and the roster with the addresses.
        office: who writes.
        folder: where drafts and ledger of this batch go.
    """
    found = addressed(missing, lambda one: one.line.unit, assessment.roster, "D860")
    title = titled(assessment, FORM_TITLE)
    letters = tuple(_compose(one, title, forms.get(one.line.key), office, to) for one, to in found.letters)
    return Mailing(words.URGE_INDEX, full_day(assessment.as_of), letters, found.notes, folder, office)


def urging_folder(sources: Sequence[Path], place: Path, as_of: date) -> Path:
    """「NAME_催报邮件_2021-08-05」 in a folder."""
    return place / name_report(sources, as_of, words.URGE_FOLDER_PART, "")


def _compose(one: Missing, title: str, form: Path | None, office: Office, addresses: tuple[str, ...]) -> Letter:
    line, mark = one.line, parse_mark(one.line.key)
    facts: dict[str, object] = {"unit": line.unit, "title": title, "count": line.tasks, "days": one.days}
    if mark:
        occasion = Occasion(title, RoundPeriod(mark.day, len(mark.label) > _FULL_LABEL), line.due or mark.due, office)
        facts |= {"period": occasion.period_words, "due": occasion.due_words}
    workbook = _bytes_of(form)
    said = words.URGED["blank" if one.blank else "late" if one.days > 0 else "before"]
    lines = [
        words.FORM_GREETING.format(**facts), said.text.format(**facts), *([words.URGE_AGAIN] if workbook else []),
        words.FORM_HOW, words.URGE_SENT, *signed(office), words.SECRECY,
    ]  # fmt: skip
    paste = "\n".join(map(visible, (*lines[:2], words.URGE_SENT, words.SECRECY)))[:PASTE]
    return Letter(
        Recipient("unit", line.unit, (line.unit,), (line.unit,), addresses),
        words.in_one_line(said.subject.format(**facts)), "\n".join(map(visible, lines)), as_page(lines), paste,
        Path(line.file).name if workbook else "", Attached(workbook),
    )  # fmt: skip


def _bytes_of(form: Path | None) -> bytes:
    """The form as it stands in the folder of its round; nothing where it does not stand there any more."""
    try:
        return read_plain(form) if form else b""
    except OSError:
        return b""
