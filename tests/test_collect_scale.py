"""Many forms collected: by one process, by several, by a cluster, all the same; what one costs (docs/规则.md 16.1)."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from tests.collecting import NEXT, County
from tests.faults.calls import KINDS, failing
from tests.forms import DAY
from tests.processes import ROOT
from tests.test_forms_returned import bent, clear_codes, drop_hidden
from xltrack import api, collecting
from xltrack.base.diagnostics import Diagnostic
from xltrack.cli import collecting as command
from xltrack.cli import spreading
from xltrack.forms.merging import Returned
from xltrack.forms.portions import Portion, Sealed, glance_of
from xltrack.reading.files.source import read_bytes

UNITS = [f"县{name}局" for name in ("教育", "民政", "财政", "公安", "司法", "水利", "农业", "商务", "审计", "统计")]
ROWS = tuple(
    (number, "民生", f"{unit}制定第{number}项方案", unit, None, "2021年9月底前", None, None, None, None)
    for number, unit in enumerate((unit for unit in UNITS for _ in range(2)), 1)
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with the answers of ten units, a picture and a file without a byte."""
    county = County(tmp_path_factory.mktemp("县"), *ROWS, known=False)
    for turn, (unit, form) in enumerate(county.dispatch().items()):
        texts = [row[2] for row in ROWS if row[3] == unit]
        county.answer(
            form, {text: {"完成情况": "已完成" if turn % 2 else "推进中", "存在问题": f"难处{turn}"} for text in texts}
        )
    (county.inbox / "照片.jpg").write_bytes(b"\xff\xd8\xff" + bytes(99))
    (county.inbox / "空.xlsx").write_bytes(b"")
    return county.folder


@pytest.fixture
def county(made: Path, tmp_path: Path) -> County:
    """The same in a folder of its own."""
    return office_in(Path(shutil.copytree(made, tmp_path / "县")))


def office_in(folder: Path) -> County:
    """An office that stands there already."""
    own = County.__new__(County)
    own.folder, own.ledger, own.roster, own.inbox = folder, folder / "台账.xlsx", None, folder / "收到"
    return own


