"""Patterns that few texts need are never compiled for the others, and miss none that they match."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import xltrack
from xltrack.base.patterns import InitialPattern, RarePattern, find_kinds, initial, rare

MODULES = [
    importlib.import_module(found.name)
    for found in pkgutil.walk_packages(xltrack.__path__, "xltrack.")
    if found.name.split(".")[1] in ("base", "language", "ooxml", "reading")
]
RARE = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, RarePattern)
}
ASKED = {
    "search": lambda pattern, text: pattern.search(text),
    "match": lambda pattern, text: pattern.match(text),
    "fullmatch": lambda pattern, text: pattern.fullmatch(text),
    "sub": lambda pattern, text: pattern.sub("丙", text),
    "finditer": lambda pattern, text: list(pattern.finditer(text)),
    "split": lambda pattern, text: pattern.split(text, maxsplit=1),
    "findall": lambda pattern, text: pattern.findall(text),
    "search from the second": lambda pattern, text: pattern.search(text, 1),
    "match at the second": lambda pattern, text: pattern.match(text, 1),
    "fullmatch of the second and third": lambda pattern, text: pattern.fullmatch(text, 1, 3),
    "finditer from the second to the fourth": lambda pattern, text: list(pattern.finditer(text, 1, 4)),
}


def plain(answer: object) -> object:
    """An answer that can be compared: a match as its span and words."""
    if isinstance(answer, re.Match):
        return answer.span(), answer[0]
    return [plain(one) for one in answer] if isinstance(answer, list) else answer


@pytest.mark.parametrize("how", ASKED)
@pytest.mark.parametrize("text", ["", "甲1", "甲", "1甲2乙3", "乙4丁", "丁丁", "丁5"])
def test_it_answers_as_the_pattern_does(how, text):
    source = "[甲乙][0-9]"
    assert plain(ASKED[how](re.compile(source), text)) == plain(ASKED[how](rare(source, "甲 乙"), text))


@pytest.mark.parametrize("how", ["match", "fullmatch", "match at the second", "fullmatch of the second and third"])
@pytest.mark.parametrize("text", ["", "甲1", "甲", "1甲2乙3", "乙4丁", "丁5"])
def test_one_by_which_texts_begin_answers_as_the_pattern_does(how, text):
    source = "[甲乙][0-9]"
    assert plain(ASKED[how](re.compile(source), text)) == plain(ASKED[how](initial(source, "甲 乙".split), text))


@pytest.mark.parametrize("how", ["search", "match", "fullmatch", "sub", "finditer", "split"])
def test_a_text_without_its_words_does_not_have_it_compiled(how):
    """The source is no pattern at all."""
    assert ASKED[how](rare("甲(", "甲"), "乙1") in (None, "乙1", [], ["乙1"])
    with pytest.raises(re.error):
        ASKED[how](rare("甲(", "甲"), "1甲")


def test_a_text_that_begins_otherwise_does_not_have_it_compiled():
    assert initial("甲(", "甲".split).match("乙甲") is None
    with pytest.raises(re.error):
        initial("甲(", "甲".split).match("甲乙")


@pytest.mark.parametrize("name", RARE)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(data=st.data())
def test_whatever_it_matches_holds_one_of_its_words(name, data):
    pattern = RARE[name]
    text = data.draw(st.from_regex(pattern.compile(), fullmatch=isinstance(pattern, InitialPattern)))
    assert type(pattern).may_find(pattern, text)


@settings(max_examples=500, deadline=None)
@given(text=st.text("abc(), ", max_size=12))
def test_several_patterns_find_what_one_of_all_would(text):
    kinds = {"bracket": r"\([^()]*\)", "two": "(?<!c)a[bc]", "one": "a", "far": "b.*?c(?=$|a)", "mark": "[(),]"}
    one = re.compile("|".join(f"(?P<{name}>{source})" for name, source in kinds.items()))
    parts = [("one", "bracket"), ("two", "mark"), ("far",)]
    several = [re.compile("|".join(f"(?P<{name}>{kinds[name]})" for name in part)) for part in parts]
    assert [(found.span(), found.lastgroup) for found in one.finditer(text)] == [
        (found.span(), found.lastgroup) for found in find_kinds(several, list(kinds), text)
    ]


def test_there_are_such_patterns():
    assert len(RARE) > 20
