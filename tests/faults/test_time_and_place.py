"""Faults I2 and I3: what the clock, the zone and the locale of a machine say changes nothing that is read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, TRACKED


def inspected(path: Path, **environment: str) -> bytes:
    """The JSON of a workbook as a process under these variables tells it."""
    command = [sys.executable, "-m", "xltrack", "inspect", str(path), "--json", "--as-of", "2021-08-01"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, env=os.environ | environment).stdout


@pytest.mark.parametrize("seconds", [315_532_800, 4_102_444_800], ids=["1980", "2100"])
def test_a_file_of_another_time_is_read_the_same(tmp_path: Path, seconds: int) -> None:
    copy = tmp_path / TRACKED.name
    shutil.copy(TRACKED, copy)
    os.utime(copy, (seconds, seconds))
    assert inspected(TRACKED) == inspected(copy)


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "zh_CN.GBK", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "1", "PYTHONIOENCODING": "gbk"},
    ],
    ids=str,
)
def test_zone_and_locale_change_nothing_that_is_read(environment: dict[str, str]) -> None:
    assert inspected(TRACKED) == inspected(TRACKED, **environment)
