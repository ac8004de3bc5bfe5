"""What is in doubt is told to the office, and nobody is named by it (docs/规则.md 5.11)."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.sketch import book
from tests.workbooks import agenda_lines
from xltrack.annex.compose import annex_notes
from xltrack.annex.tables import draft_late
from xltrack.assessment.assess import assess
from xltrack.assessment.model import Assessment
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.domain.settings import Office, Policy
from xltrack.mail.letters import compose_letters
from xltrack.mail.recipients import plan_recipients
from xltrack.notices.addressees import find_addressees
from xltrack.notices.compose import compose_notice
from xltrack.notices.render import render_notice
from xltrack.reading.document import read_document
from xltrack.report.writing import report_workbook, summarize

DAY = date(2024, 7, 1)
NAMES = ("县住建局", "县教育局", "县水务局", "县水利局", "县林业局")
ROSTER = Roster(tuple(RosterUnit(name, mail=f"u{n}@a.cn") for n, name in enumerate(NAMES)))
SHEET = """
| 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
| 1 | 新建停车场3处 | 县住建局 | 2024年6月底前 | 差不多了 |
| 2 | 建设课程资源库 | 县教育局 | 2024年6月底前 | 已上线课程120节 |
| 3 | 改造供水管网 | 县水务局 | 2024年5月20日 | 正在施工 |
| 4 | 加固水库 | 县水利局 | 2024年7月5日（视天气） | 正在施工 |
| 5 | 编制规划 | 老李那边 | 2024年6月1日 | 正在编制 |
| 6 | 植树造林 | 县林业局 | 2024年12月底前 | 有序推进 |
"""


@pytest.fixture(scope="module")
def made() -> Assessment:
    return assess([read_document(book(SHEET), roster=ROSTER)], DAY, Policy())


def test_the_states_stand_as_they_were_read(made):
    assert ["overdue", "done", "overdue", "due_soon", "overdue", "in_progress"] == [j.state for j in made.tasks]
    assert [True, True, False, True, False, False] == [j.doubt is not None for j in made.tasks]


@pytest.mark.parametrize("kind", ["通报", "周报"])
def test_a_notice_names_nobody_on_a_doubt(made, kind):
    notice = compose_notice(made, Office(), kind=kind)
    named = [item["单位"] for name in ("滞后单位", "逾期任务", "主要逾期", "到期任务") for item in notice.lists[name]]
    assert {"县水务局"} == set(named)
    assert 3 == notice.page["逾期数"]
    assert {"县住建局", "老李那边", "县水利局"} == {item["单位"] for item in notice.lists["待核实任务"]}
    assert all(item["原因"] for item in notice.lists["待核实任务"])
    assert "另有2项逾期任务的情况待核实，没有点名。" in notice.page["逾期情况"]
    assert {"1（待核实1）", 1, 0} == {item["逾期"] for item in notice.lists["各单位"]}


def test_the_office_is_told_and_units_are_not(made):
    office = render_notice(compose_notice(made, Office(), kind="周报"), "txt")
    unit = render_notice(compose_notice(made, Office(), kind="周报", units=("县住建局",)), "txt")
    assert "待核实3项（没有写给单位）" in office
    assert "「差不多了」说不出办到哪一步" in office
    assert "没有写给单位" not in unit
    assert "逾期1天" not in unit


def test_no_letter_goes_out_on_a_doubt(made):
    assert ("县水务局",) == find_addressees(made).units


def test_no_mail_goes_to_a_unit_on_a_doubt(made):
    office = Office(name="县政府办", mail="o@a.cn")
    plan = plan_recipients(made, office.name, office.mail)
    assert ["县政府办", "县水务局"] == [recipient.name for recipient in plan.recipients]
    letters = list(compose_letters(made, [Path("表.xlsx")], office, plan.recipients))
    assert ("新建停车场3处" in letters[0].text, "新建停车场3处" in letters[1].text) == (True, False)


def test_an_annex_lists_what_is_sure(made):
    _, rows = draft_late(made)
    assert ["县水务局"] == [row.values[1] for row in rows]


def test_what_an_annex_leaves_out_is_said(made):
    assert [("D714", {"count": 2})] == [(note.code, note.facts) for note in annex_notes(made, ())]


def test_the_page_counts_what_is_in_doubt_beside_the_figures(made):
    workbook = openpyxl.load_workbook(BytesIO(report_workbook(made).data), data_only=True)
    captions = [
        str(cell.value) for row in workbook["总览"].iter_rows(min_row=3, max_row=6) for cell in row if cell.value
    ]
    assert ["待核实1" in caption for caption in captions if "待核实" in caption] == [True, True, True]
    late = {row["任务"]: row["填报情况"] for row in agenda_lines(workbook)[0]}
    assert "差不多了（待核实）" == late["新建停车场3处"]
    assert "正在施工" == late["改造供水管网"]


def test_the_lists_of_the_page_mark_what_is_in_doubt(made):
    page = openpyxl.load_workbook(BytesIO(report_workbook(made).data), data_only=True)["总览"]
    shown = [str(cell.value) for row in page.iter_rows() for cell in row if cell.value]
    assert "（待核实）新建停车场3处" in shown
    assert "改造供水管网" in shown
    assert "（待核实）加固水库" in shown


def test_the_console_says_what_is_in_doubt(made):
    lines = summarize(made, Path("报告.xlsx"))
    counts = "".join(lines[1:3])
    assert "已办结1（其中待核实1），在办1，临期1（其中待核实1），逾期3（其中待核实1）" in counts
    assert "逾期3项（其中待核实1）：" in lines
    told = {line.split()[-1] for line in lines if line.startswith("  ")}
    assert {"新建停车场3处（待核实）", "改造供水管网", "加固水库（待核实）"} <= told


def test_a_book_without_doubts_says_nothing_of_them():
    sure = SHEET.replace("差不多了", "正在施工").replace("已上线课程120节", "已完成").replace("（视天气）", "")
    judged = assess([read_document(book(sure.replace("老李那边", "县发改局")), roster=ROSTER)], DAY, Policy())
    assert [] == [*annex_notes(judged, ())]
    data = report_workbook(judged).data
    page = openpyxl.load_workbook(BytesIO(data), data_only=True)["总览"]
    assert not [cell.value for row in page.iter_rows() for cell in row if "待核实" in str(cell.value)]
