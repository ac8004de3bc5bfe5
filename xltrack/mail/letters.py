"""From the assessment to the letters: for each recipient its own tasks, told by the weekly notice, as the bytes of a message.

Every Chinese mail program shows it right, and no cell can add anything to it.
"""

import hashlib
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from email import policy
from email.generator import BytesGenerator
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

from xltrack.assessment.answered import ANSWERED_NUMBER
from xltrack.assessment.assess import assess
from xltrack.assessment.model import Assessment, Judged
from xltrack.domain.records import Document, Table, UnitRole
from xltrack.domain.roster import Roster, name_key
from xltrack.domain.settings import Office
from xltrack.mail import words
from xltrack.mail.recipients import Recipient
from xltrack.mail.words import in_one_line
from xltrack.notices.addressees import blame_named
from xltrack.notices.compose import compose_notice
from xltrack.notices.contents import NEXT
from xltrack.notices.model import Notice
from xltrack.notices.render import render_notice
from xltrack.notices.scope import counted, narrow
from xltrack.notices.words import FILL_IN
from xltrack.placing.output import SUFFIX, name_report, safe_name
from xltrack.placing.words import FILE_PART
from xltrack.report.memory import issue_number
from xltrack.report.writing import report_workbook

PASTE: Final = 300  # characters that a chat takes in one go
_TITLE: Final = 50
_TASK: Final = 36
_UNITS: Final = 16
_WORKBOOK: Final = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WORD_BYTES: Final = 36  # of UTF-8 in one encoded word: with its frame and 「Subject: 」 a line of 76 (RFC 2047, 2)
# The library's way of writing headers that leaves them as they were set, broken where they are broken here.
_POLICY: Final = policy.compat32.clone(linesep="\r\n", max_line_length=None)


class Excerpt:
    """What some recipients may see: an assessment of their tasks, and its workbook, made once for all letters that carry it."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment

    @cached_property
    def workbook(self) -> bytes:
        """The progress workbook, which a telephone shows too."""
        return report_workbook(self.assessment, telephone=True).data


class Enclosure(Protocol):
    """What a letter carries: a workbook, or nothing."""

    @property
    def workbook(self) -> bytes:
        """Its bytes."""


class Letter(NamedTuple):
    """What one recipient gets.

    Attributes:
        recipient: who.
        subject, text, html: what it says.
        paste: the same in at most 300 characters, for a chat.
        file_name: what the attached workbook is called; 「」 where none is.
        excerpt: what holds the workbook.
    """

    recipient: Recipient
    subject: str
    text: str
    html: str
    paste: str
    file_name: str
    excerpt: Enclosure


class Mailbox(NamedTuple):
    """A name that is shown and an address."""

    name: str
    address: str


class Stamp(NamedTuple):
    """What makes a letter a sent one: its identity, and when it was sent."""

    message_id: str
    sent: datetime


def render_message(letter: Letter, workbook: bytes, sender: Mailbox | None, stamp: Stamp | None = None) -> bytes:
    """The message, the same for the same arguments; without a stamp a draft that opens ready to be edited."""
    message = MIMEMultipart("mixed", boundary=_boundary(letter, "mixed"))
    message["Subject"] = encode_words(letter.subject)
    if sender:
        message["From"] = _mailbox(sender)
    name = letter.recipient.name
    message["To"] = ",\n ".join(_mailbox(Mailbox(name, address)) for address in letter.recipient.addresses)
    if stamp:
        message["Date"] = format_datetime(stamp.sent)
        message["Message-ID"] = stamp.message_id
    else:
        message["X-Unsent"] = "1"
    bodies = MIMEMultipart("alternative", boundary=_boundary(letter, "alternative"))
    bodies.attach(MIMEText(letter.text, "plain", "utf-8"))
    bodies.attach(MIMEText(letter.html, "html", "utf-8"))
    message.attach(bodies)
    if letter.file_name:
        message.attach(_attachment(letter.file_name, workbook))
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_POLICY).flatten(message)
    return written.getvalue()


def _attachment(name: str, workbook: bytes) -> MIMEApplication:
    """A workbook as a part of a message."""
    part = MIMEApplication(workbook, _WORKBOOK)
    # One encoded word in both places: QQ Mail and 163 turn RFC 2231 names into tcmime.bin.
    shown = encode_words(name, folded=False)
    part.replace_header("Content-Type", f'application/{_WORKBOOK};\n name="{shown}"')
    part["Content-Disposition"] = f'attachment;\n filename="{shown}"'
    return part


def encode_words(text: str, *, folded: bool = True) -> str:
    """A header's words as RFC 2047 has them, controls turned into spaces: no text can begin a header of its own."""
    line = in_one_line(text)
    if line.isascii() and line.replace(" ", "").isalnum():
        return line
    pieces = list(_pieces(line)) if folded else [line]
    return "\n ".join(f"=?utf-8?B?{b64encode(piece.encode('utf-8', 'replace')).decode('ascii')}?=" for piece in pieces)


