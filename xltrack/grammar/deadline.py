"""The syntax of a deadline cell: text to a `DeadlineExpr`, years as printed or not at all (docs/规则.md 3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.diagnostics import Note
from xltrack.grammar.dates import DateExpr, date_of
from xltrack.grammar.tokens import TOKEN, WORDS, Cell, alternatives, fold, is_blank, mask, span_in
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


_TO: Final = re.compile(r"\)?(?:,(?=至))?(?:-+|(?:一直)?(?:延续|持续|实施|执行)?(?:截至|截止|起至|至|到)(?:-)?)(?:于)?\(?")
_CONDITIONS: Final = tuple(WORDS["conditions"])
_MOVED: Final = tuple(verb + to for verb in WORDS["moved"] for to in ("到", "至", "为", "完成至"))
_STRETCH: Final = tuple(WORDS["stretch"])
_BINDING: Final = tuple(WORDS["binding"])
_BEGINS: Final = frozenset((None, "开始", "起始", "起"))
_ENDS: Final = frozenset(("结束", "截止", "终止", "止", "终"))
_EVENT_AFTER: Final = r"(?![,;、。:(])[^,;、。:()0-9]{1,14}?(?:(?<![目提当])前|(?<!今)后|期间|以内|之际)(?:完成)?。?$"


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
    shown, masked = mask(folded)
    dates: list[re.Match[str]] = []
    others: list[re.Match[str]] = []
    for token in TOKEN.finditer(masked):
        (others if token.lastgroup in _OTHERS else dates).append(token)
    if not others:
        return _dated(text, shown, dates, None) if dates else _worded(text, shown, None)
    return _mixed(text, Cell(shown, masked), dates, others)


_OTHERS: Final = frozenset(("cycle", "spell", "ongoing"))


def _mixed(text: str, cell: Cell, dates: list[re.Match[str]], others: list[re.Match[str]]) -> DeadlineExpr:
    """Cells with a recurrence, a duration or words of lasting effort."""
    shown = cell.shown
    lasting = next((t for t in others if t.lastgroup == "ongoing"), None)
    counted = next((t for t in others if t.lastgroup != "ongoing"), None)
    if counted is None:
        return _dated(text, shown, dates, lasting) if dates else _worded(text, shown, lasting)
    earlier = [t for t in dates if t.start() < counted.start()]
    if counted.lastgroup == "cycle":
        if not earlier or _frames(earlier, shown, counted):
            return _recurring(text, cell.masked, counted, earlier, lasting)
        return _dated(text, shown, earlier, lasting or _goes_on(shown, earlier[-1], counted))
    if dates and not (len(earlier) == len(dates) == 1 and earlier[0]["date"] and earlier[0]["t"] == "起"):
        return _dated(text, shown, dates, lasting)
    return _relative(text, shown, counted, lasting)


def _frames(earlier: list[re.Match[str]], shown: str, counted: re.Match[str]) -> bool:
    """Whether the dates before a recurrence only say in which years it recurs: 「2023-2025年每年12月底前」."""
    gap = shown[earlier[-1].end() : counted.start()]
    last = date_of(earlier[-1], None)
    if last is None or len(earlier) > 2:
        return False
    return last.bare_year or last.open or bool(last.more) or not gap.strip(",(:") or (len(earlier) == 2 and not gap)


def _goes_on(shown: str, last: re.Match[str], counted: re.Match[str]) -> re.Match[str] | None:
    """「6月底前完成，以后每季度更新」 goes on after its date."""
    gap = shown[last.end() : counted.start()]
    return counted if gap.endswith(("以后", "之后", "此后", "其后")) else None


def _recurring(
    text: str, shown: str, token: re.Match[str], earlier: list[re.Match[str]], lasting: re.Match[str] | None
) -> DeadlineExpr:
    from xltrack.grammar.cycles import cycle_of

    years = tuple(d.year for t in earlier if (d := date_of(t, None)) and d.year)
    cycle = cycle_of(token[0], shown[token.end() :])
    return DeadlineExpr(text, "recurring", lasting is not None, cycle=cycle, years=years)


def _relative(text: str, shown: str, token: re.Match[str], lasting: re.Match[str] | None) -> DeadlineExpr:
    from xltrack.grammar.cycles import offset_of

    amount, unit, day_or_year, years = token.group("n", "u", "v", "w")
    before = re.split(r"[,;。:]", shown[: token.start()].rstrip(","))[-1].lstrip("(自从在于待")
    backwards = shown.startswith("前", token.end()) or before.endswith(("前", "提前"))
    offset = None if backwards else offset_of(amount, unit or day_or_year or years, before)
    note = Note("D413", *span_in(text, 0, len(shown)), {"text": fold(text)})
    return DeadlineExpr(text, "relative", lasting is not None, offset=offset, notes=(note,))


def _worded(text: str, shown: str, lasting: re.Match[str] | None) -> DeadlineExpr:
    """No date, recurrence or duration: the words alone say what it is."""
    from xltrack.grammar.wordings import kind_of_words

    kind, ongoing = kind_of_words(shown, lasting)
    notes: tuple[Note, ...] = ()
    if kind in ("unreadable", "relative"):
        code = "D402" if kind == "unreadable" else "D413"
        notes = (Note(code, 0, len(text), {"text": fold(text)}),)
    return DeadlineExpr(text, kind, ongoing, notes=notes)


def _dated(text: str, shown: str, tokens: list[re.Match[str]], lasting: re.Match[str] | None) -> DeadlineExpr:
    notes: list[Note] = []
    dates = _read_dates(text, tokens, notes)
    phrases = _phrases(shown, dates)
    if not phrases:
        if notes:
            return _no_day(text, shown, tokens, notes)
        return DeadlineExpr(text, "immediate" if shown.startswith("即日起") else "ongoing", True, years=_years(dates))
    last = phrases[-1].end
    if lasting and shown[last : lasting.start()] in _TOWARDS and len(phrases) == 1 and phrases[0].start is None:
        return DeadlineExpr(text, "ongoing", True, years=_years(dates))  # 2021年6月至长期
    tail = shown[last:] if lasting is None or lasting.start() < last else shown[last : lasting.start()]
    if len(phrases) == 1 and phrases[0].due.bare_year and tail.lstrip("0123456789-").startswith("月"):
        return DeadlineExpr(text, "unreadable", notes=(Note("D402", 0, len(text), {"text": fold(text)}),))
    if lasting is None and len(phrases) == 1 and phrases[0].due.bare_year and re.match(_EVENT_AFTER, tail):
        note = Note("D413", *span_in(text, 0, len(shown)), {"text": fold(text)})
        return DeadlineExpr(text, "relative", notes=(note,), years=_years(dates))
    return _milestones(text, shown, phrases, tail, lasting, notes)


def _no_day(text: str, shown: str, tokens: list[re.Match[str]], notes: list[Note]) -> DeadlineExpr:
    """No date of the cell can be read; days counted from an event are none: 「会议召开3日前」, 「届满前30日」."""
    first = tokens[0]
    if first.lastgroup == "date" and first["od"] and first["year"] is None and leftover(shown[: first.start()] + "^").strip("^"):
        return DeadlineExpr(text, "relative", notes=(Note("D413", 0, len(text), {"text": fold(text)}),))
    return DeadlineExpr(text, "unreadable", notes=tuple(notes))


def _read_dates(text: str, tokens: list[re.Match[str]], notes: list[Note]) -> list[DateExpr]:
    dates: list[DateExpr] = []
    for token in tokens:
        found = date_of(token, dates[-1] if dates else None)
        if found is None:
            code = "D418" if token.lastgroup == "date" and token["od"] and not dates else "D403"
            notes.append(Note(code, *span_in(text, *token.span()), {"text": fold(text)[token.start() : token.end()]}))
            continue
        if found.vague:
            notes.append(Note("D415", *span_in(text, *token.span()), {"text": fold(text)[token.start() : token.end()]}))
        dates.append(found)
    return dates


def _years(dates: list[DateExpr]) -> tuple[int, ...]:
    return tuple(d.year for d in dates if d.year)


def _phrases(shown: str, dates: list[DateExpr]) -> list[_Phrase]:
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
        gap = shown[end : rest[0].place[0]]
        if _TO.fullmatch(gap.lstrip(",、") if first.open else gap) or (first.open and not gap.strip(",、") and shown.startswith("止", rest[0].place[1] - 1)):
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
    text: str, shown: str, phrases: list[_Phrase], tail: str, lasting: re.Match[str] | None, notes: list[Note]
) -> DeadlineExpr:
    head = shown[: phrases[0].begin]
    superseded: tuple[MilestoneExpr, ...] = ()
    if len(phrases) == 1:
        if head or tail:
            _note_unread(text, shown, phrases[0], head, tail, notes)
        milestones: tuple[MilestoneExpr, ...] = (MilestoneExpr(None, phrases[0].start, phrases[0].due),)
    else:
        phrases, replaced = _drop_replaced(text, shown, phrases, notes)
        superseded = tuple(MilestoneExpr(None, p.start, p.due) for p in replaced)
        milestones = _named(shown, phrases, tail) if len(phrases) > 1 else (MilestoneExpr(None, phrases[0].start, phrases[0].due),)
    fixed = all(m.due.year is not None and (m.start is None or m.start.year is not None) for m in (*milestones, *superseded))
    return DeadlineExpr(
        text, "date" if len(milestones) == 1 else "staged", lasting is not None, milestones, None, None, tuple(notes), fixed, (), superseded
    )  # fmt: skip


def _note_unread(text: str, shown: str, phrase: _Phrase, head: str, tail: str, notes: list[Note]) -> None:
    from xltrack.grammar.labels import leftover

    for words, begin, end in ((leftover(head), 0, phrase.begin), (tail, phrase.end, phrase.end + len(tail))):
        if any(word in words for word in _CONDITIONS):
            notes.append(Note("D412", *span_in(text, begin, end), {"text": words.strip("(),;、。")}))


def _drop_replaced(
    text: str, shown: str, phrases: list[_Phrase], notes: list[Note]
) -> tuple[list[_Phrase], list[_Phrase]]:
    """A date that another one in the cell replaces (由6月底调整为9月底), and a date only striven for (力争5月底)."""
    kept, replaced, before = [phrases[0]], [], phrases[0].end
    for phrase in phrases[1:]:
        gap = shown[before : phrase.begin].rstrip("(:,")
        before = phrase.end
        if gap.endswith(_MOVED):
            first, last = kept[0].begin, kept[-1].end
            notes.append(Note("D417", *span_in(text, first, last), {"text": shown[first:last]}))
            replaced, kept = kept, [phrase]
        elif gap.endswith(_STRETCH) and phrase.due.until < kept[-1].due.until and phrase.due.year in (None, kept[-1].due.year):
            notes.append(_striven(text, shown, phrase))
        elif gap.endswith(_BINDING) and len(kept) == 1 and shown[: kept[0].begin].endswith(_STRETCH):
            notes.append(_striven(text, shown, kept[0]))
            due = phrase.due if phrase.due.year or phrase.due.shift else phrase.due._replace(year=kept[0].due.year, shift=kept[0].due.shift)
            kept = [phrase._replace(due=due)]
        else:
            kept.append(phrase)
    return kept, replaced


def _striven(text: str, shown: str, phrase: _Phrase) -> Note:
    return Note("D412", *span_in(text, phrase.begin, phrase.end), {"text": "力争" + shown[phrase.begin : phrase.end]})
