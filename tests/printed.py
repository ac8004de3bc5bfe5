"""Words of a PDF with their places: what tests measure printed pages by."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

_PAGE = re.compile(r"<page ")
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')


class Printed(NamedTuple):
    """A run of letters on one line: its page, its sides in points, its text."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def size(self) -> float:
        """The point size, of one that is 汉字 alone: each is as wide as it is high."""
        return (self.right - self.left) / len(self.text)


def printed_words(pdf: Path) -> list[Printed]:
    """All of them in order."""
    told = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True, timeout=60).stdout
    pages = _PAGE.split(told.decode("utf-8"))[1:]
    return [
        Printed(number, *map(float, found[:4]), found[4])
        for number, page in enumerate(pages, 1)
        for found in _WORD.findall(page)
    ]


def letter_sizes(words: list[Printed]) -> list[float]:
    """The point sizes of the words that are 汉字 alone, the smallest first."""
    return sorted(word.size for word in words if re.fullmatch("[一-鿿]{2,}", word.text))