def _pieces(text: str) -> Iterator[str]:
    piece = ""
    for char in text:
        if len((piece + char).encode("utf-8", "replace")) > _WORD_BYTES:
            yield piece
            piece = ""
        piece += char
    yield piece


def _mailbox(mailbox: Mailbox) -> str:
    """「区财政局 <czj@a.cn>」; in an encoded word no sign of the name has a meaning."""
    if not in_one_line(mailbox.name):
        return mailbox.address
    return f"{encode_words(mailbox.name)}\n <{mailbox.address}>"


def _boundary(letter: Letter, part: str) -> str:
    """A boundary that the same letter always has; no body holds it, for all are base64."""
    seed = "\0".join((part, *letter[1:4], *letter.recipient.addresses)).encode("utf-8", "replace")
    return f"=_{hashlib.sha256(seed).hexdigest()[:32]}"


def compose_letters(
    assessment: Assessment, sources: Sequence[Path], office: Office, recipients: Iterable[Recipient]
) -> Iterator[Letter]:
    """A letter for each recipient; `assessment` is of the whole, with what changed since the last report."""
    number = issue_number(assessment)
    blamed, _ = blame_named(assessment)
    excerpts: dict[tuple[bool, tuple[str, ...]], Excerpt] = {(False, ()): Excerpt(assessment)}
    for recipient in recipients:
        # A unit is not told of what its row says others have not done.
        units, whole = recipient.counted, blamed if recipient.kind == "unit" else assessment
        place = recipient.kind == "unit", units
        if place not in excerpts:
            excerpts[place] = Excerpt(restrict(whole, units)._replace(issue=number))
        # What changed is told in words alone: a workbook with a memory would remember the tasks of others.
        told = excerpts[place].assessment._replace(since=narrow(whole, units).since)
        addressed = units if recipient.kind == "unit" else ()
        notice = compose_notice(told, office, kind="周报", units=addressed, number=number)
        if recipient.kind == "leader":
            whose = words.IN_CHARGE.format(name=recipient.name, units=words.name_some(recipient.units))
            notice = notice._replace(page={**notice.page, "单位": whose})
        text, html = str(render_notice(notice, "txt")), str(render_notice(notice, "html"))
        own_name = f"{safe_name(recipient.name)}{FILE_PART}{assessment.as_of.isoformat()}{SUFFIX}"
        name = name_report(sources, assessment.as_of) if recipient.kind == "office" else own_name
        yield Letter(recipient, notice.subject, text, html, compose_paste(notice, recipient), name, excerpts[place])


def lacks_words(letter: Letter) -> bool:
    """Whether a letter has places that somebody has still to fill in."""
    return FILL_IN in letter.text


