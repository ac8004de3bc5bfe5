"""One clause of a status cell and what it says (docs/规则.md 5.2 to 5.4).

A clause is cut into words by the longest match; each has a class, written as one letter, and the rules
look at the string of letters: 「已于7月12日印发」 is `avtd`, 「主体工程尚未完成」 is `snD`, 「.」 is any other text.

clause  = { subject | adverb } ( done | undone | begun | unbegun | put-off | dropped ) [ object ] | anything
done    = "完成" | "办结" | … | ( "已" | "全部" | day ) ( "印发" | "公开" | … )     no negation, plan or 「基本」 before it,
                                                                                no step 「初稿」, part 「12个」 or amount beside it
undone  = ( "未" | "没有" | … ) … done | ( "基本" | "预计" | 「8月底前」 | … ) … done | "正在" | "滞后" | …
unbegun = ( "未" | "预计" | "待" | … ) … ( "启动" | "开工" | … ) | "暂无进展" | …

figure  = day | month | year | percent | count | number
day     = [ year ] month "月" day [ "日" ] | year "." month "." day | month "." day       (the last before a done-word)
month   = [ year ] month "月" [ "上旬" | "底" | … ] | year "年底"                         day and month: [ "前" | "以前" | "内" ]
count   = number ( "个" | "项" | "公里" | … )
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze

STATUS: Final = Vocabulary("status")

# The sections of the lexicon by letter; a figure is t (a day), m (a month), Y (a year or 「6月份」), T (any of them with 「前」),
# r (a share) or q (a quantity).
_CLASSES: Final = {
    "already": "a", "all": "A", "all_done": "B", "done": "D", "issued": "d", "filed": "e", "step": "s", "plan": "S",
    "not": "n", "partial": "p", "so_far": "C", "except": "x", "outside": "X", "future": "f", "push": "P", "open": "o",
    "undone": "U", "review": "E", "left": "l", "late": "L", "begin": "b", "not_begun": "N", "cancelled": "c",
    "cancel": "k", "suspended": "u", "resumed": "R", "reason": "y", "manner": "v", "general": "g", "measure": "w",
    "amount": "i", "rate": "h", "as_of": "j", "by_day": "T", "next": "F", "middle": "z", "share": "r", "plain": ".",
}  # fmt: skip
FIGURES: Final = "0123456789二百"
_FIGURES: Final = {
    "day": "t", "month": "m", "by": "T", "till": "T", "year": "Y", "percent": "r", "hundredths": "r", "count": "q",
}  # fmt: skip
_YEAR, _MONTH, _DAY = "(?:(?:19|20)[0-9]{2}", "(?:1[0-2]|0?[1-9])", "(?:3[01]|[12][0-9]|0?[1-9])"
# Day = [year] month [day | 「旬」] | year "." month "." day | month "." day before a done-word; then percent, count.
_FIGURE: Final = STATUS.pattern(
    f"(?P<day>{_YEAR}[年./-])?{_MONTH}月{_DAY}[日号]?|{_YEAR}[./-]){_MONTH}[./-]{_DAY}日?"
    f"|{_MONTH}[./-]{_DAY}日?(?=[{{before_done}}]|$)"
    "|{two}[{zeros}][{zeros}{numerals}]{2}年[{numerals}]{1,2}月(?:[{numerals}]{1,3}日)?)(?P<by>{by_words})?"
    f"|(?P<month>{_YEAR}[年./-])?{_MONTH}{{month_marks}}{{month_parts}}?|{_YEAR}年){{year_ends}}|{_YEAR}[./]){_MONTH}(?![0-9]))"
    f"(?P<till>{{till_words}})?|(?P<year>{_YEAR}年)){{year_tails}}?"
    "|(?P<percent>[0-9]+(?:\\.[0-9]+)?)%|{hundredths}(?P<hundredths>[{numerals}{hundred}]+)"
    "|(?P<count>(?<!第)[0-9]+(?:\\.[0-9]+)?{counts})|[0-9.]+"
)


class Word(NamedTuple):
    """A word of a clause: its text and the letter of its class."""

    text: str
    letter: str


_LETTERS: Final = {word: letter for name, letter in _CLASSES.items() for word in getattr(STATUS, name)}
# For each two characters the lengths of the words that begin with them, the longest first.
_LENGTHS: Final[dict[str, list[int]]] = {}
for _word in sorted(_LETTERS, key=len, reverse=True):
    if len(_word) > 1 and len(_word) not in _LENGTHS.setdefault(_word[:2], []):
        _LENGTHS[_word[:2]].append(len(_word))


def cut_words(text: str) -> list[Word]:
    """Cut a folded, squeezed clause into words, the longest first; other text between them is one word of class 「.」."""
    found: list[Word] = []
    place, gap, end = 0, 0, len(text)
    while place < end:
        first = text[place]
        word = _figure_at(text, place) if first in FIGURES else None
        if word is None:
            heads = _LENGTHS.get(text[place : place + 2], ())
            word = _word_at(text, place, heads) if heads or first in _LETTERS else None
        if word is None:
            place += 1
            continue
        if gap < place:
            found.append(Word(text[gap:place], "."))
        found.append(word)
        place += len(word.text)
        gap = place
    if gap < end:
        found.append(Word(text[gap:], "."))
    return found


def _word_at(text: str, place: int, lengths: Sequence[int]) -> Word | None:
    for length in (*lengths, 1):
        letter = _LETTERS.get(text[place : place + length])
        if letter:
            # 「印发了」 needs no 「已」
            past = letter in "de" and text.startswith("了", place + length)
            return Word(text[place : place + length], "D" if past else letter)
    return None


def _figure_at(text: str, place: int) -> Word | None:
    found = _FIGURE.match(text, place)
    if not found:
        return None
    letter = _FIGURES.get(found.lastgroup or "") or ("q" if found.end() == len(text) else ".")
    return Word(found[0], "Y" if letter == "m" and found[0].endswith("份") else letter)


def share_of(text: str) -> float:
    """「80%」, 「八成」, 「百分之六十五」 as 0 to 1; 「104%」 is more than 1."""
    if text.endswith("%"):
        return round(float(text[:-1]) / 100, 6)
    if text in STATUS.share:
        return float(STATUS.values("share")[text])
    number = text.removeprefix("百分之")
    if "百" in number:
        return 1.0
    tens, ten, ones = number.rpartition("十")
    digit = {char: value for value, char in enumerate(STATUS.numerals, 1)}
    return ((digit.get(tens, 1) * 10 if ten else 0) + digit.get(ones, 0)) / 100


ClauseSense = Literal[
    "done", "step", "part", "undone", "left", "open", "not_started", "suspended", "cancelled", "neutral"
]

_ITEM = pattern(r"[0-9]{1,2}[.、](?=[^0-9])")
_NOT_YET = STATUS.pattern("{not_yet}(?!{nothing_amiss})")
_TILL = STATUS.pattern("{till_words}$")
_ABOUT_ALL: Final = "avgABYmtTLDdernNbfo"
_OBJECT = pattern("[^DdaBn]*")
_AS_ASKED = pattern("y[^P]*P")


class Shape(NamedTuple):
    """What the classes of a clause's words say, whatever the words.

    Attributes:
        verdict: `step` is done of a step (「初稿已完成」), `part` of a counted part (「完成12个」), `undone` a negated
            「完成」, `left` a rest (「尚差2个」), `open` anything else that is not over.
        place: the place of the done-word that the verdict rests on.
        bare: it is about the whole task: no subject and no object of its own.
        decisive: 「完成」, 「已印发」; not 「上报」, beside which something else may still be open.
        total: 「全部完成」, which outweighs parts counted elsewhere.
        only_day: a day (`t`) or a month (`m`) and nothing else: 「（7月12日）」; else empty.
        reason: 「因资金未落实」.
        resumed: 「已恢复施工」.
        plans: all that follows is a plan: 「下一步…」.
    """

    verdict: ClauseSense
    place: int = 0
    bare: bool = False
    decisive: bool = False
    total: bool = False
    only_day: Literal["t", "m", ""] = ""
    reason: bool = False
    resumed: bool = False
    plans: bool = False


class Clause(NamedTuple):
    """One clause of a status cell.

    Attributes:
        text: its characters, half-width, without spaces.
        verdict: that of its shape, unless a share of completion says otherwise.
        shape: what the classes of its words say.
        bare: it is about the whole task and is no item of a list.
        day: words of the day that it names as that of completion.
        loose: that day is a month or a year without 「已」 or 「于」: 「9月底完成」 may be a plan.
        share: 0 to 1, where it states a share of completion; `overall` where it says 「总体」 or begins with it.
        step: the step, where the verdict is `step`.
        counts: the quantities in it, the one that was done first where the verdict is `part`.
    """

    text: str
    verdict: ClauseSense
    shape: Shape
    bare: bool = False
    day: str | None = None
    loose: bool = False
    share: float | None = None
    overall: bool = False
    step: str | None = None
    counts: tuple[str, ...] = ()

    @property
    def says_done(self) -> bool:
        """Whether it says done of the task, or of a step."""
        return self.verdict in ("done", "step")


@lru_cache(maxsize=32768)
def parse_clause(raw: str) -> Clause:
    """Read one clause as printed."""
    text = squeeze(fold(raw)).rstrip(".")
    item = _ITEM.match(text)
    found = cut_words(text[item.end() :] if item else text)
    letters = "".join([word.letter for word in found])
    shape = _shape(letters)
    verdict: ClauseSense = "open" if shape.verdict == "neutral" and _NOT_YET.search(text) else shape.verdict
    share, overall = None, False
    if "r" in letters:
        share = _find_share(found, letters)
        overall = letters.lstrip("v")[:1] == "r" or STATUS.overall.inside(text)
        if share is not None and verdict != "undone":
            verdict = "done" if share >= 1 else "open"
            share = share if share <= 1 else None
    day, loose = _find_day(found, letters) if shape.only_day or verdict in ("done", "step", "part") else (None, False)
    step = next(word.text for word in found if word.letter in "sS") if verdict == "step" else None
    counts = [word.text for word in (*found[shape.place :], *found[: shape.place]) if word.letter == "q"]
    return Clause(text, verdict, shape, shape.bare and not item, day, loose, share, overall, step, tuple(counts))


@lru_cache(maxsize=4096)
def _shape(letters: str) -> Shape:
    verdict, place = _judge(letters)
    lone = letters.strip("vg")
    already = any(mark in letters for mark in "aAB")
    return Shape(
        verdict,
        place,
        bare=not letters.strip(_ABOUT_ALL) and not letters.lstrip("vgmY").startswith("b"),
        decisive=("D" in letters or ("d" in letters and already)) and not letters.startswith(("Y", "mg")),
        total=verdict == "done" and ("A" in letters or "B" in letters),
        only_day="t" if lone == "t" else "m" if lone == "m" else "",
        reason=letters[:1] == "y",
        resumed="aR" in letters.replace("v", ""),
        plans=letters[:1] == "F",
    )


def _judge(letters: str) -> tuple[ClauseSense, int]:
    """The verdict on a clause, and the place of the done-word that it rests on (0 where it rests on none)."""
    if _is_cancelled(letters):
        return "cancelled", 0
    put_off = letters.find("u")
    stopped = put_off >= 0 and letters[put_off - 1 : put_off] != "n" and "D" not in letters[put_off:]
    if stopped or "N" in letters:
        return ("open" if "q" in letters else "suspended" if stopped else "not_started"), 0
    if "U" in letters:
        return "undone", 0
    begun = _judge_begun(letters) if "b" in letters else None
    return _judge_done_words(letters) or (begun or _judge_rest(letters), 0)


def _is_cancelled(letters: str) -> bool:
    """「不再实施」; 「取消」 of the task itself, not of one of its objects (「取消办事环节12个」)."""
    if "c" in letters:
        return "nc" not in letters
    before, word, after = letters.partition("k")
    return bool(word) and not after.strip("gv") and (before[:1] == "y" or not before.strip("avgf"))


def _judge_done_words(letters: str) -> tuple[ClauseSense, int] | None:
    """Every done-word with what stands before it since the last one; an open one decides unless a later one has 「已」."""
    found: list[tuple[ClauseSense, int]] = []
    begin = 0
    for place, letter in enumerate(letters):
        if letter == "D" or (letter in "de" and _says_done(letters, begin, place)):
            before, after = letters[begin:place], letters[place + 1 :]
            verdict = _judge_done_word(letter, before, after)
            if verdict == "done" and ("a" in before or "B" in before):
                found.clear()
            found.append((verdict, place))
            begin = place + 1
    unlike = [f for f in found if f[0] != "done"] or found[-1:]
    return next((f for f in unlike if f[0] == "undone"), unlike[0] if unlike else None)


def _says_done(letters: str, begin: int, place: int) -> bool:
    """Whether 「印发」 or 「上报」 tells what was done or not done, and not what is to be done."""
    before = letters[begin:place]
    return any(mark in before for mark in "aABtn") or (letters[place] == "d" and letters.strip("gm") == "d")


def _judge_done_word(letter: str, before: str, after: str) -> ClauseSense:
    since = _AS_ASKED.sub("", before[max(before.rfind("a"), before.rfind("B")) + 1 :])
    near, whole = after.lstrip("v"), "A" in before
    if "n" in since:
        return "undone" if letter == "D" else "open"
    if (
        "p" in before
        or _excepts(before)
        or any(mark in since for mark in "fPo")
        or ("T" in before and since == before)
        or ("L" in since and set(since.rpartition("L")[2]) & set("tmTj"))
        or (letter == "e" and "E" in after)
    ):
        return "open"
    if near[:1] == "i" or ("C" in before and not whole):
        return "part"
    if near[:1] in ("p", "z") or "o" in after or "l" in after:
        return "open"
    if near[:1] == "q" or (before.rstrip("av")[-1:] == "q" and not whole):
        return "part"
    beside = before + _OBJECT.match(after)[0]  # type: ignore[index]
    return "step" if any(step in beside for step in ("s" if letter == "d" else "sS")) else "done"


def _excepts(letters: str) -> bool:
    """「除…外」."""
    return 0 <= letters.find("x") < letters.rfind("X")


def _judge_begun(letters: str) -> ClauseSense | None:
    """「未启动」, 「预计9月份开始」 have not begun; 「已启动」, 「开工2个」 have."""
    before, _, after = letters.partition("b")
    if "n" in before:
        between = set(before.rpartition("n")[2])
        if "q" in letters or between & set("Ap"):
            return "open"
        return None if between & set("oDdq") else "not_started"
    if any(mark in before for mark in "oaB"):
        return "open"
    if any(mark in before for mark in "fTmY"):
        return "not_started"
    return "open" if after[:1] == "q" or "t" in before else None


def _judge_rest(letters: str) -> ClauseSense:
    going = letters.endswith("z") or "qn" in letters or any(mark in letters for mark in "ofPLp") or _excepts(letters)
    return "left" if "l" in letters else "open" if going else "neutral"


def _find_share(found: list[Word], letters: str) -> float | None:
    """A percentage counts where it opens the clause or follows a word of progress: 「完成80%」, not 「满意度98%」."""
    for place, word in enumerate(found):
        before = letters[:place].rstrip("v")
        if word.letter != "r" or ("f" in before and "a" not in before):
            continue
        if before.endswith("."):
            before = before[:-1].rstrip("v") or "h"
            before = before if before[-1] in "DwB" else "h"
        if not before or before[-1] in "wDdesSgoazbiPpn":
            return share_of(word.text)
    return None


def _find_day(found: list[Word], letters: str) -> tuple[str | None, bool]:
    """The day of completion (any in the clause but 「截至7月底」), and whether it may be a plan: 「9月底完成」."""
    said = {word.text for word in found}
    for place, word in enumerate(found):
        if word.letter in "tmTY" and letters[place - 1 : place] != "j" and word.text[0] in FIGURES:
            loose = word.letter in "mY" and not any(mark in letters for mark in "aB") and "于" not in said
            if word.letter != "Y" or loose:
                return _TILL.sub("", word.text), loose
    return None, False
