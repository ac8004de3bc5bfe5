"""Notices of every form: the same sheet whatever kind of file, nothing lost in silence, forms as tables, parts kept."""

from __future__ import annotations

import io
import re
import tomllib
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.drafts import NOTICES, ROOT, as_docx, as_shapes, drafted, units_by_role
from xltrack.base.diagnostics import Diagnostic
from xltrack.draft.lines import parse_label
from xltrack.draft.near_dates import spell_near
from xltrack.draft.notice import split_outside
from xltrack.draft.reader import parse_notice
from xltrack.draft.writing import draft_workbook, sketch

CASES = tomllib.loads((ROOT / "tests" / "cases" / "notices.toml").read_text(encoding="utf-8"))["notice"]
NAMED = [pytest.param(case["text"], id=case["name"]) for case in CASES if case["duties"]]
REAL = pytest.param((NOTICES / "华龙区_通知.md").read_text(encoding="utf-8"), id="a real notice")
HEAD = "某政办〔2024〕5号\n关于推进政务公开工作的通知\n各乡镇：\n"
CLAUSES = re.compile(r"[。；;，,：:、（）()〔〕【】\[\]\n]")
NUMBER = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]+(?:部分|章|条|是)?[、：:．.\s]?|[（(]?\d{1,2}(?:\.\d)?[）)、．.：:\s]|[（(][一二三四五六七八九十]+[)）]|[①-⑳]|-|•)+"
)


def sheets_of(data: bytes, name: str) -> tuple[Any, list[Diagnostic]]:
    """The workbook drafted from a notice, and what there is to check."""
    rendered, _, checks = draft_workbook(sketch(parse_notice(data, name), None), "windows")
    return load_workbook(io.BytesIO(rendered.data)), [check.said for check in checks]


