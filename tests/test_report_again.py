"""What xltrack writes, xltrack reads: a report on a report has the same tasks (docs/规则.md 2.1)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import sketch
from tests.assessments import HEADS, assessment, document, task_row
from tests.processes import SAMPLES, TRACKED
from tests.weeks import edit
from xltrack import api
from xltrack.reading.document import read_document
from xltrack.reading.files.source import open_book
from xltrack.report.ledger.plan import Origins
from xltrack.report.writing import report_workbook
from xltrack.sheets.digest import canonical, standing_of

DAY = date(2021, 8, 1)
DATA = Path(__file__).parent / "data" / "corpus"


def report_on(path: Path, target: Path) -> Path:
    target.write_bytes(report_workbook(api.assess([api.read(path)], DAY)).data)
    return target


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_report_reads_as_the_same_tasks(sample, tmp_path):
    first = api.assess([api.read(sample)], DAY)
    second = api.assess([api.read(report_on(sample, tmp_path / "a.xlsx"))], DAY)
    assert [told(task) for task in first.tasks] == [told(task) for task in second.tasks]
    assert (first.total, first.by_lead, first.by_stage) == (second.total, second.by_lead, second.by_stage)


BOOKS = sorted(
    path for path in (*SAMPLES.iterdir(), *DATA.iterdir()) if path.suffix in (".xlsx", ".xls", ".et", ".ods")
)


@pytest.mark.parametrize("day", [DAY, date(2023, 6, 15)], ids=str)
@pytest.mark.parametrize("book", BOOKS, ids=lambda path: path.stem)
def test_a_report_of_a_report_has_the_same_states(book, day, tmp_path):
    first = api.assess([api.read(book)], day)
    if not first.tasks:
        pytest.skip("a roster")
    path = tmp_path / "a.xlsx"
    path.write_bytes(report_workbook(first).data)
    second = api.assess([api.read(path)], day)
    assert [brief(task) for task in first.tasks] == [brief(task) for task in second.tasks]


def brief(judged):
    return judged.task.text, judged.state, judged.days, judged.lead, judged.named, judged.planned


@pytest.mark.parametrize("number", ["X政发〔2021〕3号", ""])
def test_the_year_of_a_document_goes_through_its_report(number, tmp_path):
    """「12月8日」 of a document of 2021 is not the last December of August 2021 (docs/规则.md 5.3)."""
    drawn = f"""
{number}
任务分解表
| 序号 | 工作任务   | 责任单位 | 完成时限      | 完成情况          |
| 1    | 安装标志牌 | 区交通局 | 2021年12月底前 | 已于12月8日完成 |
| 2    | 开展演练   | 区应急局 | 2021年6月底前  | 已于6月8日完成  |
"""
    given = None if number else 2021
    first = api.assess([read_document(sketch.book(drawn.strip()), given)], DAY)
    assert ["unreported", "done"] == [task.state for task in first.tasks]
    path = tmp_path / "a.xlsx"
    path.write_bytes(report_workbook(first).data)
    assert ["unreported", "done"] == [task.state for task in api.assess([api.read(path)], DAY).tasks]


def test_what_came_true_of_a_task_in_two_rows_stays_beside_a_table_with_done_dates(tmp_path):
    drawn = """
| 标题     | 责任单位 | 计划完成时间  | 完成时间      | 处理状态 |
| 编制目录 | 区政府办 | 2021年3月31日 | 2021年3月20日 | 已完成   |
| 公开目录 | 区政府办 | 2021年4月30日 | 2021年4月20日 | 已完成   |
| 汇总目录 | 区政府办 | 2021年5月30日 | 2021年5月20日 | 已完成   |

