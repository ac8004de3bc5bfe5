"""Formulas and program judge alike: tens of thousands of random tasks and days, typed over and read again (docs/规则.md 10)."""

from __future__ import annotations

from datetime import date
from itertools import product
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from tests.assessments import HEADS, assessment, document, task_row
from tests.calculator import SheetRow, compiled
from tests.ledgers import BASE, LedgerSheet, plain, random_book, random_day, random_typing, values_on
from xltrack.assessment.assess import assess
from xltrack.assessment.conditions import decider
from xltrack.assessment.decisions import TOLD, phase_cases
from xltrack.assessment.judge import judge
from xltrack.assessment.model import Judged
from xltrack.assessment.states import CODES
from xltrack.domain.settings import Policy
from xltrack.reading.document import read_document
from xltrack.report import words
from xltrack.report.live.columns import HELPERS, list_order
from xltrack.report.live.formulas import decided
from xltrack.report.live.rows import next_words
from xltrack.telling.agenda import near_milestone, near_report

DAY = date(2021, 8, 1)
TASKS, DAYS, SEEDS = 250, 14, 10
WRITTEN, TYPED = False, True
SHOWN = (words.STATE, words.DAYS_LEFT, words.NEXT, words.REASON)
ORDERED = tuple(HELPERS[name].header for name in ("told", "state", "due", "late", "soon", "sent"))


def judged_so(key: int, judged: Judged) -> list[Any]:
    """What the cells of a task show: those that are seen, and those that lists and counts rest on."""
    verdict, as_of = judged.verdict, judged.verdict.as_of
    ahead, back = near_milestone(judged), near_report(judged)
    shown = (judged.word, judged.days, next_words(judged.next), judged.reason)
    behind = (
        CODES[verdict.told],
        CODES[verdict.state],
        judged.due,
        list_order(-judged.late, key) if judged.state == "overdue" else None,
        list_order((ahead.due - as_of).days, key) if ahead else None,
        list_order((back.due - as_of).days, key, sent=True) if back else None,
    )
    return [plain(value) for value in (*shown, *behind)]


@pytest.mark.parametrize(("seed", "typed"), [*product(range(SEEDS), (WRITTEN, TYPED))])
def test_formulas_judge_as_the_program_does(seed, typed):
    chance = Random(f"{seed}{typed}")
    hundred = seed % 2 == 0
    policy = Policy(base=BASE, workdays=seed % 3 == 0, window=(7, 3, 0, 15)[seed % 4])
    made = assess([read_document(random_book(chance, TASKS, hundred=hundred))], DAY, policy)
    ledger = LedgerSheet(made)
    typing = random_typing(chance, TASKS, hundred=hundred) if typed else {}
    again = assess([read_document(ledger.read_again(typing))], DAY, policy).tasks if typed else made.tasks
    wanted = [ledger.letters[head] for head in (*SHOWN, *ORDERED)]
    rows = list(zip(again, ledger.calculated(typing), strict=True))
    assert TASKS == len(rows)
    for day in (DAY, *(random_day(chance) for _ in range(DAYS - 1))):
        for key, (task, cells) in enumerate(rows, 1):
            judged = task._replace(verdict=judge(task.verdict.basis, day))
            assert judged_so(key, judged) == values_on(day, cells, wanted), (day, judged.task, typing.get(key - 1))


def test_they_were_asked_often_enough():
    assert 60_000 <= TASKS * DAYS * SEEDS * 2


@pytest.mark.parametrize("seed", range(4))
def test_the_values_as_written_are_those_of_the_formulas(seed):
    """A program that does not recalculate shows what one shows that does, in every helper column too."""
    chance = Random(seed)
    policy = Policy(base=BASE, workdays=seed % 2 == 0)
    made = assess([read_document(random_book(chance, TASKS, hundred=seed < 2))], random_day(chance), policy)
    ledger = LedgerSheet(made)
    letters = list(ledger.letters.values())
    for row, cells in zip(ledger.rows, ledger.calculated({}), strict=True):
        values = [value.value if hasattr(value, "value") else value for value in row.values]
        found = values_on(made.as_of, cells, letters)
        assert [plain(value) for value in values] == found


def test_a_report_back_falls_due_on_its_own_day_and_not_on_the_next():
    made = assessment(document(HEADS, task_row(text="报送总结（8月1日前报甲局）", deadline=None)))
    ledger = LedgerSheet(made)
    (cells,) = ledger.calculated({})
    sent = ledger.letters[HELPERS["sent"].header]
    on_day, next_day = (values_on(day, cells, [sent])[0] for day in (DAY, date(2021, 8, 2)))
    assert (list_order(0, 1, sent=True), None) == (on_day, next_day)


SHARE, DONE = "$A§", "$B§"


@pytest.mark.parametrize("sense", TOLD)
def test_what_a_report_means_gives_the_same_state_by_formula(sense):
    """Every case of 填报状态 with every kind of share and done date."""
    formula = decided(TOLD[sense], {"share": SHARE, "done": DONE}, lambda state: str(CODES[state]))
    for share, done in product((None, 0, 0.3, 1), (None, DAY)):
        state = decider(TOLD[sense])(SimpleNamespace(share=share, done=done))
        assert CODES[state] == compiled(formula)(SheetRow({"A": share, "B": done}, {})), (share, done)


@pytest.mark.parametrize("behind", [(), ("审查阶段",), ("审查阶段", "公布阶段")])
def test_a_phase_has_the_same_state_by_formula(behind):
    names = ("state", "told", "due", "label", "phase", "alarm", "as_of", "excused")
    at = {name: f"${letter}§" for name, letter in zip(names, "ABCDEFGH", strict=True)}
    codes = {**{state: str(code) for state, code in CODES.items()}, **at}
    formula = compiled(decided(phase_cases(behind), at, codes.__getitem__))
    days = (date(2021, 7, 31), DAY, date(2021, 8, 2))
    asked = product(
        [("done_late", "done"), ("suspended", "suspended"), ("overdue", "in_progress"), ("due_soon", "unreported")],
        (None, *days), (None, "梳理阶段", "审查阶段"), days, days, days, (False, True),
    )  # fmt: skip
    for (state, told), due, label, phase, alarm, as_of, excused in asked:
        values = (state, told, due, label, phase, alarm, as_of, excused)
        found = decider(phase_cases(behind))(SimpleNamespace(**dict(zip(names, values, strict=True))))
        expected = {"state": state, "told": told}.get(found, found)
        cells = dict(zip("ABCDEFGH", (CODES[state], CODES[told], *values[2:]), strict=True))
        assert CODES[expected] == formula(SheetRow(cells, {})), values


@pytest.mark.parametrize("day", ["2021.9.1", "", 20210901])
def test_without_a_day_nobody_is_judged(day):
    """统计日期 typed as a text, blank, or a number that is no day: every row says so, none is late or due, no formula fails."""
    chance = Random(5)
    made = assess([read_document(random_book(chance, TASKS, hundred=False))], DAY, Policy(base=BASE))
    ledger = LedgerSheet(made)
    wanted = [ledger.letters[HELPERS[name].header] for name in ("state", "late", "soon")]
    wanted += [ledger.letters[head] for head in (words.STATE, words.REASON)]
    shown = {tuple(values_on(day, cells, wanted)) for cells in ledger.calculated({})}
    assert {(0, None, None, words.NO_DAY, words.NO_DAY)} == shown
