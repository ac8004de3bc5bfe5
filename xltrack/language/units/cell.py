"""A unit cell without its spaces and widths, and where its separators stand (docs/规则.md 4.1).

Everything that reads a cell works on `Cell.z`: folded to half width, spaces and line breaks dropped, so that neither can
change what a pattern finds. Offsets lead back to the cell as printed.
"""

from bisect import bisect_left
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold

_WORDS = pattern(f"[^{SPACES}]+")
_OPEN: Final = {"(": ")", "[": "]", "{": "}", "<": ">", "《": "》", "“": "”", "「": "」", "『": "』"}
_CLOSE: Final = frozenset(_OPEN.values())
_SAME: Final = str.maketrans("﹙﹚【】〔〕｛｝﹐﹑﹔︰∶丨｜•｡．", "()[][]{},、;::||、。.")


class UnitCell(NamedTuple):
    """One cell's words.

    Attributes:
        text: as printed.
        z: folded, without spaces.
        origin: for each character of `z` its offset in `text`, with the length of `text` at the end.
        breaks: offsets in `z` before which spaces or line breaks stood, in order.
        depth: for each character of `z` whether it stands inside brackets (the brackets included).
        unbalanced: offset in `z` of a bracket without its fellow, or -1.
    """

    text: str
    z: str
    origin: tuple[int, ...]
    breaks: tuple[int, ...]
    depth: bytes
    unbalanced: int

    def printed(self, start: int, end: int) -> str:
        """The words of a span of `z` as printed, without spaces and line breaks."""
        return "".join([self.text[at] for at in self.origin[start:end]])

    def span(self, start: int, end: int) -> tuple[int, int]:
        """A span of `z` as a span of the text."""
        return (
            (self.origin[start], self.origin[end - 1] + 1) if end > start else (self.origin[start], self.origin[start])
        )

    def breaks_in(self, start: int, end: int) -> tuple[int, ...]:
        """The soft breaks strictly inside a span of `z`, outside brackets."""
        first = bisect_left(self.breaks, start + 1)
        return tuple(at for at in self.breaks[first:] if at < end and not self.depth[at])


def fold_cell(text: str) -> UnitCell:
    """Fold one cell's words; brackets without a fellow count as ordinary characters."""
    folded = fold(text).translate(_SAME)
    origin: list[int] = []
    breaks: list[int] = []
    kept: list[str] = []
    for run in _WORDS.finditer(folded):
        if origin:
            breaks.append(len(origin))
        origin.extend(range(run.start(), run.end()))
        kept.append(run[0])
    z = "".join(kept)
    depth, unbalanced = _bracket_depth(z)
    origin.append(len(text))
    return UnitCell(text, z, tuple(origin), tuple(breaks), depth, unbalanced)


def _bracket_depth(z: str) -> tuple[bytes, int]:
    inside = bytearray(len(z))
    stack: list[tuple[int, str]] = []
    unbalanced = -1
    for at, char in enumerate(z):
        if char in _OPEN:
            stack.append((at, _OPEN[char]))
        elif char in _CLOSE:
            if stack and stack[-1][1] == char:
                opened = stack.pop()[0]
                inside[opened : at + 1] = b"\x01" * (at + 1 - opened)
            else:
                unbalanced = at
    return bytes(inside), stack[-1][0] if stack else unbalanced
