"""One paragraph taken apart into its duties: at marks of who and until when, at inner numbers, at the subjects of its clauses."""

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES
from xltrack.draft.clauses import split_clauses, split_deeds
from xltrack.draft.deadlines import is_deadline
from xltrack.draft.marks import OUTER, TRIM, Marks, find_label, parse_marks
from xltrack.draft.notice import LOOKED_INTO, NOTICES
from xltrack.draft.subjects import find_subjects

_ENDS: Final = "。；;\n"
_INNER: Final = (
    pattern("([①-⑳])"),
    NOTICES.pattern(r"(?:^|(?<=[：:。；;，,\s\n]))[（(]([0-9]{1,2}|[{numerals}]{1,2})[)）]"),
    pattern(r"(?:^|(?<=[：:。；;\n]))[ \u3000]*([0-9]{1,2})(?:[、．]|\.(?![0-9]))"),
)
_FIRST: Final = ("①", "1", "一")
_ENUMERATED = NOTICES.pattern(r"(?:^|(?<=[：:。；;，,\n]))[{points}](?:{point_marks}|{point_acts})(?!{no_point})")
_STOPS = pattern("[。\n]")
_LONGEST_INTRO: Final = 20
_SEVERAL: Final = 2


class Piece(NamedTuple):
    """The words of one duty, the marks that stand beside them, the words that lead to it and its like."""

    text: str
    marks: Marks = Marks()
    lead_in: str = ""


def split_pieces(text: str, *, named: bool = False) -> list[Piece]:
    """The duties of a paragraph, in order; one where nothing parts it.

    Args:
        text: its words.
        named: whether it is said beside them whose they are: then units in them are no reason to part them.
    """
    if len(text) > LOOKED_INTO:
        return [Piece(text)]
    return [
        Piece(part, piece.marks, lead_in)
        for words, lead_in in _by_inner_numbers(text)
        for piece in _by_marks(words)
        for part in (split_deeds(piece.text) if named or piece.marks.named else _by_subjects(piece))
        if part.strip(TRIM)
    ]


def strip_marks(text: str) -> Piece:
    """The words of a heading without its marks, and these together."""
    pieces = _by_marks(text) if len(text) <= LOOKED_INTO else [Piece(text)]
    marks = reduce(Marks.joined, (piece.marks for piece in pieces), Marks())
    return Piece("".join(piece.text for piece in pieces), marks)


def _behind(text: str, places: Sequence[re.Match[str]]) -> list[str]:
    stops = [*(place.start() for place in places[1:]), len(text)]
    return [text[place.end() : stop] for place, stop in zip(places, stops, strict=True)]


def _by_inner_numbers(text: str) -> list[tuple[str, str]]:
    """「…：①…；②…」: the words behind each number, with those in front of the first."""
    for number in _INNER:
        found = list(number.finditer(text))
        lead_in = text[: found[0].start()].strip() if found else ""
        if len(found) > 1 and found[0][1] in _FIRST and (not lead_in or lead_in[-1] in "：:。；;，,"):
            return [(words.strip(), lead_in) for words in _behind(text, found)]
    return [(text, "")]


def _spans(text: str) -> Iterator[tuple[int, int, Marks]]:
    """Where marks stand: brackets that hold nothing else, and labels with what follows them to the end of the sentence."""
    at = 0
    brackets = list(OUTER.finditer(text))
    while label := find_label(text, at):
        inside = next((b for b in brackets if b.start() <= label.start() < b.end()), None)
        if inside:
            at = inside.end()
            continue
        end = _run_end(text, label.end())
        marks = parse_marks(text[label.start() : end])
        if marks is not None:
            yield label.start(), end, marks
            brackets = [b for b in brackets if not label.start() <= b.start() < end]
        at = end if marks is not None else label.end()
    # 「学雷锋（3月）、清明祭扫（4月）」: the days of what stands in front of each.
    days = [b for b in brackets if is_deadline(b[0][1:-1])]
    for bracket in brackets if len(days) < _SEVERAL else [b for b in brackets if b not in days]:
        behind = text[bracket.end() : bracket.end() + 1]
        marks = parse_marks(bracket[0][1:-1], bare=(not behind or behind in _ENDS) and bracket.start() > 0)
        if marks is not None and marks != Marks():
            yield bracket.start(), bracket.end(), marks


def _run_end(text: str, start: int) -> int:
    """Where what labels say ends: at a full stop or line break that no further label follows."""
    for stop in _STOPS.finditer(text, start):
        label = find_label(text, stop.end())
        if label is None or text[stop.end() : label.start()].strip(TRIM):
            return stop.end()
    return len(text)


def _by_marks(text: str) -> list[Piece]:
    """Part the text at marks that end a duty; those in the middle of a sentence are only taken out."""
    spans = sorted(_spans(text))
    pieces: list[Piece] = []
    words, marks, at = "", Marks(), 0
    for number, (start, end, own) in enumerate(spans):
        words, marks, at = words + text[at:start], marks.joined(own), end
        behind = spans[number + 1 :]
        stop = behind[0][0] if behind else len(text)
        between = text[end:stop]
        ended = words.rstrip(SPACES)[-1:] in _ENDS or text[end - 1] in _ENDS or between[:1] in _ENDS
        parts = (ended and (own.named or behind)) or (own.named and behind and behind[0][2].named)
        rest = between.strip(TRIM)
        if rest and parts and not behind and is_deadline(rest):
            marks, at = marks.joined(Marks(deadline=rest)), stop
        elif rest and parts and words.strip(TRIM):
            pieces.append(Piece(words, marks))
            words, marks = "", Marks()
    pieces.append(Piece(words + text[at:], marks))
    return [piece._replace(text=piece.text.strip().lstrip("。；;，,、")) for piece in pieces]


def _by_subjects(piece: Piece) -> list[str]:
    """Part words where each clause names who has to act."""
    if piece.marks.named:
        return [piece.text]
    parts = _enumerated(piece.text)
    listed = len(parts) > 1 and all(map(_leads, parts))
    parts = [part for words in (parts if listed else [piece.text]) for part in split_clauses(words)]
    return [_without_intro(part) for part in parts] if len(parts) > 1 else [piece.text]


def _enumerated(text: str) -> list[str]:
    """「一是…；二是…」 without what stands in front of 一是."""
    places = list(_ENUMERATED.finditer(text))
    return _behind(text, places) if len(places) > 1 else []


def _leads(part: str) -> bool:
    return any(unit.role == "lead" for subject in find_subjects(part) for unit in subject.units)


def _without_intro(part: str) -> str:
    """「明确分工：区教育局负责…」 without what leads to it."""
    subject = next(iter(find_subjects(part)), None)
    colon = part.rfind("：", 0, subject.start) if subject else -1
    return part[colon + 1 :] if 0 < colon <= _LONGEST_INTRO else part
