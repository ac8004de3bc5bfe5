"""The six figures of 总览: how many, how they differ from last time, and what is to be known beside each (docs/规则.md 5.7)."""

from collections.abc import Sequence
from typing import Final

from xltrack.assessment.model import Assessment, Tally
from xltrack.assessment.states import APART_STATES, DONE_STATES, STATE_WORDS, State
from xltrack.domain.memory import Period
from xltrack.report import words
from xltrack.report.live.columns import NAMED
from xltrack.report.live.formulas import BLANK, literal, rate_formula, sentence_formula, when
from xltrack.report.memory import SinceBlock
from xltrack.report.overview.figures import FELL_DUE, MET, Counts, Numbers, number
from xltrack.report.overview.plan import plan_late, plan_rate
from xltrack.sheets.model import CellValue, Figure, Formula, Link, shown_value
from xltrack.telling import words as common

_LEAST_POINTS: Final = 0.05  # what is less is 0.0
_UNDER_WAY: Final[tuple[State, ...]] = ("in_progress", "not_started", "unreported")


def compose_figures(
    assessment: Assessment, counts: Counts, states: Numbers, since: SinceBlock, window: str
) -> tuple[Figure, ...]:
    """任务总数, 逾期, 临期, 在办, 已办结, 到期完成率; `window` says how long the warning is: 「7天」."""
    total, last = assessment.total, since.last
    longest = max((j.late for j in assessment.tasks if j.state == "overdue"), default=0)
    ledger, overdue, due, units = (Link(name, 1, 1) for name in (words.LEDGER, words.AGENDA, words.AGENDA, words.UNITS))
    begun = _parts(states, total, words.OF_WHICH, ("not_started", "unreported"))
    within = words.WITHIN.format(window=window)

    def figure(name: str, of: tuple[State, ...], caption: CellValue, link: Link, style: str = "") -> Figure:
        value = Formula("+".join(states.state(state) for state in of), total.of(*of))
        change = _change(value.text, total.of(*of), _before(last, of)) if last else ""
        more = _doubted(assessment, counts, of)
        return Figure(name, value, caption, style or of[0], link, change=change, more=more)

    late = figure(words.LATE, ("overdue",), _longest(counts.longest(longest)), overdue)
    rate = _due_rate(counts, states, total, units, since)
    return (
        figure(words.TOTAL, tuple(STATE_WORDS), _parts(states, total, "", APART_STATES), ledger, "total"),
        plan_late(late, counts) if assessment.plan else late,
        figure(words.DUE_SOON, ("due_soon",), within, due),
        figure(common.UNDER_WAY, _UNDER_WAY, begun, ledger),
        figure(common.DONE, DONE_STATES, _late_done(states, total), ledger),
        plan_rate(rate, counts) if assessment.plan else rate,
    )


def _before(last: Period, states: tuple[State, ...]) -> int:
    """What the figure of some states was last time."""
    figures = {
        DONE_STATES: last.done, _UNDER_WAY: last.under_way, ("due_soon",): last.due_soon, ("overdue",): last.overdue,
    }  # fmt: skip
    return figures.get(states, last.total)


def _change(cell: str, now: int, before: int) -> Formula:
    """「较上期+1」."""
    prefix = words.MORE_OR_LESS.partition("{")[0]
    told = words.MORE_OR_LESS.format(difference=now - before) if now != before else words.AS_MANY
    changed = f'{literal(prefix)}&TEXT({cell}-{before},"+0;-0")'
    return Formula(when(f"{cell}={before}", literal(words.AS_MANY), changed), told)


