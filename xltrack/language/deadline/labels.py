"""The words around dates: which belong to which date, and what of them names a milestone (docs/规则.md 3.6)."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.language.deadline.tokens import DEADLINES, DeadlineCell, plain_width

_LEADS: Final = DEADLINES.pattern("(?:{leads}|[-:,;、(（])+$")
_HEAD: Final = DEADLINES.rare("[,;:、(]?{heads}(?:{is_marks}|:)*$", "{heads}")
_STAGE: Final = DEADLINES.rare("第[{numerals}0-9]+{counter}?{stage_marks}(?:{is_marks}|:|,|-)*", "第")
_TRAIL: Final = DEADLINES.rare("(?:{label_joints}|[-:,;、。(])+$", "{label_joints} - : , ; 、 。 (")
_VERB_ENDS: Final = DEADLINES.pattern("{lead_verbs}$")
_BRACKETED: Final = pattern(r"\([^()]*\)")


def divide(gap: str, labelled: bool) -> tuple[str, str]:
    """The words between two dates that belong to the one before them, and those that belong to the one after them.

    `labelled` says whether the first date has words before it: then an unmarked word belongs to the second.

    EBNF::

        gap = after (";" | "。") before | after ("," | "、") before | before ":" | after ;
    """
    cut = gap.rfind("(")
    if cut <= gap.rfind(")") or not gap[cut + 1 :]:
        outside = _BRACKETED.sub(lambda m: "※" * len(m[0]), gap) if "(" in gap else gap
        stop = max(gap.rfind(";"), gap.rfind("。"))
        cut = stop if stop >= 0 else max(outside.rfind(","), outside.rfind("、"))
    if cut >= 0:
        return gap[:cut], gap[cut + 1 :]
    return ("", gap) if gap and gap[0] != ":" and (gap[-1] in ":(" or labelled) else (gap, "")


def name_before(words: str) -> str | None:
    """The name of a milestone in the words before its date: 「第一个阶段为梳理阶段,完成时限:」 is 「梳理阶段」."""
    marked = words.rstrip("(").endswith(":") or words.endswith("(")
    words = _strip_leads(words[max(words.rfind(";"), words.rfind("。")) + 1 :])
    if not words:
        return None
    stage = _STAGE.match(words)
    name = words[stage.end() :] if stage else words
    for mark in ":,":
        name = name.rsplit(mark, 1)[-1]
    name = name.strip(");。,、:") if stage else name.strip(";。,、:").lstrip(")")
    if stage and (name.startswith("(") or name.count("(") != name.count(")")):
        name = name.strip("()")
    name = name.removeprefix("其中") or (stage[0].rstrip(":,-为是") if stage else "")
    return plain_width(name) if name and (marked or name not in DEADLINES.lead_verbs) else None


def name_after(words: str) -> str | None:
    """The name of a milestone in the words after its date: 「开工、」 is 「开工」."""
    words = _TRAIL.sub("", words.lstrip("):,;、。-"))
    words = words.removesuffix(")") if words.count(")") > words.count("(") else words
    words = _TRAIL.sub("", words)
    return plain_width(words[1:-1] if _BRACKETED.fullmatch(words) else words) or None


def is_plain(name: str | None) -> bool:
    """Whether a name says no more than that the task is done by then: 「完成」."""
    return name is None or name in DEADLINES.plain


def _strip_leads(words: str) -> str:
    while words != (shorter := _HEAD.sub("", _LEADS.sub("", words))):
        words = shorter
    return words


def leftover(words: str) -> str:
    """What remains of words around a single date when all that is commonly printed there is taken away."""
    words = _strip_leads(words)
    return _VERB_ENDS.sub("", words) if words else ""


def name_all(gaps: list[str]) -> list[str | None]:
    """The names of milestones, from the words before the first date, between the dates, and after the last one.

    Examples::

        「6月底前开工、12月底前完工」 开工, 完工 · 「市级：6月底前，县级：9月底前」 市级, 县级 · 「6月底、12月底前完成」 none
    """
    befores, afters = [gaps[0]], []
    for gap in gaps[1:-1]:
        after, before = divide(gap, name_before(befores[-1]) is not None)
        afters.append(after)
        befores.append(before)
    afters.append(gaps[-1])
    marked = [words.endswith((":", "(")) for words in befores]
    return _choose([name_before(b) for b in befores], [name_after(a) for a in afters], marked)


def _choose(before: list[str | None], after: list[str | None], marked: list[bool]) -> list[str | None]:
    if before[0] and not marked[0] and not any(before[1:]):
        before = [None, *before[1:]]  # words before the first date alone belong to all
    if not any(before) and (not any(after[:-1]) or all(map(is_plain, after))):
        return [None] * len(before)  # words after the last date alone belong to all
    names: list[str | None] = []
    for earlier, later, colon in zip(before, after, marked, strict=True):
        if earlier and not (_STAGE.fullmatch(earlier) and later and not is_plain(later)):  # a mere number: 「第一阶段」
            names.append(earlier)
        elif later and not (any(before) and is_plain(later)):
            names.append(later)
        else:
            names.append(names[-1] if names and any(marked) and not colon and not later else None)
    return names


def names_a_span(head: str, gap: str) -> bool:
    """Whether two dates are called begin and end: 「开始时间：2021年3月1日，结束时间：2021年12月31日」."""
    words, first = divide(gap, labelled=True)[1], name_before(head.strip(":(,;、"))
    begins = first is None or first in DEADLINES.span_begins
    return words.endswith((":", "(")) and name_before(words) in DEADLINES.span_closes and begins


# What stands between words: marks, the spans that were read, book titles and numbers of documents.
_PIECE: Final = pattern(r"(?!\.+(?!\w))[^,;、。:()\[\]“”‘’\"'\-/·!?…~+*_《》※]+")
_STAGES: Final = DEADLINES.pattern("{staged}?[第{numerals}0-9]+{counter}?{stage_marks}")
_MOVING: Final = DEADLINES.pattern(
    "{formerly}|{now}|{moved}|{moved_to}|{moved_signs}|{moved_from}|[0-9{numerals}]{1,3}{counter}?(?:[月年]|{days})"
)
_CONDITION: Final = DEADLINES.rare("{conditions}", "{conditions}")
_TIME: Final = DEADLINES.pattern(
    "[0-9{numerals}]{counter}?(?:[月日年号]|{quarters}|{week_days}|{days}|{third}|{spell_units})"
)


def find_leftovers(
    cell: DeadlineCell, read: Iterable[tuple[int, int]], labels: list[str], moved: bool
) -> list[tuple[int, int]]:
    """The words of a dated cell that are neither its dates nor names of milestones nor known to change nothing (docs/规则.md 3.10).

    Args:
        cell: the cell.
        read: the half-open spans of the words that were read, in order.
        labels: the names of the milestones.
        moved: whether a date of the cell was moved, so that the words for it were read.
    """
    shown = cell.shown
    if "※" in cell.masked:
        shown = "".join(["※" if hidden == "※" else char for char, hidden in zip(shown, cell.masked, strict=True)])
    parts: list[str] = []
    last, first = 0, -1
    for begin, end in read:
        parts += [shown[last:begin], "," * (end - begin)]
        last, first = end, begin if first < 0 else first
    rest = "".join([*parts, shown[last:]])
    names = frozenset(piece for label in labels for piece in _PIECE.findall(label.translate(_NARROW)))
    return [
        piece.span()
        for piece in _PIECE.finditer(rest)
        if not (piece.end() < first and rest[piece.end()] in ":(" and not _CONDITION.search(piece[0]))
        and not _changes_nothing(piece[0], names, moved or piece.end() <= first)
    ]


_NARROW: Final = {ord(wide): narrow for wide, narrow in zip("（）：，", "():,", strict=True)}


def _changes_nothing(words: str, names: frozenset[str], moved: bool) -> bool:
    """Whether words beside a date are of no weight for it: known words, then the name of a milestone or what is to be done."""
    at, deed = 0, False
    while at < len(words):
        if words[at:] in names:
            return True
        deed = deed or words.startswith(DEADLINES.deeds, at)
        end = _behind_known(words, at, moved)
        if not end:
            return deed and not _CONDITION.search(words) and not _TIME.search(words, at)
        at = end
    return True


def _behind_known(words: str, at: int, moved: bool) -> int:
    """The end of the longest word at a place that changes nothing; 0 where there is none."""
    known = DEADLINES.harmless
    end = next((end for end in range(min(at + _longest(), len(words)), at, -1) if words[at:end] in known), 0)
    found = None if end else _STAGES.match(words, at) or (_MOVING.match(words, at) if moved else None)
    return found.end() if found else end


@cache
def _longest() -> int:
    return max(map(len, DEADLINES.harmless))
