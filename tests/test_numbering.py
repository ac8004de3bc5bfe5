"""One number for a task everywhere (docs/规则.md 2.10): by which scheme, kept over the weeks, of several offices, in every output."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.assessments import HEADS, assessment, document, task_row
from tests.office import formula_cells, recalculate, values_of
from tests.weeks import memory
from tests.workbooks import agenda_lines, records, written
from xltrack import api
from xltrack.annex.tables import draft_late
from xltrack.assessment.frame import render_rows
from xltrack.assessment.model import Assessment
from xltrack.assessment.numbering import bare_seq, nth, sub_number
from xltrack.assessment.offices import head_name, office_names
from xltrack.cli.listing import list_document
from xltrack.domain.settings import Office
from xltrack.mail.letters import restrict
from xltrack.notices.compose import compose_notice
from xltrack.report.writing import report_workbook, summarize
from xltrack.telling.names import main_title, progress_title
from xltrack.template.data import compose_data

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_workbooks"
DAY = date(2021, 8, 1)
HEAD = ("序号", "工作任务", "责任单位", "完成时限", "完成情况")


def numbers(made: Assessment) -> list[str]:
    return [judged.number for judged in made.tasks]


def scheme(*tasks: tuple[object, str]) -> list[str]:
    return numbers(assessment(document(HEADS, *[task_row(seq=seq, text=text) for seq, text in tasks])))


# --- which number ---


@pytest.mark.parametrize(
    ("bare", "seq"),
    [
        ("1", "（1）"), ("1", "(1)"), ("1", "１"), ("1", "1."), ("1", "1．"), ("1", "1、"), ("1", "①"), ("1", "⑴"), ("12", "【12】"),
        ("3", "第3项"), ("一", "（一）"), ("3.2", "3.2"), ("A-1", "A-1"), ("01", "01"), ("十二", "十二、"), ("20", "⑳"),
    ],
)  # fmt: skip
def test_a_number_stands_without_brackets_and_its_point(bare, seq):
    assert bare == bare_seq(seq)


@pytest.mark.parametrize(
    ("sub", "text"),
    [
        ("3", "（3）制定方案"), ("3", "(3) 梳理"), ("3", "3.制定方案"), ("3", "3、制定方案"), ("3", "③制定方案"), ("3", "3）制定"),
        ("3.2", "3.2制定方案"), ("3.2.1", "3.2.1 制定"), ("三", "（三）制定方案"), ("12", "12．推进"), ("3", "⒊推进"),
        ("", "3.2亿元的项目开工"), ("", "2021年制定方案"), ("", "3.15公里道路"), ("", "制定方案（3）"), ("", "一是制定方案"),
        ("", "十大工程"), ("", ""), ("", "2.5%的增长"),
    ],
)  # fmt: skip
def test_the_number_at_the_head_of_a_text(sub, text):
    assert sub == sub_number(text)


def test_the_sheets_own_numbers_count_where_each_is_another_one():
    assert ["1", "2", "3"] == scheme(("（1）", "甲"), ("2.", "乙"), ("③", "丙"))
    assert ["一", "二"] == scheme(("（一）", "甲"), ("二、", "乙"))


def test_else_these_with_the_number_at_the_head_of_the_task():
    assert ["1", "2-1", "2-2", "3.1", "3.2"] == scheme(
        (1, "甲"), (2, "（1）乙"), (2, "（2）丙"), (3, "3.1 丁"), (3, "3.2 戊")
    )


def test_else_a_running_one():
    assert ["1", "2", "3"] == scheme((1, "甲"), (1, "乙"), (2, "（1）丙"))
    assert ["1", "2"] == scheme((None, "甲"), (None, "乙"))
    assert ["1", "2", "3"] == scheme((1, "甲"), ("一", "乙"), (2, "丙"))  # 第1项 and 第一项 are called alike


def test_a_document_has_one_scheme_over_all_its_tables():
    made = assessment(document(HEADS, task_row(), task_row(seq=2, text="乙")))
    two = made.documents[0]._replace(
        tables=(*made.documents[0].tables, document(HEADS, task_row(text="丙"), sheet="附件3").tables[0])
    )
    assert ["1", "2", "3"] == numbers(assessment(two))


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("第9项", "9"), ("第2-3项", "2-3"), ("屯留区第10项", "屯留区-10"), ("三门峡市第2-3项", "三门峡市-2-3"), ("第十二-3项", "十二-3"),
        ("榆阳区（2）第4项", "榆阳区（2）-4"), ("第A-1项", "A-1"), ("", ""),
    ],
)  # fmt: skip
def test_what_a_task_is_called(told, number):
    assert told == nth(number)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([None, 1, 2, "一", "（1）", "1-1"]), st.sampled_from(["甲", "（1）甲", "2.乙", "1-1"])
        )
    )
)
def test_no_two_tasks_have_one_number(tasks):
    found = scheme(*tasks)
    assert len(tasks) == len(found) == len(set(found))
    assert all(found)


# --- over the weeks ---


def sheet_of(path: Path, rows: Sequence[tuple[Any, ...]], title: str = "某县重点工作任务分解表（2021年）") -> Path:
    book = Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.append([*HEAD])
    for row in rows:
        sheet.append([*row])
    book.save(path)
    return path


def week(sources: Sequence[Path], day: date) -> dict[str, str]:
    """Report on some sources as the command line does: the number of each task by its words."""
    documents = [api.read(path) for path in sources]
    made = api.assess_carried(api.carry(documents, sources, day), day)
    done = api.report(made, sources)
    shown = records(load_workbook(done.path, data_only=True)["任务台账"])
    ledger = {row["工作任务"]: str(row["编号"]) for row in shown}
    assert ledger == {judged.task.text: judged.number for judged in made.tasks}
    assert ledger == {row.text: row.number for row in memory(done.path).snapshots[0].rows}
    return ledger


TASKS = [
    f"{word}工作方案并组织实施"
    for word in ("制定招商引资", "修订防汛抢险", "推进校园食堂", "落实河湖巡查", "开展燃气整治", "编制档案移交")
]


def rows_of(*texts: str) -> list[tuple[Any, ...]]:
    """No sheet of these numbers its tasks: 序号 is that of a group."""
    return [(1, text, "县政府办", "2021年12月底前", "正在推进") for text in texts]


def weeks() -> Iterator[date]:
    return (date(2021, 7, 4) + timedelta(weeks=n) for n in range(20))


def test_a_task_keeps_its_number_over_eight_weeks(tmp_path):
    """Inserted, reworded, withdrawn, sorted, withdrawn again with the highest number, made anew on the same day."""
    source, days = tmp_path / "某县.xlsx", weeks()
    a, b, c, d, e, f = TASKS
    first = week([sheet_of(source, rows_of(a, b, c, d))], next(days))
    assert {a: "1", b: "2", c: "3", d: "4"} == first
    assert {a: "1", e: "5", b: "2", c: "3", d: "4"} == week([sheet_of(source, rows_of(a, e, b, c, d))], next(days))
    reworded = c.replace("工作方案", "工作实施方案")
    assert "3" == week([sheet_of(source, rows_of(a, e, b, reworded, d))], next(days))[reworded]
    assert {a: "1", b: "2", reworded: "3", d: "4"} == week([sheet_of(source, rows_of(d, b, reworded, a))], next(days))
    assert {d: "4", b: "2", reworded: "3", a: "1"} == week([sheet_of(source, rows_of(d, b, reworded, a))], next(days))
    sixth = week([sheet_of(source, rows_of(f, d, b, reworded, a))], next(days))
    assert {f: "6", d: "4", b: "2", reworded: "3", a: "1"} == sixth  # 5 was withdrawn two weeks ago
    day = next(days)
    week([sheet_of(source, rows_of(d, reworded, a))], day)
    again = week([sheet_of(source, rows_of("新建便民服务大厅", d, reworded, a))], day)
    assert {"新建便民服务大厅": "7", d: "4", reworded: "3", a: "1"} == again
    assert again == week([sheet_of(source, rows_of(a, d, "新建便民服务大厅", reworded))], next(days))


def test_numbers_of_the_sheet_follow_the_sheet_and_stay_as_running_ones(tmp_path):
    """Where the sheet stops to number its tasks, each goes on under its number."""
    source, days = tmp_path / "某县.xlsx", weeks()
    numbered = [(n, text, "县政府办", "2021年12月底前", "正在推进") for n, text in enumerate(TASKS[:4], 1)]
    made = api.assess([api.read(sheet_of(source, numbered))], day := next(days))
    api.report(made, [source])
    assert ["1", "2", "3", "4"] == numbers(made)
    mixed = [(None, TASKS[4], "县政府办", "2021年12月底前", None), *reversed(numbered)]
    found = week([sheet_of(source, mixed)], day + timedelta(weeks=1))
    assert {TASKS[4]: "5", **{text: str(n) for n, text in enumerate(TASKS[:4], 1)}} == found


def test_another_list_is_numbered_anew(tmp_path):
    source, days = tmp_path / "某县.xlsx", weeks()
    week([sheet_of(source, rows_of(*[f"{text}{n}" for n in "甲乙丙丁" for text in TASKS]))], next(days))
    other = [f"第{n}条信访件" + "办理回复" * 3 for n in ("王", "李", "赵", "钱", "孙", "周", "吴", "郑", "冯", "陈")]
    assert [str(n) for n in range(1, 11)] == [*week([sheet_of(source, rows_of(*other))], next(days)).values()]


def test_a_report_read_again_has_the_same_numbers_and_the_same_ledger(tmp_path):
    for name in ("榆阳区_跟踪", "屯留区", "华龙区"):
        source = SAMPLES / f"{name}.xlsx"
        first = api.assess([api.read(source)], DAY)
        path = api.report(first, [source], tmp_path / f"{name}.xlsx").path
        second = api.assess([api.read(path)], DAY)
        again = api.report(second, [path], tmp_path / f"{name}_又.xlsx").path
        assert numbers(first) == numbers(second)
        ledgers = [
            [[c.value for c in row] for row in load_workbook(p)["任务台账"].iter_rows(min_row=4)] for p in (path, again)
        ]
        assert ledgers[0] == ledgers[1]


def test_a_row_typed_into_the_ledger_takes_the_next_number(tmp_path):
    made = assessment(document(HEADS, task_row(), task_row(text="乙"), task_row(text="丙")))
    path = tmp_path / "甲.xlsx"
    path.write_bytes(report_workbook(made).data)
    book = load_workbook(path)
    sheet = book["任务台账"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    sheet.insert_rows(6)
    for head, value in (("主要任务", "丁"), ("责任单位", "区财政局"), ("序号", 1)):
        sheet.cell(6, heads[head]).value = value
    book.save(path)
    read = api.assess([api.read(path)], DAY)
    assert [("制定方案", "1"), ("丁", "4"), ("乙", "2"), ("丙", "3")] == [(j.task.text, j.number) for j in read.tasks]


# --- several offices ---


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("屯留区", "屯留区2021年重点工作任务分解表"), ("榆阳区政府办", "榆阳区政府办2021年政务公开工作任务分解表"),
        ("县教育局", "县教育局重点任务"), ("雄县", "雄县全面推进依法行政任务分解表"), ("青云镇", "青云镇人居环境整治任务清单"),
        ("湘西经开区管委会", "湘西经开区管委会年度任务"), ("中共靖边县委办公室", "中共靖边县委办公室2023年工作要点"),
        ("市住房和城乡建设局", "市住房和城乡建设局城市更新任务分解表"), ("乌审旗", "乌审旗基层政务公开标准化规范化重点任务分解表"),
        ("", "2021年重点工作任务分解表"), ("", "城市更新行动任务表"), ("", "乡村振兴重点任务分解表"), ("", "县域经济发展任务分解表"),
        ("", "区直各部门任务分解表"), ("", "社区治理任务"), ("", "全县重点工作任务"),
    ],
)  # fmt: skip
def test_an_office_is_called_as_its_title_begins(name, title):
    assert name == head_name(title)


def test_offices_are_called_by_title_roster_file_and_never_alike():
    def named(*pairs: tuple[str, str | None]) -> tuple[str, ...]:
        return office_names([document(HEADS, task_row(), source=source, title=title) for source, title in pairs])

    assert ("屯留区", "榆阳区") == named(("附件1.xlsx", "屯留区任务分解表"), ("附件2.xlsx", "榆阳区任务分解表"))
    assert ("屯留区", "榆阳区") == named(("屯留区_进度_2021-07-01.xlsx", "重点任务"), ("榆阳区.xlsx", None))
    # One title for all: the names of the files tell who sent them.
    assert ("县教育局", "县民政局") == named(
        ("县教育局.xlsx", "某某县任务分解表"), ("县民政局.xlsx", "某某县任务分解表")
    )
    assert ("榆阳区", "榆阳区（2）") == named(("一.xlsx", "榆阳区重点任务"), ("二.xlsx", "榆阳区民生实事"))
    assert ("",) == named(("甲.xlsx", "屯留区任务分解表"))


@pytest.mark.parametrize(
    ("title", "titles"),
    [
        ("2021年民生实事进度", ("屯留区2021年民生实事任务分解表", "榆阳区2021年民生实事任务分解表")),
        ("基层政务公开标准化规范化工作进度", ("屯留区基层政务公开标准化规范化任务表", "榆阳区全面推进基层政务公开标准化规范化工作分解表")),
        ("屯留区、榆阳区工作进度", ("屯留区防汛任务分解表", "榆阳区营商环境任务分解表")),
        ("屯留区、榆阳区等3个单位工作进度", ("屯留区防汛任务分解表", "榆阳区营商环境任务分解表", "潞城区招商清单")),
    ],
)  # fmt: skip
def test_the_book_of_several_offices_is_called_after_the_work_they_share(title, titles):
    made = [document(HEADS, task_row(text=f"事{n}"), source=f"{n}.xlsx", title=told) for n, told in enumerate(titles)]
    assert title == progress_title(assessment(*made))
    assert "文件" not in (main_title(assessment(*made)) or "")


def collection() -> Assessment:
    return api.assess([api.read(SAMPLES / f"{name}.xlsx") for name in ("榆阳区_跟踪", "屯留区", "华龙区")], DAY)


def test_several_offices_stand_in_front_of_numbers_and_in_the_first_columns():
    made = collection()
    assert {"榆阳区", "屯留区", "华龙区"} == {judged.office for judged in made.tasks}
    assert all(judged.number.startswith(f"{judged.office}-") for judged in made.tasks)
    assert len(set(numbers(made))) == len(made.tasks)
    book = written(made)
    ledger = records(book["任务台账"])
    assert ["编号", "报送单位"] == [cell.value for cell in book["任务台账"][4]][:2]
    assert numbers(made) == [row["编号"] for row in ledger]
    late = {row["编号"]: row["报送单位"] for row in agenda_lines(book)[0]}
    assert late
    assert all(number.startswith(office) for number, office in late.items())
    assert set(numbers(made)) >= {row["编号"] for row in records(book["时间轴"])}
    told = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert not any("未归类" in text for text in told)


def test_a_collection_read_again_has_the_same_numbers(tmp_path):
    made = collection()
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(report_workbook(made).data)
    read = api.assess([api.read(path)], DAY)
    assert numbers(made) == numbers(read)
    assert [j.office for j in made.tasks] == [j.office for j in read.tasks]


def test_a_collection_that_was_pasted_elsewhere_makes_no_unit_of_an_office(tmp_path):
    made = collection()
    path, pasted = tmp_path / "汇总.xlsx", Workbook()
    path.write_bytes(report_workbook(made).data)
    for row in load_workbook(path, data_only=True)["任务台账"].iter_rows(min_row=4, values_only=True):
        pasted.active.append(row)
    pasted.save(tmp_path / "粘贴.xlsx")
    read = api.assess([api.read(tmp_path / "粘贴.xlsx")], DAY)
    assert numbers(made) == numbers(read)
    assert [j.lead for j in made.tasks] == [j.lead for j in read.tasks]


def test_a_running_number_is_kept_for_each_office(tmp_path):
    one, other, days = tmp_path / "一.xlsx", tmp_path / "二.xlsx", weeks()
    titles = ("甲水区任务分解表", "乙山区任务分解表")
    sheet_of(one, rows_of(*TASKS[:2]), titles[0])
    first = week([one, sheet_of(other, rows_of(*TASKS[2:4]), titles[1])], next(days))
    assert {TASKS[0]: "甲水区-1", TASKS[1]: "甲水区-2", TASKS[2]: "乙山区-1", TASKS[3]: "乙山区-2"} == first
    sheet_of(one, rows_of(TASKS[4], *TASKS[:2]), titles[0])
    found = week([one, sheet_of(other, rows_of("新建便民大厅", TASKS[3]), titles[1])], next(days))
    assert {TASKS[4]: "甲水区-3", "新建便民大厅": "乙山区-3", TASKS[3]: "乙山区-2"}.items() <= found.items()


def test_notices_name_tasks_by_their_numbers_and_keep_offices_together():
    notice = compose_notice(collection(), Office())
    offices = [item["编号"].partition("-")[0] for item in notice.lists["逾期任务"]]
    assert [*dict.fromkeys(offices)] == sorted(set(offices), key=["榆阳区", "屯留区", "华龙区"].index)
    assert len(offices) == sum(offices.count(name) for name in dict.fromkeys(offices))
    runs = [name for n, name in enumerate(offices) if offices[n - 1 : n] != [name]]
    assert len(runs) == len(set(offices))
    assert "未归类" not in str((notice.page, notice.lists))


# --- everywhere ---


def test_every_output_calls_a_task_by_its_number():
    made = assessment(
        document(
            HEADS, task_row(status="已完成"), task_row(text="开设专栏", status="正在推进"), task_row(text="征求意见")
        )
    )
    assert ["1", "2", "3"] == numbers(made)
    assert [2, 3] == [row.values[0] for row in draft_late(made)[1]]
    assert ["2", "3"] == [line.names["编号"] for line in compose_data(made).lists["逾期"]]
    exported = b"".join(render_rows(made, ".csv")).decode("utf-8-sig").splitlines()
    at = exported[0].split(",").index("编号")
    assert ["1", "2", "3"] == [line.split(",")[at] for line in exported[1:]]
    assert any("第2项 开设专栏" in line for line in summarize(made, Path("甲.xlsx")))
    assert ["  4  1  制定方案", "  5  2  开设专栏"] == [
        line[2:] for line in list_document(made) if "方案" in line or "专栏" in line
    ]
    book = written(made)
    assert [2, 3] == [row["编号"] for row in agenda_lines(book)[0]]
    told = {c.value for sheet in book for row in sheet.iter_rows() for c in row if isinstance(c.value, str)}
    assert not any(text.startswith("第") and text.endswith("行") for text in told)
    assert "台账行" not in told


def test_an_excerpt_keeps_the_numbers_of_the_whole():
    """What one unit gets names its tasks as the whole does, though its own 序号 would number them."""
    rows = [
        task_row(),
        task_row(text="乙", lead="区财政局"),
        task_row(seq=2, text="丙"),
        task_row(seq=2, text="丁", lead="区财政局"),
    ]
    whole = assessment(document(HEADS, *rows))
    assert ["2", "4"] == numbers(restrict(whole, ["区财政局"]))
    several = assessment(
        document(HEADS, *rows), document(HEADS, task_row(text="戊"), source="屯留区.xlsx", title="屯留区任务")
    )
    assert ["榆阳区-2", "榆阳区-4"] == numbers(restrict(several, ["区财政局"]))


@pytest.mark.office
def test_live_lists_show_the_numbers_of_several_offices(tmp_path):
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(report_workbook(collection()).data)
    (calculated,) = recalculate([path], tmp_path)
    formulas, ours, theirs = formula_cells(path), values_of(path), values_of(calculated)
    differing = [
        (sheet, cell)
        for sheet, cells in formulas.items()
        for cell in cells
        if ours[sheet].get(cell) != theirs[sheet].get(cell)
    ]
    assert [] == differing
    assert any("xltrack_numbers" in text for text in formulas["逾期和临期"].values())
