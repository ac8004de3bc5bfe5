"""A paragraph parted where the duty of one unit ends and that of another begins (docs/规则.md 12.3).

duty = { words } subject deed { words | helper } ;      a subject with a deed of its own behind 。；， begins the next
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.draft.deadlines import find_deadlines, is_deadline
from xltrack.draft.marks import TRIM
from xltrack.draft.notice import NOTICES, split_outside
from xltrack.draft.subjects import Subject, find_subjects

_STOPS: Final = "，,。；;\n"
_LEAD: Final = 6  # 「并请」, 「具体由」
_LEAST_DEED: Final = 3
_LEAST_CHARGE: Final = 2
_LONGEST_STEP: Final = 6  # 「完成验收」 is a step of what stands in front
_MATTER: Final = 5  # 「改造资金420万元由…」
_STOP = pattern(r"[，,。；;\n]")
_MANNER = NOTICES.pattern("(?:{modals}|{charge_manners}|{charges}|{weak_deeds})*")
# 「组织实施」, 「切实加强业务指导」, 「不得突破」 say nothing that the others do not do
_WEAK = NOTICES.pattern("(?:{weak_words})+$|(?:{weak_words})*{weak_guiding}|{forbidding}")
# 「，均于9月底前完成。」 behind what several are to do
_ALL_UNTIL = NOTICES.pattern("[，,](?={all_until})[^，,。；;]{4,24}[。；;]?$")
_ALSO = NOTICES.pattern("{next_deeds}")
_DEED = NOTICES.pattern("{verbs}|{next_deeds}")
_ASKS_FIRST = NOTICES.pattern("(?!{no_front})(?:{verbs}|{doing}|{deed_starts})(?<=[\u4e00-\u9fff]{2})")
_FOR_ALL = NOTICES.pattern("[，,](?:{for_all})")


class _Segment(NamedTuple):
    """Words between two places where a duty may begin: the mark in front of them, and who has to act in them."""

    text: str
    stop: str
    subject: Subject | None
    matter: int = 0  # how many characters stand in front of the subject
    deed: str = ""

    @property
    def leads(self) -> bool:
        """Whether somebody is asked who does not only help others."""
        return self.subject is not None and not self.subject.helps


def split_clauses(text: str) -> list[str]:
    """The duties of running words, in order: one text where nothing parts it."""
    if not text.strip(TRIM):
        return [text]
    tail = _ALL_UNTIL.search(text)
    if tail and "。" not in text[: tail.start()] and find_deadlines(tail[0]):
        each = split_clauses(f"{text[: tail.start()]}。")
        own = len(each) > 1 and not any(map(find_deadlines, each))
        return [one.rstrip(_STOPS) + tail[0] for one in each] if own else [text]
    segments, duties = list(_segments(text)), list[list[_Segment]]()
    if _is_charge(segments[-1]) and not any(one.subject and one.subject.charged for one in segments[:-1]):
        return [text]  # who is in charge of all that stands in front
    for segment in _fronted(segments):
        if duties and not _begins(duties[-1], segment, text):
            duties[-1].append(segment)
        else:
            duties.append([segment])
    parted = _dated(duties)
    return [part for words in parted for part in split_clauses(words)] if len(parted) > 1 else parted


def split_deeds(text: str) -> list[str]:
    """What those named beside some words are to do, where it has days of its own: 「负责…，6月底前完成；负责…」."""
    parts = [part for part in split_outside(text, "；;") if part.strip(TRIM)]
    also = all(map(_ALSO.match, parts[1:]))
    dated = also or (bool(find_deadlines(parts[0])) and all(map(_DEED.match, parts[1:])))
    own = not find_deadlines(parts[0]) and all(_DEED.match(part) or _has_own_day(part) for part in parts[1:])
    dated = dated or (own and any(map(_has_own_day, parts[1:])))
    return parts if len(parts) > 1 and dated else [text]


def _has_own_day(part: str) -> bool:
    """「11月20日前牵头开展一次演练」: a day at the head, and what is to be done until then."""
    first = next(iter(find_deadlines(part)), None)
    if first is None or first.start or not first.dated:
        return False
    deed = part[first.end :].lstrip("，,")
    return _DEED.match(deed) is not None and len(deed) > _LONGEST_STEP


def split_others(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Texts in front of which stands whose they are, and from where on others are asked for something else in them."""
    own, others = list[str](), list[str]()
    for text in texts:
        parts = split_outside(text, "。；;\n")
        first = next((at for at, part in enumerate(parts) if at and _asks_another(part)), len(parts))
        own += ["".join(parts[:first])] if parts[:first] else []
        others += ["".join(parts[first:])] if parts[first:] else []
    return own, others


def does_part(text: str, first: Subject) -> bool:
    """Whether who is named first does only a part of what a text asks: 「招募志愿者80名，团支部负责培训，1月底前上岗」."""
    front = text[: first.start].rstrip()
    asks = front.endswith(("，", ",")) and _ASKS_FIRST.match(front) is not None and not find_subjects(front)
    return asks and first.charged and _is_deed(_segment(text, 0, len(text), [first]))


