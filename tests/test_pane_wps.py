"""The pane in WPS, with an Application behind it as WPS gives one to its add-ins."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.pages import browsing, reached, unfitting, violations
from tests.panes import Pane, cells_of, pane, values_of, wps_of
from tests.processes import DAY as AS_OF
from tests.processes import TRACKED, xltrack
from tests.serving import Server, started
from tests.updates import save

pytestmark = pytest.mark.browser
Standing = Callable[[dict[str, Any]], AbstractContextManager[Pane]]
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
def standing(chromium: Browser, server: Server) -> Standing:
    """Makes a pane with WPS in a state."""
    return lambda state: pane(chromium, server, "wps", state)


@pytest.fixture
def wps(standing: Standing, book: Path) -> Iterator[Pane]:
    """A pane that has read the workbook."""
    with standing(wps_of(book)) as found:
        found.read()
        yield found


# --- Reading ---


@pytest.mark.parametrize("old", [False, True])
def test_the_server_reads_the_open_workbook_itself(standing, server, book, old):
    with standing(wps_of(book, old=old)) as found:
        found.read()
        assert "23" == found.figures()["任务总数"]
        assert "跟踪.xlsx" == found.page.locator("#book-name").inner_text()
        assert "读的是存在磁盘上的这一本" in found.page.locator("#book-state").inner_text()
    kept = [path.read_bytes() for path in server.run_folder.glob("*/files/*")]
    assert book.read_bytes() in kept


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ({"saved": False}, "这一本有没存盘的改动：先按 Ctrl+S 存盘，再读一次。"),
        ({"folder": ""}, "这一本还没有存过盘"), ({"name": ""}, "没有打开的工作簿"),
    ],
)  # fmt: skip
def test_what_was_not_saved_is_asked_for_first(standing, book, state, told):
    with standing(wps_of(book, **state)) as found:
        expect(found.page.locator("#book-problem")).to_contain_text(told)
        assert not found.page.locator("#result").is_visible()
        found.change("Object.assign(host, value)", {"saved": True, "folder": str(book.parent), "name": book.name})
        found.page.get_by_role("button", name="再读一次").click()
        found.read()
        expect(found.page.locator("#book-problem")).to_be_hidden()


def test_a_workbook_in_the_cloud_is_told(standing, book):
    with standing(wps_of(book, folder="https://www.kdocs.cn/l")) as found:
        expect(found.page.locator("#refused")).to_contain_text("打开着的工作簿还没有存在这台电脑上")
        found.complaints = [said for said in found.complaints if "422" not in said]


# --- Going to a cell ---


def test_a_line_leads_to_its_cell(wps):
    wps.page.locator("#late .who button").first.click()
    expect(wps.page.locator("#said")).to_have_text("选中了附件2!C8")
    assert (["附件2!C8"], ["附件2"]) == (wps.log("selected"), wps.log("activated"))


def test_another_workbook_in_front_is_not_touched(wps):
    wps.plan()
    wps.change("host.name = '另一本.xlsx'")
    wps.page.locator("#late .who button").first.click()
    expect(wps.page.locator("#book-problem")).to_have_text(
        "现在打开的是另一本，不是「跟踪.xlsx」：切换回来，或再读一次。"
    )
    assert "现在打开的是另一本" in wps.write()
    assert ([], []) == (wps.log("selected"), wps.log("writes"))


# --- Writing ---


def test_the_edits_land_in_the_cells_named_and_nowhere_else(wps, book, tmp_path):
    before = values_of(cells_of(book))
    wps.plan()
    assert "格，还没有存盘：看过没有问题，按 Ctrl+S。" in wps.write()
    assert 0 == xltrack("update", book, *AS_OF, "-o", tmp_path / "副本.xlsx").returncode
    wished = values_of(cells_of(tmp_path / "副本.xlsx"))
    assert wished == values_of(wps.state("sheets")) != before


def test_what_is_written_is_text_and_looks_as_its_neighbour(standing, tmp_path):
    state = wps_of(save(tmp_path))
    for row in range(3, 6):
        look = {"Font.Name": "仿宋", "Font.Size": 12, "Borders.LineStyle": 1, "WrapText": True}
        state["sheets"]["Sheet1"]["cells"][f"E{row}"]["look"] = look
    with standing(state) as found:
        found.read()
        found.plan()
        assert "写好了11格" in found.write()
        cells = found.state("sheets")["Sheet1"]["cells"]
    assert ["@", "@", "General"] == [cells[cell]["format"] for cell in ("F4", "H4", "G4")]
    assert {"Font.Name": "仿宋", "Font.Size": 12, "Borders.LineStyle": 1, "WrapText": True} == cells["F4"]["look"]
    assert [13, 17] == [cells[cell]["width"] for cell in ("F2", "G2")]


STRIP = {"sheet": "附件2", "cells": "Z1:Z6", "kind": "text", "like": None, "width": None}
SIGNS = ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://evil.cn")', "0012"]


def test_words_that_begin_like_a_formula_arrive_as_text(wps):
    assert ["", "", 6] == wps.ask("write", [{**STRIP, "old": [""] * 6, "new": SIGNS}])
    cells = wps.state("sheets")["附件2"]["cells"]
    assert SIGNS == [cells[f"Z{row}"]["value"] for row in range(1, 7)]
    assert not any(cells[f"Z{row}"]["formula"] for row in range(1, 7))


def test_the_fake_makes_formulas_of_such_words_where_the_format_is_not_that_of_text(wps):
    assert "unlike" == wps.ask("write", [{**STRIP, "kind": "number", "old": [""] * 6, "new": SIGNS}])[0]
    assert "#NAME?" == wps.state("sheets")["附件2"]["cells"]["Z1"]["value"]


def test_a_long_strip_is_written_in_portions(wps):
    count = 950
    strip = {**STRIP, "cells": f"Z1:Z{count}", "old": [""] * count, "new": ["逾期"] * count}
    assert ["", "", count] == wps.ask("write", [strip])
    cells = wps.state("sheets")["附件2"]["cells"]
    assert {"逾期"} == {cells[f"Z{row}"]["value"] for row in range(1, count + 1)}


def test_a_workbook_that_was_saved_otherwise_meanwhile_is_not_written_into(wps, book):
    wps.plan()
    changed = load_workbook(book)
    changed["附件2"]["B9"] = "改了"
    changed.save(book)
    told = wps.write()
    assert "「跟踪.xlsx」在读过以后又改动过，没有写" in told
    assert "改动的地方：附件2!B9" in told
    assert [] == wps.log("writes")
    wps.complaints = [said for said in wps.complaints if "409" not in said]


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("host.editing = true", "工作簿正忙：结束编辑、关掉对话框，再按一次。"),
        ("host.saved = false", "这一本有没存盘的改动：先按 Ctrl+S 存盘"),
        ("host.sheets['附件2'].protected = true", "工作表有保护，不能写"), ("host.name = ''", "现在打开的是另一本"),
        ("host.sheets['附件2'].cells.K9 = {value: '人写的', formula: false, format: ''}", "读过以后又改了（附件2!K9）"),
        ("host.sheets['附件2'].cells.K9 = {value: null, formula: true, format: ''}", "读过以后又改了（附件2!K9）"),
        ("delete host.sheets['附件2']", "工作簿正忙"),
    ],
)  # fmt: skip
def test_what_keeps_wps_from_writing_is_one_sentence(wps, script, told):
    wps.plan()
    wps.change(script)
    said = wps.write()
    assert told in said
    assert NOTHING in said
    assert [] == wps.log("writes")


def test_what_was_written_before_something_failed_is_told(wps, book):
    wps.plan()
    wps.change("host.changes = 0; host.atChange = (count) => { if (count === 40) { host.editing = true; } }")
    told = wps.write()
    assert "工作簿正忙" in told
    before, after = values_of(cells_of(book))["附件2"], values_of(wps.state("sheets"))["附件2"]
    count = len(after) - len(before)
    assert 0 < count < 40
    assert f"写了{count}格就停了；再读一次，接着写其余的" in told


# --- The report, and the pane itself ---


def test_the_report_is_saved_beside_the_workbook_and_opened(wps, book):
    wps.page.get_by_role("button", name="做进度工作簿并打开").click()
    expect(wps.page.locator("#make-made")).to_contain_text("正在打开：跟踪_进度_2021-08-01.xlsx")
    assert (book.parent / "跟踪_进度_2021-08-01.xlsx").is_file()


def test_where_it_cannot_be_saved_there_is_the_link(wps, book):
    book.parent.rename(f"{book.parent}_away")
    wps.page.get_by_role("button", name="做进度工作簿并打开").click()
    expect(wps.page.locator("#make-made")).to_contain_text("这里打不开，点名称取走。")
    expect(wps.page.locator("#make-made a")).to_have_text("跟踪_进度_2021-08-01.xlsx")
    wps.complaints = [said for said in wps.complaints if "409" not in said]


def test_the_pane_can_be_put_away(wps):
    wps.page.get_by_role("button", name="收起").click()
    assert [[7, False]] == wps.log("hidden")


def test_a_pane_without_wps_is_a_drop_page(chromium, server):
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"http://{server.host}/?host=wps#{server.token}")
    expect(page.locator("#book-problem")).to_contain_text("没有接上打开的工作簿")
    page.set_input_files("#files-input", [TRACKED])
    expect(page.locator("#said")).to_contain_text("读好了")
    context.close()


def test_nothing_that_old_panes_lack_is_asked_of_the_browser(standing, book):
    with standing(wps_of(book)) as found:
        found.page.add_init_script(
            "delete Crypto.prototype.randomUUID; delete Object.fromEntries; delete window.fetch;"
        )
        found.page.reload()
        found.read()


# --- For everybody ---


def test_all_of_it_goes_by_keyboard(wps):
    order = reached(wps.page)
    assert ["再读一次", "收起"] == order[:2]
    assert order.index("做进度工作簿并打开") < order.index("选中附件2!C8")
    wps.page.locator("#late .who button").first.focus()
    wps.page.keyboard.press("Enter")
    expect(wps.page.locator("#said")).to_have_text("选中了附件2!C8")


def test_axe_finds_nothing_and_all_fits(wps, tmp_path):
    wps.plan()
    wps.write()
    assert [] == violations(wps.page)
    assert [] == unfitting(wps.page)
    wps.page.screenshot(path=tmp_path / "wps.png", full_page=True)
