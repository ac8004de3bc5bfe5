"""Start tags as bytes: their attributes read, set and dropped, everything else in them as it was written."""

import re
from functools import cache

from xltrack.base.patterns import pattern
from xltrack.ooxml.strings import root_of
from xltrack.ooxml.xml import unescape

_END = pattern(rb"\s*/?>\Z")


@cache
def _attribute(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"\s+" + re.escape(name.encode()) + rb"""\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def attribute(tag: bytes, name: str) -> str | None:
    """The words of an attribute; None where the tag has none of this name."""
    found = _attribute(name).search(tag)
    return None if found is None else unescape((found[1] if found[1] is not None else found[2]).decode())


def with_attribute(tag: bytes, name: str, words: str) -> bytes:
    """The tag with an attribute, in its place where there is one, else at its end."""
    found = _attribute(name).search(tag)
    told = f' {name}="{words}"'.encode()
    if found:
        return tag[: found.start()] + told + tag[found.end() :]
    end = _END.search(tag)
    at = end.start() if end else len(tag)
    return tag[:at] + told + tag[at:]


def without(tag: bytes, *names: str) -> bytes:
    """The tag without some attributes."""
    for name in names:
        tag = _attribute(name).sub(b"", tag)
    return tag


def opened(tag: bytes) -> bytes:
    """The tag, which may close itself, as one that does not."""
    return _END.sub(b">", tag)


def self_closed(tag: bytes) -> bytes:
    """The tag as one that closes itself."""
    return _END.sub(b"/>", tag)


def prefix_of(data: bytes) -> str:
    """The prefix of a part's root, with its colon; 「」 for none."""
    return root_of(data)[0]


def name_in(tag: bytes) -> bytes:
    """The name of the element as its tag has it, with the prefix."""
    return tag[1:].split(None, 1)[0].rstrip(b"/>")


def is_true(words: str | None) -> bool:
    """Whether an attribute that is there says yes."""
    return words is not None and words.strip().lower() in {"1", "true", "on"}
