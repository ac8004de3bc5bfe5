"""The little of Jinja2 that a template may use; Jinja2 stands in this module alone.

A template comes from anywhere: names, fields of a loop's item, comparisons, `if`, `for` over the lists that are given, a few
filters. No calls, no assignments, no arithmetic that multiplies text: what a template can cost is bounded by the number of tasks.
The sandbox stands behind that as a second wall. The tags of a cell may have a mark besides, for a row that is repeated.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from xltrack.base.errors import UsageError
from xltrack.template.words import IN_LOOPS, LISTS, MARKS, NESTED, NESTED_BLOCKS, REASONS, ROUNDED, UNSUITED, WIDE

_MOST_STEPS: Final = 2_000_000
_ALLOWED: Final = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Getattr, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Concat, nodes.Add, nodes.Sub, nodes.Neg, nodes.Filter,
    nodes.Test, nodes.For, nodes.Keyword,
)  # fmt: skip
_FILTERS: Final = (
    "default", "d", "join", "length", "count", "first", "last", "round", "abs", "int", "upper", "lower", "trim",
)  # fmt: skip
_TESTS: Final = ("defined", "undefined", "none", "number", "string", "odd", "even")
_DEEPEST: Final = 12  # of if and for: Jinja2 takes twice the time for each further one
_MOST_PLACES: Final = 12  # of a rounded number
_LONGEST: Final = 20_000_000  # characters of a result
_WIDE: Final = re.compile(r"｛\s*[｛{%％#]|\{\s*｛|\{％|\{ +\{")
_LOOP: Final = frozenset({"index", "index0", "first", "last", "length"})
TagPlace = Callable[[int], str]
LONGEST: Final = 32_767  # characters of a cell
_SINGLE: Final = re.compile(r"\s*\{\{((?:(?!\{\{|\}\}|\{%|\{#).)*)\}\}\s*", re.DOTALL)
_MARK: Final = re.compile(r"\{#-?\s*(\S+?)\s*-?#\}")


def is_wide(text: str) -> bool:
    """Whether a text has tags whose brackets are full-width ones, or stand apart: nothing would fill them in."""
    return bool(_WIDE.search(text))


class _Bounded(Template):
    """A template whose result is bounded."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The whole of it; TooLongError where it grows beyond all need."""
        pieces, length = [], 0
        for piece in self.generate(*args, **kwargs):
            pieces.append(piece)
            length += len(piece)
            if length > _LONGEST:
                raise TooLongError
        return "".join(pieces)


class _Environment(SandboxedEnvironment):
    """A sandbox that has every source looked at by `inspect` before it compiles it, by whatever library."""

    template_class = _Bounded
    inspect: Callable[[str], object] | None = None

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Template:
        """The template of a source that was looked at."""
        if self.inspect:
            self.inspect(source)
        return super().from_string(source, *args, **kwargs)


