"""What a clerk should know of a report that was judged: what stands against its words, and what was read by inference."""

from __future__ import annotations

from typing import Final

from xltrack.assessment import words
from xltrack.assessment.judge import done_day, is_before, says_too_early
from xltrack.assessment.model import Basis, Verdict
from xltrack.assessment.states import STATE_WORDS
from xltrack.base.diagnostics import Note
from xltrack.domain.records import iso
from xltrack.language.deadline.dates import DateExpr
from xltrack.language.status.done import settle_day
from xltrack.language.status.grammar import StatusWords, parse_status

_WORDLESS: Final = ("nothing", "struck")


def remarks(verdict: Verdict) -> tuple[Note, ...]:
    """What there is to say of a task (docs/规则.md 5.3, 5.6, 2.1)."""
    notes = (*verdict.basis.notes, *_early(verdict))
    if verdict.told == "done":
        return (*notes, *_of_done(verdict))
    if verdict.said in _WORDLESS:
        return (*notes, Note("D309")) if verdict.told == "cancelled" else notes
    return notes if verdict.told in ("cancelled", "suspended") else (*notes, *_of_open(verdict))


def _early(verdict: Verdict) -> list[Note]:
    """A day without a year that would lie before the document; its cell counts as blank."""
    basis = verdict.basis
    if says_too_early(basis, verdict.as_of):
        return [Note("D608", facts={"text": basis.words, "year": basis.task.year})]
    done = basis.task.reported.done
    if isinstance(basis.day, DateExpr) and is_before(basis, basis.day, settle_day(basis.day, verdict.as_of)):
        return [Note("D613", facts={"text": done, "year": basis.task.year})]
    return []


def _of_done(verdict: Verdict) -> list[Note]:
    """A day that is still to come, a share below 1, words that say done by inference."""
    basis, found = verdict.basis, []
    if verdict.done and verdict.done > verdict.as_of:
        found.append(Note("D603", facts={"day": iso(verdict.done)}))
    if verdict.said in _WORDLESS:
        return found
    if basis.progress is not None and basis.progress < 1:
        share = words.SHARE.format(share=f"{basis.progress:.0%}")
        return [*found, _against(basis, share, STATE_WORDS["done"])]
    heard = _heard(basis)
    if not heard.certain or heard.step or heard.kind == "in_progress":
        found.append(Note("D605", facts={"words": basis.words}))
    return found


def _of_open(verdict: Verdict) -> list[Note]:
    """Words that give way to a share, and those that win over a done date or 100 % beside them."""
    basis, share, found = verdict.basis, verdict.share, list[Note]()
    if basis.doubtful and verdict.told == "in_progress":
        found.append(Note("D606", facts={"words": basis.words}))
    if verdict.said == "thing" and _heard(basis).kind == "done":
        told = words.SHARE.format(share=f"{share:.0%}")
        found.append(_against(basis, told, STATE_WORDS["in_progress"]))
    day = done_day(basis, verdict.as_of) if basis.task.reported.done else None
    if day:
        found.append(_against(basis, words.DONE_DAY.format(day=iso(day)), words.NOT_DONE))
    elif share == 1:
        found.append(_against(basis, words.DONE_SHARE, words.NOT_DONE))
    return found


def _against(basis: Basis, other: str, word: str) -> Note:
    return Note("D604", facts={"words": basis.words, "other": other, "word": word})


def _heard(basis: Basis) -> StatusWords:
    """The words that counted."""
    reported = basis.task.reported
    return parse_status(str((reported.done if basis.said == "nothing" else reported.words) or ""))
