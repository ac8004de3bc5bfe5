"""A period from end to end: every result that its tasks ask for, written into one folder from one assessment.

What cannot be made is told, and the rest goes on. Each result keeps the rule of its own verb: what somebody changed is never
written over, and the same run again changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xltrack import api, earlier
from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import XltrackError
from xltrack.domain.settings import MailServer, Office
from xltrack.notices.addressees import find_addressees
from xltrack.notices.model import NoticeKind
from xltrack.notices.words import LETTERS_PART
from xltrack.placing.folders import make_folder
from xltrack.placing.output import Target, Written, name_report, place
from xltrack.placing.whole import write_whole
from xltrack.placing.words import MISSING_PART, PERIOD_PART
from xltrack.week import words
from xltrack.week.index import Index, Item, figures_of, forget_made, render_index
from xltrack.week.prints import write_prints

if TYPE_CHECKING:
    from xltrack.forms.missing import Missing

_KINDS: Final[tuple[tuple[str, NoticeKind], ...]] = (
    ("notice", "通报"), ("weekly", "周报"), ("letters", "督办函"), ("reminder", "催报通知"),
)  # fmt: skip


class Week(NamedTuple):
    """What stands in the folder of a period.

    Attributes:
        folder: where.
        items: what was written, in the order of the list.
        missing: what was not, and why.
        notes: what there is to say.
        failed: whether something could not be made that should have been.
    """

    folder: Path
    items: tuple[Item, ...]
    missing: tuple[str, ...]
    notes: tuple[Diagnostic, ...]
    failed: bool
    assessment: Assessment

    @property
    def status(self) -> int:
        """The exit status of a run that made it."""
        return 1 if self.failed else 0

    def told(self) -> Iterator[str]:
        """Lines for the console: the figures, where it is, what is in it, what is not."""
        yield words.COMMA.join(f"{name}{value}" for name, value, _ in figures_of(self.assessment))
        yield words.DONE.format(path=self.folder)
        yield from (words.LINE.format(name=item.path.name, use=item.what) for item in self.items)
        yield from self.missing
        yield from (note.message for note in self.notes)


class Wishes(NamedTuple):
    """Who writes, by which server mails go, which issue it is, with what it is compared, what opens locked files.

    `beginning` takes the word of each result as it is begun: 「通报」.
    """

    office: Office = Office()
    server: MailServer | None = None
    number: int | None = None
    since: Path | None = None
    password: str | None = None
    beginning: Callable[[str], object] = lambda _: None


def find_folder(sources: Sequence[Path], output: Path | None, assessment: Assessment) -> Path:
    """「2021-08-01_本期」 where asked for, else beside the first source."""
    return (output or sources[0].parent) / f"{assessment.as_of.isoformat()}{PERIOD_PART}"


def write_week(assessment: Assessment, sources: Sequence[Path], output: Path | None, wishes: Wishes) -> Week:
    """Write all of it.

    Raises:
        OutputError: the folder cannot be made, or its list cannot be written.
        SourceError: what is to be compared with cannot be read.
    """
    folder = find_folder(sources, output, assessment)
    make_folder(folder)
    whole = earlier.with_memory(assessment, sources, wishes.since, folder, wishes.password)
    making = _Making(whole, sources, folder, wishes)
    making.write()
    index = Index(whole, tuple(making.ordered()), tuple(making.missing), tuple(making.distinct_notes()))
    write_whole(folder / words.INDEX, render_index(index))
    forget_made(folder)
    return Week(folder, index.items, index.missing, index.notes, making.failed, whole)


class _Making:
    """The results of one period as they are made."""

    def __init__(self, assessment: Assessment, sources: Sequence[Path], folder: Path, wishes: Wishes) -> None:
        self.assessment, self.sources, self.folder, self.wishes = assessment, sources, folder, wishes
        self.items: list[Item] = []
        self.missing: list[str] = []
        self.notes: list[Diagnostic] = []
        self.failed = False

    def write(self) -> None:
        """Make one after the other."""
        self._try("report", self._report)
        self._try("annex", self._annex)
        for use, kind in _KINDS:
            self._try(use, lambda use=use, kind=kind: self._notice(use, kind))  # type: ignore[misc]
        self._try("forms", self._forms)
        self._try("mail", self._mail)
        self.wishes.beginning(words.what_is("picture"))
        prints = write_prints(self.assessment, self.wishes.office, self.wishes.number, self.folder)
        self.items += prints.items
        self.missing += prints.missing

    def ordered(self) -> Iterator[Item]:
        """What was written, in the order in which the list tells it."""
        yield from (item for use in words.USES for item in self.items if item.use == use)

    def distinct_notes(self) -> Iterable[Diagnostic]:
        """What there is to say, each sentence once."""
        return {note.message: note for note in self.notes if note.severity != "info"}.values()

    def _try(self, use: str, make: Callable[[], None]) -> None:
        self.wishes.beginning(words.what_is(use))
        try:
            make()
        except XltrackError as error:
            self.failed = self.failed or error.code not in _NOTHING_TO_DO
            self.missing.append(words.FAILED.format(use=words.what_is(use), sentence=f"{error}。{error.remedy}"))

    def _report(self) -> None:
        office = self.wishes.office
        written = api.report(
            self.assessment,
            self.sources,
            self.folder,
            issuer=office.signed or office.name,
            password=self.wishes.password,
        )
        self._add("report", written)

    def _annex(self) -> None:
        if any(document.tables for document in self.assessment.documents):
            self._add("annex", api.annex(self.assessment, self.sources, self.folder))
        else:
            self.missing.append(words.NO_ANNEX)

    def _notice(self, use: str, kind: NoticeKind) -> None:
        if kind == "督办函" and self.assessment.plan:
            self.missing.append(words.PLAN)
            return
        part = name_report(self.sources, self.assessment.as_of, LETTERS_PART, "")
        target = self.folder / part if kind == "督办函" else self.folder
        wishes = self.wishes
        written = api.notice(
            self.assessment, self.sources, target, office=wishes.office, kind=kind, number=wishes.number,
            password=wishes.password,
        )  # fmt: skip
        if not written:
            self._nobody(kind, target)
        elif kind == "督办函":
            self._note(note for one in written for note in one.notes)
            self.items.append(Item(use, target))
        else:
            self._add(use, *written)

    def _nobody(self, kind: NoticeKind, target: Path) -> None:
        """Say why nobody is written to; the folder that was made for letters goes."""
        if kind == "督办函":
            self._note(find_addressees(self.assessment).notes)
            if target.is_dir() and not any(target.iterdir()):
                target.rmdir()
            late = self.assessment.total.of("overdue")
            self.missing.append(words.NONE_SURE if late else words.NOBODY)
        else:
            self.missing.append(words.ALL_ANSWERED)

    def _forms(self) -> None:
        """Who was sent a form and has not answered, with what can be sent to them; nothing where no round lies beside the ledger."""
        as_of, folder = self.assessment.as_of, self.folder
        rounds = earlier.find_rounds(self.sources, as_of, folder) if len(self.sources) == 1 else ()
        if not rounds:
            return
        from xltrack.forms.missing import find_missing, render_missing

        known = earlier.find_collected(self.sources, as_of, folder)[0]
        missing = tuple(find_missing([line for one in rounds for line in one.lines], known, as_of))
        if not missing:
            self.missing.append(words.ALL_CAME_BACK)
            return
        target = Target(self.sources, folder, api.standing_of_file)
        placed = place(render_missing(missing, as_of).data, target, as_of, MISSING_PART)
        self._note(placed.notes)
        self.items.append(Item("forms", placed.path))
        if any(unit.mail.strip() for unit in self.assessment.roster.units):
            self._urge(missing, earlier.form_paths(rounds))

    def _urge(self, missing: "Sequence[Missing]", forms: Mapping[str, Path]) -> None:
        from xltrack.mail.urging import mail_missing, urging_folder

        folder = urging_folder(self.sources, self.folder, self.assessment.as_of)
        mailing = mail_missing(missing, forms, self.assessment, self.wishes.office, folder)
        self._note(mailing.draft(self.wishes.server).notes)
        if mailing.letters:
            self.items.append(Item("urging", mailing.folder))

    def _mail(self) -> None:
        wishes = self.wishes
        mailing = api.compose_mail(
            self.assessment, self.sources, wishes.office, self.folder, wishes.number, password=wishes.password
        )
        self._note(mailing.draft(wishes.server).notes)
        self.items.append(Item("mail", mailing.folder))

    def _add(self, use: str, *written: Written) -> None:
        self._note(note for one in written for note in one.notes)
        self.items += [Item(use, one.path) for one in written]

    def _note(self, notes: Iterable[Diagnostic]) -> None:
        self.notes += notes


_NOTHING_TO_DO: Final = frozenset({"D740"})  # nobody to mail to is no failure
