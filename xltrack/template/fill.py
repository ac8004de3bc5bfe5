"""An office's template filled by openpyxl: tags become words, marked rows are repeated, all that stands around them stays."""

import re
import warnings
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.workbook.defined_name import DefinedName

from xltrack.assessment.model import Assessment
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import UsageError
from xltrack.ooxml.spelling import clean
from xltrack.placing.output import Target, Written, write_result
from xltrack.placing.words import ANNEX_PART
from xltrack.sheets.model import ANNEX_NAME, DIGEST_NAME, EXTRACT_NAME
from xltrack.telling.agenda import unlocked_notes
from xltrack.template import words
from xltrack.template.apart import Filled, ask_filled
from xltrack.template.bounds import TemplateSource, find_losses, open_template, repacked
from xltrack.template.data import TemplateData, TemplateLine, compose_data
from xltrack.template.fitting import fit_cell, fit_rows
from xltrack.template.parts import moved_parts
from xltrack.template.references import Grown
from xltrack.template.spread import find_occupied, spread_row
from xltrack.template.strict import LONGEST, Tag, TemplateTags, has_tags
from xltrack.template.words import MAIN_NAMES, MARKS, NONE

_MOST_TAGS: Final = 5000
_FORMULA_LIKE: Final = frozenset("=+-@＝＋－＠\t\r\n")
_ESCAPED_LIKE: Final = re.compile("_x(?=[0-9A-Fa-f]{4}_)")
_TITLE: Final = re.compile(r"\s*\{\{\s*\w*标题\s*\}\}\s*")
_WAITING: Final = "xltrack-digest"
_MODIFIED: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


class FilledTemplate(NamedTuple):
    """The bytes of the result, what had to be cut, and how many sheets had tags."""

    data: bytes
    notes: tuple[Diagnostic, ...]
    sheets: int


class Filling(NamedTuple):
    """What is to be filled with what, as of which day."""

    source: TemplateSource
    data: TemplateData
    as_of: date


class _Block(NamedTuple):
    """A row of the template that is repeated: its sheet row, for which list, its cells with tags by column."""

    row: int
    list: str
    tags: Mapping[int, Tag]


