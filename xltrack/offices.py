"""A report for each of many offices, and one book with a line for each: every report is written by whoever judged it (docs/规则.md 7.8).

`report_office` is a pure function of one file: what goes to another process is a path, what comes back a few words and numbers. Any
`concurrent.futures.Executor` runs many. What is done is kept in a journal until the last one is: a run that broke off goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.assessment.offices import office_of
from xltrack.base.errors import XltrackError
from xltrack.domain.roster import Roster
from xltrack.domain.settings import find_settings
from xltrack.placing.folders import make_folder
from xltrack.placing.journal import Journal, stamp_of
from xltrack.placing.output import Target, Written, base_name, name_report, numbered, write_result
from xltrack.report.offices import OfficeFigures, OfficeLine, render_offices
from xltrack.telling.agenda import doubtful_tasks, findings, late_tasks

if TYPE_CHECKING:
    from concurrent.futures import Executor

_PART: Final = "各单位汇总_"
_JOURNAL: Final = ".~xltrack-{day}.jsonl"  # beside the reports, while they are made


class Order(NamedTuple):
    """What all offices have in common: the day, the folder of the reports, and how to read."""

    as_of: date
    folder: Path
    year: int | None = None
    roster: Roster | None = None
    password: str | None = None


def plan_targets(paths: Sequence[Path], order: Order) -> dict[Path, Path]:
    """Where the report of each file goes; files of one name are told apart by numbers."""
    taken = set[str]()
    found: dict[Path, Path] = {}
    for path in paths:
        first = order.folder / name_report([path], order.as_of)
        target = next(p for number in range(1, len(paths) + 1) if (p := numbered(first, number)).name not in taken)
        taken.add(target.name)
        found[path] = target
    return found


def report_office(path: Path, target: Path, order: Order) -> OfficeLine:
    """Read, judge and report one file; what cannot be is told in the line."""
    try:
        return make_report(path, target, order)
    except XltrackError as error:
        return refused_line(path, error)


def refused_line(path: Path, error: XltrackError) -> OfficeLine:
    """The line of a file that has no report."""
    return OfficeLine(path.name, base_name(path), refused=str(error))


def make_report(path: Path, target: Path, order: Order) -> OfficeLine:
    """Read, judge and report one file.

    Raises:
        XltrackError: it cannot be read, holds no task (D174, D282), or its report cannot be written.
    """
    document = api.read(path, year=order.year, roster=order.roster, password=order.password)
    settings = find_settings(path)
    carried = api.carry((document,), (path,), order.as_of, target, password=order.password)
    assessment = api.assess_carried(carried, order.as_of, settings.policy)
    if not assessment.tasks:
        raise api.without_tasks([document])
    issuer = settings.office.signed or settings.office.name
    written = api.report(assessment, (path,), target, issuer=issuer, password=order.password)
    return _line(path, written.path, assessment)


def _line(path: Path, report: Path, assessment: Assessment) -> OfficeLine:
    late = late_tasks(assessment)
    worst = late[0][1] if late else None
    severities = [note.severity for _, note in findings(assessment)]
    return OfficeLine(
        path.name, office_of(assessment.documents[0]), report.name,
        OfficeFigures.of(assessment.total, plan=assessment.plan),
        f"{worst.nth} {worst.task.text}" if worst else "", worst.late if worst else 0, len(doubtful_tasks(assessment)),
        severities.count("error"), severities.count("warning"),
    )  # fmt: skip


def report_offices(paths: Sequence[Path], order: Order, executor: Executor | None = None) -> Iterator[OfficeLine]:
    """The line of each file, in the order of `paths`; those that a run before it has done are not done again.

    Raises:
        OutputError: the folder cannot be made.
    """
    make_folder(order.folder)
    journal = Journal(order.folder / _JOURNAL.format(day=order.as_of.isoformat()), parse_line)
    known = {path: journal.lines[stamp] for path in paths if (stamp := stamp_of(path)) in journal.lines}
    targets = plan_targets(paths, order)
    left = [path for path in paths if path not in known or not _stands(known[path], order)]
    work = partial(_do, order=order)
    pairs = [(path.absolute(), targets[path].absolute()) for path in left]  # other machines stand in other folders
    done = iter(map(work, pairs) if executor is None else executor.map(work, pairs))
    waiting = set(left)
    for path in paths:
        line = next(done) if path in waiting else known[path]
        if path in waiting:
            journal.note(stamp_of(path), line)
        yield line
    journal.close()


def _do(pair: tuple[Path, Path], order: Order) -> OfficeLine:
    return report_office(*pair, order)


def _stands(line: OfficeLine, order: Order) -> bool:
    return bool(line.refused) or (order.folder / line.report).is_file()


def parse_line(fields: dict[str, Any]) -> OfficeLine:
    """A line of its fields by name, as a journal keeps them; raises TypeError or KeyError for other ones."""
    figures = fields["figures"]
    return OfficeLine(**{**fields, "figures": OfficeFigures(*figures) if figures else None})


def write_offices(lines: Sequence[OfficeLine], sources: Sequence[Path], order: Order) -> Written:
    """Write the book with a line for each office into the folder of the reports; raises OutputError."""
    target = order.folder / f"{_PART}{order.as_of.isoformat()}.xlsx"
    rendered = render_offices(lines, order.as_of)
    return write_result(
        rendered.data, Target(sources, target, api.standing_of_file), order.as_of, _PART, head=told_offices(lines)
    )


def told_offices(lines: Sequence[OfficeLine]) -> Iterator[str]:
    """What the console says of them."""
    from xltrack.report import words

    good = [line.figures for line in lines if line.figures]
    figures = {name: sum(getattr(one, name) for one in good) for name in ("total", "done", "overdue", "due_soon")}
    yield words.OFFICES_TOLD.format(offices=len(good), **figures)
    for line in lines:
        if line.refused:
            yield words.OFFICE_REFUSED.format(name=line.source, why=line.refused)
