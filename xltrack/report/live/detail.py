"""明细, a hidden sheet: one row for each task and unit, so that a count never takes one unit's name for another's.

Behind it stand the words that the formulas of the ledger understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Final

from xltrack.assessment.basis import CODES
from xltrack.assessment.model import Assessment
from xltrack.report import words
from xltrack.report.live.book import Live
from xltrack.report.live.columns import CODES_NAME, WORDS_NAME
from xltrack.sheets.model import BODY_ROW, Fill, Listing, Plain, Sheaf, SheetColumn
from xltrack.sheets.sheetxml import serial

_COLUMNS: Final = tuple(
    SheetColumn(header, width) for header, width in zip(words.DETAIL_HEAD, (8, 8, 8, 8, 12, 3, 16, 8), strict=True)
)
_NAMES: Final = ("", "xltrack_unit_numbers", "xltrack_unit_roles", "xltrack_unit_states", "xltrack_unit_dues")
_STATE, _DUE, _WORD, _CODE = 3, 4, 6, 7  # their columns, from 0
_PLACE: Final = "IF(INDEX(xltrack_keys,$A§)=$A§,$A§,MATCH($A§,xltrack_keys,0))"
_STYLES: Final = tuple("plain.date" if at == _DUE else "" for at in range(len(_COLUMNS)))


def understood_words() -> tuple[tuple[str, int], ...]:
    """The words that formulas understand, each with the number of its state; 0 for those that report nothing."""
    codes: dict[str, int] = {"blank": 0, **{str(state): code for state, code in CODES.items()}}
    return tuple((word, codes[state]) for state, among in words.UNDERSTOOD.items() for word in among)


def compose_detail(assessment: Assessment, live: Live) -> Listing | None:
    """The sheet; None in a book without formulas."""
    if not live.ledger:
        return None
    names = tuple((name, at, at) for at, name in enumerate(_NAMES) if name and live.shares)
    last = BODY_ROW + max(len(live.shares), len(understood_words())) - 1
    # A row of the ledger is found by its number even where the rows were sorted; one that was deleted counts no more.
    fills = {_STATE: _looked_up("xltrack_states", last), _DUE: _looked_up("xltrack_dues", last)} if live.shares else {}
    return Listing(
        words.DETAIL, words.DETAIL, words.DETAIL_CAPTION, _COLUMNS, (Sheaf(lambda: _rows(assessment, live), _STYLES, fills),),
        names=(*names, (WORDS_NAME, _WORD, _WORD), (CODES_NAME, _CODE, _CODE)), hidden=True,
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
    found = _PLACE.replace("IF(", f"INDEX({name},IF(", 1) + ")"
    again = f'IFERROR(INDEX({name},MATCH($A§,xltrack_keys,0)),"")'
    return Fill(f"IFERROR({found},{again})", last)
