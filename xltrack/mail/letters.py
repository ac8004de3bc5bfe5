"""From the assessment to the letters: for each recipient its own tasks, told by the weekly notice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from xltrack.assessment.model import Assessment
from xltrack.domain.settings import Office
from xltrack.mail import words
from xltrack.mail.message import Letter
from xltrack.mail.recipients import Recipient
from xltrack.mail.restricted import Excerpt, restrict
from xltrack.notices.compose import compose_notice
from xltrack.notices.model import Notice
from xltrack.notices.render import render_notice
from xltrack.notices.scope import narrow
from xltrack.notices.words import FILL_IN
from xltrack.placing.filenames import SUFFIX, name_report, safe_name
from xltrack.placing.words import FILE_PART
from xltrack.report.memory import issue_number

PASTE: Final = 300  # characters that a chat takes in one go
_TITLE: Final = 50
_TASK: Final = 36
_UNITS: Final = 16


def compose_letters(
    assessment: Assessment, sources: Sequence[Path], office: Office, recipients: Iterable[Recipient]
) -> Iterator[Letter]:
    """A letter for each recipient; `assessment` is of the whole, with what changed since the last report."""
    number = issue_number(assessment)
    excerpts: dict[tuple[str, ...], Excerpt] = {(): Excerpt(assessment)}
    for recipient in recipients:
        units = recipient.counted
        if units not in excerpts:
            excerpts[units] = Excerpt(restrict(assessment, units)._replace(issue=number))
        # What changed is told in words alone: a workbook with a memory would remember the tasks of others.
        told = excerpts[units].assessment._replace(since=narrow(assessment, units).since)
        addressed = units if recipient.kind == "unit" else ()
        notice = compose_notice(told, office, kind="周报", units=addressed, number=number)
        yield _letter(
            _addressed(notice, recipient), recipient, _file_name(recipient, sources, assessment.as_of), excerpts[units]
        )


def _letter(notice: Notice, recipient: Recipient, name: str, excerpt: Excerpt) -> Letter:
    text, html = render_notice(notice, "txt"), render_notice(notice, "html")
    return Letter(recipient, notice.subject, str(text), str(html), compose_paste(notice, recipient), name, excerpt)


def _file_name(recipient: Recipient, sources: Sequence[Path], as_of: date) -> str:
    if recipient.kind == "office":
        return name_report(sources, as_of)
    return f"{safe_name(recipient.name)}{FILE_PART}{as_of.isoformat()}{SUFFIX}"


def lacks_words(letter: Letter) -> bool:
    """Whether a letter has places that somebody has still to fill in."""
    return FILL_IN in letter.text


def _addressed(notice: Notice, recipient: Recipient) -> Notice:
    """The notice with a word on whose tasks these are, where they are not all."""
    if recipient.kind != "leader":
        return notice
    whose = words.IN_CHARGE.format(name=recipient.name, units=words.name_some(recipient.units))
    return notice._replace(page={**notice.page, "单位": whose})


def compose_paste(notice: Notice, recipient: Recipient) -> str:
    """The letter in at most 300 characters, for 微信 or 政务通: the counts, and as many tasks as there is room for."""
    page = notice.page
    head = [_cut(notice.title, _TITLE), words.PASTE_COUNTS.format(subject=notice.subject, day=page["截至"])]
    tail = [words.PASTE_UNIT_END if recipient.kind == "unit" else words.PASTE_END, words.SECRECY]
    if page["落款"] != FILL_IN:
        tail.insert(1, _cut(page["落款"], _TITLE))
    items = [_item(item, recipient, words.PASTE_LATE) for item in notice.lists["逾期任务"]]
    items += [_item(item, recipient, words.PASTE_DUE) for item in notice.lists["主要到期"]]
    shown: list[str] = []
    for number, item in enumerate(items):
        rest = len(items) - number - 1
        more = [words.PASTE_MORE.format(count=rest)] if rest else []
        if len("\n".join((*head, *shown, item, *more, *tail))) > PASTE:
            break
        shown.append(item)
    rest = len(items) - len(shown)
    more = [words.PASTE_MORE.format(count=rest)] if rest else []
    return "\n".join((*head, *shown, *more, *tail))[:PASTE]


def _item(item: Mapping[str, Any], recipient: Recipient, pattern: str) -> str:
    unit = "" if recipient.kind == "unit" else words.PASTE_UNIT.format(unit=_few(item["单位"]))
    return pattern.format(days=item["天数"], day=item.get("日期", ""), unit=unit, task=_cut(item["任务"], _TASK))


def _few(units: str) -> str:
    """「甲局、乙局、丙局、丁局等22个单位」 as a chat has room for it: 「甲局等22个单位」."""
    if len(units) <= _UNITS:
        return units
    names, _, more = units.partition(words.MORE_UNITS)
    first, *others = names.split("、")
    if more:
        return f"{first}{words.MORE_UNITS}{more}"
    return words.UNITS_MORE.format(first=first, count=1 + len(others)) if others else _cut(first, _UNITS)


def _cut(text: str, most: int) -> str:
    line = words.in_one_marked_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"
