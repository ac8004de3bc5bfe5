"""How values stand in the XML of a workbook: days as numbers, texts as XML can carry them (ECMA-376 18.17.4.1, 22.4.2.4)."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern

LONGEST: Final = 32_767  # UTF-16 units that a cell holds
NOT_XML: Final = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED_LIKE: Final = pattern("_x(?=[0-9A-Fa-f]{4}_)")
_EPOCH: Final = date(1899, 12, 30).toordinal()
_FIRST_DAY: Final = 61  # 1900-03-01: before it Excel counts a day that never was
_DAYS_TO_1904: Final = 1462


@lru_cache(maxsize=4096)
def serial(moment: date | time, *, from_1904: bool = False) -> float | int | None:
    """Excel's number of a day, a moment or a time; None for days that it counts otherwise or not at all."""
    if isinstance(moment, time):
        return (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
    days = moment.toordinal() - _EPOCH
    if days < (_DAYS_TO_1904 if from_1904 else _FIRST_DAY):
        return None
    days -= _DAYS_TO_1904 if from_1904 else 0
    return days + float(serial(moment.time()) or 0) if isinstance(moment, datetime) else days


def clean(text: str) -> str:
    """Text as XML can carry it: line ends are line feeds, characters that XML forbids become 「\ufffd」."""
    return NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def escape(text: str) -> str:
    """Text as it stands between two tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped(text: str) -> str:
    """A text as it stands in a `t` element: 「_x000D_」 would be read as a character, and a carriage return is written so."""
    return escape(_ESCAPED_LIKE.sub("_x005F_x", text) if "_x" in text else text).replace("\r", "_x000D_")
