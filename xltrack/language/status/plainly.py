"""Plain Chinese that says an end without the word for it: 「换好了」, 「合同签了」, 「7月3日已报」 (docs/规则.md 5.2).

end     = [ thing ] [ day | adverb ] ( verb result [ "了" ] | verb "了" | deed of the task's kind )
result  = "完" | "好" | "妥" | "齐" | "到位" | …        after the task's own verb, or one that any task may have (办, 弄)
deed    = what fulfils a kind of task: 上报: 「报了」, 「已报市局」; 修复: 「恢复通行」; 评选: 「评出」

Of the task, or of nothing that it names, such an end is one; of a thing that the task does not name it stays in doubt.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, Literal, NamedTuple

from xltrack.language.status.clauses import Clause, parse_clause
from xltrack.language.status.deeds import PAIR, asks_for_many, is_enough, is_less, plain_task, shares
from xltrack.language.status.grammar import StatusWords, weigh_clauses
from xltrack.language.status.subjects import core_of, head_of, subject_of, unpointed
from xltrack.language.status.tokens import STATUS

_RESULT = STATUS.pattern(
    "(?P<thing>.*?)(?P<verb>[\u4e00-\u9fff])(?P<end>{result_ends}|{outcome_ends}){past_mark}?(?P<many>[0-9.]+[{scales}]?[\u4e00-\u9fff]{1,3})?$"
)
_PAST = STATUS.pattern("(?P<thing>.*?)(?P<verb>[\u4e00-\u9fff]{1,2}){past_marks}$")
# What may stand behind a verb of the task's kind: 「打了」, 「拆平」, 「到村了」, 「谈过话了」, 「转到卡里」, 「选出新班子」
_TAIL = STATUS.pattern(
    "(?P<end>(?:{result_ends}|{outcome_ends}){0,2})(?P<purse>[\u4e00-\u9fff]{0,8}{purses})?(?P<place>[{to_where}]{place}{0,10})?"
    "(?P<over>{gone_through})?(?P<object>{place}{0,6}?)(?P<past>{past_marks})?".replace(
        "{place}", "(?:(?![第{numerals}{pair_numeral}])[\u4e00-\u9fff])"
    )
)
# 「二号楼等住户搬走再修」
_AWAITS = STATUS.rare("{awaits}[^再]{1,16}再", "再")
# 「备了案」
_SPLIT_VERB = STATUS.pattern("(?<=[\u4e00-\u9fff]){past_mark}([\u4e00-\u9fff]{1,2})$")
_SENT = STATUS.pattern(
    "(?P<thing>.*?)(?:{sends})(?:[{to_whom}]?[^0-9]{0,10}{receivers})?{past_mark}?(?:{and_also}.{2,10})?$"
)
# 「打到187名职工账户」
_PAID = STATUS.pattern("(?P<thing>.*?)(?:{pays})[{to_whom}].{0,14}?{purses}{past_mark}?$")
# 「超期半个月修好」, 「延后2天」
_LATE = STATUS.pattern(
    "^(?:{off_time}|{late}){past_mark}?(?:[0-9]+|[{numerals}{some_numerals}{half_of}]+)?{off_units}(?:{tardy_words}|{only_now})?"
)
# 「84户、213.6万元」
_AMOUNTS = STATUS.pattern(
    "(?:[0-9.]+[{scales}]?(?:{counts}|{money_units})?|{each_one}[\u4e00-\u9fff]|[、{amount_words}])+"
)
# 「等下周弄好」, 「快做完了」, 「说是弄好」
_NOT_SURE = STATUS.pattern("{unsure_signs}|{past_mark}[0-9]+/[0-9]+$|[0-9][日号]{since}|^{so_far}")
_ONLY_READY = STATUS.pattern("{ready_for}(?:{result_ends})")
_LEAD = STATUS.pattern("^(?:{begun_only}|{manner}|{done})+")
_ADJUNCT = STATUS.pattern("^(?:{adjuncts}).*")
# 「直到11月4日才播完」
_TARDY = STATUS.pattern("{tardy_words}|(?<![{talent_head}]){only_now}")
_WHEN: Final = frozenset("tmYaABg")  # classes of words that tell when and how much
_NOT_SO: Final = frozenset("nfpPoTUlFxckuNzsSrhL")  # of words that deny, plan, part or delay
_MARKS: Final = frozenset("aABtmY")
_FIRM: Final = frozenset("tAB")
_HELD: Final = frozenset("at")
_STORY: Final = 4  # clauses
_SHORT: Final = 3

Sure = Literal["task", "thing", ""]


class _Kind(NamedTuple):
    """A kind of task by what it asks for, and what fulfils it."""

    asks: tuple[str, ...]
    says: tuple[str, ...]


def told_plainly(said: StatusWords, task: str) -> StatusWords:
    """What a cell says of its task where its clauses tell an end in plain words; as it is where none does."""
    text = plain_task(task)
    if not text or not said.clauses or said.kind not in ("in_progress", "done"):
        return said
    alone = len(said.clauses) < _STORY
    dated = alone and any(clause.shape.only_day == "t" for clause in said.clauses)
    sure = [_tells_end(clause, text, alone=alone, dated=dated) for clause in said.clauses]
    rest = any(_leaves_rest(clause, text) if alone else _goes_on(clause) for clause in said.clauses)
    if alone and (kind := _kind_beside(said, text)) and "task" not in sure:
        return said._replace(kind=kind, day=None, step=None)
    if "task" in sure and rest:
        return said
    if "task" in sure:
        clauses = [
            _ended(clause) if told == "task" else clause for clause, told in zip(said.clauses, sure, strict=True)
        ]
        return weigh_clauses(clauses)._replace(named=said.named)
    doubtful = "thing" in sure and alone and said.progress is None and not rest
    return said._replace(disputed=True) if doubtful and said.kind == "in_progress" else said


def _kind_beside(said: StatusWords, task: str) -> Literal["not_started", "in_progress", ""]:
    """What the last of a few clauses makes of a task: not begun, or one of several things still at work."""
    last = said.clauses[-1]
    if said.kind == "in_progress" and len(said.clauses) > 1 and _is_not_begun(last):
        moved = any(clause.verdict not in ("neutral", "open", "not_started") or clause.begun for clause in said.clauses)
        return "" if moved else "not_started"
    return "in_progress" if said.kind == "done" and asks_for_many(task) and _is_at_work(last) else ""


def _is_not_begun(clause: Clause) -> bool:
    """Whether a clause denies the beginning of the task: 「活动未启动」."""
    denied = any(word.letter in "nN" for word in clause.words)
    return clause.verdict == "not_started" and denied and not core_of(subject_of(clause))


def _is_at_work(clause: Clause) -> bool:
    """Whether a clause tells of work and of no end of it: 「南门市场主体施工」 beside 「北门市场改造完成」."""
    return clause.text.endswith(STATUS.works_now) and not any(word.letter in "aABtDn" for word in clause.words)


def _leaves_rest(clause: Clause, task: str) -> bool:
    """Whether a clause says that something is left: 「还有1篇没交」, 「等领导看过就开」; not 「等结算」."""
    if any(word in clause.text for word in STATUS.aftermath if word not in task):
        return False
    if clause.shape.dated and clause.text.endswith(STATUS.done_plainly):
        return False  # 「9月20日收尾」
    if (
        clause.shape.going
        or clause.verdict in ("left", "undone", "suspended", "not_started")
        or STATUS.not_yet.inside(clause.text)
        or STATUS.still_not.inside(clause.text)
        or _AWAITS.search(clause.text)
    ):
        return True
    return clause.text.startswith(STATUS.rest_words) or any(word.letter == "l" for word in clause.words)


def _goes_on(clause: Clause) -> bool:
    """Whether a clause of a story says that work goes on: 「正在逐户更正」."""
    return clause.shape.going and not clause.shape.dated and not STATUS.aftermath.inside(clause.text)


def _ended(clause: Clause) -> Clause:
    """The clause that says the same in so many words: 「已于7月3日完成」."""
    days = [word.text for at, word in enumerate(clause.words) if word.letter == "t" and not _is_until(clause, at)]
    day = clause.day or next(iter(days), "") or next((w.text for w in clause.words if w.letter in "mY"), "")
    told = parse_clause(f"{STATUS.already[0]}{STATUS.on_day[0] if day else ''}{day}{STATUS.ended_as[0]}")
    return told._replace(opens=clause.opens)


def _is_until(clause: Clause, at: int) -> bool:
    """Whether a day is only that up to which something is told: 「截至7月3日」."""
    return at > 0 and clause.words[at - 1].letter == "j" and clause.words[at - 1].text not in STATUS.until


def _tells_end(clause: Clause, task: str, *, alone: bool, dated: bool) -> Sure:
    """Whether a clause tells an end in plain words: of its task, or of some thing."""
    text = clause.text
    if (late := _LATE.match(text)) and late.end() < len(text):
        clause, text = parse_clause(text[late.end() :]), text[late.end() :]
    letters = {word.letter for word in clause.words if word.text not in STATUS.done_plainly or word.letter != "o"}
    if clause.verdict not in ("neutral", "open", "done") or letters & _NOT_SO or clause.share is not None:
        return ""
    if late and clause.verdict == "done" and clause.bare:
        return "task"  # 「逾期3天完成」
    if clause.verdict == "done" and (clause.bare or clause.period or not alone):
        return ""
    if not (alone or letters & _FIRM) or _NOT_SURE.search(text) or is_less(text, task):
        return ""
    if "E" in letters and STATUS.sends.inside(text):
        return ""
    if "b" in letters:
        return "task" if alone and _is_event_held(clause, task) else ""
    told = _told_of(clause)
    marked = dated or late is not None or bool(letters & _MARKS) or STATUS.accomplished.inside(text)
    if alone and any(word in told for word in STATUS.early_things if word not in task):
        return ""
    things = [
        thing for words in _turned(told) for thing in _things_of_end(words, text, task, marked=marked, alone=alone)
        if thing is not None
    ]  # fmt: skip
    if any(_is_of_task(thing, clause, task) for thing in things):
        return "task"
    return "thing" if things else ""


def _turned(told: str) -> Sequence[str]:
    """The words of an end, and with 「了」 behind all of it: 「备了案」, 「备案了」."""
    return (told, _SPLIT_VERB.sub(r"\1了", told)) if _SPLIT_VERB.search(told) else (told,)


def _told_of(clause: Clause) -> str:
    """The words of a clause without those that tell when, how many and how: 「打到账户」 of 「已于10月11日顺利打到账户」."""
    words = clause.words
    kept = [
        word.text for at, word in enumerate(words)
        if word.letter not in _WHEN and word.text not in STATUS.how
        and not (word.letter == "j" and words[at + 1 : at + 2] and words[at + 1].letter in "tmY")
    ]  # fmt: skip
    return _TARDY.sub("", "".join(kept))


def _is_event_held(clause: Clause, task: str) -> bool:
    """Whether what a task asks to be held once was: 「已开展」 of 开展宣传, 「6月8日开展演练」."""
    if not STATUS.events_asked.inside(task) or not {w.letter for w in clause.words} & _HELD:
        return False
    told = _told_of(clause)
    held = next((word for word in STATUS.events_done if told.startswith(word)), "")
    thing = told.removeprefix(held)
    return bool(held) and not asks_for_many(task) and (not thing or (len(thing) >= PAIR and thing in task))


def _things_of_end(told: str, text: str, task: str, *, marked: bool, alone: bool) -> Iterator[str | None]:
    """What an end may be told of, with nothing for the task itself; None where the words tell none."""
    past = told.endswith("了")
    yield _of_kind(told, text, task, marked=marked or past)
    if any(word in task for word in STATUS.asks_report) and (marked or past) and (found := _SENT.match(told)):
        yield _without_own(found["thing"])
    if STATUS.asks_pay.inside(task) and (found := _PAID.match(told)):
        yield _without_own(found["thing"])
    found = _RESULT.match(told)
    ready = _ONLY_READY.search(told)
    if (ready and ready[0][0] not in head_of(task)) or (found and found["many"] and is_less(found["many"], text)):
        return  # 「谈好」, 「5处划好2处」
    if found:
        yield _thing_of_result(found, task, marked=marked or past, alone=alone)
    yield _thing_of_past(told, task)
    if alone:
        yield from _by_verb_of_kind(told, task, marked=marked)
    if marked:
        yield _bare_deed(told, task)
        if told in STATUS.done_plainly:
            yield ""  # 「9月20日收尾」


def _thing_of_past(told: str, task: str) -> str | None:
    """What a verb with 「了」 is told of: 「合同」 of 「合同签了」."""
    if not (found := _PAST.match(told)):
        return None
    verb, own = found["verb"], head_of(task)
    if verb in own or verb in STATUS.done_plainly:
        return found["thing"]
    return found["thing"] + verb[0] if verb[-1] in own else None


def _by_verb_of_kind(told: str, task: str, *, marked: bool) -> Iterator[str]:
    """What an end is told of by a verb of the task's kind: 「棚子」 of 「棚子拆平了」, nothing of 「都寄走了」."""
    for kind in _kinds_by_verb():
        if not any(word in task for word in kind.asks):
            continue
        for verb in kind.says:
            at = told.rfind(verb)
            tail = _TAIL.fullmatch(told, at + len(verb)) if at >= 0 else None
            if tail and _is_over(tail, marked=marked):
                yield _without_own(told[:at])


