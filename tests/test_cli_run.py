"""Whole runs of the command line, on every kind of console (docs/规则.md 6)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from pathlib import Path

import openpyxl
import pytest

from tests.processes import BARRED, DAY, MAIN, ROOT, SAMPLES, TRACKED, xltrack
from xltrack.base.rules import rule

CONSOLES = {
    "gbk": {"PYTHONIOENCODING": "gbk", "PYTHONUTF8": "0"},
    "cp936 with errors strict": {"PYTHONIOENCODING": "cp936:strict", "PYTHONUTF8": "0"},
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "POSIX as Python coerces it": {"LC_ALL": "POSIX"},
    "zh_CN.GBK": {"LC_ALL": "zh_CN.GBK"},
    "tr_TR": {"LC_ALL": "tr_TR.UTF-8"},
    "utf8 mode": {"PYTHONUTF8": "1"},
}


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A tracked sheet in a folder of its own."""
    return Path(shutil.copy(TRACKED, tmp_path / "跟踪.xlsx"))


def test_a_report_stands_beside_its_source(sheet):
    done = xltrack("report", sheet, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    assert {"跟踪.xlsx", "跟踪_进度_2021-08-01.xlsx"} == {path.name for path in sheet.parent.iterdir()}
    shown = done.stdout.decode("utf-8")
    assert "跟踪_进度_2021-08-01.xlsx" in shown
    assert 24 >= shown.count("\n")


def test_files_alone_mean_a_report(sheet):
    assert 0 == xltrack(sheet, *DAY).returncode
    assert sheet.with_name("跟踪_进度_2021-08-01.xlsx").is_file()


def test_several_files_give_one_book(sheet):
    other = shutil.copy(SAMPLES / "屯留区.xlsx", sheet.with_name("屯留区.xlsx"))
    assert 0 == xltrack("report", sheet, other, *DAY).returncode
    assert sheet.with_name("汇总_进度_2021-08-01.xlsx").is_file()


def test_a_bad_file_gets_its_sentence_and_the_rest_goes_on(sheet):
    sheet.with_name("空.xlsx").touch()
    done = xltrack("report", sheet.parent, *DAY)
    assert 1 == done.returncode
    first, second = done.stderr.decode("utf-8").splitlines()
    assert "空.xlsx" in first
    assert "1个文件没有读成，其余1个照常。" == second
    assert 1 == len(list(sheet.parent.glob("*_进度_*.xlsx")))


@pytest.mark.parametrize("command", ["report", "inspect", "check"])
def test_nothing_that_can_be_read_means_exit_2_and_one_sentence(tmp_path, command):
    (tmp_path / "空.xlsx").touch()
    done = xltrack(command, tmp_path / "空.xlsx", *DAY)
    assert (2, b"") == (done.returncode, done.stdout)
    assert 1 == done.stderr.count(b"\n")
    assert b"Traceback" not in done.stderr
    assert ["空.xlsx"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("console", CONSOLES.values(), ids=CONSOLES.keys())
def test_json_is_utf8_on_every_console(console):
    plain = xltrack("inspect", TRACKED, "--json", *DAY)
    done = xltrack("inspect", TRACKED, "--json", *DAY, environment=console)
    assert (0, b"") == (done.returncode, done.stderr)
    assert plain.stdout == done.stdout
    assert "榆阳区_跟踪.xlsx" == json.loads(done.stdout.decode("utf-8"))["source"]


@pytest.mark.parametrize("console", CONSOLES.values(), ids=CONSOLES.keys())
@pytest.mark.parametrize("command", ["report", "inspect", "check", "explain"])
def test_no_console_stops_a_run(sheet, console, command):
    words = () if command == "explain" else (sheet, *DAY)
    done = xltrack(command, *words, environment=console)
    assert (0, b"") == (done.returncode, done.stderr)
    encoding = "gbk" if "PYTHONIOENCODING" in console else "utf-8"
    shown = done.stdout.decode(encoding)
    assert {"report": "完成", "inspect": "任务表", "check": "共", "explain": "错误"}[command] in shown


@pytest.mark.parametrize("words", [("inspect", TRACKED, "--json"), ("explain",), ("check", TRACKED)])
def test_a_reader_that_goes_away_is_no_fault(words):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as gone:
        done = xltrack(*words, capture_output=False, stdout=gone, stderr=subprocess.PIPE)
    assert (141, b"") == (done.returncode, done.stderr)


def test_a_program_without_a_console_still_reports(sheet):
    done = xltrack(sheet, *DAY, before="import sys\nsys.stdout = sys.stderr = None\n")
    assert 0 == done.returncode
    assert sheet.with_name("跟踪_进度_2021-08-01.xlsx").is_file()


def test_ctrl_c_is_one_sentence(sheet):
    waiting = "import time, xltrack.api\ndef read(*a, **k):\n print(1, flush=True)\n time.sleep(60)\n"
    waiting += "xltrack.api.read = read\n"
    process = subprocess.Popen(
        [sys.executable, "-c", waiting + MAIN, str(sheet)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert 130 == process.returncode
    assert f"{rule('D178').sentence}。{rule('D178').deed}。\n" == said.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_output_is_one_sentence(sheet):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        done = xltrack("check", sheet, capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert (2, True) == (done.returncode, rule("D176").deed in done.stderr.decode("utf-8"))


def test_nothing_is_written_where_no_task_was_read(tmp_path):
    """A book that holds a 单位名录 alone (D206), or no table, gives no report."""
    book = tmp_path / "名录.xlsx"
    shutil.copy(SAMPLES / "榆阳区_单位名录.xlsx", book)
    done = xltrack("report", book, *DAY)
    assert (2, rule("D174").sentence, [book]) == (
        done.returncode, done.stderr.decode("utf-8").split("。")[0], list(tmp_path.iterdir())
    )  # fmt: skip


def test_another_trades_ledger_is_named_in_one_sentence(tmp_path):
    """D282: a book of contracts gives no report, and says why and what to do if it is one of tasks after all."""
    made = openpyxl.Workbook()
    for row in (
        ("合同编号", "合同名称", "甲方", "乙方", "履行期限"),
        ("A-1", "采购桌椅", "区教育局", "某公司", "2021-06-30"),
    ):
        made.active.append(row)
    made.save(tmp_path / "合同.xlsx")
    done = xltrack("report", tmp_path / "合同.xlsx", *DAY)
    said = done.stderr.decode("utf-8")
    assert (2, 1, [tmp_path / "合同.xlsx"]) == (done.returncode, said.count("\n"), list(tmp_path.iterdir()))
    assert "看来是别的台账" in said
    assert "写成「工作任务」「责任单位」「完成时限」" in said


FAULT = "import xltrack.api\nxltrack.api.read = lambda *a, **k: 1 / 0\n"


def test_a_fault_of_the_program_is_one_sentence(sheet):
    done = xltrack(sheet, before=FAULT)
    said = done.stderr.decode("utf-8")
    assert (2, b"") == (done.returncode, done.stdout)
    assert rule("D179").message({"kind": "ZeroDivisionError"}) + "。" + rule("D179").deed + "。\n" == said


@pytest.mark.parametrize("words", [("--debug", "report"), ("report", "--debug"), ("--debug",)])
def test_debug_shows_where(sheet, words):
    said = xltrack(*words, sheet, before=FAULT).stderr.decode("utf-8")
    assert said.startswith("Traceback")
    assert rule("D179").message({"kind": "ZeroDivisionError"}) in said


def test_an_unknown_rule_is_told():
    done = xltrack("explain", "D999")
    assert 2 == done.returncode
    assert done.stderr.decode("utf-8").startswith(rule("D164").message({"text": "D999"}))


@pytest.mark.parametrize("code", ["D164", "d164", "Ｄ１６４", " D164"])
def test_explain_shows_the_page_of_a_rule(code):
    done = xltrack("explain", code)
    assert 0 == done.returncode
    assert rule("D164").page in done.stdout.decode("utf-8")


@pytest.mark.parametrize("package", ["pandas", "pyarrow"])
def test_an_export_to_parquet_without_its_libraries_says_what_to_install(sheet, package):
    done = xltrack("export", sheet, "-o", sheet.with_suffix(".parquet"), before=BARRED.format(barred={package}))
    known = rule("D168")
    assert 2 == done.returncode
    assert f"{known.message({'package': package})}。{known.deed}。\n" == done.stderr.decode("utf-8")
    assert not sheet.with_suffix(".parquet").exists()


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_an_export_to_text_needs_no_library(sheet, suffix):
    done = xltrack("export", sheet, *DAY, "-o", sheet.with_suffix(suffix), before=BARRED.format(barred={"pandas"}))
    assert (0, b"") == (done.returncode, done.stderr)
    assert "逾期" in sheet.with_suffix(suffix).read_text(encoding="utf-8")


def test_an_export_of_two_files(sheet):
    done = xltrack("export", sheet, SAMPLES / "屯留区.xlsx", "-o", sheet.with_suffix(".json"), *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    rows = json.loads(sheet.with_suffix(".json").read_text(encoding="utf-8"))
    assert f"已导出{len(rows)}行" in done.stdout.decode("utf-8")
    assert {"跟踪.xlsx", "屯留区.xlsx"} == {row["来源"] for row in rows}


def test_an_export_never_replaces_its_source(sheet):
    named = sheet.rename(sheet.with_suffix(".csv"))
    before = named.read_bytes()
    done = xltrack("export", named, "-o", named, *DAY)
    assert 2 == done.returncode
    assert "就是来源文件" in done.stderr.decode("utf-8")
    assert before == named.read_bytes()


def test_a_roster_is_used():
    roster = SAMPLES / "榆阳区_单位名录.xlsx"
    plain = xltrack("inspect", SAMPLES / "榆阳区.xlsx", "--json", *DAY)
    done = xltrack("inspect", SAMPLES / "榆阳区.xlsx", "--json", "--roster", roster, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    assert b'"members"' not in plain.stdout
    assert b'"members"' in done.stdout


def test_a_roster_that_is_none_is_told(sheet):
    done = xltrack("report", sheet, "--roster", SAMPLES / "乌审旗.xlsx", *DAY)
    known = rule("D173")
    assert 2 == done.returncode
    assert f"{known.message({'name': '乌审旗.xlsx'})}。{known.deed}。\n" == done.stderr.decode("utf-8")


def test_everything_runs_where_posix_is_not(sheet):
    """Windows has neither `resource` nor `fcntl`."""
    barred = BARRED.format(barred={"resource", "fcntl", "pwd", "grp", "termios", "tty", "pty"})
    done = xltrack("report", sheet, *DAY, before=barred)
    assert (0, b"") == (done.returncode, done.stderr)
    assert sheet.with_name("跟踪_进度_2021-08-01.xlsx").is_file()
    for command in ("inspect", "check"):
        assert b"" == xltrack(command, sheet, *DAY, before=barred).stderr


def test_strict_makes_warnings_fail(tmp_path):
    sheet = shutil.copy(SAMPLES / "榆阳区.xlsx", tmp_path / "表.xlsx")
    assert 0 == xltrack("check", sheet, *DAY).returncode
    assert 1 == xltrack("check", sheet, *DAY, "--strict").returncode


def test_the_settings_beside_the_sheet_are_obeyed(sheet):
    sheet.with_name("xltrack.toml").write_text("预警天数 = 天\n", encoding="utf-8")
    done = xltrack("report", sheet, *DAY)
    assert 2 == done.returncode
    assert "第 1 行写得不对" in done.stderr.decode("utf-8")


def test_a_path_of_any_words(tmp_path):
    folder = tmp_path / "任务 & 100% 𠮷 😀 '引号'"
    folder.mkdir()
    sheet = shutil.copy(TRACKED, folder / "表 (1).xlsx")
    done = xltrack("report", sheet, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    assert (folder / "表 (1)_进度_2021-08-01.xlsx").is_file()


@pytest.mark.parametrize("command", ["report", "check", "inspect"])
@pytest.mark.parametrize("name", ["长" * 300, "没有.xlsx", "没有/表.xlsx", " ", "*.xlsx", "a" * 5000])
def test_a_name_that_leads_nowhere_is_one_sentence(tmp_path, command, name):
    done = xltrack(command, name, cwd=tmp_path)
    assert (2, b"") == (done.returncode, done.stdout)
    assert 1 == done.stderr.count(b"\n")
    assert "程序出错" not in done.stderr.decode("utf-8")


def test_names_that_only_look_the_same_are_two_files(tmp_path):
    names = [unicodedata.normalize(form, "表é.xlsx") for form in ("NFC", "NFD")]
    samples = ("华龙区", "榆阳区", "屯留区", "试点领域与分工")
    for name, sample in zip([*names, "a.xlsx", "A.xlsx"], samples, strict=True):
        shutil.copy(SAMPLES / f"{sample}.xlsx", tmp_path / name)
    done = xltrack("export", tmp_path, "-o", tmp_path / "全部.json", *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    rows = json.loads((tmp_path / "全部.json").read_text(encoding="utf-8"))
    assert {*names, "a.xlsx", "A.xlsx"} == {row["来源"] for row in rows}


def test_a_path_longer_than_windows_likes(tmp_path):
    folder = tmp_path.joinpath(*["很长的文件夹名称" * 5] * 4)
    folder.mkdir(parents=True)
    sheet = shutil.copy(TRACKED, folder / ("表" * 40 + ".xlsx"))
    done = xltrack("report", sheet, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    assert 2 == len(list(folder.iterdir()))


def test_without_a_home_and_a_place_to_write_it_still_reads(tmp_path):
    done = xltrack("inspect", TRACKED, "--json", *DAY, environment={"HOME": "/没有", "TMPDIR": "/没有"}, cwd=Path("/"))
    assert (0, b"") == (done.returncode, done.stderr)


def test_a_name_that_is_no_unicode(tmp_path):
    name = os.fsdecode(b"\xc8\xce\xce\xf1.xlsx")  # 任务 in GBK
    sheet = shutil.copy(TRACKED, tmp_path / name)
    for words in (("inspect", sheet, "--json"), ("check", sheet), ("report", sheet)):
        done = xltrack(*words, *DAY)
        assert (0, b"") == (done.returncode, done.stderr)
        done.stdout.decode("utf-8")


def test_a_bar_is_drawn_on_a_terminal_alone(sheet, tmp_path):
    pty = pytest.importorskip("pty")
    slow = "import time, xltrack.api\nread = xltrack.api.read\n"
    slow += "def slow(*a, **k):\n time.sleep(0.6)\n return read(*a, **k)\nxltrack.api.read = slow\n"
    other = shutil.copy(TRACKED, tmp_path / "乙.xlsx")
    piped = xltrack("report", sheet, other, *DAY, before=slow)
    assert b"" == piped.stderr
    ours, theirs = pty.openpty()
    done = xltrack("report", sheet, other, *DAY, before=slow, capture_output=False, stdout=-3, stderr=theirs)
    os.close(theirs)
    drawn = os.read(ours, 10_000).decode("utf-8")
    os.close(ours)
    assert 0 == done.returncode
    assert "[############------------] 读取 1/2" in drawn
    assert drawn.endswith("\r")


def test_a_day_is_asked_for_once_and_shown(sheet):
    before = time.strftime("%Y-%m-%d")
    xltrack("report", sheet)
    names = {path.name for path in sheet.parent.glob("*_进度_*.xlsx")}
    assert names <= {f"跟踪_进度_{day}.xlsx" for day in (before, time.strftime("%Y-%m-%d"))}
    assert 1 == len(names)
