"""Who has to act in running words, by the words around their names (docs/规则.md 12.4).

subject = [ "请" | "由" ] names ( modal | verb ) ;      「各乡镇、街道要…」, 「由区教育局牵头，…」
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.domain.records import Role, UnitRole
from xltrack.draft.names import (
    Place,
    actors_in,
    can_only_be_name,
    ends_office,
    heads_office,
    is_joined,
    is_post,
    may_be_called,
    may_go_on,
    names_in,
)
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.language.units.grammar import read_units
from xltrack.language.units.name import is_place

_SENTENCE = pattern(r"[^。；;\n]+")
_CLAUSE = NOTICES.pattern(r"[，,。；;：:\n]|(?<=》)[（(]|(?<=[）)])[（(]|(?={by_whom_clause})")
_CLAUSE_END = pattern(r"[，,。；;：:\n]")
_STOPS: Final = "。；;\n"
_LONGEST: Final = 120
_LONGEST_NAMES: Final = 60
_LEAST_DEED: Final = 3
_LEAST_MATTER: Final = 3  # 「并由」, 「具体由」

# In front of names
_ONE_TIME: Final = "(?:第?[0-9{numerals}]{1,4}{when_numbered}|{when_words})"
# 「6月底前县财政局…」, 「开学前县教育局…」
_WHEN: Final = (
    f"{{when_leads}}*(?:{_ONE_TIME}(?:{{pointer_to}}?{_ONE_TIME})*{{when_ends}}*|{{when_events}}{{when_ends}}+)"
)
_LEAD = NOTICES.pattern(
    rf"{{before_unit}}|{{label_leads}}{{label_units}}(?=[{{levels}}{{every_sign}}])|(?P<when>{_WHEN})"
)
_SURE_START = NOTICES.pattern("{sure_starts}|.{2,4}{sure_levels}")
_SURE = NOTICES.pattern("^(?:{sure_starts}|.{2,4}{sure_levels})|{sure_ends}$")

# Names and what makes them act
_DAY: Final = "{now_from}?(?:[0-9]{1,4}(?:[年月日]|{spans})|{now})"
_AS: Final = "{acting_as}[^，,。；;：:]{2,16}?(?:[，,](?=[0-9]|{modals}|{verbs})|(?={modals}|{verbs}))"  # 「县水利局作为业主，要…」
_IS: Final = (
    "{is_part}[^，,。；;：:]{0,14}?{label_leads}{charge_kinds}(?=[，,。；;])"  # 「县水利局是这项工作的牵头部门，…」
)
_SENT: Final = "{entrusted}[^，,。；;：:]{0,12}?{entrusting}"  # 「第三方机构受委托开展…」
_ACT = NOTICES.pattern(f"{_SENT}|{_IS}|(?!{{no_with}})(?:{{acts}})|{{every_sign}}(?={{verbs}})|{_DAY}|{_AS}")
_GOES_ON = NOTICES.pattern("[、，,]|(?!{no_with})(?:{going_on})")
# 「各街道主要负责同志要…」: the office of him who is to act
_PERSON = NOTICES.pattern("(?:{person_heads}?{persons}|{mainly})$")
# 「各班主任学期内…」: when it is to be done stands between the name and the verb.
_WHEN_BEHIND = NOTICES.pattern("(?<=[^，,、]){when_events}{when_ends}+$")
_SEATED_AT = NOTICES.pattern("{seat_at}{seat_places}")  # 「疫点所在地政府」
_MAINLY = NOTICES.pattern("{mainly}(?:{persons}|{charges})")
# 「各项目业主要…」, 「各网格长须…」: whoever they are, when they are told to do something
_EVERYONE = NOTICES.pattern("{every_sign}(?!{no_everyone})[\u4e00-\u9fff]{2,8}")
_VERB_HEAD = NOTICES.pattern("{verbs}|{doing}")
_CHARGED = NOTICES.pattern("{charge_manners}*{charges}")
_HANDED = NOTICES.pattern("{handed}")

# Names that act whatever word follows, and what follows none
_LAST = NOTICES.pattern("[{standing_lasts}]")
_NO_VERB = NOTICES.pattern("{no_verbs}|[^\u4e00-\u9fff0-9]")
_OF_ALL = NOTICES.pattern("{all_that}")  # 「项目所需砂石料」
_BRANCH = NOTICES.pattern("{branch_ends}$")
_BY_WHOM = NOTICES.pattern("{by_whom_clause}")
# 「安全办与承包方签订责任书」
_WITH_WHOM = NOTICES.pattern("{beside_whom}[^，,。；;：:]{2,14}?{with_deeds}")

# What else than to lead is asked
_WITH = NOTICES.pattern("{companion_manners}*(?!{no_with})(?:{companions})")
_ACTS_BESIDE = NOTICES.pattern(
    r"{helping_manners}*(?:{helping}(?:{helping_objects}*(?=[，,。；;\n]|$)|(?={helping_acts}))"
    r"|(?:{helping_always}[^，,。；;\n]{1,16}|{joining}[^，,。；;\n]{1,4})(?=[，,。；;\n]|$))"
)
_HELPS_AT_END = NOTICES.pattern(r"[^，,。；;：:\n]{0,10}{helping_last}(?=[，,。；;）)\n]|$)")
_JOINS = NOTICES.pattern(r"{joining}(?=[^，,。；;\n])")
_GUIDES = NOTICES.pattern(r"{helping_manners}*{guided}*{guiding}(?=[，,。；;）)\n]|$)")
_PROVIDES = NOTICES.pattern(
    r"{helping_manners}*(?:{providing}[^，,。；;\n]{0,8}?{provided}|{provided}{providing}|{supplying}[^，,。；;\n]{1,8}|{helping_acts}{provided}[^，,。；;\n]{0,6}|[0-9]*{spans}?{manned})(?=[，,。；;）)\n]|$)"
)


class Subject(NamedTuple):
    """Units that have to act: where their names begin and end, where the word ends that makes them act, and that word.

    `charged` where the words put them in charge: 「由…负责」, 「…牵头」; `provides` where they only bring what others need.
    """

    units: tuple[UnitRole, ...]
    start: int
    end: int
    behind: int
    word: str = ""
    charged: bool = False
    provides: bool = False

    @property
    def helps(self) -> bool:
        """Whether others lead."""
        return self.provides or all(unit.role != "lead" for unit in self.units)

    @property
    def persons(self) -> bool:
        """Whether they are persons by their posts, no units."""
        return all(is_post(unit.name) for unit in self.units)


def in_charge(text: str) -> tuple[Subject, ...]:
    """The subjects that count: those put in charge, those that help them, and those that a later sentence asks; else all.

    Who only brings what others need, or guides them, is asked himself where nobody else is.
    """
    every = find_subjects(text)
    every = tuple(one for one in every if not one.persons or (_helps_all(one) and not _all_persons(every))) or every
    # 「县林业局完成限额分解，各乡镇不得突破」: who is only forbidden something is asked where nobody else is.
    found = tuple(one for one in every if not text.startswith(NOTICES.forbidding, one.end)) or every
    if found and all(one.helps for one in found) and _is_own(text, found[0]):
        return (found[0]._replace(units=_with_role(found[0].units, "lead"), provides=False), *found[1:])
    charged = [one for one in found if one.charged]
    if not charged:
        return found
    # 「甲局要…，乙局负责调度」: each does his own.
    each = not any(_is_handed(text, one) for one in charged)
    stop = text.find("。", max(one.behind for one in charged))
    return tuple(one for one in found if one.charged or one.helps or _acts_too(one, each=each, stop=stop))


def _helps_all(one: Subject) -> bool:
    """「各班主任配合」: persons, but all of a kind, and said to help."""
    return one.units[0].role == "support" and one.units[0].name.startswith(NOTICES.every_sign)


def _all_persons(subjects: Sequence[Subject]) -> bool:
    return all(one.persons for one in subjects if not one.helps)


def _is_own(text: str, first: Subject) -> bool:
    """Whether what somebody brings, guides or takes part in is his own duty, where nobody else is asked."""
    if first.start and _VERB_HEAD.match(text):  # 「编制方案，财务科参与评审」
        return False
    joins = _JOINS.match(text, first.end) or text.endswith(NOTICES.joining, 0, first.end)
    return first.provides or bool(joins) or first.units[0].role == "supervise"


def _acts_too(one: Subject, *, each: bool, stop: int) -> bool:
    """Whether somebody is asked beside those in charge: where each does his own, or in a sentence behind `stop`."""
    own = each and (one.word or _SURE.search(one.units[0].name))
    return bool(own) or (one.word in NOTICES.modals and 0 < stop < one.start)


def _is_handed(text: str, subject: Subject) -> bool:
    """「由乙局负责」, 「乙局牵头」, 「…。乙局负责」: all is his, whoever else is named; of 「所需资金由乙局负责」 only that."""
    by = text[: subject.start].removesuffix("请")
    if by.endswith(NOTICES.by_whom):
        clause = _CLAUSE_END.split(by)[-1]
        return len(clause) <= _LEAST_MATTER or not find_subjects(by[: len(by) - len(clause)])
    begins = subject.start == 0 or text[subject.start - 1] in _STOPS
    alone = begins and _CLAUSE_END.split(text[subject.start :], maxsplit=1)[0].endswith(NOTICES.responsible)
    return alone or _HANDED.search(text, subject.start, subject.behind) is not None


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
    """Who has to act in the clause that begins at `start`, in a sentence that ends at `end`."""
    dated = False
    while lead := _LEAD.match(text, start, end):
        dated |= lead["when"] is not None
        start = lead.end() + (text[lead.end() : lead.end() + 1] in "，,")
    if beside := _companions(text, start, end):
        return Subject(beside, start, start, start + 2)
    if shared := _handed_out(text, start, end):
        return shared
    if acting := _acting(text, start, end):
        return acting
    # 「9月底前出具处理意见」: behind a date stands what is to be done as often as who does it.
    standing = _standing(text, start, end) if not dated or _SURE_START.match(text, start) else None
    if standing:
        return standing
    stop = _CLAUSE_END.search(text, start, end)
    return _acting(text, start, stop.start() + 1 if stop else end, by_place=True)


def _handed_out(text: str, start: int, end: int) -> Subject | None:
    """「由甲局主办、乙社协办」: the whole clause behind 由 says whose part is which."""
    if not text.endswith(NOTICES.by_whom, 0, start):
        return None
    stop = _CLAUSE_END.search(text, start, end)
    at = stop.start() if stop else end
    units = names_in(text[start:at]) if at - start <= _LONGEST_NAMES else None
    shared = units is not None and len({unit.role for unit in units}) > 1
    return Subject(units, start, at, at, charged=True) if units and shared else None


def _acting(text: str, start: int, end: int, *, by_place: bool = False) -> Subject | None:
    """The longest run of names that something makes act; they may go on behind commas.

    With `by_place` names that no list knows are known by what they stand in front of.
    """
    best: Subject | None = None
    for act in _ACT.finditer(text, start + 2, min(end, start + _LONGEST)):
        far = act.start() - start > _LONGEST_NAMES and not _GOES_ON.search(text, start, act.start())
        # Behind one character it may have been part of a name: 「市应急局要…」.
        if far or (best and len(best.word) > 1 and not _GOES_ON.search(text, best.end, act.start())):
            break
        best = _asked_by(start, end, act, best, by_place=by_place) or best
    return best


def _asked_by(start: int, end: int, act: re.Match[str], best: Subject | None, *, by_place: bool) -> Subject | None:
    """Those whom a word makes act, where they are more likely it than the best so far."""
    text = act.string
    # 「甲牵头，乙配合」: the part that the last word gives belongs to the names.
    shared = best is not None and act[0] in NOTICES.acting
    words = text[start : act.end() if shared else act.start()]
    names = _WHEN_BEHIND.sub("", _PERSON.sub("", words.rstrip("，,")))
    # 「设置候车区和休息室，1月31日前启用」: a clause that begins with a verb is what is to be done.
    if words[-1:] in "，," and _VERB_HEAD.match(names) and not heads_office(names, 0):
        return None
    placed = _place(text, start, act, end) if by_place else "anywhere"
    units = _named(names, act[0], placed) if _is_verb(text, act) else None
    if not units or not _is_asked(units, act[0]) or (best and not _goes_beyond(text, act, units, best)):
        return None
    known = len(best.units) if best and units[: len(best.units)] == best.units else 0
    provides = not shared and not known and _PROVIDES.match(text, act.start(), end) is not None
    if not shared:  # 「甲负责，乙保障经费」: what stands behind 乙 is not said of 甲.
        units = (*units[:known], *_by_what_they_do(units[known:], text, act.start(), end))
    charged = _CHARGED.match(text, act.start(), end) is not None or NOTICES.charge_marks.inside(names)
    units += _companions(text, act.start(), end)
    return Subject(units, start, start + len(names), act.end(), act[0], charged, provides)


def _is_asked(units: tuple[UnitRole, ...], word: str) -> bool:
    """Whether units do something: one place alone may be where something is, 「城关镇新建小学1所」."""
    asked = word in NOTICES.modals or word in NOTICES.manners or word[0].isdigit() or len(units) > 1
    return asked or not all(unit.kind == "unit" and is_place(fold(unit.name)) for unit in units)


def _goes_beyond(text: str, act: re.Match[str], units: tuple[UnitRole, ...], best: Subject) -> bool:
    """Whether the names in front of a word go on with those found before it, or are the whole of a name of which these were part."""
    goes_on = _GOES_ON.search(text, best.end, act.start())
    further = len(units) >= len(best.units) if goes_on else units[-1].kind != "group"
    # 「镇卫生院指导学校落实…」: the name does not go on.
    other = len(units) == len(best.units) and units[0].name != best.units[0].name
    return further and (act[0] in NOTICES.acting or not other)


def _place(text: str, start: int, act: re.Match[str], end: int) -> Place:
    """What may stand in front of a word that makes somebody act: 「由…」 and 「…负责」 are said of nobody else."""
    asked = text.endswith((*NOTICES.by_whom, *NOTICES.asking), 0, start)
    helps = _ACTS_BESIDE.match(text, act.start(), end) or _GUIDES.match(text, act.start(), end)
    return "sure" if asked or helps or _CHARGED.match(text, act.start(), end) else "verb"


def _named(names: str, word: str, placed: Place) -> tuple[UnitRole, ...] | None:
    """The units of some words in front of a word that makes them act."""
    if word in NOTICES.modals and _EVERYONE.fullmatch(names) and not names.endswith(NOTICES.person_ends):
        return read_units(names, "lead").units
    if placed != "anywhere" and not may_be_called(names):
        return None
    return actors_in(names, placed)


def _is_verb(text: str, act: re.Match[str]) -> bool:
    """Whether the word is the verb of a sentence: not 「…牵头的机制」, 「…所需经费」."""
    if len(act[0]) > 1 and ends_office(text, act.end()):  # 区委宣传部, 县统计局
        return False
    if _MAINLY.match(text, act.start() - 1):  # 「各单位主要负责同志」
        return False
    if NOTICES.persons.begin(text, act.start()) or NOTICES.persons.begin(text, act.end() - 1):  # 「各科室负责人」
        return False
    if _attend(text, act.start()):
        return False
    seated = act[0] == "在" and _SEATED_AT.match(text, act.start() - 1) is not None
    needed = act[0][0] == "需" and text[: act.start()].endswith("所")
    return not text.startswith("的", act.end()) and not seated and not needed


def _standing(text: str, start: int, end: int) -> Subject | None:
    """The run of names at the head of a clause that are names wherever they stand, whatever word follows."""
    if _ACT.match(text, start) and not heads_office(text, start):
        return None
    stop = _CLAUSE_END.search(text, start, end)
    clause_end = stop.start() if stop else end
    by = text.endswith(NOTICES.by_whom, 0, start)  # 「由属地乡镇代为履行」: whoever stands there
    # 「公交首末站临时用地由…」: what stands in front of 由 is what is to be done.
    handed = None if by else _BY_WHOM.search(text, start, clause_end)
    if handed and not _ACT.search(text, start, handed.start()):
        return None
    last = min(clause_end, start + _LONGEST_NAMES)
    best: Subject | None = None
    for at in [found.end() for found in _LAST.finditer(text, start + 1, last)]:
        if not _is_followed(text, at, last, end, by=by):
            continue
        units = names_in(text[start:at])
        # 「区委」 of 区委宣传部 is no more than a beginning; behind 县交通局 begins what it does, or another name.
        whole = best and not may_go_on(fold(best.units[-1].name)) and not _BRANCH.search(text, start, at)
        if not units or (best and whole and len(units) <= len(best.units)):
            continue
        if all(can_only_be_name(unit.name) for unit in units) or (by and not is_joined(text[start:at])):
            provides = _PROVIDES.match(text, at, end) is not None
            best = Subject(_by_what_they_do(units, text, at, end), start, at, at, provides=provides)
    return best


def _is_followed(text: str, at: int, last: int, end: int, *, by: bool) -> bool:
    """Whether what stands behind a name at a place may be what it is to do."""
    if _attend(text, at):
        return False
    helps = _GUIDES.match(text, at, end) or _ACTS_BESIDE.match(text, at, end)
    beside = (by and text.startswith(NOTICES.beside_whom, at)) or _WITH_WHOM.match(text, at, end)
    deed = helps or last - at >= _LEAST_DEED - by
    return bool(deed and (beside or not _NO_VERB.match(text, at)) and not _OF_ALL.match(text, at - 1))


def _attend(text: str, at: int) -> bool:
    """「县教育局、县住建局等单位参加」: who comes to what others hold."""
    return text.startswith(NOTICES.attending, at) and text.endswith(NOTICES.and_others, 0, at)


def _by_what_they_do(units: tuple[UnitRole, ...], text: str, at: int, end: int) -> tuple[UnitRole, ...]:
    """The units with the part that the words behind them give."""
    if _ACTS_BESIDE.match(text, at, end) or _PROVIDES.match(text, at, end) or _HELPS_AT_END.match(text, at, end):
        return _with_role(units, "support")
    return _with_role(units, "supervise") if _GUIDES.match(text, at, end) else units


def _companions(text: str, start: int, end: int) -> tuple[UnitRole, ...]:
    """Those whom the subject is to act with: 「要会同区民政局…」."""
    beside = _WITH.match(text, start, end)
    if beside is None:
        return ()
    at = beside.end()
    standing = _standing(text, at, end)
    acts = _ACT.finditer(text, at + 2, min(end, at + _LONGEST_NAMES))
    named = ((units, act.start()) for act in acts if (units := names_in(text[at : act.start()].rstrip("，,"), "verb")))
    units, stop = next(named, ((), at))
    # 「会同市水文中心勘测队实施」: the longer name
    units = standing.units if standing and standing.end >= stop else units
    return _with_role(units, "support")


def _with_role(units: tuple[UnitRole, ...], role: Role) -> tuple[UnitRole, ...]:
    return tuple(unit._replace(role=role) for unit in units)
