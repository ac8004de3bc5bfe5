"""What a header cell says about its column (docs/规则.md 2.4), and what its cells look like where that says nothing.

Headers are the words of base/lexicon/columns.toml, spaces and line breaks aside.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.domain.records import ColumnRole, Role
from xltrack.language.deadline.grammar import read_deadline
from xltrack.language.status.clauses import Clause
from xltrack.language.status.grammar import parse_status
from xltrack.language.status.tokens import STATUS
from xltrack.language.units.grammar import read_units
from xltrack.language.units.name import classify_name
from xltrack.reading.files.grid import Value

COLUMNS: Final = Vocabulary("columns")
LONGEST: Final = 24
_LONGEST_BY_PART: Final = 14
_LONGEST_DEADLINE: Final = 60
_BRACKETS = pattern(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
# 「完成时间（实际）」
_CAME_TRUE = COLUMNS.rare(r"([^(\[【〔]+)[(\[【〔]({came_true})[)\]】〕]$", "{came_true}")
_JOINT = COLUMNS.rare("{header_joints}", "{header_joints}")
# 「工作任务Task」, 「序号 No.」: what a bilingual header says twice.
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz./"
# Kinds that a header can be besides the roles of records.ColumnRole, see columns.toml.
TASK_KINDS: Final = ("text_3", "text_2", "text_1")
_UNIT_KINDS: Final = ("support", "supervise", "lead")
_KINDS: Final = (
    "seq", "lead", "support", "supervise", "person", "deadline", "start", "adjusted", "status", "progress", "either",
    "done_date", "note", *TASK_KINDS, "wide", "problem", "domain", "apart", "party",
)  # fmt: skip
# What stands beside a task column as its group, and is the text where there is none; the last first.
WIDE_KINDS: Final = (("domain", "problem"), ("wide",))
_ENDINGS: Final = ("text_1", "text_3", "text_2", "wide", "problem", "deadline", "status", "either", "person")
# Ranks from here on: a header that only resembles a known word.
DERIVED: Final = 100


# Each known word with its kind and its rank among the words of that kind; how long the longer ones are; known endings.
_EXACT: Final = {word: (kind, rank) for kind in reversed(_KINDS) for rank, word in enumerate(getattr(COLUMNS, kind))}
_LENGTHS: Final = sorted({len(word) for word in _EXACT if len(word) >= 3}, reverse=True)
_VAGUE: Final = {word: kind for kind in _ENDINGS for word in getattr(COLUMNS, f"endings_{kind}")}


def plain_header(header: str) -> str:
    """A header without spaces, line breaks, width, closing colon, case: 「完 成⏎时限：」 is 「完成时限」."""
    return fold(squeeze(header)).lower().rstrip(":.*").lstrip("*")


@lru_cache(maxsize=4096)
def classify_header(header: str) -> tuple[str, int] | None:
    """Kind of column that a header names, with its rank among the words of that kind (lower is more usual); None if unknown.

    Tried in turn: the word itself; without what stands in brackets; without a closing number (责任单位1); each part
    beside 及 or 和, units before persons (责任单位及责任人, 责任人及责任单位); its longest known ending
    (重大行政决策事项名称 → 事项名称); two parts that make a column of reports (进展反馈, 部门回复); its longest known
    beginning; its last two words (化解措施, 指标领域). A deadline that is only asked for (申请展期至, 延期至（拟）) is none.
    """
    found = _classify(header)
    return ("apart", found[1]) if found and found[0] == "adjusted" and _is_request(plain_header(header)) else found


def _is_request(name: str) -> bool:
    """Whether a header names a deadline that somebody asks for, and nobody has granted."""
    asked = name.startswith(COLUMNS.request_starts) or COLUMNS.requests.inside(name)
    return asked and not COLUMNS.granted.inside(name)


def _classify(header: str) -> tuple[str, int] | None:
    name = plain_header(header)
    if (found := _EXACT.get(name)) and found[0] != "person":
        return found
    bare = _without_foreign(_BRACKETS.sub("", name))
    if came_true := _CAME_TRUE.match(name):
        return _classify(COLUMNS.came_true[0] + came_true[1])
    if not name or len(bare) > LONGEST:
        return None
    unnumbered = bare[:-1] if bare[-1:] in COLUMNS.closing_numbers else bare
    for form in (name, bare, unnumbered, *_JOINT.split(bare)):
        if (found := _EXACT.get(form)) and (found[0] != "person" or form == bare or "单位" not in bare):
            return found
    return _by_part(bare) if len(bare) <= _LONGEST_BY_PART else None


def is_foreign(header: str) -> bool:
    """Whether a header is one of another trade's ledgers: 合同编号, 甲方, 学号."""
    name = plain_header(header)
    if name in _EXACT:
        return False
    bare = _BRACKETS.sub("", name)
    return bare in COLUMNS.foreign or bare.endswith(COLUMNS.foreign_ends) or bare.startswith(COLUMNS.foreign_starts)


