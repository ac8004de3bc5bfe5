"""What the system refuses for a moment is told, and nothing is made without it: each was found by the sweep of all moments."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any
from unittest import mock

import pytest

from tests.faults import scenes
from tests.faults.moments import files_in, is_left
from tests.processes import DAY, xltrack
from xltrack.base.errors import OutputError, SourceError
from xltrack.mail.sending import FILE_NAME, find_unfinished


def refusing(name: str, path: Path) -> mock._patch[Any]:
    """Let a call of the system fail that touches a path."""
    real: Callable[..., Any] = getattr(os, name)

    def call(where: Any, *words: Any, **more: Any) -> Any:
        if not isinstance(where, int) and Path(where) == path:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(where))
        return real(where, *words, **more)

    return mock.patch.object(os, name, call)


def check_refused(done: CompletedProcess[bytes], folder: Path, before: dict[str, bytes]) -> None:
    assert (2, 1) == (done.returncode, done.stderr.decode().count("\n")), done.stderr.decode()
    assert before == {name: data for name, data in files_in(folder).items() if not is_left(name)}


REFUSALS = {
    "list": lambda folder: refusing("scandir", folder),
    "read": lambda _: mock.patch(
        "xltrack.reading.past.read_bytes", side_effect=SourceError("D108", reason="磁盘读写出错")
    ),
}


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_report_does_without_no_answer_because_an_earlier_one_cannot_be_looked_at(tmp_path: Path, kind: str) -> None:
    scenes.filled_in(tmp_path)
    before = files_in(tmp_path)
    with REFUSALS[kind](tmp_path):
        done = xltrack("report", tmp_path / "任务.xlsx", *DAY)
    check_refused(done, tmp_path, before)


def test_a_further_round_is_not_called_the_first_because_the_folder_cannot_be_listed(tmp_path: Path) -> None:
    scenes.sheet(tmp_path)
    xltrack("dispatch", tmp_path / "任务.xlsx", "--due", "2021-08-10", *DAY)
    before = files_in(tmp_path)
    with refusing("listdir", tmp_path):
        done = xltrack("dispatch", tmp_path / "任务.xlsx", "--due", "2021-08-20", "--as-of", "2021-08-15")
    check_refused(done, tmp_path, before)


def test_a_draft_that_cannot_be_looked_at_is_neither_kept_nor_written_beside(tmp_path: Path) -> None:
    scenes.sheet(tmp_path)
    assert 0 == xltrack("mail", tmp_path / "任务.xlsx", *DAY).returncode
    before = files_in(tmp_path)
    with refusing("stat", tmp_path / "任务_邮件_2021-08-01" / "3_单位_县教育局.eml"):
        done = xltrack("mail", tmp_path / "任务.xlsx", *DAY)
    check_refused(done, tmp_path, before)


def test_no_other_batch_is_sent_because_one_that_broke_off_cannot_be_looked_at(tmp_path: Path) -> None:
    earlier = tmp_path / "任务_邮件_2021-07-25"
    earlier.mkdir()
    lines = (
        '{"batch": "1"}',
        '{"planned": ["unit|甲|a@b.cn", "unit|乙|b@b.cn"]}',
        '{"state": "sent", "to": "unit|甲|a@b.cn", "at": ""}',
    )
    (earlier / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder = tmp_path / "任务_邮件_2021-08-01"
    found = find_unfinished(folder, "任务_邮件_")
    assert found
    assert 1 == found.left
    with refusing("listdir", tmp_path), pytest.raises(OSError, match="Input/output"):
        find_unfinished(folder, "任务_邮件_")
    with mock.patch.object(Path, "read_bytes", side_effect=OSError(errno.EIO, "x")), pytest.raises(OutputError):
        find_unfinished(folder, "任务_邮件_")
    (earlier / FILE_NAME).write_text("x\n", encoding="utf-8")
    assert find_unfinished(folder, "任务_邮件_") is None


def test_a_print_is_made_once_though_the_list_of_the_period_could_not_be_written(tmp_path: Path) -> None:
    scenes.sheet(tmp_path)
    index = tmp_path / "2021-08-01_本期" / "目录.html"
    real = os.replace

    def replace(source: Any, target: Any) -> None:
        if Path(target) == index:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        real(source, target)

    with scenes.drawing(tmp_path), mock.patch.object(os, "replace", replace):
        assert 2 == xltrack("week", tmp_path / "任务.xlsx", *DAY).returncode
    made = {path.name: path.read_bytes() for path in index.parent.glob("*.p*")}
    assert {"周报.png", "通报.pdf", "附件.pdf"} == set(made)
    with scenes.drawing(tmp_path):
        assert 0 == xltrack("week", tmp_path / "任务.xlsx", *DAY).returncode
    assert made == {path.name: path.read_bytes() for path in index.parent.glob("*.p*")}
    assert not list(index.parent.glob(".~*"))


def test_a_list_of_a_round_whose_lock_stayed_is_cleared_by_the_next_collection(tmp_path: Path) -> None:
    scenes.returned(tmp_path)
    words = ("collect", tmp_path / "收到", "--into", tmp_path / "台账.xlsx", *DAY)
    xltrack(*words)
    lock = tmp_path / "台账_填报_2021-08-01" / ".~下发清单.xltrack-lock"
    lock.write_text("", encoding="utf-8")
    os.utime(lock, (1, 1))
    xltrack(*words)
    assert not lock.exists()
