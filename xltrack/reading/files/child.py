"""The child processes that read what libraries not written for hostile files read: within limits of time and memory."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from xltrack.base.platform import run_limited


def ask_child(module: str, limits: Sequence[float], data: bytes, seconds: float) -> tuple[dict[str, Any], bytes] | None:
    """What a module run as a program answers: its line of JSON, and the bytes behind it; None where its time was up.

    The first is empty where it was killed, or died in the middle.
    """
    # -P: a file in the current folder that is named like a library is not to be imported in its place.
    done = run_limited([sys.executable, "-P", "-m", module, *map(str, limits)], data, seconds)
    if done is None:
        return None
    head, _, rest = done[1].partition(b"\n")
    try:
        said = json.loads(head)
    except ValueError:
        said = None
    return said if isinstance(said, dict) else {}, rest
