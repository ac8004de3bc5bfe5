"""Reads the TOML that holds nothing but texts, as the words and rules of the package do.

`tomllib` takes five milliseconds to be imported and to read what one sheet needs of them, which every cold start would pay.
"""

from collections.abc import Iterator
from typing import Any, Final

_LONG: Final = ("'''", '"""')
_MARKS: Final = ("'", '"', *_LONG)


class _NotPlainError(Exception):
    """There is more in it than texts."""


def loads(source: str) -> dict[str, Any]:
    """What `tomllib.loads` gives; it is asked itself where anything but texts stands under the names, be it in tables or not.

    Raises:
        tomllib.TOMLDecodeError: it is no TOML.
    """
    try:
        return _texts(source)
    except _NotPlainError:
        import tomllib

        return tomllib.loads(source)


def _texts(source: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    table = found
    lines = iter(source.split("\n"))
    for line in lines:
        if not line or line[0] == "#":
            continue
        name, equals, value = line.partition(" = ")
        if equals and name.isascii() and name.isidentifier() and name not in table:
            table[name] = _text(value, lines)
        elif line[0] == "[" and line[-1] == "]" and line[1:-1].isalnum() and line[1:-1] not in found:
            table = found[line[1:-1]] = {}
        else:
            raise _NotPlainError
    return found


def _text(value: str, lines: Iterator[str]) -> str:
    """A text without its quotes; the lines that it goes on over are taken from `lines`."""
    mark = value[:3] if value.startswith(_LONG) else value[:1]
    text = value[len(mark) :]
    if mark in _LONG and mark not in text:
        more = [text] if text else []  # a line break behind the opening quotes is none of it
        for line in lines:
            more.append(line)
            if mark in line:
                break
        text = "\n".join(more)
    told, *behind = text.split(mark) if mark in _MARKS else ("",)
    if behind != [""] or ("\\" in told and mark[0] == '"'):
        raise _NotPlainError
    return told
