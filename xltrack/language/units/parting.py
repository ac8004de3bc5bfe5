"""Where one unit name ends and the next begins without a separator between them (docs/规则.md 4.1, 4.7).

names = name { ( joint | soft break | nothing ) name } ;
joint = "和" | "及" | "以及" | "与" ;
head  = level | "各" | "团" level "委" | well-known body | "公安" place "分局" | town ;

A joint, a space or a line break parts two complete names only; run-together names are parted where one complete name ends
and the next begins with a head of its own (区, 市, 国家税务总局, 公安…分局, 各 …).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from xltrack.language.units.name import LONGEST, UNITS, core, is_bare, is_complete, is_group, is_place, is_tail

# Asked of every character of every name.
_LEVELS: Final = frozenset(UNITS.levels)
_LAST: Final = frozenset(UNITS.last_characters)
_ANY_LAST: Final = frozenset(UNITS.any_last)
_FIRST: Final = frozenset(word[0] for word in UNITS.any_heads)
_TOWN_FIRST: Final = frozenset(kind[0] for kind in UNITS.town_kinds)
_NO_BRANCH: Final = frozenset((*UNITS.office_ends, "、"))

_JOINT = UNITS.pattern("{joints}")
_TOWN: Final = "[^{no_town_characters}]{2,4}{town_kinds}{town_organs}?"
_WHOLE_TOWN = UNITS.pattern(_TOWN)
_TOWN_HEAD = UNITS.pattern(_TOWN + "(?:$|[{levels}]|{every}|.{2,4}{town_kinds})")
# A body of its own behind another: what stands before its last character has to be one of the stems.
_BODY = UNITS.pattern("([^{any_bodies}、]{2,12})[{body_last}]")
_PLACED_BODY = UNITS.pattern("[^{last_characters}{levels}]{1,3}[{levels}]([^{plain_bodies}、]{2,12})[{plain_bodies}]")
_LEVEL_BRACKET = UNITS.pattern(r"{every}[{levels}]\([{levels}、]{1,5}\)$")
_LONGEST_BRACKET: Final = 16
_PLACE_PREFIX = UNITS.pattern(
    "[^{last_characters}{levels}]{2,5}[{levels}](?:[^{last_characters}{levels}]{2,4}[{levels}])?"
)
_BRANCH = UNITS.pattern("[^{body_last}]{0,8}{branches}")
_CLASS_OF_BODY = UNITS.pattern("{of_body}+{body_classes}|{every}[{short_classes}]")
_NUMBERED = UNITS.pattern("第[{numerals}](?!{numbered_names})")


class NameSpan(NamedTuple):
    """Where one name stands in a cell; `guessed` where it was parted from a neighbour by inference."""

    start: int
    end: int
    guessed: bool = False


def split_names(z: str, start: int, end: int, breaks: Iterable[int], known: frozenset[str] | None) -> list[NameSpan]:
    """The names in `z[start:end]`, which holds no hard separator; `breaks` are its soft ones, `known` the roster's names."""
    words = z[start:end]
    if known is not None and (words in known or splits_by(words, known)):
        cuts = [start, *(start + at for at in splits_by(words, known)), end]
        return [NameSpan(a, b, a > start) for a, b in pairwise(cuts)]
    soft, spans = set(breaks), list[NameSpan]()
    for begin, stop in _split_joints(z, start, end):
        inferred = {begin + at for at in find_run_points(z[begin:stop])}
        cuts = sorted([at for at in soft | inferred if begin < at < stop])
        spans += _merge(z, begin, cuts, stop, inferred - soft) if cuts else [NameSpan(begin, stop)]
    return spans


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


