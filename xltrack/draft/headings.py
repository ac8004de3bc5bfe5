"""Headings that no number or style shows: short lines between paragraphs, numbers without a point (docs/规则.md 12.3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from xltrack.base.text import fold, tidy
from xltrack.draft.lines import is_aside_line, is_title_line, parse_label
from xltrack.draft.marks import parse_label_line
from xltrack.draft.names import actors_in, heading_names, names_in
from xltrack.draft.notice import NOTICES, NoticeBlock, Paragraph
from xltrack.draft.pointers import item_number
from xltrack.language.units.name import is_group

_LONGEST: Final = 20
_LONGEST_COUNTED: Final = 30
_LEAST: Final = 2
_NO_HEADING: Final = "。；：，！？,;:!?"
_NUMERAL = NOTICES.pattern(r"([{numerals}]{1,3})([ \u3000]+)(?=[\u4e00-\u9fff“《])")
_COUNTED = NOTICES.pattern(
    r"([0-9]{1,2})(?:([ \u3000]+)(?=[\u4e00-\u9fff“《])|(?=[\u4e00-\u9fff“《])(?!{asked_counts}))(?!{no_numbers})"
)


def count_bare_numbers(blocks: Sequence[NoticeBlock]) -> list[NoticeBlock]:
    """The blocks with numbers that have no point, 「2 组织指挥体系」, as their labels, where two or more count on from 1."""
    labelled = list(blocks)
    for counted, label in ((_COUNTED, "{}."), (_NUMERAL, "{}、")):
        found = {at: words for at, block in enumerate(blocks) if (words := _bare_number(block, counted))}
        runs: list[int] = []
        for before, at in pairwise([-1, *found]):
            follows = before in runs and item_number(found[at][1]) == item_number(found[before][1]) + 1
            runs += [at] if follows or item_number(found[at][1]) == 1 else []
        for at in runs if len(runs) >= _LEAST else ():
            block = labelled[at]
            if isinstance(block, Paragraph):
                labelled[at] = block._replace(label=label.format(found[at][1]), text=block.text[found[at].end() :])
    return labelled


def _bare_number(block: NoticeBlock, counted: re.Pattern[str]) -> re.Match[str] | None:
    """The number of a line; a long one, or one with a full stop, has a space behind it."""
    found = counted.match(block.text) if isinstance(block, Paragraph) and not block.label else None
    if found is None or not isinstance(block, Paragraph):
        return None
    short = len(block.text) <= _LONGEST_COUNTED and not set("。；") & set(block.text)
    return found if found[2] or (short and found[1].isdecimal()) else None


def is_short_heading(lines: Sequence[Paragraph], at: int) -> bool:
    """Whether an unnumbered line is the heading of what follows it: short, without a stop, with something below it."""
    text = tidy(lines[at].text)
    if not 2 <= len(text) <= _LONGEST or set(_NO_HEADING) & set(text) or at + 1 == len(lines):
        return False
    below = lines[at + 1]
    if heads_list(lines[at], below):
        return True
    if text[0] in "（(" or is_aside_line(text) or is_title_line(text) or parse_label_line(text):
        return False
    sure = parse_label(below.label, below.text) is not None or parse_label_line(below.text) is not None
    sure = sure or heads_items(below.text)
    return sure or (names_in(text) is None and _is_text(below.text, text))


def heads_items(text: str) -> bool:
    """Whether a line of its own names whose the items below it are: 「测验组：」, 「二矿：」."""
    name = tidy(text)
    units = actors_in(name[:-1], "verb") if name.endswith(("：", ":")) else None
    return units is not None and not any(is_group(fold(unit.name)) for unit in units)


def heads_list(line: Paragraph, below: NoticeBlock | None) -> bool:
    """Whether a line is the name of those whose the items right below it are: 「医务处」; the same words sign a notice."""
    items = isinstance(below, Paragraph) and parse_label(below.label, below.text) is not None
    return items and heading_names(tidy(line.text)) is not None


def _is_text(below: str, heading: str) -> bool:
    return len(below) > len(heading) and bool(set("。；：:;") & set(below))
