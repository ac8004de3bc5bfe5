"""The drafted sheet: what it looks like, what it says of itself, and that reading it gives the duties again."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.drafts import drafted
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.draft.lines import find_frame, signed_on
from xltrack.draft.reader import parse_notice
from xltrack.draft.writing import draft_workbook, sketch

HEAD = "某政办〔2021〕5号\n关于推进政务公开工作的通知\n各乡镇：\n"


def book_of(text: str) -> Any:
    rendered, _, _ = draft_workbook(sketch(parse_notice(text.encode(), "通知.txt"), None), "windows")
    return load_workbook(io.BytesIO(rendered.data))


def said(text: str, year: int | None = None) -> list[tuple[Diagnostic, str]]:
    """What there is to check, each with its place in the notice."""
    _, _, checks = draft_workbook(sketch(parse_notice(text.encode(), "通知.txt"), year), "windows")
    return [(check.said, check.source) for check in checks]


def codes(text: str) -> set[str]:
    return {diagnostic.code for diagnostic, _ in said(text)}


PLAIN = (
    f"{HEAD}一、任务\n（一）编制目录（责任单位：县教育局；完成时限：2021年6月底前）\n"
    "（二）汇总情况（责任单位：县民政局；完成时限：2021年7月底前）"
)


def test_the_sheet_is_a_task_table_ready_for_print():
    book = book_of(HEAD + "一、重点任务\n（一）规范流程。由县教育局牵头，县财政局配合，2021年6月底前制定流程图。")
    sheet, checks = book.worksheets
    assert ("附件", "核对清单") == (sheet.title, checks.title)
    assert "推进政务公开工作任务分解表" == sheet["A3"].value
    assert "（依据某政办〔2021〕5号）" == sheet["A4"].value
    heads = [str(cell.value).replace("\n", "") for cell in sheet[5]]
    assert ["序号", "工作任务", "具体任务", "责任单位", "配合单位", "完成时限", "依据", "完成情况", "备注"] == heads
    row = [cell.value for cell in sheet[6]]
    assert [1, "规范流程", "制定流程图。", "县教育局", "县财政局"] == row[:5]
    assert ("一、（一）", None, "单位据正文推定，时限摘自正文") == (row[6], row[7], row[8])
    assert ("landscape", 9) == (sheet.page_setup.orientation, sheet.page_setup.paperSize)
    assert "$5:$5" == sheet.print_title_rows
    assert all(cell.border.left.style == "thin" and cell.alignment.wrap_text for cell in sheet[6])


def test_headings_in_each_other_have_a_column_each():
    text = (
        HEAD
        + "一、优化服务\n（一）压减材料\n1. 区教育局要压减材料。\n2. 区民政局要公开清单。\n二、区财政局要保障经费。"
    )
    groups = [task["group"] for task in drafted(text)]
    assert [["优化服务", "压减材料"], ["优化服务", "压减材料"], []] == groups


def test_the_same_notice_gives_the_same_bytes():
    notice = parse_notice(PLAIN.encode(), "通知.txt")
    first, second = (draft_workbook(sketch(notice, None), "windows")[0].data for _ in range(2))
    assert first == second


def test_words_that_begin_as_formulas_stay_words():
    sheet = book_of(HEAD + '一、任务\n（一）=HYPERLINK("http://x")，县教育局要落实。').worksheets[0]
    assert {"s", "n"} >= {cell.data_type for row in sheet.iter_rows() for cell in row}


# Years


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("某政办〔2021〕5号\n关于推进公开的通知\n一、县教育局要于6月底前完成。", "2021-06-30"),
        ("某政办〔2021〕5号\n关于做好2022年公开工作的通知\n一、县教育局要于6月底前完成。", "2022-06-30"),
        ("关于推进公开的通知\n一、县教育局要于6月底前完成。\n县政府办公室\n二〇二三年三月五日", "2023-06-30"),
    ],
    ids=["number", "title before number", "date at the foot"],
)
def test_a_deadline_without_a_year_takes_that_of_the_notice(text, due):
    (task,) = drafted(text)
    assert [due] == [milestone["due"] for milestone in task["deadline"]["milestones"]]


def test_the_year_given_is_the_last_that_is_asked():
    (task,) = drafted("关于推进公开的通知\n一、县教育局要于6月底前完成。", year=2019)
    assert "2019-06-30" == task["deadline"]["milestones"][0]["due"]
    (task,) = drafted("关于推进公开的通知\n一、县教育局要于6月底前完成。", year=None)
    assert "unreadable" == task["deadline"]["kind"]


def test_a_year_above_in_the_column_does_not_change_that_of_the_notice():
    text = HEAD + "一、县教育局要于2022年6月底前完成。\n二、县民政局要于9月底前完成。"
    assert ["2022-06-30", "2021-09-30"] == [task["deadline"]["milestones"][0]["due"] for task in drafted(text)]
    (told,) = [diagnostic for diagnostic, _ in said(text) if diagnostic.code == "D791"]
    assert "时限「9月底前」的年份按文号补为2021年" == told.message


def test_a_year_that_the_column_gives_too_is_left_as_printed():
    assert "D791" not in codes(HEAD + "一、县教育局要于2021年6月底前完成。\n二、县民政局要于9月底前完成。")


def test_only_the_first_of_a_group_has_a_deadline():
    text = HEAD + "一、推进公开\n1. 县教育局要编制目录，6月底前完成。\n2. 县民政局要汇总。"
    assert ["date", "none"] == [task["deadline"]["kind"] for task in drafted(text)]
    assert "D796" in codes(text)


def test_a_group_in_which_all_have_deadlines_needs_no_dash():
    assert "D796" not in codes(
        HEAD + "一、推进公开\n1. 县教育局要编制目录，6月底前完成。\n2. 县民政局要汇总，7月底前完成。"
    )


@pytest.mark.parametrize(
    "line", ["2021年3月5日", "二〇二一年三月五日", "县政府办公室 2021年3月5日印发", "（2021年3月5日）"]
)
def test_the_day_of_a_notice(line):
    assert "2021-03-05" == signed_on(line).isoformat()


def test_a_date_in_a_sentence_is_not_the_day_of_the_notice():
    assert signed_on("请于2021年3月5日前报送。") is None


def test_a_title_of_several_lines():
    text = "某县人民政府办公室\n关于全面推进\n政务公开工作的通知\n各乡镇：\n一、任务"
    frame = find_frame(parse_notice(text.encode(), "通知.txt").blocks)
    assert ("某县人民政府办公室关于全面推进政务公开工作的通知", "全面推进政务公开工作") == (frame.title, frame.matter)


# 核对清单


def test_what_is_labelled_is_not_inferred():
    assert set() == codes(PLAIN) & {"D787", "D788", "D789", "D790", "D793", "D794"}


@pytest.mark.parametrize(
    ("code", "text", "source"),
    [
        ("D786", "一、指导思想\n深入贯彻上级精神。\n二、县教育局要编制目录。", "一、"),
        ("D787", "一、总体目标\n2021年底前建成标准体系。\n二、县教育局要编制目录。", "一、"),
        ("D788", "一、县教育局要编制目录。", "一、"),
        ("D789", "一、编制目录，2021年6月底前完成。", "一、"),
        ("D790", "一、推进公开（责任单位：县教育局）\n1. 编制目录。\n2. 汇总情况。", "一、1."),
        (
            "D792",
            "一、推进公开。全面提升公开水平，做好以下工作：\n1. 县教育局要编制目录。\n2. 县民政局要汇总情况。",
            "一、",
        ),
        ("D793", "一、编制目录（责任单位：县教育局）；汇总情况（责任单位：县民政局）。", "一、"),
    ],
)
def test_what_was_inferred_or_left_out_is_listed_with_its_place(code, text, source):
    assert (code, source) in {(diagnostic.code, place) for diagnostic, place in said(HEAD + text)}


def test_a_table_that_is_none_of_tasks_is_named():
    rows = "| 姓名 | 电话 |\n| --- | --- |\n| 张三 | 123 |"
    text = f"# 关于公开的通知\n\n一、县教育局要编制目录。\n\n{rows}"
    _, _, checks = draft_workbook(sketch(parse_notice(text.encode(), "通知.md"), 2021), "windows")
    (told,) = [check.said for check in checks if check.said.code == "D794"]
    assert "姓名 电话" in told.message


def test_each_check_leads_to_its_cell():
    sheet, checks = book_of(HEAD + "一、县教育局要编制目录。").worksheets
    rows = {row[1].value: row for row in checks.iter_rows(min_row=5)}
    link = rows["D788"][4].hyperlink
    assert "'附件'!C6" == link.location
    assert "县教育局" == sheet["C6"].value


@pytest.mark.parametrize(
    "text",
    [
        "关于召开会议的通知\n一、会议时间：2022年1月10日上午9时。\n二、会议地点：县会议中心。\n三、参会人员：各乡镇书记。",
        "春天来了，花都开了。\n一、桃花\n桃花红红的。\n二、梨花\n梨花白白的。",
        "关于印发意见的通知\n一、指导思想\n深入学习。\n二、基本原则\n坚持统筹。\n三、组织领导\n各乡镇要高度重视。",
    ],
    ids=["an invitation", "an essay", "nothing but what is left out"],
)
def test_a_notice_that_asks_nothing_gives_no_sheet(text):
    with pytest.raises(SourceError) as refused:
        sketch(parse_notice(text.encode(), "通知.txt"), 2021)
    assert "D780" == refused.value.code


def test_a_section_that_holds_no_tasks_gives_none_though_it_says_whose_they_are():
    text = HEAD + "一、任务\n（一）县教育局要制定方案。\n二、组织领导\n（一）成立专班（责任单位：县教育局）"
    drawn = sketch(parse_notice(text.encode(), "通知.txt"), None)
    assert ["县教育局要制定方案。"] == [task["text"] for task in drafted(text)]
    assert ["D787"] == [check.said.code for check in drawn.checks if check.said.code in ("D786", "D787")]


@pytest.mark.parametrize(
    ("text", "code"),
    [("各乡镇要高度重视。", "D786"), ("县财政局要保障经费。", "D787"), ("各乡镇要高度重视，6月底前落实。", "D787")],
    ids=["all of them", "a unit", "a date"],
)
def test_a_section_left_out_is_a_warning_where_a_unit_or_a_date_stands_in_it(text, code):
    notice = HEAD + f"一、任务\n（一）县教育局要制定方案。\n二、保障措施\n（一）{text}"
    drawn = sketch(parse_notice(notice.encode(), "通知.txt"), None)
    assert [code] == [check.said.code for check in drawn.checks if check.said.code in ("D786", "D787")]


def test_an_item_among_tasks_that_says_whose_it_is_is_one_by_any_name():
    (task,) = drafted(HEAD + "一、工作任务\n（一）组织领导。成立专班（责任单位：县教育局；完成时限：2021年6月底前）")
    assert "成立专班" == task["text"]
