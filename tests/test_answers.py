"""Which cells of a sheet hold the office's answer, and which do not (docs/规则.md 2.1, 2.4, 5)."""

from __future__ import annotations

from datetime import date

import pytest

from tests import sketch
from tests.ledgers import LedgerSheet, plain, values_on
from xltrack.assessment.assess import assess
from xltrack.assessment.judge import judge
from xltrack.assessment.states import STATE_WORDS
from xltrack.domain.settings import Policy
from xltrack.language.status.columns import choice_of, standing
from xltrack.reading.document import read_document
from xltrack.reading.tables.headers import classify_header
from xltrack.report import words

DAY = date(2021, 8, 1)
TITLE = "2021年重点工作任务分解表\n"


def judged(text: str, as_of: date = DAY):
    return assess([read_document(sketch.book(TITLE + text.strip()))], as_of, Policy())


def states(text: str, as_of: date = DAY) -> list[str]:
    return [task.state for task in judged(text, as_of).tasks]


def said(text: str, *codes: str, as_of: date = DAY) -> list[tuple[str, str]]:
    """Some diagnostics and their cells, of reading and of judging."""
    made = judged(text, as_of)
    notes = [*made.documents[0].diagnostics, *(note for _, note in made.diagnostics)]
    return [(note.code, note.cell.a1.partition("!")[2]) for note in notes if note.cell and note.code in codes]


def roles(text: str) -> dict[str, str]:
    (table,) = read_document(sketch.book(TITLE + text.strip())).tables
    return {column.header: column.role for column in table.columns}


# --- several status columns ---

TWO = """
| 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况        | 状态 |
| 1    | 编制方案 | 区财政局 | 2021年7月31日 | 已完成          | 正常 |
| 2    | 建设平台 | 区教育局 | 2021年7月31日 | 已完成          | 滞后 |
| 3    | 开展评估 | 区审计局 | 2021年7月31日 | 未完成          | 正常 |
| 4    | 组织培训 | 区人社局 | 2021年7月31日 | 已于7月20日办结 | 绿灯 |
"""


def test_the_column_that_says_whether_it_is_finished_leads():
    assert ["done", "done", "overdue", "done"] == states(TWO)
    assert [] == said(TWO, "D609")


@pytest.mark.parametrize(
    "headers",
    [
        ("是否完成", "完成情况", "进展情况", "状态"),
        ("办结与否", "整改情况", "工作进展", "灯"),
        ("是否解决", "落实情况", "推进情况", "当前状态"),
    ],
)
def test_the_order_in_which_status_columns_speak(headers):
    """2.4: whether it is finished, what was done, how it goes, its light; wherever they stand."""
    placed = [(header, -number) for number, header in enumerate(headers)]
    assert placed == sorted(placed, key=lambda one: standing(*one))


@pytest.mark.parametrize(
    "header",
    [
        "进展反馈", "推进动态", "落实反馈", "工作动态", "部门反馈", "责任单位反馈", "单位回复", "阶段性成效", "目前成效",
        "进度描述", "进展简述", "完成小结", "整改跟踪", "最新动态", "项目进展概述", "办理回复", "督查反馈", "完成说明", "反馈",
    ],
)  # fmt: skip
def test_a_column_of_reports_is_known_by_two_parts_of_its_header(header):
    """2.4: what is told (进展), and that it is (反馈); of 工作 and 部门 only what comes back from them."""
    assert "status" == classify_header(header)[0]


@pytest.mark.parametrize(
    "header",
    [
        "工作描述", "工作说明", "项目概况", "单位概况", "工作记录", "现状", "问题现状", "完成标准", "跟踪单位", "反馈单位",
        "反馈时间", "预期成效",
    ],
)  # fmt: skip
def test_what_describes_the_work_is_no_report(header):
    assert (classify_header(header) or ("",))[0] != "status"


@pytest.mark.parametrize("header", ["甲栏", "动静"])
def test_a_last_column_that_tells_what_became_of_the_tasks_is_their_report_and_says_so(header):
    """D204: what nobody reports would be a plan in silence."""
    text = f"""
    | 序号 | 工作任务         | 完成时限  | {header}                                               |
    | 1    | 建设平台         | 7月31日前 | 平台4月建成，5月8日通过验收，7月运行平稳                 |
    | 2    | 修订采购办法     | 5月31日前 | 办法已于6月3日印发，6月中旬办了一期培训                  |
    | 3    | 改造公厕4座      | 8月31日前 | 3座已完工，还有1座正在贴砖，施工单位人手不足             |
    | 4    | 盘活闲置房产12处 | 9月30日前 | 已盘活7处，其余5处正在评估                               |
    """
    found = judged(text)
    assert ["done", "done_late", "in_progress", "in_progress"] == [task.state for task in found.tasks]
    assert "D204" in {note.code for note in found.documents[0].diagnostics}


