"""The lists of 总览: who is late with what, what falls due in the next 30 days, and where rows are left what comes later."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.states import State
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.formulas import BLANK, joined, literal, when
from xltrack.report.overview.figures import Counts, FiguresSheet, ListPlace
from xltrack.sheets import words as sheet_words
from xltrack.sheets.model import Block, Cell, CellValue, Formula, Grid, Heading, Link, Plain
from xltrack.telling import words as common
from xltrack.telling.agenda import AHEAD, Due, due_tasks, late_tasks, named_task, units_of

_TASK, _UNITS = 6, 4  # columns of a task's words and of its units
_TASK_ROOM, _UNITS_ROOM = 18, 11  # characters that these hold
_OPEN: Final[frozenset[State]] = frozenset({"in_progress", "not_started", "unreported", "ongoing"})
_EVER: Final = 36_500  # days
_LEAST: Final = 4  # lines for what falls due, where both lists are long
_SPARE: Final = 2  # lines of a list that follows, for what may come to stand on it


class _Line(NamedTuple):
    """One task of a list: its row in the ledger, its words, who answers for it, and when; `place` where it follows."""

    row: int
    text: str
    units: str
    last: str
    place: ListPlace | None = None


def compose_lists(assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int) -> tuple[Heading | Grid, ...]:
    """Both lists in `room` rows, and what falls due later where rows are left.

    Where the lists are short, their tasks take two rows each, so that less of their words is cut.
    """
    late, due = late_tasks(assessment), due_tasks(assessment)
    rows = room - 3
    lines = 2 if 2 * (max(1, len(late)) + max(1, len(due))) <= rows else 1
    need = [max(len(found), _SPARE // lines) for found in (late, due)]
    first = max(1, min(need[0], rows // lines - min(need[1], _LEAST)))
    second = min(need[1], rows // lines - first)
    blocks: tuple[Heading | Grid, ...] = (
        *_late_block(assessment, counts, late, first, _Shape(sheet, lines)),
        *_due_block(assessment, counts, due, second, _Shape(sheet, lines)),
    )
    blocks += _later(assessment, len(due), room - count_rows(blocks))
    return *blocks, *_undated(assessment, room - count_rows(blocks))


class _Shape(NamedTuple):
    """Where the words of a list stand once more, and how many rows a task takes."""

    sheet: FiguresSheet
    lines: int

    def body(
        self, found: Sequence[_Line], count: int, place_of: Callable[[int], ListPlace | None], none: str, style: str
    ) -> Grid:
        """So many lines of a list; `none` where there are none."""
        return Grid((), tuple(_body(_filled(found, count, place_of, self.sheet), self.lines, none, style)))


def _late_block(
    assessment: Assessment, counts: Counts, late: Sequence[tuple[int, Judged]], count: int, shape: _Shape
) -> tuple[Heading, Grid]:
    title = _dated(words.LATE_TASKS, assessment, counts.states("overdue"), counts.late_place(1))
    heading = _heading(title, counts.states("overdue"), count, Link(words.OVERDUE, 1, 1))
    heads = (
        Cell(words.ROW, "grid.head"), Cell(common.TASK, "grid.head", _TASK), Cell(words.UNIT, "grid.head", _UNITS),
        Cell(words.LATE, "grid.head.right", 2),
    )  # fmt: skip
    body = shape.body(_late_lines(counts, late[:count]), count, counts.late_place, words.NO_LATE, "grid.overdue")
    return heading, body._replace(head=heads)


def _due_block(
    assessment: Assessment, counts: Counts, due: Sequence[Due], count: int, shape: _Shape
) -> tuple[Heading, Grid]:
    title = _dated(words.DUE_TASKS.format(days=AHEAD), assessment, counts.due_total(0), counts.due_place(1))
    heading = _heading(title, counts.due_total(len(due)), count, Link(words.DUE_LIST, 1, 1))
    lines = _due_lines(assessment, counts, due[:count])
    return heading, shape.body(lines, count, counts.due_place, words.NO_DUE, "grid.right")


def count_rows(blocks: Sequence[Block]) -> int:
    """The rows that headings and grids take."""
    return sum(bool(block.head) + len(block.body) if isinstance(block, Grid) else 1 for block in blocks)


def _late_lines(counts: Counts, late: Sequence[tuple[int, Judged]]) -> list[_Line]:
    return [
        _Line(
            ledger_row(number),
            named_task(judged.node.label if judged.node else None, judged).removesuffix("。"),
            _unit_words(judged),
            words.LATE_DAYS.format(days=judged.late),
            counts.late_place(order),
        )
        for order, (number, judged) in enumerate(late, 1)
    ]


def _due_lines(assessment: Assessment, counts: Counts, due: Sequence[Due]) -> list[_Line]:
    return [_due_words(assessment, entry)._replace(place=counts.due_place(n)) for n, entry in enumerate(due, 1)]


def _due_words(assessment: Assessment, entry: Due) -> _Line:
    text = named_task(entry.label, entry.judged).removesuffix("。")
    day = common.short_day(entry.day, assessment.as_of)
    return _Line(ledger_row(entry.number), text, _unit_words(entry.judged), day)


def _unit_words(judged: Judged) -> str:
    return "、".join(units_of(judged)) or judging.NO_UNIT


def _filled(
    found: Sequence[_Line], count: int, place_of: Callable[[int], ListPlace | None], sheet: FiguresSheet
) -> list[_Line | None]:
    """So many lines of a list, with empty ones behind those that are filled where the list follows.

    Their words stand once more among the numbers, without the full stop, so that the page can show them in pieces.
    """
    places = [place_of(order) for order in range(1, count + 1)]
    lines = [*found[:count], *[None] * (count - len(found))]
    filled = [
        line or (_Line(0, "", "", "", place) if place else None) for line, place in zip(lines, places, strict=True)
    ]
    told = [(Formula(_ended(line.place.text), line.text),) for line in filled if line and line.place]
    if not told:
        return filled
    block = sheet.add((common.TASK,), told)
    cells = iter([block.cell(number, 0) for number in range(len(told))])
    return [
        line._replace(place=line.place._replace(text=next(cells))) if line and line.place else line for line in filled
    ]


def _ended(cell: str) -> str:
    return when(f'RIGHT({cell},1)="。"', f"LEFT({cell},LEN({cell})-1)", f'{cell}&""')


def _body(found: Iterable[_Line | None], lines: int, none: str, style: str) -> Iterator[tuple[Cell, ...]]:
    for order, line in enumerate(found):
        alone = none if not order else ""
        if line is None:
            if alone:
                yield (Cell(alone, "grid.note", 1 + _TASK + _UNITS + 2),)
        elif lines == 1:
            yield _row(line, _piece(line, 0, _TASK_ROOM, last=True, alone=alone), style, "")
        else:
            yield _row(line, _piece(line, 0, _TASK_ROOM, last=False, alone=alone), style, ".more")
            rest = _piece(line, _TASK_ROOM, _TASK_ROOM, last=True)
            yield Cell(None, "grid.name"), Cell(rest, "grid.name", _TASK), Cell(None, "grid.name", _UNITS + 2)


def _row(line: _Line, text: CellValue, style: str, more: str) -> tuple[Cell, ...]:
    plain = "grid.more" if more else "grid.name"
    link = None if line.place else Link(words.LEDGER, line.row, 1)
    row = Formula(line.place.row, str(line.row or "")) if line.place else line.row
    units = _cut(line.units, _UNITS_ROOM)
    return (
        Cell(row, f"grid.link{more}", 1, link),
        Cell(text, plain, _TASK),
        Cell(Formula(_cut_formula(line.place.units, _UNITS_ROOM), units) if line.place else units, plain, _UNITS),
        Cell(Formula(line.place.last, line.last) if line.place else line.last, style + more, 2),
    )


def _piece(line: _Line, start: int, room: int, *, last: bool, alone: str = "") -> CellValue:
    """A piece of the words of a task; the last one says by 「…」 that there is more; `alone` stands where there is none."""
    left = line.text[start:]
    shown: Plain = (_cut(left, room) if last else left[:room]) or alone
    if not line.place:
        return shown
    text = line.place.text
    told = f"MID({text},{start + 1},{room})"
    if last:
        cut = f"MID({text},{start + 1},{room - 1})&{literal(sheet_words.CUT)}"
        told = when(f"LEN({text})>{start + room}", cut, told)
    return Formula(when(f'{text}=""', literal(alone), told) if alone else told, shown)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + sheet_words.CUT


def _cut_formula(cell: str, room: int) -> str:
    return when(f"LEN({cell})>{room}", f"LEFT({cell},{room - 1})&{literal(sheet_words.CUT)}", f'{cell}&""')


def _dated(title: str, assessment: Assessment, total: CellValue, place: ListPlace | None) -> str:
    """The title, with the day where the number of tasks follows 统计日期 and the list is too long to."""
    if place or not isinstance(total, Formula):
        return title
    return words.HEADED_FIXED.format(title=title, day=common.short_day(assessment.as_of, assessment.as_of))


def _heading(title: str, total: CellValue, shown: int, link: Link) -> Heading:
    """The heading says how many there are and how many of them stand here, and leads to all of them."""
    count = total.value if isinstance(total, Formula) else total
    said = _said(int(count) if isinstance(count, int) else 0, shown)
    told = f"{title}　{said}" if said else title
    if not isinstance(total, Formula):
        return Heading(told, link=link)
    items = joined(words.ITEMS, count=total.text)
    some = joined(words.SOME_SHOWN, items=items, shown=str(shown))
    more = f"{literal('　')}&{when(f'{total.text}>{shown}', some, items)}"
    formula = f"{literal(title)}&{when(f'{total.text}=0', BLANK, more)}"
    return Heading(Formula(formula, told), link=link)


def _said(count: int, shown: int) -> str:
    if not count:
        return ""
    items = words.ITEMS.format(count=count)
    return items if count <= shown else words.SOME_SHOWN.format(items=items, shown=shown)


def _later(assessment: Assessment, past: int, room: int) -> tuple[Heading | Grid, ...]:
    """What falls due behind the first `past`, as far as there is room for a heading and one task at least."""
    later = due_tasks(assessment, _EVER)[past:] if room > 1 else []
    if not later:
        return ()
    lines = 2 if 2 * len(later) <= room - 1 else 1
    body = _body(
        iter([_due_words(assessment, entry) for entry in later[: (room - 1) // lines]]), lines, "", "grid.right"
    )
    return _fixed(assessment, words.LATER_TASKS), Grid((), tuple(body))


def _undated(assessment: Assessment, room: int) -> tuple[Heading | Grid, ...]:
    """Tasks that are not done and have no date to be late for, as far as there is room."""
    found = [(n, j) for n, j in enumerate(assessment.tasks) if j.state in _OPEN and not j.due and not j.next]
    if not found or room < 2:
        return ()
    lines = 2 if 2 * len(found) <= room - 1 else 1
    shown = min(len(found), (room - 1) // lines)
    body = [_Line(ledger_row(n), j.task.text.removesuffix("。"), _unit_words(j), j.word) for n, j in found[:shown]]
    title = f"{words.UNDATED_TASKS}　{_said(len(found), shown)}"
    return _fixed(assessment, title), Grid((), tuple(_body(body, lines, "", "grid.right")))


def _fixed(assessment: Assessment, title: str) -> Heading:
    return Heading(title, remark=words.FIXED.format(day=common.short_day(assessment.as_of, assessment.as_of)))
