"""What a clause of a report speaks of, and what a task says first: 「农贸市场」 of 「2处农贸市场已全部建成」 (docs/规则.md 5.2)."""

from collections.abc import Sequence
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.language.status.clauses import Clause
from xltrack.language.status.deeds import PAIR
from xltrack.language.status.tokens import STATUS, Word

_POINTED = STATUS.pattern("^(?:{pointed_items}(?!{not_item})|{pointers}|[{numerals}{pair_numeral}]{counts})+")
_HEAD = pattern("(?:[^,;:。(0-9]{1,12}:)?([^,;:。(]*)")
_QUOTES: Final = dict.fromkeys(map(ord, "“”‘’\"'"))
_AT: Final = "在"
_BY: Final = "经"
_NO_SUBJECT: Final = "avABCYmtTjyLqDnN"  # classes of words that tell when, how and how many


def subject_of(clause: Clause) -> str:
    """What a clause speaks of: the words before its deed, but not when, how and how many."""
    words = clause.words
    ends = clause.shape.place or next((place for place, word in enumerate(words) if word.letter in "buckN"), len(words))
    return plain(words[:ends])


def plain(words: Sequence[Word]) -> str:
    """The words that tell of what: 「农贸市场」 of 「2处农贸市场已全部建成」."""
    mark = next((place for place, word in enumerate(words) if word.letter in "aAB"), len(words))
    at = next((at for at, word in enumerate(words) if word.text == _BY or (at and word.text == _AT)), len(words))
    kept = [
        word.text for place, word in enumerate(words[:at])
        if word.letter not in _NO_SUBJECT and word.text not in STATUS.money_units and not (word.letter in "de" and place > mark)
    ]  # fmt: skip
    return unpointed("".join(kept)).translate(_QUOTES)


def names(words: str, task: str) -> bool:
    """Whether words name what a task is about: 「该项目」, or both ends of them stand where it says that first."""
    core, head = core_of(words), head_of(task)
    return bool(words) and core[:PAIR] in head and core[-PAIR:] in head


def core_of(words: str, more: Sequence[str] = ()) -> str:
    """What words name, without 「该」 and 「两座」 before it and 「工作」, 「任务」 behind it."""
    core, ends = unpointed(words), (*STATUS.whole_ends, *STATUS.general, *more)
    while core.endswith(ends):
        core = core.removesuffix(next(end for end in ends if core.endswith(end)))
    return core


def head_of(task: str) -> str:
    """What a task says first, without a label: 「举办庆典」 of 「校庆筹备：举办庆典」."""
    found = _HEAD.match(task)
    return found[1] if found else ""


def unpointed(words: str) -> str:
    """Words without what points at a thing or counts it: 「该」, 「两座」."""
    return _POINTED.sub("", words)
