"""Why a task is in its state, told in one clause from the verdict."""

from collections.abc import Callable, Mapping, Sequence
from string import Formatter
from typing import Any, Final

from xltrack.assessment import words
from xltrack.assessment.conditions import Case, decider
from xltrack.assessment.decisions import REASON, REPORT

Teller = Callable[[Any], str]


def tell_reason(verdict: Any) -> str:
    """The sentence of `decisions.REASON` for a `Verdict`."""
    return _REASON[verdict.state](verdict)(verdict)


def _report(verdict: Any) -> str:
    return _REPORT(verdict)(verdict)


_PLACES: Final[Mapping[str, Teller]] = {
    "label": lambda verdict: verdict.node.label or "",
    "due": lambda verdict: words.day(verdict.node.due, verdict.as_of),
    "done": lambda verdict: words.day(verdict.done, verdict.as_of),
    "late": lambda verdict: str(-verdict.days),
    "left": lambda verdict: str(verdict.days),
    "quote": lambda verdict: words.quote(verdict.quote),
    "share": lambda verdict: words.share(verdict.share),
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


def _teller(cases: Sequence[Case[str]]) -> Callable[[Any], Teller]:
    return decider([(_sentence(sentence), when) for sentence, when in cases])


_REPORT: Final = _teller(REPORT)
_REASON: Final = {state: _teller(cases) for state, cases in REASON.items()}
