"""Done dates: 「2021.7.12」, 「7月12日」, 「6月底」 (docs/规则.md 5.3)."""

from datetime import date, datetime

from xltrack.base.patterns import rare
from xltrack.base.text import fold, squeeze
from xltrack.language.deadline.dates import DateExpr, day_in
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.status.tokens import STATUS

# 「2021。6。25」
_STOPPED = rare(r"((?:19|20)[0-9]{2})[。，,、]([0-9]{1,2})[。，,、]([0-9]{1,2})(?![0-9])", "。 ， , 、")
_LONGEST_TAIL = 16
_TILL = STATUS.rare("{till_words}(?:{done})?[)]?$", "{till_words}")


def parse_day(value: str | date | None, as_of: date) -> date | None:
    """The day that a done-date cell names; None where it names none.

    A date without a year takes the latest one on or before `as_of`. A period (7月, 中旬) means its last day, but
    not one after `as_of` while the period is still running. A day after `as_of` whose year is printed stays as it is.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or not value:
        return value or None
    expr = read_day(value)
    return settle_day(expr, as_of) if expr else None


def read_day(text: str) -> DateExpr | None:
    """The day or period that words name, its year as printed or not at all; of several the last."""
    expr = read_deadline(_STOPPED.sub(r"\1.\2.\3", text))
    if not expr.milestones:
        return None
    _, start, day = expr.milestones[-1]
    if day.year is None and start is not None and start.year is not None:
        day = day._replace(year=start.year)
    return None if day.feast else day  # the eve of a festival is no day on which something was done


def is_planned(text: str) -> bool:
    """Whether the words of a done-date cell tell a plan or ask: 「预计8月10日」, 「8月底前」, 「7月20日（计划）」, 「7月20日？」."""
    text = squeeze(fold(text)).rstrip(".。")
    if STATUS.planned.inside(text) or "?" in text:
        return True
    return _TILL.search(text[-_LONGEST_TAIL:]) is not None and not text.startswith(STATUS.already)


def settle_day(expr: DateExpr, as_of: date) -> date | None:
    """The last day of the period as of a day; see `parse_day`."""
    year = expr.year
    if year is None and expr.shift is not None:
        year = as_of.year + expr.shift
    elif year is None:
        years = range(as_of.year, as_of.year - 9, -1)
        year = next((year for year in years if (begins := day_in(year, expr.since)) and begins <= as_of), None)
    if year is None:
        return None
    ends = day_in(year + expr.more, expr.until)
    if ends is None or ends <= as_of:
        return ends
    begins = day_in(year, expr.since)
    return as_of if begins and begins <= as_of else ends
