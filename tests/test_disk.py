"""A disk that is full, folders that are gone, runs that were killed: nothing is left behind, and each is one Chinese sentence."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.processes import DAY, ROOT, SAMPLES, TRACKED, xltrack
from tests.refusals import refused
from xltrack.base import platform, words
from xltrack.base.errors import OutputError
from xltrack.base.system import NotPlainError, read_plain, reason_of
from xltrack.domain.settings import find_settings
from xltrack.mail.sending import read_sendings
from xltrack.placing.whole import locked, write_whole

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="limits, pipes and rights are POSIX here")
NOTICE = SAMPLES / "华龙区_通知.docx"
HEAD = """
import sys
from pathlib import Path
from xltrack.base.errors import XltrackError
from xltrack.placing.whole import write_whole, locked
"""


def child(program: str, *words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", HEAD + program, *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def listing(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# A disk with room for a name and for no byte


FULL = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, -1))\n"


@POSIX
def test_a_full_disk_leaves_no_lock_behind(tmp_path: Path) -> None:
    program = FULL + "try:\n    with locked(Path(sys.argv[1])): pass\nexcept XltrackError as error: print(error)"
    done = child(program, tmp_path / "x.xlsx")
    assert ("磁盘空间不够", "") == (done.stdout[:6], done.stderr)
    assert set() == listing(tmp_path)


@POSIX
@pytest.mark.parametrize("words", [("report",), ("annex",), ("notice",), ("mail", "--roster", SAMPLES / "榆阳区_单位名录.xlsx")],
                         ids=lambda words: words[0])  # fmt: skip
def test_no_command_leaves_anything_on_a_full_disk(tmp_path: Path, words: tuple[object, ...]) -> None:
    (tmp_path / "结果").mkdir()
    before = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, -1))\n"
    output = tmp_path / "结果"
    done = xltrack(words[0], TRACKED, *words[1:], "-o", output, *DAY, before=before)
    said = done.stderr.decode()
    assert 2 == done.returncode
    assert "磁盘空间不够" in said
    assert "Traceback" not in said
    assert [] == [path for path in output.rglob("*") if path.is_file()]


# Locks and leftovers of runs that were killed


@pytest.mark.parametrize("held", [b"", b"\0" * 24, b"\xff\xfe", b"123"], ids=repr)
def test_a_lock_that_does_not_say_whose_it_is_is_stale(tmp_path: Path, held: bytes) -> None:
    lock = tmp_path / ".~x.xltrack-lock"
    lock.write_bytes(held)
    began = time.monotonic()
    with locked(tmp_path / "x.xlsx"):
        pass
    assert time.monotonic() - began < 5
    assert set() == listing(tmp_path)


def test_a_lock_that_was_made_this_moment_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltrack.placing.whole._PATIENCE", 0.2)
    (tmp_path / ".~x.xltrack-lock").touch()
    with refused("D148", OutputError), locked(tmp_path / "x.xlsx"):
        pass
    assert {".~x.xltrack-lock"} == listing(tmp_path)


def test_what_a_kill_left_is_cleared_by_the_next_run_of_the_folder_whatever_it_writes(tmp_path: Path) -> None:
    """The lock and the temporary file of another output, though the run finds its own written already."""
    program = """
import os, time
os.fsync = lambda _: (print("writing", flush=True), time.sleep(60))
with locked(Path(sys.argv[1])):
    write_whole(Path(sys.argv[1]), b"n" * 5000)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", HEAD + program, str(tmp_path / "甲.xlsx")], cwd=ROOT, stdout=subprocess.PIPE
    )
    assert process.stdout
    assert b"writing" == process.stdout.readline().strip()
    process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
    process.communicate()
    assert 2 == len(listing(tmp_path))
    with locked(tmp_path / "乙.xlsx"):
        pass
    assert set() == listing(tmp_path)


def test_the_lock_of_a_run_that_goes_on_stays(tmp_path: Path) -> None:
    with locked(tmp_path / "甲.xlsx"):
        with locked(tmp_path / "乙.xlsx"):
            write_whole(tmp_path / "乙.xlsx", b"b")
        assert {".~甲.xltrack-lock", "乙.xlsx"} == listing(tmp_path)


