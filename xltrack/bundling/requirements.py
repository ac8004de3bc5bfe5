"""What wheels require on a PC that is not this one: pip asks its markers of the system that it runs on, these are asked of the target."""

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final, NamedTuple
from zipfile import ZipFile

from xltrack.base.patterns import pattern
from xltrack.bundling.targets import Target

_PARTS: Final = pattern(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?\s*([^;]*?)\s*(?:;\s*(.*))?")
_VERSION: Final = pattern(r"\d+(?:\.\d+)*")
_ORDERS: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], bool]]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}  # fmt: skip


class Requirement(NamedTuple):
    """A line of Requires-Dist: the name that a wheel goes by, its extras, the versions as written, the marker."""

    name: str
    extras: frozenset[str]
    versions: str
    marker: str

    @property
    def asked(self) -> str:
        """The words for pip, without extras: what those bring is found in the wheel."""
        return f"{self.name}{self.versions}"


def read_requirement(line: str) -> Requirement:
    """「lxml>=5.2; extra == "x"」 by its parts; ValueError where it is none."""
    found = _PARTS.fullmatch(line)
    if not found:
        raise ValueError(line)
    name, extras, versions, marker = found.groups(default="")
    listed = frozenset(filter(None, (extra.strip() for extra in extras.split(","))))
    return Requirement(folded(name), listed, versions.strip("() "), marker.strip())


def folded(name: str) -> str:
    """A project's name as all its spellings have it: 「Jinja2」 is 「jinja2」, 「et_xmlfile」 is 「et-xmlfile」."""
    return re.sub(r"[-_.]+", "-", name).lower()


def project_of(wheel: Path) -> str:
    """The project of a wheel by the name of its file."""
    return folded(wheel.name.partition("-")[0])


def requirements_of(metadata: bytes) -> tuple[Requirement, ...]:
    """What the METADATA of a wheel requires."""
    return tuple(read_requirement(str(line)) for line in message_from_bytes(metadata).get_all("Requires-Dist", []))


def metadata_of(wheel: Path) -> bytes:
    """The METADATA of a wheel."""
    with ZipFile(wheel) as archive:
        return archive.read(
            next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        )


def all_asked(first: Iterable[Requirement], wheels: Iterable[Path], target: Target) -> dict[str, str]:
    """All that is required on the target, directly or by one of the wheels that are there.

    Returns:
        The words for pip, in order, each with the project that they are of.
    """
    known = {project_of(wheel): requirements_of(metadata_of(wheel)) for wheel in wheels}
    asked: dict[str, str] = {}
    seen = set[tuple[str, str]]()
    waiting = [one for one in first if holds(one.marker, target)]
    while waiting:
        one = waiting.pop(0)
        asked.setdefault(one.asked, one.name)
        for extra in {"", *one.extras}:
            if (one.name, extra) not in seen:
                seen.add((one.name, extra))
                waiting += [of for of in known.get(one.name, ()) if holds(of.marker, target, extra)]
    return asked


def holds(marker: str, target: Target, extra: str = "") -> bool:
    """Whether a marker is true on the target; one that cannot be read is: better a wheel too many."""
    if not marker:
        return True
    facts = {
        "implementation_name": "cpython", "platform_python_implementation": "CPython", "python_version": target.version,
        "python_full_version": target.python, "implementation_version": target.python, "extra": extra, **target.markers,
    }  # fmt: skip
    try:
        return _holds(ast.parse(marker, mode="eval").body, facts)
    except SyntaxError:
        return True


def _holds(node: ast.expr, facts: Mapping[str, str]) -> bool:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_holds(part, facts) for part in parts)
        case ast.BoolOp(values=parts):
            return any(_holds(part, facts) for part in parts)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compared(_word(left, facts), op, _word(right, facts))
    return True


def _word(node: ast.expr, facts: Mapping[str, str]) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else facts.get(ast.unparse(node), "")


def _compared(left: str, op: ast.cmpop, right: str) -> bool:
    if isinstance(op, (ast.In, ast.NotIn)):
        return (left in right) == isinstance(op, ast.In)
    if _VERSION.fullmatch(left) and _VERSION.fullmatch(right):
        return _ORDERS[type(op)](_numbers(left), _numbers(right))
    return _ORDERS[type(op)](left, right)


def _numbers(version: str) -> tuple[int, ...]:
    """A version as numbers without zeros at its end: 3.12.0 is 3.12."""
    return tuple(int(part) for part in re.sub(r"(?:\.0+)+$", "", version).split("."))
