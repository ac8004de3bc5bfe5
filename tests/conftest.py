"""What every test goes through first: the programs that it needs are there."""

from __future__ import annotations

import gc
import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests import office
from tests.collecting import County
from tests.processes import ROOT

# How long an example takes depends on what else the machine does.
settings.register_profile("unhurried", settings.default, deadline=None)
settings.load_profile("unhurried")

# The marks of tests that need a program which pip does not bring, and what it may be called.
PROGRAMS = {
    "office": ("LibreOffice", ("soffice",)),
    "browser": ("Chromium", ("chromium", "chromium-browser", "google-chrome")),
    "shell": ("shellcheck", ("shellcheck",)),
}


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: looking through it for garbage cost a fifth of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    office.is_asked_for = item.get_closest_marker("office") is not None
    for mark in PROGRAMS:
        if item.get_closest_marker(mark):
            insist_on(mark)


def insist_on(mark: str) -> None:
    """Leave a test out where its program is missing; in CI, where everything was installed, that is a failure."""
    name, commands = PROGRAMS[mark]
    if not any(map(shutil.which, commands)):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{name} is not installed")


@pytest.fixture(autouse=True)
def without_browser(request, monkeypatch) -> None:
    """A test that does not ask for a browser starts none: it would take seconds for pictures that nobody looks at."""
    if request.node.get_closest_marker("browser") is None:
        monkeypatch.setattr("xltrack.week.prints.find_browser", lambda: None)


@pytest.fixture
def made_sheet(monkeypatch, tmp_path) -> Callable[[int], Path]:
    """What makes a sheet of so many rows."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    sheets = importlib.import_module("sheets")

    def make(rows: int) -> Path:
        path = tmp_path / f"台账{rows}.xlsx"
        sheets.write_workbook(path, rows, 1)
        return path

    return make


@pytest.fixture
def county(tmp_path: Path) -> County:
    """An office with its ledger, its roster and a folder for what comes back."""
    return County(tmp_path)


@pytest.fixture
def forms(county: County) -> dict[str, Path]:
    """The forms of its first round, by unit."""
    return county.dispatch()
