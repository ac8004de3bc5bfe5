"""What the style roles look like: the only place that knows fonts, colours, borders and number formats.

A role is a word or words joined by dots. Colour says the state and nothing else, and a word or number always stands beside it.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from xltrack.sheets import words

INK: Final = "#1F2933"
MUTED: Final = "#6B7785"
HAIR: Final = "#D5DBE1"
PALE: Final = "#F4F6F8"
STATE_COLOURS: Final[Mapping[str, str]] = {
    "done": "#3C8D5A", "done_late": "#3C8D5A", "in_progress": "#3B6EA5", "due_soon": "#D98E04", "overdue": "#C0392B",
    "not_started": "#A9B4BF", "unreported": "#D5DBE1", "ongoing": "#8FB3D9", "suspended": "#E4E8EC", "cancelled": "#E4E8EC",
    "total": INK, "rate": INK, "open": "#7FA3C8", "past": "#7B8794",
}  # fmt: skip
STRIPE: Final = "#E9B4AE"  # on what is late
_SEVERITY_COLOURS: Final = {"error": "#C0392B", "warning": "#D98E04", "info": "#A9B4BF"}
# Colours that can be read as words on white; the pale ones cannot and leave the word in ink.
_LEGIBLE: Final = frozenset({"done", "done_late", "in_progress", "due_soon", "overdue"})
_LOUD: Final = frozenset({"overdue", "due_soon"})
_SOON: Final = "#B87503"  # of words; the colour of the state is too light for them

DATE_FORMAT: Final = "yyyy-mm-dd"
DAY_FORMAT: Final = 'yyyy"年"m"月"d"日"'
# 「_ 」 leaves a space: the next column may begin at its edge.
DAYS_FORMAT: Final = '"还有"0"天"_ ;"逾期"0"天"_ ;"今天到期"_ '
PAST_FORMAT: Final = '"还有"0"天"_ ;"已过"0"天"_ ;"今天到期"_ '  # where nobody was asked
AS_OF_FORMAT: Final = '"截至"yyyy"年"m"月"d"日"'
PERCENT_FORMAT: Final = "0.0%"
GAP_FORMAT: Final = '"超序时"0;"欠序时"0;"达序时"'  # points
TICKED: Final = '"✓"'  # what is done, told apart from what is under way without colour
AGAIN_FORMAT: Final = ';;;"〃"'  # words that stand in the row above already
_DENSE: Final = "dense."  # before a role: without the inset
_LATE_COUNT: Final = "0;-0;"  # red, and so blank where there is none
_COUNT: Final = '0;-0;"–"'

Look = Mapping[str, Any]
_BASE: Final[Look] = {"font_name": words.FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_LINED: Final[Look] = {**_BASE, "bottom": 7, "bottom_color": HAIR}
_WRAPPED: Final[Look] = {**_LINED, "text_wrap": True}
_WORDS: Final[Look] = {**_WRAPPED, "align": "left", "indent": 1}
_RIGHT: Final[Look] = {"align": "right"}
# Words stand left of the next column's words: a right-aligned cell between them keeps its distance.
_INSET: Final[Look] = {"align": "right", "indent": 1}
_OWN: Final[Look] = {"bg_color": PALE}
_HEAD: Final[Look] = {
    **_BASE, "bold": True, "bg_color": "#E9EDF1", "text_wrap": True, "bottom": 1, "bottom_color": "#9AA5B1",
}  # fmt: skip
_SMALL: Final[Look] = {"font_size": 9, "font_color": MUTED}
_SUM: Final[Look] = {**_BASE, "bold": True, "bottom": 1, "bottom_color": "#9AA5B1", "bg_color": PALE}
_LINK: Final[Look] = {"font_color": "#3B6EA5"}

_LOOKS: Final[Mapping[str, Look]] = {
    # Page and listing heads
    "title": {**_BASE, "font_size": 22, "bold": True},
    "title.long": {**_BASE, "font_size": 16, "bold": True},
    "title.listing": {**_BASE, "font_size": 16, "bold": True},
    "title.wrapped": {**_BASE, "font_size": 16, "bold": True, "text_wrap": True},
    "caption": {**_BASE, **_SMALL},
    "caption.wrapped": {**_BASE, **_SMALL, "text_wrap": True, "valign": "top"},
    "caption.listing": {**_BASE, "font_color": MUTED},
    "caption.listing.wrapped": {**_BASE, "font_color": MUTED, "text_wrap": True, "valign": "top"},
    "caption.right": {**_BASE, **_SMALL, **_RIGHT},
    "heading": {**_BASE, "font_size": 12, "bold": True, "bottom": 1, "bottom_color": "#9AA5B1"},
    "heading.pale": {
        **_BASE,
        "font_size": 12,
        "bold": True,
        "bottom": 1,
        "bottom_color": "#9AA5B1",
        "font_color": MUTED,
    },
    "heading.pale.link": {**_BASE, **_SMALL, **_RIGHT, "bottom": 1, "bottom_color": "#9AA5B1"},
    "heading.link": {**_BASE, **_SMALL, **_RIGHT, "bottom": 1, "bottom_color": "#9AA5B1"},
    "heading.listing": {**_BASE, "font_size": 12, "bold": True},
    "heading.wrapped": {**_BASE, "font_size": 12, "bold": True, "text_wrap": True},
    "remark": {**_BASE, "bold": True, "font_color": MUTED},
    "footnote": {**_BASE, **_SMALL, "top": 1, "top_color": HAIR},
    "footnote.right": {**_BASE, **_SMALL, **_RIGHT, "top": 1, "top_color": HAIR},
    "note": {**_BASE, "font_color": MUTED},
    "roles": {**_BASE, **_SMALL},
    # Heads of columns
    "head": {**_HEAD, "align": "left", "indent": 1},
    "head.right": {**_HEAD, **_INSET},
    "head.center": {**_HEAD, "align": "center"},
    "head.added.center": {**_HEAD, "align": "center", "font_color": "#3B6EA5"},
    "head.added": {**_HEAD, "align": "left", "indent": 1, "font_color": "#3B6EA5"},
    "head.own.right": {**_HEAD, **_INSET, "bg_color": "#DDE3E9", "font_color": "#52606D"},
    "head.own.center": {**_HEAD, "align": "center", "bg_color": "#DDE3E9", "font_color": "#52606D"},
    "head.own": {**_HEAD, "align": "left", "indent": 1, "bg_color": "#DDE3E9", "font_color": "#52606D"},
    # Body of a listing
    "text": _WORDS,
    "text.top": {**_WORDS, "valign": "top"},
    "pale": {**_WORDS, "font_color": "#9AA5B1"},
    "again": {**_WRAPPED, "align": "center", "valign": "top", "font_color": MUTED},
    "struck": {**_WORDS, "font_color": MUTED, "font_strikeout": True},
    "seq": {**_WRAPPED, "align": "center"},
    "seq.pale": {**_WRAPPED, "align": "center", "font_color": "#9AA5B1"},
    "date": {**_WORDS, "num_format": DATE_FORMAT},
    "day": {**_WORDS, "num_format": DAY_FORMAT},
    "day.typed": {**_LINED, "align": "left", "shrink": True, "num_format": DAY_FORMAT},  # never ###
    "time": {**_WORDS, "num_format": "yyyy-mm-dd hh:mm"},
    "number": {**_WRAPPED, **_INSET},
    "percent": {**_WRAPPED, **_INSET, "num_format": "0%"},
    "small": {**_WORDS, **_SMALL},
    "code": {**_WORDS, "font_color": MUTED},
    "link": {**_WORDS, **_LINK},
    "late": {**_WRAPPED, **_INSET, "bold": True, "font_color": STATE_COLOURS["overdue"], "num_format": '0"天"'},
    "ahead": {**_WRAPPED, **_INSET, "num_format": '0"天";;"今天"'},
    "own": {**_WORDS, **_OWN},
    "own.state": {**_WRAPPED, **_OWN, "indent": 1},
    "own.center": {**_WRAPPED, **_OWN, "align": "center"},
    "input.date": {**_BASE, "bold": True, "font_color": "#3B6EA5", "align": "left", "num_format": AS_OF_FORMAT},
    "plain.date": {"num_format": DATE_FORMAT},
    "unshown": {"num_format": ";;;"},  # LibreOffice prints ### of a number in a hidden column else
    "own.small": {**_WORDS, **_OWN, **_SMALL},
    "own.day": {**_WORDS, **_OWN, "num_format": DAY_FORMAT},
    "own.days": {**_WRAPPED, **_OWN, **_INSET, "num_format": DAYS_FORMAT},
    "own.days.past": {**_WRAPPED, **_OWN, **_INSET, "num_format": PAST_FORMAT},
    # 时间轴 and 一单位一页
    "head.period": {**_HEAD, "font_color": MUTED, "bold": False, "align": "center"},
    "head.period.now": {
        **_HEAD,
        "align": "center",
        "font_color": "#FFFFFF",
        "bg_color": INK,
    },
    "called": {**_WRAPPED, **_LINK, "align": "center"},
    "gantt": _LINED,
    "gantt.ahead": {**_LINED, "bg_color": "#E3EBF3"},
    "gantt.late": {**_LINED, "bg_color": "#F6DDDA"},
    "gantt.ongoing": {
        **_LINED,
        "pattern": 14,
        "fg_color": STATE_COLOURS["ongoing"],
        "bg_color": "#FFFFFF",
        "font_color": STATE_COLOURS["ongoing"],
        "align": "center",
    },
    "days": {**_WRAPPED, **_INSET, "num_format": DAYS_FORMAT},
    "days.past": {**_WRAPPED, **_INSET, "num_format": PAST_FORMAT},
    # Counts
    "count": {**_LINED, **_INSET, "num_format": _COUNT},
    "count.strong": {**_LINED, **_INSET, "num_format": _COUNT, "bold": True},
    "count.late": {**_LINED, **_INSET, "num_format": _COUNT, "bold": True, "font_color": STATE_COLOURS["overdue"]},
    "count.soon": {**_LINED, **_INSET, "num_format": _COUNT, "bold": True, "font_color": "#B87503"},
    "count.none": {**_LINED, **_INSET, "num_format": _COUNT, "font_color": "#9AA5B1"},
    "cell": {**_LINED, "align": "center"},
    "cell.strong": {**_LINED, "align": "center", "bold": True},
    "bar": {**_LINED, "font_size": 8, "font_color": STATE_COLOURS["done"], "indent": 1},
    "amount": {**_LINED, **_INSET},
    "gap": {**_LINED, **_INSET, "num_format": GAP_FORMAT},
    "sum.gap": {**_SUM, **_INSET, "num_format": GAP_FORMAT},
    "sum.amount": {**_SUM, **_INSET},
    "rank": {**_LINED, **_INSET},
    "rate": {**_LINED, **_INSET, "num_format": PERCENT_FORMAT},
    "sum": {**_SUM, "align": "left", "indent": 1},
    "sum.count": {**_SUM, **_INSET, "num_format": _COUNT},
    "sum.cell": {**_SUM, "align": "center"},
    "sum.bar": {**_SUM, "font_size": 8, "font_color": STATE_COLOURS["done"], "indent": 1},
    "sum.rate": {**_SUM, **_INSET, "num_format": PERCENT_FORMAT},
    # Small tables of a page
    "grid.head": {**_BASE, **_SMALL, "bottom": 7, "bottom_color": HAIR, "shrink": True},
    "grid.head.right": {**_BASE, **_SMALL, **_RIGHT, "bottom": 7, "bottom_color": HAIR},
    "grid.name": _LINED,
    "grid.line": _LINED,
    "grid.shrunk": {**_LINED, "shrink": True},
    "grid.smaller": {**_LINED, "font_size": 8.8},
    "grid.more": _BASE,
    "grid.link.more": {**_BASE, **_LINK, "align": "left", "shrink": True},
    "grid.right.more": {**_BASE, **_RIGHT, "shrink": True},
    "grid.overdue.more": {**_BASE, **_RIGHT, "bold": True, "font_color": STATE_COLOURS["overdue"]},
    "grid.kind": {**_LINED, "font_color": MUTED},
    "hole": {**_BASE, "font_size": 14, "bold": True, "align": "center"},
    "hole.upper": {**_BASE, "font_size": 14, "bold": True, "align": "center", "valign": "bottom"},
    "hole.lower": {**_BASE, **_SMALL, "align": "center", "valign": "top"},
    "grid.right": {**_LINED, **_RIGHT, "shrink": True},
    "grid.overdue": {**_LINED, **_RIGHT, "bold": True, "font_color": STATE_COLOURS["overdue"]},
    "grid.link": {**_LINED, **_LINK, "align": "left", "shrink": True},
    "grid.count": {**_LINED, **_RIGHT, "shrink": True, "num_format": _COUNT},
    "grid.none": {**_LINED, **_RIGHT, "shrink": True, "num_format": _COUNT, "font_color": "#9AA5B1"},
    "grid.late": {
        **_LINED,
        **_RIGHT,
        "shrink": True,
        "num_format": _LATE_COUNT,
        "bold": True,
        "font_color": STATE_COLOURS["overdue"],
    },
    "grid.percent": {**_LINED, **_RIGHT, "num_format": PERCENT_FORMAT},
    "grid.share": {**_LINED, **_RIGHT, "shrink": True, "num_format": "0%"},
    "grid.sum": {**_BASE, "bold": True, "shrink": True},
    "grid.sum.count": {**_BASE, **_RIGHT, "bold": True, "shrink": True, "num_format": _COUNT},
    "grid.sum.none": {**_BASE, **_RIGHT, "shrink": True, "num_format": _COUNT, "font_color": "#9AA5B1"},
    "grid.sum.late": {
        **_BASE,
        **_RIGHT,
        "bold": True,
        "shrink": True,
        "num_format": _LATE_COUNT,
        "font_color": STATE_COLOURS["overdue"],
    },
    "grid.sum.right": {**_BASE, **_RIGHT, "bold": True, "shrink": True},
    "grid.sum.share": {**_BASE, **_RIGHT, "bold": True, "shrink": True, "num_format": "0%"},
    "grid.note": {**_BASE, **_SMALL},
}


@cache
def look_of(role: str) -> Look:
    """The XlsxWriter format properties of a style role; an unknown role is a fault of the program (KeyError)."""
    if "|" in role:
        plain, _, number = role.partition("|")
        return {**look_of(plain), "num_format": number}
    if role.startswith(_DENSE):
        return _dense(look_of(role.removeprefix(_DENSE)))
    kind, _, last = role.rpartition(".")
    if kind in _BY_STATE:
        return _BY_STATE[kind](last)
    return _LOOKS[role]


def _dense(look: Look) -> Look:
    """The look of a cell whose words may begin at its edge: a hairline parts it from the one before.

    What ends at the edge of a cell keeps its distance to the words that begin there: 距期天数 by its format, all else by an inset.
    """
    inset = look.get("align") == "right" and look.get("num_format") not in {DAYS_FORMAT, PAST_FORMAT}
    return {**{key: value for key, value in look.items() if inset or key != "indent"}, "left": 7, "left_color": HAIR}


def _word(state: str) -> Look:
    return {"font_color": _SOON if state == "due_soon" else STATE_COLOURS[state]} if state in _LEGIBLE else {}


# Pale grounds that let the colour of a word stand out; they say no more than the word does.
_GROUNDS: Final[Mapping[str, str]] = {
    "done": "#E3F0E8", "done_late": "#E3F0E8", "in_progress": "#E3ECF5", "due_soon": "#FBEED6", "overdue": "#F7E1DE",
}  # fmt: skip
_CHANGES: Final[Mapping[str, Look]] = {
    "none": {"font_color": "#9AA5B1"}, "soon": {"font_color": _SOON, "bold": True}, "filled": {"bottom": 7, "bottom_color": HAIR},
    "late": {"font_color": STATE_COLOURS["overdue"], "bold": True, "bottom": 7, "bottom_color": HAIR}, "told": {"font_color": INK},
    "overrun": {"font_color": STATE_COLOURS["overdue"], "bold": True, "num_format": DAYS_FORMAT},
    "lapsed": {"num_format": PAST_FORMAT}, "again": {"num_format": AGAIN_FORMAT},
}  # fmt: skip


def _when(state: str) -> Look:
    """What a state adds to a cell whose word may change, and so do a count of none, of some soon or late, a filled row."""
    if state in _CHANGES:
        return _CHANGES[state]
    ground = {"bg_color": _GROUNDS[state]} if state in _GROUNDS else {}
    return {**_word(state), **ground, "bottom": 7, "bottom_color": HAIR, **({"bold": True} if state in _LOUD else {})}


def _bar(state: str) -> Look:
    """A piece of a bar, with the day of the month in its last cell."""
    light = state in ("not_started", "unreported", "ongoing", "suspended", "cancelled", "due_soon")
    return {
        **_LINED, "bg_color": STATE_COLOURS[state], "font_color": INK if light else "#FFFFFF", "bold": True,
        "align": "right", **({"num_format": TICKED} if state in ("done", "done_late") else {}),
    }  # fmt: skip


def _period(look: str) -> Look:
    """What a period of 时间轴 looks like from now on: a piece of a bar, pale, hatched or blank, with a hairline before it."""
    bar = _PERIODS.get(look) or _bar(look)
    fill = {key: value for key, value in bar.items() if key in _PERIOD_KEYS}
    return {**fill, "bottom": 1, "bottom_color": HAIR, "left": 1, "left_color": "#EEF1F4"}


_PERIOD_KEYS: Final = ("bg_color", "font_color", "bold", "pattern", "fg_color", "num_format")
_PERIODS: Final[Mapping[str, Look]] = {
    **{look: {"bg_color": _LOOKS[f"gantt.{look}"]["bg_color"]} for look in ("late", "ahead")},
    "hatch": {key: _LOOKS["gantt.ongoing"][key] for key in ("pattern", "fg_color", "bg_color", "font_color")},
    "blank": {"bg_color": "#FFFFFF", "font_color": INK},
}
_BY_STATE: Final[Mapping[str, Callable[[str], Look]]] = {
    "gantt.bar": _bar,
    "gantt.period": _period,
    # In the period of the day of judgement the line before it is red, in its later half the line behind it.
    "gantt.today": lambda look: {**_period(look), "left_color": STATE_COLOURS["overdue"]},
    "gantt.tonight": lambda look: {**_period(look), "right": 1, "right_color": STATE_COLOURS["overdue"]},
    # A state's word in the ledger: the colour at its left edge, and in the word where it can be read.
    "state": lambda state: {
        **_WRAPPED, **_OWN, "left": 5, "left_color": STATE_COLOURS[state], "indent": 1, "bold": state in _LOUD, **_word(state),
    },
    "grid.state": lambda state: {**_LINED, "left": 5, "left_color": STATE_COLOURS[state], "indent": 1},
    "figure.name": lambda state: {
        **_BASE, **_SMALL, "bg_color": PALE, "top": 5, "top_color": STATE_COLOURS[state], "indent": 1,
    },
    "figure.more": lambda state: {**_BASE, **_SMALL, "bg_color": PALE, "indent": 1, "bold": True},
    "figure.change": lambda state: {
        **_BASE, **_SMALL, **_RIGHT, "shrink": True, "bg_color": PALE, "top": 5, "top_color": STATE_COLOURS[state],
    },
    "figure.value": lambda state: {
        **_BASE, "font_size": 24, "bold": True, "font_color": STATE_COLOURS[state], "bg_color": PALE, "align": "left",
        "indent": 1, "num_format": PERCENT_FORMAT if state == "rate" else "0",
    },
    "figure.caption": lambda _: {**_BASE, **_SMALL, "bg_color": PALE, "indent": 1},
    "severity": lambda severity: {
        **_WRAPPED, "left": 5, "left_color": _SEVERITY_COLOURS[severity], "indent": 1, "bold": severity == "error",
    },
    "when": _when,
    # A cell of a row that may be empty: without the line under it.
    "open": lambda style: {key: value for key, value in _LOOKS[style].items() if not key.startswith("bottom")},
}  # fmt: skip


class StyleTable:
    """The looks of the cells of a book, each once, by number from 1; 0 is that of a cell without a role."""

    def __init__(self, looks: Callable[[str], Look]) -> None:
        self.looks: list[Look] = []
        self._look_of = looks
        self._by_role: dict[tuple[str, bool], int] = {}
        self._by_look: dict[frozenset[tuple[str, Any]], int] = {}

    def number(self, role: str, quoted: bool) -> int:
        """The number of a role's look; `quoted` for a text that begins like a formula."""
        if not role:
            return 0
        number = self._by_role.get((role, quoted))
        if number is None:
            look = {**self._look_of(role), **({"quote_prefix": True} if quoted else {})}
            number = self._by_look.setdefault(frozenset(look.items()), len(self.looks) + 1)
            if number > len(self.looks):
                self.looks.append(look)
            self._by_role[role, quoted] = number
        return number
