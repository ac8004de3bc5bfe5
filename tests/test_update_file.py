"""`xltrack update` and the file: done, refused without a byte changed, or done with a warning; backups, receipts, plans, copies."""

from __future__ import annotations

import json
import stat
import sys
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.editing import edit, parts_of
from tests.made_books import make_book
from tests.processes import xltrack
from tests.updates import TRACKED, names, own, receipt, save, update
from xltrack import api, edits
from xltrack.base.errors import EditError, OutputError
from xltrack.domain.edits import Plan
from xltrack.sources import find_sources
from xltrack.updating import writing
from xltrack.updating.plans import plan_json, read_plan

AS_OF = date(2021, 8, 1)
MOMENT = datetime(2021, 8, 1, 9, 30)  # noqa: DTZ001


def plan_of(path: Path) -> tuple[edits.Opened, Plan]:
    opened = edits.open_workbook(path)
    return opened, edits.plan_update(api.assess(api.read(path), AS_OF), opened).plan


# --- looked at before ---


def test_a_dry_run_lists_cell_old_and_new_and_writes_nothing(tmp_path):
    path = save(tmp_path)
    update(path)
    before = path.read_bytes()
    found = names(tmp_path)
    ran = update(path, "--dry-run", "--as-of", "2021-08-11", day=False)
    assert [
        "Sheet1!G4  -12                                    →  -22",
        "Sheet1!H4  时限7月20日已过12天；原文「正在推进」  →  时限7月20日已过22天；原文「正在推进」",
        "Sheet1!F5  临期                                   →  逾期",
    ] == ran.out.splitlines()[:3]
    assert ran.out.endswith("\n5格要改，其余不动\n")
    assert (0, before, found) == (ran.status, path.read_bytes(), names(tmp_path))


def test_a_plan_is_written_looked_at_and_carried_out(tmp_path):
    path, plan = save(tmp_path), tmp_path / "计划.json"
    before = path.read_bytes()
    ran = update(path, "--plan", plan)
    assert (0, before) == (ran.status, path.read_bytes())
    told = json.loads(plan.read_text("utf-8"))
    assert ("任务.xlsx", sha256(before).hexdigest(), "2021-08-01") == (told["source"], told["sha256"], told["as_of"])
    assert {"sheet": "Sheet1", "cell": "F4", "old": None, "new": "逾期", "why": "状态", "like": 5} in told["edits"]
    assert 0 == update(path, "--apply", plan, day=False).status
    twin = save(tmp_path, name="另一本.xlsx")
    update(twin)
    assert own(twin) == own(path)


def test_a_plan_of_a_file_that_was_changed_since_is_not_carried_out(tmp_path):
    """D801."""
    path, plan = save(tmp_path), tmp_path / "计划.json"
    update(path, "--plan", plan)
    book = load_workbook(path)
    book.active["E5"] = "已完成"
    book.save(path)
    before = path.read_bytes()
    ran = update(path, "--apply", plan, day=False)
    assert (2, before) == (ran.status, path.read_bytes())
    assert "「任务.xlsx」在读过以后又改动过" in ran.err


