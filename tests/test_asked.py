"""A table that nobody was asked to answer is a plan: none of it is late; from its first answer on it is (docs/规则.md 5.10)."""

from __future__ import annotations

import re
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.assessments import HEADS, assessment, document, table, task_row
from tests.ledgers import DEADLINES, LedgerSheet, random_day, values_on
from tests.office import recalculate, values_of
from tests.processes import SAMPLES
from tests.sketch import book
from tests.test_live_agreement import ORDERED, SHOWN, judged_so
from tests.test_live_office import judged_by, judged_in, report_on, set_day
from xltrack import api
from xltrack.assessment.assess import assess
from xltrack.assessment.model import Assessment, Judged
from xltrack.base.errors import UsageError
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Policy
from xltrack.mail.letters import restrict
from xltrack.reading.document import read_document
from xltrack.reading.files.grid import SourceBook, SourceSheet
from xltrack.reading.files.source import open_book
from xltrack.reading.ours import read_memory
from xltrack.report import words
from xltrack.report.live.columns import HELPERS
from xltrack.telling.agenda import due_tasks

DAY = date(2021, 8, 1)
HEAD = ("序号", "工作任务", "责任单位", "完成时限", "完成情况", "完成日期", "进度(%)")
REPORTS = (
    None,
    None,
    None,
    None,
    None,
    None,
    None,
    "未填报",
    "/",
    "完成？",
    "正在推进",
    "取消",
    "12月20日完成",
    "长期",
)
DONE = (None, None, None, None, None, None, "预计8月10日", "/", date(2021, 6, 25), "12月底")
SHARES = (None, None, None, None, None, None, None, 0, 60)
TYPED = ("已完成", "正在推进", "未填报", None, "", "无", "未启动")


def judged(text: str, as_of: date = DAY, **policy: Any) -> Assessment:
    return assess([read_document(book(text))], as_of, Policy(**policy))


def states(made: Assessment) -> list[str]:
    return [task.state for task in made.tasks]


BLANK = """
    | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
    | 起草 | 区司法局 | 2021年6月30日 | {0} |
    | 印发 | 区教育局 | 2021年8月5日 | {1} |
    | 公开 | 区财政局 | 2021年12月31日 | |
    | 宣传 | 区教育局 | 长期坚持 | |
"""


@pytest.mark.parametrize("said", ["", "未填报", "/", "未反馈", "完成？"])
def test_a_blank_column_is_no_question(said):
    made = judged(BLANK.format(said, ""))
    assert ["unreported", "due_soon", "unreported", "ongoing"] == states(made)
    assert [32, 0, 0, 0] == [task.past for task in made.tasks]
    assert (True, None, None) == (made.plan, made.total.rate, made.by_lead[0].tally.rate)
    assert made.tasks[0].reason.startswith("时限6月30日已过；")
    assert made.tasks[0].next is None, "what has passed does not lie ahead"


@pytest.mark.parametrize("said", ["正在推进", "未启动", "取消", "100%", "已完成（待验收）", "看不懂的话"])
def test_the_first_answer_is_enough(said):
    made = judged(BLANK.format("", said))
    assert ("overdue", False, 0) == (made.tasks[0].state, made.plan, made.tasks[0].past)
    assert made.total.rate is not None


def test_a_task_that_is_struck_out_is_no_answer():
    made = judged("""
        | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
        | ~起草~ | 区司法局 | 2021年6月30日 | |
        | 印发 | 区教育局 | 2021年6月30日 | |
    """)
    assert (True, ["cancelled", "unreported"]) == (made.plan, states(made))


def test_a_plan_goes_on_to_its_next_milestone():
    """What falls due next is told, though an earlier milestone has passed; that one is judged all the same."""
    staged = "开工 2021-06-30；主体完工 2021-08-20；验收 2021-12-31"
    rows = task_row(deadline=staged), task_row(deadline="开工 2021-06-30；完工 2021-07-20")
    made = assessment(document(HEADS, *rows, answered=False))
    assert [("unreported", 32, "主体完工"), ("unreported", 32, None)] == [
        (task.state, task.past, task.next and task.next.label) for task in made.tasks
    ]
    assert [("主体完工", date(2021, 8, 20))] == [(due.label, due.day) for due in due_tasks(made)]
    tracked = assessment(document(HEADS, *rows))
    assert [("overdue", None)] * 2 == [(task.state, task.next) for task in tracked.tasks], (
        "what is late hides what comes"
    )


def test_each_table_is_asked_for_itself():
    made = assessment(_documents([[None, None], [None, "正在推进"]]))
    assert (False, ["unreported", "unreported", "overdue", "overdue"]) == (made.plan, states(made))
    rates = {row.label: row.tally.rate for row in made.by_lead}
    assert {"单位0": None, "单位1": 0.0} == rates, "nobody ranks last for what was never asked"


def _documents(tables: list[list[str | None]]) -> Document:
    made = [
        table(
            HEADS,
            *[task_row(text=f"任务{n}", lead=f"单位{at}", status=said) for n, said in enumerate(column)],
            sheet=f"表{at}",
            answered=False,
        )
        for at, column in enumerate(tables)
    ]
    return Document("表.xlsx", tuple(made), (), Roster())


