"""A notice filled into a template: text, Markdown and HTML here, Word in `word`."""

import re
from contextlib import suppress
from functools import cache, lru_cache, partial
from typing import Any, Final

from xltrack.base.errors import UsageError
from xltrack.notices import words
from xltrack.notices.model import Format, Notice, NoticeKind
from xltrack.notices.naming import check_names, given_by, guarded, one_line, strict_for
from xltrack.template.bounds import TemplateSource
from xltrack.template.shipped import shipped_templates
from xltrack.template.strict import Strict, is_wide

_LONGEST_TEMPLATE: Final = 1_000_000  # bytes
_TAGS_ALONE: Final = re.compile(r"\s*+(?:(?>\{%.*?%\}|\{#.*?#\})\s*+)++")
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|~])")
# What a page or mail would fetch, run or be framed by: not in what this program writes.
_FOREIGN: Final = re.compile(
    r"<\s*(?:script|iframe|frame|object|embed|link|base|form|img[^>]*\ssrc\s*=\s*[\"']?\s*(?:https?:|//))"
    r"|\son\w+\s*=|javascript:|url\(|@import",
    re.IGNORECASE,
)


def render_notice(notice: Notice, wanted: Format, template: TemplateSource | None = None) -> str | bytes:
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
    strict, text = _checked(source, wanted)
    return guarded(lambda: strict.whole(text, given_by(notice)), partial(_place, source))


def encoded(content: str | bytes) -> bytes:
    """A content as bytes."""
    return content if isinstance(content, bytes) else content.encode("utf-8")


@cache
def shipped(kind: NoticeKind, wanted: Format) -> TemplateSource:
    """The template that comes with xltrack."""
    name = f"{kind}.{wanted}"
    path = next(path for path in shipped_templates() if path.name == name)
    return TemplateSource(name, path.read_bytes())


@lru_cache(maxsize=8)
def _checked(source: TemplateSource, wanted: Format) -> tuple[Strict, str]:
    """A template that was looked at, and what fills it: once, however many letters are made of it."""
    text = _decoded(source)
    if wanted == "html" and (found := _FOREIGN.search(text)):
        raise UsageError("D722", name=source.name, what=found[0].strip()[:20])
    if "{{" not in text and "{%" not in text and not is_wide(text):
        raise UsageError("D708", name=source.name)
    strict = strict_for(escapes=wanted == "html", finish=_markdown if wanted == "md" else one_line)
    strict.environment.trim_blocks = strict.environment.lstrip_blocks = True
    strict.environment.keep_trailing_newline = True
    text = "\n".join(map(_kept_line, text.split("\n")))
    check_names(strict, text, partial(_place, source))
    return strict, text


def _place(source: TemplateSource, line: int) -> str:
    return words.LINE.format(name=source.name, line=line)


def _kept_line(line: str) -> str:
    """A line of the template; one that holds more than tags keeps its break and its indent, one of tags alone leaves no line."""
    if _TAGS_ALONE.fullmatch(line):
        return line
    return re.sub(r"(?<![-+])%\}", "+%}", re.sub(r"\{%(?![-+])", "{%+", line))


def _decoded(source: TemplateSource) -> str:
    """UTF-8 with or without a BOM, else what a Chinese Notepad calls ANSI."""
    if len(source.data) > _LONGEST_TEMPLATE or b"\0" in source.data:
        raise UsageError("D721", name=source.name)
    for encoding in ("utf-8-sig", "gb18030"):
        with suppress(UnicodeDecodeError):
            return source.data.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    raise UsageError("D721", name=source.name)


def _markdown(value: Any) -> Any:
    """A value as plain words in Markdown."""
    return _MARKDOWN.sub(r"\\\1", one_line(value))
