"""How the bars of 时间轴 follow 统计日期 and what the clerk fills in: hidden columns behind the periods, and rules over these.

The bars are written as plain fills too, which a phone shows that knows no conditional formats; the rules say the same on the day of
judgement, and paint over them on another. A program may apply the first rule alone that holds in a cell (LibreOffice does): so
every look comes with the line of the day of judgement and without it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.assessment.decisions import phase_cases
from xltrack.assessment.states import CODES, DONE_STATES, STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import word_rules
from xltrack.report.live.columns import NAMED
from xltrack.report.live.decided import decided, is_in
from xltrack.report.live.text import AS_OF, BLANK, every, is_number, literal, state_word, unless_error, when
from xltrack.report.timeline.periods import AxisPeriod, place_formula
from xltrack.sheets.model import CellValue, Formula, LookRule, SheetColumn

HELPERS: Final = {
    "first": SheetColumn(words.FIRST_PERIOD, 6, hidden=True),
    "last": SheetColumn(words.LAST_PERIOD, 6, hidden=True),
    "code": SheetColumn(words.STATE_CODE, 6, hidden=True),
}
HATCH: Final = "///"
_OPEN_STATES: Final = tuple(state for state in STATE_WORDS if state not in (*DONE_STATES, "overdue"))
# States whose bars look alike.
_ALIKE: Final[tuple[tuple[State, ...], ...]] = (
    DONE_STATES, ("in_progress",), ("not_started",), ("unreported",), ("due_soon",), ("overdue",), ("ongoing",),
    ("suspended", "cancelled"),
)  # fmt: skip


class Phase(NamedTuple):
    """One of several phases of a task: its day, the first day of its warning, later phases that fall due on the same day."""

    due: date
    alarm: date
    behind: tuple[str, ...]


class LiveTimeline:
    """Makes the cells and rules of one sheet.

    Args:
        periods: its columns.
        fixed: how many columns stand before them; the last one shows the state.
    """

    def __init__(self, periods: Sequence[AxisPeriod], fixed: int) -> None:
        self.periods, self.fixed = periods, fixed
        behind = fixed + len(periods)
        at = {name: f"${column_letters(behind + n)}§" for n, name in enumerate(HELPERS, 1)}
        self.first, self.last, self.code = at["first"], at["last"], at["code"]

    def code_formula(self, key: int, phase: Phase | None) -> str:
        """The state of a line: that of the task by its number, or of one phase of it; None where the line is the whole task."""
        place = f"MATCH({key},{NAMED['key']},0)"
        at = {name: f"INDEX({NAMED[name]},{place})" for name in ("state", "due", "told", "label")}
        if phase is None:
            return unless_error(at["state"])
        at |= {"phase": literal(phase.due), "alarm": literal(phase.alarm), "as_of": AS_OF}

        codes: dict[str, str] = {**{state: str(code) for state, code in CODES.items()}, **at}
        return unless_error(decided(phase_cases(phase.behind), at, codes.__getitem__))

    def word(self, row: int, state: State) -> Formula:
        """The state's word, by the code that stands in the row."""
        code = self.code.replace("§", str(row))
        told = state_word(code)
        return Formula(when(is_number(code), told, BLANK), STATE_WORDS[state])

    def hatch(self, row: int) -> CellValue:
        """The sign of what goes on, as long as it does."""
        return Formula(when(self._is("ongoing").replace("§", str(row)), literal(HATCH), BLANK), HATCH)

    def rules(self) -> tuple[LookRule, ...]:
        """What a period looks like, the first that holds; then the words of the states."""
        first, last = self.fixed, self.fixed + len(self.periods) - 1
        today = f"{self._place()}={place_formula(self.periods[0], AS_OF)}"
        looks = [*self._looks(), ("TRUE", "blank")]
        return (
            *(LookRule(first, last, every(today, told), f"gantt.today.{look}") for told, look in looks),
            *(LookRule(first, last, told, f"gantt.period.{look}") for told, look in looks),
            *word_rules(self.fixed - 1),
        )

    def _place(self) -> str:
        return f"COLUMN()-{self.fixed + 1}"

    def _is(self, *states: State) -> str:
        return is_in(self.code, *states)

    def _looks(self) -> list[tuple[str, str]]:
        """When a period is part of a bar, of the days late behind it, of the time left before it, or of what goes on."""
        place, today = self._place(), place_formula(self.periods[0], AS_OF)
        dated, begun = is_number(self.last), when(f"{self.first}={BLANK}", self.last, self.first)
        inside = (dated, f"{place}>={begun}", f"{place}<={self.last}")
        bars = [(every(*inside, self._is(*states)), states[0]) for states in _ALIKE]
        late = every(dated, self._is("overdue"), f"{place}>{self.last}", f"{place}<={today}")
        left = every(dated, f"{self.first}={BLANK}", self._is(*_OPEN_STATES))
        ahead = every(left, f"{place}>={today}", f"{place}<{self.last}")
        return [*bars, (late, "late"), (ahead, "ahead"), (every(f"NOT({dated})", self._is("ongoing")), "hatch")]
