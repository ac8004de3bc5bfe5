"""The words of progress reports: done, begun, not begun, put off, dropped (docs/规则.md 5.2 to 5.5).

report  = mark | choice | share | clause { ("，" | "；" | "。" | "（" | "）") clause }
mark    = "√" | "是" | "×" | "否" | …                       (the whole cell)
choice  = { ("☑" | "□") clause }                            the ticked ones alone count
share   = number [ "%" ]                                    (the whole cell)
clause: see clauses
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.language.status.clauses import STATUS, Clause, ClauseSense, parse_clause

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
    """

    kind: StatusKind
    day: str | None = None
    progress: float | None = None
    clauses: tuple[Clause, ...] = ()
    certain: bool = True
    loose: bool = False
    step: str | None = None
    whole: bool = False

    @property
    def telling(self) -> bool:
        """Whether anything in the words was understood."""
        return self.kind != "blank" and (not self.clauses or any(c.verdict != "neutral" for c in self.clauses))

    def meets(self, label: str, number: int) -> bool:
        """Whether the words say that one milestone (its label, its 1-based number) is met: 「梳理阶段已完成」."""
        stem = _COUNT.sub("", squeeze(fold(label)).removesuffix("阶段").removesuffix("工作"))
        ordinals = [f"第{STATUS.numerals[min(number, 10) - 1]}{stage}" for stage in STATUS.counted_stages]
        said = (f"已{stem}", f"已经{stem}", f"{stem}完成", f"全部{stem}")
        return any(
            (stem and clause.text in said)
            or (clause.says_done and (_names(clause.text, stem) or any(word in clause.text for word in ordinals)))
            for clause in self.clauses
        )

    def names_month(self, month: int) -> bool:
        """Whether a clause that says done begins with a month: 「5月底集中排查已完成」 beside 5月底、10月底."""
        said = (clause.text.partition(f"{month}月") for clause in self.clauses if clause.says_done)
        return any(month and not before and after[:1] not in _DIGITS for before, month, after in said)


_DIGITS = frozenset("0123456789")
_BLANK = StatusWords("blank")
# Cells of one mark or word that say all.
_MARKS: Final = {
    **dict.fromkeys(STATUS.blank, _BLANK),
    **dict.fromkeys(STATUS.yes, StatusWords("done", whole=True)),
    **dict.fromkeys(STATUS.no, StatusWords("in_progress")),
}
_SPLIT = pattern("[，,；;。!！?？()（）]+")
_NUMBER = pattern(r"[0-9]{1,3}(?:\.[0-9]+)?")
_TITLE = pattern("《[^》]*》")
_BOX = STATUS.pattern("([{ticked}{unticked}])")
_OPEN: Final[frozenset[ClauseSense]] = frozenset(("open", "neutral"))
_COUNT = STATUS.pattern("^[0-9]+{counted_by}")


def _names(text: str, stem: str) -> bool:
    """Whether a clause names a milestone: 「开发」 or 「开发已完成」 for 完成开发, 「办法已出台」 for 出台办法."""
    verb, thing = stem[:2], stem[2:]
    parted = len(thing) >= 2 and thing in text and (verb == "完成" or verb in text)
    return bool(stem) and (stem in text or parted)


@lru_cache(maxsize=65536)
def parse_status(text: str) -> StatusWords:
    """Read the words of a status cell; anything at all gives an answer, words not understood are 「in_progress」."""
    if len(text) < 12 and (known := _find_mark(squeeze(fold(text)))):
        return known
    if "□" in text or "☐" in text:
        text = _ticked(text)
    if "《" in text:
        text = _TITLE.sub("《》", text)
    return _weigh([parse_clause(part) for part in _SPLIT.split(text) if part])


def _find_mark(text: str) -> StatusWords | None:
    """A cell that is one mark or one number: 「√」, 「否」, 「/」, 「0.6」, 「60」."""
    text = text.strip("。.;,、()") or text
    known = _MARKS.get(text.upper())
    if known or not text:
        return known or _BLANK
    if not _NUMBER.fullmatch(text) or float(text) > 100:
        return None
    share = round(float(text) / (100 if float(text) > 1 else 1), 6)
    return StatusWords("done" if share == 1 else "in_progress" if share else "not_started", progress=share)


def _ticked(text: str) -> str:
    """The ticked ones of some boxes, before or behind their words: 「☑已完成 □未启动」 is 「已完成」."""
    parts = _BOX.split(text.strip())
    labels = parts[2::2] if not parts[0] else parts[0::2]
    return "，".join(label for box, label in zip(parts[1::2], labels, strict=False) if box in STATUS.ticked)


def _weigh(clauses: Sequence[Clause]) -> StatusWords:
    """The whole from its clauses: dropped, put off, a share, a first 「已完成」, a first 「未启动」, then all of them."""
    if not clauses:
        return _BLANK
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
    whole = first.verdict == "done" and first.bare and first.shape.decisive
    over = whole and not verdicts & {"undone", "left"}
    if "cancelled" in verdicts and not over:
        return StatusWords("cancelled", None, share, kept)
    if "suspended" in verdicts and not over and not any(c.shape.resumed for c in said):
        return StatusWords("suspended", None, share, kept)
    if any(c.share is not None and c.share < 1 for c in said):
        return StatusWords("in_progress", None, share, kept)
    if over or _is_all_over(said, verdicts - {"part"} if share == 1 else verdicts):
        day, loose = _find_day(said)
        return StatusWords("done", day, share, kept, over and first is said[0], loose, whole=whole)
    unbegun = "not_started" in verdicts and verdicts <= {"not_started", "neutral"}
    if unbegun or (first.verdict == "not_started" and first.bare):
        return StatusWords("not_started", None, share, kept)
    step = next((c.step for c in said if c.step), None) if verdicts <= {"step", "neutral", "done"} else None
    return StatusWords("in_progress", _find_day(said)[0] if step else None, share, kept, step=step)


def _whole_share(clauses: Sequence[Clause]) -> float | None:
    """The share of the whole: the only one, else the one that opens the cell or says 「总体」."""
    shares = [c.share for c in clauses if c.share is not None]
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
    dated = [c for c in clauses if c.day and c.verdict in ("done", "step", "part")]
    if dated:
        return dated[0].day, dated[0].loose
    return next((c.day for c in clauses if c.shape.only_day), None), False


# A column of one month, quarter or week among several: 5月份进展情况.
_PERIOD = STATUS.pattern("{periods}|第.{period}")


def standing(header: str, number: int) -> tuple[bool, bool, int]:
    """What status columns are sorted by: a verdict first, then the story; of stories told month by month the latest."""
    header = fold(header)
    told = _PERIOD.search(header) is not None
    return header not in STATUS.crisp_headers, told, -number if told else number
