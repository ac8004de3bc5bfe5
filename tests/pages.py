"""The pages of the server in a real browser that no name resolves for, and what is asked of every page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.conftest import PROGRAMS
from tests.processes import ROOT
from xltrack.browser import find_browser

PAGE: Final = ROOT / "xltrack" / "serving" / "page"
ALONE: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)  # fmt: skip
_RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
_WIDER: Final = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_SMALL: Final = """[...document.querySelectorAll('button, input, select, summary')]
    .filter(e => e.offsetParent && !e.classList.contains('unseen'))
    .filter(e => e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""


@contextmanager
def browsing() -> Iterator[Browser]:
    """The Chromium of this computer, alone with 127.0.0.1."""
    assert PROGRAMS["browser"]
    found = find_browser()
    assert found
    with sync_playwright() as driver, driver.chromium.launch(executable_path=found.path, args=list(ALONE)) as browser:
        yield browser


class Seen:
    """A page, and what it asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("console", lambda said: self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def drop(self, *files: Path) -> None:
        """Choose files, and wait for what comes of them."""
        self.page.set_input_files("#files-input", list(files))
        self.read()

    def read(self) -> None:
        """Wait for the summary."""
        expect(self.page.locator("#result")).to_be_visible()
        expect(self.page.locator("#said")).to_contain_text("读好了")

    def figures(self) -> dict[str, str]:
        names, values = self.page.locator("#figures dt"), self.page.locator("#figures dd")
        return dict(zip(names.all_inner_texts(), values.all_inner_texts(), strict=True))


def reached(page: Page) -> list[str]:
    """What the key Tab reaches, by its name, until it begins again."""
    name = """() => { const e = document.activeElement;
        return e === document.body ? '' : e.getAttribute('aria-label') || e.textContent.trim() || e.id; }"""
    page.evaluate("document.activeElement.blur()")
    found = []
    for _ in range(80):
        page.keyboard.press("Tab")
        told = page.evaluate(name)
        if not told and found:
            break
        found.append(told)
    return found


def violations(page: Page) -> list[str]:
    """What axe finds on a page."""
    response: dict[str, Any] = Axe().run(page, options=_RULES).response
    return [f"{one['id']}: {node['html'][:200]}" for one in response["violations"] for node in one["nodes"]]


def unfitting(page: Page) -> list[str]:
    """What does not fit: the page is wider than the window, or something to press is too small."""
    return [f"{wider} px too wide" for wider in [page.evaluate(_WIDER)] if wider] + list(page.evaluate(_SMALL))
