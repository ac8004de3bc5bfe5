"""Units in running words: who has to act, by the words around the names (docs/规则.md 12.4).

subject = [ "请" | "由" ] names ( modal | verb ) ;      「各乡镇、街道要…」, 「由区教育局牵头，…」
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Role, UnitRole
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.language.units.grammar import read_units
from xltrack.language.units.name import core, is_bare, is_complete, is_group, is_place

_UNREAD: Final = frozenset({"D501", "D502", "D508", "D514", "D517", "D518"})
_CLAUSE = NOTICES.pattern(r"[，,。；;：:\n]|(?<=》)[（(]|(?<=[）)])[（(]|(?={by_whom_clause})")
_SENTENCE = pattern(r"[^。；;\n]+")
_LONGEST: Final = 120
_OFFICE: Final = 4  # 组织部, 推进办
_LONGEST_HEAD: Final = 60
_LEAST_DEED: Final = 3
_LEAST_MATTER: Final = 3  # 「并由」, 「具体由」
_LONGEST_OWN: Final = 6
_LEAST_BARE: Final = 4  # 「机关党支部」 is somebody, 「街道」 may be anything
_CLAUSE_END = pattern(r"[，,。；;：:\n]")
_LAST = NOTICES.pattern("[{standing_lasts}]")
# What stands in front of 各 or 有关 in a phrase for several units: a place, a level, an office.
_GROUP_HEAD = NOTICES.pattern("(?:{whole}[{levels}{towns}]|.{0,8}?{group_seats})?")
_GROUP_WORD = NOTICES.pattern("{group_marks}")
_SURE_START = NOTICES.pattern("{sure_starts}|.{2,4}{sure_levels}")
_SURE = NOTICES.pattern("^(?:{sure_starts}|.{2,4}{sure_levels})|{sure_ends}$")
# Names go on behind these; what is asked of them is to help.
_GOES_ON = NOTICES.pattern("[、，,]|(?!{no_with})(?:{going_on})")
_ACTS_BESIDE = NOTICES.pattern(
    r"{helping_manners}*(?:{helping}(?:{helping_objects}*(?=[，,。；;\n]|$)|(?={helping_acts}))"
    r"|{helping_always}[^，,。；;\n]{1,4}(?=[，,。；;\n]|$))"
)
# 「各街道主要负责同志要…」: the office of him who is to act
_PERSON = NOTICES.pattern("{person_heads}?{persons}$")
_WITH = NOTICES.pattern("{companion_manners}*(?!{no_with})(?:{companions})")
# 「…予以指导」, 「…保障经费」: nothing else is asked of them.
_HELPS_AT_END = NOTICES.pattern(r"[^，,。；;：:\n]{0,10}{helping_last}(?=[，,。；;）)\n]|$)")
_GUIDES = NOTICES.pattern(r"{helping_manners}*{guided}*{guiding}(?=[，,。；;）)\n]|$)")
_PROVIDES = NOTICES.pattern(
    r"{helping_manners}*(?:{providing}[^，,。；;\n]{0,8}?{provided}|{provided}{providing})(?=[，,。；;）)\n]|$)"
)
# An office by its own name alone, whatever it does: 「市综合行政执法局取缔…」, 「人事科全年引进…」
_STANDS = NOTICES.pattern("^(?:{sure_starts}|{sure_levels}).+|.{2,}{standing_ends}$|{own_ends}$")
_NO_START = NOTICES.pattern("{no_starts}|(?:{modals}|{verbs})(?!{office_ends})")
# 「盘点封存老院区药品」: what is to be done, no name
_DEED = NOTICES.pattern("{deed_starts}|{trim_came}(?!{office_ends})")
# 「安全办与承包方签订责任书」
_WITH_WHOM = NOTICES.pattern("{beside_whom}[^，,。；;：:]{2,14}?{with_deeds}")
_JOINED = NOTICES.pattern("{no_joints}")
_HEAD_OFFICE = NOTICES.pattern("{head_offices}$")
_NO_VERB = NOTICES.pattern("{no_verbs}|[^\u4e00-\u9fff0-9]")
_OF_ALL = NOTICES.pattern("{all_that}")  # 「项目所需砂石料」
_CHARGED = NOTICES.pattern("{charge_manners}*{charges}")
_NO_NAME = NOTICES.pattern(
    "[0-9《》“”。;:]|{no_names}|{by_whom}|^.{0,4}{levels_said}|^{each}|(?<!^){towards}|^{deputy}?{officials}"
)
_ACT = NOTICES.pattern(
    "(?!{no_with})(?:{acts})|{every_sign}(?={verbs})|{now_from}?(?:[0-9]{1,4}(?:[年月日]|{spans})|{now})|{acting_as}[^，,。；;：:]{2,16}?(?:[，,](?={modals})|(?={modals}|{verbs}))"
)
# 「各项目业主要…」, 「各网格长须…」: whoever they are, when they are told to do something
_EVERYONE = NOTICES.pattern("{every_sign}(?!{no_everyone})[\u4e00-\u9fff]{2,8}")
_CLASS = NOTICES.pattern("[^{which_sign}、]{2,10}{class_ends}")
# 「包村干部」, 「各企业安全员」: who is asked where no unit is
# 「电力、通信企业要…」: several by one word for all of them
_SHARED_CLASS = NOTICES.pattern(
    "[^{which_sign}、]{2,4}(?:、[^{which_sign}、]{2,4}){0,4}、[^{which_sign}、]{2,4}{class_ends}"
)
_BY_WHOM = NOTICES.pattern("{by_whom_clause}")
_POST = NOTICES.pattern("{post_seats}*{posts_acting}")
_HOTLINE = NOTICES.pattern("(?<![0-9]){hotlines}(?![0-9])")
_BRANCH = NOTICES.pattern("{branch_ends}$")
_LABEL = NOTICES.pattern("{label_leads}|{label_supports}|{label_supervises}|{more_labels}")
_ONE_TIME: Final = "(?:第?[0-9{numerals}]{1,4}{when_numbered}|{when_words})"
# 「6月底前县财政局…」, 「开学前县教育局…」: until when, in front of who
_WHEN: Final = f"{{when_leads}}*(?:{_ONE_TIME}(?:[至到—-]?{_ONE_TIME})*{{when_ends}}*|{{when_events}}{{when_ends}}+)"
_LEAD = NOTICES.pattern(
    rf"{{before_unit}}|{{label_leads}}{{label_units}}(?=[{{levels}}{{every_sign}}])|(?P<when>{_WHEN})"
)
_HANDED = NOTICES.pattern("{handed}")


class Subject(NamedTuple):
    """Units that have to act: where their names begin and end, where the word ends that makes them act, and that word.

    `charged` where the words put them in charge: 「由…负责」, 「…牵头」; `provides` where they only bring what others need.
    """

    units: tuple[UnitRole, ...]
    start: int
    end: int
    behind: int
    word: str
    charged: bool = False
    provides: bool = False

    @property
    def helps(self) -> bool:
        """Whether others lead."""
        return self.provides or all(unit.role != "lead" for unit in self.units)

    @property
    def persons(self) -> bool:
        """Whether they are persons by their posts, no units."""
        return all(_POST.fullmatch(unit.name) for unit in self.units)


@lru_cache(maxsize=16384)
def names_in(text: str) -> tuple[UnitRole, ...] | None:
    """The units of words that are nothing but names of units with their parts; None where they are anything else."""
    flat = squeeze(text)
    if not 2 <= len(flat) <= _LONGEST * 3:
        return None
    read = read_units(flat, "lead")
    unread = _UNREAD - {"D502"} if NOTICES.own_ends.inside(flat) else _UNREAD
    shared = _SHARED_CLASS.fullmatch(flat) and not (_NO_NAME.search(flat) or _NO_START.match(flat) or _DEED.match(flat))
    if shared and all(len(unit.name) > 1 for unit in read.units):
        return read.units
    if not read.units or any(note.code in unread for note in read.notes):
        return None
    names = [fold(unit.name) for unit in read.units]
    if any(len(name) == 1 for name in names):  # 「（市、区）」
        return None
    return read.units if all(_is_name(name, len(names)) for name in names) else None


def actors_in(text: str) -> tuple[UnitRole, ...] | None:
    """The same as `names_in`, persons by their posts among them: 「园区物业公司、各企业安全员」."""
    parts = text.split("、")
    persons = "、".join(part for part in parts if _POST.fullmatch(part))
    others = "、".join(part for part in parts if not _POST.fullmatch(part))
    units = names_in(others) if others else ()
    return (*units, *read_units(persons, "lead").units) if persons and units is not None else units


def heading_names(text: str) -> tuple[UnitRole, ...] | None:
    """The same as `names_in`, of words that stand alone and could be anything: 「区教育局」, 「医务处」, not 「动员部署」."""
    units = names_in(text)
    return units if units and all(_STANDS.search(core(fold(unit.name))) for unit in units) else None


def is_team(units: Sequence[UnitRole]) -> bool:
    """Whether units are groups made for one matter: not they are asked but who leads them, 「演出组（县文旅局）」."""
    return any(unit.name.endswith(NOTICES.teams) for unit in units)


def _is_name(name: str, among: int) -> bool:
    name = _HOTLINE.sub("", name)
    ends_as_none = name.endswith(NOTICES.no_unit_ends) and not name.endswith(NOTICES.no_unit_ends.exceptions)
    if ends_as_none or _NO_NAME.search(name) or (among == 1 and _may_be_anything(name)):
        return False
    group = is_group(name)
    if not _is_known(name) and not (group and name.endswith(NOTICES.group_ends)):
        return False
    if name.startswith(NOTICES.doing.exceptions):  # 「组织人事处」
        return True
    if _DEED.match(name):
        return False
    begun = () if name.startswith(NOTICES.no_unit.exceptions) else NOTICES.no_unit
    rests = [name[len(verb) :] for verb in begun if name.startswith(verb) and len(name) > len(verb) + 1]
    if any(_is_known(rest) or is_group(rest) for rest in rests):
        return False
    if name.startswith(NOTICES.doing) and (len(name) > _OFFICE or is_place(name) or group):
        return False
    found = _GROUP_WORD.search(name) if group else None
    return found is None or _GROUP_HEAD.fullmatch(name, 0, found.start()) is not None


def _may_be_anything(name: str) -> bool:
    """A word for a class that alone names nobody: 「街道」, 「责任单位」; not 「机关党支部」."""
    short = len(name) < _LEAST_BARE or _LABEL.match(name) is not None
    return is_bare(name) and short and "(" not in name and name not in (*NOTICES.own_ends, *NOTICES.bare_offices)


def _is_known(name: str) -> bool:
    """Whether a name ends as names do, in sheets or in notices: 「自然资源部门」, 「公墓管理单位」."""
    own = len(name) <= _LONGEST_OWN and name.endswith(NOTICES.own_ends)
    return is_complete(name) or is_bare(name) or own or (_CLASS.fullmatch(name) is not None and not _LABEL.match(name))


def in_charge(text: str) -> tuple[Subject, ...]:
    """The subjects that count: those put in charge, those that help them, and those that a later sentence asks; else all.

    Who only brings what others need, or guides them, is asked himself where nobody else is.
    """
    every = find_subjects(text)
    every = tuple(one for one in every if not one.persons) or every
    # 「县林业局完成限额分解，各乡镇不得突破」: who is only forbidden something is asked where nobody else is.
    found = tuple(one for one in every if not text.startswith(NOTICES.forbidding, one.end)) or every
    if found and all(one.helps for one in found) and (found[0].provides or found[0].units[0].role == "supervise"):
        found = (found[0]._replace(units=_with_role(found[0].units, "lead"), provides=False), *found[1:])
    last = max((subject.behind for subject in found if subject.charged), default=0)
    stop = text.find("。", last) if last else -1
    # 「甲局要…，乙局负责调度」: each does his own.
    plain = not any(one.charged and _is_handed(text, one) for one in found)
    return tuple(
        one
        for one in found
        if not last
        or (plain and (one.word or _SURE.search(one.units[0].name)))
        or one.charged
        or one.helps
        or (one.word in NOTICES.modals and 0 < stop < one.start)
    )


def _is_handed(text: str, subject: Subject) -> bool:
    """「由乙局负责」, 「乙局牵头」: all is his, whoever else is named; of 「所需资金由乙局负责」 only that."""
    by = text[: subject.start].removesuffix("请")
    if by.endswith(NOTICES.by_whom):
        clause = _CLAUSE_END.split(by)[-1]
        return len(clause) <= _LEAST_MATTER or not find_subjects(by[: len(by) - len(clause)])
    return _HANDED.search(text, subject.start, subject.behind) is not None


@lru_cache(maxsize=4096)
def find_subjects(text: str) -> tuple[Subject, ...]:
    """The units that have to act, sentence by sentence: those at the head of a clause, in front of a modal or verb."""
    return tuple(_subjects(text))


def _subjects(text: str) -> Iterator[Subject]:
    for sentence in _SENTENCE.finditer(text[:LOOKED_INTO]):
        at = sentence.start()
        while at < sentence.end():
            found = _subject(text, at, sentence.end())
            if found:
                yield found
            stop = _CLAUSE.search(text, found.behind if found else at + 1, sentence.end())
            at = stop.end() if stop else sentence.end()


def _subject(text: str, start: int, end: int) -> Subject | None:
    """The longest run of names from the head of a clause on that something makes act; they may go on behind commas."""
    dated = False
    while lead := _LEAD.match(text, start, end):
        dated |= lead["when"] is not None
        start = lead.end() + (text[lead.end() : lead.end() + 1] in "，,")
    if beside := _companions(text, start, end):
        return Subject(beside, start, start, start + 2, "")
    best: Subject | None = None
    for act in _ACT.finditer(text, start + 2, min(end, start + _LONGEST)):
        word, begin = act[0], act.start()
        goes_on = best is not None and _GOES_ON.search(text, best.end, begin) is not None
        if best is not None and len(best.word) > 1 and not goes_on:
            break  # behind one character it may have been part of a name: 「市应急局要…」
        if begin - start > _LONGEST_HEAD and not _GOES_ON.search(text, start, begin):
            break
        # 「甲牵头，乙配合」: the part that the last word gives belongs to the names.
        shared = best is not None and word in NOTICES.acting
        names = _PERSON.sub("", text[start : act.end() if shared else begin].rstrip("，,"))
        units = _named(names, word) if _makes_act(text, act) else None
        if not units or (best and (units[-1].kind == "group" if not goes_on else len(units) < len(best.units))):
            continue
        if best and not shared and len(units) == len(best.units) and units[0].name != best.units[0].name:
            continue  # 「镇卫生院指导学校落实…」: the name does not go on
        # One place alone may be where something is: 「城关镇新建小学1所」.
        asked = word in NOTICES.modals or word in NOTICES.manners or word[0].isdigit() or len(units) > 1
        if asked or not all(unit.kind == "unit" and is_place(fold(unit.name)) for unit in units):
            # 「甲负责，乙保障经费」: what stands behind 乙 is not said of 甲.
            known = len(best.units) if best and units[: len(best.units)] == best.units else 0
            provides = not shared and not known and _PROVIDES.match(text, begin, end) is not None
            units = units if shared else (*units[:known], *_by_what_they_do(units[known:], text, begin, end))
            charged = _CHARGED.match(text, begin, end) is not None or NOTICES.charge_marks.inside(names)
            units += _companions(text, begin, end)
            best = Subject(units, start, start + len(names), act.end(), word, charged, provides)
    # 「9月底前出具处理意见」: behind a date stands what is to be done as often as who does it.
    return best or (_standing(text, start, end) if not dated or _SURE_START.match(text, start) else None)


def _named(names: str, word: str) -> tuple[UnitRole, ...] | None:
    """The units of some words in front of a word that makes them act."""
    if word in NOTICES.modals and _EVERYONE.fullmatch(names) and not names.endswith(NOTICES.person_ends):
        return read_units(names, "lead").units
    return actors_in(names)


def _standing(text: str, start: int, end: int) -> Subject | None:
    """The run of names at the head of a clause that are names wherever they stand, whatever word follows."""
    if _ACT.match(text, start):
        return None
    stop = _CLAUSE_END.search(text, start, end)
    by = text.endswith(NOTICES.by_whom, 0, start)  # 「由属地乡镇代为履行」: whoever stands there
    # 「公交首末站临时用地由…」: what stands in front of 由 is what is to be done.
    handed = None if by else _BY_WHOM.search(text, start, stop.start() if stop else end)
    if handed and not _ACT.search(text, start, handed.start()):
        return None
    last = min(stop.start() if stop else end, start + _LONGEST_HEAD)
    best: Subject | None = None
    for at in [found.end() for found in _LAST.finditer(text, start + 1, last)]:
        helps = _GUIDES.match(text, at, end) or _ACTS_BESIDE.match(text, at, end)
        beside = (by and text.startswith(NOTICES.beside_whom, at)) or _WITH_WHOM.match(text, at, end)
        if (
            (last - at < _LEAST_DEED - by and not helps)
            or (_NO_VERB.match(text, at) and not beside)
            or _OF_ALL.match(text, at - 1)
        ):
            continue
        units = names_in(text[start:at])
        # 「区委」 of 区委宣传部 is no more than a beginning; behind 县交通局 begins what it does, or another name.
        begun = best is not None and not _may_go_on(fold(best.units[-1].name)) and not _BRANCH.search(text, start, at)
        if begun and not (units and len(units) > len(best.units if best else ())):
            continue
        if units and (all(_stands(unit.name) for unit in units) or (by and not _JOINED.search(text, start, at))):
            provides = _PROVIDES.match(text, at, end) is not None
            best = Subject(_by_what_they_do(units, text, at, end), start, at, at, "", False, provides)
    return best


def _may_go_on(name: str) -> bool:
    """Whether a name may be the beginning of a longer one: 区委, 各县（市、区）, 金山街道."""
    return _HEAD_OFFICE.search(name) is not None or is_place(name) or is_group(name)


def _stands(name: str) -> bool:
    """Whether a name can only be one: no verb stands in it, but for those of 县统计局 and 区委宣传部."""
    if _NO_START.match(name) or _JOINED.search(name):
        return False
    acts = (act for act in _ACT.finditer(name, 1) if len(act[0]) > 1)
    return _STANDS.search(name) is not None and all(NOTICES.office_ends.begin(name, act.end()) for act in acts)


def _by_what_they_do(units: tuple[UnitRole, ...], text: str, at: int, end: int) -> tuple[UnitRole, ...]:
    """The units with the part that the words behind them give."""
    if _ACTS_BESIDE.match(text, at, end) or _PROVIDES.match(text, at, end) or _HELPS_AT_END.match(text, at, end):
        return _with_role(units, "support")
    return _with_role(units, "supervise") if _GUIDES.match(text, at, end) else units


def _makes_act(text: str, act: re.Match[str]) -> bool:
    """Whether the word is the verb of a sentence: not 「…牵头的机制」, 「…所需经费」."""
    if len(act[0]) > 1 and NOTICES.office_ends.begin(text, act.end()):  # 区委宣传部, 县统计局
        return False
    return not text.startswith("的", act.end()) and not (act[0][0] == "需" and text[: act.start()].endswith("所"))


def _companions(text: str, start: int, end: int) -> tuple[UnitRole, ...]:
    """Those whom the subject is to act with: 「要会同区民政局…」."""
    beside = _WITH.match(text, start, end)
    if beside is None:
        return ()
    at = beside.end()
    if standing := _standing(text, at, end):
        return _with_role(standing.units, "support")
    acts = _ACT.finditer(text, at + 2, min(end, at + _LONGEST_HEAD))
    return _with_role(next((units for act in acts if (units := names_in(text[at : act.start()]))), ()), "support")


def _with_role(units: tuple[UnitRole, ...], role: Role) -> tuple[UnitRole, ...]:
    return tuple(unit._replace(role=role) for unit in units)
