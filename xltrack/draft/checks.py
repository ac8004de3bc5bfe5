"""核对清单 of a drafted sheet: what was inferred, what was left out, what its own reading says of it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from xltrack.annex.model import BODY_ROW
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.base.text import shorten
from xltrack.draft import words
from xltrack.draft.duties import Duty, Remark
from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import EXTRACT_NAME, CellValue, Link, Listing, Row, Section, SheetColumn
from xltrack.telling.words import SEVERITY

_COLUMNS: Final = tuple(map(SheetColumn, words.CHECK_HEADS, (8, 8, 60, 44, 10, 24)))
_ORDER: Final = {"error": 0, "warning": 1, "info": 2}
_SHOWN: Final = 80


class Check(NamedTuple):
    """One thing to look at, and where it stands in the notice."""

    said: Diagnostic
    source: str = ""


def check_duties(duties: Sequence[Duty], sheet: str, columns: Sequence[str]) -> Iterator[Check]:
    """What was inferred of each duty, at its cell in the drafted sheet."""
    places = {header: number for number, header in enumerate(columns, 1)}
    at = {"D788": words.LEAD, "D789": words.DEADLINE, "D790": words.LEAD, "D793": words.TEXT}
    for row, duty in enumerate(duties, BODY_ROW):
        for code in duty.codes:
            units = "、".join(filter(None, duty.marks[:3]))
            what = "；".join(filter(None, (units, duty.marks.deadline)))
            facts = {"units": units, "deadline": duty.marks.deadline, "what": what}
            yield Check(Diagnostic(code, CellRef(sheet, row, places[at[code]]), facts), duty.source)


def check_remarks(remarks: Iterable[Remark], left_out: Iterable[str]) -> Iterator[Check]:
    """What of the notice stands in no row."""
    for remark in remarks:
        text = shorten(remark.text.replace("\n", ""), _SHOWN)
        yield Check(Diagnostic(remark.code, None, {"heading": text, "text": text}), remark.source)
    for text in left_out:
        yield Check(Diagnostic("D794", None, {"text": shorten(text, _SHOWN)}))


def compose_draft_checks(checks: Sequence[Check], source: str) -> Listing:
    """The sheet, warnings first, each led to its cell."""
    ordered = sorted(checks, key=lambda check: _ORDER[check.said.severity])
    where = {id(check.said): check.source for check in ordered}
    told = gather_repeated([check.said for check in ordered])
    section = Section(lambda: _rows(told, where))
    # The name keeps it out of what is read: its tasks, if words in it look like some, stand in the other sheets.
    names = ((EXTRACT_NAME, 0, len(_COLUMNS) - 1),) if told else ()
    caption = words.CHECKS_CAPTION.format(source=source)
    return Listing(words.CHECKS, words.CHECKS, caption, _COLUMNS, (section,), names=names)


def _rows(told: Sequence[tuple[Diagnostic, list[Diagnostic]]], where: dict[int, str]) -> Iterator[Row]:
    rooms = rooms_of(_COLUMNS)
    for said, others in told:
        cell = said.cell
        link = Link(cell.sheet, cell.row, cell.column) if cell else None
        sources = "、".join(dict.fromkeys(filter(None, (where.get(id(one), "") for one in (said, *others)))))
        values: list[CellValue] = [
            SEVERITY[said.severity], said.code, said.message, said.remedy or None,
            words.ROW.format(row=cell.row) if cell else None, sources or (cell.a1 if cell else None),
        ]  # fmt: skip
        styles = [f"severity.{said.severity}", "code", "text", "text", "link" if link else "text", "small"]
        yield Row(values, styles, row_height(values, rooms), {4: link} if link else {})
