"""What kind of notice a file is, by its content; the ending only parts Markdown from plain text (docs/规则.md 12.1)."""

from __future__ import annotations

import codecs
import re
from typing import Final, Literal

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern

NoticeFileKind = Literal["docx", "html", "markdown", "text"]

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_OTHERS: Final = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ", b"SQLite")
_HTML = pattern(r"(?i)<(?:!doctype\s+html|html|head|meta|body|table|div|p|h[1-6]|ol|ul|span|br)\b[^>]*>")
_NO_PAGE = pattern(r"(?i)\s*(?:mime-version:|content-type:\s*multipart/|<\?xml(?![^>]*>\s*<(?:!doctype\s+)?html))")
_MARKDOWN = pattern(r"(?m)^ {0,3}#{1,6}[ \t]+\S|^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|?)+[ \t]*$")
_META = re.compile(rb"(?i)charset\s*=\s*[\"']?\s*([a-z0-9_-]{2,20})")
_GBK: Final = frozenset({"gbk", "gb2312", "gb18030"})
_CONTROL = pattern(r"[\x00-\x08\x0e-\x1f\x7f]")


def sniff_notice(data: bytes, name: str) -> NoticeFileKind:
    """Say which reader a file is for.

    Raises:
        SourceError: it is none that is read; each kind has its own sentence (rules D101, D102, D781 to D785, D798).
    """
    if not data:
        raise SourceError("D101")
    if not data.strip(b"\0"):
        raise SourceError("D102")
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return "docx"
    if data.startswith(_OLE):
        raise SourceError("D785" if _has_entry(data, "Workbook") or _has_entry(data, "Book") else "D781")
    if data.startswith(b"{\\rtf"):
        raise SourceError("D781")
    if b"%PDF-" in data[:1024]:
        raise SourceError("D782")
    if data.startswith(_PICTURES) or data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        raise SourceError("D783")
    if data.startswith(_OTHERS):
        raise SourceError("D785")
    return _sniff_text(decode(data), name)


def _sniff_text(text: str, name: str) -> NoticeFileKind:
    head = text[:20_000]
    if _NO_PAGE.match(head):
        raise SourceError("D785")
    if (tag := _HTML.search(head)) and (text.lstrip()[:1] == "<" or not _MARKDOWN.search(head[: tag.start()])):
        return "html"
    if name.lower().endswith((".md", ".markdown")) or _MARKDOWN.search(head):
        return "markdown"
    return "text"


def decode(data: bytes) -> str:
    """The words of a text file in UTF-8, UTF-16 or GBK (what a page says of itself is tried first).

    Raises:
        SourceError: D798, it is in none of them.
    """
    for name in _encodings(data):
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        if not _CONTROL.search(text):
            return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise SourceError("D798")


def _encodings(data: bytes) -> list[str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\0" in data:
        return ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]
    said = _META.search(data[:4096])
    own = said[1].decode("ascii").lower() if said else ""
    return ["gb18030", "utf-8-sig"] if own in _GBK else ["utf-8-sig", "gb18030", "big5"]


def _has_entry(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in data
