"""各单位汇总: a line for each office with its figures, what is worst, and a link to its own report."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from xltrack.assessment.model import Tally
from xltrack.domain.memory import completion_rate
from xltrack.report import words
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import Book, CellValue, Formula, Listing, Row, Section, SheetColumn
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling import words as common
from xltrack.telling.words import full_day

_WIDTHS: Final = (26, 8, 8, 8, 8, 8, 9, 8, 8, 9, 11, 44, 10, 8, 8, 16, 24)
_COUNTS: Final = ("total", "done", "under_way", "due_soon", "overdue", "ongoing", "suspended", "cancelled")

_NOTED: Final = ("doubtful", "errors", "warnings")


class OfficeFigures(NamedTuple):
    """The numbers of one office, as 总览 has them; `due` were due by the day, `met` of these are done."""

    total: int
    done: int
    under_way: int
    due_soon: int
    overdue: int
    ongoing: int
    suspended: int
    cancelled: int
    rate: float | None
    due: int
    met: int
    plan: bool = False

    @classmethod
    def of(cls, tally: Tally, *, plan: bool) -> "OfficeFigures":
        """Those of a tally; `plan` is whether nobody has answered any of the tables."""
        return cls(
            tally.total, tally.done, tally.under_way, tally.of("due_soon"), tally.of("overdue"), tally.of("ongoing"),
            tally.of("suspended"), tally.of("cancelled"), tally.rate, tally.due, tally.met, plan,
        )  # fmt: skip

    @property
    def due_rate(self) -> float | None:
        """到期完成率."""
        return None if self.plan or not self.due else self.met / self.due


class OfficeLine(NamedTuple):
    """What is told of one office.

    Attributes:
        source: the name of its file.
        office: what it is called.
        report: the name of its report, beside the book.
        figures: None where there is no report.
        worst, late: the task that is late longest, and how many days.
        doubtful: how many tasks are late, or nearly so, in doubt.
        errors, warnings: how many there are in its 核对清单.
        refused: why there is no report.
    """

    source: str
    office: str
    report: str = ""
    figures: OfficeFigures | None = None
    worst: str = ""
    late: int = 0
    doubtful: int = 0
    errors: int = 0
    warnings: int = 0
    refused: str = ""


def render_offices(lines: Sequence[OfficeLine], as_of: date) -> Rendered:
    """The book, the worst offices first; those without a report in a list of their own."""
    good = sorted((line for line in lines if line.figures), key=_badness)
    bad = [line for line in lines if line.refused]
    columns = tuple(
        SheetColumn(head, float(width), style="head" if place in (0, 11, 15, 16) else "head.right")
        for place, (head, width) in enumerate(zip(words.OFFICE_COLUMNS, _WIDTHS, strict=True))
    )
    caption = words.OFFICES_CAPTION.format(day=full_day(as_of), offices=len(good), refused=len(bad))
    title = words.OFFICES
    sheets = [
        Listing(
            title,
            title,
            caption,
            columns,
            (Section(partial(_rows, good, columns)),),
            frozen=1,
            defined="xltrack_offices",
        )
    ]
    if bad:
        own = (SheetColumn(words.OFFICE_FILE, 40.0), SheetColumn(words.OFFICE_WHY, 80.0))
        section = Section(partial(_refused, bad, own))
        sheets.append(
            Listing(
                words.OFFICES_LEFT,
                words.OFFICES_LEFT,
                words.OFFICES_LEFT_CAPTION,
                own,
                (section,),
                defined="xltrack_left",
            )
        )
    return render_book(Book(title, as_of, tuple(sheets)))


def _badness(line: OfficeLine) -> tuple[int, float]:
    figures = line.figures
    rate = figures.due_rate if figures else None
    return -(figures.overdue if figures else 0), 2.0 if rate is None else rate


def _rows(lines: Sequence[OfficeLine], columns: Sequence[SheetColumn]) -> Iterator[Row]:
    rooms = rooms_of(columns)
    if lines:
        yield _sums(lines)
    for line in lines:
        yield _row(line, rooms)


def _sums(lines: Sequence[OfficeLine]) -> Row:
    """The sum of all offices; their rates by the same rule as those of one."""
    figures = [line.figures for line in lines if line.figures]
    sums = [sum(getattr(one, name) for one in figures) for name in _COUNTS]
    tracked = [one for one in figures if not one.plan]
    due, met = sum(one.due for one in tracked), sum(one.met for one in tracked)
    rates = map(_rate, (completion_rate(sums[1], sum(sums[1:5])), met / due if due else None))
    noted = [sum(getattr(line, name) for line in lines) for name in _NOTED]
    styles = [
        "sum",
        *["sum.count"] * len(sums),
        "sum.rate",
        "sum.rate",
        "sum",
        *["sum.count"] * len(noted),
        "sum",
        "sum",
    ]
    return Row([words.SUM, *sums, *rates, None, *noted, None, None], styles, 24.0)


def _row(line: OfficeLine, rooms: Sequence[int]) -> Row:
    figures = line.figures
    counts: list[CellValue] = [getattr(figures, name) or None for name in _COUNTS]
    rates: list[CellValue] = [_rate(figures.rate if figures else None), _rate(figures.due_rate if figures else None)]
    worst = words.OFFICE_WORST.format(days=line.late, task=line.worst) if line.worst else None
    link = f'HYPERLINK("{line.report}","{words.OFFICE_OPEN}")'
    noted: list[CellValue] = [getattr(line, name) or None for name in _NOTED]
    values: list[CellValue] = [
        line.office,
        *counts,
        *rates,
        worst,
        *noted,
        Formula(link, words.OFFICE_OPEN),
        line.source,
    ]
    styles = ["text", "count.strong", *["count"] * 7, "rate", "rate", "text", *["count"] * 3, "link", "text"]
    styles[5] = "count.late" if figures and figures.overdue else "count"
    shown = [v if isinstance(v, str) else None for v in values]
    return Row(values, styles, row_height(shown, rooms))


def _rate(rate: float | None) -> CellValue:
    return common.NO_RATE if rate is None else rate


def _refused(lines: Sequence[OfficeLine], columns: Sequence[SheetColumn]) -> Iterator[Row]:
    rooms = rooms_of(columns)
    for line in lines:
        values: list[CellValue] = [line.source, line.refused]
        yield Row(values, ["text", "text"], row_height(values, rooms))
