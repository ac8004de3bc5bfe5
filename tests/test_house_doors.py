"""No private doors: libraries are used by their public interface alone."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "xltrack"
MODULES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}
# Of named tuples; the documentation of Python names them.
PUBLIC = {"_asdict", "_field_defaults", "_fields", "_make", "_replace"}
READERS = {"getattr", "setattr", "hasattr", "delattr"}
# What the documentation of XlsxWriter tells of workbooks, worksheets, charts; anything else may be gone with the next version.
XLSXWRITER = {
    "add_chart", "add_format", "add_series", "add_worksheet", "autofilter", "center_horizontally", "close", "conditional_format",
    "data_validation", "define_name", "fit_to_pages", "freeze_panes", "hide", "hide_gridlines", "ignore_errors", "insert_chart",
    "outline_settings", "print_area", "protect", "repeat_rows", "set_chartarea", "set_column", "set_column_pixels",
    "set_custom_property", "set_footer",
    "set_h_pagebreaks", "set_header", "set_hole_size", "set_landscape", "set_legend", "set_margins", "set_paper",
    "set_plotarea", "set_portrait", "set_print_scale", "set_properties", "set_row", "set_title", "set_x_axis", "set_y_axis",
    "set_zoom", "show_hidden_data", "worksheets", "write", "write_blank", "write_string",
}  # fmt: skip
DRAWERS = {"drawn", "first", "target", "workbook"}  # what they are called where sheets are drawn
DRAWING = [
    path
    for path in MODULES
    if path.relative_to(PACKAGE).as_posix().startswith(("sheets/render", "sheets/charts"))
    or path.relative_to(PACKAGE).as_posix() in ("annex/render.py", "overlay/writing.py", "forms/sheet.py", "forms/guide.py")
]  # fmt: skip


def is_private(name: str) -> bool:
    """Whether a name is private; 「_generate_next_value_」 is what the documentation of enumerations calls a sunder name."""
    return name.startswith("_") and not name.startswith("__") and not name.endswith("_") and name not in PUBLIC


@cache
def own_names() -> set[str]:
    """Every private name that the package itself defines."""
    names = set()
    for tree in TREES.values():
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_self(node.value):
                names.add(node.attr)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                names.add(node.target.id)
            elif isinstance(node, ast.Assign):
                names.update(target.id for target in node.targets if isinstance(target, ast.Name))
    return names


def is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def doors(tree: ast.Module, own: set[str]) -> Iterator[str]:
    """What a module uses of others by a private name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_private(node.attr) and not (is_self(node.value) and node.attr in own):
            yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS:
            names = [a.value for a in node.args[1:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            yield from (f"{node.lineno}: {ast.unparse(node)}" for name in names if is_private(name))
        elif isinstance(node, ast.Subscript) and isinstance(node.value, (ast.Call, ast.Attribute)):
            key = node.slice.value if isinstance(node.slice, ast.Constant) else ""
            inside = ast.unparse(node.value).startswith(("vars(", "globals(")) or ast.unparse(node.value).endswith(
                "__dict__"
            )
            if inside and isinstance(key, str) and is_private(key):
                yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if not modules or not modules[0].startswith("xltrack"):
                words = [part for name in [*modules, *(a.name for a in node.names)] for part in name.split(".")]
                yield from (f"{node.lineno}: import {word}" for word in words if is_private(word))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_private_member_of_a_library_is_used(path):
    assert [] == list(doors(TREES[path], own_names()))


@pytest.mark.parametrize(
    "source",
    [
        "import re\nre._compiler",
        "from xlsxwriter import Workbook\nclass A(Workbook):\n    def f(self):\n        self._xml_start_tag('a')",
        "from re import _parser",
        "from zipfile._path import Path",
        "getattr(sheet, '_cells')",
        "vars(sheet)['_cells']",
        "sheet.__dict__['_cells']",
        "book.sheets[0]._style",
    ],
)
def test_a_private_door_is_found(source):
    assert 1 <= len(list(doors(ast.parse(source), {"_own"})))


def test_no_private_method_of_a_library_is_overridden():
    found = []
    for path in MODULES:
        if path.name in ("__main__.py", "xls_child.py", "locked_child.py"):
            continue
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        module = importlib.import_module(name.removesuffix(".__init__"))
        for _, made in inspect.getmembers(module, inspect.isclass):
            if made.__module__ == module.__name__:
                found += [f"{name}.{made.__name__}.{word}" for word in overridden(made)]
    assert [] == found


def overridden(made: type) -> Iterator[str]:
    """The private methods of a class that a base of another package has too."""
    others = [base for base in made.__mro__[1:] if not base.__module__.startswith("xltrack")]
    for word, value in vars(made).items():
        method = inspect.isfunction(value) or isinstance(value, property)
        if method and is_private(word) and any(word in vars(base) for base in others):
            yield word


def test_an_overridden_private_method_is_found():
    class Base:
        def _write(self):
            """Private."""

    Base.__module__ = "library"
    assert ["_write"] == list(
        overridden(type("Own", (Base,), {"_write": lambda _: None, "__module__": "xltrack.made"}))
    )


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_of_xlsxwriter_only_what_its_documentation_tells_is_used(path):
    used = {
        node.attr
        for node in ast.walk(TREES[path])
        if isinstance(node, ast.Attribute)
        and (
            (isinstance(node.value, ast.Name) and node.value.id in DRAWERS)
            or ast.unparse(node.value) == "self.workbook"
        )
    }
    assert set() == used - XLSXWRITER


def test_what_is_drawn_is_looked_at():
    assert {
        "sheets/render.py",
        "sheets/render_listing.py",
        "sheets/charts.py",
        "annex/render.py",
        "overlay/writing.py",
        "forms/sheet.py",
        "forms/guide.py",
    } == {path.relative_to(PACKAGE).as_posix() for path in DRAWING}
