"""The results of a period, made by the verbs of the command line into a folder of the run: one of them alone, or all at once."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltrack import api, rounds
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import UsageError, XltrackError
from xltrack.base.text import visible
from xltrack.notices import words as notice_words
from xltrack.notices.model import NoticeKind
from xltrack.placing.output import name_report
from xltrack.serving import words
from xltrack.serving.gathering import Gathered
from xltrack.serving.orders import Order
from xltrack.serving.refusing import on_page
from xltrack.week import words as week_words
from xltrack.week.writing import Wishes, write_week

Told = Callable[[str], None]
_KINDS: Final[Mapping[str, NoticeKind]] = {
    "notice": "通报",
    "weekly": "周报",
    "letters": "督办函",
    "reminder": "催报通知",
}
_NOTHING: Final = frozenset({"D740", "D830"})  # nobody to write to


class Item(NamedTuple):
    """A result: what it is for, where it stands."""

    use: str
    path: Path


class Made(NamedTuple):
    """What was made, what was not and why, what there is to say."""

    items: tuple[Item, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def make_results(gathered: Gathered, order: Order, told: Told) -> Made:
    """Make what is wanted: 「week」 all of it, packed into one file too; else one result.

    Raises:
        XltrackError: it could not be made.
    """
    assert order.output
    if order.what == "week":
        return _all(gathered, order, order.output, told)
    if order.what not in MAKERS:
        raise UsageError("D160", reason=order.what)
    told(words.FORMS if order.what == "forms" else week_words.what_is(order.what))
    return MAKERS[order.what](gathered, order, order.output)


def tell_made(made: Made) -> dict[str, Any]:
    """The same as the page takes it: files by their paths; folders packed."""
    return {
        "made": [[visible(item.use), str(_packed(item.path))] for item in made.items],
        "missing": list(map(on_page, made.missing)), "notes": list(map(on_page, made.notes)),
    }  # fmt: skip


def _packed(path: Path) -> Path:
    """A file as it is; a folder as a file that holds it."""
    if not path.is_dir():
        return path
    packed = path.with_name(f"{path.name}.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for file in sorted(path.rglob("*")):
            if file.is_file():
                package.write(file, file.relative_to(path.parent))
    return packed


def _report(gathered: Gathered, order: Order, output: Path) -> Made:
    office = gathered.settings.office
    written = api.report(
        gathered.assessment, gathered.paths, output, gathered.since, issuer=office.signed or office.name,
        password=order.password,
    )  # fmt: skip
    return Made((Item("", written.path),), notes=_sentences(written.notes))


def _annex(gathered: Gathered, order: Order, output: Path) -> Made:
    if not any(document.tables for document in gathered.assessment.documents):
        return Made((), (week_words.NO_ANNEX,))
    written = api.annex(gathered.assessment, gathered.paths, output, password=order.password)
    return Made((Item("", written.path),), notes=_sentences(written.notes))


def _notice(gathered: Gathered, order: Order, output: Path) -> Made:
    kind = _KINDS[order.what]
    if kind == "督办函" and gathered.assessment.plan:
        return Made((), (week_words.PLAN,))
    target = (
        output / name_report(gathered.paths, order.as_of, notice_words.LETTERS_PART, "") if kind == "督办函" else output
    )
    written = api.notice(
        gathered.assessment, gathered.paths, target, gathered.since, office=gathered.settings.office, kind=kind,
        password=order.password,
    )  # fmt: skip
    if not written:
        return Made((), (notice_words.NONE_TO_WRITE[kind],))
    paths = [target] if kind == "督办函" else [one.path for one in written]
    return Made(
        tuple(Item("", path) for path in paths), notes=_sentences(note for one in written for note in one.notes)
    )


def _mail(gathered: Gathered, order: Order, output: Path) -> Made:
    settings = gathered.settings
    mailing = api.compose_mail(gathered.assessment, gathered.paths, settings.office, output, password=order.password)
    notes = mailing.draft(settings.mail).notes
    return Made((Item("", mailing.folder),), notes=_sentences(notes))


def _forms(gathered: Gathered, order: Order, output: Path) -> Made:
    round_ = rounds.dispatch(
        gathered.assessment, gathered.paths, output, office=gathered.settings.office, password=order.password
    )
    done = round_.write()
    return Made((Item("", done.folder),), notes=_sentences(done.notes))


def _all(gathered: Gathered, order: Order, output: Path, told: Told) -> Made:
    """The folder of the period, with the forms of the next round in it."""
    settings = gathered.settings
    wishes = Wishes(settings.office, settings.mail, None, gathered.since, order.password, told)
    week = write_week(gathered.assessment, gathered.paths, output, wishes)
    told(words.FORMS)
    missing, notes = list(week.missing), list(_sentences(week.notes))
    try:
        forms = _forms(gathered, order, week.folder)
        items = [Item(words.USE_FORMS, item.path) for item in forms.items]
        notes += forms.notes
    except XltrackError as error:
        items = []
        missing.append(
            words.NO_FORMS
            if error.code in _NOTHING
            else week_words.FAILED.format(use=words.FORMS, sentence=f"{error}。{error.remedy}")
        )
    told(words.PACKING)
    whole = Item(words.WHOLE, week.folder)
    index = Item(words.INDEX, week.folder / week_words.INDEX)
    single = [Item(week_words.USES[one.use], one.path) for one in week.items]
    return Made((whole, index, *single, *items), tuple(missing), tuple(dict.fromkeys(notes)))


def _sentences(notes: Iterable[Diagnostic]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_told(notes)))


def _told(notes: Iterable[Diagnostic]) -> Iterator[str]:
    return (n.told for n in notes if n.severity != "info")


MAKERS: Final[Mapping[str, Callable[[Gathered, Order, Path], Made]]] = {
    "report": _report, "annex": _annex, "notice": _notice, "weekly": _notice, "letters": _notice, "reminder": _notice,
    "mail": _mail, "forms": _forms,
}  # fmt: skip
