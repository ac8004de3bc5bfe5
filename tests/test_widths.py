"""The engine that shares a width among columns: all of it, none under its floor, and never more lines than equal columns."""

from __future__ import annotations

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from xltrack.sheets.widths import Wish, share_width

COLUMNS = st.integers(1, 6).flatmap(
    lambda rows: st.lists(
        st.tuples(st.integers(1, 12), st.lists(st.integers(0, 150), min_size=rows, max_size=rows)),
        min_size=1,
        max_size=7,
    )
)


def lines(breadths: list[int], width: int) -> list[float]:
    return [max(1.0, -(-breadth // width)) for breadth in breadths]


def wished(columns: list[tuple[int, list[int]]]) -> list[Wish]:
    return [Wish(floor, min(floor, 2), max(floor, *breadths), partial(lines, breadths)) for floor, breadths in columns]


def total(columns: list[tuple[int, list[int]]], widths: list[int]) -> float:
    cells = [lines(breadths, width) for (_, breadths), width in zip(columns, widths, strict=True)]
    return sum(max(row) for row in zip(*cells, strict=True))


@given(COLUMNS, st.integers(0, 120))
def test_all_of_the_width_is_given_and_every_floor_is_kept(columns, more):
    wishes = wished(columns)
    whole = sum(wish.floor for wish in wishes) + more
    widths = share_width(wishes, whole)
    assert whole == sum(widths)
    assert all(width >= wish.floor for width, wish in zip(widths, wishes, strict=True))


@given(COLUMNS, st.integers(0, 120))
def test_rows_take_no_more_lines_than_in_columns_of_equal_width(columns, more):
    whole = len(columns) * max(floor for floor, _ in columns) + more
    equal = [whole // len(columns) + (place < whole % len(columns)) for place in range(len(columns))]
    assert total(columns, share_width(wished(columns), whole)) <= total(columns, equal)


@given(COLUMNS, st.integers(0, 60))
def test_where_the_floors_are_too_much_together_each_gives_way_but_not_what_it_must_have(columns, lacking):
    wishes = wished(columns)
    whole = max(sum(wish.rigid for wish in wishes), sum(wish.floor for wish in wishes) - lacking)
    widths = share_width(wishes, whole)
    assert whole == sum(widths)
    assert all(wish.rigid <= width for width, wish in zip(widths, wishes, strict=True))


@given(COLUMNS, st.integers(0, 120))
def test_no_gift_of_a_unit_from_one_column_to_another_saves_a_line(columns, more):
    wishes = wished(columns)
    widths = share_width(wishes, sum(wish.floor for wish in wishes) + more)
    count = range(len(widths))
    for giver, taker in ((a, b) for a in count for b in count if a != b and widths[a] > wishes[a].floor):
        given = [width + (at == taker) - (at == giver) for at, width in enumerate(widths)]
        # What one saves and another loses is estimated apart, and the best three gifts are measured.
        assert total(columns, given) >= total(columns, widths) - 1


def test_the_work_of_a_first_round_is_gone_on_with():
    wishes = wished([(4, [80, 20]), (4, [10, 60]), (4, [0, 0])])
    first = share_width(wishes, 40)
    assert first == share_width(wishes, 40, first)


def test_an_empty_column_takes_nothing_beyond_its_header():
    wishes = [Wish(4, 3, 0, lambda _: [1.0, 1.0]), Wish(6, 3, 40, partial(lines, [30, 40]))]
    assert [4, 56] == share_width(wishes, 60)
