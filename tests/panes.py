"""A pane as it stands in Excel or WPS: the page of the server, with a host behind it that a test says the state of."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from tests.pages import Seen
from tests.processes import ROOT
from tests.serving import DAY, Server

FAKES: Final = {name: ROOT / "tests" / "hosts" / f"{name}.js" for name in ("office", "wps")}
NARROW: Final = {"width": 320, "height": 800}
NEW: Final = {"ExcelApi": "1.16", "CompressedFile": "1.1"}  # the requirement sets of today
_BEGIN_OF_DAYS: Final = date(1899, 12, 30)


def words_of(path: Path) -> str:
    """The bytes of a file as a host or a test hands them on."""
    return base64.b64encode(path.read_bytes()).decode()


def cells_of(path: Path) -> dict[str, Any]:
    """The sheets of a workbook as a host has them: values and formats by address."""
    book = load_workbook(path)
    return {
        sheet.title: {
            "cells": {
                cell.coordinate: {"value": held(cell.value), "formula": held(cell.value), "format": cell.number_format}
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None
            }
        }
        for sheet in book.worksheets
    }


def held(value: object) -> object:
    if isinstance(value, datetime):
        value = value.date()
    return (value - _BEGIN_OF_DAYS).days if isinstance(value, date) else value


def values_of(sheets: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The values of the cells of a host that hold something."""
    return {
        name: {address: cell["value"] for address, cell in sheet["cells"].items() if cell["value"] not in ("", None)}
        for name, sheet in sheets.items()
    }


def excel_of(path: Path, **more: object) -> dict[str, Any]:
    """Excel with a workbook open that is saved where it lies."""
    return {"bytes": words_of(path), "url": str(path), "sets": NEW, "sheets": cells_of(path), **more}


def wps_of(path: Path, **more: object) -> dict[str, Any]:
    """WPS with a workbook open that is saved where it lies."""
    state = {"name": path.name, "folder": str(path.parent), "saved": True, "sheets": cells_of(path)}
    for sheet in state["sheets"].values():
        for cell in sheet["cells"].values():
            cell["formula"] = False
    return state | more


def script_of(fake: str, state: Mapping[str, Any]) -> str:
    """What puts a host in a state behind a page."""
    return f"window.fakeHost = {json.dumps(state)};\n{FAKES[fake].read_text('utf-8')}"


class Pane(Seen):
    """A pane."""

    def state(self, name: str = "") -> Any:
        """What the host holds."""
        return self.page.evaluate(f"window.fakeHost{'.' + name if name else ''}")

    def log(self, name: str) -> Any:
        """What was asked of the host."""
        return self.page.evaluate(f"window.hostLog.{name}")

    def change(self, script: str, value: object = None) -> None:
        """Let something happen in the host."""
        self.page.evaluate(f"(value) => {{ const host = window.fakeHost; {script}; }}", value)

    def ask(self, verb: str, *words: object) -> list[Any]:
        """One verb of the adapter by itself, and what it is done with."""
        told: list[Any] = self.page.evaluate(
            "([verb, words]) => new Promise((good) => window.xltrackHost[verb](...words, (...told) => good(told)))",
            [verb, list(words)],
        )
        return told

    def plan(self) -> None:
        """Look at what would be written."""
        self.page.get_by_text("状态、距期天数、提醒，写在表的右边三列").click()
        self.page.get_by_role("button", name="看要改哪些格").click()
        expect(self.page.locator("#update-into")).to_be_visible()

    def asked_plan(self) -> list[dict[str, Any]]:
        """The strips that would be written."""
        drop, token = self.page.evaluate("[window.xltrackPage.state.drop, window.xltrackHost.token]")
        path = self.page.evaluate("window.location.origin") + drop + "/plan"
        told = self.page.request.post(path, headers={"X-Xltrack-Token": token}, data={"as_of": DAY})
        strips: list[dict[str, Any]] = told.json()["strips"]
        return strips

    def write(self) -> str:
        """Write it into the open workbook; what is told then."""
        self.page.get_by_role("button", name="写进打开的这一本").click()
        expect(self.page.locator("#update-into")).to_be_enabled()
        return str(self.page.locator("#update-made").inner_text())


@contextmanager
def pane(browser: Browser, server: Server, fake: str, state: Mapping[str, Any], **options: Any) -> Iterator[Pane]:
    """A pane with a host in a state; it asks nobody but the server and complains of nothing."""
    context = browser.new_context(**{"viewport": NARROW, "locale": "zh-CN", "accept_downloads": True, **options})
    context.add_init_script(script_of(fake, state))
    seen = Pane(context.new_page())
    host = "excel" if fake == "office" else fake
    seen.page.goto(f"http://{server.host}/?host={host}#{server.token}")
    expect(seen.page.locator("#day")).to_have_value(DAY)
    yield seen
    context.close()
    assert [] == [url for url in seen.asked if not url.startswith((f"http://{server.host}/", "data:", "blob:"))]
    assert [] == seen.complaints
