"""The tokens of a deadline cell are what one pattern of all kinds of them finds, though only few kinds are looked for in most cells."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

from xltrack.language.deadline import tokens
from xltrack.language.deadline.tokens import DATES, find_tokens, fold_deadline, mask

CASES = (Path(__file__).parent / "cases" / "deadlines.toml").read_text(encoding="utf-8")
PHRASES = sorted(set(re.findall(r'"([^"\n]+)"', CASES)))
LEXICON = Path(tokens.__file__).parents[2] / "base" / "lexicon" / "deadlines.toml"
WORDS = sorted(
    {
        part.partition("=")[0]
        for entry in tomllib.loads(LEXICON.read_text(encoding="utf-8")).values()
        for part in entry.split()
        if "{" not in part
    }
)
MARKS = [
    *"0123456789年月日号第一二三十、，。；：（）-/.至到前底 ",
    *["2021年", "6月", "30日", "2021", "12月底前", "30-Jun-21", "Q3", "十四五", "一年一"],
]
FEAST = tokens._FESTIVE.partition("{of}?)?")[2]
DATE = f"{tokens._NUMERIC}|{tokens._ENGLISH}|(?:{tokens._YEAR}{{of}}?)?(?:{tokens._PART}|{FEAST}|(?(year)|(?!)))"
ONE = re.compile(
    tokens._fill(
        f"(?P<cycle>{tokens._CYCLE}|{tokens._ONCE})|(?P<spell>{tokens._SPELL})|(?P<five>{tokens._FIVE})"
        f"|(?P<foreign>{tokens._FOREIGN})|(?P<date>(?:{DATE}){tokens._TAIL})|(?P<ongoing>{tokens._LASTING})"
    ),
    re.VERBOSE,
)


def told(found: re.Match[str]) -> tuple[object, ...]:
    """Where a token stands, its kind, and the parts that it has."""
    kind = "date" if found.lastgroup in DATES else found.lastgroup
    parts = {
        name: words for name, words in found.groupdict().items() if words is not None and name not in (kind, *DATES)
    }
    return found.span(), kind, parts


def differs(text: str) -> bool:
    folded = fold_deadline(text)
    masked = mask(text, folded).masked if folded else ""
    return [told(found) for found in ONE.finditer(masked)] != [told(found) for found in find_tokens(masked)]


def test_phrases_have_the_same_tokens():
    assert len(PHRASES) > 500
    assert [] == [text for text in PHRASES if differs(text)]


def test_words_in_any_order_have_the_same_tokens():
    draw = random.Random(7)
    texts = [
        "".join(draw.choice(WORDS if draw.random() < 0.4 else MARKS) for _ in range(draw.randint(1, 9)))
        for _ in range(5000)
    ]
    assert [] == [text for text in texts if differs(text)]
    kinds = {found.lastgroup for text in texts for found in find_tokens(mask(text, fold_deadline(text) or "无").masked)}
    assert {"cycle", "spell", "five", "foreign", "date", "feast", "english", "ongoing"} == kinds
