"""One paragraph taken apart into its duties: at marks of who and until when, at inner numbers, at the subjects of its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES
from xltrack.draft.deadlines import find_deadlines, is_deadline
from xltrack.draft.marks import Marks, find_brackets, find_label, parse_marks
from xltrack.draft.notice import LOOKED_INTO
from xltrack.draft.units import find_subjects

TRIM: Final = f"，,；;。、：:{SPACES}"
_ENDS: Final = "。；;\n"
_CIRCLED: Final = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_INNER: Final = (
    pattern(rf"[{_CIRCLED}]"),
    pattern(r"(?:^|(?<=[：:。；;，,\s\n]))[（(]([0-9]{1,2}|[一二三四五六七八九十]{1,2})[)）]"),
    pattern(r"(?:^|(?<=[：:。；;\n]))[ \u3000]*([0-9]{1,2})(?:[、．]|\.(?![0-9]))"),
)
_FIRST: Final = ("①", "1", "一")
_ENUMERATED = pattern(r"(?:^|(?<=[：:。；;，,\n]))(?:[一二三四五六七八九]是)(?!否)")
_PARTS = pattern(r"[；;](?![^（(]*[)）])")
_ACTS = pattern("[\u4e00-\u9fff]{2}")
_SENTENCES = pattern(r"(?<=[。\n])(?![^（(]*[)）])")


class Piece(NamedTuple):
    """The words of one duty, the marks that stand beside them, the words that lead to it and its like."""

    text: str
    marks: Marks = Marks()
    lead_in: str = ""


def split_pieces(text: str) -> list[Piece]:
    """The duties of a paragraph, in order; one where nothing parts it."""
    if len(text) > LOOKED_INTO:
        return [Piece(text)]
    pieces: list[Piece] = []
    for words, lead_in in _by_inner_numbers(text):
        for piece in _by_marks(words):
            pieces += [Piece(part, piece.marks, lead_in) for part in _by_subjects(piece)]
    return [piece for piece in pieces if piece.text.strip(TRIM)]


def strip_marks(text: str) -> Piece:
    """The words of a heading without its marks, and these together."""
    pieces = _by_marks(text) if len(text) <= LOOKED_INTO else [Piece(text)]
    marks = Marks()
    for piece in pieces:
        marks = marks.joined(piece.marks)
    return Piece("".join(piece.text for piece in pieces), marks)


def _by_inner_numbers(text: str) -> list[tuple[str, str]]:
    """「…：①…；②…」: the words behind each number, with those in front of the first."""
    for number in _INNER:
        found = list(number.finditer(text))
        if len(found) < 2 or (found[0][1] if found[0].groups() else found[0][0]) not in _FIRST:
            continue
        lead_in = text[: found[0].start()].strip()
        if lead_in and lead_in[-1] not in "：:。；;，,":
            continue
        stops = [*(match.start() for match in found[1:]), len(text)]
        return [(text[match.end() : stop].strip(), lead_in) for match, stop in zip(found, stops, strict=True)]
    return [(text, "")]


def _spans(text: str) -> Iterator[tuple[int, int, Marks]]:
    """Where marks stand: brackets that hold nothing else, and labels with what follows them to the end of the sentence."""
    at = 0
    brackets = list(find_brackets(text))
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
    for bracket in brackets:
        behind = text[bracket.end() : bracket.end() + 1]
        marks = parse_marks(bracket[0][1:-1], bare=(not behind or behind in _ENDS) and bracket.start() > 0)
        if marks is not None and marks != Marks():
            yield bracket.start(), bracket.end(), marks


def _run_end(text: str, start: int) -> int:
    """Where what labels say ends: at a full stop or line break that no further label follows."""
    for stop in re.finditer("[。\n]", text[start:]):
        behind = start + stop.end()
        label = find_label(text, behind)
        if label is None or text[behind : label.start()].strip(TRIM):
            return behind
    return len(text)


def _by_marks(text: str) -> list[Piece]:
    """Part the text at marks that end a duty; those in the middle of a sentence are only taken out."""
    spans = sorted(_spans(text))
    pieces: list[Piece] = []
    words, marks, at = "", Marks(), 0
    for number, (start, end, own) in enumerate(spans):
        words += text[at:start]
        marks = marks.joined(own)
        at = end
        stop = spans[number + 1][0] if number + 1 < len(spans) else len(text)
        between = text[end:stop]
        ended = words.rstrip(SPACES)[-1:] in _ENDS or text[end - 1] in _ENDS or between[:1] in _ENDS
        more = number + 1 < len(spans)
        if between.strip(TRIM) and (
            (ended and (own.named or more)) or (own.named and more and spans[number + 1][2].named)
        ):
            if not more and is_deadline(between.strip(TRIM)):
                marks, at = marks.joined(Marks(deadline=between.strip(TRIM))), stop
                continue
            pieces.append(Piece(words, marks))
            words, marks = "", Marks()
    pieces.append(Piece(words + text[at:], marks))
    return [piece._replace(text=piece.text.strip().lstrip("。；;，,、")) for piece in pieces]


def _by_subjects(piece: Piece) -> list[str]:
    """Part words whose clauses each name who has to act; those of one sentence after another also name until when."""
    if piece.marks.named:
        return [piece.text]
    for parts in (_enumerated(piece.text), _PARTS.split(piece.text), _charged(piece.text)):
        if len(parts) > 1 and all(map(_leads, parts)):
            return [_without_intro(part) for part in parts]
    parts = [part for part in _SENTENCES.split(piece.text) if part.strip(TRIM)]
    if len(parts) > 1 and all(_leads(part) and find_deadlines(part) for part in parts):
        return parts
    return [piece.text]


def _enumerated(text: str) -> list[str]:
    """「一是…；二是…」 without what stands in front of 一是."""
    places = list(_ENUMERATED.finditer(text))
    if len(places) < 2:
        return []
    stops = [*(place.start() for place in places[1:]), len(text)]
    return [text[place.end() : stop] for place, stop in zip(places, stops, strict=True)]


def _charged(text: str) -> list[str]:
    """「区财政局负责…，区审计局负责…」: clauses that each begin with who is in charge."""
    parts = [part for part in re.split("[，,]", text) if part.strip(TRIM)]
    firsts = [next(find_subjects(part), None) for part in parts]
    begun = all(first and first.charged and first.start <= 1 and _ACTS.search(part[first.behind :])
                for first, part in zip(firsts, parts, strict=True))  # fmt: skip
    return parts if begun else []


def _leads(part: str) -> bool:
    return any(unit.role == "lead" for subject in find_subjects(part) for unit in subject.units)


def _without_intro(part: str) -> str:
    """「明确分工：区教育局负责…」 without what leads to it."""
    subject = next(find_subjects(part), None)
    colon = part.rfind("：", 0, subject.start) if subject else -1
    return part[colon + 1 :] if 0 < colon <= 20 else part
