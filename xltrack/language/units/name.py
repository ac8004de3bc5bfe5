"""What the words of one name say: whether it is complete, a group, a bare class word, what it hands on (docs/规则.md 4).

All functions take names folded to half width and without spaces.
"""

from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.domain.records import UnitKind

UNITS: Final = Vocabulary("units")
LONGEST: Final = 200  # characters of a name; longer words are none, and are neither looked into nor remembered

_BRACKETED = pattern(r"[(\[][^()\[\]]*[)\]]")
# 区直, 局属, 市级, 全县
_OF_PLACE: Final = "[{levels}{direct_seats}]{direct}|[{levels}{attached_seats}]{attached}|[{levels}]{of_level}|{whole}[{levels}{towns}]"
_GROUP = UNITS.pattern(
    r"{several}|^\d+{counted}|[{counting}]+{counted_in_words}|{group_ends}$"
    r"|{government}{government_kinds}?{government_bodies}$|{chosen}.*{chosen_ends}$"
    rf"|(?:{_OF_PLACE}|{{under}})[^{{office_ends}}]*{{under_ends}}$"
)
_PREFIX = UNITS.pattern(rf"(.*(?:{{carried}}|{_OF_PLACE}))(.+)")


class NameSense(NamedTuple):
    """What one name is: unit or group, what it hands to a bare word after 、, whether it is such a word itself.

    Attributes:
        kind: 「unit」 or 「group」.
        prefix: what carries over: 「各」 of 各乡镇, 「市直有关」 of 市直有关部门; empty where nothing does.
        seat: the prefix that an organ takes: 「各乡镇」 of 各乡镇党委.
        bare: a class word without a prefix of its own: 街道, 管委会, 镇人民政府.
        level: about counties and the like: 各县 hands its prefix to 「区政府」, 各乡镇 does not.
        known: it ends as names do.
    """

    kind: UnitKind
    prefix: str
    seat: str
    bare: bool
    level: bool
    known: bool


_NO_NAME: Final = NameSense("unit", "", "", bare=False, level=False, known=False)


@lru_cache(maxsize=8192)
def is_likely(name: str) -> bool:
    """Whether a name may well be a unit's: it ends as names do, or like a part of an office, a school, a works: 体育组, 一车间."""
    return classify_name(name).known or (len(name) > 1 and name.endswith(UNITS.likely_ends))


def is_tail(words: str) -> bool:
    """Words that only end a name: 支行, 人民政府, 管理局; never a level (县市)."""
    return words in UNITS.tails.known and words[0] not in UNITS.levels.known


def core(name: str) -> str:
    """The name without what stands in its brackets: 「各县(市、区)政府」 is 「各县政府」."""
    return _BRACKETED.sub("", name) if "(" in name or "[" in name else name


def is_place(name: str) -> bool:
    """「杭州市」, 「青云镇」, 「新明楼街道」: a place standing for its government."""
    if len(name) > LONGEST or not name.endswith(UNITS.place_ends) or name.endswith(UNITS.no_places):
        return False
    stem = name[: -2 if name.endswith(UNITS.long_place_ends) else -1]
    return (
        len(stem) > 1
        and stem[-1] not in UNITS.place_stops
        and not any(char in UNITS.no_place_characters for char in stem)
    )


def is_bare(name: str) -> bool:
    """A word for a class that says nothing of which: 街道, 管委会, 稽查大队, 县(市、区)人民政府; never 发改局, 办公室.

    bare = { modifier } class | seat organ ;
    """
    return len(name) <= LONGEST and _is_bare(name)


@lru_cache(maxsize=8192)
def _is_bare(name: str) -> bool:
    short = core(name)
    if not short.endswith(UNITS.bare_ends):
        return False
    seat = _seat(short)
    return (
        _is_class(short, 2) or seat in UNITS.several_seats.known or seat in UNITS.seats.known or _is_government(short)
    )


