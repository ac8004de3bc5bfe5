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
    *words: object, before: str = "", cwd: Path = ROOT, environment: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    """Run the command line; in a process of its own where its environment, its streams or a program before it are given."""
    said = [str(word) for word in words]
    if not (before or environment or options):
        return _run_here(said, cwd)
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", before + MAIN, *said],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        check=False,
        **{"capture_output": True, "timeout": 120, **options},
    )


def _run_here(words: list[str], cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """The same without the start of a process, which costs more than most commands."""
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with chdir(cwd), redirect_stdout(output), redirect_stderr(errors):
        status = main(words)
    shown = [stream.buffer.getvalue() for stream in (output, errors)]  # type: ignore[attr-defined]
    return subprocess.CompletedProcess(words, status, *shown)
