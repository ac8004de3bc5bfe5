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
from xltrack.base.errors import SourceError
from xltrack.domain.records import Document, Table
from xltrack.draft import words
from xltrack.draft.compose import Year, check_duties, compose_draft, compose_draft_checks, compose_duties, settle
from xltrack.draft.duties import Duty, find_duties
from xltrack.draft.lines import Frame, find_frame
from xltrack.draft.notice import Check, SourceNotice, left_out
from xltrack.draft.outline import find_outline
from xltrack.draft.reader import read_notice
from xltrack.draft.tables import part_tables
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
    sheets, blocks, other_tables = part_tables(notice.blocks)
    frame = find_frame(blocks)
    year = Year(*frame.year(given))
    tables = read_document(Cells(notice.source, sheets), year.value).tables if sheets else ()
    duties, remarks = find_duties(*find_outline(blocks[frame.begins :]))
    if not tables and not duties:
        raise SourceError("D780", name=notice.source)
    checks = (*map(Check, notice.notes), *remarks, *(left_out("D794", text) for text in other_tables))
    return Sketch(notice.source, frame, year, tables, duties, checks)


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
    settled = [settle(table, known, drawn.year) if known else (table, []) for table, known in pairs]
    said = [Check(note) for _, notes in settled for note in notes]
    if said:
        annexes, read = _printed([table for table, _ in settled], drawn.frame, book, fonts)
    inferred = check_duties(drawn.duties, annexes[0].label, own[0].columns) if own else ()
    checks = (*inferred, *said, *drawn.checks, *map(Check, read.diagnostics))
    sheets: tuple[Sheet, ...] = (*map(annex_sheet, annexes), compose_draft_checks(checks, drawn.source))
    return render_book(book._replace(sheets=sheets)), annexes, checks


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
