"""One pass over a unit cell: names in order, each with the part that its label or mark gives (docs/规则.md 4.1, 4.3 to 4.5).

cell   = clause { ( ";" | "。" ) clause } ;
clause = [ label ] piece { ( "、" | "," | "/" ) piece } ;
piece  = [ "由" | "会同" ] names [ "等" [ group ] ] { mark [ names ] } | reference ;
"""

from __future__ import annotations

import re

from xltrack.base.patterns import pattern
from xltrack.domain.records import Role
from xltrack.language.units.cell import UnitCell, fold_cell
from xltrack.language.units.marks import EVENT, find_marks, read_note
from xltrack.language.units.names import LIST_NUMBER, Entry, NameCollector
from xltrack.language.units.words import is_bare, is_complete, vocabulary

_BLANK = frozenset(word.translate(str.maketrans("／－＼。", "/-\\。")) for word in vocabulary("blank"))
_START = pattern(r"(?:以及|及(?!时)|与|并?由(?=.{2})|请(?=.{2})|和(?![平顺田林硕静龙政布]|县)|并(?=会同|由))+")
_NO_UNITS = pattern("时限|时间|期限|日期|电话|手机|邮箱|备注|说明|要求|任务|内容|措施|金额")
_ITEM = pattern(r"[(\[](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)\]]")
_LEVEL = pattern(r"(?:(?:中央?|国家|部|[省市州县区旗镇乡])、?)+")
# 「省、市驻区各单位」, 「区、镇两级」 are one phrase: the levels share what stands behind the last of them
_LEVEL_LIST = pattern(
    r"(?:(?:中央?|国家|部|[省市州县区旗镇乡])、)+[省市州县区旗镇乡村]"
    r"(?:驻|直|级|属|有关|相关|各|[两三四]级|政府(?=有关|相关|各)|(?:\([^()]*\))?(?:人民政府|政府|党委)(?=$|[,;、和及]))"
)
_DIGITS = pattern(r"\d{1,3}|[一二三四五六七八九十]{1,3}")


