"""The drop page as people use it, in a real browser that no name resolves for: by mouse, by keyboard, with other colours and widths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.collecting import EDU, SCHOOL, County
from tests.pages import Seen, browsing, reached, unfitting, violations
from tests.processes import DAY as AS_OF
from tests.processes import SAMPLES, TRACKED, xltrack
from tests.serving import DAY, Server, started

pytestmark = pytest.mark.browser
FIVE = sorted(path for path in SAMPLES.glob("*.xlsx") if "跟踪" not in path.name and "名录" not in path.name)
# What a mouse does that drags files over the page: the events that a browser makes, with the files in them.
DRAG = """([kind, name, words]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([Uint8Array.from(atob(words), c => c.charCodeAt(0))], name));
  document.body.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing() as browser:
        yield browser


def opened(chromium: Browser, server: Server, **options: Any) -> Iterator[Seen]:
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **options})
    seen = Seen(context.new_page())
    seen.page.goto(server.address)
    expect(seen.page.locator("#day")).to_have_value(DAY)
    yield seen
    context.close()
    assert {f"http://{server.host}"} == {
        re.match(r"[a-z]+://[^/]+", url)[0] for url in seen.asked if url[:5] != "data:"
    }
    assert [] == seen.complaints


@pytest.fixture
def seen(chromium: Browser, server: Server) -> Iterator[Seen]:
    yield from opened(chromium, server)


@pytest.fixture(params=[360, 320, 1280])
def wide(request: pytest.FixtureRequest, chromium: Browser, server: Server) -> Iterator[Seen]:
    yield from opened(chromium, server, viewport={"width": request.param, "height": 800})


def test_five_workbooks_are_dropped_and_the_figures_are_those_of_the_report(seen, tmp_path):
    seen.drop(*FIVE)
    told = xltrack("report", *FIVE, *AS_OF, "-o", f"{tmp_path}/").stdout.decode()
    assert 5 == len(FIVE)
    assert seen.page.locator("#title").inner_text() == told.splitlines()[0]
    assert f"共{seen.figures()['任务总数']}项" in told
    assert "已放进5个文件" == seen.page.locator("#files-state").inner_text()


def test_the_report_is_fetched_and_opens(seen, tmp_path):
    seen.drop(TRACKED)
    assert {"任务总数": "23", "逾期": "2", "已办结": "4", "到期完成率": "66.7%"}.items() <= seen.figures().items()
    seen.page.get_by_role("button", name="进度工作簿", exact=True).click()
    with seen.page.expect_download() as coming:
        seen.page.get_by_role("link", name="榆阳区_跟踪_进度_2021-08-01.xlsx").click()
    path = tmp_path / coming.value.suggested_filename
    coming.value.save_as(path)
    assert "榆阳区_跟踪_进度_2021-08-01.xlsx" == path.name
    assert "任务台账" in load_workbook(path).sheetnames
    assert 0 == xltrack("report", TRACKED, *AS_OF, "-o", f"{tmp_path}/同/").returncode
    assert (tmp_path / "同" / path.name).read_bytes() == path.read_bytes()


def test_the_whole_period_shows_how_far_it_is(seen):
    seen.drop(TRACKED)
    button = seen.page.get_by_role("button", name="做齐本期材料")
    button.click()
    expect(seen.page.locator("#step")).to_contain_text("正在做：")
    assert button.is_disabled()
    expect(seen.page.get_by_role("link", name="2021-08-01_本期.zip")).to_be_visible(timeout=60_000)
    assert button.is_enabled()
    assert "make-made" == seen.page.evaluate("document.activeElement.id")


def test_files_that_are_dragged_over_the_page_are_announced_and_taken(seen):
    import base64

    words = base64.b64encode(TRACKED.read_bytes()).decode()
    said, zone = seen.page.locator("#said"), seen.page.locator("#files-zone")
    seen.page.evaluate(DRAG, ["dragenter", TRACKED.name, words])
    expect(said).to_have_text("松开鼠标，放进这一页")
    expect(zone).to_have_class("zone over")
    seen.page.evaluate(DRAG, ["dragleave", TRACKED.name, words])
    expect(said).to_have_text("没有放进来")
    expect(zone).to_have_class("zone")
    seen.page.evaluate(DRAG, ["dragenter", TRACKED.name, words])
    seen.page.evaluate(DRAG, ["drop", TRACKED.name, words])
    expect(seen.page.locator("#result")).to_be_visible()
    assert "23" == seen.figures()["任务总数"]
    expect(zone).to_have_class("zone")


def test_all_of_it_goes_by_keyboard(seen):
    page = seen.page
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Tab")
        assert "files-pick" == page.evaluate("document.activeElement.id")
        page.keyboard.press("Enter")
    choosing.value.set_files(TRACKED)
    expect(page.locator("#result")).to_be_visible()
    order = reached(page)
    assert (
        order.index("选一个文件夹")
        < order.index("移去 榆阳区_跟踪.xlsx")
        < order.index("做齐本期材料")
        < order.index("邮件草稿")
    )
    assert [name for name in order if name.startswith("√ 没问题：")]
    ticks = page.locator("#checks li").count()
    page.locator("#checks .plain").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#ticked-head")).to_have_text("已核对1条")
    assert ticks >= page.locator("#checks li").count()
    assert "√ 没问题" == page.evaluate("document.activeElement.textContent")  # the next line has the focus
    page.get_by_role("button", name="附件", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="榆阳区_跟踪_附件_2021-08-01.xlsx")).to_be_visible()


def test_what_has_the_focus_shows_it(seen):
    seen.page.keyboard.press("Tab")
    style = "getComputedStyle(document.activeElement).outlineStyle"
    assert "solid" == seen.page.evaluate(style)


