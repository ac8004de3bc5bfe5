"""Programs are told what people see, cell for cell; a failure is a document too, with the same exit status and no question asked."""

from __future__ import annotations

import json
import shutil
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import locks
from tests.drawn import save_sketch
from tests.processes import DAY, SAMPLES, TRACKED, xltrack
from tests.schemas import faults
from tests.workbooks import agenda_lines, records
from xltrack import api
from xltrack.base.errors import OutputError

TWO = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限        | 完成情况 |
    | 1    | 摸底排查 | 县财政局 | 2021年7月20日前 | 差不多了 |
    | 2    | 总结上报 | 县教育局 | 2021年8月5日前  | 未启动   |
"""
SECRET = "机密Zq８9"


def ask(*said: object, status: int = 0, **options: Any) -> Any:
    done = xltrack(*said, "--json", **options)
    assert status == done.returncode, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.fixture(params=["榆阳区_跟踪.xlsx", "屯留区.xlsx", "华龙区.xlsx"])
def told(request, tmp_path):
    """What is told of a sample, and the workbook that was written with it."""
    source = shutil.copy(SAMPLES / request.param, tmp_path)
    document = ask("report", source, *DAY)
    (written,) = document["written"]
    return document, load_workbook(written["path"], data_only=True)


# --- one truth ---


def test_the_tasks_are_those_of_the_ledger(told):
    document, book = told
    shown = [(str(row["编号"]), row["状态"], row["距期天数"], row["状态说明"]) for row in records(book["任务台账"])]
    assert shown == [(task["number"], task["word"], task["days"], task["reason"]) for task in document["tasks"]]


def test_what_is_late_and_falls_due_is_that_of_its_list_in_its_order(told):
    document, book = told
    late, due = agenda_lines(book)
    days = {task["number"]: task["days"] for task in document["tasks"]}
    assert [row["距期天数"] for row in late] == [days[number] for number in document["late"]]
    assert [row["距期天数"] for row in due] == [one["days"] for one in document["due"]]


def test_what_is_to_be_checked_is_the_check_list(told):
    document, book = told
    shown = [(row["编号"], row["事项"], row["怎么办"]) for row in records(book["核对清单"])]
    assert shown == [(one["code"], one["message"], one["remedy"]) for one in document["findings"]]


def test_the_figures_add_up_and_are_those_of_the_tasks(told):
    document, _ = told
    figures = dict(document["figures"])
    states = [task["state"] for task in document["tasks"]]
    assert document["states"] == {state: states.count(state) for state in document["states"]}
    assert figures["total"] == len(states) == sum(list(figures.values())[1:8])
    assert figures["overdue"] == len(document["late"])


def test_check_tells_programs_what_it_tells_people(tmp_path):
    path = save_sketch(TWO, tmp_path / "任务.xlsx")
    lines = xltrack("check", path, *DAY).stdout.decode().splitlines()
    document = ask("check", path, *DAY)
    heads = [f"任务.xlsx:{one['cell']}: {one['code']} {one['message']}" for one in document["findings"]]
    assert heads == [line.rpartition("（")[0] for line in lines if line.startswith("任务.xlsx:")]
    (found,) = document["findings"]
    assert ("report", ["1"], "Sheet1!E3") == (found["doubt"], found["tasks"], found["cell"])


def test_check_passes_or_not_as_its_exit_status_says(tmp_path):
    path = save_sketch(TWO, tmp_path / "任务.xlsx")
    assert ask("check", path, *DAY)["passed"] is True
    assert ask("check", path, "--strict", *DAY, status=1)["passed"] is False


def test_a_late_task_in_doubt_says_where_and_is_not_to_be_named(tmp_path):
    document = ask("report", save_sketch(TWO, tmp_path / "任务.xlsx"), "--dry-run", *DAY)
    first, second = document["tasks"]
    assert ("overdue", "Sheet1!B3", "Sheet1!E3") == (first["state"], first["cell"], first["doubts"][0]["cell"])
    assert [] == second["doubts"]


def test_nothing_is_written_where_only_a_question_is_asked(tmp_path):
    source = shutil.copy(TRACKED, tmp_path)
    asked = ask("report", source, "--dry-run", "-o", f"{tmp_path}/新/", *DAY)
    assert [TRACKED.name] == [path.name for path in tmp_path.iterdir()]
    assert [] == asked["written"]
    shown = xltrack("report", source, "--dry-run", *DAY).stdout.decode().splitlines()
    assert [TRACKED.name] == [path.name for path in tmp_path.iterdir()]
    assert shown == xltrack("report", source, *DAY).stdout.decode().splitlines()[:-1]
    del asked["written"]
    again = ask("report", source, *DAY)
    assert asked == {name: value for name, value in again.items() if name != "written"}


def test_a_name_as_the_system_has_it_and_nothing_that_turns_a_console_round(tmp_path):
    path = save_sketch(TWO, tmp_path / "任\u202e务.xlsx")
    done = xltrack("report", path, "--json", "--dry-run", *DAY)
    assert b"\\u202e" in done.stdout
    assert "\u202e" not in done.stdout.decode()
    assert ["任\u202e务.xlsx"] == json.loads(done.stdout)["sources"]


@pytest.mark.parametrize("words", [("check",), ("report", "--dry-run"), ("inspect",), ("update", "--dry-run")])
def test_json_is_utf8_whatever_the_console_speaks(words):
    plain = xltrack(words[0], TRACKED, *words[1:], "--json", *DAY)
    done = xltrack(words[0], TRACKED, *words[1:], "--json", *DAY, environment={"PYTHONIOENCODING": "gbk"})
    assert (0, plain.stdout) == (done.returncode, done.stdout)
    assert json.loads(done.stdout.decode("utf-8"))


# --- failures ---


def failed(code: str, *said: object, status: int = 2, **options: Any) -> Any:
    """The document of a run that failed by a rule; people are told the same."""
    done = xltrack(*said, **options)
    document = json.loads(done.stdout)
    assert (status, [], code) == (done.returncode, faults("error", document), document["error"]["code"])
    assert document["error"]["sentence"].replace("\n", " ") in done.stderr.decode()
    return document


@pytest.mark.parametrize("command", ["report", "check", "inspect", "update"])
def test_a_file_that_is_not_there(tmp_path, command):
    failed("D105", command, tmp_path / "没有.xlsx", "--json")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("D160", ["check", "--json"]),
        ("D160", ["check", TRACKED, "--json", "--nothing"]),
        ("D160", ["mail", TRACKED, "--json"]),
        ("D162", ["report", TRACKED, "--as-of", "昨天", "——json"]),
        ("D160", ["report", TRACKED, "--json", "--dry-run", "--by-office", "-o", "出"]),
        ("D175", ["inspect", TRACKED, TRACKED, "--json"]),
        ("D153", ["report", TRACKED, "--json", "-o", "/nowhere/甲.pdf"]),
    ],
)
def test_what_cannot_be_asked(code, words):
    failed(code, *words)


def test_a_book_without_tasks(tmp_path):
    path = save_sketch("| 姓名 | 学号 |\n| 张三 | 1 |", tmp_path / "名单.xlsx")
    assert json.loads(xltrack("report", path, "--json").stdout)["error"]["code"] in ("D174", "D282")


def test_where_no_file_can_be_read_each_is_told(tmp_path):
    for name in ("甲.xlsx", "乙.xlsx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04")
    done = xltrack("check", tmp_path, "--json")
    document = json.loads(done.stdout)
    assert (2, {"甲.xlsx", "乙.xlsx"}) == (done.returncode, {one["source"] for one in document["skipped"]})
    assert document["error"] == document["skipped"][0]["error"]


def test_a_workbook_that_must_not_be_written_into(tmp_path):
    failed(
        "D800",
        "update",
        shutil.copy(SAMPLES.parent / "tests/data/corpus/d07-湘西放管服工作计划.xls", tmp_path),
        "--json",
    )


def test_a_locked_workbook_is_refused_and_nobody_is_asked(tmp_path):
    path = tmp_path / "密.xlsx"
    path.write_bytes(locks.agile(TRACKED.read_bytes(), SECRET))
    failed("D126", "inspect", path, "--json", alone=True)
    done = xltrack("inspect", path, "--json", "--password", *DAY, given=f"{SECRET}\n".encode(), alone=True)
    assert (0, 23) == (done.returncode, len(json.loads(done.stdout)["tables"][0]["tasks"]))
    assert SECRET not in (done.stdout + done.stderr).decode()


def test_ctrl_c(monkeypatch):
    monkeypatch.setattr(api, "read_many", interrupt)
    failed("D178", "report", TRACKED, "--json", status=130)


def interrupt(*_: object, **__: object) -> Any:
    raise KeyboardInterrupt


def test_a_fault_of_the_program(monkeypatch):
    monkeypatch.setattr(api, "carry", lambda *_, **__: 1 // 0)
    assert "ZeroDivisionError" in failed("D179", "check", TRACKED, "--json")["error"]["sentence"]


def test_a_result_that_cannot_be_written(monkeypatch):
    def refuse(*_: object, **__: object) -> Any:
        raise OutputError("D145", path="甲.xlsx")

    monkeypatch.setattr(api, "issue", refuse)
    failed("D145", "report", TRACKED, "--json")


def test_a_file_that_the_system_withholds(monkeypatch):
    def withhold(*_: object, **__: object) -> Any:
        raise PermissionError(13, "x", "甲.xlsx")

    monkeypatch.setattr(api, "carry", withhold)
    failed("D230", "check", TRACKED, "--json")


def test_without_json_a_failure_says_nothing_on_standard_output(tmp_path):
    assert b"" == xltrack("check", tmp_path / "没有.xlsx").stdout
    assert b"" == xltrack("check", tmp_path / "json").stdout
