"""The wire: one session with a mail server, one letter to one address at a time. The only home of smtplib, ssl and keyring.

The certificate is always checked, nothing is ever sent unencrypted, and the secret is neither shown nor stored.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal, NamedTuple

from xltrack.base.errors import MailError
from xltrack.base.system import read_plain, reason_of
from xltrack.base.text import decode
from xltrack.domain.settings import MailServer
from xltrack.mail import words

SECRET_NAME: Final = "XLTRACK_SMTP_PASSWORD"
_KEYRING: Final = "xltrack"
_TIMEOUT: Final = 60.0  # seconds for an answer
_PATIENCE: Final = 180.0  # seconds for the answer to a whole letter: virus scanners read it first
_GONE: Final = 421
_TOO_BIG: Final = 552
# An address literal: the machine's own name is nobody's business, and to look it up can take minutes offline.
_OUR_NAME: Final = "[127.0.0.1]"


class Secret:
    """A password that no traceback, log or repr shows."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def __repr__(self) -> str:
        return "Secret(***)"

    def reveal(self) -> str:
        """The password itself, for the one call that needs it."""
        return self._value


class Outcome(NamedTuple):
    """What became of a letter: taken, refused for good, to be tried later, or unknown; with the server's words."""

    state: Literal["sent", "refused", "later", "unknown"]
    words: str = ""


def find_secret(server: MailServer) -> Secret | None:
    """The password from the environment, else from the keyring where one is installed; None where no login is wanted.

    Raises:
        MailError: there is none (D751), or it has characters that no login can carry (D758).
    """
    if not server.user:
        return None
    found = os.environ.get(SECRET_NAME, "").strip("\r\n") or _from_keyring(server.user)
    if not found:
        raise MailError("D751", name=SECRET_NAME, user=server.user)
    if not found.isascii() or not found.isprintable():
        raise MailError("D758", name=SECRET_NAME)
    return Secret(found)


def _from_keyring(user: str) -> str:
    with suppress(Exception):  # there may be none, and each system's fails in its own way; nothing of it is a password
        import keyring

        return keyring.get_password(_KEYRING, user) or ""
    return ""


