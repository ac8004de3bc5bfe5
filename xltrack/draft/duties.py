"""From the parts of a notice to duties: group, words, units, deadline, source, and what was inferred (docs/规则.md 12).

The words of a duty stand without what its other cells say: 「2021年6月底前，」, 「，由区教育局负责」 (12.4, 10.5).
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, tidy
from xltrack.draft.bare import names_no_deed
from xltrack.draft.deadlines import FoundDates, compose_deadline, find_deadlines
from xltrack.draft.lines import classify_heading
from xltrack.draft.marks import Marks, marks_of, parse_label_line
from xltrack.draft.notice import LOOKED_INTO, NOTICES, Check, Paragraph, left_out
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
from xltrack.draft.units import Subject, in_charge, names_in, surely_names
from xltrack.language.deadline.years import title_year

# What words a duty does without, and how much of it stays.
_TOWARDS = NOTICES.pattern("{trim_leads}*")
_DONE = NOTICES.pattern("{trim_before}?{trim_ways}?{trim_done}?(?:[。；;]|$)")
_LEADING = pattern("[，,；;：:]")
_STOPS = pattern("[，,；;。](?!$)")
_MARKED = NOTICES.pattern("(?:{trim_marked}|[：:])$")
_IN_CHARGE = NOTICES.pattern("(?:{trim_charges}{trim_charge_acts}|{trim_charged})$")
_SHARED = NOTICES.pattern("{trim_charges}[，,]{trim_with}[^，,]*$")
_BEGINS: Final = "由请"
_GAPS: Final = "，,；;。、：:"
_LEAST: Final = 4
_HEAD: Final = 300
_POINTS = NOTICES.pattern("{pointers}{pointed}")
_SENT_ROUND = NOTICES.pattern("(?:{after}.{2,30}?{agreed}[，,])?{now_this}.{2,80}?{sent_round}")
_PRINTED_YEAR = pattern(r"((?:19|20)[0-9]{2})年")


def trim_words(text: str, subjects: Sequence[Subject], found: Sequence[FoundDates]) -> str:
    """The words of a duty as its cell says them; what would leave too few words stays."""
    if len(text) > LOOKED_INTO:
        return tidy(text)
    words = _without_tail(text, subjects, found)
    words = _without_units(_without_date(words, found), subjects)
    if found:
        words = _without_date(words, find_deadlines(words))
    words = tidy(words).strip(SPACES).lstrip(_GAPS).rstrip("；;，,、")
    return _kept(words, words.removeprefix("负责"))


def _kept(before: str, after: str) -> str:
    return after if len(after.strip(_GAPS + SPACES)) >= _LEAST else before


def _without_date(words: str, found: Sequence[FoundDates]) -> str:
    """Without the one date that stands in front; a sentence that cannot do without its date keeps it."""
    own = [one for one in found if not one.report and one.dated]
    if len({one.text for one in own}) != 1:
        return words
    first = own[0]
    behind, rest = words[first.end : first.end + 1], words[first.end :].lstrip("，,、前" + SPACES)
    needed = rest.startswith(NOTICES.needs_date) and behind not in "，,、"
    if needed or first.start >= len(words) or not _TOWARDS.fullmatch(words[: first.start].strip()):
        return words
    return _kept(words, rest)


def _without_units(words: str, subjects: Sequence[Subject]) -> str:
    """Without 「由区教育局牵头，区民政局配合，」 or 「区教育局负责」 in front."""
    if subjects and subjects[0].charged and _names_alone(words, subjects[0]):
        return _kept(words, words[subjects[0].end :].lstrip("，,、"))
    for stop in reversed(list(_LEADING.finditer(words, 0, _HEAD))):
        head = words[: stop.end()] if stop[0] in "：:" else words[: stop.start()]
        if (_MARKED.search(head) or _SHARED.search(head)) and names_in(head.removeprefix("由").rstrip("：:")):
            return _kept(words, words[stop.end() :])
    if len(subjects) != 1 or "。" in words.rstrip("。"):
        return words
    first, plain = subjects[0], words.removeprefix("由")
    names = plain[: first.behind - first.start]
    alone = first.word in NOTICES.responsible and names.endswith(first.word)
    if alone and names_in(names.removesuffix(first.word)):
        return _kept(words, plain[len(names) :])
    return words


def _names_alone(words: str, subject: Subject) -> bool:
    """Whether words begin with the names of a subject that say themselves whose part is which: 「甲局牵头，会同乙局于…」."""
    names = words[: subject.end]
    return (
        not words[: subject.start].strip(_BEGINS)
        and _SHARED.search(names) is not None
        and names_in(names.lstrip(_BEGINS)) is not None
    )


def _without_tail(text: str, subjects: Sequence[Subject], found: Sequence[FoundDates]) -> str:
    """Without the last clauses where they only say until when or who: 「，6月底前完成。」, 「，由区教育局牵头，区民政局配合。」."""
    words = text
    known = {unit.name for subject in subjects for unit in subject.units}
    dated = [one for one in found if one.dated and not one.report]
    dated = dated if len({one.text for one in dated}) == 1 else []
    for _ in range(2):
        stripped = words.rstrip(SPACES)
        ends = [one for one in dated if one.end <= len(stripped) and _DONE.fullmatch(stripped, one.end)]
        cuts = [_clause_start(stripped, one.start) for one in ends]
        cuts += [_lasting_start(stripped, one, known) for one in found if not one.dated]
        cuts = [cut for cut in (*cuts, _charge_start(stripped, known) if subjects else 0) if cut > 0]
        if not cuts:
            break
        words = _kept(words, stripped[: min(cuts)].rstrip("，,；;、") + "。").replace("。。", "。")
    return words


def _charge_start(words: str, known: set[str]) -> int:
    """Where the clauses begin at the end that only say who of the known units is in charge; 0 where there are none."""
    for stop in _STOPS.finditer(words):
        tail = words[stop.end() :].rstrip("。；;").removeprefix("并")
        if tail.startswith(tuple(_BEGINS)):
            units = names_in(_IN_CHARGE.sub("负责", tail.lstrip(_BEGINS)))
        else:
            units = names_in(tail) if _MARKED.search(tail) else None
        if units and {unit.name for unit in units} <= known:
            return stop.end()
    return 0


def _lasting_start(words: str, one: FoundDates, known: set[str]) -> int:
    """Where 「长期坚持。」 begins at the end behind who is in charge; 0 where anything else stands in front of it."""
    alone = words.rstrip("。；;").endswith(one.text) and one.end <= len(words)
    cut = _clause_start(words, one.start) if alone else 0
    return cut if _charge_start(words[:cut].rstrip("，,；;"), known) else 0


def _clause_start(words: str, at: int) -> int:
    """Where the clause begins that holds nothing but what leads to a date at `at`; 0 where it holds more, or is the whole."""
    begin = max(words.rfind(stop, 0, at) for stop in "，,；;。\n") + 1
    return begin if _TOWARDS.fullmatch(words[begin:at].strip()) else 0


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
            code = "D787" if tells_section(part) else "D786"
            self.remarks.append(left_out(code, heading or part.text, part.source))
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
                self.remarks.append(left_out("D787" if find_deadlines(line.text) else "D786", line.text, source))
            elif not line.text.rstrip().endswith(("：", ":")):
                found = list(_duties(line.text, Inherited(), source))
                self.duties += found if any(duty.marks.named or duty.marks.deadline for duty in found) else []

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
            self.remarks.append(left_out("D792", text, part.source))
        return own

    def _leaf(self, part: Part, own: Inherited, heading: str, texts: list[str], said: Marks) -> None:
        """A part without others in it; a heading with nothing below it but, perhaps, a table gives nothing."""
        group = own.group
        if not texts:
            texts = [heading] if classify_heading(heading) == "own" else []
            group = group[:-1] if group and group[-1] == heading else group
        own = own._replace(group=group, said=said)
        duties = [duty for text in join_texts(texts) for duty in _duties(text, own, part.source)]
        if len(duties) == 1 and group and group[-1] == heading and names_no_deed("\n".join(texts)):
            # 「编制标准目录。区财政局牵头，6月底前完成。」
            duties = [duties[0]._replace(group=group[:-1], text=heading)]
        for duty in duties:
            points = _POINTS.search(duty.text) and not duty.marks.named
            if points or (own.soft and not (duty.marks.named and duty.marks.deadline)):
                self.remarks.append(left_out("D786", duty.text, duty.source))
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
