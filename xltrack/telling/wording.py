"""Source words as the ledger shows them: what only wrapped in a narrow column of the source is put together again."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, squeeze

_GAPS: Final = pattern(f"([{SPACES}]+)")
_SEPARATORS: Final = "、，,；;：:/"


def seq_value(seq: str | None) -> str | int | None:
    """A sequence number as a number where it is one and would come back as the same words: 「1」, not 「01」 or 「1.1」."""
    if seq is None:
        return None
    plain = seq.isascii() and seq.isdecimal() and len(seq) <= 9 and (seq == "0" or seq[0] != "0")
    return int(seq) if plain else seq


@lru_cache(maxsize=4096)
def unit_cell(value: str, names: tuple[str, ...]) -> str:
    """The words of a unit cell without the breaks and spaces that fall inside a name or behind a separator (docs/规则.md 4.1).

    「区审批服务局、公⏎安榆阳分局」 loses its break; 「区教育局⏎区民政局」 and 「市委编办 市民政局」 keep theirs: there it separates.
    """
    pieces = _GAPS.split(value.strip(SPACES))
    whole = "".join(pieces[::2])
    inside = {at for name in (names if len(pieces) > 1 else ()) for at in _inner_places(whole, squeeze(name))}
    text, length = pieces[0], len(pieces[0])
    for gap, part in zip(pieces[1::2], pieces[2::2], strict=True):
        if text and not (length in inside or text[-1] in _SEPARATORS or part[:1] in _SEPARATORS):
            text += "\n" if "\n" in gap else " "
        text += part
        length += len(part)
    return text


def _inner_places(whole: str, name: str) -> list[int]:
    places: list[int] = []
    start = whole.find(name) if name else -1
    while start >= 0:
        places += range(start + 1, start + len(name))
        start = whole.find(name, start + 1)
    return places
