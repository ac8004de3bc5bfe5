"""Opens a notice: reads its bytes once, says what it is, and hands it to its reader (docs/规则.md 12.1)."""

import re
from pathlib import Path
from typing import Final, Literal

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.draft.notice import SourceNotice, number_paragraphs
from xltrack.draft.text_reader import read_markdown, read_plain_text, refuse_run_together
from xltrack.ooxml.limits import MEGABYTE, Limits
from xltrack.reading.files.decoding import CONTROL, list_encodings
from xltrack.reading.files.source import find_signature, has_entry, read_bytes

NoticeFileKind = Literal["docx", "html", "markdown", "text"]

_BOOKS: Final = ("Workbook", "Book")
_PROGRAMS: Final = (b"\x7fELF", b"MZ", b"SQLite")
_HTML = pattern(r"(?i)<(?:!doctype\s+html|html|head|meta|body|table|div|p|h[1-6]|ol|ul|span|br)\b[^>]*>")
_NO_PAGE = pattern(r"(?i)\s*(?:mime-version:|content-type:\s*multipart/|<\?xml(?![^>]*>\s*<(?:!doctype\s+)?html))")
_MARKDOWN = pattern(r"(?m)^ {0,3}#{1,6}[ \t]+\S|^ {0,3}\|?[ \t]*:?-{3,}:?[ \t]*\|(?:[ \t]*:?-{2,}:?[ \t]*\|?)+[ \t]*$")
_META = re.compile(rb"(?i)charset\s*=\s*[\"']?\s*([a-z0-9_-]{2,20})")
_GBK: Final = frozenset({"gbk", "gb2312", "gb18030"})


def sniff_notice(data: bytes, name: str) -> NoticeFileKind:
    """Say which reader a file is for.

    Raises:
        SourceError: it is none that is read; each kind has its own sentence (rules D101, D102, D781 to D785, D798).
    """
    if not data.strip(b"\0"):
        raise SourceError("D102" if data else "D101")
    signature = find_signature(data)
    if signature == "zip":
        return "docx"
    refused = (
        ("D785", signature == "archive" or (signature == "ole" and any(has_entry(data, book) for book in _BOOKS))),
        ("D781", signature in ("ole", "rtf")),
        ("D783", signature == "picture"),
        ("D782", signature == "pdf" or b"%PDF-" in data[:1024]),
        ("D783", data[8:12] == b"WEBP" or data[4:8] == b"ftyp"),
        ("D785", data.startswith(_PROGRAMS)),
    )
    if code := next((code for code, found in refused if found), None):
        raise SourceError(code)
    text = decode_notice(data)
    head = text[:20_000]
    if _NO_PAGE.match(head):
        raise SourceError("D785")
    if (tag := _HTML.search(head)) and (text.lstrip()[:1] == "<" or not _MARKDOWN.search(head[: tag.start()])):
        return "html"
    return "markdown" if name.lower().endswith((".md", ".markdown")) or _MARKDOWN.search(head) else "text"


def decode_notice(data: bytes) -> str:
    """The words of a text file in UTF-8, UTF-16 or GBK (what a page says of itself is tried first).

    Raises:
        SourceError: D798, it is in none of them.
    """
    for name in _encodings(data):
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        if not CONTROL.search(text):
            return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    raise SourceError("D798")


def _encodings(data: bytes) -> list[str]:
    """As for any text; what a page says of itself is tried first, Big5 last."""
    known = list_encodings(data)
    if len(known) == 1:
        return known
    said = _META.search(data[:4096])
    own = said[1].decode("ascii").lower() if said else ""
    return known[::-1] if own in _GBK else [*known, "big5"]


# A notice is words: what is larger holds pictures, which are not unpacked, or is none.
LIMITS: Final = Limits(file=64 * MEGABYTE, entries=10_000, part=48 * MEGABYTE, depth=200)
_LONGEST_TEXT: Final = 8 * MEGABYTE


def read_notice(path: Path) -> SourceNotice:
    """Read a notice of any kind.

    Raises:
        SourceError: it is none that can be read; its sentence says what it is and what to do.
    """
    try:
        return parse_notice(read_bytes(path, LIMITS), path.name)
    except SourceError as error:
        raise SourceError(error.code, **{"name": path.name, **error.facts}) from None


def parse_notice(data: bytes, name: str) -> SourceNotice:
    """The notice in the bytes of a file called `name`."""
    kind = sniff_notice(data, name)
    notes: list[Diagnostic] = []
    if kind == "docx":
        from xltrack.draft.docx_reader import read_docx

        blocks, notes = read_docx(data, LIMITS)
    elif len(data) > _LONGEST_TEXT:
        raise SourceError("D132", limit=f"{_LONGEST_TEXT // MEGABYTE} MB")
    elif kind == "html":
        from xltrack.draft.html_reader import read_html

        blocks = read_html(decode_notice(data))
    else:
        blocks = read_markdown(decode_notice(data)) if kind == "markdown" else read_plain_text(decode_notice(data))
    notice = SourceNotice(name, number_paragraphs(blocks), tuple(notes))
    refuse_run_together(notice.blocks)
    return notice
