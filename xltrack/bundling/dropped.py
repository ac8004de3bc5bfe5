"""The files that were dropped on 出进度表.bat, from the command line that Windows started it with.

Windows quotes a dropped name only where it holds a space: 「甲&乙.xlsx」 and 「a,b.xlsx」 reach the script in pieces, and what
stands behind & is run as a command of its own. The line as a whole is whole, so the script hands it on as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from xltrack.base.patterns import pattern

_LINE: Final = "XLTRACK_LINE"
_WORDS: Final = "XLTRACK_WORDS"
_SCRIPT: Final = "XLTRACK_SCRIPT"
_WORD: Final = pattern(r'(?:"[^"]*"?|[^ \t"])+')


def dropped_files(environment: Mapping[str, str]) -> list[str]:
    """The names that were dropped, or typed behind the script's name in a console."""
    line, script = environment.get(_LINE, ""), environment.get(_SCRIPT, "").casefold()
    at = line.casefold().find(f'{script}"') if script else -1
    if at < 0:
        return list(_split(environment.get(_WORDS, "")))
    # cmd /c ""C:\\…\\出进度表.bat" 甲.xlsx "乙 丙.xlsx"": the last quote belongs to the first.
    return list(_split(line[at + len(script) + 1 :].rstrip().removesuffix('"')))


def _split(line: str) -> Iterator[str]:
    """The words of a line, without quotes."""
    return (found[0].replace('"', "") for found in _WORD.finditer(line))
