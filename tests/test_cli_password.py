"""The command line and locked workbooks: where the password comes from, and that it is told nowhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests import locks
from tests.processes import DAY, MAIN, ROOT, TRACKED, xltrack
from xltrack.base.rules import rule
from xltrack.cli import words

SECRET = "机密Zq８9"
WARNING = rule("D159").sentence.partition("}")[2]
# Makes standard input the terminal that /dev/tty names, as it is for whoever types a command.
TERMINAL = "import fcntl, termios\nfcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A locked sheet in a folder of its own."""
    path = tmp_path / "密.xlsx"
    path.write_bytes(locks.agile(TRACKED.read_bytes(), SECRET))
    return path


def piped(*said: object, line: str | bytes = f"{SECRET}\n", **options: Any) -> subprocess.CompletedProcess[bytes]:
    """A run with a line on standard input; nothing that it shows tells the password."""
    done = xltrack(*said, given=line.encode() if isinstance(line, str) else line, **options)
    assert SECRET not in (done.stdout + done.stderr).decode("utf-8", "replace")
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize(
    "line",
    [
        f"{SECRET}\n",
        f"{SECRET}\r\n",
        SECRET,
        f"\ufeff{SECRET}\r\n",
        SECRET.encode("gbk") + b"\r\n",
        f"{SECRET}\n另一行\n",
    ],
)
def test_one_line_of_a_pipe_is_the_password(sheet, line):
    done = piped("inspect", sheet, *DAY, "--password", line=line, alone=True)
    assert (0, b"") == (done.returncode, done.stderr)
    assert "共23项" in done.stdout.decode()


@pytest.mark.parametrize("line", ["", "\n", "\r\n", b"\xff\xff\n"])
def test_no_password_is_told(sheet, line):
    done = piped("check", sheet, "--password", line=line)
    assert (2, b"") == (done.returncode, done.stdout)
    assert [rule("D177").sentence] == [said.partition("。")[0] for said in done.stderr.decode().splitlines()]


def test_a_program_without_a_console_has_no_password(sheet):
    done = xltrack("check", sheet, "--password", before="import sys\nsys.stdin = None\n")
    assert (2, 1) == (done.returncode, done.stderr.count(b"\n"))
    assert rule("D177").sentence in done.stderr.decode()


@pytest.mark.parametrize(
    "command", [["report"], ["annex"], ["check"], ["inspect", "--json"], ["export", "-o", "出.csv"]]
)
def test_every_command_that_reads_takes_it(sheet, command):
    said = [sheet.parent / word if word == "出.csv" else word for word in command]
    done = piped(*said, sheet, *DAY, "--password")
    assert 0 == done.returncode
    assert done.stdout
    asked = xltrack(*said, sheet, *DAY)
    assert (2, 1) == (asked.returncode, asked.stderr.count(b"\n"))
    assert "--password" in asked.stderr.decode()


@pytest.mark.parametrize("debug", [[], ["--debug"]])
def test_a_wrong_password_is_one_sentence(sheet, debug):
    wrong = "错Wr0ng"
    done = xltrack("report", sheet, *DAY, "--password", *debug, given=f"{wrong}\n".encode())
    assert (2, b"") == (done.returncode, done.stdout)
    assert 1 == done.stderr.count(b"\n")
    said = done.stderr.decode()
    assert said.startswith(rule("D250").message({"name": "密.xlsx"}))
    assert wrong not in said


@pytest.mark.parametrize("command", ["report", "annex", "export"])
def test_the_result_is_said_to_have_no_password(sheet, command):
    """Rule D159."""
    output = sheet.parent / ("出.csv" if command == "export" else "出.xlsx")
    done = piped(command, sheet, *DAY, "-o", output, "--password")
    assert 0 == done.returncode
    assert f"来源「密.xlsx」{WARNING}" in (done.stdout + done.stderr).decode().replace("\n", "")
    if command != "export":
        for row in (row for sheet in load_workbook(output) for row in sheet.iter_rows(values_only=True)):
            assert not any(SECRET in str(value) for value in row)


def test_a_book_that_everybody_can_open_gives_no_warning(tmp_path):
    sheet = tmp_path / "结构保护.xlsx"
    sheet.write_bytes(locks.agile(TRACKED.read_bytes(), locks.DEFAULT))
    done = xltrack("report", sheet, *DAY)
    assert (0, b"") == (done.returncode, done.stderr)
    assert WARNING not in done.stdout.decode().replace("\n", "")


def test_the_one_password_is_tried_on_each_file_of_a_folder(sheet):
    shutil.copy(TRACKED, sheet.with_name("明.xlsx"))
    sheet.with_name("密2.xlsx").write_bytes(locks.standard(TRACKED.read_bytes(), SECRET))
    sheet.with_name("密3.xls").write_bytes(locks.agile(TRACKED.read_bytes(), SECRET))
    sheet.with_name("别.xlsx").write_bytes(locks.agile(TRACKED.read_bytes(), "别的密码"))
    done = piped("report", sheet.parent, *DAY, "--password")
    assert 1 == done.returncode
    assert [rule("D250").message({"name": "别.xlsx"}), words.SKIPPED.format(failed=1, read=4).rstrip("。")] == [
        said.partition("。")[0] for said in done.stderr.decode().splitlines()
    ]
    assert f"来源「密.xlsx」「密2.xlsx」等3个{WARNING}" in done.stdout.decode().replace("\n", "")
    assert "工作进度\n截至2021年8月1日，共23项" in done.stdout.decode()


