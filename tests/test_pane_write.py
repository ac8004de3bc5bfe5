"""What the pane writes into Excel and opens there, and that everybody can use it; the host behaves as Office.js is documented to."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.pages import browsing, reached, unfitting, violations
from tests.panes import NEW, Pane, cells_of, excel_of, pane, script_of, values_of, words_of
from tests.processes import DAY as AS_OF
from tests.processes import TRACKED, xltrack
from tests.serving import Server, started
from tests.updates import save

pytestmark = pytest.mark.browser
NOTHING = "什么也没有写"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(TRACKED, tmp_path / "跟踪.xlsx"))


@pytest.fixture
def standing(chromium: Browser, server: Server) -> Callable[[dict[str, Any]], AbstractContextManager[Pane]]:
    """Makes a pane with Excel in a state."""
    return lambda state: pane(chromium, server, "office", state)


@pytest.fixture
def excel(chromium: Browser, server: Server, book: Path) -> Iterator[Pane]:
    """A pane that has read the workbook."""
    with pane(chromium, server, "office", excel_of(book)) as found:
        found.read()
        yield found


# --- Writing ---


def test_the_edits_land_in_the_cells_named_and_nowhere_else(excel, book, tmp_path):
    before = values_of(cells_of(book))
    excel.plan()
    told = excel.write()
    assert 0 == xltrack("update", book, *AS_OF, "-o", tmp_path / "副本.xlsx").returncode
    wished = values_of(cells_of(tmp_path / "副本.xlsx"))
    assert wished == values_of(excel.state("sheets")) != before
    changed = sum(len(sheet) for sheet in wished.values()) - sum(len(sheet) for sheet in before.values())
    assert changed > 60
    assert "格，还没有存盘：看过没有问题，按 Ctrl+S。" in told
    assert 0 == excel.log("open")
    expect(excel.page.locator("#update-into")).to_be_hidden()


def test_what_is_written_is_text_and_looks_as_its_neighbour(chromium, server, tmp_path):
    path = save(tmp_path)
    state = excel_of(path)
    for row in range(3, 6):
        state["sheets"]["Sheet1"]["cells"][f"E{row}"]["look"] = {
            "format/font/name": "仿宋", "format/font/size": 12, "format/horizontalAlignment": "Left", "format/wrapText": True,
            "EdgeBottom/style": "Continuous", "EdgeBottom/color": "#000000", "EdgeTop/style": "None",
        }  # fmt: skip
    with pane(chromium, server, "office", state) as found:
        found.read()
        found.plan()
        assert "写好了11格" in found.write()
        cells = found.state("sheets")["Sheet1"]["cells"]
    assert ["@", "@", "General"] == [cells[cell]["format"] for cell in ("F4", "H4", "G4")]
    assert {"format/font/name": "仿宋", "format/font/size": 12, "EdgeBottom/style": "Continuous"}.items() <= cells[
        "F4"
    ]["look"].items()
    assert "EdgeTop/style" not in cells["F4"]["look"]
    assert [82, 106] == [cells[cell]["width"] for cell in ("F2", "G2")]


STRIP = {"sheet": "附件2", "cells": "Z1:Z6", "kind": "text", "like": None, "width": None}
SIGNS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.cn")', "0012"]


def test_words_that_begin_like_a_formula_arrive_as_text(excel):
    assert ["", "", 6] == excel.ask("write", [{**STRIP, "old": [""] * 6, "new": SIGNS}])[:3]
    cells = excel.state("sheets")["附件2"]["cells"]
    assert SIGNS == [cells[f"Z{row}"]["value"] for row in range(1, 7)]
    assert SIGNS == [cells[f"Z{row}"]["formula"] for row in range(1, 7)]


def test_the_fake_makes_formulas_of_such_words_where_the_format_is_not_that_of_text(excel):
    """That they arrive as text says something only of a host that would do otherwise."""
    assert "unlike" == excel.ask("write", [{**STRIP, "kind": "number", "old": [""] * 6, "new": SIGNS}])[0]
    cells = excel.state("sheets")["附件2"]["cells"]
    assert ["#NAME?", "=+1", 12] == [cells["Z1"]["value"], cells["Z2"]["formula"], cells["Z6"]["value"]]


def test_a_workbook_that_was_changed_while_the_answer_was_on_its_way_is_not_written_into(excel, book, tmp_path):
    excel.plan()
    changed = load_workbook(book)
    changed["附件2"]["B9"] = "改了"
    changed.save(tmp_path / "改.xlsx")
    excel.change("host.bytes = value", words_of(tmp_path / "改.xlsx"))
    told = excel.write()
    assert "「跟踪.xlsx」在读过以后又改动过，没有写" in told
    assert "改动的地方：附件2!B9" in told
    assert "再读一次，看过要改的格再写" in told
    assert [] == excel.log("writes")
    excel.complaints = [said for said in excel.complaints if "409" not in said]


@pytest.mark.parametrize(
    "cell", [{"value": "人写的", "formula": "人写的"}, {"value": "", "formula": "=A1"}, {"value": 5, "formula": 5}]
)
def test_a_cell_that_was_typed_into_at_the_last_moment_is_kept(excel, cell):
    excel.plan()
    excel.change("host.sheets['附件2'].cells.K9 = value", {**cell, "format": "General"})
    told = excel.write()
    assert "读过以后又改了（附件2!K" in told
    assert NOTHING in told
    assert [] == excel.log("writes")
    assert cell.items() <= excel.state("sheets")["附件2"]["cells"]["K9"].items()


@pytest.mark.parametrize(
    ("script", "sets", "told"),
    [
        ("host.editing = true", NEW, "有一格正在编辑：按回车结束编辑，再按一次。"),
        ("host.sheets['附件2'].protected = true", NEW, "工作表有保护，不能写：在「审阅」里撤销工作表保护"),
        ("host.sheets['附件2'].protected = true", {**NEW, "ExcelApi": "1.1"}, "工作表有保护，不能写"),
        ("delete host.sheets['附件2']", NEW, "找不到这一格：工作表「"), ("window.Excel = undefined", NEW, "没有做成（"),
    ],
)  # fmt: skip
def test_what_keeps_excel_from_writing_is_one_sentence(standing, script, sets, told):
    with standing(excel_of(TRACKED, sets=sets)) as found:
        found.read()
        found.plan()
        found.change(script)
        said = found.write()
        assert told in said
        assert NOTHING in said
        assert [] == found.log("writes")


def long(rows: int) -> list[dict[str, Any]]:
    """Strips of so many rows in three columns."""
    return [
        {**STRIP, "cells": f"{column}1:{column}{rows}", "old": [""] * rows, "new": ["逾期"] * rows} for column in "XYZ"
    ]


def test_what_was_written_before_something_failed_is_told(excel):
    excel.change("host.atSync = (count) => { if (count === 3) { host.editing = true; } }")
    assert ["editing", "InvalidOperationInCellEditMode", 500, False] == excel.ask("write", long(500))
    assert ["附件2!X1:X500"] == excel.log("writes")


def test_what_may_have_been_written_is_not_denied(excel):
    excel.plan()
    cells = next(one for one in excel.asked_plan() if one["kind"] == "number")["cells"]
    excel.change("host.breaks = value", cells)
    told = excel.write()
    assert "没有做成（GeneralException）" in told
    assert "可能写了几格；再读一次，接着写其余的" in told
    assert NOTHING not in told


def test_some_strips_go_in_one_portion(excel):
    before = excel.log("syncs")
    assert ["", "", 300, False] == excel.ask("write", long(100))
    assert before + 4 == excel.log(
        "syncs"
    )  # what stands there, one portion, what stands there then, the end of the batch
    again = {**long(2)[0], "old": ["逾期"] * 2}
    assert ["", "", 0, False] == excel.ask("write", [again])


def test_what_is_already_written_is_not_written_again(chromium, server, tmp_path):
    path = save(tmp_path)
    assert 0 == xltrack("update", path, *AS_OF, "-o", tmp_path / "副本.xlsx").returncode
    with pane(chromium, server, "office", excel_of(tmp_path / "副本.xlsx")) as found:
        found.read()
        found.page.get_by_text("状态、距期天数、提醒，写在表的右边三列").click()
        found.page.get_by_role("button", name="看要改哪些格").click()
        expect(found.page.locator("#update-made")).to_contain_text("已经是最新的，没有要改的")
        assert found.page.locator("#update-into").is_hidden()


def test_an_old_excel_writes_with_what_it_has(chromium, server, tmp_path):
    path = save(tmp_path)
    with pane(chromium, server, "office", excel_of(path, sets={**NEW, "ExcelApi": "1.1"})) as found:
        found.read()
        found.plan()
        assert "写好了11格" in found.write()
        assert "width" not in found.state("sheets")["Sheet1"]["cells"]["F2"]


# --- The report ---


def test_without_a_path_the_report_is_opened_by_excel(chromium, server, book):
    with pane(chromium, server, "office", excel_of(book, url="")) as found:
        found.read()
        found.page.get_by_role("button", name="做进度工作簿并打开").click()
        expect(found.page.locator("#make-made")).to_contain_text("另开了一本，还没有存盘。")
        (words,) = found.log("created")
        assert "任务台账" in sheets_of(words)
        assert [] == found.log("inserted")


@pytest.mark.parametrize(
    ("set_", "fails", "inserted", "told"),
    [
        ("1.16", ["create"], 1, "放在这一本的最后几张表里了。"), ("1.16", ["create", "insert"], 0, "这里打不开，点名称取走。"),
        ("1.7", [], 0, "这里打不开，点名称取走。"), ("1.8", ["create"], 0, "这里打不开，点名称取走。"),
    ],
)  # fmt: skip
def test_what_excel_cannot_open_is_inserted_or_fetched(standing, set_, fails, inserted, told):
    with standing(excel_of(TRACKED, url="", sets={**NEW, "ExcelApi": set_}, fails=fails)) as found:
        found.read()
        found.page.get_by_role("button", name="做进度工作簿并打开").click()
        expect(found.page.locator("#make-made")).to_contain_text(told)
        assert inserted == len(found.log("inserted"))
        assert [] == found.log("created")
        with found.page.expect_download() as coming:
            found.page.locator("#make-made a").click()
        assert "工作簿_进度_2021-08-01.xlsx" == coming.value.suggested_filename


def test_a_report_that_is_inserted_says_which_sheet_is_in_front(chromium, server, book):
    """Excel has crashed over a workbook that does not."""
    import base64
    import zipfile

    with pane(chromium, server, "office", excel_of(book, url="", fails=["create"])) as found:
        found.read()
        found.page.get_by_role("button", name="做进度工作簿并打开").click()
        expect(found.page.locator("#make-made")).to_contain_text("放在这一本")
        ((words, place),) = found.log("inserted")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(words))) as package:
        assert b"activeTab=" in package.read("xl/workbook.xml")
    assert "End" == place


def test_where_the_report_cannot_be_saved_it_is_told_and_opened_otherwise(excel, book):
    book.parent.rename(f"{book.parent}_away")  # a share that is gone
    excel.page.get_by_role("button", name="做进度工作簿并打开").click()
    expect(excel.page.locator("#make-made")).to_contain_text("另开了一本，还没有存盘。")
    assert 1 == len(excel.log("created"))
    assert "先另存" not in excel.page.locator("#make-made").inner_text()
    excel.complaints = [said for said in excel.complaints if "409" not in said]


def sheets_of(words: str) -> list[str]:
    import base64

    return list(load_workbook(io.BytesIO(base64.b64decode(words)), read_only=True).sheetnames)


# --- For everybody ---


def test_all_of_it_goes_by_keyboard(excel, book):
    page = excel.page
    order = reached(page)
    assert "再读一次" == order[0]
    assert order.index("再读一次") < order.index("做进度工作簿并打开") < order.index("选中附件2!C8")
    page.locator("#late .who button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("选中了附件2!C8")
    page.locator("#result summary").first.focus()
    page.keyboard.press("Enter")
    page.locator("#update-look").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#update-into")).to_be_visible()
    page.locator("#update-into").focus()
    page.keyboard.press("Space")
    expect(page.locator("#update-made")).to_contain_text("写好了")
    assert "update-made" == page.evaluate("document.activeElement.id")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_all_fits(chromium, server, book, scheme, tmp_path):
    with pane(chromium, server, "office", excel_of(book), color_scheme=scheme) as found:
        found.read()
        assert [] == violations(found.page)
        found.plan()
        found.write()
        found.page.get_by_role("button", name="做进度工作簿并打开").click()
        expect(found.page.locator("#make-made")).to_contain_text("存好了")
        assert [] == violations(found.page)
        assert [] == unfitting(found.page)
        found.page.screenshot(path=tmp_path / "excel.png", full_page=True)


def test_an_old_browser_gets_its_own_sheet_of_styles(chromium, server, book, tmp_path):
    """Internet Explorer 11 itself is not at hand: what it does not know of page.css is taken out, and the rest looked at."""
    import re

    state = excel_of(book, sets={"ExcelApi": "1.1", "CompressedFile": "1.1"})
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="zh-CN")
    context.add_init_script(
        "Object.defineProperty(document, 'documentMode', { value: 11 });" + script_of("office", state)
    )
    newer = (
        r"[\w-]+:[^;{}]*(?:var\(|\bgrid|clip-path|\bmin\(|\bmax\()[^;{}]*;?",
        r"(?:row-|column-)?gap:[^;}]*;?|[^{}]*focus-visible[^{}]*\{[^}]*\}",
    )

    def old(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub("|".join(newer), "", answer.text()))

    context.route("**/page.css", old)
    page = context.new_page()
    page.goto(f"http://{server.host}/?host=excel#{server.token}")
    expect(page.locator("#said")).to_contain_text("读好了")
    assert 1 == page.locator("link[href='ie11.css']").count()
    assert [] == unfitting(page)
    assert "rgb(31, 95, 168)" == page.evaluate(
        "getComputedStyle(document.getElementById('open-report')).backgroundColor"
    )
    page.screenshot(path=tmp_path / "ie11.png", full_page=True)
    context.close()


def test_only_an_old_browser_gets_it(excel):
    assert 0 == excel.page.locator("link[href='ie11.css']").count()
