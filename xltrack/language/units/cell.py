"""The names of a piece without marks: parted, without numbers and persons, with what 等 adds (docs/规则.md 4.1, 4.5).

names = name { name } [ "等" [ number ] [ group ] ] ;
"""

import re
from bisect import bisect_left
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold
from xltrack.domain.records import Role
from xltrack.language.units.name import UNITS, classify_name, core, is_bare, is_complete, is_group
from xltrack.language.units.parting import NameSpan, split_names

_PRINTED = pattern(f"[^{SPACES}]")
_OPEN: Final = {"(": ")", "[": "]", "{": "}", "<": ">", "《": "》", "“": "”", "「": "」", "『": "』"}
_CLOSE: Final = frozenset(_OPEN.values())
_SAME: Final = str.maketrans("﹙﹚【】〔〕〈〉《》<>‹›｛｝﹐﹑﹔︰∶丨｜•｡．", "()[][]()()()(){},、;::||、。.")


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
    origin = [found.start() for found in _PRINTED.finditer(folded)]
    z = "".join([folded[at] for at in origin])
    breaks = tuple(at for at in range(1, len(origin)) if origin[at] > origin[at - 1] + 1)
    return UnitCell(text, z, (*origin, len(text)), breaks, *_bracket_depth(z))


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


_LIST_NUMBER = pattern(r"(?:\d{1,2}[.:)]|\(\d{1,2}\)|\d{1,2}$)+")
_AND_OTHERS = UNITS.rare(r"{and_others}(\d+|[{counting}]+)?({and_more})?{others_counted}?", "{and_others}")
_JOINTS = UNITS.pattern("[{joint_characters}]")
_JOINT = UNITS.pattern("{joints}(?=.)")
_STOPS = frozenset(".·…:!~_*#'\"")
_JOINERS = frozenset(UNITS.joint_characters)
_LONGEST_PERSON = 4
_LONGEST_NAME, _LONGEST_BESIDE_VERB = 16, 6


class UnitEntry:
    """A name on the way to a `UnitRole`: its span, or the words that 等 stands for; its part; what parted it from the one before."""

    __slots__ = ("end", "part", "role", "sep", "start", "words")

    def __init__(self, span: tuple[int, int], words: str, role: Role | None, sep: str, part: int) -> None:
        self.start, self.end = span
        self.words, self.role, self.sep, self.part = words, role, sep, part


def _number(words: str) -> int:
    """How many 「3」, 「三」, 「两」 are; 0 of what says no number, or more than ten in words."""
    return int(words) if words.isdecimal() else int(UNITS.values("numbers").get(words, "0"))


