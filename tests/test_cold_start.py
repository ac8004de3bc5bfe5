"""What a short run may import: the version costs next to nothing, and nobody pays for what he does not use."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.processes import ROOT, TRACKED

HEAVY = {
    "pandas",
    "numpy",
    "pyarrow",
    "holidays",
    "xlrd",
    "openpyxl",
    "jinja2",
    "rapidfuzz",
    "msoffcrypto",
    "cryptography",
    "olefile",
    "docx",
    "docxtpl",
    "lxml",
    "markdown_it",
    "starlette",
    "uvicorn",
    "anyio",
    "asyncio",
}


def imported(words: list[str]) -> set[str]:
    """The modules that one run of the command line imports."""
    program = (
        "import sys; from xltrack.cli import main; main(sys.argv[1:]); sys.stderr.write(chr(10).join(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program, *words], cwd=ROOT, capture_output=True, check=True)
    return set(done.stderr.decode("utf-8").splitlines())


def test_the_version_imports_nothing_but_itself():
    plain = subprocess.run([sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, check=True)
    known = set(plain.stdout.decode().split())
    assert {"__future__", "xltrack", "xltrack.cli"} == imported(["--version"]) - known


def test_the_help_needs_no_parser_and_no_rules():
    assert set() == imported(["--help"]) & {"argparse", "dataclasses", "tomllib", "xltrack.base.rules", "xltrack.api"}


@pytest.mark.parametrize("command", [["report"], ["annex"], ["inspect", "--json"], ["check"]])
def test_a_plain_run_imports_no_library_that_it_does_not_use(tmp_path, command):
    sheet = shutil.copy(TRACKED, tmp_path / "表.xlsx")
    assert set() == {name.partition(".")[0] for name in imported([*command, sheet, "--as-of", "2021-08-01"])} & HEAVY


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_an_export_to_text_imports_no_library(tmp_path, suffix):
    sheet = shutil.copy(TRACKED, tmp_path / "表.xlsx")
    found = imported(["export", sheet, "--as-of", "2021-08-01", "-o", str(tmp_path / f"表{suffix}")])
    assert set() == {name.partition(".")[0] for name in found} & HEAVY


def test_a_mail_body_needs_no_word(tmp_path):
    sheet = shutil.copy(TRACKED, tmp_path / "表.xlsx")
    found = imported(["notice", sheet, "--as-of", "2021-08-01", "--kind", "周报"])
    assert {"jinja2"} == {name.partition(".")[0] for name in found} & HEAVY


def test_the_package_itself_imports_nothing():
    program = "import sys; before = set(sys.modules); import xltrack; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    assert {"xltrack", "__future__"} == set(done.stdout.split())
