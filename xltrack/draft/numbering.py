"""The numbers that Chinese documents count their parts with: 一、（一）1.（1）① and their like (docs/规则.md 12.3).

number = "第" numeral part | numeral "、" | "（" numeral "）" | digits ("." | "、") | "（" digits "）" | circled | letter "." ;
"""

from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold
from xltrack.draft.notice import NOTICES

_NUMERAL: Final = "[{numerals}{hundred}]{1,4}"
_YEAR: Final = "(?=(?:19|20)[0-9]{2}年)"
# The kinds in the order in which they stand in each other.
_KINDS: Final = tuple(
    NOTICES.pattern(source)
    for source in (
        rf"第(?:{_NUMERAL}|[0-9]{{1,3}})(?:{{part_kinds}}|{{stage}}(?=[:、\s]))[、:.\s]*",
        rf"{_NUMERAL}(?:[、.]|[,:](?!{{point_marks}}))\s*",
        rf"\({_NUMERAL}\)[、.]?\s*",
        rf"[0-9]{{1,3}}(?:、|[.．](?![0-9])|[.．]{_YEAR})\s*",
        r"[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}(?:[.、\s]\s*|(?=[\u4e00-\u9fff])(?!{no_numbers}))",
        r"\([0-9]{1,3}\)[、.]?\s*|[0-9]{1,3}\)\s*",
        r"[{points}]{point_marks}(?!{no_point})[,:]?",
        r"[①-⑳]\s*",
        r"[A-Za-z][.、)]\s*",
    )
)
_BULLET = pattern(r"[•●○■□◆◇▪·\-–—*➢✓√\uf06c\uf0b7\uf06e\uf0d8]\s*(?=[\u4e00-\u9fff“《(0-9])")
BULLET: Final = len(_KINDS)
_DECIMAL: Final = 4


class PartNumber(NamedTuple):
    """A number at the head of a paragraph: how deep its kind stands, as printed, what follows it."""

    depth: int
    printed: str
    rest: str

    @property
    def counts_stages(self) -> bool:
        """Whether it counts the stages of a plan: 第一阶段, which stand in some part of it."""
        return "阶段" in self.printed


def parse_part_number(text: str) -> PartNumber | None:
    """The number that a paragraph begins with; None where it begins with none."""
    words = text.lstrip(SPACES)
    flat = fold(words)
    for kind, known in enumerate(_KINDS):
        found = known.match(flat)
        if found and len(found[0]) < len(flat):
            # 「1.1」 stands under 「1.」, 「1.1.1」 under 「1.1」.
            under = found[0].rstrip(". ．、").count(".") if kind == _DECIMAL else 0
            printed, rest = words[: found.end()].strip(SPACES), words[found.end() :].lstrip(SPACES)
            return PartNumber(kind * 10 + under, printed, rest)
    bullet = _BULLET.match(words)
    return PartNumber(BULLET * 10, bullet[0].strip(), words[bullet.end() :]) if bullet else None


def parse_label(label: str, text: str) -> PartNumber | None:
    """The same of a number that is not part of the words."""
    found = parse_part_number(f"{label}\u3000{text}" if label else text)
    return PartNumber(BULLET * 10, label, text) if found is None and label else found
