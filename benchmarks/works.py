"""The works that compare.py measures: whole commands, and the workbooks that they read, which are made when first asked for."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

_HERE: Final = Path(__file__).resolve().parent
_SAMPLES: Final = _HERE.parent / "sample_workbooks"
_PYTHON: Final = sys.executable
_XLTRACK: Final = str(Path(sysconfig.get_path("scripts")) / "xltrack")
_AS_OF: Final = ("--as-of", "2021-07-01")
_LAST_WEEK: Final = "2021-06-24"
_SAMPLE_DAY: Final = ("--as-of", "2021-08-01")
_OFFICE: Final = """[office]
名称 = "榆阳区人民政府办公室"
联系人 = "政务公开股"
电话 = "0912-3520000"
邮箱 = "zwgk@example.gov.cn"
"""


class Work(NamedTuple):
    """A command, and what stands before each run where it writes: a copy of another file, or nothing."""

    command: list[str]
    fresh: Mapping[Path, Path | None] = {}

    def prepare(self) -> None:
        """Put the files as they stood before the first run."""
        for path, origin in self.fresh.items():
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)
            if origin:
                shutil.copyfile(origin, path)


def works(folder: Path) -> dict[str, Callable[[], Work]]:
    """What makes each work; its files stand in `folder`."""
    made = Sheets(folder)
    return {
        "python": lambda: Work([_PYTHON, "-c", "pass"]),
        "version": lambda: Work([_XLTRACK, "--version"]),
        "help": lambda: Work([_XLTRACK, "--help"]),
        "naive 3000": lambda: script("naive", made.sheet(3000), folder / "naive.xlsx"),
        **{f"floor {n}": partial(made.floor, n) for n in (40, 3000, 100_000)},
        **{f"report {n}": partial(made.report, n) for n in (40, 3000, 100_000)},
        "week beside": made.week_beside,
        "week over": made.week_over,
        "annex 3000": lambda: made.writing("annex", made.sheet(3000), *_AS_OF, "-o", folder / "annex.xlsx"),
        "export csv": lambda: made.writing("export", made.sheet(30_000), *_AS_OF, "-o", folder / "export.csv"),
        "export json": lambda: made.writing("export", made.sheet(30_000), *_AS_OF, "-o", folder / "export.json"),
        "report sample": partial(made.sample, "report", "sample.xlsx"),
        "mail drafts": partial(made.sample, "mail", "letters"),
        "mail dry run": partial(made.sample, "mail", "letters", "--dry-run"),
    }


def script(name: str, *words: object) -> Work:
    """A script that stands beside this one."""
    return Work([_PYTHON, str(_HERE / f"{name}.py"), *map(str, words)])


class Sheets:
    """The workbooks of one run, each made once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sheet(self, rows: int, folder: str = "sheets") -> Path:
        """A decomposition sheet of so many rows, in a folder where nothing else stands but what belongs to it."""
        path = self._folder / folder / f"r{rows}.xlsx"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            subprocess.run(script("sheets", "--rows", rows, "--out", path).command, check=True)
        return path

    def floor(self, rows: int) -> Work:
        """The floor of a report of so many rows."""
        return script("floor", self.sheet(rows), self._folder / "floor.xlsx")

    def report(self, rows: int) -> Work:
        """A first report: none stands beside the sheet or where it is written to."""
        return self.writing("report", self.sheet(rows), *_AS_OF, "-o", self._folder / f"report{rows}.xlsx")

    def writing(self, verb: str, *words: object) -> Work:
        """A command of xltrack; what it writes, its last word, is not there before."""
        return Work([_XLTRACK, verb, *map(str, words)], {Path(str(words[-1])): None})

    def week_beside(self) -> Work:
        """A report of a sheet beside which last week's stands."""
        book, _ = self.last_week("beside")
        return self.writing("report", book, *_AS_OF, "-o", self._folder / "weekly.xlsx")

    def week_over(self) -> Work:
        """The same, written over a copy of last week's that has another name."""
        book, before = self.last_week("over")
        output = self._folder / "over.xlsx"
        return self.writing("report", book, *_AS_OF, "-o", output)._replace(fresh={output: before})

    def last_week(self, folder: str) -> tuple[Path, Path]:
        """A sheet of 3,000 rows in a folder of its own, and the report of last week beside it."""
        book = self.sheet(3000, folder)
        report = book.with_name(f"{book.stem}_进度_{_LAST_WEEK}.xlsx")
        command = self.writing("report", book, "--as-of", _LAST_WEEK, "-o", report).command
        subprocess.run(command, check=True, capture_output=True)
        return book, report

    def sample(self, verb: str, output: str, *options: str) -> Work:
        """A command over the sample with its roster: 79 letters, or the report of the same tasks."""
        folder = self._folder / "sample"
        if not folder.exists():
            folder.mkdir()
            for name in ("榆阳区_跟踪.xlsx", "榆阳区_单位名录.xlsx"):
                shutil.copyfile(_SAMPLES / name, folder / name)
            (folder / "xltrack.toml").write_text(_OFFICE, encoding="utf-8")
        said = ("--roster", folder / "榆阳区_单位名录.xlsx", *_SAMPLE_DAY, *options)
        return self.writing(verb, folder / "榆阳区_跟踪.xlsx", *said, "-o", self._folder / output)
