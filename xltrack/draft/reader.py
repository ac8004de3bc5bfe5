"""Opens a notice: reads its bytes once, says what it is, and hands it to its reader (docs/规则.md 12.1)."""

import re
from pathlib import Path
from typing import Final, Literal

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.draft.notice import NoticeBlock, SourceNotice, number_paragraphs
from xltrack.draft.text_reader import read_plain_text, refuse_run_together
from xltrack.ooxml.limits import MEGABYTE, Limits
from xltrack.reading.files.decoding import CONTROL, list_encodings
from xltrack.reading.files.sniff import Signature, find_signature, has_entry
from xltrack.reading.files.source import read_bytes

NoticeFileKind = Literal["docx", "html", "markdown", "text"]

_REFUSED: Final[dict[Signature | None, str]] = {
    "rtf": "D781", "pdf": "D782", "picture": "D783", "archive": "D785",
}  # fmt: skip
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
    if not data:
        raise SourceError("D101")
    if not data.strip(b"\0"):
        raise SourceError("D102")
    signature = find_signature(data)
    if signature == "zip":
        return "docx"
    if signature == "ole":
        raise SourceError("D785" if has_entry(data, "Workbook") or has_entry(data, "Book") else "D781")
    if signature in _REFUSED:
        raise SourceError(_REFUSED[signature])
    if b"%PDF-" in data[:1024]:
        raise SourceError("D782")
    if data[8:12] == b"WEBP" or data[4:8] == b"ftyp":
        raise SourceError("D783")
    if data.startswith(_PROGRAMS):
        raise SourceError("D785")
    return _sniff_text(decode(data), name)


def _sniff_text(text: str, name: str) -> NoticeFileKind:
    head = text[:20_000]
    if _NO_PAGE.match(head):
        raise SourceError("D785")
    if (tag := _HTML.search(head)) and (text.lstrip()[:1] == "<" or not _MARKDOWN.search(head[: tag.start()])):
        return "html"
    return "markdown" if name.lower().endswith((".md", ".markdown")) or _MARKDOWN.search(head) else "text"


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
    if kind == "docx":
        from xltrack.draft.docx_reader import read_docx

        blocks, notes = read_docx(data, LIMITS)
        notice = SourceNotice(name, number_paragraphs(blocks), tuple(notes))
    else:
        notice = SourceNotice(name, number_paragraphs(_read_text(data, kind)))
    refuse_run_together(notice.blocks)
    return notice


def _read_text(data: bytes, kind: NoticeFileKind) -> list[NoticeBlock]:
    if len(data) > _LONGEST_TEXT:
        raise SourceError("D132", limit=f"{_LONGEST_TEXT // MEGABYTE} MB")
    text = decode(data)
    if kind == "html":
        from xltrack.draft.html_reader import read_html

        return read_html(text)
    if kind == "markdown":
        from xltrack.draft.markdown_reader import read_markdown

        return read_markdown(text)
    return read_plain_text(text)
