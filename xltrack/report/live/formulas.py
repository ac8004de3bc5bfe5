"""Formula texts from the sentences, literals and decisions that Python uses too, with functions alone that Excel 2010 has."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Final, TypeVar

from xltrack.assessment.conditions import Case, Condition
from xltrack.assessment.model import DayWords
from xltrack.assessment.states import CODES, COUNTED_STATES, DONE_STATES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.base.shown_dates import EARLIEST, LATEST
from xltrack.base.text import places_in
from xltrack.domain.records import Cycle
from xltrack.language.deadline.dates import DateExpr, day_in
from xltrack.ooxml.spelling import serial
from xltrack.report import words
from xltrack.sheets.model import Plain
from xltrack.telling.words import NO_RATE

# A text in the cell of the day counts as 0: it makes no fault of a formula, and no task late.
AS_OF: Final = f"N({words.AS_OF_NAME})"
BLANK: Final = '""'
# What was answered: first in all tables, then 1 where a table is known to have been answered elsewhere, then table by table.
ANSWERS_NAME: Final = "xltrack_answers"
IS_PLAN: Final = f"INDEX({ANSWERS_NAME},1)=0"
_LONGEST: Final = 250  # characters in one literal: Excel takes 255
_LEAP_DAY: Final = (2, 29)
_MONTHS: Final = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def unanswered(source: str) -> str:
    """Whether nobody has answered a table of the sources, by its number as `answered.Source` has it."""
    return f"INDEX({ANSWERS_NAME},{source}+2)=0"


def literal(value: Plain) -> str:
    """A constant: 「"已完成"」, 44378, TRUE; blank is 「""」."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, str):
        pieces = [value[at : at + _LONGEST] for at in range(0, len(value), _LONGEST)] or [""]
        return "&".join('"' + piece.replace('"', '""').replace("\n", '"&CHAR(10)&"') + '"' for piece in pieces)
    number = serial(value) if isinstance(value, date) else value
    return '""' if number is None else repr(float(number) if isinstance(number, float) else number)


def when(condition: str, then: str, otherwise: str) -> str:
    """One expression where a condition holds, another one where it does not."""
    return f"IF({condition},{then},{otherwise})"


def choose(number: str, *values: str) -> str:
    """The expression of a number, the first at 1."""
    return f"CHOOSE({number},{','.join(values)})"


def has_day() -> str:
    """Whether 统计日期 holds a day that an office can mean."""
    return every(f"{AS_OF}>={literal(EARLIEST)}", f"{AS_OF}<={literal(LATEST)}")


def every(*conditions: str) -> str:
    """Whether all conditions hold."""
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def state_word(code: str) -> str:
    """The word of a state by its number; 0 is that of a ledger that has no day to judge by."""
    return choose(f"{code}+1", literal(words.NO_DAY), *map(literal, STATE_WORDS.values()))


def some(*conditions: str) -> str:
    """Whether one condition holds, or more."""
    return conditions[0] if len(conditions) == 1 else f"OR({','.join(conditions)})"


def is_number(cell: str) -> str:
    """Whether a cell holds a number or a day."""
    return f"ISNUMBER({cell})"


def unless_error(value: str, otherwise: str = BLANK) -> str:
    """An expression, another one where it gives an error."""
    return f"IFERROR({value},{otherwise})"


def sentence_formula(sentence: str, **places: str) -> str:
    """A sentence with {places} as a concatenation; each place is an expression: 「"时限"&A1&"已过"&B1&"天"」."""
    return "&".join([told if place is None else places[place] for told, place in _pieces(sentence)])


@cache
def _pieces(sentence: str) -> tuple[tuple[str, str | None], ...]:
    """The words of a sentence as literals, and its places by name."""
    parsed = [(literal(told) if told else "", place) for told, place in places_in(sentence)]
    pieces = [piece for told, place in parsed for piece in ((told, None), ("", place)) if piece != ("", None)]
    return tuple(pieces)


def ledger_link(row: str, shown: str, column: int = 1) -> str:
    """What a row of the ledger shows elsewhere, leading back to it."""
    place = literal(f"#'{words.LEDGER}'!{column_letters(column)}")
    return f"HYPERLINK({place}&{row},{shown})"


def day_formula(cell: str) -> str:
    """「7月20日」 in the year of the day of judgement, 「2022年7月20日」 in another one."""
    year = when(f"YEAR({cell})=YEAR({AS_OF})", BLANK, f'YEAR({cell})&"年"')
    return f'{year}&MONTH({cell})&"月"&DAY({cell})&"日"'


def full_day_words(cell: str) -> str:
    """「2021年7月20日」."""
    return f'YEAR({cell})&"年"&MONTH({cell})&"月"&DAY({cell})&"日"'


def share_words(cell: str) -> str:
    """「28.5%」, as `assessment.words.share` tells it."""
    return f'ROUND({cell}*1000,0)/10&"%"'


def rate_formula(cells: Mapping[State, str], planned: str = "0") -> str:
    """完成率 by the cells that count the states, as `Tally.rate` reckons it (docs/规则.md 5.7)."""
    counted, done = ("+".join(cells[state] for state in states) for states in (COUNTED_STATES, DONE_STATES))
    return when(f"{counted}={planned}", literal(NO_RATE), f"({done})/({counted})")