class Strict:
    """Checks templates that name some lists, and fills them as often as there is something to fill in."""

    def __init__(
        self, fields: Mapping[str, Sequence[str]], *, escapes: bool = False, finish: Callable[[Any], Any] | None = None
    ) -> None:
        """Make the environment.

        Args:
            fields: the lists that a loop can go over, and the names of an item of each.
            escapes: whether what is filled in is escaped for XML and HTML.
            finish: what becomes of each value on its way into text; a blank one is 「」 without it.
        """
        self.fields = fields
        env = self.environment = _Environment(
            undefined=StrictUndefined,
            autoescape=escapes,
            finalize=finish or (lambda value: "" if value is None else value),
        )
        env.filters = {name: env.filters[name] for name in _FILTERS}
        env.tests = {name: env.tests[name] for name in _TESTS} | {
            name: test for name, test in env.tests.items() if not name.isalpha()
        }
        env.globals = {}
        self._compiled: dict[str, Any] = {}

    def check(self, text: str, place: TagPlace) -> list[tuple[str, str]]:
        """Check a text; the names that it takes from outside, each with its place.

        Args:
            text: the words with their tags.
            place: where a line of it stands in the template, counted from 1.

        Raises:
            UsageError: the tags are no tags (D705), or use what is not allowed (D706, D707).
        """
        return [*self._names(self.parse(text, place), place)]

    def parse(self, text: str, place: TagPlace) -> nodes.Template:
        """The tags of a text, whatever they name; UsageError (D705) where they are none."""
        for number, line in enumerate(text.split("\n"), 1):
            if is_wide(line):
                raise UsageError("D705", cell=place(number), reason=WIDE)
        try:
            return self.environment.parse(text)
        except TemplateSyntaxError as error:
            raise UsageError("D705", cell=place(error.lineno), reason=reason_in_words(error)) from None
        except (RecursionError, ValueError):  # a number of thousands of digits
            raise UsageError("D705", cell=place(1), reason=NESTED) from None

    def _names(self, tree: nodes.Template, place: TagPlace) -> Iterator[tuple[str, str]]:
        _check_depth(tree, place)
        for node, targets in _walk(tree):
            if isinstance(node, nodes.For):
                self._check_loop(node, place)
            self._check_node(node, targets, place)
            inside = {*targets, "loop"} if targets else set()
            if isinstance(node, nodes.Name) and node.name not in inside and node.name not in self.fields:
                yield node.name, place(node.lineno)

    def _check_loop(self, loop: nodes.For, place: TagPlace) -> None:
        known = "、".join(self.fields)
        if not isinstance(loop.target, nodes.Name) or not isinstance(loop.iter, nodes.Name) or loop.recursive:
            raise UsageError("D707", cell=place(loop.lineno), what="for", known=known)
        if loop.iter.name not in self.fields:
            raise UsageError("D706", cell=place(loop.lineno), name=loop.iter.name, known=known)

    def _check_node(self, node: nodes.Node, targets: Mapping[str, str], place: TagPlace) -> None:
        name = str(getattr(node, "name", ""))
        foreign = (isinstance(node, nodes.Filter) and name not in _FILTERS) or (
            isinstance(node, nodes.Test) and name not in self.environment.tests
        )
        if type(node) not in _ALLOWED or foreign:
            what = name or type(node).__name__.lower()
            raise UsageError("D707", cell=place(node.lineno), what=what, known="、".join(_FILTERS))
        if isinstance(node, nodes.Filter) and name == "round" and not _is_modest(node):
            raise UsageError("D705", cell=place(node.lineno), reason=ROUNDED)
        if isinstance(node, nodes.Getattr):
            owner = node.node.name if isinstance(node.node, nodes.Name) else ""
            fields = _LOOP if owner == "loop" else self.fields.get(targets.get(owner, ""), ())
            if node.attr not in fields:
                found = f"{owner}.{node.attr}"
                raise UsageError(
                    "D706", cell=place(node.lineno), name=found, known="、".join(sorted(fields)) or IN_LOOPS
                )

    def whole(self, text: str, given: Mapping[str, Any]) -> str:
        """The text filled in; raises `MISTAKES`, `UNKNOWN` and `TooLongError`."""
        return self._template(text).render(given)

    def pieces(self, text: str, given: Mapping[str, Any]) -> Iterator[str]:
        """The text filled in, piece by piece; raises `MISTAKES` and `TooLongError`."""
        return self._template(text).generate(given)

    def _template(self, text: str) -> Template:
        template: Template = self._compiled.get(text) or self.environment.from_string(text)
        self._compiled[text] = template
        return template

    def value(self, expression: str, given: Mapping[str, Any]) -> Any:
        """What one expression gives, as it is; raises as `pieces`."""
        if expression not in self._compiled:
            self._compiled[expression] = self.environment.compile_expression(expression, undefined_to_none=False)
        return self._compiled[expression](**given)


