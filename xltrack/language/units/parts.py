"""Which names only look complete and are a part of the name before them: 屯留分局, 宣传部 behind 区委 (docs/规则.md 4.1)."""

from __future__ import annotations

import re

from xltrack.base.patterns import pattern
from xltrack.language.units.run import PLACE_PREFIX, TOWN
from xltrack.language.units.words import LEVELS, STEMS, alternatives, core, is_bare, is_group, is_place, vocabulary

_CITY_DISTRICT = pattern("市[中南北]区?.")  # districts whose own names begin with 市
_WHOLE_TOWN = pattern(TOWN)
_BRANCH = pattern(rf"[^局委部厅]{{0,8}}(?:{alternatives('branches')})")
_OWN_BRANCH = pattern(rf"[{LEVELS}](.*)(?:分局|支局|大队|支队)")
_OWN_TEAM = pattern(rf"[{LEVELS}][^{LEVELS}]{{2,}}(?:大队|支队)|[{LEVELS}]调查队")
_STEM_WORDS = tuple(STEMS)
_PARTY = pattern(rf"(?:(?<!团)[{LEVELS}镇乡]委|中央|工委|党委|党组|国务院|政府|人大|政协|常委会|纪委)$")
_BODY = pattern(r"(?:指挥部|小组|领导组|委员会|联席会议|政府|委|人大|政协|院|总工会|管委会|专班|会)$")
HEADED = pattern(rf"驻.{{1,4}}单位|[{LEVELS}](?!政(?!府|协|务)|场)|各|团[{LEVELS}]委|{alternatives('heads')}")
_HOST = pattern(rf"(?:国务院|政府|人大|小组|领导组|指挥部|联席会议|委员会|安委会|专班|党委|工委|(?<!团)[{LEVELS}]委)$")
_CLASS_OF_BODY = pattern(
    "(?:各|有关|相关|所属|直属|下属|内设|工作|组成|职能|成员|业务|执法)+"
    "(?:部门|单位|机构|科室|处室|部委|厅局|委办局?|部委办局|部办委局|办局|委局)|各[部委办局厅]"
)
_NUMBERED = pattern("第[一二三四五六七八九十](?!中学|小学|高级|实验|人民|医院|幼儿)")
_ALONE = pattern(r".{2,}(?:实验室|集团|大学|银行)")  # bodies that belong to no office before them
_OFFICES = frozenset(vocabulary("offices"))
_COMMITTEES = frozenset(("监委", "监察委", "监察委员会", "监委会"))


def belongs_to(left: str, right: str) -> bool:
    """Whether `right` is a part of the name `left`, though both look complete: 屯留分局, 宣传部 behind 区委."""
    if _BRANCH.fullmatch(right) and not _is_own_branch(right) and not is_group(right):
        return not right.startswith("公安") or left.endswith("公安局")
    if right == "办公厅" or _NUMBERED.match(right):
        return True
    if right in _OFFICES or right in _COMMITTEES:
        return _BODY.search(left) is not None
    if _PARTY.search(left) and not is_group(left):
        if is_joint_body(left, right):
            return True
        if left.endswith("政府") and _is_alone(right):
            return False
        if not HEADED.match(right) and not is_place(right) and not _WHOLE_TOWN.fullmatch(right):
            return not (left.endswith("政府") and right[:-1] in STEMS) or left.endswith("委")
    if _HOST.search(left) and _CLASS_OF_BODY.fullmatch(core(right)):
        return True
    if is_group(left) and left[-1] in LEVELS and right[0] in LEVELS and is_bare(right):
        return True
    if left.endswith("税务总局") and (right.endswith("税务局") or is_place(right)):
        return True
    if left.endswith("公安局") and right.startswith("公安"):
        return True
    return is_place(left) and _continues_place(left, right)


def is_joint_body(left: str, right: str) -> bool:
    """「区委」 before 「区直机关工委」 or 「区政府督查室」: one office with both in its name."""
    return (
        left[-1] == "委"
        and left[-2] in LEVELS
        and left[0] != "团"
        and re.match(rf"[{LEVELS}](?:直机关|政府.)", right) is not None
    )


def _is_own_branch(name: str) -> bool:
    """「区规划分局」 is a body of its own, 「市中分局」 is a branch of what stands before it."""
    found = _OWN_BRANCH.fullmatch(name)
    return _OWN_TEAM.fullmatch(name) is not None or (found is not None and found[1].endswith(_STEM_WORDS))


def _is_alone(name: str) -> bool:
    return _ALONE.fullmatch(name) is not None or (name[-1] == "部" and name[:-1] in STEMS)


def _continues_place(left: str, right: str) -> bool:
    """「济南市⏎槐荫区教育局」 is one name; 「杭州市⏎宁波市」, 「青云镇⏎区教育局」 are two."""
    if left[-1] == "市" and _CITY_DISTRICT.match(right):
        return True
    if is_place(right) or is_group(right) or HEADED.match(right):
        return False
    if _is_alone(right) or (left[-1] not in "县区旗" and _WHOLE_TOWN.fullmatch(right)):
        return False
    if left[-1] in LEVELS:
        own = PLACE_PREFIX.match(core(right))
        return own is None or left[-1] in "省市州盟"
    return core(right)[:-1] not in STEMS
