"""A story of many clauses, and the one that ends it: 「……，该项任务已于5月6日完成。其间接待游客53万人次」 (docs/规则.md 5.2).

What ends one speaks of the task itself, of all of its things or as many as it asks for, or tells the deed that it asks for first.
Steps, shares of parts, what comes next and what went wrong stand around it and change nothing.
"""

from collections.abc import Iterable, Sequence
from sys import maxsize
from typing import Final, Literal

from xltrack.base.patterns import pattern
from xltrack.language.status.clauses import Clause, parse_clause
from xltrack.language.status.deeds import (
    DEMAND,
    PAIR,
    asked_words,
    asks_for_many,
    covers,
    falls_short,
    fulfils,
    is_closing,
    is_enough,
    is_less,
    plain_task,
    reaches,
    shares,
)
from xltrack.language.status.grammar import (
    TOLD_AT_LENGTH,
    StatusKind,
    StatusWords,
    dated_at,
    is_taken_up,
    says_progress,
)
from xltrack.language.status.subjects import core_of, head_of, names, plain, subject_of, unpointed
from xltrack.language.status.tokens import STATUS, cut_words

End = Literal["told", "named", "deed", "paper", "thing", "sent"]

_THEREFORE = STATUS.pattern("^{therefore}+")
_DECIDED = STATUS.pattern("^.*{deciders}")
_PAPER = STATUS.pattern("{documents}|{papers_asked}")
_ITEM = pattern(r"^[0-9]{1,2}[.、](?=[^0-9])")
# 「以县政府文件印发」
_ISSUED = STATUS.rare("以[^,]{1,24}?{issued_as}", "以")
# 「整改后7月19日通过竣工验收」
_AFTER = STATUS.rare("^[^0-9]{1,12}{after}(?=[0-9]{1,2}月)", "{after}")
# 「最后一台拆除完毕」
_LAST = STATUS.pattern("{last_ones}(?:[0-9]|{one})")
_LAST_HEAD = STATUS.pattern("^{last_ones}(?:(?:[0-9]+|{one}){counts}?)?")
# 「取消燃煤小锅炉」
_TO_DROP = STATUS.pattern("^(?:{manner}|{done})*{cancel}")
# 「提前完成压降目标」, 「圆满完成各项任务」
_FULFILLED = STATUS.pattern("(?:{fulfilled_well}){fulfilled}[^0-9]{0,8}?{aims}$")
_FULLY = STATUS.pattern("{tasks}{fully}")
_STORY: Final = 3  # clauses from which on one of them can end a story
_OPENS: Final = frozenset(("undone", "left", "suspended", "cancelled"))
_ADVANCES: Final = frozenset(("done", "step", "part"))
_ALSO: Final = "并"
_THINGS: Final = ".sSdebiENR"
_OF_ALL: Final = frozenset("AB")
_NOT_SO: Final = frozenset("nfpoPLT")
_TURNS: Final[dict[str, StatusKind]] = {
    "not_started": "not_started", "suspended": "suspended", "cancelled": "cancelled",
}  # fmt: skip


def closed(said: StatusWords, task: str) -> StatusWords:
    """What a story says of a task by the sentence that ends it: 「……，该项任务已于5月6日完成。其间……」; as it is without one.

    「此项工作尚未启动」, 「该项目取消」 end it too, behind 「下一步」 as well.
    """
    text = plain_task(task)
    said = _weighed(said, text)
    if said.kind == "done" and not said.whole and falls_short(said.clauses, text):
        return said._replace(kind="in_progress")
    clauses = _of_task(said.named or said.clauses)
    if len(clauses) < _STORY:
        return said
    reached = reaches(clauses, text)
    plans = _first(place > 0 and clause.shape.plans for place, clause in enumerate(clauses))
    begun = _first(clause.verdict in _ADVANCES or bool(clause.share) for clause in clauses)
    for place in range(len(clauses) - 1, -1, -1):
        clause, later = clauses[place], clauses[place + 1 : max(plans, place + 1)]
        if turn := _turn_of(clause, text, first=place <= begun):
            if any(is_taken_up(each, turn) for each in later):
                return said
            return said._replace(kind=turn, day=None, progress=None, step=None, clauses=(clause,))
        ending = _done_as_asked(_first_deed(clause), text)
        end = _end_of(ending, text, reached=reached)
        if end is None or (end not in ("told", "named") and place >= plans):
            continue
        if said.whole and end == "thing":
            return said
        if reopened := _reopened(ending, end, later, text):
            return said._replace(disputed=said.progress is None and _is_disputed(clause, reopened, text))
        return _ended(said, clauses, place, end, text)
    return said


