"""A plan in a file and on the console: JSON that can be looked through and carried out later, lines that say cell, old and new."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from xltrack.base.address import CellRef, parse_range
from xltrack.base.errors import UsageError
from xltrack.base.text import width
from xltrack.base.values import CellError, Percent, Value
from xltrack.domain.edits import CellEdit, Plan
from xltrack.updating import words

_MARK: Final = "xltrack_plan"
_VERSION: Final = 1
_SHOWN: Final = 40  # columns of the console for what stood there


def plan_json(plan: Plan) -> bytes:
    """The file of a plan, in UTF-8, one edit on a line."""
    head = {
        _MARK: _VERSION, "source": plan.source, "sha256": plan.digest, "as_of": plan.as_of.isoformat() if plan.as_of else None,
        "answers": plan.answers,
    }  # fmt: skip
    lines = ",\n".join(json.dumps(edit_dict(edit), ensure_ascii=False) for edit in plan.edits)
    begun = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{begun},\n "edits": [\n{lines}\n]}}\n'.encode("utf-8", "surrogatepass")


def edit_dict(edit: CellEdit) -> dict[str, object]:
    """One edit as JSON has it."""
    told: dict[str, object] = {
        "sheet": edit.cell.sheet, "cell": edit.cell.a1.rpartition("!")[2], "old": _told(edit.old), "new": _told(edit.new),
        "why": edit.why,
    }  # fmt: skip
    more = {"like": edit.like or None, "width": edit.width}
    return told | {name: value for name, value in more.items() if value is not None}


def _told(value: Value | None) -> object:
    """A value that JSON tells from text: a day, a time, an error have their own form."""
    if isinstance(value, CellError):
        return {"error": value.code}
    if isinstance(value, (date, time)):
        return {"time" if isinstance(value, time) else "date": value.isoformat()}
    return float(value) if isinstance(value, float) else value


def read_plan(data: bytes, path: str) -> Plan:
    """The plan of a file; UsageError (D815) where it is none."""
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UsageError("D815", path=path, reason=words.NO_JSON) from None
    if not isinstance(told, dict) or told.get(_MARK) != _VERSION or not isinstance(told.get("edits"), list):
        raise UsageError("D815", path=path, reason=words.NO_PLAN)
    try:
        as_of = date.fromisoformat(told["as_of"]) if told.get("as_of") else None
        head = (str(told["source"]), str(told["sha256"]))
    except (KeyError, TypeError, ValueError):
        raise UsageError("D815", path=path, reason=words.NO_PLAN) from None
    return Plan(*head, tuple(_edits(told["edits"], path)), as_of, bool(told.get("answers")))


def _edits(told: Sequence[Any], path: str) -> Iterator[CellEdit]:
    for number, one in enumerate(told, 1):
        try:
            yield _edit(one)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            raise UsageError("D815", path=path, reason=words.BAD_EDIT.format(number=number)) from None


def _edit(told: Mapping[str, Any]) -> CellEdit:
    area = parse_range(told["cell"])
    like, wide = told.get("like", 0), told.get("width")
    if area is None or area.area != 1 or not 0 < area.left <= 16_384 or not 0 < area.top <= 1_048_576:
        raise ValueError(told["cell"])
    if (
        not isinstance(told["sheet"], str)
        or not 0 <= int(like) <= 16_384
        or not (wide is None or 0 < float(wide) <= 255)
    ):
        raise ValueError(told["sheet"])
    cell = CellRef(told["sheet"], area.top, area.left)
    return CellEdit(
        cell,
        _value(told["old"]),
        _value(told["new"]),
        str(told.get("why", "")),
        int(like),
        float(wide) if wide else None,
    )


def _value(told: Any) -> Value | None:
    if isinstance(told, dict):
        ((kind, words_),) = told.items()
        if kind == "error":
            return CellError(str(words_))
        if kind == "time":
            return time.fromisoformat(words_)
        return date.fromisoformat(words_) if "T" not in words_ else datetime.fromisoformat(words_)
    if isinstance(told, float) and not abs(told) <= 1e308:
        raise ValueError(told)
    if told is None or isinstance(told, (str, int, float)):
        return told
    raise TypeError(told)


def list_plan(plan: Plan) -> Iterator[str]:
    """One line for each cell that is to hold something else: cell, old, new, one under the other."""
    rows = [(edit.cell.a1, shown_value(edit.old), shown_value(edit.new)) for edit in plan.changes]
    cells = max((width(cell) for cell, _, _ in rows), default=0)
    olds = min(max((width(old) for _, old, _ in rows), default=0), _SHOWN)
    for cell, old, new in rows:
        yield words.LISTED.format(cell=_padded(cell, cells), old=_padded(old, olds), new=new)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def shown_value(value: Value | None) -> str:
    """What a cell holds, on one line."""
    if value is None or value == "":
        return words.BLANK
    if isinstance(value, Percent):
        return f"{round(value * 100, 4):g}%"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{value:.15g}"
    shown = value.isoformat() if isinstance(value, (date, time)) else str(value)
    return " ".join(shown.split())
