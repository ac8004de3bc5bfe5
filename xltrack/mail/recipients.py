"""Who is written to: the office, the leaders with units in their charge, the units with late tasks; and who cannot be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.mail import words
from xltrack.mail.addresses import Addresses, parse_addresses
from xltrack.mail.words import LetterKind
from xltrack.notices.scope import counted as counted_by


class Recipient(NamedTuple):
    """Somebody who gets one mail.

    Attributes:
        kind: the office, a leader, or a unit.
        name: its name, or the leader's.
        units: the units whose tasks are told, in the roster's order; () for the office, which is told all.
        counted: the names under which the assessment counts these units.
        addresses: where to; each gets the same mail.
    """

    kind: LetterKind
    name: str
    units: tuple[str, ...]
    counted: tuple[str, ...]
    addresses: tuple[str, ...]


class _Charged(NamedTuple):
    """A unit of the roster that has tasks, the names that it is counted under, and whether any task is late."""

    unit: RosterUnit
    counted: tuple[str, ...]
    late: bool


class MailPlan(NamedTuple):
    """Who is written to, in the order office, leaders, units; and what there is to say of those who are not."""

    recipients: tuple[Recipient, ...]
    notes: tuple[Diagnostic, ...]


def roster_of(documents: Sequence[Document]) -> Roster:
    """The roster that the documents carry or were given."""
    roster = Roster()
    for document in documents:
        roster = roster.merged(document.roster)
    return roster


def plan_recipients(assessment: Assessment, office: str, office_mail: str) -> MailPlan:
    """Everybody who is to get something of an assessment, each once.

    Args:
        assessment: all tasks, judged.
        office: what the office is called.
        office_mail: its address or addresses, 「」 where none is set.
    """
    notes: list[Diagnostic] = []
    roster = roster_of(assessment.documents)
    units = _with_tasks(assessment, roster, notes)
    recipients = [
        *_office(office, office_mail, notes),
        *_leaders(units, notes),
        *_units([charged for charged in units if charged.late], notes),
    ]
    return MailPlan(tuple(recipients), (*notes, *_shared(recipients)))


def _with_tasks(assessment: Assessment, roster: Roster, notes: list[Diagnostic]) -> list[_Charged]:
    """The roster's units that have tasks, in its order; units with late tasks that it does not know are told of."""
    units_for = counted_by(assessment)
    counted: dict[str, dict[str, None]] = {}
    late: set[str] = set()
    unknown: Counter[str] = Counter()
    asked = not assessment.no_status  # no unit is called late that was never asked
    if not asked:
        notes.append(Diagnostic("D774"))
    for judged in assessment.tasks:
        for name in units_for(judged) or ("",):
            unit = roster.find(name) if name else None
            if unit:
                counted.setdefault(unit.name, {})[name] = None
            if judged.state == "overdue" and asked:
                late |= {unit.name} if unit else set()
                unknown[name] += not unit
    if roster:
        notes += (Diagnostic("D742", None, {"name": n or words.NO_UNIT, "count": c}) for n, c in unknown.items() if c)
    return [_Charged(u, tuple(counted[u.name]), u.name in late) for u in roster.units if u.name in counted]


def _office(name: str, mail: str, notes: list[Diagnostic]) -> Iterator[Recipient]:
    addresses = _addresses(name, mail, notes)
    if addresses:
        yield Recipient("office", name, (), (), addresses)
    elif not mail.strip():
        notes.append(Diagnostic("D746"))


def _leaders(units: Sequence[_Charged], notes: list[Diagnostic]) -> Iterator[Recipient]:
    """Each address of a leader is told of the units that it stands beside: people of one name are told apart by it."""
    charges: dict[tuple[str, str], list[_Charged]] = {}
    silent: dict[str, list[str]] = {}
    parsed: dict[str, tuple[str, ...]] = {}
    for charged in units:
        unit = charged.unit
        cell = unit.leader_mail
        if cell not in parsed:
            parsed[cell] = _addresses(_leader_name(unit), cell, notes)
        for address in parsed[cell]:
            charges.setdefault((_leader_name(unit), address), []).append(charged)
        if unit.leader and not cell.strip():
            silent.setdefault(unit.leader, []).append(unit.name)
    for name, of_units in silent.items():
        notes.append(Diagnostic("D745", None, {"name": name, "units": words.name_some(of_units)}))
    alike: dict[tuple[str, tuple[_Charged, ...]], list[str]] = {}
    for (name, address), own in charges.items():
        alike.setdefault((name, tuple(own)), []).append(address)
    for (name, own_units), addresses in alike.items():
        counted = tuple(name for charged in own_units for name in charged.counted)
        yield Recipient("leader", name, tuple(c.unit.name for c in own_units), counted, tuple(addresses))


def _leader_name(unit: RosterUnit) -> str:
    return unit.leader or words.LEADER_OF.format(unit=unit.name)


def _units(units: Sequence[_Charged], notes: list[Diagnostic]) -> Iterator[Recipient]:
    for unit, counted, _ in units:
        addresses = _addresses(unit.name, unit.mail, notes)
        if addresses:
            yield Recipient("unit", unit.name, (unit.name,), counted, addresses)
        elif not unit.mail.strip():
            notes.append(Diagnostic("D741", None, {"name": unit.name}))


def _addresses(name: str, cell: str, notes: list[Diagnostic]) -> tuple[str, ...]:
    parsed: Addresses = parse_addresses(cell)
    for word, reason in parsed.bad:
        notes.append(Diagnostic("D743", None, {"name": name, "text": words.in_one_marked_line(word), "reason": reason}))
    return parsed.good


def _shared(recipients: Sequence[Recipient]) -> Iterator[Diagnostic]:
    """Units with one address between them: each still gets a mail of its own."""
    found: dict[str, list[str]] = {}
    for recipient in recipients:
        if recipient.kind == "unit":
            for address in recipient.addresses:
                found.setdefault(address.casefold(), []).append(recipient.name)
    for address, names in found.items():
        if len(names) > 1:
            yield Diagnostic("D744", None, {"address": address, "names": words.name_some(names), "count": len(names)})
