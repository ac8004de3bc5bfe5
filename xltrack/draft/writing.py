"""A notice from end to end: read, taken apart, drafted as the records of a sheet have it, read back and settled, placed, told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.annex.compose import annex_labels
from xltrack.annex.layout import lay_out_annex
from xltrack.annex.looks import NORMAL, look_in_annex
from xltrack.annex.model import BODY_ROW, Annex, AnnexDraft
from xltrack.annex.render import annex_sheet
from xltrack.annex.tables import draft_table
from xltrack.base.address import CellRange, CellRef
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.base.errors import SourceError
from xltrack.domain.records import CellValue, Column, ColumnRole, Deadline, Document, Milestone, Table, Task
from xltrack.draft import words
from xltrack.draft.accounts import find_untold
from xltrack.draft.duties import Duty, Issued, find_duties
from xltrack.draft.headings import count_bare_numbers
from xltrack.draft.lines import Frame, find_frame
from xltrack.draft.notice import NOTICES, Check, SourceNotice, left_out
from xltrack.draft.outline import find_outline
from xltrack.draft.reader import read_notice
from xltrack.draft.tables import part_tables
from xltrack.language import parse_deadline
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.tokens import find_tokens, fold_deadline, mask, span_in
from xltrack.language.deadline.years import YearContext, resolve
from xltrack.language.units.grammar import read_units
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.ooxml.package import Package
from xltrack.placing.output import Target, Written, write_result
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import SourceBook as Cells
from xltrack.reading.files.grid import without_extracts
from xltrack.reading.files.xlsx import read_xlsx
from xltrack.sheets import model
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import Book, Sheet
from xltrack.sheets.render import Rendered, render_book
from xltrack.telling.words import SEVERITY

_COLUMNS: Final[tuple[tuple[str, ColumnRole], ...]] = (
    (words.SEQ, "seq"), (words.OUTER, "group"), (words.GROUP, "group"), (words.TEXT, "text"), (words.LEAD, "lead"),
    (words.SUPPORT, "support"), (words.SUPERVISE, "supervise"), (words.DEADLINE, "deadline"), (words.SOURCE, "other"),
    (words.STATUS, "status"), (words.NOTE, "note"),
)  # fmt: skip
_THIS_YEAR = NOTICES.pattern("{this_years}")
_NEXT_YEAR = NOTICES.pattern("{next_years}")
_CHECK_COLUMNS: Final = tuple(map(model.SheetColumn, words.CHECK_HEADS, (8, 8, 60, 44, 10, 24)))
# Where what was inferred stands, by rule.
_INFERRED: Final = {
    "D788": words.LEAD,
    "D789": words.DEADLINE,
    "D790": words.LEAD,
    "D793": words.TEXT,
    "D820": words.LEAD,
    "D824": words.DEADLINE,
}
# Which rows the reading names only in part.
_BLANK: Final[Mapping[str, Callable[[Task], bool]]] = {
    "D315": lambda task: not task.units, "D316": lambda task: task.deadline.kind == "none",
}  # fmt: skip
# The day in the file's properties where the notice has none: the same notice gives the same bytes on any day.
_NO_DAY: Final = date(2000, 1, 1)


class Year(NamedTuple):
    """The year of a notice, and where it was found (a key of `words.YEAR_FROM`)."""

    value: int | None
    source: str


def compose_duties(duties: Sequence[Duty], title: str, year: Year) -> Table:
    """The table of some duties: 序号, 工作任务 and 具体任务, units by their parts, 完成时限, 依据, 完成情况, 备注.

    工作任务 stands where anything has a heading, 重点任务 where headings stand in each other, 指导单位 where one is named.
    """
    depth = max((len(duty.group) for duty in duties), default=0)
    wished = {
        words.OUTER: depth > 1, words.GROUP: depth > 0, words.SUPERVISE: any(duty.marks.supervise for duty in duties),
    }  # fmt: skip
    kept = [(header, role) for header, role in _COLUMNS if wished.get(header, True)]
    columns = tuple(Column(number, header, role) for number, (header, role) in enumerate(kept, 1))
    tasks = tuple(_task(number, duty, columns, year) for number, duty in enumerate(duties, 1))
    return Table("", CellRange(1, 1, len(tasks) + 1, len(columns)), "tasks", None, title, columns, tasks)


def _task(number: int, duty: Duty, columns: Sequence[Column], year: Year) -> Task:
    marks, outer = duty.marks, any(column.header == words.OUTER for column in columns)
    remark = words.MANY_CODES.join(words.REMARKS[code] for code in duty.codes if code in words.REMARKS)
    cells: dict[str, CellValue] = {
        words.SEQ: number, words.OUTER: "".join(duty.group[:1]) if outer else "",
        words.GROUP: words.INNER_GROUPS.join(duty.group[outer:]), words.TEXT: duty.text, words.LEAD: marks.lead,
        words.SUPPORT: marks.support, words.SUPERVISE: marks.supervise, words.DEADLINE: marks.deadline,
        words.SOURCE: duty.source, words.NOTE: "；".join(filter(None, (marks.note, remark))),
    }  # fmt: skip
    units = [*read_units(marks.lead, "lead").units, *read_units(marks.support, "support").units]
    units += read_units(marks.supervise, "supervise").units
    known = YearContext(duty.year, year.value)
    deadline = resolve(read_deadline(marks.deadline), known).deadline if marks.deadline else Deadline()
    group = tuple(str(cells[header]) for header in (words.OUTER, words.GROUP) if cells[header])
    values = tuple(cells.get(column.header) or None for column in columns)
    return Task(number, str(number), group, duty.text, tuple(units), deadline, values=values)


def compose_draft(table: Table, frame: Frame, label: str) -> AnnexDraft:
    """The table for print; one that came as it is has a column 完成情况 to be filled in."""
    caption = words.CAPTION.format(number=frame.number) if frame.number else ""
    title = table.title or frame.matter + words.TITLE
    return AnnexDraft(title, *draft_table(table, (), asked=table.kind == "tasks"), label, caption)


def settle_deadlines(table: Table, read: Table, year: Year) -> tuple[Table, list[Diagnostic]]:
    """The table with the deadlines that its reading takes for others put plainly, and what to say of them (docs/规则.md 12.5).

    Args:
        table: as drafted.
        read: the same as it was read back.
        year: that of the notice.
    """
    if len(table.tasks) != len(read.tasks):
        return table, []
    said, tasks = list[Diagnostic](), list[Task]()
    column = next((c.number for c in read.columns if c.role == "deadline"), 1)
    for task, again in zip(table.tasks, read.tasks, strict=True):
        tasks.append(task)
        plain = _plain(task.deadline, again.deadline)
        if plain is not None:
            said.append(_told(CellRef(read.sheet, again.row, column), task.deadline, year))
            cells = zip(table.columns, task.values, strict=True)
            values = tuple(plain if column.role == "deadline" else value for column, value in cells)
            tasks[-1] = task._replace(deadline=task.deadline._replace(text=plain), values=values)
    return table._replace(tasks=tuple(tasks)), said


def _plain(meant: Deadline, read: Deadline) -> str | None:
    """Other words for a deadline that was read otherwise; None where it was not."""
    if meant.kind == "none":
        return words.NO_DEADLINE if read.kind != "none" else None
    return with_year(meant) if meant.milestones and _days(meant) != _days(read) else None


def _days(deadline: Deadline) -> list[tuple[object, object]]:
    return [(m.start, m.due) for m in deadline.milestones]


def with_year(deadline: Deadline) -> str:
    """A deadline with its years written out: before its first date, else date by date."""
    for tried in _attempts(deadline.text, _first_year(deadline)):
        if _days(parse_deadline(tried)) == _days(deadline):
            return tried
    return "；".join(map(_spelled, deadline.milestones))


def _first_year(deadline: Deadline) -> int:
    return (deadline.milestones[0].start or deadline.milestones[0].due).year


def _attempts(text: str, year: int) -> Iterator[str]:
    if _THIS_YEAR.search(text) or _NEXT_YEAR.search(text):
        yield _NEXT_YEAR.sub(f"{year}年", _THIS_YEAR.sub(f"{year}年", text))
        yield _NEXT_YEAR.sub(f"{year + 1}年", _THIS_YEAR.sub(f"{year}年", text))
    for token in find_tokens(mask(text, fold_deadline(text)).masked):
        at = span_in(text, *token.span())[0]
        yield f"{text[:at]}{year}年{text[at:]}"


def _spelled(milestone: Milestone) -> str:
    days = [f"{day.year}年{day.month}月{day.day}日" for day in (milestone.start, milestone.due) if day]
    return (milestone.label or "") + "至".join(days)


def _told(cell: CellRef, meant: Deadline, year: Year) -> Diagnostic:
    if meant.kind == "none":
        return Diagnostic("D796", cell)
    own = _first_year(meant)
    source = words.YEAR_FROM[year.source] if own == year.value else words.ABOVE
    return Diagnostic("D791", cell, {"text": meant.text, "source": source, "year": own})


def check_duties(duties: Sequence[Duty], sheet: str, columns: Sequence[Column]) -> Iterator[Check]:
    """What was inferred of each duty, at its cell in the drafted sheet."""
    places = {column.header: column.number for column in columns}
    for row, duty in enumerate(duties, BODY_ROW):
        units, deadline = "、".join(filter(None, duty.marks[:3])), duty.marks.deadline
        facts = {
            "units": units,
            "deadline": deadline,
            "text": duty.printed,
            "what": "；".join(filter(None, (units, deadline))),
        }
        for code in duty.codes:
            yield Check(Diagnostic(code, CellRef(sheet, row, places[_INFERRED[code]]), facts), duty.source)


def compose_draft_checks(checks: Sequence[Check], source: str) -> model.Listing:
    """核对清单: what was inferred or left out and what the sheet's own reading says of it, warnings first, each led to its cell."""
    ordered = sorted(checks, key=lambda check: ("error", "warning", "info").index(check.said.severity))
    rows = [*_check_rows(ordered)]
    section = model.Section(lambda: iter(rows))
    # The name keeps it out of what is read: its tasks, if words in it look like some, stand in the other sheets.
    names = ((model.EXTRACT_NAME, 0, len(_CHECK_COLUMNS) - 1),) if rows else ()
    caption = words.CHECKS_CAPTION.format(source=source)
    return model.Listing(words.CHECKS, words.CHECKS, caption, _CHECK_COLUMNS, (section,), names=names)


