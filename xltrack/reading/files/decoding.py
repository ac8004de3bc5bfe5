"""Text files (web pages, .csv) as words: the encoding by the bytes alone, what is no character of it counted, never guessed."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern

CONTROL: Final = pattern(r"[\x00-\x08\x0e-\x1f\x7f]")
_DECLARED: Final = pattern(rb"(?i)charset\s*=\s*[\"']?\s*big5")
_COMMON: Final = pattern(r"[\t\n\r -~\u2010-\u2027\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_CHUNK: Final = 1 << 20
_HEAD: Final = 16_384
_SHARE: Final = 20  # one character in so many may be none, and one a zero
_NAMES: Final = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GBK", "big5": "Big5"}


class Encoding(NamedTuple):
    """How the bytes of a text file are read: the codec, and how many characters are none in it (read as 「�」)."""

    codec: str
    lost: int = 0

    @property
    def name(self) -> str:
        """「UTF-8」, 「GBK」, 「UTF-16」, as office programs call it."""
        return _NAMES.get(self.codec, "UTF-16")


def list_encodings(data: bytes) -> list[str]:
    """The encodings that a text may be in, the likeliest first."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\0" in data:
        return ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]
    return ["utf-8-sig", "gb18030"]


def find_encoding(data: bytes, *, whole: bool = True) -> Encoding | None:
    """The encoding of a text file; None where it is no text. Not `whole`: the last character of `data` may be cut off."""
    known = _certain(data[:_HEAD])
    if known is None:
        data = data.rstrip(b"\0")  # what a broken copy leaves behind the words
        big5 = ["big5"] if _DECLARED.search(data[:4096]) else []
        tries = [(_count_lost(data, name, whole=whole), name) for name in ("utf-8-sig", *big5, "gb18030")]
        # The first that loses nothing, else the one that loses least.
        lost, known = min(tries, key=lambda one: one[0])
    else:
        lost = _count_lost(data, known, whole=whole)
    head = codecs.getincrementaldecoder(known)("replace").decode(data[:_HEAD])
    zeros = head.count("\0")
    wrong = len(CONTROL.findall(head)) - zeros + min(lost, head.count("\ufffd"))
    is_text = head and wrong * _SHARE <= len(head) and zeros * _SHARE <= len(head)
    return Encoding(known, lost) if is_text else None


def _certain(head: bytes) -> str | None:
    """UTF-16 by its mark or by its zeros, which stand beside Latin characters; None where the bytes do not say."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros = head.count(0)
    if zeros < 2:
        return None
    for name, at in (("utf-16-le", 1), ("utf-16-be", 0)):
        text = head[: len(head) // 2 * 2].decode(name, "ignore")
        if head[at::2].count(0) == zeros and 10 * len(_COMMON.findall(text)) >= 9 * len(text):
            return name
    return None


def _count_lost(data: bytes, codec: str, *, whole: bool) -> int:
    decoder, lost = codecs.getincrementaldecoder(codec)("replace"), 0
    own = 0
    for start in range(0, len(data), _CHUNK):
        final = whole and start + _CHUNK >= len(data)
        lost += decoder.decode(data[start : start + _CHUNK], final).count("\ufffd")
    if codec.startswith("utf-8") and lost:
        own = data.count("\ufffd".encode())  # written so by a program before
    return lost - own


def read_words(data: bytes, encoding: Encoding) -> Iterator[str]:
    """The words of a text file, piece by piece, without control characters."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    for start in range(0, len(data), _CHUNK):
        yield CONTROL.sub("", decoder.decode(data[start : start + _CHUNK], start + _CHUNK >= len(data)))
