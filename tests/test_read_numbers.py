"""Number formats and serial numbers (fault C2)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.ooxml.numbers import NumberKind, built_in_kind, classify_format, value_of

CODES = {
    NumberKind.PLAIN: [
        "General",
        "@",
        "0",
        "#,##0.00",
        "0.00E+00",
        '"年"0"月"',
        "0_);(0)",
        "[Red]0",
        "[DBNum1]General",
        "# ?/?",
        '"y"0',
        "\\d0",
        "¥#,##0",
        "0;yyyy",
        "",
        "[>100]0",
    ],
    NumberKind.DATE: [
        "yyyy-mm-dd",
        'yyyy"年"m"月"d"日"',
        "yyyy年m月",
        "m/d/yy",
        "[$-804]yyyy/m/d;@",
        "aaaa",
        "[$-411]ge.m.d",
        "mmm-yy",
        "[$-F800]dddd\\,\\ mmmm\\ dd",
        "yyyy/m/d;@",
    ],
    NumberKind.MOMENT: [
        "yyyy-mm-dd hh:mm",
        "m/d/yy h:mm AM/PM",
        'yyyy"年"m"月"d"日" h"时"mm"分"',
        "[$-804]yyyy/m/d 上午/下午h:mm",
    ],
    NumberKind.CLOCK: ["h:mm", "h:mm:ss AM/PM", 'h"时"mm"分"', "mm:ss", "上午/下午h:mm", "mm:ss.0"],
    NumberKind.ELAPSED: ["[h]:mm", "[mm]:ss", "[ss]", "[HH]:MM:SS"],
    NumberKind.PERCENT: ["0%", "0.00%", "[Red]0%", '0"进度"%'],
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, codes in CODES.items() for code in codes])
def test_the_kind_of_a_format(kind: NumberKind, code: str) -> None:
    assert kind is classify_format(code)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (0, NumberKind.PLAIN),
        (9, NumberKind.PERCENT),
        (14, NumberKind.DATE),
        (22, NumberKind.MOMENT),
        (20, NumberKind.CLOCK),
        (46, NumberKind.ELAPSED),
        (31, NumberKind.DATE),
        (57, NumberKind.DATE),
        (32, NumberKind.CLOCK),
        (49, NumberKind.PLAIN),
        (999, NumberKind.PLAIN),
    ],
)
def test_the_kind_of_a_format_known_by_its_number(number: int, kind: NumberKind) -> None:
    assert kind is built_in_kind(number)


@given(st.dates(date(1900, 3, 1), date(9999, 12, 31)), st.booleans())
def test_serials_are_days(day: date, from_1904: bool) -> None:
    """Serial numbers count days: from 1900-01-01 as 1 with a 29 February that never was, or from 1904-01-01 as 0."""
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    serial = (day - first).days
    if serial >= 0:
        assert day == value_of(float(serial), NumberKind.DATE, from_1904=from_1904)


@given(st.datetimes(datetime(1900, 3, 1), datetime(9999, 12, 31)))
def test_times_of_day_are_fractions(moment: datetime) -> None:
    """A time of day is the fraction of a day; Excel's own precision is a millisecond."""
    moment = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    found = value_of(serial, NumberKind.MOMENT)
    assert isinstance(found, date)
    found = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)
    assert timedelta(milliseconds=2) > abs(found - moment)


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(NumberKind), st.booleans())
def test_no_number_breaks_any_kind(number: float, kind: NumberKind, from_1904: bool) -> None:
    """Under any format a number gives a value, or None where it can be no date."""
    found = value_of(number, kind, from_1904=from_1904)
    assert found is not None or kind in {NumberKind.DATE, NumberKind.MOMENT, NumberKind.CLOCK}