def words_of(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def said_in(book: Any) -> str:
    return words_of(
        "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None)
    )


@pytest.mark.parametrize("text", [*NAMED, REAL])
def test_the_same_notice_gives_the_same_rows_whatever_kind_of_file_it_is(text):
    rows = {name: drafted(data, name) for name, data in as_shapes(text).items()}
    assert rows["通知.txt"]
    assert rows["通知.txt"] == rows["通知.md"]
    assert rows["通知.txt"] == rows["通知.html"]
    assert rows["通知.txt"] == rows["通知.docx"]


@pytest.mark.parametrize("text", [*NAMED, REAL])
def test_every_sentence_stands_in_the_sheet_or_in_the_list(text):
    book, _ = sheets_of(text.encode(), "通知.txt")
    said = said_in(book)
    lost = [
        clause for clause in CLAUSES.split(text) if words_of(clause) not in said and bare_clause(clause) not in said
    ]
    assert not lost


@pytest.mark.parametrize(
    "text",
    [
        *NAMED,
        REAL,
        pytest.param(
            f"{HEAD}一、运力组织（责任部门：县运管所；协同部门：县车队）\n1.6月底前签订协议。\n",
            id="a heading with two labels",
        ),
    ],
)
def test_each_clause_stands_whole_with_its_brackets(text):
    """The words of a clause may stand in several cells, but then the list has it as it was written."""
    book, _ = sheets_of(text.encode(), "通知.txt")
    said = said_in(book)
    clauses = [part for line in text.split("\n") for part in split_outside(line, "，,。；;")]
    ways = [(words_of(one), bare_clause(one), words_of(unnumbered(one))) for one in clauses]
    assert not [way for way in ways if not any(words in said for words in way)]


def unnumbered(clause: str) -> str:
    """A clause without the signs of Markdown and its number."""
    words = clause.strip("#*- \u3000")
    number = parse_label("", words)
    return number.rest if number else words


def bare_clause(clause: str) -> str:
    """A clause without its number and signs."""
    number = NUMBER.match(clause)
    return words_of(clause[number.end() :] if number else clause)


LONG = "贯彻落实上级决策部署和各项工作要求，" * 30


def test_what_is_left_out_is_never_cut():
    text = f"{HEAD}一、指导思想\n{LONG}以上。\n二、任务\n" + "".join(
        f"{number}. 县教育局要编制第{number}类目录。\n" for number in range(1, 31)
    )
    book, told = sheets_of(text.encode(), "通知.txt")
    assert words_of(LONG) in said_in(book)
    (blank,) = [one.message for one in told if one.code == "D316"]
    assert "35行" in blank
    assert not [
        row[2].value
        for row in book["核对清单"].iter_rows(min_row=5)
        if str(row[2].value).endswith(("……", "…", "……行）"))
    ]


FORM = (
    ("督办事项", "关于学校周边交通秩序整治"),
    ("承办单位", "区交警大队、区城管局"),
    ("协办单位", "区教育局"),
    ("办理时限", "2024年9月25日前"),
    ("办理要求", "1.区交警大队要增设限时停车泊位，9月10日前完成。\n2.区城管局要取缔流动摊点。\n3.做好宣传。"),
    ("联系人及电话", "李某 0731-8455"),
)
FORM_TITLE = ("line", "某区人民政府督查室督办通知单")


def form_of(*rows: tuple[str, str]) -> bytes:
    return as_docx([FORM_TITLE, ("table", ([list(row) for row in rows], []))])


def test_a_letter_of_instruction_printed_as_a_form_is_read():
    tasks = drafted(form_of(*FORM), "督办单.docx")
    assert [
        ("区交警大队要增设限时停车泊位。", "区交警大队", "2024-09-10"),
        ("区城管局要取缔流动摊点。", "区城管局", "2024-09-25"),
        ("做好宣传。", "区交警大队、区城管局", "2024-09-25"),
    ] == [(t["text"], units_by_role(t)["lead"], t["deadline"]["milestones"][0]["due"]) for t in tasks]
    assert [["关于学校周边交通秩序整治"]] * 3 == [task["group"] for task in tasks]


def test_a_form_that_asks_for_one_thing_is_one_task():
    (task,) = drafted(form_of(FORM[0], FORM[1], FORM[3]), "督办单.docx")
    assert ("关于学校周边交通秩序整治", "区交警大队、区城管局") == (task["text"], units_by_role(task)["lead"])


def test_what_else_a_form_says_is_listed():
    book, _ = sheets_of(form_of(*FORM), "督办单.docx")
    assert "联系人及电话李某07318455" in said_in(book)
    assert "李某" not in "".join(task["text"] for task in drafted(form_of(*FORM), "督办单.docx"))


def test_a_form_in_markdown_is_the_same():
    rows = "\n".join(f"| {a} | {b.replace(chr(10), '<br>')} |" for a, b in FORM)
    text = f"{FORM_TITLE[1]}\n\n{rows.replace(chr(10), chr(10) + '| --- | --- |' + chr(10), 1)}"
    assert drafted(form_of(*FORM), "督办单.docx") == drafted(text, "督办单.md")


def test_a_table_of_names_is_no_form():
    rows = (("姓名", "张某"), ("电话", "123"), ("单位", "县教育局"))
    text = as_docx(
        [("line", "关于公开的通知"), ("line", "一、县教育局要编制目录。"), ("table", ([list(r) for r in rows], []))]
    )
    _, told = sheets_of(text, "通知.docx")
    assert ["D794"] == [one.code for one in told if one.code == "D794"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("D820", "一、任务\n1.编制目录。列入计划。\n二、分工\n第1项由县教育局负责。"),
        ("D821", "一、县教育局要编制目录。\n抄送：县委办。"),
        ("D822", "为做好有关工作，现通知如下：\n一、县教育局要编制目录。"),
        ("D823", "请县司法局于3月5日前报送名单。\n一、县教育局要编制目录。"),
        ("D824", "一、县教育局要编制目录，月底前报送。\n某县政府办公室\n2024年3月5日"),
        ("D825", "一、重点任务\n1.编制目录（牵头单位：县教育局）"),
    ],
)
def test_what_gave_no_row_of_its_own_is_listed(code, text):
    _, told = sheets_of((HEAD + text).encode(), "通知.txt")
    assert code in {one.code for one in told}


def test_a_notice_of_which_all_stands_in_the_sheet_has_no_sentence_listed():
    text = "某政办〔2024〕5号\n一、编制目录（责任单位：县教育局；完成时限：2024年6月底前）"
    _, told = sheets_of(text.encode(), "通知.txt")
    assert not {one.code for one in told} & {"D820", "D822", "D823", "D824"}
    _, told = sheets_of("某政办〔2024〕5号\n一、县教育局要编制目录。".encode(), "通知.txt")
    assert not {one.code for one in told} & {"D820", "D822", "D823", "D824", "D825"}


