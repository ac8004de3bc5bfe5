"""Text in worksheets: shared strings, rich text, `_xHHHH_` escapes (ECMA-376 18.4, 22.9.2.19)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.xml import QUOTED, Checker, PartError, as_utf8, blocks, plain_words, unescape, whole_blocks

_ESCAPE = pattern(r"_x([0-9A-Fa-f]{4})_")
_ROOT = pattern(rb"<(?:([\w.-]+):)?([A-Za-z]\w*)[\s/>]")
_INNER = QUOTED.decode()
_Pattern = re.Pattern[str]
_STRIKE = pattern(r"""<(?:[\w.-]+:)?strike\b(?!\s+[^>]*val\s*=\s*["'](?:0|false|off)["'])""")


class Strings:
    """The shared strings in order, the indexes of those struck out from end to end, and why the rest is missing.

    `left_out` are the words of those that are struck out in part: what is struck is not read (docs/规则.md 2.7).
    """

    __slots__ = ("damage", "left_out", "struck", "texts")

    def __init__(self, damage: str = "") -> None:
        self.texts: list[str] = []
        self.struck: set[int] = set()
        self.left_out: dict[int, str] = {}
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


class RichText(NamedTuple):
    """The words of runs joined, whether all are struck out, and those left out because they alone are."""

    text: str
    struck: bool = False
    left_out: str = ""


def read_rich(body: str, prefix: str) -> RichText:
    """What a text of runs says; phonetic ones do not count."""
    _, phonetic, run_of, text_of = _patterns(prefix)
    body = phonetic.sub("", body)
    if "strike" not in body:
        return RichText(_words(body, text_of))
    runs, done = list[tuple[str, bool]](), 0
    for run in run_of.finditer(body):
        runs.append((_words(body[done : run.start()], text_of), False))
        runs.append((_words(run[0], text_of), _STRIKE.search(run[0]) is not None))
        done = run.end()
    return part_struck([*runs, (_words(body[done:], text_of), False)])


def _words(body: str, text_of: _Pattern) -> str:
    return "".join(read_text(words) for words in text_of.findall(body))


def part_struck(runs: Iterable[tuple[str, bool]]) -> RichText:
    """What is read of a text whose runs are struck out or not: what is not, unless all of it is (docs/规则.md 2.7)."""
    runs = list(runs)
    kept = "".join(words for words, struck in runs if not struck)
    left_out = "".join(words for words, struck in runs if struck)
    if not left_out.strip() or not kept.strip():
        return RichText("".join(words for words, _ in runs), bool(left_out.strip()))
    return RichText(kept, left_out=left_out.strip())


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


def plain_texts(data: bytes) -> tuple[int, dict[str, int]]:
    """How many strings a table in UTF-8 holds, and the number of each that is one plain text.

    Raises:
        PartError: what only looks like strings may stand in it.
    """
    if b"<!" in data:
        raise PartError("a comment")
    found = _patterns(root_of(data)[0])[0].findall(data.decode())
    numbers: dict[str, int] = {}
    for number, (simple, body) in enumerate(found):
        if simple and not body:
            numbers.setdefault(read_text(simple), number)
    return len(found), numbers


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
            text, struck, left_out = read_rich(body, prefix)
            if struck:
                strings.struck.add(len(texts))
            if left_out:
                strings.left_out[len(texts)] = left_out
            texts.append(text)
        else:
            texts.append(read_text(simple) if eventful else simple)
