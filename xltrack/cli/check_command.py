"""`xltrack check FILE…`: what reading and judging have to say, as a compiler says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from xltrack.assessment.inspection import list_diagnostics
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.base.rules import Severity, rule
from xltrack.base.text import shorten, visible, width
from xltrack.cli import words
from xltrack.cli.console import tell
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said

_ROOM = 76  # columns for the words of a cell
_NAMED = 6  # cells named of those that say the same


def run(said: Said) -> int:
    """Print every diagnostic; 0 clean, 1 with errors (`--strict`: warnings too) or a file not read."""
    gathered = gather(said)
    assessment, everything = gathered.assessment, []
    for index, document in enumerate(assessment.documents):
        found = list_diagnostics(assessment, index)
        everything += found
        for diagnostic, others in gather_repeated(found):
            tell(list_diagnostic(document.source, diagnostic, others))
    failing = {"error", "warning"} if said.strict else {"error"}
    status = 1 if failing & {d.severity for d in everything} else gathered.status
    return tell(list_counts(everything, len(assessment.documents), len(assessment.tasks)), status)


def list_diagnostic(source: str, diagnostic: Diagnostic, others: Sequence[Diagnostic] = ()) -> Iterator[str]:
    """「任务分解表.xlsx:附件2!E14: D401 …」, the words with a caret line, the remedy, related cells, cells with the same."""
    place = f"{source}:{diagnostic.cell.a1}" if diagnostic.cell else source
    severity = words.SEVERITY[diagnostic.severity]
    yield f"{place}: {diagnostic.code} {_one_line(diagnostic.message)}（{severity}）"
    yield from (f"    {line}" for line in draw_span(diagnostic.text, *diagnostic.span))
    yield "    " + words.REMEDY.format(deed=_one_line(diagnostic.remedy))
    if diagnostic.related:
        yield "    " + words.RELATED.format(cells="、".join(cell.a1 for cell in diagnostic.related))
    if others:
        named = "、".join(other.cell.a1 for other in others[:_NAMED] if other.cell)
        yield "    " + words.REPEATED.format(count=len(others), cells=named + ("……" if len(others) > _NAMED else ""))


def draw_span(text: str, start: int, end: int) -> Iterator[str]:
    """The words of a cell on one line, and carets under characters `start` to `end` by their width on the screen.

    Of long words only the part round the span is shown.
    """
    if not text:
        return
    head = _one_line(text[:start])
    while width(head) > _ROOM // 2:
        head = head[len(head) // 4 + 1 :]
    cut = "…" if len(head) < start else ""
    marked = shorten(_one_line(text[start:end]), _ROOM)
    tail = shorten(_one_line(text[end:]), max(_ROOM - width(cut + head + marked), 8))
    yield (cut + head + marked + tail).rstrip()
    if marked:
        yield " " * width(cut + head) + "^" * width(marked)


def list_counts(found: Sequence[Diagnostic], files: int, tasks: int) -> Iterator[str]:
    """The last lines: how many of each severity and rule; the severest and most frequent first."""
    if not found:
        yield words.NOTHING_FOUND.format(files=files, tasks=tasks)
        return
    severities = Counter(d.severity for d in found)
    codes = Counter(d.code for d in found)
    order: list[Severity] = ["error", "warning", "info"]
    yield ""
    for code in sorted(codes, key=lambda c: (order.index(rule(c).severity), -codes[c], c)):
        known = rule(code)
        yield words.COUNT_OF_RULE.format(
            code=code, severity=words.SEVERITY[known.severity], count=codes[code], sentence=known.pattern
        )
    yield words.COUNTS.format(total=len(found), **{s: severities[s] for s in order})
    yield words.MORE.format(code=found[0].code)


def _one_line(text: str) -> str:
    """Line breaks and controls as visible signs, what else is not seen as spaces."""
    return "".join(char if char.isprintable() else "⏎" if char == "\n" else " " for char in visible(text))
