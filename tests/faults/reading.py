"""What comes of a file: read, judged, shown in every way, or refused with one right sentence; anything else is a fault."""

from __future__ import annotations

import ctypes
import gc
import json
import re
import subprocess
import sys
import time
import traceback
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltrack import api
from xltrack.base.errors import SourceError
from xltrack.base.rules import rule
from xltrack.cli.listing import list_diagnostic, list_document
from xltrack.programs.inspection import list_diagnostics, render_inspection
from xltrack.report.writing import report_workbook

ROOT = Path(__file__).parents[2]
AS_OF = date(2021, 8, 1)
SLOWEST = 20.0  # seconds that no file may take


class Trial(NamedTuple):
    """What came of one file.

    Attributes:
        outcome: 「3 tasks; D180; D183 表!A5, 表!A6, 表!A7 and 9 more」, or the code of a refusal.
        seconds: of processor time of this process.
        fault: a traceback, a hang or a sentence that is not whole; 「」 where all is well.
    """

    outcome: str
    seconds: float
    fault: str


class Trials(NamedTuple):
    """What came of each file of a folder, read by one process; the highest peaks of that process and of its children in MB."""

    trials: dict[str, Trial]
    peak: float
    child: float


def judge_folder(folder: Path, *, report: bool = False) -> Trials:
    """Read all files of a folder in a process of their own."""
    command = [sys.executable, "-m", "tests.faults.reading", str(folder), *["report"] * report]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8")
    told = json.loads(done.stdout)
    assert not done.stderr
    return Trials({name: Trial(*trial) for name, trial in told["trials"].items()}, told["peak"], told["child"])


def judge(path: Path, *, report: bool = False) -> Trial:
    """Read a file and show it as every command would; `report` writes the workbook too."""
    began = time.monotonic()
    outcome = fault = ""
    try:
        outcome = _outcome(path, report=report)
    except SourceError as error:
        outcome, fault = error.code, _doubt(path, error)
    except BaseException as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__}: {error} at {Path(where.filename).name}:{where.lineno}"[:300]
    seconds = time.monotonic() - began
    return Trial(outcome, seconds, fault or (f"took {seconds:.1f} s" if seconds > SLOWEST else ""))


def _outcome(path: Path, *, report: bool) -> str:
    assessment = api.assess([api.read(path)], AS_OF)
    assert json.loads("".join(render_inspection(assessment)).encode(errors="replace"))
    assert all(isinstance(line, str) for line in list_document(assessment))
    found = list_diagnostics(assessment)
    for diagnostic in found:
        assert all(line.strip() for line in list_diagnostic(path.name, diagnostic))
    if report:
        assert report_workbook(assessment).data
    said: dict[str, list[str]] = {}
    for d in found:
        if d.severity == "error" or d.code < "D2" or d.code.startswith("D24"):
            said.setdefault(d.code, []).extend([d.cell.a1] if d.cell else [])
    return "; ".join([f"{len(assessment.tasks)} tasks", *(_brief(code, cells) for code, cells in said.items())])


def _brief(code: str, cells: list[str]) -> str:
    more = f" and {len(cells) - 3} more" if len(cells) > 3 else ""
    return f"{code} {', '.join(cells[:3])}{more}".rstrip()


def _doubt(path: Path, error: SourceError) -> str:
    """What is wrong with the sentence of a refusal, or 「」."""
    known = rule(error.code)
    sentence, deed = known.message(error.facts), known.remedy(error.facts)
    if path.name not in sentence or not deed or "None" in sentence or "{" in sentence + deed:
        return f"not a whole sentence: {sentence}。{deed}"
    return ""


def main(arguments: list[str]) -> None:
    """Judge each file of a folder, and tell what came of it and what it took."""
    import resource

    trials, peak = {}, 0.0
    for path in sorted(Path(arguments[0]).iterdir()):
        _forget()
        trials[path.name] = judge(path, report="report" in arguments)
        peak = max(peak, _peak())
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    json.dump({"trials": trials, "peak": peak, "child": child}, sys.stdout, ensure_ascii=True)


def _forget() -> None:
    """Give back what the last file took, and have the kernel count the peak anew: each file is to be counted by itself."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> float:
    """The most memory of this process in MB; what `getrusage` tells begins with that of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) / 1024  # type: ignore[index]


if __name__ == "__main__":
    main(sys.argv[1:])
