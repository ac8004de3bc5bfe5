"""How the bars of 时间轴 follow 统计日期 and what the clerk fills in: hidden columns behind the periods, and rules over these.

The bars are written as plain fills too, which a phone shows that knows no conditional formats; the rules say the same on the day of
judgement, and paint over them on another. A program may apply the first rule alone that holds in a cell (LibreOffice does): so
every look comes with the line of the day of judgement and without it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from xltrack.assessment.basis import CODES
from xltrack.assessment.model import STATE_WORDS, State
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.text import AS_OF, literal
from xltrack.report.timeline.periods import AxisPeriod, place_formula
from xltrack.sheets.model import CellValue, Formula, LookRule, SheetColumn

HELPERS: Final = tuple(
    SheetColumn(head, 6, hidden=True) for head in (words.FIRST_PERIOD, words.LAST_PERIOD, words.STATE_CODE)
)
HATCH: Final = "///"
_DONE: Final = CODES["done_late"]
_APART: Final = CODES["ongoing"]
# States whose bars look alike, as the first and the last of their codes.
_ALIKE: Final[tuple[tuple[State, State], ...]] = (
    ("done", "done_late"), ("in_progress", "in_progress"), ("not_started", "not_started"), ("unreported", "unreported"),
    ("due_soon", "due_soon"), ("overdue", "overdue"), ("ongoing", "ongoing"), ("suspended", "cancelled"),
)  # fmt: skip


class LiveTimeline:
    """Makes the cells and rules of one sheet.

    Args:
        periods: its columns.
        fixed: how many columns stand before them; the last one shows the state.
    """

    def __init__(self, periods: Sequence[AxisPeriod], fixed: int) -> None:
        self.periods, self.fixed = periods, fixed
        behind = fixed + len(periods)
        self.first, self.last, self.code = (f"${column_letters(behind + n)}§" for n in (1, 2, 3))

    def code_formula(self, key: int, phase: tuple[date, date] | None) -> str:
        """The state of a line: that of its task; of a phase 已完成 before the first unmet one, behind it by its own day.

        Args:
            key: the number of the task.
            phase: its day and the first day of its warning; None where the line is the whole task.
        """
        place = f"MATCH({key},xltrack_keys,0)"
        state, day, told = (f"INDEX({name},{place})" for name in ("xltrack_states", "xltrack_dues", "xltrack_told"))
        if phase is None:
            return f'IFERROR({state},"")'
        due, warning = map(literal, phase)
        whole = f'OR({state}<={_DONE},{state}>{_APART},{day}="",{day}={due})'
        later = f"IF({AS_OF}>{due},{CODES['overdue']},IF({AS_OF}>={warning},{CODES['due_soon']},{told}))"
        return f'IFERROR(IF({whole},{state},IF({due}<{day},{CODES["done"]},{later})),"")'

    def word(self, row: int, state: State) -> Formula:
        """The state's word, by the code that stands in the row."""
        code = self.code.replace("§", str(row))
        told = ",".join(map(literal, STATE_WORDS.values()))
        return Formula(f'IF(ISNUMBER({code}),CHOOSE({code},{told}),"")', STATE_WORDS[state])

    def hatch(self, row: int) -> CellValue:
        """The sign of what goes on, as long as it does."""
        return Formula(f'IF({self.code.replace("§", str(row))}={_APART},"{HATCH}","")', HATCH)

    def rules(self) -> tuple[LookRule, ...]:
        """What a period looks like, the first that holds; then the words of the states."""
        first, last = self.fixed, self.fixed + len(self.periods) - 1
        today = f"{self._place()}={place_formula(self.periods[0], AS_OF)}"
        looks = [*self._looks(), ("TRUE", "blank")]
        return (
            *(LookRule(first, last, f"AND({today},{told})", f"gantt.today.{look}") for told, look in looks),
            *(LookRule(first, last, told, f"gantt.period.{look}") for told, look in looks),
            *self._words(),
        )

    def _place(self) -> str:
        return f"COLUMN()-{self.fixed + 1}"

    def _looks(self) -> list[tuple[str, str]]:
        """When a period is part of a bar, of the days late behind it, of the time left before it, or of what goes on."""
        place, today = self._place(), place_formula(self.periods[0], AS_OF)
        dated, begun = f"ISNUMBER({self.last})", f'IF({self.first}="",{self.last},{self.first})'
        inside = f"{dated},{place}>={begun},{place}<={self.last}"
        bars = [
            (f"AND({inside},{self.code}>={CODES[least]},{self.code}<={CODES[most]})", least) for least, most in _ALIKE
        ]
        late = f"AND({dated},{self.code}={CODES['overdue']},{place}>{self.last},{place}<={today})"
        left = f'{dated},{self.first}="",{self.code}>{_DONE},{self.code}<>{CODES["overdue"]}'
        ahead = f"AND({left},{place}>={today},{place}<{self.last})"
        return [*bars, (late, "late"), (ahead, "ahead"), (f"AND(NOT({dated}),{self.code}={_APART})", "hatch")]

    def _words(self) -> list[LookRule]:
        at = self.fixed - 1
        cell = f"${column_letters(at + 1)}§"
        return [LookRule(at, at, f"{cell}={literal(word)}", f"when.{state}") for state, word in STATE_WORDS.items()]
