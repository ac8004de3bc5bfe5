"""A real mail server on loopback: encrypted, with login, and as unkind as a test wishes."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from xltrack.domain.settings import MailServer

SENDER = "zfb@yuyang.test"
PASSWORD = "Tian7-Secret"


class Post:
    """What a server took, and what it says instead of 250 where a test wants it.

    Attributes:
        taken: every letter with the one address it was for, in order.
        says: answers by step and address: {("rcpt", "a@b.cn"): "550 no such user", ("data", ""): "451 later"}; 「」 is all.
        on: called at a step with the address: {"mail": …, "rcpt": …, "data": …}; of "data" after the letter was taken.
    """

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.says: dict[tuple[str, str], str] = {}
        self.on: dict[str, Callable[[Any, str], None]] = {}
        self.logins: list[str] = []
        self.asks_login = True

    @property
    def addresses(self) -> list[str]:
        """Who got a letter, in order."""
        return [address for address, _ in self.taken]

    def messages(self) -> dict[str, EmailMessage]:
        """The letters by address, as another program reads them; an address that got two is a fault."""
        assert len(self.taken) == len(set(self.addresses))
        return {a: email.message_from_bytes(data, policy=email.policy.default) for a, data in self.taken}  # type: ignore[misc]

    def _step(self, step: str, address: str, server: Any) -> str:
        if step in self.on:
            self.on[step](server, address)
        return self.says.get((step, address)) or self.says.get((step, "")) or ""

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - the library's names
        envelope.mail_from = address
        if self.asks_login and not session.authenticated:
            return "530 log in first"
        return self._step("mail", address, server) or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        said = self._step("rcpt", address, server)
        if not said:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        (address,) = envelope.rcpt_tos
        said = self.says.get(("data", address)) or self.says.get(("data", ""))
        if not said:
            self.taken.append((address, envelope.content))
        if "data" in self.on:
            self.on["data"](server, address)
        return said or "250 OK"

    def log_in(self, server, session, envelope, mechanism, data):
        """Let in who knows the password."""
        assert isinstance(data, LoginPassword)
        self.logins.append(data.login.decode())
        return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Authority:
    """An authority of certificates of the test's own, whose certificate stands in a file."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self.path = folder / "ca.pem"
        self._ca.cert_pem.write_to_path(str(self.path))

    def context(self, name: str = "localhost", until: datetime | None = None) -> ssl.SSLContext:
        """What a server of that name shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name, not_after=until).configure_cert(context)
        return context


@contextmanager
def serving(
    post: Post, context: ssl.SSLContext | None, tls: str = "ssl", *, login: bool = True, **options: Any
) -> Iterator[int]:
    """The port of a server that runs meanwhile; without a context it knows no encryption."""
    kind = {"ssl_context": context} if tls == "ssl" else {"tls_context": context, "require_starttls": bool(context)}
    post.asks_login = login
    # With encryption from the start the library does not know that there is any.
    asked = {"authenticator": post.log_in, "auth_require_tls": tls != "ssl"} if login else {}
    controller = Controller(post, "localhost", free_port(), server_hostname="mx.test", **kind, **asked, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def account(port: int, authority: Authority | None, tls: str = "ssl", user: str = SENDER) -> MailServer:
    """The settings of that server."""
    return MailServer("localhost", port, tls, SENDER, user, str(authority.path) if authority else "")  # type: ignore[arg-type]


def write_settings(folder: Path, port: int, authority: Authority, tls: str = "ssl") -> Path:
    """An xltrack.toml with an office and a server."""
    path = folder / "xltrack.toml"
    path.write_text(
        f"""[office]
名称 = "榆阳区人民政府办公室"
联系人 = "赵××"
电话 = "0912-0000000"
邮箱 = "zfb@yuyang.test"
[mail]
服务器 = "localhost"
端口 = {port}
加密 = "{tls}"
发件人 = "{SENDER}"
证书 = "{authority.path.as_posix()}"
""",
        encoding="utf-8",
    )
    return path