def _check_rows(ordered: Sequence[Check]) -> Iterator[model.Row]:
    rooms, where = rooms_of(_CHECK_COLUMNS), {id(check.said): check.source for check in ordered}
    for said, others in gather_repeated([check.said for check in ordered]):
        cell = said.cell
        link = model.Link(cell.sheet, cell.row, cell.column) if cell else None
        sources = "、".join(dict.fromkeys(filter(None, (where[id(one)] for one in (said, *others)))))
        values: list[model.CellValue] = [
            SEVERITY[said.severity], said.code, said.message, said.remedy or None,
            words.ROW.format(row=cell.row) if cell else None, sources or (cell.a1 if cell else None),
        ]  # fmt: skip
        styles = [f"severity.{said.severity}", "code", "text", "text", "link" if link else "text", "small"]
        yield model.Row(values, styles, row_height(values, rooms), {4: link} if link else {})


class Sketch(NamedTuple):
    """What a notice says: its frame and year, its own tables, its duties, what gave none."""

    source: str
    frame: Frame
    year: Year
    tables: tuple[Table, ...]
    duties: tuple[Duty, ...]
    checks: tuple[Check, ...]


def sketch(notice: SourceNotice, given: int | None) -> Sketch:
    """Take a notice apart.

    Raises:
        SourceError: D780, it asks nothing of anybody.
    """
    sheets, others, other_tables, headings = part_tables(notice.blocks)
    blocks = count_bare_numbers(others)
    frame = find_frame(blocks)
    year = Year(*frame.year(given))
    tables = read_document(Cells(notice.source, sheets), year.value).tables if sheets else ()
    found, remarks = find_duties(*find_outline(blocks[frame.begins :]), Issued(frame.day, year.value))
    duties = tuple(duty.seen_on(frame.day) for duty in found)
    if not tables and not duties:
        raise SourceError("D780", name=notice.source)
    checks = [*map(Check, notice.notes), *remarks, *(left_out("D794", text) for text in other_tables)]
    checks += [left_out("D822", text) for text in headings]
    checks += find_untold(blocks, frame, found, checks)
    return Sketch(notice.source, frame, year, tables, duties, tuple(checks))