_TOLD_BACK = COLUMNS.pattern(
    "(?:{told_when})+(?:{told_back})|(?:{told_when})*(?:(?:{told_by})*(?:{told_of})+(?:{told_how})+|(?:{told_by})+(?:{told_back})|{told_alone})"
)


def _without_foreign(name: str) -> str:
    """A header in Chinese without the Latin letters before and behind it."""
    inner = name.rstrip(_LATIN)
    name = inner if "\u4e00" <= inner[-1:] <= "\u9fff" else name
    inner = name.lstrip(_LATIN)
    return inner if "\u4e00" <= inner[:1] <= "\u9fff" else name


def _by_part(name: str) -> tuple[str, int] | None:
    if name.startswith(COLUMNS.adjusted_starts) and name.endswith(COLUMNS.time_ends):
        return "adjusted", DERIVED
    for role in _UNIT_KINDS if name.endswith(COLUMNS.unit_ends) else ():
        if name.startswith(getattr(COLUMNS, f"starts_{role}")):
            return role, DERIVED
    lengths = [length for length in _LENGTHS if length < len(name)]
    for length in lengths:
        if found := _EXACT.get(name[-length:]):
            kind = found[0]
            if name.startswith("实际"):  # 实际整改时限 is a done date, 要求办结时间 a deadline
                kind = {"deadline": "done_date", "start": "apart"}.get(kind, kind)
            elif kind == "done_date" and name.startswith(COLUMNS.planned_starts):
                kind = "deadline"
            return kind, found[1] + DERIVED
    if _TOLD_BACK.fullmatch(name):
        return "status", 2 * DERIVED
    for length in lengths:
        if (found := _EXACT.get(name[:length])) and found[0] in _UNIT_KINDS:
            return found[0], found[1] + 2 * DERIVED
    vague = _VAGUE.get(name[-2:])
    return (vague, 3 * DERIVED) if vague else None


def combine(parts: tuple[str, ...]) -> tuple[str, tuple[str, int] | None]:
    """Header and kind of a column whose header takes several rows: 责任单位 over 牵头 is 「牵头单位」.

    The words of the lowest row decide, then those with the row above; 完成情况 over 完成时间 tells when it was done.
    """
    kept = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
    if not kept:
        return "", None
    below, own = kept[-1], classify_header(kept[-1])
    if len(kept) > 1 and (timed := _timed(kept[-2], below, own)):
        return "".join(kept[-2:]), timed
    found, outer = own, classify_header(kept[-2]) if len(kept) > 1 else None
    if outer:
        if outer[0] in ("status", "either") and own and own[0] == "deadline" and not below.endswith("限"):
            found = ("done_date", 50)
        if outer[0] in ("status", "either") and not own and squeeze(below) in STATUS.choices:
            return "".join(kept), ("status", outer[1])
        if below in COLUMNS.came_true and outer[0] == "deadline":
            return "".join(kept), ("done_date", outer[1])
        completed = below + COLUMNS.values("completed").get(outer[0], "")
        found = found or classify_header(completed) or (outer[0], outer[1] + DERIVED)
    return below if own else "".join(kept), found


def _timed(outer: str, below: str, own: tuple[str, int] | None) -> tuple[str, int] | None:
    """What a word of time means below 计划, 实际, 工期: 开始, 竣工, 起, 止; the actual beginning says nothing that is asked."""
    actual = outer.startswith("实际")
    if word := COLUMNS.values("bare_times").get(plain_header(below)):
        kind = classify_header(outer)
        if is_foreign(outer) or (kind and kind[0] not in ("deadline", "start", "apart", "done_date")):
            return None
        return classify_header(f"{outer[:2] if actual else ''}{word}时间")
    if own:
        timed = own[0] in ("deadline", "start") or (own[0] == "done_date" and not actual)
        return classify_header(outer[:2] + below) if timed and outer.startswith(COLUMNS.timed_marks) else None
    return None if classify_header(outer) else classify_header(outer + below)


