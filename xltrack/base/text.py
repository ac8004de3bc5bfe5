"""Text as the sheets carry it: widths, spaces and line breaks that mean nothing.

The rule: docs/规则.md 1 (what `text` is) and 2.7 (line breaks that only wrap).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.traditional import TABLE

# Spaces of every kind that office software leaves in cells, with the zero-width ones.
SPACES: Final = " \t\r\n\v\f\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_LONG: Final = 2000
_SPACE = re.compile(f"[{SPACES}]+")
_FOLD: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20} | TABLE


def squeeze(text: str) -> str:
    """Drop every space and line break: 「序 号」 and 「序⏎号」 are 「序号」."""
    return _squeeze_long(text) if len(text) > _LONG else _squeeze(text)


def _squeeze(text: str) -> str:
    # Spaces but the plain one are not printable: most texts are known to have none without a search.
    return text if text.isprintable() and " " not in text else _SPACE.sub("", text)


def fold(text: str) -> str:
    """Turn full-width forms into ASCII, Traditional characters into simplified; offsets stay: 「２０２０（含）」 is 「2020(含)」."""
    return text if text.isascii() else text.translate(_FOLD)


def tidy(text: str) -> str:
    """Drop line breaks, outer spaces and spaces between Chinese characters and digits; keep those between Latin words."""
    return _tidy_long(text) if len(text) > _LONG else _tidy(text)


def _tidy(text: str) -> str:
    return text if text.isprintable() and " " not in text else _SPACE.sub(_between, text)


# A long text that many rows have in common is looked at once.
_squeeze_long, _tidy_long = lru_cache(maxsize=64)(_squeeze), lru_cache(maxsize=64)(_tidy)


def _between(space: re.Match[str]) -> str:
    start, end = space.span()
    before, after = space.string[start - 1 : start] if start else "", space.string[end : end + 1]
    if not before or not after or (_joins(before) and _joins(after)):
        return ""
    return space[0].replace("\n", "").replace("\r", "")


def _joins(char: str) -> bool:
    """Whether a space beside this character means nothing: digits, Chinese characters and punctuation."""
    return char >= "\u2e80" or "0" <= char <= "9"


# Controls, and what turns the direction of a line or breaks it: a console obeys them, and nobody sees them.
_OBEYED = pattern("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with a mark for each control and each sign of direction: 「␛[2J」, 「<U+202E>」; tabs and line feeds stay."""
    return text if text.isprintable() else _OBEYED.sub(lambda found: _mark(ord(found[0])), text)


def _mark(code: int) -> str:
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else f"<U+{code:04X}>"


def visible_json(text: str) -> str:
    """The same JSON with those characters as its own escapes: they mean the same, and no console obeys them."""
    return text if text.isprintable() else _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def width(text: str) -> int:
    """The columns that a terminal or a sheet needs: 2 for an East Asian wide character, 1 for others, 0 for combining."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text
    )


def shorten(text: str, columns: int) -> str:
    """Cut `text` to at most `columns` terminal columns, with 「…」 where something was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 2
    for char in text:
        used += width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept) + "…"
