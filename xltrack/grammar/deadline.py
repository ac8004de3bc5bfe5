"""The syntax of a deadline cell: text to a `DeadlineExpr`, years as printed or not at all (docs/规则.md 3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.diagnostics import Note
from xltrack.grammar.cycles import cycle_of, offset_of
from xltrack.grammar.dates import DateExpr, date_of
from xltrack.grammar.labels import divide, is_plain, is_stage, leftover, name_after, name_before
from xltrack.grammar.tokens import TOKEN, WORDS, alternatives, fold, is_blank, mask, span_in
from xltrack.grammar.wordings import kind_of_words
from xltrack.records import Cycle, DeadlineKind, Offset


class MilestoneExpr(NamedTuple):
    """One milestone as printed: its name, its span or day."""

    label: str | None
    start: DateExpr | None
    due: DateExpr


class DeadlineExpr(NamedTuple):
    """A deadline cell as printed.

    Attributes:
        text: the cell as given.
        kind: what it is, as far as its words say; a missing year can still make it unreadable.
        ongoing: whether words of lasting effort stand in it.
        milestones: its dates in order.
        cycle: the recurrence, where `kind` is recurring and it names one day.
        offset: the duration, where `kind` is relative.
        notes: what was noticed; spans count in `text`.
        fixed: whether no year has to be looked for.
        years: printed years that no milestone carries (2023-2025年每年12月底前).
        superseded: the dates that a later one in the cell replaces (由6月底调整为9月底).
    """

    text: str
    kind: DeadlineKind
    ongoing: bool = False
    milestones: tuple[MilestoneExpr, ...] = ()
    cycle: Cycle | None = None
    offset: Offset | None = None
    notes: tuple[Note, ...] = ()
    fixed: bool = True
    years: tuple[int, ...] = ()
    superseded: tuple[MilestoneExpr, ...] = ()


class _Phrase(NamedTuple):
    """A date or span, and where it stands."""

    start: DateExpr | None
    due: DateExpr
    begin: int
    end: int


_TRIGGER: Final = re.compile(r"(?:之日起?|之后|以后|后|起|的|\(?[0-9一二三四五六七八九十]+(?:-|至|到)|前)+$")
_BLANKS: Final = re.compile(r"[0-9-]*月")
_TO: Final = re.compile(r"\)?(?:,(?=至))?(?:-+|(?:一直)?(?:延续|持续|实施|执行)?(?:截至|截止|起至|至|到)(?:-)?)(?:于)?\(?")
_CONDITION: Final = re.compile(alternatives(WORDS["conditions"]))
_MOVED: Final = re.compile(r"(?:调整|延期|延长|推迟|顺延|变更|改|提前)(?:完成)?(?:到|至|为)$")
_STRETCH: Final = re.compile(r"(?:力争|争取)(?:于|在|到)?$")
_BINDING: Final = re.compile(r"(?:确保|最迟|最晚|务必)(?:于|在|到)?$")
_BEGINS: Final = frozenset((None, "开始", "起始", "起"))
_ENDS: Final = frozenset(("结束", "截止", "终止", "止", "终"))
_EVENT_AFTER: Final = re.compile(r"(?![,;、。:(])[^,;、。:()0-9]{1,14}?(?:(?<!目)(?<!提)(?<!当)前|(?<!今)后|期间|以内|之际)(?:完成)?[。]?$")


@lru_cache(maxsize=8192)
def read_deadline(text: str) -> DeadlineExpr:
    """Read one deadline cell; anything at all can be given, nothing raises.

        deadline  = blank | milestones | recurrence | duration | words ;
        milestones = [words] phrase { gap phrase } [words] ;
        phrase    = date | date ("至" | "到" | "-") date | "即日起至" date ;
    """
    folded = fold(text)
    if is_blank(folded):
        return DeadlineExpr(text, "none")
    masked = mask(folded)
    dates: list[re.Match[str]] = []
    others: list[re.Match[str]] = []
    for token in TOKEN.finditer(masked):
        (others if token.lastgroup in _OTHERS else dates).append(token)
    if not others:
        return _dated(text, masked, dates, None) if dates else _worded(text, masked, None)
    return _mixed(text, masked, dates, others)


_OTHERS: Final = frozenset(("cycle", "spell", "ongoing"))


def _mixed(text: str, masked: str, dates: list[re.Match[str]], others: list[re.Match[str]]) -> DeadlineExpr:
    """Cells with a recurrence, a duration or words of lasting effort."""
    lasting = next((t for t in others if t.lastgroup == "ongoing"), None)
    counted = next((t for t in others if t.lastgroup != "ongoing"), None)
    if counted is None:
        return _dated(text, masked, dates, lasting) if dates else _worded(text, masked, lasting)
    earlier = [t for t in dates if t.start() < counted.start()]
    if counted.lastgroup == "cycle":
        if not earlier or _frames(earlier, masked, counted):
            return _recurring(text, masked, counted, earlier, lasting)
        return _dated(text, masked, earlier, lasting or _goes_on(masked, earlier[-1], counted))
    if dates and not (len(earlier) == len(dates) == 1 and earlier[0]["date"] and earlier[0]["t"] == "起"):
        return _dated(text, masked, dates, lasting)
    return _relative(text, masked, counted, lasting)


def _frames(earlier: list[re.Match[str]], masked: str, counted: re.Match[str]) -> bool:
    """Whether the dates before a recurrence only say in which years it recurs: 「2023-2025年每年12月底前」."""
    gap = masked[earlier[-1].end() : counted.start()]
    last = date_of(earlier[-1], None)
    if last is None or len(earlier) > 2:
        return False
    return last.bare_year or last.open or bool(last.more) or not gap.strip(",(:") or (len(earlier) == 2 and not gap)


def _goes_on(masked: str, last: re.Match[str], counted: re.Match[str]) -> re.Match[str] | None:
    """「6月底前完成，以后每季度更新」 goes on after its date."""
    gap = masked[last.end() : counted.start()]
    return counted if gap.endswith(("以后", "之后", "此后", "其后")) else None


def _recurring(
    text: str, masked: str, token: re.Match[str], earlier: list[re.Match[str]], lasting: re.Match[str] | None
) -> DeadlineExpr:
    years = tuple(d.year for t in earlier if (d := date_of(t, None)) and d.year)
    cycle = cycle_of(token[0], masked[token.end() :])
    return DeadlineExpr(text, "recurring", lasting is not None, cycle=cycle, years=years)


def _relative(text: str, masked: str, token: re.Match[str], lasting: re.Match[str] | None) -> DeadlineExpr:
    amount, unit, day_or_year, years = token.group("n", "u", "v", "w")
    before = re.split(r"[,;。:]", masked[: token.start()].rstrip(","))[-1].lstrip("(自从在于待")
    base = _TRIGGER.sub("", before)
    backwards = masked.startswith("前", token.end()) or before.endswith(("前", "提前"))
    offset = None if backwards else offset_of(amount, unit or day_or_year or years, base)
    note = Note("D413", *span_in(text, 0, len(masked)), {"text": fold(text)})
    return DeadlineExpr(text, "relative", lasting is not None, offset=offset, notes=(note,))


def _worded(text: str, masked: str, lasting: re.Match[str] | None) -> DeadlineExpr:
    """No date, recurrence or duration: the words alone say what it is."""
    kind, ongoing = kind_of_words(masked, lasting)
    notes: tuple[Note, ...] = ()
    if kind in ("unreadable", "relative"):
        code = "D402" if kind == "unreadable" else "D413"
        notes = (Note(code, 0, len(text), {"text": fold(text)}),)
    return DeadlineExpr(text, kind, ongoing, notes=notes)


def _dated(text: str, masked: str, tokens: list[re.Match[str]], lasting: re.Match[str] | None) -> DeadlineExpr:
    notes: list[Note] = []
    dates = _read_dates(text, tokens, notes)
    phrases = _phrases(masked, dates)
    if not phrases:
        if notes:
            return _no_day(text, masked, tokens, notes)
        return DeadlineExpr(text, "immediate" if masked.startswith("即日起") else "ongoing", True, years=_years(dates))
    last = phrases[-1].end
    if lasting and masked[last : lasting.start()] in _TOWARDS and len(phrases) == 1 and phrases[0].start is None:
        return DeadlineExpr(text, "ongoing", True, years=_years(dates))  # 2021年6月至长期
    tail = masked[last:] if lasting is None or lasting.start() < last else masked[last : lasting.start()]
    if len(phrases) == 1 and phrases[0].due.bare_year and _BLANKS.match(tail):
        return DeadlineExpr(text, "unreadable", notes=(Note("D402", 0, len(text), {"text": fold(text)}),))
    if lasting is None and len(phrases) == 1 and phrases[0].due.bare_year and _EVENT_AFTER.match(tail):
        note = Note("D413", *span_in(text, 0, len(masked)), {"text": fold(text)})
        return DeadlineExpr(text, "relative", notes=(note,), years=_years(dates))
    return _milestones(text, masked, phrases, tail, lasting, notes)


def _no_day(text: str, masked: str, tokens: list[re.Match[str]], notes: list[Note]) -> DeadlineExpr:
    """No date of the cell can be read; days counted from an event are none: 「会议召开3日前」, 「届满前30日」."""
    first = tokens[0]
    if first.lastgroup == "date" and first["od"] and first["year"] is None and leftover(masked[: first.start()] + "^").strip("^"):
        return DeadlineExpr(text, "relative", notes=(Note("D413", 0, len(text), {"text": fold(text)}),))
    return DeadlineExpr(text, "unreadable", notes=tuple(notes))


def _read_dates(text: str, tokens: list[re.Match[str]], notes: list[Note]) -> list[DateExpr]:
    dates: list[DateExpr] = []
    for token in tokens:
        found = date_of(token, dates[-1] if dates else None)
        if found is None:
            code = "D418" if token.lastgroup == "date" and token["od"] and not dates else "D403"
            notes.append(Note(code, *span_in(text, *token.span()), {"text": token[0]}))
            continue
        if found.vague:
            notes.append(Note("D415", *span_in(text, *token.span()), {"text": token[0]}))
        dates.append(found)
    return dates


def _years(dates: list[DateExpr]) -> tuple[int, ...]:
    return tuple(d.year for d in dates if d.year)


def _phrases(masked: str, dates: list[DateExpr]) -> list[_Phrase]:
    """Join the dates into spans, and a year that stands alone with the dates under it (2021年：6月底前…)."""
    phrases: list[_Phrase] = []
    rest = list(dates)
    while rest:
        first = rest.pop(0)
        begin, end = first.place
        if not rest:
            if not first.open:
                phrases.append(_Phrase(None, first, begin, end))
            break
        gap = masked[end : rest[0].place[0]]
        if _TO.fullmatch(gap.lstrip(",、") if first.open else gap) or (first.open and not gap.strip(",、") and masked.startswith("止", rest[0].place[1] - 1)):
            last = rest.pop(0)
            phrases.append(_Phrase(first, last, begin, last.place[1]))
        elif first.bare_year and gap in _UNDER and rest[0].year is None and rest[0].shift is None:
            rest[0] = rest[0]._replace(year=first.year, shift=first.shift, follows=first.follows, place=(begin, rest[0].place[1]))
        elif not first.open:
            phrases.append(_Phrase(None, first, begin, end))
    return phrases


_TOWARDS: Final = frozenset(("-", "至", "到"))
_UNDER: Final = frozenset(("", ":", ",", "(", "的", "-"))


def _milestones(
    text: str, masked: str, phrases: list[_Phrase], tail: str, lasting: re.Match[str] | None, notes: list[Note]
) -> DeadlineExpr:
    head = masked[: phrases[0].begin]
    superseded: tuple[MilestoneExpr, ...] = ()
    if len(phrases) == 1:
        if head or tail:
            _note_unread(text, masked, phrases[0], head, tail, notes)
        milestones: tuple[MilestoneExpr, ...] = (MilestoneExpr(None, phrases[0].start, phrases[0].due),)
    else:
        phrases, replaced = _drop_replaced(text, masked, phrases, notes)
        superseded = tuple(MilestoneExpr(None, p.start, p.due) for p in replaced)
        milestones = _named(masked, phrases, tail) if len(phrases) > 1 else (MilestoneExpr(None, phrases[0].start, phrases[0].due),)
    fixed = all(m.due.year is not None and (m.start is None or m.start.year is not None) for m in (*milestones, *superseded))
    return DeadlineExpr(
        text, "date" if len(milestones) == 1 else "staged", lasting is not None, milestones, None, None, tuple(notes), fixed, (), superseded
    )  # fmt: skip


def _note_unread(text: str, masked: str, phrase: _Phrase, head: str, tail: str, notes: list[Note]) -> None:
    for words, begin, end in ((leftover(head), 0, phrase.begin), (tail, phrase.end, phrase.end + len(tail))):
        if words and _CONDITION.search(words):
            notes.append(Note("D412", *span_in(text, begin, end), {"text": words.strip("(),;、。")}))


def _drop_replaced(
    text: str, masked: str, phrases: list[_Phrase], notes: list[Note]
) -> tuple[list[_Phrase], list[_Phrase]]:
    """A date that another one in the cell replaces (由6月底调整为9月底), and a date only striven for (力争5月底)."""
    kept, replaced, before = [phrases[0]], [], phrases[0].end
    for phrase in phrases[1:]:
        gap = masked[before : phrase.begin].rstrip("(:,")
        before = phrase.end
        if _MOVED.search(gap):
            first, last = kept[0].begin, kept[-1].end
            notes.append(Note("D417", *span_in(text, first, last), {"text": masked[first:last]}))
            replaced, kept = kept, [phrase]
        elif _STRETCH.search(gap) and phrase.due.until < kept[-1].due.until and phrase.due.year in (None, kept[-1].due.year):
            notes.append(_striven(text, masked, phrase))
        elif _BINDING.search(gap) and len(kept) == 1 and _STRETCH.search(masked[: kept[0].begin]):
            notes.append(_striven(text, masked, kept[0]))
            due = phrase.due if phrase.due.year or phrase.due.shift else phrase.due._replace(year=kept[0].due.year, shift=kept[0].due.shift)
            kept = [phrase._replace(due=due)]
        else:
            kept.append(phrase)
    return kept, replaced


def _striven(text: str, masked: str, phrase: _Phrase) -> Note:
    return Note("D412", *span_in(text, phrase.begin, phrase.end), {"text": "力争" + masked[phrase.begin : phrase.end]})


def _named(masked: str, phrases: list[_Phrase], tail: str) -> tuple[MilestoneExpr, ...]:
    """Give each milestone its name from the words around it."""
    befores, afters, marked = [masked[: phrases[0].begin]], [], []
    for this, following in zip(phrases, phrases[1:], strict=False):
        around = divide(masked[this.end : following.begin], name_before(befores[-1]) is not None)
        afters.append(around.after)
        befores.append(around.before)
    afters.append(tail)
    marked = [b.rstrip().endswith((":", "(")) for b in befores]
    if len(phrases) == 2 and marked[1] and not phrases[0].start and not phrases[1].start:
        first, second = befores[0].strip(":(,;、"), name_before(befores[1])
        if second in _ENDS and (name_before(first) in _BEGINS):
            return (MilestoneExpr(None, phrases[0].due, phrases[1].due),)
    names = _choose([name_before(b) for b in befores], [name_after(a) for a in afters], marked)
    return tuple(MilestoneExpr(name, p.start, p.due) for name, p in zip(names, phrases, strict=True))


def _choose(before: list[str | None], after: list[str | None], marked: list[bool]) -> list[str | None]:
    if before[0] and not marked[0] and not any(before[1:]):
        before = [None, *before[1:]]  # words before the first date alone belong to all
    if not any(before) and (not any(after[:-1]) or all(map(is_plain, after))):
        return [None] * len(before)  # words after the last date alone belong to all
    names: list[str | None] = []
    for earlier, later, colon in zip(before, after, marked, strict=True):
        if earlier and not (is_stage(earlier) and later and not is_plain(later)):
            names.append(earlier)
        elif later and not (any(before) and is_plain(later)):
            names.append(later)
        else:
            names.append(names[-1] if names and any(marked) and not colon and not later else None)
    return names
