"""Where names that run together part: behind a name's last character, before a name's head (docs/规则.md 4.1, 4.7).

    head = level | "各" | "团" level "委" | well-known body | "公安" place "分局" | town ;

A point found here is only possible: `unit_split` parts there if both sides are complete names.
"""

from __future__ import annotations

from functools import lru_cache

from xltrack.base.patterns import pattern
from xltrack.language.units.words import LEVELS, STEMS, alternatives

_LEVEL_HEAD = (
    "市(?!场|区|域|容|长|花|辖|内|外(?!办|事)|政(?!府|协|务|法)|民(?!政|族|宗|主|防|办)|[中南北]?(?:区|分局|支|分))|区(?!域|块|划|间|长|位|内)"
    "|县(?!域|长|城(?!管|市|建|投|乡|关)|乡(?!村)|级?以)|省(?!长|内|际|直?辖)|州(?!长)|旗(?!舰|长)|盟(?!长)|镇(?!长|街|区|村|乡|化)|乡(?!长|镇|村|村振兴)"
)
TOWN = "[^局委办厅部院站所室科处中心各有相,、()]{2,4}(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处|党委|党工委)?"
ENDING = "局委办厅部院会处室所站队心司行校馆联协大社团组署科股厂纪府道)"
_HEAD = pattern(
    f"(?<=[{ENDING}门位镇乡构])(?:(?=各(?!庄|级|界))|(?=团[{LEVELS}]委)|(?=(?:有关|相关)[^,]{{0,6}}(?:部门|单位)$)|(?=[{LEVELS}][直级属]))"
    f"|(?<=[{ENDING}门位])(?={_LEVEL_HEAD})|(?<=镇)(?=[区县](?!域|长|城|级|位))|(?<=[{ENDING}])(?=驻.{{1,4}}单位)"
    f"|(?<=[{ENDING}])(?:(?={alternatives('heads')})|(?=公安[^局委办、]{{2,4}}分局))"
)
# A body of its own behind an ending: what stands before its last character has to be one of the stems.
_BODY_HEAD = pattern(
    f"(?<=[局委厅部署])(?=([^局委办厅部、]{{2,12}})[局委厅部])"
    f"|(?<=[{ENDING}])(?=[^{ENDING}{LEVELS}]{{1,3}}[{LEVELS}]([^局委办厅、]{{2,12}})[局委办厅])"
)
_TOWN_HEAD = pattern(f"(?<=[{ENDING}镇乡木])(?={TOWN}(?:$|[{LEVELS}]|各|.{{2,4}}(?:镇|乡|街道|苏木)))")
_LEVEL_BRACKET = pattern(rf"各[{LEVELS}]\([{LEVELS}、]{{1,5}}\)$")
PLACE_PREFIX = pattern(f"[^{ENDING}{LEVELS}]{{2,5}}[{LEVELS}](?:[^{ENDING}{LEVELS}]{{2,4}}[{LEVELS}])?")


def is_simple(z: str) -> bool:
    """Whether nothing in a name without spaces could part it."""
    return not any(joint in z for joint in "和及与") and not find_run_points(z, 0)


@lru_cache(maxsize=8192)
def find_run_points(words: str, offset: int) -> frozenset[int]:
    """Where run-together names may part: a name's last character before, a name's head behind."""
    if len(words) < 4:
        return frozenset()
    points = {m.start() for pattern in (_HEAD, _TOWN_HEAD) for m in pattern.finditer(words, 1)}
    points |= {m.start() for m in _BODY_HEAD.finditer(words, 1) if (m[1] or m[2]) in STEMS}
    points -= {at for at in points if inside_brackets(words, 0, at)}
    points -= {at for at in points if words[at - 1] == "团" and words[at + 1 : at + 2] == "委"}  # 团区委
    if ")" in words:
        points -= {at for at in points if _goes_on_levels(words, at)}
    place = PLACE_PREFIX.match(words)
    if place:
        at = words.find(place[0], place.end())
        while at > 0:
            if words[at - 1] in ENDING:
                points.add(at)
            at = words.find(place[0], at + 1)
    return frozenset(offset + at for at in points)


def _goes_on_levels(words: str, at: int) -> bool:
    """Whether a level goes on with those before it: 「区」 in 各县(市)区人民政府, not 「市」 in 各县(市、区)市教育局."""
    found = _LEVEL_BRACKET.search(words, 0, at)
    return found is not None and words[at] in LEVELS and words[at] not in found[0]


@lru_cache(maxsize=4096)
def splits_by(words: str, known: frozenset[str]) -> tuple[int, ...]:
    """Cuts that part `words` into names of the roster alone; () where it is one of them or cannot be parted."""
    if words in known or len(words) < 4 or not any(words[:n] in known for n in range(2, len(words) - 1)):
        return ()
    longest = max(map(len, known), default=0)
    best: dict[int, tuple[int, ...]] = {0: ()}
    for at in range(2, len(words) + 1):
        for begin in range(max(0, at - longest), at - 1):
            if begin in best and words[begin:at] in known:
                cuts = (*best[begin], begin) if begin else ()
                if at not in best or len(cuts) < len(best[at]):
                    best[at] = cuts
    return best.get(len(words), ())


def inside_brackets(z: str, start: int, at: int) -> bool:
    """Whether `at` stands inside a bracket opened behind `start`."""
    head = z[start:at]
    return head.count("(") > head.count(")") or head.count("[") > head.count("]")
