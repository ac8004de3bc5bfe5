"""The syntax of a deadline cell: text to a `DeadlineExpr`, years as printed or not at all (docs/规则.md 3)."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.traditional import is_traditional, restore
from xltrack.domain.records import Cycle, DeadlineKind, Offset
from xltrack.language.deadline.dates import DateExpr, date_of
from xltrack.language.deadline.phrases import Phrase, drop_replaced, join_dates, read_dates
from xltrack.language.deadline.tokens import TOKEN, WORDS, DeadlineCell, fold_deadline, is_blank, mask


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


_Token = re.Match[str]
_OTHERS: Final = frozenset(("cycle", "spell", "ongoing"))
_CONDITIONS: Final = tuple(WORDS["conditions"])
_TOWARDS: Final = frozenset(("-", "至", "到"))
# 「2021年汛期前」: an event in a year, whose day no one has printed.
_EVENT_AFTER: Final = (
    r"[^,;、。:()0-9]{0,14}?(?:[^,;、。:()0-9](?:(?<![目提当])前|(?<!今)后|期间|以内|之际)"
    r"|汛期|暑期|[暑寒]假|[春夏秋冬]季)(?:完成)?$"
)


@lru_cache(maxsize=8192)
def read_deadline(text: str) -> DeadlineExpr:
    """Read one deadline cell; anything at all can be given, nothing raises. Names of milestones stay as printed.

    EBNF::

        deadline   = blank | milestones | recurrence | duration | words ;
        milestones = [words] phrase { words phrase } [words] ;
    """
    read = _read(text)
    return _as_printed(read, text) if read.milestones and is_traditional(text) else read


def _as_printed(read: DeadlineExpr, text: str) -> DeadlineExpr:
    milestones = tuple(m._replace(label=m.label and restore(m.label, text)) for m in read.milestones)
    return read._replace(milestones=milestones)


def _read(text: str) -> DeadlineExpr:
    folded = fold_deadline(text).rstrip(",;、。")
    if is_blank(folded):
        return DeadlineExpr(text, "none")
    cell = mask(text, folded)
    dates: list[_Token] = []
    others: list[_Token] = []
    for token in TOKEN.finditer(cell.masked):
        (others if token.lastgroup in _OTHERS else dates).append(token)
    if others:
        return _mixed(cell, dates, others)
    return _dated(cell, dates, None) if dates else _worded(cell, None)


def _mixed(cell: DeadlineCell, dates: list[_Token], others: list[_Token]) -> DeadlineExpr:
    """Cells with a recurrence, a duration or words of lasting effort."""
    lasting = next((t for t in others if t.lastgroup == "ongoing"), None)
    counted = next((t for t in others if t.lastgroup != "ongoing"), None)
    if counted is None:
        return _dated(cell, dates, lasting) if dates else _worded(cell, lasting)
    earlier = [t for t in dates if t.start() < counted.start()]
    if counted.lastgroup == "cycle":
        if not earlier or _frames(cell, earlier, counted):
            return _recurring(cell, counted, earlier, lasting)
        return _dated(cell, earlier, lasting or _goes_on(cell, earlier[-1], counted))
    if dates and not (len(earlier) == len(dates) == 1 and _opens(cell, earlier[0], counted)):
        return _dated(cell, dates, lasting)
    return _relative(cell, counted, lasting)


def _opens(cell: DeadlineCell, token: _Token, counted: _Token) -> bool:
    """Whether a duration counts from a printed date: 「2021年6月1日起30日内」."""
    found = date_of(token, None)
    return found is not None and found.open and not cell.shown[token.end() : counted.start()].strip(",的")


def _frames(cell: DeadlineCell, earlier: list[_Token], counted: _Token) -> bool:
    """Whether the dates before a recurrence only say in which years it recurs: 「2023-2025年每年12月底前」."""
    gap = cell.shown[earlier[-1].end() : counted.start()]
    last = date_of(earlier[-1], None)
    if last is None or len(earlier) > 2:
        return False
    return last.bare_year or last.open or bool(last.more) or not gap.strip(",(:)")


def _goes_on(cell: DeadlineCell, last: _Token, counted: _Token) -> _Token | None:
    """「6月底前完成，以后每季度更新」 goes on after its date."""
    return counted if cell.shown[last.end() : counted.start()].endswith(("以后", "之后", "此后", "其后")) else None


def _recurring(cell: DeadlineCell, token: _Token, earlier: list[_Token], lasting: _Token | None) -> DeadlineExpr:
    from xltrack.language.deadline.cycles import cycle_of

    years = tuple(d.year for t in earlier if (d := date_of(t, None)) and d.year)
    cycle = cycle_of(token[0], cell.masked[token.end() :])
    return DeadlineExpr(cell.text, "recurring", lasting is not None, cycle=cycle, years=years)


def _relative(cell: DeadlineCell, token: _Token, lasting: _Token | None) -> DeadlineExpr:
    from xltrack.language.deadline.cycles import offset_of

    amount, unit, day_or_year, years = token.group("n", "u", "v", "w")
    before = re.split(r"[,;。:]", cell.shown[: token.start()].rstrip(","))[-1].lstrip("(自从在于待")
    backwards = cell.shown.startswith("前", token.end()) or before.endswith(("前", "提前"))
    offset = None if backwards else offset_of(amount, unit or day_or_year or years, before)
    return DeadlineExpr(cell.text, "relative", lasting is not None, offset=offset, notes=(cell.note("D413"),))


def _worded(cell: DeadlineCell, lasting: _Token | None) -> DeadlineExpr:
    """No date, recurrence or duration: the words alone say what it is."""
    from xltrack.language.deadline.wordings import kind_of_words

    kind, ongoing = kind_of_words(cell.shown, lasting)
    notes: tuple[Note, ...] = ()
    if kind in ("unreadable", "relative"):
        notes = (cell.note("D402" if kind == "unreadable" else "D413"),)
    return DeadlineExpr(cell.text, kind, ongoing, notes=notes)


def _dated(cell: DeadlineCell, tokens: list[_Token], lasting: _Token | None) -> DeadlineExpr:
    notes: list[Note] = []
    dates = read_dates(cell, tokens, notes)
    phrases = join_dates(cell.shown, dates)
    if not phrases:
        return _open_ended(cell, dates, notes) if dates else _no_day(cell, tokens, notes)
    last = phrases[-1].end
    goes_on = lasting is not None and lasting.start() >= last
    tail = cell.shown[last : lasting.start()] if lasting is not None and goes_on else cell.shown[last:]
    if len(phrases) == 1 and (tail or goes_on):
        if goes_on and tail in _TOWARDS and phrases[0].start is None:
            return _open_ended(cell, dates, notes)  # 2021年6月至长期
        if phrases[0].due.bare_year and not goes_on and (other := _half_printed(cell, tail, dates)):
            return other
    return _milestones(cell, phrases, tail, lasting, notes)


def _open_ended(cell: DeadlineCell, dates: list[DateExpr], notes: list[Note]) -> DeadlineExpr:
    """「2021年6月起」 goes on."""
    return DeadlineExpr(cell.text, "ongoing", True, notes=tuple(notes), years=_years(dates))


def _half_printed(cell: DeadlineCell, tail: str, dates: list[DateExpr]) -> DeadlineExpr | None:
    """A year followed by an event (2021年汛期前) or by a form not filled in (2021年  月  日)."""
    if tail.lstrip("0123456789-").startswith("月"):
        return DeadlineExpr(cell.text, "unreadable", notes=(cell.note("D402"),))
    if re.match(_EVENT_AFTER, tail):
        return DeadlineExpr(cell.text, "relative", notes=(cell.note("D413"),), years=_years(dates))
    return None


def _no_day(cell: DeadlineCell, tokens: list[_Token], notes: list[Note]) -> DeadlineExpr:
    """No date of the cell can be read; days counted from an event are none: 「会议召开3日前」, 「届满前30日」."""
    first = tokens[0]
    if (
        first.lastgroup == "date"
        and first["od"]
        and first["year"] is None
        and _event_before(cell.shown[: first.start()])
    ):
        return DeadlineExpr(cell.text, "relative", notes=(cell.note("D413"),))
    return DeadlineExpr(cell.text, "unreadable", notes=tuple(notes))


def _event_before(head: str) -> bool:
    from xltrack.language.deadline.labels import leftover

    return "之日" in head or bool(leftover(head))


def _years(dates: list[DateExpr]) -> tuple[int, ...]:
    return tuple(d.year for d in dates if d.year)


def _milestones(
    cell: DeadlineCell, phrases: list[Phrase], tail: str, lasting: _Token | None, notes: list[Note]
) -> DeadlineExpr:
    superseded: tuple[MilestoneExpr, ...] = ()
    if len(phrases) > 1:
        phrases, replaced = drop_replaced(cell, phrases, notes)
        superseded = tuple(MilestoneExpr(None, p.start, p.due) for p in replaced)
    else:
        _note_unread(cell, phrases[0], tail, notes)
    milestones = _named(cell.shown, phrases, tail)
    kind: DeadlineKind = "date" if len(milestones) == 1 else "staged"
    fixed = all(m.due.year and (m.start is None or m.start.year) for m in (*milestones, *superseded))
    ongoing = lasting is not None
    return DeadlineExpr(cell.text, kind, ongoing, milestones, None, None, tuple(notes), fixed, (), superseded)


def _note_unread(cell: DeadlineCell, phrase: Phrase, tail: str, notes: list[Note]) -> None:
    """Words beside a single date that may change it (视情况, 左右) are noted."""
    if phrase.begin:
        from xltrack.language.deadline.labels import leftover

        words = leftover(cell.shown[: phrase.begin])
        if any(word in words for word in _CONDITIONS):
            notes.append(cell.note("D412", 0, phrase.begin))
    if tail and any(word in tail for word in _CONDITIONS):
        notes.append(cell.note("D412", phrase.end, phrase.end + len(tail)))


def _named(shown: str, phrases: list[Phrase], tail: str) -> tuple[MilestoneExpr, ...]:
    """Give each milestone its name from the words around it; two dates called begin and end are one span."""
    if len(phrases) == 1:
        return (MilestoneExpr(None, phrases[0].start, phrases[0].due),)
    from xltrack.language.deadline.labels import name_all, names_a_span

    places = zip((0, *(p.end for p in phrases)), (p.begin for p in phrases), strict=False)
    gaps = [*(shown[end:begin] for end, begin in places), tail]
    if len(phrases) == 2 and not phrases[0].start and not phrases[1].start and names_a_span(gaps[0], gaps[1]):
        return (MilestoneExpr(None, phrases[0].due, phrases[1].due),)
    return tuple(MilestoneExpr(n, p.start, p.due) for n, p in zip(name_all(gaps), phrases, strict=True))
