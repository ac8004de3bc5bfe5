"""What a cell of an .ods file says: its type, its attributes, its paragraphs; its styles (OpenDocument 1.3 part 3)."""

from datetime import datetime, time, timedelta
from typing import Any, Final

from xltrack.base.patterns import pattern
from xltrack.ooxml.date_formats import date_shape, show_date
from xltrack.ooxml.numbers import whole
from xltrack.reading.files.grid import CellError, Number, Percent, Value

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE: Final = f"{_ODF}office:1.0 "
TABLE: Final = f"{_ODF}table:1.0 "
TEXT: Final = f"{_ODF}text:1.0 "
STYLE: Final = f"{_ODF}style:1.0 "
NUMBER: Final = f"{_ODF}datastyle:1.0 "
DRAWING: Final = f"{_ODF}drawing:1.0 "
_CALC: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_DURATION = pattern(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_LOOSE = pattern(r"[ \t\r\n]+")
_SHEET = r"\$?('(?:[^']|'')+'|[^.'$]+)"
_CORNER = r"(\$?[A-Z]{1,3}\$?[0-9]{1,7})"
_RANGE = pattern(rf"{_SHEET}\.{_CORNER}(?::(?:{_SHEET})?\.?{_CORNER})?")
# No XML can hold these three: they stand for what is no loose white space until a paragraph is whole.
KEPT_SPACE, KEPT_TAB, KEPT_BREAK = "\x01", "\x02", "\x03"
_KEPT: Final = str.maketrans({KEPT_SPACE: " ", KEPT_TAB: "\t", KEPT_BREAK: "\n"})

Attributes = dict[str, str]


class UnreadableError(ValueError):
    """A value that is not of its type: its words are kept."""


def read_paragraph(pieces: list[str]) -> str:
    """Words of a paragraph with loose white space made single, as OpenDocument means it; what was typed is kept."""
    return _LOOSE.sub(" ", "".join(pieces)).strip(" ").translate(_KEPT)


def read_value(attributes: Attributes, words: str, shape: str = "") -> Value | None:
    """The value of a cell, from its attributes, the words it shows and the shape of its numbers or dates.

    Raises:
        UnreadableError: a number or date that is none.
    """
    kind = attributes.get(OFFICE + "value-type", "")
    broken = words.startswith(("Err:", "#")) and words[-1:] in "!?A0123456789"
    formula = TABLE + "formula" in attributes and kind in {"", "string", "float"}
    if attributes.get(_CALC + "value-type") == "error" or (broken and formula):
        return CellError(words.strip() or "#N/A")
    try:
        if kind in {"float", "currency"}:
            number = _finite(attributes[OFFICE + "value"])
            return Number(number, shape) if shape and not shape.endswith("%") else whole(number)
        if kind == "percentage":
            return Percent(_finite(attributes[OFFICE + "value"]), shape if shape.endswith("%") else "0%")
        if kind == "date":
            moment = datetime.fromisoformat(attributes[OFFICE + "date-value"])
            if shape:
                return show_date(moment.date(), shape, 0)
            return moment if moment.time() != time() else moment.date()
        if kind == "time":
            return _clock(attributes[OFFICE + "time-value"])
    except (KeyError, ValueError, OverflowError):
        raise UnreadableError from None
    if kind == "boolean":
        return attributes.get(OFFICE + "boolean-value") == "true"
    return words or attributes.get(OFFICE + "string-value") or None


def _finite(words: str) -> float:
    number = float(words)
    if number - number != 0:
        raise UnreadableError
    return number


def _clock(words: str) -> Value:
    """PT08H30M00S is a time of day; what passes 24 hours is a number of days, as in other workbooks."""
    found = _DURATION.fullmatch(words)
    if not found:
        raise UnreadableError
    days, hours, minutes = (int(part or 0) for part in found.group(2, 3, 4))
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=float(found[5] or 0))
    if found[1] or length >= timedelta(days=1):
        return whole(length / timedelta(days=1) * (-1 if found[1] else 1))
    return (datetime(2000, 1, 1) + length).time()  # noqa: DTZ001


def read_range(words: str) -> str | None:
    """A named range in the form of other workbooks: 「$附件2.$A$3:.$F$40」 is 「'附件2'!$A$3:$F$40」."""
    found = _RANGE.fullmatch(words)
    if not found:
        return None
    sheet = found[1] if found[1].startswith("'") else f"'{found[1]}'"
    return f"{sheet}!{found[2]}" + (f":{found[4]}" if found[4] else "")


_FORMAT: Final = "format "
_NUMBERS: Final = {NUMBER + "number-style": "", NUMBER + "currency-style": "", NUMBER + "percentage-style": "%"}


