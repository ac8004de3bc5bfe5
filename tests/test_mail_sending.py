"""Sending over a real server on loopback: each address once, whatever the server does (docs/规则.md 11)."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.mail_letters import ADDRESSES, OFFICE, mailing
from tests.mail_server import PASSWORD, SENDER, Authority, Post, account, free_port, serving
from xltrack import api
from xltrack.errors import MailError, OutputError, UsageError
from xltrack.mail import smtp
from xltrack.mail.batch import Mailed
from xltrack.mail.batch import Post as How
from xltrack.rules import rule
from xltrack.settings import MailServer

NOW = datetime(2021, 8, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("ca"))


@pytest.fixture(autouse=True)
def _password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(smtp.SECRET_NAME, PASSWORD)


@pytest.fixture
def wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(smtp.SECRET_NAME, "Wrong8-Secret")


@pytest.fixture
def post() -> Post:
    return Post()


def send(folder: Path, server: MailServer, *again: str) -> Mailed:
    return api.send_mail(mailing(folder), How(server, again, lambda: NOW))


def codes(mailed: Mailed) -> list[str]:
    return [note.code for note in mailed.notes if note.code not in ("D741", "D742", "D745")]


def told(error: MailError | UsageError) -> str:
    return rule(error.code).message(error.facts) + rule(error.code).remedy(error.facts)


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


# --- Nothing can be sent at all ---


def stopped(folder: Path, server: MailServer) -> MailError:
    mailed = send(folder, server)
    assert mailed.stopped
    assert ["D763"] == codes(mailed)
    assert f"未发{len(ADDRESSES)}封" in mailed.lines[-1]
    return mailed.stopped


@contextmanager
def answering(answers: list[bytes]) -> Iterator[int]:
    """A port that says these things, one after each line that it hears, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection, connection.makefile("rb") as lines:
                for answer in answers:
                    connection.sendall(answer)
                    if answer:
                        lines.readline()

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1]
        thread.join(10)