def test_a_file_of_somebody_else_s_that_ends_alike_stays(tmp_path: Path) -> None:
    (tmp_path / "我的.xltrack-lock").touch()
    os.utime(tmp_path / "我的.xltrack-lock", (1, 1))
    with locked(tmp_path / "x.xlsx"):
        pass
    assert {"我的.xltrack-lock"} == listing(tmp_path)


def test_a_lock_of_another_machine_stays_while_it_is_young(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xltrack.placing.whole._PATIENCE", 0.1)
    lock = tmp_path / ".~x.xltrack-lock"
    for held in ("1 elsewhere aa", f"{os.getpid()} {platform.host_name()} aa", "1  aa"):
        lock.write_text(held, "utf-8")
        os.utime(lock, (time.time() - 60,) * 2)
        with refused("D148", OutputError), locked(tmp_path / "x.xlsx"):
            pass
    assert {lock.name} == listing(tmp_path)


# What is no file


@pytest.fixture(params=["folder", "pipe", "device", "socket", "link"])
def no_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Something that is no regular file, under a name of the folder 夹."""
    import socket

    (tmp_path / "夹").mkdir()
    path = tmp_path / "夹" / "it"
    if request.param == "folder":
        path.mkdir()
        return path
    if sys.platform == "win32":
        pytest.skip("a folder is all that Windows has of these")
    if request.param == "pipe":
        os.mkfifo(path)
    elif request.param == "device":
        path.symlink_to("/dev/zero")
    elif request.param == "link":
        path.symlink_to("nowhere")
    else:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(os.path.relpath(path))  # a path as short as a socket's has to be
    return path


def test_settings_that_are_no_file_are_one_sentence_and_no_wait(no_file: Path) -> None:
    no_file.rename(no_file.with_name("xltrack.toml"))
    book = no_file.parent / "表.xlsx"
    book.write_bytes(TRACKED.read_bytes())
    done = xltrack("report", book, *DAY, alone=True, timeout=20)
    said = done.stderr.decode()
    assert (2, 1) == (done.returncode, said.count("\n"))
    assert "设置文件" in said
    assert "它" in said
    assert {"xltrack.toml", "表.xlsx"} == listing(no_file.parent)


@pytest.mark.parametrize("option", ["--roster", "--since", "--template"])
def test_nor_is_anything_else_that_is_named_waited_for(no_file: Path, option: str) -> None:
    path = no_file.with_name("it.xlsx")
    no_file.rename(path)
    command = "annex" if option == "--template" else "report"
    done = xltrack(command, TRACKED, option, path, "-o", no_file.parent, *DAY, alone=True, timeout=20)
    assert (2, 1) == (done.returncode, done.stderr.decode().count("\n"))


def test_nor_an_output_that_is_none(no_file: Path) -> None:
    path = no_file.with_name("x.xlsx")
    no_file.rename(path)
    done = xltrack("report", TRACKED, "-o", path, *DAY, alone=True, timeout=20)
    said = done.stdout.decode() + done.stderr.decode()
    assert "Traceback" not in said
    assert done.returncode in (0, 2)
    assert not path.is_file()


@POSIX
def test_nor_the_ledger_of_a_batch_of_mail(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "发送记录.jsonl")
    with refused("D765", OutputError):
        read_sendings(tmp_path)


def test_a_plain_file_is_read_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "别处.toml").write_text("预警天数 = 3", "utf-8")
    (tmp_path / "xltrack.toml").symlink_to(tmp_path / "别处.toml")
    assert 3 == find_settings(tmp_path / "表.xlsx").policy.window
    with pytest.raises(NotPlainError):
        read_plain(tmp_path)


# Folders that are made, folders that are gone, names that are none

ROSTER = ("--roster", SAMPLES / "榆阳区_单位名录.xlsx")
WRITERS = {
    "report": ("report", TRACKED, *DAY), "annex": ("annex", TRACKED, *DAY), "notice": ("notice", TRACKED, *DAY),
    "letters": ("notice", TRACKED, "--kind", "督办函", *ROSTER, *DAY), "export": ("export", TRACKED, *DAY),
    "draft": ("draft", NOTICE), "mail": ("mail", TRACKED, *ROSTER, *DAY),
}  # fmt: skip
ENDINGS = {"report": ".xlsx", "annex": ".xlsx", "notice": ".docx", "export": ".json", "draft": ".xlsx"}


@pytest.mark.parametrize("command", WRITERS)
def test_a_name_that_ends_with_a_slash_is_a_folder_and_made(tmp_path: Path, command: str) -> None:
    done = xltrack(*WRITERS[command], "-o", f"{tmp_path}{os.sep}新文件夹{os.sep}")
    assert (0, "") == (done.returncode, "".join(line for line in done.stderr.decode() if "新文件夹" in line))
    assert ["新文件夹"] == [path.name for path in tmp_path.iterdir()]
    assert 0 < len(listing(tmp_path / "新文件夹"))


@pytest.mark.parametrize("command", ENDINGS)
def test_the_folder_of_a_result_is_made(tmp_path: Path, command: str) -> None:
    done = xltrack(*WRITERS[command], "-o", tmp_path / "新文件夹" / f"甲{ENDINGS[command]}")
    assert 0 == done.returncode
    assert {f"甲{ENDINGS[command]}"} == listing(tmp_path / "新文件夹")


@pytest.mark.parametrize("command", WRITERS)
def test_a_folder_in_a_folder_that_is_not_there_is_one_sentence(tmp_path: Path, command: str) -> None:
    """A drive that was pulled out does not come back as a folder."""
    done = xltrack(*WRITERS[command], "-o", f"{tmp_path}{os.sep}U盘{os.sep}新文件夹{os.sep}")
    said = done.stderr.decode().splitlines()
    assert 2 == done.returncode
    assert "放结果的文件夹" in said[-1]
    assert "不存在" in said[-1]
    assert set() == listing(tmp_path)


@pytest.mark.parametrize("command", ["report", "draft"])
def test_a_folder_is_not_made_for_nothing(tmp_path: Path, command: str) -> None:
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"%PDF-1.4")
    assert 2 == xltrack(command, bad, "-o", f"{tmp_path}{os.sep}新文件夹{os.sep}").returncode
    assert {"坏.xlsx"} == listing(tmp_path)


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("place", ["{long}{ending}", "{long}/x{ending}", "{long}/"])
def test_a_name_that_is_too_long_is_one_sentence(tmp_path: Path, command: str, place: str) -> None:
    output = place.format(long="长" * 120, ending=ENDINGS.get(command, ""))
    done = xltrack(*WRITERS[command], "-o", f"{tmp_path}/{output}")
    said = done.stderr.decode()
    assert 2 == done.returncode
    assert "文件名太长" in said
    assert "结果显示不出去" not in said
    assert set() == listing(tmp_path)


@POSIX
def test_a_current_folder_that_is_gone_is_one_sentence(tmp_path: Path) -> None:
    """D230."""
    gone = tmp_path / "没了"
    gone.mkdir()
    before = f"import os\nos.chdir({str(gone)!r})\nos.rmdir({str(gone)!r})\n"
    done = xltrack("report", "表.xlsx", before=before)
    assert (2, 1) == (done.returncode, done.stderr.decode().count("\n"))
    assert "当前所在的文件夹" in done.stderr.decode()


# What the system says


def test_every_refusal_is_said_in_chinese() -> None:
    for number in errno.errorcode:
        reason = reason_of(OSError(number, os.strerror(number)))
        assert not any(char.isascii() and char.isalpha() for char in reason)
        assert 2 <= len(reason)


def test_what_is_known_has_its_own_words() -> None:
    assert "磁盘空间不够" == reason_of(OSError(errno.ENOSPC, "No space left on device"))
    assert "没有权限" == reason_of(PermissionError(errno.EACCES, "Permission denied"))
    assert "没有回应" == reason_of(TimeoutError("timed out"))
    assert "系统错误（编号9999）" == reason_of(OSError(9999, "something new"))
    assert set(words.SYSTEM) - set(errno.errorcode.values()) <= {"ENOTSUP", "ESTALE", "EDQUOT", "ETXTBSY", "EHOSTDOWN"}


@POSIX
def test_no_result_on_a_full_standard_output_is_said_in_chinese() -> None:
    with Path("/dev/full").open("wb") as full:
        done = xltrack("inspect", TRACKED, "--json", *DAY, stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert "结果显示不出去（磁盘空间不够）" in done.stderr.decode()
