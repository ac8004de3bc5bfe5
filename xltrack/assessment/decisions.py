"""How a task is judged (docs/规则.md 5): tables of cases, of which the first that holds decides.

`judge` evaluates them, and the formulas of a live workbook are made of them: no state, day or reason is decided anywhere else.
The facts that they look at:

    share   the share of completion in its own column, 0 to 1
    done    the day of completion
    node, last      the due day of the milestone that is judged while the task is open, and of the last one
    warn    the first day of the warning before `node`
    endless whether the deadline is 「持续推进」 or its like
    excused whether a task of which nothing was reported is not called late: nobody was asked
    as_of   the day of judgement
    quote   the words of the report
    days    days left until the day that is judged; less than 0: days late
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar

from xltrack.assessment import words
from xltrack.assessment.conditions import Case, above, case, decider, known, one_of, since, true
from xltrack.assessment.states import SETTLED_STATES, Sense, State
from xltrack.base.text import places_in

K = TypeVar("K")
T = TypeVar("T")
Table = Mapping[K, tuple[Case[T], ...]]

_DATED: Final = known("done")
_SHARED: Final = known("share")
_QUOTED: Final = known("quote")
_ALL: Final = one_of("share", 1)
_SOME: Final = above("share", 0)


def _wordless(nothing: State) -> tuple[Case[State], ...]:
    """Nothing but a done date or a share was reported; `nothing`: not even that."""
    return (
        case("done", _DATED | _ALL),
        case(nothing, ~_SHARED),
        case("in_progress", _SOME),
        case("not_started"),
    )


# 填报状态, the state that the report alone gives, by what it means (docs/规则.md 5.2, 5.3); senses are numbered in this order.
TOLD: Final[Table[Sense, State]] = {
    "nothing": _wordless("unreported"),
    "done": (case("done"),),
    "thing": (case("done", _ALL | ~_SHARED), case("in_progress")),
    "yields": (case("done", _ALL | (_DATED & ~_SHARED)), case("in_progress")),
    "in_progress": (case("in_progress"),),
    "not_started": (case("in_progress", _SOME & ~_ALL), case("not_started")),
    "suspended": (case("suspended"),),
    "cancelled": (case("cancelled"),),
    "struck": _wordless("cancelled"),
    "late": (case("done", _DATED), case("done_late")),
}


_PAST: Final = above("as_of", "node")


def _open(told: State, *unasked: Case[State]) -> tuple[Case[State], ...]:
    return (
        case("ongoing", true("endless")),
        *unasked,
        case("overdue", _PAST),
        case("due_soon", since("as_of", "warn")),
        case(told),
    )


# 状态, by 填报状态: what was dropped, what is done, then the date, then the words (docs/规则.md 5.1).
STATE: Final[Table[State, State]] = {
    "done": (case("done_late", above("done", "last")), case("done")),
    "done_late": (case("done_late", known("last")), case("done")),  # where the words alone say that it was late
    "in_progress": _open("in_progress"),
    "not_started": _open("not_started"),
    "unreported": _open("unreported", case("unreported", true("excused") & _PAST)),
    "suspended": (case("suspended"),),
    "cancelled": (case("cancelled"),),
}

Span = tuple[Literal["last", "node"], Literal["done", "as_of"]]
_LEFT: Final[Span] = ("node", "as_of")
_AHEAD: Final[tuple[Case[Span | None], ...]] = (case(_LEFT, known("node")), case(None))

# 距期天数, by state: the days from the second fact to the first; none of other states.
DAYS: Final[Table[State, Span | None]] = {
    "done_late": (case(("last", "done"), _DATED), case(None)),
    "in_progress": _AHEAD,
    "not_started": _AHEAD,
    "unreported": _AHEAD,
    "due_soon": (case(_LEFT),),
    "overdue": (case(_LEFT),),
}

_TOLD_AHEAD: Final = (case(words.AHEAD, known("node")), case(words.SCOPED))
_TOLD_DROPPED: Final = (case(words.QUOTE, _QUOTED), case(words.STRUCK))

# 状态说明, by state: sentences whose places `reasons` fills, and formulas do.
REASON: Final[Table[State, str]] = {
    "done": (
        case(words.QUOTED_DONE_ON, _DATED & _QUOTED),
        case(words.DONE_ON, _DATED),
        case(words.QUOTE, _QUOTED),
        case(words.DONE_SHARE),
    ),
    "done_late": (case(words.DONE_LATE, _DATED), case(words.QUOTE)),
    "in_progress": _TOLD_AHEAD,
    "not_started": _TOLD_AHEAD,
    "unreported": (case(words.PAST, known("node") & ~above("days", -1)), *_TOLD_AHEAD),
    "due_soon": (case(words.DUE_TODAY, one_of("days", 0)), case(words.DUE_SOON)),
    "overdue": (case(words.OVERDUE),),
    "ongoing": (case(words.SCOPED, _QUOTED | _SHARED), case(words.SCOPE)),
    "suspended": _TOLD_DROPPED,
    "cancelled": _TOLD_DROPPED,
}
# What stands for the report in them.
REPORT: Final[tuple[Case[str], ...]] = (
    case(words.QUOTE, _QUOTED),
    case(words.SHARE, _SHARED),
    case(words.NOT_REPORTED),
)

PhaseState = Literal["state", "told", "done", "overdue", "due_soon"]


def phase_cases(behind: tuple[str, ...] = ()) -> tuple[Case[PhaseState], ...]:
    """The state of one phase of several on 时间轴 (docs/规则.md 10.5); 「state」 and 「told」 stand for those of the task.

    Its further facts are `phase`, its due day, `alarm`, the first day of its warning, and of the milestone that is judged of the
    task the day and the name, `due` and `label`. `behind` are the names of later phases that fall due on the same day.
    """
    over = above("due", "phase")
    return (
        case("state", one_of("state", *SETTLED_STATES) | ~known("due")),
        case("done", over | one_of("label", *behind) if behind else over),
        case("state", ~above("phase", "due")),
        case("told", one_of("told", "unreported") & true("excused") & above("as_of", "phase")),
        case("overdue", above("as_of", "phase")),
        case("due_soon", since("as_of", "alarm")),
        case("told"),
    )


Teller = Callable[[Any], str]


def tell_reason(verdict: Any) -> str:
    """The sentence of `decisions.REASON` for a `Verdict`."""
    return _REASON[verdict.state](verdict)(verdict)


_PLACES: Final[Mapping[str, Teller]] = {
    "label": lambda verdict: verdict.node.label or "",
    "due": lambda verdict: words.day(verdict.node.due, verdict.as_of),
    "done": lambda verdict: words.day(verdict.done, verdict.as_of),
    "late": lambda verdict: str(-verdict.days),
    "left": lambda verdict: str(verdict.days),
    "quote": lambda verdict: words.quote(verdict.quote),
    "share": lambda verdict: words.share(verdict.share),
    "scope": lambda verdict: words.scope(verdict.basis.task.deadline),
    "report": lambda verdict: _REPORT(verdict)(verdict),
}


def _sentence(pattern: str) -> Teller:
    parsed = list(places_in(pattern))
    text = "".join(told.replace("%", "%%") + "%s" * (place is not None) for told, place in parsed)
    fills = [_PLACES[place] for _, place in parsed if place]
    return lambda verdict: text % tuple([fill(verdict) for fill in fills])


def _teller(cases: Sequence[Case[str]]) -> Callable[[Any], Teller]:
    return decider([(_sentence(sentence), when) for sentence, when in cases])


_REPORT: Final[Callable[[Any], Teller]] = _teller(REPORT)
_REASON: Final = {state: _teller(cases) for state, cases in REASON.items()}
