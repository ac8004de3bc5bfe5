"""Where a report is written, and that nothing is ever lost on the way (faults D1 to D5)."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.assessments import HEADS, assessment, document, task_row
from tests.processes import ROOT
from tests.refusals import refused
from xltrack.base import platform
from xltrack.base.errors import OutputError
from xltrack.placing.output import Target, base_name, day_of_report, name_report, place, safe_name
from xltrack.placing.whole import locked, write_whole
from xltrack.report.writing import write_report

DAY = date(2021, 8, 1)
OURS, EDITED, NEW = b"ours", b"edited", b"new bytes"


def standing(path: Path):
    """By their bytes: enough to see what is done with each; the digest itself is tested with real workbooks."""
    return {OURS: "unchanged", EDITED: "edited"}.get(path.read_bytes(), "foreign")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "榆阳区.xlsx"
    path.write_bytes(b"source")
    return path


def put(source: Path, wished: Path | None = None, data: bytes = NEW):
    return place(data, Target([source], wished, standing), DAY)


def codes(placed) -> list[str]:
    return [note.code for note in placed.notes]


def listing(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_beside_the_source_by_its_name_and_the_day(source):
    placed = put(source)
    assert (source.parent / "榆阳区_进度_2021-08-01.xlsx", []) == (placed.path, codes(placed))
    assert (NEW, b"source") == (placed.path.read_bytes(), source.read_bytes())
    assert {source.name, placed.path.name} == listing(source.parent)


def test_a_report_of_ours_is_replaced(source):
    target = source.parent / "榆阳区_进度_2021-08-01.xlsx"
    target.write_bytes(OURS)
    placed = put(source)
    assert (target, NEW, []) == (placed.path, target.read_bytes(), codes(placed))


@pytest.mark.parametrize(("code", "there"), [("D150", b"theirs"), ("D151", EDITED), ("D150", b"")])
def test_what_is_not_ours_or_was_edited_stays(source, code, there):
    target = source.parent / "榆阳区_进度_2021-08-01.xlsx"
    target.write_bytes(there)
    placed = put(source)
    assert ("榆阳区_进度_2021-08-01_2.xlsx", there, NEW) == (
        placed.path.name,
        target.read_bytes(),
        placed.path.read_bytes(),
    )
    assert code in codes(placed)
    assert "榆阳区_进度_2021-08-01_2.xlsx" in placed.notes[0].message


def test_the_next_number_that_is_free_or_ours(source):
    stem = source.parent / "榆阳区_进度_2021-08-01"
    for end, data in ((".xlsx", b"theirs"), ("_2.xlsx", EDITED), ("_3.xlsx", OURS)):
        stem.with_name(stem.name + end).write_bytes(data)
    assert "榆阳区_进度_2021-08-01_3.xlsx" == put(source).path.name


def test_all_numbers_taken(source):
    for number in range(1, 100):
        end = "" if number == 1 else f"_{number}"
        (source.parent / f"榆阳区_进度_2021-08-01{end}.xlsx").write_bytes(b"theirs")
    with refused("D154", OutputError):
        put(source)


def test_the_same_bytes_are_not_written_again(source):
    first = put(source).path
    os.utime(first, (1, 1))
    again = put(source)
    assert (first, 1.0, []) == (again.path, first.stat().st_mtime, codes(again))


def test_never_over_the_source_when_asked_to(source):
    for wished in (source, source.parent / "." / source.name):
        with refused("D140", OutputError):
            put(source, wished)
    assert b"source" == source.read_bytes()


def test_never_over_another_source_by_a_hard_link(source, tmp_path):
    alias = tmp_path / "别名.xlsx"
    os.link(source, alias)
    with refused("D140", OutputError):
        put(source, alias)


def test_a_report_of_a_report_of_the_same_day_stands_beside_it(tmp_path):
    source = tmp_path / "甲_进度_2021-08-01.xlsx"
    source.write_bytes(EDITED)
    placed = put(source)
    assert ("甲_进度_2021-08-01_2.xlsx", ["D156"]) == (placed.path.name, codes(placed))
    assert EDITED == source.read_bytes()


def test_a_link_is_not_written_through(source, tmp_path):
    (tmp_path / "别处.xlsx").write_bytes(OURS)
    link = tmp_path / "链接.xlsx"
    link.symlink_to(tmp_path / "别处.xlsx")
    with refused("D142", OutputError):
        put(source, link)
    assert OURS == (tmp_path / "别处.xlsx").read_bytes()


def test_a_dangling_link_under_the_default_name_is_passed_by(source):
    (source.parent / "榆阳区_进度_2021-08-01.xlsx").symlink_to("nowhere")
    assert "榆阳区_进度_2021-08-01_2.xlsx" == put(source).path.name


def test_into_a_folder_that_was_asked_for(source, tmp_path):
    (tmp_path / "结果").mkdir()
    assert tmp_path / "结果" / "榆阳区_进度_2021-08-01.xlsx" == put(source, tmp_path / "结果").path


def test_a_link_to_a_folder_is_a_folder(source, tmp_path):
    (tmp_path / "结果").mkdir()
    (tmp_path / "链接").symlink_to(tmp_path / "结果")
    assert (tmp_path / "结果" / "榆阳区_进度_2021-08-01.xlsx").samefile(put(source, tmp_path / "链接").path)


def test_a_folder_in_the_way_of_a_number_is_passed_by(source, tmp_path):
    (tmp_path / "x.xlsx").write_bytes(b"theirs")
    (tmp_path / "x_2.xlsx").mkdir()
    assert "x_3.xlsx" == put(source, tmp_path / "x.xlsx").path.name


def test_a_folder_under_the_default_name_is_passed_by(source):
    (source.parent / "榆阳区_进度_2021-08-01.xlsx").mkdir()
    assert "榆阳区_进度_2021-08-01_2.xlsx" == put(source).path.name


@pytest.mark.parametrize(
    ("code", "name"), [("D143", "没有/此处/x.xlsx"), ("D143", "榆阳区.xlsx/x.xlsx"), ("D153", "x.xls"), ("D153", "x")]
)
def test_places_that_cannot_be(source, code, name):
    with refused(code, OutputError):
        put(source, source.parent / name)


@pytest.mark.parametrize("marker", ["~$汇报.xlsx", ".~lock.汇报.xlsx#", ".~汇报.xlsx"])
def test_a_report_that_is_open_elsewhere_is_left_alone(source, marker):
    target = source.parent / "汇报.xlsx"
    target.write_bytes(OURS)
    (source.parent / marker).write_bytes(b"x")
    with refused("D145", OutputError):
        put(source, target)
    assert OURS == target.read_bytes()


def test_a_marker_without_its_file_is_left_over(source):
    (source.parent / "~$汇报.xlsx").write_bytes(b"x")
    assert NEW == put(source, source.parent / "汇报.xlsx").path.read_bytes()


def test_read_only_is_meant(source):
    target = source.parent / "汇报.xlsx"
    target.write_bytes(OURS)
    target.chmod(stat.S_IREAD)
    with refused("D147", OutputError):
        put(source, target)


def test_a_newer_edited_report_beside_the_source_is_named(source):
    os.utime(source, (1000, 1000))
    (source.parent / "榆阳区_进度_2021-07-01.xlsx").write_bytes(EDITED)
    (source.parent / "别的_进度_2021-07-01.xlsx").write_bytes(EDITED)
    placed = put(source)
    assert ["D152"] == codes(placed)
    assert "榆阳区_进度_2021-07-01.xlsx" in placed.notes[0].message


@pytest.mark.parametrize(("data", "when"), [(OURS, 2000), (EDITED, 500)])
def test_an_older_or_unchanged_report_is_not_worth_a_word(source, data, when):
    os.utime(source, (1000, 1000))
    older = source.parent / "榆阳区_进度_2021-07-01.xlsx"
    older.write_bytes(data)
    os.utime(older, (when, when))
    assert [] == codes(put(source))


# Whole or not at all


def child(program: str, **options) -> subprocess.Popen[bytes]:
    head = "from pathlib import Path\nfrom xltrack.placing.whole import write_whole, locked\nfrom xltrack.base.errors import OutputError\n"
    return subprocess.Popen(
        [sys.executable, "-c", head + program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_a_full_disk_leaves_the_old_file_whole(tmp_path):
    target = tmp_path / "x.xlsx"
    target.write_bytes(OURS)
    program = f"""
