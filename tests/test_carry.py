"""Answers that were typed into a report go with their tasks, whatever sheet is reported next (docs/规则.md 8.4)."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.weeks import BODY, WEEKS, changed, edit
from tests.workbooks import records
from xltrack import api
from xltrack.cli import main

PLAIN = [
    ("序号", "工作任务", "责任单位", "完成时限"),
    (1, "编制政务公开事项目录", "区政府办", "2021年6月30日"),
    (2, "召开全区动员部署会议", "区教育局", "2021年7月10日"),
    (3, "设立政府网站专栏", "区融媒体中心", "2021年7月15日"),
    (4, "开展第三方评估", "区审计局", "2021年8月20日"),
    (5, "总结推广经验做法", "区政府办", "2021年12月31日"),
]


def save(path: Path, rows=PLAIN) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.fixture
def source(tmp_path):
    return save(tmp_path / "任务分解表.xlsx")


def run(*words: object) -> int:
    return main([str(word) for word in words])


def report(path: Path, day: date, *more: object) -> int:
    return run("report", path, "--as-of", day, *more)


def made(source: Path, day: date, suffix: str = "") -> Path:
    return source.parent / f"任务分解表_进度_{day}{suffix}.xlsx"


def states(path: Path) -> list[str]:
    """What each row of a ledger is judged as, read anew."""
    book = load_workbook(path, data_only=True)["任务台账"]
    heads = {c.value: c.column for c in book[BODY - 1]}
    return [book.cell(row, heads["状态"]).value for row in range(BODY, book.max_row + 1)]


def answered(source: Path, day: date = WEEKS[0]) -> Path:
    """A report of the sheet with three answers typed into it."""
    assert 0 == report(source, day)
    path = made(source, day)
    edit(
        path,
        row5_完成情况="已完成",
        row6_完成情况="已于7月8日召开",
        row7_完成情况="正在推进",
        row5_完成日期=date(2021, 6, 20),
    )
    return path


EXPECTED = ["已完成", "已完成", "逾期", "未填报", "未填报"]


@pytest.mark.parametrize("day", [WEEKS[0], WEEKS[1]], ids=["same day", "later"])
def test_the_original_reported_again_keeps_what_was_typed(source, day, capsys):
    path = answered(source)
    before = path.read_bytes()
    capsys.readouterr()
    assert 0 == report(source, day)
    told = capsys.readouterr()
    assert "从「任务分解表_进度_2021-07-18.xlsx」带入3项填报" in told.err
    assert "这次没有用上" not in told.out
    assert before == path.read_bytes()
    assert EXPECTED == states(made(source, day, "_2" if day == WEEKS[0] else ""))


def test_where_the_result_goes_is_asked_too(source, tmp_path, capsys):
    other = tmp_path / "别处"
    other.mkdir()
    assert 0 == report(source, WEEKS[0], "-o", other / "本期.xlsx")
    edit(other / "本期.xlsx", row5_完成情况="已完成")
    assert 0 == report(source, WEEKS[1], "-o", other / "本期.xlsx")
    assert "从「本期.xlsx」带入1项填报" in capsys.readouterr().err
    assert "已完成" == states(other / "本期_2.xlsx")[0]
    assert 0 == report(source, WEEKS[2], "-o", other / "本期.xlsx")
    assert "已完成" == states(other / "本期_2.xlsx")[0]


def test_it_stays_known_however_often_the_original_is_reported(source):
    answered(source)
    for day in (*WEEKS[1:], date(2021, 8, 8), date(2021, 8, 15)):
        assert 0 == report(source, day)
        assert EXPECTED[:3] == states(made(source, day))[:3]
    shutil.copy(made(source, date(2021, 8, 15)), source.parent / "备份.xlsx")
    book = load_workbook(made(source, date(2021, 8, 15)))
    assert "hidden" == book["记忆"].sheet_state


def test_the_same_run_again_changes_no_byte(source):
    answered(source)
    for day, suffix in ((WEEKS[0], "_2"), (WEEKS[1], "")):
        assert 0 == report(source, day)
        before = made(source, day, suffix).read_bytes()
        assert 0 == report(source, day)
        assert before == made(source, day, suffix).read_bytes()


def test_a_task_that_was_moved_numbered_anew_and_reworded_keeps_its_answer(source):
    answered(source)
    head, first, second, third, *rest = PLAIN
    new = (1, "成立领导小组", "区政府办", "2021年9月30日")
    save(source, [head, new, (2, *third[1:]), *((n, *row[1:]) for n, row in enumerate(rest, 3)),
                  (5, "编制全区政务公开事项目录", *first[2:]), (6, *second[1:])])  # fmt: skip
    assert 0 == report(source, WEEKS[1])
    assert ["未填报", "逾期", "未填报", "未填报", "已完成", "已完成"] == states(made(source, WEEKS[1]))


def test_what_the_source_says_counts_and_both_are_shown(source):
    answered(source)
    rows = [(*PLAIN[0], "完成情况"), *((*row, None) for row in PLAIN[1:])]
    rows[1] = (*PLAIN[1], "已完成")
    rows[2] = (*PLAIN[2], "正在推进")
    save(source, rows)
    assert 0 == report(source, WEEKS[1])
    assert ["已完成", "逾期", "逾期"] == states(made(source, WEEKS[1]))[:3]
    found = {row["编号"]: row for row in checks(made(source, WEEKS[1]))}
    assert "「正在推进」" in found["D321"]["事项"]
    assert "「已于7月8日召开」" in found["D321"]["事项"]
    # And what was typed is still known when the sheet falls silent again.
    save(source)
    assert 0 == report(source, WEEKS[2])
    assert EXPECTED[:3] == states(made(source, WEEKS[2]))[:3]


def checks(path: Path) -> list[dict]:
    return records(load_workbook(path, data_only=True)["核对清单"])


def test_what_was_carried_is_told_in_the_checks_and_among_the_changes(source):
    answered(source)
    assert 0 == report(source, WEEKS[1])
    found = [row for row in checks(made(source, WEEKS[1])) if row["编号"] == "D320"]
    assert 3 == len(found)
    assert "「任务分解表_进度_2021-07-18.xlsx」（截至2021-07-18）里填的「已完成、2021-06-20」" in found[0]["事项"]
    told = changed(made(source, WEEKS[1]))
    assert "办结（6月20日）；填报取自上期台账" == told[5]
    assert 0 == report(source, WEEKS[2])
    assert 5 not in changed(made(source, WEEKS[2]))


def test_an_answer_whose_task_the_source_lacks_is_named_and_kept(source):
    path = made(source, WEEKS[0])
    assert 0 == report(source, WEEKS[0])
    book = load_workbook(path)
    sheet = book["任务台账"]
    heads = {c.value: c.column for c in sheet[BODY - 1]}
    for head, value in {
        "工作任务": "补充一项任务",
        "责任单位": "区审计局",
        "完成时限": "2021年7月1日",
        "完成情况": "已完成",
    }.items():
        sheet.cell(sheet.max_row + (head == "工作任务"), heads[head], value)
    book.save(path)
    assert 0 == report(source, WEEKS[1])
    (found,) = [row for row in checks(made(source, WEEKS[1])) if row["编号"] == "D322"]
    assert "「补充一项任务」" in found["事项"]
    save(source, [*PLAIN, (6, "补充一项任务", "区审计局", "2021年7月1日")])
    assert 0 == report(source, WEEKS[2])
    assert "已完成" == states(made(source, WEEKS[2]))[-1]


def test_a_sheet_that_sets_every_rate_back_to_zero_says_so(source, capsys):
    path = answered(source)
    assert 0 == report(path, WEEKS[1])
    path.unlink()
    last = made(source, WEEKS[1])
    book = load_workbook(last)
    del book["记忆"]
    del book.defined_names["xltrack_answers"]
    book["任务台账"].delete_rows(BODY, 9)
    book.save(last)
    capsys.readouterr()
    assert 0 == report(source, WEEKS[2])
    assert "一项完成的也没有" in capsys.readouterr().err
    assert "D323" in {row["编号"] for row in checks(made(source, WEEKS[2]))}


@pytest.mark.parametrize("verb", ["annex", "notice", "export", "check", "mail"])
def test_every_verb_sees_the_same(source, verb, tmp_path, capsys):
    answered(source)
    more = {"export": ["-o", tmp_path / "数据.csv"], "notice": ["-o", tmp_path / "通报.txt"]}.get(verb, [])
    run(verb, source, "--as-of", WEEKS[1], *more)
    assert "带入3项填报" in capsys.readouterr().err
    if verb == "export":
        assert 3 == (tmp_path / "数据.csv").read_text(encoding="utf-8-sig").count(",已完成,")


def test_a_report_edited_after_a_later_one_was_written_is_asked_too(source):
    path = answered(source)
    assert 0 == report(source, WEEKS[1])
    edit(path, row8_完成情况="已完成")
    later = made(source, WEEKS[1]).stat().st_mtime
    os.utime(path, (later + 5, later + 5))
    assert 0 == report(source, WEEKS[2])
    assert [*EXPECTED[:3], "已完成"] == states(made(source, WEEKS[2]))[:4]


def test_an_answer_that_was_taken_back_is_gone(source):
    answered(source)
    assert 0 == report(source, WEEKS[1])
    edit(made(source, WEEKS[1]), row5_完成情况=None, row5_完成日期=None)
    assert 0 == report(source, WEEKS[2])
    assert "逾期" == states(made(source, WEEKS[2]))[0]


def test_reports_of_a_later_day_say_nothing_of_an_earlier_one(source):
    answered(source, WEEKS[2])
    assert 0 == report(source, WEEKS[0])
    assert "已完成" not in states(made(source, WEEKS[0]))


def test_python_sees_the_same(source):
    answered(source)
    carried = api.carry(api.read(source), [source], WEEKS[1])
    assert {"任务分解表_进度_2021-07-18.xlsx": 3} == carried.taken
    assert 2 == api.assess_carried(carried, WEEKS[1]).total.done


def test_the_ledger_of_a_report_that_nobody_edited_is_not_read(source, monkeypatch):
    answered(source)
    assert 0 == report(source, WEEKS[1])

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("xltrack.reading.past.read_document", refuse)
    carried = api.carry(api.read(source), [source], WEEKS[2])
    assert {"任务分解表_进度_2021-07-18.xlsx": 3} == carried.taken
    made(source, WEEKS[1]).unlink()
    with pytest.raises(AssertionError):
        api.carry(api.read(source), [source], WEEKS[2])


def test_several_files_have_one_memory(source, tmp_path):
    other = save(tmp_path / "另一张.xlsx", [PLAIN[0], (1, PLAIN[1][1], "区民政局", "2021年6月30日"), *PLAIN[3:]])
    both = (source, other)
    assert 0 == run("report", *both, "--as-of", WEEKS[0])
    edit(tmp_path / "汇总_进度_2021-07-18.xlsx", row10_完成情况="已完成")
    assert 0 == run("report", *both, "--as-of", WEEKS[1])
    found = states(tmp_path / "汇总_进度_2021-07-25.xlsx")
    assert [5] == [place for place, state in enumerate(found) if state == "已完成"]