def test_nobody_listens_there(tmp_path, authority):
    error = stopped(tmp_path, account(free_port(), authority))
    assert "D752" == error.code
    assert "对方拒绝连接" in told(error)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(tmp_path, authority, monkeypatch):
    monkeypatch.setattr(smtp, "_TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = account(silent.getsockname()[1], authority)._replace(host="127.0.0.1")
        assert "没有回应" in told(stopped(tmp_path, server))
        assert "没有回应" in told(stopped(tmp_path, server._replace(tls="starttls")))


def test_no_server_has_this_name(tmp_path, authority):
    error = stopped(tmp_path, account(465, authority)._replace(host="mx.invalid"))
    assert "D752" == error.code
    assert "查不到这个服务器名" in told(error)


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
def test_a_server_that_does_not_encrypt_is_given_nothing(tmp_path, authority, post, tls):
    with serving(post, None, login=False) as port:
        error = stopped(tmp_path, account(port, authority, tls))
    assert "D753" == error.code
    assert [] == post.taken


def test_a_starttls_that_is_refused_ends_it(tmp_path, authority):
    answers = [b"220 mx\r\n", b"250-mx\r\n250 STARTTLS\r\n", b"454 not now\r\n"]
    with answering(answers) as port:
        error = stopped(tmp_path, account(port, authority, "starttls")._replace(host="127.0.0.1"))
    assert "D757" == error.code
    assert "454 not now" in told(error)


@pytest.mark.parametrize(
    "answers",
    [
        [b"554 go away\r\n"],
        [b"220 mx\r\n", b"501 no\r\n", b"550 no helo from you\r\n"],
        [b""],
        [b"HTTP/1.1 400\r\n\r\n"],
    ],
    ids=["greeting", "helo", "hangs up", "no mail server"],
)
def test_a_server_that_will_not_talk_ends_it(tmp_path, authority, answers):
    with answering(answers) as port:
        error = stopped(tmp_path, account(port, authority, "starttls")._replace(host="127.0.0.1"))
    assert "D757" == error.code


@pytest.mark.parametrize("tls", ["ssl", "starttls"])
@pytest.mark.parametrize("wrong", ["name", "expired", "authority"])
def test_a_certificate_that_is_not_to_be_trusted_ends_it(tmp_path, authority, post, tls, wrong):
    context = {
        "name": lambda: authority.context("mx.yuyang.test"),
        "expired": lambda: authority.context(until=datetime.now(UTC) - timedelta(days=1)),
        "authority": lambda: Authority(tmp_path).context(),
    }[wrong]()
    with serving(post, context, tls) as port:
        error = stopped(tmp_path, account(port, authority, tls))
    assert "D754" == error.code
    words = {"name": "证书不是这个服务器名的", "expired": "证书已过期", "authority": "不在信任之列"}[wrong]
    assert words in told(error)
    assert [] == post.logins


def test_the_systems_authorities_hold_where_none_is_named(tmp_path, authority, post):
    with serving(post, authority.context()) as port:
        assert "D754" == stopped(tmp_path, account(port, None)).code


def test_a_file_that_is_no_certificate_is_told(tmp_path, authority):
    path = tmp_path / "不是证书.pem"
    path.write_text("证书", encoding="utf-8")
    with pytest.raises(MailError) as failure:
        send(tmp_path, account(465, authority)._replace(authority=str(path)))
    assert "D759" == failure.value.code


@pytest.mark.parametrize(("step", "answer"), [("mail", "553 not your address"), ("mail", "550 blocked")])
def test_a_sender_that_is_refused_ends_it(tmp_path, authority, post, step, answer):
    post.says = {(step, ""): answer}
    with serving(post, authority.context()) as port:
        error = stopped(tmp_path, account(port, authority))
    assert "D756" == error.code
    assert answer in told(error)


def test_what_ends_it_in_the_middle_leaves_the_rest_for_the_next_run(tmp_path, authority, post):
    post.on["data"] = lambda server, address: (
        post.says.update({("mail", ""): "550 enough"}) if len(post.taken) == 3 else None
    )
    with serving(post, authority.context()) as port:
        first = send(tmp_path, account(port, authority))
        assert first.stopped
        assert ["D763"] == codes(first)
        assert 3 == len(post.taken)
        post.says, post.on = {}, {}
        second = send(tmp_path, account(port, authority))
    assert [] == codes(second)
    assert sorted(ADDRESSES) == sorted(post.addresses)


# --- The password ---


@pytest.mark.usefixtures("wrong_password")
def test_a_wrong_password_ends_it_and_is_shown_nowhere(tmp_path, authority, post, caplog, capsys):
    with caplog.at_level(logging.DEBUG), serving(post, authority.context()) as port:
        error = stopped(tmp_path, account(port, authority))
    assert "D755" == error.code
    seen = [told(error), repr(error), "".join(traceback.format_exception(error)), caplog.text, *capsys.readouterr()]
    seen += [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file()]
    assert [] == [text for text in seen if "Wrong8" in text]


def test_a_login_that_nobody_offers_ends_it(tmp_path, authority, post):
    with serving(post, authority.context(), login=False, auth_exclude_mechanism=["LOGIN", "PLAIN"]) as port:
        assert "D755" == stopped(tmp_path, account(port, authority)).code


def test_without_a_password_nothing_begins(tmp_path, authority, monkeypatch):
    monkeypatch.setenv(smtp.SECRET_NAME, "")
    with pytest.raises(MailError) as failure:
        send(tmp_path, account(465, authority))
    assert "D751" == failure.value.code
    assert smtp.SECRET_NAME in told(failure.value)


@pytest.mark.parametrize("typed", ["天下7", "ａｂｃ", "ab\tc"])
def test_a_password_that_no_login_can_carry_is_told_without_it(tmp_path, authority, monkeypatch, typed):
    monkeypatch.setenv(smtp.SECRET_NAME, typed)
    with pytest.raises(MailError) as failure:
        send(tmp_path, account(465, authority))
    assert "D758" == failure.value.code
    assert typed not in told(failure.value)


def test_the_keyring_is_asked_where_the_environment_is_silent(monkeypatch):
    import keyring
    from keyring.backend import KeyringBackend

    class Ring(KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service, username):
            return PASSWORD if (service, username) == ("xltrack", SENDER) else None

        def set_password(self, service, username, password):
            raise NotImplementedError

    monkeypatch.delenv(smtp.SECRET_NAME)
    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        secret = smtp.find_secret(account(465, None))
    finally:
        keyring.set_keyring(before)
    assert secret
    assert PASSWORD == secret.reveal()
    assert PASSWORD not in repr(secret)


def test_a_letter_with_places_to_fill_in_is_not_sent(tmp_path, authority, post):
    unsaid = mailing(tmp_path, OFFICE._replace(phone=""))
    with serving(post, authority.context()) as port, pytest.raises(UsageError) as failure:
        api.send_mail(unsaid, How(account(port, authority), (), lambda: NOW))
    assert "D749" == failure.value.code
    assert [] == post.taken
