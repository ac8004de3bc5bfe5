"""The fuzz of wordings: what says nothing (spaces, widths, line breaks, the order of clauses) changes no reading.

A seeded sample of the phrases of tests/cases; `WORDINGS=100 pytest tests/test_wordings.py` tries a hundred times as many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from random import Random

import pytest

from tests.test_deadline import PHRASES, TABLE, meaning
from tests.test_status import CASES as STATUSES
from tests.test_units import CASES as UNITS
from tests.test_units import NAMES
from xltrack.base.text import fold, squeeze
from xltrack.language import parse_deadline
from xltrack.language.status.grammar import parse_status
from xltrack.language.units.grammar import read_units

MANY = 2400 * int(os.environ.get("WORDINGS", "1"))
GAPS = (" ", "\u3000", "\xa0", "\u200b", "\u2003")
BREAKS = ("\n", "\r\n", "\t")
NARROW = dict(zip("，；：（）！？％", ",;:()!?%", strict=True))
STOPS = "、，,；;：:（）()/"
Change = Callable[[Random, str], str]


def with_gaps(chance: Random, text: str, gaps: Sequence[str] = (*GAPS, *BREAKS)) -> str:
    """Spaces and line breaks between characters; not inside Latin words, numbers and hours, where they mean something."""
    return "".join(
        char + (chance.choice(gaps) if chance.random() < 0.25 and not fold(char + after).isascii() else "")
        for char, after in zip(text, [*text[1:], "。"], strict=False)
    )


def with_widths(chance: Random, text: str) -> str:
    """Full-width forms for half-width ones, and the other way."""
    return "".join(_other_width(char) if chance.random() < 0.5 else char for char in text)


def _other_width(char: str) -> str:
    return chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else NARROW.get(char, char)


def with_gaps_at_stops(chance: Random, text: str) -> str:
    """Between two names a space parts them: around stops alone it says nothing."""
    return "".join(
        f"{chance.choice(('', ' '))}{char}{chance.choice(('', ' ', '　'))}" if char in STOPS else char for char in text
    )


def with_a_break(chance: Random, text: str) -> str:
    at = chance.randrange(len(text))
    return f"{text[:at]}\n{text[at:]}"


def both(chance: Random, text: str) -> str:
    return with_gaps(chance, with_widths(chance, text), GAPS)


def of_deadline(text: str) -> object:
    return meaning(parse_deadline(text, 2021))


def of_status(text: str) -> object:
    read = parse_status(text)
    return read.kind, read.progress, read.day


def of_units(text: str) -> object:
    read = read_units(text, "lead")
    return [(squeeze(fold(unit.name)), unit.role, unit.kind) for unit in read.units], read.references


SAID = [case["text"] for case in STATUSES if case["text"].strip()]
KINDS: dict[str, tuple[Sequence[str], Callable[[str], object], Sequence[Change]]] = {
    "deadlines": (PHRASES, of_deadline, (with_gaps, with_widths, both)),
    "statuses": (SAID, of_status, (lambda chance, text: with_gaps(chance, text, GAPS), with_widths, with_a_break)),
    "units": ([str(case["text"]) for case in UNITS], of_units, (with_widths, with_gaps_at_stops)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_spaces_widths_and_line_breaks_change_nothing(kind: str) -> None:
    phrases, read, changes = KINDS[kind]
    chance = Random(f"{kind} 20211130")
    for _ in range(MANY):
        text, change = chance.choice(phrases), chance.choice(changes)
        changed = change(chance, text)
        assert read(text) == read(changed), (text, changed)


# The order of clauses

FORMS = (
    "{lead}牵头，{support}配合", "{support}配合，{lead}牵头", "{support}配合；{lead}牵头。", "由{lead}牵头，{support}配合",
    "牵头单位：{lead}；配合单位：{support}", "配合单位：{support}；牵头单位：{lead}", "牵头单位：{lead}\n配合单位：{support}",
    "配合单位：{support}\n牵头单位：{lead}", "{lead}主办，{support}协办", "{support}协办，{lead}主办", "{lead}牵头，会同{support}",
)  # fmt: skip


def test_units_have_their_parts_in_whatever_order_these_are_named() -> None:
    chance = Random("units in order")
    for _ in range(MANY // 3):
        names = chance.sample([name for name in NAMES if name != "杭州市"], chance.randint(2, 5))
        cut = chance.randrange(1, len(names))
        wanted = {"lead": sorted(map(fold, names[:cut])), "support": sorted(map(fold, names[cut:]))}
        form = chance.choice(FORMS).format(lead="、".join(names[:cut]), support="、".join(names[cut:]))
        read = read_units(form, "lead").units
        assert wanted == {role: sorted(fold(u.name) for u in read if u.role == role) for role in wanted}, form


DATES = [text for text, kind, _ in TABLE if kind.startswith("date") and not set(text) & set("，；。,;（(、")]
BESIDE = ("长期坚持", "持续推进", "立行立改", "全面完成", "按期完成")
STAGES = ("A领域", "梳理阶段", "目录编制", "平台建设")
DAYS = ("6月底前", "2021年9月30日前", "2021年10月上旬", "2021年第四季度")


def test_a_date_is_the_same_before_and_behind_what_says_no_date() -> None:
    chance = Random("dates in order")
    for _ in range(MANY // 2):
        text, words = chance.choice(DATES), chance.choice(BESIDE)
        assert of_deadline(f"{text}，{words}") == of_deadline(f"{words}，{text}"), (text, words)


def test_milestones_are_the_same_in_whatever_order_they_are_named() -> None:
    chance = Random("milestones in order")
    for _ in range(MANY // 6):
        parts = [f"{stage}：{day}" for stage, day in zip(chance.sample(STAGES, 3), chance.sample(DAYS, 3), strict=True)]
        first, second = (
            sorted(map(str, parse_deadline("；".join(order), 2021).milestones)) for order in (parts, parts[::-1])
        )
        assert first == second, parts


ONE_CLAUSE = [
    text for text in SAID if not set(text) & set("，；。,;！？?：:\n") and "下一步" not in text and "【6月" not in text
]
FIGURES = ("群众满意度98%", "惠及群众3400户", "投入资金35万元", "更换灯具120盏", "道路硬化12公里")


def test_a_status_is_the_same_before_and_behind_a_figure_that_says_nothing_of_it() -> None:
    chance = Random("statuses in order")
    for _ in range(MANY // 2):
        text, figure = chance.choice(ONE_CLAUSE), chance.choice(FIGURES)
        assert of_status(f"{text}，{figure}") == of_status(f"{figure}，{text}"), (text, figure)
