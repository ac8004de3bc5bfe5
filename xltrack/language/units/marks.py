"""The words inside a unit cell that give a part in the task, and those that only say that somebody acts (docs/规则.md 4.3).

    label = ( lead | support | supervise | column ) [ "责任" ] [ "单位" | "部门" | … ] ":" ;
    mark  = { adverb } ( "牵头" | "主办" | "配合" | "协办" | "参与" | "指导" … ) [ "单位" ] { verb } ;
    idle  = [ "按" { word } "职责" [ "分工" ] ] { adverb } { "负责" | "落实" | "实施" | … } ;

All patterns work on words folded to half width, without spaces.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from xltrack.domain.records import Role
from xltrack.language.units.name import UNITS, is_complete, is_group

MarkKind = Literal["lead", "support", "supervise", "joint", "idle"]

_KINDS: Final[tuple[MarkKind, ...]] = ("lead", "support", "joint", "supervise", "idle")
_OFFICE: Final = "{responsible}?{label_units}?"
_ITEM: Final = r"(?:\d{1,3}|[{numerals}]{1,3})"

EVENT: Final = UNITS.pattern(
    r"(?P<bracket>\((?:[^()\[\]]|\([^()]*\)|\[[^\[\]]*\])*\)|\[[^\[\]]*\]|《[^《》]*》|“[^“”]*”)"
    rf"|(?P<ref>(?:{{same}}|{{compared}}(?=[(\[])){{item_heads}}?(?:[(\[]{_ITEM}[)\]](?:[、,{{item_joints}}]?[(]{_ITEM}[)])*"
    r"|(?:\d{1,3}|(?<=第)[{numerals}]{1,3})){item_tails}?{item_units}?(?=$|[、,;。/|{same}]|[(\[]|(?<=[)\]])))"
    r"|(?P<above>{same}{above}{above_tails}?(?=$|[、,;。/|]))"
    r"|(?P<person>{person_words}:)"
    rf"|(?P<label>{{level_labels}}?{{label_heads}}?(?:(?P<l>{{lead_words}})|(?P<s>{{support_words}})"
    rf"|(?P<v>{{supervise_words}})|{{column_words}}){_OFFICE}(?:\({{label_brackets}}\))?:)"
    r"|(?P<sep>[、,;/|。①-⑳])"
)
_MARK: Final = UNITS.pattern(
    rf"(?P<lead>{{acting_as}}?{{lead_manners}}*{{leading}}{_OFFICE}{{mark_acts}}*)"
    r"|(?P<support>{acting_as}?(?:{support_manners}|{duty_heads}?{duty_owners}*{shared_duties})*"
    rf"(?:{{supporting}}|(?P<soft>{{soft_supporting}})){_OFFICE}{{mark_acts}}*)"
    r"|(?P<joint>{joining}|{consulting}(?={consulted}))"
    r"|(?P<supervise>{guide_manners}*{guiding}{label_brackets}?{guide_acts}*$)"
    r"|(?P<idle>{according}{whose_duties}*{duties}+{duty_scopes}?{within}?{duty_manners}*{duty_acts}*"
    r"|{according_to}[^、,;()]{2,14}{principles}{principle_manners}*{principle_acts}*$"
    r"|{charge_manners}*{in_charge}{charge_acts}*"
    r"|{plain_manners}*{plain_acts}+{plain_ends}?$"
    r"|{in_charge}?{service_acts}[^、,;()]{2,10}{services}$)"
)
_DETERMINED = UNITS.pattern(".*{every}[^、,;]{0,8}{determined}")
_LIST_END = UNITS.pattern("{and_so_on}[^、,]{0,8}$")
_NOTE = UNITS.pattern(
    rf"{{note_heads}}*(?:(?P<lead>{{lead_words}})|(?P<support>{{support_words}})|(?P<supervise>{{note_guiding}}))"
    rf"{_OFFICE}{{mark_acts}}*"
)
_IDLE_NOTE = UNITS.pattern(
    ".*{first_places}.*{first_parts}.*|{note_below}|{note_units_heads}?{note_units}|{note_according}.*{note_duties}.*"
    "|{note_charge_heads}?{in_charge}"
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
