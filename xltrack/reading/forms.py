"""A form (填报表) that came back, however it was bent: its rows with what was typed, and how sure it is which task each is about.

The key of a row stands on three carriers: its hidden cell, the property of the book, the printed 表单编号 (docs/规则.md 14.3). Columns are
told by their headers, whatever order they are in, and where these were renamed by the names that they have in the book.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Final

from xltrack.base.address import CellRef, parse_range
from xltrack.base.clock import reading_within
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, shorten, squeeze, tidy
from xltrack.domain.forms import (
    ANSWER_ROLES,
    FORM_NAME,
    ROUND_NAME,
    Answers,
    Beside,
    Carrier,
    FormCode,
    FormMark,
    ReturnedForm,
    ReturnedRow,
    RowKey,
    asked_role,
    bare_number,
    former_in,
    parse_code,
    parse_key,
    parse_mark,
    words_digest,
)
from xltrack.domain.letters import Typed
from xltrack.domain.roster import name_key
from xltrack.ooxml.beside import Mark
from xltrack.ooxml.limits import DEFAULT_LIMITS
from xltrack.reading.files.beside import find_beside
from xltrack.reading.files.grid import (
    LEDGER_NAME,
    FilledSheet,
    Percent,
    SourceBook,
    Value,
    cell_words,
    fill_merges,
    sheet_of,
    shown,
)
from xltrack.reading.files.properties import property_texts
from xltrack.reading.files.source import book_of, naming, read_bytes, unlocked
from xltrack.reading.formulas import gather_formulas
from xltrack.reading.lists import typed_value
from xltrack.reading.tables.headers import COLUMNS, TASK_KINDS, classify_header, plain_header
from xltrack.reading.tables.lines import LINES, UNIT_LINE

_KINDS: Final[Mapping[str, str]] = {
    "status": "status", "done_date": "done_date", "progress": "progress", "either": "progress", "seq": "seq", "wide": "group",
    "deadline": "deadline", "lead": "unit", "support": "unit", "supervise": "unit", **dict.fromkeys(TASK_KINDS, "text"),
}  # fmt: skip
_ROLES: Final = (*ANSWER_ROLES, "code", "key", "base", "seq", "text", "group", "deadline", "former")
_NAMED: Final = frozenset({*ANSWER_ROLES, "text", "deadline"})  # that a name alone can tell
_OURS: Final = frozenset(_ROLES) | {"unit", "part"}
_ORDER: Final = ("former", *ANSWER_ROLES, "key", "base")  # in which they stand in a form
_LEAST: Final = 4  # known headers in the row that is one
_SURE: Final = 4  # asked columns by which a book without any carrier is a form
_SHOWN: Final = 40
_DONE, _EXTENSION = 1, 6
_IN_CELL: Final = pattern(r"=?(?:_xlfn\.)?DISPIMG\(")


def read_form(path: Path, *, password: str | None = None) -> ReturnedForm:
    """Read a form that came back.

    Raises:
        SourceError: it cannot be read, or is no form (D835).
    """
    path = Path(path)
    with naming(path.name):
        return form_of(read_bytes(path), path.name, password=password)


def form_of(data: bytes, name: str, *, password: str | None = None) -> ReturnedForm:
    """The form of the bytes of a file; SourceError as of `read_form`."""
    with naming(name), reading_within(DEFAULT_LIMITS.seconds):
        book, plain = book_of(data, name, password=password), unlocked(data, password=password)
        marks = map(parse_mark, property_texts(plain))
        return form_in(book, next(filter(None, marks), None), find_beside(plain))


def form_in(
    book: SourceBook, mark: FormMark | None = None, beside: Mapping[str, Sequence[Mark]] = MappingProxyType({})
) -> ReturnedForm:
    """The form that a book is; SourceError (D835) where it is none.

    Args:
        book: its cells.
        mark: what its property tells.
        beside: what stands beside its cells, by sheet.
    """
    if LEDGER_NAME in book.names or ROUND_NAME in book.names:
        raise SourceError("D835", name=book.source)
    told = _Told(mark)
    for sheet in (fill_merges(sheet) for sheet in book.sheets if not _instructs(sheet.name)):
        _read_sheet(sheet, _named_columns(book, sheet.name), told)
    known = mark or FORM_NAME in book.names or any(row.key or row.code for row in told.rows)
    if not told.rows or not (known or told.asked >= _SURE):
        raise SourceError("D835", name=book.source)
    keys = Counter((row.key.day, row.key.unit) for row in told.rows if row.key and "key" in row.carriers)
    (day, unit), _ = keys.most_common(1)[0] if keys else ((None, ""), 0)
    labels = Counter(row.code.label for row in told.rows if row.code)
    label = labels.most_common(1)[0][0] if labels else mark.label if mark else ""
    due = mark.due if mark and (not keys or (mark.day == day and name_key(mark.unit) == name_key(unit))) else None
    if mark and not keys:
        day, unit = mark.day, mark.unit
    # What a formula was to say, and no program has worked out, is said nowhere else.
    unknown = gather_formulas(note for note in book.diagnostics if note.code == "D183")
    notes = (*told.notes, *_twice(told.rows), *unknown)
    besides = (*told.pictures, *_beside(book, beside, told.columns))
    return ReturnedForm(book.source, unit or told.unit, day, label, due, tuple(told.rows), notes, besides)


def _beside(
    book: SourceBook, marks: Mapping[str, Sequence[Mark]], columns: Mapping[str, Mapping[int, str]]
) -> Iterator[Beside]:
    """What stands beside cells, in the order of the sheets, each with the role of its column."""
    for name in ("", *(sheet.name for sheet in book.sheets)):
        comments = (
            Mark(*one[:2], "comment", one[2]) for sheet in book.sheets if sheet.name == name for one in sheet.comments
        )
        for mark in (*marks.get(name, ()), *comments):
            text = tidy(mark.text)
            if text or mark.kind == "picture":
                yield Beside(name, mark.row, columns.get(name, {}).get(mark.column, ""), mark.kind, text)


def _instructs(name: str) -> bool:
    return squeeze(name).startswith(LINES.instructions) or squeeze(name).endswith(LINES.instruction_ends)


def _named_columns(book: SourceBook, sheet: str) -> dict[str, int]:
    """The columns of a sheet that the book has names for, by role."""
    found = {}
    for role in _ROLES:
        reference = book.names.get(f"{FORM_NAME}_{role}", "")
        area = parse_range(reference.rpartition("!")[2])
        if area and sheet_of(reference) == sheet and area.left == area.right:
            found[role] = area.left
    return found


class _Told:
    """What is read of a book, sheet by sheet.

    Attributes:
        mark: what its property tells.
        rows, notes: the rows of the form, what there is to say of others.
        unit: who fills it in, by a line above it; asked: how many asked columns its header names.
        columns: the roles of the columns of each sheet; pictures: those that stand in a cell (WPS).
    """

    def __init__(self, mark: FormMark | None) -> None:
        self.mark, self.unit, self.asked = mark, "", 0
        self.rows: list[ReturnedRow] = []
        self.notes: list[Diagnostic] = []
        self.columns: dict[str, Mapping[int, str]] = {}
        self.pictures: list[Beside] = []


def _read_sheet(sheet: FilledSheet, named: Mapping[str, int], told: _Told) -> None:
    columns: dict[int, str] = {}
    heads: dict[int, str] = {}
    for number in sheet.order:
        cells = sheet.rows[number]
        if not _keyed(cells) and (found := _header(cells)):
            columns, heads = _with_named(found, cells, named, columns), {c: squeeze(shown(v)) for c, v in cells.items()}
            told.asked = max(told.asked, len(set(columns.values()) & set(ANSWER_ROLES)))
            continue
        if line := UNIT_LINE.match(fold(squeeze(sheet.line(number) or ""))):
            told.unit = told.unit or line[1]
        if not columns and _keyed(cells):  # the header was deleted
            columns = {column: role for role, column in named.items()}
        if columns:
            told.columns[sheet.name] = columns
            _read_row(sheet, number, columns, heads, told)


def _header(cells: Mapping[int, Value]) -> dict[int, str]:
    """The roles of the columns under a row of headers; none where it is no such row."""
    roles = {column: _role(value) for column, value in cells.items() if isinstance(value, str)}
    known = {column: role for column, role in roles.items() if role}
    names = set(known.values())
    sure = len(names) >= _LEAST and names & {"text", "code"} and names & set(ANSWER_ROLES)
    if not sure:
        return {}
    found: dict[int, str] = {}
    for column, role in sorted(known.items()):  # the last of several task columns is the task
        if role == "text":
            found |= {c: "group" for c, own in found.items() if own == "text"}
        if role in ("text", "group", "unit", "part") or role not in found.values():
            found[column] = role
    return found


@lru_cache(maxsize=4096)
def _role(value: str) -> str:
    """What a header says of its column; 「」 for nothing that is known."""
    name = plain_header(value)
    if own := _form_heads().get(name):
        return own
    if name in COLUMNS.former:
        return "former"
    if role := asked_role(name):
        return role
    if name in COLUMNS.part_heads:
        return "part"
    kind = classify_header(value)
    return _KINDS.get(kind[0], "") if kind else ""


@cache
def _form_heads() -> Mapping[str, str]:
    return COLUMNS.values("form_heads")


def _with_named(
    found: Mapping[int, str], cells: Mapping[int, Value], named: Mapping[str, int], before: Mapping[int, str]
) -> dict[int, str]:
    """The columns with those whose headers say nothing: by those beside them, by their names in the book, by the header above."""
    columns = dict(found) | dict(_by_place(found, sorted(cells)))
    fits = [named[role] == column for column, role in found.items() if role in named]
    # Where the cells were moved and the names were not, these tell nothing.
    told = named if 2 * sum(fits) > len(fits) else {}
    for column, role in ((column, role) for role, column in told.items() if role in _NAMED):
        if column not in columns and role not in columns.values() and column in cells:
            columns[column] = role
    rest = {c: role for c, role in before.items() if c not in columns and role not in columns.values()}
    return columns | rest


def _by_place(found: Mapping[int, str], columns: Sequence[int]) -> Iterator[tuple[int, str]]:
    """Open columns that were renamed: those between two known ones, where just so many are missing between these."""
    known = [column for column in columns if found.get(column) in _ORDER]
    for left, right in pairwise(known):
        first, last = (_ORDER.index(found[column]) for column in (left, right))
        missing = _ORDER[first + 1 : last]
        between = [column for column in columns if left < column < right]
        if (
            len(between) == len(missing)
            and set(missing) <= set(ANSWER_ROLES)
            and not set(missing) & set(found.values())
        ):
            yield from zip(between, missing, strict=True)


def _keyed(cells: Mapping[int, Value]) -> bool:
    return any(isinstance(value, str) and parse_key(value) for value in cells.values())


def _read_row(
    sheet: FilledSheet, number: int, columns: Mapping[int, str], heads: Mapping[int, str], told: _Told
) -> None:
    cells = sheet.rows[number]
    key = next(filter(None, (parse_key(v) for v in cells.values() if isinstance(v, str))), None)
    code = _code(cells, columns)
    by_role = {role: cells[column] for column, role in sorted(columns.items()) if column in cells and role != "group"}
    text = cell_words(by_role.get("text"))
    answers = Answers(**{role: _answer(sheet, number, columns, role) for role in ANSWER_ROLES})
    if not (key or code or text) or (sheet.line(number) is not None and not (key or code)):
        told.notes += _left_out(sheet, number, answers)
        return
    carriers, clashing = weigh(key, code, told.mark, text)
    if clashing:
        facts = {"row": number, "text": shorten(text, _SHOWN)}
        told.notes.append(Diagnostic("D837", CellRef(sheet.name, number, min(cells)), facts))
    pictured = (columns.get(c, "") for c, value in cells.items() if _is_picture(value))
    told.pictures += [Beside(sheet.name, number, role, "picture") for role in pictured]
    groups = [cell_words(cells[c]) for c, role in sorted(columns.items()) if role == "group" and c in cells]
    sure = "key" in carriers
    told.rows.append(ReturnedRow(
        sheet.name, number, key, code, _number(key if sure else None, code, by_role), " / ".join(groups), text,
        cell_words(by_role.get("deadline")), carriers, clashing, answers,
        former_in(_told_base(by_role.get("base"))) if sure else None, _others(cells, columns, heads),
    ))  # fmt: skip


def _told_base(value: Value | None) -> str:
    return shown(value)


def _code(cells: Mapping[int, Value], columns: Mapping[int, str]) -> FormCode | None:
    """The printed number: in its own column, or wherever one stands."""
    own = [c for c, role in columns.items() if role == "code"]
    open_ = {c for c, role in columns.items() if role in ANSWER_ROLES}
    places = [*own, *(c for c in cells if c not in open_ and c not in own)]
    texts = (cells[c] for c in places if c in cells)
    return next(filter(None, (parse_code(v) for v in texts if isinstance(v, str))), None)


def _number(key: RowKey | None, code: FormCode | None, by_role: Mapping[str, Value]) -> str:
    if key or code:
        return key.number if key else code.number if code else ""
    value = by_role.get("seq")  # pasted into another column it may look like a percentage
    return squeeze(f"{float(value):g}" if isinstance(value, Percent) else shown(value))


def _answer(sheet: FilledSheet, row: int, columns: Mapping[int, str], role: str) -> Typed:
    """What was typed into an open cell; a text of spaces alone is nothing."""
    column = next((c for c, own in columns.items() if own == role), 0)
    value = typed_value(sheet.rows[row].get(column))
    if _is_picture(value):
        return None
    return (value.strip() or None) if isinstance(value, str) else value


def _is_picture(value: object) -> bool:
    """Whether a cell holds a picture as WPS puts it there."""
    return isinstance(value, str) and bool(_IN_CELL.match(value))


def _others(cells: Mapping[int, Value], columns: Mapping[int, str], heads: Mapping[int, str]) -> Mapping[str, Typed]:
    """What stands in columns that are not ours, by their headers; a key or number that strayed there is none."""
    strange = {c: typed_value(v) for c, v in cells.items() if columns.get(c, "") not in _OURS and not _is_picture(v)}
    kept = {c: v for c, v in strange.items() if not isinstance(v, str) or not (parse_key(v) or parse_code(v))}
    return {heads.get(column, ""): value for column, value in kept.items()}


def _left_out(sheet: FilledSheet, number: int, answers: Answers) -> Iterator[Diagnostic]:
    """A row that is no task, and says something: a note under the table, answers beside no task."""
    cells = sheet.rows[number]
    line = sheet.line(number)
    if any(value is not None for value in answers) or (line and not fold(line).startswith(LINES.footer_starts)):
        words = "、".join(shown(value) for value in dict.fromkeys(cells.values()))
        yield Diagnostic("D838", CellRef(sheet.name, number, min(cells)), {"text": shorten(words, _SHOWN)})


def weigh(
    key: RowKey | None, code: FormCode | None, mark: FormMark | None, text: str
) -> tuple[frozenset[Carrier], frozenset[Carrier]]:
    """The carriers that agree on the task of a row, the most of them, and those that tell of something else.

    Where two tell of different tasks, the words of the task decide. The property alone tells no task.
    """
    fits = key is not None and words_digest(text) == key.words
    same = key is not None and code is not None and _agree(key, code)
    torn = key is not None and code is not None and not same
    key_counts = fits if torn else key is not None and (fits or same or not text)
    code_counts = code is not None and (same or not key_counts)
    book_counts = mark is not None and (
        (key_counts and key is not None and _is_of(key, mark))
        or (code_counts and not key_counts and code is not None and code.label == mark.label)
    )
    counts: dict[Carrier, tuple[bool, bool]] = {
        "key": (key is not None, key_counts), "code": (code is not None, code_counts),
        "book": (mark is not None, book_counts),
    }  # fmt: skip
    agreeing = {name for name, (_, own) in counts.items() if own}
    clashing = frozenset(name for name, (there, own) in counts.items() if there and not own)
    if agreeing <= {"book"}:
        return frozenset(), _same(clashing - {"book"})
    return _same(frozenset(agreeing)), _same(clashing)


@cache
def _same(carriers: frozenset[Carrier]) -> frozenset[Carrier]:
    """The same set for all rows: what is sent of them is smaller."""
    return carriers


def _agree(key: RowKey, code: FormCode) -> bool:
    labels = (key.day.strftime("%Y-%m"), key.day.strftime("%Y-%m%d"))
    return code.label in labels and bare_number(key.number) == code.number


def _is_of(key: RowKey, mark: FormMark) -> bool:
    return key.day == mark.day and name_key(key.unit) == name_key(mark.unit)


def _twice(rows: Sequence[ReturnedRow]) -> Iterator[Diagnostic]:
    """Rows that are about the same task of the same unit as one above them."""
    first: dict[tuple[date, str, str], ReturnedRow] = {}
    for row in rows:
        if row.key and "key" in row.carriers:
            other = first.setdefault((row.key.day, name_key(row.key.unit), row.key.key), row)
            if other is not row:
                cell, above = CellRef(row.sheet, row.row, 1), CellRef(other.sheet, other.row, 1)
                yield Diagnostic("D836", cell, {"text": shorten(row.text, _SHOWN), "row": other.row}, related=(above,))
