"""Several status columns of one table: which of them counts, what two of them say of each other (docs/规则.md 2.4, 5.2)."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from xltrack.base.text import fold, squeeze
from xltrack.language.status.grammar import StatusWords, parse_status
from xltrack.language.status.tokens import STATUS

_STORY: Final = 3  # clauses
# A column of one month, quarter or week among several: 5月份进展情况.
_PERIOD = STATUS.rare("{periods}|第.{period}", "{periods} 第")


def standing(header: str, number: int) -> tuple[int, bool, int]:
    """What status columns are sorted by (docs/规则.md 2.4): what asks if it is finished, what was done, how it goes, its light.

    Of stories told month by month the latest comes first.
    """
    header = fold(header)
    told = _PERIOD.search(header) is not None
    ranks = (STATUS.asking_headers, STATUS.finished_headers, STATUS.going_headers)
    rank = next((rank for rank, words in enumerate(ranks) if words.inside(header)), len(ranks))
    return rank, told, -number if told else number


def leading_words(texts: Sequence[str]) -> int:
    """Which of the words in several status columns counts (docs/规则.md 2.4): the first that reports something.

    What only says how well it goes counts where no other does; a bare 「否」 gives way to what says more of it: 「取消」, 「未启动」.
    """
    read = [parse_status(text) for text in texts]
    reports = [at for at, one in enumerate(read) if one.kind != "blank"]
    first = next((at for at in reports if not read[at].light), reports[0] if reports else 0)
    if not reports or not _only_denies(read[first]) or any(one.kind == "done" for one in read):
        return first
    return next((at for at in reports if at > first and read[at].telling and not read[at].light), first)


def _only_denies(said: StatusWords) -> bool:
    """Whether words say that it is not done, and nothing else: 「否」, 「未办结」."""
    plain = said.kind == "in_progress" and said.progress is None and not said.light
    return plain and all(clause.verdict == "undone" and clause.bare for clause in said.clauses)


def day_beside(text: str, others: Sequence[str]) -> str | None:
    """The words among others that may name the day, where those that count say done and name none: a story, else what says done too."""
    said = parse_status(text)
    if said.kind != "done" or said.day:
        return None
    return next((other for other in others if other != text and _may_name_day(parse_status(other))), None)


def _may_name_day(said: StatusWords) -> bool:
    """Whether words say done with a day, or tell a story with one, of which the task is to decide."""
    told = len(said.clauses) >= _STORY and any(clause.shape.dated for clause in said.clauses)
    return told or (said.kind == "done" and said.day is not None)


def disagree(one: str, other: str) -> bool:
    """Whether two reports contradict each other: done beside 「未完成」, 「正在推进」, 「取消」."""
    kinds = [parse_status(text) for text in (one, other)]
    if any(map(_only_denies, kinds)) and not any(said.kind == "done" for said in kinds):
        return False
    done = [said for said in kinds if said.kind == "done"]
    rest = [said for said in kinds if said.kind not in ("done", "blank") and not said.light]
    if {said.kind for said in rest} in ({"cancelled", "in_progress"}, {"suspended", "in_progress"}):
        return True
    return len(done) == len(rest) == 1 and (rest[0].telling or rest[0] is kinds[0])


def answers(text: str) -> bool:
    """Whether words in another column look like a report: 「已于6月20日完成」, 「取消」, 「经批准延期至9月底」; not 「完成后报县政府」."""
    said = parse_status(text)
    if said.kind in ("suspended", "cancelled", "not_started"):
        return True
    if said.kind == "done":
        return said.whole or any(clause.says_done and clause.text.startswith(STATUS.already) for clause in said.clauses)
    return said.progress is not None or STATUS.planned_later.inside(fold(text))


@lru_cache(maxsize=256)
def choice_of(header: str) -> str | None:
    """The choice that a column of ticks stands for: 「推进中」 of 「落实情况推进中」, or of 「推进中」 alone."""
    header = squeeze(fold(header))
    ends = [word for word in STATUS.choices if header.endswith(word)]
    word = max(ends, key=len, default="")
    head = header.removesuffix(word)
    return word or None if word and (not head or head.endswith(STATUS.choice_heads)) else None


def tick_words(value: str, choice: str) -> str:
    """What a cell in a column of ticks says: the choice where it is ticked, with what else stands there; blank where it is not."""
    plain = squeeze(fold(value))
    if plain in STATUS.ticks:
        return choice
    if plain in STATUS.blank or plain in STATUS.no or plain in STATUS.unticked or plain == "0":
        return ""
    return f"{choice}（{value}）"
