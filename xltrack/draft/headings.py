"""The numbers that Chinese documents count their parts with: 一、（一）1.（1）① and their like (docs/规则.md 12.3).

number = "第" numeral part | numeral "、" | "（" numeral "）" | digits ("." | "、") | "（" digits "）" | circled | letter "." ;
"""

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold, tidy
from xltrack.draft.notice import NOTICES

_NUMERAL: Final = "[{numerals}{hundred}]{1,4}"
_YEAR: Final = "(?=(?:19|20)[0-9]{2}年)"
# The kinds in the order in which they stand in each other.
_KINDS: Final = tuple(
    NOTICES.pattern(source)
    for source in (
        rf"第(?:{_NUMERAL}|[0-9]{{1,3}})(?:{{part_kinds}}|{{stage}}(?=[:、\s]))[、:.\s]*",
        rf"{_NUMERAL}(?:[、.]|[,:](?!{{point_marks}}))\s*",
        rf"\({_NUMERAL}\)[、.]?\s*",
        rf"[0-9]{{1,3}}(?:、|[.．](?![0-9])|[.．]{_YEAR})\s*",
        r"[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}(?:[.、\s]\s*|(?=[\u4e00-\u9fff])(?!{no_numbers}))",
        r"\([0-9]{1,3}\)[、.]?\s*|[0-9]{1,3}\)\s*",
        r"[{points}]{point_marks}(?!{no_point})[,:]?",
        r"[①-⑳]\s*",
        r"[A-Za-z][.、)]\s*",
    )
)
_BULLET = pattern(r"[•●○■□◆◇▪·\-–—*➢✓√\uf06c\uf0b7\uf06e\uf0d8]\s*(?=[\u4e00-\u9fff“《(0-9])")
BULLET: Final = len(_KINDS)
_DECIMAL: Final = 4


class PartNumber(NamedTuple):
    """A number at the head of a paragraph: how deep its kind stands, as printed, what follows it."""

    depth: int
    printed: str
    rest: str


def parse_part_number(text: str) -> PartNumber | None:
    """The number that a paragraph begins with; None where it begins with none."""
    words = text.lstrip(SPACES)
    flat = fold(words)
    for kind, known in enumerate(_KINDS):
        found = known.match(flat)
        if found and len(found[0]) < len(flat):
            # 「1.1」 stands under 「1.」, 「1.1.1」 under 「1.1」.
            under = found[0].rstrip(". ．、").count(".") if kind == _DECIMAL else 0
            printed, rest = words[: found.end()].strip(SPACES), words[found.end() :].lstrip(SPACES)
            return PartNumber(kind * 10 + under, printed, rest)
    bullet = _BULLET.match(words)
    return PartNumber(BULLET * 10, bullet[0].strip(), words[bullet.end() :]) if bullet else None


def parse_label(label: str, text: str) -> PartNumber | None:
    """The same of a number that is not part of the words."""
    found = parse_part_number(f"{label}\u3000{text}" if label else text)
    return PartNumber(BULLET * 10, label, text) if found is None and label else found


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
    return sum(text.count(mark, 0, at) for mark in "（(") <= sum(text.count(mark, 0, at) for mark in "）)")