@pytest.mark.parametrize("header", ["甲栏", "要点"])
def test_a_last_column_of_what_is_to_be_done_is_no_report(header):
    text = f"""
    | 序号 | 工作任务     | 完成时限  | {header}                                     |
    | 1    | 建设平台     | 7月31日前 | 完成机房改造，建成统一平台，组织验收           |
    | 2    | 修订采购办法 | 5月31日前 | 修订办法并印发，开展培训，已有规定一并清理废止 |
    | 3    | 改造公厕4座  | 8月31日前 | 落实资金，完成招标，8月底前完工               |
    """
    assert {"unreported"} == set(states(text))


def test_others_count_where_the_leading_one_is_blank_or_says_nothing_of_being_finished():
    text = """
    | 序号 | 工作任务 | 完成时限      | 是否完成 | 进展情况 | 状态   |
    | 1    | 编制方案 | 2021年7月31日 |          | 已印发   | 正常   |
    | 2    | 建设平台 | 2021年7月31日 | /        | 顺利     | 已完成 |
    | 3    | 开展评估 | 2021年9月30日 |          |          | 绿灯   |
    | 4    | 组织培训 | 2021年9月30日 | 未填报   |          |        |
    """
    assert ["done", "done", "in_progress", "unreported"] == states(text)
    assert [] == said(text, "D609")


def test_a_tick_takes_its_day_from_the_sentence_that_decides_in_the_story_beside_it():
    text = """
    | 序号 | 工作任务 | 完成时限      | 是否完成 | 整改情况 |
    | 1    | 出台办法 | 2021年7月31日 | 是 | 5月形成初稿，6月27日提交办公会讨论，7月9日以局党组文件正式印发实施。同步宣讲1次，参训58人。 |
    """
    (task,) = judged(text).tasks
    assert ("done", date(2021, 7, 9)) == (task.state, task.verdict.done)


def test_a_contradiction_names_both_cells():
    text = """
    | 序号 | 工作任务 | 完成时限      | 是否完成 | 进展情况 |
    | 1    | 编制方案 | 2021年7月31日 | 是       | 正在修改 |
    | 2    | 建设平台 | 2021年7月31日 | 否       | 已竣工   |
    | 3    | 开展评估 | 2021年7月31日 | 是       | 滞后     |
    """
    assert ["done", "overdue", "done"] == states(text)
    assert [("D609", "D3"), ("D609", "D4")] == said(text, "D609")
    note = next(n for n in read_document(sketch.book(TITLE + text.strip())).diagnostics if n.code == "D609")
    assert ("E3", ["Sheet1!E3"]) == (note.facts["cell"], [cell.a1 for cell in note.related])


# --- ticks ---

TICKS = """
| 序号 | 工作任务 | 完成时限 | 落实情况 | <      | <      | 办结时间   |
| ^    | ^        | ^        | 已完成   | 推进中 | 未启动 | ^          |
| 1    | 编制方案 | 9月底前  | √        |        |        | 2021-07-25 |
| 2    | 建设平台 | 9月底前  |          | ✓      |        |            |
| 3    | 开展评估 | 9月底前  |          |        | ✔      |            |
| 4    | 组织培训 | 9月底前  |          | V      |        |            |
| 5    | 报送总结 | 9月底前  | 1        |        |        |            |
| 6    | 开展检查 | 9月底前  | ×        | ●      |        |            |
| 7    | 印发办法 | 9月底前  |          |        |        |            |
"""


def test_states_side_by_side_are_one_report_answered_by_a_tick():
    expected = ["done", "in_progress", "not_started", "in_progress", "done", "in_progress", "unreported"]
    assert expected == states(TICKS)
    assert [] == said(TICKS, "D609", "D204")


def test_states_side_by_side_need_no_header_above_them():
    lines = TICKS.strip().splitlines()
    flat = ["| 序号 | 工作任务 | 完成时限 | 已完成 | 推进中 | 未启动 | 办结时间 |", *lines[2:]]
    assert states(TICKS) == states("\n".join(flat))


@pytest.mark.parametrize(
    ("header", "choice"),
    [
        ("落实情况推进中", "推进中"),
        ("完成情况未启动", "未启动"),
        ("推进中", "推进中"),
        ("是否完成", None),
        ("完成情况", None),
    ],
)
def test_a_column_of_ticks_is_known_by_its_header(header, choice):
    assert choice == choice_of(header)


@pytest.mark.parametrize(
    ("word", "state"), [("Y", "done"), ("N", "in_progress"), ("是", "done"), ("否", "in_progress")]
)
def test_yes_and_no(word, state):
    text = f"| 序号 | 问题描述 | 牵头单位 | 时限要求 | 是否解决 |\n| 1 | 道路破损 | 区住建局 | 2021年9月底 | {word} |"
    assert [state] == states(text)