def test_it_opens_the_roster_and_the_last_report_too(sheet):
    first = piped("report", TRACKED, "--as-of", "2021-07-01", "-o", sheet.with_name("上期.xlsx"), line="")
    assert 0 == first.returncode
    for path, source in (
        ("上期.xlsx", sheet.with_name("上期.xlsx")),
        ("名录.xlsx", ROOT / "sample_workbooks/榆阳区_单位名录.xlsx"),
    ):
        sheet.with_name(path).write_bytes(locks.agile(source.read_bytes(), SECRET))
    said = ["--since", sheet.with_name("上期.xlsx"), "--roster", sheet.with_name("名录.xlsx"), "--password"]
    done = piped("report", sheet, *DAY, *said)
    assert (0, b"") == (done.returncode, done.stderr)
    assert "7月1日" in done.stdout.decode()


def test_it_opens_a_template_too(sheet):
    template = sheet.with_name("模板.xlsx")
    template.write_bytes(locks.agile(next((ROOT / "templates").glob("*.xlsx")).read_bytes(), SECRET))
    said = ["annex", TRACKED, *DAY, "-o", sheet.with_name("出.xlsx"), "--template", template]
    done = piped(*said, "--password")
    assert (0, b"") == (done.returncode, done.stderr)
    asked = xltrack(*said)
    assert (2, True) == (asked.returncode, rule("D126").message({"name": "模板.xlsx"}) in asked.stderr.decode())


@pytest.mark.parametrize("option", ["--password", "--pass"])
@pytest.mark.parametrize("before", [True, False])
def test_a_password_on_the_command_line_is_not_told_again(sheet, option, before):
    for secret in ([SECRET], ["--", SECRET], [f"{SECRET}*"], [f"{SECRET}**"], [SECRET * 90]):
        said = ["report", option, *secret, sheet] if before else ["report", sheet, option, *secret]
        done = piped(*said)
        assert (2, 1) == (done.returncode, done.stderr.count(b"\n"))
        assert words.SHOWN_PASSWORD in done.stderr.decode()
    done = piped("report", sheet, f"{option}={SECRET}")
    assert (2, 1) == (done.returncode, done.stderr.count(b"\n"))


def test_files_may_stand_behind_the_option(sheet):
    assert 0 == piped("check", "--password", sheet).returncode
    assert 0 == piped("check", "--password", sheet.with_name("密*")).returncode
    assert 0 == piped("check", "--password", sheet.parent).returncode
    missing = piped("check", "--password", sheet.with_name("没有.xlsx"))
    assert (2, True) == (missing.returncode, "找不到「没有.xlsx」" in missing.stderr.decode())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
class TestOnATerminal:
    """What somebody sees who types the command."""

    def run(self, *said: object, typed: str) -> tuple[int, str]:
        """Exit status, and all that the terminal has shown; `typed` once the prompt stands there."""
        import pty

        ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        child = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", TERMINAL + MAIN, *map(str, said)],
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, env=environment,
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        while words.PASSWORD.encode() not in shown and (more := _read(ours)):
            shown += more
        time.sleep(0.05)
        os.write(ours, typed.encode())
        while more := _read(ours):
            shown += more
        os.close(ours)
        return child.wait(60), shown.decode("utf-8", "replace").replace("\r\n", "\n")

    def test_it_is_asked_once_and_nothing_echoes(self, sheet):
        sheet.with_name("密2.xlsx").write_bytes(sheet.read_bytes())
        status, shown = self.run("report", sheet.parent, *DAY, "--password", typed=f"{SECRET}\n")
        assert (0, 1) == (status, shown.count(words.PASSWORD))
        assert not any(part in shown for part in (SECRET, "Zq", "机密"))
        assert "工作进度\n截至2021年8月1日，共23项" in shown

    def test_a_wrong_one_is_a_sentence(self, sheet):
        status, shown = self.run("check", sheet, "--password", typed="错\n")
        assert (2, 1) == (status, shown.count(rule("D250").message({"name": "密.xlsx"})))
        assert "错\n" not in shown

    @pytest.mark.parametrize("typed", ["\n", "\x04"])
    def test_nothing_typed_is_told(self, sheet, typed):
        status, shown = self.run("check", sheet, "--password", typed=typed)
        assert (2, True) == (status, rule("D177").sentence in shown)

    def test_ctrl_c_stops(self, sheet):
        status, shown = self.run("check", sheet, "--password", typed="\x03")
        assert (130, True) == (status, rule("D178").sentence in shown)

    def test_without_the_option_nobody_is_asked(self, sheet):
        status, shown = self.run("check", sheet, typed="")
        assert (2, True) == (status, rule("D126").message({"name": "密.xlsx"}) in shown)
        assert words.PASSWORD not in shown


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # Linux says EIO once the other end is closed
        return b""
