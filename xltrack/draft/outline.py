"""The parts of a notice in each other, by their numbers and heading styles, and what each of them says (docs/规则.md 12.3, 10.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.text import tidy
from xltrack.domain.records import UnitRole
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.lines import PartNumber, classify_heading, is_aside_line, is_title_line, parse_label, split_heading
from xltrack.draft.marks import TRIM, Marks, parse_label_line, part_labels
from xltrack.draft.notice import NOTICES, NoticeBlock, Paragraph
from xltrack.draft.pieces import strip_marks
from xltrack.draft.units import Subject, in_charge

_SHORT: Final = 10
_COUNTED: Final = 20  # （一）
_STAGE: Final = 5
_SLOGAN: Final = 20  # 「提高站位，精心组织。」 could as well have been the heading of something
_STOPPED: Final = "。；;!！"
_LONGEST_HEAD: Final = 40
_LONGEST_LABEL: Final = 6
_STAGES = NOTICES.pattern("[0-9{stage_dates}][)）]?{is}[^，。；]{2,8}{stage}")
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


def find_outline(blocks: Sequence[NoticeBlock]) -> tuple[list[Part], list[Paragraph]]:
    """Put the paragraphs behind the title in order: the outermost parts, and the lines that stand in none."""
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
            if place > last and open_ and open_[-1].text.endswith(("。", "；")) and _asks(text):
                open_ = [part]
                parts += open_
                continue
            # 「附则」 is the heading of a part that holds no tasks.
            alone = len(text) <= _SHORT and classify_heading(text) in ("left_out", "soft")
            if not part.level and not alone:
                (open_[-1].body if open_ else loose).append(paragraph)
                continue
            part.level = part.level or 1
        elif "阶段" in number.printed:
            part.depth = _stage_depth(open_)
        while open_ and part.closes(open_[-1]):
            open_.pop()
        if open_:
            part.path = _path(open_[-1], part)
        (open_[-1].parts if open_ else parts).append(part)
        open_.append(part)
    _compare(parts)
    return parts, loose


def _compare(parts: Sequence[Part]) -> None:
    """See by the like of each part whether their first sentences are headings."""
    alike = [part for part in parts if part.number and not part.parts and not part.level]
    likely = [bool(part.body or split_heading(part.text)[0]) for part in alike]
    headed = sum(likely)
    plain = sum(not head and len(part.text) > _SLOGAN for head, part in zip(likely, alike, strict=True))
    for part in parts:
        part.headed = headed >= plain or part not in alike
        _compare(part.parts)


def _stage_depth(open_: Sequence[Part]) -> int:
    """How deep 第一阶段 stands: beside another stage, else in the innermost of the parts that 一、 and （一） count."""
    depths = [part.depth for part in open_ if part.depth is not None]
    beside = next((depth for depth in depths if depth % 10), None)
    return beside or max((depth for depth in depths if depth <= _COUNTED), default=-_STAGE) + _STAGE


def _asks(line: str) -> bool:
    """Whether a line behind all numbers asks something of its own: 「请各单位于每月25日前报送进展。」."""
    return line.startswith("请") and line.endswith("。")


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


def units_in(subjects: Sequence[Subject]) -> tuple[UnitRole, ...]:
    """All units of some subjects."""
    return tuple(unit for subject in subjects for unit in subject.units)


class PartWords(NamedTuple):
    """A part's heading with the marks in it, the marks of label lines below, and the texts below."""

    heading: str
    beside: Marks
    below: Marks
    texts: list[str]

    @property
    def marks(self) -> Marks:
        """All marks together."""
        return self.beside.joined(self.below)


def _below(part: Part) -> tuple[Marks, list[str]]:
    """The marks of the label lines below a part, and its other lines; each keeps its own where several have some."""
    below = Marks()
    lines: list[str] = []
    own: list[list[str]] = []
    for line in part.body:
        said = parse_label_line(line.text)
        if said is None:
            text = tidy(line.text)
            label, colon, rest = text.partition("：")
            # The word for texts in front says nothing: 「工作要求：…」.
            idle = colon and len(label) <= _LONGEST_LABEL and classify_heading(label) in ("general", "soft")
            lines.append(rest if idle else text)
            own.append([])
            continue
        below = below.joined(said)
        if own:
            own[-1].append(tidy(line.text))
    if sum(map(bool, own)) < 2 or below.note:
        return below, lines
    return Marks(), ["\n".join([line, *labels]) for line, labels in zip(lines, own, strict=True)]


def part_words(part: Part) -> PartWords:
    """Take the words of a part apart."""
    below, lines = _below(part)
    bare = strip_marks(part.text)
    whole = bare.text.strip()
    if (part.parts or lines) and _is_heading(whole):
        return PartWords(whole.rstrip(f"{_STOPPED}：:"), bare.marks, below, lines)
    heading, rest = split_heading(part.text)
    printed = part.headed or part.text[len(heading) :].lstrip()[:1] in "：:"
    if heading and printed and strip_marks(rest).text.strip(TRIM):
        inner = strip_marks(heading)
        return PartWords(inner.text.strip(TRIM), inner.marks, below, [rest, *lines])
    if part.level and not lines and not part.parts:
        return PartWords(whole, bare.marks, below, [])
    return PartWords("", Marks(), below, [part.text, *lines])


def _is_heading(words: str) -> bool:
    """Whether words with others below them are their heading: short, one sentence, and no task themselves where they end as one."""
    if not words or len(words) > _LONGEST_HEAD or any(stop in words[:-1] for stop in _STOPPED):
        return False
    return words[-1] not in f"{_STOPPED}：:" or not _says(words)


def shared_marks(parts: Sequence[Part]) -> Marks | None:
    """The marks of a label line behind the last of several parts, which then holds for all: none of the others has any."""
    if len(parts) < 2 or any(part.parts or strip_marks(part.text).marks.named for part in parts):
        return None
    *others, last = (part_words(part).marks for part in parts)
    return last if last.named and not any(marks.named for marks in others) else None


def join_texts(texts: list[str]) -> list[str]:
    """The texts below one heading: each for itself where all of them say who or until when, else one duty."""
    if len(texts) > 1 and all(_says(text) for text in texts):
        return texts
    return ["\n".join(texts)] if texts else []


def _says(text: str) -> bool:
    return strip_marks(text).marks.named or bool(subject_units(text) or find_deadlines(text))


def subject_units(text: str) -> tuple[UnitRole, ...]:
    """The units that running words put in charge."""
    return units_in(in_charge(text))


def _all_texts(part: Part) -> Iterator[str]:
    yield from (part.text, *(line.text for line in part.body))
    for inner in part.parts:
        yield from _all_texts(inner)


def says_who(part: Part) -> bool:
    """Whether a section says by marks whose its tasks are: 「（责任单位：…）」."""
    return any(strip_marks(text).marks.named for text in _all_texts(part))


def only_plans(part: Part, heading: str, texts: Sequence[str]) -> bool:
    """Whether the text of a section only counts the stages, or is a goal that nobody is asked to reach."""
    counted = all(len(_STAGES.findall(text)) > 1 for text in texts)
    return counted or ("目标" in heading and not tells_section(part))


def tells_section(part: Part) -> bool:
    """Whether a section names a unit that has to act, not only all of them, or says until when."""
    texts = [*_all_texts(part)]
    named = any(unit.kind == "unit" for text in texts for unit in subject_units(text))
    return named or says_who(part) or any(map(find_deadlines, texts))
