"""What a report's file is called, so that every system and every office program takes the name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from xltrack.report import words

SUFFIX: Final = ".xlsx"
_LONGEST: Final = (
    150  # bytes of UTF-8 for the stem: room for the date, a number and the names of lock and temporary files
)
_ILLEGAL: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]')
_UNSEEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_RESERVED: Final = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_REPORT: Final = re.compile(rf"(.+?){words.FILE_PART}\d{{4}}-\d\d-\d\d(?:_\d+)?", re.DOTALL)


def name_report(sources: Sequence[Path], as_of: date) -> str:
    """「NAME_进度_2021-08-01.xlsx」; a report of a report keeps NAME, several files are called 「汇总」."""
    stem = base_name(sources[0]) if len(sources) == 1 else words.MANY_FILES
    return f"{safe_name(stem)}{words.FILE_PART}{as_of.isoformat()}{SUFFIX}"


def base_name(source: Path) -> str:
    """The name of a source without its ending and without what a report adds."""
    report = _REPORT.fullmatch(source.stem)
    return report[1] if report else source.stem


def is_report_of(name: str, base: str) -> bool:
    """Whether a file name is that of a report of the source with this base name."""
    path = Path(name)
    report = _REPORT.fullmatch(path.stem)
    return path.suffix.lower() == SUFFIX and report is not None and report[1] == safe_name(base)


def numbered(path: Path, number: int) -> Path:
    """「NAME_2.xlsx」; the first of them is the name itself."""
    return path if number == 1 else path.with_name(f"{path.stem}_{number}{path.suffix}")


def safe_name(stem: str) -> str:
    """A stem that Windows, macOS and Linux all accept: no reserved name or character, no dot or space at its end."""
    name = _UNSEEN.sub("", unicodedata.normalize("NFC", _ILLEGAL.sub("_", stem)))
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .\u3000") or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name