def draft_workbook(drawn: Sketch, fonts: str) -> tuple[Rendered, tuple[Annex, ...], tuple[Check, ...]]:
    """The workbook of a notice, its sheets and what there is to check; the same bytes for the same notice.

    It is read back before it is done: a deadline that its place in the column would give another year has its own written out.
    """
    title = (drawn.frame.matter or Path(drawn.source).stem) + words.TITLE
    own = (compose_duties(drawn.duties, title, drawn.year),) if drawn.duties else ()
    tables: Sequence[Table] = (*own, *drawn.tables)
    day = drawn.frame.dated or (date(drawn.year.value, 1, 1) if drawn.year.value else _NO_DAY)
    book = Book(title, day, (), NORMAL, look_of=look_in_annex)
    annexes, read = _printed(tables, drawn.frame, book, fonts)
    again = {table.sheet: table for table in read.tables}
    pairs = [(table, again.get(annex.label)) for table, annex in zip(tables, annexes, strict=True)]
    settled = [settle_deadlines(table, known, drawn.year) if known else (table, []) for table, known in pairs]
    said = [Check(note) for _, notes in settled for note in notes]
    if said:
        annexes, read = _printed([table for table, _ in settled], drawn.frame, book, fonts)
    inferred = check_duties(drawn.duties, annexes[0].label, own[0].columns) if own else ()
    checks = (*inferred, *said, *drawn.checks, *(Check(_whole(note, again)) for note in read.diagnostics))
    sheets: tuple[Sheet, ...] = (*map(annex_sheet, annexes), compose_draft_checks(checks, drawn.source))
    return render_book(book._replace(sheets=sheets)), annexes, checks


