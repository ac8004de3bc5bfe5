"""Two hundred made workbooks updated in place: every other part byte for byte, every other cell as an independent reader sees it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from tests import office
from tests.editing import loaded, looks, parts_of, repacked, untouched, values
from tests.made_books import FEATURES, Made, make_book, with_shared_formulas
from xltrack import api, edits
from xltrack.base.errors import EditError
from xltrack.updating.planning import Planned
from xltrack.updating.writing import Updated

AS_OF = date(2021, 8, 1)
MOMENT = datetime(2021, 8, 1, 9, 30)  # noqa: DTZ001
SEEDS = range(210)
# Parts that update may change, whatever the book holds.
BUDGET = ("xl/worksheets/sheet", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "xl/tables/table")


def update(path: Path) -> tuple[Planned, Updated]:
    opened = edits.open_workbook(path)
    planned = edits.plan_update(api.assess(api.read(path), AS_OF), opened)
    return planned, edits.carry_out(planned.plan, opened, MOMENT)


def written(made: Made, folder: Path) -> Path:
    path = folder / f"任务{made.suffix}"
    path.write_bytes(made.data)
    return path


@pytest.mark.parametrize("some", range(30), ids="{}…".format)
def test_nothing_that_is_not_claimed_differs(some, tmp_path):
    for seed in SEEDS[some::30]:
        check(make_book(seed), tmp_path)


def check(made: Made, folder: Path) -> None:
    path = written(made, folder)
    if made.protected:
        with pytest.raises(EditError, match="有保护"):
            update(path)
        assert made.data == path.read_bytes()
        return
    planned, done = update(path)
    after = path.read_bytes()
    untouched(made.data, after, done.edited.parts)
    assert all(part.startswith(BUDGET) for part in done.edited.parts)
    claimed = {edit.cell.a1.partition("!")[2] for edit in planned.plan.edits}
    assert planned.plan.changes
    old, new = values(made.data), values(after)
    assert list(old) == list(new)
    assert {p: v for p, v in new["任务"].items() if p not in claimed} == old["任务"]
    assert {e.cell.a1.partition("!")[2]: e.new for e in planned.plan.edits if e.new is not None} == {
        p: v for p, v in new["任务"].items() if p in claimed
    }
    assert {s: v for s, v in old.items() if s != "任务"} == {s: v for s, v in new.items() if s != "任务"}
    told, now = looks(made.data)["任务"], looks(after)["任务"]
    assert {p: v for p, v in told.items() if p not in claimed} == {p: v for p, v in now.items() if p not in claimed}
    again, twice = update(path)
    assert ((), after) == (again.plan.edits, path.read_bytes())
    assert None is twice.backup


def test_the_made_books_have_every_feature_and_few_are_refused():
    books = [make_book(seed) for seed in SEEDS]
    counts = Counter(feature for made in books for feature in made.features)
    assert {*FEATURES, "保护", "宏", "表格", "透视表"} == set(counts)
    assert 7 <= min(counts.values())
    assert sum(made.protected for made in books) <= 0.15 * len(books)


def test_shared_formulas_are_as_they_were(tmp_path):
    made = next(made for seed in SEEDS if "公式" in (made := make_book(seed)).features and not made.protected)
    shared = made._replace(data=with_shared_formulas(made.data))
    assert shared.data != made.data
    check(shared, tmp_path)


def test_a_table_grows_over_the_columns_beside_it(tmp_path):
    seed = next(
        s for s in SEEDS if "表格" in (m := make_book(s)).features and not m.protected and "筛选" not in m.features
    )
    path = written(make_book(seed), tmp_path)
    planned, done = update(path)
    assert any(part.startswith("xl/tables/") for part in done.edited.parts)
    table = loaded(path.read_bytes())["任务"].tables["任务表"]
    assert ["状态（自动）", "距期天数（自动）", "提醒（自动）"] == table.column_names[7:]
    assert table.ref == table.autoFilter.ref
    assert 10 == len(table.tableColumns)
    assert f"A3:J{2 + len(planned.plan.edits) // 3}" == table.ref


def test_an_independent_validator_finds_nothing_new(tmp_path):
    validator = OpenXmlValidator()
    for seed in SEEDS[::5]:
        made = make_book(seed)
        if made.protected:
            continue
        path = written(made, tmp_path)
        before = remarks(validator, path)
        update(path)
        assert Counter() == remarks(validator, path) - before, made.features


def remarks(validator: OpenXmlValidator, path: Path) -> Counter[tuple[str | None, str]]:
    return Counter((error.part_uri, error.description) for error in validator.validate(path).errors)


def test_the_validator_sees_what_is_wrong(tmp_path):
    path = written(next(m for seed in SEEDS if not (m := make_book(seed)).protected), tmp_path)
    before = path.read_bytes()
    bad = before
    for name, (part, *_) in parts_of(before).items():
        if name == "xl/worksheets/sheet1.xml":
            bad = repacked(
                before, name, part.replace(b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="nonsense"/></row>', 1)
            )
    path.write_bytes(bad)
    assert remarks(OpenXmlValidator(), path)


@pytest.mark.office
@pytest.mark.filterwarnings("ignore:.*extension is not supported:UserWarning")
def test_libreoffice_opens_them_and_shows_the_new_values(tmp_path):
    paths, wished = [], {}
    for seed in SEEDS[::11]:
        made = make_book(seed)
        if made.protected:
            continue
        path = tmp_path / f"{seed}{made.suffix}"
        path.write_bytes(made.data)
        planned, _ = update(path)
        paths.append(path)
        wished[path.stem] = {e.cell.a1.partition("!")[2]: e.new for e in planned.plan.changes}
    assert 12 <= len(paths)
    for path in office.convert(paths, "xlsx", tmp_path / "converted"):
        shown = office.values_of(path)["任务"]
        assert wished[path.stem] == {place: shown.get(place) for place in wished[path.stem]}


@pytest.mark.office
def test_books_that_libreoffice_saved_are_updated_too(tmp_path):
    paths = []
    for seed in SEEDS[1::13]:
        made = make_book(seed)
        path = tmp_path / f"{seed}{made.suffix}"
        path.write_bytes(made.data)
        paths += [] if made.protected else [path]
    for path in office.convert(paths, "xlsx", tmp_path / "saved"):
        check(Made(path.read_bytes(), ".xlsx", ()), tmp_path)