def _shape(attributes: Attributes, percent: str) -> str:
    """The shape of a `number:number`; a plain one, and one whose decimals are not fixed, has none."""
    decimals = attributes.get(NUMBER + "decimal-places", "")
    places = int(decimals) if decimals.isdecimal() and int(decimals) <= 15 else 0
    groups = "#,##" if attributes.get(NUMBER + "grouping") == "true" else ""
    if not (groups or places or percent) or attributes.get(NUMBER + "min-integer-digits", "1") != "1":
        return ""
    return groups + "0" + ("." + "0" * places if places else "") + percent


# What the parts of a date style are in a format code, short and long; months also as words.
_DATE_PARTS: Final = {
    NUMBER + "year": ("yy", "yyyy"), NUMBER + "month": ("m", "mm"), NUMBER + "day": ("d", "dd"),
    NUMBER + "day-of-week": ("ddd", "dddd"),
}  # fmt: skip
_NUMERALS: Final = {"一": "[DBNum1]", "壹": "[DBNum2]", "１": "[DBNum3]"}
NUMBER_TEXT: Final = NUMBER + "text"
_UNKNOWN: Final = "s"  # a part of a date style that is no part of a day: the format is then no date's


def _date_start(attributes: Attributes) -> str:
    """The head of the format code of a date style: its numerals, its language."""
    numerals = _NUMERALS.get(attributes.get(NUMBER + "transliteration-format", ""), "")
    return numerals + ("[$-804]" if attributes.get(NUMBER + "language") == "zh" else "")


def _date_part(name: str, attributes: Attributes) -> str:
    """One part of a date style as a piece of a format code."""
    if name == NUMBER_TEXT:
        return ""
    codes = _DATE_PARTS.get(name)
    code = codes[attributes.get(NUMBER + "style") == "long"] if codes else _UNKNOWN
    return code + "mm" if codes and attributes.get(NUMBER + "textual") == "true" else code


class OdsStyles:
    """Which cell and text styles strike out, which sheet styles hide, how numbers and dates look; a style takes from its parent."""

    def __init__(self) -> None:
        self._said: dict[str, dict[str, Any]] = {}  # what each style says itself; formats of numbers by their `_FORMAT`
        self._own: dict[str, Any] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        """Take notice of an element, if it is about styles."""
        if name == STYLE + "style":
            self._own = self._said.setdefault(attributes.get(STYLE + "name", ""), {})
            self._own["parent"] = attributes.get(STYLE + "parent-style-name", "")
            if data := attributes.get(STYLE + "data-style-name"):
                self._own["data"] = _FORMAT + data
        elif name in _NUMBERS:
            self._own = self._said.setdefault(_FORMAT + attributes.get(STYLE + "name", ""), {})
            self._own["percent"] = _NUMBERS[name]
        elif name == NUMBER + "date-style":
            self._own = self._said.setdefault(_FORMAT + attributes.get(STYLE + "name", ""), {})
            self._own["code"] = _date_start(attributes)
        elif name.startswith(NUMBER) and "code" in self._own:
            self._own["code"] += _date_part(name, attributes)
        elif name == NUMBER + "number":
            self._own["shape"] = _shape(attributes, self._own.get("percent", ""))
        elif name == STYLE + "text-properties":
            line = attributes.get(STYLE + "text-line-through-style") or attributes.get(STYLE + "text-line-through-type")
            if line:
                self._own["line"] = line != "none"
        elif name == STYLE + "table-properties" and attributes.get(TABLE + "display") == "false":
            self._own["hidden"] = True

    def text(self, words: str) -> None:
        """Words that a date style puts between its parts."""
        if "code" in self._own:
            self._own["code"] += '"' + words.replace('"', "") + '"'

    def is_hidden(self, style: str) -> bool:
        """Whether a sheet of this style is hidden."""
        return "hidden" in self._said.get(style, {})

    def shape(self, style: str) -> str:
        """How numbers look in a style, as `shape_of` gives it for a format code; 「」 where neither it nor its parents say."""
        return str(self._said.get(self._find(style, "data"), {}).get("shape", ""))

    def date_shape(self, style: str) -> str:
        """How dates look in a style, as `date_shape` gives it for a format code; 「」 where they are shown whole."""
        return date_shape(str(self._said.get(self._find(style, "data"), {}).get("code", "")))

    def is_struck(self, style: str) -> bool | None:
        """Whether a style strikes out; None where neither it nor its parents say."""
        line: bool | None = self._find(style, "line")
        return line

    def _find(self, style: str, what: str) -> Any:
        """What the style, or its nearest parent that says it, says of something."""
        for _ in range(20):
            own = self._said.get(style, {})
            if what in own:
                return own[what]
            style = own.get("parent", "")
        return None
