"""One part of a notice, and what its heading, its label lines and its texts say (docs/规则.md 12.3, 12.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import tidy
from xltrack.domain.records import UnitRole
from xltrack.draft.bare import names_no_deed
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.lines import PartNumber, classify_heading, split_heading
from xltrack.draft.marks import OUTER, TRIM, Marks, find_label, parse_label_line, unit_marks
from xltrack.draft.names import heading_names, is_team
from xltrack.draft.notice import NOTICES, Paragraph, split_outside
from xltrack.draft.pieces import strip_marks
from xltrack.draft.sentences import without_idle
from xltrack.draft.subjects import Subject, in_charge

OF_UNIT: Final = 200  # deeper than any number
# 「县水利局：」, 「【街道民政科】」 in front of what they are to do
UNIT_HEAD = pattern(
    r"[【［]?(?P<names>[^：:。，,；;【】［］]*(?:(?:[，,][^：:。，,；;【】［］]{2,40}){1,2}(?=[：:]))?)(?P<stop>[：:。，,；;】］])"
)
_STOPPED: Final = "。；;!！"
_LONGEST_HEAD: Final = 40
_LONGEST_LABEL: Final = 6
_STAGES = NOTICES.pattern("[0-9{stage_dates}][)）]?{is}[^，。；]{2,8}{stage}")


class NoticePart:
    """One numbered paragraph or heading, the unnumbered lines behind it, and the parts in it.

    Attributes:
        number: as printed, 「（一）」; 「」 for a heading or paragraph without one.
        text: its words without the number.
        body: the unnumbered lines behind it.
        place: the number of its paragraph in the notice.
        path: the numbers from the outermost part to it: 「二、（一）」.
        told: whether it heads what is wrong somewhere, not what is to be done: 「发现存在以下问题：」.
        of_unit: whether its heading is the name of those whose it is, however they are called.
        headed: whether its first sentence may be its heading: not where most of its like are sentences alone.
    """

    __slots__ = ("body", "depth", "headed", "level", "number", "of_unit", "parts", "path", "place", "text", "told")

    def __init__(self, number: PartNumber | None, text: str, paragraph: Paragraph) -> None:
        self.number = number.printed if number else ""
        self.depth = number.depth if number else None
        self.text = text
        self.level = paragraph.level
        self.place = paragraph.number
        self.body: list[Paragraph] = []
        self.parts: list[NoticePart] = []
        self.path = self.number
        self.headed = True
        self.told = False
        self.of_unit = False

    @property
    def source(self) -> str:
        """Where it stands in the notice: 「二、（一）」 or 「第3段」."""
        return self.path or f"第{self.place}段"

    def closes(self, other: NoticePart) -> bool:
        """Whether this part ends another that stands before it: it is as high or higher."""
        if self.depth is not None and other.depth is not None:
            return self.depth <= other.depth
        if self.level and other.level:
            return self.level <= other.level
        return bool(self.level) or (self.depth is None and other.depth is not None)


def units_in(subjects: Sequence[Subject]) -> tuple[UnitRole, ...]:
    """All units of some subjects."""
    return tuple(unit for subject in subjects for unit in subject.units)


class PartWords(NamedTuple):
    """A part's heading with the marks in it, the marks of label lines below, and the texts below that ask something.

    `emptied` where there are texts, but none of them does.
    """

    heading: str
    beside: Marks
    below: Marks
    texts: list[str]
    emptied: bool = False

    @property
    def marks(self) -> Marks:
        """All marks together."""
        return self.beside.joined(self.below)


def _below(part: NoticePart) -> tuple[Marks, list[str]]:
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


def parse_part(part: NoticePart) -> PartWords:
    """Take the words of a part apart."""
    parted = _part_words(part)
    texts = list(map(without_idle, parted.texts))
    told = [_without_given(text) for text in texts] if len(texts) != 1 else [_without_charge(*_without_given(texts[0]))]
    texts = [text for text, _ in told if text]
    below = reduce(Marks.joined, (given for _, given in told), parted.below)
    return parted._replace(texts=texts, below=below, emptied=bool(parted.texts) and not texts)


def _without_given(text: str) -> tuple[str, Marks]:
    """A text without its last sentence where that only says whose all of it is: 「…。以上由县教育局负责。」."""
    *others, last = split_outside(text, "。\n") or [""]
    given = parse_label_line(last) if others and last.startswith(NOTICES.all_above) else None
    return ("".join(others), given) if given else (text, Marks())


def _without_charge(text: str, given: Marks) -> tuple[str, Marks]:
    """A text without its first sentence where that only says who: 「由县城管局牵头，县公安局参与。负责检查…」."""
    first, *others = split_outside(text, "。\n") or [""]
    rest = "".join(others)
    charge = others and names_no_deed(first) and not find_deadlines(first) and not subject_units(rest)
    units = subject_units(first) if charge else ()
    return (rest, unit_marks(units).joined(given)) if units else (text, given)


def _part_words(part: NoticePart) -> PartWords:
    below, lines = _below(part)
    if part.of_unit:
        head = UNIT_HEAD.match(part.text)
        names, rest = (head["names"], part.text[head.end() :].strip()) if head else (part.text, "")
        return PartWords(names, Marks(), below, [rest, *lines])
    names = heading_names(part.text) if part.parts or lines else None
    if names and not is_team(names):  # 「学生工作部（武装部）」
        return PartWords(part.text, Marks(), below, lines)
    bare = strip_marks(part.text)
    whole = bare.text.strip()
    if (part.parts or lines) and is_heading(whole):
        return PartWords(whole.rstrip(f"{_STOPPED}：:"), bare.marks, below, lines)
    heading, rest = split_heading(part.text)
    label = find_label(part.text)
    if label and label.start() < len(heading) < label.end():  # 「清除小广告，责任社区：各社区。」
        heading, rest = "", part.text
    printed = part.headed or part.text[len(heading) :].lstrip()[:1] in "：:"
    if heading and printed and not OUTER.fullmatch(rest) and strip_marks(rest).text.strip(TRIM):
        inner = strip_marks(heading)
        return PartWords(inner.text.strip(TRIM), inner.marks, below, [rest, *lines])
    if part.level and not lines and not part.parts:
        return PartWords(whole, bare.marks, below, [])
    return PartWords("", Marks(), below, [part.text, *lines])


def is_heading(words: str) -> bool:
    """Whether words with others below them are their heading: short, one sentence, and no task themselves where they end as one."""
    if not words or len(words) > _LONGEST_HEAD or any(stop in words[:-1] for stop in _STOPPED):
        return False
    return words[-1] not in f"{_STOPPED}：:" or not _says(words)


def shared_marks(parts: Sequence[NoticePart]) -> Marks | None:
    """The marks of a label line behind the last of several parts, which then holds for all: none of the others has any."""
    if len(parts) < 2 or any(part.parts or strip_marks(part.text).marks.named for part in parts):
        return None
    *others, last = (parse_part(part).marks for part in parts)
    return last if last.named and not any(marks.named for marks in others) else None


def join_texts(texts: list[str]) -> list[str]:
    """The texts below one heading: each for itself where all of them say who or until when, else with the one before.

    What says neither goes with what stands in front of it; the first goes with the second.
    """
    if len(texts) > 1 and all(_says(text) for text in texts):
        return texts
    joined: list[list[str]] = []
    for text in texts:
        own = joined and _names(text) and any(map(_names, joined[-1]))
        if own or not joined:
            joined.append([text])
        else:
            joined[-1].append(text)
    return ["\n".join(group) for group in joined]


def _names(text: str) -> bool:
    return strip_marks(text).marks.named or bool(subject_units(text))


def _says(text: str) -> bool:
    return strip_marks(text).marks.named or bool(subject_units(text) or find_deadlines(text))


def subject_units(text: str) -> tuple[UnitRole, ...]:
    """The units that running words put in charge."""
    return units_in(in_charge(text))


def _all_texts(part: NoticePart) -> Iterator[str]:
    yield from (part.text, *(line.text for line in part.body))
    for inner in part.parts:
        yield from _all_texts(inner)


def section_lines(part: NoticePart) -> Iterator[str]:
    """The lines of a section in its order, each with its number; a heading or sentence ends with a stop."""
    for text in (f"{part.number}{part.text}", *(line.text for line in part.body)):
        yield text if text[-1:] in "。；：:;" else f"{text}。"
    for inner in part.parts:
        yield from section_lines(inner)


def says_who(part: NoticePart) -> bool:
    """Whether a section says by marks whose its tasks are: 「（责任单位：…）」."""
    return any(strip_marks(text).marks.named for text in _all_texts(part))


def only_plans(part: NoticePart, heading: str, texts: Sequence[str]) -> bool:
    """Whether the text of a section only counts the stages, or is a goal that nobody is asked to reach."""
    counted = all(len(_STAGES.findall(text)) > 1 for text in texts)
    return counted or ("目标" in heading and not _names_somebody(part))


def tells_section(part: NoticePart) -> bool:
    """Whether a section names a unit that has to act, not only all of them, or says until when."""
    return _names_somebody(part) or any(map(find_deadlines, _all_texts(part)))


def _names_somebody(part: NoticePart) -> bool:
    named = any(unit.kind == "unit" for text in _all_texts(part) for unit in subject_units(text))
    return named or says_who(part)
