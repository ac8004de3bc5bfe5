"""What one part of a notice says: its heading, the marks beside and below it, its texts (docs/规则.md 12.3, 10.4)."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.text import tidy
from xltrack.domain.records import UnitRole
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.headings import classify_heading, split_heading
from xltrack.draft.marks import TRIM, Marks, parse_label_line
from xltrack.draft.notice import NOTICES
from xltrack.draft.outline import Part
from xltrack.draft.pieces import strip_marks
from xltrack.draft.units import Subject, in_charge

_STOPPED: Final = "。；;!！"
_LONGEST_HEAD: Final = 40
_LONGEST_LABEL: Final = 6
_SEVERAL: Final = 2


def units_in(subjects: Sequence[Subject]) -> tuple[UnitRole, ...]:
    """All units of some subjects."""
    return tuple(unit for subject in subjects for unit in subject.units)


def _without_label(text: str) -> str:
    """A text without the word for texts in front: 「工作要求：…」."""
    label, colon, rest = text.partition("：")
    return rest if colon and len(label) <= _LONGEST_LABEL and classify_heading(label) in ("general", "soft") else text


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
            lines.append(_without_label(tidy(line.text)))
            own.append([])
            continue
        below = below.joined(said)
        if own:
            own[-1].append(tidy(line.text))
    if sum(map(bool, own)) < _SEVERAL or below.note:
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
    if len(parts) < 2 or any(part.parts for part in parts):
        return None
    own = [part_words(part).marks for part in parts]
    inner = [strip_marks(part.text).marks for part in parts]
    others = any(marks.named for marks in (*own[:-1], *inner))
    return own[-1] if own[-1].named and not others else None


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


_STAGES = NOTICES.pattern("[0-9{stage_dates}][)）]?{is}[^，。；]{2,8}{stage}")


def _all_parts(part: Part) -> Iterator[Part]:
    yield part
    for inner in part.parts:
        yield from _all_parts(inner)


def _all_texts(part: Part) -> Iterator[str]:
    return (text for one in _all_parts(part) for text in (one.text, *(line.text for line in one.body)))


def says_who(part: Part) -> bool:
    """Whether a section says by marks whose its tasks are: 「（责任单位：…）」."""
    return any(strip_marks(text).marks.named for text in _all_texts(part))


def only_plans(part: Part, heading: str, texts: Sequence[str]) -> bool:
    """Whether the text of a section only counts the stages, or is a goal that nobody is asked to reach."""
    counted = all(len(_STAGES.findall(text)) > 1 for text in texts)
    return counted or ("目标" in heading and not tells_section(part))


def tells_section(part: Part) -> bool:
    """Whether a section names a unit that has to act, not only all of them, or says until when."""
    named = (unit for text in _all_texts(part) for unit in subject_units(text))
    return (
        says_who(part)
        or any(unit.kind == "unit" for unit in named)
        or any(find_deadlines(text) for text in _all_texts(part))
    )
