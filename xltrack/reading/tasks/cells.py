"""Cell values as words, numbers and days: what a task keeps of its source cells."""

from datetime import date, datetime, time

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, tidy
from xltrack.reading.files.grid import CellError, Percent, Value

_BREAKS = pattern(r"\s*[\r\n]\s*")


def shown(value: Value | None) -> str:
    """The words of a cell as the clerk sees it: 0.95 in a percentage format is 「95%」, a date its ISO date."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, Percent):
        return f"{round(value * 100, 4):g}%"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.strftime("%Y-%m-%d %H:%M")
    return value.code if isinstance(value, CellError) else str(value)


def cell_words(value: Value | None) -> str:
    """The words of a cell, line breaks and the spaces between Chinese characters and digits dropped."""
    return tidy(value) if type(value) is str else shown(value)


def day_of(value: Value | None) -> date | None:
    """The day of a real date cell, None of anything else."""
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


def words_once(value: Value) -> str:
    """The words of a group or number cell; printed twice in one cell at a page break (2 / 2) they count once."""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value)
    if "\n" in text or "\r" in text:
        parts = [p for p in _BREAKS.split(text.strip()) if p]
        half = len(parts) // 2
        if half and len(parts) % 2 == 0 and fold("".join(parts[:half])) == fold("".join(parts[half:])):
            return tidy("".join(parts[:half]))
    return tidy(text)
