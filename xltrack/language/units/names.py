"""The names of a unit cell as they are found: split, counted, with what 等 adds and what is no name left out.

names = name { name } [ "等" [ number ] [ group ] ] ;      (docs/规则.md 4.1, 4.5)
"""

from __future__ import annotations

import re

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.domain.records import Role
from xltrack.language.units.cell import UnitCell
from xltrack.language.units.split import split_names
from xltrack.language.units.words import classify_name, core, is_bare, is_complete, is_group, vocabulary

_OTHERS = frozenset(vocabulary("others"))
LIST_NUMBER = pattern(r"(?:\d{1,2}[.:)]|\(\d{1,2}\)|\d{1,2}$)+")
_STOPS = ".·…:!~_*#'\""
_AND_SO_ON = pattern(r"等(?!级|候|教育|学校?|专|职|院|效)(?:\d+|[一二两三四五六七八九十]+)?(?:余|多)?(?:个|家)?")
# 「省、市驻区各单位」, 「区、镇两级」 are one phrase: the levels share what stands behind the last of them
_LEVEL_LIST = pattern(
    r"(?:(?:中央?|国家|部|[省市州县区旗镇乡])、)+[省市州县区旗镇乡村](?:驻|直|级|属|有关|相关|各|[两三四]级|政府(?=有关|相关|各)|(?:\([^()]*\))?(?:人民政府|政府|党委)(?=$|[,;、和及]))"
)
_PERSON = 4


class Entry:
    """A name on the way to a `UnitRole`: its span, or the words that 等 stands for; its part; what parted it from the one before."""

    __slots__ = ("end", "part", "role", "sep", "start", "words")

    def __init__(self, span: tuple[int, int], words: str, role: Role | None, sep: str, part: int) -> None:
        self.start, self.end = span
        self.words = words
        self.role = role
        self.sep = sep
        self.part = part

    def covers(self, length: int) -> bool:
        """Whether this one name is the whole of a cell with `length` characters."""
        return self.start == 0 and self.end == length and not self.words


class NameCollector:
    """Gathers the names of one cell in `entries`, and what is to be said of them in `notes`."""

    def __init__(self, cell: UnitCell, known: frozenset[str] | None) -> None:
        self.cell = cell
        self.entries: list[Entry] = []
        self.notes: list[Note] = []
        self._known = known
        self._label: Role | None = None  # the part that a label gives until the next one
        self._joined: Role | None = None  # the part behind 会同 until the clause ends
        self._part = 0  # counts ， and soft breaks

    def _skip_end(self, start: int, end: int) -> int:
        z = self.cell.z
        while end > start and (z[end - 1] in _STOPS or (z[end - 1] in "和及与" and self._closes(start, end))):
            end -= 1
        return end

    def _closes(self, start: int, end: int) -> bool:
        return is_complete(self.cell.z[start : end - 1])

    def _names(self, start: int, end: int, sep: str) -> None:
        """Read names that may end in 等 and the group that it names."""
        z = self.cell.z
        for found in _AND_SO_ON.finditer(z, start, end):
            if self.cell.depth[found.start()] or not self._ends_list(start, found, end):
                continue
            self._split(start, found.start(), sep)
            self._and_others(found.end(), end, found.start())
            return
        self._split(start, end, sep)

    def _ends_list(self, start: int, found: re.Match[str], end: int) -> bool:
        """Whether this 等 ends a list: not that of 高等学校, 平等镇 or 等驾坡街道."""
        before, rest = self.cell.z[start : found.start()], self.cell.z[found.end() : end]
        if before.endswith(("高", "中", "初", "平", "优", "同", "均")):
            return False
        if not before:
            return bool(self.entries) and (rest == "" or is_group(rest) or is_bare(rest))
        return is_complete(before) or is_group(before) or rest == "" or is_bare(rest)

    def _and_others(self, start: int, end: int, mark: int) -> None:
        """等相关部门 as printed; 等部门, 等负责 -> 相关部门; 等单位 -> 相关单位 (docs/规则.md 4.5)."""
        rest = self.cell.z[start:end]
        if rest and not all(part in _OTHERS for part in re.split("[和及与]", core(rest))):
            self._split(start, end, ",")
            return
        words = "相关" + (self.cell.printed(start, end) or "部门")
        self._note("D513", mark, end, words=self.cell.printed(mark, end), name=words)
        self.entries.append(Entry((start, end), words, self._role(), ",", self._part))

    def _role(self) -> Role | None:
        return self._joined or self._label

    def _split(self, start: int, end: int, sep: str) -> None:
        end = self._skip_end(start, end)
        if start >= end or not any(char.isalnum() for char in self.cell.z[start:end]):
            return
        spans = split_names(self.cell.z, start, end, self.cell.breaks_in(start, end), self._known)
        for index, (a, b, guessed) in enumerate(spans):
            if index:
                self._part += 1
            self._name(a, b, sep if not index else " ", guessed)

    def _name(self, start: int, end: int, sep: str, guessed: bool) -> None:
        number = LIST_NUMBER.match(self.cell.z, start, end)
        start = number.end() if number and number.end() < end else start
        if not classify_name(self.cell.z[start:end]).known:
            end = self._without_person(start, end)
        name = self.cell.printed(start, end)
        if guessed:
            self._note("D503", start, end, name=name)
        elif self.cell.breaks_in(start, end):
            self._note("D504", start, end, name=name)
        if not classify_name(self.cell.z[start:end]).known:
            self._note("D501" if _is_sentence(name) else "D502", start, end, name=name)
        self.entries.append(Entry((start, end), "", self._role(), sep, self._part))

    def _without_person(self, start: int, end: int) -> int:
        """「区教育局 张三」: what stands behind a complete name and a space, and ends no name, is no unit."""
        for at in reversed(self.cell.breaks_in(start, end)):
            if end - at <= _PERSON and is_complete(self.cell.z[start:at]):
                self._note("D518", at, end, words=self.cell.printed(at, end))
                return at
        return end

    def _note(self, code: str, start: int, end: int, **facts: object) -> None:
        self.notes.append(Note(code, *self.cell.span(start, end), facts))


_VERB = pattern(r"[的了要应将把对使让被并]|推进|开展|制定|加强|完善|建立|组织实施|做好|完成")


def _is_sentence(name: str) -> bool:
    return len(name) > 16 or (len(name) > 6 and _VERB.search(name) is not None)
