"""The verbs that hand out a round of forms, and the mails that carry them (docs/规则.md 14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from xltrack import earlier
from xltrack.api import standing_of_file
from xltrack.assessment.model import Assessment
from xltrack.base.errors import UsageError
from xltrack.domain.settings import Office

if TYPE_CHECKING:
    from xltrack.forms.writing import Dispatch
    from xltrack.mail.batch import Mailing


def dispatch(  # noqa: PLR0913
    assessment: Assessment,
    sources: Sequence[Path],
    output: Path | None = None,
    *,
    due: date | None = None,
    to: str = "",
    office: Office | None = None,
    password: str | None = None,
) -> Dispatch:
    """Plan a round of forms, one for each unit with open tasks: a `Dispatch` that foretells and writes them.

    Nothing is written yet. The forms are to come back by `due`; `to` names units that are asked of every task in the place of those
    that it names. The folder of the round goes beside the first source, or into `output`.

    Raises:
        UsageError: there is nobody to ask (D830), `to` cannot be understood (D831), `due` lies before the day of judgement (D739).
    """
    from xltrack.assessment.blame import kind_of
    from xltrack.comparison.snapshot import snapshot_rows
    from xltrack.forms.writing import Desk, RoundWish, compose_dispatch
    from xltrack.language import parse_units
    from xltrack.reading.rounds import read_round, round_roster

    recalled = earlier.with_memory(assessment, sources, None, output, password)
    rows = recalled.since.rows if recalled.since else tuple(snapshot_rows(recalled))
    units = parse_units(to) if to else ()
    desk = Desk(standing_of_file, _stated_digest, read_round, round_roster)
    wish = RoundWish(due, tuple(unit.resolved(assessment.roster) for unit in units), office or Office())
    if to and (not wish.to or any(kind_of(unit) == "doubtful" for unit in wish.to)):
        raise UsageError("D831", text=to)
    return compose_dispatch(recalled, rows, sources, wish, desk, output)


def mail_dispatch(round_: Dispatch, assessment: Assessment) -> Mailing | None:
    """The mails that carry the forms of a round; None where the roster has no address."""
    from xltrack.mail.forms import FormLetter, mail_forms
    from xltrack.mail.words import FORM_FOLDER_PART

    occasion, folder = round_.occasion, round_.folder
    letters = [
        FormLetter(
            form.unit, occasion.title, occasion.period_words, occasion.due_words,
            tuple(one.judged.task.text for one in form.asked), name, data,
        )
        for form, name, data in zip(round_.plan.forms, round_.files, round_.contents, strict=True)
    ]  # fmt: skip
    place = folder.with_name(round_.stem + FORM_FOLDER_PART + assessment.as_of.isoformat())
    return mail_forms(letters, assessment.roster, occasion.office, place)


def _stated_digest(data: bytes) -> str:
    """The digest that a workbook states of its cells as it was written; 「」 where it states none."""
    from xltrack.ooxml.workbook import stated_name
    from xltrack.sheets.model import DIGEST_NAME

    return stated_name(data, DIGEST_NAME)
