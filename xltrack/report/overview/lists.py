"""The lists of 总览: who is late with what, what falls due in the next 30 days, and where rows are left what comes later."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from xltrack.assessment import words as judging
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.numbering import nth
from xltrack.assessment.states import State
from xltrack.report import words
from xltrack.report.ledger.sheet import ledger_row
from xltrack.report.live.columns import key_link
from xltrack.report.live.formulas import BLANK, IS_PLAN, literal, sentence_formula, when
from xltrack.report.overview.figures import PAST, Counts, FiguresSheet, ListPlace, number
from xltrack.sheets import words as sheet_words
from xltrack.sheets.model import BODY_ROW, Block, Cell, CellValue, Formula, Grid, Heading, Link, Plain, shown_value
from xltrack.telling import words as common
from xltrack.telling.agenda import AHEAD, Due, due_tasks, late_tasks, named_task, units_of
from xltrack.telling.names import seq_value

_NUMBER, _TASK, _UNITS, _WHEN = 2, 6, 3, 2  # columns of a task's number, its words, its units, of when
_TASK_ROOM, _UNITS_ROOM = 18, 8  # characters that these hold
_OPEN: Final[frozenset[State]] = frozenset({"in_progress", "not_started", "unreported", "ongoing"})
_EVER: Final = 36_500  # days
_LEAST: Final = 4  # lines for what falls due, where both lists are long
_LEAST_LATE: Final = 5  # lines for what is late, before those
_SPARE: Final = 2  # lines of a list that follows, for what may come to stand on it


class _Line(NamedTuple):
    """One task of a list: its row in the ledger as written, its number, its words, who answers for it, and when.

    Attributes:
        follows: whether what leads to that row follows it where the ledger is sorted.
        place: where the whole line does so.
    """

    row: int
    number: str
    text: str
    units: str
    last: str
    follows: bool = False
    place: ListPlace | None = None


class _List(NamedTuple):
    """One of the two lists: its title, its number of tasks, those that are listed, what gives the lines that follow.

    `target` is the sheet that holds all of it; `none` stands where there is no task; `style` is that of when.
    """

    title: str
    total: CellValue
    found: Sequence[_Line]
    place_of: Callable[[int], ListPlace | None]
    target: str
    none: CellValue
    style: str
    head: tuple[Cell, ...] = ()


def _share_rows(rows: int, late: int, due: int) -> tuple[int, int, int]:
    """How many tasks of both lists there is room for, and how many rows each takes."""
    lines = 2 if 2 * (max(1, late) + max(1, due)) <= rows else 1
    need = [max(count, _SPARE // lines) for count in (late, due)]
    room = rows // lines
    first = max(1, min(need[0], max(room - min(need[1], _LEAST), min(_LEAST_LATE, room - 1))))
    return first, min(need[1], room - first), lines


def compose_lists(
    assessment: Assessment, counts: Counts, sheet: FiguresSheet, room: int, wide: int
) -> tuple[Heading | Grid, ...]:
    """Both lists in `room` rows, and what falls due later or never where they leave some of `wide` rows.

    Where the lists are short, their tasks take two rows each, so that less of their words is cut.
    """
    late, due = late_tasks(assessment), due_tasks(assessment)
    first, second, lines = _share_rows(room - 3, len(late), len(due))
    none: CellValue = words.NO_LATE
    column: CellValue = words.LATE
    if counts.plan:
        none = counts.live.until_answered(words.NO_PAST, literal(words.NO_PAST), literal(words.NO_LATE))
        column = counts.live.until_answered("", BLANK, literal(words.LATE))
    heads = (
        Cell(words.NUMBER, "grid.head", _NUMBER), Cell(common.TASK, "grid.head", _TASK), Cell(words.UNIT, "grid.head", _UNITS),
        Cell(column, "grid.head.right", _WHEN),
    )  # fmt: skip
    line = partial(_line, counts)
    past = [
        line(number, judged, judged.node.label if judged.node else None, words.LATE_DAYS.format(days=judged.late))
        for number, judged in late[:first]
    ]

    def due_line(due: Due) -> _Line:
        return line(due.number, due.judged, due.label, common.short_day(due.day, assessment.as_of))

    ahead = [due_line(entry) for entry in due[:second]]
    overdue = _List(
        words.LATE_TASKS, counts.states("overdue"), past, counts.late_place, words.AGENDA, none, "grid.overdue", heads,
    )  # fmt: skip
    title, total = words.DUE_TASKS.format(days=AHEAD), counts.due_total(len(due))
    coming = _List(title, total, ahead, counts.due_place, words.AGENDA, words.NO_DUE, "grid.right")
    blocks = (
        *_block(overdue, counts, sheet, first, lines),
        *_block(coming, counts, sheet, second, lines),
    )
    left = wide - grid_rows(blocks)
    later = due_tasks(assessment, _EVER)[len(due) :] if left > 1 else []
    blocks += _others(assessment, words.LATER_TASKS, len(later), map(due_line, later), left)
    left = wide - grid_rows(blocks)
    undated = [(n, j) for n, j in enumerate(assessment.tasks) if j.state in _OPEN and not j.due and not j.next]
    told = (line(n, j, None, j.word) for n, j in undated)
    return *blocks, *_others(assessment, words.UNDATED_TASKS, len(undated), told, left, counted=True)


def _block(made: _List, counts: Counts, sheet: FiguresSheet, count: int, lines: int) -> tuple[Heading | Grid, ...]:
    """One list of so many tasks, each of so many lines, below its heading.

    The heading has the day where the number of tasks follows 统计日期 and the list is too long to.
    """
    title = made.title
    if isinstance(made.total, Formula) and not made.place_of(1):
        title = words.HEADED_FIXED.format(title=title, day=common.short_day(counts.as_of, counts.as_of))
    heading = _heading(title, made.total, count, Link(made.target, 1, 1))
    if counts.plan and made.head:
        heading = _past_heading(heading, counts)
    found = _followed(made.found, count, made.place_of, sheet)
    return heading, Grid(made.head, tuple(_body(found, lines, made.none, made.style)))


def _past_heading(heading: Heading, counts: Counts) -> Heading:
    """That of late tasks while nobody has answered: in grey how many due dates have passed."""
    told = heading.words.text if isinstance(heading.words, Formula) else literal(str(heading.words))
    shown = words.PAST_COUNT.format(count=counts.past_due)
    value = counts.live.until_answered(shown, sentence_formula(words.PAST_COUNT, count=PAST), told)
    rule = (f"NOT({IS_PLAN})", "when.told") if counts.live.ledger else None
    return heading._replace(words=value, style="heading.pale", rule=rule)


def grid_rows(blocks: Sequence[Block]) -> int:
    """The rows that headings and grids take."""
    return sum(
        bool(block.head) + len(block.body) + bool(block.summary) + bool(block.note) if isinstance(block, Grid) else 1
        for block in blocks
    )


def _line(counts: Counts, number: int, judged: Judged, label: str | None, last: str) -> _Line:
    text = (words.MARKED if judged.doubt else "") + named_task(label, judged).removesuffix("。")
    called = nth(judged.number) if isinstance(seq_value(judged.number), int) else judged.number
    return _Line(ledger_row(number), called, text, _unit_words(judged), last, counts.live.ledger)


def _unit_words(judged: Judged) -> str:
    return "、".join(units_of(judged)) or judging.NO_UNIT


def _followed(
    found: Sequence[_Line], count: int, place_of: Callable[[int], ListPlace | None], sheet: FiguresSheet
) -> list[_Line | None]:
    """So many lines of a list, with empty ones behind those that are filled where the list follows.

    Their words stand once more among the numbers, without the full stop, so that the page can show them in pieces.
    """
    places = [place for place in map(place_of, range(1, count + 1)) if place]
    if not places:
        return [*found, *[None] * (count - len(found))]
    lines = [*found, *[_Line(0, "", "", "", "")] * (count - len(found))]
    told = [(Formula(_marked(place), line.text),) for line, place in zip(lines, places, strict=True)]
    block = sheet.add((common.TASK,), told)
    shown = [place._replace(text=block.cell(number, 0)) for number, place in enumerate(places)]
    return [line._replace(place=place) for line, place in zip(lines, shown, strict=True)]


def _marked(place: ListPlace) -> str:
    cell = place.text
    ended = when(f'RIGHT({cell},1)="。"', f"LEFT({cell},LEN({cell})-1)", f'{cell}&""')
    return ended if place.mark == BLANK else f"{place.mark}&{ended}"


def _body(found: Iterable[_Line | None], lines: int, none: CellValue, style: str) -> Iterator[tuple[Cell, ...]]:
    for order, line in enumerate(found):
        alone: CellValue = "" if order else none
        if line is None:
            if alone:
                yield (Cell(alone, "grid.note", _NUMBER + _TASK + _UNITS + _WHEN),)
        elif lines == 1:
            yield _row(line, _piece(line, 0, _TASK_ROOM, last=True, alone=alone), style, "")
        else:
            yield _row(line, _piece(line, 0, _TASK_ROOM, last=False, alone=alone), style, ".more")
            rest = _piece(line, _TASK_ROOM, _TASK_ROOM, last=True)
            yield (
                Cell(None, "grid.name", _NUMBER),
                Cell(rest, "grid.name", _TASK),
                Cell(None, "grid.name", _UNITS + _WHEN),
            )


def _row(line: _Line, text: CellValue, style: str, more: str) -> tuple[Cell, ...]:
    plain = "grid.more" if more else "grid.name"
    row, link = _row_of(line)
    units = _cut(line.units, _UNITS_ROOM)
    return (
        Cell(row, f"grid.link{more}", _NUMBER, link),
        Cell(text, plain, _TASK),
        Cell(Formula(_cut_formula(line.place.units, _UNITS_ROOM), units) if line.place else units, plain, _UNITS),
        Cell(Formula(line.place.last, line.last) if line.place else line.last, style + more, _WHEN),
    )


def _row_of(line: _Line) -> tuple[CellValue, Link | None]:
    """The number of a line, and what leads to its row in the ledger where the cell itself does not."""
    if line.place:
        return Formula(line.place.row, line.number), None
    if line.follows:
        return Formula(key_link(line.row - BODY_ROW + 1, line.number), line.number), None
    return line.number, Link(words.LEDGER, line.row, 1)


def _piece(line: _Line, start: int, room: int, *, last: bool, alone: CellValue = "") -> CellValue:
    """A piece of the words of a task; the last one says by 「…」 that there is more; `alone` stands where there is none."""
    left = line.text[start:]
    shown: Plain = (_cut(left, room) if last else left[:room]) or shown_value(alone)
    if not line.place:
        return shown
    text = line.place.text
    told = f"MID({text},{start + 1},{room})"
    if last:
        cut = f"MID({text},{start + 1},{room - 1})&{literal(sheet_words.CUT)}"
        told = when(f"LEN({text})>{start + room}", cut, told)
    none = alone.text if isinstance(alone, Formula) else literal(alone)  # type: ignore[arg-type]
    return Formula(when(f'{text}=""', none, told) if alone else told, shown)


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + sheet_words.CUT


def _cut_formula(cell: str, room: int) -> str:
    return when(f"LEN({cell})>{room}", f"LEFT({cell},{room - 1})&{literal(sheet_words.CUT)}", f'{cell}&""')


def _heading(title: str, total: CellValue, shown: int, link: Link) -> Heading:
    """The heading says how many there are and how many of them stand here, and leads to all of them."""
    told = _told(title, int(number(total)), shown)
    if not isinstance(total, Formula):
        return Heading(told, link=link)
    items = sentence_formula(words.ITEMS, count=total.text)
    some = sentence_formula(words.SOME_SHOWN, items=items, shown=str(shown))
    more = f"{literal('　')}&{when(f'{total.text}>{shown}', some, items)}"
    formula = f"{literal(title)}&{when(f'{total.text}=0', BLANK, more)}"
    return Heading(Formula(formula, told), link=link)


def _told(title: str, count: int, shown: int) -> str:
    items = words.ITEMS.format(count=count)
    said = items if count <= shown else words.SOME_SHOWN.format(items=items, shown=shown)
    return f"{title}　{said}" if count else title


def _others(  # noqa: PLR0913
    assessment: Assessment, title: str, count: int, found: Iterable[_Line], room: int, *, counted: bool = False
) -> tuple[Heading | Grid, ...]:
    """Tasks of no list, as far as there is room for a heading and one of them at least."""
    if not count or room < 2:
        return ()
    lines = 2 if 2 * count <= room - 1 else 1
    shown = min(count, (room - 1) // lines)
    remark = words.NOT_LIVE.format(day=common.short_day(assessment.as_of, assessment.as_of))
    body = tuple(_body(islice(found, shown), lines, "", "grid.right"))
    return Heading(_told(title, count, shown) if counted else title, remark=remark), Grid((), body)