import resource
for size in (0, 1, 511, 4096):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, -1))
    try:
        write_whole(Path({str(target)!r}), b"n" * 5000)
    except OutputError as error:
        print(error.code)
"""
    out, err = child(program).communicate(timeout=60)
    assert (b"D146\n" * 4, b"") == (out, err)
    assert (OURS, {"x.xlsx"}) == (target.read_bytes(), listing(tmp_path))


@pytest.mark.skipif(sys.platform == "win32", reason="rights of folders are POSIX here")
def test_a_read_only_folder_is_named():
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        program = f"""
import os
import encodings.utf_8
if os.geteuid() == 0:
    os.setuid(65534)
try:
    with locked(Path({name!r}) / "x.xlsx"): pass
except OutputError as error:
    print(error.code)
"""
        out, err = child(program).communicate(timeout=60)
        Path(name).chmod(0o755)
    assert (b"D144\n", b"") == (out, err)


def test_killed_in_the_middle_the_old_file_is_whole_and_the_rest_is_cleared(tmp_path):
    target = tmp_path / "x.xlsx"
    target.write_bytes(OURS)
    program = f"""
import os, time
real = os.fsync
def slow(descriptor):
    print("writing", flush=True); time.sleep(60)
os.fsync = slow
with locked(Path({str(target)!r})):
    write_whole(Path({str(target)!r}), b"n" * 5000)
