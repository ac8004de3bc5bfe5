"""What the page is told where something cannot be done: why, and what helps there."""

import re
from typing import Any, Final

from xltrack.base.errors import XltrackError
from xltrack.base.text import visible
from xltrack.serving import words

_LOCKED: Final = frozenset({"D126", "D250"})


def refuse(error: XltrackError) -> dict[str, Any]:
    """The refusal that an error is; it asks for a password where one is missing or wrong."""
    sentence, deed = visible(str(error)), deed_of(error.code, error.remedy)
    return {"refused": {"sentence": sentence, "deed": deed, "locked": error.code in _LOCKED}}


def deed_of(code: str, remedy: str) -> str:
    """What helps, where the command line has another way than the page."""
    return words.DEEDS.get(code) or on_page(remedy)


def on_page(told: str) -> str:
    """Words that are shown: what is an option of the command line has its own place on the page; nothing is turned round."""
    for said, there in words.WAYS:
        told = re.sub(said, there, told)
    return visible(told)
