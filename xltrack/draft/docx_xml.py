"""The elements of a .docx by their names, and what their attributes say (ISO/IEC 29500-1, 17)."""

from typing import Any, Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def find_inner(element: Any, *path: str) -> Any:
    """The element at a path of names below another; None where there is none, or nothing to look in."""
    return None if element is None else element.find("/".join(W + name for name in path))


def value_of(element: Any, *path: str) -> str:
    """What the attribute `val` of the element at a path says; 「」 where there is none."""
    found = find_inner(element, *path)
    return "" if found is None else found.get(f"{W}val") or ""


def count_of(words: str | None) -> int:
    """The number that an attribute says; 0 where it says none."""
    return int(words) if words and words.isdecimal() else 0
