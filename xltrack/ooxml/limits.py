"""How much of a file is read before it is refused: absolute sizes and times, never ratios (docs/规则.md 6)."""

from typing import NamedTuple

MEGABYTE = 1 << 20


class Limits(NamedTuple):
    """Bounds of one read; what goes over them is refused with a sentence (D132, D135, D254).

    Attributes:
        file: bytes of the file itself.
        entries: entries of its zip directory.
        sheet: unpacked bytes of one worksheet, which is streamed.
        part: unpacked bytes of any other part that is read (shared strings, styles, relations), which is held in memory.
        cells: cells with a value in the whole book.
        merges: merged areas of one sheet; those beyond are left out with a diagnostic.
        depth: how deep elements may stand in each other.
        faults: diagnostics of one sheet; those beyond are counted, not listed.
        seconds: how long the child process may take for an .xls file.
        unlocking: how long the child process may take to open a file with a password.
        memory: address space of either child.
    """

    file: int = 256 * MEGABYTE
    entries: int = 50_000
    sheet: int = 1024 * MEGABYTE
    part: int = 192 * MEGABYTE
    cells: int = 4_000_000
    merges: int = 100_000
    depth: int = 500
    faults: int = 1000
    seconds: float = 60.0
    unlocking: float = 20.0
    memory: int = 1536 * MEGABYTE


DEFAULT_LIMITS = Limits()
MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