里程碑表
| 里程碑     | 计划/实际 | 开始时间      | 结束时间      | 完成情况 |
| 服务器上架 | 计划      | 2021年1月10日 | 2021年1月31日 |          |
|            | 实际      | 2021年1月10日 | 2021年2月5日  | 已完成   |
| 大屏安装   | 计划      | 2021年2月10日 | 2021年9月10日 |          |
|            | 实际      | 2021年2月10日 |               | 正在安装 |
"""
    first = api.assess([read_document(sketch.book(drawn))], DAY)
    assert 5 == len(first.tasks)
    path = tmp_path / "a.xlsx"
    path.write_bytes(report_workbook(first).data)
    assert [brief(t) for t in first.tasks] == [brief(t) for t in api.assess([api.read(path)], DAY).tasks]


def test_a_ledger_without_formulas_tells_the_same(tmp_path, monkeypatch):
    first = api.assess([api.read(TRACKED, year=2021)], DAY)
    monkeypatch.setattr("xltrack.report.live.book.MOST_TASKS", 1)
    path = tmp_path / "a.xlsx"
    path.write_bytes(report_workbook(first).data)
    again = api.read(path)
    assert frozenset() == again.typed
    assert [brief(t) for t in first.tasks] == [brief(t) for t in api.assess([again], DAY).tasks]
    edit(path, row12_完成情况="已完成")
    assert {12} == api.read(path).typed


def told(judged):
    """What a task says and is judged to be, without where it stands."""
    task = judged.task
    units = [unit.to_dict() for unit in task.units]
    deadline, reports = task.deadline.to_dict(), [back.to_dict() for back in task.reports]
    return (
        task.seq,
        task.group,
        task.text,
        units,
        deadline,
        reports,
        task.reported,
        task.struck,
        judged.state,
        judged.days,
    )


def test_a_report_on_a_report_has_the_same_ledger(tmp_path):
    first = report_on(TRACKED, tmp_path / "甲.xlsx")
    second = report_on(first, tmp_path / "乙.xlsx")
    cells = [shown(load_workbook(path, data_only=True)["任务台账"]) for path in (first, second)]
    assert cells[0] == cells[1]
    assert "附件2!A5" == cells[1][5][-1]


def shown(sheet: Worksheet) -> list[list[Any]]:
    """The values of the columns that are not hidden."""
    hidden = {n for d in sheet.column_dimensions.values() if d.hidden for n in range(d.min, d.max + 1)}
    return [[cell.value for cell in row if cell.column not in hidden] for row in sheet.iter_rows()]


def test_a_report_on_a_collection_still_names_the_offices(tmp_path):
    path = tmp_path / "汇总.xlsx"
    sources = [TRACKED, SAMPLES / "屯留区.xlsx"]
    path.write_bytes(report_workbook(api.assess([api.read(source) for source in sources], DAY)).data)
    books = [load_workbook(made, data_only=True) for made in (path, report_on(path, tmp_path / "又.xlsx"))]
    for sheet in ("任务台账", "逾期和临期"):
        assert shown(books[0][sheet]) == shown(books[1][sheet])
    assert books[0]["总览"]["B1"].value == books[1]["总览"]["B1"].value == "基层政务公开标准化规范化工作进度"


def test_a_collection_of_reports_names_report_and_sheet(tmp_path):
    reports = [report_on(SAMPLES / f"{name}.xlsx", tmp_path / f"{name}.xlsx") for name in ("榆阳区", "屯留区")]
    made = api.assess([api.read(path) for path in reports], DAY)
    origins = Origins(made)
    assert ["榆阳区.xlsx 附件2!A4", "屯留区.xlsx Sheet1!A30"] == [origins.of(made.tasks[0]), origins.of(made.tasks[-1])]


def test_true_is_not_1_to_the_digest(tmp_path):
    """A tick that became a number is an edit; one that another program saved as it was is none."""
    rows = [task_row(), task_row(status="是")]
    made = assessment(document(f"{HEADS} other:已公开", *[(*row, True) for row in rows]))
    path = tmp_path / "甲.xlsx"
    path.write_bytes(report_workbook(made).data)
    assert "unchanged" == standing_of(open_book(path))
    book = load_workbook(path)
    (cell,) = (cell for cell in book["任务台账"][5] if cell.value is True)
    cell.value = 1
    book.save(path)
    assert "edited" == standing_of(open_book(path))
    assert ("TRUE", "FALSE", "1") == (canonical(True), canonical(False), canonical(1))


def test_a_report_is_ours_and_unchanged_until_a_cell_is(tmp_path):
    path = report_on(TRACKED, tmp_path / "甲.xlsx")
    assert "unchanged" == standing_of(open_book(path))
    book = load_workbook(path)
    book.save(path)
    assert "unchanged" == standing_of(open_book(path))
    book["任务台账"]["F9"] = "已完成"
    book.save(path)
    assert "edited" == standing_of(open_book(path))
    assert "foreign" == standing_of(open_book(TRACKED))
