"""Plain Chinese that says an end without the word for it: 「换好了」, 「合同签了」, 「7月3日已报」 (docs/规则.md 5.2).

end     = [ thing ] [ day | adverb ] ( verb result [ "了" ] | verb "了" | deed of the task's kind )
result  = "完" | "好" | "妥" | "齐" | "到位" | …        after the task's own verb, or one that any task may have (办, 弄)
deed    = what fulfils a kind of task: 上报: 「报了」, 「已报市局」; 修复: 「恢复通行」; 评选: 「评出」

Of the task, or of nothing that it names, such an end is one; of a thing that the task does not name it stays in doubt.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal, NamedTuple

from xltrack.language.status.clauses import Clause, parse_clause
from xltrack.language.status.deeds import PAIR, asks_for_many, is_enough, is_less, plain_task, shares
from xltrack.language.status.grammar import StatusWords, weigh_clauses
from xltrack.language.status.subjects import core_of, head_of, unpointed
from xltrack.language.status.tokens import STATUS

_RESULT = STATUS.pattern(
    "(?P<thing>.*?)(?P<verb>[\u4e00-\u9fff])(?P<end>{result_ends}|{outcome_ends})了?(?P<many>[0-9.]+[{scales}]?[\u4e00-\u9fff]{1,3})?$"
)
_PAST = STATUS.pattern("(?P<thing>.*?)(?P<verb>[\u4e00-\u9fff]{1,2})了$")
_SENT = STATUS.pattern("(?P<thing>.*?)(?:{sends})(?:[给至到]?[^0-9]{0,10}{receivers})?了?(?:并.{2,10})?$")
# 「打到187名职工账户」
_PAID = STATUS.pattern("(?P<thing>.*?)(?:{pays})[到至给].{0,14}?{purses}了?$")
# 「超期半个月修好」, 「延后2天」
_LATE = STATUS.pattern("^(?:{off_time}|{late})了?(?:[0-9]+|[{numerals}]+|半)?{off_units}(?:{tardy_words}|才)?")
# 「84户、213.6万元」
_AMOUNTS = STATUS.pattern("(?:[0-9.]+[{scales}]?(?:{counts}|{money_units})?|逐[\u4e00-\u9fff]|[、余多共])+")
# 「等下周弄好」, 「快做完了」, 「说是弄好」
_NOT_SURE = STATUS.pattern("{unsure_signs}|了[0-9]+/[0-9]+$|[0-9][日号]{since}|^{so_far}")
_ONLY_READY = STATUS.pattern("{ready_for}(?:{result_ends})")
_LEAD = STATUS.pattern("^(?:{begun_only}|{manner}|{done})+")
_ADJUNCT = STATUS.pattern("^(?:{adjuncts}).*")
# 「直到11月4日才播完」
_TARDY = STATUS.pattern("{tardy_words}|(?<!人)才")
_WHEN: Final = frozenset("tmYaABg")  # classes of words that tell when and how much
_NOT_SO: Final = frozenset("nfpPoTUlFxckuNzsSrhL")  # of words that deny, plan, part or delay
_MARKS: Final = frozenset("aABtmY")
_FIRM: Final = frozenset("tAB")
_HELD: Final = frozenset("at")
_STORY: Final = 4  # clauses

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
    if "task" in sure and alone and any(map(_leaves_rest, said.clauses)):
        return said
    if "task" in sure:
        clauses = [
            _ended(clause) if told == "task" else clause for clause, told in zip(said.clauses, sure, strict=True)
        ]
        return weigh_clauses(clauses)._replace(named=said.named)
    doubtful = "thing" in sure and alone and said.progress is None and not any(map(_leaves_rest, said.clauses))
    return said._replace(disputed=True) if doubtful and said.kind == "in_progress" else said


def _leaves_rest(clause: Clause) -> bool:
    """Whether a clause says that something is left: 「还有1篇没交」, 「等领导看过就开」; not 「等结算」."""
    if STATUS.aftermath.inside(clause.text):
        return False
    if (
        clause.shape.going
        or clause.verdict in ("left", "undone", "suspended", "not_started")
        or STATUS.not_yet.inside(clause.text)
    ):
        return True
    return clause.text.startswith(STATUS.rest_words) or any(word.letter == "l" for word in clause.words)


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
    thing = _thing_of_end(told, text, task, marked=marked, alone=alone)
    if thing is None:
        return ""
    return "task" if _is_of_task(thing, clause, task) else "thing"


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


def _thing_of_end(told: str, text: str, task: str, *, marked: bool, alone: bool) -> str | None:
    """What an end is told of, with nothing for the task itself; None where the words tell none."""
    past = told.endswith("了")
    if (thing := _of_kind(told, text, task, marked=marked or past)) is not None:
        return thing
    if any(word in task for word in STATUS.asks_report) and (marked or past) and (found := _SENT.match(told)):
        return _without_own(found["thing"])
    if STATUS.asks_pay.inside(task) and (found := _PAID.match(told)):
        return _without_own(found["thing"])
    if (found := _RESULT.match(told)) and not _ONLY_READY.search(told):
        if found["many"] and is_less(found["many"], text):
            return None  # 「5处划好2处」
        return _thing_of_result(found, task, marked=marked, alone=alone)
    if found := _PAST.match(told):
        verb, own = found["verb"], head_of(task)
        if verb in own or verb in STATUS.done_plainly:
            return found["thing"]
        return found["thing"] + verb[0] if verb[-1] in own else None
    return _bare_deed(told, task) if marked else None


def _of_kind(told: str, text: str, task: str, *, marked: bool) -> str | None:
    """What an end is told of that fulfils the kind of a task: 「碑体」 of 「碑体恢复开放」."""
    told, text = told.removesuffix("了"), text.removesuffix("了")
    for kind in _kinds():
        if not any(word in task for word in kind.asks):
            continue
        says = max((word for word in kind.says if told.endswith(word) or text.endswith(word)), key=len, default="")
        if says and (marked or len(says) > PAIR):
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
    return shares(plain, task) or enough


@cache
def _kinds() -> Sequence[_Kind]:
    """The kinds of tasks of the lexicon."""
    return [_Kind(tuple(asks.split(",")), tuple(says.split(","))) for asks, says in STATUS.values("closings").items()]
