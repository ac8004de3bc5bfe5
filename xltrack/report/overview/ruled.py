"""What 总览 says of reports of completion where the office rules on them: 自报完成率 and 销号完成率 (docs/规则.md 16.6)."""

from xltrack.assessment.model import Assessment
from xltrack.assessment.rulings import Ruled, count_ruled
from xltrack.assessment.states import CODES, COUNTED_STATES, DONE_STATES
from xltrack.report import words
from xltrack.report.live.columns import NAMED
from xltrack.report.live.formulas import every, is_in, literal, sentence_formula, unless_error, when
from xltrack.report.overview.figures import Counts, FiguresSheet, Numbers
from xltrack.sheets.model import Cell, CellValue, Formula, WordLine
from xltrack.telling.words import NO_RATE, percentage


def ruled_remark(
    assessment: Assessment, counts: Counts, sheet: FiguresSheet, states: Numbers, height: float
) -> tuple[WordLine, ...]:
    """The line with both rates; none where nothing was ever ruled on."""
    ruled = count_ruled(assessment)
    if ruled is None:
        return ()
    shown = words.RULED.format(
        reported_rate=percentage(ruled.reported_rate), reported=ruled.reported, taken_rate=percentage(ruled.taken_rate),
        taken=ruled.taken, waiting=ruled.waiting, back=ruled.back,
    )  # fmt: skip
    told: CellValue = _line(sheet.add(words.RULED_HEADS, _tasks(assessment, ruled)), states, shown)
    return (WordLine(Cell(told if counts.live.ledger else shown, "remark"), height=height),)


def _tasks(assessment: Assessment, ruled: Ruled) -> list[tuple[CellValue, ...]]:
    """A line for each task that is reported as done and not taken, by its key: whether it still counts as waiting, as sent back.

    Once something else is typed of a task that was sent back, that counts; the first line holds no task, so that there is one.
    """
    rows: list[tuple[CellValue, ...]] = [(0, 0, 0)]
    for key, (judged, ruling) in enumerate(zip(assessment.tasks, ruled.rulings, strict=True), 1):
        if not ruling:
            continue
        state, told = (
            unless_error(f"INDEX({NAMED[name]},MATCH({key},{NAMED['key']},0))", "0") for name in ("state", "told")
        )
        done = is_in(state, *DONE_STATES)
        open_ = every(is_in(state, *COUNTED_STATES), f"NOT({done})", f"{told}={CODES[judged.verdict.told]}")
        waits, back = ruling == "waiting", ruling == "back"
        rows.append((
            key,
            Formula(when(done, "1", "0"), 1) if waits else 0,
            Formula(when(open_, "1", "0"), 1) if back else 0,
        ))  # fmt: skip
    return rows


def _line(tasks: Numbers, states: Numbers, shown: str) -> Formula:
    counted, done = ("+".join(map(states.state, among)) for among in (COUNTED_STATES, DONE_STATES))
    waiting, back = tasks.sum(1), tasks.sum(2)
    reported, taken = f"({done}+{back})", f"({done}-{waiting})"
    rates = {
        f"{name}_rate": when(f"{counted}=0", literal(NO_RATE), f'TEXT({number}/({counted}),"0.0%")')
        for name, number in (("reported", reported), ("taken", taken))
    }
    return Formula(
        sentence_formula(words.RULED, reported=reported, taken=taken, waiting=waiting, back=back, **rates), shown
    )
