"""The verbs: read, assess, report, export. The command line and every other client call these and nothing below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xltrack.assessment import assess as assessing
from xltrack.assessment.model import Assessment
from xltrack.diagnostics import Diagnostic
from xltrack.errors import SourceError, UsageError
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.reading.document import read_document
from xltrack.reading.extracts import without_extracts
from xltrack.reading.roster_sheet import find_roster
from xltrack.reading.source import open_book
from xltrack.records import Document
from xltrack.roster import Roster
from xltrack.settings import Policy

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from xltrack.memory import Memory
    from xltrack.report.digest import Standing
    from xltrack.report.writing import Written

_CHUNK = 8  # files that go to another process at once


def read(path: Path, *, year: int | None = None, roster: Roster | None = None) -> Document:
    """Read one workbook; raises SourceError where it is none. `year` is the document's where the sheet names none."""
    return read_document(without_extracts(open_book(Path(path))), year, roster)


def read_many(
    paths: Sequence[Path], *, year: int | None = None, roster: Roster | None = None, executor: Executor | None = None
) -> Iterator[Document | SourceError]:
    """What each workbook holds, or the SourceError that says why it cannot be read, in the order of `paths`.

    One file in, one result out, and both can be pickled: any `concurrent.futures.Executor` reads them beside each other.
    """
    reading = partial(_attempt, year=year, roster=roster)
    return map(reading, paths) if executor is None else executor.map(reading, paths, chunksize=_CHUNK)


def _attempt(path: Path, year: int | None, roster: Roster | None) -> Document | SourceError:
    try:
        return read(path, year=year, roster=roster)
    except SourceError as error:
        return error


def assess(documents: Sequence[Document], as_of: date, policy: Policy | None = None) -> Assessment:
    """Judge all tasks as of a day."""
    return assessing.assess(documents, as_of, policy or Policy())


def read_roster(path: Path) -> tuple[Roster, tuple[Diagnostic, ...]]:
    """Read a workbook that holds a 单位名录, with what there is to say of it; UsageError (D173) where it holds none."""
    roster, said = find_roster(open_book(Path(path)))
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
) -> Written:
    """Write the progress workbook beside the first source, or where `output` says; raises OutputError.

    `by_unit` adds a sheet with a printed page for each unit, `annexes` the 附件. It says what changed since the report `since`;
    else since the last date that the source, itself a report, remembers; else since the latest report of an earlier day that
    lies beside the source (docs/规则.md 8.1).

    Raises:
        SourceError: `since` cannot be read.
    """
    from xltrack.report.output import Target
    from xltrack.report.writing import write_report

    target = Target(sources, output, _standing)
    return write_report(_recalled(assessment, sources, since), target, by_unit=by_unit, annexes=annexes)


def _recalled(assessment: Assessment, sources: Sequence[Path], since: Path | None) -> Assessment:
    """The assessment with what the last report remembers; as it is where there is none."""
    from xltrack.report.filenames import find_earlier

    own = assessment.documents[0].memory if len(assessment.documents) == 1 else None
    path = since or (None if own and own.snapshots else find_earlier(sources, assessment.as_of))
    if not path and not own:
        return assessment
    from xltrack.assessment.since import merge, recall

    memory = _memory(path, asked=since is not None) if path else own
    if own and memory and memory is not own:
        memory = merge(own, memory)
    return recall(assessment, memory, asked=since is not None) if memory else assessment


def _memory(path: Path, *, asked: bool) -> Memory:
    from xltrack.memory import HISTORY_NAME, SNAPSHOT_NAME, Memory
    from xltrack.reading.memory import read_memory

    try:
        return read_memory(open_book(Path(path), only=(HISTORY_NAME, SNAPSHOT_NAME)))
    except SourceError:
        if asked:
            raise
        return Memory(path.name, diagnostics=(Diagnostic("D194", None, {"name": path.name}),))


def annex(
    assessment: Assessment, sources: Sequence[Path], output: Path | None = None, template: Path | None = None
) -> Written:
    """Write the 附件 beside the first source, or where `output` says; filled into an office's own template where one is given.

    Raises:
        OutputError: they could not be written, or there is nothing to write.
        UsageError, SourceError: the template cannot be used.
    """
    if template is None:
        from xltrack.report.annex.writing import write_annexes

        return write_annexes(assessment, sources, output, _standing)
    from xltrack.reading.source import read_bytes
    from xltrack.report.output import Target
    from xltrack.template.bounds import LIMITS
    from xltrack.template.writing import Source, write_filled

    try:
        data = read_bytes(Path(template), LIMITS)
    except SourceError as error:
        raise SourceError(error.code, **{"name": Path(template).name, **error.facts}) from None
    return write_filled(assessment, Source(Path(template).name, data), Target(sources, output, _standing), _digest)


def to_frame(documents: Sequence[Document], as_of: date | None = None, policy: Policy | None = None) -> Any:
    """A pandas DataFrame, one row for each task, unit and milestone; judged where a day is given."""
    from xltrack.assessment import frame

    return frame.to_frame(documents, assess(documents, as_of, policy) if as_of else None)


def export(assessment: Assessment, path: Path) -> int:
    """Write all tasks of an assessment to .csv, .parquet or .json by the ending of `path`; the number of rows.

    Raises:
        UsageError: unknown ending (D169), pandas is not installed (D168).
        OutputError: the file cannot be written; what stood there before still stands.
    """
    from xltrack.assessment import frame
    from xltrack.report.whole import write_whole

    rows = frame.to_frame(assessment.documents, assessment)
    write_whole(path, frame.render_frame(rows, path.suffix))
    return len(rows)


def _digest(data: bytes) -> str:
    """The digest of the cells of an .xlsx."""
    from xltrack.ooxml.package import Package
    from xltrack.reading.xlsx import read_xlsx
    from xltrack.report.digest import digest_of

    return digest_of(read_xlsx(Package(data), "", DEFAULT_LIMITS))


def _standing(path: Path) -> Standing:
    """What `report` may do to an existing workbook: replace it only where it is ours and unchanged since."""
    from xltrack.report.digest import standing_of

    try:
        return standing_of(open_book(path))
    except SourceError:
        return "foreign"
