"""What a report is called: by the title above the main table of its documents."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.offices import head_name, office_of
from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold, squeeze, tidy, width
from xltrack.domain.records import Document, Table
from xltrack.telling import words

# What several titles begin with, as far as it is the name of a place, an office or a year.
_QUOTED: Final = 3
_NAME_END: Final = pattern(r"..+(?:[省市县区旗州盟镇乡局委厅办院校]|\d年度?)")
_WORK: Final = 6  # characters that a work that several sheets share has at least
_NAMED: Final = 2  # offices in a title
_ONLY_YEAR: Final = pattern(r"(?:\d{4}年?度?)?")
_TAIL: Final = pattern(r"[（(][^（()）]*[)）]$")
# Titles that speak of progress already: 「任务进度汇总」, 「民生实事进展情况」.
_TOLD: Final = pattern(f"(?:{'|'.join(words.PROGRESS_WORDS)})(?:{'|'.join(words.PROGRESS_TAILS)})*$")


def main_title(assessment: Assessment) -> str | None:
    """The title of the table with the most tasks, the first of equals; of several documents the work that they share.

    Where tables of tasks have titles of their own, it is what all of them begin with, if that is a name: 「开发区2022年任务分解表」.
    Documents that share no work are called after their offices: 「屯留区、榆阳区等4个单位工作任务分解表」.
    """
    documents = _telling(assessment)
    if len(documents) > 1:
        return shared_work(assessment) or _offices_title(documents)
    tables = [t for document in documents for t in document.tables if t.title]
    if not tables:
        return None
    largest = _largest_title(tables)
    titles = {tidy(t.title or "") for t in tables if t.kind == "tasks"}
    if len(titles) < 2:
        return largest
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(min(titles), max(titles), strict=False))
    shared = _NAME_END.match("".join(char for char, _ in alike))
    return f"{shared[0]}{words.TASK_TABLE}" if shared else largest


def _largest_title(tables: Sequence[Table]) -> str:
    return tidy(max(tables, key=lambda t: (t.kind == "tasks", len(t.tasks))).title or "") if tables else ""


def shared_work(assessment: Assessment) -> str | None:
    """What the titles of several documents are about: 「2021年民生实事任务分解表」; None where they are about different things."""
    documents = _telling(assessment)
    if len(documents) < 2:
        return None
    titles = [_largest_title([t for t in document.tables if t.title]) for document in documents]
    works = [title.removeprefix(head_name(fold(squeeze(title)))).strip() for title in titles]
    offices = {office_of(document) for document in documents}
    ahead = head_name(fold(squeeze(titles[0]))) if len(offices) == 1 else ""
    if not all(works):
        return None
    if len({fold(squeeze(work)) for work in works}) == 1:
        return ahead + works[0]
    shared = _shared([_without_ending(work) for work in works])
    return f"{ahead}{shared}{words.TASK_TABLE}" if shared else None


def _shared(works: Sequence[str]) -> str:
    """The longest words that all works have, as far as one of them begins or ends with these, and they are most of the shortest."""
    shortest = min(works, key=len)
    spans = ((end - start, start, end) for start in range(len(shortest)) for end in range(start + 1, len(shortest) + 1))
    least = max(_WORK, (len(shortest) + 1) // 2)
    for length, start, end in sorted(spans, key=lambda span: (-span[0], span[1])):
        found = shortest[start:end]
        if length < least:
            return ""
        if all(found in work for work in works) and any(
            work.startswith(found) or work.endswith(found) for work in works
        ):
            return found
    return ""


def _telling(assessment: Assessment) -> Sequence[Document]:
    """The documents whose tasks are counted; all of them where none has any."""
    found = sorted({judged.document for judged in assessment.tasks})
    return [assessment.documents[index] for index in found] or assessment.documents


def is_of_several(assessment: Assessment) -> bool:
    """Whether the tasks come out of several documents."""
    return len(_telling(assessment)) > 1


def _offices_title(documents: Sequence[Document]) -> str:
    names = [*dict.fromkeys(map(office_of, documents))]
    shown = "、".join(names[:_NAMED])
    return (shown if len(names) <= _NAMED else shown + words.MORE_UNITS.format(count=len(names))) + words.TASK_TABLE


def offices_of(assessment: Assessment) -> tuple[str, ...]:
    """The offices whose tasks these are, in their order; of a single one 「」."""
    return tuple(dict.fromkeys(judged.office for judged in assessment.tasks))


def titled(assessment: Assessment, ending: str) -> str:
    """What is called after the sheet that it tells of: its title, or the work that several share, with another ending."""
    title = shared_work(assessment) if is_of_several(assessment) else main_title(assessment)
    return retitle(title, ending) if title else ending


def progress_title(assessment: Assessment) -> str:
    """「榆阳区……工作任务分解表」 is reported on as 「榆阳区……工作进度」; brackets at the end stay: 「……进度（2021年）」.

    A title that speaks of progress already is kept: 「民生实事进展情况」.
    """
    title = main_title(assessment)
    return retitle(title, words.PROGRESS) if title else words.UNTITLED


def retitle(title: str, ending: str) -> str:
    """A title with another ending in the place of 「任务分解表」; brackets at its end stay."""
    tail = _TAIL.search(title)
    head = title[: tail.start()] if tail else title
    head = _without_ending(_without_ending(head).rstrip("及和与、"))
    head += words.TASK if head.endswith(words.TASK_KINDS) or _ONLY_YEAR.fullmatch(head) else ""
    told = head.endswith(ending) or (ending == words.PROGRESS and _TOLD.search(head))
    return f"{head}{'' if told else ending}{tail[0] if tail else ''}"


def _without_ending(title: str) -> str:
    ending = next((e for e in words.TITLE_ENDINGS if title.endswith(e) and len(title) > len(e)), "")
    return title[: len(title) - len(ending)]


_GAPS: Final = pattern(f"([{SPACES}]+)")
_SEPARATORS: Final = "、，,；;：:/"


def seq_value(seq: str | None) -> str | int | None:
    """A sequence number as a number where it is one and would come back as the same words: 「1」, not 「01」 or 「1.1」."""
    if seq is None:
        return None
    plain = seq.isascii() and seq.isdecimal() and len(seq) <= 9 and (seq == "0" or seq[0] != "0")
    return int(seq) if plain else seq


def widest_number(assessment: Assessment) -> float:
    """The width of a column in which every number of a task stands on one line, in digits."""
    return max((width(judged.number) for judged in assessment.tasks), default=0) * 1.15 + 2.0


@lru_cache(maxsize=4096)
def unit_cell(value: str, names: tuple[str, ...]) -> str:
    """The words of a unit cell without the breaks and spaces that fall inside a name or behind a separator (docs/规则.md 4.1).

    「区审批服务局、公⏎安榆阳分局」 loses its break; 「区教育局⏎区民政局」 and 「市委编办 市民政局」 keep theirs: there it separates.
    """
    pieces = _GAPS.split(value.strip(SPACES))
    whole = "".join(pieces[::2])
    inside = {at for name in (names if len(pieces) > 1 else ()) for at in _inner_places(whole, squeeze(name))}
    text, length = pieces[0], len(pieces[0])
    for gap, part in zip(pieces[1::2], pieces[2::2], strict=True):
        if text and not (length in inside or text[-1] in _SEPARATORS or part[:1] in _SEPARATORS):
            text += "\n" if "\n" in gap else " "
        text += part
        length += len(part)
    return text


def _inner_places(whole: str, name: str) -> list[int]:
    starts = [at for at in range(len(whole)) if name and whole.startswith(name, at)]
    return [place for start in starts for place in range(start + 1, start + len(name))]


def deadline_words(text: str) -> str:
    """A deadline as its cell says it; of a real date, whose text is that of ISO, in words as other days: 「2021年7月5日」."""
    if len(text) == 10 and text[4] == text[7] == "-":
        with suppress(ValueError):
            return words.full_day(date.fromisoformat(text))
    return text


def quote_some(names: Sequence[str]) -> str:
    """「各乡镇」「各街道」「各领域责任单位」等5个."""
    shown = "".join(f"「{name}」" for name in names[:_QUOTED])
    return shown if len(names) <= _QUOTED else words.SOME_NAMES.format(names=shown, count=len(names))
