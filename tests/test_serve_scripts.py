"""The scripts and style sheets of the page as Internet Explorer 11 reads them, in which Excel 2016 and 2019 show their panes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from calmjs.parse import es5
from calmjs.parse.asttypes import (
    Catch,
    DotAccessor,
    FuncBase,
    FunctionCall,
    Identifier,
    Node,
    PropIdentifier,
    VarDecl,
    VarDeclNoIn,
)
from calmjs.parse.exceptions import ECMASyntaxError
from calmjs.parse.walkers import Walker

from tests.processes import ROOT

PAGE: Final = ROOT / "xltrack" / "serving" / "page"
SCRIPTS: Final = sorted(PAGE.glob("*.js"))
# What the scripts may use without having it said themselves: ES5, and what Internet Explorer 11 has besides.
GLOBALS: Final = frozenset({
    "window", "document", "undefined", "arguments", "Array", "Blob", "Error", "FileReader", "JSON", "Math", "Number", "RegExp", "String",
    "Uint8Array", "XMLHttpRequest", "decodeURIComponent", "encodeURIComponent",
})  # fmt: skip
WINDOW: Final = frozenset({
    "location", "sessionStorage", "history", "setTimeout", "Office", "Excel", "Application", "wps",
    "xltrackHost", "xltrackLists", "xltrackPage", "xltrackAdapters",
})  # fmt: skip
# What can be called that came after Internet Explorer 11, by the name behind the dot, and what can be read.
CALLED: Final = frozenset({
    "after", "append", "arrayBuffer", "assign", "at", "before", "catch", "closest", "composedPath", "endsWith", "entries", "fill",
    "finally", "find", "findIndex", "flat", "flatMap", "from", "fromEntries", "getRandomValues",
    "includes", "isInteger", "isNaN", "keys", "matchAll",
    "matches", "normalize", "of", "padEnd", "padStart", "prepend", "randomUUID", "remove", "repeat", "replaceAll", "replaceChildren",
    "replaceWith", "reportValidity", "sendBeacon", "startsWith", "stream", "text", "toggleAttribute", "trimEnd", "trimStart", "trunc",
    "values",
})  # fmt: skip
READ: Final = frozenset({"currentScript", "isConnected", "labels", "shadowRoot", "submitter"})
OURS: Final = frozenset({"page", "lists", "host"})  # objects of our own, whatever their verbs are called


class Names:
    """What a script says itself and what it uses: names of variables, what is asked of `window`, what stands behind a dot."""

    def __init__(self, text: str) -> None:
        self.nodes: list[Node] = list(Walker().walk(es5(text)))
        self.read = {node.identifier.value for node in self.nodes if isinstance(node, DotAccessor)}

    def said(self) -> set[str]:
        found = {node.identifier.value for node in self.nodes if isinstance(node, (VarDecl, VarDeclNoIn, Catch))}
        for node in self.nodes:
            if isinstance(node, FuncBase):
                found |= {one.value for one in (*node.parameters, node.identifier) if one is not None}
        return found

    def used(self) -> set[str]:
        behind = {id(node.identifier) for node in self.nodes if isinstance(node, DotAccessor)}
        return {
            node.value
            for node in self.nodes
            if isinstance(node, Identifier) and not isinstance(node, PropIdentifier) and id(node) not in behind
        }

    def called(self) -> set[str]:
        behind = [
            node.identifier
            for node in self.nodes
            if isinstance(node, FunctionCall) and isinstance(node.identifier, DotAccessor)
        ]
        return {one.identifier.value for one in behind if getattr(one.node, "value", "") not in OURS}

    def of_window(self) -> set[str]:
        return {
            node.identifier.value
            for node in self.nodes
            if isinstance(node, DotAccessor) and isinstance(node.node, Identifier) and node.node.value == "window"
        }


def faults(text: str) -> set[str]:
    """What an old browser would not read or have; the first fault of grammar alone."""
    try:
        names = Names(text)
    except ECMASyntaxError as error:
        return {str(error)}
    unknown = (names.used() - names.said() - GLOBALS) | (names.of_window() - WINDOW)
    return unknown | (names.called() & CALLED) | (names.read & READ)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_such_as_an_old_pane_reads(path):
    text = path.read_text(encoding="utf-8")
    assert set() == faults(text)
    assert '"use strict"' in text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("var f = () => 1;", "=>"), ("let a = 1;", "let"), ("const a = 1;", "const"), ("var a = `x`;", "`"), ("class A {}", "class"),
        ("async function f() {}", "async"), ("f(...a);", "..."), ("var {a} = b;", "}"), ("for (var a of b) {}", "of"), ("a ?? b;", "?"),
        ("a?.b;", "?."), ("var a = {b, c};", "b"), ("var a = {f() {}};", "("), ("function f(a = 1) {}", "="), ("a ** b;", "*"),
    ],
)  # fmt: skip
def test_what_is_newer_than_es5_is_found(text, fault):
    assert len(faults(text)) == 1, text


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("fetch('/x');", "fetch"), ("var a = new Promise(f); function f() {}", "Promise"), ("window.fetch('/x');", "fetch"),
        ("var a = new URLSearchParams('');", "URLSearchParams"), ("var a = Array.from('x');", "from"),
        ("var a = 'x'.includes('y');", "includes"),
        ("window.crypto.randomUUID();", "randomUUID"), ("document.body.append('x');", "append"), ("document.body.closest('p');", "closest"),
        ("var s = new Set();", "Set"), ("globalThis.a = 1;", "globalThis"), ("document.body.remove();", "remove"),
        ("var e = new CustomEvent('x');", "CustomEvent"), ("var f = new File([], 'x');", "File"),
    ],
)  # fmt: skip
def test_what_an_old_browser_does_not_have_is_found(text, fault):
    assert fault in faults(text)


def test_every_script_of_the_page_is_loaded_by_it():
    loaded = re.findall(r'<script src="([^"]+)"></script>', (PAGE / "index.html").read_text(encoding="utf-8"))
    assert sorted(loaded) == [path.name for path in SCRIPTS]
    assert "<script>" not in (PAGE / "index.html").read_text(encoding="utf-8")


def test_every_word_that_a_script_asks_for_stands_in_the_page():
    page = (PAGE / "index.html").read_text(encoding="utf-8")
    asked, problems = set(), set()
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'words?\("([a-z-]+)"\)', text))
        if path.name in ("excel.js", "wps.js"):
            told = r'(?:done|got|taken|ready|close|fail|push)\((?:[^()"]*\? (?:"" : )?)?"([a-z-]+)"|(?:problem|[A-Z][A-Za-z]+): "([a-z]+)"'
            problems |= {one or other for one, other in re.findall(told, text)} | set(
                re.findall(r'\? "" : "([a-z]+)"', text)
            )
    assert {
        "editing",
        "protected",
        "gone",
        "changed",
        "unlike",
        "torn",
        "silent",
        "officeless",
        "unsaved",
        "busy",
    } <= problems
    assert set() == {one for one in asked | {f"host-{one}" for one in problems} if f'data-{one}="' not in page}


# --- Style sheets ---


def rules(text: str) -> Iterator[tuple[str, str, str]]:
    """Selector, property, value of each declaration outside of blocks for kinds of window."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", text)
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        for one in filter(None, (part.strip() for part in body.split(";"))):
            name, _, value = one.partition(":")
            for selector in selectors.split(","):
                yield selector.strip(), name.strip(), value.strip()


