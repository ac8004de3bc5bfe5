"""XML as office files carry it: checked by expat, never with a DTD, never with anything from outside.

Big parts (worksheets, shared strings) are checked and scanned block by block; small ones are walked by events.
"""

import codecs
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NoReturn
from xml.parsers import expat

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.limits import DEFAULT_LIMITS, MEGABYTE, Limits

_DECLARED = pattern(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_SAME: Final = frozenset({"utf-8", "ascii"})
_KNOWN: Final = _SAME | {"gbk", "gb2312", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "cp1252"}
QUOTED = rb"""[^<>"']*(?:"[^"]*"[^<>"']*|'[^']*'[^<>"']*)*"""
_EMPTY_TAG = pattern(rb"<" + QUOTED + rb"/>")
# Each also ends where the bytes end: what is never closed is passed over once, not once for each of its beginnings.
_NO_TAG = pattern(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_PIECE = pattern(rb"<!--.*?(?:-->|\Z)|<!\[CDATA\[(.*?)(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<(" + QUOTED + rb")>", re.DOTALL)
_ASIDE = pattern(rb"<!--.*?(-->|\Z)|<!\[CDATA\[.*?(\]\]>|\Z)|<\?.*?(\?>|\Z)", re.DOTALL)
_ENTITY = pattern(r"&(#[xX]?[0-9A-Fa-f]+|[a-z]+);")
_NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_SHALLOW = 4 * MEGABYTE  # what nests in so few bytes costs expat less than 200 MB; counting tags costs time
_PIECE_SIZE = 512 * 1024

Attributes = dict[str, str]


class PartError(Exception):
    """One part of a package cannot be read: it costs what stands in it, not the rest of the file."""


class Checker:
    """Feeds blocks of UTF-8 to expat, which says whether they are well-formed; refuses a DTD before reading on."""

    def __init__(self, depth: int = DEFAULT_LIMITS.depth) -> None:
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartDoctypeDeclHandler = refuse_dtd
        self._depth = self._room = depth
        self._seen = 0

    def feed(self, block: bytes, *, final: bool = False) -> None:
        """Check one more block (comments and CDATA included).

        Raises:
            PartError: not well-formed, or nested too deep.
        """
        self._seen += len(block)
        try:
            if self._seen < _SHALLOW:
                self._parser.Parse(block, final)
                return
            for piece in self._pieces(block):
                self._measure(piece)
                self._parser.Parse(piece, False)
            if final:
                self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise PartError(str(error)) from None

    def _pieces(self, block: bytes) -> Iterator[bytes]:
        """The block in pieces of whole tags: deep ones are to be met before expat holds them."""
        start = 0
        while len(block) - start > _PIECE_SIZE:
            cut = block.rfind(b"<", start + 1, start + _PIECE_SIZE)
            cut = cut if cut > 0 else start + _PIECE_SIZE
            yield block[start:cut]
            start = cut
        yield block[start:]

    def _measure(self, tags: bytes) -> None:
        """Count elements opened less closed."""
        if b"<!" in tags or b"<?" in tags:
            tags = _NO_TAG.sub(b"", tags)
        count, empty = tags.count(b"<"), tags.count(b"/>")
        if empty and count != tags.count(b">"):
            empty = len(_EMPTY_TAG.findall(tags))
        self._room = min(self._depth, self._room - count + 2 * tags.count(b"</") + empty)
        if self._room < 0:
            raise PartError("nested too deep")


def refuse_dtd(*_: object) -> NoReturn:
    """No office program writes a DTD; with one come entity bombs and files from outside."""
    raise SourceError("D131")


def walk(data: bytes, start: Callable[[str, Attributes, str], None], text: Callable[[str, str], None] | None = None,
         *, depth: int = DEFAULT_LIMITS.depth) -> None:  # fmt: skip
    """Walk a small part: `start(name, attributes, parent)` for each element, `text(name, words)` for words in it.

    Names are local names: producers differ in prefixes and namespaces (strict OOXML), not in these.

    Raises:
        PartError: not well-formed, or nested too deep.
        SourceError: D131, it has a DTD.
    """
    stack: list[str] = [""]

    def opened(name: str, attributes: Attributes) -> None:
        local = name.rpartition(":")[2]
        if any(":" in key for key in attributes):
            attributes = {key.rpartition(":")[2]: words for key, words in attributes.items()}
        start(local, attributes, stack[-1])
        stack.append(local)
        if len(stack) > depth:
            raise PartError("nested too deep")

    def closed(_name: str) -> None:
        stack.pop()

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse_dtd
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    if text:
        parser.CharacterDataHandler = lambda words: text(stack[-1], words)
    try:
        parser.Parse(b"".join(as_utf8([data])), True)
    except expat.ExpatError as error:
        raise PartError(str(error)) from None


def as_utf8(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The same XML in UTF-8, without its byte order mark, whatever encoding it names (GBK, UTF-16).

    Raises:
        PartError: an encoding that is not known, or bytes that are not in it.
    """
    stream = iter(chunks)
    first = next(stream, b"")
    name = _encoding_of(first)
    if name in _SAME:
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from stream
        return
    decoder = codecs.getincrementaldecoder(name)()
    try:
        yield decoder.decode(first).encode()
        for chunk in stream:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeError as error:
        raise PartError(str(error)) from None


def recoded(data: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """A whole part in UTF-8 with all that stands in it, its byte order mark too, and what turns such bytes back.

    Characters that its own encoding lacks become references.

    Raises:
        PartError: an encoding that is not known, or bytes that it would give otherwise.
    """
    name = _encoding_of(data)
    if name == "utf-8":
        return data, bytes
    if name == "utf-16":  # its mark stays in the text
        name = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"

    def back(plain: bytes) -> bytes:
        return plain.decode().encode(name, "xmlcharrefreplace")

    try:
        plain = data.decode(name).encode()
        if back(plain) != data:
            raise PartError("bytes that are lost")
    except UnicodeError as error:
        raise PartError(str(error)) from None
    return plain, back


def _encoding_of(first: bytes) -> str:
    if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if first.startswith((b"<\0", b"\0<")):
        return "utf-16-le" if first[0] else "utf-16-be"
    declared = _DECLARED.match(first.removeprefix(codecs.BOM_UTF8))
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        name = ""
    if name not in _KNOWN:
        raise PartError("unknown encoding")
    return "utf-8" if name.startswith("utf-16") else name


def blocks(chunks: Iterable[bytes], marks: tuple[bytes, ...], limits: Limits = DEFAULT_LIMITS) -> Iterator[bytes]:
    """Join chunks and cut them anew before the last one of a mark in each, so that no row or string is cut in two.

    Raises:
        SourceError: D132, one row or string is too long to be held.
    """
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        cut = next((at for mark in marks if (at := chunk.rfind(mark)) > 0), 0)
        if cut > 0:
            yield b"".join([*held, chunk[:cut]])
            held, size = [chunk[cut:]], len(chunk) - cut
        else:
            held.append(chunk)
            size += len(chunk)
        if size > limits.piece:
            raise limits.over("piece")
    yield b"".join(held)


def whole_blocks(stream: Iterator[bytes], limits: Limits = DEFAULT_LIMITS) -> Iterator[tuple[bytes, bool]]:
    """Each block, and whether it is odd; blocks that a comment or the like reaches over become one.

    Raises:
        SourceError: D132, it reaches too far.
    """
    at_start = True
    for block in stream:
        odd, at_start = is_odd(block, at_start=at_start), False
        while odd and _ends_aside(block) and (more := next(stream, b"")):
            block += more  # noqa: PLW2901 - grows
            if len(block) > limits.piece:
                raise limits.over("piece")
        yield block, odd


def _ends_aside(block: bytes) -> bool:
    last = None
    for last in _ASIDE.finditer(block):  # noqa: B007 - the last one counts
        pass
    return last is not None and not any(last.groups())


def is_odd(block: bytes, *, at_start: bool = False) -> bool:
    """Whether a block holds what a search for tags could mistake: a comment, CDATA or an instruction."""
    if b"!" in block and b"<!" in block:  # looking for one rare byte first is many times faster
        return True
    return b"?" in block and block.find(b"<?", 2 if at_start else 0) >= 0


def plain_words(block: bytes) -> tuple[bytes, Callable[[int], int]]:
    """Write out of well-formed XML what `is_odd` names; gives the bytes and what turns an offset back."""
    out: list[bytes] = []
    starts, shifts = [0], [0]
    done = length = 0
    for found in _PIECE.finditer(block):
        new = _plainly(found)
        if new == found[0]:
            continue
        out += [block[done : found.start()], new]
        length += found.start() - done + len(new)
        done = found.end()
        starts.append(length)
        shifts.append(done - length)
    return b"".join([*out, block[done:]]), lambda at: at + shifts[bisect_right(starts, at) - 1]


def _plainly(found: re.Match[bytes]) -> bytes:
    if found[2] is not None:
        return b"<" + found[2].rstrip().replace(b">", b"&gt;") + b">"
    if found[1] is not None:
        return found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return b""


def unescape(text: str) -> str:
    """Line ends and entities as XML means them; what is not one of the five or a number does not occur without a DTD."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(found: re.Match[str]) -> str:
    name = found[1]
    if name[0] != "#":
        return _NAMED.get(name, found[0])
    return chr(int(name[2:], 16) if name[1] in "xX" else int(name[1:]))
