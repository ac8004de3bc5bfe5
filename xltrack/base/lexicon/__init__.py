"""Vocabulary as data: beside this file stands one of words for each grammar, which a clerk can extend.

An entry is words with spaces or line breaks between them; `word=value` where each means something, and `{classes}` among them is
all words of that entry. What stands for something else though it holds a word of an entry stands under the entry's name with
`_except`: 市场 beside 市. Texts have single quotes, which TOML reads five times as fast.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from xltrack.base.patterns import initial, pattern, rare

_SLOT: Final = pattern(r"\{([a-z][a-z_0-9]*)\}")
# What stands in front of a whole branch: it needs no brackets of its own.
_OPENS: Final = pattern(r"(?<!\\)(?:\||\((?:\?(?:[:=!]|P<\w+>))?)$")
_ESCAPED: Final = pattern(r"\\.")
_SHARED: Final = "common"


class Words(tuple[str, ...]):
    """The words of an entry in its order, for `startswith` and `endswith`; quick to ask whether a word is among them."""

    exceptions: tuple[str, ...] = ()

    @cached_property
    def known(self) -> frozenset[str]:
        """The same as a set, for what is asked of every name: quicker still."""
        return frozenset(self)

    @cached_property
    def branches(self) -> str:
        """The words as branches of a pattern, the longest first, each without its exceptions."""
        words = sorted(self, key=len, reverse=True)
        return "|".join([_branch(word, self.exceptions) if self.exceptions else _literal(word) for word in words])

    def __contains__(self, word: object) -> bool:
        return word in self.known

    def begin(self, text: str, at: int = 0) -> bool:
        """Whether a word begins at a place of a text, and no longer exception: 市 at the head of 市政府, not of 市场."""
        if not text.startswith(self, at) or not text.startswith(self.exceptions, at):
            return text.startswith(self, at)
        word, other = (max([len(w) for w in words if text.startswith(w, at)]) for words in (self, self.exceptions))
        return word >= other

    def inside(self, text: str) -> bool:
        """Whether any of the words stands in a text."""
        for word in self:  # noqa: SIM110 - a third of the time of any()
            if word in text:
                return True
        return False


class Vocabulary:
    """One file of the lexicon, read when it is first asked for a word.

    `UNITS.tails` are the words of an entry; in the source of a pattern `{tails}` is any of them, the longest first, and in
    brackets, `[{levels}]`, any character of them. What all grammars share stands in common.toml.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, entry: str) -> Words:
        """The words of an entry."""
        own = _load(self._name)
        try:
            raw = self.raw(entry)
        except KeyError:
            raise AttributeError(f"{entry} stands neither in {self._name}.toml nor in {_SHARED}.toml") from None
        parts = self.spelled(raw)
        words = Words(map(_key, parts) if "=" in raw else parts)
        if f"{entry}_except" in own:
            words.exceptions = tuple(own[f"{entry}_except"].split())
        setattr(self, entry, words)
        return words

    def spelled(self, raw: str) -> list[str]:
        """Words with spaces between them, and those of the entries among them."""
        parts = raw.split()
        if "{" not in raw:
            return parts
        return [word for part in parts for word in (getattr(self, part[1:-1]) if part[0] == "{" else (part,))]

    def raw(self, entry: str) -> str:
        """An entry as it stands in the file."""
        own = _load(self._name)
        return own[entry] if entry in own else _load(_SHARED)[entry]

    def values(self, entry: str) -> dict[str, str]:
        """What each word of an entry means: `{"上旬": "1,10"}` of 「上旬=1,10」."""
        return {_key(part): part.partition("=")[2] for part in self.raw(entry).split()}

    def pattern(self, source: str, flags: int = 0) -> re.Pattern[str]:
        """A pattern with slots for words; filled and compiled when it is first used."""
        return pattern(source, flags, self.fill)

    def rare(self, source: str, needs: str) -> re.Pattern[str]:
        """A pattern with slots that few texts need, see `patterns.rare`; `{entry}` among the words are all words of that entry."""
        return rare(source, lambda: self.spelled(needs), self.fill)

    def initial(self, source: str, begins: str) -> re.Pattern[str]:
        """The same of a pattern by which texts begin, see `patterns.initial`."""
        return initial(source, lambda: self.spelled(begins), self.fill)

    def fill(self, source: str) -> str:
        """The source of a pattern with its slots filled."""
        texts = _SLOT.split(f"|{source}|")
        filled, inside = [texts[0]], _opens_set(texts[0], False)
        for entry, text in zip(texts[1::2], texts[2::2], strict=True):
            words: Words = getattr(self, entry)
            whole = _OPENS.search(filled[-1]) and text[:1] in ("|", ")")
            filled += [
                _literal("".join(words)) if inside else words.branches if whole else f"(?:{words.branches})",
                text,
            ]
            inside = _opens_set(text, inside)
        return "".join(filled)[1:-1]


@cache
def _load(name: str) -> Mapping[str, str]:
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))


def _key(part: str) -> str:
    return part.partition("=")[0] or part


def _opens_set(text: str, inside: bool) -> bool:
    """Whether what follows a part of a pattern stands in a set of characters."""
    if "[" not in text and "]" not in text:
        return inside
    plain = _ESCAPED.sub("", text) if "\\" in text else text
    return plain.rfind("[") > plain.rfind("]") if "[" in plain or "]" in plain else inside


def _literal(words: str) -> str:
    """Words as they stand in a pattern."""
    return words if words.isalnum() else re.escape(words)


def _branch(word: str, exceptions: Iterable[str]) -> str:
    """A word, and what may not stand around it: 市 is no level in 市场, 协办 no part in 政协办."""
    parted = [(other.partition(word), other) for other in exceptions if word in other]
    behind = "|".join(re.escape(tail) for (head, _, tail), _ in parted if not head)
    before = "".join(
        f"(?!(?<={re.escape(head + word)}){re.escape(tail)})" if tail else f"(?<!{re.escape(other)})"
        for (head, _, tail), other in parted
        if head
    )
    return _literal(word) + (f"(?!{behind})" if behind else "") + before
