"""Festivals as dates: 「国庆节前」 ends on the day before the holiday's first day off (docs/规则.md 3.1)."""

import re
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from xltrack.domain.workdays import holiday, unpublished_years
from xltrack.language.deadline.tokens import DEADLINES, figures

# What each festival is called in the calendar, or the month and day of one without a day off.
_CALLED: Final = {
    figures(word): name for entry in ("feasts", "feast_numbers") for word, name in DEADLINES.values(entry).items()
}
_NAMES: Final = DEADLINES.pattern("{feasts}|{feast_numbers}")
_NEW_YEAR: Final = DEADLINES.values("feasts")[DEADLINES.feasts[0]]
_DAY: Final = timedelta(days=1)


class Feast(NamedTuple):
    """A festival, or two that are printed together, and what of it is meant: up to its eve, its day, its days off."""

    names: tuple[str, ...]
    part: Literal["eve", "day", "days"]

    @property
    def opens_year(self) -> bool:
        """Whether the eve lies in the year before the one that the festival belongs to: 元旦前."""
        return self.part == "eve" and _NEW_YEAR in self.names


def feast_of(token: re.Match[str]) -> Feast | None:
    """The festival of a date token, None where it has none."""
    words = token["fs"] or token["fn"]
    if not words:
        return None
    names = tuple(dict.fromkeys(_CALLED[figures(found[0])] for found in _NAMES.finditer(words)))
    return Feast(names or (_CALLED[words],), "eve" if token["fe"] else "days" if token["fo"] else "day")


def days_of(feast: Feast, year: int) -> tuple[date, date] | None:
    """The first and last day that a festival of that year means; None where no calendar has it.

    Of two festivals the eve or day of the earlier one counts, their days off from the first to the last.
    """
    spans = [span for name in feast.names if (span := _span(name, feast.part, year))]
    if not spans:
        return None
    return min(spans)[0], max(last for _, last in spans) if feast.part == "days" else min(spans)[1]


def _span(name: str, part: str, year: int) -> tuple[date, date] | None:
    if "," in name:
        month, number = map(int, name.split(","))
        day = date(year, month, number) - (_DAY if part == "eve" else 0 * _DAY)
        return day, day
    found = holiday(name, year)
    if found is None:
        return None
    eve = found.first - _DAY
    return (eve, eve) if part == "eve" else (found.day, found.day) if part == "day" else (found.first, found.last)


def is_arranged(feast: Feast, year: int) -> bool:
    """Whether the days off of that year are known; those of a festival without any always are."""
    day = date(year, 1, 1)
    return not unpublished_years(day, day) or all("," in name for name in feast.names)
