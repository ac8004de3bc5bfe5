"""Comparing what was read with a truth file, field by field: a field is right only where all of it is right."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Any


def fold(words: object) -> str:
    """The words without width, spaces, curly quotes and closing marks: what a clerk would call the same."""
    text = "".join(unicodedata.normalize("NFKC", str(words or "")).split())
    return text.replace("“", '"').replace("”", '"').rstrip("。;；,.、")


def task_fields(task: dict[str, Any], judged: bool) -> dict[str, object]:
    deadline = task["deadline"]
    fields: dict[str, object] = {
        "seq": fold(task["seq"]).strip("()"),
        "group": [fold(group) for group in task["group"]],
        "text": fold(task["text"]),
        "units": unit_field(task["units"]),
        "deadline": deadline_field(deadline),
        "reports": sorted((str(r["due"]), fold(r["to"])) for r in task["reports"]),
    }
    if judged:
        status = task["status"]
        progress = status["progress"]
        fields |= {
            "state": status["state"],
            "done_date": status["done_date"],
            "progress": None if progress is None else round(float(progress), 3),
        }
    return fields


def unit_field(units: list[dict[str, Any]]) -> Counter[tuple[str, str, str]]:
    return Counter((fold(unit["name"]), unit["role"], unit["kind"]) for unit in units)


def deadline_field(deadline: dict[str, Any]) -> tuple[object, ...]:
    recurring = deadline["kind"] == "recurring"
    milestones = [(fold(m["label"]).rstrip(":"), m["start"], m["due"]) for m in deadline["milestones"]]
    return deadline["kind"], bool(deadline["ongoing"]), [] if recurring else milestones


def differences(truth: dict[str, Any], read: dict[str, Any]) -> Iterator[str]:
    """Every difference between a truth file and the JSON of what was read, in words."""
    tables = {(table["sheet"], task["row"]): table for table in read["tables"] for task in table["tasks"]}
    tasks = {(table["sheet"], task["row"]): task for table in read["tables"] for task in table["tasks"]}
    expected = {(table["sheet"], task["row"]) for table in truth["tables"] for task in table["tasks"]}
    for place in sorted(tasks.keys() - expected):
        yield f"{place}: read as a task, is none: {tasks[place]['text']}"
    for table in truth["tables"]:
        first = tables.get((table["sheet"], table["tasks"][0]["row"]), {})
        for key in ("kind", "annex", "title"):
            if fold(table.get(key)).rstrip(":") != fold(first.get(key)).rstrip(":"):
                yield f"{table['sheet']} {key}: {table.get(key)!r} was read as {first.get(key)!r}"
        for key in ("range", "columns"):
            if key in table and table[key] != first.get(key):
                yield f"{table['sheet']} {key}: {table[key]!r} was read as {first.get(key)!r}"
        for task in table["tasks"]:
            place = table["sheet"], task["row"]
            if place not in tasks:
                yield f"{place}: not read: {task['text']}"
                continue
            wanted = task_fields(task, "status" in task)
            found = task_fields(tasks[place], "status" in task)
            yield from (f"{place} {k}: {wanted[k]!r} was read as {found[k]!r}" for k in wanted if wanted[k] != found[k])
