"""`xltrack report --by-office`: each office its own report, one book with a line for each, made beside each other, gone on with."""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.office import recalculate, values_of
from tests.processes import BARRED, SAMPLES, TRACKED, xltrack
from xltrack import api, offices
from xltrack.cli.cluster import cluster_executor
from xltrack.offices import Order, report_office, report_offices
from xltrack.report.offices import OfficeLine

DAY = date(2021, 8, 1)
AS_OF = ("--as-of", "2021-08-01")
BOOK = "各单位汇总_2021-08-01.xlsx"
NAMES = ("甲县", "乙县", "丙县")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three offices, a sample, and a file that is no workbook."""
    here = tmp_path / "报来"
    here.mkdir()
    for number, name in enumerate(NAMES):
        book = Workbook()
        book.active.append([f"{name}2021年重点工作任务分解表"])
        book.active.append(["序号", "任务", "责任单位", "完成时限", "完成情况"])
        for row in range(1, 4):
            said = "已完成" if row <= number else "正在推进"
            book.active.append([row, f"任务{row}", "县教育局", "2021年7月20日", said])
        book.save(here / f"{name}.xlsx")
    shutil.copy(TRACKED, here / "跟踪.xlsx")
    (here / "坏.xlsx").write_text("x", encoding="utf-8")
    return here


def lines_of(folder: Path, out: Path, **order: object) -> list[OfficeLine]:
    return list(report_offices(sorted(folder.iterdir()), Order(DAY, out, **order)))


def table(path: Path) -> list[dict[str, object]]:
    sheet = load_workbook(path, data_only=True)["各单位汇总"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if "任务总数" in row)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0]]


def test_each_file_has_its_own_report_and_a_line(folder, tmp_path):
    out = tmp_path / "出"
    done = xltrack("report", folder, "--by-office", "-o", out, *AS_OF)
    assert 1 == done.returncode
    shown = done.stdout.decode("utf-8").splitlines()
    assert "4个单位，任务32项：已办结7，临期0，逾期8" == shown[0]
    assert shown[1].startswith("没有读成：坏.xlsx")
    assert {BOOK, "跟踪_进度_2021-08-01.xlsx", *(f"{name}_进度_2021-08-01.xlsx" for name in NAMES)} == {
        p.name for p in out.iterdir()
    }
    rows = table(out / BOOK)
    assert ["合计", "甲县", "乙县", "榆阳区", "丙县"] == [row["单位"] for row in rows]
    assert [8, 3, 2, 2, 1] == [row["逾期"] for row in rows]
    assert sum(row["任务总数"] for row in rows[1:]) == rows[0]["任务总数"]
    assert "逾期12天：第1项 任务1" == rows[1]["逾期最久的"]
    left = load_workbook(out / BOOK)["没有读成的"]
    assert any("坏.xlsx" == cell.value for cell in left["A"])


def test_the_figures_are_those_of_each_report(folder, tmp_path):
    for path, line in zip(sorted(folder.iterdir()), lines_of(folder, tmp_path / "出"), strict=True):
        if line.refused:
            continue
        total = api.assess(api.read(path), DAY).total
        assert (total.total, total.done, total.of("overdue"), total.rate) == (
            line.figures.total, line.figures.done, line.figures.overdue, line.figures.rate,
        )  # fmt: skip
        overview = [
            c.value for row in load_workbook(tmp_path / "出" / line.report, data_only=True)["总览"] for c in row
        ]
        assert total.total in overview


def test_files_of_one_name_do_not_meet(tmp_path):
    paths = []
    for name in ("东", "西"):
        (tmp_path / name).mkdir()
        paths.append(Path(shutil.copy(SAMPLES / "屯留区.xlsx", tmp_path / name / "任务.xlsx")))
    made = list(report_offices(paths, Order(DAY, tmp_path / "出")))
    assert ["任务_进度_2021-08-01.xlsx", "任务_进度_2021-08-01_2.xlsx"] == [line.report for line in made]


def test_a_run_that_broke_off_goes_on(folder, tmp_path, monkeypatch):
    """What was done before is not done again, but where the file was changed since or its report is gone."""
    out, asked = tmp_path / "出", list[str]()

    def noted(path: Path, target: Path, order: Order) -> OfficeLine:
        asked.append(path.name)
        if breaks and len(asked) == 4:
            raise RuntimeError
        return report_office(path, target, order)

    breaks = True
    monkeypatch.setattr(offices, "report_office", noted)
    with pytest.raises(RuntimeError):
        lines_of(folder, out)
    done, breaks = asked[:3], False
    (out / f"{Path(done[0]).stem}_进度_2021-08-01.xlsx").unlink()
    asked.clear()
    made = lines_of(folder, out)
    # The first has no report any more; the two that were left are done too.
    assert 3 == len(asked)
    assert not set(done[1:]) & set(asked)
    assert not list(out.glob(".~*"))
    monkeypatch.undo()
    assert made == lines_of(folder, tmp_path / "一次")


def test_other_processes_give_the_same(folder, tmp_path):
    alone = lines_of(folder, tmp_path / "一")
    with ProcessPoolExecutor(2) as pool:
        beside = list(report_offices(sorted(folder.iterdir()), Order(DAY, tmp_path / "二"), pool))
    assert alone == beside
    assert {p.name: p.read_bytes() for p in (tmp_path / "一").iterdir()} == {
        p.name: p.read_bytes() for p in (tmp_path / "二").iterdir()
    }


def test_a_cluster_gives_the_same_and_a_worker_that_is_killed_costs_nothing_but_time(folder, tmp_path):
    """Neither D231 nor D232."""
    distributed = pytest.importorskip("distributed")
    alone = lines_of(folder, tmp_path / "一")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        cluster_executor(cluster.scheduler_address) as executor,
    ):
        made = report_offices(sorted(folder.iterdir()), Order(DAY, tmp_path / "二"), executor)
        first = next(made)
        next(iter(cluster.workers.values())).process.process.kill()
        assert alone == [first, *made]


def test_a_cluster_that_does_not_answer_is_one_sentence(folder, tmp_path):
    """D232."""
    done = xltrack("report", folder, "--by-office", "-o", tmp_path / "出", "--cluster", "tcp://127.0.0.1:9", *AS_OF)
    assert 2 == done.returncode
    assert "集群「tcp://127.0.0.1:9」连不上" in done.stderr.decode("utf-8")


def test_without_what_talks_to_a_cluster_that_is_said(folder, tmp_path):
    """D231, on a machine that lacks it."""
    words = ("report", folder, "--by-office", "-o", tmp_path / "出", "--cluster", "tcp://127.0.0.1:9", *AS_OF)
    done = xltrack(*words, before=BARRED.format(barred=["distributed"]))
    assert 2 == done.returncode
    assert "没有装与集群通话的程序" in done.stderr.decode("utf-8")


@pytest.mark.parametrize("options", [("--by-office",), ("--cluster", "tcp://x:1"), ("--by-office", "-o", "出.xlsx")])
def test_what_lacks_its_other_half_is_one_sentence(folder, options):
    done = xltrack("report", folder, *options)
    assert 2 == done.returncode
    assert 1 == len(done.stderr.decode("utf-8").splitlines())


@pytest.mark.office
def test_the_book_opens_and_leads_to_the_reports(folder, tmp_path):
    out = tmp_path / "出"
    xltrack("report", folder, "--by-office", "-o", out, *AS_OF)
    (calculated,) = recalculate([out / BOOK], tmp_path)
    shown = values_of(calculated)["各单位汇总"]
    assert "打开" in shown.values()
    assert not any(str(value).startswith("#") for value in shown.values())
