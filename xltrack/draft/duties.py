"""From the parts of a notice to duties: group, words, units, deadline, source, and what was inferred (docs/规则.md 12)."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import tidy
from xltrack.draft.deadlines import compose_deadline, find_deadlines
from xltrack.draft.headings import classify_heading
from xltrack.draft.marks import Marks, marks_of, parse_label_line
from xltrack.draft.notice import NOTICES, Check, Paragraph, left_out
from xltrack.draft.outline import (
    Part,
    join_texts,
    only_plans,
    part_words,
    says_who,
    shared_marks,
    subject_units,
    tells_section,
    units_in,
)
from xltrack.draft.pieces import Piece, split_pieces
from xltrack.draft.trim import trim_words
from xltrack.draft.units import in_charge, surely_names
from xltrack.language.deadline.years import title_year

_POINTS = NOTICES.pattern("{pointers}{pointed}")
_SENT_ROUND = NOTICES.pattern("(?:{after}.{2,30}?{agreed}[，,])?{now_this}.{2,80}?{sent_round}")
_PRINTED_YEAR = pattern(r"((?:19|20)[0-9]{2})年")


class Duty(NamedTuple):
    """One duty.

    Attributes:
        group: the headings that it stands under, outermost first.
        text: its words.
        marks: who and until when.
        source: where it stands: 「二、（一）」 or 「第3段」.
        codes: the rules by which something of it was inferred.
        year: the year printed before it in its paragraph or heading.
    """

    group: tuple[str, ...]
    text: str
    marks: Marks
    source: str
    codes: tuple[str, ...] = ()
    year: int | None = None


class Inherited(NamedTuple):
    """What a part takes from those it stands in; `said` are the marks beside its own words; nothing is `inside` at the top."""

    group: tuple[str, ...] = ()
    marks: Marks = Marks()
    said: Marks = Marks()
    year: int | None = None
    soft: bool = False
    inside: bool = False


def find_duties(parts: Sequence[Part], loose: Sequence[Paragraph]) -> tuple[tuple[Duty, ...], tuple[Check, ...]]:
    """The duties of an outline in order, and what gave none; its loose lines give some only where no part gives any."""
    finder = _Finder()
    for part in parts:
        finder.part(part, Inherited())
    if not finder.duties:
        finder.loose(loose)
    evident = any(duty.marks != Marks() or NOTICES.evident.inside(duty.text) for duty in finder.duties)
    return tuple(finder.duties) if evident else (), tuple(finder.remarks)


class _Finder:
    """One pass over the parts."""

    def __init__(self) -> None:
        self.duties: list[Duty] = []
        self.remarks: list[Check] = []

    def part(self, part: Part, above: Inherited) -> None:
        """A part with all that stands in it."""
        parted = part_words(part)
        heading, texts = parted.heading, parted.texts
        worth = classify_heading(heading or tidy(part.text))
        # What holds no tasks as a rule does where it is a point, or an item among tasks, that says whose it is.
        idle = worth in ("matter", "left_out") and not ((worth == "matter" or above.inside) and says_who(part))
        if idle or (worth == "general" and texts and not part.parts and only_plans(part, heading, texts)):
            self._remark("D787" if tells_section(part) else "D786", part.source, heading or part.text)
            return
        own = _inner(above, heading, worth, parted.marks)
        if not part.parts:
            # The date of a heading holds for what says none itself; its units are those of the text.
            said = parted.beside._replace(deadline="").joined(parted.below) if texts else parted.marks
            self._leaf(part, own, heading, texts, said)
            return
        own = self._intro(part, own, texts)
        last = shared_marks(part.parts)
        for inner in part.parts:
            self.part(inner, own._replace(marks=last.filled(own.marks)) if last else own)

    def loose(self, lines: Sequence[Paragraph]) -> None:
        """Unnumbered paragraphs: those that say who or until when are duties."""
        for line in lines:
            said, source = parse_label_line(line.text), f"第{line.number}段"
            if said and self.duties:
                last = self.duties[-1]
                self.duties[-1] = last._replace(marks=last.marks.filled(said))
            elif _SENT_ROUND.match(line.text):
                self._remark("D787" if find_deadlines(line.text) else "D786", source, line.text)
            elif not line.text.rstrip().endswith(("：", ":")):
                found = list(_duties(line.text, Inherited(), source))
                self.duties += found if any(duty.marks.named or duty.marks.deadline for duty in found) else []

    def _remark(self, code: str, source: str, text: str) -> None:
        self.remarks.append(left_out(code, text, source))

    def _intro(self, part: Part, own: Inherited, texts: list[str]) -> Inherited:
        """What stands between a heading and the parts below it: a duty of its own where it says both who and until when."""
        for text in texts:
            duties = list(_duties(text, own._replace(marks=Marks()), part.source))
            leads = text.rstrip().endswith(("：", ":"))
            if not leads and all(duty.marks.named and duty.marks.deadline for duty in duties):
                self.duties += duties
                continue
            units = subject_units(text) if leads else ()
            if units and not own.marks.named:
                own = own._replace(marks=marks_of(units).filled(own.marks))
            self._remark("D792", part.source, text)
        return own

    def _leaf(self, part: Part, own: Inherited, heading: str, texts: list[str], said: Marks) -> None:
        """A part without others in it; a heading with nothing below it but, perhaps, a table gives nothing."""
        group = own.group
        if not texts:
            texts = [heading] if classify_heading(heading) == "own" else []
            group = group[:-1] if group and group[-1] == heading else group
        own = own._replace(group=group, said=said)
        for duty in (duty for text in join_texts(texts) for duty in _duties(text, own, part.source)):
            points = _POINTS.search(duty.text) and not duty.marks.named
            if points or (own.soft and not (duty.marks.named and duty.marks.deadline)):
                self._remark("D786", duty.source, duty.text)
            else:
                self.duties.append(duty)


def _inner(above: Inherited, heading: str, worth: str, marks: Marks) -> Inherited:
    """What the parts below a heading take from it."""
    group, units = above.group, surely_names(heading) if heading else None
    if units and not marks.named:
        marks = marks_of(units, marks.deadline)
    elif heading and worth == "own":
        group = (*group, heading)
    found = find_deadlines(heading) if heading and not marks.deadline else ()
    if found and found[0].dated:
        marks = marks._replace(deadline=compose_deadline(found, heading))
    year = title_year(heading) or above.year
    return Inherited(group, marks.filled(above.marks), Marks(), year, above.soft or worth == "soft", True)


def _duties(text: str, own: Inherited, source: str) -> Iterator[Duty]:
    pieces = split_pieces(text)
    year = own.year
    for piece in pieces:
        duty = _duty(piece, own, source, len(pieces) > 1)
        if duty.text:
            yield duty._replace(year=year)
        printed = _PRINTED_YEAR.findall(piece.text)
        year = int(printed[-1]) if printed else year


def _duty(piece: Piece, own: Inherited, source: str, several: bool) -> Duty:
    """One duty: what is said beside its words comes first, then its sentences, then what leads to it, then what it stands in."""
    codes: list[str] = []
    subjects, found = in_charge(piece.text), find_deadlines(piece.text)
    marks = piece.marks.filled(own.said)
    if not marks.lead and subjects:
        marks = marks_of(units_in(subjects)).joined(marks)
        codes.append("D788")
    elif not marks.named:
        above = marks_of(subject_units(piece.lead_in)).filled(own.marks)
        marks = above._replace(deadline=marks.deadline, note=marks.note or above.note)
        codes += ["D790"] if marks.named else []
    if marks.deadline:
        found = ()
    elif found:
        marks = marks._replace(deadline=compose_deadline(found, piece.text))
        codes.append("D789")
    else:
        outer = find_deadlines(piece.lead_in)
        marks = marks._replace(deadline=compose_deadline(outer, piece.lead_in) if outer else own.marks.deadline)
        codes += ["D790"] if marks.deadline and "D790" not in codes else []
    codes += ["D793"] if several else []
    text = trim_words(piece.text, subjects if "D788" in codes else (), found)
    return Duty(own.group, text, marks, source, tuple(codes))
