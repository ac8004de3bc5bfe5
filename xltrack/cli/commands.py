"""The commands that write something: read and judge what was named, have it written, say where."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xltrack import api, rounds
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import OutputError, UsageError
from xltrack.cli import words
from xltrack.cli.console import complain, remark, tell, tell_json
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said
from xltrack.domain.settings import FILE_NAME, MailServer, find_settings
from xltrack.placing.folders import is_folder, make_folder
from xltrack.placing.output import name_report
from xltrack.placing.words import DATA_PART
from xltrack.telling.agenda import unlocked_notes

if TYPE_CHECKING:
    from xltrack.mail.batch import Mailing


def report(said: Said) -> int:
    """`xltrack report FILE… [--dry-run] [--json]`: the progress workbook, beside the first file or where -o says."""
    if said.by_office:
        from xltrack.cli.offices import report_offices

        if said.dry_run:
            raise UsageError("D160", reason=words.EITHER.format(one="--by-office", other="--dry-run"))
        with _room(said) as output:
            return report_offices(said, output)
    if said.cluster:
        raise UsageError("D160", reason=words.NEEDS_BY_OFFICE)
    gathered = gather(said, needs_tasks=True, written=said.output)
    office = gathered.settings.office
    with nullcontext(said.output) if said.dry_run else _room(said) as output:
        issue = api.issue(
            gathered.assessment, gathered.paths, output, said.since, dry=said.dry_run,
            by_unit=said.by_unit, annexes=said.annex, issuer=office.signed or office.name, password=said.password,
        )  # fmt: skip
    if not said.json:
        return tell(issue.summary, gathered.status)
    from xltrack.programs.reports import ReportRun, render_reported

    run = ReportRun(issue.assessment, issue.path, issue.notes, gathered.skipped, gathered.carried)
    return tell_json(render_reported(run), gathered.status)


def annex(said: Said) -> int:
    """`xltrack annex FILE…`: 附件 tables fit for print, beside the source or filled into an office's own template."""
    if said.template and _is_one_of(said.template, said.files):
        raise UsageError("D712", path=said.template)
    gathered = gather(said)
    if not any(document.tables for document in gathered.assessment.documents):
        raise UsageError("D174")
    if said.template and said.output and _is_one_of(said.output, [said.template]):
        raise OutputError("D140", path=said.output)
    with _room(said) as output:
        written = api.annex(gathered.assessment, gathered.paths, output, said.template, password=said.password)
    return tell(written.summary, gathered.status)


def notice(said: Said) -> int:
    """`xltrack notice FILE…`: 通报, 督办函, 催报通知 or 周报 of the period."""
    from xltrack.notices import words as notice_words
    from xltrack.notices.model import NoticeKind

    gathered = gather(said, needs_tasks=True)
    kind: NoticeKind = said.kind or "通报"
    with _room(said) as output:
        written = api.notice(
            gathered.assessment, gathered.paths, output, said.since,
            office=gathered.settings.office, kind=kind, template=said.template, number=said.no, password=said.password,
        )  # fmt: skip
    if written:
        return tell((line for one in written for line in one.summary), gathered.status)
    late = gathered.assessment.total.of("overdue") if kind == "督办函" else 0
    if not late:
        return tell([notice_words.NONE_TO_WRITE[kind]], gathered.status)
    from xltrack.notices.addressees import find_addressees

    notes = find_addressees(gathered.assessment).notes
    none = (notice_words.NO_ADDRESSEE if notes else notice_words.NO_ONE_TO_WRITE_TO).format(count=late)
    why = (note.told for note in notes)
    return tell([none, *why], gathered.status)


def week(said: Said) -> int:
    """`xltrack week FILE…`: the whole period in one folder; 1 where something of it could not be made."""
    from xltrack.week.writing import Wishes, write_week

    gathered = gather(said, needs_tasks=True, written=said.output)
    settings = gathered.settings
    wishes = Wishes(settings.office, settings.mail, said.no, said.since, said.password)
    with _room(said) as output:
        done = write_week(gathered.assessment, gathered.paths, output, wishes)
    return tell(done.told(), max(gathered.status, done.status))


def draft(said: Said) -> int:
    """`xltrack draft NOTICE`: a decomposition sheet drafted from a notice."""
    if len(said.files) > 1:
        raise UsageError("D799", count=len(said.files))
    (path,) = said.files
    fonts = find_settings(path).policy.fonts
    with _room(said) as output:
        written = api.draft(path, output, year=said.year, fonts=fonts)
    return tell(written.summary)


def export(said: Said) -> int:
    """`xltrack export FILE… -o OUT`: one row for each task, unit and milestone, for analysts.

    What cannot be is refused before anything is read: a format (D168, D169), an output that is a source (D140). In a folder it
    is a .csv, which everything opens.
    """
    from xltrack.assessment.frame import check_format

    in_folder = _is_new(said) or is_folder(said.output)
    if not in_folder:
        check_format(said.output)
    if _is_one_of(said.output, said.files):
        raise OutputError("D140", path=said.output)
    gathered = gather(said)
    with _room(said) as output:
        name = name_report(gathered.paths, gathered.assessment.as_of, DATA_PART, ".csv")
        rows, placed = api.export(gathered.assessment, output / name if in_folder else output, gathered.paths)
    for note in (*unlocked_notes(gathered.assessment), *placed.notes):
        remark(note.message)
    return tell([words.EXPORTED.format(rows=rows, path=placed.path)], gathered.status)


