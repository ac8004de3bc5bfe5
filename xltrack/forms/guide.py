"""填报说明, the first sheet of a form: what is asked, by which day, to whom it goes, how it is filled in; one page, short and friendly."""

from collections import Counter
from functools import partial
from typing import Any, Final

from xltrack.base.address import CellRange
from xltrack.forms import words
from xltrack.forms.asking import UnitForm
from xltrack.forms.occasion import Occasion
from xltrack.sheets.measure import line_count
from xltrack.sheets.model import Drawn, Row
from xltrack.sheets.sheetxml import SheetRows

_A4: Final = 9
_NARROW, _WIDE = 15.0, 68.0
_TITLE_ROOM, _ROOM = 66, 54  # half-width characters on a line
_TITLE_LINE, _LINE = 20.0, 19.0


def guide_sheet(form: UnitForm, occasion: Occasion) -> Drawn:
    """The sheet of instructions of a unit's form."""
    return Drawn(words.GUIDE_SHEET, partial(_draw, form, occasion))


def _draw(form: UnitForm, occasion: Occasion, target: Any, rows: SheetRows) -> None:
    _add_rows(rows, form, occasion)
    target.set_column(0, 0, _NARROW)
    target.set_column(1, 1, _WIDE)
    target.protect("", {"format_columns": True, "format_rows": True})
    target.set_paper(_A4)
    target.set_portrait()
    target.set_margins(left=0.8, right=0.8, top=0.9, bottom=0.7)
    target.hide_gridlines(2)
    target.fit_to_pages(1, 1)
    target.print_area(0, 0, rows.bottom - 1, 1)


def _add_rows(rows: SheetRows, form: UnitForm, occasion: Occasion) -> None:
    title = words.TITLE_PERIOD.format(title=occasion.title, period=occasion.period_words)
    lines = line_count(title, _TITLE_ROOM)
    rows.add_row(1, Row([words.GUIDE_SHEET, None], ["guide.title"] * 2, 40))
    rows.add_row(2, Row([title, None], ["guide.about"] * 2, 12 + lines * _TITLE_LINE))
    rows.merges += [CellRange(1, 1, 1, 2), CellRange(2, 1, 2, 2)]
    rows.add_row(3, Row([None, None], ["", ""], 8))
    number = 4
    for label, fact in zip(words.GUIDE_FACTS, _facts(form, occasion), strict=True):
        rows.add_row(number, Row([label, fact], ["guide.label", "guide.fact"], 12 + line_count(fact, _ROOM) * _LINE))
        number += 1
    rows.add_row(number, Row([words.GUIDE_HOW, None], ["guide.heading", ""], 44))
    before = words.GUIDE_BEFORE if any(any(one.former) for one in form.asked) else ""
    steps = [step.format(before=before) for step in words.GUIDE_STEPS]
    for at, step in enumerate((*steps, words.GUIDE_SECRET), 1):
        height = 8 + line_count(step, _ROOM) * _LINE
        rows.add_row(number + at, Row([f"{at}.", step], ["guide.number", "guide.step"], height))


def _facts(form: UnitForm, occasion: Occasion) -> tuple[str, str, str, str]:
    """Who fills in, what, by when, for whom."""
    counts, office = Counter(one.part for one in form.asked), occasion.office
    parts = [words.GUIDE_PART.format(part=words.PARTS[p], count=counts[p]) for p in words.PARTS if counts[p]]
    what = words.GUIDE_COUNT.format(
        count=len(form.asked), parts=words.BETWEEN.join(parts), period=occasion.period_words
    )
    reach = [
        pattern.format(**{field: value})
        for pattern, field, value in (
            (words.CONTACT, "contact", office.contact), (words.PHONE, "phone", office.phone), (words.MAIL, "mail", office.mail),
        )
        if value
    ]  # fmt: skip
    return form.unit, what, words.GUIDE_DUE.format(due=occasion.due_words), "\n".join((occasion.office_words, *reach))
