"""What earlier reports know, read from where they lie: which of them are asked, and what they give to an assessment (docs/规则.md 8)."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment
from xltrack.assessment.numbering import runs_on
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.domain.carried import Past
from xltrack.domain.collected import BOOK, Collected
from xltrack.domain.memory import HISTORY_NAME, SNAPSHOT_NAME, Memory
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster, name_key
from xltrack.placing.finding import find_beside, find_earlier, find_folders, find_folders_near, find_kept, find_reports
from xltrack.placing.output import SUFFIX, base_name, name_report, safe_name
from xltrack.placing.words import FORM_TAIL, FORMS_PART
from xltrack.reading.files.source import is_by_system, open_book

if TYPE_CHECKING:
    from xltrack.domain.forms import RoundLine

_OTHERS: Final = 3  # reports that are asked beside the latest one


def find_pasts(
    documents: Sequence[Document], sources: Sequence[Path], as_of: date, output: Path | None, password: str | None
) -> list[Past]:
    """The latest report, and those edited after it was written; none of them older than a report that is a source itself."""
    paths = find_reports(sources, output, as_of)
    if not paths:
        return []
    from xltrack.reading.past import read_report

    compared = find_earlier(sources, as_of, output)
    own = [d.memory.snapshots[0].day for d in documents if d.memory and d.memory.snapshots]
    numbered = runs_on(documents, is_tracked)
    found: list[Past] = []
    written = 0.0
    for path in paths:
        changed = path.stat().st_mtime
        if found and (changed <= written or len(found) > _OTHERS):
            continue
        past = read_report(path, password, compared=numbered or path == compared)
        if not past or not past.day or (own and past.day < max(own)):
            continue
        written = written or changed
        if not found or past.document:
            found.append(past)
    return found


def shelve(report: Path, sources: Sequence[Path], password: str | None) -> Path:
    """Copy an earlier report, whatever it is called, to where it is found as one of some sources; the path of the copy.

    What is no report of ours stays where it is: whoever is told to compare with it says so.
    """
    from xltrack.reading.past import read_report

    past = read_report(report, password, compared=True)
    if not past or not past.day:
        return report
    place = sources[0].parent / name_report(sources, past.day)
    if not place.exists():
        place.write_bytes(report.read_bytes())
    return place


def summary_name(source: Path) -> str:
    """「NAME_填报汇总.xlsx」, what was collected for a ledger."""
    return f"{safe_name(base_name(source))}_{BOOK}{SUFFIX}"


def find_collected(
    sources: Sequence[Path], as_of: date, output: Path | None
) -> tuple[Collected, tuple[Diagnostic, ...]]:
    """What was collected for a ledger, from the workbook beside it; what there is to say where that cannot be read."""
    if len(sources) != 1:
        return Collected(), ()
    path = next((p for p in find_beside(sources, output, as_of, summary_name(sources[0])) if p.is_file()), None)
    if path is None:
        return Collected(), ()
    from xltrack.reading.collected import read_collected

    try:
        known = read_collected(path)
        return known._replace(handed=handed_units(find_rounds(sources, as_of, output))), ()
    except SourceError:
        return Collected(), (Diagnostic("D841", None, {"name": path.name}),)


class Round(NamedTuple):
    """A round of forms as the list of it tells: where that stands, its lines; whether it was handed on to those (docs/规则.md 16.10)."""

    path: Path
    lines: "tuple[RoundLine, ...]"
    handed: bool = False


def find_rounds(
    sources: Sequence[Path], as_of: date, output: Path | None = None, near: Sequence[Path] = ()
) -> tuple[Round, ...]:
    """The lists of all rounds of some sources so far, the oldest first; one that names nobody is none.

    Where none lies beside the sources, those that lie `near` count, else what 填报汇总 remembers of them.
    """
    paths = _lists(sources, as_of, output, near)
    if not paths:
        return ()
    from xltrack.reading.rounds import is_handed_on, read_round

    return tuple(Round(path, lines, is_handed_on(path)) for path in paths if (lines := read_round(path)))


def handed_units(rounds: "Iterable[Round]") -> tuple[str, ...]:
    """The units to whom the tasks of a ledger were handed on, each once."""
    lines = (line for one in rounds if one.handed for line in one.lines if line.key)
    return tuple({name_key(line.unit): line.unit for line in lines}.values())


def _lists(sources: Sequence[Path], as_of: date, output: Path | None, near: Sequence[Path]) -> list[Path]:
    # A form that is handed on is not called a form twice (docs/规则.md 14.6).
    named = [source.with_name(source.stem.removesuffix(FORM_TAIL) + source.suffix) for source in sources]
    folders = find_folders(named, FORMS_PART, as_of, output)
    if not folders and near:
        folders = find_folders_near(named, FORMS_PART, as_of, near)
    if not folders:  # what was collected of forms that went elsewhere remembers their lists
        collected = find_beside(sources, output, as_of, summary_name(sources[0])) if len(sources) == 1 else []
        return [path for path in collected if path.is_file()][:1]
    from xltrack.domain.forms import ROUND

    return [path for folder in folders for path in find_kept(folder, ROUND)]


def remembered_roster(sources: Sequence[Path], as_of: date, output: Path | None = None, *near: Path) -> Roster | None:
    """The roster that the latest round of a single source remembers; None where none does.

    Rounds are looked for as by `find_rounds`.
    """
    paths = _lists(sources, as_of, output, near) if len(sources) == 1 else []
    if not paths:
        return None
    from xltrack.reading.rounds import round_roster

    return next(filter(None, map(round_roster, reversed(paths))), None)


def form_paths(rounds: Iterable[Round]) -> dict[str, Path]:
    """Where the forms of some rounds were put, by their marks."""
    return {
        line.key: one.path.parent / Path(line.file).name
        for one in rounds
        for line in one.lines
        if line.key and line.file
    }


def with_numbers(assessment: Assessment, memories: Iterable[Memory]) -> Assessment:
    """The assessment with the running numbers that the first of some reports knows (docs/规则.md 2.10)."""
    known = next((memory for memory in memories if memory.snapshots), None)
    if known is None or not assessment.given:
        return assessment
    from xltrack.comparison.keeping import keep_numbers

    return keep_numbers(assessment, known)


def with_memory(
    assessment: Assessment,
    sources: Sequence[Path],
    since: Path | None,
    output: Path | None = None,
    password: str | None = None,
) -> Assessment:
    """The assessment with what the last report remembers; as it is where there is none, or where it has it already."""
    if assessment.since and not since:
        return assessment
    own = assessment.documents[0].memory if len(assessment.documents) == 1 else None
    path = since or (None if own and own.snapshots else find_earlier(sources, assessment.as_of, output))
    read = next((m for m in assessment.pasts if path and m.source == path.name and m.snapshots and not since), None)
    memory = read or (_read_memory(path, password, asked=since is not None) if path else own)
    if not memory:
        return assessment
    from xltrack.comparison.since import merge, recall

    return recall(assessment, merge(own, memory) if own and path else memory, asked=since is not None)


def _read_memory(path: Path, password: str | None, *, asked: bool) -> Memory:
    from xltrack.reading.ours import read_memory

    try:
        return read_memory(open_book(Path(path), only=(HISTORY_NAME, SNAPSHOT_NAME), password=password))
    except SourceError as error:
        if asked or is_by_system(error):
            raise
        return Memory(path.name, diagnostics=(Diagnostic("D194", None, {"name": path.name}),))
