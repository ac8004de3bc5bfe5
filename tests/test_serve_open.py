"""What the panes ask the server for: a workbook by its path, the edits for it as strips, a report saved beside it and opened."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.processes import DAY as AS_OF
from tests.processes import SAMPLES, TRACKED, xltrack
from tests.serving import DAY, Answer, Server, started
from tests.updates import HEADS, save
from xltrack.base.address import CellRef
from xltrack.base.platform import show_file
from xltrack.base.values import CellError
from xltrack.domain.edits import CellEdit, Plan
from xltrack.serving.opened import strips_of


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with started() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield from running.unharmed()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(TRACKED, tmp_path / "跟踪.xlsx"))


def take(server: Server, drop: str, path: object, **said: object) -> Answer:
    return server.ask("POST", f"{drop}/path", {"path": path if path is None else str(path), **said})


def opened(server: Server, path: Path) -> str:
    """A drop with a workbook that the server read itself."""
    drop = server.drop()
    assert 200 == take(server, drop, path, take=True).status
    return drop


def plan(server: Server, drop: str, **said: object) -> Answer:
    return server.ask("POST", f"{drop}/plan", {"as_of": DAY, **said})


def refusal(answer: Answer) -> str:
    return str(answer.said["refused"]["sentence"])


# --- A workbook by its path ---


def test_the_server_reads_a_workbook_by_its_path_as_if_it_were_dropped(server, book):
    drop = opened(server, book)
    dropped = server.drop(book)
    assert server.look(drop).said["summary"]["figures"] == server.look(dropped).said["summary"]["figures"]
    assert ["跟踪.xlsx"] == server.look(drop).said["summary"]["sources"]


def test_where_a_workbook_lies_can_be_noted_without_reading_it(server, book):
    drop = server.drop()
    answer = take(server, drop, book)
    assert (200, "") == (answer.status, answer.said["path"])
    assert 422 == server.look(drop).status


def test_a_file_that_is_larger_than_what_is_taken_is_not_read(book):
    with started(file=1000) as small:
        answer = take(small, small.drop(), book, take=True)
        assert (422, "「跟踪.xlsx」") == (answer.status, refusal(answer)[:9])


@pytest.mark.parametrize(
    "path",
    [None, "", "跟踪.xlsx", "../跟踪.xlsx", "https://a.sharepoint.com/x.xlsx", "a\0b.xlsx", "/x" * 3000 + ".xlsx"],
)
def test_what_is_no_path_of_this_computer_is_told(server, path):
    answer = take(server, server.drop(), path, take=True)
    assert 422 == answer.status
    assert refusal(answer).startswith("打开着的工作簿还没有存在这台电脑上")


@pytest.mark.parametrize("name", ["passwd", "id_rsa.pem", "notes.docx", "key.toml"])
def test_only_what_may_be_a_task_sheet_is_read(server, tmp_path, name):
    (tmp_path / name).write_text("secret", "utf-8")
    answer = take(server, server.drop(), tmp_path / name, take=True)
    assert (422, f"「{name}」不是任务分解表能用的格式") == (answer.status, refusal(answer))


def test_only_regular_files_are_read(server, tmp_path):
    (tmp_path / "夹.xlsx").mkdir()
    os.mkfifo(tmp_path / "管.xlsx")
    (tmp_path / "空链.xlsx").symlink_to(tmp_path / "没有.xlsx")
    for name in ("夹.xlsx", "管.xlsx", "空链.xlsx", "没有.xlsx"):
        answer = take(server, server.drop(), tmp_path / name, take=True)
        assert (422, True) == (answer.status, name in refusal(answer)), name


def test_nobody_else_learns_what_lies_where(server, book):
    drop = server.drop()
    for more in ({"X_Xltrack_Token": "x"}, {"Origin": "http://evil.cn"}):
        for verb in ("path", "plan", "save"):
            assert 403 == server.ask("POST", f"{drop}/{verb}", {"path": str(book)}, **more).status
    for verb in ("path", "plan", "save"):
        assert 405 == server.ask("GET", f"{drop}/{verb}").status
        assert 415 == server.ask("POST", f"{drop}/{verb}", {}, Content_Type="text/plain").status
        assert 404 == server.ask("POST", f"/drops/nobody/{verb}", {"path": str(book)}).status


def test_what_lies_beside_the_open_workbook_counts_as_for_the_command_line(server, book):
    (book.parent / "xltrack.toml").write_text('[office]\n名称 = "某县政府办"\n', "utf-8")
    assert 0 == xltrack("report", book, "--as-of", "2021-07-18").returncode
    drop = server.drop(book)
    alone = server.look(drop).said["summary"]
    take(server, drop, book)
    told = server.look(drop).said["summary"]
    assert [] == [note for note in alone["notes"] if "7月18日" in note]
    assert [note for note in told["notes"] if "较7月18日" in note]
    assert ["「xltrack.toml」里的设置用了"] == [one for one in told["used"] if one not in alone["used"]]
    assert {"xltrack.toml", "跟踪.xlsx", "跟踪_进度_2021-07-18.xlsx"} == {one.name for one in book.parent.iterdir()}


# --- Where things stand ---


def test_each_line_says_where_a_host_finds_its_cell(server, tmp_path):
    path = tmp_path / "表.xlsx"
    workbook = Workbook()
    workbook.active.title = "任 务!"
    workbook.active.append(["序号", "工作任务", "责任单位", "完成时限", "完成情况"])
    workbook.active.append([1, "起草方案", "县教育局", "2021年6月底前", "正在推进"])
    workbook.active.append([2, "总结", "县教育局", "2021年6月35日前", ""])
    workbook.save(path)
    told = server.look(server.drop(path)).said["summary"]
    assert [["表.xlsx", "任 务!", "B2"]] == [one["at"] for one in told["late"]["rows"]]
    assert ["表.xlsx", "任 务!", "D3"] in [one["at"] for one in told["checks"]["rows"]]


# --- The edits ---


def test_the_plan_for_the_open_workbook_is_that_of_update(server, tmp_path):
    path = save(tmp_path)
    answer = plan(server, opened(server, path))
    assert 200 == answer.status
    strips = {(one["cells"], one["kind"]): one for one in answer.said["strips"]}
    texts = strips["F3:F5", "text"]
    assert [HEADS[0]] == strips["F2:F2", "text"]["new"]
    assert {"old": ["", "", ""], "new": ["已完成", "逾期", "临期"], "like": "E3:E5"}.items() <= texts.items()
    assert ["", -12, 4] == strips["G3:G5", "number"]["new"]
    copied = {row[0].coordinate: row[0].value for row in updated(tmp_path, path).iter_rows(min_col=6, max_col=6)}
    assert dict(zip(["F2", "F3", "F4", "F5"], [HEADS[0], *texts["new"]], strict=True)) == {
        cell: value for cell, value in copied.items() if value
    }
    assert "11格要改（其中新加3列），其余不动" in answer.said["lines"][0]


def updated(folder: Path, path: Path) -> Any:
    """The sheet as `xltrack update` writes it."""
    assert 0 == xltrack("update", path, *AS_OF, "-o", folder / "副本.xlsx").returncode
    return load_workbook(folder / "副本.xlsx").active


def test_a_second_plan_has_what_each_cell_held(server, tmp_path):
    path = save(tmp_path)
    updated(tmp_path, path)
    later = plan(server, opened(server, tmp_path / "副本.xlsx"), as_of="2021-08-10").said
    held = {cell: (old, new) for one in later["strips"] for cell, old, new in [(one["cells"], one["old"], one["new"])]}
    assert (["临期"], ["逾期"]) == held["F5:F5"]
    assert [None] == list({one["like"] and one["cells"] for one in later["strips"]})


def test_a_workbook_that_was_changed_meanwhile_gets_no_plan(server, tmp_path):
    path = save(tmp_path)
    drop = opened(server, path)
    take(server, drop, path, take=True, shelf="again")
    assert 200 == plan(server, drop).status
    workbook = load_workbook(path)
    workbook.active["E4"], workbook.active["H9"] = "已完成", "=1+1"
    workbook.create_sheet("新表")
    workbook.save(path)
    take(server, drop, path, take=True, shelf="again")
    answer = plan(server, drop)
    assert (409, "「任务.xlsx」在读过以后又改动过，没有写") == (answer.status, refusal(answer))
    assert ["改动的地方：Sheet1!E4、新表"] == answer.said["missing"]
    assert "strips" not in answer.said


def test_a_workbook_that_was_only_saved_again_is_the_same(server, tmp_path):
    path = save(tmp_path)
    drop = opened(server, path)
    load_workbook(path).save(path)
    take(server, drop, path, take=True, shelf="again")
    assert 200 == plan(server, drop).status


def test_what_cannot_be_written_into_is_told(server):
    answer = plan(server, opened(server, SAMPLES / "榆阳区_跟踪.xlsx"), what="别的.xlsx")
    assert 422 == answer.status
    drop = server.drop()
    server.put(drop, "表.csv", "序号,工作任务,责任单位,完成时限\n1,起草方案,县教育局,2021年6月底前\n".encode())
    assert (422, "不能在原文件里更新") == (plan(server, drop).status, refusal(plan(server, drop))[7:16])


def test_strips_are_cells_of_one_column_and_one_kind_below_each_other():
    def edit(row: int, column: int, old: Any, new: Any, like: int = 0) -> CellEdit:
        return CellEdit(CellRef("表", row, column), old, new, "", like)

    day = date(2021, 8, 1)
    edits = [
        edit(3, 2, None, "甲"), edit(2, 2, CellError("#REF!"), "=乙"), edit(5, 2, day, "丙"), edit(2, 3, 1.5, 2),
        edit(3, 3, True, None), edit(4, 4, None, None, 2),
    ]  # fmt: skip
    told = [(one["cells"], one["kind"], one["old"], one["new"]) for one in strips_of(Plan("表", "", tuple(edits)))]
    assert [
        ("B2:B3", "text", ["#REF!", ""], ["=乙", "甲"]), ("B5:B5", "text", [{"day": "2021-08-01"}], ["丙"]),
        ("C2:C2", "number", [1.5], [2]), ("C3:C3", "blank", [True], [""]), ("D4:D4", "look", [""], [""]),
    ] == told  # fmt: skip


def test_numbers_with_gaps_are_one_strip():
    edits = [CellEdit(CellRef("表", row, 2), None, row if row % 3 else None, "", 1) for row in range(1, 400)]
    (strip,) = strips_of(Plan("表", "", tuple(edits)))
    assert ("B1:B399", "number", "A1:A399") == (strip["cells"], strip["kind"], strip["like"])
    assert [1, 2, "", 4] == strip["new"][:4]


def test_a_long_strip_comes_in_portions():
    edits = [CellEdit(CellRef("表", row, 2), None, "甲") for row in range(1, 1202)]
    strips = list(strips_of(Plan("表", "", tuple(edits))))
    assert ["B1:B500", "B501:B1000", "B1001:B1201"] == [one["cells"] for one in strips]
    assert [500, 500, 201] == [len(one["new"]) for one in strips]


# --- Saved beside it ---


def test_a_report_is_saved_beside_the_open_workbook_and_opened(server, book):
    drop = server.drop(book)
    take(server, drop, book)
    answer = server.ask("POST", f"{drop}/save", {"as_of": DAY})
    assert (200, True) == (answer.status, answer.said["shown"])
    assert "跟踪_进度_2021-08-01.xlsx" == answer.said["saved"] == (book.parent / "shown").read_text("utf-8")
    assert str(book.parent) not in answer.body.decode()
    saved = (book.parent / answer.said["saved"]).read_bytes()
    (book.parent / answer.said["saved"]).unlink()
    assert 0 == xltrack("report", book, *AS_OF).returncode
    assert (book.parent / answer.said["saved"]).read_bytes() == saved


def test_a_tick_is_remembered_where_the_report_was_saved(server, book):
    drop = opened(server, book)
    count = len(server.look(drop).said["summary"]["checks"]["rows"])
    assert 200 == server.ask("POST", f"{drop}/tick", {"line": 0, "said": "√"}).status
    assert 200 == server.ask("POST", f"{drop}/save", {"as_of": DAY}).status
    later = server.look(opened(server, book)).said["summary"]["checks"]
    assert (count - 1, "已核对1处，不再问") == (len(later["rows"]), later["checked"])


def test_what_somebody_edited_is_kept_when_a_report_is_saved_again(server, book):
    drop = opened(server, book)
    first = server.ask("POST", f"{drop}/save", {"as_of": DAY}).said["saved"]
    workbook = load_workbook(book.parent / first)
    workbook["任务台账"]["B3"] = "自己写的"
    workbook.save(book.parent / first)
    kept = (book.parent / first).read_bytes()
    second = server.ask("POST", f"{drop}/save", {"as_of": DAY}).said["saved"]
    assert "跟踪_进度_2021-08-01_2.xlsx" == second
    assert (book.parent / first).read_bytes() == kept


def test_where_nothing_opens_it_is_told_where_the_report_lies(server, book):
    (book.parent / "dumb").touch()
    drop = opened(server, book)
    answer = server.ask("POST", f"{drop}/save", {"as_of": DAY})
    assert (200, False) == (answer.status, answer.said["shown"])
    assert ["存好了，和工作簿放在一起：跟踪_进度_2021-08-01.xlsx；请到文件夹里打开它"] == answer.said["lines"]


def test_without_a_path_nothing_is_saved(server):
    answer = server.ask("POST", f"{server.drop(TRACKED)}/save", {"as_of": DAY})
    assert (409, "先另存到这台电脑上，再读一次") == (answer.status, answer.said["refused"]["deed"])


def test_a_folder_that_cannot_be_written_to_is_told(server, book):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    drop = opened(server, book)
    book.parent.chmod(0o500)
    try:
        assert 422 == server.ask("POST", f"{drop}/save", {"as_of": DAY}).status
    finally:
        book.parent.chmod(0o700)


def test_a_file_is_opened_by_what_this_computer_opens_files_with(tmp_path, monkeypatch):
    opener = tmp_path / "xdg-open"
    opener.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/said\n', "utf-8")
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert show_file(tmp_path / "进度 表.xlsx")
    for _ in range(200):
        if (tmp_path / "said").exists() and (tmp_path / "said").read_text("utf-8"):
            break
        __import__("time").sleep(0.02)
    assert f"{tmp_path}/进度 表.xlsx\n" == (tmp_path / "said").read_text("utf-8")
    monkeypatch.setenv("PATH", "")
    assert not show_file(tmp_path / "进度 表.xlsx")
