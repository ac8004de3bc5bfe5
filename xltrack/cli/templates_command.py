"""`xltrack templates [--eject FOLDER]`: the templates that come with xltrack, and what a template can name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xltrack.cli.console import say
from xltrack.cli.parser import Said
from xltrack.notices import words as notice_words
from xltrack.template import words
from xltrack.template.shipped import eject, shipped_templates


def run(said: Said) -> int:
    """List the templates, or copy them out."""
    if said.eject:
        for path in eject(said.eject):
            say(words.EJECTED.format(path=path))
        return 0
    for path in shipped_templates():
        say(path.name)
    for line in _manual():
        say(line)
    return 0


def _manual() -> Iterator[str]:
    yield ""
    yield words.HOW_TO
    yield from words.EXAMPLES
    for head, names in (
        (words.PAGE_HEAD, words.PAGE_NAMES), (words.TASK_HEAD, words.TASK_NAMES), (words.DOMAIN_HEAD, words.DOMAIN_NAMES),
    ):  # fmt: skip
        yield ""
        yield head
        yield from _names(names)
    yield words.HEADERS_TOO
    yield from _notice_manual()


def _notice_manual() -> Iterator[str]:
    yield ""
    yield notice_words.MANUAL_HOW
    yield notice_words.MANUAL_HEAD
    yield from _names(notice_words.PAGE_NAMES)
    yield from notice_words.MANUAL_LOOP
    for name, fields in notice_words.LISTS.items():
        shown = notice_words.LIST_COMMA.join(fields)
        yield notice_words.MANUAL_LIST.format(name=name, fields=shown)


def _names(names: Mapping[str, str]) -> Iterator[str]:
    for name, meaning in names.items():
        yield words.NAME.format(name=name, meaning=meaning).rstrip()
