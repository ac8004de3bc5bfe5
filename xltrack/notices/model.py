"""A notice as plain data: what it is about, the names that a template can use, and nothing of how it looks."""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

NoticeKind = Literal["通报", "督办函", "催报通知", "周报"]
Format = Literal["docx", "html", "md", "txt"]
KINDS: Final[tuple[NoticeKind, ...]] = ("通报", "督办函", "催报通知", "周报")
FORMATS: Final[tuple[Format, ...]] = ("docx", "html", "md", "txt")
# What a kind becomes where nobody says it: a mail is read in the mail, all others are printed.
USUAL: Final[Mapping[NoticeKind, Format]] = {"通报": "docx", "督办函": "docx", "催报通知": "docx", "周报": "html"}


class Notice(NamedTuple):
    """One notice, composed.

    Attributes:
        kind: which of the four.
        title: its title in one line.
        subject: of a mail that carries it: 「〔第12期〕共45项 办结18 逾期3 本周到期5」.
        page: names for anywhere in a template (`words.PAGE_NAMES`): counts as numbers, sentences, what [office] says.
        lists: items for loops and tables, by the name of the list (`words.LISTS`); every item of a list has the same names.
        fonts: the profile of fonts that Word files take.
        names: of units, offices and persons, that no line of a Word file is broken within.
    """

    kind: NoticeKind
    title: str
    subject: str
    page: Mapping[str, Any]
    lists: Mapping[str, tuple[Mapping[str, Any], ...]]
    fonts: str = "windows"
    names: frozenset[str] = frozenset()
