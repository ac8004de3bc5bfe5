"""From the parts of a notice to duties: group, words, units, deadline, source, and what was inferred (docs/规则.md 12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.text import tidy
from xltrack.domain.records import UnitRole
from xltrack.draft.bare import names_no_deed
from xltrack.draft.clauses import does_part, split_others
from xltrack.draft.deadlines import FoundDates, compose_deadline, find_deadlines
from xltrack.draft.lines import Worth, classify_heading
from xltrack.draft.marks import Marks, parse_label_line, unit_marks
from xltrack.draft.names import actors_in, heading_names, names_in
from xltrack.draft.near_dates import spell_near
from xltrack.draft.notice import NOTICES, Check, Paragraph, left_out, split_outside
from xltrack.draft.parts import (
    NoticePart,
    PartWords,
    join_texts,
    only_plans,
    parse_part,
    says_who,
    section_lines,
    shared_marks,
    subject_units,
    tells_section,
    units_in,
)
from xltrack.draft.pieces import Piece, split_pieces
from xltrack.draft.pointers import Pointer, find_numbered, find_pointers
from xltrack.draft.sentences import without_idle
from xltrack.draft.subjects import find_subjects, in_charge
from xltrack.draft.trimming import trim_words
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.deadline.years import YearContext, resolve, title_year

_LONGEST_TOLD: Final = 300
_LONGEST_BODY: Final = 5  # 「各工作专班」, 「工作专班」 may be any
_POINTS = NOTICES.pattern("{pointers}{pointed}")
_SENT_ROUND = NOTICES.pattern("(?:{after}.{2,30}?{agreed}[，,])?{now_this}.{2,80}?{sent_round}")
# 「统筹资金1800万元」, 「每季度核查一次」
_MEASURED = NOTICES.pattern("[0-9]{asked_scales}?{asked_counts}|[{counting}]{times}")
_PRINTED_YEAR = NOTICES.pattern(r"((?:19|20)[0-9]{2})年(?!{date_names})")  # not that of 「2025年预算」


class Duty(NamedTuple):
    """One duty.

    Attributes:
        group: the headings that it stands under, outermost first.
        text: its words.
        marks: who and until when.
        source: where it stands: 「二、（一）」 or 「第3段」.
        codes: the rules by which something of it was inferred.
        year: the year printed before it in its paragraph or heading.
        printed: its deadline as printed, where that counts from the day of the notice: 「月底前」.
    """

    group: tuple[str, ...]
    text: str
    marks: Marks
    source: str
    codes: tuple[str, ...] = ()
    year: int | None = None
    printed: str = ""

    def seen_on(self, day: date | None) -> Duty:
        """The duty with a deadline that counts from the day of its notice put plainly."""
        plain = spell_near(self.marks.deadline, day) if day else self.marks.deadline
        if plain == self.marks.deadline:
            return self
        marks = self.marks._replace(deadline=plain)
        return self._replace(marks=marks, codes=(*self.codes, "D824"), printed=self.marks.deadline)


class Issued(NamedTuple):
    """When a notice was issued: its day, where it has one, and its year."""

    day: date | None = None
    year: int | None = None

    def is_past(self, one: FoundDates, year: int | None) -> bool:
        """Whether a date in running words was gone on that day: 「4月8日，县长到现场调研」; 「…前」 asks for something all the same."""
        if self.day is None or one.text.endswith(NOTICES.date_ended):
            return False
        read = resolve(read_deadline(one.text), YearContext(year, self.year)).deadline
        return bool(read.milestones) and read.milestones[-1].due < self.day

    def tells(self, sentence: str, year: int | None) -> bool:
        """Whether a sentence tells what was on a day gone by, and asks nothing until another: 「10月13日，县教育局到校检查。」."""
        dated = [one for one in find_deadlines(sentence) if one.dated]
        gone = bool(dated) and dated[0].start == 0 and all(self.is_past(one, year) for one in dated)
        return gone and not any(one.charged or one.word in NOTICES.modals for one in find_subjects(sentence))


class Inherited(NamedTuple):
    """What a part takes from those it stands in; `said` are the marks beside its own words; nothing is `inside` at the top.

    `issued` says which dates of running words are gone.

    In a `soft` section what names a unit is a duty, or says both who and until when; in an `idle` one what names a unit and a
    day, and where it `holds` such a one, what names a unit.
    """

    group: tuple[str, ...] = ()
    marks: Marks = Marks()
    said: Marks = Marks()
    year: int | None = None
    soft: bool = False
    inside: bool = False
    idle: bool = False
    holds: bool = False
    issued: Issued = Issued()


def find_duties(
    parts: Sequence[NoticePart], loose: Sequence[Paragraph], issued: Issued
) -> tuple[tuple[Duty, ...], tuple[Check, ...]]:
    """The duties of an outline in order, and what gave none; its loose lines give some only where no part gives any."""
    finder = _Finder(issued)
    for part in parts:
        finder.part(part, Inherited(issued=issued))
    if not finder.duties:
        finder.loose(loose)
    finder.hand_back()
    evident = any(duty.marks != Marks() or NOTICES.evident.inside(duty.text) for duty in finder.duties)
    return tuple(finder.duties) if evident else (), tuple(finder.remarks)


class _Finder:
    def __init__(self, issued: Issued) -> None:
        self._issued = issued
        self.duties: list[Duty] = []
        self.remarks: list[Check] = []
        self._pointers: list[tuple[Pointer, int]] = []  # and how many duties stand in front of each

    def part(self, part: NoticePart, above: Inherited) -> None:
        """A part with all that stands in it."""
        parted = parse_part(part)
        heading, texts = parted.heading, parted.texts
        worth = "left_out" if part.told else classify_heading(heading or tidy(part.text))
        # What holds no tasks as a rule does where it is a point, or an item among tasks, that says whose it is.
        told = part.told or (worth == "left_out" and heading.endswith((*NOTICES.told_ends, *NOTICES.fault_lists)))
        idle = worth in ("matter", "left_out") and not ((worth == "matter" or told or above.inside) and says_who(part))
        if idle or (worth == "general" and texts and not part.parts and only_plans(part, heading, texts)):
            if not self._idle(part, above, worth) and not above.idle:
                code = "D787" if tells_section(part) else "D786"
                self.remarks += _named_whole(code, part)
            return
        self.own(part, above, parted, worth)

    def _idle(self, part: NoticePart, above: Inherited, worth: Worth) -> bool:
        """The duties of a section that holds none as a rule: 「宣传引导。县融媒体中心要开设专栏，10月10日前上线。」."""
        parted, within = parse_part(part), above._replace(idle=True)
        if worth != "left_out" or part.told or (parted.heading or tidy(part.text)).endswith(NOTICES.goal_ends):
            return False
        found = (parted.heading or tidy(part.text)).endswith(NOTICES.fault_lists)
        if found and not any(map(find_deadlines, section_lines(part))):  # 「问题清单」: where something was found
            return False
        strict, all_asked = _Finder(self._issued), _Finder(self._issued)
        strict.own(part, within, parted, worth)
        all_asked.own(part, within._replace(holds=True), parted, worth)
        if strict.duties or _shares_out(all_asked.duties):
            self.own(part, within._replace(holds=True), parted, worth)
            return True
        return False

    def own(self, part: NoticePart, above: Inherited, parted: PartWords, worth: Worth) -> None:
        heading, texts = parted.heading, parted.texts
        own = _inner(above, heading, worth, parted.marks)
        if part.of_unit:
            own = own._replace(
                group=above.group, marks=unit_marks(actors_in(heading, "sure") or ()).filled(parted.marks)
            )
        if parted.emptied and not part.parts:
            return
        if not part.parts:
            # The date of a heading holds for what says none itself; its units are those of the text.
            said = parted.beside._replace(deadline="").joined(parted.below) if texts else parted.marks
            said = own.marks._replace(deadline="").filled(said) if part.of_unit else said
            self._leaf(part, own, heading, texts, said)
            return
        own = own if own.idle else self._intro(part, own, texts)
        last = shared_marks(part.parts)
        for inner in part.parts:
            self.part(inner, own._replace(marks=last.filled(own.marks)) if last else own)

    def loose(self, lines: Sequence[Paragraph]) -> None:
        """Unnumbered paragraphs: those that say who or until when are duties."""
        for line in lines:
            text = without_idle(line.text)
            said, source = parse_label_line(text), f"第{line.number}段"
            if said and self.duties:
                last = self.duties[-1]
                self.duties[-1] = last._replace(marks=last.marks.filled(said))
            elif _SENT_ROUND.match(line.text):
                self.remarks.append(left_out("D787" if find_deadlines(line.text) else "D786", line.text, source))
            elif (text := self._unpointed(text)) and not text.rstrip().endswith(("：", ":")):
                found = list(_duties(text, Inherited(issued=self._issued), source))
                self.duties += found if any(duty.marks.named or duty.marks.deadline for duty in found) else []

    def _unpointed(self, text: str) -> str:
        """A text without what only gives units to the items of a list in front of it; that is kept until all items are known.

        What else stands with it is a duty where it asks a unit for something.
        """
        found = [(sentence, find_pointers(sentence)) for sentence in split_outside(text, "。；;\n")]
        pointers = [pointer for _, some in found for pointer in some]
        if not pointers:
            return text
        self._pointers += [(pointer, len(self.duties)) for pointer in pointers]
        rest = "".join(sentence for sentence, some in found if not some)
        return rest if any(unit.kind == "unit" for unit in subject_units(rest)) else ""

    def hand_back(self) -> None:
        """Give the items what later sections say of them by their numbers."""
        for pointer, before in self._pointers:
            places = [duty.source for duty in self.duties[:before]]
            for at in (at for number in pointer.numbers for at in find_numbered(places, number)):
                if pointer.marks.named and not self.duties[at].marks.named:
                    duty = self.duties[at]
                    self.duties[at] = duty._replace(marks=duty.marks.filled(pointer.marks), codes=(*duty.codes, "D820"))

    def _intro(self, part: NoticePart, own: Inherited, texts: list[str]) -> Inherited:
        """What stands between a heading and the parts below it: a duty of its own where it says both who and until when."""
        for text in texts:
            if not (text := self._unpointed(text)):
                continue
            duties = list(_duties(text, own._replace(marks=Marks()), part.source))
            leads = text.rstrip().endswith(("：", ":"))
            if not leads and all(duty.marks.named and duty.marks.deadline for duty in duties):
                self.duties += duties
                continue
            units = subject_units(text) if leads else ()
            if units and not own.marks.named:
                own = own._replace(marks=unit_marks(units).filled(own.marks))
            self.remarks.append(left_out("D792", text, part.source))
        return own

    def _leaf(self, part: NoticePart, own: Inherited, heading: str, texts: list[str], said: Marks) -> None:
        """A part without others in it; a heading with nothing below it but, perhaps, a table gives nothing."""
        group = own.group
        if not texts:
            texts = [heading] if classify_heading(heading) == "own" else []
            group = group[:-1] if group and group[-1] == heading else group
        own = own._replace(group=group, said=said)
        texts = [rest for text in texts if (rest := self._unpointed(text))]
        texts, others = split_others(texts) if part.of_unit else (texts, [])
        duties = [duty for text in join_texts(texts) for duty in _duties(text, own, part.source)]
        free = own._replace(marks=Marks(), said=Marks())
        duties += [duty for text in others for duty in _duties(text, free, part.source)]
        if len(duties) == 1 and group and group[-1] == heading and names_no_deed("\n".join(texts)):
            # 「编制标准目录。区财政局牵头，6月底前完成。」
            duties = [duties[0]._replace(group=group[:-1], text=heading)]
        for duty in duties:
            dated = own.holds and duty.marks.named and find_deadlines(duty.marks.deadline)
            if own.idle and not (_is_sure(duty) or (own.holds and (_names_one(duty) or dated))):
                continue
            points = _POINTS.search(duty.text) and not duty.marks.named
            asks = _names_one(duty) or (duty.marks.named and (duty.marks.deadline or _MEASURED.search(duty.text)))
            if points or (own.soft and not asks):
                self.remarks.append(left_out("D786", duty.text, duty.source))
            else:
                self.duties.append(duty)


def _named_whole(code: str, part: NoticePart) -> Iterator[Check]:
    """A section that holds no tasks, by its name and with all that it says; a long one part by part."""
    words = "".join(section_lines(part))
    if len(words) <= _LONGEST_TOLD or not part.parts:
        yield left_out(code, words, part.source)
        return
    yield left_out(code, "".join((part.text, *(line.text for line in part.body))), part.source)
    for inner in part.parts:
        yield from _named_whole("D787" if tells_section(inner) else "D786", inner)


def _is_sure(duty: Duty) -> bool:
    """Whether a duty names a unit, not only all of them, and a day, be it one of every year, or how much is asked."""
    found = find_deadlines(duty.marks.deadline)
    dated = any(not one.report and (one.dated or one.text.startswith(NOTICES.yearly)) for one in found)
    return _names_one(duty) and (dated or _MEASURED.search(duty.text) is not None)


def _shares_out(duties: Sequence[Duty]) -> bool:
    """Whether duties ask several for something of their own, a unit by its name among them: what is shared out is no appeal."""
    return len({duty.marks.lead for duty in duties}) > 1 and any(map(_names_one, duties))


def _names_one(duty: Duty) -> bool:
    """Whether a duty names a unit, not only all of them."""
    return any(_is_one(unit) for words in duty.marks[:3] for unit in (actors_in(words) or ()))


def _is_one(unit: UnitRole) -> bool:
    """「市加装电梯工作专班」 is one by its own name, though it stands for several."""
    own = unit.name.endswith(NOTICES.bodies) and len(unit.name) > _LONGEST_BODY
    return unit.kind == "unit" or (own and not NOTICES.group_marks.inside(unit.name))


def _inner(above: Inherited, heading: str, worth: str, marks: Marks) -> Inherited:
    """What the parts below a heading take from it."""
    group, units = above.group, heading_names(heading) if heading else None
    team, colon, named = heading.partition("：")
    if colon and not marks.named and (members := names_in(named)):  # 「竞赛组：体育教研组、教务处」
        heading, marks = team, unit_marks(members, marks.deadline)
        group = (*group, heading)
    elif units and not marks.named:
        marks = unit_marks(units, marks.deadline)
    elif heading and worth == "own":
        group = (*group, heading)
    found = find_deadlines(heading) if heading and not marks.deadline else ()
    if found and found[0].dated:
        marks = marks._replace(deadline=compose_deadline(found, heading))
    printed = set(_PRINTED_YEAR.findall(marks.deadline))
    year = title_year(heading) or (int(*printed) if len(printed) == 1 else above.year)
    soft = above.soft or worth == "soft"
    return above._replace(group=group, marks=marks.filled(above.marks), said=Marks(), year=year, soft=soft, inside=True)


def _duties(text: str, own: Inherited, source: str) -> Iterator[Duty]:
    asked = (one for one in split_outside(text, "。\n") if not own.issued.tells(one, own.year))
    pieces = split_pieces("".join(asked), named=own.said.named)
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
    subjects = in_charge(piece.text)
    found = tuple(one for one in find_deadlines(piece.text) if not own.issued.is_past(one, own.year))
    if own.marks.lead and all(one.persons for one in subjects):
        subjects = ()
    marks = piece.marks.filled(own.said)
    if not marks.lead and subjects:
        marks = unit_marks(units_in(subjects)).joined(marks)
        if own.marks.lead and not own.said.lead and does_part(piece.text, subjects[0]):
            marks = own.marks._replace(deadline="", note="").joined(marks)
        # 「县公安局。依法查处案件，会同县林业局开展排查。」
        marks = marks if marks.lead else marks._replace(lead=own.marks.lead)
        codes.append("D788")
    elif subjects and marks.lead == own.marks.lead and all(one.helps for one in subjects):
        marks = marks.joined(unit_marks(units_in(subjects)))
        codes.append("D788")
    elif not marks.named:
        above = unit_marks(subject_units(piece.lead_in)).filled(own.marks)
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
