"""Takes back what installing left, the last first."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from xltrack.addin.lists import is_empty, without_entry
from xltrack.addin.putting import BACKUP
from xltrack.addin.registry import Registry
from xltrack.addin.traces import Part, Trace, Traces
from xltrack.addin.trust import Trust
from xltrack.base.errors import OutputError
from xltrack.placing.whole import content_of, write_whole

_LAST: Final = ("key", "folder")


def take_back(traces: Traces, parts: Collection[Part], registry: Registry | None, trust: Trust) -> list[Trace]:
    """Take back what parts left; what could not be taken back, which stays noted."""
    left = []
    # A key of the registry goes once nothing is in it, a folder too.
    things = traces.noted[::-1]
    things.sort(key=lambda one: _LAST.index(one.kind) if one.kind in _LAST else -1)
    for one in [one for one in things if one.part in parts and one.kind != "folder"]:
        try:
            done = _undo(one, registry, trust)
        except (OSError, OutputError):
            done = False
        if done:
            traces.drop(one)
        else:
            left.append(one)
    for one in [one for one in reversed(traces.noted) if one.part in parts and one.kind == "folder"]:
        with suppress(OSError):
            Path(one.what).rmdir()  # one that holds what others put there stays
            traces.noted.remove(one)
    if traces.file.parent.is_dir():
        traces.save()
    return left


def _undo(one: Trace, registry: Registry | None, trust: Trust) -> bool:
    """Take one thing back; whether that was done."""
    if one.kind == "trust":
        return trust.remove(one.what) or not trust.has(one.what)
    if one.kind == "file":
        Path(one.what).unlink(missing_ok=True)
    elif one.kind == "list":
        _leave(Path(one.what), one.name, str(one.before))
    elif registry is None:
        return False
    elif one.kind == "key":
        registry.prune(one.what)
    elif one.before is None:
        registry.remove(one.what, one.name)
    else:
        registry.write(one.what, one.name, one.before)
    return True


def _leave(path: Path, name: str, digest: str) -> None:
    """Take our entry out of a list; one that nobody has touched since is again as it was, or goes."""
    now, backup = content_of(path), path.with_name(path.name + BACKUP)
    if not now:
        return
    if backup.is_file() and hashlib.sha256(now).hexdigest() == digest:
        write_whole(path, backup.read_bytes())
        return
    try:
        after = without_entry(now, name)
    except ValueError:
        return  # somebody made something else of it, and our entry is not in it
    if is_empty(after):
        path.unlink()
    elif after != now:
        write_whole(path, after)
