"""Those who can do a part of the work beside this process, whoever they are: other processes, other machines, nobody."""

from collections.abc import Callable
from typing import Protocol, TypeVar

A = TypeVar("A")
B = TypeVar("B")


class Hands(Protocol):
    """Who takes work: pure functions of what can be sent."""

    @property
    def count(self) -> int:
        """How many there are."""

    def begin(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Let somebody begin; what is given back waits for what comes of it, and raises what the work raises."""