def several(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let even a few files be read by two processes."""
    monkeypatch.setattr(spreading, "MANY", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)


def test_what_is_read_of_a_form_is_a_pure_function_of_its_file_and_small(county: County) -> None:
    paths = sorted(county.inbox.iterdir())
    alone = list(collecting.read_forms(paths))
    assert alone == pickle.loads(pickle.dumps(alone))
    with ThreadPoolExecutor(2) as threads, ProcessPoolExecutor(2) as processes:
        assert alone == list(collecting.read_forms(paths, threads)) == list(collecting.read_forms(paths, processes))
    assert [Diagnostic, Returned] == sorted({type(one) for one in alone}, key=lambda kind: kind.__name__)
    rows = sum(len(one.form.rows) for one in alone if isinstance(one, Returned))
    assert rows == len(ROWS)
    assert len(pickle.dumps(alone)) < rows * 1000


def test_several_processes_collect_what_one_does(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = shutil.copytree(county.folder, tmp_path / "又")
    told = county.collect()
    several(monkeypatch)
    used = mock.Mock(side_effect=spreading._executor)
    monkeypatch.setattr(spreading, "_executor", used)
    twin = office_in(Path(other))
    assert told.lines[:-1] == twin.collect().lines[:-1]
    assert 1 == used.call_count
    assert county.state() == twin.state()


SHARED = "开展安全生产大检查"


def bent_rounds(folder: Path) -> County:
    """An office with a task of all, and forms of two rounds: contradictory, reworded, without their keys, of another list, put off."""
    together = (len(ROWS) + 1, "民生", SHARED, "、".join(UNITS), None, "2021年10月底前", None, None, None, None)
    county = County(folder, *ROWS, together, known=False)
    forms = county.dispatch()
    texts = {unit: [row[2] for row in ROWS if row[3] == unit] for unit in UNITS}
    for turn, (unit, form) in enumerate(forms.items()):
        said = {"完成情况": ("已完成", "推进中", f"正在做第{turn}步")[turn % 3], "存在问题": f"{unit}的难处"}
        county.answer(form, {texts[unit][0]: said, SHARED: said | {"申请延期至": date(2021, 12, 1 + turn)}})
    county.answer(
        forms[UNITS[0]], {texts[UNITS[0]][0]: {"完成情况": "还没有动"}, SHARED: {"完成情况": "未启动"}}, "又报.xlsx"
    )
    county.answer(forms[UNITS[1]], {texts[UNITS[1]][0]: {"完成情况": "还没有动"}}, "再报.xlsx")
    bent(county.inbox / forms[UNITS[2]].name, drop_hidden)
    bent(county.inbox / forms[UNITS[3]].name, clear_codes)
    shutil.copy(county.inbox / forms[UNITS[4]].name, county.inbox / "转来.xlsx")
    county.edit(texts[UNITS[5]][0], 工作任务="改成了完全不同的一句话")
    county.edit(SHARED, 完成情况="办公室自己写的")
    (folder / "别处").mkdir()
    other = County(folder / "别处", *((n, g, f"{t}（另一本）", *rest) for n, g, t, *rest in ROWS), known=False)
    theirs = other.dispatch()[UNITS[7]]
    county.answer(theirs, {f"{texts[UNITS[7]][0]}（另一本）": {"完成情况": "已完成"}}, "别的台账.xlsx")
    return county


def second_round(county: County) -> None:
    """The office settles some of it, and the next forms come."""
    county.type("待核实", {"类别": "两种说法", "单位": UNITS[1]}, 采用="乙")
    later = county.dispatch(NEXT)
    for turn, (unit, form) in enumerate(later.items()):
        text = next(row[2] for row in ROWS if row[3] == unit)
        county.answer(
            form,
            {text: {"完成情况": "同上期" if turn % 2 else "已完成"}, SHARED: {"完成情况": "已完成"}},
            f"二{turn}.xlsx",
        )


def test_forms_that_are_bent_come_to_the_same_by_several_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes of all that is written, after each of two rounds."""
    (tmp_path / "甲").mkdir()
    county = bent_rounds(tmp_path / "甲")
    for turn, day in enumerate((DAY, NEXT)):
        if turn:
            second_round(county)
        twin = office_in(Path(shutil.copytree(county.folder, tmp_path / f"又{turn}")))
        lines = county.collect(day=day).lines[:-1]
        with monkeypatch.context() as patch:
            several(patch)
            assert lines == twin.collect(day=day).lines[:-1]
        assert county.state() == twin.state()
        if not turn:
            assert {"两种说法", "待认领", "台账不同"} <= {row["类别"] for row in county.questions()}


def test_what_a_portion_needs_is_small_and_goes_there_and_back(tmp_path: Path) -> None:
    """Of a task of all, a portion holds its own units alone; the forms travel as bytes that nobody reads on the way."""
    sent = list[Portion]()

    class Inline:
        count = 2

        def begin(self, work: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
            if isinstance(given, Portion):
                sent.append(given)
            made = pickle.loads(pickle.dumps(work(pickle.loads(pickle.dumps(given)))))
            return lambda: made

    county = bent_rounds(tmp_path)
    with ThreadPoolExecutor(2) as threads:
        inbox = collecting.inbox_of(collecting.seal_forms(sorted(county.inbox.iterdir()), threads))
    assert {Sealed} == {type(one) for one in inbox.forms}
    assessment = api.assess(api.read(county.ledger), date(2021, 8, 5))
    collecting.collect(assessment, county.ledger, inbox, None, datetime.now(UTC), hands=Inline())
    assert 3 < len(sent)
    told = [glance_of(came).digest for one in sent for came in one.forms]
    assert len(told) == len({*told}) == len({glance_of(one).digest for one in inbox.forms})  # a copy is merged once
    for one in sent:
        shared = [task for task in one.open.values() if task.row.text == SHARED]
        assert all(len(task.units) <= len(one.forms) + 1 for task in shared)


def test_a_cluster_collects_the_same_and_a_worker_that_is_killed_costs_nothing_but_time(
    county: County, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    distributed = pytest.importorskip("distributed")
    other = shutil.copytree(county.folder, tmp_path / "又")
    county.collect()
    twin = office_in(Path(other))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:

        def killed(bar: Iterator[Path]) -> Iterator[Path]:
            for number, path in enumerate(bar):
                if number == 2:
                    next(iter(cluster.workers.values())).process.process.kill()
                yield path

        track = spreading.track
        monkeypatch.setattr(spreading, "track", lambda paths: killed(track(paths)))
        twin.collect(more=("--cluster", cluster.scheduler_address))
    assert county.state() == twin.state()


def test_a_process_that_dies_costs_nothing_but_time(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "win32" or sys.version_info >= (3, 14):
        pytest.skip("a process that is not forked knows nothing of this function")
    several(monkeypatch)
    own, real = os.getpid(), collecting._read_form

    def dying(path: Path) -> Returned | Diagnostic:
        if os.getpid() != own and UNITS[4] in path.name:
            os._exit(9)
        return real(path)

    dying.__module__, dying.__qualname__ = real.__module__, real.__qualname__
    monkeypatch.setattr(collecting, "_read_form", dying)
    told = county.collect()
    assert "收到10份" in told.lines[0]
    assert "难处" in county.told(UNITS[4], ROWS[8][2])["存在问题"]


def test_a_cluster_that_does_not_answer_is_one_sentence_and_writes_nothing(county: County) -> None:
    """D232."""
    before = county.ledger.read_bytes()
    told = county.collect(more=("--cluster", "tcp://127.0.0.1:9"))
    assert (2, 1) == (told.status, told.remarks.count("\n"))
    assert "集群「tcp://127.0.0.1:9」连不上" in told.remarks
    assert (before, None) == county.state()


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_cannot_be_read_is_told_by_its_name_and_stops_nothing(county: County, kind: str) -> None:
    bad = next(path for path in county.inbox.iterdir() if UNITS[0] in path.name)
    named = 0
    for nth in range(1, 9):
        with failing(bad, nth, kind):
            told = county.collect(more=("--dry-run",))
        refused = f"「{bad.name}」" in told.remarks
        assert 1 == told.status
        assert f"收到{10 - refused}份" in told.lines[0]
        named += refused
    assert named


def test_a_run_that_is_interrupted_leaves_nothing(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {path: path.read_bytes() for path in county.folder.rglob("*") if path.is_file()}
    read = collecting._read_form

    def interrupted(path: Path) -> Returned | Diagnostic:
        if UNITS[5] in path.name:
            raise KeyboardInterrupt
        return read(path)

    monkeypatch.setattr(collecting, "_read_form", interrupted)
    assert 130 == county.collect().status
    assert before == {path: path.read_bytes() for path in county.folder.rglob("*") if path.is_file()}


def test_a_form_is_opened_once(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = mock.Mock(side_effect=read_bytes)
    monkeypatch.setattr(collecting, "read_bytes", opened)
    monkeypatch.setattr("xltrack.reading.forms.read_bytes", opened)
    path = next(path for path in county.inbox.iterdir() if UNITS[0] in path.name)
    assert [UNITS[0]] == [one.form.unit for one in collecting.read_forms([path]) if isinstance(one, Returned)]
    assert 1 == opened.call_count


def test_a_bar_is_shown_on_a_terminal(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]
    clock = iter(range(1000))
    monkeypatch.setattr("xltrack.cli.console.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("xltrack.cli.console.sys.stderr", stream)
    files = command._files_of([county.inbox], bare=False)
    assert 12 == len(list(spreading.spread(files, lambda first, _: collecting.read_forms(files[first:]))))
    assert "11" in stream.getvalue()
    assert stream.getvalue().endswith("\r" + " " * 60 + "\r")


def test_a_small_round_needs_no_other_process(county: County) -> None:
    program = (
        "import sys; from xltrack.cli import main; main(sys.argv[1:]); sys.stderr.write(chr(10).join(sys.modules))"
    )
    words = ["collect", county.inbox, "--into", county.ledger, "--as-of", "2021-08-01"]
    command_ = [sys.executable, "-c", program, *map(str, words)]
    done = subprocess.run(command_, cwd=ROOT, capture_output=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stderr.decode("utf-8").splitlines()}
    assert set() == loaded & {"multiprocessing", "concurrent", "distributed"}
