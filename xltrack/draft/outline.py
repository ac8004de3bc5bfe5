"""The parts of a notice in each other, by their numbers and heading styles (docs/规则.md 12.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.text import tidy
from xltrack.draft.headings import PartNumber, classify_heading, parse_label, split_heading
from xltrack.draft.lines import is_aside_line, is_title_line
from xltrack.draft.marks import part_labels
from xltrack.draft.notice import NOTICES, NoticeBlock, Paragraph

_SHORT: Final = 10
_COUNTED: Final = 20  # （一）
_STAGE: Final = 5
_SLOGAN: Final = 20  # 「提高站位，精心组织。」 could as well have been the heading of something
_LIST = NOTICES.pattern(r"{annex_marks}\s*{annex_kind}?\s*[：:]\s*1\s*[.．、]")


class Part:
    """One numbered paragraph or heading, the unnumbered lines behind it, and the parts in it.

    Attributes:
        number: as printed, 「（一）」; 「」 for a heading or paragraph without one.
        text: its words without the number.
        body: the unnumbered lines behind it.
        place: the number of its paragraph in the notice.
        path: the numbers from the outermost part to it: 「二、（一）」.
        headed: whether its first sentence may be its heading: not where most of its like are sentences alone.
    """

    __slots__ = ("body", "depth", "headed", "level", "number", "parts", "path", "place", "text")

    def __init__(self, number: PartNumber | None, text: str, paragraph: Paragraph) -> None:
        self.number = number.printed if number else ""
        self.depth = number.depth if number else None
        self.text = text
        self.level = paragraph.level
        self.place = paragraph.number
        self.body: list[Paragraph] = []
        self.parts: list[Part] = []
        self.path = self.number
        self.headed = True

    @property
    def source(self) -> str:
        """Where it stands in the notice: 「二、（一）」 or 「第3段」."""
        return self.path or f"第{self.place}段"

    def closes(self, other: Part) -> bool:
        """Whether this part ends another that stands before it: it is as high or higher."""
        if self.depth is not None and other.depth is not None:
            return self.depth <= other.depth
        if self.level and other.level:
            return self.level <= other.level
        return bool(self.level) or (self.depth is None and other.depth is not None)


class Outline(NamedTuple):
    """The outermost parts, and the lines that stand in none."""

    parts: tuple[Part, ...]
    loose: tuple[Paragraph, ...]


def find_outline(blocks: Sequence[NoticeBlock]) -> Outline:
    """Put the paragraphs behind the title in order."""
    parts: list[Part] = []
    loose: list[Paragraph] = []
    open_: list[Part] = []
    asked = [(paragraph, parse_label(paragraph.label, paragraph.text)) for paragraph in _asking(blocks)]
    last = max((place for place, (paragraph, number) in enumerate(asked) if number or paragraph.level), default=-1)
    for place, (paragraph, number) in enumerate(asked):
        text = number.rest if number else paragraph.text
        part = Part(number, tidy(text), paragraph)
        if number is None:
            if is_title_line(text) and not (paragraph.level and open_):
                open_ = []  # the document that the notice sends round begins
                continue
            if place > last and _closes(text, open_):
                open_ = [part]
                parts += open_
                continue
            if not part.level and not _stands_for_itself(text):
                (open_[-1].body if open_ else loose).append(paragraph)
                continue
            part.level = part.level or 1
        elif number.counts_stages:
            part.depth = _stage_depth(open_)
        while open_ and part.closes(open_[-1]):
            open_.pop()
        if open_:
            part.path = _path(open_[-1], part)
        (open_[-1].parts if open_ else parts).append(part)
        open_.append(part)
    _compare(parts)
    return Outline(tuple(parts), tuple(loose))


def _compare(parts: Sequence[Part]) -> None:
    """See by the like of each part whether their first sentences are headings."""
    alike = [part for part in parts if part.number and not part.parts and not part.level]
    headed = sum(bool(part.body or split_heading(part.text)[0]) for part in alike)
    plain = sum(not (part.body or split_heading(part.text)[0]) and len(part.text) > _SLOGAN for part in alike)
    for part in parts:
        part.headed = headed >= plain or part not in alike
        _compare(part.parts)


def _stage_depth(open_: Sequence[Part]) -> int:
    """How deep 第一阶段 stands: beside another stage, else in the innermost of the parts that 一、 and （一） count."""
    depths = [part.depth for part in open_ if part.depth is not None]
    beside = next((depth for depth in depths if depth % 10), None)
    return beside or max((depth for depth in depths if depth <= _COUNTED), default=-_STAGE) + _STAGE


def _closes(text: str, open_: Sequence[Part]) -> bool:
    """Whether a line behind all numbers asks something of its own: 「请各单位于每月25日前报送进展。」."""
    return text.startswith("请") and text.endswith("。") and bool(open_) and open_[-1].text.endswith(("。", "；"))


def _stands_for_itself(text: str) -> bool:
    """Whether a line without a number is the heading of a part that holds no tasks: 「附则」."""
    return len(text) <= _SHORT and classify_heading(text) in ("left_out", "soft")


def _path(outer: Part, inner: Part) -> str:
    """「二、（一）」; 「1.1」 under 「1.」 stands for itself."""
    same = inner.number[:1].isdigit() and inner.number.startswith(outer.number.rstrip("．.、") + ".")
    return outer.path[: -len(outer.number)] + inner.number if same and outer.number else outer.path + inner.number


def _asking(blocks: Sequence[NoticeBlock]) -> Iterator[Paragraph]:
    """The paragraphs that may ask something; a list of 附件 at the foot is none: 「附件：1.… / 2.…」."""
    listing = False
    for block in blocks:
        if not isinstance(block, Paragraph):
            continue
        number = parse_label(block.label, block.text)
        listing = _LIST.match(block.text) is not None or (
            listing and number is not None and number.printed[0] in "23456789"
        )
        if listing or (number is None and is_aside_line(block.text)):
            continue
        yield block._replace(text=part_labels(block.text))