BAD_PLANS = {
    "no JSON": ("{", "不是 JSON"),
    "another JSON": ("[1]", "不是 xltrack 的计划"),
    "another version": ('{"xltrack_plan": 9, "edits": []}', "不是 xltrack 的计划"),
    "no digest": ('{"xltrack_plan": 1, "source": "a", "edits": []}', "不是 xltrack 的计划"),
    "a day that is none": ('{"xltrack_plan": 1, "source": "a", "sha256": "", "as_of": "x", "edits": []}', "不是 xltrack 的计划"),
    "another file": ('{"xltrack_plan": 1, "source": "别的.xlsx", "sha256": "0", "edits": []}', "它是「别的.xlsx」的计划"),
    **{
        f"edit {told}": (f'{{"xltrack_plan": 1, "source": "任务.xlsx", "sha256": "0", "edits": [{told}]}}', "第1处改动写得不对")
        for told in (
            "1", "{}", '{"sheet": "甲", "cell": "A1:B2", "old": null, "new": 1}', '{"sheet": "甲", "cell": "?", "old": 1, "new": 1}',
            '{"sheet": 1, "cell": "A1", "old": null, "new": 1}', '{"sheet": "甲", "cell": "A1", "old": null, "new": [1]}',
            '{"sheet": "甲", "cell": "A1", "old": null, "new": NaN}', '{"sheet": "甲", "cell": "XFE1", "old": null, "new": 1}',
            '{"sheet": "甲", "cell": "A1", "old": null, "new": {"date": "2021-13-01"}}', '{"sheet": "甲", "cell": "A1", "new": 1}',
            '{"sheet": "甲", "cell": "A1", "old": null, "new": 1, "width": 999}',
        )
    },
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_PLANS)
def test_a_file_that_is_no_plan_of_this_workbook_is_one_sentence(tmp_path, case):
    """D815."""
    path = save(tmp_path)
    before = path.read_bytes()
    (tmp_path / "计划.json").write_text(BAD_PLANS[case][0], "utf-8")
    ran = update(path, "--apply", tmp_path / "计划.json", day=False)
    assert (2, 1, before) == (ran.status, ran.err.count("\n"), path.read_bytes())
    assert "计划文件「计划.json」不能用：" + BAD_PLANS[case][1] in ran.err


def test_a_plan_is_the_same_after_it_was_kept_in_a_file(tmp_path):
    plan = plan_of(save(tmp_path))[1]
    assert plan == read_plan(plan_json(plan), "计划.json")


