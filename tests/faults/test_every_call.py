"""The n-th call that touches the disk fails, for n = 1, 2, 3 … until a run succeeds: the old or the new workbook, whole, and one sentence.

A tenth of the moments by default; all of them with XLTRACK_EVERY_CALL=1.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from unittest import mock

import pytest

from tests.faults.calls import KINDS, failing, killing
from tests.processes import xltrack
from tests.updates import names, own, save

STEP = 1 if os.environ.get("XLTRACK_EVERY_CALL") else 10
DAY = ("--as-of", "2021-08-01")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX here")


def counted(path: Path) -> tuple[int, bytes]:
    """How many calls a run makes that nothing fails, and what it makes of the workbook."""
    twin = path.parent / "数一数"
    twin.mkdir()
    own_ = Path(shutil.copy(path, twin / path.name))
    with failing(twin, 0, 0) as calls:
        assert 0 == xltrack("update", own_, *DAY).returncode
    made = own_.read_bytes()
    shutil.rmtree(twin)
    return calls.count, made


def check(path: Path, old: bytes, new: bytes) -> None:
    """Fail unless the workbook is whole, and after the next run done, with nothing left behind and every backup good."""
    assert path.read_bytes() in (old, new)
    with mock.patch("xltrack.base.platform.is_running", return_value=False):  # the next run is another process
        again = xltrack("update", path, *DAY)
    assert (0, "") == (again.returncode, again.stderr.decode())
    assert new == path.read_bytes()
    left = names(path.parent)
    assert [] == [name for name in left if "/.~" in name or name.startswith(".~")]
    backups = [name for name in left if name.startswith("任务_备份/") and name.endswith(".xlsx")]
    assert [old] == [(path.parent / name).read_bytes() for name in backups]
    assert len(left) <= 4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("first", range(1, STEP + 1, 3) if STEP > 1 else [1])
def test_a_call_that_fails_leaves_the_old_or_the_new_workbook(tmp_path, kind, first):
    folder = tmp_path / "夹"
    folder.mkdir()
    path = save(folder)
    old = path.read_bytes()
    total, new = counted(path)
    assert 40 < total < 400
    for nth in range(first, total + 1, STEP):
        with failing(folder, nth, KINDS[kind]):
            done = xltrack("update", path, *DAY)
        said = done.stdout.decode() + done.stderr.decode()
        assert done.returncode in (0, 1, 2)
        assert "Traceback" not in said
        assert "程序出错" not in said
        assert "结果显示不出去" not in said
        assert (done.returncode > 0) == bool(done.stderr), nth
        assert 1 >= done.stderr.decode().count("\n"), nth
        if done.returncode < 2:
            assert new == path.read_bytes()
        check(path, old, new)
        path.write_bytes(old)
        shutil.rmtree(folder / "任务_备份", ignore_errors=True)


@POSIX
def test_a_run_that_is_killed_leaves_the_old_or_the_new_workbook(tmp_path):
    folder = tmp_path / "夹"
    folder.mkdir()
    path = save(folder)
    old = path.read_bytes()
    total, new = counted(path)
    for nth in range(STEP // 2 + 1, total + 1, STEP):
        done = xltrack("update", path, *DAY, before=killing(folder, nth), timeout=60)
        assert -9 == done.returncode, nth
        check(path, old, new)
        path.write_bytes(old)
        shutil.rmtree(folder / "任务_备份", ignore_errors=True)


def test_the_workbook_is_done_where_nothing_fails(tmp_path):
    path = save(tmp_path)
    with failing(tmp_path, 10_000, 5) as calls:
        assert 0 == xltrack("update", path, *DAY).returncode
    assert 40 < calls.count
    assert 4 == len(own(path))