def _seat(short: str) -> str:
    """「乡镇」 of 乡镇人民政府; empty where no organ ends the name."""
    return next((short[: -len(organ)] for organ in UNITS.organs if short.endswith(organ)), "")


def _is_government(short: str) -> bool:
    """「区政府」, 「县人民政府」: a level and its organ."""
    return short[0] in UNITS.levels.known and short[1:] in UNITS.level_organs


def _is_class(short: str, modifiers: int) -> bool:
    if short in UNITS.classes.known:
        return True
    if not modifiers or not short.startswith(UNITS.modifiers):
        return False
    return any(_is_class(short[len(word) :], modifiers - 1) for word in UNITS.modifiers if short.startswith(word))


def is_group(name: str) -> bool:
    """A phrase that stands for several units: 各…, 试点乡镇, 有关部门, 区直单位, 成员单位, …专班 (docs/规则.md 4.2)."""
    return len(name) <= LONGEST and _is_group(name)


@lru_cache(maxsize=8192)
def _is_group(name: str) -> bool:
    short = core(name)
    if (
        short in UNITS.plural.known
        or "、" in short
        or _seat(short) in UNITS.several_seats.known
        or (short != name and is_bare(name))
    ):
        return True
    found = _GROUP.search(short)
    sure = found is not None and (found[0].startswith("各") or short.endswith(UNITS.sure_group_ends))
    return sure or (found is not None and (not short.endswith(UNITS.single) or short.endswith("行业主管部门")))


def is_complete(name: str) -> bool:
    """Whether a name can stand alone: 「区教育局」, 「各街道」, 「杭州市」; not 「管理局」, 「街道」, 「区卫生健」.

    complete = [ place | level ] stem ending | group class | place ;
    """
    return len(name) <= LONGEST and _is_complete(name)


@lru_cache(maxsize=8192)
def _is_complete(name: str) -> bool:
    short = core(name)
    if len(short) < 2 or short in UNITS.tails.known or "、" in short:
        return False
    if short in UNITS.standalone.known or (
        len(short) > 2 and short[:-1] in UNITS.stems.known and short[-1] in UNITS.short_endings.known
    ):
        return True
    if is_group(short):
        return (
            short not in UNITS.plural.known
            and short.endswith(UNITS.complete_group_ends)
            and not short.endswith(UNITS.no_group_ends)
        )
    if is_bare(short):
        return short == name and _is_government(short)
    if short.endswith(UNITS.endings):
        return short not in UNITS.endings
    if short[-1] in UNITS.short_endings.known:
        return _has_stem(short)
    return is_place(short)


def _has_stem(name: str) -> bool:
    """「区编办」 and 「财务科」 have a stem, 「区科」 and 「体局」 have none; 「市委」 needs none."""
    level = name[0] in UNITS.levels.known
    return (level and name[1] == "委") or (len(name) > 2 and (level or not name.endswith(UNITS.no_stem_ends)))


def classify_name(name: str) -> NameSense:
    """All that one name says by its words alone; `name` is folded, without spaces."""
    return _classify_name(name) if len(name) <= LONGEST else _NO_NAME


@lru_cache(maxsize=16384)
def _classify_name(name: str) -> NameSense:
    group = is_group(name)
    prefix, seat, rest = "", "", name
    if group and (found := _PREFIX.fullmatch(name)):
        prefix, rest = found.groups()
        organ = next((organ for organ in UNITS.party_organs if rest.endswith(organ) and rest != organ), "")
        seat = prefix + rest.removesuffix(organ) if organ else prefix
    bare = not prefix and is_bare(name)
    level, short = rest[:1] in UNITS.levels.known, core(name) or name
    ends = short.endswith(UNITS.known_ends) or short[-1:] in UNITS.short_endings.known or short in UNITS.tails.known
    known = group or bare or ends or is_complete(name)
    return NameSense("group" if group else "unit", prefix, seat, bare, level, known)
