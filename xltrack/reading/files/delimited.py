"""Text tables (.csv, .tsv and what is exported as such) as a Book: what separates the cells is found, quotes are undone."""

from __future__ import annotations

import csv
import io
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import DEFAULT_LIMITS, Limits
from xltrack.ooxml.scan import Scan
from xltrack.reading.files.decoding import CONTROL, Encoding, find_encoding
from xltrack.reading.files.grid import SourceBook, Value, finish_sheet
from xltrack.reading.files.plain_values import value_of_words
from xltrack.reading.files.wrapped import refuse_own, sheet_name

_SEPARATORS: Final = {"\t": "制表符", ",": "逗号", ";": "分号", "|": "竖线"}
_SAMPLED, _SAMPLE = 200, 1 << 18  # lines, characters
_REMEMBERED: Final = 100_000  # words
_MOST_LINES: Final = 1000  # of one row
_HEADER: Final = 12  # characters of a word of a header
_END: Final = "\x1f"  # a line that no file has, as control characters are left out
_STOPS: Final = ("。", ".", "；", ";", "：", "，", "！")


def read_delimited(data: bytes, source: str, limits: Limits = DEFAULT_LIMITS) -> SourceBook:
    """Read the one sheet of a text file.

    Raises:
        SourceError: D114 no table, D128 no text, D132 more than the limits allow, D135 too slow, D269 our own export.
    """
    if len(data) > limits.page:
        raise limits.over("page")
    encoding = find_encoding(data)
    if encoding is None:
        raise SourceError("D128")
    with _fields_of(limits.piece + 1):
        separator = _find_separator(_sample(_lines(data, encoding, limits)))
        if not separator:
            raise SourceError("D114")
        parsed = _Parsed(_without_sep(_lines(data, encoding, limits), separator), separator)
        rows = _read_rows(parsed, limits)
    facts = {
        "kind": f"用{_SEPARATORS[separator]}隔开的文本（{encoding.name}）",
        "lacks": "合并单元格、格式、隐藏行和多张工作表",
    }
    said = [Diagnostic("D261", None, facts)]
    if encoding.lost:
        said.append(Diagnostic("D265", None, {"count": encoding.lost}))
    if parsed.broken:
        said.append(Diagnostic("D266", None, {"count": parsed.broken}))
    refuse_own(rows)
    scan = Scan()
    scan.rows = rows
    sheet = finish_sheet(sheet_name(source), "visible", scan, said)
    return SourceBook(source, (sheet,), diagnostics=tuple(said), wrapping="文本")


@contextmanager
def _fields_of(length: int) -> Iterator[None]:
    """Have fields of this length read: what the csv module allows by itself is less than a cell may hold."""
    before = csv.field_size_limit(length)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _lines(data: bytes, encoding: Encoding, limits: Limits) -> Iterator[str]:
    """The lines with what ends them; D132 where one is longer than may be held."""
    words = io.TextIOWrapper(io.BytesIO(data), encoding.codec, "replace", newline="")
    while line := words.readline(limits.piece + 1):
        if len(line) > limits.piece:
            raise limits.over("piece")
        yield CONTROL.sub("", line)


def _without_sep(lines: Iterator[str], separator: str) -> Iterator[str]:
    """The lines; one that says what separates (「sep=;」, as Excel reads it) is blank."""
    first = next(lines, "")
    yield "\n" if first.strip().lower() == f"sep={separator}" else first
    yield from lines


def _sample(lines: Iterator[str]) -> list[str]:
    """The first lines, as far as they are needed to know how they are parted."""
    sampled, room = list[str](), _SAMPLE
    for line in lines:
        sampled.append(line)
        room -= len(line)
        if room < 0 or len(sampled) >= _SAMPLED:
            break
    return sampled


def _find_separator(lines: list[str]) -> str:
    """What separates the cells: it parts most lines into at least two that hold something; 「」 where that is no table."""
    if lines and (said := lines[0].strip().lower()).startswith("sep=") and said[4:5] in _SEPARATORS:
        return said[4]
    best, most = "", (1, _SAMPLED)
    for separator in _SEPARATORS:
        rows = [[words.strip() for words in row if words.strip()] for row in _Parsed(iter(lines), separator)]
        parted = [row for row in rows if len(row) > 1]
        lengths = [len(row) for row in parted]
        usual = max(map(lengths.count, set(lengths)), default=0)
        if (found := (len(parted), usual)) > most and not _is_prose(parted):
            best, most = separator, found
    return best


def _is_prose(parted: list[list[str]]) -> bool:
    """Whether lines are sentences with commas: most end with a stop, and the first is no header of short words."""
    stops = sum(row[-1].endswith(_STOPS) for row in parted)
    return 2 * stops > len(parted) and any(len(words) > _HEADER or words.endswith(_STOPS) for words in parted[0])


class _Parsed:
    """The rows of lines; `broken` counts those whose quotation marks do not match, which are read as they stand.

    A row goes on in the next line while its quotation marks are odd in number.
    """

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self.broken = 0
        self._lines, self._separator = lines, separator
        self._held: deque[str] = deque()

    def __iter__(self) -> Iterator[list[str]]:
        """The cells of one row after the other."""
        while lines := self._gather():
            row = self._row(lines)
            if row is None:
                self._held.extendleft(reversed(lines[1:]))
                row = self._alone(lines[0])
            yield row

    def _gather(self) -> list[str]:
        """The lines of one row."""
        lines, marks = list[str](), 0
        while len(lines) < _MOST_LINES and (line := self._held.popleft() if self._held else next(self._lines, "")):
            lines.append(line)
            marks += line.count('"')
            if not marks % 2:
                break
        return lines

    def _alone(self, line: str) -> list[str]:
        """The cells of a line with a quotation mark that nothing closes: one inside of words is a mere character."""
        rows = list(csv.reader([line, _END], delimiter=self._separator))
        if len(rows) == 2:
            return rows[0]
        self.broken += 1
        return line.rstrip("\r\n").split(self._separator)

    def _row(self, lines: list[str]) -> list[str] | None:
        """The cells of lines that are one row; None where they are not."""
        strict = len(lines) > 1
        try:
            rows = list(csv.reader(lines, delimiter=self._separator, strict=strict))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 and not (strict and lines[0].count('"') % 2 == 0) else None


def _read_rows(rows: Iterable[list[str]], limits: Limits) -> dict[int, dict[int, Value]]:
    """The values by row and column."""
    values: dict[int, dict[int, Value]] = {}
    known: dict[str, Value] = {}
    end, cells_left, text_left = time.thread_time() + limits.seconds, limits.cells, limits.text
    for number, row in enumerate(rows, 1):
        if len(row) > limits.columns and any(map(str.strip, row[limits.columns :])):
            raise limits.over("columns")
        cells = {at: _value(words, known) for at, words in enumerate(row, 1) if words and not words.isspace()}
        cells_left -= len(cells)
        text_left -= sum(map(len, row))
        if not number % 256 and time.thread_time() > end:
            raise limits.over("seconds")
        if cells_left < 0 or text_left < 0:
            raise limits.over("cells" if cells_left < 0 else "text")
        if cells:
            values[number] = cells
            if len(values) > limits.rows:
                raise limits.over("rows")
    return values


def _value(words: str, known: dict[str, Value]) -> Value:
    """The value of a cell; the same words are read once, and held once."""
    value = known.get(words)
    if value is None:
        value = value_of_words(words.replace("\r\n", "\n").replace("\r", "\n"))
        if len(known) < _REMEMBERED:
            known[words] = value
    return value
