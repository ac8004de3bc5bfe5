"""What comes of a file: read, judged, shown in every way, or refused with one right sentence; anything else is a fault."""

from __future__ import annotations

import json
import time
import traceback
from datetime import date
from pathlib import Path
from typing import NamedTuple

from xltrack import api
from xltrack.assessment.inspection import compose_inspection, list_diagnostics
from xltrack.cli.check_command import list_diagnostic
from xltrack.cli.inspect_command import list_document
from xltrack.errors import SourceError
from xltrack.report.writing import report_workbook
from xltrack.rules import rule

AS_OF = date(2021, 8, 1)
SLOWEST = 20.0  # seconds that no file may take


class Trial(NamedTuple):
    """What came of one file.

    Attributes:
        outcome: 「3 tasks; D180; D183 表!A5」, or the code of a refusal.
        seconds: of processor time of this process.
        fault: a traceback, a hang or a sentence that is not whole; 「」 where all is well.
    """

    outcome: str
    seconds: float
    fault: str


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
    json.dumps(compose_inspection(assessment), ensure_ascii=False).encode(errors="replace")
    assert all(isinstance(line, str) for line in list_document(assessment))
    found = list_diagnostics(assessment)
    for diagnostic in found:
        assert all(line.strip() for line in list_diagnostic(path.name, diagnostic))
    if report:
        assert report_workbook(assessment).data
    said = [f"{d.code} {d.cell.a1}" if d.cell else d.code for d in found if d.severity != "info" or d.code < "D2"]
    return "; ".join([f"{len(assessment.tasks)} tasks", *dict.fromkeys(said)])


def _doubt(path: Path, error: SourceError) -> str:
    """What is wrong with the sentence of a refusal, or 「」."""
    known = rule(error.code)
    sentence, deed = known.message(error.facts), known.remedy(error.facts)
    if path.name not in sentence or not deed or "None" in sentence or "{" in sentence + deed:
        return f"not a whole sentence: {sentence}。{deed}"
    return ""
