"""Who is written to: the office, the leaders with units in their charge, the units with late tasks; and who cannot be."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final, NamedTuple

from xltrack.assessment.model import Assessment
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.mail import words
from xltrack.mail.words import LetterKind
from xltrack.notices.addressees import blame_named
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
    addresses: tuple[str, ...] = ()


# A unit of the roster that has tasks, the names that it is counted under, and whether any task is late.
_Charged = tuple[RosterUnit, tuple[str, ...], bool]


class MailPlan(NamedTuple):
    """Who is written to, in the order office, leaders, units; and what there is to say of those who are not."""

    recipients: tuple[Recipient, ...]
    notes: tuple[Diagnostic, ...]


def plan_recipients(assessment: Assessment, office: str, office_mail: str) -> MailPlan:
    """Everybody who is to get something of an assessment, each once.

    Args:
        assessment: all tasks, judged.
        office: what the office is called.
        office_mail: its address or addresses, 「」 where none is set.
    """
    notes: list[Diagnostic] = []
    roster = reduce(Roster.merged, (document.roster for document in assessment.documents), Roster())
    units = _with_tasks(assessment, roster, notes)
    recipients = [
        *_reach(Recipient("office", office, (), ()), office_mail, Diagnostic("D746"), notes),
        *_leaders(units, notes),
    ]
    for unit, counted, late in units:
        if late:
            own = Recipient("unit", unit.name, (unit.name,), counted)
            recipients += _reach(own, unit.mail, Diagnostic("D741", None, {"name": unit.name}), notes)
    return MailPlan(tuple(recipients), (*notes, *_shared(recipients)))


def _with_tasks(assessment: Assessment, roster: Roster, notes: list[Diagnostic]) -> list[_Charged]:
    """The roster's units that have tasks, in its order; units with late tasks that it does not know are told of."""
    units_for = counted_by(assessment)
    counted: dict[str, dict[str, None]] = {}
    late: set[str] = set()
    unknown: Counter[str] = Counter()
    if assessment.plan:
        notes.append(Diagnostic("D774"))
    blamed, said = blame_named(assessment)
    notes += said
    for judged, alone in zip(assessment.tasks, blamed.tasks, strict=True):
        blame = units_for(alone)
        for name in units_for(judged) or ("",):
            unit = roster.find(name) if name else None
            if unit:
                counted.setdefault(unit.name, {})[name] = None
            if judged.state == "overdue" and not judged.doubts:
                late |= {unit.name} if unit and name in blame else set()
                unknown[name] += not unit
    if roster:
        notes += (Diagnostic("D742", None, {"name": n or words.NO_UNIT, "count": c}) for n, c in unknown.items() if c)
    return [(u, tuple(counted[u.name]), u.name in late) for u in roster.units if u.name in counted]


def _reach(recipient: Recipient, cell: str, silent: Diagnostic, notes: list[Diagnostic]) -> list[Recipient]:
    """The recipient with the addresses of a cell; where it is blank, `silent` is said."""
    if addresses := _addresses(recipient.name, cell, notes):
        return [recipient._replace(addresses=addresses)]
    if not cell.strip():
        notes.append(silent)
    return []


def _leaders(units: Sequence[_Charged], notes: list[Diagnostic]) -> Iterator[Recipient]:
    """Each address of a leader is told of the units that it stands beside: people of one name are told apart by it."""
    charges: dict[tuple[str, str], list[_Charged]] = {}
    silent: dict[str, list[str]] = {}
    parsed: dict[str, tuple[str, ...]] = {}
    for charged in units:
        unit, cell = charged[0], charged[0].leader_mail
        leader = unit.leader or words.LEADER_OF.format(unit=unit.name)
        if cell not in parsed:
            parsed[cell] = _addresses(leader, cell, notes)
        for address in parsed[cell]:
            charges.setdefault((leader, address), []).append(charged)
        if unit.leader and not cell.strip():
            silent.setdefault(unit.leader, []).append(unit.name)
    for name, of_units in silent.items():
        notes.append(Diagnostic("D745", None, {"name": name, "units": words.name_some(of_units)}))
    alike: dict[tuple[str, tuple[_Charged, ...]], list[str]] = {}
    for (name, address), own in charges.items():
        alike.setdefault((name, tuple(own)), []).append(address)
    for (name, own_units), addresses in alike.items():
        counted = tuple(name for _, names, _ in own_units for name in names)
        yield Recipient("leader", name, tuple(unit.name for unit, _, _ in own_units), counted, tuple(addresses))


def _addresses(name: str, cell: str, notes: list[Diagnostic]) -> tuple[str, ...]:
    good, bad = parse_addresses(cell)
    for word, reason in bad:
        notes.append(Diagnostic("D743", None, {"name": name, "text": words.in_one_marked_line(word), "reason": reason}))
    return good


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


_SEPARATORS: Final = pattern(r"[;,、|/\n]+")
_BRACKETED: Final = pattern(r"[^<>]*<([^<>]*)>")
_REMARK: Final = pattern(r"\([^()]*\)$")
_SCHEME: Final = pattern(r"(?i)mailto:|(?:e-?mail|邮箱)\s*:")
_LABEL: Final = pattern(r"(?i)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Addresses(NamedTuple):
    """What a cell holds: the addresses that can be written to, each once, and the words that are none, with the reason."""

    good: tuple[str, ...] = ()
    bad: tuple[tuple[str, str], ...] = ()


def parse_addresses(cell: str) -> Addresses:
    """The addresses of 「zhang@a.cn；李四＜li＠b.cn＞」; what is none is told with its reason, never mended."""
    good: dict[str, str] = {}
    bad: list[tuple[str, str]] = []
    for word in _words(cell):
        address, reason = _checked(word)
        if reason:
            bad.append((word, reason))
        else:
            good.setdefault(address.casefold(), address)  # no mailbox tells letters by their case
    return Addresses(tuple(good.values()), tuple(bad))


def _words(cell: str) -> Iterator[str]:
    for piece in _SEPARATORS.split(fold(cell)):
        named = _BRACKETED.fullmatch(piece.strip(SPACES))
        words_of = [named[1]] if named else piece.split() if piece.count("@") > 1 else [piece]
        for word in words_of:
            bare = _REMARK.sub("", _SCHEME.sub("", word.strip(SPACES), count=1).strip(SPACES)).strip(SPACES)
            if bare.strip("-—无"):
                yield bare


def _checked(word: str) -> tuple[str, str]:
    """The address in the form in which it travels, or why it is none."""
    local, _, domain = word.rpartition("@")
    ascii_domain = _ascii_domain(domain)
    address = f"{local}@{ascii_domain}"
    faults: dict[str, bool] = {
        "control": not word.isprintable(),
        "no at": not local,
        "shape": "@" in local or " " in word,
        "local": not local.isascii(),
        "domain": not ascii_domain,
    }
    fault = next((name for name, found in faults.items() if found), "")
    if not fault and (len(local) > 64 or not _parses(address)):
        fault = "shape"
    return ("", words.BAD_ADDRESS[fault]) if fault else (address, "")


def _ascii_domain(domain: str) -> str:
    """「政务.中国」 as the network writes it; 「」 where it is no domain."""
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = plain.split(".")
    whole = len(labels) > 1 and len(plain) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
    return plain if whole and not labels[-1].isdecimal() else ""


def _parses(address: str) -> bool:
    """Whether the library finds no defect in it, nor anything that has to be quoted."""
    from email.errors import MessageError
    from email.headerregistry import Address

    try:
        return Address(addr_spec=address).addr_spec == address and '"' not in address
    except (ValueError, IndexError, MessageError):
        return False
