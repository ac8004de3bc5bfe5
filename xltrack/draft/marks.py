"""Words of a notice that only say who and until when: 「（责任单位：…；完成时限：…）」, 「牵头单位：…」 (docs/规则.md 12.4).

marks = { label ":" words | names [ part ] | deadline } ;      between ， ； 。
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, cast

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, tidy
from xltrack.domain.records import UnitRole
from xltrack.draft.deadlines import is_deadline
from xltrack.draft.names import heading_names, names_in
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.draft.subjects import find_subjects
from xltrack.language.units.grammar import read_units
from xltrack.reading.tables.headers import classify_header

MarkRole = Literal["lead", "support", "supervise", "deadline", "note"]

_LABEL = NOTICES.pattern(
    rf"(?:^|(?<=[，,；;。：:、（(【\[〔［\n{SPACES}]))(?P<label>[\u4e00-\u9fff]{{2,10}}(?:[（(][\u4e00-\u9fff、]{{1,6}}[)）])?)"
    rf"[{SPACES}]*(?:[：:]|(?<={{label_ends}}){{label_verbs}})"
)
_ROLES: Final[dict[str, MarkRole]] = {
    "lead": "lead", "support": "support", "supervise": "supervise", "deadline": "deadline", "person": "note", "note": "note",
}  # fmt: skip
# 「牵头办所」, 「责任社区」: the part and any word for those who have it.
_UNIT_LABELS: Final[dict[MarkRole, re.Pattern[str]]] = {
    "lead": NOTICES.pattern("{label_leads}{label_units}"),
    "support": NOTICES.pattern("{label_supports}{label_units}"),
    "supervise": NOTICES.pattern("{label_supervises}{label_units}"),
}
_SPACED = pattern(rf"(?<=[^{SPACES}；;。，,：:])([{SPACES}]+)(?P<label>[\u4e00-\u9fff]{{2,8}})(?=[{SPACES}]*[：:])")
# 「；责任单位 县工信局」: a space where others print a colon
_NO_COLON = pattern(rf"(?:^|(?<=[，,；;。（(\n]))(?P<label>[\u4e00-\u9fff]{{4,6}})([{SPACES}]+)(?=[\u4e00-\u9fff0-9])")
_PIECE = pattern(r"[，,；;。\n]")
OUTER = pattern(r"(?!〔[0-9]{4}〕)[（(【\[〔［](?:[^（()）【】\[\]〔〕［］]|[（(][^（()）]*[)）])*[)）】\]〕］]")
_IDLE = NOTICES.pattern(
    "{idle_by}.{0,12}{duties}.{0,8}|{idle_charges}?{in_charge}|.*{listed_first}.*|{note_below}|{listed}.?{first}.*"
)
_ITEM = NOTICES.pattern("第[0-9（({numerals}][^，,。；;]{0,8}?{pointed_items}")
_SHORT_DEADLINE: Final = 14  # a longer one also says what is to be done
TRIM: Final = f"，,；;。、：:{SPACES}"


class Marks(NamedTuple):
    """Who and until when, as cells will say it; 「」 where nothing says it."""

    lead: str = ""
    support: str = ""
    supervise: str = ""
    deadline: str = ""
    note: str = ""

    @property
    def named(self) -> bool:
        """Whether any unit is named."""
        return bool(self.lead or self.support or self.supervise)

    def filled(self, other: Marks) -> Marks:
        """These, and of the others what is missing here."""
        units = self if self.named else other
        note = "；".join(dict.fromkeys(filter(None, (self.note, other.note))))
        return Marks(units.lead, units.support, units.supervise, self.deadline or other.deadline, note)

    def joined(self, other: Marks) -> Marks:
        """These and the others together."""
        lead, support, supervise = ("、".join(filter(None, pair)) for pair in zip(self[:3], other[:3], strict=True))
        return Marks(lead, support, supervise, self.deadline or other.deadline, self.note or other.note)


def unit_marks(units: tuple[UnitRole, ...], deadline: str = "") -> Marks:
    """Marks of units by their parts."""
    lead, support, supervise = (
        "、".join(dict.fromkeys(unit.name for unit in units if unit.role == role))
        for role in ("lead", "support", "supervise")
    )
    return Marks(lead, support, supervise, deadline)


def label_role(label: str) -> MarkRole | None:
    """What a label says: 责任单位 lead, 完成时限 deadline; None for another word."""
    name = tidy(label)
    if name in NOTICES.more_labels:
        return cast("MarkRole", NOTICES.values("more_labels")[name])
    for role, parts in _UNIT_LABELS.items():
        if parts.fullmatch(name):
            return role
    known = classify_header(f"{name}单位" if name in NOTICES.short_labels else name)
    return _ROLES.get(known[0]) if known else None


def part_labels(text: str) -> str:
    """The text with what parts labels put plainly: 「责任单位：甲　完成时限：…」 parts them by a space alone."""
    text = _NO_COLON.sub(lambda found: found["label"] + ("：" if label_role(found["label"]) else found[2]), text)
    return _SPACED.sub(lambda found: ("；" if label_role(found["label"]) else found[1]) + found["label"], text)


def find_label(text: str, start: int = 0) -> re.Match[str] | None:
    """The next label that names units or a deadline."""
    return next((found for found in _LABEL.finditer(text, start) if label_role(found["label"])), None)


def parse_marks(words: str, *, bare: bool = False) -> Marks | None:
    """The marks that words consist of; None where they say anything else.

    Args:
        words: what stands in a bracket or behind a label.
        bare: whether names alone, without a part or label, will do.
    """
    label = find_label(words)
    if label is None:
        return _unlabelled(words, bare)
    before = words[: label.start()]
    found = _unlabelled(before, True) if before.strip(TRIM) else Marks()
    while label and found:
        role = label_role(label["label"])
        following = _following(words, label.end(), role)
        own = _labelled(role, label["label"], words[label.end() : following.start() if following else len(words)])
        found = found.joined(own) if own else None
        label = following
    return found


def parse_label_line(line: str) -> Marks | None:
    """The marks of a line of its own, which says by a label or names what it is; None for any other line."""
    if len(line) > LOOKED_INTO:
        return None
    if line.startswith(NOTICES.all_above):
        return _given_all(line)
    bracket = OUTER.fullmatch(line.strip(TRIM))
    said = parse_marks(bracket[0][1:-1], bare=True) if bracket else parse_marks(line)
    if not said or said == Marks():
        return None
    plain = said.named and len(said.deadline) <= _SHORT_DEADLINE
    return said if bracket or plain or find_label(line) else None


def _given_all(line: str) -> Marks | None:
    """「以上任务由县教育局负责，县财政局配合。」: nothing but whose all is that stands in front."""
    first, *others = _PIECE.split(line.rstrip("。；;"))
    lead = names_in(first.partition(NOTICES.by_whom[0])[2])
    helpers = [find_subjects(clause) for clause in others]
    if not lead or lead[0].role != "lead" or not all(some and all(one.helps for one in some) for some in helpers):
        return None
    return unit_marks((*lead, *(unit for some in helpers for one in some for unit in one.units)))


def _following(words: str, at: int, role: MarkRole | None) -> re.Match[str] | None:
    """The next label; a deadline goes on over others of its kind: 「完成时限：第一阶段，完成时限：…」."""
    found = find_label(words, at)
    while found and role == "deadline" and label_role(found["label"]) == "deadline":
        found = find_label(words, found.end())
    return found


def _labelled(role: MarkRole | None, label: str, said: str) -> Marks | None:
    words = tidy(said).strip(TRIM)
    if role == "deadline":
        return Marks(deadline=words)
    if role == "note" and (named := heading_names(words)):
        return unit_marks(named)
    if role == "note":
        return Marks(note=f"{tidy(label)}：{words}") if words else Marks()
    units, deadline = _parted(words)
    read = read_units(units, "lead" if role is None else role)
    # A sentence: 「责任分工：区教育局负责制定…」, 「分工：第1项由县教育局负责」
    if any(note.code == "D501" for note in read.notes) or _ITEM.match(units):
        return None
    if {unit.role for unit in read.units} <= {role}:
        return Marks(deadline=deadline)._replace(**{str(role): units})
    return unit_marks(read.units, deadline)


def _parted(words: str) -> tuple[str, str]:
    """Units, and what is a deadline behind them: 「区教育局，6月底前」."""
    units, deadlines, at = "", list[str](), 0
    for stop in [*_PIECE.finditer(words), None]:
        piece = words[at : stop.start() if stop else len(words)]
        if names_in(piece) is None and is_deadline(piece):
            deadlines.append(tidy(piece).strip(TRIM))
        elif not _IDLE.fullmatch(piece.strip(TRIM)):
            units += piece + (stop[0] if stop else "")
        at = stop.end() if stop else at
    return units.strip(TRIM), "，".join(filter(None, deadlines))


def _unlabelled(words: str, bare: bool) -> Marks | None:
    text = tidy(words).strip(TRIM)
    units, deadline = _parted(text)
    if not units:
        return Marks(deadline=deadline) if deadline else None
    said = filter(None, (piece.strip(TRIM) for piece in _PIECE.split(text)))
    # Each clause only names units, says until when, or that somebody does what is his.
    marks = all(names_in(one) is not None or is_deadline(one) or _IDLE.fullmatch(one) for one in said)
    known = names_in(units) if marks else None
    if known is None or not (bare or deadline or NOTICES.marked.inside(units)):
        return None
    return unit_marks(known, deadline)
