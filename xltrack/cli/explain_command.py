"""`xltrack explain [CODE]`: the page of one rule, or the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from xltrack.base.errors import UsageError
from xltrack.base.rules import all_rules
from xltrack.base.text import fold
from xltrack.cli import words
from xltrack.cli.console import say
from xltrack.cli.parser import Said


def run(said: Said) -> int:
    """Print the page; UsageError (D164) for a code that is none."""
    for line in list_page(said.code) if said.code else list_rules():
        say(line)
    return 0


def list_rules() -> Iterator[str]:
    """Every rule in one line."""
    for known in all_rules().values():
        yield f"{known.code}  {words.SEVERITY[known.severity]}  {known.pattern}"


def list_page(code: str) -> Iterator[str]:
    """The page of one rule; full-width and lower-case codes are understood."""
    wanted = fold(code).strip().upper()
    known = all_rules().get(wanted)
    if known is None:
        near = [c for c in all_rules() if c[:3] == wanted[:3]]
        raise UsageError("D164", text=code, near="；相近的有" + "、".join(near) if near else "")
    yield words.PAGE_HEAD.format(code=known.code, severity=words.SEVERITY[known.severity], sentence=known.pattern)
    yield ""
    yield known.page
    yield ""
    yield words.PAGE_DEED.format(deed=known.deed_pattern)
