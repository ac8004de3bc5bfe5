"""The helper values of each row of the ledger, and its formulas with the values that they have as written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from xltrack.assessment import words
from xltrack.assessment.basis import CODES, Basis, basis_of, done_day, is_planned
from xltrack.assessment.meaning import is_settled
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.warning import warning_day
from xltrack.assessment.words import QUOTED, scope
from xltrack.domain.records import Milestone
from xltrack.report.live.columns import FACTOR, ONGOING, STRUCK, YIELDS, LiveColumns
from xltrack.report.live.text import AS_OF, literal, occurrence, settled
from xltrack.sheets.model import CellValue, Filled, Formula, Plain
from xltrack.sheets.sheetxml import serial
from xltrack.telling.agenda import AHEAD, next_report, units_of


def told_code(judged: Judged, basis: Basis, as_of: date) -> int:
    """What was reported, whatever the date makes of it: what the formula of 填报状态 gives."""
    share = judged.task.reported.progress
    dated = judged.task.reported.done is not None and done_day(judged.task, basis, as_of) is not None
    if basis.yields and is_settled(dated, share):
        return CODES["done"]
    if basis.said:
        said = basis.planned if basis.planned and is_planned(basis, as_of) else basis.said
        begun = said == "not_started" and share and share < 1
        return CODES["in_progress" if begun else said]
    if dated:
        return CODES["done"]
    if share is None:
        return CODES["cancelled" if judged.task.struck else "unreported"]
    return CODES["done" if share == 1 else "in_progress" if share else "not_started"]


class LiveRows:
    """Makes the helper cells of rows one after the other.

    Args:
        assessment: what is written.
        columns: the formulas.
        inputs: 0-based indexes of the columns that the clerk fills in, by role.
    """

    def __init__(self, assessment: Assessment, columns: LiveColumns, inputs: Mapping[str, Sequence[int]]) -> None:
        self.as_of, self.policy = assessment.as_of, assessment.policy
        self.columns = columns
        self.inputs = [tuple(inputs[role]) for role in ("status", "done_date", "progress")]
        self.offices = len(assessment.documents)
        self.stages = {row.label: number for number, row in enumerate(assessment.by_stage, 1)}
        self.warning = lru_cache(maxsize=None)(lambda due: warning_day(due, self.policy))

    def cells(
        self, key: int, row: int, judged: Judged, values: Sequence[CellValue]
    ) -> tuple[list[CellValue], list[CellValue]]:
        """The four visible columns (状态, 距期天数, 下一节点, 状态说明) and the helper columns of one row."""
        task, columns = judged.task, self.columns
        basis = basis_of(task, self.policy)
        status, done, progress = [_first(values, places) for places in self.inputs]
        told = told_code(judged, basis, self.as_of)
        code = CODES[judged.state]
        same = columns.same.replace("§", str(row)) if _is_special(basis, status, done) else ""
        if same and basis.said_at_done:
            same = f"AND({same},{columns.done.replace('§', str(row))}={literal(done)})"
        ongoing = task.deadline.kind == "ongoing"
        dated = basis.node is not None
        day = done_day(task, basis, self.as_of)
        helpers: list[CellValue] = [
            key, status, self._said(judged, basis, row, done),
            *(self._staged(basis, same) if basis.node is not basis.first else self._plain(basis)),
            None if dated else scope(task.deadline.kind, task.deadline.text),
            "、".join(units_of(judged)) or words.NO_UNIT,
            self.stages.get(task.group[0] if task.group else "") if self.stages else None,
            judged.document + 1 if self.offices > 1 else None,
            *(self._back(judged) if task.reports else (None, None)),
            self._share(row, progress, task.reported.progress),
            self._day(row, basis, same, done, day),
            Filled(columns.told, told),
            self._quote(row, basis, same, status),
            Filled(columns.code, code),
            Filled(columns.due, judged.due),
            Filled(columns.late, (judged.days or 0) * FACTOR + FACTOR - key if judged.state == "overdue" else None),
            *self._soon(key, judged),
        ]  # fmt: skip
        if ongoing:
            helpers[3] = ONGOING
        days = None if judged.days is None else -judged.days
        visible: list[CellValue] = [
            Filled(columns.word, judged.word), Filled(columns.days, days), self._next(row, judged),
            Filled(columns.reason, judged.reason),
        ]  # fmt: skip
        return visible, helpers

    def _said(self, judged: Judged, basis: Basis, row: int, done: Plain) -> CellValue:
        said = CODES[basis.said] if basis.said else STRUCK if judged.task.struck else None
        if basis.said_at_done and said:
            return Formula(f"IF({self.columns.done.replace('§', str(row))}={literal(done)},{said},0)", said)
        if basis.planned:
            return self._planned(basis)
        return YIELDS if basis.yields else said

    def _planned(self, basis: Basis) -> CellValue:
        """What words mean that are a plan until their day: 「9月底完成」."""
        said, planned = CODES[basis.said or "done"], CODES[basis.planned or "in_progress"]
        if not basis.day:
            return planned
        day = settled(basis.day)
        earlier = "" if basis.dated else f",YEAR({day})<YEAR({AS_OF})"
        now = planned if is_planned(basis, self.as_of) else said
        return Formula(f"IF(OR({day}>{AS_OF}{earlier}),{planned},{said})", now)

    def _plain(self, basis: Basis) -> tuple[CellValue, ...]:
        """节点期, 节点名, 末期, 预警起."""
        node = basis.node
        if node is None:
            return None, None, basis.last, None
        return node.due, node.label or None, basis.last, self.warning(node.due)

    def _staged(self, basis: Basis, same: str) -> tuple[CellValue, ...]:
        """The same where words name milestones that are met: other words, and the first counts again."""
        now, first = self._plain(basis), self._plain(basis._replace(node=basis.first))
        pairs = [(a, b) if a != b else None for a, b in zip(now, first, strict=True)]
        return tuple(
            Formula(f"IF({same},{literal(pair[0])},{literal(pair[1])})", pair[0]) if pair else value  # type: ignore[arg-type]
            for pair, value in zip(pairs, now, strict=True)
        )

    def _share(self, row: int, raw: Plain, share: float | None) -> CellValue:
        fill = self.columns.share
        if _share_of(raw) == share:
            return Filled(fill, share)
        cell = self.columns.progress.replace("§", str(row))
        return Formula(f"IF({cell}={literal(raw)},{literal(share)},{fill.at(row)})", share)

    def _day(self, row: int, basis: Basis, same: str, raw: Plain, day: date | None) -> CellValue:
        fill = self.columns.day
        number = serial(day) if day else None
        if basis.day is None and _day_of(raw) == number:
            return Filled(fill, number)
        cell = self.columns.done.replace("§", str(row))
        # A day in its own cell counts for itself, one in the words only while that cell is blank.
        condition = f'AND({same},{cell}="")' if raw is None else f"{cell}={literal(raw)}"
        told = settled(basis.day) if basis.day else literal(number)
        return Formula(f"IF({condition},{told},{fill.at(row)})", number)

    def _quote(self, row: int, basis: Basis, same: str, raw: Plain) -> CellValue:
        text = basis.words or ""
        quoted = QUOTED.format(words=text if len(text) <= 40 else text[:39] + "…") if text else ""
        fill = self.columns.quote
        if not same or (raw == basis.words and not _is_wide(text)):
            return Filled(fill, quoted)
        return Formula(f"IF({same},{literal(quoted)},{fill.at(row)})", quoted)

    def _back(self, judged: Judged) -> tuple[CellValue, CellValue]:
        """报送日 and whom to: of several report-backs the next one."""
        backs = sorted((back.due, back.to) for back in judged.task.reports if back.due)
        if len(backs) < 2:
            return backs[0] if backs else (None, None)
        now = next_report(judged, self.as_of) or (None, None)
        days = to = '""'
        for day, name in reversed(backs):
            days = f"IF({AS_OF}<={literal(day)},{literal(day)},{days})"
            to = f"IF({AS_OF}<={literal(day)},{literal(name)},{to})"
        return Formula(days, now[0]), Formula(to, now[1])

    def _soon(self, key: int, judged: Judged) -> tuple[CellValue, CellValue]:
        """临期次序 and 报送次序."""
        ahead, back = judged.next, next_report(judged, self.as_of) if judged.task.reports else None
        place = sent = None
        if ahead and (judged.state == "due_soon" or (ahead.due - self.as_of).days <= AHEAD):
            place = (ahead.due - self.as_of).days * FACTOR + key
        if back and (back[0] - self.as_of).days <= AHEAD and 2 < CODES[judged.state] < 9:
            sent = (back[0] - self.as_of).days * FACTOR + key + 0.5
        columns = self.columns
        fill = columns.recurs if _recurs(judged) else columns.soon
        return Filled(fill, place), Filled(columns.sent, sent) if judged.task.reports else None

    def _next(self, row: int, judged: Judged) -> CellValue:
        cycle = judged.task.deadline.cycle
        shown = next_words(judged.next)
        if not cycle or not _recurs(judged):
            return Filled(self.columns.next, shown)
        told = self.columns.at["told"].replace("§", str(row))
        return Formula(f'IF(AND({told}>2,{told}<6),{occurrence(cycle)},"")', shown)


def _recurs(judged: Judged) -> bool:
    """Whether the next day of a task is a recurring one."""
    deadline = judged.task.deadline
    return deadline.cycle is not None and deadline.kind not in ("date", "staged", "ongoing")


def next_words(milestone: Milestone | None) -> Plain:
    """The date of a milestone, with its name where it has one."""
    if milestone is None:
        return None
    return f"{milestone.due.isoformat()} {milestone.label}" if milestone.label else milestone.due


def _first(values: Sequence[CellValue], places: Iterable[int]) -> Plain:
    for place in places:
        value = values[place]
        if value is not None and value != "":
            return value  # type: ignore[return-value]
    return None


def _is_special(basis: Basis, status: Plain, done: Plain) -> bool:
    """Whether anything in a row rests on its words as they stand now: such a row asks whether they still do."""
    return (
        basis.node is not basis.first
        or basis.day is not None
        or basis.words != status
        or (basis.words is not None and _is_wide(basis.words))
    )


def _is_wide(text: str) -> bool:
    """Whether spreadsheets may count more characters in it than Python does where it is cut."""
    return len(text) > 20 and max(text) > "\uffff"


def _share_of(value: Plain) -> float | None:
    """What the formula of 进度值 gives."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return None
    return round(value / 100 if value > 1 else float(value), 6)


def _day_of(value: Plain) -> float | int | None:
    """What the formula of 办结日 gives."""
    if isinstance(value, datetime):
        value = value.date()
    number = serial(value) if isinstance(value, date) else value
    if isinstance(number, bool) or not isinstance(number, (int, float)) or number <= 20000:
        return None
    if number <= 19_000_000:
        return int(number)
    try:
        return serial(date(int(number) // 10000, int(number) // 100 % 100, int(number) % 100))
    except ValueError:
        return None