def settled(day: DayWords) -> str:
    """The last day of a printed period as of the day of judgement, by the rule of `language.status.done.settle_day`."""
    if not isinstance(day, DateExpr):
        return literal(day)
    if day.year is not None:
        begins, ends = day_in(day.year, day.since), day_in(day.year + day.more, day.until)
        return literal(ends) if begins is None or ends is None else _running(literal(begins), literal(ends))
    this = f"YEAR({AS_OF})"
    if day.shift is None:
        year = f"({this}-{when(f'{_day(this, day.since)}>{AS_OF}', '1', '0')})"
        # The year before that has no such day may be three years after the last one that has.
        year = f"({year}-MOD({year},4))" if day.since == _LEAP_DAY else year
    else:
        year = f"({this}+{day.shift})"
    ends_at = _day(f"{year}+{day.more}" if day.more else year, day.until)
    if day.since == day.until:
        never = day.since == _LEAP_DAY and day.shift is not None
        return when(f"MOD({year},4)=0", ends_at, BLANK) if never else ends_at
    return _running(_day(year, day.since), ends_at)


def _running(begins: str, ends: str) -> str:
    """The last day of a period, of one that is still running the day of judgement."""
    return when(every(f"{begins}<={AS_OF}", f"{AS_OF}<{ends}"), AS_OF, ends)


def _day(year: str, day: tuple[int, int]) -> str:
    month, number = day
    return f"DATE({year},{month},{number})" if number else f"DATE({year},{month + 1},0)"


def occurrence(cycle: Cycle) -> str:
    """The next occurrence of a recurring day after the day of judgement, by the rule of `assessment.dates.next_day`."""
    if cycle.every == "day":
        return f"{AS_OF}+1"
    if cycle.every == "week":
        return f"{AS_OF}+MOD({cycle.day or 7}-WEEKDAY({AS_OF},2)-1,7)+1"
    months = _MONTHS[cycle.every]
    first = f"MONTH({AS_OF})" if months == 1 else f"INT((MONTH({AS_OF})-1)/{months})*{months}+1"
    inside = min(cycle.month or months, months) - 1
    found = [_clamped(f"{first}+{inside + period * months}", cycle.day or 31) for period in range(3)]
    return when(f"{found[0]}>{AS_OF}", found[0], when(f"{found[1]}>{AS_OF}", found[1], found[2]))


def _clamped(month: str, day: int) -> str:
    """A day of a month of the year of judgement (months go on beyond 12), at most the month's last."""
    last = f"DATE(YEAR({AS_OF}),{month}+1,0)"
    return last if day >= 31 else f"MIN(DATE(YEAR({AS_OF}),{month},{day}),{last})"


T = TypeVar("T")
_CODED: Final = frozenset(("state", "told"))  # facts that a workbook holds as numbers of states
_TEXTS: Final = frozenset(("quote", "label"))
_CERTAIN: Final = frozenset(("as_of", "phase", "alarm"))


def decided(cases: Sequence[Case[T]], at: Mapping[str, str], told: Callable[[T], str]) -> str:
    """The result of the first case that holds, as `told` tells it."""
    formula = BLANK
    for result, condition in reversed(cases):
        formula = when(asked_of(condition, at), told(result), formula) if condition else told(result)
    return formula


def by_state(
    table: Mapping[State, Sequence[Case[T]]],
    code: str,
    at: Mapping[str, str],
    told: Callable[[T], str],
    none: str = BLANK,
) -> str:
    """The result of a table by the number of a state; blank for states that it does not know, `none` for 0, which is no state."""
    results = [decided(table[state], at, told) if state in table else BLANK for state in CODES]
    return choose(f"{code}+1", none, *results)


def asked_of(condition: Condition, at: Mapping[str, str]) -> str:
    """Whether a condition holds."""
    match condition:
        case ("one of", (fact, values)):
            if fact in _CODED:
                return is_in(at[fact], *values)
            return some(*(f"{at[fact]}={literal(value)}" for value in values))
        case ("known", (fact,)):
            return f"{at[fact]}<>{BLANK}" if fact in _TEXTS else is_number(at[fact])
        case ("true", (fact,)):
            return at[fact]
        case ("both", (first, second)):
            return every(asked_of(first, at), asked_of(second, at))
        case ("either", (first, second)):
            return some(asked_of(first, at), asked_of(second, at))
        case ("not", (part,)):
            return f"NOT({asked_of(part, at)})"
        case _:
            fact, than = condition.of
            unsure = [name for name in (fact, than) if name in at and name not in _CERTAIN]
            compared = f"{at[fact]}{'>=' if condition.asks == 'since' else '>'}{at.get(than, than)}"
            return every(*(is_number(at[name]) for name in unsure), compared)


def is_in(cell: str, *states: State) -> str:
    """Whether a cell holds the number of one of some states."""
    runs = ((f"{cell}={a}" if a == b else every(f"{cell}>={a}", f"{cell}<={b}")) for a, b in code_runs(states))
    return some(*runs)


@cache
def code_runs(states: tuple[State, ...]) -> tuple[tuple[int, int], ...]:
    """The numbers of some states, those that follow each other as the first and last of them."""
    codes = sorted({CODES[state] for state in states})
    runs = [[code for _, code in run] for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0])]
    return tuple((run[0], run[-1]) for run in runs)