def bounded(lists: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The lists for one filling; the steps of all loops over them together are bounded."""
    steps = iter(range(_MOST_STEPS))
    return {name: _Counted(items, steps) for name, items in lists.items()}


class TooLongError(Exception):
    """The loops of a template have gone through more items, or made more text, than a template can need."""


UNKNOWN: Final = UndefinedError
MISTAKES: Final = (TemplateSyntaxError, SecurityError, TypeError, ValueError, OverflowError, RecursionError)


class _Counted(Sequence[Any]):
    """A list for loops that counts how often it is gone through."""

    def __init__(self, items: Sequence[Any], steps: Iterator[int]) -> None:
        self._items, self._steps = items, steps

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index]

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            if next(self._steps, None) is None:
                raise TooLongError
            yield item


def reason_in_words(error: Exception) -> str:
    """Why a value or a tag is wrong, in the user's words."""
    if not isinstance(error, TemplateSyntaxError):
        return UNSUITED
    return next(words for start, words in REASONS.items() if str(error.message).startswith(start))


def _check_depth(tree: nodes.Node, place: TagPlace) -> None:
    """Refuse blocks that stand in each other deeper than any template needs; UsageError D705."""
    stack = [(tree, 0)]
    while stack:
        node, depth = stack.pop()
        if depth > _DEEPEST:
            raise UsageError("D705", cell=place(node.lineno), reason=NESTED_BLOCKS.format(most=_DEEPEST))
        stack += [(inner, depth + isinstance(inner, (nodes.If, nodes.For))) for inner in node.iter_child_nodes()]


def _is_modest(rounding: nodes.Filter) -> bool:
    """Whether the places of a rounded number are written out, and few."""
    given = [*rounding.args[:1], *(word.value for word in rounding.kwargs if word.key == "precision")]
    places = [number.node if isinstance(number, nodes.Neg) else number for number in given]
    return not (rounding.dyn_args or rounding.dyn_kwargs) and all(
        isinstance(number, nodes.Const) and isinstance(number.value, int) and number.value <= _MOST_PLACES
        for number in places
    )


def _walk(tree: nodes.Node) -> Iterator[tuple[nodes.Node, Mapping[str, str]]]:
    """Every node in order, each with the loops that it stands in: name of the item, name of the list."""
    stack: list[tuple[nodes.Node, Mapping[str, str]]] = [(tree, {})]
    while stack:
        node, targets = stack.pop()
        yield node, targets
        if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name) and isinstance(node.iter, nodes.Name):
            inner = {**targets, node.target.name: node.iter.name}
            stack += [(part, targets) for part in reversed(node.else_)]
            stack += [(part, inner) for part in reversed(node.body)]
            stack += [(node.test, inner)] if node.test else []
            stack += [(node.target, inner), (node.iter, targets)]
        else:
            stack += [(part, targets) for part in reversed([*node.iter_child_nodes()])]


class Tag(NamedTuple):
    """A cell with tags, parsed: where it stands, its words, the mark that it carries, the names that it uses."""

    cell: str
    text: str
    mark: str
    names: frozenset[str]


class TemplateTags:
    """Parses and fills the cells of one template; the steps of all its loops together are bounded."""

    def __init__(self, lists: Mapping[str, Sequence[Mapping[str, Any]]], fields: Mapping[str, Sequence[str]]) -> None:
        self._strict = Strict({name: fields.get(kind, ()) for name, kind in LISTS.items()})
        self._lists = bounded(lists)

    def parse(self, cell: str, text: str) -> Tag:
        """Check one cell.

        Raises:
            UsageError: the tags are no tags (D705), use what is not allowed (D706, D707), or a mark is unknown (D709).
        """
        mark = next((found[1] for found in _MARK.finditer(text) if found[1].startswith("每")), "")
        if mark and mark not in MARKS:
            raise UsageError("D709", cell=cell, mark=mark, known="、".join(MARKS))
        used = self._strict.check(text, lambda _: cell)
        words = _MARK.sub(lambda found: "" if found[1] in MARKS else found[0], text)
        return Tag(cell, words, mark, frozenset(name for name, _ in used))

    def fill(self, tag: Tag, names: Mapping[str, Any]) -> Any:
        """What a cell becomes: the value itself where it is one name or expression alone, else text, not longer than a cell.

        Raises:
            UsageError: a name has no value here (D706), loops take too long (D710), or values do not go together (D705).
        """
        try:
            alone = _SINGLE.fullmatch(tag.text)
            given = {**self._lists, **names}
            return self._strict.value(alone[1], given) if alone else self._text(tag.text, given)
        except UNKNOWN:
            raise UsageError("D706", cell=tag.cell, name="、".join(sorted(tag.names)), known="、".join(names)) from None
        except MISTAKES as error:
            raise UsageError("D705", cell=tag.cell, reason=reason_in_words(error)) from None
        except TooLongError:
            raise UsageError("D710", cell=tag.cell) from None

    def _text(self, text: str, given: Mapping[str, Any]) -> str:
        pieces, length = [], 0
        for piece in self._strict.pieces(text, given):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST:
                break
        return "".join(pieces)


def has_tags(text: str) -> bool:
    """Whether a cell's words hold anything for Jinja2."""
    return "{{" in text or "{%" in text or "{#" in text or is_wide(text)


def is_name(word: str) -> bool:
    """Whether a header can be written as a name in a tag."""
    return word.isidentifier() and word not in (
        "loop", "and", "or", "not", "in", "is", "if", "else", "true", "false", "none",
    )  # fmt: skip
