"""What tells that two tables tell of one task, or that they do not: words, days, units, titles (docs/规则.md 2.9)."""

from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.assessment.persons import parse_persons
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import Table, Task, UnitRole
from xltrack.domain.roster import name_key

_ALIKE: Final = 4  # characters that two titles have in common at their ends
# What two copies of one sheet may differ in: when it was made, how far it had come.
_EDITION: Final = pattern("[0-9]|月|季度|周|期|半年|稿|副本|修订|更新|[省市州盟县区旗镇乡]$")
_LONGEST: Final = 1000  # characters of a text that are compared
_LEVELS: Final = ("省", "市州盟", "县区旗", "镇乡")
_PLACE: Final = pattern(r"[^0-9省市州盟县区旗镇乡《（(]{1,6}[省市州盟县区旗镇乡]")
_PLACES: Final = pattern(r"(?:[^0-9省市州盟县区旗镇乡《（(]{1,6}[省市州盟县区旗镇乡])+")
_NUMBERING: Final = pattern(r"^\s*[(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:[)、]|[.．](?![0-9]))")
_MARKS: Final = pattern(r"[\W_]+")


class TaskTelling(NamedTuple):
    """A task as one table tells it; `number` is that of the table, `document` the index of its file."""

    number: int
    document: int
    table: Table
    task: Task


@lru_cache(maxsize=4096)
def _plain(words: str) -> str:
    words = fold(words)
    return _MARKS.sub("", _NUMBERING.sub("", words)).lower() or words


def fall_due_alike(task: Task, other: Task) -> bool:
    """Whether two are due on the same days; by the same words where one of them lacks the year."""
    days, others = due_days(task), due_days(other)
    alike = bool(task.deadline.text) and _deadline(task) == _deadline(other)
    return days == others or (alike and not (days and others))


def due_days(task: Task) -> frozenset[object]:
    """The days on which a task is due."""
    return frozenset(milestone.due for milestone in task.deadline.milestones)


def words_of(task: Task) -> str:
    """The words of a task to compare by: letters, digits and 汉字 alone, in one width and case, without its number."""
    return _plain(task.text[:_LONGEST])


def _deadline(task: Task) -> str:
    return _plain(task.deadline.text[:_LONGEST])


def named_units(telling: TaskTelling) -> frozenset[str]:
    """The names by which a task goes: of its units, of its persons where it has none."""
    task = telling.task
    if task.units:
        return _names(task.units)
    roles = (column.role for column in telling.table.columns)
    cells = (value for value, role in zip(task.values, roles, strict=False) if role == "person" and value)
    return frozenset(name_key(name) for value in cells for name in parse_persons(value))


@lru_cache(maxsize=4096)
def _names(units: tuple[UnitRole, ...]) -> frozenset[str]:
    return frozenset(name_key(name) for unit in units for name in unit.members or (unit.unit or unit.name,))


def are_prints(one: Table, other: Table, *, of_one_file: bool) -> bool:
    """Whether two tables have the same title and header; those of one file a title of their own."""
    heads = [[squeeze(c.header) for c in t.columns if c.role != "own"] for t in (one, other)]
    titled = bool(one.title) or (not of_one_file and one.sheet == other.sheet)
    return titled and squeeze(one.title or "") == squeeze(other.title or "") and heads[0] == heads[1]


def are_of_other_places(one: Table, other: Table) -> bool:
    """Whether their titles name two places of one level: 榆阳区 and 屯留区, but not 榆林市 and 榆阳区."""
    places, others = ({_level(name): name for name in _places(t.title)} for t in (one, other))
    return any(name != others.get(level, name) for level, name in places.items())


def are_of_other_things(one: Table, other: Table) -> bool:
    """Whether their titles are alike but for what they are of: 人民医院项目推进计划 and 第一中学项目推进计划.

    A period (6月, 7月) is no such thing, nor a place (see above), nor a unit that answers for tasks: each may return the whole.
    """
    titles = [squeeze(fold(table.title or "")) for table in (one, other)]
    head, back = (_common(*pair) for pair in (titles, [title[::-1] for title in titles]))
    tail = min(back, *(len(title) - head for title in titles))
    own = [title[head : len(title) - tail] for title in titles]
    units = {unit.unit or unit.name for table in (one, other) for task in table.tasks for unit in task.units}
    told = all(len(words) > 1 and not _EDITION.search(words) for words in own) and head + tail >= _ALIKE
    return told and not any(words in unit or unit in words for words in own for unit in units)


def _common(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _places(title: str | None) -> list[str]:
    found = _PLACES.match(squeeze(title or ""))
    return [name for name in _PLACE.findall(found[0]) if name[0] not in "全本我各"] if found else []


def _level(place: str) -> str:
    return next(level for level in _LEVELS if place[-1] in level)
