"""What the words of a unit name say: whether a name is complete, a group, a bare class word (docs/规则.md 4).

All functions take names folded to half width and without spaces.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.lexicon import words
from xltrack.base.patterns import pattern
from xltrack.domain.records import UnitKind

_LEXICON: Final = words("units")


def vocabulary(key: str) -> tuple[str, ...]:
    """The words of one entry of the lexicon's section 「units」."""
    found: tuple[str, ...] = _LEXICON[key]
    return found


def alternatives(key: str) -> str:
    """The words of an entry as a pattern that takes the longest first."""
    return "|".join(sorted(map(re.escape, vocabulary(key)), key=len, reverse=True))


LEVELS: Final = "省市县区州旗盟"
_LONG: Final = vocabulary("endings")
_LONG_WORDS: Final = frozenset(_LONG)
_SHORT: Final = frozenset(vocabulary("short_endings"))
_STANDALONE: Final = frozenset(vocabulary("standalone"))
_TAILS: Final = frozenset(vocabulary("tails"))
_NO_PLACES: Final = vocabulary("no_places")
_CLASSES: Final = vocabulary("classes")
_PLURAL: Final = frozenset(vocabulary("plural"))
_SINGLE: Final = vocabulary("single")
_MODIFIERS: Final = vocabulary("modifiers")
_CLASS_WORDS: Final = frozenset(_CLASSES)
STEMS: Final = frozenset(vocabulary("stems"))
_GENERAL: Final = ("单位", "部门", "企业", "机构", "机关", "团体", "组织")
_KNOWN_ENDS: Final = (*_LONG, *_GENERAL)
_BARE_ENDS: Final = (*_CLASSES, "委员会", "党组织", "党总支")
_GROUP_ENDS: Final = (*_CLASSES, *_LONG, *_SHORT)
_NO_GROUP_ENDS: Final = ("各级", "部", "机关", "系统", "领域", "行业")

_BRACKETED = pattern(r"[(\[][^()\[\]]*[)\]]")
_ORGANS: Final = vocabulary("organs")
_LEVEL_ORGANS: Final = frozenset(("人民政府", "政府", "党委", "管委会"))
_SEVERAL_SEATS: Final = frozenset(vocabulary("several_seats"))
_SEATS: Final = _SEVERAL_SEATS | frozenset(vocabulary("seats"))
_PLACE_ENDS: Final = ("省", "市", "州", "县", "区", "旗", "盟", "镇", "乡", "村", "街道", "苏木", "嘎查", "社区")
_NOT_IN_PLACES: Final = frozenset("局委办厅部院()、")
_GROUP = pattern(
    r"各(?!庄)|有关|相关|[两三四]级|^\d+(?:个|家|所)|[一二两三四五六七八九十]+[个家](?!山)"
    r"|(?:成员单位|专班|企业|国企|高校|党派|人民团体|群团组织|金融机构|乡镇|镇街|县市区|县区|区县|旗县区|行业主管部门|职能部门|涉农部门|责任单位|责任部门|责任科室|运营商|两院|部委|委办局)$"
    r"|政府(?:工作|组成|直属|所属|职能|派出)?(?:部门|机构|单位)$"
    r"|(?:试点|涉及|涉改|涉事|其他|其它|其余|所有|全部|全体|沿线|属地|所在地?).*(?:[镇乡县区市村旗]|街道|乡镇(?:人民)?政府|街道办事处|社区|单位|部门|学校|医院|科室|机构|企业)$"
    rf"|(?:[{LEVELS}镇乡局院校]直|[{LEVELS}局院]属|[{LEVELS}]级|全[{LEVELS}镇乡]|驻|中省|直属|下属|所属|内设|派出|二级|垂管|垂直管理|双管)"
    r"[^局办委]*(?:单位|部门|机关|机构|企业|公司|学校|院校|医院|科室|处室|站所|团体|组织|事业)$"
)
_PREFIX = pattern(
    rf"(.*(?:各级|各(?!庄)|试点|有关|相关|[{LEVELS}镇乡局院校]直属?|[{LEVELS}]级|[{LEVELS}局院]属|全[{LEVELS}镇乡]))(.+)"
)


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


def is_tail(words: str) -> bool:
    """Words that only end a name: 支行, 人民政府, 管理局; never a level (县市)."""
    return words in _TAILS and words[0] not in LEVELS


def core(name: str) -> str:
    """The name without what stands in its brackets: 「各县(市、区)政府」 is 「各县政府」."""
    return _BRACKETED.sub("", name) if "(" in name or "[" in name else name