@pytest.mark.parametrize(("policy", "late", "plan"), [("auto", [], True), ("late", [0], False), ("never", [], True)])
def test_an_office_decides_otherwise(policy, late, plan):
    made = judged(BLANK.format("", ""), unreported=policy)
    assert (late, plan) == ([n for n, task in enumerate(made.tasks) if task.state == "overdue"], made.plan)


def test_what_is_never_held_against_anybody_is_not_in_a_table_that_was_answered():
    made = judged(BLANK.format("", "正在推进"), unreported="never")
    assert (["unreported", "due_soon", "unreported", "ongoing"], False) == (states(made), made.plan)
    made = judged(BLANK.format("正在推进", ""), unreported="never")
    assert "overdue" == made.tasks[0].state, "it says that it is not done"


def test_who_is_told_of_a_part_hears_what_is_true_of_the_whole():
    """A unit that said nothing is late where others answered, in its own mail and when its workbook is read again."""
    made = judged(BLANK.format("", "正在推进"))
    own = restrict(made, ["区司法局"])
    assert (["overdue"], False) == (states(own), own.plan)
    again = assess([read_document(LedgerSheet(own).read_again({}))], DAY, Policy())
    assert ["overdue"] == states(again)
    assert ["unreported"] == states(restrict(judged(BLANK.format("", "")), ["区司法局"]))


def random_tables(chance: Random) -> SourceBook:
    """One sheet to three, each of a few tasks that hardly anybody has answered."""
    sheets = []
    for number in range(chance.randrange(1, 4)):
        rows: dict[int, dict[int, Any]] = {
            1: {1: f"第{number + 1}批政务公开工作任务分解表（2021年）"},
            2: dict(enumerate(HEAD, 1)),
        }
        struck = set()
        silent = chance.random() < 0.5
        for row in range(3, 4 + chance.randrange(4)):
            said = ((None,), (None,), (None,)) if silent else (REPORTS, DONE, SHARES)
            values = (row - 2, f"任务{number}·{row}", "区政府办", *map(chance.choice, (DEADLINES, *said)))
            rows[row] = {column: value for column, value in enumerate(values, 1) if value is not None}
            if chance.random() < 0.1:
                struck.add((row, 2))
        sheets.append(SourceSheet(f"表{number}", rows=rows, struck=frozenset(struck)))
    return SourceBook("榆阳区.xlsx", tuple(sheets))


def label_ahead(task: Judged) -> str | None:
    """The name that 逾期和临期 puts before a task that falls due; of others nothing is asked of it."""
    basis = task.verdict.basis
    node = task.next if task.past and len(basis.milestones) > 1 else basis.node
    return (node.label or None) if node else None


def random_answers(chance: Random, count: int) -> dict[int, dict[str, Any]]:
    chosen = [row for row in range(count) if chance.random() < 0.2]
    return {row: {"status": chance.choice(TYPED)} for row in chosen}


@pytest.mark.parametrize(("seed", "policy"), [*product(range(4), ("auto", "late", "never"))])
def test_the_formulas_ask_each_table_as_the_program_does(seed, policy):
    """Tables of a few tasks, mostly blank, on many days, as written and with a few answers typed: hundreds become tracked, hundreds not."""
    chance = Random(f"{seed}{policy}")
    rules = Policy(unreported=policy, window=(7, 0, 15)[seed % 3])
    plans = 0
    for _ in range(60):
        made = assess([read_document(random_tables(chance))], DAY, rules)
        ledger = LedgerSheet(made)
        typing = random_answers(chance, len(made.tasks)) if chance.random() < 0.6 else {}
        read = read_document(ledger.read_again(typing))
        wanted = [
            ledger.letters[head]
            for head in (*SHOWN, *ORDERED, *(HELPERS[n].header for n in ("past", "excused", "ahead")))
        ]
        rows = list(ledger.calculated(typing))
        for day in (DAY, random_day(chance), random_day(chance)):
            again = assess([read], day, rules)
            answers = ledger.answers(day, rows)
            assert again.plan == (policy != "late" and answers[0] == 0)
            plans += again.plan
            for key, (task, cells) in enumerate(zip(again.tasks, rows, strict=True), 1):
                expected = [*judged_so(key, task), task.past or None, task.verdict.excused, label_ahead(task)]
                assert expected == values_on(day, cells, wanted, answers), (day, task.task, typing)
    assert policy == "late" or 20 < plans < 160


