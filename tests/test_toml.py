"""The package's own words and rules are read as tomllib reads them; what is more than texts is left to it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from xltrack.base import toml

TABLES = sorted((Path(__file__).parents[1] / "xltrack").rglob("*.toml"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.name)
def test_every_table_of_the_package_is_read_as_tomllib_does(path):
    source = path.read_text(encoding="utf-8")
    assert list(tomllib.loads(source).items()) == list(toml.loads(source).items())


PLAIN = [
    "# a = 'no'\n\na = 'one two'\n[T1]\nb = \"two\"\n[T2]\nb = 'three'",
    "a = '''\none\n\n two '''\nb = \"\"\"one\ntwo\"\"\"\nc = ''''''\nd = ''",
    "a = '''one \"two\" 'three' four'''\nb = 'one = \"two\"'\nc = '''[one]\n# two\nd = 'three\n'''",
]
# Signs of escape, comments behind, other kinds of values, names and tables.
OTHER = [
    'a = "one\\ttwo"', 'a = """one\\\n  two"""', "a = 'one' # 'two'", "a = 1", "a = ['one']", "a='one'", "a =  'one'", "  a = 'one'",
    "a.b = 'one'", "'a' = 'one'", "[a.b]\nc = 'one'", "[[a]]\nb = 'one'", "a = {b = 'one'}", "a = '''one''''", "a = true ",
]  # fmt: skip
WRONG = [
    "a = 'one", "a = '''one\ntwo''", "a = one", "a = 'one'two'", "a = '''one'''two'''", "a", "[a", "a = 'one'\na = 'two'", "[a]\n[a]",
    "a = 'one'\n[a]", "甲 = 'one'", "a = ", "a = '",
]  # fmt: skip


@pytest.mark.parametrize("source", [*PLAIN, *OTHER])
def test_it_is_read_as_tomllib_does(source):
    assert tomllib.loads(source) == toml.loads(source)


@pytest.mark.parametrize("source", WRONG)
def test_what_tomllib_refuses_is_refused(source):
    with pytest.raises(tomllib.TOMLDecodeError):
        toml.loads(source)


@pytest.mark.parametrize("source", PLAIN)
def test_texts_alone_do_not_ask_for_it(source, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delattr(tomllib, "loads")
    assert toml.loads(source)
