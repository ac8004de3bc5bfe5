"""The numbers that Chinese documents count their parts with: 一、（一）1.（1）① and their like (docs/规则.md 12.3).

number = "第" numeral part | numeral "、" | "（" numeral "）" | digits ("." | "、") | "（" digits "）" | circled | letter "." ;
"""

from __future__ import annotations

from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold

_NUMERAL: Final = "[一二三四五六七八九十百]{1,4}"
_YEAR: Final = "(?=(?:19|20)[0-9]{2}年)"
# The kinds in the order in which they stand in each other.
_KINDS: Final = tuple(
    pattern(source)
    for source in (
        rf"第(?:{_NUMERAL}|[0-9]{{1,3}})(?:部分|[章篇编节条]|阶段(?=[:、\s]))[、:.\s]*",
        rf"{_NUMERAL}(?:[、.]|[,:](?!是))\s*",
        rf"\({_NUMERAL}\)[、.]?\s*",
        rf"[0-9]{{1,3}}(?:、|[.．](?![0-9])|[.．]{_YEAR})\s*",
        r"[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}(?:[.、\s]\s*|(?=[\u4e00-\u9fff])(?![万亿个项条元%年月日]))",
        r"\([0-9]{1,3}\)[、.]?\s*|[0-9]{1,3}\)\s*",
        r"[一二三四五六七八九]是(?!否)[,:]?",
        r"[①-⑳]\s*",
        r"[A-Za-z][.、)]\s*",
    )
)
_BULLET = pattern(r"[•●○■□◆◇▪·\-–—*➢✓√\uf06c\uf0b7\uf06e\uf0d8]\s*(?=[\u4e00-\u9fff“《(0-9])")
BULLET: Final = len(_KINDS)


class PartNumber(NamedTuple):
    """A number at the head of a paragraph: how deep its kind stands, as printed, what follows it."""

    depth: int
    printed: str
    rest: str


def parse_part_number(text: str) -> PartNumber | None:
    """The number that a paragraph begins with; None where it begins with none."""
    words = text.lstrip(SPACES)
    flat = fold(words)
    for depth, kind in enumerate(_KINDS):
        found = kind.match(flat)
        if found and len(found[0]) < len(flat):
            return PartNumber(
                _depth(depth, found[0]), words[: found.end()].strip(SPACES), words[found.end() :].lstrip(SPACES)
            )
    bullet = _BULLET.match(words)
    return PartNumber(BULLET * 10, bullet[0].strip(), words[bullet.end() :]) if bullet else None


def parse_label(label: str, text: str) -> PartNumber | None:
    """The same of a number that is not part of the words."""
    found = parse_part_number(f"{label}\u3000{text}" if label else text)
    if found is None and label:
        return PartNumber(BULLET * 10, label, text)
    return found


def is_stage_number(number: PartNumber) -> bool:
    """Whether a number counts the stages of a plan: 第一阶段, which stand in some part of it."""
    return "阶段" in number.printed


def _depth(kind: int, printed: str) -> int:
    """「1.1」 stands under 「1.」, 「1.1.1」 under 「1.1」."""
    return kind * 10 + (printed.rstrip(". ．、").count(".") if kind == 4 else 0)
