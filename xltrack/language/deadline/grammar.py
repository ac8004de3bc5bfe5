"""The syntax of a deadline cell: text to a `DeadlineExpr`, years as printed or not at all (docs/规则.md 3).

Recurring and relative deadlines too: 「每季度首月5日前」, 「印发后10个工作日内」.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from xltrack.base.diagnostics import Note
from xltrack.base.patterns import pattern
from xltrack.base.text import is_traditional, restore
from xltrack.domain.records import Cycle, DeadlineKind, Offset
from xltrack.language.deadline.dates import NUMBERS, DateExpr, date_of
from xltrack.language.deadline.labels import find_leftovers, leftover, name_all, names_a_span
from xltrack.language.deadline.phrases import Phrase, drop_replaced, join_dates, read_dates
from xltrack.language.deadline.tokens import DEADLINES, DeadlineCell, find_tokens, fold_deadline, is_blank, mask


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
# 「2021年汛期前」: an event in a year, whose day no one has printed.
_EVENT_AFTER: Final = DEADLINES.pattern("[^,;、。:()0-9]{0,14}?(?:[^,;、。:()0-9]{event_afters}|{seasons}){finished}?$")
_STOPS: Final = pattern("[,;。:]")
_MOST_DATES: Final = 200  # of a cell; what has more is no deadline, and each task would keep them all


@lru_cache(maxsize=8192)
def read_deadline(text: str) -> DeadlineExpr:
    """Read one deadline cell; anything at all can be given, nothing raises. Names of milestones stay as printed.

    EBNF::

        deadline   = blank | milestones | recurrence | duration | words ;
        milestones = [words] phrase { words phrase } [words] ;
    """
    read = _read(text)
    if not read.milestones or not is_traditional(text):
        return read
    printed = tuple(one._replace(label=one.label and restore(one.label, text)) for one in read.milestones)
    return read._replace(milestones=printed)


def _read(text: str) -> DeadlineExpr:
    folded = fold_deadline(text).rstrip(",;、。")
    if is_blank(folded):
        return DeadlineExpr(text, "none")
    cell = mask(text, folded)
    tokens = find_tokens(cell.masked)
    others = [token for token in tokens if token.lastgroup in _OTHERS]
    if not others:
        return _dated(cell, tokens, None) if tokens else _worded(cell, None)
    dates = [token for token in tokens if token.lastgroup not in _OTHERS]
    lasting = next((token for token in others if token.lastgroup == "ongoing"), None)
    counted = next((token for token in others if token.lastgroup != "ongoing"), None)
    if counted is None:
        return _dated(cell, dates, lasting) if dates else _worded(cell, lasting)
    earlier = [token for token in dates if token.start() < counted.start()]
    if counted.lastgroup == "cycle":
        if not earlier or _frames(cell, earlier, counted):
            years = _years(date for one in earlier if (date := date_of(one, None)))
            cycle = cycle_of(counted[0], cell.masked[counted.end() :])
            return DeadlineExpr(cell.text, "recurring", lasting is not None, cycle=cycle, years=years)
        # 「6月底前完成，以后每季度更新」 goes on after its date.
        goes_on = cell.shown[earlier[-1].end() : counted.start()].endswith(DEADLINES.goes_on)
        return _dated(cell, earlier, lasting or (counted if goes_on else None))
    if dates and not (len(earlier) == len(dates) == 1 and _opens(cell, earlier[0], counted)):
        return _dated(cell, dates, lasting)
    return _relative(cell, counted, lasting)


def _opens(cell: DeadlineCell, token: _Token, counted: _Token) -> bool:
    """Whether a duration counts from a printed date: 「2021年6月1日起30日内」."""
    found = date_of(token, None)
    between = cell.shown[token.end() : counted.start()]
    return found is not None and found.open and not between.strip(",的")


def _frames(cell: DeadlineCell, earlier: list[_Token], counted: _Token) -> bool:
    """Whether the dates before a recurrence only say in which years it recurs: 「2023-2025年每年12月底前」."""
    last = date_of(earlier[-1], None)
    if last is None or (
        len(earlier) > 2 and not all((one := date_of(token, None)) and one.bare_year for token in earlier)
    ):
        return False
    gap = cell.shown[earlier[-1].end() : counted.start()]
    return last.bare_year or last.open or bool(last.more) or not gap.strip(",(:)")


def _recurring(cell: DeadlineCell, token: _Token, earlier: list[_Token], lasting: _Token | None) -> DeadlineExpr:
    years = _years(date for one in earlier if (date := date_of(one, None)))
    cycle = cycle_of(token[0], cell.masked[token.end() :])
    return DeadlineExpr(cell.text, "recurring", lasting is not None, cycle=cycle, years=years)


def _relative(cell: DeadlineCell, token: _Token, lasting: _Token | None) -> DeadlineExpr:
    amount, unit, day_or_year, years = token.group("n", "u", "v", "w")
    before = _STOPS.split(cell.shown[: token.start()].rstrip(","))[-1].lstrip("(自从在于待")
    backwards = cell.shown.startswith("前", token.end()) or before.endswith("前")
    offset = None if backwards else offset_of(amount, unit or day_or_year or years, before)
    told = not before or backwards or _TRIGGER.search(before)
    note = cell.note("D413") if told else cell.note("D419", event=before)
    return DeadlineExpr(cell.text, "relative", lasting is not None, offset=offset, notes=(note,))


def _worded(cell: DeadlineCell, lasting: _Token | None) -> DeadlineExpr:
    """No date, recurrence or duration: the words alone say what it is."""
    kind, ongoing = kind_of_words(cell.shown, lasting)
    code = {"unreadable": "D402", "relative": "D413"}.get(kind)
    return DeadlineExpr(cell.text, kind, ongoing, notes=(cell.note(code),) if code else ())


def _dated(cell: DeadlineCell, tokens: list[_Token], lasting: _Token | None) -> DeadlineExpr:
    if len(tokens) > _MOST_DATES:
        return DeadlineExpr(cell.text, "unreadable", notes=(cell.note("D402"),))
    notes: list[Note] = []
    dates = read_dates(cell, tokens, notes)
    if not dates:
        return _no_day(cell, tokens[0], notes)
    phrases = join_dates(cell.shown, dates)
    only = phrases[0] if len(phrases) == 1 else None
    last, stop = phrases[-1].end if phrases else 0, lasting.start() if lasting else -1
    goes_on = stop >= last
    tail = cell.shown[last : stop if goes_on else None]
    # 「2021年6月起」, 「2021年6月至长期」
    if not phrases or (only and goes_on and only.start is None and (tail == "-" or tail in DEADLINES.towards)):
        return DeadlineExpr(cell.text, "ongoing", True, notes=tuple(notes), years=_years(dates))
    if only and tail and not goes_on and only.due.bare_year:
        # A form not filled in (2021年  月  日), or an event of the year (2021年汛期前)
        if tail.lstrip("0123456789-").startswith("月"):
            return DeadlineExpr(cell.text, "unreadable", notes=(cell.note("D402"),))
        if _EVENT_AFTER.match(tail):
            return DeadlineExpr(cell.text, "relative", notes=(cell.note("D413"),), years=_years(dates))
    read = [token.span() for token in tokens]
    if lasting:  # what goes on recurs to the end of the cell
        read.append((stop, lasting.end() if lasting.lastgroup == "ongoing" else len(cell.shown)))
    found = _milestones(cell, sorted(read), phrases, tail, notes)
    return found._replace(ongoing=lasting is not None and bool(found.milestones))


def _no_day(cell: DeadlineCell, first: _Token, notes: list[Note]) -> DeadlineExpr:
    """No date of the cell can be read; days counted from an event are none: 「会议召开3日前」, 「届满前30日」."""
    if first.lastgroup == "date" and first["od"] and first["year"] is None:
        head = cell.shown[: first.start()]
        if "之日" in head or leftover(head):
            return DeadlineExpr(cell.text, "relative", notes=(cell.note("D413"),))
    return DeadlineExpr(cell.text, "unreadable", notes=tuple(notes))


def _years(dates: Iterable[DateExpr]) -> tuple[int, ...]:
    return tuple(date.year for date in dates if date.year)


def _milestones(
    cell: DeadlineCell, read: list[tuple[int, int]], phrases: list[Phrase], tail: str, notes: list[Note]
) -> DeadlineExpr:
    kept, replaced = drop_replaced(cell, phrases, notes) if len(phrases) > 1 else (phrases, [])
    milestones = _named(cell.shown, kept, tail)
    unread = find_leftovers(cell, read, [one.label for one in milestones if one.label], moved=bool(replaced))
    begun = {begin for begin, _ in unread}
    if any(_narrows(cell, phrase, begun) for phrase in kept):
        return DeadlineExpr(cell.text, "unreadable", notes=(cell.note("D402"),))
    said = {note.start for note in notes}
    notes += [note for span in _joined(unread, phrases) if (note := cell.note("D412", *span)).start not in said]
    superseded = tuple([MilestoneExpr(None, one.start, one.due) for one in replaced])
    kind: DeadlineKind = "date" if len(milestones) == 1 else "staged"
    fixed = all(m.due.year and (m.start is None or m.start.year) for m in (*milestones, *superseded))
    return DeadlineExpr(cell.text, kind, False, milestones, None, None, tuple(notes), fixed, (), superseded)


def _narrows(cell: DeadlineCell, phrase: Phrase, unread: set[int]) -> bool:
    """Whether unread words right behind a date would name a smaller part of it: 「2021年第一批」, 「6月第一周」, 「2021。6」."""
    year, end = phrase.due.bare_year, phrase.end
    if end in unread:
        return year or cell.masked[end] in _NUMBERED
    return year and end + 1 in unread and cell.masked[end + 1] in _NUMBERED


def _joined(unread: list[tuple[int, int]], phrases: list[Phrase]) -> list[tuple[int, int]]:
    """One span for all unread words between two dates."""
    spans: list[tuple[int, int]] = []
    ends = iter([*(phrase.begin for phrase in phrases), _FAR])
    end = -1
    for begin, stop in unread:
        if begin < end:
            spans[-1] = (spans[-1][0], stop)
            continue
        end = next(one for one in ends if one > begin)
        spans.append((begin, stop))
    return spans


_NUMBERED: Final = frozenset("0123456789XYZ第")
_FAR: Final = 1 << 30


def _named(shown: str, phrases: list[Phrase], tail: str) -> tuple[MilestoneExpr, ...]:
    """Give each milestone its name from the words around it; two dates called begin and end are one span."""
    if len(phrases) == 1:
        return (MilestoneExpr(None, phrases[0].start, phrases[0].due),)
    places = zip((0, *(p.end for p in phrases)), (p.begin for p in phrases), strict=False)
    gaps = [*(shown[end:begin] for end, begin in places), tail]
    if len(phrases) == 2 and not phrases[0].start and not phrases[1].start and names_a_span(gaps[0], gaps[1]):
        return (MilestoneExpr(None, phrases[0].due, phrases[1].due),)
    return tuple(MilestoneExpr(n, p.start, p.due) for n, p in zip(name_all(gaps), phrases, strict=True))


_ALONG: Final = DEADLINES.pattern("{along}[^,;、。{along}]{1,3}{along}")
_LASTING: Final = DEADLINES.pattern("{going_on}")
_EXTERNAL: Final = DEADLINES.pattern("{external}|(?:^|[,;、。:(]){duty_words}?{external_starts}.")
_WHENEVER: Final = DEADLINES.pattern(
    "{whenever}[^,;。:]{0,10}?{after_end}[^,;。:]{0,4}?(?:{immediate}|{prompt}|{immediately})"
)
_NO_EVENTS: Final = DEADLINES.pattern("{no_events}")
_EVENTS: Final = DEADLINES.pattern(
    "{events}|(?<![0-9A-Za-z-]){day_marks}|(?<=.){event_ends}(?:(?=$|[,;、。)])|※|{event_verbs})"
)


def kind_of_words(folded: str, lasting: re.Match[str] | None) -> tuple[DeadlineKind, bool]:
    """The kind that the words name and whether they speak of lasting effort.

    The event that a deadline waits for, and what is to be done at once, go by which stands first; lasting effort comes
    after both, and 「按…部署」 last of all: 「按上级要求持续推进」 is ongoing, 「批复后立即实施」 relative; but what is to be
    done at once whenever something comes in is immediate: 「发现后立即整改」.
    """
    found = lasting or _LASTING.search(folded)
    goes_on, ongoing = found.start() if found else _FAR, found is not None
    along = _ALONG.search(folded) if "随" in folded else None
    places = [at for word in DEADLINES.immediate if (at := folded.find(word)) >= 0]
    event, at_once = _event(folded, goes_on), min([*places, along.start() if along else _FAR])
    if at_once < _FAR and _WHENEVER.search(folded):
        return "immediate", ongoing
    if event < at_once and event < goes_on:
        return "relative", ongoing
    if at_once < _FAR or (ongoing and folded.startswith(DEADLINES.prompt)):
        return "immediate", ongoing
    if ongoing or _EXTERNAL.search(folded):
        return "ongoing" if ongoing else "external", ongoing
    return ("immediate" if DEADLINES.prompt.inside(folded) else "unreadable"), False


def _event(folded: str, goes_on: int) -> int:
    """Where an event stands that a deadline waits for: 「批复后」; 前期 and its like are none, nor a time that is filled: 汛期全程."""
    signs = DEADLINES.event_signs.inside(folded)
    found = _EVENTS.search(_NO_EVENTS.sub(lambda m: "※" * len(m[0]), folded)) if signs else None
    filled = found and found.end() == goes_on and found[0] in DEADLINES.stretches
    return found.start() if found and not filled else _FAR


_Every = Literal["day", "week", "month", "quarter", "half", "year"]
_Unit = Literal["workday", "day", "week", "month", "year"]
_EVERY: Final = cast("dict[str, _Every]", DEADLINES.values("cycle_words"))
_UNITS: Final = cast("dict[str, _Unit]", DEADLINES.values("offset_units"))
_NUMBER: Final = "([0-9XYZ]{1,3})"
_DAY = pattern(rf"{_NUMBER}[日号]")
_MONTH = pattern(rf"{_NUMBER}月")
_QUARTER = DEADLINES.pattern("([1-4]){quarter}")
_PERIOD_END = DEADLINES.pattern("{last_days}")
_WEEKDAY = DEADLINES.pattern("{period_marks}?{week_days}?({weekday_numbers})(?!{no_weekday})")
_INNER = DEADLINES.pattern(
    "{period_marks}?(?:(?P<first>{first_months}月)|{last_months}月|(?P<second>{middle_months}月))"
)
_AFTER_END = DEADLINES.pattern("{annual}?{last}?{period_over}?{after_end}")
_DAY_AFTER_END = DEADLINES.pattern(f"{_NUMBER}{{days}}{{inside}}")
_FIRST_DAYS = DEADLINES.pattern(f"{{period_marks}}?{{first_of}}{_NUMBER}{{days}}")
_RANGE = DEADLINES.pattern("^[^-{towards}]*(?:-|{towards})(?=[0-9XYZ])")
_MULTIPLE = DEADLINES.pattern("[2-9XYZ]|[0-9]{2}|{several_cycles}")
_SEVERAL = DEADLINES.pattern("[2-9]{times}")
_CLAUSES = pattern(r"[;。]|,(?![0-9XYZ])")
_TRIGGER = DEADLINES.pattern(r"(?:{triggers}|\(?[0-9{numerals}]+(?:-|{towards}))+$")
_NO_EVENT = DEADLINES.pattern("^(?:{no_event_heads})+{from_words}?|{no_event_tails}$|{spans_of_time}{is_words}?$")


def cycle_of(unit: str, rest: str) -> Cycle | None:
    """The recurring day that a recurrence and the words after it name; None where they name none or several.

    EBNF::

        cycle = ("每" | "逐" | "按" | "各") ("年" | "半年" | "季度" | "月" | "周" | "日") [place] ;
        place = [("首" | "末") "月"] number "日" | number "月" [number "日" | "底"] | "末" | "周" weekday ;
    """
    every = next((name for word, name in _EVERY.items() if word in unit), None)
    if not every or _SEVERAL.search(unit) or (_MULTIPLE.search(unit) and every != "quarter"):
        return None
    rest = _CLAUSES.split(rest, maxsplit=1)[0]
    if _AFTER_END.match(rest) or unit.endswith("后"):
        return _after_end(every, rest)
    if "工作日" in rest:
        return None
    rest = _RANGE.sub("", rest)
    return Cycle("day") if every == "day" else _weekly(rest) if every == "week" else _cycle_on(every, unit, rest)


def _weekly(rest: str) -> Cycle | None:
    if sum(rest.count(mark) for mark in ("、", *DEADLINES.week_days)) > 1:
        return None
    found = _WEEKDAY.match(rest)
    return Cycle("week", None, int(DEADLINES.values("weekday_numbers")[found[1]])) if found else Cycle("week")


def _after_end(every: _Every, rest: str) -> Cycle | None:
    """「每季度结束后15日内」 is the 15th of the first month of the next; workdays depend on the calendar."""
    found = _DAY_AFTER_END.search(rest)
    day = NUMBERS.get(found[1], 0) if found else 0
    return Cycle(every, None if every == "month" else 1, day) if 1 <= day <= 28 and every != "week" else None


def _cycle_on(every: _Every, unit: str, rest: str) -> Cycle | None:
    if first_days := _FIRST_DAYS.match(rest):
        return Cycle(every, None if every == "month" else 1, NUMBERS.get(first_days[1], 0) or None)
    days, months = _DAY.findall(rest), _MONTH.findall(rest)
    if len(days) > 1 or len(set(months)) > 1:
        return None
    end = _PERIOD_END.search(rest)
    day = NUMBERS.get(days[0], 0) if days else int(DEADLINES.values("last_days")[end[0]]) if end else None
    if day is not None and not 1 <= day <= 31:
        return None
    if every == "month":
        return Cycle("month", None, day or (31 if unit.endswith("末") else None))
    if months and every == "year":
        month = NUMBERS.get(months[0], 0)
        return Cycle("year", month, day or 31) if 1 <= month <= 12 else None
    if inner := _INNER.match(rest):
        return Cycle(every, 1 if inner["first"] else 2 if inner["second"] else None, day or 31)
    return _ended(every, unit, rest, day)


def _ended(every: _Every, unit: str, rest: str, day: int | None) -> Cycle | None:
    if every == "year" and (quarter := _QUARTER.search(rest)):
        return Cycle("year", 3 * NUMBERS[quarter[1]], 31)
    if every == "year" and "上半年" in rest:
        return Cycle("year", 6, 31)
    ends = rest.startswith(DEADLINES.cycle_ends) or unit.endswith("末")
    loose = not ends and DEADLINES.loose.inside(rest)
    return None if loose else Cycle(every, None, day if day is not None else 31 if ends else None)


def offset_of(amount: str, unit: str, before: str) -> Offset | None:
    """A duration counted from the event in the words before it; None where it is counted in hours or in half months.

    EBNF::

        offset = [event ("后" | "之日起")] number ["个"] ("工作日" | "日" | "天" | "周" | "月" | "年") ["之" | "以"] ["内"] ;
    """
    unit, base = unit.removeprefix("个"), _NO_EVENT.sub("", _TRIGGER.sub("", before))
    counted = _UNITS.get(unit)
    if amount == "半":
        return Offset(base, 6, "month") if unit == "年" else Offset(base, 15, "day") if unit == "月" else None
    number = (
        int(amount) if amount.isdigit() else NUMBERS.get(amount) or int(DEADLINES.values("hundreds").get(amount, 0))
    )
    if unit == "季度":
        number, counted = number * 3, "month"
    return Offset(base, number, counted) if counted and number else None
