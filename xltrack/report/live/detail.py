"""明细, a hidden sheet: one row for each task and unit, so that a count never takes one unit's name for another's.

Behind it stand the words that the formulas of the ledger understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.states import CODES
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.book import SHARES, Live
from xltrack.report.live.columns import CODES_NAME, NAMED, SENSES, WORDS_NAME
from xltrack.report.live.text import unless_error, when
from xltrack.sheets.model import BODY_ROW, Fill, Listing, Plain, Sheaf, SheetColumn
from xltrack.sheets.sheetxml import serial

# Its columns in their order, with their widths.
_WIDTHS: Final = {"key": 8, "unit": 8, "role": 8, "state": 8, "due": 12, "gap": 3, "word": 16, "code": 8}
_AT: Final = {name: at for at, name in enumerate(_WIDTHS)}
_COLUMNS: Final = tuple(map(SheetColumn, words.DETAIL_HEAD, _WIDTHS.values()))
_STYLES: Final = tuple("plain.date" if name == "due" else "" for name in _WIDTHS)
_KEY: Final = f"${column_letters(_AT['key'] + 1)}§"


def understood_words() -> tuple[tuple[str, int], ...]:
    """The words that formulas understand, each with the number of what it means."""
    return tuple((word, SENSES[sense]) for sense, among in words.UNDERSTOOD.items() for word in among)


def compose_detail(assessment: Assessment, live: Live) -> Listing | None:
    """The sheet; None in a book without formulas."""
    if not live.ledger:
        return None
    last = BODY_ROW + max(len(live.shares), len(understood_words())) - 1
    # A row of the ledger is found by its number even where the rows were sorted; one that was deleted counts no more.
    fills = {_AT[name]: _looked_up(name, last) for name in ("state", "due") if live.shares}
    named = {**(SHARES if live.shares else {}), "word": WORDS_NAME, "code": CODES_NAME}
    return Listing(
        words.DETAIL, words.DETAIL, words.DETAIL_CAPTION, _COLUMNS, (Sheaf(lambda: _rows(assessment, live), _STYLES, fills),),
        names=tuple((defined, _AT[name], _AT[name]) for name, defined in named.items()), hidden=True,
    )  # fmt: skip


def _rows(assessment: Assessment, live: Live) -> Iterator[tuple[Plain, ...]]:
    codes = [CODES[judged.state] for judged in assessment.tasks]
    # A day that a spreadsheet has no number for counts in no month.
    dues = [judged.due if judged.due and serial(judged.due) else None for judged in assessment.tasks]
    known = understood_words()
    shares = ((s.key, s.unit, s.role, codes[s.key - 1], dues[s.key - 1]) for s in live.shares)
    for word, share in zip_longest(known, islice(shares, len(known))):
        yield (*(share or (None,) * 5), None, *word)
    yield from shares


def _looked_up(name: str, last: int) -> Fill:
    column, keys = NAMED[name], NAMED["key"]
    found = f"MATCH({_KEY},{keys},0)"
    place = when(f"INDEX({keys},{_KEY})={_KEY}", _KEY, found)
    return Fill(unless_error(f"INDEX({column},{place})", unless_error(f"INDEX({column},{found})")), last)