@pytest.mark.office
def test_typing_the_first_answer_turns_the_judgement_on(tmp_path):
    """LibreOffice calculates the book anew: as it was written, with a word that is no answer, with one, with the day moved on."""
    made = assessment(_documents([[None, None], [None, None]]))
    cases: list[tuple[date, dict[int, str]]] = [
        (DAY, {}), (DAY, {5: "未填报"}), (DAY, {5: "正在推进"}), (DAY, {6: "已完成", 7: "未启动"}), (date(2021, 6, 1), {}),
    ]  # fmt: skip
    books = [report_on(made, tmp_path / f"{n}.xlsx", _typed(day, said)) for n, (day, said) in enumerate(cases)]
    for (day, _), path, calculated in zip(cases, books, recalculate(books, tmp_path), strict=True):
        again = api.assess([api.read(path)], day)
        assert judged_by(again) == judged_in(calculated)
        shown = values_of(calculated)
        assert [] == [v for cells in shown.values() for v in cells.values() if str(v).startswith("#")]
        page = shown["总览"]
        figures = [page.get(f"{letter}4") for letter in "FV"]
        late = again.total.of("overdue")
        expected = [sum(t.past > 0 for t in again.tasks), "—"] if again.plan else [late, again.total.due_rate]
        assert expected == figures
        told = "\n".join(map(str, page.values()))
        assert (again.plan, not again.plan) == (words.NO_PAST in told, words.LATE_TASKS in told)
        assert again.plan == (
            "逾期" not in told.replace("不判逾期", "").replace("逾期完成", "").replace("逾期和临期", "")
        )
        ranks = [shown["单位汇总"].get(f"O{row}") for row in (6, 7)]
        rates = [shown["单位汇总"].get(f"N{row}") for row in (6, 7)]
        by_unit = {row.label: row.tally.due_rate for row in again.by_lead}
        units = [shown["单位汇总"][f"A{row}"] for row in (6, 7)]
        assert [by_unit[unit] if by_unit[unit] is not None else "未到期" for unit in units] == rates
        known = [rate for rate in rates if rate != "未到期"]
        assert ["—" if rate == "未到期" else 1 + sum(r > rate for r in known) for rate in rates] == ranks


def _typed(day: date, said: dict[int, str]):
    def change(made: Workbook) -> None:
        set_day(made, day)
        sheet = made["任务台账"]
        roles = [cell.value for cell in sheet[3]]
        for row, word in said.items():
            sheet.cell(row, roles.index("status") + 1).value = word

    return change


def test_a_drafted_sheet_whose_column_is_blank_asks_nobody_yet(tmp_path):
    written = api.draft(SAMPLES / "华龙区_通知.docx", tmp_path / "表.xlsx")
    document_read = api.read(written.path)
    assert any(made.has("status") for made in document_read.tables)
    made = api.assess([document_read], date(2023, 1, 1))
    assert (True, 0) == (made.plan, made.total.of("overdue"))
    assert any(task.past for task in made.tasks)


@pytest.mark.parametrize("name", ["榆阳区", "屯留区", "乌审旗", "华龙区", "试点领域与分工"])
def test_a_sheet_of_the_samples_blames_nobody_whatever_is_made_of_it(name, tmp_path):
    """Its workbook with all sheets, 附件 and notices; letters are refused."""
    source = SAMPLES / f"{name}.xlsx"
    made = api.assess([api.read(source)], date(2023, 1, 1))
    assert (True, 0, True) == (made.plan, made.total.of("overdue"), any(task.past for task in made.tasks))
    path = api.report(made, [source], tmp_path / "进度.xlsx", by_unit=True, annexes=True).path
    shown = load_workbook(path, data_only=True)
    cells = [cell for sheet in shown if sheet.sheet_state == "visible" for row in sheet.iter_rows() for cell in row]
    blamed = re.compile(r"逾期\d|已逾期|逾期[1-9]|最长\d+天|立即办理")
    assert [] == [cell.value for cell in cells if isinstance(cell.value, str) and blamed.search(cell.value)]
    assert [] == [
        c.coordinate for c in shown["任务台账"]["I"] if isinstance(c.value, int) and "逾期" in c.number_format
    ]
    for kind in ("通报", "催报通知", "周报"):
        (notice,) = api.notice(made, [source], tmp_path / f"{kind}.txt", kind=kind)
        text = notice.path.read_text(encoding="utf-8")
        assert ("逾期" in text, "滞后" in text) == (False, False), kind
    with pytest.raises(UsageError) as refused:
        api.notice(made, [source], tmp_path, kind="督办函")
    assert ("D729", True) == (refused.value.code, "催报通知" in refused.value.remedy)


def test_a_plan_that_is_reported_again_is_judged_by_the_same_tables(tmp_path):
    """The ledger holds both tables; an answer in it is one for its own alone, however it was sorted and whatever was typed below."""
    made = assessment(_documents([[None, None], [None, None]]))
    path = report_on(made, tmp_path / "一.xlsx", _typed(DAY, {8: "正在推进"}))
    again = api.assess([api.read(path)], DAY)
    assert ["unreported", "unreported", "overdue", "overdue"] == states(again)
    third = api.assess([api.read(report_on(again, tmp_path / "二.xlsx"))], DAY)
    assert states(again) == states(third)


def test_history_tells_a_plan_from_a_county_that_has_done_nothing(tmp_path):
    plan, none = (assessment(document(HEADS, task_row(status=said), answered=False)) for said in (None, "未启动"))
    for number, (made, rate) in enumerate([(plan, None), (none, 0.0)]):
        path = report_on(made, tmp_path / f"{number}.xlsx")
        (period,) = read_memory(open_book(path)).periods
        assert (made.plan, rate) == (period.plan, period.rate)
