"""What the program tells of itself: its rules, its limits, its templates."""

from collections.abc import Iterator, Mapping

from xltrack.base.errors import UsageError
from xltrack.base.rules import all_rules, rule
from xltrack.base.text import fold, width
from xltrack.cli import words
from xltrack.cli.console import tell
from xltrack.cli.parser import Said
from xltrack.notices import words as notice_words
from xltrack.ooxml.limits import BOUNDS, DEFAULT_LIMITS, Limits
from xltrack.template import words as template_words
from xltrack.template.shipped import eject, shipped_templates


def explain(said: Said) -> int:
    """`xltrack explain [CODE]`: the page of one rule, or all in a line each; UsageError (D164) for a code that is none."""
    return tell(list_page(said.code) if said.code else list_rules())


def limits(_said: Said) -> int:
    """`xltrack limits`: how much of a file is read before it is refused, each bound with what is said."""
    return tell(list_limits(DEFAULT_LIMITS))


def templates(said: Said) -> int:
    """`xltrack templates [--eject FOLDER]`: list the templates and what they can name, or copy them out."""
    if said.eject:
        return tell(template_words.EJECTED.format(path=path) for path in eject(said.eject))
    return tell(list_templates())


def list_rules() -> Iterator[str]:
    """Every rule in one line."""
    for known in all_rules().values():
        yield f"{known.code}  {words.SEVERITY[known.severity]}  {known.pattern}"


def list_page(code: str) -> Iterator[str]:
    """The page of one rule; full-width and lower-case codes are understood."""
    wanted = fold(code).strip().upper()
    known = all_rules().get(wanted)
    if known is None:
        near = [c for c in all_rules() if c[:3] == wanted[:3]]
        raise UsageError("D164", text=code, near="；相近的有" + "、".join(near) if near else "")
    yield words.PAGE_HEAD.format(code=known.code, severity=words.SEVERITY[known.severity], sentence=known.pattern)
    yield ""
    yield known.page
    yield ""
    yield words.PAGE_DEED.format(deed=known.deed_pattern)


def list_limits(limits: Limits) -> Iterator[str]:
    """The heading, then one line for each limit: what it bounds, how much, the rule and its sentence."""
    yield words.LIMITS_HEAD
    for name, bound in BOUNDS.items():
        what, amount = (_padded(text, room) for text, room in ((bound.what, 26), (bound.amount(limits, name), 12)))
        yield f"  {what}{amount}{bound.code}  {rule(bound.code).pattern}"


def _padded(text: str, room: int) -> str:
    return text + " " * max(room - width(text), 1)


def list_templates() -> Iterator[str]:
    """The templates that come with xltrack, and what a template can name."""
    yield from (path.name for path in shipped_templates())
    yield ""
    yield template_words.HOW_TO
    yield from template_words.EXAMPLES
    for head, names in (
        (template_words.PAGE_HEAD, template_words.PAGE_NAMES),
        (template_words.TASK_HEAD, template_words.TASK_NAMES),
        (template_words.DOMAIN_HEAD, template_words.DOMAIN_NAMES),
    ):
        yield ""
        yield head
        yield from _names(names)
    yield template_words.HEADERS_TOO
    yield from _notice_manual()


def _notice_manual() -> Iterator[str]:
    yield ""
    yield notice_words.MANUAL_HOW
    yield notice_words.MANUAL_HEAD
    yield from _names(notice_words.PAGE_NAMES)
    yield from notice_words.MANUAL_LOOP
    for name, fields in notice_words.LISTS.items():
        shown = notice_words.LIST_COMMA.join(fields)
        yield notice_words.MANUAL_LIST.format(name=name, fields=shown)


def _names(names: Mapping[str, str]) -> Iterator[str]:
    for name, meaning in names.items():
        yield template_words.NAME.format(name=name, meaning=meaning).rstrip()
