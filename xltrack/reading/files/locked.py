"""Workbooks that ask for a password to open, opened by a child process within limits of time and memory."""

from __future__ import annotations

import json
from typing import Any, Final

from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from xltrack.reading.files.children import ask_child

# Excel locks with this where only the structure is protected, and opens such a book without asking.
_DEFAULT: Final = "VelvetSweatshop"


def unlock(data: bytes, password: str | None, limits: Limits = DEFAULT_LIMITS) -> tuple[bytes, bool]:
    """The workbook that a password protects, and whether it took the user's own to open it.

    Raises:
        SourceError: D126 no password was given, D250 it is wrong, D253 the encryption is unknown or damaged, D254 it takes
            too long, D132 too much memory, D138 it could not be tried.
    """
    said, plain = _ask_child([_DEFAULT, *([password] if password else [])], data, limits)
    refused = said.get("refused")
    if refused == "D250" and not password:
        raise SourceError("D126")
    if refused:
        raise SourceError(refused, limit=f"{limits.memory // MEGABYTE} MB")
    return plain, said.get("opened") != 0


def _ask_child(passwords: list[str], data: bytes, limits: Limits) -> tuple[dict[str, Any], bytes]:
    asked = json.dumps(passwords).encode() + b"\n" + data
    answer = ask_child("locked", asked, limits.memory, limits.unlocking)
    if answer is None:
        raise SourceError("D254", seconds=round(limits.unlocking))
    head, _, plain = answer.partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise SourceError("D254", seconds=round(limits.unlocking))  # its time was up, or it died in the middle
    return said, plain
