"""What stands in the rows of a form: columns, and for each task what is known of it (docs/规则.md 14.2)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.lexicon import Vocabulary
from xltrack.domain.forms import (
    ANSWER_HEADS,
    ANSWER_ROLES,
    Answers,
    RoundPeriod,
    RowKey,
    record_of,
    row_digest,
    words_digest,
)
from xltrack.domain.letters import Typed
from xltrack.domain.records import Deadline
from xltrack.domain.roster import name_key
from xltrack.forms import words
from xltrack.forms.asking import Asked, UnitForm
from xltrack.language import parse_deadline
from xltrack.sheets.measure import room_needed, row_height
from xltrack.sheets.model import CellValue
from xltrack.telling.names import deadline_words, seq_value
from xltrack.telling.words import full_day

_DEADLINES: Final = Vocabulary("deadlines")
_LEVELS: Final = " / "
_FEW, _WIDEST = 1, 96.0
_ROOMY: Final = 44.0  # points of a row, so that there is room to write in it
_OPEN: Final = ("form.open", "form.open.day", "form.open.share", *["form.open"] * 3, "form.open.day")
_OPEN_WIDTHS: Final = (18.0, 11.0, 8.0, 15.0, 15.0, 12.0, 11.0)


class FormColumn(NamedTuple):
    """A column of a form: its role, its header, its width, the style of its cells; `hidden` where it is for programs alone."""

    role: str
    header: str
    width: float
    style: str = "form.text"
    hidden: bool = False

    @property
    def asked(self) -> bool:
        """Whether it is to be filled in."""
        return self.role in ANSWER_ROLES


class FormTable(NamedTuple):
    """The table of a form: its columns, and the values and the height in points of each row."""

    columns: tuple[FormColumn, ...]
    rows: tuple[tuple[tuple[CellValue, ...], float], ...]


def compose_form(form: UnitForm, period: RoundPeriod) -> FormTable:
    """The table of a unit's form."""
    header, deadlines = told_deadlines([one.judged.task.deadline for one in form.asked])
    columns = _columns(form, header)
    rooms = [max(1, int(column.width) - 2) for column in columns]
    rows = []
    for one, deadline in zip(form.asked, deadlines, strict=True):
        known = _known(form, one, period, deadline)
        values = tuple(known.get(column.role) for column in columns)
        shown = [None if column.hidden else value for column, value in zip(columns, values, strict=True)]
        rows.append((values, max(_ROOMY, row_height(shown, rooms))))
    return FormTable(columns, tuple(rows))


def _columns(form: UnitForm, deadline: str) -> tuple[FormColumn, ...]:
    asked, parts = form.asked, {_holder(one) for one in form.asked}
    longest = max((one.judged.task.text for one in asked), key=len)
    group = [FormColumn("group", words.GROUP, 12)] if any(one.judged.task.group for one in asked) else []
    former = [FormColumn("former", words.FORMER, 19, "form.former")] if any(any(one.former) for one in asked) else []
    width = min(_WIDEST, max(28.0 if group else 36.0, room_needed(longest) + 3.0))
    heads = zip(ANSWER_ROLES, ANSWER_HEADS, _OPEN_WIDTHS, _OPEN, strict=True)
    return (
        FormColumn("code", words.CODE, 12.5, "form.code"), FormColumn("seq", words.NUMBER, 6, "form.center"), *group,
        FormColumn("text", words.TASK, width), FormColumn("deadline", deadline, 16), FormColumn("part", words.PART, 9, "form.center"),
        *former, *(FormColumn(*head) for head in heads),
        FormColumn("key", words.KEY, 10, "form.hidden", hidden=True),
        FormColumn("base", words.BASE, 10, "form.hidden", hidden=True),
        *(FormColumn(p, head, 10, "form.hidden", hidden=True) for p, head in words.UNIT_HEADS.items() if p in parts),
    )  # fmt: skip


