"""A template that a user gives, filled in a process of its own: whatever stands in it, the program goes on.

The limits grow with what there is to fill in; Jinja2, docxtpl and openpyxl know none of their own.
"""

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Literal

from xltrack.base.children import ask_child
from xltrack.base.errors import SourceError, UsageError, XltrackError
from xltrack.base.platform import limit_from_now
from xltrack.ooxml.limits import MEGABYTE

# Beyond what the libraries take: more than five times what filling costs.
_SECONDS, _SECONDS_OF_ROW = 1.4, 0.01
_MEMORY, _MEMORY_OF_ROW = 200 * MEGABYTE, 40_000
# Until these hold: what importing the libraries may take.
_STARTING: Final = 8.0
_LIBRARIES: Final = 4096 * MEGABYTE
_KINDS: Final[dict[str, type[XltrackError]]] = {kind.__name__: kind for kind in (UsageError, SourceError)}
Filled = tuple[dict[str, Any], bytes]


def ask_filled(room: Literal["annex", "notice"], job: object, name: str, rows: int) -> Filled:
    """What a child makes of a template.

    Args:
        room: which one fills it.
        job: what it is given.
        name: what the template is called in sentences.
        rows: how many things there are to fill in.

    Raises:
        UsageError, SourceError: what filling raises; D219 it took too much time or memory, D220 the child did not begin.
    """
    memory, seconds = _MEMORY + rows * _MEMORY_OF_ROW, _SECONDS + rows * _SECONDS_OF_ROW
    try:
        asked = ask_child(room, pickle.dumps(job), _LIBRARIES, seconds + _STARTING, str(memory), str(seconds))
    except SourceError:
        raise UsageError("D220", name=name) from None
    said, data = asked or ({}, b"")
    if not said:
        raise UsageError("D219", name=name)
    if "refused" in said:
        raise _KINDS[said["kind"]](said["refused"], **said["facts"])
    return said, data


def answer_filled(fill: Callable[[Any], Filled], data: bytes, limits: Sequence[str]) -> Iterator[bytes]:
    """The answer of the child: a line of JSON, and the bytes of what was filled."""
    job = pickle.loads(data)
    memory, seconds = limits
    limit_from_now(int(memory), float(seconds))
    content = b""
    try:
        said, content = fill(job)
    except XltrackError as error:
        said = {"refused": error.code, "kind": type(error).__name__, "facts": error.facts}
    except (MemoryError, RecursionError):
        said = {}
    yield json.dumps(said, default=str).encode() + b"\n"
    yield content
