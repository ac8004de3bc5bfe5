"""A round of forms from end to end: planned, foretold, written into its folder, told (docs/规则.md 14)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import UsageError
from xltrack.base.system import NotPlainError, read_plain
from xltrack.domain.forms import ROUND, RoundLine, RoundPeriod
from xltrack.domain.memory import SnapshotRow
from xltrack.domain.records import UnitRole
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Office
from xltrack.domain.workdays import add_workdays
from xltrack.forms import words
from xltrack.forms.asking import RoundPlan, UnitForm, plan_round
from xltrack.forms.occasion import Occasion
from xltrack.forms.register import bare_roster, render_round, with_typed
from xltrack.forms.sheet import render_form
from xltrack.placing.finding import find_kept
from xltrack.placing.folders import make_folder
from xltrack.placing.output import SUFFIX, Judge, Target, base_name, place, safe_name
from xltrack.placing.words import FORM_TAIL, FORMS_PART, MANY_FILES
from xltrack.sheets.render import Rendered
from xltrack.telling.agenda import unlocked_notes
from xltrack.telling.names import main_title, quote_some, titled

_LONGEST_UNIT: Final = 90  # bytes of UTF-8 that a unit takes of the name of its file
_MONTH: Final = len("2021-08")


class RoundWish(NamedTuple):
    """What round is wanted.

    Attributes:
        due: by when the forms are to come back; None: after the workdays that the office leaves for an answer.
        to: who is asked of every task in the place of the units that it names.
        office: to whom the forms go.
    """

    due: date | None = None
    to: tuple[UnitRole, ...] = ()
    office: Office = Office()


class Desk(NamedTuple):
    """What is known of files that stand there already.

    Attributes:
        standing: whether a workbook is ours, and unchanged.
        digest: the digest that a workbook states of its cells as it was written; 「」 where it states none.
        lines: the lines of a list of a round; roster: the roster that it remembers.
    """

    standing: Judge
    digest: Callable[[bytes], str]
    lines: Callable[[Path], Sequence[RoundLine]]
    roster: Callable[[Path], Roster]


class Dispatched(NamedTuple):
    """What a run wrote: the folder, lines for the console, what there is to say."""

    folder: Path
    lines: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


class Spot(NamedTuple):
    """Where a round goes: the folder that holds its own, and what the name of that begins with."""

    parent: Path
    stem: str


class Dispatch:
    """A round of forms; nothing is written yet.

    Attributes:
        plan: who is asked of what; occasion: what all forms share; notes: what there is to say of the rest.
        folder: where they go, its name beginning with `stem`; files: the name of each form's file.
        desk: what is known of files that stand there already.
        roster: what the list remembers of the roster.
    """

    def __init__(
        self, plan: RoundPlan, occasion: Occasion, spot: Spot, desk: Desk, notes: Sequence[Diagnostic]
    ) -> None:
        self.plan, self.occasion, self.stem, self.desk = plan, occasion, spot.stem, desk
        self.roster = bare_roster(plan.roster)
        self.handed = plan.handed
        self.folder = spot.parent / f"{spot.stem}{FORMS_PART}{occasion.period.day.isoformat()}"
        self.files = tuple(_file_names(plan.forms, occasion))
        self.notes = (*notes, *plan.notes)

    @cached_property
    def contents(self) -> tuple[bytes, ...]:
        """The workbook of each form."""
        return tuple(rendered.data for rendered in self._rendered)

    @cached_property
    def _rendered(self) -> tuple[Rendered, ...]:
        return tuple(render_form(form, self.occasion) for form in self.plan.forms)

    @property
    def lines(self) -> list[RoundLine]:
        """The list of the round, before anybody has typed into it."""
        forms = zip(self.plan.forms, self.files, strict=True)
        due, mark = self.occasion.due, self.occasion.mark
        return [RoundLine(f.unit, name, len(f.asked), f.cells, due, key=mark(f.unit).told) for f, name in forms]

    def foretell(self) -> Dispatched:
        """Who would get what; nothing is written."""
        each = (words.WOULD_LINE.format(unit=line.unit, tasks=line.tasks, file=line.file) for line in self.lines)
        return Dispatched(self.folder, (words.WOULD.format(**self._facts()), *each), self.notes)

    def write(self) -> Dispatched:
        """Write the forms and the list into the folder; what somebody changed stays.

        Raises:
            OutputError: one cannot be written (rules D140 to D154); those before it stand.
        """
        make_folder(self.folder.parent)
        make_folder(self.folder)
        kept, said = list[str](), [note for rendered in self._rendered for note in rendered.notes]
        for form, name, data in zip(self.plan.forms, self.files, self.contents, strict=True):
            path = self.folder / name
            if _is_filled(path, data, self.desk):
                kept.append(form.unit)
                continue
            said += place(data, Target((), path, self.desk.standing), None).notes
        if kept:
            said.append(Diagnostic("D738", None, {"names": quote_some(kept), "count": len(kept)}))
        path, notes = self._write_list()
        made = words.MADE.format(**self._facts(), path=self.folder)
        return Dispatched(self.folder, (made, words.LISTED.format(path=path)), (*self.notes, *said, *notes))

    def _write_list(self) -> tuple[Path, tuple[Diagnostic, ...]]:
        """Write the list; one that says it all already stays as it is, whoever filled it in."""
        known = {path: self.desk.lines(path) for path in find_kept(self.folder, ROUND)}
        left = self._clear(line.file for lines in known.values() for line in lines if line.key)
        lines = with_typed(self.lines, known.values())
        if same := [path for path, held in known.items() if [*held] == lines and self.desk.roster(path) == self.roster]:
            return same[-1], left
        placed = place(
            render_round(self.occasion, lines, self.roster, handed=self.handed),
            Target((), self.folder / f"{ROUND}{SUFFIX}", self.desk.standing),
            None,
        )
        return placed.path, (*left, *placed.notes)

    def _clear(self, names: Iterable[str]) -> tuple[Diagnostic, ...]:
        """Remove the forms of an earlier run that nobody changed and no unit needs any more; the others are told."""
        left = list[str]()
        for name in dict.fromkeys(name for name in names if name not in self.files):
            path = self.folder / Path(name).name
            if path.suffix.lower() != SUFFIX or not path.is_file():
                continue
            if self.desk.standing(path) == "unchanged":
                with suppress(OSError):
                    path.unlink()
            else:
                left.append(name)
        return (Diagnostic("D839", None, {"names": quote_some(left), "count": len(left)}),) if left else ()

    def _facts(self) -> Mapping[str, object]:
        lines = self.lines
        sums = {"tasks": sum(line.tasks for line in lines), "cells": sum(line.cells for line in lines)}
        return {"units": len(lines), **sums, "due": self.occasion.due_words}


def compose_dispatch(  # noqa: PLR0913, PLR0917
    assessment: Assessment,
    rows: Sequence[SnapshotRow],
    sources: Sequence[Path],
    wish: RoundWish,
    desk: Desk,
    output: Path | None = None,
) -> Dispatch:
    """Plan a round: its forms, its period, its folder.

    Args:
        assessment: all tasks, judged.
        rows: the tasks as they are known from period to period, in the same order.
        sources: the files that they came from.
        wish: what is wanted.
        desk: what is known of files that stand there already.
        output: the folder in which that of the round goes; None: beside the first source.

    Raises:
        UsageError: the day to return the forms lies before that of the round (D739), or there is nobody to ask (D830).
    """
    as_of, office = assessment.as_of, wish.office
    due = wish.due or add_workdays(as_of, office.answer_days)
    if due < as_of:
        raise UsageError("D739", due=due.isoformat(), day=as_of.isoformat())
    plan = plan_round(assessment, rows, wish.to)
    if not plan.forms:
        raise UsageError("D830", why="；".join(note.message for note in plan.notes) or words.NOTHING_OPEN)
    spot = Spot(output or sources[0].parent, _stem(sources))
    period = RoundPeriod(as_of, _is_further(spot, as_of))
    occasion = Occasion(_title(assessment), period, due, office)
    return Dispatch(plan, occasion, spot, desk, unlocked_notes(assessment))


def _title(assessment: Assessment) -> str:
    """「清水县2021年重点工作填报表」; a form that is handed on keeps its own."""
    own = main_title(assessment) or ""
    return own if own.endswith(words.FORM_TITLE) else titled(assessment, words.FORM_TITLE)


def _stem(sources: Sequence[Path]) -> str:
    """The name of the source as its folder has it; a form that is handed on is not called a form twice."""
    return safe_name(base_name(sources[0]).removesuffix(FORM_TAIL) if len(sources) == 1 else MANY_FILES)


def _is_further(spot: Spot, as_of: date) -> bool:
    """Whether a round of an earlier day of the same month stands there."""
    day, stem = as_of.isoformat(), spot.stem + FORMS_PART
    with suppress(FileNotFoundError):
        tails = [path.name[len(stem) :] for path in spot.parent.iterdir() if path.name.startswith(stem)]
        return any(len(tail) == len(day) and tail[:_MONTH] == day[:_MONTH] and tail < day for tail in tails)
    return False


def _file_names(forms: Iterable[UnitForm], occasion: Occasion) -> Iterator[str]:
    """「2021年8月_县教育局_填报表.xlsx」, told apart by numbers where two units would have the same."""
    seen: dict[str, int] = {}
    for form in forms:
        unit = safe_name(form.unit).encode()[:_LONGEST_UNIT].decode("utf-8", "ignore").rstrip(" .")
        count = seen[unit.casefold()] = seen.get(unit.casefold(), 0) + 1
        told = unit if count == 1 else words.TWIN.format(name=unit, number=count)
        name = words.FORM_FILE.format(period=occasion.period_words, unit=told, tail=FORM_TAIL)
        yield f"{name}{SUFFIX}"


def _is_filled(path: Path, data: bytes, desk: Desk) -> bool:
    """Whether the very same form stands there already, and somebody has filled it in or saved it since."""
    try:
        there = read_plain(path)
    except (FileNotFoundError, NotPlainError):
        return False
    return there != data and bool(desk.digest(data)) and desk.digest(there) == desk.digest(data)
