"""What other programs are told: every document is as docs/schemas says, tells what people are told, and a failure is one too."""

from __future__ import annotations

import json
import shutil
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.drawn import save_sketch
from tests.processes import DAY, ROOT, SAMPLES, TRACKED, xltrack
from tests.schemas import KINDS, faults, promised, schema, told
from tests.weeks import BODY, edit
from xltrack.base.address import CellRef
from xltrack.base.values import CellError
from xltrack.domain.edits import CellEdit, Plan
from xltrack.programs.document import VERSIONS
from xltrack.updating.plans import plan_json

ROSTER = SAMPLES / "榆阳区_单位名录.xlsx"
SHEETS = sorted(path for path in SAMPLES.glob("*.xlsx") if path != ROSTER)
CORPUS = sorted((ROOT / "tests" / "data" / "corpus").glob("*.xlsx"))
# What no sample has: a deadline that was put off, parts of a task in one cell, a copy of a table, a row that was not read, doubts.
ODD = """
    sheet 总表
    2021年重点任务分解表
    | 序号 | 工作任务                    | 责任单位 | 完成时限  | 调整后时限 | 完成情况 |
    | 1    | 制定方案。1.起草；2.印发    | 县发改局 | 6月30日前 | 9月30日前  | 已完成   |
    | 2    | 摸底排查（7月5日前报县府办） | 县财政局 | 7月20日前 |            | 已完成7月份工作 |
    | 3    | 总结上报                    | 县教育局 | 8月5日前  |            | 未启动   |
    | 4    | LONG                        | 县教育局 | 8月5日前  |            | 未启动   |
    |      |                             | 见另表   |           |            |          |

    sheet 副本
    2021年重点任务分解表
    | 序号 | 工作任务                    | 责任单位 | 完成时限  | 调整后时限 | 完成情况 |
    | 1    | 制定方案。1.起草；2.印发    | 县发改局 | 6月30日前 | 9月30日前  | 已完成   |
    | 2    | 摸底排查（7月5日前报县府办） | 县财政局 | 7月20日前 |            | 已完成7月份工作 |
    | 3    | 总结上报                    | 县教育局 | 8月5日前  |            | 未启动   |
""".replace("LONG", "把每一件事逐一办好，" * 400)
PLAN = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  |
    | 1    | 制定方案 | 县发改局 | 6月30日前 |
    | 2    | 摸底排查 | 县财政局 | 8月20日前 |
"""
BESIDE = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | | 序号 | 工作任务 | 责任单位 | 完成时限  |
    | 1    | 制定方案 | 县发改局 | 6月30日前 | | 3    | 总结上报 | 县教育局 | 8月5日前  |
"""
KEPT = """
    2021年重点任务分解表
    | 序号 | 工作任务 | 责任单位 | 完成时限  | 提醒（自动） |
    | 1    | 制定方案 | 县发改局 | 6月30日前 |              |
    | 2    | 摸底排查 | 县财政局 | 8月20日前 |              |
    | 3    | 总结上报 | 县教育局 | 9月30日前 |              |
"""


def ask(*said: object, status: int = 0, **options: Any) -> Any:
    """The one document that a run tells."""
    done = xltrack(*said, "--json", **options)
    assert status == done.returncode, done.stderr.decode()
    return json.loads(done.stdout)


def inspections(folder: Path) -> list[Any]:
    odd = save_sketch(ODD, folder / "怪.xlsx")
    files = [*SHEETS, *CORPUS, odd, save_sketch(PLAN, folder / "计划.xlsx")]
    return [ask("inspect", path, *DAY) for path in files] + [ask("inspect", TRACKED, "--roster", ROSTER, *DAY)]


def checks(folder: Path) -> list[Any]:
    save_sketch(ODD, folder / "怪.xlsx")
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    return [ask("check", folder, *DAY, status=1), *(ask("check", path, *DAY) for path in SHEETS)]


def reports(folder: Path) -> list[Any]:
    first, later = ("--as-of", "2021-07-25"), DAY
    source = shutil.copy(TRACKED, folder / "任务.xlsx")
    found = [ask("report", source, *first)]
    edit(folder / "任务_进度_2021-07-25.xlsx", **{f"row{row}_完成情况": "已完成" for row in range(BODY, BODY + 23)})
    found.append(ask("report", source, *later))
    (folder / "别人的.xlsx").write_bytes(TRACKED.read_bytes())
    found.append(ask("report", source, *later, "-o", folder / "别人的.xlsx"))
    (folder / "多").mkdir()
    save_sketch(ODD, folder / "多" / "怪.xlsx")
    save_sketch(PLAN, folder / "多" / "计划.xlsx")
    (folder / "多" / "坏.xlsx").write_bytes(b"PK\x03\x04")
    found.append(ask("report", folder / "多", *later, "--dry-run", status=1))
    return found + [ask("report", path, *later, "--dry-run") for path in (*SHEETS, *CORPUS)]


