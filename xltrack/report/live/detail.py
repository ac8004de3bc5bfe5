"""明细, a hidden sheet: one row for each task and unit, so that a count never takes one unit's name for another's.

Behind it stand the words that the formulas of the ledger understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from xltrack.assessment.model import Assessment
from xltrack.assessment.states import CODES
from xltrack.report import words
from xltrack.report.live.book import Live, Share
from xltrack.report.live.columns import CODES_NAME, SENSES, WORDS_NAME
from xltrack.sheets.model import BODY_ROW, Fill, Listing, Plain, Sheaf, SheetColumn
from xltrack.sheets.sheetxml import clean

_COLUMNS: Final = tuple(
    SheetColumn(header, width) for header, width in zip(words.DETAIL_HEAD, (8, 8, 28, 8, 8, 12, 3, 16, 8), strict=True)
)
_NAMES: Final = (
    "", "xltrack_unit_numbers", "", "xltrack_unit_roles", "xltrack_unit_states", "xltrack_unit_dues",
)  # fmt: skip
_PLACE: Final = "IF(INDEX(xltrack_keys,$A§)=$A§,$A§,MATCH($A§,xltrack_keys,0))"
_LONGEST: Final = 255
_STYLES: Final = (*[""] * 5, "plain.date", *[""] * 3)


def understood_words() -> tuple[tuple[str, int], ...]:
    """The words that formulas understand, each with the number of what it means."""
    return tuple((word, SENSES[sense]) for sense, among in words.UNDERSTOOD.items() for word in among)


def compose_detail(assessment: Assessment, live: Live) -> Listing | None:
    """The sheet; None in a book without formulas."""
    if not live.ledger:
        return None
    names = tuple((name, at, at) for at, name in enumerate(_NAMES) if name and live.shares)
    last = BODY_ROW + max(len(live.shares), len(understood_words())) - 1
    # A row of the ledger is found by its number even where the rows were sorted; one that was deleted counts no more.
    fills = {4: _looked_up("xltrack_states", last), 5: _looked_up("xltrack_dues", last)} if live.shares else {}
    return Listing(
        words.DETAIL, words.DETAIL, words.DETAIL_CAPTION, _COLUMNS, (Sheaf(lambda: _rows(assessment, live), _STYLES, fills),),
        names=(*names, (WORDS_NAME, 7, 7), (CODES_NAME, 8, 8)), hidden=True,
    )  # fmt: skip


def _rows(assessment: Assessment, live: Live) -> Iterator[tuple[Plain, ...]]:
    codes = [CODES[judged.state] for judged in assessment.tasks]
    dues = [judged.due for judged in assessment.tasks]
    known = understood_words()
    for share, word in zip_longest(live.shares[: len(known)], known):
        first = (*_clean(share), codes[share.key - 1], dues[share.key - 1]) if share else (None,) * 6
        yield (*first, None, *word)
    for share in live.shares[len(known) :]:
        at = share[0] - 1
        yield (*_clean(share), codes[at], dues[at])


def _clean(share: Share) -> tuple[int, int, str, int]:
    name = share.name
    return share if name.isprintable() and len(name) < _LONGEST else share._replace(name=clean(name)[:_LONGEST])


def _looked_up(name: str, last: int) -> Fill:
    found = _PLACE.replace("IF(", f"INDEX({name},IF(", 1) + ")"
    again = f'IFERROR(INDEX({name},MATCH($A§,xltrack_keys,0)),"")'
    return Fill(f"IFERROR({found},{again})", last)
