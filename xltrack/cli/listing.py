"""The commands that only show: what was read, what there is to say of it, and what the program tells of itself."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from xltrack import api
from xltrack.assessment.model import Assessment, Judged
from xltrack.base.address import column_letters
from xltrack.base.diagnostics import Diagnostic, gather_repeated
from xltrack.base.errors import UsageError
from xltrack.base.rules import Severity, all_rules, rule
from xltrack.base.text import fold, on_one_line, shorten, visible, width
from xltrack.cli import listing_words, words
from xltrack.cli.console import tell, tell_json
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said
from xltrack.domain.records import Deadline, Table, iso
from xltrack.ooxml.limits import BOUNDS, DEFAULT_LIMITS, Limits
from xltrack.programs.inspection import list_diagnostics, list_documents, render_inspection
from xltrack.telling.words import SEVERITY

_ROOM = 76  # columns for the words of a cell
_FACT = 400  # columns for the deadline of a task, and for its units
_NAMED = 6  # cells named of those that say the same


def check(said: Said) -> int:
    """`xltrack check FILE… [--json]`: print every diagnostic; 0 clean, 1 with errors (`--strict`: warnings too) or a file not read."""
    gathered = gather(said)
    assessment = gathered.assessment
    found = [list_diagnostics(assessment, index) for index in range(len(assessment.documents))]
    everything = [diagnostic for own in found for diagnostic in own]
    failing = {"error", "warning"} if said.strict else {"error"}
    status = 1 if failing & {d.severity for d in everything} else gathered.status
    if said.json:
        from xltrack.programs.checks import render_checks

        return tell_json(render_checks(assessment, gathered.skipped, passed=not status), status)
    for document, own in zip(assessment.documents, found, strict=True):
        for diagnostic, others in gather_repeated(own):
            tell(list_diagnostic(document.source, diagnostic, others))
    return tell(list_counts(everything, len(assessment.documents), len(assessment.tasks)), status)


def list_diagnostic(source: str, diagnostic: Diagnostic, others: Sequence[Diagnostic] = ()) -> Iterator[str]:
    """「任务分解表.xlsx:附件2!E14: D401 …」, the words with a caret line, the remedy, related cells, cells with the same."""
    place = f"{source}:{diagnostic.cell.a1}" if diagnostic.cell else source
    yield f"{place}: {diagnostic.code} {on_one_line(diagnostic.message)}（{SEVERITY[diagnostic.severity]}）"
    yield from (f"    {line}" for line in draw_span(diagnostic.text, *diagnostic.span))
    yield "    " + words.REMEDY.format(deed=on_one_line(diagnostic.remedy))
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
    head = on_one_line(text[:start])
    while width(head) > _ROOM // 2:
        head = head[len(head) // 4 + 1 :]
    cut = "…" if len(head) < start else ""
    marked = shorten(on_one_line(text[start:end]), _ROOM)
    tail = shorten(on_one_line(text[end:]), max(_ROOM - width(cut + head + marked), 8))
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
            code=code, severity=SEVERITY[known.severity], count=codes[code], sentence=known.pattern
        )
    yield words.COUNTS.format(total=len(found), **{s: severities[s] for s in order})
    yield words.MORE.format(code=found[0].code)


def inspect(said: Said) -> int:
    """`xltrack inspect FILE [--json] [--overlay OUT.xlsx]`: show one document; 0."""
    gathered = gather(said)
    assessment = gathered.assessment
    if said.overlay:
        roster = api.read_roster(said.roster, password=said.password)[0] if said.roster else None
        written = api.overlay(
            gathered.paths[0], said.overlay, assessment.as_of, year=said.year, roster=roster, password=said.password
        )
        print(*map(visible, written.summary), sep="\n", file=sys.stderr if said.json else sys.stdout)
    if said.json:
        tell_json(render_inspection(assessment))
    elif not said.overlay:
        tell(list_document(assessment))
    return gathered.status


def list_document(assessment: Assessment) -> Iterator[str]:
    """The lines that show a document to a person."""
    document = list_documents(assessment)[0]
    judged = {id(j.task): j for j in (*assessment.tasks, *assessment.copies)}
    yield document.source
    for table in document.tables:
        yield from ("", *_list_table(table, judged))
    if not document.tables:
        yield listing_words.LISTING_EMPTY


def _list_table(table: Table, judged: dict[int, Judged]) -> Iterator[str]:
    yield listing_words.LISTING_TABLE.format(
        sheet=table.sheet,
        range=table.range.a1,
        kind=listing_words.LISTING_KIND[table.kind],
        annex=f"{table.annex} " if table.annex else "",
        title=table.title or "",
    ).rstrip()
    places = [listing_words.LISTING_ROW.format(row=c.number) if table.turned else c.letters for c in table.columns]
    yield listing_words.LISTING_COLUMNS.format(
        columns="，".join(
            f"{place} {c.header or '（无名）'}＝{listing_words.ROLES[c.role]}"
            for place, c in zip(places, table.columns, strict=True)
        )
    )
    yield listing_words.LISTING_COUNT.format(count=len(table.tasks))
    if table.copy_of:
        yield listing_words.LISTING_COPY.format(other=table.copy_of)
    for task in table.tasks:
        units = "、".join(unit.name + listing_words.UNIT_ROLES[unit.role] for unit in task.units)
        own = judged.get(id(task))
        state, number = (own.word, own.number) if own else ("", "")
        place = column_letters(task.row) if table.turned else str(task.row)
        yield f"{place:>5}  {number or task.seq or '—'}  {shorten(task.text, 60)}"
        facts = (shorten(fact, _FACT) for fact in (_list_deadline(task.deadline), units, state) if fact)
        yield "       " + "｜".join(facts)


def _list_deadline(deadline: Deadline) -> str:
    days = "、".join(
        f"{m.label or ''}{f'{iso(m.start)}至' if m.start else ''}{iso(m.due)}" for m in deadline.milestones
    )
    return days or f"{listing_words.DEADLINE_KINDS[deadline.kind]} {deadline.text}".strip()


def templates(said: Said) -> int:
    """`xltrack templates [--eject FOLDER]`: list the templates and what they can name, or copy them out."""
    from xltrack.template import shipped, words

    if said.eject:
        return tell(words.EJECTED.format(path=path) for path in shipped.eject(said.eject))
    return tell(list_templates())


def list_rules() -> Iterator[str]:
    """Every rule in one line."""
    return (f"{known.code}  {SEVERITY[known.severity]}  {known.pattern}" for known in all_rules().values())


def list_page(code: str) -> tuple[str, ...]:
    """The page of one rule; full-width and lower-case codes are understood. UsageError (D164) for a code that is none."""
    wanted = fold(code).strip().upper()
    known = all_rules().get(wanted)
    if known is None:
        near = [c for c in all_rules() if c[:3] == wanted[:3]]
        raise UsageError("D164", text=code, near="；相近的有" + "、".join(near) if near else "")
    head = words.PAGE_HEAD.format(code=known.code, severity=SEVERITY[known.severity], sentence=known.pattern)
    return head, "", known.page, "", words.PAGE_DEED.format(deed=known.deed_pattern)


def list_limits(limits: Limits) -> Iterator[str]:
    """The heading, then one line for each limit: what it bounds, how much, the rule and its sentence."""
    yield words.LIMITS_HEAD
    for name, bound in BOUNDS.items():
        columns = ((bound.what, 26), (bound.amount(limits, name), 12))
        padded = "".join(text + " " * max(room - width(text), 1) for text, room in columns)
        yield f"  {padded}{bound.code}  {rule(bound.code).pattern}"


def list_templates() -> Iterator[str]:
    """The templates that come with xltrack, and what a template can name."""
    from xltrack.notices import words as notice_words
    from xltrack.template import words as template_words
    from xltrack.template.shipped import shipped_templates

    yield from (path.name for path in shipped_templates())
    yield from ("", template_words.HOW_TO, *template_words.EXAMPLES)
    for head, names in (
        (template_words.PAGE_HEAD, template_words.PAGE_NAMES),
        (template_words.TASK_HEAD, template_words.TASK_NAMES),
        (template_words.DOMAIN_HEAD, template_words.DOMAIN_NAMES),
    ):
        yield from ("", head, *_list_names(names))
    yield from (template_words.HEADERS_TOO, "", notice_words.MANUAL_HOW, notice_words.MANUAL_HEAD)
    yield from (*_list_names(notice_words.PAGE_NAMES), *notice_words.MANUAL_LOOP)
    for name, fields in notice_words.LISTS.items():
        yield notice_words.MANUAL_LIST.format(name=name, fields=notice_words.LIST_COMMA.join(fields))


def _list_names(names: Mapping[str, str]) -> Iterator[str]:
    from xltrack.template.words import NAME

    return (NAME.format(name=name, meaning=meaning).rstrip() for name, meaning in names.items())


LISTERS: Final[Mapping[str, Callable[[Said], int]]] = {
    "check": check,
    "inspect": inspect,
    "explain": lambda said: tell(list_page(said.code) if said.code else list_rules()),
    "limits": lambda _: tell(list_limits(DEFAULT_LIMITS)),
    "templates": templates,
}
