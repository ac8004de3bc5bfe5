"""A notice from end to end: read, taken apart, drafted, read back and settled, placed, told."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.annex.compose import annex_labels
from xltrack.annex.layout import lay_out_annex
from xltrack.annex.looks import NORMAL, look_in_annex
from xltrack.annex.model import Annex
from xltrack.annex.render import annex_sheet
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.domain.records import Document, Table
from xltrack.draft import words
from xltrack.draft.checks import Check, check_duties, check_remarks, compose_draft_checks
from xltrack.draft.compose import Year, compose_draft, compose_duties
from xltrack.draft.duties import Duty, find_duties
from xltrack.draft.lines import Frame, find_frame
from xltrack.draft.notice import SourceNotice
from xltrack.draft.outline import find_outline
from xltrack.draft.reader import read_notice
from xltrack.draft.tables import part_tables
from xltrack.draft.years import settle
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.ooxml.package import Package
from xltrack.placing.output import Target, Written, write_result
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import SourceBook as Cells
from xltrack.reading.files.xlsx import read_xlsx
from xltrack.reading.ours.extracts import without_extracts
from xltrack.sheets.model import Book, Sheet
from xltrack.sheets.render import Rendered, render_book

# The day in the file's properties where the notice has none: the same notice gives the same bytes on any day.
_NO_DAY: Final = date(2000, 1, 1)


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
    parted = part_tables(notice.blocks)
    frame = find_frame(parted.blocks)
    year = Year(*frame.year(given))
    tables = read_document(Cells(notice.source, parted.sheets), year.value).tables if parted.sheets else ()
    drafted = find_duties(find_outline(parted.blocks[frame.begins :]))
    if not tables and not drafted.duties:
        raise SourceError("D780", name=notice.source)
    left_out = (*(Check(note) for note in notice.notes), *check_remarks(drafted.remarks, parted.left_out))
    return Sketch(notice.source, frame, year, tables, drafted.duties, left_out)


def draft_workbook(drawn: Sketch, fonts: str) -> tuple[Rendered, tuple[Annex, ...], tuple[Check, ...]]:
    """The workbook of a notice, its sheets and what there is to check; the same bytes for the same notice.

    It is read back before it is done: a deadline that its place in the column would give another year has its own written out.
    """
    title = (drawn.frame.matter or Path(drawn.source).stem) + words.TITLE
    own = (compose_duties(drawn.duties, title, drawn.year),) if drawn.duties else ()
    tables: Sequence[Table] = (*own, *drawn.tables)
    annexes = _lay_out(tables, drawn, fonts)
    read = _read_back(
        render_book(Book(title, _day(drawn), tuple(map(annex_sheet, annexes)), NORMAL, look_of=look_in_annex))
    )
    settled, said = _settled(tables, annexes, read, drawn.year)
    if said:
        annexes = _lay_out(settled, drawn, fonts)
        read = _read_back(
            render_book(Book(title, _day(drawn), tuple(map(annex_sheet, annexes)), NORMAL, look_of=look_in_annex))
        )
    inferred = check_duties(drawn.duties, annexes[0].label, [c.header for c in own[0].columns]) if own else ()
    checks = (*inferred, *map(Check, said), *drawn.checks, *(Check(note) for note in read.diagnostics))
    sheets: tuple[Sheet, ...] = (*map(annex_sheet, annexes), compose_draft_checks(checks, drawn.source))
    return render_book(Book(title, _day(drawn), sheets, NORMAL, look_of=look_in_annex)), annexes, checks


def _day(drawn: Sketch) -> date:
    return drawn.frame.dated or (date(drawn.year.value, 1, 1) if drawn.year.value else _NO_DAY)


def _lay_out(tables: Sequence[Table], drawn: Sketch, fonts: str) -> tuple[Annex, ...]:
    labels = annex_labels([table.annex for table in tables])
    drafts = (compose_draft(table, drawn.frame, label) for table, label in zip(tables, labels, strict=True))
    return tuple(lay_out_annex(draft, fonts, across=True) for draft in drafts)


def _read_back(rendered: Rendered) -> Document:
    return read_document(without_extracts(read_xlsx(Package(rendered.data), "", DEFAULT_LIMITS)))


def _settled(
    tables: Sequence[Table], annexes: Sequence[Annex], read: Document, year: Year
) -> tuple[tuple[Table, ...], list[Diagnostic]]:
    again = {table.sheet: table for table in read.tables}
    settled, said = [], list[Diagnostic]()
    for table, annex in zip(tables, annexes, strict=True):
        known = again.get(annex.label)
        done, notes = settle(table, known, year) if known else (table, [])
        settled.append(done)
        said += notes
    return tuple(settled), said


def write_draft(path: Path, target: Target, year: int | None, fonts: str) -> Written:
    """Draft the sheet of a notice and write it; see `output.write_result`.

    Raises:
        SourceError: the notice cannot be read, or asks nothing (rules D780 to D798).
    """
    rendered, annexes, checks = draft_workbook(sketch(read_notice(path), year), fonts)
    head = (*map(_told, annexes), _counted(checks))
    return write_result(rendered.data, target, None, words.FILE_PART, head=head, found=rendered.notes, last=words.FILE)


def _told(annex: Annex) -> str:
    title = annex.title.replace("\n", "")
    return words.WRITTEN.format(label=annex.label, title=title, count=annex.lines, pages=annex.pages)


def _counted(checks: Sequence[Check]) -> str:
    counts = {level: sum(check.said.severity == level for check in checks) for level in ("error", "warning", "info")}
    return words.CHECKED.format(count=len(checks), **counts)
