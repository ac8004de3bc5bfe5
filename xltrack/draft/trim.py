"""The words of a duty without what its other cells say: 「2021年6月底前，」, 「，由区教育局负责」 (docs/规则.md 12.4, 10.5)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, tidy
from xltrack.draft.deadlines import FoundDates, find_deadlines
from xltrack.draft.notice import LOOKED_INTO
from xltrack.draft.units import Subject, names_in

_TOWARDS = pattern(r"(?:力争|争取|确保|务必|原则上|最迟|不迟于|截至|截止|在|于|至|到|并|，)*")
_DONE = pattern(
    "(?:前|底前)?(?:全部|全面|基本|保质保量|按时|如期)?(?:完成|办结|落实|完成到位|落实到位|完成任务|完成此项工作)?(?:[。；;]|$)"
)
_LEADING = pattern("[，,；;：:]")
_MARKED = pattern("(?:牵头|负责|配合|协办|主办|参与|参加|协助|[：:])$")
_IN_CHARGE = pattern("(?:(?:负责|牵头)(?:和?协调|落实|组织实施|推进|办理)|承担|承办|组织实施|具体实施|抓好落实)$")
_JOINED = pattern("(?:牵头|负责)[，,](?:并?会同|联合)[^，,]*$")
_SHARED = pattern("(?:牵头|负责)[，,](?:并?会同|联合)[^，,]*$")
_RESPONSIBLE: Final = ("负责", "具体负责", "分别负责", "共同负责", "全面负责", "牵头负责")
_OBJECT: Final = ("将", "把", "使", "对", "向", "所", "的", "与")  # a sentence that cannot do without its date
_LEAST: Final = 4
_HEAD: Final = 300


def trim_words(text: str, subjects: Sequence[Subject], found: Sequence[FoundDates]) -> str:
    """The words of a duty as its cell says them; what would leave too few words stays."""
    if len(text) > LOOKED_INTO:
        return tidy(text)
    words = _without_tail(text, subjects, found)
    words = _without_units(_without_date(words, found), subjects)
    if found:
        words = _without_date(words, find_deadlines(words))
    words = tidy(words).strip(SPACES).lstrip("，,；;。、：:").rstrip("；;，,、")
    return _kept(words, words.removeprefix(_RESPONSIBLE[0]))


def _kept(before: str, after: str) -> str:
    return after if len(after.strip("，,；;。、：:" + SPACES)) >= _LEAST else before


def _without_date(words: str, found: Sequence[FoundDates]) -> str:
    """Without the one date that stands in front."""
    own = [one for one in found if not one.report and one.dated]
    if (
        len({one.text for one in own}) != 1
        or not _TOWARDS.fullmatch(words[: own[0].start].strip())
        or own[0].start >= len(words)
    ):
        return words
    rest = words[own[0].end :].lstrip("，,、前" + SPACES)
    return (
        words if rest.startswith(_OBJECT) and words[own[0].end : own[0].end + 1] not in "，,、" else _kept(words, rest)
    )


def _without_units(words: str, subjects: Sequence[Subject]) -> str:
    """Without 「由区教育局牵头，区民政局配合，」 or 「区教育局负责」 in front."""
    if subjects and subjects[0].charged and _names_alone(words, subjects[0]):
        return _kept(words, words[subjects[0].end :].lstrip("，,、"))
    for stop in reversed(list(_LEADING.finditer(words, 0, _HEAD))):
        head = words[: stop.end()] if stop[0] in "：:" else words[: stop.start()]
        if (_MARKED.search(head) or _JOINED.search(head)) and names_in(head.removeprefix("由").rstrip("：:")):
            return _kept(words, words[stop.end() :])
    if not subjects:
        return words
    first = subjects[0]
    if len(subjects) > 1 or "。" in words.rstrip("。"):
        return words
    length = first.behind - first.start
    names = words.removeprefix("由")[:length]
    if first.word in _RESPONSIBLE and names.endswith(first.word) and names_in(names.removesuffix(first.word)):
        return _kept(words, words.removeprefix("由")[length:])
    return words


def _names_alone(words: str, subject: Subject) -> bool:
    """Whether words begin with the names of a subject that say themselves whose part is which: 「甲局牵头，会同乙局于…」."""
    names = words[: subject.end]
    return (
        not words[: subject.start].strip("由请")
        and _SHARED.search(names) is not None
        and names_in(names.lstrip("由请")) is not None
    )


def _without_tail(text: str, subjects: Sequence[Subject], found: Sequence[FoundDates]) -> str:
    """Without the last clauses where they only say until when or who: 「，6月底前完成。」, 「，由区教育局牵头，区民政局配合。」."""
    words = text
    known = {unit.name for subject in subjects for unit in subject.units}
    dated = [one for one in found if one.dated and not one.report]
    lasting = [one for one in found if not one.dated]
    for _ in range(2):
        stripped = words.rstrip(SPACES)
        ends = [one for one in dated if _DONE.fullmatch(stripped, one.end)] if len({d.text for d in dated}) == 1 else []
        cuts = [cut for one in ends if one.end <= len(stripped) if (cut := _clause_start(stripped, one.start)) > 0]
        cuts += [cut for one in lasting if (cut := _lasting_start(stripped, one, known)) > 0]
        if subjects and (cut := _charge_start(stripped, known)):
            cuts.append(cut)
        if not cuts:
            break
        words = _kept(words, stripped[: min(cuts)].rstrip("，,；;、") + "。").replace("。。", "。")
    return words


def _charge_start(words: str, known: set[str]) -> int:
    """Where the clauses begin at the end that only say who of the known units is in charge; 0 where there are none."""
    for stop in re.finditer("[，,；;。](?!$)", words):
        tail = words[stop.end() :].rstrip("。；;").removeprefix("并")
        if tail.startswith(("由", "请")):
            units = names_in(_IN_CHARGE.sub("负责", tail.lstrip("由请")))
        else:
            units = names_in(tail) if _MARKED.search(tail) else None
        if units and {unit.name for unit in units} <= known:
            return stop.end()
    return 0


def _lasting_start(words: str, one: FoundDates, known: set[str]) -> int:
    """Where 「长期坚持。」 begins at the end behind who is in charge; 0 where anything else stands in front of it."""
    alone = words.rstrip("。；;").endswith(one.text) and one.end <= len(words)
    cut = _clause_start(words, one.start) if alone else 0
    return cut if _charge_start(words[:cut].rstrip("，,；;"), known) else 0


def _clause_start(words: str, at: int) -> int:
    """Where the clause begins that holds nothing but what leads to a date at `at`; 0 where it holds more, or is the whole."""
    begin = max(words.rfind(stop, 0, at) for stop in "，,；;。\n") + 1
    return begin if _TOWARDS.fullmatch(words[begin:at].strip()) else 0
