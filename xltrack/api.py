"""The verbs: read, assess, report, annex, draft, export. The command line and every other client call these and nothing below."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from xltrack import earlier
from xltrack.assessment import assess as assessing
from xltrack.assessment.model import Assessment
from xltrack.base.clock import reading_within
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import OutputError, SourceError, UsageError
from xltrack.base.system import reason_of
from xltrack.domain.carried import Answer, Carried
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Office, Policy
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.placing.folders import is_folder
from xltrack.placing.output import SUFFIX, Exported, Standing, Target, Written, place
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import without_extracts
from xltrack.reading.files.source import open_book
from xltrack.reading.roster_sheet import find_roster

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from xltrack.mail.batch import Mailing
    from xltrack.notices.model import NoticeKind
    from xltrack.report.writing import Issue
    from xltrack.template.bounds import TemplateSource

_NO_TABLE = frozenset({"D101", "D102", "D114", "D269"})
# What was seen instead of tasks: another trade's ledger, a header too unlike, one that lacks something.
_SEEN_INSTEAD = ("D276", "D277", "D278")
_CHUNK = 8  # files that go to another process at once


def read(
    path: Path,
    *,
    year: int | None = None,
    roster: Roster | None = None,
    password: str | None = None,
    remembered: Roster | None = None,
) -> Document:
    """Read one workbook; raises SourceError where it is none.

    `year` is the document's where the sheet names none; `password` opens it where it is locked. `remembered` is the roster of an
    earlier time, which counts where no `roster` is given and the workbook has none itself.
    """
    try:
        with reading_within(DEFAULT_LIMITS.seconds):
            book = without_extracts(open_book(Path(path), password=password))
            if remembered and not roster and not find_roster(book)[0]:
                roster = remembered
            return read_document(book, year, roster)
    except SourceError as error:  # time may run out in a grammar, which knows no file
        raise SourceError(error.code, **{"name": Path(path).name, **error.facts}) from None


def holds_table(path: Path, *, tasks: bool = True) -> bool:
    """Whether a page or text of a folder is to be read with the workbooks: it holds a table, where asked for one of tasks.

    A text that is damaged or too large counts as one, so that it is named and not left out without a word.
    """
    try:
        book = without_extracts(open_book(Path(path)))
    except SourceError as error:
        return not tasks and error.code not in _NO_TABLE
    return not tasks or bool(read_document(book).tables)


def without_tasks(documents: Iterable[Document]) -> UsageError:
    """Why nothing can be made of documents that hold no task: what was seen instead (D282), or that none was (D174)."""
    notes = (note for document in documents for note in document.diagnostics if note.code in _SEEN_INSTEAD)
    why = next(notes, None)
    return UsageError("D282", why=why.message, deed=why.remedy) if why else UsageError("D174")


def read_many(  # noqa: PLR0913
    paths: Sequence[Path],
    *,
    year: int | None = None,
    roster: Roster | None = None,
    password: str | None = None,
    remembered: Roster | None = None,
    executor: Executor | None = None,
) -> Iterator[Document | SourceError]:
    """What each workbook holds, or the SourceError that says why it cannot be read, in the order of `paths`.

    One file in, one result out, and both can be pickled: any `concurrent.futures.Executor` reads them beside each other.
    """
    reading = partial(_attempt, year=year, roster=roster, password=password, remembered=remembered)
    return map(reading, paths) if executor is None else executor.map(reading, paths, chunksize=_CHUNK)


def _attempt(
    path: Path, year: int | None, roster: Roster | None, password: str | None, remembered: Roster | None
) -> Document | SourceError:
    try:
        return read(path, year=year, roster=roster, password=password, remembered=remembered)
    except SourceError as error:
        return error


def assess(documents: Document | Sequence[Document], as_of: date, policy: Policy | None = None) -> Assessment:
    """Judge all tasks of one document or several as of a day."""
    return assessing.assess(_several(documents), as_of, policy or Policy())


def carry(
    documents: Document | Sequence[Document],
    sources: Sequence[Path],
    as_of: date,
    output: Path | None = None,
    *,
    password: str | None = None,
) -> Carried:
    """What was typed into earlier reports, for the tasks of some documents (docs/规则.md 8.4, 8.5).

    Asked are the reports beside the first of `sources`, and those where a new one is to go (`output`), none later than `as_of`:
    the latest one, and those that were edited after it was written. Of `Carried` the documents are to be judged, and `kept`
    goes into the assessment for the next report.
    """
    given = _several(documents)
    pasts = earlier.find_pasts(given, sources, as_of, output, password)
    collected, notes = earlier.find_collected(sources, as_of, output)
    if not pasts and not any(document.ledger for document in given):
        return Carried(tuple(given), collected=collected, notes=notes)
    from xltrack.comparison.carrying import carry as carrying

    return carrying(given, pasts)._replace(collected=collected, notes=notes)


def answer_checks(carried: Carried, answers: Sequence[Answer]) -> Carried:
    """What `carry` gave, with what is said now to lines of 核对清单: they are not asked again (docs/规则.md 8.5)."""
    if not answers:
        return carried
    from xltrack.comparison.carrying import settle_now

    return settle_now(carried, answers)


def assess_carried(carried: Carried, as_of: date, policy: Policy | None = None) -> Assessment:
    """Judge what `carry` gave; it is said where every answer that an earlier report had is gone (D323)."""
    documents = carried.documents
    if carried.collected.rows:
        from xltrack.comparison.sharing import share_collected

        documents = share_collected(documents, carried.collected, policy or Policy(), as_of)
    assessment = assess(documents, as_of, policy)._replace(kept=carried.kept, pasts=carried.pasts)
    if carried.notes:
        assessment = assessment._replace(diagnostics=(*assessment.diagnostics, *((0, note) for note in carried.notes)))
    assessment = earlier.with_numbers(
        assessment, (*carried.pasts, *(d.memory for d in assessment.documents if d.memory))
    )
    before, total = carried.period, assessment.total
    if before and before.rate and not total.done and total.total:
        facts = {"day": before.day.isoformat(), "done": before.done, "rate": f"{before.rate:.0%}"}
        assessment = assessment._replace(diagnostics=(*assessment.diagnostics, (0, Diagnostic("D323", None, facts))))
    return assessment


def _several(documents: Document | Sequence[Document]) -> Sequence[Document]:
    # A named tuple is a sequence too, which the checker of types cannot tell from one of documents.
    return cast("Sequence[Document]", (documents,) if isinstance(documents, Document) else documents)


def remembered_roster(sources: Sequence[Path], as_of: date, output: Path | None = None, *near: Path) -> Roster | None:
    """The roster by which the latest forms of a source were handed out, as the list of that round remembers it (docs/规则.md 14.6)."""
    return earlier.remembered_roster(sources, as_of, output, *near)


def read_roster(path: Path, *, password: str | None = None) -> tuple[Roster, tuple[Diagnostic, ...]]:
    """Read a workbook that holds a 单位名录, with what there is to say of it; UsageError (D173) where it holds none."""
    roster, said = find_roster(open_book(Path(path), password=password))
    if not roster:
        raise UsageError("D173", name=Path(path).name)
    return roster, tuple(said)


def report(  # noqa: PLR0913
    assessment: Assessment,
    sources: Sequence[Path],
    output: Path | None = None,
    since: Path | None = None,
    *,
    by_unit: bool = False,
    annexes: bool = False,
    issuer: str = "",
    password: str | None = None,
) -> Written:
    """Write the progress workbook beside the first source, or where `output` says; raises OutputError.

    `by_unit` adds pages for each unit, handed out by `issuer`, `annexes` the 附件. What changed is told since the report `since`, the
    last one that the source remembers, or the latest beside it (docs/规则.md 8.1), which `password` opens; what is written never is.

    Raises:
        SourceError: `since` cannot be read.
    """
    from xltrack.report.writing import write_report

    recalled = earlier.with_memory(assessment, sources, since, output, password)
    target = Target(sources, output, standing_of_file, used=[memory.source for memory in assessment.pasts])
    return write_report(recalled, target, by_unit=by_unit, annexes=annexes, issuer=issuer)


def issue(  # noqa: PLR0913
    assessment: Assessment,
    sources: Sequence[Path],
    output: Path | None = None,
    since: Path | None = None,
    *,
    by_unit: bool = False,
    annexes: bool = False,
    issuer: str = "",
    password: str | None = None,
    dry: bool = False,
) -> Issue:
    """Do as `report` does, and give back all that the report says; nothing is written where it is `dry`."""
    from xltrack.report.writing import issue_report

    recalled = earlier.with_memory(assessment, sources, since, output, password)
    target = Target(sources, output, standing_of_file, used=[memory.source for memory in assessment.pasts])
    return issue_report(recalled, target, by_unit=by_unit, annexes=annexes, issuer=issuer, dry=dry)


def annex(
    assessment: Assessment,
    sources: Sequence[Path],
    output: Path | None = None,
    template: Path | None = None,
    *,
    password: str | None = None,
) -> Written:
    """Write the 附件 beside the first source, or where `output` says; filled into an office's own template where one is given.

    `password` opens the template where it is locked; what is written never is.

    Raises:
        OutputError: they could not be written, or there is nothing to write.
        UsageError, SourceError: the template cannot be used.
    """
    target = Target(sources, output, standing_of_file)
    if template is None:
        from xltrack.annex.compose import write_annexes

        return write_annexes(assessment, target)
    from xltrack.template.fill import write_filled

    return write_filled(assessment, _template(template, password), target, _digest)


def notice(  # noqa: PLR0913
    assessment: Assessment,
    sources: Sequence[Path],
    output: Path | None = None,
    since: Path | None = None,
    *,
    office: Office | None = None,
    kind: NoticeKind = "通报",
    template: Path | None = None,
    number: int | None = None,
    password: str | None = None,
) -> tuple[Written, ...]:
    """Write a notice of the period beside the first source, or where `output` says; 督办函: one for each late unit.

    `office` says who writes (`settings.find_settings`), `since` what to compare with, as in `report`; `number` that of the issue.
    None are written where there is nobody to write to.

    Raises:
        OutputError: it could not be written.
        UsageError, SourceError: the template or `since` cannot be used.
    """
    from xltrack.notices.writing import NoticeWish, find_registers, write_notices
    from xltrack.reading.letters import read_registers

    registers = find_registers(sources, output, assessment.as_of) if kind == "督办函" else ()
    wish = NoticeWish(kind, _template(template, password) if template else None, number, *read_registers(registers))
    recalled = earlier.with_memory(assessment, sources, since, output, password)
    return write_notices(recalled, office or Office(), wish, Target(sources, output, standing_of_file))


def _template(path: Path, password: str | None) -> TemplateSource:
    """A template as it stands on the disk; SourceError names it."""
    from xltrack.reading.files.source import read_unlocked
    from xltrack.template.bounds import LIMITS, TemplateSource

    try:
        return TemplateSource(Path(path).name, read_unlocked(Path(path), LIMITS, password))
    except SourceError as error:
        raise SourceError(error.code, **{"name": Path(path).name, **error.facts}) from None


def overlay(  # noqa: PLR0913
    path: Path,
    output: Path,
    as_of: date,
    *,
    year: int | None = None,
    roster: Roster | None = None,
    password: str | None = None,
) -> Written:
    """Write a workbook that shows what each cell of a source was read as; raises SourceError, OutputError."""
    from xltrack.overlay.writing import write_overlay
    from xltrack.reading.files.source import read_bytes
    from xltrack.reading.files.xlsx import read_widths
    from xltrack.reading.marking import mark_sheets

    sheets = mark_sheets(
        without_extracts(open_book(path, password=password)), read_widths(read_bytes(path)), year, roster
    )
    return write_overlay(sheets, Target((path,), output, standing_of_file), as_of)


def draft(path: Path, output: Path | None = None, *, year: int | None = None, fonts: str = "windows") -> Written:
    """Draft a decomposition sheet from a notice, beside it or where `output` says; `year` is the notice's where it names none.

    Raises:
        SourceError: the notice cannot be read, or nothing is asked in it (rules D780 to D798).
        OutputError: the sheet could not be written.
    """
    from xltrack.draft.writing import write_draft

    return write_draft(Path(path), Target([Path(path)], output, standing_of_file), year, fonts)


def compose_mail(  # noqa: PLR0913
    assessment: Assessment,
    sources: Sequence[Path],
    office: Office,
    output: Path | None = None,
    number: int | None = None,
    *,
    password: str | None = None,
) -> Mailing:
    """Compose the mails to the office, the leaders and the units: a `Mailing` that foretells, drafts and sends them.

    Nothing is written yet. `number` is that of the issue.

    Raises:
        UsageError: there is nobody to write to (D740).
    """
    from xltrack.mail.batch import compose_mailing

    whole = earlier.with_memory(assessment, sources, None, output, password)._replace(issue=number)
    return compose_mailing(whole, sources, office, output)


def to_frame(documents: Document | Sequence[Document], as_of: date | None = None, policy: Policy | None = None) -> Any:
    """A pandas DataFrame, one row for each task, unit and milestone of one document or several; judged where a day is given."""
    from xltrack.assessment import frame

    return frame.to_frame(_several(documents), assess(documents, as_of, policy) if as_of else None)


def export(assessment: Assessment, path: Path, sources: Sequence[Path] = ()) -> Exported:
    """Write all tasks of an assessment to .csv, .parquet or .json by the ending of `path`; a file with other content is kept.

    Raises:
        UsageError: unknown ending (D169), what writes .parquet is not installed (D168).
        OutputError: the file cannot be written; what stood there before still stands.
    """
    from xltrack.assessment.frame import count_rows, render_rows

    if is_folder(path):
        raise OutputError("D149", path=path, reason=reason_of(IsADirectoryError(errno.EISDIR, "")))
    target = Target(sources, path, standing_of_file, path.suffix.lower())
    placed = place(lambda: render_rows(assessment, path.suffix), target, assessment.as_of)
    return Exported(count_rows(assessment), placed)


def _digest(data: bytes) -> str:
    from xltrack.ooxml.package import Package
    from xltrack.reading.files.xlsx import read_xlsx
    from xltrack.sheets.digest import digest_of

    return digest_of(read_xlsx(Package(data), "", DEFAULT_LIMITS))


def standing_of_file(path: Path) -> Standing:
    """What may be done to an existing file: replaced only where it is a workbook of ours and unchanged since."""
    from xltrack.ooxml.workbook import marked_names
    from xltrack.reading.files.source import read_bytes
    from xltrack.sheets.digest import is_ours, standing_of

    if path.suffix.lower() != SUFFIX:
        return "kept"
    try:
        # A book that any program saved since has no mark that fits, though perhaps the same cells.
        return "unchanged" if is_ours(marked_names(read_bytes(path))) else standing_of(open_book(path))
    except SourceError:
        return "foreign"