def _is_over(tail: re.Match[str], *, marked: bool) -> bool:
    """Whether what stands behind a verb says that its deed is over: a result, a place, 「了」; a thing of it only beside one of them."""
    if tail["object"] and (tail["past"] or "").startswith("过"):
        return False  # 「砌体验过」
    result = tail["end"] or tail["past"] or tail["purse"]
    return bool(result) or (not tail["object"] and bool(marked or tail["place"] or tail["over"]))


def _of_kind(told: str, text: str, task: str, *, marked: bool) -> str | None:
    """What an end is told of that fulfils the kind of a task: 「碑体」 of 「碑体恢复开放」."""
    told, text = told.removesuffix("了"), text.removesuffix("了")
    for kind in _kinds():
        if not any(word in task for word in kind.asks):
            continue
        says = max((word for word in kind.says if told.endswith(word) or text.endswith(word)), key=len, default="")
        if says and (marked or len(says) > PAIR or says.endswith(STATUS.resultant)):
            thing = told.removesuffix(says) if told.endswith(says) else _without_end(told, says)
            while thing.endswith(kind.says):  # 「点交归还」
                thing = thing.removesuffix(next(word for word in kind.says if thing.endswith(word)))
            return _without_own(thing)
    return None


def _without_end(told: str, says: str) -> str:
    """What stands before an end of which an adverb was left out: 「护航」 of 「护航结束」, 「圆满结束」."""
    tail = next((says[at:] for at in range(len(says)) if told.endswith(says[at:])), "")
    return told.removesuffix(tail)


