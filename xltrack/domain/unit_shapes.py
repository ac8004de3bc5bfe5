"""Names of units by their shape: which two ways of writing may mean one unit (docs/规则.md 4.7)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from xltrack.base.clock import check_time
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze

_COMPARED = 100
_BRACKETS = str.maketrans("【】〔〕", "()()")


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
    town = _TOWN.fullmatch(short)
    if town:
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
            if same_stem(own, stem, ending) and name_key(other) != name_key(name)
        ]
        bucket.append((name, stem))
    return tuple(pairs)
