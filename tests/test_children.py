"""The processes that read .xls and open locked files: found wherever this program runs from, and told apart from a bad file."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwt

from tests import locks
from tests.processes import ROOT
from xltrack.base import children
from xltrack.base.errors import SourceError
from xltrack.reading.files.source import open_book

SECRET = "口令"
READ = """
import sys
{before}
from pathlib import Path
from xltrack.base.errors import SourceError
from xltrack.reading.files.source import open_book
for name in ("老.xls", "密.xls"):
    try:
        print(open_book(Path(name), password={secret!r}).sheets[0].name)
    except SourceError as error:
        print(error.code)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file for each child, one of them for both, and modules that end whoever imports them."""
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("附件").write(0, 0, "任务")
    book.save(str(tmp_path / "老.xls"))
    (tmp_path / "密.xls").write_bytes(locks.rc4((tmp_path / "老.xls").read_bytes(), SECRET))
    for name in ("xlrd", "msoffcrypto", "olefile"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('run')", encoding="utf-8")
    return tmp_path


def a_checkout(folder: Path, change: Callable[[str], str]) -> None:
    """The package alone, with its reader of .xls changed."""
    shutil.copytree(ROOT / "xltrack", folder / "xltrack", ignore=shutil.ignore_patterns("__pycache__"))
    child = folder / "xltrack" / "reading" / "files" / "xls_child.py"
    text = child.read_text(encoding="utf-8")
    assert text != change(text)
    child.write_text(change(text), encoding="utf-8")


def read_in(folder: Path, cwd: Path, *options: str, before: str = "", **environment: str) -> list[str]:
    """What a program prints that reads both files."""
    done = subprocess.run(
        [sys.executable, *options, "-c", READ.format(before=before, secret=SECRET).replace('Path(name)', f'Path({str(folder)!r}, name)')],
        cwd=cwd, env={**os.environ, "PYTHONUTF8": "1", **environment}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert "" == done.stderr
    return done.stdout.splitlines()


def test_the_package_is_found_in_the_current_folder_and_nothing_else_there_is_run(folder: Path) -> None:
    a_checkout(folder, lambda text: text.replace('"name": sheet.name', '"name": "子" + sheet.name'))
    assert ["子附件", "子附件"] == read_in(folder, folder)


def test_the_package_is_found_where_the_program_alone_knows_it(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    a_checkout(folder, lambda text: text.replace('"name": sheet.name', '"name": "子" + sheet.name'))
    elsewhere = tmp_path_factory.mktemp("别处")
    before = f"sys.path.insert(1, {str(folder)!r})"
    assert ["子附件", "子附件"] == read_in(folder, elsewhere, before=before)
    for name in ("xlrd", "msoffcrypto", "olefile"):
        (folder / f"{name}.py").unlink()  # what stands in PYTHONPATH comes before what is installed
    assert ["子附件", "子附件"] == read_in(folder, elsewhere, PYTHONPATH=str(folder))


def test_a_library_is_found_where_the_program_alone_knows_it(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    a_checkout(folder, lambda text: text.replace("import xlrd\n", "import xlrd_of_ours as xlrd\n"))
    vendored = tmp_path_factory.mktemp("附带")
    (vendored / "xlrd_of_ours.py").write_text("from xlrd import *\n", encoding="utf-8")
    assert ["附件", "附件"] == read_in(folder, folder, before=f"sys.path.append({str(vendored)!r})")


def test_a_child_without_its_library_does_not_call_the_file_damaged(folder: Path) -> None:
    a_checkout(folder, lambda text: text.replace("import xlrd\n", "import xlrd_that_there_is_not as xlrd\n"))
    assert ["D138", "D138"] == read_in(folder, folder)


@pytest.mark.parametrize("name", ["老.xls", "密.xls"])
@pytest.mark.parametrize("script", ["", "print('x')", "print('[]')", "import os; os.abort()"])
def test_a_child_that_does_not_begin_does_not_call_the_file_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, script: str
) -> None:
    monkeypatch.setattr(children, "own_command", lambda *_: [sys.executable, "-c", script])
    with pytest.raises(SourceError) as caught:
        open_book(folder / name, password=SECRET)
    assert "D138" == caught.value.code
    assert name in str(caught.value)


def test_a_program_that_is_no_file_does_not_call_the_file_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "没有"))
    with pytest.raises(SourceError) as caught:
        open_book(folder / "老.xls")
    assert "D138" == caught.value.code


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_a_frozen_program_starts_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = folder / "xltrack程序"
    frozen.write_text(
        f"#!{sys.executable} -P\nimport sys\nsys.path.append({str(ROOT)!r})\nfrom xltrack.cli import main\nsys.exit(main())\n",
        encoding="utf-8",
    )
    frozen.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(frozen))
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert ["附件", "附件"] == [
        open_book(folder / name, password=SECRET).sheets[0].name for name in ("老.xls", "密.xls")
    ]


def test_the_program_begins_again_in_utf8_mode_from_the_current_folder(folder: Path) -> None:
    shutil.copytree(ROOT / "xltrack", folder / "xltrack", ignore=shutil.ignore_patterns("__pycache__"))
    rules = folder / "xltrack" / "base" / "rules" / "d1_file.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace("这个进程没有开始", "这里的这个进程没有开始"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "xltrack", "explain", "D138"], cwd=folder, capture_output=True, check=False,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    )  # fmt: skip
    assert (0, b"") == (done.returncode, done.stderr)
    assert "这里的这个进程没有开始" in done.stdout.decode("utf-8")
