"""The promise of docs/schemas held against what is told: documents are checked, and which of the promised fields occur in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.processes import ROOT

FOLDER = ROOT / "docs" / "schemas"
KINDS = sorted(path.name.removesuffix(".schema.json") for path in FOLDER.iterdir())


@cache
def schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of document."""
    told: dict[str, Any] = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(told)
    return told


@cache
def closed(kind: str) -> Draft202012Validator:
    """The schema with no room for a field that it does not name: to programs it is open, for fields are added in time."""
    return Draft202012Validator(_closed(schema(kind)), format_checker=FormatChecker())


def _closed(part: Any) -> Any:
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    shut = {name: _closed(one) for name, one in part.items()}
    return {**shut, "additionalProperties": False} if isinstance(part.get("properties"), dict) else shut


def faults(kind: str, document: Any) -> list[str]:
    """What of a document is not as its schema says."""
    return [f"{error.json_path}: {error.message}" for error in closed(kind).iter_errors(document)]


def promised(kind: str) -> set[str]:
    """Every field of a kind of document, by where its schema names it."""
    return set(_promised(schema(kind)))


def _promised(part: Any, place: str = "") -> Iterator[str]:
    if isinstance(part, list):
        for number, one in enumerate(part):
            yield from _promised(one, f"{place}/{number}")
    elif isinstance(part, dict):
        for name, one in part.items():
            if name == "properties":
                yield from (f"{place}/{field}" for field in one)
            yield from _promised(one, f"{place}/{name}" if name != "properties" else place)


def told(kind: str, document: Any) -> set[str]:
    """The fields that a document has and that hold something, by where the schema names them."""
    return set(_told(kind, schema(kind), document, ""))


def _told(kind: str, part: dict[str, Any], value: Any, place: str) -> Iterator[str]:
    if reference := part.get("$ref"):
        place = reference.removeprefix("#")
        yield from _told(kind, schema(kind)["$defs"][place.rpartition("/")[2]], value, place)
    for number, one in enumerate(part.get("anyOf", [])):
        if isinstance(value, dict) and set(value) == set(one.get("properties", ())):
            yield from _told(kind, one, value, f"{place}/anyOf/{number}")
    if isinstance(value, dict):
        for name, one in part.get("properties", {}).items():
            if value.get(name) is not None:
                yield f"{place}/{name}"
                yield from _told(kind, one, value[name], f"{place}/{name}")
    if isinstance(value, list) and "items" in part:
        for one in value:
            yield from _told(kind, part["items"], one, f"{place}/items")
