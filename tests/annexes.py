"""附件 as tests look at them: composed from sketches and samples, read by openpyxl, printed by LibreOffice."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook, load_workbook

from tests import sketch
from tests.processes import ROOT, SAMPLES
from xltrack import api
from xltrack.annex.compose import annex_workbook
from xltrack.assessment.model import Assessment
from xltrack.domain.settings import Policy
from xltrack.reading.document import read_document

DAY = date(2021, 8, 1)
SHEETS = [
    *(path for path in sorted(SAMPLES.glob("*.xlsx")) if "名录" not in path.name),
    *sorted(p for p in (ROOT / "tests" / "data" / "corpus").iterdir() if p.suffix in (".xlsx", ".xls")),
]


def judged(drawn: str | Path, as_of: date = DAY, **policy: object) -> Assessment:
    """A sketch or a workbook, read and judged."""
    document = api.read(drawn) if isinstance(drawn, Path) else read_document(sketch.book(drawn))
    return api.assess([document], as_of, Policy(**policy))  # type: ignore[arg-type]


def annexed(assessment: Assessment) -> Workbook:
    """The workbook of 附件 as openpyxl reads it."""
    return load_workbook(BytesIO(annex_workbook(assessment).data))


def pages(pdf: Path) -> list[str]:
    """The words of each printed page without spaces."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60).stdout
    return [re.sub(r"\s", "", page) for page in text.decode("utf-8").split("\f")[:-1]]


def told(assessment: Assessment) -> list[tuple[object, ...]]:
    """What the tasks say and are judged to be, without where they stand; a blank report as whatever was printed for it."""
    return [
        (
            j.task.seq, j.task.group, j.task.text, [(u.name, u.role, u.kind) for u in j.task.units],
            j.task.deadline.to_dict(), [back.to_dict() for back in j.task.reports], j.task.struck,
            j.state, j.days, j.done, j.progress,
        )
        for j in assessment.tasks
    ]  # fmt: skip
