"""Opens a notice: reads its bytes once, says what it is, and hands it to its reader (docs/规则.md 12.1)."""

from pathlib import Path
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.draft.notice import NoticeBlock, SourceNotice, number_paragraphs
from xltrack.draft.sniff import NoticeFileKind, decode, sniff_notice
from xltrack.draft.text_reader import read_plain_text, refuse_run_together
from xltrack.ooxml.limits import MEGABYTE, Limits
from xltrack.reading.files.source import read_bytes

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
