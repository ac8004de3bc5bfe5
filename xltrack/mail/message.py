"""One letter as the bytes of a message: what every Chinese mail program shows right, and nothing that a cell could add."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime
from email import policy
from email.generator import BytesGenerator
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from functools import cached_property
from io import BytesIO
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.mail.recipients import Recipient
from xltrack.mail.words import in_one_line
from xltrack.report.writing import report_workbook

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
        """The progress workbook."""
        return report_workbook(self.assessment).data


class Letter(NamedTuple):
    """What one recipient gets.

    Attributes:
        recipient: who.
        subject, text, html: what it says.
        paste: the same in at most 300 characters, for a chat.
        file_name: what the attached workbook is called.
        excerpt: what the workbook is made of.
    """

    recipient: Recipient
    subject: str
    text: str
    html: str
    paste: str
    file_name: str
    excerpt: Excerpt


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
    message.attach(_attachment(letter.file_name, workbook))
    written = BytesIO()
    BytesGenerator(written, mangle_from_=False, policy=_POLICY).flatten(message)
    return written.getvalue()


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


def _attachment(name: str, data: bytes) -> MIMEApplication:
    """The workbook, its name as one encoded word in both places: QQ Mail and 163 turn RFC 2231 names into tcmime.bin."""
    shown = encode_words(name, folded=False)
    part = MIMEApplication(data, _WORKBOOK)
    part.replace_header("Content-Type", f'application/{_WORKBOOK};\n name="{shown}"')
    part["Content-Disposition"] = f'attachment;\n filename="{shown}"'
    return part


def _boundary(letter: Letter, part: str) -> str:
    """A boundary that the same letter always has; no body holds it, for all are base64."""
    seed = "\0".join((part, *letter[1:4], *letter.recipient.addresses)).encode("utf-8", "replace")
    return f"=_{hashlib.sha256(seed).hexdigest()[:32]}"
