"""Where one unit name ends and the next begins without a separator between them (docs/规则.md 4.1).

names = name { ( joint | soft break | nothing ) name } ;
joint = "和" | "及" | "以及" | "与" ;

A joint, a space or a line break parts two complete names only; run-together names are parted where one complete name ends
and the next begins with a head of its own (区, 市, 国家税务总局, 公安…分局, 各 …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from xltrack.grammar.unit_words import (
    LEVELS,
    STEMS,
    alternatives,
    core,
    is_bare,
    is_complete,
    is_group,
    is_place,
    is_tail,
    vocabulary,
)

_LEVEL_HEAD = (
    "市(?!场|区|域|容|长|花|辖|内|外|政(?!府|协|务|法)|民(?!政|族|宗|主|防|办)|[中南北]?(?:区|分局|支|分))|区(?!域|块|划|间|长|位|内)"
    "|县(?!域|长|城|乡|级?以)|省(?!长|内|际|直?辖)|州(?!长)|旗(?!舰|长)|盟(?!长)|镇(?!长|街|区|村|乡|化)|乡(?!长|镇|村|村振兴)"
)
_TOWN = "[^局委办厅部院站所室科处中心各有相,、()]{2,4}(?:镇|乡|街道|苏木)(?:人民政府|政府|办事处|党委|党工委)?"
_ENDING = "局委办厅部院会处室所站队心司行校馆联协大社团组署科股厂纪府道)"
_HEAD = re.compile(
    f"(?<=[{_ENDING}门位镇乡构])(?:(?=各(?!庄|级|界))|(?=团[{LEVELS}]委)|(?=(?:有关|相关)[^,]{{0,6}}(?:部门|单位)$)|(?=[{LEVELS}][直级属]))"
    f"|(?<=[{_ENDING}])(?:(?={_LEVEL_HEAD})|(?={alternatives('heads')})|(?=公安[^局委办、]{{2,4}}分局))"
)
# A body of its own behind an ending: what stands before its last character has to be one of the stems.
_BODY_HEAD = re.compile(
    f"(?<=[局委厅部署])(?=([^局委办厅部、]{{2,12}})[局委厅部])"
    f"|(?<=[{_ENDING}])(?=[^{_ENDING}{LEVELS}]{{1,3}}[{LEVELS}]([^局委办厅、]{{2,12}})[局委办厅])"
)
_TOWN_HEAD = re.compile(f"(?<=[{_ENDING}镇乡木])(?={_TOWN}(?:$|[{LEVELS}]|各|.{{2,4}}(?:镇|乡|街道|苏木)))")
_INNER = re.compile(f"[{_ENDING}门位镇乡构木](?=..)")
_CITY_DISTRICT = re.compile("市[中南北]区?.")  # districts whose own names begin with 市
_BROKEN = ("会办公室", "员会", "公室", "事处", "会办", "会成员", "会各", "级", "区管委会")
_WHOLE_TOWN = re.compile(_TOWN)
_PLACE_PREFIX = re.compile(f"[^{_ENDING}{LEVELS}]{{2,5}}[{LEVELS}](?:[^{_ENDING}{LEVELS}]{{2,4}}[{LEVELS}])?")
_JOINT = re.compile("以及|和|及|与")
_BRANCH = re.compile(rf"[^局委部厅]{{0,8}}(?:{alternatives('branches')})")
_OWN_BRANCH = re.compile(rf"[{LEVELS}](.*)(?:分局|支局|大队|支队)")
_STEM_WORDS = tuple(STEMS)
_PARTY = re.compile(rf"(?:[{LEVELS}镇乡]委|中央|工委|党委|党组|国务院|政府|人大|政协|常委会|纪委)$")
_BODY = re.compile(r"(?:指挥部|小组|领导组|委员会|联席会议|政府|委|人大|政协|院|总工会|管委会|专班|会)$")
_HEADED = re.compile(rf"[{LEVELS}](?!政(?!府|协|务)|场)|各|团[{LEVELS}]委|{alternatives('heads')}")
_CLASS_OF_BODY = re.compile(
    r"(?:各|有关|相关|所属|直属|工作|组成|职能)+.{0,4}"
    r"(?:部门|单位|机构|科室|处室|部委|厅局|委办局?|部委办局|部办委局|办局|委局)|各[部委办局厅]"
)
_OFFICES = frozenset(vocabulary("offices"))
_COMMITTEES = frozenset(("监委", "监察委", "监察委员会", "监委会"))


def split_names(
    z: str, start: int, end: int, breaks: Iterable[int], known: frozenset[str] | None
) -> list[tuple[int, int, bool]]:
    """Spans of the names in `z[start:end]`, which holds no hard separator; True where a name was parted by inference."""
    if known is not None:
        words = z[start:end]
        found = splits_by(words, known)
        if words in known or found:
            cuts = [start + at for at in found]
            return [(a, b, bool(i)) for i, (a, b) in enumerate(zip([start, *cuts], [*cuts, end], strict=True))]
    soft = set(breaks)
    spans: list[tuple[int, int, bool]] = []
    for a, b in _split_joints(z, start, end):
        virtual = _run_points(z[a:b], a)
        spans += _merge(z, a, b, sorted(soft | virtual), virtual - soft)
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


def _split_joints(z: str, start: int, end: int) -> list[tuple[int, int]]:
    """Part at 和, 及, 以及, 与 between two complete names: 「市大数据局以及市直有关部门」, not 「发展和改革局」."""
    spans, at = [], start
    joints = [m for m in _JOINT.finditer(z, start, end) if not _inside_brackets(z, start, m.start())]
    for index, joint in enumerate(joints):
        if joint.start() < at or not is_complete(z[at : joint.start()]):
            continue
        stops = [j.start() for j in joints[index + 1 :]] + [end]
        if any(_is_new_name(z[joint.end() : stop]) for stop in stops):
            spans.append((at, joint.start()))
            at = joint.end()
    spans.append((at, end))
    return spans


def _inside_brackets(z: str, start: int, at: int) -> bool:
    head = z[start:at]
    return head.count("(") > head.count(")") or head.count("[") > head.count("]")


def _is_new_name(words: str) -> bool:
    return not words.startswith(("其", "所属", "下属")) and is_complete(words)


def is_simple(z: str) -> bool:
    """Whether nothing in a name without spaces could part it."""
    return not _JOINT.search(z) and not _run_points(z, 0)


@lru_cache(maxsize=8192)
def _run_points(words: str, offset: int) -> frozenset[int]:
    """Where run-together names may part: a name's last character before, a name's head behind."""
    if len(words) < 4 or not _INNER.search(words, 1):
        return frozenset()
    points = {m.start() for pattern in (_HEAD, _TOWN_HEAD) for m in pattern.finditer(words, 1)}
    points |= {m.start() for m in _BODY_HEAD.finditer(words, 1) if (m[1] or m[2]) in STEMS}
    points -= {at for at in points if _inside_brackets(words, 0, at)}
    points -= {at for at in points if words[at - 1] == "团" and words[at + 1 : at + 2] == "委"}  # 团区委
    place = _PLACE_PREFIX.match(words)
    if place:
        at = words.find(place[0], place.end())
        while at > 0:
            if words[at - 1] in _ENDING:
                points.add(at)
            at = words.find(place[0], at + 1)
    return frozenset(offset + at for at in points)


def _merge(z: str, start: int, end: int, points: Sequence[int], inferred: frozenset[int]) -> list[tuple[int, int, bool]]:
    """Put pieces together until each is a complete name and the next one begins a name of its own."""
    cuts = [at for at in points if start < at < end]
    if not cuts:
        return [(start, end, False)]
    spans: list[tuple[int, int, bool]] = []
    begin, guessed = start, False
    for index, cut in enumerate(cuts):
        left = z[begin:cut]
        if not is_complete(left):
            continue
        right = _next_name(z, [*cuts[index:], end])
        if right and not belongs_to(left, right):
            spans.append((begin, cut, guessed))
            begin, guessed = cut, cut in inferred
    spans.append((begin, end, guessed))
    return _joint_bodies(z, spans)


def _next_name(z: str, stops: Sequence[int]) -> str:
    """The complete name that begins at the first stop; empty where only the rest of one stands there."""
    cut = stops[0]
    if z.startswith(_BROKEN, cut):
        return ""
    for stop, after in zip(stops[1:], [*stops[2:], stops[-1]], strict=True):
        name = z[cut:stop]
        if is_complete(name):
            return name
        broken = (name in "镇乡" or (len(name) > 1 and name[-1] in _ENDING)) and _HEADED.match(z, stop) and is_complete(z[stop:after])
        if is_tail(name) or broken:
            return ""
    return ""


def _joint_bodies(z: str, spans: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """「市委市政府督查室」 is one office of both; where names were parted by inference, both get the note."""
    joined: list[tuple[int, int, bool]] = []
    for start, end, guessed in spans:
        if guessed and joined and _joint_body(z[joined[-1][0] : start], z[start:end]):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
            continue
        if guessed and joined:
            joined[-1] = (*joined[-1][:2], True)
        joined.append((start, end, guessed))
    return joined


def _joint_body(left: str, right: str) -> bool:
    return left[-1] == "委" and left[-2] in LEVELS and re.match(rf"[{LEVELS}](?:直机关|政府.)", right) is not None


def belongs_to(left: str, right: str) -> bool:
    """Whether `right` is a part of the name `left`, though both look complete: 屯留分局, 宣传部 behind 区委."""
    if _BRANCH.fullmatch(right) and not _is_own_branch(right) and not is_group(right):
        return not right.startswith("公安") or left.endswith("公安局")
    if right in _OFFICES or right in _COMMITTEES:
        return _BODY.search(left) is not None
    if _PARTY.search(left):
        if _joint_body(left, right):
            return True
        if not _HEADED.match(right) and not is_place(right) and not _WHOLE_TOWN.fullmatch(right):
            return not (left.endswith("政府") and right[:-1] in STEMS) or left.endswith("委")
    if _BODY.search(left) and _CLASS_OF_BODY.fullmatch(core(right)):
        return True
    if is_group(left) and left[-1] in LEVELS and right[0] in LEVELS and is_bare(right):
        return True
    if left.endswith("税务总局") and (right.endswith("税务局") or is_place(right)):
        return True
    if (left.endswith("银行") and is_place(right)) or (left.endswith("公安局") and right.startswith("公安")):
        return True
    return is_place(left) and _continues_place(left, right)


def _is_own_branch(name: str) -> bool:
    """「区规划分局」 is a body of its own, 「市中分局」 is a branch of what stands before it."""
    found = _OWN_BRANCH.fullmatch(name)
    return found is not None and found[1].endswith(_STEM_WORDS)


def _continues_place(left: str, right: str) -> bool:
    """「济南市⏎槐荫区教育局」 is one name; 「杭州市⏎宁波市」, 「青云镇⏎区教育局」 are two."""
    if left[-1] == "市" and _CITY_DISTRICT.match(right):
        return True
    if is_place(right) or is_group(right) or _HEADED.match(right):
        return False
    if left[-1] not in LEVELS and _WHOLE_TOWN.fullmatch(right):
        return False
    if left[-1] in LEVELS:
        own = _PLACE_PREFIX.match(core(right))
        return own is None or left[-1] in "省市州盟"
    return core(right)[:-1] not in STEMS
