"""The decisions of `assessment` as formulas: the same cases in the same order, so that a workbook judges as the program does.

`at` names the cell or expression of each fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Final, TypeVar

from xltrack.assessment.conditions import Case, Condition
from xltrack.assessment.states import CODES, State
from xltrack.report.live.text import BLANK, choose, every, is_number, literal, some, when

T = TypeVar("T")
_CODED: Final = frozenset(("state", "told"))  # facts that a workbook holds as numbers of states
_TEXTS: Final = frozenset(("quote", "label"))
_CERTAIN: Final = frozenset(("as_of", "phase", "alarm"))


def decided(cases: Sequence[Case[T]], at: Mapping[str, str], told: Callable[[T], str]) -> str:
    """The result of the first case that holds, as `told` tells it."""
    formula = BLANK
    for result, condition in reversed(cases):
        formula = when(asked_of(condition, at), told(result), formula) if condition else told(result)
    return formula


def by_state(
    table: Mapping[State, Sequence[Case[T]]],
    code: str,
    at: Mapping[str, str],
    told: Callable[[T], str],
    none: str = BLANK,
) -> str:
    """The result of a table by the number of a state; blank for states that it does not know, `none` for 0, which is no state."""
    results = [decided(table[state], at, told) if state in table else BLANK for state in CODES]
    return choose(f"{code}+1", none, *results)


def asked_of(condition: Condition, at: Mapping[str, str]) -> str:
    """Whether a condition holds."""
    match condition:
        case ("one of", (fact, values)):
            if fact in _CODED:
                return is_in(at[fact], *values)
            return some(*(f"{at[fact]}={literal(value)}" for value in values))
        case ("known", (fact,)):
            return f"{at[fact]}<>{BLANK}" if fact in _TEXTS else is_number(at[fact])
        case ("true", (fact,)):
            return at[fact]
        case ("both", (first, second)):
            return every(asked_of(first, at), asked_of(second, at))
        case ("either", (first, second)):
            return some(asked_of(first, at), asked_of(second, at))
        case ("not", (part,)):
            return f"NOT({asked_of(part, at)})"
        case _:
            fact, than = condition.of
            unsure = [name for name in (fact, than) if name in at and name not in _CERTAIN]
            compared = f"{at[fact]}{'>=' if condition.asks == 'since' else '>'}{at.get(than, than)}"
            return every(*(is_number(at[name]) for name in unsure), compared)


def is_in(cell: str, *states: State) -> str:
    """Whether a cell holds the number of one of some states."""
    runs = ((f"{cell}={a}" if a == b else every(f"{cell}>={a}", f"{cell}<={b}")) for a, b in code_runs(states))
    return some(*runs)


@cache
def code_runs(states: tuple[State, ...]) -> tuple[tuple[int, int], ...]:
    """The numbers of some states, those that follow each other as the first and last of them."""
    codes = sorted({CODES[state] for state in states})
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return tuple((run[0], run[-1]) for run in runs)
