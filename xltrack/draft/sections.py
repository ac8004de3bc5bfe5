"""What a section of a notice tells: whose its tasks are, until when; or only goals and stages (docs/规则.md 12.6)."""

from collections.abc import Iterator, Sequence

from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.notice import NOTICES
from xltrack.draft.outline import Part
from xltrack.draft.parted import subject_units
from xltrack.draft.pieces import strip_marks

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
