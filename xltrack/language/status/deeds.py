"""Whether what was done is the task or a step of it (docs/规则.md 5.2): the words of a report beside those of the task.

The deed is the done-word of a clause. Opening ones (「已召开」) are a step unless the task asks for just that; closing ones
(「已印发」) are the task unless it plainly asks for more; what is said of a thing (「影像中心已完成」) has to be what the task is about.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from xltrack.base.text import fold, squeeze
from xltrack.language.status.clauses import Clause
from xltrack.language.status.tokens import STATUS, cut_words

Weight = Literal["task", "open", "step"]

# What a task asks for first, and the deeds by which it was done.
_KINDS: Final = {
    "asks_event": "says_event",
    "asks_course": "says_course",
    "asks_built": "says_built",
    "asks_people": "says_people",
    "asks_cleared": "says_cleared",
    "asks_paid": "says_paid",
    "asks_sold": "says_sold",
    "asks_sent": "says_sent",
    "asks_named": "says_named",
    "asks_live": "says_live",
    "asks_moved": "says_moved",
    "asks_begun": "says_begun",
    "asks_solved": "says_solved",
}
_ASKED = STATUS.pattern("|".join(f"{{{kind}}}" for kind in _KINDS) + "|{papers_asked}")
_QUANTITY = STATUS.pattern(r"([0-9]+(?:\.[0-9]+)?)({counts})")
# 「利润4200万」
_NAMED = STATUS.pattern(r"([\u4e00-\u9fff]{2})([0-9]+(?:\.[0-9]+)?{counts})")
# What is counted; no days, shares and numbers of documents.
_COUNTED = STATUS.pattern(r"([0-9]+(?:\.[0-9]+)?)([{scales}]?)([^0-9.%、·•—\-~〕)：:”’\"'{scales}{uncounted}])")
# 「覆盖率达到90%」; not 「控制在5%以内」
_RATE = STATUS.pattern(r"([\u4e00-\u9fff]{2}{rate_end})[^0-9{lower}]{0,6}([0-9.]+)%(?!{at_most})")
_SCALES: Final = dict(zip(("", *STATUS.scales), (1.0, 1e4, 1e8), strict=True))
_JOINT = STATUS.pattern("{task_joints}")
DEMAND = STATUS.pattern("{works}|{papers_asked}")
_WORK = STATUS.pattern("{works}")
_LONGEST: Final = 2000
PAIR: Final = 2
_OF_THE_WHOLE: Final = "aABDvgtmY"  # classes of the words of 「已于7月全部完成」


def weigh_deeds(clauses: Sequence[Clause], task: str, last_year: int | None) -> Weight:
    """What clauses that all say done make of a task; the best of them counts, `open` where the words leave it open.

    Args:
        clauses: those of the report.
        task: the text of the task.
        last_year: the year in which it is due, where that is known.
    """
    text = plain_task(task)
    weights = (
        {_weigh(clause, text, last_year) for clause in clauses if clause.says_done or clause.deed} if text else set()
    )
    best: tuple[Weight, ...] = ("task", "open", "step")
    return next((weight for weight in best if weight in weights), "task")


def is_sure(clauses: Sequence[Clause], task: str) -> bool:
    """Whether some deed that was done is what the task asks for, or finishes anything: 「已印发」 of 「制定方案」, 「已办结」."""
    text = plain_task(task)
    deeds = [clause for clause in clauses if clause.says_done or clause.deed]
    return not text or not deeds or any(_is_sure(clause, text) for clause in deeds)


def _is_sure(clause: Clause, task: str) -> bool:
    deed = clause.deed
    if deed is None or deed in (*STATUS.done, *STATUS.finishing) or any(word in task for word in asked_words(deed)):
        return True
    if clause.shape.dated and fulfils(deed, task):
        return True
    if any(_compare(count, task) == "task" for count in clause.counts):
        return True
    asked = any(
        deed in done and words.inside(task)
        for done, words in ((STATUS.papers_done, STATUS.papers_asked), (STATUS.money_done, STATUS.money_asked))
    )
    return asked or not demands_work(task)


def is_begun(clauses: Sequence[Clause], task: str) -> bool:
    """Whether a beginning was made of a task that asks for no more: 「已开工」 of 「开工建设高铁站」; a first 「已启动」 says it all."""
    text = plain_task(task)
    if clauses[:1] and clauses[0].bare and text.startswith(clauses[0].deed or "?"):
        clauses = clauses[:1]
    begun = [clause for clause in clauses if clause.verdict == "open" and clause.deed in STATUS.opening]
    return len(begun) == len(clauses) and any(_weigh_opening(clause, text) == "task" for clause in begun)


def is_asked(clause: Clause, task: str) -> bool:
    """Whether a clause tells what its task asks for, in its words: 「已约谈」, 「10个」 of 「建设示范点10个」, 「活动20场」."""
    text = plain_task(task)
    already = next((word for word in STATUS.already if clause.text.startswith(word)), "")
    if clause.counts:
        deed = clause.text.partition(clause.counts[0])[0]
        told = clause.verdict == "part" or STATUS.already.inside(clause.text) or clause.text in text
        told = told or (len(deed) >= PAIR and deed in text)
        return told and _compare(_done_of(clause), text) == "task"
    verb = clause.text.removeprefix(already)
    named = bool(already) and len(verb) >= PAIR and text.startswith(verb)
    return named and not DEMAND.match(text, len(verb))


def _done_of(clause: Clause) -> str:
    """The quantity that was done: 「7家」 of 「12家里头已改好7家」."""
    of_all = clause.verdict != "part" and len(clause.counts) > 1
    said = of_all and max(clause.text.find(word) for word in STATUS.already) > clause.text.find(clause.counts[0])
    return clause.counts[-1] if said else clause.counts[0]


def reaches(clauses: Sequence[Clause], task: str) -> bool:
    """Whether some quantity is as large as the task asks for, whatever else is told: 「走访企业52家，收集问题30条」 of 50家."""
    text = plain_task(task)
    return any(_compare(count, text) == "task" for clause in clauses for count in clause.counts)


def reaches_all(clauses: Sequence[Clause], task: str) -> bool:
    """Whether each of the numbers that a task asks for is reached by its name: 「收入9.83亿元」, 「利润4316万元」 of 9.5亿元, 4200万元."""
    asked = [(found[1], found[2]) for found in _NAMED.finditer(task)]
    return bool(asked) and all(
        any(name in clause.text and any(is_enough(count, each) for count in clause.counts) for clause in clauses)
        for name, each in asked
    )


def is_going_on(clauses: Sequence[Clause], task: str) -> bool:
    """Whether work that a task asks for goes on beside what was done: 「摸排已完成，正在整改」 of 「摸排整改问题户厕」."""
    text, done = plain_task(task), [clause.text for clause in clauses if clause.says_done]
    if any(all(word.letter in _OF_THE_WHOLE for word in cut_words(told)) for told in done):
        return False
    going = (found[0] for clause in clauses if clause.verdict == "open" for found in _WORK.finditer(clause.text))
    asked = (work for work in going if work in text and work not in STATUS.weak_works)
    return any(not any(work in told for told in done) for work in asked)


@lru_cache(maxsize=4096)
def plain_task(task: str) -> str:
    """The words of a task as grammars look at them: folded, without spaces, at most so many."""
    return squeeze(fold(task[:_LONGEST]))


def _weigh(clause: Clause, task: str, last_year: int | None) -> Weight:
    if clause.verdict == "step" or (clause.period and not _has_period(clause.period, task, last_year)):
        return "step"
    counted = {_compare(count, task) for count in clause.counts} - {None}
    if counted:
        return "task" if "task" in counted else "step"
    if clause.deed is None:
        return "task"
    if clause.deed in STATUS.opening:
        return _weigh_opening(clause, task)
    return _weigh_thing(clause, clause.deed, task) if clause.about else _weigh_bare(clause.deed, task)


def is_closing(deed: str, task: str) -> bool:
    """Whether a deed done to all of its things leaves nothing to do: 「已拆除」; 「已召开」, 「已印发」 where a task asks for it."""
    if any(word in task for word in asked_words(deed) if word):
        return True
    return deed not in STATUS.opening and (deed not in STATUS.papers_done or STATUS.papers_asked.inside(task))


def fulfils(deed: str, task: str) -> bool:
    """Whether a deed does what a task asks for first; of one that is but the name of a thing, being built does.

    「召开」 of 筹备大会, 「投入使用」 of 建成中心, 「建成开放」 of 「西门口袋公园」.
    """
    return does(deed, task) or (deed in STATUS.says_built and not (_ASKED.search(task) or DEMAND.search(task)))


def does(deed: str, task: str) -> bool:
    """Whether a deed does what words ask for first, in their own word or in another: 「落实到位」 of 落实政策, 「动工」 of 开工."""
    if deed not in STATUS.made and task.startswith(deed[:PAIR]):
        return True
    found = _ASKED.findall(task)
    if not found:
        return False
    asked = found[0 if task.startswith(found[0]) else -1]  # 「制定建设方案」, 「完成城区管网改造」
    if deed in STATUS.papers_done:
        return asked in STATUS.papers_asked and asked not in (*STATUS.asks_sent, *STATUS.asks_named)
    return any(asked in getattr(STATUS, asks) and deed in getattr(STATUS, says) for asks, says in _KINDS.items())


def falls_short(clauses: Sequence[Clause], task: str) -> bool:
    """Whether a rate that a task asks for is not reached: 「入驻率76%」 of 「入驻率达到80%」."""
    asked = [(found[1], float(found[2])) for found in _RATE.finditer(task)]
    told = {found[1]: float(found[2]) for clause in clauses for found in _RATE.finditer(clause.text)}
    return any(told.get(rate, most) < most for rate, most in asked)


def asks_for_many(task: str, besides: Sequence[str] = ()) -> bool:
    """Whether a task asks for several things: one of them is a part of it; `besides` are things that do not count."""
    return any(most > 1 and unit not in besides for unit, most in _most(task).items())


def is_less(text: str, task: str) -> bool:
    """Whether a clause tells of fewer things than its task asks for: 「已拆除103块」 of 118块."""
    asked = _most(task)
    return any(most < asked.get(unit, 0) for unit, most in _most(text).items())


def falls_behind(texts: Sequence[str], task: str) -> bool:
    """Whether texts count some thing that a task asks for, and none of them as many of it."""
    asked, told = _most(task), [_most(text) for text in texts]
    return any(
        0 < max((each.get(unit, 0.0) for each in told), default=0.0) < most for unit, most in asked.items() if most > 1
    )


@lru_cache(maxsize=1024)
def _most(text: str) -> dict[str, float]:
    """The largest number of each thing that a text counts, by the first character of its name."""
    most: dict[str, float] = {}
    for number, scale, unit in _COUNTED.findall(text):
        most[unit] = max(most.get(unit, 0), float(number) * _SCALES[scale])
    return most


def is_enough(count: str, task: str) -> bool:
    """Whether a quantity is as large as a task asks for: 「31个」 of 「问题31个，其中省级6个」."""
    return _compare(count, task) == "task"


def _compare(count: str, task: str) -> Weight | None:
    """A quantity beside those of its unit in the task: as many, fewer (`step`), or none named."""
    found = _QUANTITY.match(count)
    asked = [float(number) for number, unit in _quantities(task) if found and _one_unit(unit) == _one_unit(found[2])]
    return None if not found or not asked else "task" if float(found[1]) >= max(asked) else "step"


def _one_unit(unit: str) -> str:
    """A measure as it is compared: 「32人」 of 30名."""
    return STATUS.of_persons[0] if unit in STATUS.of_persons else unit


@lru_cache(maxsize=1024)
def _quantities(task: str) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in _QUANTITY.finditer(task)]


def _has_period(period: str, task: str, last_year: int | None) -> bool:
    """Whether a task asks for what was done of a period: it names it, or falls due in that year."""
    year = period[:4]
    return period.removesuffix("份") in task or (year.isdigit() and "月" not in period and last_year == int(year))


def asked_words(deed: str) -> tuple[str, ...]:
    """The deed as a task may ask for it."""
    return (deed, *STATUS.values("opening").get(deed, "").split(",")) if deed in STATUS.opening else (deed,)


def _weigh_opening(clause: Clause, task: str) -> Weight:
    """「已召开」 is the task where that is what it asks for first, and no other deed behind it."""
    asked = tuple(word for word in asked_words(clause.deed or "") if word and word in task)
    short: Weight = "step" if clause.deed in STATUS.plain_openings or demands_work(task) else "open"
    if shares(clause.about, task) and clause.deed not in STATUS.plain_openings:
        short = "open" if demands_work(task) else "task"
    if not asked:
        return short
    first, word = min((task.index(word), word) for word in asked)
    before = [found[0] for found in _WORK.finditer(task[:first])]
    if any(demand not in STATUS.weak_works for demand in before):
        return short
    rest = _JOINT.split(task[first:])[1:]
    more = any(_WORK.match(part) and not part.startswith(asked) for part in rest)
    return "open" if more or STATUS.results.begin(task, first + len(word)) else "task"


def _weigh_bare(deed: str, task: str) -> Weight:
    """A closing deed and nothing beside it: 「已印发」 of 「建设学校」 is a step."""
    for done, asked in ((STATUS.papers_done, STATUS.papers_asked), (STATUS.money_done, STATUS.money_asked)):
        if deed in done and not asked.inside(task) and demands_work(task):
            return "step"
    return "task"


def _weigh_thing(clause: Clause, deed: str, task: str) -> Weight:
    """A deed done to something: a paper or a means of which the task says nothing is a step of it, unless it asks for no work."""
    closing = deed not in STATUS.done and not demands_work(task)
    if deed in STATUS.money_done and fulfils(deed, task) and shares(clause.about, task):
        return "task"  # 「补贴资金已发放到位」 of 发放补贴
    if any(word in clause.about for word in STATUS.documents if word not in task):
        return "task" if closing and deed in STATUS.papers_done and _asks_for_no_deed(task) else "step"
    if deed in task or _tells_of(clause.about, task):
        return "open" if deed in STATUS.papers_done and demands_work(task) else "task"
    return "task" if closing else "open"


def _asks_for_no_deed(task: str) -> bool:
    """Whether a task asks for a paper, or for nothing by name: not 「推进殡葬改革」, of which 「办法已印发」 is a step."""
    return STATUS.papers_asked.inside(task) or not (_WORK.search(task) or STATUS.reforms.inside(task))


def demands_work(task: str) -> bool:
    """Whether the first deed that a task asks for is work: 「建设学校」, not 「制定学校建设方案」, 「开展专项工作」."""
    found = DEMAND.search(task)
    return found is not None and found[0] in STATUS.works and found[0] not in STATUS.weak_works


def _tells_of(about: str, task: str) -> bool:
    """Whether a report is about what a task says: by half of its words, or by the first or the last of them."""
    ends = {about[:PAIR], about[-PAIR:]}
    return covers(about, task) or any(end in task and end not in STATUS.vague for end in ends)


def covers(about: str, task: str) -> bool:
    """Whether half of what a report is about stands in the task: 「集中排查」 of 开展集中排查, not 「目录采购」 of 编制目录."""
    pairs = [about[at : at + PAIR] for at in range(max(len(about) - 1, 1))]
    return 2 * sum(pair in task for pair in pairs) >= len(pairs)


def shares(about: str, task: str) -> bool:
    """Whether two characters of what a report is about stand in the task."""
    pairs = (about[at : at + PAIR] for at in range(len(about) - 1))
    return any(pair in task and pair not in STATUS.vague for pair in pairs)