def _thing_of_result(found: re.Match[str], task: str, *, marked: bool, alone: bool) -> str | None:
    """What a verb with its result is told of: 「水泵」 of 「水泵换好」, nothing of 「换好」."""
    thing, verb, end = found["thing"], found["verb"], found["end"]
    own = verb in head_of(task)
    if end in STATUS.result_ends and own:
        return thing[:-1] if thing[-1:] and thing[-1] in task else thing
    if end in STATUS.result_ends and alone and (verb in STATUS.any_verbs or not thing):
        return thing
    return thing if own and marked else None


def _bare_deed(told: str, task: str) -> str | None:
    """「已划」 of 车位划线, 「7.14审定」 of 审定目录, 「已建档」 of 建立档案: a deed in the words of its task and nothing else."""
    verb, head = told[:PAIR], _LEAD.sub("", core_of(head_of(task)))
    asked = (head.startswith(verb) or head.endswith(verb)) and verb not in STATUS.documents
    own = (
        asked
        or (len(told) == 1 and told in head)
        or (verb not in head and len(told) <= PAIR and set(told) <= set(head))
    )
    also = told[PAIR:]
    whole = not also or any(
        also in words for words in (STATUS.issued, STATUS.filed, STATUS.done, *map(_says, _kinds()))
    )
    return "" if told and own and whole and not told.startswith(STATUS.begun_only) else None


