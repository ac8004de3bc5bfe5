"""`xltrack limits`: how much of a file is read before it is refused, each bound with what is said."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.base.rules import rule
from xltrack.base.text import width
from xltrack.cli import words
from xltrack.cli.console import say
from xltrack.cli.parser import Said
from xltrack.ooxml.limits import BOUNDS, DEFAULT_LIMITS, Limits


def run(_said: Said) -> int:
    """Print the table."""
    for line in list_limits(DEFAULT_LIMITS):
        say(line)
    return 0


def list_limits(limits: Limits) -> Iterator[str]:
    """The heading, then one line for each limit: what it bounds, how much, the rule and its sentence."""
    yield words.LIMITS_HEAD
    for name, bound in BOUNDS.items():
        what, amount = (_padded(text, room) for text, room in ((bound.what, 26), (bound.amount(limits, name), 12)))
        yield f"  {what}{amount}{bound.code}  {rule(bound.code).pattern}"


def _padded(text: str, room: int) -> str:
    return text + " " * max(room - width(text), 1)
