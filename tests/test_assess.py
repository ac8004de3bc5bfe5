"""Judgement as of a day (docs/规则.md 5), each on a grid drawn in text."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sketch import book
from xltrack.assessment.assess import assess
from xltrack.assessment.dates import next_day, offset_day
from xltrack.assessment.states import STATE_WORDS
from xltrack.domain.records import Cycle, Offset
from xltrack.domain.settings import Policy
from xltrack.reading.document import read_document

DAY = date(2021, 8, 1)
TABLE = tomllib.loads(Path(__file__).with_name("cases").joinpath("judgement.toml").read_text(encoding="utf-8"))
ROWS = [(DAY, *row) for row in TABLE["rows"]] + [(each["day"], *row) for each in TABLE["as_of"] for row in each["rows"]]


def judged(text, as_of=DAY, **policy):
    return assess([read_document(book(text))], as_of, Policy(**policy))


# Somebody was asked: what is blank beside it is no plan.
ANSWERED = "| 已报送的一项 | 区教育局 | 2021年6月30日 | 正在推进 | | |"


def states(rows, as_of=DAY, **policy):
    header = "| 工作任务 | 责任单位 | 完成时限 | 完成情况 | 完成日期 | 进度 |\n"
    lines = "\n".join(f"| 任务{n} | 区司法局 | {row} |" for n, row in enumerate(rows.strip().splitlines()))
    return [t.state for t in judged(f"{header}{lines}\n{ANSWERED}", as_of, **policy).tasks[:-1]]


@pytest.mark.parametrize("row", ROWS, ids=["|".join(map(str, row[1:5])) for row in ROWS])
def test_whole_rows(row):
    as_of, deadline, words, done, progress, state, day, *share = row
    struck = "~" if deadline.startswith("~") else ""
    read = judged(
        "| 工作任务 | 责任单位 | 完成时限 | 完成情况 | 完成日期 | 进度(%) |\n"
        f"| {struck}推进政务公开{struck} | 区司法局 | {deadline.strip('~')} | {words} | {done} | {progress} |\n{ANSWERED}",
        as_of,
    )
    task = read.tasks[0]
    assert (state, day, share) == (
        task.state, task.done.isoformat() if task.done else "", [] if task.progress is None else [task.progress]
    )  # fmt: skip


def test_done_of_a_thing_gives_way_to_a_share_below_all():
    assert ["in_progress", "done"] == states("2021年9月30日 | 11个小区完工 | | 92%\n2021年9月30日 | 已完成 | | 92%")
    assert ["done"] == states("2021年9月30日 | 100% | | 30%"), "words of all of the task do not"


def test_window_is_set_by_policy():
    assert ["due_soon"] == states("2021年8月9日 | | |", window=8)
    assert ["unreported"] == states("2021年8月13日 | | |", window=9)
    assert ["due_soon"] == states("2021年8月13日 | | |", window=9 + 1, workdays=True)


def test_a_staged_task_is_judged_on_its_first_unmet_milestone():
    """5.5."""
    text = "26个试点领域：2020年6月底前，其他领域：2021年12月底前 | {} | |"
    assert ["overdue"] == states(text.format("正在推进"))
    assert ["in_progress"] == states(text.format("26个试点领域已完成，其他领域正在推进"))
    assert ["done"] == states(text.format("已完成"))


@pytest.mark.parametrize(
    ("task", "words", "state"),
    [
        ("建设示范点10个", "已建成10个示范点", "done"),
        ("建设示范点110个", "已建成10个示范点", "overdue"),
        ("建设示范点10个", "已建成10个，剩余手续正在办理", "overdue"),
        ("建设示范点10个", "已建成8个", "overdue"),
    ],
)
def test_as_many_as_the_task_asks_for_is_done(task, words, state):
    """5.2: a count is a part, unless it is all that the task names."""
    read = judged(f"| 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n| {task} | 区司法局 | 2021年6月 | {words} |")
    assert state == read.tasks[0].state


def test_a_struck_task_with_nothing_reported_is_cancelled():
    """2.1."""
    read = judged("| 工作任务 | 责任单位 | 完成时限 |\n| ~起草~ | 区司法局 | 2021年6月 |")
    assert ("cancelled", ["D309"]) == (read.tasks[0].state, [d.code for _, d in read.diagnostics])


def test_reason_in_one_clause():
    read = judged("| 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n| 起草 | 区司法局 | 2021年7月20日 | 正在推进 |")
    assert ("时限7月20日已过12天；原文「正在推进」", -12) == (read.tasks[0].reason, read.tasks[0].days)


def test_a_base_date_turns_a_relative_deadline_into_a_date():
    text = "| 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n| 起草 | 区司法局 | 印发后10个工作日内 | 正在推进 |"
    read = judged(text, base={"印发": date(2021, 6, 1)})
    assert ("overdue", date(2021, 6, 16), "relative") == (
        read.tasks[0].state, read.tasks[0].due, read.tasks[0].task.deadline.kind
    )  # fmt: skip


def test_a_sheet_without_status_is_no_county_of_laggards():
    read = judged("| 工作任务 | 责任单位 | 完成时限 |\n| 起草 | 区司法局 | 2021年6月 |")
    assert (True, "unreported", 32) == (read.plan, read.tasks[0].state, read.tasks[0].past)
    assert "D203" in {d.code for d in read.documents[0].diagnostics}


def test_units_count_once_for_each_and_the_total_once_for_all():
    read = judged("""
        | 类别 | 工作任务 | 责任单位 | 配合单位 | 完成时限 |
        | 甲 | 起草 | 区司法局、区教育局 | 区财政局 | 2021年6月 |
        | 乙 | 印发 | 区教育局 | | 2021年12月 |
    """)
    assert {"区司法局": 1, "区教育局": 2} == {r.label: r.tally.total for r in read.by_lead}
    assert {"区司法局": 1, "区教育局": 2, "区财政局": 1} == {r.label: r.tally.total for r in read.by_named}
    assert ([("甲", 1), ("乙", 1)], 2) == ([(r.label, r.tally.total) for r in read.by_stage], read.total.total)


def test_tasks_that_name_no_unit_come_last_however_late_they_are():
    """5.8: the worst units first; what nobody answers for is no unit."""
    read = judged("""
        | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
        | 起草 | | 2021年6月 | |
        | 印发 | | 2021年6月 | |
        | 公开 | 区司法局 | 2021年12月 | 已完成 |
        | 总结 | 区教育局 | 2021年6月 | |
    """)
    for rows in (read.by_lead, read.by_named):
        assert ["区教育局", "区司法局", "（未列单位）"] == [row.label for row in rows]


def notes(words, done="", progress="", task="推进政务公开"):
    head = "| 工作任务 | 责任单位 | 完成时限 | 完成情况 | 完成日期 | 进度(%) |\n"
    read = judged(f"{head}| {task} | 区司法局 | 2021年12月31日 | {words} | {done} | {progress} |")
    return read.tasks[0].state, [d.code for _, d in read.diagnostics if d.code.startswith("D6")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("已完成", "@2021-09-01"), ("done", ["D603"])),
        (("未完成", "", "100%"), ("in_progress", ["D604"])),
        (("正在推进", "@2021-07-01"), ("in_progress", ["D604"])),
        (("已完成", "", "80%"), ("done", ["D604"])),
        (("方案已印发",), ("done", ["D605"])),
        (("已完成", "见附件"), ("done", ["D602"])),
        (("", "见附件"), ("unreported", ["D602"])),
        (("", "正在推进"), ("in_progress", [])),
        (("", "√"), ("done", [])),
        (("已完成", "@2021-07-01", "100%"), ("done", [])),
    ],
)
def test_what_does_not_agree_is_said(cells, expected):
    """5.3, 5.6: words win over a done date or 100 % beside them; a day to come is kept; each with a diagnostic."""
    assert expected == notes(*cells)


def test_a_step_is_the_whole_where_the_task_is_that_step():
    assert ("in_progress", []) == notes("方案已制定")
    assert ("done", ["D605"]) == notes("方案已制定", task="制定政务公开实施方案。")
    assert ("in_progress", []) == notes("正在制定方案", task="制定政务公开实施方案。")


def test_words_in_the_done_column_are_quoted():
    text = "| 工作任务 | 责任单位 | 完成时限 | 完成日期 |\n| 起草 | 区司法局 | 2021年7月20日 | 正在推进 |"
    assert "时限7月20日已过12天；原文「正在推进」" == judged(text).tasks[0].reason


def test_the_last_of_a_chain_is_all_of_it_and_one_field_is_not():
    """5.5: 「已完工」 has no subject; 「其他领域」 is one."""
    chain = "2021年6月底前开工、2021年12月底前完工 | {} | |"
    assert ["done", "in_progress"] == states("\n".join(chain.format(w) for w in ("已完工", "已开工")))
    fields = "26个试点领域：2021年6月底前，其他领域：2021年12月底前 | {} | |"
    assert ["overdue", "in_progress"] == states(
        "\n".join(fields.format(w) for w in ("其他领域已完成", "试点领域已完成"))
    )


def test_done_late_is_against_the_last_milestone():
    """5.5."""
    row = "26个试点领域：2021年3月底前，其他领域：2021年6月底前 | 已完成 | {} |"
    assert ["done", "done_late"] == states("\n".join(row.format(d) for d in ("@2021-06-30", "@2021-07-01")))


def test_the_next_occurrence_is_shown_and_changes_no_state():
    """5.6."""
    text = "| 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n| 报送 | 区司法局 | 每月5日前 | 正在推进 |"
    task = judged(text).tasks[0]
    assert ("in_progress", None, date(2021, 8, 5)) == (task.state, task.due, task.next.due)


ROW = st.tuples(
    st.sampled_from(
        ["2021年6月底前", "2021年8月5日", "2022年5月", "持续推进", "每月5日前", "立即", "", "6月底、12月底前"]
    ),
    st.sampled_from(["", "已完成", "未启动", "正在推进", "暂缓", "不再实施", "已于7月12日印发", "否"]),
)


@given(st.lists(ROW, min_size=1, max_size=12), st.dates(date(2021, 1, 1), date(2022, 12, 31)))
def test_states_partition_the_tasks_and_tallies_add_up(rows, as_of):
    """5.7: the seven figures add up to 任务总数; by stage and by month add to the total."""
    lines = "\n".join(f"| 组{n % 3} | 任务{n} | 区司法局 | {d} | {s} |" for n, (d, s) in enumerate(rows))
    read = judged("| 类别 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |\n" + lines, as_of)
    total = read.total
    figures = total.done, total.under_way, total.of("due_soon"), total.of("overdue")
    assert len(rows) == sum(figures) + total.of("ongoing", "suspended", "cancelled")
    assert set(total.counts) <= set(STATE_WORDS)
    for rollup in (read.by_stage, read.by_month):
        assert total.counts == {s: n for s in STATE_WORDS if (n := sum(r.tally.of(s) for r in rollup))}


@pytest.mark.parametrize(
    ("cycle", "after", "expected"),
    [
        (Cycle("month", None, 5), date(2021, 8, 1), date(2021, 8, 5)),
        (Cycle("month", None, 5), date(2021, 8, 5), date(2021, 9, 5)),
        (Cycle("month", None, 31), date(2021, 2, 1), date(2021, 2, 28)),
        (Cycle("quarter", None, None), date(2021, 8, 1), date(2021, 9, 30)),
        (Cycle("quarter", 1, 5), date(2021, 8, 1), date(2021, 10, 5)),
        (Cycle("year", 12, None), date(2021, 12, 31), date(2022, 12, 31)),
        (Cycle("week", None, 5), date(2021, 8, 1), date(2021, 8, 6)),
        (Cycle("half", None, None), date(2021, 8, 1), date(2021, 12, 31)),
    ],
)
def test_next_occurrence(cycle, after, expected):
    """5.6: the next occurrence after the day."""
    assert expected == next_day(cycle, after)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [
        (Offset("印发", 10, "workday"), date(2021, 6, 16)),
        (Offset("印发", 20, "day"), date(2021, 6, 21)),
        (Offset("印发", 1, "month"), date(2021, 7, 1)),
    ],
)
def test_days_counted_from_an_event(offset, expected):
    assert expected == offset_day(offset, date(2021, 6, 1))
