"""Every moment of a command at which a disk can fail: one harness for all commands that write.

The n-th call that touches the folder fails, for n = 1, 2, 3 … as often as a run makes any: the disk is full or broken, the place
forbidden, the file locked, the run killed. Whatever stands in the folder then is whole, the old or the new; it is told in one sentence
and an exit status; the next run makes what the first one was to make, and leaves nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from fnmatch import fnmatch
from io import BytesIO
from itertools import cycle, product
from pathlib import Path
from subprocess import CompletedProcess
from typing import NamedTuple
from unittest import mock

from openpyxl import load_workbook

from tests.faults.calls import KINDS, failing, killing
from tests.processes import xltrack

WHOLE = bool(os.environ.get("XLTRACK_EVERY_CALL"))
STEP = 10
KILLED = "killed"
_PATIENCE = 900  # seconds, on a machine that has much else to do
DAY = ("--as-of", "2021-08-01")
Files = Mapping[str, bytes]
_UNWISHED = ("Traceback", "程序出错", "结果显示不出去")


class Scene(NamedTuple):
    """A command that writes.

    Attributes:
        words: the command; {} in a word stands for the folder.
        prepare: puts into the folder what it needs.
        timed: names of files that tell the time of the run, or what no two runs have in common: they are whole, and not compared.
        judged: names of files that may say less where something could not be read, which the run has told then.
        between: names of files that are written in two steps, and may be as they stand after the first one.
        later: what a sentence of the next run may hold that a run that nothing fails does not say.
        around: what a run in a folder stands in; before: the same as a program, for a run that is killed.
        check: looks at a folder after a failure, and after the run behind it.
    """

    words: tuple[str, ...]
    prepare: Callable[[Path], object]
    timed: tuple[str, ...] = ()
    judged: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    around: Callable[[Path], AbstractContextManager[object]] = nullcontext
    before: Callable[[Path], str] = lambda _: ""
    check: Callable[[Path, bool], None] = lambda _, __: None

    def run(self, folder: Path, **options: object) -> CompletedProcess[bytes]:
        """Run it in a folder."""
        return xltrack(*(word.replace("{}", str(folder)) for word in (*self.words, *DAY)), **options)  # type: ignore[arg-type]


class Known(NamedTuple):
    """What a run is to come to: how many calls it makes, the files before, after one run, after two; what the two say."""

    calls: int
    old: Files
    new: Files
    again: Files
    first: CompletedProcess[bytes]
    second: CompletedProcess[bytes]


class Sweep:
    """The moments of a scene, each in a folder as it was prepared."""

    def __init__(self, scene: Scene, place: Path) -> None:
        self.scene, self.folder, self._kept = scene, place / "夹", place / "原样"
        self._kept.mkdir()
        scene.prepare(self._kept)
        self.known = self._know()

    def _know(self) -> Known:
        self._renew()
        old = files_in(self.folder)
        with self.scene.around(self.folder), failing(self.folder, 0, "full") as calls:
            first = self.scene.run(self.folder)
        new = files_in(self.folder)
        self.scene.check(self.folder, True)
        second = self._next()
        assert first.returncode in (0, 1), first.stderr.decode()
        assert old != new, "nothing was written"
        return Known(calls.count, old, new, files_in(self.folder), first, second)

    def _renew(self) -> None:
        for path in self.folder.parent.iterdir():
            if path != self._kept:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self._kept, self.folder)

    def _next(self) -> CompletedProcess[bytes]:
        with self.scene.around(self.folder):
            return self.scene.run(self.folder)

    def moments(self) -> Iterator[tuple[int, str]]:
        """Every moment with every kind of failure, or a tenth of the moments, one kind after the other."""
        kinds = (*KINDS, *((KILLED,) if sys.platform != "win32" else ()))  # signals are POSIX here
        if WHOLE:
            yield from product(range(1, self.known.calls + 1), kinds)
        else:
            yield from zip(range(STEP // 2, self.known.calls + 1, STEP), cycle(kinds), strict=False)

    def fail(self, nth: int, kind: str) -> None:
        """Let a call fail, or the run be killed at it, and see what becomes of it."""
        if kind == KILLED:
            self._kill(nth)
            return
        self._renew()
        with self.scene.around(self.folder), another_process(), failing(self.folder, nth, kind):
            done = self.scene.run(self.folder)
        said = done.stdout.decode() + done.stderr.decode()
        assert done.returncode in (0, 1, 2), (nth, kind, said)
        assert not any(word in said for word in _UNWISHED), (nth, kind, said)
        usual, lines = (one.stderr.decode().splitlines() for one in (self.known.first, done))
        more = [line for line in lines if line not in usual]
        assert len(more) <= 1, (nth, kind, more)
        if done.returncode == 2:
            assert more, (nth, kind)
        self._check(nth, kind, told=done.returncode > self.known.first.returncode or bool(more))

    def _kill(self, nth: int) -> None:
        self._renew()
        done = self.scene.run(
            self.folder, before=killing(self.folder, nth, self.scene.before(self.folder)), timeout=_PATIENCE
        )
        assert -9 == done.returncode, (nth, done.stderr.decode())
        self._check(nth, KILLED, told=False)

    def _check(self, nth: int, kind: str, *, told: bool) -> None:
        """See that all is whole; that the next run makes what it was to make, leaves nothing else, and says what it says."""
        scene, known, where = self.scene, self.known, (nth, kind)
        for name, data in files_in(self.folder).items():
            if is_left(name):
                continue
            assert is_whole(name, data), (*where, name)
            if not is_one_of(name, (*scene.timed, *scene.between, *(scene.judged if told else ()))):
                assert data in (known.old.get(name), known.new.get(name)), (*where, name)
        assert set(known.old) & set(known.new) <= set(files_in(self.folder)), where
        scene.check(self.folder, False)
        again = self._next()
        usual = {line for one in (known.first, known.second) for line in one.stderr.decode().splitlines()}
        new = [line for line in again.stderr.decode().splitlines() if line not in usual]
        more = [line for line in new if not any(word in line for word in scene.later)]
        assert not more, (*where, more)
        assert new or again.returncode <= max(known.first.returncode, known.second.returncode), where
        scene.check(self.folder, True)
        left = files_in(self.folder)
        assert not [name for name in left if is_left(name)], (*where, left.keys())
        by_words = scene.judged if told else ()
        made, *wished = (self._compared(files, by_words) for files in (left, known.new, known.again))
        assert made in wished, (*where, differing(made, wished[-1]))

    def _compared(self, files: Files, by_words: tuple[str, ...]) -> dict[str, object]:
        """What is compared of files: their bytes, of those that were made in two steps what their cells say."""
        return {
            name: cells_of(data) if is_one_of(name, by_words) and name.endswith(".xlsx") else data
            for name, data in files.items()
            if not is_one_of(name, self.scene.timed)
        }


@contextmanager
def another_process() -> Iterator[None]:
    """What runs inside is for whoever comes later a process that is gone."""
    with mock.patch("os.getpid", return_value=2**30), mock.patch("xltrack.base.platform.is_running", return_value=True):
        yield


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and in those in it, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def is_left(name: str) -> bool:
    """Whether a file is a lock, a temporary file, a journal of ours."""
    return Path(name).name.startswith(".~")


def is_one_of(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a path fits one of the patterns."""
    return any(fnmatch(name, pattern) for pattern in patterns)


def is_whole(name: str, data: bytes) -> bool:
    """Whether a file is all there, as far as its kind shows it."""
    suffix = Path(name).suffix
    if suffix in (".xlsx", ".docx"):
        return zipfile.is_zipfile(BytesIO(data)) and zipfile.ZipFile(BytesIO(data)).testzip() is None
    if suffix == ".html":
        return data.rstrip().endswith(b"</html>")
    if suffix == ".json":
        return bool(json.loads(data))
    return bool(data) or suffix == ".jsonl"


def cells_of(data: bytes) -> dict[str, list[list[str]]]:
    """What the rows of a workbook say, in whatever order they stand."""
    pages = load_workbook(BytesIO(data)).worksheets
    return {
        page.title: sorted([str(cell) for cell in row] for row in page.iter_rows(values_only=True)) for page in pages
    }


def differing(made: Mapping[str, object], wished: Mapping[str, object]) -> list[str]:
    """The names of files that differ, for who reads a failure."""
    return sorted(name for name in {*made, *wished} if made.get(name) != wished.get(name))
