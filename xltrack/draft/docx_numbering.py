"""The numbers that Word counts for its paragraphs: numPr, abstractNum, levels, overrides (ISO/IEC 29500-1, 17.9); its elements by name."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from xltrack.base.patterns import pattern

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS: Final = "〇一二三四五六七八九"
_PLACE = pattern(r"%([1-9])")
_DEEPEST: Final = 9


def find_inner(element: Any, *path: str) -> Any:
    """The element at a path of names below another; None where there is none, or nothing to look in."""
    return None if element is None else element.find("/".join(W + name for name in path))


def val_of(element: Any, *path: str) -> str:
    """What the attribute `val` of the element at a path says; 「」 where there is none."""
    found = find_inner(element, *path)
    return "" if found is None else found.get(f"{W}val") or ""


def count_of(words: str | None) -> int:
    """The number that an attribute says; 0 where it says none."""
    return int(words) if words and words.isdecimal() else 0


class Level(NamedTuple):
    """One level of a numbering: how it counts, its text with 「%1」 for numbers, where it begins, whether all digits are Arabic."""

    form: str
    text: str
    start: int
    legal: bool


def chinese(number: int) -> str:
    """「二十三」 of 23, up to 999; beyond it digit by digit."""
    if not 0 < number < 1000:
        return _by_digit(max(number, 0))
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "〇"
    return words + (_DIGITS[ones] if ones else "")


def _by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


_FORMS: Final[Mapping[str, Callable[[int], str]]] = {
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "taiwaneseCountingThousand",
         "chineseLegalSimplified", "japaneseLegal", "koreanDigital2"), chinese,
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital"), _by_digit),
}  # fmt: skip
# Forms of few signs: their first, and how many there are.
_SIGNS: Final = {
    "decimalEnclosedCircle": ("①", 20), "decimalEnclosedCircleChinese": ("①", 20), "ideographEnclosedCircle": ("①", 20),
    "upperLetter": ("A", 26), "lowerLetter": ("a", 26),
}  # fmt: skip


def count(number: int, form: str) -> str:
    """A number in one of Word's forms; those that Chinese documents do not use are shown as digits."""
    first, most = _SIGNS.get(form, ("", 0))
    return chr(ord(first) + number - 1) if 1 <= number <= most else _FORMS.get(form, str)(number)


class DocxNumbering:
    """The numberings of a document while its paragraphs are counted in order."""

    def __init__(self, root: Any | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._styles: dict[str, tuple[str, str]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        abstract = {a.get(f"{W}abstractNumId"): a for a in _all(root, "abstractNum")}
        linked = {val_of(a, "styleLink"): key for key, a in abstract.items()}
        for num in _all(root, "num"):
            number, key = num.get(f"{W}numId"), val_of(num, "abstractNumId")
            style = val_of(abstract.get(key), "numStyleLink")
            self._abstract[number] = key = linked.get(style, key) if style else key
            lvls = _all(abstract.get(key), "lvl")
            self._levels[number] = {_place(lvl): _level(lvl) for lvl in lvls}
            for lvl in lvls:
                if style := val_of(lvl, "pStyle"):
                    self._styles.setdefault(style, (number, str(_place(lvl))))
            for override in _all(num, "lvlOverride"):
                self._override(number, _place(override), override)

    def _override(self, number: str, place: int, override: Any) -> None:
        if (lvl := find_inner(override, "lvl")) is not None:
            self._levels[number][place] = _level(lvl)
        start = val_of(override, "startOverride")
        if start.isdecimal():
            self._starts[number, place] = int(start)

    def of_style(self, style: str) -> tuple[str, str] | None:
        """The numbering that gives a level to a paragraph style, and that level."""
        return self._styles.get(style)

    def next_label(self, number: str, place: int) -> str:
        """The number of the next paragraph at a level: 「（一）」; 「•」 for a bullet, 「」 for none."""
        levels = self._levels.get(number, {})
        level = levels.get(place)
        if level is None or not 0 <= place < _DEEPEST:
            return ""
        counts = self._counts.setdefault(self._abstract[number], [None] * _DEEPEST)
        start = self._starts.pop((number, place), None)
        last = counts[place]
        counts[place] = start if start is not None else level.start if last is None else last + 1
        counts[place + 1 :] = [None] * (_DEEPEST - place - 1)
        if level.form == "bullet":
            return "•"
        return "" if level.form == "none" else self._shown(levels, counts, level)

    def _shown(self, levels: dict[int, Level], counts: list[int | None], level: Level) -> str:
        def number(found: Any) -> str:
            place = int(found[1]) - 1
            own = levels.get(place)
            value = counts[place] if counts[place] is not None else own.start if own else 1
            return count(value or 0, "decimal" if level.legal and own is not level else own.form if own else "decimal")

        return _PLACE.sub(number, level.text).strip()


def _all(element: Any | None, name: str) -> list[Any]:
    return [] if element is None else element.findall(f"{W}{name}")


def _place(element: Any) -> int:
    return count_of(element.get(f"{W}ilvl"))


def _level(lvl: Any) -> Level:
    start, form = count_of(val_of(lvl, "start")), val_of(lvl, "numFmt") or "decimal"
    return Level(form, val_of(lvl, "lvlText"), start, find_inner(lvl, "isLgl") is not None)
