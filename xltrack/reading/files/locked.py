"""Files that ask for a password, opened by a child process within limits of time and memory."""

import json
from typing import Final

from xltrack.base.children import ask_child
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, MEGABYTE, Limits

# Excel locks with this where only the structure is protected, and opens such a book without asking.
_DEFAULT: Final = "VelvetSweatshop"


def unlock(data: bytes, password: str | None, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, bool]:
    """The workbook that a password protects, and whether it took the user's own to open it.

    Raises:
        SourceError: D126 no password was given, D250 it is wrong, D253 the encryption is unknown or damaged, D254 it takes
            too long, D132 too much memory, D138 it could not be tried.
    """
    passwords = json.dumps([_DEFAULT, *([password] if password else [])]).encode()
    said, plain = ask_child("locked", passwords + b"\n" + data, limits.memory, limits.unlocking) or ({}, b"")
    if not said:  # its time was up, or it died in the middle
        raise SourceError("D254", seconds=round(limits.unlocking))
    refused = said.get("refused")
    if refused == "D250" and not password:
        raise SourceError("D126")
    if refused:
        raise SourceError(refused, limit=f"{limits.memory // MEGABYTE} MB")
    return plain, said.get("opened") != 0
