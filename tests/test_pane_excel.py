"""The pane in Excel, with a host behind it that behaves as Office.js is documented to."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests import locks
from tests.addins import installed
from tests.pages import browsing
from tests.panes import NARROW, Pane, excel_of, pane, script_of, words_of
from tests.processes import TRACKED
from tests.serving import Server, started
from tests.updates import save

pytestmark = pytest.mark.browser
READ_OPEN = "读的是打开着的这一本，没有存盘的改动也在内。"
READ_SAVED = "读的是存在磁盘上的这一本，没有存盘的改动不在内。"


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


def kept(server: Server) -> list[bytes]:
    """What the server has of workbooks that stood open, the latest last."""
    found = [path for path in server.run_folder.glob("*/files/*") if path.is_file()]
    return [path.read_bytes() for path in sorted(found, key=lambda path: path.stat().st_mtime_ns)]


# --- Reading ---


@pytest.mark.parametrize("size", [4194304, 100_000, 4096, 1000])
def test_the_open_workbook_arrives_byte_for_byte_whatever_its_slices(chromium, server, book, size):
    count = -(-book.stat().st_size // size)
    with pane(chromium, server, "office", excel_of(book, slice=size)) as found:
        found.read()
        assert kept(server)[-1] == book.read_bytes()
        assert list(range(count)) == found.log("slices")
        assert (1, 1, 0) == (found.log("opened"), found.log("closed"), found.log("open"))
        assert READ_OPEN == found.page.locator("#book-state").inner_text()
        assert "跟踪.xlsx" == found.page.locator("#book-name").inner_text()
        assert "23" == found.figures()["任务总数"]


def test_a_workbook_of_no_slice_at_all_is_told(chromium, server, book):
    with pane(chromium, server, "office", excel_of(book, bytes="", url="")) as found:
        expect(found.page.locator("#refused")).to_contain_text("「工作簿.xlsx」是空文件")
        assert ([], 1) == (found.log("slices"), found.log("closed"))
        found.complaints = [said for said in found.complaints if "422" not in said]


@pytest.mark.parametrize(
    ("fault", "closed", "told"),
    [
        (["file"], 0, "没有读成"), (["file throws"], 0, "没有读成"), (["slice 0"], 1, "没有读成"), (["slice 2"], 1, "没有读成"),
        (["slice throws"], 1, "没有读成"), (["torn"], 1, "读到的不完整"), (["slice 1", "close"], 1, "没有读成"),
        (["slice 1", "close throws"], 1, "没有读成"),
    ],
)  # fmt: skip
def test_whatever_fails_the_file_is_closed_and_it_is_told(standing, fault, closed, told):
    with standing(excel_of(TRACKED, slice=4096, fails=fault, url="")) as found:
        expect(found.page.locator("#book-problem")).to_contain_text(told)
        assert (closed, 0) == (found.log("closed"), found.log("open"))
        assert not found.page.locator("#result").is_visible()
        found.change("host.fails = []")
        found.page.get_by_role("button", name="再读一次").click()
        found.read()
        expect(found.page.locator("#book-problem")).to_be_hidden()


@pytest.mark.parametrize("fault", [["close"], ["close throws"]])
def test_bytes_that_are_there_count_though_closing_fails(chromium, server, book, fault):
    with pane(chromium, server, "office", excel_of(book, fails=fault)) as found:
        found.read()
        assert kept(server)[-1] == book.read_bytes()


def test_without_the_set_for_files_the_server_reads_what_was_saved(chromium, server, book):
    with pane(chromium, server, "office", excel_of(book, sets={"ExcelApi": "1.1"})) as found:
        found.read()
        assert READ_SAVED == found.page.locator("#book-state").inner_text()
        assert 0 == found.log("opened")
        assert "读的是存在磁盘上的那一份" in found.page.locator("#book-lacks").inner_text()


def test_where_excel_gives_no_bytes_the_saved_file_is_read_and_that_is_told(chromium, server, book):
    with pane(chromium, server, "office", excel_of(book, fails=["file"])) as found:
        found.read()
        assert READ_SAVED == found.page.locator("#book-state").inner_text()


def test_a_new_workbook_that_excel_does_not_give_is_told(chromium, server, book):
    with pane(chromium, server, "office", excel_of(book, sets={"ExcelApi": "1.1"}, url="")) as found:
        expect(found.page.locator("#book-problem")).to_contain_text("先存到这台电脑上")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.sharepoint.com/x/%E4%BB%BB%E5%8A%A1%20%E8%A1%A8.xlsx?web=1", "任务 表.xlsx"), ("", "工作簿.xlsx"),
        ("C:\\督查\\100%#1.xlsx", "100%#1.xlsx"), ("\\\\server\\督查\\表.xlsx", "表.xlsx"),
    ],
)  # fmt: skip
def test_a_workbook_has_its_name_wherever_it_lies(chromium, server, book, url, name):
    with pane(chromium, server, "office", excel_of(book, url=url)) as found:
        found.read()
        assert name == found.page.locator("#book-name").inner_text()
        found.complaints = [said for said in found.complaints if "422" not in said]  # no path of this computer


def test_reading_again_takes_what_was_changed_and_not_both(excel, tmp_path):
    excel.plan()
    other = save(tmp_path, name="另.xlsx")
    excel.change("host.bytes = value", words_of(other))
    excel.page.get_by_role("button", name="再读一次").click()
    expect(excel.page.locator("#figures dd").first).to_have_text("3")
    assert (2, 2, 0) == (excel.log("opened"), excel.log("closed"), excel.log("open"))
    assert excel.page.locator("#update-made").is_hidden()


def test_an_installed_pane_finds_the_server_whenever_that_was_started(chromium, book, tmp_path):
    """The address of a pane has a key that stays; the token for it is another one in each run."""
    setup = installed(tmp_path / "addin")
    address = f"https://localhost:{setup.port}"
    context = chromium.new_context(locale="zh-CN", viewport=NARROW, ignore_https_errors=True)
    context.add_init_script(script_of("office", excel_of(book)))
    page = context.new_page()
    with started(panes=setup.folder):
        page.goto(f"{address}/pane?host=excel&key={setup.key}&_host_Info=Excel$Win32$16.01$zh-CN")
        expect(page.locator("#said")).to_contain_text("读好了")
        assert f"{address}/pane?host=excel&_host_Info=Excel$Win32$16.01$zh-CN" == page.evaluate("location.href")
        page.reload()
        expect(page.locator("#said")).to_contain_text("读好了")
    page.get_by_role("button", name="再读一次").click()
    expect(page.locator("#lost")).to_be_visible()
    with started(panes=setup.folder) as second:
        page.get_by_role("button", name="再读一次").click()
        expect(page.locator("#said")).to_contain_text("读好了")
        expect(page.locator("#lost")).to_be_hidden()
        assert book.read_bytes() == kept(second)[-1]
        page.goto(f"{address}/pane?host=excel#key=wrong")
        expect(page.locator("#lost")).to_be_visible()
    context.close()


def test_a_pane_that_is_older_than_the_server_says_so(excel):
    def newer(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "version": "99.0"})

    excel.page.route("**/drops", newer)
    excel.page.evaluate("window.xltrackPage.state.drop = ''")
    excel.page.get_by_role("button", name="再读一次").click()
    expect(excel.page.locator("#lost")).to_have_text("程序换了新的版本：关掉这一页再打开一次")


def test_a_locked_workbook_is_opened_with_its_password(chromium, server, book, tmp_path):
    (tmp_path / "锁.xlsx").write_bytes(locks.agile(book.read_bytes(), "秘密2021"))
    with pane(chromium, server, "office", excel_of(book, bytes=words_of(tmp_path / "锁.xlsx"))) as found:
        expect(found.page.locator("#refused")).to_contain_text("密码")
        found.page.fill("#password", "秘密2021")
        found.page.get_by_role("button", name="打开", exact=True).click()
        found.read()
        found.complaints = [said for said in found.complaints if "422" not in said]


def test_the_fake_says_nothing_before_it_was_loaded_and_synced(excel):
    """What is read too early is read as nothing by a host that is kinder than Excel."""
    told = excel.page.evaluate("""() => new Promise((good) => window.Excel.run((batch) => {
        const cells = batch.workbook.worksheets.getItem('附件2').getRange('A1:A2');
        const early = (read) => { try { return read(); } catch (error) { return error.code; } };
        const before = early(() => cells.values);
        cells.load('values');
        const loaded = early(() => cells.values);
        return batch.sync().then(() => good([before, loaded, cells.values.length, early(() => cells.formulas)]));
    }))""")
    assert ["PropertyNotLoaded", "PropertyNotLoaded", 2, "PropertyNotLoaded"] == told


# --- Going to a cell ---


def test_a_line_leads_to_its_cell(excel):
    excel.page.locator("#late .who button").first.click()
    expect(excel.page.locator("#said")).to_have_text("选中了附件2!C8")
    assert (["附件2!C8"], ["附件2"]) == (excel.log("selected"), excel.log("activated"))
    check = excel.page.locator("#checks .place button").first
    cell = check.inner_text().partition("等")[0]
    check.click()
    expect(excel.page.locator("#said")).to_have_text(f"选中了{cell}")
    assert ["附件2!C8", cell] == excel.log("selected")


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("host.editing = true", "有一格正在编辑：按回车结束编辑"), ("delete host.sheets['附件2']", "找不到这一格"),
    ],
)  # fmt: skip
def test_where_the_cell_cannot_be_selected_it_is_told(excel, script, told):
    excel.change(script)
    excel.page.locator("#late .who button").first.click()
    expect(excel.page.locator("#book-problem")).to_contain_text(told)
    assert [] == excel.log("selected")


def test_lines_of_other_workbooks_lead_nowhere(excel, tmp_path):
    excel.page.set_input_files("#files-input", [save(tmp_path)])
    expect(excel.page.locator("#late")).to_contain_text("任务.xlsx")
    names = excel.page.locator("#late .who").all_inner_texts()
    leading = excel.page.locator("#late .who:has(button)").all_inner_texts()
    assert leading
    assert sorted(leading) == sorted(name for name in names if "任务.xlsx" not in name)


def test_a_tick_is_remembered_in_the_report_beside_the_workbook(excel, book):
    excel.page.locator("#checks").get_by_role("button", name="√ 没问题").first.click()
    expect(excel.page.locator("#ticked-head")).to_have_text("已核对1条")
    excel.page.get_by_role("button", name="做进度工作簿并打开").click()
    expect(excel.page.locator("#make-made")).to_contain_text(
        "存好了，和工作簿放在一起，正在打开：跟踪_进度_2021-08-01.xlsx"
    )
    assert "跟踪_进度_2021-08-01.xlsx" == (book.parent / "shown").read_text("utf-8")
    excel.page.get_by_role("button", name="再读一次").click()
    expect(excel.page.locator("#checks-none")).to_be_hidden()
    expect(excel.page.locator("#checks-head")).to_have_text("请看一眼　14条")


# --- Without a host ---


def test_a_pane_without_excel_is_a_drop_page(chromium, server, book):
    with pane(chromium, server, "office", excel_of(book, name=None)) as found:
        expect(found.page.locator("#book-problem")).to_contain_text("没有接上打开的工作簿")
        found.drop(TRACKED)
        assert "23" == found.figures()["任务总数"]
        assert 0 == found.page.locator("#late .who button").count()


def test_without_office_js_a_pane_is_a_drop_page(chromium, server):
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"http://{server.host}/?host=excel#{server.token}")
    expect(page.locator("#book-problem")).to_contain_text("没有找到 office.js")
    page.set_input_files("#files-input", [TRACKED])
    expect(page.locator("#said")).to_contain_text("读好了")
    context.close()


def test_where_nothing_is_kept_and_no_address_changed_the_pane_works(chromium, server, book):
    """Office.js takes away history.replaceState; some hosts have no sessionStorage."""
    context = chromium.new_context(viewport={"width": 320, "height": 800}, locale="zh-CN")
    context.add_init_script("""
        Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('denied'); } });
        window.history.replaceState = null;""")
    context.add_init_script(script_of("office", excel_of(book)))
    page = context.new_page()
    page.goto(f"http://{server.host}/?host=excel#{server.token}")
    expect(page.locator("#said")).to_contain_text("读好了")
    page.reload()
    expect(page.locator("#said")).to_contain_text("读好了")
    context.close()