def _due_rate(counts: Counts, states: Numbers, total: Tally, link: Link, since: SinceBlock) -> Figure:
    """到期完成率 with, beside it, of how many tasks, and 完成率."""
    met, due = counts.part(MET), counts.part(FELL_DUE)
    rate: CellValue = common.NO_RATE if total.due_rate is None else total.due_rate
    over_all = common.percentage(total.rate)
    shown = (
        words.DUE_OF_ALL.format(due=number(due), rate=over_all)
        if total.due
        else words.RATE_OF_ALL.format(rate=over_all)
    )
    caption: CellValue = shown
    compared = ""
    if since.due_rate is not None and total.due_rate is not None:
        points = (total.due_rate - since.due_rate) * 100
        compared = words.POINTS.format(difference=points) if abs(points) >= _LEAST_POINTS else words.AS_MANY
    change: CellValue = compared
    if isinstance(met, Formula) and isinstance(due, Formula):
        none, share = f"({due.text})=0", f"({met.text})/({due.text})"
        rate = Formula(when(none, literal(common.NO_RATE), share), shown_value(rate))
        whole = rate_formula({state: states.state(state) for state in STATE_WORDS})
        of_all = f'TEXT({whole},"0.0%")'
        with_due = sentence_formula(words.DUE_OF_ALL, due=f"({due.text})", rate=of_all)
        caption = Formula(when(none, sentence_formula(words.RATE_OF_ALL, rate=of_all), with_due), shown)
        if since.due_rate is not None:
            change = Formula(when(none, BLANK, _points_formula(share, since.due_rate)), compared)
    return Figure(words.DUE_RATE, rate, caption, "rate", link, change=change)


def _points_formula(share: str, before: float) -> str:
    """「较上期+1.8点」, and where that would be 0.0, that it is as it was."""
    prefix, _, behind = words.POINTS.partition("{")
    points = f"({share}-{before!r})*100"
    told = f'{literal(prefix)}&TEXT({points},"+0.0;-0.0")&{literal(behind.rpartition("}")[2])}'
    return when(f"ABS({points})<{_LEAST_POINTS}", literal(words.AS_MANY), told)


def _doubted(assessment: Assessment, counts: Counts, states: tuple[State, ...]) -> CellValue:
    """「待核实1」 below a figure with tasks in doubt, in a book that has any (docs/规则.md 5.11)."""
    doubted = [judged for judged in assessment.tasks if judged.doubt]
    if not doubted or len(states) == len(STATE_WORDS):
        return ""
    count = sum(judged.state in states for judged in doubted)
    told = words.DOUBTFUL_COUNT.format(count=count) if count else ""
    cell = counts.live.task_count(count, states, [f"{NAMED['doubt']},1"])
    if not isinstance(cell, Formula):
        return told
    number_of = f"({cell.text})"
    return Formula(when(f"{number_of}>0", sentence_formula(words.DOUBTFUL_COUNT, count=number_of), BLANK), told)


def _late_done(states: Numbers, total: Tally) -> Formula:
    late, count = states.state("done_late"), total.of("done_late")
    shown = words.LATE_DONE.format(count=count) if count else words.ALL_ON_TIME if total.done else ""
    on_time = when(f"{states.state('done')}>0", literal(words.ALL_ON_TIME), BLANK)
    return Formula(when(f"{late}>0", sentence_formula(words.LATE_DONE, count=late), on_time), shown)


def _parts(states: Numbers, total: Tally, frame: str, wanted: Sequence[State]) -> Formula:
    """「其中未启动4、未填报4」, each only where there is one."""
    prefix = frame.partition("{parts}")[0]
    shown = "、".join(f"{STATE_WORDS[s]}{total.of(s)}" for s in wanted if total.of(s))
    cells = [states.state(state) for state in wanted]
    pieces = [when(f"{'+'.join(cells)}>0", literal(prefix), BLANK)] if prefix else []
    for place, (state, cell) in enumerate(zip(wanted, cells, strict=True)):
        before = "+".join(cells[:place])
        comma = f"{when(f'{before}>0', literal('、'), BLANK)}&" if place else ""
        pieces.append(when(f"{cell}>0", f"{comma}{literal(STATE_WORDS[state])}&{cell}", BLANK))
    return Formula("&".join(pieces), prefix + shown if shown else "")


def _longest(days: CellValue) -> CellValue:
    """「最长12天」, where anything is late."""
    told = words.LONGEST.format(days=shown_value(days)) if shown_value(days) else ""
    if not isinstance(days, Formula):
        return told
    return Formula(when(f"{days.text}>0", sentence_formula(words.LONGEST, days=days.text), BLANK), told)
