"""The words of progress reports: done, begun, not begun, put off, dropped (docs/规则.md 5.2 to 5.5).

report  = mark | light | choice | share | clause { ("，" | "；" | "。" | "（" | "）") clause }    of a history the latest entry
mark    = "√" | "是" | "×" | "否" | "未填报" | …             (the whole cell)
light   = "正常" | "滞后" | "绿灯" | …                       (the whole cell)
choice  = { ("☑" | "□" | "(√)" | "( )") clause } | choices beside "√"    the ticked ones alone count
share   = number [ "%" ]                                    (the whole cell)
clause: see clauses; a clause that asks (「完成？」) is no answer; history: see history
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.language.status.clauses import Clause, ClauseSense, parse_clause
from xltrack.language.status.history import latest_entry
from xltrack.language.status.tokens import STATUS
from xltrack.language.status.wording import SPLIT, STOPS, joined, untitled, without_questions

StatusKind = Literal["blank", "done", "in_progress", "not_started", "suspended", "cancelled"]


class StatusWords(NamedTuple):
    """What the words of a status cell say.

    Attributes:
        kind: blank (nothing was reported), or the state of the whole task.
        day: words of the day on which it was done (「7月12日」), where the words name one.
        progress: 0 to 1, where the words name a share of completion.
        clauses: what each clause says, for milestones named in them.
        certain: False where the verdict rests on inference (a subject or an object beside the done-word).
        loose: True where the day is a month or a year without 「已」: 「9月底完成」 may be a plan.
        step: a step of the work that alone is done (「初稿」 in 「初稿已完成」): all of it where the task is that step.
        whole: True where it opens with 「已完成」 or its like, without a subject of its own.
        light: True where it only says how well it goes: 「正常」, 「红灯」.
        asked: True where it asks: 「完成？」.
        disputed: True where a story may tell of all of its task, but no clause ends it, or a later one speaks against that.
        ended: what the clause that ends a story speaks of: the task itself (「该项任务已完成」), or something of it
            (「9月任务已完成」); empty where none does.
        named: the clauses in which milestones may be named, of a history those of all its entries.
    """

    kind: StatusKind
    day: str | None = None
    progress: float | None = None
    clauses: tuple[Clause, ...] = ()
    certain: bool = True
    loose: bool = False
    step: str | None = None
    whole: bool = False
    light: bool = False
    asked: bool = False
    disputed: bool = False
    ended: Literal["task", "thing", ""] = ""
    named: tuple[Clause, ...] = ()

    @property
    def telling(self) -> bool:
        """Whether anything in the words was understood."""
        return self.kind != "blank" and (not self.clauses or any(c.verdict != "neutral" for c in self.clauses))

    @property
    def unclear(self) -> bool:
        """Whether there are words, and none that says how far it is: 「差不多了」; a quantity and 「按月开展」 do."""
        said = [clause.text for clause in self.clauses]
        open_ = self.kind == "in_progress" and self.progress is None and not self.light and bool(said)
        known = self.telling or any(clause.counts for clause in self.clauses)
        return open_ and not known and not any(map(_goes_on, said))

    @property
    def is_all_over(self) -> bool:
        """Whether words say that all of a task is over which goes on or comes again: 「已完成」, not 「9月排名已发布，……」."""
        if self.progress == 1 or self.ended or self.named:
            return self.progress == 1 or (
                self.ended == "task" and not self.named
            )  # of a history the latest period is told
        opens = self.whole and any(clause.bare for clause in self.clauses[:1])
        return opens or (self.certain and len(self.clauses) < _TALE)


def _goes_on(text: str) -> bool:
    """Whether words say that it goes on; not where they may say that it is over: 「已培训」, 「培训结束」."""
    over = STATUS.already.inside(text) or text.endswith(STATUS.over_ends)
    step = STATUS.step.inside(text) or STATUS.documents.inside(text)  # 「选址已确定」, 「设备已到货」
    return step or text.endswith("中") or (STATUS.goes_on.inside(text) and not over)


_BLANK = StatusWords("blank")
# Cells of one mark or word that say all.
_MARKS: Final = {
    **dict.fromkeys(STATUS.blank, _BLANK),
    **dict.fromkeys(STATUS.yes, StatusWords("done", whole=True)),
    **dict.fromkeys(STATUS.no, StatusWords("in_progress")),
    **{mark: StatusWords(cast("StatusKind", kind)) for mark, kind in STATUS.values("marks").items()},
}
_SENTENCE = STATUS.pattern("{sentence_ends}")
_REMARK_ENDS: Final = f"{STOPS}：:"
_NUMBER = pattern(r"[0-9]{1,3}(?:\.[0-9]+)?")
_BOX = STATUS.pattern("([{ticked}{unticked}])")
# 「(√)完成 ( )未完成」
_BOXED = STATUS.pattern(r"[(\[【]([{boxed}]?)[)\]】]")
_CHOICE = STATUS.pattern("{choices}|[{boxed}]")
# Printed choices, with slashes between them or empty boxes beside them.
_EMPTY: Final = r"(?:[{unticked}]|\(\)|\[\])*"
_UNTICKED = STATUS.rare(
    rf"(?=.*(?:[/|{{unticked}}]|\(\)|\[\])){_EMPTY}{{choices}}{_EMPTY}(?:[/|]?{_EMPTY}{{choices}}{_EMPTY})+",
    "/ | () [] {unticked}",
)
_LIGHT = STATUS.rare("{light_of}?{lights}", "{lights}")
_MOST_CHOICES: Final = 40
TOLD_AT_LENGTH: Final = 6  # clauses
_TALE: Final = 3
_LONGEST_MARK: Final = 16
_GOING: Final[frozenset[ClauseSense]] = frozenset(("open", "undone", "not_started"))
_OPEN: Final[frozenset[ClauseSense]] = frozenset(("open", "neutral"))


@lru_cache(maxsize=65536)
def parse_status(text: str) -> StatusWords:
    """Read the words of a status cell; anything at all gives an answer, words not understood are 「in_progress」.

    Printed choices of which none is ticked are none: 「已完成/未完成」, 「□是 □否」.
    """
    if len(text) <= _MOST_CHOICES and _UNTICKED.fullmatch(squeeze(fold(text))):
        return _BLANK
    if len(text) < _LONGEST_MARK and (known := _find_mark(squeeze(fold(text)))):
        return known
    told = latest_entry(text, _differ) if len(text) > 5 else None
    read = _read(told[0] if told else text)
    return read._replace(named=tuple(_clauses(untitled(text)))) if told else read


def _read(text: str) -> StatusWords:
    """The words of a cell, or of the latest entry of one."""
    if chosen := _chosen(text):
        return _find_mark(squeeze(fold(chosen))) or weigh_clauses(_clauses(chosen))
    text = untitled(text)
    if "?" not in text and "？" not in text:
        return weigh_clauses(_clauses(text))
    read = weigh_clauses(_clauses(without_questions(text)))
    return read._replace(asked=True) if read.kind == "blank" else read


def _clauses(text: str) -> list[Clause]:
    """The clauses of a text; one that begins a further sentence says so."""
    sentences = [
        [parse_clause(part) for part in SPLIT.split(sentence) if squeeze(part)]
        for sentence in _SENTENCE.split(joined(text))
    ]
    if sum(map(len, sentences)) < _TALE:
        return [clause for told in sentences for clause in told]
    return [clause if place else clause._replace(opens=True) for told in sentences for place, clause in enumerate(told)]


def _differ(texts: Sequence[str]) -> bool:
    """Whether each text says of the whole how far it is, and not all of them the same."""
    clauses = [parse_clause(text) for text in texts]
    telling = all(c.share is not None or c.verdict in _GOING or (c.bare and c.verdict != "neutral") for c in clauses)
    return telling and len({(c.verdict, c.share) for c in clauses}) > 1


def _find_mark(text: str) -> StatusWords | None:
    """A cell that is one mark or one number: 「√」, 「否」, 「/」, 「0.6」, 「60」."""
    text = text.strip("。.;,、()") or text
    known = _MARKS.get(text.upper())
    if known or not text:
        return known or _BLANK
    if _LIGHT.fullmatch(text):
        return StatusWords("in_progress", light=True)
    if not _NUMBER.fullmatch(text) or float(text) > 100:
        return None
    share = round(float(text) / (100 if float(text) > 1 else 1), 6)
    return StatusWords("done" if share == 1 else "in_progress" if share else "not_started", progress=share)


def _chosen(text: str) -> str | None:
    """The ticked ones of some choices; None where there is none: 「☑已完成 □未启动」, 「完成√ 未完成」 are 「已完成」, 「完成」."""
    if STATUS.boxed.inside(text):
        plain = _BOXED.sub(lambda box: STATUS.ticked[0] if box[1] else STATUS.unticked[0], squeeze(fold(text)))
        return _ticked(plain) if any(box in plain for box in STATUS.unticked) else _ticked_choice(plain)
    return _ticked(text) if STATUS.unticked.inside(text) else None


def _ticked(text: str) -> str:
    """The ticked ones of some boxes, before or behind their words; a remark may stand in front of all: 「完成情况：☑是 □否」."""
    parts = _BOX.split(text.strip())
    head = squeeze(parts[0])
    before = not head or head[-1] in _REMARK_ENDS
    labels = parts[2::2] if before else [SPLIT.split(label)[-1] for label in parts[0::2]]
    chosen = [label for box, label in zip(parts[1::2], labels, strict=False) if box in STATUS.ticked]
    return "，".join(label.strip(" ,，;；/、") for label in chosen)


def _ticked_choice(text: str) -> str | None:
    """The choice beside the tick where the cell is nothing but choices and ticks."""
    if len(text) > _MOST_CHOICES or _CHOICE.sub("", text.replace("/", "")):
        return None
    parts = _CHOICE.findall(text)
    ticks = [place for place, part in enumerate(parts) if part in STATUS.ticked]
    if not ticks or len(parts) < len(ticks) + 2:
        return None
    beside = 1 if ticks[0] == 0 else -1
    return "，".join(parts[place + beside] for place in ticks if 0 <= place + beside < len(parts))


def weigh_clauses(clauses: Sequence[Clause]) -> StatusWords:
    """The whole from its clauses: dropped, put off, a share, a first 「已完成」, a first 「未启动」, then all of them."""
    if not clauses:
        return _BLANK
    clauses = _now(clauses)
    # What stands before 「下一步…」; all of it where nothing does.
    said = next((clauses[:place] for place, clause in enumerate(clauses) if place and clause.shape.plans), clauses)
    verdicts = {c.verdict for c in said if not (c.shape.reason and c.verdict == "open")}
    share = _whole_share(said)
    if verdicts <= _OPEN and not said[0].shape.only_day:
        unbegun = share == 0 and len(said) == 1
        return StatusWords("not_started" if unbegun else "in_progress", None, share, tuple(clauses))
    return _weigh_verdicts(said, verdicts, share, tuple(clauses))


def _weigh_verdicts(
    said: Sequence[Clause], verdicts: set[ClauseSense], share: float | None, kept: tuple[Clause, ...]
) -> StatusWords:
    first = next((c for c in said if c.verdict != "neutral"), said[0])
    whole = first.verdict == "done" and first.bare and first.shape.decisive and "《" not in first.text
    over = whole and not verdicts & {"undone", "left"}
    if "cancelled" in verdicts and not over:
        return StatusWords("cancelled", None, share, kept)
    if "suspended" in verdicts and not over:
        if _stands_still(said):
            return StatusWords("suspended", None, share, kept)
        last = next(c for c in reversed(said) if c.verdict != "neutral")
        verdicts = verdicts - {"suspended"} | ({"open"} if last.verdict != "done" or not last.bare else set())
    if any(c.share is not None and c.share < 1 for c in said):
        return StatusWords("in_progress", None, share, kept)
    if over or _is_all_over(said, verdicts - {"part"} if share == 1 else verdicts):
        day, loose = _find_day(said)
        return StatusWords("done", day, share, kept, over and first is said[0], loose, whole=whole)
    later = len(said) >= _TALE and not any(
        c.bare or STATUS.denied.inside(c.text) for c in said if c.verdict == "not_started"
    )
    unbegun = "not_started" in verdicts and verdicts <= {"not_started", "neutral"} and not later
    last = next((c for c in reversed(said) if c.verdict != "neutral"), first)
    unbegun = unbegun or (last.verdict == "not_started" and last.bare and not verdicts & {"done", "step", "part"})
    begun = any(is_taken_up(c, "not_started") for c in said if c.verdict == "open")
    if unbegun or (first.verdict == "not_started" and first.bare and not begun):
        return StatusWords("not_started", None, share, kept)
    step = next((c.step for c in said if c.step), None) if verdicts <= {"step", "neutral", "done"} else None
    return StatusWords("in_progress", _find_day(said)[0] if step else None, share, kept, step=step)


def is_taken_up(clause: Clause, turn: str) -> bool:
    """Whether a clause says that what was put off, dropped or not begun was taken up: 「4月已复工」, 「正在施工」."""
    if clause.shape.resumed or turn == "cancelled":
        return clause.shape.resumed
    if turn == "suspended":
        return clause.shape.going or clause.share is not None or clause.begun
    return clause.works_on or clause.begun or clause.share is not None or clause.verdict in ("done", "step", "part")


def _stands_still(clauses: Sequence[Clause]) -> bool:
    """Whether work that was put off was not taken up again since: 「3月停工，4月已复工」; why it was put off may be told later."""
    turns = [c for c in clauses if c.shape.resumed or c.begun or (c.verdict == "suspended" and not c.shape.reason)]
    return not turns or (turns[-1].verdict == "suspended" and not turns[-1].shape.resumed)


def _now(clauses: Sequence[Clause]) -> Sequence[Clause]:
    """What stands behind 「原计划6月底完成」; all of it where nothing does."""
    kept = [
        c for c in clauses
        if not c.text.startswith(STATUS.formerly) and not (c.says_done and c.text.startswith(STATUS.last_year))
    ]  # fmt: skip
    return kept if kept and len(kept) < len(clauses) and clauses[-1] in kept else clauses


def says_progress(clause: Clause) -> bool:
    """Whether a clause with a share says that it is one of progress."""
    return STATUS.measure.inside(clause.text) or STATUS.done.inside(clause.text)


def _whole_share(clauses: Sequence[Clause]) -> float | None:
    """The share of the whole: the only one, else the one that opens the cell or says 「总体」; in a story only one of progress."""
    story = len(clauses) >= TOLD_AT_LENGTH
    shares = [c.share for c in clauses if c.share is not None and (not story or says_progress(c))]
    if len(set(shares)) < 2:
        return shares[0] if shares else None
    return next((c.share for c in clauses if c.overall and c.share is not None), None)


def _is_all_over(clauses: Sequence[Clause], verdicts: set[ClauseSense]) -> bool:
    """Some clause says done, none says open.

    A counted part is all where an earlier clause gives the same total, or the last clause says 「整改完成」 of the whole.
    """
    last = next((c for c in reversed(clauses) if c.verdict != "neutral"), clauses[-1])
    whole = last.verdict == "done" and last.bare and last.shape.decisive
    if "part" in verdicts and not whole and not any(c.shape.total for c in clauses):
        seen: set[str] = set()
        for clause in clauses:
            if clause.verdict == "part" and not {*clause.counts[1:], *seen} & {*clause.counts[:1]}:
                return False
            seen.update(clause.counts)
    if "part" in verdicts:
        verdicts = verdicts - {"part"} | {"done"}
    if "done" in verdicts and last.verdict == "done":
        verdicts = verdicts - {"step"}  # 「初稿已完成，已印发」: what came after the step counts
    if verdicts <= {"neutral"}:
        return len(clauses) == 1 and clauses[0].shape.only_day == "t"
    return verdicts <= {"done", "neutral"}


def _find_day(clauses: Sequence[Clause]) -> tuple[str | None, bool]:
    """The day in a clause that says done, else one that stands alone: 「已完成（7月12日）」; and whether it is loose."""
    told = [at for at, c in enumerate(clauses) if c.verdict in ("done", "step", "part")]
    done = [at for at in told if clauses[at].verdict == "done"] or told
    if done:
        first = clauses[done[0]]
        dated = first if first.bare and first.day else dated_at(clauses, done[-1])
        if dated.day:
            return dated.day, dated.loose
    return next((c.day for c in clauses if c.shape.only_day), None), False


def dated_at(clauses: Sequence[Clause], place: int) -> Clause:
    """The clause that gives the day of one that says done: itself, else the next of those before it that say done in a row."""
    for clause in clauses[place::-1]:
        if clause.day or not clause.says_done:
            return clause if clause.says_done else clauses[place]
    return clauses[place]
