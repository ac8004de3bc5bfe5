"""What an 附件 looks like: fonts by profile, sizes and borders of GB/T 9704-2012, as XlsxWriter format properties."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from xltrack.sheets import styles
from xltrack.sheets.styles import Look


class Fonts(NamedTuple):
    """The names of the fonts of one profile: a workbook can name a font, but no second choice."""

    body: str
    head: str
    caption: str
    number: str
    title: str
    bold_title: bool = False


FONTS: Final[Mapping[str, Fonts]] = {
    # Windows has no 小标宋 of its own: bold 宋体 is what stands in for it.
    "windows": Fonts("仿宋", "黑体", "楷体", "宋体", "宋体", bold_title=True),
    "gb2312": Fonts("仿宋_GB2312", "黑体", "楷体_GB2312", "宋体", "方正小标宋简体"),
    "wps-linux": Fonts("方正仿宋_GBK", "方正黑体_GBK", "方正楷体_GBK", "方正书宋_GBK", "方正小标宋_GBK"),
}
# Margins of upright paper and of paper that lies across, in millimetres (GB/T 9704-2012, 5.2).
UPRIGHT: Final = {"left": 28, "right": 26, "top": 37, "bottom": 35}
ACROSS: Final = {"left": 35, "right": 37, "top": 28, "bottom": 26}
# The Normal font of a book of 附件: its digits are 7 pixels wide in every program, and every machine has it or its like.
PREFIX: Final = "annex|"
NORMAL: Final = ("Times New Roman", 10.5)
LABEL_SIZE: Final = 16
TITLE_SIZE: Final = 22
CAPTION_SIZE: Final = 14
HEAD_SIZE: Final = 12
SMALL: Final = 9.0
SMALL_HEAD: Final = 9  # over words of 小五 and smaller
NUMBER_SIZE: Final = 14

_CELL: Final[Look] = {"border": 1, "valign": "vcenter", "text_wrap": True}
_DATE: Final = 'yyyy"年"m"月"d"日"'
_BODY: Final[Mapping[str, Look]] = {
    "center": {"align": "center"},
    "left": {"align": "left"},
    "date": {"align": "center", "num_format": _DATE},
    "number": {"align": "center"},
    "struck": {"align": "left", "font_strikeout": True},
}


def annex_style(fonts: str, size: float, part: str) -> str:
    """The name of a style role: 「annex|windows|10.5|left」, as `look_in_annex` takes it apart."""
    return f"{PREFIX}{fonts}|{size:g}|{part}"


def head_size(size: float) -> float:
    """The point size of the header over a body of a size."""
    return HEAD_SIZE if size > SMALL else SMALL_HEAD


def look_in_annex(role: str) -> Look:
    """The looks of a role that `annex_style` named, or that every sheet knows; another is a fault of the program (KeyError)."""
    if not role.startswith(PREFIX):
        return styles.look_of(role)
    _, profile, size, part = role.split("|", 3)
    fonts = FONTS[profile]
    match part:
        case "label":
            return {"font_name": fonts.head, "font_size": LABEL_SIZE, "valign": "vcenter", "align": "left"}
        case "title":
            look = {"font_name": fonts.title, "font_size": TITLE_SIZE, "bold": fonts.bold_title}
            return {**look, "align": "center", "valign": "vcenter", "text_wrap": True}
        case "caption":
            return {"font_name": fonts.caption, "font_size": CAPTION_SIZE, "align": "center", "valign": "vcenter"}
        case "head":
            return {**_CELL, "font_name": fonts.head, "font_size": float(size), "align": "center"}
        case "band":
            return {**_CELL, "font_name": fonts.head, "font_size": float(size), "align": "left"}
    kind, _, number = part.partition("|")
    look = {**_CELL, "font_name": fonts.body, "font_size": float(size), **_BODY[kind]}
    return {**look, "num_format": number} if number else look
