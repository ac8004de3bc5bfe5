"""Opens locked workbooks with msoffcrypto in a process of its own; the only module that imports it.

A file says itself how long its password is to be hashed and how large it is: here it can neither hang nor eat the memory.
On standard input stand a line of JSON, the passwords to try, and the file; on standard output a line of JSON,
{"opened": index} or {"refused": code}, and the workbook (`children`). So neither a password nor what it protects is ever in
an argument, in the environment or on the disk.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any


def answer_unlocked(data: bytes) -> Iterator[bytes]:
    """What came of the passwords, and the workbook."""
    passwords, _, file = data.partition(b"\n")
    said, plain = _try(file, json.loads(passwords))
    yield json.dumps(said).encode() + b"\n"
    yield plain


def _try(data: bytes, passwords: Sequence[str]) -> tuple[dict[str, Any], bytes]:
    try:
        found = open_locked(data, passwords)
    except MemoryError:
        return {"refused": "D132"}, b""
    except ModuleNotFoundError:
        return {"refused": "D138"}, b""
    except Exception:  # whatever the library runs into, the file is at fault
        return {"refused": "D253"}, b""
    return ({"opened": found[0]}, found[1]) if found else ({"refused": "D250"}, b"")


def open_locked(data: bytes, passwords: Sequence[str]) -> tuple[int, bytes] | None:
    """Which password opens the file, and the workbook; None where none does."""
    from msoffcrypto.exceptions import InvalidKeyError

    for number, password in enumerate(passwords):
        file, facts = _locked_file(data)
        try:
            file.load_key(password=password, **facts)
        except (InvalidKeyError, UnicodeEncodeError):  # half a character is in no password
            continue
        plain = io.BytesIO()
        file.decrypt(plain)
        return number, plain.getvalue()
    return None


def _locked_file(data: bytes) -> tuple[Any, dict[str, bool]]:
    """The file as the library sees it, and what its load_key needs besides the password."""
    from msoffcrypto.format import ooxml, xls97
    from olefile import OleFileIO

    with OleFileIO(io.BytesIO(data)) as ole:
        is_package = ole.exists("EncryptionInfo")
    if is_package:
        return ooxml.OOXMLFile(io.BytesIO(data)), {"verify_password": True}
    # Of an .xls the library writes the plain text to a temporary file on the disk, where it would outlast the run.
    xls97.tempfile = SimpleNamespace(TemporaryFile=io.BytesIO)
    return xls97.Xls97File(io.BytesIO(data)), {}