def test_a_line_that_was_ticked_is_gone_and_can_be_had_back(seen):
    seen.drop(TRACKED)
    first = seen.page.locator("#checks li").first
    said = first.locator("p").first.inner_text()
    first.get_by_role("button", name="√ 没问题").click()
    expect(seen.page.locator("#checks-head")).to_have_text("请看一眼　14条")
    assert said != seen.page.locator("#checks li p").first.inner_text()
    seen.page.locator("#ticked-head").click()
    seen.page.get_by_role("button", name="撤销").click()
    expect(seen.page.locator("#checks-head")).to_have_text("请看一眼　15条")
    expect(seen.page.locator("#ticked")).to_be_hidden()


def test_what_update_would_write_is_seen_before_it_is(seen):
    seen.drop(TRACKED)
    seen.page.get_by_text("状态、距期天数、提醒，写在表的右边三列").click()
    expect(seen.page.locator("#update-write")).to_be_hidden()
    seen.page.get_by_role("button", name="看要改哪些格").click()
    expect(seen.page.locator("#update-made")).to_contain_text("其余不动")
    expect(seen.page.locator("#update-made td").first).to_have_text("附件2!K3")
    seen.page.get_by_role("button", name="取写好的副本").click()
    with seen.page.expect_download() as coming:
        seen.page.locator("#update-made a").click()
    assert TRACKED.name == coming.value.suggested_filename


def test_forms_are_collected_once_they_were_looked_at(seen, tmp_path):
    county = County(tmp_path)
    form = county.answer(county.dispatch()[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": "2021-07-20"}})
    seen.drop(county.ledger, county.roster)
    seen.page.get_by_text("各单位报回来的填报表，收进台账").click()
    expect(seen.page.locator("#collect-look")).to_be_hidden()
    seen.page.set_input_files("#forms-input", [form])
    expect(seen.page.locator("#forms-state")).to_have_text("已放进1份")
    seen.page.get_by_role("button", name="看会收到什么").click()
    expect(seen.page.locator("#collect-made")).to_contain_text("收到1份")
    seen.page.get_by_role("button", name="收进台账，取副本").click()
    expect(seen.page.locator("#collect-made a")).to_have_text(["台账.xlsx", "台账_填报汇总.xlsx"])


def test_the_last_report_is_chosen_beside_the_day(seen, tmp_path):
    assert 0 == xltrack("report", TRACKED, "--as-of", "2021-07-18", "-o", tmp_path / "上周.xlsx").returncode
    seen.drop(TRACKED)
    seen.page.set_input_files("#last-input", [tmp_path / "上周.xlsx"])
    expect(seen.page.locator("#notes")).to_contain_text("较7月18日")
    expect(seen.page.locator("#last-state")).to_have_text("上周.xlsx")


def test_another_day_judges_anew(seen):
    seen.drop(TRACKED)
    seen.page.fill("#day", "2021-07-10")
    seen.page.locator("#day").dispatch_event("change")
    expect(seen.page.locator("#as-of")).to_contain_text("截至2021年7月10日")


def test_axe_would_find_something(seen):
    """That nothing is found says something only of a page whose faults would be."""
    seen.page.evaluate("document.querySelector('label[for=day]').remove()")
    assert [said for said in violations(seen.page) if said.startswith("label:")]


def test_what_cannot_be_read_is_told_and_read_out(seen, tmp_path):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"")
    seen.page.set_input_files("#files-input", [bad])
    refused = seen.page.get_by_role("alert").filter(has_text="坏.xlsx")
    expect(refused).to_contain_text("「坏.xlsx」是空文件，一个字节也没有。")
    assert not seen.page.locator("#result").is_visible()
    seen.page.get_by_role("button", name="移去 坏.xlsx").click()
    expect(seen.page.locator("#refused")).to_be_hidden()
    seen.complaints = [said for said in seen.complaints if "422" not in said]


def test_words_of_a_sheet_are_shown_as_words(seen, tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["序号", "工作任务", "责任单位", "完成时限", "完成情况"])
    book.active.append([1, "<img src=x onerror=alert(1)>", "<script>alert(2)</script>局", "2021年6月底前", "正在推进"])
    path = tmp_path / "<b>表<b>.xlsx"
    book.save(path)
    seen.drop(path)
    assert "<img src=x onerror=alert(1)>" in seen.page.locator("#late").inner_text()
    assert 0 == seen.page.locator("main img, main b, #result script").count()


def test_a_page_that_was_not_opened_by_this_run_says_so(chromium, server):
    for hash_ in ("", "#wrong"):
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"http://{server.host}/{hash_}")
        expect(page.get_by_role("alert").first).to_contain_text("重新打开")
        context.close()


def test_the_token_leaves_the_address(seen):
    assert seen.page.evaluate("location.href").endswith("/")
    seen.page.reload()
    expect(seen.page.locator("#day")).to_have_value(DAY)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, server, scheme):
    for found in opened(chromium, server, color_scheme=scheme):
        assert [] == violations(found.page)
        found.drop(TRACKED)
        for summary in found.page.locator("summary").all():
            if summary.is_visible():
                summary.click()
        found.page.get_by_role("button", name="看要改哪些格").click()
        expect(found.page.locator("#update-made td").first).to_be_visible()
        found.page.get_by_role("button", name="周报", exact=True).click()
        expect(found.page.locator("#make-made a")).to_be_visible()
        assert [] == violations(found.page)


def test_it_fits_whatever_the_width(wide, tmp_path):
    wide.drop(*FIVE)
    wide.page.get_by_role("button", name="周报", exact=True).click()
    expect(wide.page.locator("#make-made")).to_be_visible()
    assert [] == unfitting(wide.page)
    wide.page.screenshot(path=tmp_path / "page.png", full_page=True)