def offices(folder: Path) -> list[Any]:
    (folder / "各").mkdir()
    for path in (TRACKED, SAMPLES / "屯留区.xlsx"):
        shutil.copy(path, folder / "各")
    (folder / "各" / "坏.xlsx").write_bytes(b"PK\x03\x04")
    save_sketch(ODD, folder / "各" / "怪.xlsx")
    return [ask("report", folder / "各", "--by-office", "-o", folder / "出", *DAY, status=1)]


def updates(folder: Path) -> list[Any]:
    source = shutil.copy(TRACKED, folder / "任务.xlsx")
    return [
        ask("update", source, "--dry-run", *DAY),
        ask("update", source, "--plan", folder / "计划.json", *DAY),
        ask("update", save_sketch(BESIDE, folder / "占.xlsx"), "--dry-run", *DAY, status=1),
        ask("update", kept(folder / "旧.xlsx"), *DAY),
        ask("update", source, *DAY),
        ask("update", source, *DAY),
    ]


def plans(folder: Path) -> list[Any]:
    source = shutil.copy(TRACKED, folder / "任务.xlsx")
    ask("update", source, "--plan", folder / "计划.json", *DAY)
    values = (None, "字", 1, 0.5, True, date(2021, 8, 1), time(8, 30), CellError("#REF!"))
    edits = tuple(CellEdit(CellRef("甲", row, 1), value, None, "状态") for row, value in enumerate(values, 1))
    return [json.loads((folder / "计划.json").read_bytes()), json.loads(plan_json(Plan("甲.xlsx", "0" * 64, edits)))]


def receipts(folder: Path) -> list[Any]:
    source = kept(folder / "任务.xlsx")
    ask("update", source, *DAY)
    ask("update", source, "--as-of", "2021-08-19", "-o", folder / "副本.xlsx")
    ask("update", shutil.copy(TRACKED, folder / "另一张.xlsx"), *DAY)
    return [json.loads(path.read_bytes()) for path in folder.rglob("*_回执.json")]


def errors(folder: Path) -> list[Any]:
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    return [ask("report", folder / "没有.xlsx", status=2), ask("check", folder / "坏.xlsx", status=2)]


def kept(path: Path) -> Path:
    """A workbook whose column of reasons holds a day, a time and an error; a formula beside them calculates."""
    book = load_workbook(save_sketch(KEPT, path))
    book.active["E3"], book.active["E4"], book.active["E5"] = date(2021, 8, 1), time(8, 30), "#REF!"
    book.active["H1"] = "=1+1"
    book.save(path)
    return path


SCENES = {
    "inspect": inspections, "check": checks, "report": reports, "offices": offices, "update": updates, "plan": plans,
    "receipt": receipts, "error": errors,
}  # fmt: skip


@pytest.fixture(scope="module")
def scenes(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All documents of a kind, made once."""
    made: dict[str, list[Any]] = {}

    def of(kind: str) -> list[Any]:
        if kind not in made:
            made[kind] = SCENES[kind](tmp_path_factory.mktemp(kind))
        return made[kind]

    return of


def test_every_kind_has_its_schema_and_its_scene():
    assert KINDS == sorted(SCENES)
    assert set(VERSIONS) == set(KINDS) - {"plan", "receipt"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_document_is_as_its_schema_says_and_has_no_field_more(scenes, kind):
    assert [] == [fault for document in scenes(kind) for fault in faults(kind, document)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_is_promised_is_told_somewhere(scenes, kind):
    assert set() == promised(kind) - set().union(*(told(kind, document) for document in scenes(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_document_begins_with_its_kind_and_version(scenes, kind):
    mark, version = f"xltrack_{kind}", schema(kind)["properties"][f"xltrack_{kind}"]["const"]
    assert all((mark, version) == next(iter(document.items())) for document in scenes(kind))
    assert f"urn:xltrack:{kind}:{version}" == schema(kind)["$id"]
    assert version == VERSIONS.get(kind, 1)


@pytest.mark.parametrize(
    ("kind", "spoilt"), [("check", {"more": 1}), ("report", {"as_of": 5}), ("error", {"error": {}})]
)
def test_the_schema_finds_what_is_wrong(scenes, kind, spoilt):
    assert faults(kind, {**scenes(kind)[0], **spoilt})
