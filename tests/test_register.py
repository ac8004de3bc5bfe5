"""督办登记.xlsx: numbers go on, nothing that was typed is lost, the ledger says what is closed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests import weeks
from tests.assessments import HEADS, assessment, document, task_row
from xltrack import api
from xltrack.domain.letters import LetterLine
from xltrack.domain.settings import Office
from xltrack.notices.register import Register
from xltrack.sources import is_source

FIRST, SECOND = date(2021, 8, 2), date(2021, 8, 9)
HEADER = 4


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet of three late tasks of two units."""
    book = Workbook()
    page = book.active
    page.append(["序号", "主要任务", "责任单位", "完成时限", "完成情况"])
    for row in (
        (1, "制定方案", "区教育局", "2021年6月底前", "正在推进"),
        (2, "开设专栏", "区民政局", "2021年7月20日前", "正在推进"),
        (3, "公开目录", "区教育局", "2021年7月底前", "正在推进"),
    ):
        page.append(row)
    path = tmp_path / "任务分解表.xlsx"
    book.save(path)
    return path


def letters(sheet: Path, day: date, output: Path | None = None, office: Office | None = None) -> Path:
    """Write the letters of a day; where the register is."""
    made = api.notice(api.assess([api.read(sheet)], day), [sheet], output, office=office, kind="督办函")
    return made[-1].path


def lines(path: Path) -> list[dict[str, Any]]:
    """What the register holds, by its heads."""
    page = load_workbook(path).active
    heads = [cell.value for cell in page[HEADER]]
    return [dict(zip(heads, row, strict=True)) for row in page.iter_rows(min_row=HEADER + 1, values_only=True)]


def fill(path: Path, **cells: Any) -> None:
    """Type into a register."""
    book = load_workbook(path)
    for place, value in cells.items():
        book.active[place] = value
    book.save(path)


def test_a_line_is_as_high_as_what_is_seen_of_it(sheet):
    """The hidden key, which is long in a narrow column, made each of them 217 points high."""
    page = load_workbook(letters(sheet, FIRST)).active
    assert {22.0} == {page.row_dimensions[row].height for row in range(HEADER + 1, page.max_row + 1)}


def test_days_are_written_as_people_say_them(sheet):
    page = load_workbook(letters(sheet, FIRST)).active
    heads = [cell.value for cell in page[HEADER]]
    shown = {
        page.cell(HEADER + 1, heads.index(head) + 1).number_format for head in ("发函日期", "答复期限", "答复日期")
    }
    assert {'yyyy"年"m"月"d"日"'} == shown


def test_each_task_of_each_letter_has_a_line(sheet):
    path = letters(sheet, FIRST)
    assert sheet.with_name("任务分解表_督办函_2021-08-02") / "督办登记.xlsx" == path
    told = [(r["文号"], r["单位"], r["任务编号"], r["任务"], r["是否办结"], r["答复日期"]) for r in lines(path)]
    assert [
        ("督办〔2021〕1号", "区教育局", "1", "制定方案", "未办结", None),
        ("督办〔2021〕1号", "区教育局", "3", "公开目录", "未办结", None),
        ("督办〔2021〕2号", "区民政局", "2", "开设专栏", "未办结", None),
    ] == told
    assert {(date(2021, 8, 2), date(2021, 8, 9))} == {(r["发函日期"].date(), r["答复期限"].date()) for r in lines(path)}


def test_the_number_stands_on_the_letter_and_on_its_answer(sheet):
    folder = letters(sheet, FIRST, office=Office(mark="榆政督")).parent
    text = (folder / "督办函_区民政局.docx").name
    assert "督办函_区民政局.docx" == text
    made = api.notice(
        api.assess([api.read(sheet)], FIRST), [sheet], folder.with_name("文本"), office=Office(mark="榆政督"), kind="督办函",
        template=None,
    )  # fmt: skip
    assert "督办登记.xlsx" == made[-1].path.name
    import docx

    from tests.notices import plain_words

    words = [plain_words(p.text) for p in docx.Document(str(folder / "督办函_区民政局.docx")).paragraphs]
    assert "榆政督〔2021〕2号" in words
    assert "现将榆政督〔2021〕2号函所列任务的办理情况答复如下。" in words
    assert any("于2021年8月9日前填写附后的回执" in text for text in words)


def test_the_same_day_again_changes_nothing(sheet):
    path = letters(sheet, FIRST)
    before = {one.name: one.read_bytes() for one in path.parent.iterdir()}
    assert path == letters(sheet, FIRST)
    assert before == {one.name: one.read_bytes() for one in path.parent.iterdir()}


