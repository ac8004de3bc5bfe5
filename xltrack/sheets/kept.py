"""The rows of a list that is kept from run to run: its own columns, then those that the office has added."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from xltrack.sheets.measure import rooms_of, row_height
from xltrack.sheets.model import CellValue, Row, SheetColumn


class KeptLine(Protocol):
    """A line of such a list: a value for each role by its name, `others` by the heads of columns that are not ours."""

    @property
    def others(self) -> Mapping[str, CellValue]:
        """What stands in columns that are not ours."""


def kept_rows(
    lines: Iterable[KeptLine],
    roles: Sequence[str],
    columns: Sequence[SheetColumn],
    styles: Mapping[str, str],
    least: float = 0.0,
) -> Iterator[Row]:
    """A row for each line, at least so many points high; what nobody sees makes none higher.

    Args:
        lines: what is told.
        roles: those of our own columns.
        columns: ours, then the office's.
        styles: by role where it is not plain text.
        least: points.
    """
    rooms = rooms_of(columns)
    looks = [styles.get(role, "text") for role in roles] + ["text"] * (len(columns) - len(roles))
    heads = [column.header for column in columns[len(roles) :]]
    for line in lines:
        values: list[CellValue] = [getattr(line, role) or None for role in roles]
        values += [line.others.get(head) for head in heads]
        shown = [None if column.hidden else value for column, value in zip(columns, values, strict=True)]
        yield Row(values, looks, max(least, row_height(shown, rooms)))
