"""What a sheet makes of words that were typed into it: plain numbers are numbers, all else stays as it is written."""

from __future__ import annotations

from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.values import CellError, Number, Percent, Value

# Twelve digits and more are numbers of things (身份证, 统一社会信用代码, 账号), as are those that begin with 0.
_NUMBER: Final = pattern(r"(-?)(0|[1-9]\d{0,10}|[1-9]\d{0,2}(?:,\d{3}){1,3})(?:\.(\d{1,15}))?(%?)", 256)
_QUOTED: Final = pattern(r'="((?:[^"]|"")*)"')
_MARKED: Final = pattern(r"(?:'|`|\t)\s*([0-9A-Za-z.\-/]+)\s*")
_ERRORS: Final = frozenset({"#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#N/A", "#NUM!", "#NULL!"})


def value_of_words(words: str) -> Value:
    """The value of a cell that holds nothing but words.

    「12」 is a number, 「60%」 a share, 「1,234.50」 and 「6.30」 numbers that keep how they are written; 「001」, a number of an
    identity card, 「2021/6/30」 and 「="001"」 (001) stay text.
    """
    text = words.strip()
    if text[:1] in {"=", "'", "`"} or words[:1] == "\t":
        if found := _QUOTED.fullmatch(text):
            return found[1].replace('""', '"')
        if found := _MARKED.fullmatch(words):
            return found[1]
        return text
    if text[:1] == "#" and text in _ERRORS:
        return CellError(text)
    return _number(text) if text[:1] in "-0123456789" and text else text


def _number(text: str) -> Value:
    """The number that shows as `text`, or `text` where none does."""
    found = _NUMBER.fullmatch(text)
    if not found:
        return text
    _, digits, decimals, percent = found.groups()
    plain = float(text.replace(",", "").rstrip("%"))
    shape = ("#,##0" if "," in digits else "0") + ("." + "0" * len(decimals) if decimals else "")
    if percent:
        share = Percent(plain / 100, shape + "%")
        return share if share.shown == text else text
    if "," not in digits and not decimals:
        return int(text)
    number = Number(plain, shape)
    return plain if repr(plain) == text else number if number.shown == text else text