def _known(form: UnitForm, one: Asked, period: RoundPeriod, deadline: str) -> dict[str, CellValue]:
    """What stands in the locked cells of a row, by the roles of their columns."""
    judged, text = one.judged, one.judged.task.text
    key = RowKey(period.day, form.unit, judged.number, one.row.key, row_digest(one.row, one.former), words_digest(text))
    return {
        "code": period.code(judged.number), "seq": seq_value(judged.number), "text": text,
        "group": _LEVELS.join(judged.task.group) or None, "deadline": deadline or None, "part": part_words(form.unit, one),
        "former": former_words(one.former) or None, "base": record_of(one.former) or None, _holder(one): form.unit,
        "key": key.told,
    }  # fmt: skip


def _holder(one: Asked) -> str:
    """The role of the hidden column that names who is asked."""
    return "person" if one.by_person else one.part


def part_words(unit: str, one: Asked) -> str:
    """「牵头」, 「配合（县财政局等2家牵头）」, 「牵头（各乡镇）」."""
    part, units = words.PARTS[one.part], one.judged.task.units
    if one.group:
        return words.AS_MEMBER.format(part=part, group=one.group)
    leads = [u.name for u in units if u.role == "lead" and name_key(u.unit or u.name) != name_key(unit)]
    if one.part == "lead" or not leads:
        return part
    some = words.LED_BY_SOME.format(unit=leads[0], count=len(leads)) if len(leads) > _FEW else leads[0]
    return words.LED_BY.format(part=part, unit=some)


def former_words(former: Answers) -> str:
    """The answers that a task has, in lines: 「正在推进⏎进度：60%」."""
    done = former.done_date
    lines = [str(former.status)] if former.status is not None else []
    if done is not None:
        lines.append(words.FORMER_DONE.format(day=full_day(done) if isinstance(done, date) else done))
    if isinstance(former.progress, int | float):
        lines.append(words.FORMER_SHARE.format(share=former.progress))
    carried = zip(former[3:], words.FORMER_PARTS, strict=True)
    return "\n".join((*lines, *(part.format(words=_one_line(value)) for value, part in carried if value is not None)))


def _one_line(value: Typed) -> str:
    return " ".join(str(value).split())


def told_deadlines(deadlines: Sequence[Deadline]) -> tuple[str, list[str]]:
    """The header of the column of deadlines, and each deadline in the sheet's words.

    A year that the sheet does not print in the cell stands in the header, where most need it, else in front of the words.
    """
    years = Counter(m.due.year for d in deadlines if d.inferred for m in d.milestones[:1])
    year = max(years, key=lambda y: (years[y], -y)) if years else None
    header = words.DEADLINE_OF_YEAR.format(year=year) if year else words.DEADLINE
    return header, [_spelled(deadline, year) for deadline in deadlines]


def _spelled(deadline: Deadline, year: int | None) -> str:
    shown = deadline_words(deadline.text)
    if not deadline.milestones or _reads(shown, deadline, year):
        return shown
    if _counts_years(shown):
        return "；".join(_milestones(deadline))
    first = deadline.milestones[0]
    own = f"{(first.start or first.due).year}年{shown}"
    return own if _reads(own, deadline, year) else "；".join(_milestones(deadline))


def _reads(words_: str, deadline: Deadline, year: int | None) -> bool:
    """Whether words read as a deadline does, under a year; 「明年」 counts from that of the document, which a form has not."""
    if _counts_years(words_):
        return False
    read = parse_deadline(words_, year=year)
    return [m.due for m in read.milestones] == [m.due for m in deadline.milestones] and read.kind == deadline.kind


def _counts_years(words_: str) -> bool:
    return any(word in words_ for word in _DEADLINES.values("year_words"))


def _milestones(deadline: Deadline) -> list[str]:
    ahead = (f"{m.label}：" if m.label else "" for m in deadline.milestones)
    starts = (f"{full_day(m.start)}至" if m.start else "" for m in deadline.milestones)
    return [a + s + full_day(m.due) for a, s, m in zip(ahead, starts, deadline.milestones, strict=True)]
