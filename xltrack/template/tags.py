"""Tags in cells: a mark for the row that is repeated, and the little of Jinja2 that `strict` lets in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from xltrack.base.errors import UsageError
from xltrack.template.strict import MISTAKES, UNKNOWN, Strict, TooLongError, bounded, is_wide, reason_of
from xltrack.template.words import LISTS, MARKS

LONGEST: Final = 32_767
_SINGLE: Final = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%|\{#).)*)\}\}\s*", re.DOTALL)
_MARK: Final = re.compile(r"\{#-?\s*(\S+?)\s*-?#\}")


class Tag(NamedTuple):
    """A cell with tags, parsed: where it stands, its words, the mark that it carries, the names that it uses."""

    cell: str
    text: str
    mark: str
    names: frozenset[str]


class TemplateTags:
    """Parses and fills the cells of one template; the steps of all its loops together are bounded."""

    def __init__(self, lists: Mapping[str, Sequence[Mapping[str, Any]]], fields: Mapping[str, Sequence[str]]) -> None:
        self._strict = Strict({name: fields.get(kind, ()) for name, kind in LISTS.items()})
        self._lists = bounded(lists)

    def parse(self, cell: str, text: str) -> Tag:
        """Check one cell.

        Raises:
            UsageError: the tags are no tags (D705), use what is not allowed (D706, D707), or a mark is unknown (D709).
        """
        mark = next((found[1] for found in _MARK.finditer(text) if found[1].startswith("每")), "")
        if mark and mark not in MARKS:
            raise UsageError("D709", cell=cell, mark=mark, known="、".join(MARKS))
        used = self._strict.check(text, lambda _: cell)
        words = _MARK.sub(lambda found: "" if found[1] in MARKS else found[0], text)
        return Tag(cell, words, mark, frozenset(name for name, _ in used))

    def fill(self, tag: Tag, names: Mapping[str, Any]) -> Any:
        """What a cell becomes: the value itself where it is one name or expression alone, else text, not longer than a cell.

        Raises:
            UsageError: a name has no value here (D706), loops take too long (D710), or values do not go together (D705).
        """
        try:
            alone = _SINGLE.fullmatch(tag.text)
            given = {**self._lists, **names}
            return self._strict.value(alone[1], given) if alone else self._text(tag.text, given)
        except UNKNOWN:
            raise UsageError("D706", cell=tag.cell, name="、".join(sorted(tag.names)), known="、".join(names)) from None
        except MISTAKES as error:
            raise UsageError("D705", cell=tag.cell, reason=reason_of(error)) from None
        except TooLongError:
            raise UsageError("D710", cell=tag.cell) from None

    def _text(self, text: str, given: Mapping[str, Any]) -> str:
        pieces, length = [], 0
        for piece in self._strict.pieces(text, given):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST:
                break
        return "".join(pieces)


def has_tags(text: str) -> bool:
    """Whether a cell's words hold anything for Jinja2."""
    return "{{" in text or "{%" in text or "{#" in text or is_wide(text)


def is_name(word: str) -> bool:
    """Whether a header can be written as a name in a tag."""
    return word.isidentifier() and word not in (
        "loop", "and", "or", "not", "in", "is", "if", "else", "true", "false", "none",
    )  # fmt: skip
