"""Notices from end to end: composed, rendered, placed like every other result; a letter for each unit in a folder."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import OutputError, UsageError
from xltrack.domain.settings import Office
from xltrack.notices import words
from xltrack.notices.addressees import blame_named, find_addressees
from xltrack.notices.compose import compose_notice
from xltrack.notices.model import FORMATS, USUAL, Format, Notice, NoticeKind
from xltrack.notices.render import encoded, render_notice
from xltrack.notices.scope import silent_tasks
from xltrack.placing.folders import is_folder, make_folder
from xltrack.placing.output import Target, Written, name_report, safe_name, write_result
from xltrack.telling.agenda import unlocked_notes
from xltrack.template.bounds import TemplateSource

_NEEDED: Final = {"名称": "name", "联系人": "contact", "电话": "phone", "邮箱": "mail"}


class Wish(NamedTuple):
    """What notice is wanted: its kind, an office's own template, the number of its issue where it is given."""

    kind: NoticeKind = "通报"
    template: TemplateSource | None = None
    number: int | None = None


def write_notices(assessment: Assessment, office: Office, wish: Wish, target: Target) -> tuple[Written, ...]:
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
    notice = compose_notice(assessment, office, kind=wish.kind, number=wish.number)
    (data,) = _rendered((notice,), wanted, wish)
    since = assessment.since.notes if assessment.since else ()
    written = write_result(
        data, target._replace(suffix=f".{wanted}"), assessment.as_of, f"_{wish.kind}_",
        head=(notice.title, notice.subject), known=unlocked_notes(assessment), found=(*since, *_missing(office)),
    )  # fmt: skip
    return (written,)


def _letters(assessment: Assessment, office: Office, wish: Wish, target: Target) -> Iterator[Written]:
    if assessment.plan:
        raise UsageError("D729")
    assessment, said = blame_named(assessment)
    units, apart = find_addressees(assessment)
    if not units:
        return
    wanted = _format(wish, None)
    folder = _folder(assessment, target)
    notices = (compose_notice(assessment, office, kind=wish.kind, units=(unit,), number=wish.number) for unit in units)
    for number, (unit, data) in enumerate(zip(units, _rendered(notices, wanted, wish), strict=True)):
        path = folder / f"{wish.kind}_{safe_name(unit)}.{wanted}"
        once = () if number else (*unlocked_notes(assessment), *apart, *said, *_missing(office))
        yield write_result(data, target._replace(wished=path, suffix=f".{wanted}"), assessment.as_of, found=once)


def _folder(assessment: Assessment, target: Target) -> Path:
    """The folder of the letters, made where it is not there."""
    wished = target.wished
    if wished and not is_folder(wished) and (wished.suffix.lower().removeprefix(".") in FORMATS or wished.exists()):
        raise UsageError("D727", path=wished)
    folder = wished or target.sources[0].parent / name_report(target.sources, assessment.as_of, words.LETTERS_PART, "")
    make_folder(folder)
    return folder


def _format(wish: Wish, output: Path | None) -> Format:
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


def _rendered(notices: Iterable[Notice], wanted: Format, wish: Wish) -> Iterator[bytes]:
    """The contents in order; a template that came with xltrack needs no child."""
    if wish.template:
        from xltrack.notices.apart import OwnTemplate, render_apart

        yield from render_apart(OwnTemplate(tuple(notices), wanted, wish.template))
    else:
        yield from (encoded(render_notice(notice, wanted)) for notice in notices)
