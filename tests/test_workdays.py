"""Workdays of China: the arrangements of the State Council with their make-up days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.assessment.dates import add_workdays, is_workday, unpublished_years, workdays_between

DAYS = st.dates(date(2015, 1, 1), date(2024, 12, 31))


@pytest.mark.parametrize(
    ("works", "day"),
    [
        (True, "2021-09-17"),  # a Friday
        (True, "2021-09-18"),  # a Saturday, made up for
        (False, "2021-09-19"),
        (False, "2021-09-20"),  # the Monday before 中秋
        (False, "2021-09-21"),
        (True, "2021-10-08"),
        (True, "2021-10-09"),  # a Saturday
        (False, "2021-10-10"),
        (True, "2006-12-30"),  # worked for 元旦 of the next year
    ],
)
def test_make_up_days_are_workdays(works, day):
    assert works == is_workday(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("last", "first", "amount"),
    [
        ("2021-06-16", "2021-06-01", 10),  # over 端午, 14 June
        ("2021-09-22", "2021-09-17", 2),
        ("2021-09-17", "2021-09-22", -2),
        ("2021-09-19", "2021-09-19", 0),
    ],
)
def test_counting_from_a_day_leaves_the_day_itself_out(last, first, amount):
    assert date.fromisoformat(last) == add_workdays(date.fromisoformat(first), amount)


@given(DAYS, st.integers(1, 60))
def test_counting_forth_and_between_agree(day, amount):
    """「印发后10个工作日内」: the tenth workday after the day is ten workdays away, and is a workday."""
    last = add_workdays(day, amount)
    assert amount == workdays_between(day, last)
    assert -amount == workdays_between(last, day)
    assert is_workday(last)


@given(DAYS, st.integers(0, 40), st.integers(0, 40))
def test_spans_add(day, first, second):
    middle, last = day + timedelta(first), day + timedelta(first + second)
    assert workdays_between(day, last) == workdays_between(day, middle) + workdays_between(middle, last)


def test_every_year_of_the_published_arrangements_is_known():
    assert () == unpublished_years(date(2001, 1, 1), date(2024, 12, 31))


def test_a_year_to_come_is_told():
    assert (2098, 2099) == unpublished_years(date(2098, 12, 1), date(2099, 1, 5))
    assert (1999,) == unpublished_years(date(1999, 12, 1), date(1999, 12, 5))
