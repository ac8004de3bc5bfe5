"""How a notice calls a task: its words, cut to a room, in quotation marks that do not meet those inside."""

from typing import Final

from xltrack.assessment.model import Judged
from xltrack.base.text import shorten
from xltrack.notices import words

END: Final = "。；;.，,、 "
ROOM: Final = 40  # columns of a task's words in a sentence
_OPEN, _CLOSE = "‘’"


def brief(judged: Judged) -> str:
    """The words of a task without the mark that they end with."""
    return judged.task.text.rstrip(END)


def quoted(text: str, room: int = ROOM) -> str:
    """「“贯彻‘放管服’改革”」, cut where it is longer than so many columns."""
    told = shorten(text.rstrip(END).translate(words.INNER_QUOTES), room)
    return words.QUOTED.format(text=told + _CLOSE * (told.count(_OPEN) > told.count(_CLOSE)))
