"""What a header cell says about its column (docs/规则.md 2.4): vocabulary from lexicon.toml, spaces and line breaks aside."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from xltrack.base.lexicon import words
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze

LONGEST: Final = 24
_BRACKETS = pattern(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_JOINED = pattern(r"[及和与、/]")
_NUMBERED = pattern(r"[0-9一二三四五]$")
# 「工作任务Task」, 「序号 No.」: what a bilingual header says twice.
_FOREIGN = pattern(r"(?<=[\u4e00-\u9fff])[a-z./]+$|^[a-z./]+(?=[\u4e00-\u9fff])")
# What the words of a lower row need to stand alone: 时间安排 over 开始 | 结束, 责任单位 over 牵头 | 配合.
_COMPLETED: Final = {
    "lead": "单位",
    "support": "单位",
    "deadline": "时间",
    "start": "时间",
    "status": "情况",
    "either": "情况",
}
# Kinds that a header can be besides the roles of records.ColumnRole, see lexicon.toml.
TASK_KINDS: Final = ("text_3", "text_2", "text_1")
_KINDS: Final = (
    "seq", "lead", "support", "supervise", "person", "deadline", "start", "adjusted", "status", "progress", "either",
    "done_date", "note", *TASK_KINDS, "wide", "problem", "domain", "apart", "party",
)  # fmt: skip
# What stands beside a task column as its group, and is the text where there is none; the last first.
WIDE_KINDS: Final = (("domain", "problem"), ("wide",))
_ENDINGS: Final = ("text_1", "text_3", "text_2", "wide", "problem", "deadline", "status", "either", "person")
_UNITS: Final = ("单位", "部门", "科室", "处室", "股室", "机构", "主体")
# Ranks from here on: a header that only resembles a known word.
DERIVED: Final = 100


@cache
def _exact() -> dict[str, tuple[str, int]]:
    lexicon, found = words("columns"), {}
    for kind in reversed(_KINDS):
        for priority, word in enumerate(lexicon[kind]):
            found[word] = (kind, priority)
    return found


@cache
def _known_lengths() -> tuple[int, ...]:
    return tuple(sorted({len(word) for word in _exact() if len(word) >= 3}, reverse=True))


def plain_header(header: str) -> str:
    """A header without spaces, line breaks, width, closing colon, case: 「完 成⏎时限：」 is 「完成时限」."""
    return fold(squeeze(header)).lower().rstrip(":.*").lstrip("*")


@lru_cache(maxsize=4096)
def classify_header(header: str) -> tuple[str, int] | None:
    """Kind of column that a header names, with its rank among the words of that kind (lower is more usual); None if unknown.

    Tried in turn: the word itself; without what stands in brackets; without a closing number (责任单位1); each part
    beside 及 or 和, units before persons (责任单位及责任人, 责任人及责任单位); its longest known ending
    (重大行政决策事项名称 → 事项名称) or beginning; its last two words (化解措施, 指标领域).
    """
    name = plain_header(header)
    bare = _BRACKETS.sub("", name)
    bare = bare if bare.isascii() else _FOREIGN.sub("", bare)
    if not name or len(bare) > LONGEST:
        return None
    for form in (name, bare, _NUMBERED.sub("", bare), *_JOINED.split(bare)):
        if (found := _exact().get(form)) and (found[0] != "person" or form == bare or "单位" not in bare):
            return found
    return _by_part(bare) if len(bare) <= 14 else None


@cache
def _endings() -> dict[str, str]:
    return {word: kind for kind in _ENDINGS for word in words("columns")[f"endings_{kind}"]}


@cache
def _starts() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((role, tuple(words("columns")[f"starts_{role}"])) for role in ("support", "supervise", "lead"))


def _by_part(name: str) -> tuple[str, int] | None:
    known = _exact()
    if name.startswith(tuple(words("columns")["adjusted_starts"])) and name[-2:] in ("时间", "时限", "期限", "日期"):
        return "adjusted", DERIVED
    if name[-2:] in _UNITS and (role := next((r for r, starts in _starts() if name.startswith(starts)), None)):
        return role, DERIVED
    for length in _known_lengths():
        if length < len(name) and (found := known.get(name[-length:])):
            return _really(name, found[0]), found[1] + DERIVED
    for length in _known_lengths():
        if length < len(name) and (found := known.get(name[:length])) and found[0] in ("lead", "support", "supervise"):
            return found[0], found[1] + 2 * DERIVED
    kind = _endings().get(name[-2:])
    return (kind, 3 * DERIVED) if kind else None


def _really(name: str, kind: str) -> str:
    """What 实际 makes of a planned day, and 要求 of a day of completion: 实际整改时限 is a done date, 要求办结时间 a deadline."""
    if name.startswith("实际"):
        return {"deadline": "done_date", "start": "apart"}.get(kind, kind)
    if kind == "done_date" and name.startswith(tuple(words("columns")["planned_starts"])):
        return "deadline"
    return kind


def combine(parts: tuple[str, ...]) -> tuple[str, tuple[str, int] | None]:
    """Header and kind of a column whose header takes several rows: 责任单位 over 牵头 is 「牵头单位」.

    The words of the lowest row decide, then those with the row above; 完成情况 over 完成时间 tells when it was done.
    """
    kept = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
    if not kept:
        return "", None
    below, above = kept[-1], kept[-2] if len(kept) > 1 else ""
    found = classify_header(below)
    if above and (outer := classify_header(above)):
        if outer[0] in ("status", "either") and found and found[0] == "deadline" and not below.endswith("限"):
            found = ("done_date", 50)
        completed = below + _COMPLETED.get(outer[0], "单位")
        found = found or classify_header(completed) or (outer[0], outer[1] + DERIVED)
    return below if found and classify_header(below) else "".join(kept), found
