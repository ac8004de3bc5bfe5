"""Running the command line as users do: in a process of its own, with its own console, locale and folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

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
    """Run the command line; `before` is a program that runs first in the same process."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", before + MAIN, *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
        check=False,
        **{"capture_output": True, "timeout": 120, **options},
    )
