"""What the styles of a web page say of its cells: hidden, struck out, text; inline, or by classes as Excel writes them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern

_LONGEST: Final = 1 << 20  # characters of style sheets that are looked at
_COMMENT: Final = pattern(r"(?s)/\*.*?(?:\*/|\Z)|<!--|-->")
_MEDIA: Final = pattern(r"@[^{};]*+\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\}")
_RULE: Final = pattern(r"([^{}]++)\{([^{}]*+)\}")
_CLASS: Final = pattern(r"\s*(?:[A-Za-z][\w]*)?\.([\w-]+)\s*")
_DECLARATION: Final = pattern(r"""([\w.-]+)\s*:\s*("[^"]*"?|'[^']*'?|[^;"']*)[^;]*""")
_ESCAPE: Final = pattern(r"\\([0-9A-Fa-f]{4})|\\")  # 「\0022」 is a quotation mark
_REMEMBERED: Final = 4096


class WebStyle(NamedTuple):
    """What a style says: not shown, struck out, its cell holds text whatever it looks like, the format code of its numbers."""

    hidden: bool = False
    struck: bool = False
    text: bool = False
    format: str = ""

    def joined(self, other: WebStyle) -> WebStyle:
        """Both together."""
        return WebStyle(
            self.hidden or other.hidden,
            self.struck or other.struck,
            self.text or other.text,
            other.format or self.format,
        )


PLAIN: Final = WebStyle()


@lru_cache(maxsize=_REMEMBERED)
def parse_style(words: str) -> WebStyle:
    """The style that an attribute `style` or the body of a rule gives."""
    said = {name.lower(): value.strip().strip("\"'") for name, value in _DECLARATION.findall(words)}
    code = said.get("mso-number-format") or said.get("vnd.ms-excel.numberformat") or ""
    code = _ESCAPE.sub(_unescape, code).strip()
    lines = (said.get(name, "").lower() for name in ("text-decoration", "text-decoration-line"))
    struck = any("line-through" in line for line in lines) or said.get("text-line-through", "none").lower() != "none"
    return WebStyle(said.get("display", "").lower().startswith("none"), struck, code == "@", code)


def _unescape(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else ""


def parse_classes(sheet: str) -> dict[str, WebStyle]:
    """The styles of the classes of a style sheet, 「.xl66」 and 「td.xl66」; what is for certain media alone is left out."""
    plain = _MEDIA.sub("", _COMMENT.sub("", sheet[:_LONGEST]))
    found: dict[str, WebStyle] = {}
    for rule in _RULE.finditer(plain):
        style = parse_style(rule[2])
        if style == PLAIN:
            continue
        for selector in rule[1].split(","):
            if name := _CLASS.fullmatch(selector):
                found[name[1]] = found.get(name[1], PLAIN).joined(style)
    return found
