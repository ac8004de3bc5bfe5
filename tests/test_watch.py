"""`xltrack watch`: each workbook of a drop folder has its report once, whatever becomes of the file or of the program meanwhile."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.processes import MAIN, ROOT, SAMPLES, TRACKED, xltrack
from xltrack import watching
from xltrack.cli.watching import _files_of as files_of
from xltrack.offices import Order
from xltrack.placing.whole import locked
from xltrack.watching import JOURNAL, DropFolder

DAY = date(2021, 8, 1)
AS_OF = ("--as-of", "2021-08-01")
REPORT = "台账_进度_2021-08-01.xlsx"
NOTE = "台账.xlsx_说明.txt"


class Watched:
    """A folder with a clock of its own, which goes on by a second with each look."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "投放", folder / "出"
        self.folder.mkdir()
        self.out.mkdir()
        self.moment = 0.0
        self.restart()

    def restart(self) -> None:
        """Begin anew, with nothing but what stands on the disk."""
        self.dropped = DropFolder(self.out)

    def drop(self, name: str = "台账.xlsx", source: Path = TRACKED) -> Path:
        return Path(shutil.copy(source, self.folder / name))

    def look(self, seconds: int = 1) -> list[str]:
        """Look once a second; the names of what was told, with ! where it was refused."""
        told = list[str]()
        for _ in range(seconds):
            self.moment += 1
            lines = self.dropped.look(files_of(self.folder), Order(DAY, self.out), self.moment)
            told += [f"{line.source}{'!' * bool(line.refused)}" for line in lines]
        return told

    def made(self) -> list[str]:
        return sorted(p.name for p in self.out.iterdir() if not p.name.startswith("."))


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def test_a_dropped_workbook_has_its_report_once(watched):
    watched.drop()
    assert ["台账.xlsx"] == watched.look(10)
    assert [REPORT] == watched.made()
    watched.restart()
    assert [] == watched.look(10)


