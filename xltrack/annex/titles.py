"""What stands above an 附件: its label, its title in one or two lines, the year that the title must name."""

from __future__ import annotations

from collections.abc import Sequence

from xltrack.annex import words
from xltrack.base.text import tidy
from xltrack.domain.records import Deadline, Table
from xltrack.language import parse_deadline
from xltrack.language.deadline.years import title_year
from xltrack.sheets.measure import breadth


def annex_labels(wished: Sequence[str | None]) -> list[str]:
    """The labels of all 附件 of a book: those of the source where they are numbers in order, else 1, 2, 3; 「附件」 for one alone.

    A table that the source did not number takes the next number.
    """
    if len(wished) == 1:
        return [wished[0] or words.ANNEX]
    numbers, last = [], 0
    for label in wished:
        own = int(label[2:]) if label and label.startswith(words.ANNEX) and _plain(label[2:]) else 0
        if label and own <= last:
            return [f"{words.ANNEX}{number}" for number in range(1, len(wished) + 1)]
        last = own if label else last + 1
        numbers.append(last)
    return [f"{words.ANNEX}{number}" for number in numbers]


def _plain(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) <= 2


def dated_title(table: Table, usual: str) -> str:
    """The table's own title; with the year of its document where the table has none and its deadlines need one.

    The year stood in the document number or was given: 「…任务分解表」 becomes 「…任务分解表（2016年）」, and reads the same again.
    """
    title = tidy(table.title or usual)
    if title_year(title) is not None:
        return title
    year = _year_needed(table)
    return title if year is None else title + words.YEAR.format(year=year)


def _year_needed(table: Table) -> int | None:
    """The year of the first deadlines, where neither they nor one above them names it."""
    for task in table.tasks:
        deadline = task.deadline
        if not deadline.milestones:
            continue
        if not deadline.inferred:
            return None
        first = (deadline.milestones[0].start or deadline.milestones[0].due).year
        for year in (first, first - 1, first + 1):
            if _same_days(parse_deadline(deadline.text, year=year), deadline):
                return year
    return None


def _same_days(read: Deadline, known: Deadline) -> bool:
    return [m.due for m in read.milestones] == [m.due for m in known.milestones]


def break_title(title: str, room: float) -> str:
    """The title in lines of about equal length where it is longer than the page is wide, broken between words."""
    lines = max(1, -(-breadth(title) // max(1, int(room))))
    return title if lines == 1 else "\n".join(_parts(title, int(lines)))


def _parts(title: str, lines: int) -> list[str]:
    parts: list[str] = []
    rest = title
    for left in range(lines, 1, -1):
        at = _break_near(rest, round(len(rest) / left))
        parts.append(rest[:at])
        rest = rest[at:]
    return [*parts, rest]


def _break_near(text: str, middle: int) -> int:
    """The place nearest to the middle where a word ends; digits and letters stay together."""
    reach = max(2, len(text) // 6)
    around = range(max(1, middle - reach), min(len(text) - 1, middle + reach) + 1)
    places = sorted(around, key=lambda at: abs(at - middle) - reach * text[at:].startswith(words.BRACKET))
    for at in places:
        ends = text[:at].endswith(words.BREAK_BEHIND) or text[at:].startswith(words.BREAK_BEFORE)
        if ends and not text[at:].startswith(words.NEVER_FIRST):
            return at
    return next((at for at in places if not (text[at - 1].isascii() and text[at].isascii())), middle)