def test_an_old_browser_has_a_value_for_every_variable_of_style():
    variables = {name: value for selector, name, value in rules(sheet("page.css")) if selector == ":root"}
    plain = {(selector, name): value for selector, name, value in rules(sheet("ie11.css"))}
    wished = {
        (selector, name): re.sub(r"var\((--[\w-]+)\)", lambda found: variables[found[1]], value)
        for selector, name, value in rules(sheet("page.css"))
        if "var(" in value and "focus-visible" not in selector
    }
    assert len(wished) > 40
    assert wished == {key: value for key, value in plain.items() if key in wished}


def test_the_sheet_for_an_old_browser_has_nothing_that_it_does_not_know():
    newer = r"var\(|grid|gap|clip-path|focus-visible|inset|min\(|max\("
    assert [] == [one for one in rules(sheet("ie11.css")) if re.search(newer, "{} {}:{}".format(*one))]


def test_what_lies_in_a_grid_has_its_place_without_one():
    grids = {selector for selector, name, value in rules(sheet("page.css")) if (name, value) == ("display", "grid")}
    plain = {selector for selector, name, _ in rules(sheet("ie11.css")) if name in ("display", "float")}
    assert grids
    assert grids <= plain


def sheet(name: str) -> str:
    return (PAGE / name).read_text(encoding="utf-8")
