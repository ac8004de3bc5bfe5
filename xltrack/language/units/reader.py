"""One pass over a unit cell: names in order, each with the part that its label or mark gives (docs/规则.md 4.1, 4.3 to 4.5).

cell   = clause { ( ";" | "。" ) clause } ;
clause = [ label ] piece { ( "、" | "," | "/" ) piece } ;
piece  = [ "由" | "会同" ] names [ "等" [ group ] ] { mark [ names ] } | reference ;
label  = ( lead | support | supervise | column ) [ "责任" ] [ "单位" | "部门" | … ] ":" ;
mark   = { adverb } ( "牵头" | "主办" | "配合" | "协办" | "参与" | "指导" … ) [ "单位" ] { verb } ;
idle   = [ "按" { word } "职责" [ "分工" ] ] { adverb } { "负责" | "落实" | "实施" | … } ;

All patterns work on words folded to half width, without spaces.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from xltrack.base.patterns import find_kinds, pattern
from xltrack.domain.records import Role
from xltrack.language.units.cell import Entries, UnitCell, UnitEntry, fold_cell
from xltrack.language.units.name import UNITS, is_bare, is_complete, is_group

MarkKind = Literal["lead", "support", "supervise", "joint", "idle"]

_KINDS: Final[tuple[MarkKind, ...]] = ("lead", "support", "joint", "supervise", "idle")
_OFFICE: Final = "{responsible}?{label_units}?"
_NUMBER: Final = r"(?:\d{1,3}|[{numerals}]{1,3})"

_EVENTS: Final = (
    pattern(
        r"(?P<bracket>\((?:[^()\[\]]|\([^()]*\)|\[[^\[\]]*\])*\)|\[[^\[\]]*\]|《[^《》]*》|“[^“”]*”)"
        r"|(?P<sep>[、,;/|。①-⑳])"
    ),
    UNITS.rare(
        rf"(?P<ref>(?:{{same}}|{{compared}}(?=[(\[])){{item_heads}}?(?:[(\[]{_NUMBER}[)\]](?:[、,{{item_joints}}]?[(]{_NUMBER}[)])*"
        r"|(?:\d{1,3}|(?<=第)[{numerals}]{1,3})){item_tails}?{item_units}?(?=$|[、,;。/|{same}]|[(\[]|(?<=[)\]])))"
        r"|(?P<above>{same}{above}{above_tails}?(?=$|[、,;。/|]))",
        "{same} {compared}",
    ),
    UNITS.rare(
        rf"(?P<person>{{person_words}}:)|(?P<label>{{level_labels}}?{{label_heads}}?(?:(?P<l>{{lead_words}})|(?P<s>{{support_words}})"
        rf"|(?P<v>{{supervise_words}})|{{column_words}}){_OFFICE}(?:\({{label_brackets}}\))?:)",
        ":",
    ),
)
_RANKS: Final = ("bracket", "ref", "above", "person", "label", "sep")
_MARK: Final = UNITS.rare(
    rf"(?P<lead>{{acting_as}}?{{lead_manners}}*{{leading}}{_OFFICE}{{mark_acts}}*)"
    r"|(?P<support>{acting_as}?(?:{support_manners}|{duty_heads}?{duty_owners}*{shared_duties})*"
    rf"(?:{{supporting}}|(?P<soft>{{soft_supporting}})){_OFFICE}{{mark_acts}}*)"
    r"|(?P<joint>{joining}|{consulting}(?={consulted}))"
    r"|(?P<supervise>{guide_manners}*{guiding}{label_brackets}?{guide_acts}*$)"
    r"|(?P<idle>{according}{whose_duties}*{duties}+{duty_scopes}?{within}?{duty_manners}*{duty_acts}*"
    r"|{according_to}[^、,;()]{2,14}{principles}{principle_manners}*{principle_acts}*$"
    r"|{charge_manners}*{in_charge}{charge_acts}*"
    r"|{plain_manners}*{plain_acts}+{plain_ends}?$"
    r"|{in_charge}?{service_acts}[^、,;()]{2,10}{services}$)",
    "{leading} {supporting} {soft_supporting} {joining} {consulting} {guiding} {duties} {according_to} {in_charge} {plain_acts} {services}",
)
_DETERMINED = UNITS.pattern(".*{every}[^、,;]{0,8}{determined}")
_LIST_END = UNITS.pattern("{and_so_on}[^、,]{0,8}$")
_NOTE = UNITS.rare(
    rf"{{note_heads}}*(?:(?P<lead>{{lead_words}})|(?P<support>{{support_words}})|(?P<supervise>{{note_guiding}}))"
    rf"{_OFFICE}{{mark_acts}}*",
    "{lead_words} {support_words} {note_guiding}",
)
# Who leads, told in a clause of its own: 「列第一位者为牵头单位，下同」.
_LEAD_NOTE = UNITS.rare(".{0,4}?{first_places}.*{first_parts}.*|{note_below}", "{first_parts} {note_below}")
_IDLE_NOTE = UNITS.rare(
    ".*{first_places}.*{first_parts}.*|{note_below}|{note_units_heads}?{note_units}|{note_according}.*{note_duties}.*"
    "|{note_charge_heads}?{in_charge}",
    "{first_parts} {note_below} {note_units} {note_duties} {in_charge}",
)


class Mark(NamedTuple):
    """One mark in a piece: what it gives, its span, and whether it names an office (牵头单位)."""

    kind: MarkKind
    start: int
    end: int
    office: bool


def find_marks(z: str, start: int, end: int, after_names: bool) -> Iterator[Mark]:
    """The marks of a piece that holds no hard separator, left to right.

    Words that occur in names too (参与, 指导, 落实, 实施) count only behind a complete name, or, where the piece is nothing
    else, behind names before it (`after_names`).
    """
    at = start
    for found in _MARK.finditer(z, start, end):
        begin, stop = found.span()
        if begin < at or z.count("(", start, begin) > z.count(")", start, begin):
            continue
        kind = next(kind for kind in _KINDS if found[kind] is not None)
        office = found[0].endswith(UNITS.label_units)
        if _counts(kind, found, (z[at:begin], z[stop:end]), office, after_names or at > start):
            yield Mark(kind, begin, stop, office)
            at = stop


def _counts(kind: MarkKind, found: re.Match[str], around: tuple[str, str], office: bool, after_names: bool) -> bool:
    """Whether the words are a mark here and no part of a name."""
    words, (before, after) = found[0], around
    if before and office and (before.endswith(UNITS.determiners) or _DETERMINED.fullmatch(before)):
        return False
    stands = is_complete(before) or is_group(before) or _LIST_END.search(before) is not None if before else after_names
    if kind == "joint":
        no_place = after_names and not (after == "县" or after.startswith(UNITS.huitong))
        return bool(after) and (stands or not before) and (before != "" or no_place or after[0] != "县")
    if kind == "supervise" or found["soft"]:
        return stands
    if kind == "idle":
        return stands or (not after and before != "" and ("职责" in words or "负责" in words))
    return bool(before or after) or (after_names and not office)


def read_note(words: str) -> Role | Literal["idle"] | None:
    """The part that a bracketed note gives: 「（牵头）」 lead, 「（列第一位者为牵头单位）」 idle; None where it belongs to the name."""
    found = _NOTE.fullmatch(words)
    if found:
        return "lead" if found["lead"] else "support" if found["support"] else "supervise"
    return "idle" if _IDLE_NOTE.fullmatch(words) else None


_START = UNITS.rare(
    "(?:{piece_joints}|{by_whom}(?=.{2})|{and_then}(?={then_joined}))+", "{piece_joints} {by_whom} {and_then}"
)
_ITEM = UNITS.pattern(r"[(\[](?:\d{1,2}|[{numerals}]{1,3})[)\]]")
_LEVEL = UNITS.pattern("(?:{level_names}、?)+")
_LONGEST_LEVELS: Final = 60  # characters of 「省、市、县（区）、乡镇各有关部门」
_LEVEL_LIST = UNITS.pattern(
    r"(?:{level_names}、)+[{last_levels}]"
    r"(?:{shared_tails}|{government}(?={consulted})|(?:\([^()]*\))?{shared_organs}(?=$|[,;、{item_joints}]))"
)
_DIGITS = UNITS.pattern(r"\d{1,3}|[{numerals}]{1,3}")
_ROLES: Mapping[MarkKind, Role] = {"lead": "lead", "support": "support", "supervise": "supervise"}
ABOVE = "上"  # the reference of 「同上」


class UnitReader:
    """Reads one cell; afterwards `entries` and `references` hold what it says, `entries.notes` what is to be said of it."""

    def __init__(self, cell: UnitCell, role: Role, known: frozenset[str] | None, depth: int = 0) -> None:
        self.cell, self.entries = cell, Entries(cell, known)
        self.references: list[str] = []
        self._column, self._depth = role, depth
        self._label: Role | None = None  # the part that a label gives until the next one
        self._joined: Role | None = None  # the part behind 会同 until the clause ends
        self._open = 0  # entries from here on are still without a mark
        self._marked = False
        self._bracket_labels = False  # 「【牵头单位】A【配合单位】B」
        self._people = False  # behind 责任人： stand no units

    def read(self) -> "UnitReader":
        """Read all of the cell."""
        z, at = self.cell.z, self.cell.unbalanced
        if at >= 0:
            self.entries.note("D508", at, at + 1, bracket=self.cell.printed(at, at + 1))
        if z in UNITS.blank.known:
            return self
        begin, sep = 0, ""
        for event in find_kinds(_EVENTS, _RANKS, z):
            start, end = event.span()
            if event.lastgroup == "bracket":
                if self._bracket(begin, start, end, sep):
                    begin, sep = end, " "
            elif event[0] != "、" or not self._shares_levels(begin, start, sep):
                self._piece(begin, start, sep)
                begin, sep = end, event[0] if event.lastgroup == "sep" else ""
                self._event(event)
        self._piece(begin, len(z), sep)
        return self

    def _shares_levels(self, begin: int, at: int, sep: str) -> bool:
        """「省、市驻区各单位」, 「区、镇两级」 are one phrase: the levels share what stands behind the last of them."""
        end = begin + _LONGEST_LEVELS
        found = _LEVEL_LIST.match(self.cell.z, begin, end) if _LEVEL.fullmatch(self.cell.z, begin, at) else None
        return found is not None and (sep != "、" or found[0][-1] in UNITS.shared_last)

    def _event(self, event: re.Match[str]) -> None:
        if event.lastgroup == "ref":
            self.references += _DIGITS.findall(event[0])
        elif event.lastgroup == "above":
            self.references.append(ABOVE)
        elif event.lastgroup == "sep":
            if event[0] in ";。|":
                self._close()
            self.entries.part += event[0] != "、"
        else:
            self._close()
            self._people = event.lastgroup == "person"
            if self._people:
                self.entries.note("D514", event.start(), event.end(), words=event[0].rstrip(":"))
            else:
                self._label = "lead" if event["l"] else "support" if event["s"] else "supervise" if event["v"] else None

    def _close(self) -> None:
        self._open, self._joined = len(self.entries), None
        self.entries.part += 1

    def _names(self, start: int, end: int, sep: str) -> None:
        self.entries.add(start, end, sep, self._joined or self._label)

    def _bracket(self, begin: int, start: int, end: int, sep: str) -> bool:
        """Read a bracket that gives a part; True where it is no part of a name."""
        words, before = self.cell.z[start + 1 : end - 1], len(self.entries)
        item = _ITEM.fullmatch(self.cell.z, start, end) is not None
        part = None if item else read_note(words)
        if part is None and not item and (self._depth or not _holds_names(words)):
            return False
        self._piece(begin, start, sep)
        labelled = self._bracket_labels or not (begin < start or self.entries)
        if part is None:
            if not item:
                self._inner(start + 1, end - 1)
        elif part == "idle":
            self.entries.note("D515", start, end, words=self.cell.printed(start, end))
        elif len(self.entries) > before and not labelled:
            for entry in self._noted(part):
                entry.role = part
            self._marked = True
        else:
            self._label, self._bracket_labels = part, True
        return True

    def _noted(self, part: str) -> list[UnitEntry]:
        """The names that a note is about: the one before it; 「A（牵头），B、C（配合）」 gives its part to B as well."""
        beside = [entry for entry in self.entries if entry.part == self.entries[-1].part]
        if part == "lead" or not self._marked or any(entry.role is not None for entry in beside):
            return [self.entries[-1]]
        return beside

    def _inner(self, start: int, end: int) -> None:
        """Names in a bracket, with their parts: those known from before it take these parts, the others follow."""
        inner = UnitReader(fold_cell(self.cell.z[start:end]), self._column, self.entries.known, 1).read()
        names = {entry.words or self.cell.z[entry.start : entry.end]: entry for entry in self.entries}
        for entry in inner.entries:
            own = names.get(entry.words or inner.cell.z[entry.start : entry.end])
            if own:
                own.role = entry.role
            else:
                span = (entry.start + start, entry.end + start)
                self.entries.append(UnitEntry(span, entry.words, entry.role, ",", self.entries.part))
        self._open, self._marked = len(self.entries), True

    def _piece(self, start: int, end: int, sep: str) -> None:
        """Read the words between two separators: marks part them, and give a part to the names before them."""
        z, start = self.cell.z, self.entries.without_number(start, end)
        joint = _START.match(z, start, end)  # 「由」, 「会同」
        start = joint.end() if joint and (joint[0] not in UNITS.listed_joints or self.entries) else start
        end = self.entries.without_stops(start, end)
        if start >= end or self._people or (self._label and z[start:end] in UNITS.blank.known):
            return
        if _LEAD_NOTE.fullmatch(z, start, end):
            self.entries.note("D515", start, end, words=self.cell.printed(start, end))
            return
        colon = z.rfind(":", start, end)
        if colon >= 0 and not self.cell.depth[colon]:
            self._titled(start, colon, end, sep)
            return
        at = start
        for mark in find_marks(z, start, end, bool(self.entries)):
            begins = mark.start == at and mark.kind in ("lead", "support") and mark.end < end
            if mark.start > at:
                self._names(at, mark.start, sep)
            at, sep = mark.end, sep or " " if begins else ","
            if begins:  # 「牵头单位A」 without a colon is a label; 「配合区教育局」 counts to the clause's end
                if mark.office:
                    self._close()
                    self._label = _ROLES[mark.kind]
                else:
                    self._joined = _ROLES[mark.kind]
                continue
            self._apply(mark.kind)
            rest = z[at:end]
            if mark.kind == "idle" and rest and not is_complete(rest) and not any(find_marks(z, at, end, True)):
                self.entries.note("D517", at, end, words=self.cell.printed(at, end))
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
        before = z[start:colon]
        if is_complete(before) and not is_bare(before):
            self._piece(start, colon, sep)
            if not is_complete(z[colon + 1 : end]):
                if colon + 1 < end:
                    self.entries.note("D518", colon + 1, end, words=self.cell.printed(colon + 1, end))
                return
        else:
            self.entries.note("D514", start, colon + 1, words=self.cell.printed(start, colon))
        if not UNITS.no_unit_labels.inside(before):
            self._piece(colon + 1, end, sep)

    def _apply(self, kind: MarkKind) -> None:
        """Give the part of a mark to the names before it."""
        waiting = [entry for entry in self.entries[self._open :] if entry.role is None]
        self._open, self._joined = len(self.entries), "support" if kind == "joint" else None
        role = _ROLES.get(kind)
        if role is None:
            return
        if kind != "lead" and not self._marked and self._column == "lead":
            last = waiting[-1].part if waiting else 0
            waiting = [entry for entry in waiting if entry.part == last]
        for entry in waiting:
            entry.role = role
        self._marked = True


def _holds_names(words: str) -> bool:
    """「（市教育局牵头）」, 「（配合单位：B、C）」 name units with a part; 「（街道）」 is part of a name."""
    if ":" in words:
        first = next(iter(find_kinds(_EVENTS, _RANKS, words)), None)
        return first is not None and first.lastgroup == "label" and not first.start()
    marks = [mark for mark in find_marks(words, 0, len(words), False) if mark.kind != "idle"]
    return bool(marks) and (marks[0].start > 0 or marks[0].kind == "joint")
