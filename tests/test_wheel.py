"""The wheel in a bare environment: every command runs, from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_workbooks" / "榆阳区_跟踪.xlsx"


@pytest.fixture(scope="module")
def xltrack(tmp_path_factory) -> Path:
    """The installed command."""
    folder = tmp_path_factory.mktemp("wheel")
    # Built from a copy: a build must not depend on, or leave anything in, the working tree.
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "tests", "*.egg-info"))
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", source]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    venv.create(folder / "bare")
    binaries = folder / "bare" / ("Scripts" if os.name == "nt" else "bin")
    pip = [sys.executable, "-m", "pip", "--python", binaries / "python", "--quiet", "--disable-pip-version-check"]
    install = [*pip, "install", "--no-compile", wheel]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode and "CI" not in os.environ and "connection" in done.stderr.lower():
        pytest.skip("no package index can be reached")
    assert 0 == done.returncode, done.stderr
    return binaries / "xltrack"


def run(command: Path, *words: object, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    # Nothing of the working tree may be found by chance.
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    return subprocess.run([command, *map(str, words)], cwd=cwd, env=environment, capture_output=True, check=False)


def test_every_command_runs_from_another_folder(xltrack, tmp_path):
    sheet = tmp_path / "跟踪 表.xlsx"
    shutil.copy(SAMPLE, sheet)
    day = ("--as-of", "2021-08-01")

    report = run(xltrack, "report", sheet.name, *day, cwd=tmp_path)
    assert (0, b"") == (report.returncode, report.stderr)
    assert (tmp_path / "跟踪 表_进度_2021-08-01.xlsx").is_file()

    annexed = run(xltrack, "annex", sheet.name, *day, cwd=tmp_path)
    assert (0, b"") == (annexed.returncode, annexed.stderr)
    ejected = run(xltrack, "templates", "--eject", "模板", cwd=tmp_path)
    assert (0, b"") == (ejected.returncode, ejected.stderr)
    template = tmp_path / "模板" / "附件_分工及进度安排.xlsx"
    filled = run(xltrack, "annex", sheet.name, "--template", template, *day, cwd=tmp_path)
    assert (0, b"") == (filled.returncode, filled.stderr)

    for kind in ("通报", "周报"):
        noticed = run(xltrack, "notice", sheet.name, "--kind", kind, *day, cwd=tmp_path)
        assert (0, b"") == (noticed.returncode, noticed.stderr)
    assert (tmp_path / "跟踪 表_通报_2021-08-01.docx").is_file()

    notice = tmp_path / "通知.txt"
    notice.write_text("关于公开的通知\n一、县教育局要于2021年6月底前编制目录。", encoding="utf-8")
    drafted = run(xltrack, "draft", notice.name, cwd=tmp_path)
    assert (0, b"") == (drafted.returncode, drafted.stderr)
    assert (tmp_path / "通知_任务分解表.xlsx").is_file()

    inspected = run(xltrack, "inspect", sheet.name, "--json", *day, cwd=tmp_path)
    assert (0, b"") == (inspected.returncode, inspected.stderr)
    assert 23 == len(json.loads(inspected.stdout)["tables"][0]["tasks"])

    for words in (("check", sheet.name, *day), ("inspect", sheet.name, *day), ("explain",), ("explain", "D160")):
        done = run(xltrack, *words, cwd=tmp_path)
        assert (0, b"") == (done.returncode, done.stderr)
        assert done.stdout.decode("utf-8").strip()


def test_an_export_says_what_to_install(xltrack, tmp_path):
    done = run(xltrack, "export", SAMPLE, "-o", "表.parquet", cwd=tmp_path)
    assert 2 == done.returncode
    assert "导出需要 pandas" in done.stderr.decode("utf-8")
    assert [] == list(tmp_path.iterdir())


def test_an_export_to_text_needs_nothing_more(xltrack, tmp_path):
    for name in ("表.csv", "表.json"):
        assert 0 == run(xltrack, "export", SAMPLE, "-o", name, "--as-of", "2021-08-01", cwd=tmp_path).returncode
    assert {"表.csv", "表.json"} == {path.name for path in tmp_path.iterdir()}


def test_the_version_is_the_projects(xltrack, tmp_path):
    from xltrack import __version__

    assert f"xltrack {__version__}\n" == run(xltrack, "--version", cwd=tmp_path).stdout.decode("utf-8")


def test_the_wheel_that_the_program_packs_of_itself_is_the_same(xltrack, tmp_path):
    from xltrack.bundling.own_wheel import pack_own_wheel

    (built,) = (xltrack.parents[2] / "dist").glob("*.whl")
    ours, theirs = contents(pack_own_wheel(tmp_path)), contents(built)
    assert theirs.keys() == ours.keys()
    assert [] == [name for name in theirs if ".dist-info/" not in name and theirs[name] != ours[name]]


def contents(wheel: Path) -> dict[str, bytes]:
    with ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
