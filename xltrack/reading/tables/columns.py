"""The role of each column of a table, by its header and, where that is unknown, by what stands in it (docs/规则.md 2.4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Column, ColumnRole
from xltrack.language.status.tokens import STATUS
from xltrack.reading.files.grid import FilledSheet, Value
from xltrack.reading.tables.headers import (
    COLUMNS,
    DERIVED,
    TASK_KINDS,
    WIDE_KINDS,
    combine,
    is_foreign,
    like_deadline,
    like_seq,
    like_status,
    like_text,
    like_units,
    plain_header,
    reports,
    told_of_work,
)
from xltrack.reading.tables.regions import TableRegion

_SAMPLE: Final = 200
_PERCENT = pattern(r"\s*\d+(?:\.\d+)?\s*[%％]?\s*")
_PLAIN: Final[tuple[ColumnRole, ...]] = (
    "seq", "lead", "support", "supervise", "person", "deadline", "start", "adjusted", "status", "progress", "done_date",
    "note", "own",
)  # fmt: skip
# The entry of the lexicon whose first word is the usual header of a role.
_USUAL: Final[Mapping[str, str]] = {"text": "text_2", "group": "wide"}
_Test = Callable[[Value], bool]
_BY_CONTENT: Final[tuple[tuple[ColumnRole, _Test], ...]] = (
    ("seq", like_seq), ("deadline", like_deadline), ("lead", like_units), ("text", like_text),
)  # fmt: skip
_SECOND: Final[tuple[tuple[ColumnRole, _Test], ...]] = (("support", like_units), ("status", like_status))
_UNKNOWN: Final = ("", 0)
_PAIRING: Final = ("apart", 0)
_TASKS: Final = frozenset((*TASK_KINDS, "wide", "problem", "domain"))


def classify_columns(sheet: FilledSheet, region: TableRegion) -> tuple[tuple[Column, ...], list[Diagnostic]]:
    """The columns of a table from left to right, each with its role, and what was inferred of them.

    A column of which nothing is known is 「other」.
    """
    told = _Roles(sheet, region)
    columns = tuple(Column(c, told.headers[c], told.roles.get(c, "other")) for c in sorted(told.headers))
    return columns, list(_inferences(sheet, region, columns, told))


class _Roles:
    """The roles of the columns of one table while they are told, rule by rule.

    Attributes:
        headers: the words of each header; empty where there is none.
        kinds: what each header names, with its rank among the words of that kind; None where it is unknown.
        sample: some rows to look into; one of a single text, a band or a sum, says nothing of its columns.
        spanning: the columns of which a merged cell spans several body rows, and this column alone.
        roles: the roles told so far.
    """

    def __init__(self, sheet: FilledSheet, region: TableRegion) -> None:
        combined = {column: combine(parts) for column, parts in sorted(region.header.cells.items())}
        rows = [row for row in region.body if sheet.line(row) is None] or region.body
        self.sample = [sheet.rows[row] for row in rows[:: max(1, len(rows) // _SAMPLE)]]
        combined = {column: told for column, told in combined.items() if not _is_half(sheet, region, column)}
        left, right = min(combined) - 1, max(combined) + 1
        for column in {column for cells in self.sample for column in cells} - set(combined):
            if left <= column <= right:
                combined[column] = ("", None)
                left, right = min(left, column - 1), max(right, column + 1)
        self.headers = {column: header for column, (header, _) in combined.items()}
        self.parts = {column: tuple(map(plain_header, parts)) for column, parts in region.header.cells.items()}
        self.kinds = {column: kind for column, (_, kind) in combined.items()}
        self.kinds |= dict.fromkeys(own_run(self.headers), ("own", 0))
        self._ticks()
        first, last = (region.body[0], region.body[-1]) if region.body else (1, 0)
        areas = (area for area in sheet.source.merges if area.top < area.bottom and area.left == area.right)
        self.spanning = frozenset(area.left for area in areas if first <= area.top <= last)
        self.roles: dict[int, ColumnRole] = {}
        for apply in (  # each rule to what those before it left
            self._drop_pairing, self._share_headers, self._by_header, self._numbered, self._parties, self._drop_doubtful,
            self._told_by_place, self._keep_best_deadline, self._task_columns, self._by_content, self._glued, self._unnamed_groups,
        ):  # fmt: skip
            apply()

    def _ticks(self) -> None:
        """Columns side by side that are headed by states, of which one is ticked, are one report: 已完成 | 推进中 | 未启动."""
        states = [c for c in sorted(self.kinds) if self.kinds[c] is None and fold(self.headers[c]) in STATUS.choices]
        for column in states:
            if column - 1 in states or column + 1 in states:
                self.kinds[column] = ("status", 0)

    def _filled(self, column: int) -> list[Value]:
        return [cells[column] for cells in self.sample if column in cells]

    def _first(self, role: ColumnRole) -> int:
        return next((column for column, own in self.roles.items() if own == role), 0)

    def _has(self, *roles: ColumnRole) -> bool:
        return not set(roles).isdisjoint(self.roles.values())

    def _rank(self, column: int) -> int:
        return (self.kinds[column] or _UNKNOWN)[1]

    def _drop_pairing(self) -> None:
        """A column of 计划 and 实际 says which of two rows a row is, and nothing else."""
        for column in self.kinds:
            filled = self._filled(column)
            if filled and all(is_mark(value, *COLUMNS.plan_marks, *COLUMNS.actual_marks) for value in filled):
                self.kinds[column] = _PAIRING

    def _share_headers(self) -> None:
        """A column without a header goes with the task or unit column to its left, where most of its cells hold words.

        So does a clerk who left a header cell unmerged: 工作任务 over what is to be done and its parts.
        """
        for column in sorted(self.kinds)[1:-1]:
            beside = self.kinds.get(column - 1)
            if self.headers[column] or beside is None or beside[0] not in (*TASK_KINDS, "lead", "support"):
                continue
            if 2 * sum(isinstance(cells.get(column), str) for cells in self.sample) >= len(self.sample):
                self.kinds[column] = beside

    def _by_header(self) -> None:
        """Headers name roles; 进度 is a share where its cells are numbers or percentages, else a report."""
        known = {column: kind[0] for column, kind in self.kinds.items() if kind}
        self.roles = {column: role for column, kind in known.items() for role in _PLAIN if role == kind}
        named = set(known.values())
        for column in (column for column, kind in known.items() if kind == "either"):
            filled = self._filled(column)
            if filled and "status" in named and named.isdisjoint(_TASKS) and self._holds_tasks(column, filled):
                self.roles[column] = "text"  # 项目进度 over what is to be done, 状态 beside it
                continue
            # A blank one beside a report is the one that xltrack added.
            beside = "status" in known.values()
            self.roles[column] = "progress" if _are_shares(filled, beside=beside) else "status"

    def _holds_tasks(self, column: int, filled: Sequence[Value]) -> bool:
        """Whether most cells of a column under 进度 say what is to be done, and none to its left do so under no known header.

        「完成接口改造」 says as much of a task as of its progress.
        """
        known = all(self.kinds[c] or not any(map(like_text, self._filled(c))) for c in self.kinds if c < column)
        return known and 2 * sum(_is_share(value) or reports(value) for value in filled) < len(filled)

    def _numbered(self) -> None:
        """工单编号, 信访件编号 at the left end is the number of a task where no other column is."""
        for column in sorted(self.kinds)[:2] if not self._has("seq") else ():
            header = self.headers[column]
            if not self.kinds[column] and plain_header(header).endswith(COLUMNS.seq_ends) and not is_foreign(header):
                self.roles[column] = "seq"
                return

    def _parties(self) -> None:
        """单位 alone heads the units where names of units stand below it; it may as well be 项 or 万元."""
        for column in [column for column, kind in self.kinds.items() if kind and kind[0] == "party"]:
            filled = self._filled(column)
            if filled and not self._has("lead") and 2 * sum(map(like_units, filled)) >= len(filled):
                self.roles[column] = "lead"

    def _drop_doubtful(self) -> None:
        """A header that only resembles one of deadlines needs deadlines under it: 进度安排 over 一季度 | 二季度 may hold goals.

        完成时间 under 完成情况 says when it was done, unless no other column says until when.
        """
        for column in [c for c, role in self.roles.items() if role == "deadline" and self._rank(c) >= DERIVED]:
            filled = self._filled(column)
            if 2 * sum(map(like_deadline, filled)) < len(filled):
                del self.roles[column]
        if not self._has("deadline"):
            self.roles |= {column: "deadline" for column, kind in self.kinds.items() if kind == ("done_date", 50)}

    def _told_by_place(self) -> None:
        """What a header means behind another one: 完成时间 behind 整改时限 and 整改情况 is when it was done.

        …情况 of any kind is the status where no better header is, and only behind the units and deadlines.
        """
        reported = sorted(column for column, role in self.roles.items() if role == "status")
        vague = [c for c in reported if self._rank(c) >= 3 * DERIVED and not fold(self.headers[c]).endswith("进展")]
        stop = max(vague, default=0)
        last = max((c for c, role in self.roles.items() if role in ("lead", "deadline") and c < stop), default=0)
        kept = [column for column in vague if column > last > 0][: len(vague) == len(reported)]
        for column in set(vague) - set(kept):
            del self.roles[column]
            reported.remove(column)
        limits = [column for column, role in self.roles.items() if role == "deadline"]
        planned = {
            column for column in limits if any(part.startswith(COLUMNS.planned_starts) for part in self.parts[column])
        }
        for column in set(limits) - planned if planned else ():
            if fold(self.headers[column]).endswith(COLUMNS.finished_headers):
                self.roles[column] = "done_date"
                limits.remove(column)
        for column in limits[1:] if reported and not self._has("done_date") else ():
            if limits[0] < min(reported) < column and fold(self.headers[column]).endswith(COLUMNS.finished_headers):
                self.roles[column] = "done_date"
        for column in limits if self._has("done_date") else ():
            # 时间 beside 完成时间, when it was done, is when it came in.
            if self.roles[column] == "deadline" and plain_header(self.headers[column]) in COLUMNS.vague_times:
                del self.roles[column]

    def _keep_best_deadline(self) -> None:
        """Of several deadlines the one with the most usual header counts; a beginning without an end is none."""
        columns = [column for column, role in self.roles.items() if role == "deadline"]
        best = min(columns, key=lambda c: (self.kinds[c] or ("", 999))[1], default=None)
        dropped = "start" if best is None else "deadline"
        self.roles = {column: role for column, role in self.roles.items() if role != dropped or column == best}

    def _task_columns(self) -> None:
        """The last column of the most specific level is the text, the wider ones are groups.

        One of which a cell spans several rows beside it is the wider, whatever it is called: 事项 over several 主要任务.
        """
        named = {column: kind[0] for column, kind in self.kinds.items() if kind and not self._stands_behind(column)}
        headers = {column: plain_header(self.headers[column]) for column in named}
        if any(header in COLUMNS.projects for header in headers.values()):
            # What describes a project is carried along.
            named = {column: kind for column, kind in named.items() if headers[column] not in COLUMNS.describing}
        levels = [*((kind,) for kind in TASK_KINDS), *WIDE_KINDS]
        found = ([column for column, kind in named.items() if kind in level] for level in levels)
        text = next((max(columns) for columns in found if columns), None)
        if text is None:
            return
        units = min((column for column, role in self.roles.items() if role == "lead" and column > text), default=0)
        finer = [c for c, kind in named.items() if text < c < units and kind in TASK_KINDS and c not in self.spanning]
        text = max(finer) if finer and text in self.spanning else text
        self.roles[text] = "text"
        for column, kind in named.items():
            before = column < text or headers[column] in COLUMNS.parents
            if column != text and (kind in TASK_KINDS or (kind in ("wide", "problem", "domain") and before)):
                self.roles[column] = "group"

    def _stands_behind(self, column: int) -> bool:
        """Whether a column only resembles a task column, and stands behind both a task column and the units: 需协调事项."""
        kind, rank = self.kinds[column] or _UNKNOWN
        before = [kind for c, kind in self.kinds.items() if c < column and kind]
        behind = any(k == "lead" for k, _ in before) and any(k in TASK_KINDS and r < DERIVED for k, r in before)
        return behind and kind in TASK_KINDS and rank >= DERIVED

    def _by_content(self) -> None:
        """Find seq, deadline, units and text, where no header names them, by what most of their cells read as."""
        unknown = [column for column in sorted(self.kinds) if self.kinds[column] is None]
        for role, test in _BY_CONTENT:
            if role != "text" or not self._has("group"):
                self._take(role, test, unknown, 2)
        if self._has("lead") and self._has("deadline") and not self._has("text", "group"):
            self._longest_is_text(unknown)
        lead = self._first("lead")
        for role, test in _SECOND if lead in unknown else ():
            # Behind units told by their words alone a second column holds those that take part, and words of progress.
            self._take(role, test, [column for column in unknown if column > lead], 1)
        if not self._has("progress", "done_date", "own"):
            behind = max(self._first("text"), self._first("deadline"))
            self._take("status", told_of_work, [column for column in unknown if column > behind > 0], 3)

    def _take(self, role: ColumnRole, test: _Test, among: Sequence[int], least: int) -> None:
        """Give a role that no column has to the first without any of which four in five filled cells pass a test."""
        for column in among if not self._has(role) else ():
            filled = self._filled(column)
            if role == "seq" and filled and type(filled[0]) is int and filled[0] != 1:
                continue  # 分值 over 5, 5, 10 numbers nothing
            if column not in self.roles and len(filled) >= least and sum(map(test, filled)) >= 0.8 * len(filled):
                self.roles[column] = role
                return

    def _longest_is_text(self, unknown: Sequence[int]) -> None:
        """Where no column says in long words what is to be done, that with the longest words does: 修路, 架桥."""
        columns = (column for column in unknown if column not in self.roles)
        words = {column: [v for v in self._filled(column) if isinstance(v, str)] for column in columns}
        long = {
            c: sum(map(len, own)) / len(own) for c, own in words.items() if own and 2 * len(own) >= len(self.sample)
        }
        if long:
            self.roles[max(long, key=lambda c: (long[c], -c))] = "text"

    def _glued(self) -> None:
        """Numbers and tasks written together in the column of numbers, the one of tasks left blank: 「1.起草方案」."""
        seq, text = self._first("seq"), self._first("text")
        filled = self._filled(seq) if seq and text and not self._filled(text) else []
        if filled and all(isinstance(value, str) and not like_seq(value) for value in filled):
            del self.roles[text]
            self.roles[seq] = "text"

    def _unnamed_groups(self) -> None:
        """Words left of the task column are groups, in a column without header or of which merged cells span several tasks.

        Not 整改目标, 会议名称, which tell something else.
        """
        text = self._first("text")
        for column in [c for c in self.kinds if c < text and c not in self.roles and self.kinds[c] is None]:
            header, filled = self.headers[column], self._filled(column)
            grouping = column in self.spanning and not fold(header).endswith(COLUMNS.endings_apart)
            wordy = 2 * sum(isinstance(value, str) and len(value) > 1 for value in filled) > len(filled)
            if wordy and (not header or grouping):
                self.roles[column] = "group"


def is_mark(value: Value, *marks: str) -> bool:
    """Whether a cell says one of some words and nothing else."""
    return isinstance(value, str) and squeeze(value) in marks


def find_pairs(sheet: FilledSheet, region: TableRegion, columns: Sequence[Column]) -> dict[int, int]:
    """The rows of a table whose tasks take two rows each, 计划 over 实际 (docs/规则.md 2.4): the lower by the upper one."""
    others = [column.number for column in columns if column.role == "other"]
    for column in others if len(region.body) > 1 else ():
        pairs = {
            upper: lower
            for upper, lower in pairwise(region.body)
            if is_mark(sheet.rows[upper].get(column, 0), *COLUMNS.plan_marks)
            and is_mark(sheet.rows[lower].get(column, 0), *COLUMNS.actual_marks)
        }
        if 2 * len(pairs) >= 0.8 * len(region.body):
            return pairs
    return {}


def _is_half(sheet: FilledSheet, region: TableRegion, column: int) -> bool:
    """Whether a column is no more than the right half of the one beside it: merged with it from the header to the last row."""
    rows = (region.header.last, *(row for row in region.body if column in sheet.rows[row]))
    return all((area := sheet.merge(row, column)) and area.left < column for row in rows)


def own_run(headers: Mapping[int, str]) -> Iterator[int]:
    """The columns that xltrack wrote (docs/规则.md 2.1), known by a run of its own headers; those that it adds to a sheet each alone.

    The office's own 状态 stands beside these at times, and is an answer all the same.
    """
    runs: list[list[int]] = [[]]
    for column in sorted(headers):
        if fold(headers[column]) in COLUMNS.own_added:
            yield column
            runs.append([])
        elif fold(headers[column]) in COLUMNS.own:
            runs[-1].append(column)
        elif runs[-1]:
            runs.append([])
    ours = [run for run in runs if len(run) > 1 and any(fold(headers[column]) in COLUMNS.own_sure for column in run)]
    for run in ours:
        yield from run
    if ours:  # whose tasks they are stands in front, apart from the others
        yield from (column for column in headers if fold(headers[column]) in COLUMNS.own_offices)


def _are_shares(filled: Sequence[Value], *, beside: bool) -> bool:
    """Whether cells hold shares; where a report stands beside them, most do and no other reports: 「审核人：」 at the foot."""
    rest = [value for value in filled if not _is_share(value)]
    return (
        beside if not filled else not rest or (beside and 2 * len(rest) < len(filled) and not any(map(reports, rest)))
    )


def _is_share(value: Value) -> bool:
    return isinstance(value, (int, float)) or (isinstance(value, str) and _PERCENT.fullmatch(value) is not None)


def _inferences(
    sheet: FilledSheet, region: TableRegion, columns: Sequence[Column], told: _Roles
) -> Iterator[Diagnostic]:
    """What is to be said of columns told by their content, and of deadline columns that were passed over."""
    used = next((column.header for column in columns if column.role == "deadline"), "")
    for number, header, role in columns:
        kind = told.kinds[number]
        cell = CellRef(sheet.name, region.header.last, number)
        if kind is None and role != "other" and region.header.last >= region.header.first:
            usual = getattr(COLUMNS, _USUAL.get(role, role))[0]
            yield Diagnostic("D204", cell, {"header": header, "role": usual, "usual": usual})
            if role == "support":
                lead = next(column.header for column in columns if column.role == "lead")
                yield Diagnostic("D208", cell, {"header": header, "lead": lead})
        elif kind and kind[0] == "seq" and role == "text":
            yield Diagnostic("D218", cell, {"header": header})
        elif used and kind and kind[0] == "deadline" and role == "other":
            yield Diagnostic("D205", cell, {"header": header, "used": used})
