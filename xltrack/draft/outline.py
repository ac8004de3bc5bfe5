"""The parts of a notice in each other, by their numbers, heading styles, and how their lines look (docs/规则.md 12.3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from xltrack.base.text import squeeze, tidy
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.headings import heads_items, heads_list, is_short_heading
from xltrack.draft.lines import classify_heading, is_aside_line, is_title_line, parse_label, split_heading
from xltrack.draft.marks import find_label, parse_label_line, part_labels
from xltrack.draft.names import Place, actors_in, heading_names, is_team, names_in
from xltrack.draft.notice import NOTICES, NoticeBlock, Paragraph
from xltrack.draft.parts import OF_UNIT, UNIT_HEAD, NoticePart, is_heading, subject_units
from xltrack.draft.pieces import strip_marks
from xltrack.draft.sentences import is_number

_SHORT: Final = 10
_COUNTED: Final = 20  # （一）
_STAGE: Final = 5
_LEAST_NAMED: Final = 2
_SLOGAN: Final = 20  # 「提高站位，精心组织。」 could as well have been the heading of something
_FAULTS = NOTICES.pattern("{faults}[：:]$")
_LIST = NOTICES.pattern(r"{annex_marks}\s*{annex_kind}?\s*[：:]\s*1\s*[.．、]")


def find_outline(blocks: Sequence[NoticeBlock]) -> tuple[list[NoticePart], list[Paragraph]]:
    """Put the paragraphs behind the title in order: the outermost parts, and the lines that stand in none."""
    outline = _Outline(list(_asking(blocks)))
    outline.build()
    _compare(outline.parts)
    return outline.parts, outline.loose


class _Outline:
    """One pass over the lines: the parts that are open where a line stands, outermost first."""

    def __init__(self, lines: list[Paragraph]) -> None:
        self._lines = lines
        self._numbers = [parse_label(line.label, line.text) for line in lines]
        counted = (
            at for at, (line, number) in enumerate(zip(lines, self._numbers, strict=True)) if number or line.level
        )
        self._last = max(counted, default=-1)
        self.parts: list[NoticePart] = []
        self.loose: list[Paragraph] = []
        self._open: list[NoticePart] = []

    def build(self) -> None:
        """Take each line for what it is."""
        for at, (line, number) in enumerate(zip(self._lines, self._numbers, strict=True)):
            if number is None:
                self._plain(at, line)
            elif not self._label(number.rest, line):
                part = NoticePart(number, tidy(number.rest), line)
                part.of_unit = _of_unit(part.text, "：:")
                part.depth = _stage_depth(self._open) if "阶段" in number.printed else part.depth
                self._begin(part)

    def _begin(self, part: NoticePart) -> None:
        while self._open and part.closes(self._open[-1]):
            self._open.pop()
        if self._open:
            part.path = _path(self._open[-1], part)
        (self._open[-1].parts if self._open else self.parts).append(part)
        self._open.append(part)

    def _label(self, text: str, line: Paragraph) -> bool:
        """Whether a numbered line only says whose the part above is, or until when: 「- 责任单位：…」."""
        said = bool(self._open) and find_label(text, 0) is not None and parse_label_line(text) is not None
        if said:
            self._open[-1].body.append(line._replace(text=text))
        return said

    def _plain(self, at: int, line: Paragraph) -> None:
        """A line without a number."""
        text = line.text
        begins = squeeze(text) in NOTICES.endings and classify_heading(text) != "general"
        if (is_title_line(text) or begins) and not (line.level and self._open):
            self._open = []  # the document that the notice sends round begins
            return
        part = NoticePart(None, tidy(text), line)
        told = next((at for at, one in enumerate(self._open) if one.told), None)
        if told is not None and part.text.endswith(("：", ":")):
            self._open = self._open[:told]  # 「现责令你单位：」 behind what is wrong
        if _FAULTS.search(part.text):
            part.told, part.depth = True, self._depth_below(at)
            self._begin(part)
        elif self._closing(at, text):
            part.depth = None if at > self._last else self._open[-1].depth
            self._open = [] if at > self._last else self._open
            self._begin(part)
        elif _of_unit(text, "：:。"):
            part.depth, part.of_unit = OF_UNIT, True
            self._begin(part)
        elif (depth := self._above_items(at)) is not None:
            part.depth, part.of_unit = depth, heads_items(text)
            self._begin(part)
        elif self._open and self._open[-1].depth == OF_UNIT and subject_units(text):
            part.depth = OF_UNIT
            self._begin(part)
        elif line.level or _is_idle_heading(text):
            part.level = part.level or 1
            self._begin(part)
        elif is_short_heading(self._lines, at):
            part.depth = self._depth_below(at)
            self._begin(part)
        else:
            (self._open[-1].body if self._open else self.loose).append(line)

    def _above_items(self, at: int) -> int | None:
        """How deep a line stands that says whose the items right below it are, 「测验组：」, or ends those of another: 「其余：」."""
        below = self._numbers[at + 1] if at + 1 < len(self._numbers) else None
        text = self._lines[at].text
        if below is None or not text.endswith(("：", ":")) or len(text) > _SHORT + 1:
            return None
        depth = below.depth - 1
        beside = any(part.of_unit and part.depth == depth for part in self._open)
        return depth if beside or (heads_items(text) and bool(self.parts or self.loose)) else None

    def _closing(self, at: int, text: str) -> bool:
        """Whether a line behind the last item of a list asks something of its own: 「请各单位于每月25日前报送进展。」."""
        if not self._open or not text.endswith("。") or not self._ends_list(at):
            return False
        # 「以上任务由县教育局负责。」 behind what others do is a task of its own.
        if parse_label_line(text) and not (text.startswith(NOTICES.all_above) and subject_units(self._open[-1].text)):
            return False
        last, like = self._open[-1], self._open[-2].parts if len(self._open) > 1 else self.parts
        if not last.number or not last.text.endswith(("。", "；", "）", ")")):
            return False
        alone = not any(line for part in like for line in part.body if parse_label_line(line.text) is None)
        if is_heading(last.text.rstrip("）)")) and not (alone and len(like) > 1):
            return False
        asks = bool(subject_units(text)) or any(one.report for one in find_deadlines(text))
        return text.startswith(NOTICES.closing_heads) or (alone and asks)

    def _ends_list(self, at: int) -> bool:
        """Whether no item stands behind a line in the list whose last one is open."""
        depth = self._open[-1].depth
        following = next((number for number in self._numbers[at:] if number), None)
        return following is None or (depth is not None and following.depth < depth)

    def _depth_below(self, at: int) -> int:
        """How deep a heading without a number stands: right above what follows it, or beside the last like it."""
        below = at + 1
        while below < len(self._lines) and self._numbers[below] is None and _leads_on(self._lines[below].text):
            below += 1
        number = self._numbers[below] if below < len(self._lines) else None
        if number is not None:
            named = below > at + 1 and heads_items(self._lines[below - 1].text)  # 「通信报汛」, 「信息组：」
            return number.depth - 1 - named
        like = next((part.depth for part in self._open if not part.number and part.depth is not None), None)
        return like if like is not None else max((part.depth or 0 for part in self._open), default=0) + _STAGE


def _is_idle_heading(text: str) -> bool:
    """「附则」 is the heading of a part that holds no tasks; 「工作要求：」 only leads to what stands below it."""
    alone = len(text) <= _SHORT and not text.endswith(("：", ":"))
    return alone and classify_heading(text) in ("left_out", "soft")


def _leads_on(text: str) -> bool:
    """Whether a line between a heading and the numbers below it says whose all these are, or leads to them."""
    return text.rstrip().endswith(("：", ":")) or parse_label_line(text) is not None


def _of_unit(text: str, stops: str) -> bool:
    """Whether a line begins with the units whose it is: 「县水利局：负责…」, 「县公安局。依法…」."""
    stop = UNIT_HEAD.match(text)
    if stop is None or stop["stop"] not in f"{stops}】］" or not text[stop.end() :].strip():
        return False
    words = text[stop.end() :].strip()
    placed: Place = "sure" if words.startswith(NOTICES.charges) else "verb"
    units = heading_names(stop["names"]) if stop["stop"] == "。" else actors_in(stop["names"], placed)
    if units is None:
        return False
    if names_in(words) is not None:  # 「竞赛组：体育教研组、教务处」: it is theirs
        return False
    led = strip_marks(stop["names"]).marks.named or bool(subject_units(text[stop.end() :]))
    return not (led and is_team(units))


def _name_alike(parts: Sequence[NoticePart]) -> None:
    """Among items with a name and a colon in front each other short head is a name too: 「1.发射机房：…」, 「2.动力班：…」."""
    named = [part.of_unit and part.number != "" for part in parts]
    heads = [UNIT_HEAD.match(part.text) if part.number and not part.parts else None for part in parts]
    alike = [part for part, head in zip(parts, heads, strict=True) if head and head["stop"] in "：:"]
    if sum(named) >= _LEAST_NAMED and 2 * sum(named) >= len(alike):
        for part in alike:
            head = UNIT_HEAD.match(part.text)
            part.of_unit = part.of_unit or bool(head and actors_in(head["names"], "sure"))


def _compare(parts: Sequence[NoticePart]) -> None:
    """See by the like of each part whether their first sentences are headings."""
    _name_alike(parts)
    alike = [part for part in parts if part.number and not part.parts and not part.level]
    likely = [bool(part.body or split_heading(part.text)[0]) for part in alike]
    headed = sum(likely)
    plain = sum(not head and len(part.text) > _SLOGAN for head, part in zip(likely, alike, strict=True))
    for part in parts:
        part.headed = headed >= plain or part not in alike
        _compare(part.parts)


def _stage_depth(open_: Sequence[NoticePart]) -> int:
    """How deep 第一阶段 stands: beside another stage, else in the innermost of the parts that 一、 and （一） count."""
    depths = [part.depth for part in open_ if part.depth is not None]
    beside = next((depth for depth in depths if depth % 10), None)
    return beside or max((depth for depth in depths if depth <= _COUNTED), default=-_STAGE) + _STAGE


def _path(outer: NoticePart, inner: NoticePart) -> str:
    """「二、（一）」; 「1.1」 under 「1.」 stands for itself."""
    same = inner.number[:1].isdigit() and inner.number.startswith(outer.number.rstrip("．.、") + ".")
    return outer.path[: -len(outer.number)] + inner.number if same and outer.number else outer.path + inner.number


def _asking(blocks: Sequence[NoticeBlock]) -> Iterator[Paragraph]:
    """The paragraphs that may ask something; a list of 附件 at the foot is none: 「附件：1.… / 2.…」."""
    listing = False
    for block, below in zip(blocks, [*blocks[1:], None], strict=False):
        if not isinstance(block, Paragraph):
            continue
        number = parse_label(block.label, block.text)
        listing = _LIST.match(block.text) is not None or (
            listing and number is not None and number.printed[0] in "23456789"
        )
        aside = number is None and (is_aside_line(block.text) or is_number(block.text))
        if listing or (aside and not heads_list(block, below)):
            continue
        yield block._replace(text=part_labels(block.text))
