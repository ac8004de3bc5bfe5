"""Why a task is in its state, told in one clause from the verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Final

from xltrack.assessment import words
from xltrack.assessment.conditions import Case, decider
from xltrack.assessment.decisions import REASON, REPORT

if TYPE_CHECKING:
    from xltrack.assessment.model import Verdict

Teller = Callable[["Verdict"], str]


def tell_reason(verdict: Verdict) -> str:
    """The sentence of `decisions.REASON` for a verdict."""
    return _REASON[verdict.state](verdict)(verdict)


def _report(verdict: Verdict) -> str:
    return _REPORT(verdict)(verdict)


def _label(verdict: Verdict) -> str:
    return (verdict.node and verdict.node.label) or ""


def _day(day: date | None, verdict: Verdict) -> str:
    return words.day(day, verdict.as_of) if day else ""


_PLACES: Final[Mapping[str, Teller]] = {
    "label": _label,
    "due": lambda verdict: _day(verdict.node and verdict.node.due, verdict),
    "done": lambda verdict: _day(verdict.done, verdict),
    "late": lambda verdict: str(-(verdict.days or 0)),
    "left": lambda verdict: str(verdict.days),
    "quote": lambda verdict: words.quote(verdict.quote or ""),
    "share": lambda verdict: words.share(verdict.share or 0),
    "scope": lambda verdict: words.scope(verdict.basis.task.deadline),
    "report": _report,
}


def _sentence(pattern: str) -> Teller:
    """What fills the places of a sentence."""
    parsed = [(told, place) for told, place, _, _ in Formatter().parse(pattern)]
    text = "".join(told.replace("%", "%%") + "%s" * (place is not None) for told, place in parsed)
    fills = [_PLACES[place] for _, place in parsed if place]
    if text == "%s":
        return fills[0]
    return lambda verdict: text % tuple([fill(verdict) for fill in fills])


def _teller(cases: Sequence[Case[str]]) -> Callable[[Verdict], Teller]:
    return decider([Case(_sentence(case.result), case.when) for case in cases])


_REPORT: Final = _teller(REPORT)
_REASON: Final = {state: _teller(cases) for state, cases in REASON.items()}
