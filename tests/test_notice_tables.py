"""The tables of 通报: the page that is printed has those of the Word file, head by head, millimetre by millimetre."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from tests.processes import ROOT

PAGE = (ROOT / "xltrack" / "week" / "通报.html").read_text(encoding="utf-8")
TABLES = {"分工": "DIVISION", "各单位": "UNITS", "逾期任务": "LATE", "到期任务": "DUE"}


@pytest.fixture(scope="module")
def spec() -> ModuleType:
    """What the Word files are made of."""
    found = importlib.util.spec_from_file_location("word_templates", ROOT / "docs" / "word_templates.py")
    assert found
    assert found.loader
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def told(table: tuple, sums: tuple[str, ...]) -> list[list[str]]:
    """Widths, heads, cells, and the line of sums of a table of the Word file."""
    _, *columns = table
    widths, heads = [f"{width}mm" for _, _, width, _ in columns], [head.replace("\n", "<br>") for head, *_ in columns]
    return [widths, heads, [cell for _, cell, *_ in columns], *([list(sums)] if sums else [])]


@pytest.mark.parametrize("name", TABLES)
def test_the_page_has_the_tables_of_the_word_file(spec, name):
    wanted = told(getattr(spec, TABLES[name]), getattr(spec, f"{TABLES[name]}_SUM", ()))
    tables = [one for one in re.findall(r"<table>.*?</table>", PAGE, re.DOTALL) if f"in {name} %}}" in one]
    assert 2 == len(tables)  # in the text where it is small, else behind it
    for one in tables:
        rows = re.findall(r"<tr>(<td.*?)</tr>", one)
        found = [
            re.findall(r'<col style="width:(\w+)">', one), re.findall(r"<th>(.*?)</th>", one),
            *(re.findall(r"<td[^>]*>(.*?)</td>", row) for row in rows),
        ]  # fmt: skip
        assert wanted == found
    for note in (spec.DIVISION_NOTE, spec.UNITS_NOTE):
        assert note in PAGE