def compose_paste(notice: Notice, recipient: Recipient) -> str:
    """The letter in at most 300 characters, for 微信 or 政务通: the counts, and as many tasks as there is room for."""
    page = notice.page
    head = [_cut(notice.title, _TITLE), words.PASTE_COUNTS.format(subject=notice.subject, day=page["截至"])]
    tail = [words.PASTE_UNIT_END if recipient.kind == "unit" else words.PASTE_END, words.SECRECY]
    if page["落款"] != FILL_IN:
        tail.insert(1, _cut(page["落款"], _TITLE))
    items = [_item(item, recipient, words.PASTE_LATE) for item in notice.lists["逾期任务"]]
    # Who has nothing that is late is told what comes next, however far it is.
    due = notice.lists["主要到期"] if items or page["到期数"] >= NEXT else notice.lists["下一步"]
    items += [_item(item, recipient, words.PASTE_DUE) for item in due]

    def telling(count: int) -> str:
        rest = len(items) - count
        more = [words.PASTE_MORE.format(count=rest)] if rest else []
        return "\n".join((*head, *items[:count], *more, *tail))

    fitting = takewhile(lambda text: len(text) <= PASTE, map(telling, range(1, len(items) + 1)))
    return [telling(0)[:PASTE], *fitting][-1]


def _item(item: Mapping[str, Any], recipient: Recipient, pattern: str) -> str:
    unit = "" if recipient.kind == "unit" else words.PASTE_UNIT.format(unit=_few(item["单位"]))
    return pattern.format(
        days=item["天数"], day=item.get("日期", ""), unit=unit, task=item["项次"] + _cut(item["任务"], _TASK)
    )


def _few(units: str) -> str:
    """「甲局、乙局、丙局、丁局等22个单位」 as a chat has room for it: 「甲局等22个单位」."""
    if len(units) <= _UNITS:
        return units
    names, _, more = units.partition(words.MORE_UNITS)
    first, *others = names.split("、")
    if more:
        return f"{first}{words.MORE_UNITS}{more}"
    return words.UNITS_MORE.format(first=first, count=1 + len(others)) if others else _cut(first, _UNITS)


def _cut(text: str, most: int) -> str:
    line = words.in_one_marked_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def restrict(assessment: Assessment, units: Collection[str]) -> Assessment:
    """The assessment of the tasks that count for some units by the office's rule, judged again so that every figure is theirs.

    Nothing else goes with it: no other task, no unit that shares one, no roster, no memory of earlier reports, no remark on
    other cells.
    """
    own = frozenset(map(name_key, units))
    units_for = counted(assessment)
    answered = {judged.source for judged in assessment.tasks if judged.answered or judged.source == ANSWERED_NUMBER}
    # In a ledger the rows of several tables of the sources stand together, some of which may have been answered.
    kept: dict[tuple[int, int, bool], list[Judged]] = {}
    for judged in assessment.tasks:
        if not own.isdisjoint(map(name_key, units_for(judged))):
            kept.setdefault((judged.document, id(judged.table), judged.source in answered), []).append(judged)
    documents = [
        _restricted(
            document,
            [
                (table._replace(answered=told), kept[index, id(table), told])
                for table in document.tables
                for told in (True, False)
                if (index, id(table), told) in kept
            ],
            own,
        )
        for index, document in enumerate(assessment.documents)
    ]
    return assess([d for d in documents if d.tables], assessment.as_of, assessment.policy, distinct=True)


def _restricted(document: Document, tables: Sequence[tuple[Table, Sequence[Judged]]], own: frozenset[str]) -> Document:
    shown = tuple(
        t._replace(
            tasks=tuple(
                j.task._replace(units=tuple(_units(j.task.units, own)), number=j.number, office=j.office or None)
                for j in judged
            )
        )
        for t, judged in tables
    )
    rows = {(table.sheet, task.row) for table in shown for task in table.tasks}
    said = tuple(
        d for d in document.diagnostics if d.severity != "info" and d.cell and (d.cell.sheet, d.cell.row) in rows
    )
    return document._replace(tables=shown, diagnostics=said, roster=Roster(), memory=None)


def _units(units: Sequence[UnitRole], own: frozenset[str]) -> Iterator[UnitRole]:
    for unit in units:
        members = tuple(name for name in unit.members if name_key(name) in own)
        if members:
            yield unit._replace(members=members)
        elif not unit.members and name_key(unit.unit or unit.name) in own:
            yield unit
