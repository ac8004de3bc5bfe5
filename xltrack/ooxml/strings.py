"""Text in worksheets: shared strings, rich text, `_xHHHH_` escapes (ECMA-376 18.4, 22.9.2.19)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.xml import QUOTED, Checker, PartError, as_utf8, blocks, plain_words, unescape, whole_blocks

_ESCAPE = pattern(r"_x([0-9A-Fa-f]{4})_")
_ROOT = re.compile(rb"<(?:([\w.-]+):)?([A-Za-z]\w*)[\s/>]")
_INNER = QUOTED.decode()
_Pattern = re.Pattern[str]
_STRIKE = pattern(r"""<(?:[\w.-]+:)?strike\b(?!\s+[^>]*val\s*=\s*["'](?:0|false|off)["'])""")


class Strings:
    """The shared strings in order, the indexes of those struck out from end to end, and why the rest is missing."""

    __slots__ = ("damage", "struck", "texts")

    def __init__(self, damage: str = "") -> None:
        self.texts: list[str] = []
        self.struck: set[int] = set()
        self.damage = damage


@lru_cache(maxsize=8)
def _patterns(prefix: str) -> tuple[_Pattern, _Pattern, _Pattern, _Pattern]:
    """What finds items, phonetic runs, runs and texts."""
    p = re.escape(prefix)
    return (
        re.compile(
            rf"<{p}si(?:\s[^<>]*?)?(?:/>|>(?:<{p}t(?: xml:space=\"preserve\")?>([^<]*)</{p}t>\s*</{p}si\s*>|(.*?)</{p}si\s*>))",
            re.DOTALL,
        ),
        # An opening tag that does not close itself has an end: looking for one is never in vain.
        pattern(rf"<{p}rPh(?:\s{_INNER})?(?<!/)>.*?</{p}rPh>", re.DOTALL),
        pattern(rf"<{p}r(?:\s{_INNER})?(?<!/)>.*?</{p}r>", re.DOTALL),
        pattern(rf"<{p}t(?:\s{_INNER})?(?<!/)>([^<]*)</{p}t>"),
    )


def root_of(block: bytes) -> tuple[str, str]:
    """Prefix (with its colon, or 「」) and local name of the first element: 「x:worksheet」 gives 「x:」 and 「worksheet」."""
    found = _ROOT.search(block)
    if not found:
        raise PartError("no element")
    return (found[1] or b"").decode() + ":" * bool(found[1]), found[2].decode()


def read_text(raw: str) -> str:
    """Words as typed from the raw words of a `t` or `v` element: entities and `_xHHHH_` undone."""
    text = unescape(raw) if "&" in raw or "\r" in raw else raw
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def read_rich(body: str, prefix: str) -> tuple[str, bool]:
    """The words of runs joined, phonetic ones left out, and whether every run with words is struck out."""
    _, phonetic, run, text_of = _patterns(prefix)
    body = phonetic.sub("", body)
    text = "".join(read_text(words) for words in text_of.findall(body))
    if "strike" not in body:
        return text, False
    runs = [found for found in run.findall(body) if "".join(text_of.findall(found)).strip()]
    return text, bool(runs) and all(map(_STRIKE.search, runs))


def parse_strings(chunks: Iterable[bytes], limits: Limits = DEFAULT_LIMITS) -> Strings:
    """Read the table; where it is damaged, what stands before the damage is kept and `damage` says so.

    Raises:
        SourceError: D131 it has a DTD, D132 it is too big.
    """
    strings = Strings()
    try:
        _scan(chunks, strings, limits)
    except (PartError, UnicodeDecodeError) as error:
        strings.damage = str(error)
    return strings


def _scan(chunks: Iterable[bytes], strings: Strings, limits: Limits) -> None:
    checker = Checker(limits.depth)
    stream = as_utf8(chunks)
    first = next(stream, b"")
    prefix = root_of(first)[0]
    mark = b"<" + prefix.encode() + b"si"
    stream = blocks(chain([first], stream), (mark + b">", mark + b" ", mark + b"/"), limits)
    room = limits.text
    for block, odd in whole_blocks(stream, limits):
        checker.feed(block)
        decoded = (plain_words(block)[0] if odd else block).decode()
        room -= len(decoded)
        if room < 0:
            raise limits.over("text")
        _add(decoded, prefix, strings)
    checker.feed(b"", final=True)


def _add(block: str, prefix: str, strings: Strings) -> None:
    texts = strings.texts
    eventful = "&" in block or "_x" in block or "\r" in block
    for simple, body in _patterns(prefix)[0].findall(block):
        if body:
            text, struck = read_rich(body, prefix)
            if struck:
                strings.struck.add(len(texts))
            texts.append(text)
        else:
            texts.append(read_text(simple) if eventful else simple)
