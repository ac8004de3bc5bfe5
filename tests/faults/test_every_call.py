"""The n-th call that touches the disk fails, for n = 1, 2, 3 … until a run succeeds: the old or the new files, whole, and one sentence.

A tenth of the moments by default; all of them, with every kind of failure, with XLTRACK_EVERY_CALL=1.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.moments import Sweep
from tests.faults.scenes import SCENES


@pytest.mark.parametrize("command", SCENES)
def test_a_disk_that_fails_at_any_moment_leaves_the_old_or_the_new_files(tmp_path: Path, command: str) -> None:
    sweep = Sweep(SCENES[command], tmp_path)
    assert 30 < sweep.known.calls < 2000
    for nth, kind in sweep.moments():
        sweep.fail(nth, kind)
