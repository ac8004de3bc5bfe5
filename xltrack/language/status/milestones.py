"""Which milestones of a task a report says are met: 「梳理阶段已完成」, 「5月30日主体封顶」 (docs/规则.md 5.5)."""

from typing import Final

from xltrack.base.text import fold, squeeze
from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import does
from xltrack.language.status.grammar import StatusWords
from xltrack.language.status.tokens import STATUS

_DIGITS: Final = frozenset("0123456789")
_MET_FORMS: Final = ("已{}", "已经{}", "{}完成", "全部{}", "{}已完成", "{}已全部完成", "{}均已完成")
_COUNT = STATUS.pattern("^[0-9]+{counted_by}")
_NOT_SO: Final = frozenset("nfpoPLTqF")  # classes of words that tell of a plan, of less than all, or deny


def meets(said: StatusWords, label: str, number: int) -> bool:
    """Whether words say that one milestone (its label, its 1-based number) is met."""
    stem = _COUNT.sub("", squeeze(fold(label)).removesuffix("阶段").removesuffix("工作"))
    ordinals = [f"第{STATUS.numerals[min(number, 10) - 1]}{stage}" for stage in STATUS.counted_stages]
    forms = [form.format(stem) for form in _MET_FORMS]
    clauses = said.named or said.clauses
    rest = any(clause.verdict == "left" for clause in clauses)
    return any(
        (stem and (clause.text in forms or clause.deed == stem or _tells(clause, stem)))
        or (clause.says_done and (_names(clause.text, stem) or any(word in clause.text for word in ordinals)))
        for clause in clauses
        if not (rest and _is_part(clause, stem))
    )


def names_month(said: StatusWords, month: int) -> bool:
    """Whether a clause that says done begins with a month: 「5月底集中排查已完成」 beside 5月底、10月底."""
    told = (clause.text.partition(f"{month}月") for clause in said.named or said.clauses if clause.says_done)
    return any(month and not before and after[:1] not in _DIGITS for before, month, after in told)


def _tells(clause: Clause, stem: str) -> bool:
    """Whether a clause tells of the deed of a milestone by its day: 「5月30日主体封顶」 of 封顶, 「4月12日动工」 of 开工."""
    if not clause.shape.dated or any(word.letter in _NOT_SO for word in clause.words):
        return False
    return clause.text.endswith(stem) or (clause.deed is not None and does(clause.deed, stem))


def _is_part(clause: Clause, stem: str) -> bool:
    """Whether a clause tells of some things only: 「3栋6月12日竣工」."""
    return bool(clause.counts) and not clause.shape.total and clause.counts[0] not in stem


def _names(text: str, stem: str) -> bool:
    """Whether a clause names a milestone: 「开发」 or 「开发已完成」 for 完成开发, 「办法已出台」 for 出台办法."""
    verb, thing = stem[:2], stem[2:]
    papers = STATUS.papers_done if verb in STATUS.papers_done else (verb,)  # 「办法已印发」 of 出台办法
    parted = len(thing) >= 2 and thing in text and (verb == "完成" or any(word in text for word in papers))
    return bool(stem) and (stem in text or parted)
