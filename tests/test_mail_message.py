"""A letter as bytes: names that every mail program shows right, and no header that a cell brought in."""

from __future__ import annotations

import base64
import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import mailparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessments import assessment
from xltrack.mail.letters import Excerpt, Letter, Mailbox, Stamp, encode_words, render_message
from xltrack.mail.recipients import Recipient

NAMES = [
    "区财政局_进度_2021-08-01.xlsx",
    "榆阳区全面推进基层政务公开标准化规范化工作任务分解表（2021年）_进度_2021-08-01.xlsx",
    "report 2021.xlsx",
    "𠮷林“局”; a=b, c.xlsx",
    "é–☎.xlsx",
]
EVIL = "区财政局\r\nBcc: evil@x.cn\r\n\r\n<b>\0"
SENDER = Mailbox("榆阳区人民政府办公室", "zfb@yuyang.test")
STAMP = Stamp("<1@yuyang.test>", datetime(2021, 8, 1, 9, 30, tzinfo=UTC))
KNOWN = {
    "content-type", "mime-version", "subject", "from", "to", "date", "message-id", "x-unsent", "content-disposition",
    "content-transfer-encoding",
}  # fmt: skip


def letter(
    name: str = "区财政局", subject: str = "〔第12期〕共45项", file: str = NAMES[0], text: str = "正文\n"
) -> Letter:
    recipient = Recipient("unit", name, (name,), (name,), ("czj@yuyang.test", "czj2@yuyang.test"))
    return Letter(recipient, subject, text, f"<p>{text}</p>", "", file, Excerpt(assessment()))


def parsed(data: bytes) -> EmailMessage:
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert [] == [defect for part in message.walk() for defect in part.defects]
    assert KNOWN >= {header.lower() for part in message.walk() for header in part}
    return message


@pytest.mark.parametrize("file", NAMES)
def test_two_parsers_read_the_name_of_the_attachment(file):
    data = render_message(letter(file=file), b"PK\3\4", SENDER)
    (attached,) = parsed(data).iter_attachments()
    assert (file, b"PK\3\4") == (attached.get_filename(), attached.get_content())
    (other,) = mailparser.parse_from_bytes(data).attachments
    assert (file, b"PK\3\4") == (other["filename"], base64.b64decode(other["payload"]))


def test_the_name_is_one_unfolded_encoded_word_in_both_places_and_never_rfc_2231():
    data = render_message(letter(file=NAMES[1]), b"PK", SENDER).decode("ascii")
    word = f"=?utf-8?B?{base64.b64encode(NAMES[1].encode()).decode()}?="
    assert f';\r\n name="{word}"' in data
    assert f'attachment;\r\n filename="{word}"' in data
    assert "*=" not in data
    assert "*0" not in data


def test_a_draft_opens_ready_to_be_edited_and_a_sent_letter_has_an_identity():
    draft, sent = parsed(render_message(letter(), b"", None)), parsed(render_message(letter(), b"", SENDER, STAMP))
    assert ("1", None, None, None) == (draft["x-unsent"], draft["date"], draft["message-id"], draft["from"])
    assert (None, "<1@yuyang.test>") == (sent["x-unsent"], sent["message-id"])
    assert STAMP.sent == sent["date"].datetime
    assert "榆阳区人民政府办公室 <zfb@yuyang.test>" == sent["from"]


def test_bodies_subject_and_recipients_come_back():
    message = parsed(render_message(letter(), b"", SENDER))
    assert "〔第12期〕共45项" == message["subject"]
    assert [("区财政局", "czj@yuyang.test"), ("区财政局", "czj2@yuyang.test")] == [
        (a.display_name, a.addr_spec) for a in message["to"].addresses
    ]
    assert "正文\n" == message.get_body(("plain",)).get_content()
    assert "<p>正文\n</p>" == message.get_body(("html",)).get_content()


def test_no_cell_brings_in_a_header():
    """Names, subject and attachment with line breaks, NUL and brackets stay what they are: words of one line."""
    evil = letter(EVIL, EVIL, f"{EVIL}.xlsx")
    message = parsed(render_message(evil, b"", Mailbox(EVIL, "zfb@yuyang.test"), STAMP))
    shown = "区财政局 Bcc: evil@x.cn <b>"
    assert shown == message["subject"]
    assert [shown] == list({a.display_name for a in (*message["to"].addresses, *message["from"].addresses)})
    assert {"czj@yuyang.test", "czj2@yuyang.test"} == {a.addr_spec for a in message["to"].addresses}
    assert [f"{shown} .xlsx"] == [part.get_filename() for part in message.iter_attachments()]


@pytest.mark.parametrize("name", ['区"财政"局, (甲)', "Bureau of Finance; <x@y.cn>", "局" * 60, "é", "\\", ""])
def test_a_display_name_is_only_shown(name):
    data = render_message(letter(name), b"", SENDER)
    assert ["czj@yuyang.test", "czj2@yuyang.test"] == [a.addr_spec for a in parsed(data)["to"].addresses]
    assert [(name, "czj@yuyang.test"), (name, "czj2@yuyang.test")] == mailparser.parse_from_bytes(data).to


@given(st.text())
def test_any_words_come_back_on_lines_that_are_not_too_long(text):
    data = render_message(letter(subject=text), b"", SENDER)
    assert " ".join("".join(c if c.isprintable() else " " for c in text).split()) == parsed(data)["subject"].strip()
    assert 76 >= max(len(line) for line in data.split(b"\r\n") if b"=?utf-8?B?" in line and b"name=" not in line)
    assert 998 >= max(map(len, data.split(b"\r\n")))
    assert data.count(b"\n") == data.count(b"\r\n")


def test_the_same_letter_gives_the_same_bytes():
    assert render_message(letter(), b"PK", SENDER) == render_message(letter(), b"PK", SENDER)


def test_plain_words_stay_plain():
    assert "Report 7" == encode_words("Report 7")