def _whole(note: Diagnostic, read: Mapping[str, Table]) -> Diagnostic:
    """A note on rows whose unit or deadline is blank with all of the rows: the list that it stands in is the only one."""
    table = read.get(note.cell.sheet) if note.cell else None
    blank = _BLANK.get(note.code)
    if table is None or blank is None:
        return note
    rows = words.MANY_ROWS.join(str(task.row) for task in table.tasks if blank(task))
    return note._replace(facts={**note.facts, "rows": words.ROW.format(row=rows)})


def _printed(tables: Sequence[Table], frame: Frame, book: Book, fonts: str) -> tuple[tuple[Annex, ...], Document]:
    """The sheets of some tables, and what is read in them."""
    labelled = zip(tables, annex_labels([table.annex for table in tables]), strict=True)
    drafts = (compose_draft(table, frame, label) for table, label in labelled)
    annexes = tuple(lay_out_annex(draft, fonts, across=True) for draft in drafts)
    data = render_book(book._replace(sheets=tuple(map(annex_sheet, annexes)))).data
    return annexes, read_document(without_extracts(read_xlsx(Package(data), "", DEFAULT_LIMITS)))


def write_draft(path: Path, target: Target, year: int | None, fonts: str) -> Written:
    """Draft the sheet of a notice and write it; see `output.write_result`.

    Raises:
        SourceError: the notice cannot be read, or asks nothing (rules D780 to D798).
    """
    rendered, annexes, checks = draft_workbook(sketch(read_notice(path), year), fonts)
    head = [
        words.WRITTEN.format(label=a.label, title=a.title.replace("\n", ""), count=a.lines, pages=a.pages)
        for a in annexes
    ]
    counts = {level: sum(check.said.severity == level for check in checks) for level in ("error", "warning", "info")}
    head.append(words.CHECKED.format(count=len(checks), **counts))
    return write_result(rendered.data, target, None, words.FILE_PART, head=head, found=rendered.notes, last=words.FILE)