def _weighed(said: StatusWords, task: str) -> StatusWords:
    """What a cell says beside its task, before a sentence ends it: dropped as the task asks, put off in part, its share."""
    if _TO_DROP.search(task) and (said.kind == "cancelled" or any(map(_dropped, said.clauses))):
        said = said._replace(kind="done")
    if len(said.clauses) > 1:
        said = said._replace(progress=_share_of_all(said, task))
    put_off = [clause.text for clause in said.named or said.clauses if clause.verdict == "suspended"]
    return said._replace(kind="in_progress") if said.kind == "suspended" and all(map(_is_section, put_off)) else said


def _is_section(text: str) -> bool:
    return STATUS.sections.inside(text)


def _first(told: Iterable[bool]) -> int:
    """The place of the first that holds; beyond all of them where none does."""
    return next((place for place, holds in enumerate(told) if holds), maxsize)


def _of_task(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """Clauses without a share of what was told just before: 「公交场景刷卡量最大，占总量的72%」."""
    if not any(clause.share is not None and clause.text.startswith(STATUS.part_of) for clause in clauses):
        return clauses
    return [clause for place, clause in enumerate(clauses) if not (place and _is_share_of(clauses[place - 1], clause))]


def _is_share_of(before: Clause, clause: Clause) -> bool:
    """Whether a share is that of a thing named before it, of which nothing was done."""
    shared = clause.share is not None and clause.text.startswith(STATUS.part_of) and before.verdict == "neutral"
    return shared and (not before.counts or before.text.startswith(STATUS.among))


def _done_as_asked(clause: Clause, task: str) -> Clause:
    """A clause that tells in the task's own word what was done to all: 「60座站台全部更新」 of 更新公交站台."""
    verb, letters = head_of(task)[:PAIR], {word.letter for word in clause.words}
    told = clause.verdict == "neutral" and len(verb) == PAIR and clause.text.endswith(verb)
    return (
        parse_clause(clause.text + STATUS.made[0]) if told and letters & _OF_ALL and not letters & _NOT_SO else clause
    )


def _ended(said: StatusWords, clauses: Sequence[Clause], place: int, end: End, task: str) -> StatusWords:
    """What a cell says by the clause that ends it."""
    clause, dated = clauses[place], _dated_at(clauses, place, task)
    deed = clause.deed if end in ("paper", "thing") else None
    own = end == "told" and STATUS.general.inside(clause.text) and not any(w.letter in "mY" for w in clause.words)
    return said._replace(
        kind="done", day=dated.day, progress=None, certain=end != "named", loose=dated.loose, step=None, whole=True,
        ended="task" if own else "thing", clauses=(clause._replace(verdict="done", deed=deed, about=""),),
    )  # fmt: skip


def _dated_at(clauses: Sequence[Clause], place: int, task: str) -> Clause:
    """The clause that gives the day of the one that ends a story.

    「至此全部完工」 takes it from before, 「9月1日开学」 yields to 「8月18日通过验收」; of 「2处已全部建成」 each had its day.
    """
    clause = clauses[place]
    if clause.text.startswith(STATUS.by_then):
        return next((c for c in clauses[place::-1] if c.day), clause)
    before = clauses[max(place - 1, 0)]
    named = clause.deed in STATUS.says_named and not clause.shape.dated and before.shape.dated
    if named or (clause.day is None and _LAST.search(before.text) and before.shape.dated):
        return parse_clause(
            before.text if before.day else before.text + STATUS.done[0]
        )  # 「6月21日省厅发文，我县获评」
    opened = clause.deed in STATUS.opened and before.deed in STATUS.done and before.day
    if opened and _end_of(_first_deed(before), task):
        return before
    return clause if clause.counts else dated_at(clauses, place)


def _share_of_all(said: StatusWords, task: str) -> float | None:
    """The share of the whole among those of a cell: 「占总投资的78%」, 「管网改造完成60%」 of that task; not 「电梯安装完成60%」."""
    told = [c for c in _of_task(said.clauses) if c.share is not None]
    if not told:
        return said.progress
    story = len(said.clauses) >= TOLD_AT_LENGTH
    shares = [c for c in told if _is_share_of_all(c, task) and (not story or says_progress(c))]
    if len({c.share for c in shares}) > 1:
        shares = [c for c in shares if c.overall][:1]
    return shares[0].share if shares else None


def _is_share_of_all(clause: Clause, task: str) -> bool:
    """Whether what a share is of is the task itself, or nothing else is named."""
    words = clause.words
    end = next((place for place, word in enumerate(words) if word.letter == "r"), len(words))
    told = [word.text for word in words[:end] if word.letter in _THINGS and word.text not in STATUS.main_parts]
    named = unpointed("".join(told))
    return STATUS.overall.inside(clause.text) or not named or named in STATUS.works or covers(named, task)


def _first_deed(clause: Clause) -> Clause:
    """A clause without the form of a paper and what was done besides: 「已全部完成」 of 「已全部完成并通过市级验收」."""
    text = _AFTER.sub("", _ISSUED.sub("", clause.text))
    words = cut_words(text)
    told = next((place for place, word in enumerate(words) if word.letter in "Dde"), len(words))
    also = next((place for place in range(told + 1, len(words)) if words[place].text == _ALSO), len(words))
    return clause if text == clause.text and also == len(words) else parse_clause("".join(w.text for w in words[:also]))


def _dropped(clause: Clause) -> bool:
    """Whether a clause says that all of something was dropped: 「18台已全部取消」."""
    return clause.text.endswith(STATUS.cancel) and clause.verdict == "neutral" and STATUS.already.inside(clause.text)


def _turn_of(clause: Clause, task: str, *, first: bool) -> StatusKind | None:
    """What a clause makes of a task that was dropped, put off or not begun: 「因此本项工作尚未启动」, 「示范街建设取消」.

    Where nothing was done before (`first`), a beginning that is denied of nothing is that of the task: 「……，尚未开工建设」.
    """
    if _drops(clause, task):
        return "cancelled"
    turn = _TURNS.get(clause.verdict)
    if turn == "cancelled" and _TO_DROP.search(task):
        return None
    if turn is None or _THEREFORE.sub("", clause.text).startswith(STATUS.general):
        return turn
    subject = subject_of(clause)
    if turn == "not_started":
        if not first or not STATUS.denied.inside(clause.text):
            return None
        all_ = subject[-PAIR:] in task and any(is_enough(count, task) for count in clause.counts)
        if not subject or all_ or names(subject, task):
            return turn
    headed = subject.endswith((*STATUS.whole_ends, *STATUS.whole_things))
    return turn if headed and covers(core_of(subject, STATUS.whole_things), task) else None


def _drops(clause: Clause, task: str) -> bool:
    """Whether a clause says that the task itself was dropped: 「该建设项目取消」, 「决定终止该项目」, 「研究决定取消庆典活动」."""
    if not STATUS.cancel.inside(clause.text) or STATUS.cancel.inside(task) or STATUS.asks_for.inside(clause.text):
        return False
    words = clause.words
    at = next((place for place, word in enumerate(words) if word.letter == "k"), 0)
    before, after = words[:at], "".join([word.text for word in words[at + 1 :]])
    if any(word.letter in "nf" for word in before):
        return False
    told = plain(before)
    return names(after or _DECIDED.sub("", told), task) or (not after and told.endswith(STATUS.deciders))


def _end_of(clause: Clause, task: str, *, reached: bool = False) -> End | None:
    """How a clause says done of all of a task.

    `told` of the task itself (「此项工作已完成」); `named` of what it is about (「集中排查工作于6月12日完成」, 「31个问题全部完成整改」);
    `paper`: 「办法已印发」 of 制定办法; `thing`: 「已投入使用」; `sent`: 「材料已上报」 of 申报示范县, which waits for an answer then.
    """
    if clause.verdict in ("done", "neutral") and _FULFILLED.search(clause.text):
        return "told"
    if clause.verdict == "neutral" and clause.text.endswith(STATUS.event_ends):
        subject = subject_of(clause).removesuffix(next(end for end in STATUS.event_ends if clause.text.endswith(end)))
        return "named" if subject.endswith(STATUS.whole_ends) and covers(core_of(subject), task) else None
    if not clause.says_done:
        return None
    deed, already = _deed(clause), STATUS.already.inside(clause.text)
    if deed is None:  # 「占年度任务的104%」
        return "told" if clause.verdict == "done" and clause.share is None and clause.bare else None
    if deed in STATUS.done and clause.text.endswith(deed) and _FULLY.search(clause.text):
        return "told"
    if (
        clause.verdict == "done"
        and clause.bare
        and clause.shape.decisive
        and deed in STATUS.done
        and (already or not clause.loose)
    ):
        if STATUS.general.inside(clause.text):
            return "told"
        if already or clause.day or (fulfils(deed, task) and not asks_for_many(task)):
            return "thing"
    if deed in STATUS.done and already and _is_general(clause):
        return "told"
    paper = deed in STATUS.papers_done and (already or clause.day) and _asks_for_paper(task)
    if clause.verdict == "done" and paper and _is_its_paper(clause.about, task):
        return "paper"
    if _is_its_deed(clause, deed, task, reached=reached):
        return "sent" if deed in STATUS.says_sent else "deed"
    return "named" if _is_named(clause, deed, task) else None


def _deed(clause: Clause) -> str | None:
    """The done-word of a clause, of a step as well: 「征地拆迁任务全部完成」."""
    return clause.words[clause.shape.place].text if clause.verdict == "step" else clause.deed


def _is_named(clause: Clause, deed: str, task: str) -> bool:
    """Whether a clause says done of what a task is about: by its name, of all of it, or of as many as it asks for."""
    subject = subject_of(clause)
    if clause.step and clause.step not in task:
        return False
    if (
        deed in (*STATUS.done, *STATUS.event_ends)
        and clause.text.endswith(deed)
        and subject.endswith(STATUS.whole_ends)
    ):
        core = core_of(subject)
        return covers(core, task) and (core[:PAIR] in task or not asks_for_many(head_of(task)))
    marked = _is_marked(clause)
    core = core_of(subject, STATUS.whole_things)
    if (
        marked
        and deed in (*STATUS.done, *STATUS.event_ends)
        and len(core) >= PAIR
        and core_of(head_of(task)).endswith(core)
    ):
        return True
    if not marked or not is_closing(deed, task) or _ITEM.match(clause.text):
        return False
    if not _is_of_task(clause, task):
        return False
    if any(is_enough(count, task) for count in clause.counts):
        return core[-PAIR:] in task and (core != "" or clause.shape.total)
    return clause.shape.total and names(subject, task)


def _is_marked(clause: Clause) -> bool:
    """Whether a clause says that something is over, by a day, of all of it or by 「已」."""
    return clause.shape.total or clause.day is not None or STATUS.already.inside(clause.text)


def _is_general(clause: Clause) -> bool:
    """Whether a clause speaks of the task and of nothing in it: 「项目已完成并正常运转」."""
    subject, behind = subject_of(clause), clause.words[clause.shape.place + 1 :]
    return clause.verdict == "done" and bool(subject) and not core_of(subject) and not behind


def _is_of_task(clause: Clause, task: str) -> bool:
    """Whether what stands behind a done-word is of the task: 「完成改造」, not 「完成现场踏勘」."""
    behind = [word.text for word in clause.words[clause.shape.place + 1 :] if word.letter in ".sS"]
    return not behind or any(shares(text, task) for text in behind)


def _is_its_deed(clause: Clause, deed: str, task: str, *, reached: bool) -> bool:
    """Whether a deed was done that a task asks for first, to all of it: 「现场会于7月24日召开」 of 承办现场会."""
    head, subject = head_of(task), subject_of(clause)
    made = deed in STATUS.made and subject.endswith(head[:PAIR])
    if clause.loose or not (_is_marked(clause) or STATUS.accomplished.inside(clause.text)):
        return False
    if clause.verdict not in ("done", "part") and not (made and (clause.step or "") in head):
        return False
    core = core_of(subject.removesuffix(head[:PAIR]) if made else subject, STATUS.whole_things)
    first = made or fulfils(deed, task) or (core != "" and task.startswith(asked_words(deed)))
    if _LAST.search(clause.text):
        done = first or deed in (*STATUS.done, *STATUS.event_ends)
        return done and (shares(core, head) or not _LAST_HEAD.sub("", core))
    if not first or clause.verdict == "part" or is_less(clause.text, head):
        return False
    return _is_of_all(clause, deed, core, task, reached=reached)


def _is_of_all(clause: Clause, deed: str, core: str, task: str, *, reached: bool) -> bool:
    """Whether a deed that a task asks for first was done to all that it asks for, or to the thing that it names."""
    head, event = head_of(task), deed in (*STATUS.says_event, *STATUS.says_course)
    if deed in STATUS.says_sent and (not core or core.endswith(STATUS.documents)):
        return True  # 「申报材料已报送」
    if any(is_enough(count, task) for count in clause.counts):
        return deed in STATUS.says_people or not core or shares(core, head)
    many = asks_for_many(head, STATUS.attendees) if event else asks_for_many(task)
    if many and not (clause.shape.total and (reached or core != "")):
        return False
    if core.endswith(STATUS.actors) and not shares(core, head) and deed[:PAIR] == head[:PAIR]:
        return True  # 「全县公立医疗机构于3月28日落实到位」
    if not core:
        return not event or _is_of_task(clause, task)
    return core[-PAIR:] in head or covers(core, head) or (event and core[:PAIR] in head)


def _asks_for_paper(task: str) -> bool:
    """Whether the first deed that a task asks for is to write or issue something: 「制定办法」, not 「推进改革，建立机制」."""
    found = DEMAND.search(task)
    return found is not None and found[0] not in STATUS.works


def _is_its_paper(about: str, task: str) -> bool:
    """Whether a paper that was issued is the one that a task asks for: 「规划文本」 of 编制规划, not 「工作方案」."""
    others = [word for word in STATUS.documents if word in about and word not in task]
    if not others:
        return not about or shares(about, task) or not _PAPER.search(about)
    for word in others:
        about = about.replace(word, "")
    pairs = (about[at : at + PAIR] for at in range(len(about) - 1))
    return any(pair in task and pair not in STATUS.vague and pair not in STATUS.works for pair in pairs)


def _reopened(clause: Clause, end: End, later: Sequence[Clause], task: str) -> Clause | None:
    """The later clause by which a task is not over after all, though one seems to end it; what came of it is none."""
    over = _is_over(clause, task)
    return next((c for c in later if _reopens(c, end) and not ((over or _is_ahead(c)) and _is_other(c, task))), None)


def _is_disputed(clause: Clause, later: Clause, task: str) -> bool:
    """Whether one clause says plainly that all is over, and a later one does not plainly say that something of it is left."""
    units = {count[-1:] for count in clause.counts if is_enough(count, task)}
    beyond = any(count[-1:] in units for count in later.counts)  # 「12所全部建成」, 「另有3所」
    return _is_marked(clause) and (beyond or later.verdict not in _OPENS or _is_other(later, task))


def _is_ahead(clause: Clause) -> bool:
    """Whether a clause tells when something is to begin, and does not deny that it has: 「测算工作在年底统一开展」."""
    ahead = clause.verdict == "not_started" and not any(word.letter in "tm" for word in clause.words)
    return ahead and not STATUS.denied.inside(clause.text)


def _is_over(clause: Clause, task: str) -> bool:
    """Whether what was done cannot have a rest: an event was held, a thing named or sold."""
    deed, head = clause.deed, head_of(task)
    if deed in (*STATUS.says_event, *STATUS.says_course):
        return not asks_for_many(head, STATUS.attendees)
    return deed in (*STATUS.says_named, *STATUS.says_sold)


def _is_other(clause: Clause, task: str) -> bool:
    """Whether a clause speaks of something else than its task: 「其余6个正在商谈股权结构」 behind 「论坛于10月17日举办」."""
    told = "".join(word.text for word in clause.words if word.letter in _THINGS)
    return len(told) >= PAIR and not shares(told, task)


def _reopens(clause: Clause, end: End) -> bool:
    """Whether a later clause says that the task is not over after all; what comes after all work does not: 「结算资料正在收集」."""
    if clause.verdict == "open" and STATUS.aftermath.inside(clause.text):
        return False
    if clause.verdict == "left" and (STATUS.settled_later.inside(clause.text) or end == "sent"):
        return False
    if end == "told":
        return clause.verdict == "left" or (clause.bare and clause.verdict in _OPENS)
    if clause.verdict in _OPENS or (end != "paper" and clause.verdict == "not_started"):
        return True
    if end in ("named", "deed", "sent") and clause.verdict == "open" and STATUS.not_yet.inside(clause.text):
        return True
    if clause.share is not None and STATUS.measure.inside(clause.text):
        return clause.share < 1
    if end == "paper":
        return clause.shape.going and STATUS.revising.inside(clause.text)
    return clause.shape.going and (end == "thing" or clause.works_on)
