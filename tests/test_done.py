"""Done dates take the latest year on or before the day of judgement (docs/规则.md 5.3)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from xltrack.language.status.done import parse_day

AS_OF = date(2021, 8, 1)


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (date(2021, 7, 12), "2021.7.12"),
        (date(2021, 7, 12), "2021年7月12日"),
        (date(2021, 7, 12), "20210712"),
        (date(2021, 7, 12), "7月12日"),
        (date(2021, 7, 12), "7.12"),
        (date(2021, 7, 12), "已于7月12日印发"),
        (date(2021, 7, 15), "2021年7月12日-15日"),
        (date(2020, 8, 12), "8月12日"),
        (date(2020, 12, 31), "12月31日"),
        (date(2020, 2, 29), "2月29日"),
        (date(2021, 8, 1), "8月1日"),
        (date(2021, 7, 31), "7月"),
        (date(2021, 7, 20), "7月中旬"),
        (date(2021, 6, 30), "6月底"),
        (date(2021, 8, 1), "8月"),
        (date(2021, 8, 1), "2021年8月"),
        (date(2021, 9, 1), "2021年9月1日"),
        (date(2021, 7, 12), date(2021, 7, 12)),
        (date(2021, 7, 12), datetime(2021, 7, 12, 9, 30)),  # noqa: DTZ001 - as a workbook reader hands it
        (None, None),
        (None, ""),
        (None, "√"),
        (None, "已完成"),
        (None, "2021年2月30日"),
        (None, "每月5日"),
    ],
)
def test_a_done_date_reads_as_a_day(expected, value):
    assert expected == parse_day(value, AS_OF)
