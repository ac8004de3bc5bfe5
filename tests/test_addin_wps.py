"""What WPS runs of the add-in: its script is ES5, and does what WPS asks of it; its ribbon names what the script has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from calmjs.parse import es5
from lxml import etree
from playwright.sync_api import Page, sync_playwright

from xltrack.addin.setup import Setup
from xltrack.addin.wps import ENTRIES, FOLDER, NAME, stub_files
from xltrack.browser import find_browser

SETUP = Setup(Path("/nowhere"), 8766, "k" * 43)
FILES = dict(stub_files(SETUP))
SCRIPT = FILES["main.js"].decode()
# WPS's object as its documentation tells it, with panes and the storage that all its programs share.
HOST = """
window.panes = {};
window.stored = STORED;
window.made = [];
window.host = {
  PluginStorage: {
    getItem: function (name) { return name in stored ? stored[name] : null; },
    setItem: function (name, value) { stored[name] = value; }
  },
  CreateTaskPane: function (url) {
    var pane = {ID: 40 + made.length, Visible: false, DockPosition: null};
    made.push(url); panes[pane.ID] = pane; return pane;
  },
  GetTaskPane: function (id) { if (!(id in panes)) { MISSING } return panes[id]; }
};
window.PLACE = host;
"""


@pytest.fixture(scope="module")
def blank() -> Iterator[Page]:
    found = find_browser()
    assert found
    with (
        sync_playwright() as driver,
        driver.chromium.launch(executable_path=found.path, args=["--no-sandbox", "--disable-gpu"]) as browser,
    ):
        yield browser.new_page()


def begin(page: Page, place: str = "Application", missing: str = "return null;", stored: object = None) -> None:
    """WPS loads the script into a page of its own."""
    page.goto("about:blank")
    told = HOST.replace("STORED", json.dumps(stored or {})).replace("MISSING", missing).replace("PLACE", place)
    page.evaluate(f"() => {{ {told} }}")
    page.add_script_tag(content=SCRIPT)
    assert page.evaluate("() => OnAddinLoad({})") is True


def press(page: Page, name: str = "xltrackOpen") -> None:
    assert page.evaluate("name => OnAction({Id: name})", name) is True


# --- Written ---


def test_its_script_is_es5():
    es5(SCRIPT)
    assert "@" not in SCRIPT
    assert SETUP.address("wps") in SCRIPT


def test_a_newer_script_is_found():
    with pytest.raises(Exception, match=r"(?i)illegal|unexpected|error|parse|mismatch"):
        es5("const f = () => `x`;")


def test_its_ribbon_calls_what_the_script_has():
    ribbon = etree.fromstring(FILES["ribbon.xml"])
    called = {
        value for one in ribbon.iter() for name, value in one.items() if name in ("onLoad", "onAction", "getImage")
    }
    assert {"OnAddinLoad", "OnAction", "GetImage"} == called
    assert all(f"function {name}(" in SCRIPT for name in called)
    (button,) = ribbon.iter("{http://schemas.microsoft.com/office/2006/01/customui}button")
    assert ("xltrackOpen", "进度报表") == (button.get("id"), button.get("label"))
    ids = [one.get("id") for one in ribbon.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_its_manifest_and_entries_are_of_one_name_and_folder():
    manifest = etree.fromstring(FILES["manifest.xml"])
    assert NAME == manifest.findtext("Name")
    for entry in ENTRIES.values():
        one = etree.fromstring(entry)
        assert ("jsplugin", NAME, "et", FOLDER) == (one.tag, one.get("name"), one.get("type"), one.get("url"))
        assert f"{NAME}_{one.get('version')}" == FOLDER


def test_no_index_is_written_for_wps_makes_it_itself():
    assert {"main.js", "ribbon.xml", "manifest.xml", "icon.png"} == set(FILES)


# --- Run ---


@pytest.mark.browser
@pytest.mark.parametrize("place", ["Application", "wps"])
def test_the_button_opens_the_pane_and_closes_it(blank, place):
    begin(blank, place)
    press(blank)
    assert [SETUP.address("wps")] == blank.evaluate("() => made")
    assert {"ID": 40, "Visible": True, "DockPosition": 2} == blank.evaluate("() => panes[40]")
    assert {"xltrack_pane_et": 40} == blank.evaluate("() => stored")
    press(blank)
    assert blank.evaluate("() => panes[40].Visible") is False
    press(blank)
    assert blank.evaluate("() => panes[40].Visible") is True
    assert 1 == len(blank.evaluate("() => made"))


@pytest.mark.browser
@pytest.mark.parametrize("missing", ["return null;", "throw new Error('gone');", "return undefined;"])
def test_a_pane_of_an_earlier_day_is_made_anew(blank, missing):
    begin(blank, missing=missing, stored={"xltrack_pane_et": "7"})
    press(blank)
    assert blank.evaluate("() => panes[40].Visible") is True
    assert {"xltrack_pane_et": 40} == blank.evaluate("() => stored")


@pytest.mark.browser
def test_another_button_does_nothing_and_the_picture_is_there(blank):
    begin(blank)
    press(blank, "other")
    assert [] == blank.evaluate("() => made")
    assert blank.evaluate("() => GetImage({})") in FILES
