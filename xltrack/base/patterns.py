"""Regular expressions that are compiled when they are first used.

The grammars know many more patterns than one sheet needs, and to compile them all would cost a cold start a fifth of its time. Much of
what they look for stands in few texts: where each match holds one of some words, a text with none of them is told by that alone, and a
sheet without them never pays for the pattern.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from sys import maxsize
from typing import Any, AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "sub", "split", "finditer", "findall")
_Fill = Callable[[str], str] | None
_Needs = Callable[[], Sequence[str]]


class _Pattern:
    """Stands for a pattern until one of its methods is asked for; then the methods are its own."""

    def __init__(self, source: str | bytes, flags: int, fill: _Fill) -> None:
        self.pattern, self.flags, self.fill = source, flags, fill

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compile(), name)

    def compile(self) -> re.Pattern[Any]:
        """The pattern itself, whose methods are those of this one from now on."""
        source = self.fill(self.pattern) if self.fill and isinstance(self.pattern, str) else self.pattern
        made = re.compile(source, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return made


class RarePattern(_Pattern):
    """Finds nothing in a text that holds none of its words; the first text that does has it compiled."""

    def __init__(self, source: str, fill: _Fill, needs: _Needs) -> None:
        super().__init__(source, 0, fill)
        self._needs = needs

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words of which a text has to hold one."""
        return tuple(self._needs())

    def may_find(self, text: str, begin: int = 0, end: int = maxsize) -> bool:
        """Whether a text, or a span of it, has to be looked at."""
        part = text[begin:end]  # a cell is read by pieces, and each of them is looked at once
        for word in self.words:  # noqa: SIM110 - a third of the time of any()
            if word in part:
                return True
        return False

    def search(self, text: str, begin: int = 0, end: int = maxsize) -> re.Match[str] | None:
        """As that of a pattern; so are the others."""
        return self.compile().search(text, begin, end) if self.may_find(text, begin, end) else None

    def match(self, text: str, begin: int = 0, end: int = maxsize) -> re.Match[str] | None:  # noqa: D102
        return self.compile().match(text, begin, end) if self.may_find(text, begin, end) else None

    def fullmatch(self, text: str, begin: int = 0, end: int = maxsize) -> re.Match[str] | None:  # noqa: D102
        return self.compile().fullmatch(text, begin, end) if self.may_find(text, begin, end) else None

    def finditer(self, text: str, begin: int = 0, end: int = maxsize) -> Iterator[re.Match[str]]:  # noqa: D102
        return self.compile().finditer(text, begin, end) if self.may_find(text, begin, end) else iter(())

    def sub(self, to: str | Callable[[re.Match[str]], str], text: str) -> str:  # noqa: D102
        return self.compile().sub(to, text) if self.may_find(text) else text

    def split(self, text: str, maxsplit: int = 0) -> list[str | Any]:  # noqa: D102
        return self.compile().split(text, maxsplit) if self.may_find(text) else [text]


class InitialPattern(RarePattern):
    """One that is only asked what a text begins with: with one of its words, or it is none."""

    def may_find(self, text: str, begin: int = 0, end: int = maxsize) -> bool:
        """Whether a text, or a span of it, begins with one of the words."""
        return text.startswith(self.words, begin, end)


def find_kinds(kinds: Sequence[re.Pattern[str]], ranks: Sequence[str], text: str) -> list[re.Match[str]]:
    """What one pattern of several, with 「|」 between them, would find in a text; each is looked for by itself.

    Args:
        kinds: the patterns; a match of theirs is never empty, and its `lastgroup` says what it is.
        ranks: these names in the order in which one pattern would try them at each place.
        text: the text.
    """
    found: list[re.Match[str]] = []
    ahead = [(kind, first) for kind in kinds if (first := kind.search(text))]
    while ahead:
        match = min([one for _, one in ahead], key=lambda one: (one.start(), ranks.index(one.lastgroup or "")))
        found.append(match)
        end = match.end()
        ahead = [
            (kind, one) for kind, last in ahead if (one := last if last.start() >= end else kind.search(text, end))
        ]
    return found


def pattern(source: AnyStr, flags: int = 0, fill: _Fill = None) -> re.Pattern[AnyStr]:
    """The pattern of `source`, as `re.compile` gives it, but compiled when it is first used; `fill` puts words into it then."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags, fill))


def rare(source: str, needs: str | _Needs, fill: _Fill = None) -> re.Pattern[str]:
    """The same where each match holds one of some words, or looks ahead at one: `needs`, with spaces between them."""
    return cast("re.Pattern[str]", RarePattern(source, fill, needs.split if isinstance(needs, str) else needs))


def initial(source: str, begins: _Needs, fill: _Fill = None) -> re.Pattern[str]:
    """The same where each match begins with one of some words; only for `match` and `fullmatch`."""
    return cast("re.Pattern[str]", InitialPattern(source, fill, begins))