def _says(kind: _Kind) -> tuple[str, ...]:
    return kind.says


def _without_own(thing: str) -> str:
    """Nothing of what such an end is told of whatever the task is: 「核查结果」, 「人员」, 「监理」."""
    thing = _AMOUNTS.sub("", thing)
    return "" if thing.endswith((*STATUS.findings, *STATUS.doers)) else thing


def _is_of_task(thing: str, clause: Clause, task: str) -> bool:
    """Whether the thing that an end is told of is what the task is about, or there is none."""
    plain = _AMOUNTS.sub("", unpointed(_ADJUNCT.sub("", thing)))
    enough = any(is_enough(count, task) for count in clause.counts)
    whole = enough or any(word.letter in "AB" for word in clause.words)
    if any(word in plain for word in STATUS.documents if word not in task):
        return False
    if not plain:
        return True
    if asks_for_many(head_of(task)) and not whole:
        return False
    if len(plain) <= _SHORT and (plain.startswith(STATUS.of_old) or any(char in task for char in plain)):
        return True
    if plain in STATUS.any_things:
        return True
    return shares(plain, task) or enough


@cache
def _kinds() -> Sequence[_Kind]:
    """The kinds of tasks of the lexicon."""
    return _table("closings")


@cache
def _kinds_by_verb() -> Sequence[_Kind]:
    """The same by the verbs of which each fulfils them."""
    return _table("closing_verbs")


def _table(name: str) -> Sequence[_Kind]:
    return [_Kind(tuple(asks.split(",")), tuple(says.split(","))) for asks, says in STATUS.values(name).items()]
