"""What all forms of a round share: what it is about, which round it is, by when and to whom they come back."""

from datetime import date
from typing import NamedTuple

from xltrack.domain.forms import FormMark, RoundPeriod
from xltrack.domain.settings import Office
from xltrack.forms import words
from xltrack.telling.words import full_day


class Occasion(NamedTuple):
    """What all forms of a round share.

    Attributes:
        title: what the round is about: 「榆阳区……工作」.
        period: which round it is.
        due: the last day on which a form is still in time.
        office: to whom it goes.
    """

    title: str
    period: RoundPeriod
    due: date
    office: Office

    @property
    def period_words(self) -> str:
        """「2021年8月」, of a further round of the month 「2021年8月15日」."""
        day = self.period.day
        return full_day(day) if self.period.by_day else words.MONTH.format(year=day.year, month=day.month)

    @property
    def due_words(self) -> str:
        """「2021年8月10日（星期二）」."""
        return words.DUE_DAY.format(day=full_day(self.due), weekday=words.WEEKDAYS[self.due.weekday()])

    @property
    def office_words(self) -> str:
        """Who gets the form."""
        return self.office.signed or self.office.name or words.OFFICE

    def mark(self, unit: str) -> FormMark:
        """What the property of a unit's form tells."""
        return FormMark(self.period.day, self.period.label, unit, self.due)
