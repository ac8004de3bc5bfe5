"""What a notice says: titles, counts, sentences; every number is the workbook's."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from tests import weeks
from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import OFFICE, noticed, small
from tests.processes import SAMPLES
from tests.workbooks import agenda_lines, records, written
from xltrack import api, earlier
from xltrack.assessment.model import Assessment
from xltrack.domain.settings import Office
from xltrack.notices import words
from xltrack.notices.compose import compose_notice
from xltrack.notices.model import KINDS, Notice
from xltrack.notices.scope import late_units, unit_rows

DATES = (date(2020, 9, 10), date(2021, 8, 1), date(2022, 7, 10))
FILES = sorted(path.name for path in SAMPLES.glob("*.xlsx") if "名录" not in path.name)
SAID = re.compile(r"([一-龥]+)(\d+)项(?:，占(\d+\.\d%))?")


def judged_sample(name: str, day: date) -> Assessment:
    return api.assess([api.read(SAMPLES / name)], day)


def plain(sentence: str) -> str:
    """A sentence without quoted words and days, whose numbers count nothing."""
    return re.sub(r"\d+年\d+月\d+日|(?<![\d.])\d+月\d+日", "", re.sub("“[^”]*”", "", sentence))


def figures(book: Workbook) -> dict[str, Any]:
    """The numbers of the last line of 历史, and of the states in the ledger, which tell 未启动, 未填报 and 逾期完成 apart."""
    last = records(book["历史"])[-1]
    states = Counter(row["状态"] for row in records(book["任务台账"]))
    totals = next(row for row in records(book["单位汇总"]) if row["责任单位"] == "合计")
    summed = {head.replace("\n", ""): value for head, value in totals.items()}
    return {
        **{name: summed[name] for name in ("到期", "到期完成率")},
        **{s: states[s] for s in ("未启动", "未填报", "逾期完成")},
        **{k: v for k, v in last.items() if k != "日期"},
    }


@pytest.mark.parametrize("day", DATES, ids=str)
@pytest.mark.parametrize("name", FILES)
def test_every_number_is_the_workbooks(name, day):
    judged = judged_sample(name, day)
    book, notice = written(judged), noticed(judged)
    shown = figures(book)
    numbers = [int(n) for n in re.findall(r"\d+", notice.subject)]
    if judged.plan:
        check_plan(plain(notice.page["总体情况"]), notice, book)
        assert [1, shown["任务总数"], shown["临期"]] == numbers
    else:
        check_overall(plain(notice.page["总体情况"]), shown)
        assert [1, shown["任务总数"], shown["已办结"], shown["逾期"], shown["临期"]] == numbers
    assert {name: shown[of] for name, of in COUNTED.items()} == {name: notice.page[name] for name in COUNTED}
    check_lists(notice, book)
    check_stages(notice, len(judged.tasks))
    check_silent(noticed(judged, "催报通知"), records(book["任务台账"]))


COUNTED = {
    "任务总数": "任务总数", "已完成数": "已办结", "推进中数": "在办", "临期数": "临期", "逾期数": "逾期",
    "持续推进数": "持续推进", "暂缓数": "暂缓", "取消数": "取消", "未启动数": "未启动", "未填报数": "未填报",
    "逾期完成数": "逾期完成",
}  # fmt: skip


def check_plan(sentence: str, notice: Notice, book: Workbook) -> None:
    """The sentence of a plan, and what it says of units, against the ledger and 逾期和临期."""
    rows = records(book["任务台账"])
    past = sum(row["状态"] == "未填报" and row["距期天数"] is not None and row["距期天数"] < 0 for row in rows)
    due = len(agenda_lines(book)[1])
    apart = Counter(row["状态"] for row in rows if row["状态"] in ("持续推进", "暂缓", "取消"))
    parts = [f"计划共{len(rows)}项任务", f"未来30天到期{due}项", *([f"时限已过（未填报）{past}项"] if past else [])]
    parts += [f"{word}{apart[word]}项" for word in ("持续推进", "暂缓", "取消") if apart[word]]
    assert parts == re.findall(r"[^，：。]*\d+项(?:任务)?", sentence)
    assert past == notice.page["时限已过数"]
    units: dict[str, Any] = {}
    for row in book["单位汇总"].iter_rows(values_only=True, max_col=2):
        units.setdefault(row[0], row)
    assert all(item["任务数"] == units[item["单位"]][1] for item in notice.lists["分工"])
    assert [(), (), ()] == [notice.lists[name] for name in ("各单位", "滞后单位", "逾期任务")]


def check_overall(sentence: str, shown: dict[str, Any]) -> None:
    """Every number of the sentence, one after the other; none is left over."""
    counted = re.search(r"共(\d+)项任务", sentence)
    assert counted is not None
    assert shown["任务总数"] == int(counted[1])
    rest = sentence.replace(counted[0], "")
    fell_due = re.search(r"已到期的(\d+)项中办结(\d+)项，到期完成率(\d+\.\d%)；", rest)
    if fell_due:
        due, met, rate_told = fell_due.groups()
        assert (shown["到期"], f"{shown['到期完成率'] * 100:.1f}%") == (int(due), rate_told)
        assert f"{int(met) / int(due) * 100:.1f}%" == rate_told
        rest = rest.replace(fell_due[0], "")
    else:
        assert not shown["到期"] or "全部完成" in rest
    for found in SAID.finditer(rest):
        word = found[1].removeprefix("其中").removeprefix("不含")
        assert (word, shown[word]) == (word, int(found[2]))
        assert found[3] is None or f"{shown[word] / shown['任务总数'] * 100:.1f}%" == found[3]
    rest = SAID.sub("", rest)
    rate = re.search(r"完成率(\d+\.\d%)", rest)
    if rate:
        assert f"{shown['完成率'] * 100:.1f}%" == rate[1]
        rest = rest.replace(rate[0], "")
    assert [] == re.findall(r"\d", rest)


def check_lists(notice: Notice, book: Workbook) -> None:
    """Late tasks, what falls due and the units against 逾期和临期 and 单位汇总."""
    late, due = ([abs(row["距期天数"]) for row in lines] for lines in agenda_lines(book))
    asked = not notice.page["填报提示"]
    assert (late if asked else []) == [item["逾期天数"] for item in notice.lists["逾期任务"]]
    assert due == [item["剩余天数"] for item in notice.lists["到期任务"]]
    assert ([len(due)] if due else []) == [int(n) for n in re.findall(r"到期(\d+)项", notice.page["到期情况"])]
    units: dict[str, Any] = {}
    for row in book["单位汇总"].iter_rows(values_only=True):
        units.setdefault(row[0], row)
    for item in notice.lists["各单位"]:
        assert item["任务数"] == units[item["单位"]][1]
    for item in notice.lists["滞后单位"]:
        assert f"逾期{item['逾期数']}项" in item["句"]
        named = item["单位"].split("等")[0].split("、")  # those that are late with the same are named together
        assert {item["逾期数"]} == {u["逾期"] for u in notice.lists["各单位"] if u["单位"] in named}
        days = [int(n) for n in re.findall(r"逾期(\d+)天", plain(item["句"]))]
        assert set(days) <= set(late)
        assert item["最长天数"] == max(days)


def check_stages(notice: Notice, tasks: int) -> None:
    """They add up to all tasks, and what is said of one adds up to its own."""
    stages = notice.lists["各阶段"]
    assert sum(item["任务数"] for item in stages) in ((tasks,) if stages else (0,))
    for item in stages:
        said = plain(item["句"])
        assert [item["任务数"]] == [int(n) for n in re.findall(r"共(\d+)项", said)]
        parts = re.sub("（[^）]*）", "", said.partition("项，")[2])
        assert item["任务数"] == sum(int(n) for n in re.findall(r"(\d+)项", parts))


def check_silent(notice: Notice, ledger: list[dict[str, Any]]) -> None:
    """What was not reported, counted from the blank cells of the ledger."""
    heads = ("完成情况", "完成日期", "完成比例", "进度")
    open_rows = [row for row in ledger if row["状态"] in ("未填报", "逾期", "临期")]
    blank = [row["状态"] for row in open_rows if not any(row.get(head) for head in heads)]
    assert len(blank) == notice.page["未报任务数"] == len(notice.lists["未报任务"])
    past = sum(row["状态"] == "未填报" and (row["距期天数"] or 0) < 0 for row in open_rows)
    late = [blank.count("逾期") + past] if blank.count("逾期") + past else []
    wanted = [notice.page["未报单位数"], len(blank), *late] if blank else []
    assert wanted == [int(n) for n in re.findall(r"\d+", plain(notice.page["未报情况"]))]


@pytest.mark.parametrize("kind", KINDS)
def test_the_title_says_what_of_what(kind):
    wanted = {
        "通报": "关于榆阳区政务公开工作进展情况的通报", "督办函": "关于督办榆阳区政务公开工作逾期任务的函",
        "催报通知": "关于报送榆阳区政务公开工作进展情况的通知", "周报": "榆阳区政务公开工作进展周报",
    }  # fmt: skip
    assert wanted[kind] == noticed(kind=kind).title


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        (None, "关于重点工作进展情况的通报"),
        ("关于安全生产工作任务分解表", "关于安全生产工作进展情况的通报"),
        ("2022年民生实事进展情况（截至10月31日）", "关于2022年民生实事进展情况的通报"),
        ("重点任务分解表（2021年）", "关于重点任务进展情况（2021年）的通报"),
        ("2026年任务分解表", "关于2026年任务进展情况的通报"),
    ],
)
def test_a_title_of_the_sheet_becomes_that_of_the_notice(title, wanted):
    assert wanted == noticed(assessment(document(HEADS, task_row(), title=title))).title


def test_several_files_have_a_title_of_their_own():
    judged = assessment(document(HEADS, task_row()), document(HEADS, task_row(), source="屯留区.xlsx"))
    assert "关于榆阳区政务公开工作进展情况的通报" == noticed(judged).title
    assert "榆阳区.xlsx、屯留区.xlsx" == noticed(judged).page["来源"]


def test_nothing_late_is_said():
    notice = noticed(
        assessment(document(HEADS, task_row(status="已完成"), task_row(deadline=date(2021, 12, 31), status="正在推进")))
    )
    assert "；没有逾期任务。" in notice.page["总体情况"]
    assert "没有逾期任务。" == notice.page["逾期情况"]
    assert ((), (), "") == (notice.lists["逾期任务"], notice.lists["滞后单位"], notice.page["逾期附件"])
    assert not any("逾期" in item["句"] for item in notice.lists["办理要求"])


def test_all_done_is_said():
    notice = noticed(assessment(document(HEADS, task_row(status="已完成"), task_row(status="已完成", text="乙"))))
    wanted = "截至2021年8月1日，共2项任务：已办结2项，占100.0%；没有逾期任务。计入完成率的任务已全部完成。"
    assert wanted == notice.page["总体情况"]
    assert () == notice.lists["办理要求"]


def test_without_a_rate_none_is_told():
    notice = noticed(assessment(document(HEADS, task_row(deadline="持续推进", status="正在推进"))))
    assert "—" == notice.page["完成率"]
    assert notice.page["总体情况"].endswith("没有计入完成率的任务。")
    assert "完成率—" not in notice.page["总体情况"]


def test_one_unit_with_one_late_task_is_told_once():
    notice = noticed(assessment(document(HEADS, task_row(status="正在推进"))))
    assert ["区政府办：逾期1项，第1项“制定方案”逾期32天。"] == [item["句"] for item in notice.lists["滞后单位"]]
    assert "共有1个单位的任务逾期。" == notice.page["逾期情况"]


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ([30], "你单位牵头的1项任务已逾期32天。"),
        ([30, 29], "你单位牵头的2项任务均已逾期，最长已逾期33天。"),
        ([30, None], "你单位牵头的任务共2项，其中逾期1项，已逾期32天。"),
        ([30, 29, None], "你单位牵头的任务共3项，其中逾期2项，最长已逾期33天。"),
    ],
)
def test_a_letter_counts_right(rows, wanted):
    days = [date(2021, 6, day) if day else date(2021, 12, 31) for day in rows]
    tasks = [task_row(text=f"任务{n}", deadline=day, status="正在推进") for n, day in enumerate(days)]
    notice = noticed(assessment(document(HEADS, *tasks)), "督办函", units=("区政府办",))
    assert f"截至2021年8月1日，{wanted}" == notice.page["督办情况"]
    assert "区政府办" == notice.page["主送"]


def test_a_sheet_in_which_nobody_could_report_names_no_unit():
    heads = "seq:序号 text:主要任务 lead:责任单位 deadline:完成时限"
    judged = assessment(document(heads, (1, "制定方案", "区水利局", date(2021, 6, 30)), answered=False))
    notice = noticed(judged)
    assert "时限已过（未填报）1项" in notice.page["总体情况"]
    assert "不点名" in notice.page["填报提示"]
    assert [{"序号": 1, "单位": "区水利局", "任务数": 1, "到期数": 0}] == list(notice.lists["分工"])
    assert notice.title.endswith("分工的通报")
    assert () == late_units(judged)
    assert [(), (), ()] == [notice.lists[name] for name in ("各单位", "滞后单位", "逾期任务")]
    assert "" == notice.page["逾期情况"]
    said = "".join(str(value) for name, value in notice.page.items())
    assert "区水利局" not in said


def test_what_nobody_said_is_left_to_be_filled_in():
    page = noticed(office=Office()).page
    for name in ("单位名称", "落款", "联系人", "电话", "邮箱"):
        assert "〔请填写〕" == page[name]
    assert "榆阳区政府办公室督查室" == noticed().page["落款"]
    assert "甲办" == noticed(office=Office("甲办")).page["落款"]


def test_a_unit_or_a_leaders_units_are_told_of_their_own_tasks():
    judged = small()
    one = noticed(judged, "周报", units=("区教育局",))
    assert (2, 0, 2) == tuple(one.page[name] for name in ("任务总数", "已完成数", "逾期数"))
    assert "区教育局：〔第1期〕共2项 办结0 逾期2 本周到期0" == one.subject
    both = noticed(judged, "周报", units=("区教育局", "区民政局"))
    assert (3, "") == (both.page["任务总数"], both.page["单位"])
    assert ["区教育局"] == [item["单位"] for item in noticed(judged, "周报", units=("区教育局",)).lists["各单位"]]
    rows = {row.label: row.tally.total for row in unit_rows(judged)}
    assert rows == {unit: noticed(judged, units=(unit,)).page["任务总数"] for unit in rows}


@pytest.mark.parametrize(
    ("policy", "word"),
    [({}, "本周到期"), ({"window": 3}, "3天内到期"), ({"window": 5, "workdays": True}, "5个工作日内到期")],
)
def test_the_subject_names_the_window(policy, word):
    judged = assessment(document(HEADS, task_row(deadline=date(2021, 8, 3), status="正在推进")), **policy)
    assert noticed(judged).subject.endswith(f"{word}1")


def test_many_late_units_are_cut_and_counted():
    tasks = [task_row(text=f"任务{n}", lead=f"第{n}局", status="正在推进") for n in range(15)]
    notice = noticed(assessment(document(HEADS, *tasks)))
    assert (5, 10) == (len(notice.lists["滞后单位"]), notice.page["其余滞后数"])
    assert (8, 7) == (len(notice.lists["主要逾期"]), notice.page["其余逾期数"])
    assert "共有15个单位的任务逾期。" == notice.page["逾期情况"]


def test_late_tasks_of_nobody_are_counted_apart():
    notice = noticed(assessment(document(HEADS, task_row(lead=None, status="正在推进"))))
    assert "另有1项逾期任务没有列明责任单位。" == notice.page["逾期情况"]


def test_what_changed_since_the_last_report(tmp_path):
    source = weeks.report(
        SAMPLES / "榆阳区_跟踪.xlsx", date(2021, 7, 25), output=tmp_path / "甲_进度_2021-07-25.xlsx"
    ).path
    judged = earlier.with_memory(api.assess([api.read(source)], date(2021, 8, 1)), [source], None)
    notice = compose_notice(judged, OFFICE)
    assert (2, "〔2021〕第2期") == (notice.page["期号"], notice.page["期次"])
    counts = {item["事项"]: item["项数"] for item in notice.lists["变化"]}
    sentence = notice.page["变化情况"]
    assert sentence.startswith("与2021年7月25日相比，")
    assert counts == {
        kind: int(n) for kind, n in re.findall(r"([一-龥]+)(\d+)项", plain(sentence).replace("与相比，", ""))
    }
    assert counts
    shown = weeks.changed(weeks.report(source, date(2021, 8, 1), output=tmp_path / "乙.xlsx").path)
    assert counts["新逾期"] == sum("新逾期" in said for said in shown.values())
    one = compose_notice(judged, OFFICE, kind="督办函", units=("各领域责任单位",))
    assert sum(item["项数"] for item in one.lists["变化"]) <= sum(counts.values())


def test_each_kind_of_change_is_told_with_its_task(tmp_path):
    source = tmp_path / "甲_进度_2021-07-25.xlsx"
    weeks.report(SAMPLES / "榆阳区_跟踪.xlsx", date(2021, 7, 25), output=source)
    weeks.edit(
        source,
        row7_责任单位="区水利局",
        row8_完成时限="2021年12月20日",
        row9_完成情况="已完成",
        row10_主要任务="开展调研督导检查",
    )
    judged = earlier.with_memory(api.assess([api.read(source)], date(2021, 8, 1)), [source], None)
    notice = compose_notice(judged, OFFICE)
    wanted = "与2021年7月25日相比，新增1项，办结1项，新逾期1项，时限调整1项，责任单位调整1项，删除1项。"
    assert wanted == notice.page["变化情况"]
    said = {item["事项"]: item["句"] for item in notice.lists["变化"]}
    assert "新增1项：第6项“开展调研督导检查”（各领域责任单位）。" == said["新增"]
    assert said["时限调整"].endswith("”（7月15日改为12月20日）。")
    assert said["责任单位调整"].endswith("”（各领域责任单位、各乡镇、各街道改为区水利局）。")


def test_the_number_of_the_issue_can_be_given():
    assert "〔2021〕第12期" == noticed(number=12).page["期次"]
    assert noticed(number=12).subject.startswith("〔第12期〕")


def test_every_name_is_there_and_every_item_has_all_names_of_its_list():
    for kind in KINDS:
        notice = noticed(kind=kind)
        assert [*words.PAGE_NAMES] == [*notice.page]
        assert [*words.LISTS] == [*notice.lists]
        for name, items in notice.lists.items():
            assert all([*words.LISTS[name]] == [*item] for item in items)
    plan = assessment(document(HEADS, task_row(), answered=False))
    doubtful = assessment(document(HEADS, task_row(status="差不多了", deadline=date(2020, 1, 1))))
    many = assessment(document(HEADS, *(task_row(lead=f"第{number}局", status="在办") for number in range(6))))
    notices = [noticed(judged, kind) for kind in KINDS for judged in (None, plan, doubtful, many)]
    filled = {name for notice in notices for name, items in notice.lists.items() if items}
    assert {*words.LISTS} - {"变化"} == filled


def test_dates_numbers_and_marks_are_those_of_official_documents():
    judged = judged_sample("试点领域与分工_跟踪.xlsx", date(2021, 8, 1))
    for kind in KINDS:
        notice = noticed(judged, kind)
        own = [str(v) for v in notice.page.values()]
        own += [
            re.sub("“[^”]*”", "", str(i["句"])) for name in ("各阶段", "变化", "办理要求") for i in notice.lists[name]
        ]
        for sentence in own:
            assert not re.search(r"\d年0\d|月0\d日", sentence)
            assert not re.search(r"[一-龥][,;:?!()]|[,;:?!()][一-龥]", sentence.replace("各县(市、区)政府", ""))
