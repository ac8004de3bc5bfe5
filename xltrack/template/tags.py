"""Tags in cells: parsed, checked and filled in by Jinja2, which stands in this module alone.

A template comes from anywhere, so little of Jinja2 is let in: names, fields of a loop's item, comparisons, `if`, `for` over the
lists that are given, a few filters. No calls, no assignments, no arithmetic that multiplies text: what a cell can cost is bounded
by the number of tasks. The sandbox stands behind that as a second wall.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from xltrack.errors import UsageError
from xltrack.template.words import LISTS, MARKS, NESTED, REASONS, UNSUITED

LONGEST: Final = 32_767
_MOST_STEPS: Final = 2_000_000
_SINGLE: Final = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%|\{#).)*)\}\}\s*", re.DOTALL)
_MARK: Final = re.compile(r"\{#-?\s*(\S+?)\s*-?#\}")
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.Filter,
    nodes.Test, nodes.For, nodes.Keyword,
)  # fmt: skip
_FILTERS: Final = (
    "default",
    "d",
    "join",
    "length",
    "count",
    "first",
    "last",
    "round",
    "abs",
    "int",
    "upper",
    "lower",
    "trim",
)
_TESTS: Final = ("defined", "undefined", "none", "number", "string", "odd", "even")
_LOOP: Final = frozenset({"index", "index0", "first", "last", "length"})


class Item(dict[str, Any]):
    """The names of one row; a blank one is None."""


class Tag(NamedTuple):
    """A cell with tags, parsed: where it stands, its words, the mark that it carries, the names that it uses."""

    cell: str
    text: str
    mark: str
    names: frozenset[str]


class Tags:
    """Parses and fills the cells of one template; the steps of all its loops together are bounded."""

    def __init__(self, lists: Mapping[str, Sequence[Item]], fields: Mapping[str, Sequence[str]]) -> None:
        self.fields = fields
        self._left = _MOST_STEPS
        self._lists = {name: _Counted(lists[name], self._step) for name in lists}
        self._environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=_blank)
        env = self._environment
        env.filters = {name: env.filters[name] for name in _FILTERS}
        env.tests = {name: env.tests[name] for name in _TESTS} | {
            name: test for name, test in env.tests.items() if not name.isalpha()
        }
        env.globals = {}
        self._compiled: dict[str, Any] = {}

    def parse(self, cell: str, text: str) -> Tag:
        """Check one cell.

        Raises:
            UsageError: the tags are no tags (D705), use what is not allowed (D707), or a mark is unknown (D709).
        """
        mark = next((found[1] for found in _MARK.finditer(text) if found[1].startswith("每")), "")
        if mark and mark not in MARKS:
            raise UsageError("D709", cell=cell, mark=mark, known="、".join(MARKS))
        try:
            tree = self._environment.parse(text)
        except TemplateSyntaxError as error:
            raise UsageError("D705", cell=cell, reason=_reason(error)) from None
        except RecursionError:
            raise UsageError("D705", cell=cell, reason=NESTED) from None
        words = _MARK.sub(lambda found: "" if found[1] in MARKS else found[0], text)
        return Tag(cell, words, mark, frozenset(self._check(tree, cell)))

    def _check(self, tree: nodes.Template, cell: str) -> Iterator[str]:
        """The names that a cell takes from outside; UsageError where it uses more of Jinja2 than is let in."""
        targets: dict[str, str] = {}
        for loop in tree.find_all(nodes.For):
            if not isinstance(loop.target, nodes.Name) or not isinstance(loop.iter, nodes.Name) or loop.recursive:
                raise UsageError("D707", cell=cell, what="for", known="、".join(LISTS))
            if loop.iter.name not in LISTS:
                raise UsageError("D706", cell=cell, name=loop.iter.name, known="、".join(LISTS))
            targets[loop.target.name] = LISTS[loop.iter.name]
        for node in _walk(tree):
            self._check_node(node, targets, cell)
            if (
                isinstance(node, nodes.Name)
                and node.name not in targets
                and node.name != "loop"
                and node.name not in LISTS
            ):
                yield node.name

    def _check_node(self, node: nodes.Node, targets: Mapping[str, str], cell: str) -> None:
        name = str(getattr(node, "name", ""))
        foreign = (isinstance(node, nodes.Filter) and name not in _FILTERS) or (
            isinstance(node, nodes.Test) and name not in self._environment.tests
        )
        if type(node) not in _ALLOWED or foreign:
            raise UsageError("D707", cell=cell, what=name or type(node).__name__.lower(), known="、".join(_FILTERS))
        if isinstance(node, nodes.Getattr):
            owner = node.node.name if isinstance(node.node, nodes.Name) else ""
            fields = _LOOP if owner == "loop" else self.fields.get(targets.get(owner, ""), ())
            if node.attr not in fields:
                raise UsageError("D706", cell=cell, name=f"{owner}.{node.attr}", known="、".join(sorted(fields)))

    def fill(self, tag: Tag, names: Mapping[str, Any]) -> Any:
        """What a cell becomes: the value itself where it is one name or expression alone, else text, not longer than a cell.

        Raises:
            UsageError: a name has no value here (D706), loops take too long (D710), or values do not go together (D705).
        """
        given = {**self._lists, **names}
        try:
            alone = _SINGLE.fullmatch(tag.text)
            return self._expression(alone[1])(**given) if alone else self._text(tag.text, given)
        except UndefinedError:
            raise UsageError("D706", cell=tag.cell, name="、".join(sorted(tag.names)), known="、".join(names)) from None
        except (TemplateSyntaxError, SecurityError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise UsageError("D705", cell=tag.cell, reason=_reason(error)) from None
        except _TooLongError:
            raise UsageError("D710", cell=tag.cell) from None

    def _expression(self, text: str) -> Any:
        if text not in self._compiled:
            self._compiled[text] = self._environment.compile_expression(text, undefined_to_none=False)
        return self._compiled[text]

    def _text(self, text: str, given: Mapping[str, Any]) -> str:
        if text not in self._compiled:
            self._compiled[text] = self._environment.from_string(text)
        pieces, length = [], 0
        for piece in self._compiled[text].generate(given):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST:
                break
        return "".join(pieces)

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooLongError


class _TooLongError(Exception):
    """The loops of a template have gone through more items than a template can need."""


class _Counted(Sequence[Item]):
    """A list for loops that counts how often it is gone through."""

    def __init__(self, items: Sequence[Item], step: Any) -> None:
        self._items, self._step = items, step

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            self._step()
            yield item


def has_tags(text: str) -> bool:
    """Whether a cell's words hold anything for Jinja2."""
    return "{{" in text or "{%" in text or "{#" in text


def is_name(word: str) -> bool:
    """Whether a header can be written as a name in a tag."""
    return word.isidentifier() and word not in (
        "loop",
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
        "else",
        "true",
        "false",
        "none",
    )


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    stack = [node]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(node.iter_child_nodes())


def _blank(value: Any) -> Any:
    return "" if value is None else value


def _reason(error: Exception) -> str:
    if not isinstance(error, TemplateSyntaxError):
        return UNSUITED
    said = str(error.message)
    return next(words for start, words in REASONS.items() if said.startswith(start))
