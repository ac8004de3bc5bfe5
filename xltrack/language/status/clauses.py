"""One clause of a status cell and what it says (docs/规则.md 5.2 to 5.4).

A clause is cut into words by the longest match; each has a class, written as one letter, and the rules
look at the string of letters: 「已于7月12日印发」 is `avtd`, 「主体工程尚未完成」 is `snD`, 「.」 is any other text.

clause  = { subject | adverb } ( done | undone | begun | unbegun | put-off | dropped ) [ object ] | anything
done    = "完成" | "办结" | … | ( "已" | "全部" | day ) ( "印发" | "公开" | … )     no negation, plan or 「基本」 before it,
                                                                                no step 「初稿」, part 「12个」 or amount beside it
undone  = ( "未" | "没有" | … ) … done | ( "基本" | "预计" | 「8月底前」 | … ) … done | "正在" | "滞后" | …
unbegun = ( "未" | "预计" | "待" | … ) … ( "启动" | "开工" | … ) | "暂无进展" | …
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.language.status.days import find_day
from xltrack.language.status.tokens import STATUS, Word, cut_words, find_share

ClauseSense = Literal[
    "done", "step", "part", "undone", "left", "open", "not_started", "suspended", "cancelled", "neutral"
]

_ITEM = pattern(r"[0-9]{1,2}[.、](?=[^0-9])")
_NOT_YET = STATUS.rare("{not_yet}(?!{nothing_amiss})", "{not_yet}")
# 「待财政评审」 beside 「已完成」: something is left.
_AWAITS = STATUS.pattern("^{awaiting}.{0,12}?{acceptance}")
# 「并入第5项」, 「与第3项合并实施」
_MERGED = STATUS.rare(
    "{merged}.{0,8}?(?:{ordinal_mark}?[0-9{numerals}]{1,4}[{item_marks}]|{other_items})"
    "|{with_marks}.{0,4}?{ordinal_mark}?[0-9{numerals}]{1,4}[{item_marks}].{0,4}?{together}",
    "{merged} {together}",
)
# 「因高温停工9天」
_STOOD_STILL = STATUS.pattern(
    "{suspended}(?:{during}|.{0,6}?[0-9]+{spans}|{past_mark}?[{numerals}{some_numerals}]{1,3}{counted_by}?{spans})"
)
# 「比原定推迟的原因为机构改革」, 「延后2天」
_TELLS_WHY = STATUS.rare("{late}.{0,4}?{why}", "{why}")
_DAYS_OFF = STATUS.rare(
    "^(?:{off_time}|{late})了?(?:[0-9]+|[{numerals}{some_numerals}]{1,3})个?{off_units}$", "{off_time} {late}"
)
# 「已完成工作：适应性培训办了2期」
# 「剩下2台不买了」
_DROPS_SOME = STATUS.rare("[0-9]{counts}.*?{dropped_plainly}", "{dropped_plainly}")
# 「放暑假后开始」, 「等资金下来再安排」
_WAITS = STATUS.pattern("^(?:{awaits})?[^0-9]{2,16}?{then_after}(?:{begin}|{arranges})$")
_STORY_HEAD = STATUS.pattern("^{story_heads}[:：]")
# 「其余21个问题还在协调」
_GOES_ON = STATUS.pattern("{rest_heads}.{0,12}?{still}")
# 「每周开展2次巡查」 beside what was built
_ROUTINE = STATUS.rare("{routine}[^0-9]{0,2}{begin}", "{routine}")
# 「正在安装设备」, 「正进行主体施工」; not 「正在办理施工许可」
_WORKING = STATUS.pattern("{open}{going_about}?(?P<work>{works})|(?P<last>{works}){midway}?$")
# 「有停工风险」
_AT_RISK = STATUS.pattern("{suspended}.{0,2}?{at_risk}$")
# 「今年取消」
_THIS_TIME = STATUS.rare("^{this_time}[已将]?{cancel}$", "{cancel}")
# 「7月12日拆完」, 「全部装完」
_ENDED = STATUS.rare("(?<=[\u4e00-\u9fff])(?<![{not_ended}]){ending_mark}(?![{not_ending}])", "{ending_mark}")
# 「全部装好」
_READY = STATUS.rare("({all}[\u4e00-\u9fff]{1,2}){ready}$", "{ready}")
# 「通过市里两个部门联合验收」
_PASSED = STATUS.rare("(?<={passed})(?!.*{first_only}).{0,14}?{passers}(?={passed_kinds}$)", "{passed}")
_ABOUT_ALL: Final = "avgABYmtTLDdernNbfo"
# What a clause is about besides its deed.
_ABOUT: Final = ".sSDdebwiEhc"
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
        deed: the place of the word of a deed, of a beginning too; None where there is none.
        going: it says that something is still being done.
        dated: it names an exact day.
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
    deed: int | None = None
    going: bool = False
    dated: bool = False


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
        deed: the done-word that 「done」 rests on, or the word of a beginning that has been made (「已开工」).
        about: what the clause says besides its deed: 「方案」 of 「方案已印发」.
        period: the period whose part alone was done: 「7月份」 of 「已完成7月份工作」.
        words: its words, without the number of an item before them.
        opens: whether it begins a sentence of a text of several.
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
    deed: str | None = None
    about: str = ""
    period: str | None = None
    words: tuple[Word, ...] = ()
    opens: bool = False

    @property
    def begun(self) -> bool:
        """Whether it says that a beginning was made: 「3月18日动工」, 「已开工」."""
        return self.verdict == "open" and self.deed is not None and (self.bare or self.day is not None)

    @property
    def works_on(self) -> bool:
        """Whether it says that work goes on: 「正在进行主体施工」; not 「正在办理施工许可」."""
        works = (found["work"] or found["last"] for found in _WORKING.finditer(self.text))
        return self.shape.going and any(work not in STATUS.weak_works for work in works)

    @property
    def says_done(self) -> bool:
        """Whether it says done of the task, or of a step."""
        return self.verdict in ("done", "step")


@lru_cache(maxsize=32768)
def parse_clause(raw: str) -> Clause:
    """Read one clause as printed."""
    text = _ENDED.sub(STATUS.ended_as[0], _STORY_HEAD.sub("", squeeze(fold(raw)).rstrip(".")))
    text = _PASSED.sub("", _READY.sub(rf"\1{STATUS.ended_as[0]}", text))
    item = _ITEM.match(text)
    found = cut_words(text[item.end() :] if item else text)
    letters = "".join([word.letter for word in found])
    shape = _shape(letters)
    verdict = _verdict(text, shape.verdict)
    share, overall = None, False
    if "r" in letters:
        share = find_share(found, letters)
        overall = letters.lstrip("v")[:1] == "r" or STATUS.overall.inside(text)
        if share is not None and verdict != "undone":
            verdict = "done" if share >= 1 else "open"
            share = share if share <= 1 else None
    dated = shape.only_day or shape.deed is not None or verdict in ("done", "step", "part")
    day, loose = find_day(found, letters, shape.place) if dated else (None, False)
    step = next(word.text for word in found if word.letter in "sS") if verdict == "step" else None
    counts = [word.text for word in (*found[shape.place :], *found[: shape.place]) if word.letter == "q"]
    bare = shape.bare and not item
    deed = found[shape.deed].text if shape.deed is not None and verdict == shape.verdict else None
    about = _find_about(found, letters, shape)
    period = _find_period(found, shape) if verdict == "done" else None
    counted = tuple(counts)
    return Clause(
        text, verdict, shape, bare, day, loose, share, overall, step, counted, deed, about, period, tuple(found)
    )


def _find_about(words: Sequence[Word], letters: str, shape: Shape) -> str:
    """What a deed was done to: the words before 「已」 but those who did it, and the words behind the deed."""
    if shape.deed is None or shape.bare:
        return ""
    mark = min((at for at in map(letters.find, "aAB") if 0 <= at < shape.deed), default=shape.deed)
    parts = ("".join([w.text for w in part if w.letter in _ABOUT]) for part in (words[:mark], words[shape.deed + 1 :]))
    built = words[shape.deed].text in STATUS.built  # which nobody is: 「收容所已建成」
    return "".join(part for part in parts if built or not part.endswith(STATUS.actors))


def _verdict(text: str, verdict: ClauseSense) -> ClauseSense:
    """What some words make of a clause whose shape says nothing decided."""
    if STATUS.merge_signs.inside(text) and verdict in ("neutral", "open", "done") and _MERGED.search(text):
        return "cancelled"
    if verdict == "neutral" and _THIS_TIME.search(text):
        return "cancelled"
    if verdict in ("cancelled", "suspended") and STATUS.asks_for.inside(text):
        return "open"
    if verdict == "suspended" and (_STOOD_STILL.search(text) or _AT_RISK.search(text)):
        return "neutral"
    if verdict == "open" and (_TELLS_WHY.search(text) or _DAYS_OFF.match(text)):
        return "neutral"
    if verdict in ("neutral", "open") and _GOES_ON.match(text):
        return "left"
    if verdict in ("neutral", "open") and text.startswith(STATUS.awaiting) and _AWAITS.match(text):
        return "left"
    if verdict == "open" and STATUS.routine.inside(text) and _ROUTINE.search(text):
        return "neutral"
    if verdict in ("neutral", "open", "step") and _WAITS.match(text):
        return "not_started" if verdict != "step" or text.startswith(STATUS.awaits) else verdict
    if verdict == "cancelled" and _DROPS_SOME.search(text):
        return "open"
    return "open" if verdict == "neutral" and _NOT_YET.search(text) else verdict


@lru_cache(maxsize=4096)
def _shape(letters: str) -> Shape:
    verdict, place = _judge(letters)
    lone = letters.strip("vg")
    already = any(mark in letters for mark in "aAB")
    deed = place if verdict == "done" and letters[place : place + 1] in "Dde" else _begun(letters, verdict)
    return Shape(
        verdict,
        place,
        bare=not letters.strip(_ABOUT_ALL)
        and not letters.lstrip("vgmY").startswith("b")
        and not _has_subject(letters, place),
        decisive=("D" in letters or ("d" in letters and already)) and not letters.startswith(("Y", "mg")),
        total=verdict == "done" and ("A" in letters or "B" in letters),
        only_day="t" if lone == "t" else "m" if lone == "m" else "",
        reason=letters[:1] == "y",
        resumed=_is_resumed(letters),
        plans=letters[:1] == "F",
        deed=deed,
        going=verdict == "open" and "o" in letters,
        dated="t" in letters,
    )


def _has_subject(letters: str, place: int) -> bool:
    """Whether another deed stands in front of 「已」 and a deed that is not 「完成」: 「编制已批复」."""
    return (
        letters[place : place + 1] in ("d", "e") and letters.lstrip("vg")[:1] in ("d", "e") and "a" in letters[1:place]
    )


def _is_resumed(letters: str) -> bool:
    """Whether 「已恢复施工」, 「9月复工」 says that work was taken up again; not 「计划9月复工」."""
    before, resumed, _ = letters.partition("R")
    return bool(resumed) and any(mark in before for mark in "atmY") and not any(mark in before for mark in "nfPTL")


def _begun(letters: str, verdict: ClauseSense) -> int | None:
    """The place of 「开工」 in 「已开工」, 「6月28日开工」."""
    place = letters.find("b")
    before = letters[:place] if place >= 0 and verdict in ("open", "neutral") else ""
    told = any(mark in before for mark in "aBt") and not any(mark in letters for mark in "noflLpTq")
    return place if told or _all_by(before) else None


def _find_period(words: Sequence[Word], shape: Shape) -> str | None:
    """The period behind a deed: 「已完成7月份工作」, 「已公开6月数据」; none that ends the clause, and a year behind 「完成」 alone."""
    if shape.deed is None:
        return None
    if words[0].letter == "Y" and words[0].text.endswith(STATUS.month_marks) and words[1].letter in ".g":
        return words[0].text
    behind = [word for word in words[shape.deed + 1 :] if word.letter != "v"]
    if len(behind) < 2:
        return None
    months = "mY" if words[shape.deed].letter == "D" else "m"
    told = (
        behind[0].letter in months or behind[0].text.endswith(STATUS.month_marks) or behind[0].text in STATUS.of_period
    )
    return behind[0].text if told else None


def _judge(letters: str) -> tuple[ClauseSense, int]:
    """The verdict on a clause, and the place of the done-word that it rests on (0 where it rests on none)."""
    if _is_cancelled(letters):
        return "cancelled", 0
    put_off = letters.find("u")
    stopped = put_off >= 0 and letters[put_off - 1 : put_off] != "n" and "D" not in letters[put_off:]
    if stopped or "N" in letters:
        some = "q" in letters and "AN" not in letters  # 「6处均未动工」 says it of all
        return ("open" if some else "suspended" if stopped else "not_started"), 0
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
        or ("T" in before and since == before and ("A" not in before or before.lstrip("v")[:1] == "T"))
        or ("L" in since and set(since.rpartition("L")[2]) & set("tmTj"))
        or (letter == "e" and "E" in after)
    ):
        return "open"
    if near[:1] == "i" or ("C" in before and not whole):
        return "part"
    if near[:1] in ("p", "z") or any(mark in after for mark in "olL"):
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
        if ("q" in letters and "An" not in letters) or between & set("Ap"):
            return "open"
        return None if between & set("oDdq") else "not_started"
    if any(mark in before for mark in "oaB") or _all_by(before):
        return "open"
    if any(mark in before for mark in "fTmY"):
        return "not_started" if "f" in before or "T" in before or "q" not in after else "open"
    return "open" if after[:1] == "q" or "t" in before else None


def _all_by(letters: str) -> bool:
    """「32个小区全部于4月20日前」开工."""
    return "A" in letters and "T" in letters and not any(mark in letters for mark in "fno")


def _judge_rest(letters: str) -> ClauseSense:
    going = letters.endswith("z") or "qn" in letters or any(mark in letters for mark in "ofPLp") or _excepts(letters)
    return "left" if "l" in letters else "open" if going else "neutral"