class Entries(list[UnitEntry]):
    """The names of one cell as they are found; `part` counts ， and soft breaks, `notes` are what is to be said of them."""

    def __init__(self, cell: UnitCell, known: frozenset[str] | None) -> None:
        super().__init__()
        self.cell, self.known = cell, known
        self.notes: list[Note] = []
        self.part = 0

    def note(self, code: str, start: int, end: int, **facts: object) -> None:
        """Say something of a span of the cell."""
        self.notes.append(Note(code, *self.cell.span(start, end), facts))

    def without_number(self, start: int, end: int) -> int:
        """Where words begin behind the number of a list: 「1.区教育局」."""
        number = _LIST_NUMBER.match(self.cell.z, start, end)
        return number.end() if number else start

    def without_stops(self, start: int, end: int) -> int:
        """Where words end before stops, and before a joint behind a complete name."""
        z = self.cell.z
        while end > start and (z[end - 1] in _STOPS or (z[end - 1] in _JOINERS and is_complete(z[start : end - 1]))):
            end -= 1
        return end

    def add(self, start: int, end: int, sep: str, role: Role | None) -> None:
        """Add names that may end in 等 and the group that it names."""
        for found in _AND_OTHERS.finditer(self.cell.z, start, end):
            if not self.cell.depth[found.start()] and self._ends_list(start, found, end):
                self._split(start, found.start(), sep, role)
                if not self._are_all(found, end):
                    self._add_others(found, end, role)
                return
        self._split(start, end, sep, role)

    def _are_all(self, found: re.Match[str], end: int) -> bool:
        """Whether 等 only counts the names before it: 「A、B、C等3个部门」."""
        count, rest = _number(found[1] or ""), self.cell.z[found.end() : end]
        known = (len(self), sum(entry.part == self.part for entry in self))
        return (
            count > 1 and not found[2] and count in known and all(p in UNITS.others for p in _JOINTS.split(core(rest)))
        )

    def _ends_list(self, start: int, found: re.Match[str], end: int) -> bool:
        """Whether this 等 ends a list: not that of 高等学校, 平等镇 or 等驾坡街道."""
        before, rest = self.cell.z[start : found.start()], self.cell.z[found.end() : end]
        if not before:
            return bool(self) and (rest == "" or is_group(rest) or is_bare(rest))
        ends = is_complete(before) or is_group(before) or rest == "" or is_bare(rest)
        return ends and not before.endswith(UNITS.no_lists)

    def _add_others(self, found: re.Match[str], end: int, role: Role | None) -> None:
        """等相关部门 as printed; 等部门, 等负责 -> 相关部门; 等单位 -> 相关单位 (docs/规则.md 4.5)."""
        mark, start = found.span()
        rest = self.cell.z[start:end]
        joint = _JOINT.search(rest)
        left = rest[: joint.start()] if joint else ""
        other = rest[joint.end() :] if joint else ""
        if joint and (not left or left in UNITS.others or is_group(left)) and other not in UNITS.others:
            # 「甲局、乙局等和各县区政府」, 「甲局等部门和乙局」: what 等 adds, and another name
            self._add_others(found, start + len(left), role)
            self._split(start + joint.end(), end, ",", role)
            return
        if rest and not all(part in UNITS.others for part in _JOINTS.split(core(rest))):
            self._split(start, end, ",", role)
            return
        self.append(self._others(mark, end, role, self.cell.printed(start, end)))

    def _others(self, mark: int, end: int, role: Role | None, kind: str = "") -> UnitEntry:
        """The group that 等 adds, of a kind or of departments."""
        words = f"相关{kind or '部门'}"
        self.note("D513", mark, end, words=self.cell.printed(mark, end), name=words)
        return UnitEntry((end - len(kind), end), words, role, ",", self.part)

    def _split(self, start: int, end: int, sep: str, role: Role | None) -> None:
        end = self.without_stops(start, end)
        if not any(char.isalnum() for char in self.cell.z[start:end]):
            return
        spans = split_names(self.cell.z, start, end, self.cell.breaks_in(start, end), self.known)
        for index, span in enumerate(spans):
            self.part += index > 0
            self._add_name(span, " " if index else sep, role)

    def _add_name(self, span: NameSpan, sep: str, role: Role | None) -> None:
        start, end, guessed = span
        begin = self.without_number(start, end)
        start = begin if begin < end else start
        if not classify_name(self.cell.z[start:end]).known:
            end = self._without_person(start, end)
        name = self.cell.printed(start, end)
        if guessed or self.cell.breaks_in(start, end):
            self.note("D503" if guessed else "D504", start, end, name=name)
        if not classify_name(self.cell.z[start:end]).known:
            verb = UNITS.sentence_words.inside(name)
            sentence = len(name) > _LONGEST_NAME or (len(name) > _LONGEST_BESIDE_VERB and verb)
            self.note("D501" if sentence else "D502", start, end, name=name)
        self.append(UnitEntry((start, end), "", role, sep, self.part))

    def _without_person(self, start: int, end: int) -> int:
        """「区教育局 张三」: what stands behind a complete name and a space, and ends no name, is no unit."""
        for at in reversed(self.cell.breaks_in(start, end)):
            if end - at <= _LONGEST_PERSON and is_complete(self.cell.z[start:at]):
                self.note("D518", at, end, words=self.cell.printed(at, end))
                return at
        return end
