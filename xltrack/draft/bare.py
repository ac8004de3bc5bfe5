"""Words that only say who and until when: what is to be done stands in the heading above them (docs/规则.md 12.3)."""

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.names import names_in
from xltrack.draft.notice import LOOKED_INTO, NOTICES

_CLAUSES = pattern(r"[，,；;。\n]")
_BY = NOTICES.pattern("^(?:{trim_joints})?{trim_by}?")
_TOWARDS = NOTICES.pattern("(?:{trim_leads})+$")
_COME_TRUE = NOTICES.pattern("{trim_before}?{trim_ways}?(?:{trim_done}|{trim_came})*")


def names_no_deed(text: str) -> bool:
    """Whether every clause names units with their parts, or a day by which it is done: 「区财政局牵头，6月底前完成。」."""
    clauses = [clause.strip(SPACES) for clause in _CLAUSES.split(text[: LOOKED_INTO + 1])]
    return len(text) <= LOOKED_INTO and any(clauses) and all(map(_is_bare, filter(None, clauses)))


def _is_bare(clause: str) -> bool:
    found = find_deadlines(clause)
    if not found:
        return names_in(_BY.sub("", clause)) is not None
    head = _BY.sub("", _TOWARDS.sub("", clause[: found[0].start]))
    if found[-1].report or not _COME_TRUE.fullmatch(clause, found[-1].end):
        return False
    return not head or names_in(head) is not None