def test_numbers_go_on_and_what_was_typed_stays(sheet):
    path = letters(sheet, FIRST)
    fill(path, H5=date(2021, 8, 5), I5="已报材料", J7="电话催过", L4="领导批示", L6="请抓紧")
    data = path.read_bytes()
    second = letters(sheet, SECOND)
    assert data == path.read_bytes()
    assert sheet.with_name("任务分解表_督办函_2021-08-09") == second.parent
    told = lines(second)
    assert ["1", "1", "2", "3", "3", "4"] == [r["文号"][8:-1] for r in told]
    assert (date(2021, 8, 5), "已报材料") == (told[0]["答复日期"].date(), told[0]["答复情况"])
    assert ("电话催过", "请抓紧") == (told[2]["备注"], told[1]["领导批示"])


def test_a_register_that_was_filled_in_is_not_written_over(sheet):
    path = letters(sheet, FIRST)
    fill(path, H5=date(2021, 8, 5))
    data = path.read_bytes()
    assert path == letters(sheet, FIRST)
    assert data == path.read_bytes()
    book = load_workbook(sheet)
    book.active["E2"] = "已完成"
    book.save(sheet)
    again = letters(sheet, FIRST)
    assert data == path.read_bytes()
    assert ("督办登记_2.xlsx", ["已办结", "未办结", "未办结"]) == (again.name, [r["是否办结"] for r in lines(again)])
    assert date(2021, 8, 5) == lines(again)[0]["答复日期"].date()


def test_the_ledger_says_what_is_closed(sheet):
    letters(sheet, FIRST)
    book = load_workbook(sheet)
    page = book.active
    page["E2"], page["E4"] = "已完成", "暂缓实施"
    book.save(sheet)
    told = {(r["文号"], r["任务"]): r["是否办结"] for r in lines(letters(sheet, SECOND))}
    assert ("已办结", "暂缓", "未办结", "未办结") == (
        told["督办〔2021〕1号", "制定方案"], told["督办〔2021〕1号", "公开目录"], told["督办〔2021〕2号", "开设专栏"],
        told["督办〔2021〕3号", "开设专栏"],
    )  # fmt: skip


def test_a_task_that_is_gone_is_told_and_its_line_stays(sheet):
    letters(sheet, FIRST)
    book = load_workbook(sheet)
    book.active.delete_rows(3)
    book.save(sheet)
    told = {r["任务"]: r["是否办结"] for r in lines(letters(sheet, SECOND))}
    assert "台账里没有" == told["开设专栏"]


def test_lines_typed_by_hand_stay_and_their_numbers_count(sheet):
    path = letters(sheet, FIRST)
    fill(path, A8="督办〔2021〕7号", B8="区水利局", D8="防汛检查", G8="已回")
    told = lines(letters(sheet, SECOND))
    assert ("督办〔2021〕7号", "区水利局", "防汛检查", "已回") == tuple(
        told[3][h] for h in ("文号", "单位", "任务", "是否办结")
    )
    assert "督办〔2021〕8号" == told[4]["文号"]


def test_an_answer_typed_into_the_older_register_later_is_taken(sheet):
    first = letters(sheet, FIRST)
    letters(sheet, SECOND)
    fill(first, I7="8月12日已答复")
    assert "8月12日已答复" == lines(letters(sheet, date(2021, 8, 16)))[2]["答复情况"]


def test_numbers_begin_anew_in_a_year():
    told = Register(
        [[LetterLine("督办〔2020〕9号", "甲局", key="2020-12-01 甲局 x"), LetterLine("督办〔2021〕2号", "乙局")]]
    )
    assert (3, 10, 1) == tuple(told.number_of("丙局", date(year, 3, 1)) for year in (2021, 2020, 2022))
    assert 9 == told.number_of("甲局", date(2020, 12, 1))


def test_a_ledger_of_last_week_goes_on_with_the_register(sheet):
    letters(sheet, FIRST)
    report = weeks.report(sheet, FIRST, output=sheet.with_name("任务分解表_进度_2021-08-02.xlsx")).path
    told = lines(letters(report, SECOND))
    assert ["1", "1", "2", "3", "3", "4"] == [r["文号"][8:-1] for r in told]
    assert {"未办结"} == {r["是否办结"] for r in told}


def test_a_folder_that_is_asked_for_keeps_its_register(sheet, tmp_path):
    first = letters(sheet, FIRST, tmp_path / "函")
    second = letters(sheet, SECOND, tmp_path / "函")
    assert (first, 6) == (second, len(lines(second)))


def test_a_register_is_no_source(sheet):
    path = letters(sheet, FIRST)
    assert not is_source(path)
    assert () == api.read(path).tables


def test_a_register_that_cannot_be_read_is_told(sheet):
    """D734."""
    path = letters(sheet, FIRST)
    path.write_bytes(b"PK\x03\x04 broken")
    made = api.notice(api.assess([api.read(sheet)], SECOND), [sheet], kind="督办函")
    assert "D734" in {note.code for one in made for note in one.notes}
    assert b"PK\x03\x04 broken" == path.read_bytes()


def test_what_is_in_doubt_is_not_registered():
    doubtful = assessment(document(HEADS, task_row(status="差不多了", deadline=date(2020, 1, 1))))
    register = Register()
    register.add(doubtful, "区政府办", "督办〔2021〕1号", FIRST)
    assert [] == register.lines
