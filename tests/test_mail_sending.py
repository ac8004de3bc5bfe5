"""Sending over a real server on loopback: each address once, whatever the server does (docs/规则.md 13)."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from tests.assessments import assessment
from tests.mail_letters import ADDRESSES, OFFICE, resolved
from tests.mail_sending import NOW, codes, send
from tests.mail_server import PASSWORD, SENDER, Authority, Post, account, serving
from xltrack import api
from xltrack.base.errors import OutputError, UsageError
from xltrack.mail import smtp
from xltrack.mail.batch import Mailing
from xltrack.mail.sending import Post as How
from xltrack.placing import whole


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(smtp.SECRET_NAME, PASSWORD)


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_every_address_gets_its_letter_once_over_both_kinds_of_encryption(tmp_path, authority, post, tls):
    with serving(post, authority.context(), tls) as port:
        first = send(tmp_path, account(port, authority, tls))
        second = send(tmp_path, account(port, authority, tls))
    assert (None, []) == (first.stopped, codes(first))
    assert sorted(ADDRESSES) == sorted(post.addresses)
    assert f"以前已发{len(ADDRESSES)}封，没有重发" in second.lines[-1]
    assert {SENDER} == set(post.logins)
    messages = post.messages()
    assert all(message["from"].addresses[0].addr_spec == SENDER for message in messages.values())
    assert all(address in [a.addr_spec for a in message["to"].addresses] for address, message in messages.items())
    assert all(message["date"].datetime == NOW and message["x-unsent"] is None for message in messages.values())


def test_letters_of_one_recipient_share_an_identity_and_others_have_their_own(tmp_path, authority, post):
    with serving(post, authority.context()) as port:
        send(tmp_path, account(port, authority))
    identities = {address: message["message-id"] for address, message in post.messages().items()}
    assert identities["czj@yuyang.test"] == identities["czj2@yuyang.test"]
    assert len(ADDRESSES) - 1 == len(set(identities.values()))
    assert all(identity.endswith("@yuyang.test>") for identity in identities.values())


def test_a_server_without_login_is_not_given_a_password(tmp_path, authority, post, monkeypatch):
    monkeypatch.delenv(smtp.SECRET_NAME)
    with serving(post, authority.context(), login=False) as port:
        mailed = send(tmp_path, account(port, authority, user=""))
    assert (None, []) == (mailed.stopped, codes(mailed))
    assert sorted(ADDRESSES) == sorted(post.addresses)


def test_a_draft_that_somebody_changed_stops_the_sending(tmp_path, authority, post):
    with serving(post, authority.context()) as port:
        send(tmp_path, account(port, authority))
        post.taken.clear()
        letter = next(tmp_path.rglob("3_*.eml"))
        letter.write_bytes(letter.read_bytes().replace(b"Subject: ", b"Subject: mine "))
        with pytest.raises(UsageError) as stopped:
            send(tmp_path, account(port, authority))
    assert ("D766", letter.name) == (stopped.value.code, stopped.value.facts["name"])
    assert [] == post.addresses


# --- One letter that is not taken ---


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("rcpt 550 no such user", "D760"),
        ("data 552 too big", "D760"),
        ("data 554 looks like spam", "D760"),
        ("rcpt 450 greylisted, try again", "D761"),
        ("rcpt 421 too many", "D761"),
        ("data 451 too fast", "D761"),
        ("data 421 going down", "D761"),
    ],
)
def test_what_one_address_is_refused_is_listed_and_tried_in_the_next_run(tmp_path, authority, post, said, code):
    step, _, answer = said.partition(" ")
    post.says = {(step, "mzj@yuyang.test"): answer}
    with serving(post, authority.context()) as port:
        first = send(tmp_path, account(port, authority))
        assert (None, [code]) == (first.stopped, codes(first))
        (note,) = [note for note in first.notes if note.code == code]
        assert "「区民政局」mzj@yuyang.test" in note.message
        assert answer in note.message
        assert sorted(set(ADDRESSES) - {"mzj@yuyang.test"}) == sorted(post.addresses)
        post.says = {}
        second = send(tmp_path, account(port, authority))
    assert [] == codes(second)
    assert sorted(ADDRESSES) == sorted(post.addresses)


def test_all_refused_is_all_listed(tmp_path, authority, post):
    post.says = {("rcpt", ""): "550 no"}
    with serving(post, authority.context()) as port:
        mailed = send(tmp_path, account(port, authority))
    assert ["D760"] * len(ADDRESSES) == codes(mailed)
    assert [] == post.taken


def test_a_letter_over_the_servers_limit_is_not_offered(tmp_path, authority, post):
    with serving(post, authority.context(), data_size_limit=20_000) as port:
        mailed = send(tmp_path, account(port, authority))
    assert ["D760"] * len(ADDRESSES) == codes(mailed)
    assert "服务器最多收0.0 MB" in mailed.notes[-1].message
    assert [] == post.taken


def test_a_server_that_closes_the_session_now_and_then_is_opened_again(tmp_path, authority, post):
    closed = []

    def close(server, address):
        if len(post.taken) == 2 and not closed:
            closed.append(address)
            server.transport.close()

    post.on["mail"] = close
    with serving(post, authority.context()) as port:
        mailed = send(tmp_path, account(port, authority))
    assert 1 == len(closed)
    assert [] == codes(mailed)
    assert sorted(ADDRESSES) == sorted(post.addresses)


# --- Nobody knows whether it was taken ---


@pytest.mark.parametrize("taken", [True, False], ids=["taken", "lost"])
def test_a_letter_whose_answer_never_came_is_listed_and_never_sent_again_by_itself(tmp_path, authority, post, taken):
    def drop(server, address):
        if address == "mzj@yuyang.test" and not dropped:
            dropped.append(address)
            if not taken:
                post.taken.pop()
            server.transport.abort()

    dropped: list[str] = []
    post.on["data"] = drop
    others = sorted(set(ADDRESSES) - {"mzj@yuyang.test"})
    with serving(post, authority.context()) as port:
        for _ in range(2):
            mailed = send(tmp_path, account(port, authority))
            assert ["D762"] == codes(mailed)
            assert "「区民政局」mzj@yuyang.test 不知道收到没有" in mailed.notes[-1].message
            assert others == sorted(set(post.addresses) - {"mzj@yuyang.test"})
        assert taken == ("mzj@yuyang.test" in post.addresses)
        before = len(post.taken)
        again = send(tmp_path, account(port, authority), "区民政局")
    assert [] == codes(again)
    assert ["mzj@yuyang.test"] == post.addresses[before:]


def test_a_server_that_is_silent_after_the_letter_leaves_it_unknown(tmp_path, authority, post, monkeypatch):
    monkeypatch.setattr(smtp, "_PATIENCE", 0.3)
    waiting = threading.Event()
    post.on["data"] = lambda server, address: waiting.wait(1.0) if address == "mzj@yuyang.test" else None
    with serving(post, authority.context()) as port:
        mailed = send(tmp_path, account(port, authority))
        waiting.set()
    assert ["D762"] == codes(mailed)
    assert sorted(ADDRESSES) == sorted(post.addresses)


def test_a_letter_that_cannot_be_written_down_is_not_sent(tmp_path, authority, post):
    """The ledger fails when the server is ready for the letter: not a byte of it goes out."""

    def spoil(server, address):
        ledger = next(tmp_path.glob("*/发送记录.jsonl"))
        ledger.unlink()
        ledger.mkdir()

    post.on["rcpt"] = spoil
    with serving(post, authority.context()) as port, pytest.raises(OutputError) as failure:
        send(tmp_path, account(port, authority))
    assert "D149" == failure.value.code
    assert [] == post.taken


def test_another_run_that_goes_on_sending_is_not_joined(tmp_path, authority, post, monkeypatch):
    monkeypatch.setattr(whole, "_PATIENCE", 0.2)
    folder = tmp_path / "榆阳区_邮件_2021-08-01"
    folder.mkdir()
    with (
        serving(post, authority.context()) as port,
        whole.locked(folder / "发送记录.jsonl"),
        pytest.raises(OutputError) as failure,
    ):
        send(tmp_path, account(port, authority))
    assert "D148" == failure.value.code
    assert [] == post.taken


def test_a_run_whose_lock_was_taken_over_sends_no_more(tmp_path, authority, post):
    def take(server, address):
        if len(post.taken) == 2:
            next(tmp_path.glob("*/.~*.xltrack-lock")).write_text("1 other 0", encoding="utf-8")

    post.on["data"] = take
    with serving(post, authority.context()) as port, pytest.raises(OutputError) as failure:
        send(tmp_path, account(port, authority))
    assert "D148" == failure.value.code
    assert 2 == len(post.taken)


def test_only_a_recipient_of_the_batch_can_be_written_to_again(tmp_path, authority, post):
    with serving(post, authority.context()) as port, pytest.raises(UsageError) as failure:
        send(tmp_path, account(port, authority), "区外办")
    assert "D747" == failure.value.code
    assert [] == post.taken


# --- One batch after another ---


def next_week(folder: Path) -> Mailing:
    return api.compose_mail(assessment(resolved(), as_of=date(2021, 8, 8)), [folder / "榆阳区.xlsx"], OFFICE)


def test_a_batch_that_broke_off_is_not_begun_again_as_a_new_one(tmp_path, authority, post):
    """Begun on one day, killed, and run again on another without --as-of: nobody gets two. Drafts between do not hide it."""
    api.compose_mail(assessment(resolved(), as_of=date(2021, 8, 2)), [tmp_path / "榆阳区.xlsx"], OFFICE).draft()
    post.on["data"] = lambda server, address: (
        post.says.update({("mail", ""): "550 no"}) if len(post.taken) == 3 else None
    )
    with serving(post, authority.context()) as port:
        how = How(account(port, authority), (), lambda: NOW)
        send(tmp_path, how.server)
        post.says, post.on = {}, {}
        with pytest.raises(UsageError) as failure:
            next_week(tmp_path).send(how)
        assert ("D773", 4, "2021-08-01") == (
            failure.value.code,
            failure.value.facts["count"],
            failure.value.facts["day"],
        )
        assert 3 == len(post.taken)
        send(tmp_path, how.server)
    assert sorted(ADDRESSES) == sorted(post.addresses)


def test_a_batch_that_was_sent_is_no_hindrance_to_the_next(tmp_path, authority, post):
    """Nor is one in which somebody was refused, or of which there are only drafts."""
    post.says = {("rcpt", "mzj@yuyang.test"): "550 no"}
    api.compose_mail(assessment(resolved(), as_of=date(2021, 8, 2)), [tmp_path / "榆阳区.xlsx"], OFFICE).draft()
    with serving(post, authority.context()) as port:
        how = How(account(port, authority), (), lambda: NOW)
        send(tmp_path, how.server)
        assert ["D760"] == codes(next_week(tmp_path).send(how))
    assert len(ADDRESSES) - 1 + len({*ADDRESSES, "slj@yuyang.test"}) - 1 == len(post.taken)  # 水利 is late by then
