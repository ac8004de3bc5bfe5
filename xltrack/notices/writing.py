"""Notices from end to end: composed, rendered, placed like every other result; a letter for each unit in a folder."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import OutputError, UsageError
from xltrack.domain.letters import REGISTER, LetterLine
from xltrack.domain.settings import Office
from xltrack.notices import words
from xltrack.notices.addressees import blame_named, find_addressees
from xltrack.notices.compose import answer_day, compose_notice
from xltrack.notices.model import FORMATS, USUAL, Format, Notice, NoticeKind
from xltrack.notices.register import Register, render_register
from xltrack.notices.render import encoded, render_notice
from xltrack.notices.scope import silent_tasks
from xltrack.placing.finding import find_folders, find_kept
from xltrack.placing.folders import is_folder, make_folder
from xltrack.placing.output import (
    SUFFIX,
    Target,
    Written,
    name_report,
    safe_name,
    write_result,
)
from xltrack.telling.agenda import unlocked_notes
from xltrack.template.bounds import TemplateSource

_NEEDED: Final = {"名称": "name", "联系人": "contact", "电话": "phone", "邮箱": "mail"}


class NoticeWish(NamedTuple):
    """What notice is wanted.

    Attributes:
        kind: which of the four.
        template: an office's own.
        number: of its issue, where it is given.
        sent: the lines of each register of letters so far, by its path, the oldest first.
        notes: what there is to say of those.
    """

    kind: NoticeKind = "通报"
    template: TemplateSource | None = None
    number: int | None = None
    sent: Mapping[Path, Sequence[LetterLine]] = MappingProxyType({})
    notes: tuple[Diagnostic, ...] = ()


def write_notices(assessment: Assessment, office: Office, wish: NoticeWish, target: Target) -> tuple[Written, ...]:
    """Write the notice, or the letters to all late units; none where there is nobody to write to.

    Raises:
        UsageError: the template cannot be used; 督办函 of a sheet that nobody has answered (D729), or to a file (D727).
        OutputError: it could not be written (rules D140 to D154).
    """
    if wish.kind == "督办函":
        return tuple(_letters(assessment, office, wish, target))
    if wish.kind == "催报通知" and not silent_tasks(assessment):
        return ()
    wanted = _format(wish, target.wished)
    inline = wish.template is None
    notice = compose_notice(assessment, office, kind=wish.kind, number=wish.number, inline=inline)
    (data,) = _rendered((notice,), wanted, wish)
    since = assessment.since.notes if assessment.since else ()
    written = write_result(
        data, target._replace(suffix=f".{wanted}"), assessment.as_of, f"_{wish.kind}_",
        head=(notice.title, notice.subject), known=unlocked_notes(assessment), found=(*since, *_missing(office)),
    )  # fmt: skip
    return (written,)


def _letters(assessment: Assessment, office: Office, wish: NoticeWish, target: Target) -> Iterator[Written]:
    if assessment.plan:
        raise UsageError("D729")
    assessment, said = blame_named(assessment)
    units, apart = find_addressees(assessment)
    if not units:
        return
    wanted = _format(wish, None)
    folder, register, notices = _folder(assessment, target), Register(wish.sent.values()), list[Notice]()
    for unit in units:
        letter, inline = register.number_of(unit, assessment.as_of), wish.template is None
        notices.append(compose_notice(
            assessment, office, kind=wish.kind, units=(unit,), number=wish.number, letter=letter, inline=inline,
        ))  # fmt: skip
        register.add(assessment, unit, str(notices[-1].page["文号"]), answer_day(assessment, office))
    for number, (unit, data) in enumerate(zip(units, _rendered(notices, wanted, wish), strict=True)):
        path = folder / f"{wish.kind}_{safe_name(unit)}.{wanted}"
        once = () if number else (*unlocked_notes(assessment), *apart, *said, *_missing(office), *wish.notes)
        yield write_result(data, target._replace(wished=path, suffix=f".{wanted}"), assessment.as_of, found=once)
    yield _registered(assessment, register, wish, target._replace(wished=folder / f"{REGISTER}{SUFFIX}", suffix=SUFFIX))


def _registered(assessment: Assessment, register: Register, wish: NoticeWish, target: Target) -> Written:
    """Write the register beside the letters; one that says it all already stays as it is, whoever filled it in."""
    lines, path = register.told(assessment), target.wished or Path()
    same = [there for there, held in wish.sent.items() if there.parent == path.parent and [*held] == lines]
    if same:
        return Written(same[-1], (), (words.REGISTERED.format(path=same[-1]),))
    return write_result(render_register(assessment, lines), target, assessment.as_of, last=words.REGISTERED)


def find_registers(sources: Sequence[Path], output: Path | None, as_of: date) -> list[Path]:
    """The registers of letters so far, the oldest first: beside the letters of earlier days, and where these are to go."""
    folders = [*find_folders(sources, words.LETTERS_PART, as_of, output), *([output] if output else [])]
    return [*dict.fromkeys(path for folder in folders for path in find_kept(folder, REGISTER))]


def _folder(assessment: Assessment, target: Target) -> Path:
    """The folder of the letters, made where it is not there."""
    wished = target.wished
    if wished and not is_folder(wished) and (wished.suffix.lower().removeprefix(".") in FORMATS or wished.exists()):
        raise UsageError("D727", path=wished)
    folder = wished or target.sources[0].parent / name_report(target.sources, assessment.as_of, words.LETTERS_PART, "")
    make_folder(folder)
    return folder


def _format(wish: NoticeWish, output: Path | None) -> Format:
    """The format that the output's name asks for, else the template's own, else the usual one of its kind."""
    known = "、".join(f".{name}" for name in FORMATS)
    asked = "" if output is None or is_folder(output) else output.suffix.lower().removeprefix(".")
    own = Path(wish.template.name).suffix.lower().removeprefix(".") if wish.template else ""
    if output and asked not in FORMATS and not is_folder(output):
        raise OutputError("D153", path=output, suffix=known)
    if wish.template and (own not in FORMATS or (asked and asked != own)):
        raise UsageError("D724", name=wish.template.name, wanted=f".{asked}" if asked else known)
    return next((name for name in FORMATS if name == (asked or own)), USUAL[wish.kind])


def _missing(office: Office) -> tuple[Diagnostic, ...]:
    names = [name for name, field in _NEEDED.items() if not getattr(office, field)]
    return (Diagnostic("D728", None, {"names": words.LIST_COMMA.join(names)}),) if names else ()


def _rendered(notices: Iterable[Notice], wanted: Format, wish: NoticeWish) -> Iterator[bytes]:
    """The contents in order; a template that came with xltrack needs no child."""
    if wish.template:
        from xltrack.notices.apart import OwnTemplate, render_apart

        yield from render_apart(OwnTemplate(tuple(notices), wanted, wish.template))
    else:
        yield from (encoded(render_notice(notice, wanted)) for notice in notices)
