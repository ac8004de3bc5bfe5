"""A notice filled into a template: text, Markdown and HTML here, Word in `word`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from xltrack.errors import UsageError
from xltrack.notices import words
from xltrack.notices.model import Format, Kind, Notice
from xltrack.template.shipped import shipped_templates
from xltrack.template.strict import MISTAKES, UNKNOWN, Strict, TooLongError, reason_of

T = TypeVar("T")
_LONGEST_TEMPLATE: Final = 1_000_000  # bytes
_LONGEST: Final = 20_000_000  # characters of a result
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|~])")
# What a page or mail would fetch, run or be framed by: not in what this program writes.
_FOREIGN: Final = re.compile(
    r"<\s*(?:script|iframe|frame|object|embed|link|base|form|img[^>]*\ssrc\s*=\s*[\"']?\s*(?:https?:|//))"
    r"|\son\w+\s*=|javascript:|url\(|@import",
    re.IGNORECASE,
)


class Source(NamedTuple):
    """A template as it came: what it is called in sentences, its bytes."""

    name: str
    data: bytes


def render_notice(notice: Notice, wanted: Format, template: Source | None = None) -> str | bytes:
    """The notice as a file's content: text for txt, md and html, bytes for docx; the same for the same notice.

    Args:
        notice: composed.
        wanted: the format; a template is read as one of it.
        template: an office's own; the one that comes with xltrack where none is given.

    Raises:
        UsageError: the template cannot be used (D705 to D708, D710, D720 to D724).
    """
    source = template or shipped(notice.kind, wanted)
    if wanted == "docx":
        from xltrack.notices.word import render_word

        return render_word(notice, source.name, source.data, own=template is not None)
    return _render_text(notice, wanted, source)


def shipped(kind: Kind, wanted: Format) -> Source:
    """The template that comes with xltrack."""
    name = f"{kind}.{wanted}"
    path = next(path for path in shipped_templates() if path.name == name)
    return Source(name, Path(path).read_bytes())


def strict_for(notice: Notice, *, escapes: bool, finish: Callable[[Any], Any]) -> Strict:
    """The environment in which the templates of a notice are checked and filled."""
    return Strict(
        notice.lists, {name: tuple(names) for name, names in words.LISTS.items()}, escapes=escapes, finish=finish
    )


def check_names(notice: Notice, strict: Strict, text: str, place: Callable[[int], str]) -> None:
    """Check the words of a template; UsageError (D705 to D707) names the line, and what could stand there."""
    for used in strict.check(text, place):
        if used.name not in notice.page:
            known = words.LIST_COMMA.join((*notice.page, *notice.lists))
            raise UsageError("D706", cell=used.place, name=used.name, known=known)


def _render_text(notice: Notice, wanted: Format, source: Source) -> str:
    text = _decoded(source)
    if wanted == "html" and (found := _FOREIGN.search(text)):
        raise UsageError("D722", name=source.name, what=found[0].strip()[:20])
    if "{{" not in text and "{%" not in text:
        raise UsageError("D708", name=source.name)
    strict = strict_for(notice, escapes=wanted == "html", finish=_markdown if wanted == "md" else one_line)
    strict.environment.trim_blocks = strict.environment.lstrip_blocks = True
    strict.environment.keep_trailing_newline = True

    def place(line: int) -> str:
        return words.LINE.format(name=source.name, line=line)

    check_names(notice, strict, text, place)
    return guarded(lambda: _joined(strict, text, notice.page), place)


def guarded(fill: Callable[[], T], place: Callable[[int], str]) -> T:
    """Fill a template; what only shows while filling is told as a mistake of its line."""
    try:
        return fill()
    except UNKNOWN as error:
        raise UsageError("D705", cell=place(_line(error)), reason=words.OUTSIDE_LOOP) from None
    except MISTAKES as error:
        raise UsageError("D705", cell=place(_line(error)), reason=reason_of(error)) from None
    except TooLongError as error:
        raise UsageError("D710", cell=place(_line(error))) from None


def _line(error: BaseException) -> int:
    """The line of the template that was being filled."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _joined(strict: Strict, text: str, page: Mapping[str, Any]) -> str:
    pieces, length = [], 0
    for piece in strict.pieces(text, page):
        pieces.append(piece)
        length += len(piece)
        if length > _LONGEST:
            raise TooLongError
    return "".join(pieces)


def _decoded(source: Source) -> str:
    """UTF-8 with or without a BOM, else what a Chinese Notepad calls ANSI."""
    if len(source.data) > _LONGEST_TEMPLATE or b"\0" in source.data:
        raise UsageError("D721", name=source.name)
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = source.data.decode("gb18030")
        except UnicodeDecodeError:
            raise UsageError("D721", name=source.name) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def one_line(value: Any) -> Any:
    """A value as words of one line: whatever breaks a line or is not seen becomes a space."""
    if value is None:
        return ""
    text = str(value)
    return (
        text
        if text.isprintable()
        else "".join(char if char.isprintable() or char == "\u3000" else " " for char in text)
    )


def _markdown(value: Any) -> Any:
    """A value as plain words in Markdown."""
    return _MARKDOWN.sub(r"\\\1", one_line(value))
