"""Running the command line as users do: in a process of its own, with its own console and locale, or quickly in this one."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from xltrack.cli import main

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_workbooks"
TRACKED = SAMPLES / "榆阳区_跟踪.xlsx"
DAY = ("--as-of", "2021-08-01")

# Makes the import of some modules fail, as on a machine that does not have them.
BARRED = """
import sys
class Barrier:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {barred!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
for name in {barred!r}:
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Barrier())
"""
MAIN = "\nimport sys\nfrom xltrack.cli import main\nsys.exit(main(sys.argv[1:]))\n"


def xltrack(
    *words: object,
    before: str = "",
    cwd: Path = ROOT,
    environment: dict[str, str] | None = None,
    given: bytes = b"",
    alone: bool = False,
    **options: Any,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line with what is `given` on its standard input.

    In a process of its own where it is to be `alone`, or where its environment, its streams or a program before it are named.
    """
    said = [str(word) for word in words]
    if not (alone or before or environment or options):
        return _run_here(said, cwd, given)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", before + MAIN, *said],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        check=False,
        **{"capture_output": True, "timeout": 120, "input": given, **options},
    )


def _run_here(words: list[str], cwd: Path, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """The same without the start of a process, which costs more than most commands."""
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(given))
    try:
        with chdir(cwd), redirect_stdout(output), redirect_stderr(errors):
            status = main(words)
    finally:
        sys.stdin = stdin
    shown = [stream.buffer.getvalue() for stream in (output, errors)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, status, *shown)
