"""The cell formats of a book, to which some are added: each a copy of one that is there with one thing changed (ECMA-376 18.8.10)."""

from datetime import datetime, time
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.values import Value
from xltrack.ooxml.edit.tags import attribute, is_true, opened, with_attribute
from xltrack.ooxml.numbers import NumberKind
from xltrack.ooxml.packed import STYLES, Part
from xltrack.ooxml.styles import parse_styles
from xltrack.ooxml.xml import PartError, recoded

_MOST: Final = 64_000  # formats that Excel holds
_DATE: Final = 14  # the short date of whoever looks
_TIME, _MOMENT = 20, 22  # 「h:mm」, the short date with it
_TEXT: Final = 49  # 「@」
_DAYS: Final = (NumberKind.DATE, NumberKind.MOMENT)
# What a cell that is typed into again would take for a formula, with its full-width forms.
_FORMULAS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_TAG: Final = pattern(rb"""<[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*>""")
_PROTECTION: Final = pattern(rb"<(?:[\w.-]+:)?protection\s[^>]*>")


class Looks:
    """The cell formats by their number; a book without any has but the one numbered 0, and none can be added."""

    def __init__(self, data: bytes | None) -> None:
        """Read what is there.

        Raises:
            ValueError, PartError: the part is damaged.
        """
        self._part: Part | None = None
        self._xfs: list[bytes] = []
        self._first_new = 0
        if data is not None:
            plain, self._back = recoded(data)
            self._part = Part(plain, STYLES)
            self._xfs = [plain[look.start : look.end] for look in self._part.inside("cellXfs")]
            parsed = parse_styles(data)
            self._kinds, self._shapes = parsed.kinds, parsed.shapes
            if parsed.damage or len(parsed.kinds) != len(self._xfs):
                raise PartError(parsed.damage)
            self._first_new = len(self._xfs)

    def fitting(self, number: int, value: Value | None, *, plain: bool) -> int:
        """The number of the format with which a cell of this one shows a value as what it is.

        Text that begins like a formula stays text when it is typed into again, a day is shown as one, a number never as a day; with
        `plain` a number is shown as it is whatever the format makes of numbers.
        """
        if isinstance(value, str):
            quoted = value.startswith(_FORMULAS)
            return self._changed(number, "quotePrefix", "1") if quoted and number < len(self._xfs) else number
        if value is None or isinstance(value, bool) or number >= self._first_new:
            return number
        kind = self._kinds[number]
        if isinstance(value, (int, float)):
            odd = kind is not NumberKind.PLAIN or self._shapes[number] or self._format(number) == str(_TEXT)
            return self._changed(number, "numFmtId", "0") if (plain and odd) or kind in _DAYS else number
        if isinstance(value, time):
            return number if kind is NumberKind.CLOCK else self._changed(number, "numFmtId", str(_TIME))
        shape = _MOMENT if isinstance(value, datetime) and value.time() != time() else _DATE
        return number if kind in _DAYS else self._changed(number, "numFmtId", str(shape))

    def _format(self, number: int) -> str:
        return attribute(self._tag(number), "numFmtId") or "0"

    def _tag(self, number: int) -> bytes:
        found = _TAG.match(self._xfs[number])
        return found[0] if found else b""

    def _changed(self, number: int, name: str, words: str) -> int:
        tag = self._tag(number)
        if attribute(tag, name) == words:
            return number
        new = with_attribute(tag, name, words)
        if name == "numFmtId":
            new = with_attribute(new, "applyNumberFormat", "1")
        xf = new + self._xfs[number][len(tag) :]
        if xf in self._xfs:
            return self._xfs.index(xf)
        if len(self._xfs) >= _MOST:
            return number
        self._xfs.append(xf)
        return len(self._xfs) - 1

    def is_locked(self, number: int) -> bool:
        """Whether cells of this format cannot be changed once their sheet is protected."""
        found = _PROTECTION.search(self._xfs[number]) if number < len(self._xfs) else None
        told = attribute(found[0], "locked") if found else None
        return told is None or is_true(told)

    def written(self) -> bytes | None:
        """The part with what was added; None where it is as it was."""
        added = self._xfs[self._first_new :]
        formats = self._part.child("cellXfs") if self._part and added else None
        if not self._part or not formats:
            return None
        tag = self._part.data[formats.start : formats.inner]
        if attribute(tag, "count") is not None:
            tag = with_attribute(tag, "count", str(len(self._xfs)))
        self._part.replace(formats.start, formats.inner, opened(tag))
        self._part.replace(formats.close, formats.close, *added)
        return self._back(self._part.plain())
