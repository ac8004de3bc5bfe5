"""Recurring and relative deadlines: 「每季度首月5日前」, 「印发后10个工作日内」 (docs/规则.md 3)."""

from typing import Final, Literal, cast

from xltrack.base.patterns import pattern
from xltrack.domain.records import Cycle, Offset
from xltrack.language.deadline.dates import NUMBERS
from xltrack.language.deadline.tokens import DEADLINES

_Every = Literal["day", "week", "month", "quarter", "half", "year"]
_Unit = Literal["workday", "day", "week", "month", "year"]
_EVERY: Final = cast("dict[str, _Every]", DEADLINES.values("cycle_words"))
_UNITS: Final = cast("dict[str, _Unit]", DEADLINES.values("offset_units"))
_NUMBER: Final = "([0-9XYZ]{1,3})"
_DAY = pattern(rf"{_NUMBER}[日号]")
_MONTH = pattern(rf"{_NUMBER}月")
_QUARTER = DEADLINES.pattern("([1-4]){quarter}")
_PERIOD_END = DEADLINES.pattern("{last_days}")
_WEEKDAY = DEADLINES.pattern("{period_marks}?{week_days}?({weekday_numbers})(?!{no_weekday})")
_INNER = DEADLINES.pattern(
    "{period_marks}?(?:(?P<first>{first_months}月)|{last_months}月|(?P<second>{middle_months}月))"
)
_AFTER_END = DEADLINES.pattern("{annual}?{last}?{period_over}?{after_end}")
_DAY_AFTER_END = DEADLINES.pattern(f"{_NUMBER}{{days}}{{inside}}")
_FIRST_DAYS = DEADLINES.pattern(f"{{period_marks}}?{{first_of}}{_NUMBER}{{days}}")
_RANGE = DEADLINES.pattern("^[^-{towards}]*(?:-|{towards})(?=[0-9XYZ])")
_MULTIPLE = DEADLINES.pattern("[2-9XYZ]|[0-9]{2}|{several_cycles}")
_SEVERAL = DEADLINES.pattern("[2-9]{times}")
_CLAUSES = pattern(r"[;。]|,(?![0-9XYZ])")
_TRIGGER = DEADLINES.pattern(r"(?:{triggers}|\(?[0-9{numerals}]+(?:-|{towards}))+$")
_NO_EVENT = DEADLINES.pattern("^(?:{no_event_heads})+{from_words}?|{no_event_tails}$|{spans_of_time}{is_words}?$")


def cycle_of(unit: str, rest: str) -> Cycle | None:
    """The recurring day that a recurrence and the words after it name; None where they name none or several.

    EBNF::

        cycle = ("每" | "逐" | "按" | "各") ("年" | "半年" | "季度" | "月" | "周" | "日") [place] ;
        place = [("首" | "末") "月"] number "日" | number "月" [number "日" | "底"] | "末" | "周" weekday ;
    """
    every = next((name for word, name in _EVERY.items() if word in unit), None)
    if not every or _SEVERAL.search(unit) or (_MULTIPLE.search(unit) and every != "quarter"):
        return None
    rest = _CLAUSES.split(rest, maxsplit=1)[0]
    if _AFTER_END.match(rest) or unit.endswith("后"):
        return _after_end(every, rest)
    if "工作日" in rest:
        return None
    rest = _RANGE.sub("", rest)
    return Cycle("day") if every == "day" else _weekly(rest) if every == "week" else _dated(every, unit, rest)


def _weekly(rest: str) -> Cycle | None:
    if sum(rest.count(mark) for mark in ("、", *DEADLINES.week_days)) > 1:
        return None
    found = _WEEKDAY.match(rest)
    return Cycle("week", None, int(DEADLINES.values("weekday_numbers")[found[1]])) if found else Cycle("week")


def _after_end(every: _Every, rest: str) -> Cycle | None:
    """「每季度结束后15日内」 is the 15th of the first month of the next; workdays depend on the calendar."""
    found = _DAY_AFTER_END.search(rest)
    day = NUMBERS.get(found[1], 0) if found else 0
    return Cycle(every, None if every == "month" else 1, day) if 1 <= day <= 28 and every != "week" else None


def _dated(every: _Every, unit: str, rest: str) -> Cycle | None:
    first_days = _FIRST_DAYS.match(rest)
    if first_days:
        return Cycle(every, None if every == "month" else 1, NUMBERS.get(first_days[1], 0) or None)
    days, months = _DAY.findall(rest), _MONTH.findall(rest)
    if len(days) > 1 or len(set(months)) > 1:
        return None
    end = _PERIOD_END.search(rest)
    day = NUMBERS.get(days[0], 0) if days else int(DEADLINES.values("last_days")[end[0]]) if end else None
    if day is not None and not 1 <= day <= 31:
        return None
    if every == "month":
        return Cycle("month", None, day or (31 if unit.endswith("末") else None))
    if months and every == "year":
        month = NUMBERS.get(months[0], 0)
        return Cycle("year", month, day or 31) if 1 <= month <= 12 else None
    inner = _INNER.match(rest)
    if inner:
        return Cycle(every, 1 if inner["first"] else 2 if inner["second"] else None, day or 31)
    return _ended(every, unit, rest, day)


def _ended(every: _Every, unit: str, rest: str, day: int | None) -> Cycle | None:
    if every == "year" and (quarter := _QUARTER.search(rest)):
        return Cycle("year", 3 * NUMBERS[quarter[1]], 31)
    if every == "year" and "上半年" in rest:
        return Cycle("year", 6, 31)
    ends = rest.startswith(DEADLINES.cycle_ends) or unit.endswith("末")
    if not ends and DEADLINES.loose.inside(rest):
        return None
    return Cycle(every, None, day if day is not None else 31 if ends else None)


def offset_of(amount: str, unit: str, before: str) -> Offset | None:
    """A duration counted from the event in the words before it; None where it is counted in hours or in half months.

    EBNF::

        offset = [event ("后" | "之日起")] number ["个"] ("工作日" | "日" | "天" | "周" | "月" | "年") ["之" | "以"] ["内"] ;
    """
    unit, base = unit.removeprefix("个"), _NO_EVENT.sub("", _TRIGGER.sub("", before))
    counted = _UNITS.get(unit)
    if amount == "半":
        return Offset(base, 6, "month") if unit == "年" else Offset(base, 15, "day") if unit == "月" else None
    number = (
        int(amount) if amount.isdigit() else NUMBERS.get(amount) or int(DEADLINES.values("hundreds").get(amount, 0))
    )
    if unit == "季度":
        number, counted = number * 3, "month"
    return Offset(base, number, counted) if counted and number else None