class UnitReader(NameCollector):
    """Reads one cell; afterwards `entries`, `references` and `notes` hold what it says."""

    def __init__(self, cell: UnitCell, role: Role, known: frozenset[str] | None, depth: int = 0) -> None:
        super().__init__(cell, known)
        self.references: list[str] = []
        self._column, self._depth = role, depth
        self._open = 0  # entries from here on are still without a mark
        self._marked = False
        self._bracket_labels = False  # 「【牵头单位】A【配合单位】B」
        self._people = False  # behind 责任人： stand no units

    def read(self) -> UnitReader:
        """Read all of the cell."""
        z = self.cell.z
        if self.cell.unbalanced >= 0:
            at = self.cell.unbalanced
            self._note("D508", at, at + 1, bracket=self.cell.printed(at, at + 1))
        if z in _BLANK:
            return self
        begin, sep = 0, ""
        for event in EVENT.finditer(z):
            kind = event.lastgroup if event.lastgroup not in ("l", "s", "v") else "label"
            if kind == "bracket":
                consumed = self._bracket(begin, event.start(), event.end(), sep)
                if consumed:
                    begin, sep = event.end(), " "
                continue
            if event[0] == "、" and _LEVEL.fullmatch(z, begin, event.start()) and self._levels(begin, sep):
                continue
            self._piece(begin, event.start(), sep)
            begin, sep = event.end(), ""
            if kind == "sep":
                sep = event[0]
                self._separate(sep)
            else:
                self._event(str(kind), event)
        self._piece(begin, len(z), sep)
        return self

    def _levels(self, begin: int, sep: str) -> bool:
        found = _LEVEL_LIST.match(self.cell.z, begin)
        return found is not None and (sep != "、" or found[0][-1] in "驻直级属")

    def _event(self, kind: str, event: re.Match[str]) -> None:
        if kind == "ref":
            self.references += _DIGITS.findall(event[0])
        elif kind == "above":
            self.references.append("上")
        elif kind == "person":
            self._close()
            self._people = True
            self._note("D514", event.start(), event.end(), words=event[0].rstrip(":"))
        else:
            self._close()
            self._people = False
            self._label = "lead" if event["l"] else "support" if event["s"] else "supervise" if event["v"] else None

    def _separate(self, sep: str) -> None:
        if sep in ";。|":
            self._close()
        if sep != "、":
            self._part += 1

    def _close(self) -> None:
        self._open = len(self.entries)
        self._joined = None
        self._part += 1

    def _bracket(self, begin: int, start: int, end: int, sep: str) -> bool:
        """Read a bracket that gives a part; True where it is no part of a name."""
        words = self.cell.z[start + 1 : end - 1]
        if _ITEM.fullmatch(self.cell.z, start, end):
            self._piece(begin, start, sep)
            return True
        part = read_note(words)
        if part is None:
            if not self._depth and self._holds_names(words):
                self._piece(begin, start, sep)
                self._inner(start + 1, end - 1)
                return True
            return False
        before = len(self.entries)
        self._piece(begin, start, sep)
        labelled = self._bracket_labels or not (begin < start or self.entries)
        if part == "idle":
            self._note("D515", start, end, words=self.cell.printed(start, end))
        elif len(self.entries) > before and not labelled:
            for entry in self._noted(part):
                entry.role = part
            self._marked = True
        else:
            self._label, self._bracket_labels = part, True
        return True

    def _noted(self, part: str) -> list[Entry]:
        """The names that a note is about: the one before it; 「A（牵头），B、C（配合）」 gives its part to B as well."""
        last = self.entries[-1]
        beside = [e for e in self.entries if e.part == last.part]
        if part == "lead" or not self._marked or any(e.role is not None for e in beside):
            return [last]
        return beside

    def _holds_names(self, words: str) -> bool:
        """「（市教育局牵头）」, 「（配合单位：B、C）」 name units with a part; 「（街道）」 is part of a name."""
        if ":" in words:
            return EVENT.match(words) is not None and EVENT.match(words)["label"] is not None  # type: ignore[index]
        marks = [mark for mark in find_marks(words, 0, len(words), False) if mark.kind != "idle"]
        return bool(marks) and (marks[0].start > 0 or marks[0].kind == "joint")

    def _inner(self, start: int, end: int) -> None:
        inner = UnitReader(fold_cell(self.cell.z[start:end]), self._column, self._known, 1).read()
        z = self.cell.z
        names = {e.words or z[e.start : e.end]: e for e in self.entries}
        for entry in inner.entries:
            own = names.get(entry.words or inner.cell.z[entry.start : entry.end])
            if own:
                own.role = entry.role
            else:
                entry.start, entry.end, entry.sep, entry.part = entry.start + start, entry.end + start, ",", self._part
                self.entries.append(entry)
        self._open = len(self.entries)
        self._marked = True

    def _piece(self, start: int, end: int, sep: str) -> None:
        """Read the words between two separators: marks part them, and give a part to the names before them."""
        z = self.cell.z
        if self._people:
            return
        start = self._skip_start(start, end, sep)
        end = self._skip_end(start, end)
        if start >= end:
            return
        colon = z.rfind(":", start, end)
        if colon >= 0 and not self.cell.depth[colon]:
            self._titled(start, colon, end, sep)
            return
        at = start
        for mark in find_marks(z, start, end, bool(self.entries)):
            if mark.start > at:
                self._names(at, mark.start, sep)
            elif mark.kind in ("lead", "support") and mark.end < end:
                self._begin_with(mark.kind, mark.office)
                at, sep = mark.end, sep or " "
                continue
            at, sep = mark.end, ","
            self._apply(mark.kind)
            if (
                mark.kind == "idle"
                and at < end
                and not is_complete(z[at:end])
                and not list(find_marks(z, at, end, True))
            ):
                self._note("D517", at, end, words=self.cell.printed(at, end))
                return
        if at < end:
            self._names(at, end, sep)

    def _titled(self, start: int, colon: int, end: int, sep: str) -> None:
        """A colon that no label of a part ends: 「市级：市教育局」, 「区教育局：张三」, 「区财政局 完成时限：2021年」."""
        z = self.cell.z
        title = next((at for at in reversed(self.cell.breaks_in(start, colon)) if is_complete(z[start:at])), start)
        if title > start:
            self._piece(start, title, sep)
            start, sep = title, " "
        names = is_complete(z[start:colon]) and not is_bare(z[start:colon])
        if names:
            self._piece(start, colon, sep)
        if names == is_complete(z[colon + 1 : end]) or not names:
            if not names:
                self._note("D514", start, colon + 1, words=self.cell.printed(start, colon))
            if not _NO_UNITS.search(z, start, colon):
                self._piece(colon + 1, end, sep)
        elif colon + 1 < end:
            self._note("D518", colon + 1, end, words=self.cell.printed(colon + 1, end))

    def _skip_start(self, start: int, end: int, sep: str) -> int:
        z = self.cell.z
        number = LIST_NUMBER.match(z, start, end)
        if number and not sep.endswith("第"):
            start = number.end()
        found = _START.match(z, start, end)
        return found.end() if found and (found[0] not in ("和", "与", "及") or self.entries) else start

    def _begin_with(self, kind: Role | str, office: bool) -> None:
        """「牵头单位A」 without a colon is a label; 「配合区教育局」 counts to the clause's end."""
        if office:
            self._close()
            self._label = "lead" if kind == "lead" else "support"
        else:
            self._joined = "lead" if kind == "lead" else "support"

    def _apply(self, kind: str) -> None:
        if kind == "joint":
            self._open = len(self.entries)
            self._joined = "support"
            return
        waiting = [e for e in self.entries[self._open :] if e.role is None]
        if kind == "idle":
            self._open, self._joined = len(self.entries), None
            return
        if kind != "lead" and not self._marked and self._column == "lead":
            last = waiting[-1].part if waiting else 0
            waiting = [e for e in waiting if e.part == last]
        for entry in waiting:
            entry.role = "lead" if kind == "lead" else "support" if kind == "support" else "supervise"
        self._open, self._joined, self._marked = len(self.entries), None, True