NEAR = (
    ("月底前", "2024年12月底前"), ("这个月底", "2024年12月底"), ("下月5日前", "2025年1月5日前"), ("本月中旬前", "2024年12月中旬前"),
    ("本季度末", "2024年第4季度末"), ("下周五前", "2024年12月20日前"), ("本周内", "2024年12月15日"), ("今晚22时前", "2024年12月11日22时前"),
    ("明日", "2024年12月12日"), ("每月底", "每月底"), ("5月底前", "5月底前"), ("三个月内", "三个月内"), ("６月底", "６月底"),
)  # fmt: skip


@pytest.mark.parametrize(("printed", "plain"), NEAR)
def test_days_that_count_from_that_of_the_notice(printed, plain):
    assert plain == spell_near(printed, date(2024, 12, 11))


@pytest.mark.parametrize(
    ("head", "due"),
    [
        ("2024年3月5日，县长主持召开专题会。", ["2024-03-31"]),
        ("2024年3月5日和2024年4月2日，县长两次调研。", []),
        ("县政府2024年第3次常务会议议定：", []),
    ],
    ids=["the day of a meeting", "two days", "a year alone"],
)
def test_without_a_signature_days_count_from_the_one_day_in_front(head, due):
    (task,) = drafted(f"县政府专题会议纪要\n{head}\n一、县教育局要编制目录，月底前完成。")
    assert due == [one["due"] for one in task["deadline"]["milestones"]]


def test_the_year_of_a_meeting_by_its_number_is_that_of_its_minutes():
    (task,) = drafted(
        "县政府党组2024年第3次会议于3月11日召开，现将事项分解如下：\n一、县教育局要编制目录，6月底前完成。"
    )
    assert ["2024-06-30"] == [one["due"] for one in task["deadline"]["milestones"]]


def test_answers_are_blank_and_parts_have_columns_of_their_own():
    text = f"{HEAD}一、县教育局编制目录，6月底前完成，县财政局保障经费，县司法局予以指导。"
    book, _ = sheets_of(text.encode(), "通知.txt")
    heads = {str(cell.value).replace("\n", ""): cell.column for cell in book.worksheets[0][5]}
    row = {head: book.worksheets[0].cell(6, column).value for head, column in heads.items()}
    assert ("县教育局", "县财政局", "县司法局", None) == (
        row["责任单位"],
        row["配合单位"],
        row["指导单位"],
        row["完成情况"],
    )


def test_a_table_of_units_and_what_each_is_in_charge_of_gives_their_duties():
    text = "# 某市应急预案\n\n某政办〔2025〕3号\n\n## 1 部门职责\n\n| 单位 | 主要职责 |\n|---|---|\n"
    text += "| 市生态环境局 | 组织会商研判，提出预警建议 |\n| 市公安局 | 落实限行措施 |\n"
    assert ["市生态环境局", "市公安局"] == [units_by_role(task)["lead"] for task in drafted(text, "通知.md")]


def test_where_something_was_found_is_no_task_until_a_day_is_set():
    head = "某市〔2025〕4号\n关于扬尘管控的通报\n"
    found = "一、好的方面\n湖东区推行一车一码，市轨道集团喷淋全天运行。\n"
    found += "二、问题清单\n1.市港务集团防尘网破损4000平方米。\n2.滨河南路积尘严重。\n"
    task = "三、整改任务\n1.市港务集团要更换防尘网，11月20日前完成。\n"
    assert ["市港务集团要更换防尘网。"] == [one["text"] for one in drafted(head + found + task)]
    dated = "一、问题清单\n1.县港务集团防尘网破损，6月底前更换。\n2.县水利局堤防未巡查，5月底前整改。\n"
    assert len(drafted(head + dated)) == 2


def test_a_number_of_a_thing_behind_that_of_an_item_is_none_of_its_own():
    text = "某厂〔2025〕1号\n关于大修的通知\n一、项目\n1.阀阵换密封件，动力班负责。\n"
    text += "2.清淤，安环部负责。\n3.3号包装线大修，包装车间负责。\n"
    assert ["动力班", "安环部", "包装车间"] == [units_by_role(task)["lead"] for task in drafted(text)]


def test_a_year_that_is_told_beside_a_day_is_not_read_into_it():
    text = "某会〔2026〕1号\n关于任务的通知\n一、任务\n"
    text += "1.财务部须在3月31日前缴清上年度会费收据、税票，5月20日前完成年度审计。\n2.秘书处编写名录，6月底前完成。\n"
    assert ["2026-03-31", "2026-05-20"] == [one["due"] for one in drafted(text)[0]["deadline"]["milestones"]]
