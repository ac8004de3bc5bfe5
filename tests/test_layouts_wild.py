"""Layouts as clerks make them (docs/规则.md 2.1, 2.4): tests/cases/layouts/*.txt, each beside the JSON that is read from it.

A sketch is read as it is drawn, and once more as a real .xlsx made of it. XLTRACK_ACCEPT=1 in the environment writes the JSON
anew; look at the difference, and at the overlay of the sheet, before that.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests import sketch
from tests.drawn import save_sketch
from xltrack import api
from xltrack.domain.records import Document
from xltrack.programs.inspection import render_inspection
from xltrack.reading.document import read_document

CASES = sorted((Path(__file__).parent / "cases" / "layouts").glob("*.txt"))
AS_OF = date(2021, 8, 1)


def dump(document: Document) -> dict[str, Any]:
    """What counts of the JSON of a document, in few lines: fields that say nothing are left out."""
    read: Any = json.loads("".join(render_inspection(api.assess(document, AS_OF))))
    said = [f"{d['code']} {d['cell']}" for d in read["diagnostics"] if d["severity"] != "info"]
    return {"tables": [_table(table) for table in read["tables"]], "said": sorted(set(said) - {None})}


def _table(table: dict[str, Any]) -> dict[str, Any]:
    columns = " ".join(f"{role}={','.join(letters)}" for role, letters in table["columns"].items() if letters)
    kept = {key: table[key] for key in ("sheet", "range", "kind", "annex", "title")}
    return {**kept, "columns": columns, "tasks": [_task(task) for task in table["tasks"]]}


def _task(task: dict[str, Any]) -> dict[str, Any]:
    deadline = task["deadline"]
    nodes = [" ".join(filter(None, (n["label"], n["start"], n["due"]))) for n in deadline["milestones"]]
    status = task.get("status", {})
    kept = {
        "seq": task["seq"], "group": task["group"], "text": task["text"], "parts": task.get("parts"),
        "units": [f"{u['name']} {u['role']} {u['kind']}" for u in task["units"]],
        "deadline": " | ".join([deadline["kind"] + ("+" if deadline["ongoing"] else ""), *nodes]),
        "reports": [f"{r['due']} {r['to']}" for r in task["reports"]],
        "state": status.get("state"), "done": status.get("done_date"), "progress": status.get("progress"),
    }  # fmt: skip
    return {"row": task["row"], **{key: value for key, value in kept.items() if value not in (None, [])}}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_layout_is_read_as_a_clerk_reads_it(case, tmp_path):
    text = case.read_text(encoding="utf-8")
    accepted = case.with_suffix(".json")
    read = dump(read_document(sketch.book(text)))
    if os.environ.get("XLTRACK_ACCEPT"):
        accepted.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    wanted = json.loads(accepted.read_text(encoding="utf-8"))
    assert wanted == read
    assert wanted == dump(api.read(save_sketch(text, tmp_path / "表.xlsx")))


def test_there_is_a_sheet_of_every_kind():
    assert 40 <= len(CASES)
