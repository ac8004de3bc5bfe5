"""What staff drop in and what is right of it, kind by kind: each was once read wrong, most of them without a word."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.sketch import book
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.domain.settings import Policy
from xltrack.notices.scope import silent_tasks
from xltrack.programs.inspection import list_diagnostics
from xltrack.reading.document import read_document

DAY = date(2021, 8, 1)
TITLE = "2021年重点工作任务分解表\n"
HEAD = "| 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |"


def judged(drawn: str) -> Assessment:
    """A sheet drawn as a sketch, judged as of the day."""
    lines = [line for line in drawn.splitlines() if line.strip()]
    return api.assess([read_document(book("\n".join(lines)))], DAY, Policy(unreported="late"))


def states(made: Assessment) -> list[str]:
    return [one.state for one in made.tasks]


def dues(made: Assessment) -> list[list[str]]:
    return [[m.due.isoformat() for m in one.task.deadline.milestones if m.due] for one in made.tasks]


def said(made: Assessment, *codes: str) -> list[tuple[str, str]]:
    """Codes and cells of what is said, of some rules alone where they are named."""
    found = [(d.code, d.cell.a1.partition("!")[2]) for d in list_diagnostics(made) if d.cell]
    return [one for one in found if not codes or one[0] in codes]


def severities(made: Assessment, column: str) -> list[str]:
    """How grave what is said of the cells of a column is, from the top down."""
    return [d.severity for d in list_diagnostics(made) if d.cell and d.cell.a1.partition("!")[2][0] == column]


def saved(path: Path, *rows: tuple[object, ...]) -> Path:
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    workbook.save(path)
    return path


# Numbers that would be wrong without a word


def test_whether_it_is_finished_is_asked_of_the_column_that_says_so() -> None:
    made = judged(f"""{TITLE}
        | 序号 | 工作任务 | 责任单位 | 完成时限      | 完成情况       | 状态 |
        | 1    | 编制方案 | 区财政局 | 2021年7月31日 | 已完成         | 正常 |
        | 2    | 建设平台 | 区教育局 | 2021年7月31日 | 已完成         | 滞后 |
        | 3    | 开展评估 | 区审计局 | 2021年7月31日 | 未完成         | 正常 |
        | 4    | 组织培训 | 区人社局 | 2021年7月31日 | 已于7月20日办结 | 绿灯 |
        | 5    | 组织检查 | 区人社局 | 2021年7月31日 | 未完成         | 已办结 |
    """)
    assert ["done", "done", "overdue", "done", "overdue"] == states(made)
    (conflict,) = [d for d in list_diagnostics(made) if d.code == "D609"]
    assert ("warning", "Sheet1!E7", ["Sheet1!F7"]) == (
        conflict.severity, conflict.cell and conflict.cell.a1, [cell.a1 for cell in conflict.related]
    )  # fmt: skip


@pytest.mark.parametrize("spoilt", ["pasted", "hidden row deleted"])
def test_our_own_columns_are_never_read_as_the_office_s(tmp_path: Path, spoilt: str) -> None:
    rows = [("序号", "工作任务", "责任单位", "完成时限", "完成情况")]
    rows += [
        (n, f"开展第{n}项", "区财政局", day, "")
        for n, day in enumerate(("2021年7月15日", "2021年8月5日", "2021年9月底前"), 1)
    ]
    source = saved(tmp_path / "任务.xlsx", *rows)
    written = api.report(api.assess(api.read(source), DAY), [source]).path
    workbook = openpyxl.load_workbook(written)
    ledger = workbook["任务台账"]
    header = next(row for row in range(1, 10) if ledger.cell(row, 1).value == "序号")
    place = [cell.value for cell in ledger[header]].index("完成情况") + 1
    for row, words in enumerate(("已完成", "完成60%", "暂缓"), header + 1):
        ledger.cell(row, place).value = words
    shown = {"状态": ("逾期", "临期", "未填报"), "状态说明": ("没有填报",) * 3}
    for name, words in shown.items():
        at = [cell.value for cell in ledger[header]].index(name) + 1
        for row, word in enumerate(words, header + 1):
            ledger.cell(row, at).value = word
    if spoilt == "pasted":
        lines = [[cell.value for cell in row[:13]] for row in ledger.iter_rows(header, header + 3)]
        path = saved(tmp_path / "粘贴.xlsx", *map(tuple, lines))
    else:
        ledger.delete_rows(header - 1)
        path = tmp_path / "删行.xlsx"
        workbook.save(path)
    made = api.assess(api.read(path), DAY)
    assert ["done", "due_soon", "suspended"] == states(made)
    assert [None, 0.6, None] == [one.progress for one in made.tasks]


@pytest.mark.parametrize(
    "words",
    [
        "预计8月10日",
        "拟于8月10日完成",
        "8月底前",
        "计划7月20日",
        "7月20日（计划）",
        "延期至8月31日",
        "计划2021年8月10日",
    ],
)
def test_what_is_only_meant_for_a_day_is_not_done(words: str) -> None:
    made = judged(f"{TITLE}{HEAD[:-1]}| 完成日期 |\n| 1 | 开展检查 | 区财政局 | 2021年6月30日 | | {words} |")
    assert (["overdue"], [("D607", "F3")]) == (states(made), said(made))
    assert ["warning"] == severities(made, "F")


@pytest.mark.parametrize("stops", ["2021。6。30", "2021，6，30", "2021、6、30"])
def test_a_date_with_the_stops_of_an_input_method_is_that_day(stops: str) -> None:
    made = judged(f"{TITLE}{HEAD}\n| 1 | 编制方案 | 区财政局 | '{stops} | |")
    assert ([["2021-06-30"]], ["overdue"]) == (dues(made), states(made))


def test_so_is_a_done_date() -> None:
    made = judged(
        f"{TITLE}{HEAD[:-1]}| 完成日期 |\n| 1 | 组织培训 | 区人社局 | 2021年6月30日 | 已完成 | '2021。6。25 |"
    )
    assert ("done", date(2021, 6, 25)) == (made.tasks[0].state, made.tasks[0].done)


def test_the_struck_part_of_a_cell_is_not_read(tmp_path: Path) -> None:
    def partly(struck: str, rest: str) -> CellRichText:
        return CellRichText(TextBlock(InlineFont(strike=True), struck), TextBlock(InlineFont(), rest))

    path = saved(
        tmp_path / "a.xlsx",
        ("序号", "工作任务", "责任单位", "完成时限", "完成情况"),
        (1, "编制方案", "区财政局", partly("2021年6月30日", "2021年9月30日"), ""),
        (2, "建设平台", partly("区教育局", "区司法局"), "2021年9月30日", ""),
        (3, "组织培训", "区人社局", "2021年7月15日", partly("已完成", "正在推进")),
    )
    made = api.assess(api.read(path), DAY)
    assert [["2021-09-30"], ["2021-09-30"], ["2021-07-15"]] == dues(made)
    assert ["区财政局", "区司法局", "区人社局"] == [one.task.units[0].name for one in made.tasks]
    assert ["unreported", "unreported", "overdue"] == states(made)
    assert [("D271", "D2"), ("D271", "C3"), ("D271", "E4")] == said(made, "D271")
    assert {"info"} == {d.severity for d in list_diagnostics(made) if d.code == "D271"}


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2021年6底", "2021-06-30"), ("2021年陆月", "2021-06-30"), ("2021年l2月底", "2021-12-31"), ("2021年I2月底", "2021-12-31"),
        ("2021年6月第一周", ""), ("2021年7月第二个星期", ""), ("2021年年末前一周", ""), ("2021年学年末", ""), ("学年末", ""),
        ("2021年半年末", ""), ("农历八月十五前", ""), ("阴历八月十五前", ""),
    ],
)  # fmt: skip
def test_a_slip_is_read_and_what_cannot_be_is_an_error(text: str, due: str) -> None:
    made = judged(f"{TITLE}{HEAD}\n| 1 | 编制方案 | 区财政局 | {text} | |")
    assert [[due] if due else []] == dues(made)
    assert due or "error" in severities(made, "D")


@pytest.mark.parametrize("rest", ["（已完成）", "，已办结", "（未完成）", " √", "（滞后）", "左右"])
def test_no_rest_of_a_deadline_is_dropped_without_a_word(rest: str) -> None:
    made = judged(f"{TITLE}{HEAD}\n| 1 | 编制方案 | 区财政局 | 2021年6月底前{rest} | |")
    assert ([["2021-06-30"]], ["overdue"], ["warning"]) == (dues(made), states(made), severities(made, "D"))


def test_what_xltrack_itself_put_for_nothing_reported_is_no_report(tmp_path: Path) -> None:
    """未填报 of an annex, read again: 催报通知 asks the units of all tasks of which nobody said a word."""
    source = saved(
        tmp_path / "任务.xlsx",
        ("序号", "工作任务", "责任单位", "完成时限", "完成情况"),
        (1, "编制清单", "区政府办", "2021年6月30日", "已完成"),
        (2, "建设平台", "区教育局、区财政局", "2021年7月31日", ""),
        (3, "组织培训", "区人社局", "2021年8月5日", ""),
        (4, "开展评估", "区审计局", "2021年9月底前", ""),
        (5, "落实机制", "各乡镇", "持续推进", ""),
    )
    first = api.assess(api.read(source), DAY)
    again = api.assess(api.read(api.annex(first, [source]).path), DAY)
    assert ["编制清单", "建设平台", "组织培训", "开展评估", "落实机制"] == [one.task.text for one in again.tasks]
    asked = [one.task.text for _, one in silent_tasks(again)]
    assert ["建设平台", "组织培训", "开展评估"] == asked == [one.task.text for _, one in silent_tasks(first)]


@pytest.mark.parametrize(
    ("words", "state", "progress"),
    [
        ("7月：完成30%⏎8月：完成60%⏎9月：已完成", "done", None), ("5月：启动；6月：完成初稿；7月：已印发", "done", None),
        ("【6月】正在起草⏎【7月】已印发实施", "done", None), ("上月：未完成。本月：已完成。", "done", None),
        ("一季度：未启动；二季度：已完成", "done", None), ("6.10 正在推进；6.15 已完成", "done", None),
        ("正在推进（6月）；已办结（6月10日）", "done", None), ("原计划6月底完成，现已完成", "done", None),
        ("完成率由50%提升至80%", "overdue", 0.8), ("6月完成50%，7月完成100%", "done", 1.0), ("(√)完成 ( )未完成", "done", None),
        ("完成√ 未完成", "done", None), ("是√ 否□", "done", None), ("100/100", "done", 1.0),
    ],
)  # fmt: skip
def test_of_a_cell_that_keeps_its_history_the_latest_entry_counts(
    words: str, state: str, progress: float | None
) -> None:
    made = judged(f"{TITLE}{HEAD}\n| 1 | 开展专项工作 | 区财政局 | 2021年6月30日 | '{words} |")
    assert (state, progress) == (made.tasks[0].state, made.tasks[0].progress)


@pytest.mark.parametrize(
    ("status", "note"), [("", "已于6月20日完成"), ("见备注", "已完成"), ("", "经批准延期至9月底"), ("", "取消")]
)
def test_an_answer_in_the_remarks_is_not_taken_and_not_passed_over(status: str, note: str) -> None:
    made = judged(f"{TITLE}{HEAD[:-1]}| 备注 |\n| 1 | 编制方案 | 区财政局 | 2021年6月30日 | {status} | {note} |")
    assert (["overdue"], [("D610", "F3")], ["warning"]) == (states(made), said(made, "D610"), severities(made, "F"))


def test_dates_in_the_words_of_tasks_are_named_where_there_is_no_deadline() -> None:
    made = judged(f"""{TITLE}
        | 序号 | 工作任务              | 责任单位 | 完成情况 |
        | 1    | 编制目录（6月底前）   | 区财政局 |          |
        | 2    | 2021年7月31日前建设平台 | 区教育局 |          |
        | 3    | 开展评估，9月底前完成 | 区审计局 |          |
    """)
    assert ([("D281", "B3")], ["warning"]) == (said(made, "D281"), severities(made, "B"))


# Files


@pytest.mark.parametrize("number", [1200, 3, 44377.5])
def test_general_in_chinese_is_no_date(tmp_path: Path, number: float) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        ("序号", "工作任务", "责任单位", "完成时限", "投资"),
        (1, "编制方案", "区财政局", "2021年6月30日", number),
    )
    workbook = openpyxl.load_workbook(path)
    workbook.active["E2"].number_format = "G/通用格式"
    workbook.save(path)
    (table,) = api.read(path).tables
    assert number == table.tasks[0].values[4]


@pytest.mark.parametrize("number", [7.5, 703])
def test_a_small_number_in_a_cell_of_dates_is_no_done_date(tmp_path: Path, number: float) -> None:
    path = saved(
        tmp_path / "a.xlsx",
        ("序号", "工作任务", "责任单位", "完成时限", "完成日期"),
        (1, "编制方案", "区财政局", "2021年7月31日", number),
        (2, "印发方案", "区财政局", "2021年7月31日", "2021年7月20日"),
    )
    workbook = openpyxl.load_workbook(path)
    workbook.active["E2"].number_format = "yyyy-mm-dd"
    workbook.save(path)
    made = api.assess(api.read(path), DAY)
    assert (["overdue", "done"], [("D272", "E2")], ["warning"]) == (states(made), said(made), severities(made, "E"))


@pytest.mark.parametrize("header", ["完成时间（实际）", "实际完成时间", "完成时间(实际)"])
def test_what_came_true_in_brackets_is_a_done_date(header: str) -> None:
    made = judged(f"""{TITLE}
        | 序号 | 工作任务 | 责任单位 | 完成时间（计划） | {header}  |
        | 1    | 编制方案 | 区财政局 | 2021年6月30日  | 2021年6月20日 |
    """)
    assert ("done", date(2021, 6, 20), [["2021-06-30"]]) == (made.tasks[0].state, made.tasks[0].done, dues(made))


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57, 58])
def test_dates_in_the_built_in_formats_of_chinese_office_are_read_from_xls(tmp_path: Path, number: int) -> None:
    written = xlwt.Workbook()
    sheet = written.add_sheet("任务")
    for column, word in enumerate(("序号", "主要任务", "责任单位", "完成时限", "完成情况")):
        sheet.write(0, column, word)
    for column, value in enumerate((1, "制定方案", "区教育局")):
        sheet.write(1, column, value)
    sheet.write(1, 3, date(2021, 6, 30), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    stream = BytesIO()
    written.save(stream)
    path = tmp_path / "a.xls"
    path.write_bytes(_with_format(stream.getvalue(), number))
    (due,) = dues(api.assess(api.read(path), DAY))
    assert "2021-06" == due[0][:7]


def _with_format(data: bytes, number: int) -> bytes:
    """The workbook with another number in place of that of its only format of its own (164, in XF records)."""
    at = 0
    found = data
    while (at := found.find(b"\xe0\x00\x14\x00", at)) >= 0:
        if found[at + 6 : at + 8] == (164).to_bytes(2, "little"):
            found = found[: at + 6] + number.to_bytes(2, "little") + found[at + 8 :]
        at += 4
    return found
