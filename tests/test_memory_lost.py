"""Memories that are damaged, missing or of no use: one diagnostic, and the report goes on (docs/规则.md 8.1)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.processes import TRACKED, xltrack
from tests.weeks import BODY, ROLES_ROW, WEEKS, changed, days, memory, report
from tests.workbooks import records
from xltrack.base.errors import SourceError


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return Path(shutil.copy(TRACKED, tmp_path / "台账.xlsx"))


def damaged(path: Path, kind: str) -> None:
    book = load_workbook(path)
    sheet = book["快照"]
    if kind == "no sheet":
        del book["快照"]
        del book.defined_names["xltrack_snapshot"]
    elif kind == "no name":
        del book.defined_names["xltrack_snapshot"]
    elif kind == "no roles":
        sheet.delete_rows(ROLES_ROW)
    elif kind == "no day":
        sheet["A2"] = "评判时各项任务的样子"
    book.save(path)


@pytest.mark.parametrize("kind", ["no sheet", "no name", "no roles", "no day"])
def test_a_damaged_snapshot_is_one_diagnostic_and_the_report_goes_on(source, kind):
    for day in WEEKS[:2]:
        path = report(source, day).path
    path = path.rename(path.with_name("改坏.xlsx"))
    damaged(path, kind)
    done = report(path, WEEKS[2])
    assert ["D194"] == [note.code for note in done.notes]
    assert {} == changed(done.path)
    assert [day.isoformat() for day in WEEKS] == days(done.path)
    assert any(row["编号"] == "D194" for row in records(load_workbook(done.path)["核对清单"]))


def test_a_damaged_own_memory_gives_way_to_the_report_beside(source):
    for day in WEEKS[:2]:
        path = report(source, day).path
    damaged(path, "no name")
    done = report(path, WEEKS[2])
    assert any("较7月18日（台账_进度_2021-07-18.xlsx）" in line for line in done.summary)
    assert ["D194"] == [note.code for note in done.notes]


def test_one_that_was_asked_for_and_remembers_nothing_gives_way_to_the_own_memory(source):
    path = report(source, WEEKS[1]).path
    done = report(path, WEEKS[2], since=TRACKED)
    assert (["D194"], {10: "新逾期"}) == ([note.code for note in done.notes], changed(done.path))


def test_a_history_with_rows_that_say_nothing_keeps_the_others(source):
    for day in WEEKS[:2]:
        path = report(source, day).path
    book = load_workbook(path)
    sheet = book["历史"]
    sheet.cell(BODY, 1).value = "上周"
    sheet.append(["2021-07-11", None, 3, 20])
    sheet.append([date(2021, 7, 10), 23, "三"])
    book.save(path)
    done = report(path, WEEKS[2])
    assert ["D195"] == [note.code for note in done.notes]
    assert "2行" in done.notes[0].message
    assert ["2021-07-11", "2021-07-25", "2021-08-01"] == days(done.path)


def test_sheets_that_were_renamed_sorted_and_shifted_are_still_known(source):
    for day in WEEKS[:2]:
        path = report(source, day).path
    before = memory(path)
    book = load_workbook(path)
    book["历史"].title = "往期"
    book["快照"].title = "别动"
    for name, title in (("xltrack_history", "往期"), ("xltrack_snapshot", "别动")):
        book.defined_names[name].attr_text = f"'{title}'!" + book.defined_names[name].attr_text.rpartition("!")[2]
    book.save(path)
    assert before == memory(path)


@pytest.mark.parametrize("data", [b"", b"PK\3\4 no zip", b"%PDF-1.4"])
def test_a_file_beside_that_cannot_be_read_is_said_and_left(source, data):
    (source.parent / "台账_进度_2021-07-25.xlsx").write_bytes(data)
    done = report(source, WEEKS[2])
    assert ["D194"] == [note.code for note in done.notes]
    assert ["2021-08-01"] == days(done.path)


def test_a_file_that_was_asked_for_and_cannot_be_read_stops_the_run(source, tmp_path):
    with pytest.raises(SourceError) as caught:
        report(source, WEEKS[2], since=tmp_path / "没有.xlsx")
    assert "没有.xlsx" in str(caught.value.facts.values())
    done = xltrack("report", source, "--as-of", "2021-08-01", "--since", tmp_path / "没有.xlsx")
    assert (2, True) == (done.returncode, "没有.xlsx" in done.stderr.decode("utf-8"))


def test_a_workbook_that_is_no_report_remembers_nothing(source):
    done = report(source, WEEKS[2], since=TRACKED)
    assert ["D194"] == [note.code for note in done.notes]
    assert TRACKED.name in done.notes[0].message


def test_an_old_report_that_is_not_earlier_is_said(source, tmp_path):
    same = report(source, WEEKS[2], output=tmp_path / "同日.xlsx").path
    assert ["D196"] == [note.code for note in report(source, WEEKS[2], since=same).notes]


def test_the_command_line_takes_the_last_report(source, tmp_path):
    old = report(source, WEEKS[0], output=tmp_path / "老.xlsx").path
    done = xltrack("report", source, "--as-of", "2021-08-01", "--since", old)
    assert (0, "") == (done.returncode, done.stderr.decode("utf-8"))
    assert "较7月18日（老.xlsx）：新逾期2" in done.stdout.decode("utf-8")


def test_without_an_earlier_report_nothing_of_it_is_imported(source):
    program = (
        "import sys; from xltrack.cli import main; main(['report', sys.argv[1], '--as-of', '2021-08-01']); "
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = xltrack_modules(program, source)
    unwanted = {
        "xltrack.comparison.since",
        "xltrack.comparison.matching",
        "xltrack.reading.ours",
        "xltrack.report.changes",
        "rapidfuzz",
    }
    assert {"xltrack.domain.memory"} == done & {*unwanted, "xltrack.domain.memory"}


def xltrack_modules(program: str, path: Path) -> set[str]:
    done = subprocess.run([sys.executable, "-c", program, path], capture_output=True, check=True)
    return set(done.stderr.decode("utf-8").split())
