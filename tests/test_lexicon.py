"""The vocabulary: words as data, the patterns that they fill, and that no word stands anywhere else."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from xltrack.base.lexicon import Vocabulary, Words
from xltrack.base.patterns import pattern
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.tokens import DEADLINES

ROOT = Path(__file__).parents[1] / "xltrack"
LEXICON = sorted((ROOT / "base" / "lexicon").glob("*.toml"))
ENTRIES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in LEXICON}
ROOMS = [path for room in ("language", "reading", "draft") for path in sorted((ROOT / room).rglob("*.py"))]
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in ROOMS}
# What a date, a number and a document are printed with, whatever they are about: 2021年6月30日, 第3阶段, 〔2021〕5号.
MARKS = set("年月日号第")
# Entries that are asked for by a part of their name.
BY_PART = re.compile(r"(?:endings|starts)_\w+")


# --- words ---


def test_a_word_begins_only_where_no_longer_exception_does():
    words = Words(("市", "市场"))
    words.exceptions = ("市政协", "市场上")
    assert [True, False, True, False, False] == [
        words.begin(text) for text in ("市局", "市政协会", "市场局", "市场上", "局市")
    ]
    assert words.begin("局市", 1)


def test_words_are_known_and_found_inside():
    words = Words(("局", "委员会"))
    assert ("局" in words, "员" in words, words.inside("教育局"), words.inside("教育厅")) == (True, False, True, False)


@pytest.fixture
def vocabulary(monkeypatch: pytest.MonkeyPatch) -> Vocabulary:
    own = {
        "kinds": "甲 甲乙",
        "kinds_except": "甲丙 丁甲",
        "all": "{kinds} 戊",
        "shifts": "今年=0 明年=1",
        "signs": "] - ^",
    }
    monkeypatch.setattr("xltrack.base.lexicon._load", lambda name: own if name == "test" else {"shared": "己"})
    return Vocabulary("test")


def test_an_entry_can_hold_another_one_and_meanings(vocabulary):
    assert ("甲", "甲乙", "戊") == vocabulary.all
    assert (("今年", "明年"), {"今年": "0", "明年": "1"}) == (vocabulary.shifts, vocabulary.values("shifts"))
    assert ("己",) == vocabulary.shared


def test_an_entry_that_nobody_wrote_is_named(vocabulary):
    with pytest.raises(AttributeError, match=r"none stands neither in test\.toml nor in common\.toml"):
        _ = vocabulary.none


@pytest.mark.parametrize(
    ("found", "source", "text"),
    [
        (["甲乙", "甲"], "{kinds}", "甲乙甲"),
        ([], "{kinds}", "甲丙丁甲"),
        (["甲乙"], "{kinds}{shared}?$", "甲乙"),
        (["甲己"], "{kinds}{shared}", "甲己"),
        (["己己"], "(?:{shared})+", "己己"),
        (["甲乙"], "[{kinds}]+", "甲乙"),
        (["]-^"], "[{signs}]+", "]-^"),
        (["(己)"], r"\({shared}\)", "(己)"),
        (["己|"], r"{shared}\|", "己|"),
        (["戊", "己"], "{all}|{shared}", "戊己"),
        (["己"], "(?P<x>{shared})", "己"),
    ],
)
def test_slots_are_any_word_the_longest_first_without_exceptions(vocabulary, found, source, text):
    assert found == [match[0] for match in vocabulary.pattern(source).finditer(text)]


# --- the files ---


@pytest.mark.parametrize("path", LEXICON, ids=lambda path: path.stem)
def test_an_entry_is_words_and_no_method(path):
    for entry, words in ENTRIES[path.stem].items():
        assert not hasattr(Vocabulary, entry)
        assert words.split()
        if base := entry.removesuffix("_except") if entry.endswith("_except") else "":
            assert base in ENTRIES[path.stem]


@pytest.mark.parametrize("path", LEXICON, ids=lambda path: path.stem)
def test_every_entry_is_asked_for(path):
    source = "\n".join(file.read_text(encoding="utf-8") for file in (*ROOT.rglob("*.py"), *LEXICON))
    asked = {name for found in re.findall(r"\.(\w+)|\{(\w+)\}|\"(\w+)\"", source) for name in found}
    entries = {entry.removesuffix("_except") for entry in ENTRIES[path.stem] if not BY_PART.fullmatch(entry)}
    assert set() == entries - asked


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_pattern_finds_its_words(path):
    module = importlib.import_module(".".join(("xltrack", *path.relative_to(ROOT).with_suffix("").parts)))
    values = [one for value in vars(module).values() for one in (value if isinstance(value, tuple) else (value,))]
    for found in values:
        if isinstance(found, type(pattern(""))):
            found.compile()


# --- no word anywhere else ---


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_word_stands_in_a_pattern(path):
    """Chinese words stand in the lexicon; a pattern has slots for them, and the marks of dates and numbers alone."""
    assert [] == [text for text in pattern_literals(TREES[path]) if set(chinese(text)) - MARKS]


def chinese(text: str) -> list[str]:
    return re.findall("[\u3007\u3400-\u9fff\uf900-\ufaff]", re.sub(r"\[?\\u4e00-\\u9fff\]?|一-鿿", "", text))


def pattern_literals(tree: ast.Module) -> Iterator[str]:
    """The strings that patterns are made of: what is given to `pattern` or `compile`, and the constants that stand in it."""
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    todo: list[ast.AST] = [part for call in calls if name_of(call.func) in ("pattern", "compile") for part in call.args]
    while todo:
        for node in ast.walk(todo.pop()):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value
            elif isinstance(node, ast.Name) and node.id in constants:
                todo.append(constants.pop(node.id))


def name_of(function: ast.expr) -> str:
    return getattr(function, "attr", getattr(function, "id", ""))


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (["局"], 'X = UNITS.pattern("{head}局")'),
        (["委", "局"], '_ENDS = "局"\nX = pattern(f"{_ENDS}|委")'),
        (["镇"], '_A = "镇"\n_B = f"{_A}?"\nX = re.compile(_B)'),
        ([], 'X = UNITS.pattern("[0-9]{4}年第[{numerals}]号[\\\\u4e00-\\\\u9fff]")\nY = "局"'),
    ],
)
def test_a_word_in_a_pattern_is_found(words, source):
    found = pattern_literals(ast.parse(source))
    assert words == sorted(char for text in found for char in set(chinese(text)) - MARKS)


def test_a_word_that_a_clerk_adds_is_read(monkeypatch: pytest.MonkeyPatch):
    assert "unreadable" == read_deadline("抓牢").kind
    monkeypatch.setattr(DEADLINES, "immediate", Words((*DEADLINES.immediate, "抓牢")))
    read_deadline.cache_clear()
    assert "immediate" == read_deadline("抓牢").kind
    read_deadline.cache_clear()
