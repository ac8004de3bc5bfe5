"""`xltrack notice` as users run it: where results stand, what is never replaced, what is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from tests import weeks
from tests.notices import plain_words, template
from tests.processes import DAY, SAMPLES, TRACKED, xltrack
from xltrack.base.errors import UsageError
from xltrack.cli.parser import parse_arguments

SETTINGS = (
    '[office]\n名称 = "榆阳区人民政府办公室"\n联系人 = "张三"\n电话 = "0912-3525188"\n邮箱 = "a@example.gov.cn"\n'
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A tracked sheet in a folder of its own, with the office's settings beside it."""
    (tmp_path / "xltrack.toml").write_text(SETTINGS, encoding="utf-8")
    return Path(shutil.copy(TRACKED, tmp_path / "跟踪.xlsx"))


def made(sheet: Path) -> set[str]:
    return {path.name for path in sheet.parent.iterdir()} - {"xltrack.toml", "跟踪.xlsx", "模板.docx"}


def test_a_notice_stands_beside_its_source(sheet):
    before = sheet.read_bytes()
    done = xltrack("notice", sheet, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    shown = done.stdout.decode("utf-8").splitlines()
    assert "关于榆阳区全面推进基层政务公开标准化规范化工作进展情况的通报" == shown[0]
    assert "〔第1期〕共23项 办结4 逾期2 本周到期0" == shown[1]
    assert shown[-1].endswith("跟踪_通报_2021-08-01.docx")
    assert not any("office" in line for line in shown)
    assert {"跟踪_通报_2021-08-01.docx"} == made(sheet)
    assert before == sheet.read_bytes()
    book = docx.Document(str(sheet.with_name("跟踪_通报_2021-08-01.docx")))
    words = plain_words("\n".join(p.text for p in book.paragraphs))
    assert "榆阳区人民政府办公室" in words
    assert "（联系人：张三，电话：0912-3525188，邮箱：a@example.gov.cn）" in words


def test_the_same_run_again_writes_nothing_and_a_changed_file_is_kept(sheet):
    """D730."""
    xltrack("notice", sheet, *DAY)
    first = sheet.with_name("跟踪_通报_2021-08-01.docx")
    stamp, data = first.stat().st_mtime_ns, first.read_bytes()
    assert 0 == xltrack("notice", sheet, *DAY).returncode
    assert (stamp, data) == (first.stat().st_mtime_ns, first.read_bytes())
    first.write_bytes(b"edited")
    done = xltrack("notice", sheet, *DAY)
    assert 0 == done.returncode
    assert "内容不一样，没有覆盖，结果写成「跟踪_通报_2021-08-01_2.docx」" in done.stdout.decode("utf-8")
    assert (b"edited", data) == (first.read_bytes(), sheet.with_name("跟踪_通报_2021-08-01_2.docx").read_bytes())


@pytest.mark.parametrize(("kind", "ending"), [("通报", "md"), ("催报通知", "txt"), ("周报", "html"), ("周报", "docx")])
def test_the_format_is_that_of_the_name(sheet, kind, ending):
    done = xltrack("notice", sheet, *DAY, "--kind", kind, "-o", sheet.with_name(f"结果.{ending}"))
    assert (0, b"") == (done.returncode, done.stderr)
    data = sheet.with_name(f"结果.{ending}").read_bytes()
    assert (b"PK" == data[:2]) == (ending == "docx")
    assert ending == "docx" or "榆阳区" in data.decode("utf-8")


def test_a_weekly_is_a_page_where_nothing_else_is_asked_for(sheet):
    assert 0 == xltrack("notice", sheet, *DAY, "--kind", "周报").returncode
    assert {"跟踪_周报_2021-08-01.html"} == made(sheet)


def test_letters_go_into_a_folder_one_for_each_late_unit(sheet):
    name_units(sheet)
    done = xltrack("notice", sheet, *DAY, "--kind", "督办函")
    assert (0, b"") == (done.returncode, done.stderr)
    folder = sheet.with_name("跟踪_督办函_2021-08-01")
    letters = {"督办函_区教育局.docx", "督办函_区民政局.docx", "督办登记.xlsx"}
    assert letters == {path.name for path in folder.iterdir()}
    words = [plain_words(p.text) for p in docx.Document(str(folder / "督办函_区民政局.docx")).paragraphs]
    assert "区民政局：" in words
    assert not any("区教育局：" in text for text in words)
    other = sheet.with_name("函")
    assert 0 == xltrack("notice", sheet, *DAY, "--kind", "督办函", "-o", other).returncode
    assert letters == {path.name for path in other.iterdir()}


def name_units(sheet):
    """Let the tasks of groups be those of two units that have a name."""
    book = load_workbook(SAMPLES / "榆阳区_跟踪.xlsx")
    for page in book:
        for row in page.iter_rows():
            for cell in row:
                if str(cell.value).startswith("各领域责任单位") and len(str(cell.value)) < 30:
                    cell.value = "区教育局、区民政局"
    book.save(sheet)


def test_a_group_gets_no_letter_of_its_own(sheet):
    """D733: without a roster nobody knows who it is."""
    shutil.copy(SAMPLES / "试点领域与分工_跟踪.xlsx", sheet)
    done = xltrack("notice", sheet, *DAY, "--kind", "督办函")
    assert (0, b"") == (done.returncode, done.stderr)
    told = done.stdout.decode("utf-8")
    assert "有6项逾期任务，没有单位可以发函。" in told
    assert "「各县(市、区)政府」「各管委会」是一组单位，没有单独发函。用 --roster 给出单位名录" in told
    assert set() == made(sheet)


def test_letters_to_a_file_are_refused(sheet):
    """D727."""
    name_units(sheet)
    done = xltrack("notice", sheet, *DAY, "--kind", "督办函", "-o", sheet.with_name("函.docx"))
    assert (2, b"") == (done.returncode, done.stdout)
    assert "督办函每个单位一份" in done.stderr.decode("utf-8")
    assert set() == made(sheet)


def test_letters_into_a_folder_that_is_nowhere_are_refused(sheet):
    name_units(sheet)
    done = xltrack("notice", sheet, *DAY, "--kind", "督办函", "-o", sheet.parent / "没有" / "函")
    assert (2, True) == (done.returncode, "不存在" in done.stderr.decode("utf-8"))


def test_nobody_is_urged_by_a_sheet_that_asked_nobody(sheet):
    """D729."""
    shutil.copy(SAMPLES / "乌审旗.xlsx", sheet)
    done = xltrack("notice", sheet, "--as-of", "2020-09-10", "--kind", "督办函")
    assert (2, b"") == (done.returncode, done.stdout)
    assert "还没有人填报完成情况，不能据此督办" in done.stderr.decode("utf-8")
    assert set() == made(sheet)


def test_where_nobody_is_late_no_letter_is_written(sheet):
    shutil.copy(SAMPLES / "榆阳区_跟踪.xlsx", sheet)
    done = xltrack("notice", sheet, "--as-of", "2020-01-01", "--kind", "督办函")
    assert (0, "没有逾期任务，不用发督办函。\n") == (done.returncode, done.stdout.decode("utf-8").replace("\r", ""))
    assert set() == made(sheet)


def test_a_template_gives_its_own_format(sheet):
    source = template("{{ 标题 }}", "{{ 总体情况 }}")
    sheet.with_name("模板.docx").write_bytes(source.data)
    done = xltrack("notice", sheet, *DAY, "--kind", "周报", "--template", sheet.with_name("模板.docx"))
    assert (0, b"") == (done.returncode, done.stderr)
    assert {"跟踪_周报_2021-08-01.docx"} == made(sheet)
    assert source.data == sheet.with_name("模板.docx").read_bytes()


@pytest.mark.parametrize(("name", "output"), [("模板.xlsx", "x.docx"), ("模板.docx", "x.html")])
def test_a_template_of_another_format_is_refused(sheet, name, output):
    """D724."""
    sheet.with_name(name).write_bytes(template("{{ 标题 }}").data)
    done = xltrack("notice", sheet, *DAY, "--template", sheet.with_name(name), "-o", sheet.with_name(output))
    assert (2, b"") == (done.returncode, done.stdout)
    assert f"模板「{name}」的结尾应当是" in done.stderr.decode("utf-8")


def test_a_mistake_in_a_template_is_one_sentence(sheet):
    sheet.with_name("模板.docx").write_bytes(template("甲", "{{ 逾其数 }}").data)
    done = xltrack("notice", sheet, *DAY, "--template", sheet.with_name("模板.docx"))
    said = done.stderr.decode("utf-8")
    assert (2, b"", 1) == (done.returncode, done.stdout, said.count("\n"))
    assert "模板 「模板.docx」第2段 里的「逾其数」没有这个名称；可以用的有：标题、" in said
    assert set() == made(sheet)


def test_a_template_that_is_nowhere_is_told_by_its_name(sheet):
    done = xltrack("notice", sheet, *DAY, "--template", sheet.with_name("没有.docx"))
    assert (2, True) == (done.returncode, "没有.docx" in done.stderr.decode("utf-8"))


def test_an_unknown_ending_of_the_result_is_told(sheet):
    done = xltrack("notice", sheet, *DAY, "-o", sheet.with_name("x.pdf"))
    assert 2 == done.returncode
    assert "不是以 .docx、.html、.md、.txt 结尾" in done.stderr.decode("utf-8")


def test_what_the_office_has_not_said_is_told_and_marked(sheet):
    """D728."""
    (sheet.parent / "xltrack.toml").write_text('[office]\n名称 = "甲办"\n', encoding="utf-8")
    done = xltrack("notice", sheet, *DAY, "-o", sheet.with_name("x.txt"))
    assert "[office] 里没有写联系人、电话、邮箱，文中以〔请填写〕标出" in done.stdout.decode("utf-8")
    assert "联系人：〔请填写〕，电话：〔请填写〕" in sheet.with_name("x.txt").read_text(encoding="utf-8")


def test_the_number_of_the_issue_goes_on_with_the_history(sheet):
    first = weeks.report(sheet, weeks.WEEKS[0]).path
    assert first.is_file()
    assert 0 == xltrack("notice", sheet, *DAY, "-o", sheet.with_name("x.txt")).returncode
    words = sheet.with_name("x.txt").read_text(encoding="utf-8")
    assert "〔2021〕第2期" in words
    assert "与2021年7月18日相比，" in words
    assert 0 == xltrack("notice", sheet, *DAY, "--no", "9", "-o", sheet.with_name("y.txt")).returncode
    assert "〔2021〕第9期" in sheet.with_name("y.txt").read_text(encoding="utf-8")


def test_several_files_give_one_notice_and_a_bad_one_is_told(sheet):
    other = shutil.copy(SAMPLES / "屯留区.xlsx", sheet.with_name("屯留区.xlsx"))
    bad = sheet.with_name("坏.xlsx")
    bad.write_bytes(b"x")
    done = xltrack("notice", sheet, other, bad, *DAY)
    assert (1, True) == (done.returncode, "坏.xlsx" in done.stderr.decode("utf-8"))
    assert sheet.with_name("汇总_通报_2021-08-01.docx").is_file()


WRONG = {"简报": "--kind", "零": "--no", "0": "--no", "-1": "--no", "１２３４５": "--no"}


@pytest.mark.parametrize("word", WRONG)
def test_what_is_no_kind_and_no_number_is_told(word):
    with pytest.raises(UsageError) as caught:
        parse_arguments("notice", [WRONG[word], word, "表.xlsx"])
    assert {"--kind": "D725", "--no": "D726"}[WRONG[word]] == caught.value.code


def test_kinds_and_numbers_as_people_type_them():
    said = parse_arguments("notice", ["--kind", "督办函", "--no", "第１２期", "表.xlsx"])
    assert ("督办函", 12) == (said.kind, said.no)


def test_templates_of_notices_are_listed_and_copied(tmp_path):
    shown = xltrack("templates").stdout.decode("utf-8")
    assert {"通报.docx", "周报.html", "督办函.md", "催报通知.txt"} <= {*shown.splitlines()}
    assert "  总体情况　以下都是整句" in shown
    assert "逾期任务　序号、编号、项次、报送单位、单位、任务、简称、时限、逾期天数" in shown
    assert 0 == xltrack("templates", "--eject", tmp_path / "模板").returncode
    assert 19 == len([*(tmp_path / "模板").iterdir()])
    sheet = shutil.copy(TRACKED, tmp_path / "跟踪.xlsx")
    done = xltrack("notice", sheet, *DAY, "--template", tmp_path / "模板" / "通报.docx")
    assert (0, b"") == (done.returncode, done.stderr)
