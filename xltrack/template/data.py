"""What a template can name: the figures of the whole, and the rows of tasks, late tasks and domains."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from xltrack.annex import words as annex_words
from xltrack.annex.compose import dated_title
from xltrack.annex.model import DraftColumn, DraftRow
from xltrack.annex.tables import by_table, draft_table, due_words, status_words
from xltrack.assessment.assess import is_tracked
from xltrack.assessment.model import Assessment, Judged
from xltrack.assessment.pace import Pace, read_paces
from xltrack.base.shown_dates import ShownDate
from xltrack.base.values import Number
from xltrack.domain.records import Task
from xltrack.telling.agenda import sure_late_tasks, units_of
from xltrack.telling.names import main_title, titled
from xltrack.telling.words import full_day, percentage
from xltrack.template import words
from xltrack.template.strict import is_name

_ROLES: Final = {"牵头单位": "lead", "配合单位": "support", "指导单位": "supervise"}


class TemplateLine(NamedTuple):
    """One row to be written: its names, and for names whose equal cells are merged their keys (see `DraftRow.keys`)."""

    names: dict[str, Any]
    keys: Mapping[str, Hashable | None]


class TemplateData(NamedTuple):
    """All that a template can name: page names, and the lines of each list (任务, 逾期, 领域)."""

    page: dict[str, Any]
    lists: Mapping[str, Sequence[TemplateLine]]
    fields: Mapping[str, tuple[str, ...]]


def compose_data(assessment: Assessment) -> TemplateData:
    """What an assessment gives a template to name."""
    tasks = [*_task_lines(assessment)]
    by_task = {id(judged.task): line for judged, line in zip(assessment.tasks, tasks, strict=True)}
    late = [
        TemplateLine({**by_task[id(j.task)].names, "序号": number, "时限": due_words(j)}, {})
        for number, (_, j) in enumerate(sure_late_tasks(assessment), 1)
    ]
    lists = {"任务": tasks, "逾期": late, "领域": [*_domain_lines(assessment)]}
    usual = {"任务": words.TASK_NAMES, "逾期": words.TASK_NAMES, "领域": words.DOMAIN_NAMES}
    fields = {
        name: tuple(dict.fromkeys([*usual[name], *(field for line in lines for field in line.names)]))
        for name, lines in lists.items()
    }
    # Every line has every name of its list: what one table has and another lacks is blank there.
    completed = {
        name: [TemplateLine({**dict.fromkeys(fields[name]), **line.names}, line.keys) for line in lines]
        for name, lines in lists.items()
    }
    return TemplateData(_page(assessment), completed, fields)


def _page(assessment: Assessment) -> dict[str, Any]:
    total = assessment.total
    tables = [table for document in assessment.documents for table in document.tables]
    tracked = max((t for t in tables if is_tracked(t)), key=lambda t: len(t.tasks), default=None)
    domains = next((t for t in tables if not is_tracked(t)), None)
    title = main_title(assessment) if len(assessment.documents) == 1 else None
    return {
        "标题": dated_title(tracked, annex_words.TASKS_TITLE) if tracked and title else annex_words.TASKS_TITLE,
        "逾期标题": titled(assessment, annex_words.LATE_TITLE),
        "领域标题": dated_title(domains, annex_words.ROSTER_TITLE) if domains else annex_words.ROSTER_TITLE,
        "截至": full_day(assessment.as_of), "来源": words.LIST_COMMA.join(d.source for d in assessment.documents),
        "任务总数": total.total, "已完成数": total.done, "推进中数": total.under_way, "临期数": total.of("due_soon"),
        "逾期数": total.of("overdue"), "持续推进数": total.of("ongoing"), "暂缓数": total.of("suspended"),
        "取消数": total.of("cancelled"), "完成率": percentage(total.rate),
    }  # fmt: skip


def _task_lines(assessment: Assessment) -> Iterator[TemplateLine]:
    paces = read_paces(assessment)
    by_task = {id(j.task): pace for j, pace in zip(assessment.tasks, paces.tasks, strict=True)} if paces else {}
    for number, (table, judged_tasks) in enumerate(by_table(assessment)):
        columns, rows = draft_table(table, judged_tasks)
        for judged, row in zip(judged_tasks, (row for row in rows if not row.band), strict=True):
            yield _line(number, columns, row, {**_task_names(judged), **_pace_names(by_task.get(id(judged.task)))})


def _domain_lines(assessment: Assessment) -> Iterator[TemplateLine]:
    rosters = (t for d in assessment.documents for t in d.tables if not is_tracked(t))
    for number, table in enumerate(rosters):
        columns, rows = draft_table(table, ())
        for task, row in zip(table.tasks, (row for row in rows if not row.band), strict=True):
            yield _line(number, columns, row, {"领域": task.text, "单位": _units(task, None)})


def _line(table: int, columns: Sequence[DraftColumn], row: DraftRow, names: Mapping[str, Any]) -> TemplateLine:
    """The names of a row: the source's own headers, and over them those that every sheet has."""
    own = {c.header: _plain(v) for c, v in zip(columns, row.values, strict=True) if is_name(c.header)}
    keys: dict[str, Hashable | None] = {}
    for column, key in zip(columns, row.keys, strict=True):
        merged = None if key is None else (table, column.header, key)
        keys[column.header] = merged
        if column.role == "seq":
            keys["序号"] = merged
            own.setdefault("序号", own.get(column.header))
        if column.role == "group":
            keys["类别"] = merged
    return TemplateLine({**own, **names}, keys)


def _task_names(judged: Judged) -> dict[str, Any]:
    task = judged.task
    return {
        "编号": judged.number, "类别": words.SEPARATOR.join(task.group) or None, "任务": task.text,
        "单位": words.LIST_COMMA.join(units_of(judged)) or _units(task, None),
        **{name: _units(task, role) for name, role in _ROLES.items()},
        "时限": _day_words(task), "状态": judged.word, "完成情况": status_words(judged),
        "完成日期": full_day(judged.done) if judged.done else None, "进度": None if judged.progress is None else f"{judged.progress:.0%}",
        "逾期天数": judged.late if judged.state == "overdue" else None, "状态说明": judged.reason or None,
        "下一节点": full_day(judged.next.due) if judged.next else None,
    }  # fmt: skip


def _pace_names(pace: Pace | None) -> dict[str, Any]:
    return {"序时进度": percentage(pace.elapsed) if pace else None, "对比": (pace.told or None) if pace else None}


def _day_words(task: Task) -> str | None:
    deadline = task.deadline
    real = len(deadline.milestones) == 1 and deadline.text == deadline.milestones[0].due.isoformat()
    return full_day(deadline.milestones[0].due) if real else deadline.text or None


def _units(task: Task, role: str | None) -> str | None:
    return words.LIST_COMMA.join(u.name for u in task.units if role in (None, u.role)) or None


def _plain(value: Any) -> Any:
    if isinstance(value, Number):
        return value.shown
    if isinstance(value, ShownDate):
        return value.words
    return full_day(value) if hasattr(value, "year") else value
