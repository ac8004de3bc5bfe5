"""A JSON document for other programs: its kind and version first, then what it tells, a long list an item to a line."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, Literal

from xltrack.base.text import visible_json

Kind = Literal["inspect", "check", "report", "offices", "update", "error"]
# Raised where a field goes, is called otherwise or means something else; a field that is added raises none.
VERSIONS: Final[Mapping[Kind, int]] = {"inspect": 1, "check": 1, "report": 1, "offices": 1, "update": 1, "error": 1}


def as_json(value: object) -> str:
    """A value on one line, in which nothing makes a console do anything."""
    return visible_json(json.dumps(value, ensure_ascii=False))


def version_mark(kind: Kind) -> dict[str, object]:
    """What a document begins with: 「{"xltrack_check": 1}」."""
    return {f"xltrack_{kind}": VERSIONS[kind]}


def tell_written(path: Path | None) -> list[dict[str, object]]:
    """The files that a run has written, wherever it ran."""
    return [{"path": str(path.absolute())}] if path else []


def item_lines(items: Iterable[object]) -> Iterator[str]:
    """The items of a list, each on a line of its own: a large one never stands there as a whole."""
    for number, item in enumerate(items):
        yield f"{',' if number else ''}\n    {as_json(item)}"


def render_document(
    kind: Kind, head: Mapping[str, object], lists: Mapping[str, Iterable[object]] | None = None
) -> Iterator[str]:
    """A document of what stands in its head, and of its long lists by name."""
    yield as_json({**version_mark(kind), **head})[:-1]
    for name, items in (lists or {}).items():
        yield f",\n {as_json(name)}: ["
        yield from item_lines(items)
        yield "]"
    yield "}\n"