def _asks_another(part: str) -> bool:
    subjects = find_subjects(part)
    if not subjects or subjects[0].start > _LEAD or subjects[0].helps or subjects[0].persons:
        return False
    return _is_deed(_segment(part, 0, len(part), subjects))


def _dated(duties: Sequence[Sequence[_Segment]]) -> list[str]:
    """The words of duties; a date in front of the first clause of a sentence holds for the others of it."""
    texts: list[str] = []
    shared = ""
    for duty in duties:
        text = "".join(segment.text for segment in duty).strip()
        if duty[0].stop not in ("，", ","):
            shared = duty[0].text if len(duty) > 1 and is_deadline(duty[0].text.strip(TRIM)) else ""
        elif shared and not find_deadlines(text):
            text = shared + text
        texts.append(text)
    return texts


def _segments(text: str) -> Iterator[_Segment]:
    subjects = find_subjects(text)
    at = end = 0
    for clause in split_outside(text, _STOPS):
        end += len(clause)
        if clause[-1] in "，," and end < len(text) and not _heads(subjects, text, end):
            continue
        yield _segment(text, at, end, [one for one in subjects if at <= one.start < end])
        at = end


def _segment(text: str, at: int, end: int, subjects: Sequence[Subject]) -> _Segment:
    subject = next(iter(subjects), None)
    if subject is None:
        return _Segment(text[at:end], text[at - 1 : at], None)
    deed = _STOP.split(text[subject.end : end], maxsplit=1)[0]
    manner = _MANNER.match(deed)
    return _Segment(
        text[at:end], text[at - 1 : at], subject, subject.start - at, deed[manner.end() if manner else 0 :].strip()
    )


def _fronted(segments: Sequence[_Segment]) -> Iterator[_Segment]:
    """The segments, what heads a sentence with who has to do it: 「手续不全的，由乙局补办」, 「开展绿剑行动，县公安局打击…」."""
    front: _Segment | None = None
    for segment in segments:
        if front is not None and segment.leads:
            words = front.text.strip(TRIM)
            yield segment._replace(text=front.text + segment.text, stop=front.stop, deed=segment.deed or words)
            front = None
            continue
        if front is not None:
            yield front
        heads = segment.subject is None and segment.stop in "。；;\n" and segment.text.rstrip()[-1:] in "，,"
        front = segment if heads and not is_deadline(segment.text.strip(TRIM)) else None
        if front is None:
            yield segment
    if front is not None:
        yield front


def _is_charge(segment: _Segment) -> bool:
    """「，由区教育局负责。」: nothing but who is in charge."""
    return segment.subject is not None and segment.subject.charged and not segment.deed and segment.matter < _MATTER


def _heads(subjects: Sequence[Subject], text: str, at: int) -> bool:
    """Whether a subject heads the clause at a place, or something that it is to do: 「新聘教师由教师发展中心培训」."""
    stop = _STOP.search(text, at)
    handed = (one.start for one in subjects if text[: one.start].endswith(NOTICES.by_whom))
    end = stop.start() if stop else len(text)
    return any(at <= one.start <= at + _LEAD for one in subjects) or any(at <= start < end for start in handed)


def _begins(before: Sequence[_Segment], segment: _Segment, text: str) -> bool:
    """Whether another duty begins: somebody is asked for a deed of his own, and so was somebody before."""
    led = next((one for one in reversed(before) if one.leads), None)
    led = led or next((one for one in before if one.subject), None)
    if segment.subject is None:
        return False
    if led is None:
        return segment.stop in "。\n" and _is_deed(segment) and _is_task(before)
    comma, part = segment.stop in ("，", ","), segment.stop in ("；", ";")
    if segment.subject.provides:
        helped = before[-1].subject is not None and before[-1].subject.helps
        return not helped and not comma
    if segment.subject.helps:
        return part and _is_deed(segment) and segment.subject.units[0].role == "support"
    if segment.matter > _LEAD and not comma:
        return segment.matter >= _MATTER
    if comma:
        return _is_deed(segment) and _is_task_of(led) and not _FOR_ALL.search(text)
    handed = segment.matter >= _MATTER and bool(segment.deed)  # 「老院区资产由乙局接收，6月底前…」
    return _is_deed(segment) or ((part or handed) and bool(find_deadlines(segment.text)))


def _is_task_of(led: _Segment) -> bool:
    """Whether whoever is named before has a deed of his own, be it only to bring what others need."""
    return _is_deed(led) if led.leads else led.subject is not None and led.subject.provides


def _is_task(before: Sequence[_Segment]) -> bool:
    """Whether sentences that name nobody ask something by themselves: until when, and how."""
    text = "".join(one.text for one in before)
    return bool(find_deadlines(text)) and NOTICES.evident.inside(text) and not any(one.subject for one in before)


def _is_deed(segment: _Segment) -> bool:
    """Whether the words behind a subject say what is to be done, not only that it is his to do."""
    least = _LEAST_CHARGE if segment.subject and segment.subject.charged else _LEAST_DEED  # 「负责登记」
    return len(segment.deed) >= least and not _WEAK.match(segment.deed)