def is_place(name: str) -> bool:
    """「杭州市」, 「青云镇」, 「新明楼街道」: a place standing for its government."""
    if not name.endswith(_PLACE_ENDS) or name.endswith(_NO_PLACES):
        return False
    stem = name[: -2 if name[-1] in "道木查区" and name.endswith(_PLACE_ENDS[-4:]) else -1]
    return len(stem) > 1 and stem[-1] not in "省市县区旗盟" and _NOT_IN_PLACES.isdisjoint(stem)


@lru_cache(maxsize=8192)
def is_bare(name: str) -> bool:
    """A word for a class that says nothing of which: 街道, 管委会, 稽查大队, 县(市、区)人民政府; never 发改局, 办公室.

    bare = { modifier } class | seat organ ;
    """
    short = core(name)
    if not short.endswith(_BARE_ENDS):
        return False
    return _is_class(short, 2) or _seat(short) in _SEATS or _is_government(short)


def _seat(short: str) -> str:
    """「乡镇」 of 乡镇人民政府; empty where no organ ends the name."""
    if not short.endswith(_ORGANS):
        return ""
    return next(short[: -len(organ)] for organ in _ORGANS if short.endswith(organ))


def _is_government(short: str) -> bool:
    """「区政府」, 「县人民政府」: a level and its organ."""
    return short[0] in LEVELS and short[1:] in _LEVEL_ORGANS


def _is_class(short: str, modifiers: int) -> bool:
    if short in _CLASS_WORDS:
        return True
    if not modifiers or not short.startswith(_MODIFIERS):
        return False
    return any(_is_class(short[len(word) :], modifiers - 1) for word in _MODIFIERS if short.startswith(word))


@lru_cache(maxsize=8192)
def is_group(name: str) -> bool:
    """A phrase that stands for several units: 各…, 试点乡镇, 有关部门, 区直单位, 成员单位, …专班 (docs/规则.md 4.2)."""
    short = core(name)
    if short in _PLURAL or "、" in short or _seat(short) in _SEVERAL_SEATS or (short != name and is_bare(name)):
        return True
    found = _GROUP.search(short)
    if not found:
        return False
    if found[0].startswith("各") or short.endswith(("有关单位", "相关单位", "有关部门", "相关部门")):
        return True
    return not short.endswith(_SINGLE) or short.endswith("行业主管部门")


@lru_cache(maxsize=8192)
def is_complete(name: str) -> bool:
    """Whether a name can stand alone: 「区教育局」, 「各街道」, 「杭州市」; not 「管理局」, 「街道」, 「区卫生健」.

    complete = [ place | level ] stem ending | group class | place ;
    """
    short = core(name)
    if len(short) < 2 or short in _TAILS or "、" in short:
        return False
    if short in _STANDALONE or (len(short) > 2 and short[:-1] in STEMS and short[-1] in _SHORT):
        return True
    if is_group(short):
        return short not in _PLURAL and short.endswith(_GROUP_ENDS) and not short.endswith(_NO_GROUP_ENDS)
    if is_bare(short):
        return short == name and _is_government(short)
    if short.endswith(_LONG):
        return short not in _LONG_WORDS
    if short[-1] in _SHORT:
        return _has_stem(short)
    return is_place(short)


def _has_stem(name: str) -> bool:
    """「区编办」 and 「财务科」 have a stem, 「区科」 and 「体局」 have none; 「市委」 needs none."""
    if name[0] in LEVELS:
        return len(name) > 2 or name[1] == "委"
    return len(name) > 2 and not name.endswith(("社会", "公室"))


@lru_cache(maxsize=16384)
def classify_name(name: str) -> NameSense:
    """All that one name says by its words alone; `name` is folded, without spaces."""
    group = is_group(name)
    prefix, seat, rest = "", "", name
    if group:
        found = _PREFIX.fullmatch(name)
        if found:
            prefix, rest = found[1], found[2]
            organ = next((o for o in ("党委", "党工委", "党(工)委", "党组") if rest.endswith(o) and rest != o), "")
            seat = prefix + rest.removesuffix(organ) if organ else prefix
    bare = not (group and prefix) and is_bare(name)
    level = rest[0] in LEVELS if rest else False
    return NameSense("group" if group else "unit", prefix, seat, bare, level, group or bare or _ends_known(name))


def _ends_known(name: str) -> bool:
    short = core(name) or name
    return short.endswith(_KNOWN_ENDS) or short[-1:] in _SHORT or short in _TAILS or is_complete(name)