def test_a_plan_does_not_take_the_place_of_another_file(tmp_path):
    path, plan = save(tmp_path), tmp_path / "计划.json"
    plan.write_text("我的", "utf-8")
    assert 1 == update(path, "--plan", plan).status
    assert ("我的", ["任务.xlsx", "计划.json", "计划_2.json"]) == (plan.read_text("utf-8"), names(tmp_path))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--plan", "a.json", "--apply", "b.json"), "只能写一个"), (("另一本.xlsx",), "多写了「另一本.xlsx」"), (("--nope",), "不认识"),
        (("--password",), "不认识 --password"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told(tmp_path, words, said):
    path = save(tmp_path)
    ran = update(path, *words)
    assert 2 == ran.status
    assert said in ran.err


# --- backups and receipts ---


def test_the_old_file_is_kept_and_a_receipt_tells_what_was_done(tmp_path):
    path = save(tmp_path)
    before = path.read_bytes()
    update(path)
    backup, told = sorted((tmp_path / "任务_备份").iterdir())
    assert before == backup.read_bytes()
    assert told.name == f"{backup.stem}_回执.json"
    receipt_ = receipt(path)
    assert sha256(before).hexdigest() == receipt_["sha256_before"]
    assert sha256(path.read_bytes()).hexdigest() == receipt_["sha256_after"]
    assert (backup.name, "2021-08-01", False) == (
        receipt_["backup"], receipt_["as_of"], receipt_["formulas_recalculated_on_opening"],
    )  # fmt: skip
    assert {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"} == set(receipt_["parts"])
    assert {"cell": "F4", "old": None, "new": "逾期", "why": "状态"}.items() <= receipt_["cells"][-6].items()


def test_five_backups_are_kept_and_none_is_kept_twice(tmp_path):
    path = save(tmp_path)
    for day in range(1, 9):
        opened = edits.open_workbook(path)
        planned = edits.plan_update(api.assess(api.read(path), date(2021, 8, day)), opened)
        edits.carry_out(planned.plan, opened, datetime(2021, 8, day, 9, 30))  # noqa: DTZ001
    kept = [name for name in names(tmp_path / "任务_备份") if name.endswith(".xlsx")]
    assert [f"任务_2021-08-0{day}_093000.xlsx" for day in range(4, 9)] == kept
    assert 10 == len(names(tmp_path / "任务_备份"))


def test_a_run_that_fails_after_the_backup_pushes_no_older_one_out(tmp_path, monkeypatch):
    path = save(tmp_path)
    opened, plan = plan_of(path)
    monkeypatch.setattr("xltrack.base.platform.replace_file", _refusing(path))
    for second in range(8):
        with pytest.raises(OutputError):
            edits.carry_out(plan, opened, MOMENT.replace(second=second))
    assert ["任务_2021-08-01_093000.xlsx"] == names(tmp_path / "任务_备份")


def _refusing(refused: Path):
    """What moves files into their places, but for one."""

    def replace(source: Path, target: Path) -> None:
        if target == refused:
            raise PermissionError(13, "in use")
        source.replace(target)

    return replace


def test_a_backup_of_the_same_second_does_not_take_the_place_of_another(tmp_path):
    path = save(tmp_path)
    folder = tmp_path / "任务_备份"
    folder.mkdir()
    (folder / "任务_2021-08-01_093000.xlsx").write_bytes(b"old")
    opened, plan = plan_of(path)
    done = edits.carry_out(plan, opened, MOMENT)
    assert (b"old", "任务_2021-08-01_093000_2.xlsx") == (
        (folder / "任务_2021-08-01_093000.xlsx").read_bytes(),
        done.backup.name,
    )


def test_a_receipt_that_cannot_be_written_is_told_and_the_file_is_done(tmp_path, monkeypatch):
    """D816."""
    path = save(tmp_path)

    def only_workbooks(path, *told, **more):
        if path.suffix == ".json":
            raise OutputError("D146", path=path)
        return write_whole(path, *told, **more)

    write_whole = writing.write_whole
    monkeypatch.setattr(writing, "write_whole", only_workbooks)
    ran = update(path)
    assert 1 == ran.status
    assert "已经更新，但回执没有写成：磁盘空间不够" in ran.err
    assert 4 == len(own(path))


def test_a_file_that_is_not_as_it_was_written_is_put_back_and_told(tmp_path, monkeypatch):
    """D819."""
    path = save(tmp_path)
    before = path.read_bytes()
    opened, plan = plan_of(path)
    reads = []

    def faulty(real: Path) -> bytes:
        reads.append(real)
        return real.read_bytes() if real != path or len(reads) < 3 else b""

    monkeypatch.setattr("xltrack.edits.read_bytes", faulty)
    with pytest.raises(EditError, match="读回来与要写的不一样"):
        edits.carry_out(plan, opened, MOMENT)
    assert before == path.read_bytes()


def test_a_backup_that_is_not_as_it_was_written_stops_the_run(tmp_path, monkeypatch):
    path = save(tmp_path)
    before = path.read_bytes()
    opened, plan = plan_of(path)
    monkeypatch.setattr("xltrack.edits.read_bytes", lambda real: real.read_bytes() if real == path else b"")
    with pytest.raises(OutputError, match="写好以后读回来不一样"):
        edits.carry_out(plan, opened, MOMENT)
    assert before == path.read_bytes()


def test_a_file_that_is_changed_in_the_middle_is_left(tmp_path):
    """D801."""
    path = save(tmp_path)
    opened, plan = plan_of(path)
    changed = save(tmp_path, TRACKED.replace("摸底", "摸清"), "新.xlsx").read_bytes()
    path.write_bytes(changed)
    with pytest.raises(EditError, match="又改动过"):
        edits.carry_out(plan, opened, MOMENT)
    assert (changed, ["任务.xlsx", "新.xlsx"]) == (path.read_bytes(), names(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="rights and links are POSIX here")
def test_rights_stay_and_links_are_followed(tmp_path):
    (tmp_path / "真").mkdir()
    path = save(tmp_path / "真")
    path.chmod(0o660)
    link = tmp_path / "任务.xlsx"
    link.symlink_to(path)
    assert 0 == update(link).status
    assert link.is_symlink()
    assert 4 == len(own(path))
    assert 0o660 == stat.S_IMODE(path.stat().st_mode)
    assert {"任务.xlsx", "真"} == {found.name for found in tmp_path.iterdir()}


# --- copies ---


def test_a_copy_leaves_the_source(tmp_path):
    path = save(tmp_path)
    before = path.read_bytes()
    ran = update(path, "-o", tmp_path / "副本.xlsx")
    assert (0, before) == (ran.status, path.read_bytes())
    assert ["任务.xlsx", "副本.xlsx", "副本_回执.json"] == names(tmp_path)
    assert 4 == len(own(tmp_path / "副本.xlsx"))
    assert f"更新过的副本：{tmp_path / '副本.xlsx'}" in ran.out


def test_a_copy_in_a_folder_is_named_by_the_day_and_no_source_of_a_run_of_the_folder(tmp_path):
    path = save(tmp_path)
    assert 0 == update(path, "-o", tmp_path).status
    assert "任务_更新_2021-08-01.xlsx" in names(tmp_path)
    assert [path] == find_sources([tmp_path])


def test_a_copy_never_takes_the_place_of_the_source_or_of_another_file(tmp_path):
    path = save(tmp_path)
    before = path.read_bytes()
    ran = update(path, "-o", path)
    assert (2, before) == (ran.status, path.read_bytes())
    (tmp_path / "副本.xlsx").write_bytes(b"mine")
    ran = update(path, "-o", tmp_path / "副本.xlsx")
    assert (1, b"mine") == (ran.status, (tmp_path / "副本.xlsx").read_bytes())
    assert "副本_2.xlsx" in names(tmp_path)
    assert "不是以 .xlsx 结尾" in update(path, "-o", tmp_path / "副本.xlsm").err


# --- what else is kept, and what else is written ---


def test_answers_go_through_the_same_door(tmp_path):
    """What units answer is written into the office's own columns, whose tasks may be judged otherwise then."""
    path = save(tmp_path)
    opened = edits.open_workbook(path)
    answers = (
        edit("E4", "已完成", "正在推进"),
        edit("E5", None, "未启动"),
        edit("G4", date(2021, 7, 18), why="完成日期"),
    )
    plan = Plan(path.name, sha256(opened.data).hexdigest(), answers, AS_OF, answers=True)
    assert plan == read_plan(plan_json(plan), "计划.json")
    edits.carry_out(plan, opened, MOMENT)
    assert ["done", "done", "due_soon"] == [task.state for task in api.assess(api.read(path), AS_OF).tasks]
    assert "2021-07-18" == f"{load_workbook(path).active['G4'].value:%Y-%m-%d}"
    assert [None, "完成日期"] == [receipt(path)["cells"][1]["new"], receipt(path)["cells"][2]["why"]]


def test_answers_that_are_no_update_s_are_refused_without_their_word(tmp_path):
    """D812: a plan that is said to leave all answers alone changes one."""
    path = save(tmp_path)
    opened = edits.open_workbook(path)
    plan = Plan(path.name, sha256(opened.data).hexdigest(), (edit("E4", "已完成", "正在推进"),), AS_OF)
    with pytest.raises(EditError, match="核对不上"):
        edits.carry_out(plan, opened, MOMENT)
    assert opened.data == path.read_bytes()


def test_macros_are_kept_byte_for_byte(tmp_path):
    made = next(made for seed in range(99) if (made := make_book(seed)).suffix == ".xlsm" and not made.protected)
    path = tmp_path / "任务.xlsm"
    path.write_bytes(made.data)
    assert 0 == update(path).status
    assert parts_of(made.data)["xl/vbaProject.bin"] == parts_of(path.read_bytes())["xl/vbaProject.bin"]


def test_a_report_beside_it_lends_its_answers_as_to_a_report(tmp_path):
    """What was typed into a report counts, and is not written into the office's own columns."""
    path = save(tmp_path, TRACKED.replace("未启动  ", "        "))
    assert 0 == xltrack("report", path, "--as-of", "2021-08-01").returncode
    report = tmp_path / "任务_进度_2021-08-01.xlsx"
    book = load_workbook(report)
    sheet = book["任务台账"]
    heads = {cell.value: cell.column for row in sheet.iter_rows() for cell in row if cell.value == "完成情况"}
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "总结上报")
    sheet.cell(row, heads["完成情况"], "已完成")
    book.save(report)
    assert 0 == update(path, "--as-of", "2021-08-02", day=False).status
    assert ["已完成", None] == own(path)[-1][:2]
    assert None is load_workbook(path).active["E5"].value