_SEQ = COLUMNS.pattern(r"[(]?(?:\d{1,4}|[{numerals}]{1,3}|[a-zA-Z])[)、.]?|[①-⑳]")


_DAY = pattern(r"[0-9]{2,4}[-./年][0-9]{1,2}(?:[-./月][0-9]{1,2}日?|月)?(?:[T0-9:.]*)")


def like_seq(value: Value) -> bool:
    """Whether a cell holds the number of a task: 3, （三）, 3., ③."""
    if isinstance(value, str):
        return bool(_SEQ.fullmatch(fold(squeeze(value))))
    return isinstance(value, int) and 0 < value < 10000


def like_deadline(value: Value) -> bool:
    """Whether a cell reads as a deadline."""
    short = isinstance(value, str) and len(value) < _LONGEST_DEADLINE
    return isinstance(value, date) or (short and read_deadline(str(value)).kind not in ("unreadable", "none"))


def like_units(value: Value, role: Role = "lead") -> bool:
    """Whether a cell reads as names of units, with nothing left over."""
    if not isinstance(value, str) or len(value) > 300:
        return False
    read = read_units(value, role, None)  # asked as it is asked again when the column is read, for it is remembered so
    telling = [note for note in read.notes if note.code not in ("D504", "D505")]  # a line break, a prefix carried over
    return bool(read.units) and not telling and all(len(u.name) <= 20 for u in read.units)


def sure_units(value: Value) -> bool:
    """Whether a cell reads as names of units that end like units."""
    if not like_units(value):
        return False
    return all(classify_name(fold(unit.name)).known for unit in read_units(str(value), "lead").units)


def sure_deadline(value: Value) -> bool:
    """Whether a cell reads as a deadline in words: 6月底前, 持续推进; a day alone may be of anything."""
    if not isinstance(value, str) or len(value) >= _LONGEST_DEADLINE or _DAY.fullmatch(fold(squeeze(value))):
        return False
    read = read_deadline(value)
    return read.kind not in ("unreadable", "none", "external") and (read.kind != "relative" or read.offset is not None)


def sure_status(value: Value) -> bool:
    """Whether a cell says how far something is in words that say nothing else: 已印发, 推进中; 印发方案 may be a task."""
    return like_status(value) and COLUMNS.state_words.inside(str(value))


def told_of_work(value: Value) -> bool:
    """Whether a cell tells what became of something, in words of any length: what is done is done by a day, or already."""
    if not isinstance(value, str):
        return False
    said = parse_status(value)
    return said.telling and (said.progress is not None or any(map(_told_of_work, said.clauses)))


def _told_of_work(clause: Clause) -> bool:
    return clause.verdict != "neutral" and (
        clause.shape.dated or STATUS.already.inside(clause.text) or reports(clause.text)
    )


def like_text(value: Value) -> bool:
    """Whether a cell is long enough to say what is to be done."""
    return isinstance(value, str) and len(value) >= 8


def like_words(value: Value) -> bool:
    """Whether a cell can say what is to be done: words that are no number, and too long or too plain for a day or a unit."""
    if not isinstance(value, str) or like_seq(value):
        return False
    return len(value) >= 12 or not (like_deadline(value) or like_units(value))


# What the cells of a column have to look like, for the roles of which that can be told.
CONTENTS: Final[Mapping[ColumnRole, Callable[[Value], bool]]] = {
    "seq": like_seq, "deadline": like_deadline, "lead": like_units, "text": like_words,
    "support": lambda value: like_units(value, "support"),
}  # fmt: skip


def reports(value: Value) -> bool:
    """Whether a cell says how far something is and nothing that could be a task: 已完成改造, 正在推进; not 完成改造."""
    if not like_status(value):
        return False
    clauses = parse_status(str(value)).clauses
    asked = (c.verdict in ("done", "step") and not c.bare and not c.shape.place for c in clauses)
    return not clauses or not any(asked)


def like_status(value: Value) -> bool:
    """Whether a cell says how far something is: 已完成, 正在推进, 未启动."""
    return isinstance(value, str) and len(value) <= 40 and parse_status(value).telling
