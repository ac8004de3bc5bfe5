"""Dates that count from the day of the notice: 「月底前」, 「下周五前」, 「本月25日前」, 「今晚22时前」 (docs/规则.md 12.5)."""

import re
from datetime import date, timedelta
from typing import Final

from xltrack.draft.notice import NOTICES

# 「5月底」, 「每月底」, 「三个月内」 count from no day of a notice.
NEAR = NOTICES.pattern(
    r"(?<![\d{numerals}{near_no_heads}])(?:"
    r"(?P<month>(?P<next_month>{near_next})|{near_this})?月(?P<part>[{month_ends}]|{near_inside}(?!{near_no_inside})|(?(month)(?:[0-9]{1,2}[{day_heads}]|{near_thirds})|(?!)))"
    "|(?:(?P<next_week>{near_next})|{near_this}){weeks}(?P<weekday>[{week_days}]|[{week_ends}])"
    "|{near_this}(?P<quarter>{near_quarters}(?:[{month_ends}]|{near_inside}))"
    "|(?P<today>{near_days}))(?:[0-9]{1,2}[{hour}]{near_sharp}?)?(?:{near_until})?"
)
_WEEK: Final = 7
_MONTHS: Final = 12
_QUARTER: Final = 3


def spell_near(words: str, day: date) -> str:
    """The words of a deadline with such dates put plainly, as they count from a day: 「2025年6月底前」."""
    return NEAR.sub(lambda found: _spelled(found, day), words)


def _spelled(found: re.Match[str], day: date) -> str:
    if found["part"]:
        years, month = divmod(day.month - 1 + bool(found["next_month"]), _MONTHS)
        return f"{day.year + years}年{month + 1}月{found[0][found.start('part') - found.start() :]}"
    if found["quarter"]:
        quarter = (day.month - 1) // _QUARTER + 1
        return f"{day.year}年第{quarter}{found[0][found.start('quarter') - found.start() :]}"
    if found["weekday"]:
        end = found.end("weekday")
        last = NOTICES.week_days.index(found["weekday"]) if found["weekday"] in NOTICES.week_days else _WEEK - 1
        told = day + timedelta(days=min(last, _WEEK - 1) - day.weekday() + _WEEK * bool(found["next_week"]))
    else:
        end = found.end("today")
        told = day + timedelta(days=int(NOTICES.values("near_days")[found["today"]]))
    return f"{told.year}年{told.month}月{told.day}日{found.string[end : found.end()]}"
