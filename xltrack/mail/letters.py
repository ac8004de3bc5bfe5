"""From the assessment to the letters: for each recipient its own tasks, told by the weekly notice."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any, Final

from xltrack.assessment.assess import assess
from xltrack.assessment.model import Assessment, Judged
from xltrack.domain.records import Document, Table, UnitRole
from xltrack.domain.roster import Roster, name_key
from xltrack.domain.settings import Office
from xltrack.mail import words
from xltrack.mail.message import Excerpt, Letter
from xltrack.mail.recipients import Recipient
from xltrack.notices.compose import compose_notice
from xltrack.notices.model import Notice
from xltrack.notices.render import render_notice
from xltrack.notices.scope import counted, narrow
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
        if recipient.kind == "leader":
            whose = words.IN_CHARGE.format(name=recipient.name, units=words.name_some(recipient.units))
            notice = notice._replace(page={**notice.page, "单位": whose})
        text, html = str(render_notice(notice, "txt")), str(render_notice(notice, "html"))
        own_name = f"{safe_name(recipient.name)}{FILE_PART}{assessment.as_of.isoformat()}{SUFFIX}"
        name = name_report(sources, assessment.as_of) if recipient.kind == "office" else own_name
        paste = compose_paste(notice, recipient)
        yield Letter(recipient, notice.subject, text, html, paste, name, excerpts[units])


def lacks_words(letter: Letter) -> bool:
    """Whether a letter has places that somebody has still to fill in."""
    return FILL_IN in letter.text


def compose_paste(notice: Notice, recipient: Recipient) -> str:
    """The letter in at most 300 characters, for 微信 or 政务通: the counts, and as many tasks as there is room for."""
    page = notice.page
    head = [_cut(notice.title, _TITLE), words.PASTE_COUNTS.format(subject=notice.subject, day=page["截至"])]
    tail = [words.PASTE_UNIT_END if recipient.kind == "unit" else words.PASTE_END, words.SECRECY]
    if page["落款"] != FILL_IN:
        tail.insert(1, _cut(page["落款"], _TITLE))
    items = [_item(item, recipient, words.PASTE_LATE) for item in notice.lists["逾期任务"]]
    items += [_item(item, recipient, words.PASTE_DUE) for item in notice.lists["主要到期"]]

    def telling(count: int) -> str:
        rest = len(items) - count
        more = [words.PASTE_MORE.format(count=rest)] if rest else []
        return "\n".join((*head, *items[:count], *more, *tail))

    fitting = takewhile(lambda text: len(text) <= PASTE, map(telling, range(1, len(items) + 1)))
    return [telling(0)[:PASTE], *fitting][-1]


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
    line = words.in_one_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def restrict(assessment: Assessment, units: Collection[str]) -> Assessment:
    """The assessment of the tasks that count for some units by the office's rule, judged again so that every figure is theirs.

    Nothing else goes with it: no other task, no unit that shares one, no roster, no memory of earlier reports, no remark on
    other cells.
    """
    own = frozenset(map(name_key, units))
    units_for = counted(assessment)
    kept: dict[tuple[int, int], list[Judged]] = {}
    for judged in assessment.tasks:
        if not own.isdisjoint(map(name_key, units_for(judged))):
            kept.setdefault((judged.document, id(judged.table)), []).append(judged)
    documents = [
        _restricted(document, [(t, kept[index, id(t)]) for t in document.tables if (index, id(t)) in kept], own)
        for index, document in enumerate(assessment.documents)
    ]
    judged_again = assess([d for d in documents if d.tables], assessment.as_of, assessment.policy)
    return judged_again._replace(no_status=assessment.no_status)


def _restricted(document: Document, tables: Sequence[tuple[Table, Sequence[Judged]]], own: frozenset[str]) -> Document:
    shown = tuple(
        t._replace(tasks=tuple(j.task._replace(units=tuple(_units(j.task.units, own))) for j in judged))
        for t, judged in tables
    )
    rows = {(table.sheet, task.row) for table in shown for task in table.tasks}
    said = tuple(
        d for d in document.diagnostics if d.severity != "info" and d.cell and (d.cell.sheet, d.cell.row) in rows
    )
    return document._replace(tables=shown, diagnostics=said, roster=Roster(), memory=None)


def _units(units: Sequence[UnitRole], own: frozenset[str]) -> Iterator[UnitRole]:
    for unit in units:
        members = tuple(name for name in unit.members if name_key(name) in own)
        if members:
            yield unit._replace(members=members)
        elif not unit.members and name_key(unit.unit or unit.name) in own:
            yield unit