class Session:
    """A session that is opened when it is first needed, and again where the server has closed it."""

    def __init__(self, server: MailServer, secret: Secret | None) -> None:
        self._server, self._secret = server, secret
        self._smtp: smtplib.SMTP | None = None
        # The system's authorities, and the office's own where a file of it is named.
        self._context = ssl.create_default_context()
        if server.authority:
            try:
                read_plain(Path(server.authority))  # of a pipe the library would wait for ever
                self._context.load_verify_locations(cafile=Path(server.authority))
            except (OSError, ssl.SSLError) as error:
                raise MailError("D759", path=server.authority) from error

    def open(self) -> smtplib.SMTP:
        """The session, ready for letters.

        Raises:
            MailError: D752 to D757: no connection, no encryption, a certificate that is not to be trusted, no login.
        """
        if self._smtp is not None:
            return self._smtp
        place = f"{self._server.host}:{self._server.port}"
        try:
            self._smtp = self._connected()
        except ssl.SSLCertVerificationError as error:
            reason = words.CERTIFICATE.get(error.verify_code, error.verify_message)
            raise MailError("D754", place=place, reason=reason) from None
        except ssl.SSLError:
            raise MailError("D753", place=place, reason=words.NO_TLS) from None
        except smtplib.SMTPNotSupportedError:
            raise MailError("D753", place=place, reason=words.NO_STARTTLS) from None
        except smtplib.SMTPResponseException as error:
            raise MailError("D757", place=place, words=_said(error.smtp_code, error.smtp_error)) from None
        except smtplib.SMTPException:
            raise MailError("D757", place=place, words=words.HUNG_UP) from None
        except OSError as error:
            reason = words.NO_SUCH_SERVER if type(error).__name__ == "gaierror" else reason_of(error)
            raise MailError("D752", place=place, reason=reason) from None
        return self._smtp

    def close(self) -> None:
        """End it politely, or at all."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._drop()

    def send(self, address: str, data: bytes, commit: Callable[[], None]) -> Outcome:
        """Send one message to one address.

        Args:
            address: who gets it.
            data: the message, lines ended by CRLF.
            commit: called when the server is ready to take the letter, before its first byte goes out.

        Raises:
            MailError: the session cannot be opened, or the server refuses the sender (D756).
        """
        fresh = self._smtp is None
        try:
            outcome = self._offer(address, data)
        except (smtplib.SMTPServerDisconnected, OSError):
            self._drop()
            if fresh:
                return Outcome("later", words.BROKEN_OFF)
            return self.send(address, data, commit)  # a server may close a session that has done enough
        return outcome or self._transmit(data, commit)

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        if server.tls == "ssl":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, _OUR_NAME, timeout=_TIMEOUT, context=self._context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, _OUR_NAME, timeout=_TIMEOUT)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.tls == "starttls":
                smtp.starttls(context=self._context)
                smtp.ehlo_or_helo_if_needed()
            if self._secret:
                _login(smtp, server, self._secret)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _offer(self, address: str, data: bytes) -> Outcome | None:
        """Tell the server who writes to whom; None where it is ready for the letter."""
        smtp = self.open()
        most = smtp.esmtp_features.get("size", "")
        if most.isdecimal() and 0 < int(most) < len(data):
            return Outcome("refused", words.TOO_BIG.format(size=_megabytes(len(data)), most=_megabytes(int(most))))
        code, reply = smtp.mail(self._server.sender, [f"SIZE={len(data)}"] if smtp.has_extn("size") else [])
        if code // 100 == 5 and code != _TOO_BIG:
            raise MailError("D756", sender=self._server.sender, words=_said(code, reply))
        if code // 100 == 2:
            code, reply = smtp.rcpt(address)
        if code // 100 == 2:
            code, reply = smtp.docmd("DATA")
        if code == 354:
            return None
        self._reset(code)
        return Outcome("refused" if code // 100 == 5 else "later", _said(code, reply))

    def _transmit(self, data: bytes, commit: Callable[[], None]) -> Outcome:
        """Send the letter itself; whatever breaks off here leaves it unknown whether it was taken."""
        smtp = self.open()
        try:
            commit()
        except BaseException:
            self._drop()  # without a farewell: in the middle of a letter it would be read as part of it
            raise
        stuffed = re.sub(rb"(?m)^\.", b"..", data)
        try:
            if smtp.sock:
                smtp.sock.settimeout(_PATIENCE)
            smtp.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, reply = smtp.getreply()
            if smtp.sock:
                smtp.sock.settimeout(_TIMEOUT)
        except (smtplib.SMTPException, OSError):
            self._drop()
            return Outcome("unknown")
        if code == _GONE:
            self._drop()
        if code // 100 == 2:
            return Outcome("sent")
        return Outcome("refused" if code // 100 == 5 else "later", _said(code, reply))

    def _reset(self, code: int) -> None:
        if code == _GONE:
            self._drop()
        try:
            if self._smtp:
                self._smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _login(smtp: smtplib.SMTP, server: MailServer, secret: Secret) -> None:
    """Log in; what the server says to a refusal is not repeated, for it might repeat what it was told."""
    try:
        smtp.login(server.user, secret.reveal())
    except smtplib.SMTPAuthenticationError as error:
        raise MailError("D755", user=server.user, reason=words.LOGIN_CODE.format(code=error.smtp_code)) from None
    except smtplib.SMTPServerDisconnected:
        raise MailError("D755", user=server.user, reason=words.HUNG_UP) from None
    except smtplib.SMTPException:
        raise MailError("D755", user=server.user, reason=words.NO_LOGIN) from None


def _said(code: int, reply: bytes | str) -> str:
    """The server's answer on one line; Chinese servers answer in UTF-8 or GBK."""
    return f"{code} {words.in_one_marked_line(reply if isinstance(reply, str) else decode(reply))[:120]}".strip()


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"
