"""What keeps mail from being sent at all: no server, no encryption, no trust, no login (docs/规则.md 13.4)."""

from __future__ import annotations

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from tests.mail_letters import ADDRESSES, OFFICE, mailing
from tests.mail_sending import NOW, codes, send, stopped, told
from tests.mail_server import PASSWORD, SENDER, Authority, Post, account, free_port, serving
from xltrack.base.errors import MailError, UsageError
from xltrack.mail import smtp
from xltrack.mail.sending import Post as How


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

    before = keyring.get_keyring()  # first: a class of a backend that is there already would be chosen

    class Ring(KeyringBackend):
        priority = 1  # type: ignore[assignment]

        def get_password(self, service, username):
            return PASSWORD if (service, username) == ("xltrack", SENDER) else None

        def set_password(self, service, username, password):
            raise NotImplementedError

    monkeypatch.delenv(smtp.SECRET_NAME)
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
        unsaid.send(How(account(port, authority), (), lambda: NOW))
    assert "D749" == failure.value.code
    assert [] == post.taken