def dispatch(said: Said) -> int:
    """`xltrack dispatch FILE…`: a form for each unit with open tasks, the list of the round, the mails that carry the forms.

    1 where somebody got nothing or a file could not be read, 2 where sending ended early or could not begin.
    """
    gathered = gather(said, needs_tasks=True)
    settings = gathered.settings
    made = rounds.dispatch(
        gathered.assessment, gathered.paths, said.output, due=said.due, to=said.to or "", office=settings.office,
        password=said.password,
    )  # fmt: skip
    mailing = rounds.mail_dispatch(made, gathered.assessment)
    if said.send and not (mailing and mailing.letters):
        raise UsageError("D833")
    done = made.foretell() if said.dry_run else made.write()
    tell(done.lines)
    _remark_all(done.notes)
    status = 1 if any(note.severity != "info" for note in done.notes) else gathered.status
    return max(status, _post(said, mailing, settings.mail)) if mailing else status


def collect(said: Said) -> int:
    """`xltrack collect FORMS… --into LEDGER`: forms that came back are merged, told, and written into the ledger.

    With --mail or --send, those who have sent nothing are written to.
    """
    from xltrack.cli.collecting import collect as collecting

    with _room(said) as output:
        done = collecting(said, output)
        if not done.mailing:
            return done.status
        if not done.mailing.letters and not done.mailing.notes:
            return tell([words.NOBODY_TO_URGE], done.status)
        return max(done.status, _post(said, done.mailing, done.settings.mail))


def mail(said: Said) -> int:
    """`xltrack mail FILE…`: a mail to the office, each leader and each late unit: listed, drafted, or sent.

    1 where somebody got nothing or a file could not be read, 2 where sending ended early or could not begin.
    """
    gathered = gather(said, needs_tasks=True)
    mailing = api.compose_mail(
        gathered.assessment, gathered.paths, gathered.settings.office, said.output, said.no, password=said.password
    )
    _remark_all(unlocked_notes(gathered.assessment))
    return max(gathered.status, _post(said, mailing, gathered.settings.mail))


def _post(said: Said, mailing: "Mailing", server: MailServer | None) -> int:
    """List, draft or send a batch of mail; its exit status."""
    if said.dry_run:
        mailed = mailing.foretell(said.resend or (), sending=said.send)
    elif not said.send:
        mailed = mailing.draft(server)
    elif server:
        from xltrack.mail.sending import Post

        mailed = mailing.send(Post(server, said.resend or (), lambda: datetime.now(UTC).astimezone()))
    else:
        raise UsageError("D750", path=FILE_NAME, key="服务器")
    tell(mailed.lines)
    _remark_all(mailed.notes)
    if mailed.stopped:
        complain(mailed.stopped)
        return 2
    return int(any(note.severity != "info" for note in mailed.notes))


def _remark_all(notes: Iterable[Diagnostic]) -> None:
    """Each sentence and what to do, beside the result."""
    for note in notes:
        remark(note.told)


def update(said: Said) -> int:
    """`xltrack update FILE`: state, days and reason of each task in the office's own workbook, or a plan of that.

    1 where a table or a cell was left out, or there is no receipt.
    """
    from xltrack.cli.updating import update as updating

    with _room(said) as output:
        return updating(said, output)


def serve(said: Said) -> int:
    """`xltrack serve`: the drop page, until Ctrl+C."""
    from xltrack.cli.serving import serve as serving

    return serving(said)


def bundle(said: Said) -> int:
    """`xltrack bundle -o DIR`: an offline folder for a PC without Python."""
    from xltrack.bundling.folder import make_bundle
    from xltrack.bundling.targets import WINDOWS

    made = make_bundle(said.output, said.platform or WINDOWS, said.python, page="serve" in words.HELP, tell=remark)
    return tell(made.told())


def addin(said: Said) -> int:
    """`xltrack addin install|uninstall|doctor|stop`: the button in Excel and WPS."""
    from xltrack.cli.addin import addin as adding

    return adding(said)


def watch(said: Said) -> int:
    """`xltrack watch FOLDER`: a report for each workbook that is dropped into a folder."""
    from xltrack.cli.watching import watch as watching

    return watching(said)


@contextmanager
def _room(said: Said) -> Iterator[Any]:
    """Where -o says; a folder that does not exist yet (a name that ends with a slash) is made, and goes where nothing came of it."""
    new = _is_new(said)
    if new:
        make_folder(said.output)
    try:
        yield said.output
    finally:
        if new:
            with suppress(OSError):
                said.output.rmdir()  # only an empty one goes


def _is_new(said: Said) -> bool:
    return getattr(said, "into_folder", False) and not is_folder(said.output)


def _is_one_of(path: Path, others: Iterable[Path]) -> bool:
    """Whether a path is the same file as another one, by whatever name."""
    return os.path.exists(path) and any(  # noqa: PTH110 - Path.exists raises for a long name
        other.exists() and path.samefile(other) for other in others
    )


WRITERS: Final[Mapping[str, Callable[[Said], int]]] = {
    "report": report, "annex": annex, "notice": notice, "draft": draft, "export": export, "mail": mail,
    "week": week, "dispatch": dispatch, "update": update,
    "collect": collect, "watch": watch, "bundle": bundle, "serve": serve,
    "addin": addin,
}  # fmt: skip