# --- done dates ---


@pytest.mark.parametrize("header", ["完成时间（实际）", "完成日期(实际)", "实际完成", "实际完成时间"])
def test_what_came_true_is_a_done_date(header):
    text = f"""
    | 序号 | 工作任务 | 责任单位 | 完成时间（计划） | {header}      |
    | 1    | 编制方案 | 区财政局 | 2021年6月30日    | 2021年6月20日 |
    """
    assert ["done"] == states(text)
    assert {"完成时间（计划）": "deadline", header: "done_date"}.items() <= roles(text).items()


def test_planned_and_actual_under_one_header():
    text = """
    | 序号 | 工作任务 | 责任单位 | 完成时间      | <             |
    | ^    | ^        | ^        | 计划          | 实际          |
    | 1    | 编制方案 | 区财政局 | 2021年6月30日 | 2021年6月20日 |
    """
    assert ["done"] == states(text)


PLANS = (
    "预计8月10日", "拟于8月10日完成", "8月底前", "计划7月20日", "7月20日（计划）", "延期至8月31日", "计划2021年8月10日", "7月20日？",
    "力争6月底", "2021年6月底之前完成",
)  # fmt: skip


@pytest.mark.parametrize("words_", PLANS)
def test_a_plan_is_no_done_date(words_):
    text = f"| 序号 | 工作任务 | 完成时限 | 完成情况 | 完成日期 |\n| 1 | 开展检查 | 2021年6月30日 | | {words_} |"
    assert ["overdue"] == states(text)
    assert [("D607", "E3")] == said(text, "D607")


@pytest.mark.parametrize(
    "words_", ["7月20日", "已于7月底前完成", "2021.7.20", "2021年7月", "2021。7。25", "2021，7，25", "2021、7、25"]
)
def test_a_day_is_a_done_date(words_):
    text = f"| 序号 | 工作任务 | 完成时限 | 完成情况 | 完成日期 |\n| 1 | 开展检查 | 2021年7月31日 | | {words_} |"
    assert ["done"] == states(text)
    assert [] == said(text, "D607")


def test_a_number_in_the_cell_of_a_done_date_is_none():
    """A day before 1990 is a number that was typed into a cell of dates."""
    text = "| 序号 | 工作任务 | 完成时限 | 完成情况 | 完成日期 |\n| 1 | 开展检查 | 2021年7月31日 | | @1900-01-07 |"
    assert ["unreported"] == states(text), "nor is it an answer"
    assert ["overdue", "overdue"] == states(f"{text}\n| 2 | 开展培训 | 2021年7月31日 | 正在推进 | |")
    assert [("D272", "E3")] == said(text, "D272")


def test_a_day_without_a_year_never_lies_before_the_document():
    """5.3: the cell counts as blank then, and is done once its day has come."""
    text = """
    | 序号 | 工作任务 | 完成时限      | 完成情况      | 完成日期 |
    | 1    | 编制方案 | 2021年6月30日 | 于9月12日完成 |          |
    | 2    | 建设平台 | 2021年6月30日 |               | 9月12日  |
    | 3    | 开展评估 | 2021年6月30日 | 于6月12日完成 |          |
    """
    assert ["overdue", "overdue", "done"] == states(text)
    assert [("D608", "D3"), ("D613", "E4")] == said(text, "D608", "D613")
    assert ["done_late", "done_late", "done"] == states(text, date(2021, 10, 1))


# --- what xltrack itself put ---


def test_a_run_of_our_own_headers_marks_our_own_columns():
    """2.1: a ledger pasted into another book, whatever the file's names."""
    text = """
    | 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 | 完成日期 | 进度 | 状态   | 距期天数 | 下一节点 | 状态说明 | 时限（解析） | 来源 |
    | 1    | 编制清单 | 区政府办 | 2021年7月31日 | 已完成   |          |      | 逾期   | -1       |          | 没有填报 | 2021-07-31   | A!A5 |
    | 2    | 组织培训 | 区人社局 | 2021年8月5日  | 完成60%  |          |      | 临期   | 4        |          | 没有填报 | 2021-08-05   | A!A6 |
    | 3    | 开展评估 | 区审计局 | 2021年9月底前 | 暂缓     |          |      | 未填报 | 60       |          | 没有填报 | 2021-09-30   | A!A7 |
    | 4    | 汇总总结 | 区审计局 | 2021年7月31日 |          |          |      | 逾期   | -1       |          | 没有填报 | 2021-07-31   | A!A8 |
    """  # noqa: E501 - a sheet
    assert ["done", "due_soon", "suspended", "overdue"] == states(text)
    assert {"状态": "own", "距期天数": "own", "来源": "own", "进度": "progress"}.items() <= roles(text).items()
    assert [] == said(text, "D205", "D609")


