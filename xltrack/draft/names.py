"""Names of units in running words: what is nothing but names, and what only looks like one (docs/规则.md 12.4)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, TypeAlias

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import UnitRole
from xltrack.draft.notice import NOTICES
from xltrack.language.units.grammar import read_units
from xltrack.language.units.name import core, is_bare, is_complete, is_group, is_place

Place: TypeAlias = Literal["anywhere", "verb", "sure"]
_UNREAD: Final = frozenset({"D501", "D502", "D508", "D514", "D517", "D518"})
_LONGEST: Final = 360
_LONGEST_OFFICE: Final = 4  # 组织部, 推进办
_LONGEST_OWN: Final = 6
_LEAST_HEAD: Final = 3
_LONGEST_PERSON: Final = 3  # 「由王小明负责」
_LEAST_BARE: Final = 4  # 「机关党支部」 is somebody, 「街道」 may be anything
_NO_NAME = NOTICES.pattern(
    "[0-9《》“”。;:]|{no_names}|{by_whom}|^.{0,4}{levels_said}|^{each}|(?<!^){towards}|^{deputy}?{officials}|{joined}.$"
)
_NO_START = NOTICES.pattern("{no_starts}|(?:{modals}|{verbs})(?!{office_ends})")
# 「盘点封存老院区药品」: what is to be done, no name
_DEED = NOTICES.pattern("{deed_starts}|{trim_came}(?!{office_ends})")
_VERB = NOTICES.pattern("(?!{no_with})(?:{acts})")
# 「执行指挥中心」, 「采购供应部」: an office named for what it does
_OF_DEED = NOTICES.pattern("(?!{doing})(?:{verbs}|{deed_offices}){1,4}{deed_office_ends}")
# 「市纪委监委驻市城市管理局纪检监察组」
_POSTED = NOTICES.pattern("[^、，,]{2,12}{posted}[^、，,]{2,16}{posted_ends}")
_DOES = NOTICES.pattern("{helping_acts}")
_JOINED = NOTICES.pattern("{no_joints}")
# What stands in front of 各 or 有关 in a phrase for several units: a place, a level, an office.
_GROUP_HEAD = NOTICES.pattern("(?:{whole}[{levels}{towns}]|.{0,8}?{group_seats})?")
_GROUP_WORD = NOTICES.pattern("{group_marks}")
# An office by its own name alone, whatever it does: 「市综合行政执法局取缔…」, 「人事科全年引进…」
_STANDS = NOTICES.pattern("^(?:{sure_starts}|{sure_levels}).+|.{2,}{standing_ends}$|{own_ends}$")
_OFFICE = NOTICES.pattern(".{2,}{standing_ends}$")
_HEADED = NOTICES.pattern(".{2,}(?:{standing_ends}|{called_ends})$")
_IS_CALLED = NOTICES.pattern("..|[{towns}]")
_CALLS = NOTICES.pattern("{calling}")
_HEAD_OFFICE = NOTICES.pattern("{head_offices}$")
_CLASS = NOTICES.pattern("[^{which_sign}、]{2,10}{class_ends}")
# 「电力、通信企业」: several by one word for all of them
_SHARED_CLASS = NOTICES.pattern(
    "[^{which_sign}、]{2,4}(?:、[^{which_sign}、]{2,4}){0,4}、[^{which_sign}、]{2,4}{class_ends}"
)
# 「包村干部」, 「各企业安全员」
_POST = NOTICES.pattern("{post_seats}*{posts_acting}|{post_seats}{1,2}(?!{no_posts})[\u4e00-\u9fff]{2}{post_sign}")
_HOTLINE = NOTICES.pattern("(?<![0-9]){hotlines}(?![0-9])")
# Each with a part of his own: 「食堂牵头，工会、船队配合」
_PARTS = NOTICES.pattern("(?:[^，,；;。]+?{part_ends}(?:[，,；;。]|$))+")
_COMMA = pattern("[，,]")
_MAY_BE_NAMES = pattern(r"[\u4e00-\u9fff、（）()]{2,60}")
_CALLED = pattern(r"[\u4e00-\u9fff]{2,14}(?:\([\u4e00-\u9fff、]{1,8}\))?")
_NOBODY = NOTICES.pattern("{nobody_ends}$|{nobody}")
# 「一矿」, 「三分厂」
_COUNTED = NOTICES.pattern("[{numerals}]{1,3}{called_ends}")
_SURE_HEAD = NOTICES.pattern("[{levels}](?!{no_levels})")
_LIKELY = NOTICES.pattern("{called_ends}$")
_LABEL = NOTICES.pattern("{label_leads}|{label_supports}|{label_supervises}|{more_labels}")


@lru_cache(maxsize=16384)
def names_in(text: str, placed: Place = "anywhere") -> tuple[UnitRole, ...] | None:
    """The units of words that are nothing but names of units with their parts; None where they are anything else.

    Args:
        text: the words.
        placed: where they stand. A name of any kind is one where each of them has a part (「食堂牵头，工会配合」), and where only
            somebody can stand; in front of a verb one that ends like a name (docs/规则.md 12.4).
    """
    flat = squeeze(text)
    if not 2 <= len(flat) <= _LONGEST:
        return None
    # What stands behind the last comma is theirs; in front of it stand names, or something else.
    if any(_does(piece) for piece in _COMMA.split(flat)[:-1]):  # 「甲镇做好群众工作，乙局」
        return None
    placed = "sure" if _PARTS.fullmatch(flat) else "anywhere" if _COMMA.search(flat) else placed
    read = read_units(flat, "lead")
    names = [fold(unit.name) for unit in read.units]
    if not names or any(len(name) == 1 for name in names):  # 「（市、区）」
        return None
    codes = {note.code for note in read.notes} & _UNREAD
    codes -= {"D502"} if placed != "anywhere" or NOTICES.own_ends.inside(flat) else set()
    known = _POSTED.fullmatch(flat) or (not codes and _are_names(names, placed))
    return read.units if known or _is_shared_class(flat) else None


def _are_names(names: Sequence[str], placed: Place) -> bool:
    """Whether words are names; what stands beside one that is known, in front of a verb, is one of any kind: 「县邮储、农信社要…」."""
    others = [name for name in names if not _is_name(name, len(names))]
    beside: Place = "sure" if placed == "verb" and len(others) < len(names) else placed
    return all(is_called(name, beside) for name in others)


def actors_in(text: str, placed: Place = "anywhere") -> tuple[UnitRole, ...] | None:
    """The same as `names_in`, persons by their posts among them: 「园区物业公司、各企业安全员」."""
    parts = text.split("、")
    persons = "、".join(filter(is_post, parts))
    others = "、".join(part for part in parts if not is_post(part))
    units = names_in(others, placed) if others else ()
    return (*units, *read_units(persons, "lead").units) if persons and units is not None else units


def heading_names(text: str) -> tuple[UnitRole, ...] | None:
    """The same as `names_in`, of words that stand alone and could be anything: 「区教育局」, 「医务处」, not 「动员部署」."""
    units = names_in(text)
    return units if units and all(_STANDS.search(core(fold(unit.name))) for unit in units) else None


def may_be_called(words: str) -> bool:
    """Whether words may be such names at all: what is asked first, for it costs little."""
    return _MAY_BE_NAMES.fullmatch(words) is not None


@lru_cache(maxsize=16384)
def is_called(name: str, placed: Place) -> bool:
    """Whether words that no list knows may be somebody's name where they stand: no verb, no thing, no manner, no person.

    A short one, and one that only stands in front of a verb, ends like a name: 「车队」, 「一矿」; not 「分级」, 「资金」.
    """
    short = core(name)
    if placed == "anywhere" or not _CALLED.fullmatch(name) or _is_no_name(short):
        return False
    if short.startswith(NOTICES.every_sign):
        return not short.endswith(NOTICES.things) and not NOTICES.no_everyone.begin(short, 1)
    if _LIKELY.search(short):
        return True
    if len(short) == _LONGEST_PERSON and _SURE_HEAD.match(short):  # 「县财政」
        return True
    other = len(short) > _LONGEST_PERSON or short.endswith(NOTICES.sure_tails)
    return (
        placed == "sure"
        and bool(other)
        and not any(_STANDS.search(short[:at]) for at in range(_LEAST_HEAD, len(short)))
    )


def _is_no_name(name: str) -> bool:
    """Whether words hold what no name holds, wherever they stand."""
    if _COUNTED.fullmatch(name):
        return False
    if _OF_DEED.fullmatch(core(name)):
        return False
    begins = _NO_START.match(name) or _DEED.match(name) or _begins_with_deed(name) or name.startswith(NOTICES.no_doers)
    holds = _NO_NAME.search(name) or _NOBODY.search(name) or is_joined(name)
    verbs = (verb for verb in _VERB.finditer(name) if len(verb[0]) > 1)
    deed = any(not ends_office(name, verb.end()) for verb in verbs)
    return bool(begins or holds or deed) or is_post(name) or _ends_as_none(name) or _may_be_anything(name)


def is_team(units: Sequence[UnitRole]) -> bool:
    """Whether units are groups made for one matter: not they are asked but who leads them, 「演出组（县文旅局）」."""
    return any(core(fold(unit.name)).endswith(NOTICES.teams) for unit in units)


def is_post(name: str) -> bool:
    """Whether a name is that of a post, no unit: 「包村干部」."""
    return _POST.fullmatch(name) is not None


def heads_office(text: str, start: int) -> bool:
    """Whether an office named for what it does stands at a place: 「采购部盯紧…」."""
    return _OF_DEED.match(text, start) is not None


def ends_office(text: str, at: int) -> bool:
    """Whether what begins at a place ends the name of an office: 区委宣传「部」, 街道党工委组织「办公室」."""
    return text.startswith(NOTICES.office_rooms, at) or bool(NOTICES.office_ends.begin(text, at))


def is_joined(words: str) -> bool:
    """Whether words hold one that no name holds: 「与」, 「赴」."""
    return _JOINED.search(words) is not None


def may_go_on(name: str) -> bool:
    """Whether a name may be the beginning of a longer one: 区委, 各县（市、区）, 金山街道."""
    return _HEAD_OFFICE.search(name) is not None or is_place(name) or is_group(name)


def can_only_be_name(name: str) -> bool:
    """Whether a name is one wherever it stands: no verb stands in it, but for those of 县统计局 and 区委宣传部."""
    if _OF_DEED.fullmatch(core(name)):
        return True
    if _NO_START.match(name) or is_joined(name):
        return False
    verbs = (verb for verb in _VERB.finditer(name, 1) if len(verb[0]) > 1)
    return _STANDS.search(name) is not None and all(ends_office(name, verb.end()) for verb in verbs)


def _is_shared_class(flat: str) -> bool:
    deed = _NO_NAME.search(flat) or _NO_START.match(flat) or _DEED.match(flat)
    return deed is None and _SHARED_CLASS.fullmatch(flat) is not None


def _is_name(name: str, among: int) -> bool:
    """Whether a word that was read as a name, one of so many, is one."""
    name = _HOTLINE.sub("", name)
    if _ends_as_none(name) or _NO_NAME.search(name) or (among == 1 and _may_be_anything(name)) or _goes_on_to_act(name):
        return False
    if not _is_known(name) and not (is_group(name) and name.endswith(NOTICES.group_ends)):
        return False
    return name.startswith(NOTICES.doing.exceptions) or not (_begins_with_deed(name) or _follows_words(name))


def _ends_as_none(name: str) -> bool:
    return name.endswith(NOTICES.no_unit_ends) and not name.endswith(NOTICES.no_unit_ends.exceptions)


def _does(words: str) -> bool:
    """Whether words hold a verb and what it is done to; 「牵头」 and 「配合」 only give parts."""
    verbs = (verb for verb in _DOES.finditer(words, 2) if len(words) > verb.end() + 1)
    return any(not ends_office(words, verb.end()) for verb in verbs)


def _goes_on_to_act(name: str) -> bool:
    """「县出租汽车协会组织爱心送考车队」: the name of an office, and whom it calls together."""
    verbs = (verb for verb in _CALLS.finditer(core(name), _LEAST_HEAD) if _IS_CALLED.match(name, verb.end()))
    return any(not ends_office(name, verb.end()) and _HEADED.search(name[: verb.start()]) for verb in verbs)


def _begins_with_deed(name: str) -> bool:
    """「盘点封存老院」, 「督促各乡镇」, 「建成县中心」: a verb with what it is done to."""
    if _OF_DEED.fullmatch(core(name)):
        return False
    if _DEED.match(name):
        return True
    verbs = () if name.startswith(NOTICES.no_unit.exceptions) else NOTICES.no_unit
    rests = [name[len(verb) :] for verb in verbs if name.startswith(verb) and len(name) > len(verb) + 1]
    if any(_is_known(rest) or is_group(rest) for rest in rests):
        return True
    return name.startswith(NOTICES.doing) and (len(name) > _LONGEST_OFFICE or is_place(name) or is_group(name))


def _follows_words(name: str) -> bool:
    """Whether anything but a place, a level or an office stands in front of 各 or 有关."""
    found = _GROUP_WORD.search(name) if is_group(name) else None
    return found is not None and _GROUP_HEAD.fullmatch(name, 0, found.start()) is None


def _may_be_anything(name: str) -> bool:
    """A word for a class that alone names nobody: 「街道」, 「责任单位」; not 「机关党支部」."""
    short = len(name) < _LEAST_BARE or _LABEL.match(name) is not None
    return is_bare(name) and short and "(" not in name and name not in (*NOTICES.own_ends, *NOTICES.bare_offices)


def _is_known(name: str) -> bool:
    """Whether a name ends as names do, in sheets or in notices: 「自然资源部门」, 「公墓管理单位」."""
    own = len(name) <= _LONGEST_OWN and name.endswith(NOTICES.own_ends)
    own |= len(name) >= _LEAST_BARE and name.endswith(NOTICES.court_ends)
    return is_complete(name) or is_bare(name) or own or (_CLASS.fullmatch(name) is not None and not _LABEL.match(name))