"""
    process = child(program)
    assert process.stdout
    assert b"writing\n" == process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert OURS == target.read_bytes()
    assert 3 == len(listing(tmp_path))
    with locked(target):
        write_whole(target, NEW)
    assert (NEW, {"x.xlsx"}) == (target.read_bytes(), listing(tmp_path))


def test_two_runs_on_one_output_take_turns(tmp_path):
    target = tmp_path / "x.xlsx"
    process = child(f"import time\nwith locked(Path({str(target)!r})):\n    print('held', flush=True); time.sleep(0.6)")
    assert process.stdout
    process.stdout.readline()
    start = time.monotonic()
    with locked(target):
        waited = time.monotonic() - start
    process.communicate()
    assert 0.3 < waited < 8
    assert set() == listing(tmp_path)


def test_a_run_that_does_not_end_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("xltrack.placing.whole._PATIENCE", 0.1)
    with locked(tmp_path / "x.xlsx"), refused("D148", OutputError), locked(tmp_path / "x.xlsx"):
        pass


@pytest.mark.parametrize("held", ["gone", "old"])
def test_a_stale_lock_is_cleared(tmp_path, held):
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    lock = tmp_path / ".~x.xltrack-lock"
    lock.write_text(f"{done.pid} {platform.host_name()} aa" if held == "gone" else "1 elsewhere aa", "utf-8")
    if held == "old":
        os.utime(lock, (1, 1))
    with locked(tmp_path / "x.xlsx"):
        pass
    assert set() == listing(tmp_path)


def test_an_interrupted_run_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("xltrack.base.platform.replace_file", interrupt)
    with pytest.raises(KeyboardInterrupt), locked(tmp_path / "x.xlsx"):
        write_whole(tmp_path / "x.xlsx", NEW)
    assert set() == listing(tmp_path)


# Names


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("任务_进度_2021-08-01.xlsx", "任务.xls"),
        ("任务_进度_2021-08-01.xlsx", "任务_进度_2021-07-01.xlsx"),
        ("任务_进度_2021-08-01.xlsx", "任务_进度_2021-07-01_2.xlsx"),
        ("任务_进度_表_进度_2021-08-01.xlsx", "任务_进度_表.xlsx"),
        ("_CON_进度_2021-08-01.xlsx", "CON.xlsx"),
        ("a & b %c%_进度_2021-08-01.xlsx", "a & b %c%.xlsx"),
        ("a_b_进度_2021-08-01.xlsx", "a:b.xlsx"),
        ("甲𠮷😀_进度_2021-08-01.xlsx", "甲𠮷😀.xlsx"),
    ],
)
def test_what_a_report_is_called(name, source):
    assert name == name_report([Path(source)], DAY)


def test_several_files_are_called_collected():
    assert "汇总_进度_2021-08-01.xlsx" == name_report([Path("a.xlsx"), Path("b.xlsx")], DAY)


@given(st.text(min_size=1, max_size=300))
def test_any_name_is_safe(stem):
    """faults D3, C4: no reserved or illegal character, no dot or space at the end, short enough, and settled at once."""
    name = safe_name(stem)
    assert not set(name) & set('<>:"/\\|?*\x00\n\u202e')
    assert name == safe_name(name)
    assert 0 < len(name.encode()) <= 151
    assert name == name.rstrip(" .")
    assert name.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


def test_reports_of_a_source_are_known_by_their_names():
    assert day_of_report("甲_进度_2021-08-01_2.xlsx", "甲")
    assert not day_of_report("甲乙_进度_2021-08-01.xlsx", "甲")
    assert not day_of_report("甲_进度_2021-08-01.pdf", "甲")
    assert "甲" == base_name(Path("甲_进度_2021-08-01.xlsx"))


# End to end


def test_a_report_from_end_to_end(source):
    done = write_report(assessment(document(HEADS, task_row())), Target([source], None, standing))
    assert b"PK" == done.path.read_bytes()[:2]
    assert str(done.path) in done.summary[-1]
