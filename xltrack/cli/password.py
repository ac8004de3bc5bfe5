"""Asking for the password of locked workbooks: it is never on the command line, where others could see it."""

import sys

from xltrack.base.errors import UsageError
from xltrack.cli import words

_LONGEST = 4096  # bytes of a line; the longest password of Excel has 255 characters


def ask_password() -> str:
    """What is typed on the terminal, unseen; where standard input is none, its first line without the line end.

    Raises:
        UsageError: D177 nothing came, or the terminal would show it.
    """
    piped = sys.stdin is None or not sys.stdin.isatty()
    password = _first_line() if piped else _typed()
    if not password:
        raise UsageError("D177")
    return password


def _typed() -> str:
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # it warns before it would read with an echo
        try:
            return getpass(words.PASSWORD)
        except (GetPassWarning, EOFError, UnicodeError):
            raise UsageError("D177") from None


def _first_line() -> str:
    raw = getattr(sys.stdin, "buffer", None)
    line: bytes = raw.readline(_LONGEST).rstrip(b"\r\n") if raw else b""
    for encoding in ("utf-8-sig", "gb18030"):  # PowerShell begins with a mark; a Chinese Windows console pipes GBK
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UsageError("D177")
