"""Regular expressions that are compiled when they are first used.

The grammars know many more patterns than one sheet needs, and to compile them all would cost a cold start a tenth of its time.
"""

import re
from collections.abc import Callable
from typing import AnyStr, cast

_METHODS = ("search", "match", "fullmatch", "sub", "split", "finditer", "findall")


class _Pattern:
    """Stands for a pattern until one of its methods is asked for; then the methods are its own."""

    def __init__(self, source: str | bytes, flags: int, fill: Callable[[str], str] | None) -> None:
        self.pattern, self.flags, self.fill = source, flags, fill

    def __getattr__(self, name: str) -> object:
        source = self.fill(self.pattern) if self.fill and isinstance(self.pattern, str) else self.pattern
        made: re.Pattern[str] | re.Pattern[bytes] = re.compile(source, self.flags)
        for method in _METHODS:
            setattr(self, method, getattr(made, method))
        return getattr(made, name)


def pattern(source: AnyStr, flags: int = 0, fill: Callable[[str], str] | None = None) -> re.Pattern[AnyStr]:
    """The pattern of `source`, as `re.compile` gives it, but compiled when it is first used; `fill` puts words into it then."""
    return cast("re.Pattern[AnyStr]", _Pattern(source, flags, fill))