class Template:
    """One template, opened; filled once."""

    def __init__(self, source: bytes, name: str, data: TemplateData) -> None:
        """Open it; UsageError (D703) where openpyxl cannot."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what it drops; `losses` says so in the user's words
                self.book = load_workbook(BytesIO(source), rich_text=True, keep_links=False)
        except Exception:
            raise UsageError("D703", name=name) from None
        self.name, self.data = name, data
        self.occupied = find_occupied(self.book, source)
        self.grown: list[Grown] = []
        self.filled: list[str] = []
        lists = {
            shown: [line.names for line in data.lists[kind]]
            for shown, kind in (("全部任务", "任务"), ("逾期任务", "逾期"), ("全部领域", "领域"))
        }
        self.tags = TemplateTags(lists, data.fields)
        self.notes: list[Diagnostic] = []
        self.used: dict[str, list[str]] = {}

    def fill(self) -> int:
        """Fill all sheets; how many had tags.

        Raises:
            UsageError: a mistake in the template (D705 to D711), or no tag in it at all (D708).
        """
        found = [(sheet, tags) for sheet in self.book.worksheets if (tags := self._find_tags(sheet))]
        if not found:
            raise UsageError("D708", name=self.name)
        if sum(map(len, (tags for _, tags in found))) > _MOST_TAGS:
            raise UsageError("D704", name=self.name)
        for sheet, tags in found:
            self._fill_sheet(sheet, tags)
            self.filled.append(sheet.title)
        return len(found)

    def _find_tags(self, sheet: Any) -> dict[tuple[int, int], Tag]:
        found = {}
        for cell in self.occupied[sheet.title].cells():
            value = getattr(cell, "value", None)
            if isinstance(value, str | list) and cell.data_type != "f" and has_tags(str(value)):
                found[cell.row, cell.column] = self.tags.parse(f"{sheet.title}!{cell.coordinate}", str(value))
        return found

    def _fill_sheet(self, sheet: Any, tags: Mapping[tuple[int, int], Tag]) -> None:
        rows = sorted({row for row, _ in tags})
        blocks = [block for row in rows if (block := self._block(sheet, row, tags))]
        repeated = {block.row for block in blocks}
        for (row, column), tag in tags.items():
            if row not in repeated:
                self._check_names(tag, self.data.page)
                cell = sheet.cell(row, column)
                self._write(cell, self.tags.fill(tag, self.data.page))
                fit_cell(sheet, cell, title=bool(_TITLE.fullmatch(tag.text)))
        for block in reversed(blocks):
            self._fill_block(sheet, block, alone=len(blocks) == 1)
            self.used.setdefault(block.list, []).append(sheet.title)

    def _block(self, sheet: Any, row: int, tags: Mapping[tuple[int, int], Tag]) -> _Block | None:
        """The row as one to be repeated; None where it names nothing of a row."""
        own = {column: tag for (number, column), tag in tags.items() if number == row}
        mark = next((tag.mark for tag in own.values() if tag.mark), "")
        fields = {name for tag in own.values() for name in tag.names} - set(self.data.page)
        if not mark and not fields:
            return None
        kind = MARKS[mark] if mark else "任务"
        known = {**self.data.page, **dict.fromkeys(self.data.fields[kind])}
        for tag in own.values():
            self._check_names(tag, known)
        for area in sheet.merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_row < area.max_row:
                raise UsageError("D711", cell=f"{sheet.title}!{area.coord}")
        return _Block(row, kind, own)

    def _check_names(self, tag: Tag, known: Mapping[str, Any]) -> None:
        unknown = sorted(tag.names - set(known))
        if unknown:
            raise UsageError("D706", cell=tag.cell, name=unknown[0], known="、".join(known))

    def _fill_block(self, sheet: Any, block: _Block, *, alone: bool) -> None:
        lines = self.data.lists[block.list]
        if grown := spread_row(self.occupied[sheet.title], self.occupied.values(), block.row, len(lines)):
            self.grown.append(grown)
        if not lines:
            self._fill_none(sheet, block)
        for number, line in enumerate(lines, block.row):
            for column, tag in block.tags.items():
                self._write(sheet.cell(number, column), self.tags.fill(tag, {**self.data.page, **line.names}))
        keys = {column: key for column, tag in block.tags.items() if (key := _keys(tag, lines))}
        fit_rows(sheet, block.row, max(1, len(lines)), keys, alone=alone)

    def _fill_none(self, sheet: Any, block: _Block) -> None:
        """Say 「无」 in a row that stands for nothing; that nothing is late is no fault, that there is nothing at all is told."""
        place = next((c for c, tag in block.tags.items() if tag.names & set(MAIN_NAMES)), min(block.tags))
        for column in block.tags:
            self._write(sheet.cell(block.row, column), NONE if column == place else None)
        if block.list != "逾期":
            self.notes.append(Diagnostic("D199", None, {"sheet": sheet.title, "list": block.list}))

    def _write(self, cell: Any, value: Any) -> None:
        """Put a value into a cell; text is text whatever it begins with, and no longer than a cell holds."""
        if value is None or value == "" or isinstance(value, bool | int | float):
            cell.value = None if value == "" else value
            return
        text = clean(str(value))
        if len(text.encode("utf-16-le")) // 2 > LONGEST:
            self.notes.append(
                Diagnostic("D155", CellRef(cell.parent.title, cell.row, cell.column), {"length": len(text)})
            )
            text = text.encode("utf-16-le")[: (LONGEST - 1) * 2].decode("utf-16-le", "ignore") + "…"
        cell.value = _ESCAPED_LIKE.sub("_x005F_x", text)
        cell.data_type = "s"
        if text[0] in _FORMULA_LIKE:
            cell.quotePrefix = True

    def save(self, as_of: date) -> bytes:
        """The workbook as bytes, the same for the same filling; known as an 附件 of ours by its defined names.

        That of its digest waits for it (`_digested`).
        """
        first = next(iter(self.used.values()), [self.book.worksheets[0].title])[0]
        self._name(ANNEX_NAME, _place(first))
        if "任务" in self.used and "逾期" in self.used and self.used["逾期"][0] not in self.used["任务"]:
            self._name(EXTRACT_NAME, _place(self.used["逾期"][0]))
        self._name(DIGEST_NAME, f'"{_WAITING}"')
        target = BytesIO()
        self.book.save(target)
        data = target.getvalue()
        moved, moment = moved_parts(data, self.grown, self.filled), f"{as_of.isoformat()}T00:00:00Z".encode()

        def change(name: str, part: bytes) -> bytes:
            dated = name == "docProps/core.xml"
            return _MODIFIED.sub(lambda m: m[1] + moment + m[2], part) if dated else moved.get(name, part)

        return repacked(data, change)

    def _name(self, name: str, place: str) -> None:
        self.book.defined_names[name] = DefinedName(name, attr_text=place)


def _place(sheet: str) -> str:
    return "'" + sheet.replace("'", "''") + "'!$A$1"


def _keys(tag: Tag, lines: Sequence[TemplateLine]) -> list[Hashable | None]:
    """The keys by which a column's equal cells are merged; none where its tag is not one name alone that has any."""
    if len(tag.names) != 1 or not re.fullmatch(r"\s*\{\{\s*\w+\s*\}\}\s*", tag.text):
        return []
    (name,) = tag.names
    keys = [line.keys.get(name) for line in lines]
    return keys if any(key is not None for key in keys) else []


