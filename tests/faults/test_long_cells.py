"""Legal cells that hold 32,000 characters of repeated words, and one such text that thousands of cells share: every file keeps its limits.

`xltrack limits` promises 15 seconds of processor time for a file; time and memory are measured in a process of its own.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import packages
from tests.faults.reading import judge_folder

LONGEST = 32_000  # characters of a cell; Excel holds 32,767
SHARED = 3_000  # cells
MOST_SECONDS, MOST_MEMORY = (
    15.0 + 5.0,
    600,
)  # of processor time, with what is shown of it; MB, with the JSON of 3,000 such cells
HEAD = ("序号", "主要任务", "责任单位", "完成时限", "完成情况")
PLAIN = ("1", "制定实施方案", "区教育局", "2021年6月底前", "正在推进")
WORDS = {
    "deadline": (
        "1月", "第一季度", "2021年", "每月", "6月底前、", "延至", "原定6月底→", "国庆节前", "印发后10个工作日内", "A领域:6月底;", "（",
    ),
    "units": (
        "牵头", "、区教育局", "区局", "等", "街道", "乡镇", "和区局", "各县（市）", "同（3）", "牵头单位：", "（牵头）", "有关部门",
    ),
    "status": ("《", "已完成；", "未", "完成", "7月：完成；", "6.10完成；", "☑完成", "100%", "（完成）", "下一步", "3/5", "于"),
    "text": (
        "1.", "（一）", "制定方案；", "7月15日前报区政府办，", "①", "《", "6月底前完成，", "（牵头单位：区教育局）", "一是", "合计", "注：",
    ),
}  # fmt: skip
COLUMNS = {"text": 1, "units": 2, "deadline": 3, "status": 4}
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")


def repeated(word: str) -> str:
    return (word * (LONGEST // len(word) + 1))[:LONGEST]


def written(path: Path, texts: Sequence[str], cells: list[tuple[int, int]]) -> None:
    """A workbook whose rows, one for each entry of `cells`, hold one of the texts in a column, and plain words elsewhere."""
    table = [*HEAD, *PLAIN, *texts]

    def row(number: int, indices: list[int]) -> str:
        return f'<row r="{number}">' + "".join(
            f'<c r="{letter}{number}" t="s"><v>{index}</v></c>' for letter, index in zip("ABCDE", indices, strict=True)
        ) + "</row>"  # fmt: skip

    rows = [row(1, [0, 1, 2, 3, 4])]
    for number, (column, text) in enumerate(cells, 2):
        indices = [5, 6, 7, 8, 9]
        indices[column] = 10 + text
        rows.append(row(number, indices))
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;") for text in table)
    strings = packages.strings(*(f"<t>{text}</t>" for text in escaped))
    path.write_bytes(packages.book(packages.sheet("".join(rows)), texts=strings))


@pytest.mark.parametrize("rows", ["each its own", "shared"])
@pytest.mark.parametrize("kind", WORDS)
def test_long_cells_of_repeated_words_keep_the_limits(tmp_path: Path, kind: str, rows: str) -> None:
    texts, column = [repeated(word) for word in WORDS[kind]], COLUMNS[kind]
    cells = [(column, at) for at in range(len(texts))] if rows == "each its own" else [(column, 0)] * SHARED
    written(tmp_path / "a.xlsx", texts, cells)
    before = spent()
    found = judge_folder(tmp_path)
    (trial,) = found.trials.values()
    assert not trial.fault or trial.fault.startswith("took")  # a busy machine is no fault of the file
    assert trial.outcome == "D135" or trial.outcome.startswith(f"{len(cells)} tasks")
    assert (True, True) == (spent() - before < MOST_SECONDS, found.peak < MOST_MEMORY), (spent() - before, found.peak)


def spent() -> float:
    """Processor time of all processes that this one started and that are over."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
