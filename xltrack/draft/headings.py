"""What a heading is worth: sections that hold no tasks, headings that name no matter of their own (docs/规则.md 12.6)."""

from functools import lru_cache
from typing import Final, Literal

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, tidy
from xltrack.draft.notice import NOTICES

Worth = Literal["left_out", "soft", "matter", "general", "own"]
# The entry of the lexicon for each, in the order in which they are asked.
_ENTRIES: Final[dict[Worth, str]] = {
    "matter": "matters", "left_out": "left_out", "soft": "soft", "general": "general",
}  # fmt: skip
# Short headings by their endings; longer ones with what they are about in front: 「普查目的和意义」, 「活动总体要求」.
_ENDINGS: Final[tuple[tuple[int, Worth, str], ...]] = (
    (6, "soft", "soft_ends"), (6, "left_out", "left_out_ends"), (14, "soft", "soft_about"), (14, "left_out", "left_out_about"),
)  # fmt: skip
_GENERAL_CARE = NOTICES.pattern("{care_verbs}{care_objects}?{care}{care_ends}?")
_LIMITS = NOTICES.pattern("(?!{no_limits}).{2,4}{limits}")
# A first sentence that asks something already: 「在…领域实施全链条监管。」, 「新改建户厕8000座。」
_ASKS = NOTICES.pattern("^{asking_starts}|[0-9]{asked_scales}?{asked_counts}{asked_about}?$")
_BRACKET = pattern(r"[（(][^（）()]*[)）]")
_SENTENCE = pattern(r"[。；;：:\n]")
_JOINT = NOTICES.pattern("{joints}")
_LONGEST_TITLE: Final = 36
_MOST_CLAUSES: Final = 2


@lru_cache(maxsize=4096)
def classify_heading(heading: str) -> Worth:
    """The worth of a heading: one that is made of several words is left out only where all of them are."""
    name = fold(_BRACKET.sub("", tidy(heading))).strip("。.:;,、 ")
    known = _known(name)
    if known:
        return known
    if _GENERAL_CARE.fullmatch(name) or _LIMITS.fullmatch(name):
        return "left_out"
    for longest, worth, entry in _ENDINGS:
        if len(name) <= longest and name.endswith(getattr(NOTICES, entry)) and not set(",、") & set(name):
            return worth
    worths = [_known(part) or "own" for part in _JOINT.split(name) if part]
    if len(worths) < 2 or "own" in worths:
        return "own"
    order: tuple[Worth, ...] = ("general", "soft", "left_out", "matter")
    return next(worth for worth in order if worth in worths)


def _known(name: str) -> Worth | None:
    return next((worth for worth, entry in _ENTRIES.items() if name in getattr(NOTICES, entry)), None)


def split_heading(text: str) -> tuple[str, str]:
    """The heading that a paragraph begins with, and what follows it: 「编制标准目录。各部门要…」.

    A first sentence is a heading where it is short and more follows; 「」 where the paragraph has none.
    """
    stops = (stop for stop in _SENTENCE.finditer(text, 0, 4 * _LONGEST_TITLE) if _is_outside(text, stop.start()))
    stop = next(stops, None)
    if stop is None:
        return "", text
    head, rest = text[: stop.start()].strip(), text[stop.end() :].strip()
    labels = stop[0] in "：:" and len(_BRACKET.sub("", head)) > _LONGEST_TITLE // 2
    asks = stop[0] in "。\n" and _ASKS.search(head) is not None
    clauses = head.count("，") + head.count(",")
    if labels or asks or stop[0] in "；;" or clauses >= _MOST_CLAUSES or not 2 <= len(head) <= _LONGEST_TITLE:
        return "", text
    return (head, rest) if rest else ("", text)


def _is_outside(text: str, at: int) -> bool:
    """Whether a place stands in no bracket."""
    return sum(text.count(mark, 0, at) for mark in "（(") <= sum(text.count(mark, 0, at) for mark in "）)")