def _split_joints(z: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Part at 和, 及, 以及, 与 between two complete names: 「市大数据局以及市直有关部门」, not 「发展和改革局」."""
    at = start
    inside = _bracketed(z, start, end)
    joints = [joint for joint in _JOINT.finditer(z, start, end) if joint.start() not in inside]
    for index, joint in enumerate(joints):
        if joint.start() < at or not is_complete(z[at : joint.start()]):
            continue
        stops = (*(other.start() for other in joints[index + 1 : index + LONGEST]), end)
        rests = [z[joint.end() : stop] for stop in stops if stop - joint.end() <= LONGEST]
        if any((is_complete(rest) or _is_zone(rest)) and not rest.startswith(UNITS.no_new_name) for rest in rests):
            yield at, joint.start()
            at = joint.end()
    yield at, end


def _is_zone(name: str) -> bool:
    """「开发区管委会」: the one of its place, where it stands behind a joint."""
    return is_bare(name) and name.endswith(UNITS.zone_offices) and name not in UNITS.zone_offices.known


def _merge(z: str, start: int, cuts: Sequence[int], end: int, inferred: set[int]) -> list[NameSpan]:
    """Put pieces together until each is a complete name and the next one begins a name of its own."""
    spans: list[NameSpan] = []
    begin = start
    for index, cut in enumerate(cuts):
        left = z[begin:cut]
        right = _next_name(z, [*cuts[index : index + LONGEST], end]) if is_complete(left) else ""
        if right and not _belongs_to(left, right):
            spans.append(NameSpan(begin, cut, begin in inferred))
            begin = cut
    return _join_bodies(z, [*spans, NameSpan(begin, end, begin in inferred)])


def _next_name(z: str, stops: Sequence[int]) -> str:
    """The complete name that begins at the first stop; empty where only the rest of one stands there."""
    cut = stops[0]
    if z.startswith(UNITS.broken, cut):
        return ""
    for stop, after in zip(stops[1:], [*stops[2:], stops[-1]], strict=True):
        name = z[cut : min(stop, cut + LONGEST + 1)]
        if is_complete(name):
            return name
        ended = name in UNITS.town_tails or (len(name) > 1 and name[-1] in _LAST)
        if is_tail(name) or (ended and _is_headed(z, stop) and is_complete(z[stop:after])):
            return ""
    return ""


def _join_bodies(z: str, spans: Sequence[NameSpan]) -> list[NameSpan]:
    """「市委市政府督查室」 is one office of both; where names were parted by inference, both get the note."""
    joined: list[NameSpan] = []
    for span in spans:
        last = joined.pop() if span.guessed and joined else None
        if last and _is_joint_body(z[last.start : span.start], z[span.start : span.end]):
            joined.append(last._replace(end=span.end))
        else:
            joined += [last._replace(guessed=True), span] if last else [span]
    return joined


def _bracketed(z: str, start: int, end: int) -> frozenset[int]:
    """The places that stand inside a bracket opened behind `start`."""
    inside, open_round, open_square = set[int](), 0, 0
    for at in range(start, end) if "(" in z or "[" in z else ():
        if open_round > 0 or open_square > 0:
            inside.add(at)
        open_round += (z[at] == "(") - (z[at] == ")")
        open_square += (z[at] == "[") - (z[at] == "]")
    return frozenset(inside)


# Points


def is_simple(z: str) -> bool:
    """Whether nothing in a name without spaces could part it."""
    return not any(joint in z for joint in UNITS.joint_characters) and not find_run_points(z)


@lru_cache(maxsize=8192)
def find_run_points(words: str) -> frozenset[int]:
    """Where run-together names may part: a name's last character before, a name's head behind."""
    if len(words) < 4:
        return frozenset()
    behind = [at for at, char in enumerate(words[:-1], 1) if char in _ANY_LAST and _may_begin(words, at)]
    inside = _bracketed(words, 0, len(words)) if behind else frozenset[int]()
    points = {at for at in behind if at not in inside and _is_point(words, at)}
    return frozenset(points.union(_repeated_places(words)))


def _repeated_places(words: str) -> Iterator[int]:
    """Where the place that a run of names begins with comes again: 「榆阳区教育局榆阳区财政局」."""
    placed = len(set(words)) < len(words) and not _LEVELS.isdisjoint(words[2:6])
    place = _PLACE_PREFIX.match(words) if placed else None
    at = words.find(place[0], place.end()) if place else -1
    while place and at > 0:
        if words[at - 1] in _LAST:
            yield at
        at = words.find(place[0], at + 1)


def _may_begin(words: str, at: int) -> bool:
    """Whether any head could begin at a place: a quick look at single characters, which most places fail."""
    return (
        words[at] in _FIRST
        or not _LEVELS.isdisjoint(words[at + 1 : at + 4])
        or not _TOWN_FIRST.isdisjoint(words[at + 2 : at + 5])
    )


def _is_point(words: str, at: int) -> bool:
    last, team = words[at - 1], words[at - 1 : at + 2]
    ends = last in _LAST
    heads = (
        ((ends or last in UNITS.phrase_last) and _begins_phrase(words, at))
        or ((ends or last in UNITS.office_last) and UNITS.level_heads.begin(words, at))
        or (last == "镇" and UNITS.county_heads.begin(words, at))
        or (ends and (words.startswith(UNITS.heads, at) or _begins_branch(words, at) or _begins_body(words, at)))
        or ((ends or last in UNITS.town_last) and _begins_town(words, at))
    )
    return heads and not _goes_on(words, at) and not (team[0] == "团" and team[2:] == "委")


def _goes_on(words: str, at: int) -> bool:
    """Whether a level goes on with those before it: 「区」 in 各县(市)区人民政府, not 「市」 in 各县(市、区)市教育局."""
    bracket = _LEVEL_BRACKET.search(words, max(0, at - _LONGEST_BRACKET), at) if words.endswith(")", 0, at) else None
    return bracket is not None and words[at] in _LEVELS and words[at] not in bracket[0]


def _begins_phrase(words: str, at: int) -> bool:
    """「各镇」, 「团区委」, 「区直部门」; 「有关部门」 at the end."""
    vague = words.startswith(UNITS.vague_heads, at) and words.endswith(UNITS.vague_ends) and "," not in words[at:]
    return (
        UNITS.group_heads.begin(words, at)
        or (words[at] in _LEVELS and words[at + 1 : at + 2] in UNITS.belongings)
        or (vague and 4 <= len(words) - at <= 10)
    )


def _begins_branch(words: str, at: int) -> bool:
    """「驻区各单位」, 「公安屯留分局」."""
    stop = words.find("分局", at + 4, at + 8) if words.startswith("公安", at) else -1
    return _is_stationed(words, at) or (stop > 0 and _NO_BRANCH.isdisjoint(words[at + 2 : stop]))


def _is_stationed(words: str, at: int) -> bool:
    return words.startswith("驻", at) and "单位" in words[at + 2 : at + 7]


def _begins_body(words: str, at: int) -> bool:
    """「财政局」 behind 教育局, 「榆阳区财政局」; told without a pattern where neither a stem nor a level is near."""
    if not words.startswith(UNITS.stems, at) and _LEVELS.isdisjoint(words[at + 1 : at + 4]):
        return False
    found = _BODY.match(words, at) if words[at - 1] in UNITS.bodies_before else None
    if not found and not _LEVELS.isdisjoint(words[at + 1 : at + 4]):
        found = _PLACED_BODY.match(words, at)
    return found is not None and found[1] in UNITS.stems


def _begins_town(words: str, at: int) -> bool:
    near = words[at + 2 : at + 6]
    return any(kind in near for kind in UNITS.town_kinds) and _TOWN_HEAD.match(words, at) is not None


# Parts


def _belongs_to(left: str, right: str) -> bool:
    """Whether `right` is a part of the name `left`, though both look complete: 屯留分局, 宣传部 behind 区委."""
    tail = left[-_LONGEST_BRACKET:]
    if _goes_on(tail + right[:1], len(tail)):
        return True
    if (
        right.endswith(UNITS.branches)
        and _BRANCH.fullmatch(right)
        and not _is_own_branch(right)
        and not is_group(right)
        and not (is_group(left) and not left.endswith(UNITS.office_ends))
    ):
        return not right.startswith("公安") or left.endswith("公安局")
    if right == "办公厅" or (right[0] == "第" and _NUMBERED.match(right)):
        return True
    if right in UNITS.offices or right in UNITS.committees:
        return left.endswith(UNITS.bodies)
    group, governs = is_group(left), left.endswith("政府")
    if left.endswith(UNITS.parties) and not left.endswith(UNITS.no_parties) and not group:
        if _is_joint_body(left, right):
            return True
        if governs and _is_alone(right):
            return False
        if not _is_headed(right) and not is_place(right) and not _WHOLE_TOWN.fullmatch(right):
            return not (governs and right[:-1] in UNITS.stems)
    hosts = left.endswith(UNITS.hosts) and not left.endswith(UNITS.team_committees)
    return (
        (hosts and _CLASS_OF_BODY.fullmatch(core(right)) is not None)
        or (group and left[-1] in _LEVELS and right[0] in _LEVELS and is_bare(right))
        or (left.endswith("税务总局") and (right.endswith("税务局") or is_place(right)))
        or (left.endswith("公安局") and right.startswith("公安"))
        or (is_place(left) and _continues_place(left, right))
    )


def _is_joint_body(left: str, right: str) -> bool:
    """「区委」 before 「区直机关工委」 or 「区政府督查室」: one office with both in its name."""
    return (
        left.endswith(UNITS.level_committees)
        and not left.startswith("团")
        and right[0] in _LEVELS
        and right.startswith(UNITS.joint_offices, 1)
        and right[1:] != "政府"
    )


def _is_headed(words: str, at: int = 0) -> bool:
    """Whether words begin as a name of its own does: 各…, 区…, 驻区各单位."""
    return UNITS.headed.begin(words, at) or _is_stationed(words, at)


def _is_own_branch(name: str) -> bool:
    """「区规划分局」 is a body of its own, 「市中分局」 is a branch of what stands before it."""
    stem = name[1:-2]
    team = name.endswith(UNITS.own_teams) and len(stem) > 1 and not any(char in _LEVELS for char in stem)
    branch = name.endswith(UNITS.own_branches) and stem.endswith(UNITS.stems)
    return name[0] in _LEVELS and (name[1:] == "调查队" or team or branch)


def _is_alone(name: str) -> bool:
    return name.endswith(UNITS.alone, 2) or (name[-1] == "部" and name[:-1] in UNITS.stems)


def _continues_place(left: str, right: str) -> bool:
    """「济南市⏎槐荫区教育局」 is one name; 「杭州市⏎宁波市」, 「青云镇⏎区教育局」 are two."""
    if left[-1] == "市" and right.startswith(UNITS.city_districts):
        return True
    if is_place(right) or is_group(right) or _is_headed(right) or _is_alone(right):
        return False
    if left[-1] not in UNITS.county_levels and _WHOLE_TOWN.fullmatch(right):
        return False
    if left[-1] in _LEVELS:
        return _PLACE_PREFIX.match(core(right)) is None or left[-1] in UNITS.wide_levels
    return core(right)[:-1] not in UNITS.stems
