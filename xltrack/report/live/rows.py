"""The helper values of each row of the ledger, and its formulas with the values that they have as written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from xltrack.assessment import words as why
from xltrack.assessment.dates import warning_day
from xltrack.assessment.judge import done_day, says_too_early
from xltrack.assessment.model import Assessment, Basis, DayWords, Judged, Verdict
from xltrack.assessment.states import CODES, IN_TIME_STATES
from xltrack.base.rules import rule
from xltrack.base.shown_dates import EARLIEST
from xltrack.domain.checked import report_mark
from xltrack.domain.records import Milestone, ReportBack
from xltrack.domain.settings import Policy
from xltrack.language.deadline.dates import DateExpr
from xltrack.report.live.columns import ENDLESS, HELPERS, SENSES, LiveColumns, list_order
from xltrack.report.live.formulas import AS_OF, BLANK, every, is_in, is_number, literal, occurrence, settled, some, when
from xltrack.sheets.model import CellValue, Filled, Formula, Plain
from xltrack.telling.agenda import near_milestone, near_report, next_report, units_of
from xltrack.telling.names import offices_of
from xltrack.telling.words import full_day

HelperCells = dict[str, CellValue]


class LiveRows:
    """Makes the helper cells of rows one after the other.

    Args:
        assessment: what is written.
        columns: the formulas.
        inputs: 0-based indexes of the columns that the clerk fills in, by role.
    """

    def __init__(self, assessment: Assessment, columns: LiveColumns, inputs: Mapping[str, Sequence[int]]) -> None:
        self.policy, self.columns, self.inputs = assessment.policy, columns, inputs
        named = offices_of(assessment)
        self.offices = {name: number for number, name in enumerate(named, 1)} if len(named) > 1 else {}
        self.stages = {row.label: number for number, row in enumerate(assessment.by_stage, 1)}

    def helpers(
        self, first: int, rows: Sequence[int], tasks: Sequence[Judged], values: Sequence[Sequence[CellValue]]
    ) -> list[Sequence[CellValue]]:
        """The helper columns for some tasks whose source columns hold some values; `first` is the key of the first."""
        keys, verdicts = range(first, first + len(tasks)), [judged.verdict for judged in tasks]
        progress = [_first(row, self.inputs["progress"]) for row in values]
        lines = [*map(self._line, rows, verdicts, values)]
        node, label, last, warn, scope = zip(*(line.nodes(self.policy) for line in lines), strict=True)
        back, to, sent = zip(*map(self._sent, keys, tasks), strict=True)
        columns: dict[str, Iterable[CellValue]] = {
            "key": keys,
            "was": (line.status for line in lines),
            "meant": (line.meant(_said(verdict)) for line, verdict in zip(lines, verdicts, strict=True)),
            "silent": (line.silent() for line in lines),
            "node": node, "label": label, "last": last, "warn": warn, "scope": scope,
            "units": ("、".join(units_of(judged)) or why.NO_UNIT for judged in tasks),
            "stage": (self.stages[judged.task.group[0] if judged.task.group else ""] for judged in tasks),
            "office": (self.offices.get(judged.office) for judged in tasks),
            "source": (judged.source for judged in tasks),
            "year": (judged.task.year for judged in tasks),
            "reported": map(_report_mark, tasks),
            "back": back, "to": to, "sent": sent,
            "share": (line.share(share) for line, share in zip(lines, progress, strict=True)),
            "done": (line.day(verdict.as_of) for line, verdict in zip(lines, verdicts, strict=True)),
            "told": (CODES[verdict.told] for verdict in verdicts),
            "quote": (line.quote() for line in lines),
            "answered": (line.answered() for line in lines),
            "excused": (verdict.excused for verdict in verdicts),
            "doubt": (line.doubt(judged) for line, judged in zip(lines, tasks, strict=True)),
            "state": (CODES[verdict.state] for verdict in verdicts),
            "past": (judged.past or None for judged in tasks),
            "due": (judged.due for judged in tasks),
            "late": (list_order(-judged.late, key) if judged.state == "overdue" else None for key, judged in zip(keys, tasks, strict=True)),
            "soon": map(self._soon, keys, rows, tasks),
            "ahead": map(self._ahead, rows, tasks),
        }  # fmt: skip
        return [[*columns[name]] for name in HELPERS]

    def _line(self, row: int, verdict: Verdict, values: Sequence[CellValue]) -> "_Line":
        answer = self.columns.answers.answer([values[place] for place in self.inputs["status"]])
        return _Line(self.columns, row, verdict.basis, answer, _first(values, self.inputs["done_date"]))

    def _soon(self, key: int, row: int, judged: Judged) -> CellValue:
        ahead = near_milestone(judged)
        place = list_order((ahead.due - judged.verdict.as_of).days, key) if ahead else None
        if _recurs(judged):
            return Filled(self.columns.fills["recurs"], place)
        return self._later(
            row, judged, "soon", lambda milestone: self.columns.soon_after(literal(milestone.due)), place
        )

    def _ahead(self, row: int, judged: Judged) -> CellValue:
        """下节点名: of what lies ahead, else of the milestone that is judged."""
        basis = judged.verdict.basis
        node = judged.verdict.next if judged.past and len(basis.milestones) > 1 else basis.node
        label = (node.label or None) if node else None
        return self._later(row, judged, "ahead", lambda m: literal(m.label or ""), label)

    def _later(self, row: int, judged: Judged, name: str, told: Callable[[Milestone], str], now: Plain) -> CellValue:
        """A cell of a column that has a formula; where the milestone has passed and nobody was asked, what is told of the next one."""
        milestones = judged.verdict.basis.milestones
        if len(milestones) < 2:
            return now
        text = BLANK
        for milestone in sorted(milestones, key=lambda milestone: milestone.due)[::-1]:
            text = when(f"{AS_OF}<={literal(milestone.due)}", told(milestone), text)
        past = self.columns.at["past"]
        return Formula(when(is_number(past), text, self.columns.fills[name].text).replace("§", str(row)), now)

    def _sent(self, key: int, judged: Judged) -> tuple[CellValue, CellValue, CellValue]:
        """报送日 and whom to, of several report-backs the next one; and its place among what falls due."""
        if not judged.task.reports:
            return None, None, None
        as_of, near = judged.verdict.as_of, near_report(judged)
        place = list_order((near.due - as_of).days, key, sent=True) if near else None
        sent = Filled(self.columns.fills["sent"], place)
        dated = sorted(back for back in judged.task.reports if back.due)
        if len(dated) < 2:
            first = dated[0] if dated else ReportBack(None, "")
            return first.due, first.to or None, sent
        now = next_report(judged)
        days = names = BLANK
        for back in reversed(dated):
            comes = f"{AS_OF}<={literal(back.due)}"
            days, names = when(comes, literal(back.due), days), when(comes, literal(back.to), names)
        return Formula(days, now and now.due), Formula(names, now and now.to), sent

    def next(self, row: int, judged: Judged, shown: Plain) -> CellValue:
        """下一节点; `shown` is its value as written."""
        cycle = judged.task.deadline.cycle
        if not cycle or not _recurs(judged):
            return self._later(row, judged, "next", lambda m: literal(next_words(m)), shown)
        open_ = is_in(self.columns.at["state"].replace("§", str(row)), *IN_TIME_STATES)
        return Formula(when(open_, occurrence(cycle), BLANK), shown)


class _Line:
    """One row whose words, and the cell of its done date, are asked whether they still stand as they were understood.

    Attributes:
        status, done: what the clerk's columns of these hold.
        spoken: whether the words in the column of done dates count where the status says nothing.
        other: where another status column was heard than the one that the formulas take, whether that one still says so.
    """

    def __init__(
        self, columns: LiveColumns, row: int, basis: Basis, status: tuple[Plain, tuple[str, Plain] | None], done: Plain
    ) -> None:
        self.columns, self.row, self.basis, self.done = columns, row, basis, done
        self.status, other = status
        self.other = self._at(f"{other[0]}&{BLANK}={literal(str(other[1]))}") if other else ""
        self.spoken = basis.silent not in ("nothing", "struck")

    def _at(self, text: str) -> str:
        return text.replace("§", str(self.row))

    def _same(self) -> str:
        same = self._at(self.columns.same)
        return every(same, self.other) if self.other else same

    def _same_done(self) -> str:
        return f"{self._at(self.columns.done)}={literal(self.done)}"

    def _no_done(self) -> str:
        blank = f"{self._at(self.columns.done)}={BLANK}"
        nothing = self.done is not None and self.basis.task.reported.done is None  # 「/」
        return some(blank, self._same_done()) if nothing else blank

    def meant(self, now: int) -> CellValue:
        """原意; of words that are a plan until their day (「9月底完成」) what they mean by then."""
        basis, said = self.basis, SENSES[self.basis.said]
        if self.other:
            return Formula(when(self.other, str(said), str(SENSES["in_progress"])), now)
        if not basis.plan and said and (year := self._first_year(basis.named)):
            early = every(self._no_done(), f"YEAR({settled(basis.named)})<{year}")
            return Formula(when(early, str(SENSES["nothing"]), str(said)), now)
        if not basis.plan:
            return said or None
        ahead = "TRUE"
        if basis.named:
            day = settled(basis.named)
            ahead = some(f"{day}>{AS_OF}", *([] if basis.plan == "dated" else [f"YEAR({day})<YEAR({AS_OF})"]))
        return Formula(when(every(self._no_done(), ahead), str(SENSES["in_progress"]), str(said)), now)

    def _first_year(self, day: DayWords) -> int | None:
        """The year of the document, before which a day without a year does not lie; None where the day has one."""
        undated = isinstance(day, DateExpr) and day.year is None and day.shift is None
        return self.basis.task.year if undated else None

    def _settled(self, day: DayWords) -> str:
        """A day as of the day of judgement; blank where it would lie before the document."""
        text, year = settled(day), self._first_year(day)
        return when(f"YEAR({text})<{year}", BLANK, text) if year else text

    def silent(self) -> CellValue:
        """不填时意."""
        said = SENSES[self.basis.silent]
        if not self.spoken:
            return said or None
        struck = SENSES["struck" if self.basis.task.struck else "nothing"]
        return Formula(when(self._same_done(), str(said), str(struck)), said)

    def nodes(self, policy: Policy) -> Sequence[CellValue]:
        """节点期, 节点名, 末期, 预警起, 期限说明; where words meet milestones, other words there make the first one count again."""
        basis, deadline = self.basis, self.basis.task.deadline
        if basis.node is None or basis.last is None:
            endless = ENDLESS if deadline.kind == "ongoing" else None
            return endless, None, None, None, why.scope(deadline)
        now: Sequence[Plain] = (basis.node.due, basis.node.label or None, basis.warn)
        cells: Sequence[CellValue] = now
        if len(basis.milestones) > 1 and (first := basis.first) and first is not basis.node:
            heard = every(self._same(), *([self._same_done()] if basis.said == "nothing" else []))
            then = first.due, first.label or None, warning_day(first.due, policy)
            cells = [
                value if value == other else Formula(when(heard, literal(value), literal(other)), value)
                for value, other in zip(now, then, strict=True)
            ]
        node, label, warn = cells
        return node, label, basis.last.due, warn, None

    def answered(self) -> CellValue:
        """已填; words whose day would lie before the document mean nothing, but are an answer all the same."""
        basis = self.basis
        counts_as_blank = basis.said != "nothing" and not basis.plan and self._first_year(basis.named)
        now = 1 if basis.answered else None
        return self._unless([(self._same(), "1")] if counts_as_blank else [], "answered", now)

    def doubt(self, judged: Judged) -> CellValue:
        """待核实, 1 where the state is in doubt; what is doubtful of the words counts as long as they say what they said."""
        if judged.doubt is None:
            return None
        if any(rule(said.code).doubt == "deadline" for said in judged.doubts):
            return 1
        told = f"{self._at(self.columns.at['told'])}={CODES[judged.verdict.told]}"
        return Formula(when(every(self._same(), told), "1", BLANK), 1)

    def share(self, raw: Plain) -> CellValue:
        """进度值; a cell that the formula cannot read keeps what it was read as."""
        share = self.basis.task.reported.progress
        if _share_of(raw) == share:
            return share
        kept = f"{self._at(self.columns.progress)}={literal(raw)}"
        return self._unless([(kept, literal(share))], "share", share)

    def day(self, as_of: date) -> CellValue:
        """办结日: what the cell says, else, while it is blank, the day that the words name."""
        basis, kept = self.basis, list[tuple[str, str]]()
        if not self.done and not basis.named:
            return None
        reported = basis.task.reported.done
        if reported is not None and (self.done != basis.day or (isinstance(basis.day, date) and basis.day < EARLIEST)):
            kept.append((self._same_done(), self._settled(basis.day)))
        if basis.named:
            kept.append((every(self._same(), self._no_done()), self._settled(basis.named)))
        return self._unless(kept, "done", done_day(basis, as_of))

    def quote(self) -> CellValue:
        """引语; words that the cell does not hold as they are quoted stand as long as the cell does."""
        basis, reported, kept = self.basis, self.basis.task.reported, []
        silent = reported.words is None and self.status is not None  # 「未填报」
        if self.spoken:
            blank = some(self._at(self.columns.unanswered), *([self._same()] if silent else []))
            kept.append((every(blank, self._same_done()), literal(why.quote(str(reported.done)))))
        if silent:
            kept.append((self._same(), BLANK))
        if reported.words and (reported.words != self.status or _is_wide(reported.words)):
            kept.append((self._same(), literal(why.quote(reported.words))))
        return self._unless(kept, "quote", why.quote(basis.words) if basis.words else "")

    def _unless(self, kept: Sequence[tuple[str, str]], name: str, value: Plain) -> CellValue:
        """A cell of a column that has a formula, or where some condition holds the expression beside that."""
        if not kept:
            return value
        text = self.columns.fills[name].at(self.row)
        for condition, expression in reversed(kept):
            text = when(condition, expression, text)
        return Formula(text, value)


def read_again(judged: Judged) -> HelperCells:
    """What a ledger tells whoever reads it again: the year of a row's document, the mark of what was reported."""
    return {"year": judged.task.year, "reported": _report_mark(judged)}


def _report_mark(judged: Judged) -> str | None:
    return report_mark(*judged.task.reported[:3])


def _said(verdict: Verdict) -> int:
    """What the words of a row mean on the day, by number."""
    return SENSES["nothing" if says_too_early(verdict.basis, verdict.as_of) else verdict.said]


def _recurs(judged: Judged) -> bool:
    deadline = judged.task.deadline
    return deadline.cycle is not None and deadline.kind != "ongoing" and not judged.verdict.basis.milestones


def next_words(milestone: Milestone | None) -> Plain:
    """The date of a milestone, with its name where it has one."""
    if milestone is None:
        return None
    return f"{full_day(milestone.due)} {milestone.label}" if milestone.label else milestone.due


def _first(values: Sequence[CellValue], places: Iterable[int]) -> Plain:
    for place in places:
        value = values[place]
        if value is not None and value != "":
            return value  # type: ignore[return-value]
    return None


def _is_wide(text: str) -> bool:
    """Whether spreadsheets may count more characters in it than Python does where it is cut."""
    return len(text) > 20 and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text)


def _share_of(value: Plain) -> float | None:
    """What the formula of 进度值 gives."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        return None
    return round(value / 100 if value > 1 else float(value), 6)
