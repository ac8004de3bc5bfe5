"""What the page gets: results as the command line makes them, ticks that are remembered, copies with what was planned or collected."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from openpyxl import load_workbook

from tests.collecting import EDU, SCHOOL, County
from tests.forms import DAY as FORM_DAY
from tests.forms import sheet
from tests.processes import DAY as AS_OF
from tests.processes import SAMPLES, TRACKED, xltrack
from tests.serving import DAY, Server, started

ROSTER = SAMPLES / "榆阳区_单位名录.xlsx"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started() as running:
        yield running


def make(server: Server, drop: str, what: str, day: str = DAY) -> list[dict[str, Any]]:
    """The lines of an answer."""
    answer = server.ask("POST", f"{drop}/make", {"what": what, "as_of": day})
    assert 200 == answer.status
    return [json.loads(line) for line in answer.body.splitlines()]


def fetch(server: Server, one: dict[str, Any]) -> bytes:
    answer = server.send("GET", one["link"])
    assert 200 == answer.status
    assert one["bytes"] == len(answer.body)
    assert "attachment" in answer.headers["content-disposition"]
    return answer.body


def first(server: Server, drop: str, what: str, day: str = DAY) -> tuple[str, bytes]:
    made = make(server, drop, what, day)[-1]["made"]
    return made[0]["name"], fetch(server, made[0])


def test_a_report_is_that_of_the_command_line(server, tmp_path):
    name, data = first(server, server.drop(TRACKED), "report")
    assert 0 == xltrack("report", TRACKED, *AS_OF, "-o", f"{tmp_path}/").returncode
    assert (tmp_path / name).read_bytes() == data
    assert "榆阳区_跟踪_进度_2021-08-01.xlsx" == name


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("annex", "榆阳区_跟踪_附件_2021-08-01.xlsx"), ("notice", "榆阳区_跟踪_通报_2021-08-01.docx"),
        ("weekly", "榆阳区_跟踪_周报_2021-08-01.html"), ("reminder", "榆阳区_跟踪_催报通知_2021-08-01.docx"),
        ("letters", "榆阳区_跟踪_督办函_2021-08-01.zip"), ("forms", "榆阳区_跟踪_填报_2021-08-01.zip"),
        ("mail", "榆阳区_跟踪_邮件_2021-08-01.zip"),
    ],
)  # fmt: skip
def test_each_result_can_be_had_alone(server, what, named):
    drop = server.drop(TRACKED, ROSTER)
    lines = make(server, drop, what)
    assert [named] == [one["name"] for one in lines[-1].get("made", [])], lines[-1]
    assert 1 == len([line for line in lines if "step" in line])


def test_the_whole_period_is_one_package_with_its_list_and_the_forms(server):
    lines = make(server, server.drop(TRACKED, ROSTER), "week")
    steps, last = [line["step"] for line in lines if "step" in line], lines[-1]
    assert [
        "进度工作簿",
        "附件",
        "通报",
        "周报",
        "督办函",
        "催报通知",
        "未报送",
        "邮件草稿",
        "周报的图片",
        "填报表",
        "打包",
    ] == steps
    with zipfile.ZipFile(io.BytesIO(fetch(server, last["made"][0]))) as package:
        names = package.namelist()
    assert "2021-08-01_本期.zip" == last["made"][0]["name"]
    assert all(name.startswith("2021-08-01_本期/") for name in names)
    for part in ("目录.html", "榆阳区_跟踪_进度_2021-08-01.xlsx", "下发清单.xlsx", "督办登记.xlsx"):
        assert [name for name in names if name.endswith(part)], part
    assert {"目录.html", "榆阳区_跟踪_通报_2021-08-01.docx"} <= {one["name"] for one in last["made"]}


def test_a_result_has_an_address_that_nobody_guesses_and_goes_with_its_drop(server):
    drop = server.drop(TRACKED)
    (one,) = make(server, drop, "weekly")[-1]["made"]
    key = one["link"].split("/")[2]
    assert len(key) >= 32
    assert 200 == server.send("GET", one["link"]).status
    for link in (one["link"].replace(key, key[:-1]), f"/made/{key}/x", f"/made/{key}/..%2fx", f"/made/{drop[7:]}/x"):
        assert 404 == server.send("GET", link).status
    assert 403 == server.send("GET", one["link"], Sec_Fetch_Site="cross-site").status
    server.ask("DELETE", drop)
    assert 404 == server.send("GET", one["link"]).status


def test_what_is_not_known_is_told(server):
    assert "refused" in make(server, server.drop(TRACKED), "nothing")[-1]
    assert "refused" in make(server, server.drop(), "report")[-1]


# --- What was looked at ---


def checks(server: Server, drop: str, day: str = DAY) -> dict[str, Any]:
    return server.look(drop, day).said["summary"]["checks"]


def tick(server: Server, drop: str, **said: object) -> int:
    return server.ask("POST", f"{drop}/tick", said).status


def test_a_line_that_was_ticked_is_asked_no_more_nor_next_week(server, tmp_path):
    drop = server.drop(TRACKED)
    before = checks(server, drop)["rows"]
    roads = next(one for one in before if one["cell"].startswith("附件2!D12"))
    assert 200 == tick(server, drop, line=roads["line"], said="√")
    after = checks(server, drop)
    assert [one["message"] for one in before if one != roads] == [one["message"] for one in after["rows"]]
    assert [roads["message"]] == [one["message"] for one in after["ticked"]]
    assert "已核对3处" in after["checked"]

    name, data = first(server, drop, "report")
    report = tmp_path / name
    report.write_bytes(data)
    assert "已核对3处" in str([[c.value for c in row] for row in load_workbook(report)["核对清单"].iter_rows()])
    later = server.drop(TRACKED, report)
    assert len(after["rows"]) == len(checks(server, later, "2021-08-08")["rows"])
    # So it is for the command line, with the report beside the sheet.
    (tmp_path / TRACKED.name).write_bytes(TRACKED.read_bytes())
    told = xltrack("check", tmp_path / TRACKED.name, "--as-of", "2021-08-08").stdout.decode()
    assert "附件2!D12:" not in told
    assert "附件2!D11:" in told


def test_a_tick_can_be_taken_back(server):
    drop = server.drop(TRACKED)
    before = checks(server, drop)
    tick(server, drop, line=0, said="√")
    (done,) = checks(server, drop)["ticked"]
    assert 200 == tick(server, drop, undo=done["key"])
    assert before == checks(server, drop)


def test_the_right_value_takes_the_place_of_what_was_read(server, tmp_path):
    path = sheet(tmp_path, (1, "民生", "修缮敬老院", "县民政局", None, "2021年13月", "正在推进", None, None, None))
    drop = server.drop(path)
    asked = next(one for one in checks(server, drop)["rows"] if one["code"].startswith("D4"))
    assert 200 == tick(server, drop, line=asked["line"], said="2021年7月20日")
    summary = server.look(drop).said["summary"]
    assert ["逾期12天"] == [one["when"] for one in summary["late"]["rows"]]


@pytest.mark.parametrize(
    "said", [{"line": 999, "said": "√"}, {"line": 0}, {"line": "0", "said": "√"}, {"line": 0, "said": "  "}, {}]
)
def test_what_answers_no_line_is_refused(server, said):
    drop = server.drop(TRACKED)
    checks(server, drop)
    assert 409 == tick(server, drop, **said)


def test_ticks_are_kept_beside_those_of_last_week(server, tmp_path):
    drop = server.drop(TRACKED)
    tick(server, drop, line=checks(server, drop)["rows"][0]["line"], said="√")
    name, data = first(server, drop, "report", "2021-07-25")
    (tmp_path / name).write_bytes(data)
    drop = server.drop(TRACKED, tmp_path / name)
    one = checks(server, drop)
    tick(server, drop, line=one["rows"][0]["line"], said="√")
    assert "已核对2处" in checks(server, drop)["checked"]
    name, data = first(server, drop, "report")
    (tmp_path / name).write_bytes(data)
    drop = server.drop(TRACKED, tmp_path / name)
    assert "已核对2处" in checks(server, drop, "2021-08-08")["checked"]


# --- Last week ---


def test_the_last_report_is_compared_with_whatever_it_is_called(server, tmp_path):
    _, data = first(server, server.drop(TRACKED), "report", "2021-07-18")
    drop = server.drop(TRACKED)
    assert 200 == server.put(drop, "上周的.xlsx", data, "last").status
    notes = server.look(drop).said["summary"]["notes"]
    assert notes[0].startswith("较7月18日（")
    made = load_workbook(io.BytesIO(first(server, drop, "report")[1]))
    assert "7月18日" in str([[c.value for c in row] for row in made["总览"].iter_rows()])
    assert ["榆阳区_跟踪.xlsx"] == [path.name for path in (server.run_folder / drop[7:] / "files").iterdir()]


def test_what_is_no_report_is_not_compared_with(server, tmp_path):
    drop = server.drop(TRACKED)
    server.put(drop, "别的.xlsx", (SAMPLES / "屯留区.xlsx").read_bytes(), "last")
    answer = server.look(drop)
    assert 200 == answer.status
    assert not [note for note in answer.said["summary"]["notes"] if note.startswith("较")]


# --- The own workbook ---


def test_what_update_writes_is_shown_first_and_goes_into_a_copy(server, tmp_path):
    drop = server.drop(TRACKED)
    shown = server.ask("POST", f"{drop}/update", {"as_of": DAY}).said
    assert "made" not in shown
    assert ["附件2!K4", "（空）", "已完成"] in shown["cells"]["rows"]
    assert shown["lines"][0].endswith("其余不动")
    written = server.ask("POST", f"{drop}/update", {"as_of": DAY, "write": True}).said
    copy = fetch(server, written["made"][0])
    told = xltrack("update", TRACKED, *AS_OF, "-o", tmp_path / TRACKED.name)
    assert (0, (tmp_path / TRACKED.name).read_bytes()) == (told.returncode, copy)
    assert TRACKED.read_bytes() == (server.run_folder / drop[7:] / "files" / TRACKED.name).read_bytes()


def test_of_several_workbooks_the_one_that_is_named_is_updated(server):
    drop = server.drop(TRACKED, SAMPLES / "屯留区.xlsx")
    assert ["屯留区.xlsx", "榆阳区_跟踪.xlsx"] == sorted(server.look(drop).said["summary"]["sources"])
    shown = server.ask("POST", f"{drop}/update", {"as_of": DAY, "what": "榆阳区_跟踪.xlsx"}).said
    assert ["附件2!K4", "（空）", "已完成"] in shown["cells"]["rows"]
    assert 422 == server.ask("POST", f"{drop}/update", {"as_of": DAY, "what": "没有.xlsx"}).status


# --- Forms that came back ---


def test_forms_that_come_back_are_shown_then_collected(server, tmp_path):
    county = County(tmp_path)
    form = county.answer(county.dispatch()[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": "2021-07-20"}})
    drop = server.drop(county.ledger, county.roster)
    server.put(drop, form.name, form.read_bytes(), "forms")
    day = FORM_DAY.isoformat()
    shown = server.ask("POST", f"{drop}/collect", {"as_of": day}).said
    assert "收到1份，采用" in shown["lines"][0]
    assert "made" not in shown
    written = server.ask("POST", f"{drop}/collect", {"as_of": day, "write": True}).said
    assert ["台账.xlsx", "台账_填报汇总.xlsx"] == [one["name"] for one in written["made"]]
    ledger = load_workbook(io.BytesIO(fetch(server, written["made"][0]))).active
    assert "已完成" in {ledger.cell(row, 7).value for row in range(1, ledger.max_row + 1)}
    assert county.ledger.read_bytes() == (server.run_folder / drop[7:] / "files" / "台账.xlsx").read_bytes()

    # With what was collected then, the same form changes nothing.
    for one in written["made"]:
        (tmp_path / "新").mkdir(exist_ok=True)
        (tmp_path / "新" / unquote(one["name"])).write_bytes(fetch(server, one))
    again = server.drop(*sorted((tmp_path / "新").iterdir()), county.roster)
    server.put(again, form.name, form.read_bytes(), "forms")
    assert "1份以前收过，内容没有变" in server.ask("POST", f"{again}/collect", {"as_of": day}).said["lines"]


def test_what_is_no_form_is_told(server, tmp_path):
    county = County(tmp_path)
    drop = server.drop(county.ledger)
    server.put(drop, "照片.xlsx", b"\x89PNG", "forms")
    shown = server.ask("POST", f"{drop}/collect", {"as_of": DAY}).said
    assert [note for note in shown["notes"] if note.startswith("没有收")]
