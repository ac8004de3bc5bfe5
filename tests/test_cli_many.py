"""A folder of many files: read by several processes, told as if by one."""

from __future__ import annotations

import concurrent.futures
import os
import pickle
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.processes import ROOT, TRACKED
from xltrack import api
from xltrack.base.errors import SourceError
from xltrack.base.rules import all_rules
from xltrack.cli import gathering, listing, spreading
from xltrack.domain.records import Document
from xltrack.ooxml.limits import BOUNDS, DEFAULT_LIMITS, Limits

COUNT = 70


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More files than one process reads by itself; one of them is none."""
    made = tmp_path_factory.mktemp("许多")
    for at in range(COUNT):
        shutil.copy(TRACKED, made / f"表{at:02}.xlsx")
    (made / "坏.xlsx").write_bytes(b"")
    return made


def check(folder: Path, *, alone: bool) -> subprocess.CompletedProcess[bytes]:
    """What `xltrack check` says of the folder, by one process or several."""
    script = (
        "import sys; from xltrack.cli import main, spreading\n"
        f"spreading.MANY = {10**9 if alone else spreading.MANY}\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", script, "check", str(folder), "--as-of", "2021-08-01"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def test_several_processes_say_what_one_says(folder: Path) -> None:
    assert COUNT >= spreading.MANY
    one, several = check(folder, alone=True), check(folder, alone=False)
    assert (one.returncode, one.stdout, one.stderr) == (several.returncode, several.stdout, several.stderr)
    assert (1, "「坏.xlsx」是空文件") == (several.returncode, several.stderr.decode()[:12])


def test_any_executor_reads_many_in_order(folder: Path) -> None:
    paths = sorted(folder.iterdir())
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(api.read_many(paths, executor=pool))
    assert [path.name for path in paths if path.name != "坏.xlsx"] == [
        d.source for d in found if isinstance(d, Document)
    ]
    assert ["D101"] == [error.code for error in found if isinstance(error, SourceError)]


def test_what_is_read_can_be_sent_to_another_process() -> None:
    document = api.read(TRACKED)
    sent = pickle.loads(pickle.dumps(document))
    as_of = date(2021, 8, 1)
    assert document == sent
    assert api.assess([document], as_of).total == api.assess([sent], as_of).total


def test_where_a_process_dies_the_rest_is_read_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, real = os.getpid(), api.read

    def die(path: Path, **more: object) -> Document:
        if os.getpid() != own:
            os._exit(9)
        return real(path, **more)

    monkeypatch.setattr(api, "read", die)
    if sys.platform == "win32" or sys.version_info >= (3, 14):
        pytest.skip("a process that is not forked knows nothing of this function")
    monkeypatch.setattr(spreading, "MANY", 1)
    monkeypatch.setattr(spreading, "_workers", lambda: 2)
    paths = sorted(folder.glob("表0*.xlsx"))
    assert [path.name for path in paths] == [
        d.source for d in gathering.read_beside(paths, None, None, None) if isinstance(d, Document)
    ]


# --- xltrack limits ---


def test_every_limit_has_its_line_its_rule_and_its_sentence() -> None:
    assert set(Limits._fields) == set(BOUNDS)
    lines = list(listing.list_limits(DEFAULT_LIMITS))[1:]
    assert len(BOUNDS) == len(lines)
    for bound, line in zip(BOUNDS.values(), lines, strict=True):
        assert line.startswith(f"  {bound.what} ")
        assert line.endswith(f"{bound.code}  {all_rules()[bound.code].pattern}")


@pytest.mark.parametrize("name", BOUNDS)
def test_a_refusal_names_the_limit(name: str) -> None:
    error = DEFAULT_LIMITS.over(name)
    said = all_rules()[error.code].message({"name": "表.xlsx", **error.facts})
    assert (BOUNDS[name].what in said) or (error.code == "D135" and "15秒" in said)


def test_the_command_prints_the_table() -> None:
    done = subprocess.run([sys.executable, "-m", "xltrack", "limits"], cwd=ROOT, capture_output=True, check=True)
    assert "2000000格" in done.stdout.decode()
