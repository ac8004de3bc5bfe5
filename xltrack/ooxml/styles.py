"""xl/styles.xml: what each cell style says about a number, and which styles strike out."""

from typing import NamedTuple

from xltrack.ooxml.numbers import NumberKind, built_in_kind, built_in_shape, classify_format, shape_of
from xltrack.ooxml.xml import Attributes, PartError, walk


class Styles(NamedTuple):
    """The cell formats in order, and why the rest is missing.

    `kinds[index]` of the attribute `s`, the indexes that strike out, `shapes` of the numbers.
    """

    kinds: tuple[NumberKind, ...] = ()
    struck: frozenset[int] = frozenset()
    shapes: tuple[str, ...] = ()
    damage: str = ""


def is_on(words: str | None) -> bool:
    """An XML boolean that is true: 「1」, 「true」, or an element without `val`."""
    return words is None or words.strip().lower() in {"1", "true", "on"}


def parse_styles(data: bytes) -> Styles:
    """Read the number formats, fonts and cell formats (ECMA-376 18.8); differential formats do not count.

    Where the part is damaged, what stands before the damage is kept, and `damage` says so.
    """
    codes: dict[str, str] = {}
    fonts: list[bool] = []
    formats: list[tuple[str, str]] = []

    def start(name: str, attributes: Attributes, parent: str) -> None:
        if name == "numFmt" and parent == "numFmts":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "font" and parent == "fonts":
            fonts.append(False)
        elif name == "strike" and parent == "font" and fonts:
            fonts[-1] = is_on(attributes.get("val"))
        elif name == "dxfs":
            fonts.append(False)  # takes the strikes of the fonts in differential formats, which follow all others
        elif name == "xf" and parent == "cellXfs":
            formats.append((attributes.get("numFmtId", "0"), attributes.get("fontId", "0")))

    damage = ""
    try:
        walk(data, start)
    except PartError as error:
        damage = str(error)
    kinds = {number: classify_format(code) for number, code in codes.items()}
    shapes = {number: shape_of(code) for number, code in codes.items()}
    lined = {str(index) for index, struck in enumerate(fonts) if struck}
    return Styles(
        tuple(kinds.get(number, built_in_kind(_whole(number))) for number, _ in formats),
        frozenset(index for index, (_, font) in enumerate(formats) if font in lined),
        tuple(shapes.get(number, built_in_shape(_whole(number))) for number, _ in formats),
        damage,
    )


def _whole(number: str) -> int:
    return int(number) if number.isdecimal() else 0
