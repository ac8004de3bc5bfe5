"""The analyst's door."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.api import export
from xltrack.assessment.frame import check_format, guard_formula, render_rows, to_frame
from xltrack.assessment.judge import judge, understand
from xltrack.assessment.model import Assessment, Judged, Tally
from xltrack.base.address import CellRange
from xltrack.base.errors import OutputError, UsageError
from xltrack.domain.records import Deadline, Document, Milestone, Reported, Table, Task, UnitRole
from xltrack.domain.roster import Roster
from xltrack.domain.settings import Policy

STAGED = Deadline(
    "6月底前开工、12月底前完工",
    "staged",
    milestones=(Milestone("开工", None, date(2021, 6, 30)), Milestone("完工", date(2021, 7, 1), date(2021, 12, 31))),
)
LEAD = UnitRole("区政府办", "lead", "unit", unit="榆阳区人民政府办公室")
GROUP = UnitRole("各乡镇", "support", "group", members=("甲镇", "乙镇"))
TASKS = (
    Task(4, "1", ("编制方案", "起草"), "=1+1", (LEAD, GROUP), STAGED, reported=Reported("正在推进", None, 0.5)),
    Task(5, None, (), "印发", (), Deadline(), reported=Reported("已完成", date(2021, 7, 1))),
)
TABLE = Table("附件2", CellRange(3, 1, 5, 5), "tasks", "附件2", "任务分解表", (), TASKS)
DOCUMENT = Document("表.xlsx", (TABLE,), (), Roster())
AS_OF = date(2021, 8, 1)
JUDGED = tuple(Judged(0, TABLE, task, judge(understand(task, Policy()), AS_OF), (), ()) for task in TASKS)
ASSESSMENT = Assessment(
    (DOCUMENT,), AS_OF, Policy(), JUDGED, Tally({"overdue": 1, "done": 1}), (), (), (), (), False, ()
)


def test_one_row_for_each_task_unit_and_milestone():
    frame = to_frame([DOCUMENT])
    assert [
        (4, "区政府办", 1, "开工"),
        (4, "区政府办", 2, "完工"),
        (4, "各乡镇", 1, "开工"),
        (4, "各乡镇", 2, "完工"),
    ] == list(frame.loc[frame["行"] == 4, ["行", "单位", "节点序号", "节点"]].itertuples(index=False, name=None))
    assert 1 == (frame["行"] == 5).sum()
    assert "状态" not in frame.columns


def test_a_document_offers_its_frame():
    pd.testing.assert_frame_equal(to_frame([DOCUMENT]), DOCUMENT.to_frame())


def test_the_kinds_of_columns_are_an_analysts():
    frame = to_frame([DOCUMENT], ASSESSMENT)
    assert pd.Timestamp("2021-12-31") == frame["截止日期"].max()
    assert frame["距期天数"].isna().sum() == 1
    assert 0.5 == frame["进度"].max()
    assert ["编制方案 / 起草", ""] == list(frame["分组"].unique())
    assert ["榆阳区人民政府办公室", "甲镇、乙镇"] == list(frame["单位全称"].dropna().unique())
    assert {"逾期", "已完成"} == set(frame["状态"])


def test_a_document_without_tasks_keeps_its_columns():
    empty = Document("空.xlsx", (), (), Roster())
    assert list(to_frame([DOCUMENT]).columns) == list(to_frame([empty]).columns)


def test_csv_is_for_excel_and_runs_nothing(tmp_path):
    assert 5 == export(ASSESSMENT, tmp_path / "表.csv").rows
    data = (tmp_path / "表.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    read = pd.read_csv(tmp_path / "表.csv")
    assert "'=1+1" == read["任务"][0]
    assert "2021-06-30" == read["截止日期"][0]
    assert -32 == read["距期天数"][0]
    assert ["表.csv"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠"])
def test_what_begins_like_a_formula_is_shown_as_text(mark):
    assert f"'{mark}cmd|' /C calc'!A0" == guard_formula(f"{mark}cmd|' /C calc'!A0")


def test_numbers_and_other_words_stay():
    assert [-3, "a=b", None] == [guard_formula(value) for value in (-3, "a=b", None)]


def test_parquet_gives_the_same_frame(tmp_path):
    export(ASSESSMENT, tmp_path / "表.PARQUET")
    written = pd.read_parquet(tmp_path / "表.PARQUET")
    expected = to_frame(ASSESSMENT.documents, ASSESSMENT)
    assert list(expected.columns) == list(written.columns)
    assert list(expected["截止日期"].dropna()) == list(written["截止日期"].dropna())
    assert list(expected["任务"]) == list(written["任务"])


def test_json_is_utf8_with_plain_dates(tmp_path):
    export(ASSESSMENT, tmp_path / "表.json")
    rows = json.loads((tmp_path / "表.json").read_text(encoding="utf-8"))
    assert ("=1+1", "2021-06-30", -32, None) == tuple(rows[0][k] for k in ("任务", "截止日期", "距期天数", "完成日期"))


def is_no_tie(share: float) -> bool:
    """Whether the eleventh decimal leaves no doubt of the tenth: at a tie the two libraries may part."""
    return abs(share * 10**10 % 1 - 0.5) > 1e-3


SHARES = (
    st.none()
    | st.integers(0, 10**12).map(lambda parts: parts / 10**12).filter(is_no_tie)
    | st.floats(1e-9, 1).filter(is_no_tie)
    | st.just(1)
)


@given(st.lists(SHARES, min_size=2, max_size=2))
def test_text_files_are_those_that_pandas_writes(shares):
    bases = [one.verdict.basis._replace(progress=share) for one, share in zip(JUDGED, shares, strict=True)]
    judged = [one._replace(verdict=judge(basis, AS_OF)) for one, basis in zip(JUDGED, bases, strict=True)]
    assessment = ASSESSMENT._replace(tasks=tuple(judged))
    shown = to_frame(assessment.documents, assessment)
    for name in ("起始日期", "截止日期", "完成日期", "评判日期"):
        shown[name] = shown[name].dt.strftime("%Y-%m-%d")
    records = json.loads(shown.to_json(orient="records"))
    words = shown.select_dtypes(exclude=["number", "bool"]).columns
    shown[words] = shown[words].map(guard_formula)
    table = shown.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig")
    text, listed = (b"".join(render_rows(assessment, suffix)) for suffix in (".csv", ".json"))
    assert table == text
    # pandas before 2.3 tells whole numbers of a column with gaps as 1.0: numbers are compared, not their letters.
    assert records == json.loads(listed)
    assert listed == (json.dumps(json.loads(listed), ensure_ascii=False, indent=1) + "\n").encode()


def test_nothing_to_export_is_a_table_without_rows():
    nothing = ASSESSMENT._replace(documents=(), tasks=())
    assert [] == json.loads(b"".join(render_rows(nothing, ".json")))
    assert 1 == b"".join(render_rows(nothing, ".csv")).count(b"\n")


def test_the_same_export_again_writes_nothing_and_another_one_stands_beside_it(tmp_path):
    first, again = (export(ASSESSMENT, tmp_path / "表.csv").placed.path for _ in range(2))
    other = export(ASSESSMENT._replace(as_of=date(2021, 8, 2)), tmp_path / "表.csv").placed.path
    assert ("表.csv", "表.csv", "表_2.csv") == (first.name, again.name, other.name)


def test_lone_surrogates_do_not_stop_an_export(tmp_path):
    task = Task(4, "1", (), "坏\ud800字", (), Deadline())
    table = Table("附件2", CellRange(3, 1, 5, 5), "tasks", None, None, (), (task,))
    broken = Assessment(
        (Document("表.xlsx", (table,), (), Roster()),),
        date(2021, 8, 1),
        Policy(),
        (),
        Tally(),
        (),
        (),
        (),
        (),
        True,
        (),
    )
    for suffix in (".csv", ".json"):
        assert 1 == export(broken, tmp_path / f"表{suffix}").rows
        assert "坏" in (tmp_path / f"表{suffix}").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("name", ["表.xls", "表"])
def test_an_unknown_ending_is_refused_before_reading(name):
    with pytest.raises(UsageError) as caught:
        check_format(Path(name))
    assert "D169" == caught.value.code


def test_what_cannot_be_written_leaves_the_old_file(tmp_path):
    old = tmp_path / "表.csv"
    old.mkdir()
    with pytest.raises(OutputError) as caught:
        export(ASSESSMENT, old)
    assert caught.value.code in ("D145", "D149")
    assert ["表.csv"] == [path.name for path in tmp_path.iterdir()]