def test_a_file_is_taken_when_it_stands_still(watched):
    whole = TRACKED.read_bytes()
    path = watched.folder / "台账.xlsx"
    for part in range(1, 6):  # a slow copy
        path.write_bytes(whole[: len(whole) * part // 6])
        assert [] == watched.look()
    assert [] == watched.made()
    path.write_bytes(whole)
    assert ["台账.xlsx"] == watched.look(4)


def test_a_copy_that_stands_still_for_a_while_is_no_failure(watched):
    whole = TRACKED.read_bytes()
    path = watched.folder / "台账.xlsx"
    path.write_bytes(whole[:4000])
    assert [] == watched.look(10)
    path.write_bytes(whole)
    assert ["台账.xlsx"] == watched.look(5)
    assert [REPORT] == watched.made()


def test_what_cannot_be_read_has_a_note_until_it_can(watched):
    path = watched.drop()
    path.write_bytes(TRACKED.read_bytes()[:4000])
    assert ["台账.xlsx!"] == watched.look(40)
    note = (watched.out / NOTE).read_bytes()
    assert note.startswith(b"\xef\xbb\xbf")
    assert "原因：「台账.xlsx」" in note.decode("utf-8-sig")
    assert "怎么办：" in note.decode("utf-8-sig")
    watched.restart()
    assert [] == watched.look(40)
    watched.drop()
    assert ["台账.xlsx"] == watched.look(5)
    assert [REPORT] == watched.made()


def test_a_file_of_somebody_else_by_that_name_stays(watched):
    (watched.out / NOTE).write_text("给自己看的", encoding="utf-8")
    watched.drop()
    watched.look(5)
    assert [NOTE, REPORT] == watched.made()


def test_a_file_that_another_program_has_is_waited_for(watched, monkeypatch):
    """It is told once, and taken when the other program lets it go, though it was not changed."""
    path = watched.drop()
    with monkeypatch.context() as closed:
        opened = Path.open

        def refuse(self: Path, *said: object, **more: object) -> object:
            if self == path:
                raise PermissionError(13, "another program has it", str(self))
            return opened(self, *said, **more)

        closed.setattr(Path, "open", refuse)
        assert ["台账.xlsx!"] == watched.look(60)
    assert ["台账.xlsx"] == watched.look(15)
    assert [REPORT] == watched.made()


def test_a_report_that_is_open_elsewhere_is_waited_for(watched):
    path = watched.drop()
    watched.look(5)
    book = load_workbook(path)
    book.active["C5"] = "另一件事"
    book.save(path)
    marker = watched.out / f"~${REPORT}"
    marker.write_bytes(b"x")
    assert ["台账.xlsx!"] == watched.look(60)
    marker.unlink()
    assert ["台账.xlsx"] == watched.look(15)
    assert [REPORT] == watched.made()


def test_a_changed_file_is_taken_again(watched):
    path = watched.drop()
    watched.look(5)
    os.utime(path, ns=(1, 1))
    assert ["台账.xlsx"] == watched.look(5)
    assert [REPORT] == watched.made()


def test_files_of_one_name_and_another_ending_do_not_meet(watched):
    watched.drop()
    watched.drop("台账.xlsm")
    assert ["台账.xlsm", "台账.xlsx"] == watched.look(5)
    assert [REPORT, "台账_进度_2021-08-01_2.xlsx"] == watched.made()


def test_what_nobody_means_is_left_alone(watched):
    for name in ("~$台账.xlsx", ".~lock.台账.xlsx#", "台账.xlsx.tmp", "Thumbs.db", REPORT, "台账.xlsx_说明.txt"):
        watched.drop(name)
    (watched.folder / "子文件夹.xlsx").mkdir()
    assert [] == watched.look(40)
    assert [] == watched.made()


def test_a_file_that_is_no_sheet_has_an_answer(watched):
    watched.drop("通知.docx", SAMPLES / "华龙区_通知.docx")
    watched.drop("说明.md", ROOT / "README.md")
    assert ["说明.md!", "通知.docx!"] == watched.look(40)
    assert "draft" in (watched.out / "通知.docx_说明.txt").read_text("utf-8-sig")


def test_a_file_that_goes_away_is_forgotten(watched):
    path = watched.drop()
    watched.look()
    path.rename(watched.folder / "新名.xlsx")
    assert ["新名.xlsx"] == watched.look(5)
    assert ["新名_进度_2021-08-01.xlsx"] == watched.made()


def test_reports_beside_their_sources_are_none(tmp_path):
    watched = Watched(tmp_path)
    watched.out = watched.folder
    watched.restart()
    watched.drop()
    assert ["台账.xlsx"] == watched.look(20)
    assert ["台账.xlsx", REPORT] == sorted(watched.made())


@contextmanager
def running(folder: Path, out: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process of its own, which looks ten times a second."""
    fast = "\nimport xltrack.cli.watching as w, xltrack.watching as d\nw._PAUSE = d._QUIET = .1\nd._PATIENCE = .3\n"
    words = [sys.executable, "-W", "error", "-c", fast + MAIN, "watch", str(folder), "-o", str(out), *AS_OF]
    with subprocess.Popen(
        words, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as run:
        try:
            yield run
        finally:
            run.kill()


def wait_for(count: int, out: Path) -> None:
    end = time.monotonic() + 60
    while len(list(out.glob("*_进度_*.xlsx"))) < count:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_three_hundred_files_and_a_kill(tmp_path):
    """Half-copied, renamed, deleted meanwhile, killed and begun again: each that stays has its report once."""
    folder, out = tmp_path / "投放", tmp_path / "出"
    folder.mkdir()
    small = tmp_path / "小.xlsx"
    book = load_workbook(TRACKED)
    book.active.delete_rows(8, 40)
    book.save(small)
    data = small.read_bytes()
    with running(folder, out) as run:
        for number in range(150):
            (folder / f"{number}.xlsx").write_bytes(data)
        wait_for(20, out)
        run.send_signal(signal.SIGKILL)
        run.wait()
    for number in range(150, 300):
        (folder / f"{number}.xlsx").write_bytes(data[:2000] if number % 10 == 0 else data)
    (folder / "149.xlsx").rename(folder / "改名.xlsx")
    (folder / "148.xlsx").unlink()
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*_进度_*.xlsx")}
    with running(folder, out) as run:
        wait_for(284, out)
        for number in range(150, 300, 10):
            (folder / f"{number}.xlsx").write_bytes(data)
        wait_for(299, out)
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        told, errors = run.communicate(timeout=10)
        assert 0 == run.returncode
    assert b"" == errors
    expected = {f"{n}_进度_2021-08-01.xlsx" for n in range(300) if n not in (148, 149)} | {"改名_进度_2021-08-01.xlsx"}
    made = {path.name for path in out.iterdir() if not path.name.startswith(".")}
    assert expected == made - {f"{n}_进度_2021-08-01.xlsx" for n in (148, 149)}
    assert all(
        path.stat().st_mtime_ns == before[path.name] for path in out.glob("*_进度_*.xlsx") if path.name in before
    )
    ended = told.decode("utf-8").splitlines()[-1]
    again = int("".join(filter(str.isdigit, ended))) - len(expected - before.keys())
    assert again in (0, 1)  # the kill may have come between a report and its line in the journal
    assert not [path for path in out.iterdir() if path.name.endswith((".xltrack-lock", ".xltrack-tmp"))]


def test_two_do_not_watch_one_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("xltrack.placing.whole._PATIENCE", 0.1)
    with locked(tmp_path / JOURNAL):
        done = xltrack("watch", tmp_path)
    assert 2 == done.returncode
    assert "另一次运行" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("words", [("没有的文件夹",), (TRACKED,), (SAMPLES, SAMPLES), ()])
def test_it_needs_one_folder(words):
    done = xltrack("watch", *words)
    assert 2 == done.returncode
    assert 1 == len(done.stderr.decode("utf-8").splitlines())


def test_a_share_that_goes_away_is_told_once(tmp_path, monkeypatch):
    """And what is dropped when it is back is taken."""
    folder, out, looks = tmp_path / "投放", tmp_path / "出", []
    folder.mkdir()

    def sleep(_: float) -> None:
        looks.append(1)
        if len(looks) == 2:
            folder.rename(tmp_path / "断开")
        if len(looks) == 8:
            (tmp_path / "断开").rename(folder)
            shutil.copy(TRACKED, folder / "台账.xlsx")
        if len(looks) == 12:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching, "_QUIET", 0)
    monkeypatch.setattr("xltrack.cli.watching.sleep", sleep)
    done = xltrack("watch", folder, "-o", out, *AS_OF)
    assert 0 == done.returncode
    assert 1 == len(done.stderr.decode("utf-8").splitlines())
    assert (out / REPORT).is_file()
