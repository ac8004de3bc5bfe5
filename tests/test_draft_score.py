"""How much of what notices ask stands rightly in the sheets drafted from them: duties, units, due dates (docs/规则.md 12)."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from typing import Any

import pytest

from tests.drafts import (
    NOTICES,
    ROOT,
    STYLES,
    as_docx,
    as_html,
    as_shapes,
    drafted,
    prose,
    score,
    score_cases,
    split_tables,
    tasks_of,
    truth_of,
)
from xltrack import api

LEAST = 0.95
SHEETS = ("榆阳区", "屯留区", "乌审旗", "试点领域与分工")
CASES = tomllib.loads((ROOT / "tests" / "cases" / "notices.toml").read_text(encoding="utf-8"))["notice"]
CORPUS = sorted((ROOT / "tests" / "data" / "corpus").glob("*.truth.json"))


def assert_scored(scored: tuple[int, int, list[str]]) -> None:
    right, of, wrong = scored
    assert right >= LEAST * of, f"{right} of {of}: " + "\n".join(wrong[:8])


@pytest.mark.parametrize("kind", ["docx", "md"])
def test_a_real_notice(kind):
    got = drafted((NOTICES / f"华龙区_通知.{kind}").read_bytes(), f"通知.{kind}")
    right, of, wrong = score(tasks_of(truth_of("华龙区")), got)
    assert (of, []) == (right, wrong)


@pytest.mark.parametrize("every", [7, 100], ids=["parted at page ends", "whole"])
@pytest.mark.parametrize("write", [as_docx, as_html], ids=["docx", "html"])
@pytest.mark.parametrize("name", SHEETS)
def test_tables_with_merges(name, write, every):
    assert_scored(score(tasks_of(truth_of(name)), drafted(write(list(split_tables(name, every))))))


@pytest.mark.parametrize("write", [as_docx, as_html], ids=["docx", "html"])
@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", SHEETS)
def test_samples_as_prose(name, style, write):
    lines = [("line", line) for line in prose(name, STYLES[style])]
    assert_scored(score(tasks_of(truth_of(name)), drafted(write(lines))))


def test_prose_reads_the_same_whatever_kind_of_file_it_is():
    lines = prose("榆阳区", STYLES["bracketed"])
    page = "<html><body>" + "".join(f"<p>　　{line}</p>" for line in lines) + "</body></html>"
    text = drafted("\n".join(lines))
    assert text == drafted("\n".join(lines).encode("gb18030"))
    assert text == drafted("\n".join(lines).encode("utf-16"))
    assert text == drafted("\n\n".join(lines), "通知.md")
    assert text == drafted(page.encode("gb18030"), "通知.html")
    assert text == drafted(as_docx([("line", line) for line in lines]), "通知.docx")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", SHEETS)
def test_each_sample_gives_the_same_rows_as_text_and_back(name, style):
    rows = {kind: drafted(data, kind) for kind, data in as_shapes("\n".join(prose(name, STYLES[style]))).items()}
    assert rows["通知.txt"]
    assert not [kind for kind in rows if rows[kind] != rows["通知.txt"]]


@pytest.mark.parametrize("every", [7, 100], ids=["parted at page ends", "whole"])
@pytest.mark.parametrize("name", SHEETS)
def test_each_sample_gives_the_same_rows_as_a_table_of_word_and_of_the_web(name, every):
    blocks = list(split_tables(name, every))
    assert drafted(as_docx(blocks)) == drafted(as_html(blocks), "通知.html")


def test_a_real_notice_gives_the_same_rows_from_word_and_from_text():
    files = [(NOTICES / f"华龙区_通知.{kind}").read_bytes() for kind in ("docx", "md")]
    assert drafted(files[0], "通知.docx") == drafted(files[1], "通知.md")


@pytest.mark.parametrize("case", [case for case in CASES if case["duties"]], ids=lambda case: case["name"])
def test_a_drafted_sheet_blames_nobody_and_gives_its_parts_back(case, tmp_path):
    """Long after every deadline: nobody was asked, and who leads, helps and guides is what the sheet says."""
    source = tmp_path / "通知.txt"
    source.write_text(case["text"].strip(), encoding="utf-8")
    read = api.read(api.draft(source, tmp_path / "表.xlsx").path)
    made = api.assess([read], date(2035, 1, 1))
    assert (True, 0) == (made.plan, made.total.of("overdue"))
    roles = [{role for unit in task.units if (role := unit.role)} for table in read.tables for task in table.tasks]
    assert len(case["duties"]) == len(roles)
    heads = {column.role for table in read.tables for column in table.columns}
    assert {role for some in roles for role in some} <= heads


def usual_year(tasks: list[dict[str, Any]]) -> int:
    """The year that most deadlines take from their document."""
    years = [
        milestone["due"][:4]
        for task in tasks
        if not re.search(r"\d{4}", task["deadline"]["text"])
        for milestone in task["deadline"]["milestones"]
    ]
    return int(max(set(years), key=years.count)) if years else 2020


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name[:3])
def test_other_sheets_as_prose(path, style):
    truth = json.loads(path.read_text(encoding="utf-8"))
    wanted = tasks_of(truth)
    assert_scored(score(wanted, drafted("\n".join(prose(truth, STYLES[style], usual_year(wanted))))))


@pytest.mark.parametrize("case", [case for case in CASES if case["duties"]], ids=lambda case: case["name"])
def test_notices_written_in_many_ways(case):
    right, of, wrong = score_cases(case["duties"], drafted(case["text"].strip()))
    assert (of, []) == (right, wrong)