def fill_template(assessment: Assessment, source: TemplateSource, digest: Callable[[bytes], str]) -> FilledTemplate:
    """The template filled with an assessment, as bytes; `digest` is that of a workbook's cells.

    Raises:
        SourceError, UsageError: the template cannot be used (rules D111, D127, D132, D703 to D711).
    """
    return _digested(_filled(Filling(source, compose_data(assessment), assessment.as_of)), digest)


def _filled(job: Filling) -> FilledTemplate:
    losses = find_losses(open_template(job.source.data, job.source.name))
    template = Template(job.source.data, job.source.name, job.data)
    sheets = template.fill()
    lost = (Diagnostic("D702", None, {"name": job.source.name, "lost": "、".join(losses)}),) if losses else ()
    return FilledTemplate(template.save(job.as_of), (*lost, *template.notes), sheets)


def _digested(filled: FilledTemplate, digest: Callable[[bytes], str]) -> FilledTemplate:
    """The same with its digest, which its names do not change."""
    told = digest(filled.data).encode()

    def change(name: str, part: bytes) -> bytes:
        return part.replace(_WAITING.encode(), told) if name == "xl/workbook.xml" else part

    return filled._replace(data=repacked(filled.data, change))


def answer_annex(job: Filling) -> Filled:
    """What a child answers (`apart`): sheets and notes, and the workbook, whose digest waits."""
    filled = _filled(job)
    notes = [(note.code, note.cell, note.facts) for note in filled.notes]
    return {"sheets": filled.sheets, "notes": notes}, filled.data


def fill_apart(assessment: Assessment, source: TemplateSource, digest: Callable[[bytes], str]) -> FilledTemplate:
    """As `fill_template`, by a child within limits; raises as that does, and D219, D220."""
    job = Filling(source, compose_data(assessment), assessment.as_of)
    said, data = ask_filled("annex", job, source.name, sum(map(len, job.data.lists.values())))
    notes = [Diagnostic(code, CellRef(*cell) if cell else None, facts) for code, cell, facts in said["notes"]]
    return _digested(FilledTemplate(data, tuple(notes), said["sheets"]), digest)


def write_filled(
    assessment: Assessment, source: TemplateSource, target: Target, digest: Callable[[bytes], str]
) -> Written:
    """Fill a template and write the result; see `fill_apart` and `output.write_result`."""
    filled = fill_apart(assessment, source, digest)
    told = words.FILLED.format(template=source.name, sheets=filled.sheets)
    return write_result(
        filled.data,
        target,
        assessment.as_of,
        ANNEX_PART,
        head=[told],
        known=unlocked_notes(assessment),
        found=filled.notes,
    )