def test_a_state_of_the_office_beside_other_columns_is_its_own():
    assert "status" == roles(TWO)["状态"]


# --- answers elsewhere ---


def test_an_answer_in_the_remarks_is_named_and_not_taken():
    text = """
    | 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况 | 备注               |
    | 1    | 编制方案 | 区财政局 | 2021年6月30日 |          | 已于6月20日完成    |
    | 2    | 建设平台 | 区教育局 | 2021年6月30日 | 见备注   | 已完成             |
    | 3    | 开展评估 | 区审计局 | 2021年6月30日 |          | 经批准延期至9月底  |
    | 4    | 组织培训 | 区人社局 | 2021年6月30日 | 未填报   | 取消               |
    | 5    | 报送总结 | 区人社局 | 2021年6月30日 |          | 完成后报区政府办   |
    | 6    | 印发办法 | 区人社局 | 2021年6月30日 |          | 每月5日前报送      |
    | 7    | 修订制度 | 区人社局 | 2021年6月30日 | 正在推进 | 已于6月20日完成    |
    """
    assert ["overdue"] * 7 == states(text)
    assert [("D610", f"F{row}") for row in (3, 4, 5, 6)] == said(text, "D610")


def test_a_cell_that_keeps_its_history_in_lines():
    text = """
    | 序号 | 工作任务     | 完成时限      | 完成情况                                              |
    | 1    | 开展专项工作 | 2021年6月30日 | 7月：完成30%⏎8月：完成60%⏎9月：已完成                 |
    | 2    | 开展专项工作 | 2021年6月30日 | 2021年7月20日 已完成⏎2021年6月10日 正在推进           |
    | 3    | 开展专项工作 | 2021年6月30日 | 6月10日 改造12⏎7月15日 已完成                         |
    | 4    | 开展专项工作 | 2021年9月30日 | 已印发方案，正在组织各乡镇⏎开展排查                   |
    """
    assert ["done", "done_late", "done_late", "in_progress"] == states(text)


# --- the same by formula ---


def _agrees(text: str, typings: dict[str, object]) -> None:
    """Whether the formulas of a ledger say what the program says, as written and once something was typed into row 1."""
    made = judged(text)
    for header, value in {"": None, **typings}.items():
        ledger = LedgerSheet(made)
        typed = {0: {header: value}} if header else {}
        again = assess([read_document(ledger.read_again(typed))], DAY, Policy()).tasks if header else made.tasks
        wanted = [ledger.letters[words.STATE]]
        for day in (DAY, date(2021, 10, 1)):
            for task, cells in zip(again, ledger.calculated(typed), strict=True):
                verdict = judge(task.verdict.basis, day)
                assert [plain(STATE_WORDS[verdict.state])] == values_on(day, cells, wanted), (
                    header,
                    value,
                    task.task.text,
                )


def test_formulas_hear_the_same_of_several_status_columns():
    for typings in ({"完成情况": "未启动"}, {"状态（原表）": "已完成"}, {"完成情况": None}, {"完成情况": "正常"}):
        _agrees(TWO, typings)
    text = """
    | 序号 | 工作任务 | 完成时限      | 是否完成 | 进展情况 | 状态   |
    | 1    | 建设平台 | 2021年7月31日 | /        | 顺利     | 已完成 |
    | 2    | 建设平台 | 2021年7月31日 |          | 进展顺利 | 已完成 |
    | 3    | 编制方案 | 2021年7月31日 |          | 已印发   | 正常   |
    """
    for typings in (
        {"是否完成": "是"},
        {"是否完成": "否"},
        {"进展情况": "未完成"},
        {"状态（原表）": "正常"},
        {"进展情况": None},
    ):
        _agrees(text, typings)


def test_formulas_hear_the_same_of_ticks():
    for typings in (
        {"落实情况已完成": None}, {"落实情况推进中": "√"}, {"落实情况已完成": "×"}, {"落实情况已完成": "是"}, {"办结时间": None},
    ):  # fmt: skip
        _agrees(TICKS, typings)
    moved = judged(TICKS)
    ledger = LedgerSheet(moved)
    typed = {1: {"落实情况推进中": None, "落实情况已完成": "√"}}
    (done,) = values_on(DAY, list(ledger.calculated(typed))[1], [ledger.letters[words.STATE]])
    assert "已完成" == done


def test_formulas_know_the_year_of_the_document():
    text = """
    | 序号 | 工作任务 | 完成时限      | 完成情况      | 完成日期 |
    | 1    | 编制方案 | 2021年6月30日 | 于9月12日完成 |          |
    | 2    | 建设平台 | 2021年6月30日 |               | 9月12日  |
    | 3    | 建设平台 | 2021年6月30日 | 未填报        | √        |
    """
    _agrees(text, {"完成情况": "未报"})
