"""Questions about named facts, and cases of which the first that holds decides: asked in Python here, and in a workbook by formulas.

A fact is an attribute of whatever is judged; a workbook has a cell for it. One that is not known (None, in a workbook a blank cell)
is neither above nor below anything.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeVar

K = TypeVar("K")
T = TypeVar("T")
Question = Callable[[Any], bool]


class Condition(NamedTuple):
    """A question: what it asks, and of which facts and values, or of which other conditions.

    Conditions are joined by 「&」 and 「|」 and denied by 「~」.
    """

    asks: Literal["one of", "known", "true", "above", "since", "both", "either", "not"]
    of: tuple[Any, ...]

    def __and__(self, other: "Condition") -> "Condition":
        return Condition("both", (self, other))

    def __or__(self, other: "Condition") -> "Condition":
        return Condition("either", (self, other))

    def __invert__(self) -> "Condition":
        return Condition("not", (self,))


# What is decided where a condition holds; without one, always.
Case = tuple[T, Condition | None]


def case(result: T, when: Condition | None = None) -> Case[T]:
    """A result, and when it is the one."""
    return result, when


def one_of(fact: str, *values: str | int) -> Condition:
    """A fact is one of some values."""
    return Condition("one of", (fact, values))


def known(fact: str) -> Condition:
    """There is such a fact."""
    return Condition("known", (fact,))


def true(fact: str) -> Condition:
    """A fact that is true or false is true."""
    return Condition("true", (fact,))


def above(fact: str, than: str | int) -> Condition:
    """A fact is more than a number, or later than another fact."""
    return Condition("above", (fact, than))


def since(fact: str, other: str) -> Condition:
    """A fact is the day of another one, or later."""
    return Condition("since", (fact, other))


def deciders(table: Mapping[K, Sequence[Case[T]]]) -> dict[K, Callable[[Any], T]]:
    """What finds the results of a table, by its codes."""
    return {code: decider(cases) for code, cases in table.items()}


def decider(cases: Sequence[Case[T]]) -> Callable[[Any], T]:
    """What finds the result of the first case that holds; the last one has no condition."""
    asked = [(result, question(when)) for result, when in cases if when]
    otherwise, _ = cases[-1]

    def decide(facts: Any) -> T:
        for result, holds in asked:
            if holds(facts):
                return result
        return otherwise

    return decide if asked else lambda _: otherwise


def question(condition: Condition) -> Question:
    """What asks whether a condition holds."""
    match condition:
        case ("one of", (fact, values)):
            fact_of = attrgetter(fact)
            return lambda facts: fact_of(facts) in values
        case ("known", (fact,)):
            fact_of = attrgetter(fact)
            return lambda facts: fact_of(facts) is not None
        case ("true", (fact,)):
            return attrgetter(fact)
        case ("both", (first, second)):
            one, other = question(first), question(second)
            return lambda facts: one(facts) and other(facts)
        case ("either", (first, second)):
            one, other = question(first), question(second)
            return lambda facts: one(facts) or other(facts)
        case ("not", (part,)):
            asked = question(part)
            return lambda facts: not asked(facts)
        case (_, (fact, int(number))):
            fact_of = attrgetter(fact)
            return lambda facts: (value := fact_of(facts)) is not None and value > number
        case _:
            return _compared(attrgetter(*condition.of), same=condition.asks == "since")


def _compared(pair_of: Callable[[Any], tuple[Any, Any]], *, same: bool) -> Question:
    def asked(facts: Any) -> bool:
        first, second = pair_of(facts)
        return first is not None and second is not None and bool(first > second or (same and first == second))

    return asked
