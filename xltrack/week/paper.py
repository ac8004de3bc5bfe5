"""The rules of print for a page: paper, margins, fonts and page number of GB/T 9704-2012 in the language of browsers."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xltrack.annex.looks import ACROSS, FONTS, UPRIGHT

# What stands in for a font of the profile where it is missing: another name of it, then what Linux has.
_SONG: Final = "SimSun,'Noto Serif CJK SC',serif"
_STAND_INS: Final[Mapping[str, str]] = {
    "body": f"FangSong,{_SONG}", "head": "SimHei,'Noto Sans CJK SC',sans-serif", "caption": f"KaiTi,{_SONG}",
    "number": _SONG, "title": _SONG,
}  # fmt: skip


class TextArea(NamedTuple):
    """Width and height of the text area in millimetres."""

    width: int
    height: int


def text_area(*, landscape: bool, a3: bool = False) -> TextArea:
    """The text area of a paper."""
    short, long = (297, 420) if a3 else (210, 297)
    margins = ACROSS if landscape else UPRIGHT
    width, height = (long, short) if landscape else (short, long)
    return TextArea(width - margins["left"] - margins["right"], height - margins["top"] - margins["bottom"])


def font_of(fonts: str, part: str) -> str:
    """The family of a part (body, head, caption, number, title) in a profile, with what stands in for it."""
    return f"'{getattr(FONTS[fonts], part)}',{_STAND_INS[part]}"


def paper_style(fonts: str, *, landscape: bool, a3: bool = False, name: str = "") -> str:
    """The rules of one kind of page; `name` where a document has several.

    「— 1 —」 stands 7 mm under the text (7.5): at the right of odd pages, at the left of even ones, a character from the edge.
    """
    margins = ACROSS if landscape else UPRIGHT
    sides_mm = " ".join(f"{margins[side]}mm" for side in ("top", "right", "bottom", "left"))
    size = f"{'A3' if a3 else 'A4'}{' landscape' if landscape else ''}"
    number = (
        f"content:'— ' counter(page) ' —';font:14pt {font_of(fonts, 'number')};"
        "vertical-align:top;padding-top:7mm;white-space:nowrap;"
    )
    sides = (("right", "right", "padding-right:14pt"), ("left", "left", "padding-left:14pt"))
    return f"@page {name}{{size:{size};margin:{sides_mm}}}" + "".join(
        f"@page {name}:{side}{{@bottom-{edge}{{{number}text-align:{edge};{room}}}}}" for side, edge, room in sides
    )
