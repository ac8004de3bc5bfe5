"""The words of a duty without what its other cells say: 「2021年6月底前，」, 「，由区教育局负责」 (docs/规则.md 12.4)."""

from collections.abc import Sequence
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, tidy
from xltrack.draft.deadlines import FoundDates, find_deadlines
from xltrack.draft.names import names_in
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.draft.subjects import Subject

# What words a duty does without, and how much of it stays.
_TOWARDS = NOTICES.pattern("{trim_leads}*")
_DONE = NOTICES.pattern("{trim_before}?{trim_ways}?{trim_done}?(?:[。；;]|$)")
_LEADING = pattern("[，,；;：:]")
_STOPS = pattern("[，,；;。](?!$)")
_MARKED = NOTICES.pattern("(?:{trim_marked}|[：:])$")
_IN_CHARGE = NOTICES.pattern("(?:{trim_charges}{trim_charge_acts}|{trim_charged})$")
_SHARED = NOTICES.pattern("{trim_charges}[，,]{trim_with}[^，,]*$")
_BEGINS: Final = "由请"
_GAPS: Final = "，,；;。、：:"
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
    words = tidy(words).strip(SPACES).lstrip(_GAPS).rstrip("；;，,、")
    return _kept(words, words.removeprefix("负责"))


def _kept(before: str, after: str) -> str:
    return after if len(after.strip(_GAPS + SPACES)) >= _LEAST else before


def _without_date(words: str, found: Sequence[FoundDates]) -> str:
    """Without the one date that stands in front; a sentence that cannot do without its date keeps it."""
    own = [one for one in found if not one.report and one.dated]
    if len({one.text for one in own}) != 1:
        return words
    first = own[0]
    behind, rest = words[first.end : first.end + 1], words[first.end :].lstrip("，,、前" + SPACES)
    needed = rest.startswith(NOTICES.needs_date) and behind not in "，,、"
    if needed or first.start >= len(words) or not _TOWARDS.fullmatch(words[: first.start].strip()):
        return words
    return _kept(words, rest)


def _without_units(words: str, subjects: Sequence[Subject]) -> str:
    """Without 「由区教育局牵头，区民政局配合，」 or 「区教育局负责」 in front."""
    if subjects and subjects[0].charged and _names_alone(words, subjects[0]):
        return _kept(words, words[subjects[0].end :].lstrip("，,、"))
    for stop in reversed(list(_LEADING.finditer(words, 0, _HEAD))):
        head = words[: stop.end()] if stop[0] in "：:" else words[: stop.start()]
        if (_MARKED.search(head) or _SHARED.search(head)) and names_in(head.removeprefix("由").rstrip("：:")):
            return _kept(words, words[stop.end() :])
    if len(subjects) != 1 or "。" in words.rstrip("。"):
        return words
    first, plain = subjects[0], words.removeprefix("由")
    names = plain[: first.behind - first.start]
    alone = first.word in NOTICES.responsible and names.endswith(first.word)
    if alone and names_in(names.removesuffix(first.word)):
        return _kept(words, plain[len(names) :])
    return words


def _names_alone(words: str, subject: Subject) -> bool:
    """Whether words begin with the names of a subject that say themselves whose part is which: 「甲局牵头，会同乙局于…」."""
    names = words[: subject.end]
    return (
        not words[: subject.start].strip(_BEGINS)
        and _SHARED.search(names) is not None
        and names_in(names.lstrip(_BEGINS)) is not None
    )


def _without_tail(text: str, subjects: Sequence[Subject], found: Sequence[FoundDates]) -> str:
    """Without the last clauses where they only say until when or who: 「，6月底前完成。」, 「，由区教育局牵头，区民政局配合。」."""
    words = text
    known = {unit.name for subject in subjects for unit in subject.units}
    dated = [one for one in found if one.dated and not one.report]
    dated = dated if len({one.text for one in dated}) == 1 else []
    for _ in range(2):
        stripped = words.rstrip(SPACES)
        ends = [one for one in dated if one.end <= len(stripped) and _DONE.fullmatch(stripped, one.end)]
        cuts = [_clause_start(stripped, one.start) for one in ends]
        cuts += [_lasting_start(stripped, one, known) for one in found if not one.dated]
        cuts = [cut for cut in (*cuts, _charge_start(stripped, known) if subjects else 0) if cut > 0]
        if not cuts:
            break
        words = _kept(words, stripped[: min(cuts)].rstrip("，,；;、") + "。").replace("。。", "。")
    return words


def _charge_start(words: str, known: set[str]) -> int:
    """Where the clauses begin at the end that only say who of the known units is in charge; 0 where there are none."""
    for stop in _STOPS.finditer(words):
        tail = words[stop.end() :].rstrip("。；;").removeprefix("并")
        if tail.startswith(tuple(_BEGINS)):
            units = names_in(_IN_CHARGE.sub("负责", tail.lstrip(_BEGINS)))
        else:
            units = names_in(tail) if _MARKED.search(tail) else None
        # 「等单位」 stays: no other cell says it in these words.
        if units and {unit.name for unit in units} <= known and all(unit.name in tail for unit in units):
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
