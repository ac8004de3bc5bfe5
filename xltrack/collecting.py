"""The verb that takes back what was handed out: forms are read, merged into 填报汇总, and written into the ledger (docs/规则.md 16)."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xltrack import earlier, edits
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.digest import digest_of
from xltrack.base.errors import SourceError, XltrackError
from xltrack.base.hands import Hands
from xltrack.comparison.snapshot import snapshot_rows
from xltrack.domain.collected import BOOK, Collected, Received
from xltrack.domain.edits import CellEdit, Plan
from xltrack.domain.roster import name_key
from xltrack.domain.settings import Office
from xltrack.forms import words
from xltrack.forms.collecting import Collection, collect_forms
from xltrack.forms.ledger import landed
from xltrack.forms.merging import Returned
from xltrack.forms.portions import Came, Sealed, seal
from xltrack.forms.register import bare_roster
from xltrack.forms.summary import render_summaries, render_summary
from xltrack.placing.folders import is_folder
from xltrack.placing.whole import clear_leftovers, locked, write_whole
from xltrack.reading.collected import read_collected
from xltrack.reading.files.source import naming, read_bytes
from xltrack.reading.forms import form_of
from xltrack.reading.rounds import returned_cells
from xltrack.telling.names import titled
from xltrack.updating.writing import Updated, back_up, check_writable, clear_beside, drop_old, edit_by

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from xltrack.mail.batch import Mailing

_CHUNK: Final = 8  # files that go to another process at once
_NAMED: Final = 6  # units


class Inbox(NamedTuple):
    """What came: forms that could be read, and what there is to say of the other files."""

    forms: tuple[Came, ...]
    notes: tuple[Diagnostic, ...]


class CollectRun(NamedTuple):
    """What a run did.

    Attributes:
        collection: what came of it.
        summary: the workbook of what was collected.
        updated: what was written into the ledger.
        notes: what there is to say.
        rounds: those that were handed out.
    """

    collection: Collection
    summary: Path
    updated: Updated | None
    notes: tuple[Diagnostic, ...]
    rounds: tuple[earlier.Round, ...]

    def told(self, *, dry: bool) -> Iterator[str]:
        """Lines for the console: what was taken of whom, who has sent nothing, what was written or would be."""
        done, known = self.collection, self.collection.known
        new = len(known.received) - done.before
        yield words.COLLECTED.format(files=new, cells=done.taken, asked=done.asked)
        for one in known.received[done.before :]:
            yield words.COLLECTED_ONE.format(
                unit=one.unit or words.UNKNOWN, file=one.file, cells=one.taken, asked=one.asked
            )
        if done.again:
            yield words.COLLECTED_AGAIN.format(count=len(done.again))
        if done.missing:
            names = "、".join(one.line.unit for one in done.missing[:_NAMED])
            more = "……" if len(done.missing) > _NAMED else ""
            yield words.STILL_MISSING.format(count=len(done.missing), names=names + more)
        if dry:
            yield words.WOULD_WRITE.format(cells=len(done.edits))
            return
        if self.updated:
            yield words.LEDGER_WRITTEN.format(name=self.updated.path.name, cells=len(done.edits))
        yield words.SUMMARY_WRITTEN.format(path=self.summary)


def read_forms(files: Sequence[Path], executor: Executor | None = None) -> Iterator[Returned | Diagnostic]:
    """The form of each file, in their order; what there is to say of one that is none, or cannot be read, which stops nothing.

    One file in, the finished rows of its form out: any `concurrent.futures.Executor` reads them beside each other.
    """
    return map(_read_form, files) if executor is None else executor.map(_read_form, files, chunksize=_CHUNK)


def _read_form(path: Path) -> Returned | Diagnostic:
    try:
        with naming(path.name):
            data = read_bytes(path)
        return Returned(form_of(data, path.name), digest_of(data))
    except SourceError as error:
        return Diagnostic("D842", None, {"why": str(error)})


def seal_forms(files: Sequence[Path], executor: Executor | None = None) -> Iterator[Came | Diagnostic]:
    """The same of forms that need not be looked into here: what an executor reads comes sealed."""
    if executor is None:
        return read_forms(files)
    return executor.map(_seal_form, files, chunksize=_CHUNK)


def _seal_form(path: Path) -> Sealed | Diagnostic:
    read = _read_form(path)
    return seal(read) if isinstance(read, Returned) else read


def inbox_of(found: Iterable[Came | Diagnostic]) -> Inbox:
    """What came, of what `read_forms` gives, or `seal_forms`."""
    forms, notes = list[Came](), list[Diagnostic]()
    for one in found:
        notes.append(one) if isinstance(one, Diagnostic) else forms.append(one)
    return Inbox(tuple(forms), tuple(notes))


def collect(  # noqa: PLR0913
    assessment: Assessment,
    ledger: Path,
    inbox: Inbox,
    output: Path | None,
    moment: datetime,
    *,
    dry: bool = False,
    near: Sequence[Path] = (),
    hands: Hands | None = None,
) -> CollectRun:
    """Merge what came into what was collected so far, and write both it and the ledger.

    Args:
        assessment: the ledger alone, judged.
        ledger: its file.
        inbox: what came.
        output: a copy of the ledger, beside which what was collected stands; None for the ledger itself.
        moment: the time in the names of backups.
        dry: whether nothing is to be written.
        near: files or folders with which the lists of the rounds may stand, where none does beside the ledger.
        hands: who does parts of it beside this process; the same comes of it.

    Raises:
        SourceError: what stands in the place of 填报汇总 is none (D840).
        OutputError: 填报汇总 cannot be written (D140 to D154); nothing was written then.
    """
    place = output if output and is_folder(output) else (output or ledger).parent
    summary = place / earlier.summary_name(ledger)
    if dry:
        rounds, known = _rounds(assessment, ledger, output, near, _known(summary))
        collection = _collection(assessment, ledger, inbox, output, (rounds, known), hands)
        return CollectRun(collection, summary, None, (*inbox.notes, *_notes(collection, rounds)), rounds)
    with locked(summary):
        before = _read(summary)
        if before is not None:
            check_writable(summary)
        rounds, known = _rounds(assessment, ledger, output, near, _known(summary))
        collection = _collection(assessment, ledger, inbox, output, (rounds, known), hands)
        write_ledger = _begin_ledger(collection, assessment, ledger, output, moment, hands)
        after = _write_summary(collection, assessment, summary, before, moment, ahead=output is None)
        notes, updated = [*inbox.notes, *_notes(collection, rounds)], None
        try:
            updated = write_ledger()
        except XltrackError as error:
            notes.append(Diagnostic("D843", None, {"why": str(error)}))
        if updated and after:
            # What stood in the ledger before is known until this moment: a run may be killed between the two.
            collection = collection._replace(known=collection.known._replace(written=landed(collection.known)))
            write_whole(summary, after)
        clear_beside(summary)
        notes += _tell_rounds(collection.known, [one for one in rounds if one.path != summary], assessment.as_of)
    return CollectRun(collection, summary, updated, (*notes, *(updated.notes if updated else ())), rounds)


def _read(path: Path) -> bytes | None:
    return read_bytes(path) if path.exists() else None


def _known(summary: Path) -> Collected:
    return read_collected(summary) if summary.exists() else Collected()


def _rounds(
    assessment: Assessment, ledger: Path, output: Path | None, near: Sequence[Path], known: Collected
) -> tuple[tuple[earlier.Round, ...], Collected]:
    """The rounds that were handed out, and what is known with what they tell: to whom tasks were handed on, elsewhere who is known."""
    rounds = earlier.find_rounds([ledger], assessment.as_of, output)
    if all(one.path.name == earlier.summary_name(ledger) for one in rounds):  # the list is not where others look for it
        rounds = earlier.find_rounds([ledger], assessment.as_of, output, near)
        asked = tuple(line._replace(others={}) for one in rounds for line in one.lines if line.key)
        known = known._replace(roster=bare_roster(assessment.roster), asked=asked)
    return rounds, known._replace(handed=earlier.handed_units(rounds))


def _collection(  # noqa: PLR0913, PLR0917
    assessment: Assessment,
    ledger: Path,
    inbox: Inbox,
    output: Path | None,
    before: tuple[tuple[earlier.Round, ...], Collected],
    hands: Hands | None,
) -> Collection:
    """What the forms come to, merged into what was known before."""
    recalled = earlier.with_memory(assessment, [ledger], None, output)
    rows = recalled.since.rows if recalled.since else tuple(snapshot_rows(recalled))
    rounds, known = before
    lines = (line for one in rounds for line in one.lines)
    return collect_forms(assessment, rows, known, inbox.forms, tuple(lines), hands=hands)


def _notes(collection: Collection, rounds: Sequence[earlier.Round]) -> Iterator[Diagnostic]:
    if collection.without:
        yield Diagnostic("D845", None, {})
    if collection.known.received and not rounds:
        yield Diagnostic("D847", None, {})


def _write_summary(  # noqa: PLR0913
    collection: Collection, assessment: Assessment, path: Path, before: bytes | None, moment: datetime, *, ahead: bool
) -> bytes | None:
    """Write 填报汇总 where it says something else by now; what stood there `before` is kept.

    What it is to say once the ledger is written comes back, where that is to be written (`ahead`) and is something else.
    """
    known, missing, title, as_of = collection.known, collection.missing, titled(assessment, BOOK), assessment.as_of
    after = None
    if collection.edits and ahead:
        data, after = (one.data for one in render_summaries(known, landed(known), missing, title, as_of))
    else:
        data = render_summary(known, missing, title, as_of).data
    if data != before:
        backup = back_up(path, before, read_bytes, moment) if before is not None else None
        write_whole(path, data)
        if backup:
            drop_old(backup)
    return after


def _begin_ledger(  # noqa: PLR0913, PLR0917
    collection: Collection,
    assessment: Assessment,
    ledger: Path,
    output: Path | None,
    moment: datetime,
    hands: Hands | None,
) -> Callable[[], Updated | None]:
    """What writes the answers into the ledger, or into the copy that was asked for; it gives None where nothing is to be written.

    Nothing is written before that is called; but the edits are begun where somebody makes them.
    """
    if not collection.edits and output is None:
        return partial(clear_beside, Path(os.path.realpath(ledger)))

    def planned() -> tuple[Plan, edits.Opened]:
        opened = edits.open_workbook(ledger)
        return Plan(ledger.name, digest_of(opened.data), collection.edits, assessment.as_of, answers=True), opened

    if hands:
        with suppress(XltrackError):  # it is told where it is written
            plan, opened = planned()
            return partial(edits.carry_out, plan, opened, moment, output, edits.begin_edits(plan, opened, hands))
    return lambda: edits.carry_out(*planned(), moment, output)


def _tell_rounds(known: Collected, rounds: Iterable[earlier.Round], as_of: date) -> Iterator[Diagnostic]:
    """Say in the lists of the rounds which forms came back, where nobody has said it there."""
    for one in rounds:
        clear_leftovers(one.path.parent)  # of a run that was killed once the list was done
        try:
            _tell_round(one.path, known, as_of)
        except XltrackError as error:
            yield Diagnostic("D846", None, {"why": str(error)})


def _tell_round(path: Path, known: Collected, as_of: date) -> None:
    edits_, by_form = list[CellEdit](), defaultdict[tuple[date | None, str], list[Received]](list)
    for one in known.received:
        by_form[one.day, name_key(one.unit)].append(one)
    for line, cell in returned_cells(path):
        came = by_form.get((line.day, name_key(line.unit)), [])
        if line.key and not line.returned and any(one.taken or one.asked for one in came):
            told = words.CAME_BACK.format(day=as_of.isoformat(), cells=sum(one.taken for one in came))
            edits_.append(CellEdit(cell, None, told, words.WHY_COLLECTED))
    if edits_:
        opened = edits.open_workbook(path)
        edited = edit_by(Plan(path.name, digest_of(opened.data), tuple(edits_)), opened.data, path.suffix, _any_change)
        with locked(path):
            check_writable(path)
            write_whole(path, edited.data, like=path)


def _any_change(old: bytes, new: bytes) -> None:
    """A list is no task sheet: nothing of it can come to mean something else."""


def mail_missing(run: CollectRun, assessment: Assessment, ledger: Path, office: Office) -> Mailing:
    """The mails to those who have sent nothing, by what a run came to."""
    from xltrack.mail.urging import mail_missing as compose
    from xltrack.mail.urging import urging_folder

    folder = urging_folder([ledger], run.summary.parent, assessment.as_of)
    return compose(run.collection.missing, earlier.form_paths(run.rounds), assessment, office, folder)
