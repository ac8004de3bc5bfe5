"""Pictures for the button, drawn by numbers: three bars of progress on a blue tile."""

import struct
import zlib
from functools import cache
from typing import Final

SIZES: Final = (16, 32, 64, 80)
_FINE: Final = 4  # points across a pixel: its edges are smooth
_BLUE: Final = (0x1F, 0x5F, 0xA8)
_WHITE: Final = (0xFF, 0xFF, 0xFF)
_PALE: Final = (0x8F, 0xB4, 0xDA)
_GREEN: Final = (0x7F, 0xD1, 0x8F)
_TILE: Final = 0.19  # the radius of its corners; all measures as parts of its width
# From left to right, from top to bottom: what is done of a bar, and its colour.
_BARS: Final = ((0.21, 1.0, _GREEN), (0.43, 0.66, _WHITE), (0.65, 0.34, _WHITE))
_LEFT, _RIGHT, _THICK = 0.18, 0.82, 0.14
_Colour = tuple[int, int, int]


@cache
def icon(size: int) -> bytes:
    """The picture of so many pixels each way, as PNG."""
    fine = size * _FINE
    points = [[_point((x + 0.5) / fine, (y + 0.5) / fine) for x in range(fine)] for y in range(fine)]
    rows = (
        b"".join(
            _pixel([points[y * _FINE + i][x * _FINE + j] for i in range(_FINE) for j in range(_FINE)])
            for x in range(size)
        )
        for y in range(size)
    )
    return _png(size, b"".join(b"\0" + row for row in rows))


def _point(x: float, y: float) -> _Colour | None:
    """What is seen at a point; None where nothing is."""
    if not _inside(x, y, (0.0, 0.0, 1.0, 1.0), _TILE):
        return None
    for top, done, colour in _BARS:
        if _inside(x, y, (_LEFT, top, _RIGHT, top + _THICK), _THICK / 2):
            return colour if x < _LEFT + (_RIGHT - _LEFT) * done else _PALE
    return _BLUE


def _inside(x: float, y: float, box: tuple[float, float, float, float], radius: float) -> bool:
    """Whether a point lies in a box with round corners."""
    left, top, right, bottom = box
    if not (left <= x <= right and top <= y <= bottom):
        return False
    away_x = max(left + radius - x, x - right + radius, 0.0)
    away_y = max(top + radius - y, y - bottom + radius, 0.0)
    return away_x * away_x + away_y * away_y <= radius * radius


def _pixel(points: list[_Colour | None]) -> bytes:
    seen = [point for point in points if point]
    if not seen:
        return b"\0\0\0\0"
    return bytes((*(sum(parts) // len(seen) for parts in zip(*seen, strict=True)), 255 * len(seen) // len(points)))


def _png(size: int, rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)  # eight bits of red, green, blue and cover
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
