"""What a report's file is called, so that every system and every office program takes the name."""

import os
import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.placing import words

SUFFIX: Final = ".xlsx"
_LONGEST: Final = (
    150  # bytes of UTF-8 for the stem: room for the date, a number and the names of lock and temporary files
)
_ILLEGAL: Final = dict.fromkeys(
    [*map(ord, '<>:"/\\|?*'), *range(0x20), 0x7F, *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], "_"
)
_UNSEEN: Final = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
_RESERVED: Final = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in "0123456789¹²³")}
)
_REPORT: Final = pattern(rf"(.+?){words.FILE_PART}(\d{{4}}-\d\d-\d\d)(?:_(\d+))?", re.DOTALL)
_ANNEX: Final = pattern(rf"(.+?)(?:{words.ANNEX_PART}|{words.OVERLAY_PART})\d{{4}}-\d\d-\d\d(?:_\d+)?", re.DOTALL)


def name_report(sources: Sequence[Path], as_of: date | None, part: str = words.FILE_PART, suffix: str = SUFFIX) -> str:
    """「NAME_进度_2021-08-01.xlsx」; a report of a report keeps NAME, several files are called 「汇总」; None for no day."""
    stem = base_name(sources[0]) if len(sources) == 1 else words.MANY_FILES
    return f"{safe_name(stem)}{part}{as_of.isoformat() if as_of else ''}{suffix}"


def base_name(source: Path) -> str:
    """The name of a source without its ending and without what a report adds."""
    report = _REPORT.fullmatch(source.stem) or _ANNEX.fullmatch(source.stem)
    return report[1] if report else source.stem


def is_report_of(name: str, base: str) -> bool:
    """Whether a file name is that of a report of the source with this base name."""
    path = Path(name)
    report = _REPORT.fullmatch(path.stem)
    return path.suffix.lower() == SUFFIX and report is not None and report[1] == safe_name(base)


def find_earlier(sources: Sequence[Path], as_of: date) -> Path | None:
    """The latest report of an earlier day beside the first source; of several of one day the last written name."""
    base = base_name(sources[0]) if len(sources) == 1 else words.MANY_FILES
    own = {source.name for source in sources}
    try:
        names = [e.name for e in os.scandir(sources[0].parent) if words.FILE_PART in e.name]
    except OSError:
        return None
    names = [name for name in names if is_report_of(name, base)]
    dated = ((_REPORT.fullmatch(Path(name).stem), name) for name in names)
    earlier = [(m[2], int(m[3] or 1), n) for m, n in dated if m and m[2] < as_of.isoformat() and n not in own]
    return sources[0].parent / max(earlier)[2] if earlier else None


def numbered(path: Path, number: int) -> Path:
    """「NAME_2.xlsx」; the first of them is the name itself."""
    return path if number == 1 else path.with_name(f"{path.stem}_{number}{path.suffix}")


def safe_name(stem: str) -> str:
    """A stem that Windows, macOS and Linux all accept: no reserved name or character, no dot or space at its end."""
    name = unicodedata.normalize("NFC", stem.translate(_ILLEGAL).translate(_UNSEEN))
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(" .\u3000") or "_"
    return f"_{name}" if name.partition(".")[0].upper() in _RESERVED else name
