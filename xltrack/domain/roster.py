"""单位名录: full names, aliases, classes and people of the units (docs/规则.md 4.7)."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import NamedTuple

from xltrack.base.clock import check_time
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze


class RosterUnit(NamedTuple):
    """One unit of the roster: its full name, other names, classes (乡镇, 街道, 区直部门 …) and the people behind it."""

    name: str
    aliases: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    leader: str = ""
    leader_mail: str = ""
    contact: str = ""
    mail: str = ""


# What a roster looks up: units by folded name and by short form, names by class.
_Index = tuple[
    Mapping[str, RosterUnit], Mapping[tuple[str, str], tuple[RosterUnit, ...]], Mapping[str, tuple[str, ...]]
]


class Roster:
    """The units known to an office; empty where there is no roster. Never changed once it is made."""

    def __init__(self, units: tuple[RosterUnit, ...] = ()) -> None:
        self.units = units
        self._found: dict[str, RosterUnit | None] = {}
        self._members: dict[str, tuple[str, ...]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Roster) and self.units == other.units

    def __hash__(self) -> int:
        return hash(self.units)

    def __repr__(self) -> str:
        return f"Roster({self.units!r})"

    def __bool__(self) -> bool:
        return bool(self.units)

    def __reduce__(self) -> "tuple[type[Roster], tuple[tuple[RosterUnit, ...]]]":
        """Pickle the units alone; the index is made again where it is needed."""
        return Roster, (self.units,)

    @cached_property
    def _index(self) -> _Index:
        return _make_index(self.units)

    def find(self, name: str) -> RosterUnit | None:
        """The unit of a full name, an alias, or a customary contraction that fits one unit only (市发改委)."""
        key = name_key(name)
        if key not in self._found:
            names, shapes, _ = self._index
            self._found[key] = names.get(key) or _find_contracted(key, shapes)
        return self._found[key]

    def members(self, group: str) -> tuple[str, ...]:
        """Full names of the units of a group: 各乡镇（街道） all of 乡镇 and 街道; () where the roster cannot tell.

        「有关」 and 「相关」 mean some units that nobody names: they are expanded only where a class of just that name exists.
        """
        if group not in self._members:
            self._members[group] = _find_members(name_key(group), self._index[2])
        return self._members[group]

    def merged(self, other: "Roster") -> "Roster":
        """Both rosters; of a unit in both, names and classes are put together and people of this one come first."""
        if not other.units or not self.units:
            return self if self.units else other
        units = {name_key(unit.name): unit for unit in self.units}
        for unit in other.units:
            own = units.get(name_key(unit.name)) or self.find(unit.name)
            units[name_key((own or unit).name)] = merge_units(own, unit) if own else unit
        return Roster(tuple(units.values()))


def merge_units(first: RosterUnit, second: RosterUnit) -> RosterUnit:
    """One unit of two entries: aliases and classes of both, people of the first where it names any."""
    other = () if name_key(second.name) == name_key(first.name) else (second.name,)
    return RosterUnit(
        first.name,
        tuple(dict.fromkeys((*first.aliases, *other, *second.aliases))),
        tuple(dict.fromkeys((*first.classes, *second.classes))),
        first.leader or second.leader,
        first.leader_mail or second.leader_mail,
        first.contact or second.contact,
        first.mail or second.mail,
    )


def _make_index(units: tuple[RosterUnit, ...]) -> _Index:
    names: dict[str, RosterUnit] = {}
    shapes: dict[tuple[str, str], list[RosterUnit]] = {}
    classes: dict[str, list[str]] = {}
    for unit in units:
        for alias in unit.aliases:
            names.setdefault(name_key(alias), unit)
        for name in (unit.name, *unit.aliases):
            level, _, ending = name_shape(name_key(name))
            shapes.setdefault((level, ending), []).append(unit)
        for label in unit.classes:
            classes.setdefault(name_key(label), []).append(unit.name)
    names.update((name_key(unit.name), unit) for unit in units)
    return (
        names,
        {shape: tuple(dict.fromkeys(found)) for shape, found in shapes.items()},
        {label: tuple(dict.fromkeys(found)) for label, found in classes.items()},
    )


def _find_contracted(key: str, shapes: Mapping[tuple[str, str], tuple[RosterUnit, ...]]) -> RosterUnit | None:
    """The only unit that a contraction, a longer form or a form without its level can mean."""
    level, stem, ending = name_shape(key)
    if len(stem) < 2:
        return None
    levels = [level] if level else sorted({shape[0] for shape in shapes})
    fitting: dict[RosterUnit, None] = {}
    for other in levels:
        for unit in shapes.get((other, ending), ()):
            stems = [name_shape(name_key(name))[1] for name in (unit.name, *unit.aliases)]
            if any(same_stem(stem, own, ending) if level == other else stem == own for own in stems):
                fitting[unit] = None
    return next(iter(fitting)) if len(fitting) == 1 else None


# Members of groups

_LOOSE = pattern(r"各级|各|全体|全部|所有")
_SOME = pattern(r"有关|相关")
_ORGANS = pattern(r"(?:人民政府|政府|办事处|街道办(?=$)|党委|党工委|\(管理中心\))$")
_DEPARTMENTS = pattern(r"([省市州盟县区旗])(?:直|级|直属|政府|政府工作|政府组成|直机关)(?:部门|单位|工作部门|组成部门)")
_OFFICIAL = (
    "{}直部门",
    "{}直单位",
    "{}直各部门",
    "{}级部门",
    "{}级单位",
    "{}政府部门",
    "{}政府工作部门",
    "{}政府组成部门",
    "{}直机关",
)


def _find_members(group: str, classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if group in classes:
        return classes[group]
    if _SOME.search(group):
        return classes.get(_LOOSE.sub("", group), ()) or classes.get(
            _SOME.sub("", _LOOSE.sub("", group)) + "(有关)", ()
        )
    plain = _LOOSE.sub("", group)
    if plain in classes:
        return classes[plain]
    if plain.startswith("试点"):
        rest = _find_members("各" + plain[2:], classes)
        return tuple(name for name in rest if name in classes.get("试点", ()))
    if official := _DEPARTMENTS.fullmatch(plain):
        return _union([classes.get(form.format(official[1]), ()) for form in _OFFICIAL])
    return _parts(_ORGANS.sub("", plain), classes)


def _parts(words: str, classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """「乡镇(街道)」, 「乡镇街道」, 「县(市、区)」: the classes that the words are made of, each of them known."""
    found: list[tuple[str, ...]] = []
    for part in filter(None, re.split(r"[()、,/和及]", words)):
        rest = part
        while rest:
            cut = next((n for n in range(len(rest), 0, -1) if _class_names(rest[:n], classes)), 0)
            if not cut:
                return ()
            found.append(_class_names(rest[:cut], classes))
            rest = rest[cut:]
    return _union(found)


def _class_names(label: str, classes: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if label in classes:
        return classes[label]
    if label in ("镇", "乡"):  # a roster that only knows 乡镇 still tells them by their names
        return tuple(n for n in classes.get("乡镇", ()) if re.sub("(?:人民)?政府$", "", n).endswith(label))
    if label in ("乡镇", "苏木镇"):
        return _union([classes.get("镇", ()), classes.get("乡", ()), classes.get("苏木", ())])
    return classes.get("街道", ()) if label in ("街道办事处", "办事处") else ()


def _union(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in groups for name in names))


_BRACKETS = str.maketrans("【】〔〕", "()()")


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """A name to compare by: half width, without spaces, all brackets alike."""
    return squeeze(fold(name)).translate(_BRACKETS)


_LEVEL = pattern(
    r"(?:[^省市县区旗州盟局委办厅部]{2,5}([省市州盟]))?(?:[^省市县区旗州盟局委办厅部]{1,4}([县区旗市]))(?=..)|([省市州盟县区旗])(?=.)"
)
# Longest first: how names end, and the one word that all ways of writing that end come to.
_ENDINGS = (
    ("有限责任公司", "公司"), ("人民检察院", "检察院"), ("街道办事处", "街道"), ("人民法院", "法院"), ("有限公司", "公司"),
    ("办公室", "办"), ("委员会", "委"), ("人民政府", "府"), ("街道办", "街道"), ("镇政府", "镇"), ("乡政府", "乡"), ("检察院", "检察院"),
    ("联合会", "联"), ("街道", "街道"), ("政府", "府"), ("分局", "分局"), ("支队", "支队"), ("大队", "大队"), ("支行", "支行"),
    ("分行", "分行"), ("公司", "公司"), ("中心", "中心"), ("法院", "法院"), ("协会", "协"),
)  # fmt: skip
_BRACKETED = pattern(r"\([^()]*\)")
_NUMERAL = pattern(r"[0-9]+|[一二三四五六七八九十]+")
_TOWN = pattern(r"(.+)(镇|乡|苏木)人民政府")
_DIFFERENT = frozenset({("国资", "国土资源"), ("文化", "文物"), ("农机", "农业农村机关")})


@lru_cache(maxsize=8192)
def name_shape(name: str) -> tuple[str, str, str]:
    """「榆阳区发展和改革委员会」 is (区, 发展和改革, 委): level, stem, ending; brackets and 和 do not count."""
    short = _BRACKETED.sub("", name) or name
    if town := _TOWN.fullmatch(short):
        return "", town[1], town[2]
    found = _LEVEL.match(short)
    level = (found[2] or found[3]) if found else ""
    rest = short[found.end() :] if found else short
    for ending, plain in _ENDINGS:
        if rest.endswith(ending) and (len(rest) > len(ending) or level):
            return level, rest[: -len(ending)], plain
    return level, rest[:-1], rest[-1:]


def same_stem(one: str, other: str, ending: str) -> bool:
    """「发改」 and 「发展和改革」: all characters of the shorter in order in the longer; both begin alike or one ends the other.

    「第1中学」 and 「第10中学」 are two.
    """
    if one == other:
        return True
    if _NUMERAL.findall(one) != _NUMERAL.findall(other):
        return False
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or (short, long) in _DIFFERENT or "分局" in long:
        return False
    if long.startswith(short):
        return ending in "局委厅"
    if long.endswith(short):
        return ending in ("局", "委", "厅", "办", "中心")
    rest = iter(long)
    return short[0] == long[0] and all(char in rest for char in short)


_COMPARED = 100


def _place_of(name: str) -> str:
    """The place that a name begins with: 「清水县」 of 清水县政府; 「」 of 县政府."""
    found = _LEVEL.match(_BRACKETED.sub("", name))
    return found[0] if found and (found[1] or found[2]) else ""


def _are_elsewhere(one: str, other: str) -> bool:
    """Whether two names begin with two places: 清水县政府, 云岭县政府."""
    places = _place_of(one), _place_of(other)
    return all(places) and places[0] != places[1]


def similar_names(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of names that may be one unit: 区政府办 and 区政府办公室, 市发改委 and 市发展和改革委员会; in the order given.

    Only names of the same level, ending and first character of the stem are compared, each with the first hundred of them, so the
    cost stays near linear.
    """
    buckets: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    pairs: list[tuple[str, str]] = []
    for name in dict.fromkeys(names):
        check_time()
        level, stem, ending = name_shape(name_key(name))
        bucket = buckets.setdefault((level, stem[:1], ending), [])
        pairs += [
            (other, name)
            for other, own in bucket[:_COMPARED]
            if same_stem(own, stem, ending)
            and name_key(other) != name_key(name)
            and not _are_elsewhere(name_key(other), name_key(name))
        ]
        bucket.append((name, stem))
    return tuple(pairs)
