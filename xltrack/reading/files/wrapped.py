"""What sheets have in common that stand in no workbook: a name made of the file's, and our own exports, which are none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.domain.frame import COLUMNS
from xltrack.reading.files.grid import Value

_LONGEST_NAME: Final = 31
_ILLEGAL: Final = str.maketrans(dict.fromkeys("[]:*?/\\!'", "_"))


def sheet_name(source: str) -> str:
    """The name of the one sheet of a file: that of the file without its ending, as office programs give it."""
    return PurePath(source).stem.translate(_ILLEGAL)[:_LONGEST_NAME].strip() or "Sheet1"


def refuse_own(rows: Mapping[int, Mapping[int, Value]]) -> None:
    """Refuse what `xltrack export` wrote: each task stands in it once for each unit and milestone; SourceError (D269)."""
    first = next(iter(rows.values()), {})
    if tuple(first.values())[: len(COLUMNS)] == COLUMNS:
        raise SourceError("D269")
