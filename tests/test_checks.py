"""核对清单 asks once (docs/规则.md 8.5): what is answered beside a line is kept by task, rule and words, and applied."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.test_carry import checks, made, report, run, save
from tests.weeks import BODY, HEADER, WEEKS, edit
from xltrack import api
from xltrack.base.rules import rule
from xltrack.cli import main

ROWS = [
    ("序号", "工作任务", "责任单位", "完成时限", "完成情况"),
    (1, "编制政务公开事项目录", "区政府办", "2021年6月30日左右", "已完成"),
    (2, "召开全区动员部署会议", "区教育局", "2021年7月10日", "差不多了"),
    (3, "设立政府网站专栏", "融媒那边", "2021年12月底", "正在推进"),
    (4, "开展第三方评估", "区审计局", "农历八月十五", None),
    (5, "总结推广经验做法", "区政府办", "2021年12月31日左右", None),
]


@pytest.fixture
def source(tmp_path):
    return save(tmp_path / "任务分解表.xlsx", ROWS)


def answer(path: Path, **given: object) -> None:
    """Type beside the lines of 核对清单 by rule and, of several, the words of the place: `D410_E6="√"`."""
    book = load_workbook(path)
    sheet = book["核对清单"]
    heads = {cell.value: cell.column for cell in sheet[HEADER]}
    for name, value in given.items():
        code, _, place = name.partition("_")
        rows = [
            row for row in range(BODY, sheet.max_row + 1)
            if sheet.cell(row, heads["编号"]).value == code and place in str(sheet.cell(row, heads["原表位置"]).value)
        ]  # fmt: skip
        assert rows, name
        for row in rows:
            sheet.cell(row, heads["核对"]).value = value
    book.save(path)


def tell(path: Path) -> list[tuple[str, str | None]]:
    """Rule and place of each line."""
    return [(row["编号"], row["原表位置"]) for row in checks(path)[:-1]]


def codes(path: Path) -> list[str]:
    return [row["编号"] for row in checks(path) if row["编号"]]


def note(path: Path) -> str:
    """The line below the list."""
    return next((row["级别"] for row in checks(path) if row["级别"] and "已核对" in row["级别"]), "")


def judged(path: Path, day: date = WEEKS[1]) -> list[Any]:
    return list(api.assess_carried(api.carry(api.read(path), [path], day), day).tasks)


def test_what_could_change_a_figure_comes_first(source):
    save(source, [*ROWS, (6, "落实各项保障措施", "各乡镇、街道", "2021年12月31日", None)])
    assert 0 == report(source, WEEKS[0])
    found = codes(made(source, WEEKS[0]))
    doubts = [bool(rule(code).doubt) for code in found]
    assert doubts == sorted(doubts, reverse=True)
    assert {True, False} == set(doubts)


def test_equal_warnings_stand_once_with_their_count_and_cells(source):
    same = [(n, f"开展第{n}项工作", "区政府办", "2021年12月31日左右", None) for n in range(6, 10)]
    save(source, [*ROWS, *same])
    assert 0 == report(source, WEEKS[0])
    (row,) = [row for row in checks(made(source, WEEKS[0])) if "等5处" in str(row["原表位置"])]
    assert "警告" == row["级别"]
    assert "Sheet!D6等5处：D7、D8、D9、D10" == row["原表位置"]


@pytest.mark.parametrize("tick", ["√", "✓", "是", "对", "正确", "无误", "Y", "OK", "是的。"])
def test_a_ticked_line_is_asked_no_more(source, tick):
    assert 0 == report(source, WEEKS[0])
    path = made(source, WEEKS[0])
    before = codes(path)
    answer(path, D614=tick)
    for day in WEEKS[1:]:
        assert 0 == report(source, day)
        assert [code for code in before if code != "D614"] == [c for c in codes(made(source, day)) if c[:3] != "D32"]
        assert note(made(source, day)).startswith("已核对1处")
    # And the report of a report knows it as well as the original.
    assert 0 == report(made(source, WEEKS[2]), date(2021, 8, 8))
    assert "D614" not in codes(made(source, date(2021, 8, 8)))


def test_a_ticked_line_leaves_no_doubt(source):
    assert 0 == report(source, WEEKS[0])
    path = made(source, WEEKS[0])
    assert [False, True, True, True, True] == [bool(task.doubts) for task in judged(source)]
    answer(path, D614="√", D506="√")
    assert [False, False, False, True, True] == [bool(task.doubts) for task in judged(source)]
    assert [False, False, False, True, True] == [bool(task.doubts) for task in judged(path)]


def test_it_is_asked_again_when_the_words_change(source):
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D614="√")
    rows = [*ROWS[:2], (*ROWS[2][:4], "应该差不多吧"), *ROWS[3:]]
    save(source, rows)
    assert 0 == report(source, WEEKS[1])
    assert "D614" in codes(made(source, WEEKS[1]))
    save(source, ROWS)
    assert 0 == report(source, WEEKS[2])
    assert "D614" not in codes(made(source, WEEKS[2]))


def test_it_goes_with_its_task_wherever_that_stands(source):
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D614="√")
    rows = [
        ROWS[0],
        ROWS[3],
        (1, "新增的一项任务", "区政府办", "2021年9月30日", "差不多了"),
        *ROWS[4:],
        (9, *ROWS[2][1:]),
    ]
    save(source, rows)
    assert 0 == report(source, WEEKS[1])
    assert ["Sheet!E3"] == [place for code, place in tell(made(source, WEEKS[1])) if code == "D614"]


def test_one_tick_answers_for_every_cell_of_its_line(source):
    same = [(n, f"开展第{n}项工作", "区政府办", "2021年12月31日左右", None) for n in range(6, 10)]
    save(source, [*ROWS, *same])
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D412_处="√")
    assert 0 == report(source, WEEKS[1])
    assert ["Sheet!D2"] == [place for code, place in tell(made(source, WEEKS[1])) if code == "D412"]
    assert note(made(source, WEEKS[1])).startswith("已核对5处")


@pytest.mark.parametrize("value", ["2021年9月21日", "9月21日", "2021-09-21", "9月21日前", date(2021, 9, 21)])
def test_a_value_is_read_by_the_language_of_its_field(source, value):
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D428=value)
    task = judged(source)[3]
    assert (date(2021, 9, 21), ()) == (task.due, task.doubts)
    assert 0 == report(source, WEEKS[1])
    path = made(source, WEEKS[1])
    assert "D428" not in codes(path)
    shown = load_workbook(path)["任务台账"].cell(BODY + 3, 6).value
    assert str(shown)[:10] == str(value)[:10]
    assert date(2021, 9, 21) == judged(path, WEEKS[2])[3].due
    # The original says what it said; the answer stands.
    assert 0 == report(source, WEEKS[2])
    assert "D428" not in codes(made(source, WEEKS[2]))
    assert date(2021, 9, 21) == judged(made(source, WEEKS[2]), WEEKS[2])[3].due


@pytest.mark.parametrize(
    ("value", "state"),
    [
        ("已完成", "done"), ("未完成", "overdue"), ("7月9日完成", "done"), ("2021-07-15", "done_late"),
        ("取消", "cancelled"), ("暂缓", "suspended"),
    ],
)  # fmt: skip
def test_a_state_overrides_what_was_read(source, value, state):
    rows = [(*row, "完成日期" if not n else None) for n, row in enumerate(ROWS)]
    save(source, rows)
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D614=value)
    assert state == judged(source)[1].state
    assert 0 == report(source, WEEKS[1])
    assert state == judged(made(source, WEEKS[1]), WEEKS[2])[1].state
    assert "D614" not in codes(made(source, WEEKS[1]))


def test_units_override_what_was_read(source):
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D506="区融媒体中心、区委宣传部")
    assert ("区融媒体中心", "区委宣传部") == judged(source)[2].lead
    assert 0 == report(source, WEEKS[1])
    assert ("区融媒体中心", "区委宣传部") == judged(made(source, WEEKS[1]), WEEKS[2])[2].lead


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("D428", "等通知"),
        ("D428", "×"),
        ("D614", "×"),
        ("D614", "不对"),
        ("D506", "2021年9月底"),
        ("D506", "已完成"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_cell(source, code, value):
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), **{code: value})
    assert 0 == report(source, WEEKS[1])
    found = {row["编号"]: row for row in checks(made(source, WEEKS[1]))}
    assert f"「{value}」" in found["D324"]["事项"]
    assert found["D324"]["原表位置"] == found[code]["原表位置"]


def test_check_and_the_letters_know_what_was_answered(source, capsys):
    assert 0 == report(source, WEEKS[0])
    answer(made(source, WEEKS[0]), D614="√", D428="2021年9月21日")
    capsys.readouterr()
    main(["check", str(source), "--as-of", WEEKS[1].isoformat()])
    told = capsys.readouterr().out
    assert "D614" not in told
    assert "D428" not in told
    assert 0 == run("export", source, "--as-of", WEEKS[1], "-o", source.parent / "数据.csv")
    assert "2021-09-21" in (source.parent / "数据.csv").read_text(encoding="utf-8-sig")


def test_lines_and_ledger_that_were_sorted_say_the_same(source):
    assert 0 == report(source, WEEKS[0])
    path = made(source, WEEKS[0])
    answer(path, D614="√")
    book = load_workbook(path)
    sheet = book["核对清单"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=BODY) if row[1].value]
    for number, row in enumerate(reversed(rows), BODY):
        for column, value in enumerate(row, 1):
            sheet.cell(number, column).value = value
    book.save(path)
    assert not judged(source)[1].doubts


def test_an_answer_typed_into_the_ledger_and_a_tick_go_together(source):
    assert 0 == report(source, WEEKS[0])
    path = made(source, WEEKS[0])
    answer(path, D506="√")
    edit(path, row8_完成情况="已完成", row9_完成情况="正在总结")
    assert 0 == report(source, WEEKS[1])
    again = made(source, WEEKS[1])
    assert "D506" not in codes(again)
    assert "done" == judged(again)[3].state
