"""填报汇总, the workbook of what was collected: every unit's answers, what is to be settled, which files came, who has sent nothing.

It is made anew with each run from what stood in it and what came; the columns that the office types into are read first.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Final

from xltrack.domain.collected import (
    ANSWERS_AREA,
    KIND_WORDS,
    PART_WORDS,
    QUESTION_ROLES,
    QUESTIONS_AREA,
    RECEIVED_AREA,
    RECEIVED_ROLES,
    UNIT_ROLES,
    WRITTEN_AREA,
    WRITTEN_ROLES,
    Collected,
    Put,
    Question,
    Received,
    UnitRow,
    question_record,
    task_words,
)
from xltrack.domain.forms import ANSWER_HEADS, ANSWER_ROLES, RoundLine, record_of
from xltrack.domain.letters import Typed
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.looks import look_in_form
from xltrack.forms.missing import Missing, missing_sheet
from xltrack.forms.register import roster_sheet, round_sheet
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import Book, CellValue, Listing, Row, Section, SheetColumn
from xltrack.sheets.render import Rendered, render_book, render_twins
from xltrack.telling.names import seq_value
from xltrack.telling.words import full_day

_TYPED: Final = frozenset({"granted", "ruling", "choice"})  # by the office
_HIDDEN: Final = frozenset({"task", "key", "record", "digest"})
_WIDTHS: Final[Mapping[str, float]] = {
    "number": 7, "text": 34, "unit": 18, "part": 7, "status": 24, "done_date": 13, "progress": 12, "trouble": 22, "next": 22,
    "proof": 18, "extension": 13, "granted": 14, "extended": 13, "ruling": 11, "sent_back": 10, "day": 13, "source": 34, "kind": 9,
    "field": 12,
    "base": 16, "mine": 24, "theirs": 42, "choice": 14, "settled": 10, "why": 36, "file": 40, "taken": 9, "asked": 9, "note": 50,
}  # fmt: skip
_STYLES: Final[Mapping[str, str]] = {
    "number": "seq", "done_date": "date", "extension": "date", "extended": "date", "day": "date", "progress": "rate", "sent_back": "count",
    "taken": "count", "asked": "count",
}  # fmt: skip
_ROOMY: Final = 24.0


def render_summary(known: Collected, missing: Sequence[Missing], title: str, as_of: date) -> Rendered:
    """The workbook, the same for the same contents."""
    return render_book(_book(known, missing, title, as_of))


def render_summaries(
    known: Collected, landed: Mapping[str, Put], missing: Sequence[Missing], title: str, as_of: date
) -> tuple[Rendered, Rendered]:
    """The workbook, and the same once what was put into the ledger stands there as `landed` tells."""
    return render_twins(_book(known, missing, title, as_of), _written_sheet(landed))


def _book(known: Collected, missing: Sequence[Missing], title: str, as_of: date) -> Book:
    still = [question for question in known.questions if question.is_open]
    settled = [question for question in known.questions if not question.is_open]
    facts = {"rows": len(known.rows), "files": len(known.received), "open": len(still), "missing": len(missing)}
    caption = words.SUMMARY_CAPTION.format(day=full_day(as_of), **facts)
    listings = [
        _listing(words.ANSWERS_SHEET, title, caption, words.UNIT_COLUMNS, UNIT_ROLES, ANSWERS_AREA, partial(_unit_rows, known.rows)),
        _listing(
            words.QUESTIONS_SHEET, words.QUESTIONS_SHEET, words.QUESTIONS_CAPTION, words.QUESTION_COLUMNS, QUESTION_ROLES,
            QUESTIONS_AREA, partial(_question_rows, [*still, *settled]),
        ),
        missing_sheet(missing, as_of),
        _listing(
            words.RECEIVED_SHEET, words.RECEIVED_SHEET, words.RECEIVED_CAPTION, words.RECEIVED_COLUMNS, RECEIVED_ROLES,
            RECEIVED_AREA, partial(_received_rows, known.received),
        ),
        *([roster_sheet(known.roster)] if known.roster else []),
        *([round_sheet([*_asked(known)], handed=bool(known.handed))] if known.asked else []),
        _written_sheet(known.written),
    ]  # fmt: skip
    return Book(title, as_of, tuple(listings), look_of=look_in_form)


def _asked(known: Collected) -> Iterator[RoundLine]:
    """Who was asked; that a form came back stands in the list itself and need not be known twice."""
    came = {(name_key(one.unit), one.day) for one in known.received}
    for line in known.asked:
        yield line._replace(returned=None) if (name_key(line.unit), line.day) in came else line


def _listing(  # noqa: PLR0913, PLR0917
    name: str,
    title: str,
    caption: str,
    heads: Sequence[str],
    roles: Sequence[str],
    area: str,
    rows: Callable[[Sequence[SheetColumn], Sequence[str]], Iterator[Row]],
) -> Listing:
    columns = tuple(
        SheetColumn(head, _WIDTHS.get(role, 10.0), role, _head(role), hidden=role in _HIDDEN)
        for head, role in zip(heads, roles, strict=True)
    )
    styles = ["form.open" if role in _TYPED else _STYLES.get(role, "text") for role in roles]
    return Listing(
        name, title, caption, columns, (Section(partial(rows, columns, styles)),), frozen=2, roles=True, defined=area,
        printed=sum(role not in _HIDDEN for role in roles),
    )  # fmt: skip


def _head(role: str) -> str:
    return "form.head.asked" if role in _TYPED else "head.own"


def _row(values: Sequence[Typed], columns: Sequence[SheetColumn], styles: Sequence[str]) -> Row:
    cells: list[CellValue] = [value if value != "" else None for value in values]
    looks = [
        "text" if isinstance(cell, str) and style in ("date", "rate") else style
        for cell, style in zip(cells, styles, strict=True)
    ]
    shown = [None if column.hidden else cell for column, cell in zip(columns, cells, strict=True)]
    return Row(cells, looks, max(_ROOMY, row_height(shown, rooms_of(columns))))


def _unit_rows(rows: Sequence[UnitRow], columns: Sequence[SheetColumn], styles: Sequence[str]) -> Iterator[Row]:
    for row in rows:
        values = {
            "number": seq_value(row.task.number), "text": row.task.text, "unit": row.unit, "part": PART_WORDS[row.part],
            **dict(zip(ANSWER_ROLES, row.answers, strict=True)), "granted": row.granted, "extended": row.extended, "ruling": row.ruling,
            "sent_back": row.sent_back or None, "day": row.day, "source": row.source, "task": task_words(row.task),
        }  # fmt: skip
        yield _row([values[role] for role in UNIT_ROLES], columns, styles)


def _question_rows(
    questions: Sequence[Question], columns: Sequence[SheetColumn], styles: Sequence[str]
) -> Iterator[Row]:
    heads = dict(zip(ANSWER_ROLES, ANSWER_HEADS, strict=True))
    for one in questions:
        values = {
            "kind": KIND_WORDS[one.kind], "number": seq_value(one.task.number) if one.task else None,
            "text": one.task.text if one.task else None, "unit": one.unit, "field": heads.get(one.field, ""),
            "base": _plain(one.base), "mine": _plain(one.mine), "theirs": _plain(one.theirs),
            "choice": one.choice, "settled": one.settled, "why": one.why,
            "key": one.key, "record": question_record(one), "task": task_words(one.task) if one.task else "",
        }  # fmt: skip
        yield _row([values[role] for role in QUESTION_ROLES], columns, styles)


def _plain(value: Typed) -> Typed:
    return full_day(value) if isinstance(value, date) else f"{value:.0%}" if isinstance(value, float) else value


def _received_rows(
    received: Sequence[Received], columns: Sequence[SheetColumn], styles: Sequence[str]
) -> Iterator[Row]:
    for one in received:
        values = {role: getattr(one, role) for role in RECEIVED_ROLES}
        yield _row([values[role] for role in RECEIVED_ROLES], columns, styles)


def _written_sheet(written: Mapping[str, Put]) -> Listing:
    columns = tuple(SheetColumn(role, 40, role) for role in WRITTEN_ROLES)
    rows = [
        Row([key, record_of(put.now), " ".join(sorted(put.past))], ["text"] * len(WRITTEN_ROLES), None)
        for key, put in written.items()
    ]
    section = Section(lambda: iter(rows))
    return Listing(
        words.WRITTEN_SHEET, words.WRITTEN_SHEET, words.WRITTEN_CAPTION, columns, (section,), roles=True, defined=WRITTEN_AREA,
        hidden=True,
    )  # fmt: skip
