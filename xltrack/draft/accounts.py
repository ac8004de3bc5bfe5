"""What a notice says and no row of the drafted sheet does: every sentence stands in the sheet or is told (docs/规则.md 12.8)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.duties import Duty
from xltrack.draft.lines import Frame, classify_heading, is_aside_line, is_title_line, parse_label
from xltrack.draft.names import names_in
from xltrack.draft.notice import NOTICES, Check, NoticeBlock, Paragraph, left_out, split_outside
from xltrack.draft.sentences import is_idle
from xltrack.draft.subjects import find_subjects

_CLAUSES = pattern(r"[，,。；;：:、（）()〔〕\[\]【】\n]")
_SIGNS = pattern(r"[\W_]")
_IDLE_WORDS = NOTICES.pattern("{account_words}")
_LEAST: Final = 3  # characters: fewer say nothing by themselves
_SHORT: Final = 30
_ENDS: Final = "。；; \u3000"
_TOLD: Final = 1000


def find_untold(
    blocks: Sequence[NoticeBlock], frame: Frame, duties: Sequence[Duty], checks: Iterable[Check]
) -> Iterator[Check]:
    """The sentences of a notice that stand neither in a duty nor in what was told of it already, each with its place."""
    said = _Said(duties, checks)
    about, marks = list[str](), list[str]()
    for at, block in enumerate(blocks):
        if not isinstance(block, Paragraph):
            continue
        if at < frame.begins or _is_frame(block):
            about.append(block.text)
            continue
        number = parse_label(block.label, block.text)
        words = number.rest if number else block.text
        if number and classify_heading(words) == "general":  # 「二、重点任务」
            marks += _placed(block, said.unquoted(number.printed + words))
            continue
        rest = "".join(sentence for sentence in split_outside(words, "。；;\n") if not said.holds(sentence))
        if rest:
            whole = f"{number.printed}{rest}" if number and rest == words else rest
            yield from _told("D823" if _asks(rest) else "D822", whole, f"第{block.number}段")
        held = (clause for one in split_outside(words, "。；;\n") if said.holds(one) for clause in said.unquoted(one))
        marks += _placed(block, held)
    if marks:
        yield from _told("D825", "；".join(marks), "")
    if about:
        yield from _told("D821", "；".join(line.replace("\n", "").strip("；;") for line in about), "")


def _placed(block: Paragraph, clauses: Iterable[str]) -> list[str]:
    words = "，".join(clauses)
    return [f"第{block.number}段{words}"] if words else []


def _told(code: str, text: str, source: str) -> Iterator[Check]:
    """The words whole, in as many lines of the list as they need."""
    words = text.replace("\n", "").strip()
    yield from (left_out(code, words[at : at + _TOLD], source) for at in range(0, len(words), _TOLD))


def _is_frame(block: Paragraph) -> bool:
    text = block.text
    if parse_label(block.label, text) is not None:
        return False
    addressed = text.endswith(("：", ":")) and names_in(text.rstrip("：:")) is not None
    return is_aside_line(text) or is_title_line(text) or addressed


def _asks(text: str) -> bool:
    """Whether words that are no duty name a unit that has to act, or say until when."""
    named = any(unit.kind == "unit" for subject in find_subjects(text) for unit in subject.units)
    return not is_idle(text) and (named or bool(find_deadlines(text)))


class _Said:
    """All that the sheet and the list say, without signs and spaces."""

    def __init__(self, duties: Sequence[Duty], checks: Iterable[Check]) -> None:
        words = [part for duty in duties for part in (duty.text, *duty.group, *duty.marks)]
        words += [str(fact) for check in checks for fact in check.said.facts.values()]
        self._text = "\n".join(map(_bare, words))
        marks = {name for duty in duties for words in duty.marks for name in _CLAUSES.split(words)}
        self._marks = sorted(filter(None, map(_bare, marks)), key=len, reverse=True)

    def holds(self, sentence: str) -> bool:
        """Whether each clause of a sentence stands somewhere, or only says whose a duty is and until when."""
        return all(self._has(clause) for clause in _CLAUSES.split(sentence))

    def unquoted(self, sentence: str) -> Iterator[str]:
        """What of a sentence stands nowhere in these words, only by what it means: a short one whole, else clause by clause.

        A clause keeps its brackets: 「运力组织（责任部门：生产经营科）」.
        """
        words = [sentence] if len(sentence) <= _SHORT else split_outside(sentence, "，,。；;\n")
        return (part.strip(_ENDS) for part in words if _bare(part) not in self._text)

    def _has(self, clause: str) -> bool:
        bare = _bare(clause)
        if len(bare) < _LEAST or bare in self._text:
            return True
        for mark in self._marks:
            bare = bare.replace(mark, "")
        rest = _IDLE_WORDS.sub("", bare)
        return len(rest) < _LEAST or rest in self._text


def _bare(text: str) -> str:
    return _SIGNS.sub("", fold(squeeze(text)))
