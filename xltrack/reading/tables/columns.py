"""The role of each column of a table, by its header and, where that is unknown, by what stands in it (docs/规则.md 2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.lexicon import words as lexicon
from xltrack.base.patterns import pattern
from xltrack.base.text import fold
from xltrack.domain.records import Column, ColumnRole
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.contents import like_deadline, like_seq, like_status, like_text, like_units
from xltrack.reading.tables.headers import DERIVED, TASK_KINDS, WIDE_KINDS, combine
from xltrack.reading.tables.tables import TableRegion
from xltrack.reading.tables.view import View

_SAMPLE = 200
# Headers that say until when, or, behind deadlines and reports, when it was done.
_FINISHED = ("完成时间", "完成日期", "完成时限", "竣工时间", "完工时间", "完工日期", "投产时间", "建成时间")
_PERCENT = pattern(r"\s*\d+(?:\.\d+)?\s*[%％]?\s*")
_PLAIN: Mapping[str, ColumnRole] = {
    "seq": "seq", "lead": "lead", "support": "support", "supervise": "supervise", "person": "person",
    "deadline": "deadline", "start": "start", "adjusted": "adjusted", "status": "status", "progress": "progress",
    "done_date": "done_date", "note": "note",
}  # fmt: skip
_USUAL: Mapping[str, str] = {
    "seq": "seq", "deadline": "deadline", "lead": "lead", "support": "support", "status": "status", "text": "text_2", "group": "wide",
}  # fmt: skip
Kinds = dict[int, tuple[str, int] | None]


def classify_columns(sheet: View, region: TableRegion, said: list[Diagnostic]) -> tuple[Column, ...]:
    """The columns of a table from left to right, each with its role; a column of which nothing is known is 「other」."""
    headers: dict[int, str] = {}
    kinds: Kinds = {}
    for column, parts in sorted(region.header.cells.items()):
        headers[column], kinds[column] = combine(parts)
    sample = _sample(sheet, region.body)
    for column in {c for cells in sample for c in cells} - set(headers):
        if min(headers) - 1 <= column <= max(headers) + 1:
            headers[column], kinds[column] = "", None
    _share_headers(headers, kinds, sample)
    roles = _roles(kinds, headers, sample, _spanning(sheet, region))
    columns = tuple(Column(c, headers[c], roles.get(c, "other")) for c in sorted(headers))
    said.extend(_inferences(sheet, region, columns, kinds))
    return columns


def _share_headers(headers: dict[int, str], kinds: Kinds, sample: list[Mapping[int, Value]]) -> None:
    """A column without a header goes with the task or unit column to its left, where most of its cells hold words.

    So does a clerk who left a header cell unmerged: 工作任务 over what is to be done and its parts.
    """
    for column in sorted(kinds)[1:-1]:
        beside = kinds.get(column - 1)
        if headers[column] or beside is None or beside[0] not in (*TASK_KINDS, "lead", "support"):
            continue
        if sum(isinstance(cells.get(column), str) for cells in sample) >= 0.5 * len(sample):
            kinds[column] = beside


def _inferences(sheet: View, region: TableRegion, columns: Sequence[Column], kinds: Kinds) -> Iterator[Diagnostic]:
    """What is to be said of columns told by their content, and of deadline columns that were passed over."""
    used = next((c.header for c in columns if c.role == "deadline"), "")
    for column in columns:
        kind = kinds[column.number]
        cell = CellRef(sheet.sheet.name, region.header.last, column.number)
        if kind is None and column.role != "other" and region.header.last >= region.header.first:
            usual = lexicon("columns")[_USUAL[column.role]][0]
            yield Diagnostic("D204", cell, {"header": column.header, "role": usual, "usual": usual})
            if column.role == "support":
                lead = next(c.header for c in columns if c.role == "lead")
                yield Diagnostic("D208", cell, {"header": column.header, "lead": lead})
        elif kind and kind[0] == "seq" and column.role == "text":
            yield Diagnostic("D218", cell, {"header": column.header})
        elif used and kind and kind[0] == "deadline" and column.role == "other":
            yield Diagnostic("D205", cell, {"header": column.header, "used": used})


def _sample(sheet: View, body: Sequence[int]) -> list[Mapping[int, Value]]:
    """Some rows to look into; one of a single text, a band or a sum, says nothing of its columns."""
    rows = [row for row in body if sheet.line(row) is None] or body
    return [sheet.rows[row] for row in rows[:: max(1, len(rows) // _SAMPLE)]]


def _spanning(sheet: View, region: TableRegion) -> frozenset[int]:
    """The columns of which a merged cell spans several body rows, and this column alone."""
    areas = (a for a in sheet.sheet.merges if a.top < a.bottom and a.left == a.right)
    first, last = (region.body[0], region.body[-1]) if region.body else (1, 0)
    return frozenset(area.left for area in areas if first <= area.top <= last)


def _roles(
    kinds: Kinds, headers: Mapping[int, str], sample: list[Mapping[int, Value]], spanning: frozenset[int]
) -> dict[int, ColumnRole]:
    roles: dict[int, ColumnRole] = {c: _PLAIN[k[0]] for c, k in kinds.items() if k and k[0] in _PLAIN}
    for column, kind in kinds.items():
        if kind and kind[0] == "either":
            roles[column] = "progress" if _all_percent(sample, column) else "status"
    _parties(roles, kinds, sample)
    _drop_doubtful(roles, kinds, sample)
    if "deadline" not in roles.values():
        # 完成时间 under 完成情况 says when it was done, unless no other column says until when.
        roles |= {c: "deadline" for c, k in kinds.items() if k == ("done_date", 50)}
    _told_by_place(roles, kinds, headers)
    _keep_best(roles, kinds, "deadline")
    if "deadline" not in roles.values():
        roles = {c: r for c, r in roles.items() if r != "start"}
    _task_columns(roles, kinds, spanning)
    _by_content(roles, kinds, sample)
    _glued(roles, sample)
    _unnamed_groups(roles, kinds, _may_group(headers, spanning), sample)
    return roles


def _glued(roles: dict[int, ColumnRole], sample: list[Mapping[int, Value]]) -> None:
    """Numbers and tasks written together in the column of numbers, the one of tasks left blank: 「1.起草方案」."""
    seq = next((c for c, r in roles.items() if r == "seq"), 0)
    text = next((c for c, r in roles.items() if r == "text"), 0)
    if not seq or not text or any(text in cells for cells in sample):
        return
    filled = [cells[seq] for cells in sample if seq in cells]
    if filled and all(isinstance(value, str) and not like_seq(value) for value in filled):
        del roles[text]
        roles[seq] = "text"


def _all_percent(sample: list[Mapping[int, Value]], column: int) -> bool:
    filled = [cells[column] for cells in sample if column in cells]
    return bool(filled) and all(
        isinstance(v, (int, float)) or (isinstance(v, str) and _PERCENT.fullmatch(v)) for v in filled
    )


def _parties(roles: dict[int, ColumnRole], kinds: Kinds, sample: list[Mapping[int, Value]]) -> None:
    """单位 alone heads the units where names of units stand below it; it may as well be 项 or 万元."""
    for column in [c for c, k in kinds.items() if k and k[0] == "party"]:
        filled = [cells[column] for cells in sample if column in cells]
        if filled and "lead" not in roles.values() and 2 * sum(map(like_units, filled)) >= len(filled):
            roles[column] = "lead"


def _drop_doubtful(roles: dict[int, ColumnRole], kinds: Kinds, sample: list[Mapping[int, Value]]) -> None:
    """A header that only resembles one of deadlines needs deadlines under it: 进度安排 over 一季度 | 二季度 may hold goals."""
    for column in [c for c, r in roles.items() if r == "deadline" and (kinds[c] or ("", 0))[1] >= DERIVED]:
        filled = [cells[column] for cells in sample if column in cells]
        if sum(map(like_deadline, filled)) < 0.5 * len(filled):
            del roles[column]


def _may_group(headers: Mapping[int, str], spanning: frozenset[int]) -> set[int]:
    """Columns that can be groups though their headers are unknown: not 整改目标, 会议名称, which tell something else."""
    other = tuple(lexicon("columns")["endings_apart"])
    return {c for c, header in headers.items() if not header or (c in spanning and not fold(header).endswith(other))}


def _told_by_place(roles: dict[int, ColumnRole], kinds: Kinds, headers: Mapping[int, str]) -> None:
    """What a header means behind another one: 完成时间 behind 整改时限 and 整改情况 is when it was done.

    …情况 of any kind is the status where no better header is, and only behind the units and deadlines.
    """
    reported = sorted(c for c, r in roles.items() if r == "status")
    vague = [c for c in reported if (kinds[c] or ("", 0))[1] >= 3 * DERIVED and not fold(headers[c]).endswith("进展")]
    stop = max(vague, default=0)
    last = max((c for c, r in roles.items() if r in ("lead", "deadline") and c < stop), default=0)
    fit = [c for c in vague if c > last > 0]
    kept = fit[:1] if len(vague) == len(reported) else []
    for column in set(vague) - set(kept):
        del roles[column]
        reported.remove(column)
    limits = [c for c, r in roles.items() if r == "deadline"]
    for column in limits[1:] if reported and "done_date" not in roles.values() else ():
        if limits[0] < min(reported) < column and fold(headers[column]).endswith(_FINISHED):
            roles[column] = "done_date"


def _unnamed_groups(
    roles: dict[int, ColumnRole], kinds: Kinds, among: Set[int], sample: list[Mapping[int, Value]]
) -> None:
    """Words left of the task column are groups, in a column without header or of which merged cells span several tasks."""
    text = next((c for c, r in roles.items() if r == "text"), 0)
    for column in [c for c in kinds if c < text and c not in roles and kinds[c] is None and c in among]:
        filled = [cells[column] for cells in sample if column in cells]
        if sum(isinstance(value, str) and len(value) > 1 for value in filled) > 0.5 * len(filled):
            roles[column] = "group"


def _keep_best(roles: dict[int, ColumnRole], kinds: Kinds, role: ColumnRole) -> None:
    """Of several columns of a role keep the one with the most usual header; the others are carried through."""
    columns = [c for c, r in roles.items() if r == role]
    best = min(columns, key=lambda c: (kinds[c] or ("", 999))[1], default=None)
    for column in columns:
        if column != best:
            del roles[column]


def _task_columns(roles: dict[int, ColumnRole], kinds: Kinds, spanning: frozenset[int]) -> None:
    """The last column of the most specific level is the text, the wider ones are groups.

    One of which a cell spans several rows beside it is the wider, whatever it is called: 事项 over several 主要任务.
    """
    named = {c: k[0] for c, k in kinds.items() if k and not _behind(c, kinds)}
    levels = [[c for c, k in named.items() if k == level] for level in TASK_KINDS]
    text = next((max(columns) for columns in levels if columns), None)
    if text is None:
        levels = [[c for c, k in named.items() if k in level] for level in WIDE_KINDS]
        text = next((max(columns) for columns in levels if columns), None)
    if text is None:
        return
    units = min((c for c, r in roles.items() if r == "lead" and c > text), default=0)
    finer = [c for c, k in named.items() if text < c < units and k in TASK_KINDS and c not in spanning]
    text = max(finer) if finer and text in spanning else text
    roles[text] = "text"
    for column, kind in named.items():
        if column != text and (kind in TASK_KINDS or (kind in ("wide", "problem", "domain") and column < text)):
            roles[column] = "group"


def _behind(column: int, kinds: Kinds) -> bool:
    """Whether a column only resembles a task column, and stands behind both a task column and the units: 需协调事项."""
    own = kinds[column]
    if own is None or own[1] < DERIVED or own[0] not in TASK_KINDS:
        return False
    before = [k for c, k in kinds.items() if c < column and k]
    return any(k[0] == "lead" for k in before) and any(k[0] in TASK_KINDS and k[1] < DERIVED for k in before)


def _by_content(roles: dict[int, ColumnRole], kinds: Kinds, sample: list[Mapping[int, Value]]) -> None:
    """Find seq, deadline, units and text, where no header names them, by what most of their cells read as."""
    unknown = [c for c in sorted(kinds) if kinds[c] is None]
    tests: tuple[tuple[ColumnRole, Callable[[Value], bool]], ...] = (
        ("seq", like_seq),
        ("deadline", like_deadline),
        ("lead", like_units),
        ("text", like_text),
    )
    for role, test in tests:
        if role in roles.values() or (role == "text" and "group" in roles.values()):
            continue
        for column in unknown:
            filled = [cells[column] for cells in sample if column in cells]
            if role == "seq" and filled and type(filled[0]) is int and filled[0] != 1:
                continue  # 分值 over 5, 5, 10 numbers nothing
            if column not in roles and len(filled) >= 2 and sum(map(test, filled)) >= 0.8 * len(filled):
                roles[column] = role
                break
    if {"lead", "deadline"} <= set(roles.values()) and not {"text", "group"} & set(roles.values()):
        _longest_is_text(roles, unknown, sample)
    _second_units(roles, unknown, sample)


def _longest_is_text(roles: dict[int, ColumnRole], unknown: list[int], sample: list[Mapping[int, Value]]) -> None:
    """Where no column says in long words what is to be done, that with the longest words does: 修路, 架桥."""
    lengths: dict[int, float] = {}
    for column in unknown:
        words = [value for cells in sample if isinstance(value := cells.get(column), str)]
        if words and column not in roles and 2 * len(words) >= len(sample):
            lengths[column] = sum(map(len, words)) / len(words)
    if lengths:
        roles[max(lengths, key=lambda c: (lengths[c], -c))] = "text"


def _second_units(roles: dict[int, ColumnRole], unknown: list[int], sample: list[Mapping[int, Value]]) -> None:
    """Behind a column told as units by its words alone, a second one holds those that take part, and words of progress tell it."""
    lead = next((c for c, r in roles.items() if r == "lead"), None)
    if lead is None or lead not in unknown:
        return
    wanted: list[tuple[ColumnRole, Callable[[Value], bool]]] = [("support", like_units), ("status", like_status)]
    for role, test in wanted:
        if role in roles.values():
            continue
        for column in (c for c in unknown if c > lead and c not in roles):
            filled = [cells[column] for cells in sample if column in cells]
            if filled and sum(map(test, filled)) >= 0.8 * len(filled):
                roles[column] = role
                break
