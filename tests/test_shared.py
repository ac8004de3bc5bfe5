"""docs/规则.md 5.13: a task whose units answer each for itself, in every figure, list and letter."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.office import formula_cells, recalculate, values_of
from xltrack import api
from xltrack.assessment.model import Assessment
from xltrack.assessment.rulings import count_ruled, heard_ruling
from xltrack.assessment.states import DONE_STATES, SETTLED_STATES
from xltrack.comparison.sharing import share_answers
from xltrack.domain.records import Document, Reported, UnitAnswer
from xltrack.domain.settings import Office, Policy
from xltrack.notices.addressees import find_addressees
from xltrack.notices.compose import compose_notice
from xltrack.report import words
from xltrack.report.writing import report_workbook
from xltrack.telling.agenda import units_of

DAY = date(2021, 8, 1)
UNITS = ("县教育局", "县财政局", "县水利局")
EARLY, LATE = date(2021, 7, 18), date(2021, 7, 25)
DONE = Reported("已完成", EARLY)
HEAD = ["序号", "任务", "牵头单位", "配合单位", "完成时限", "完成情况"]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return written(tmp_path, [1, "编制目录", "、".join(UNITS), "县统计局", "2021年7月20日", None])


def written(folder: Path, *rows: Sequence[object]) -> Path:
    book = Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    path = folder / "任务.xlsx"
    book.save(path)
    return path


def judged(
    sheet: Path, told: dict[str, object], as_of: date = DAY, policy: Policy | None = None, row: int = 2
) -> Assessment:
    """The sheet with what some units told: `Reported`, or with a ruling."""
    policy = policy or Policy()
    answers = [
        UnitAnswer(unit, *(said if isinstance(said, tuple) and not isinstance(said, Reported) else (said,)))
        for unit, said in told.items()
    ]
    documents = share_answers([api.read(sheet)], {(0, "Sheet", row): answers}, policy, as_of)
    return api.assess(documents, as_of, policy)


def states(made: Assessment) -> dict[str, str]:
    return {part.unit: part.verdict.state for part in made.tasks[0].parts}


def rolled(made: Assessment) -> dict[str, dict[str, int]]:
    return {row.label: dict(row.tally.counts) for row in made.by_lead}


def test_a_task_is_done_when_every_leading_unit_is(sheet):
    made = judged(sheet, dict.fromkeys(UNITS, DONE))
    assert "done" == made.tasks[0].state
    assert EARLY == made.tasks[0].done
    assert {unit: {"done": 1} for unit in UNITS} == rolled(made)


def test_the_last_of_them_makes_it_late(sheet):
    made = judged(sheet, {**dict.fromkeys(UNITS, DONE), "县水利局": Reported("已办结", LATE)})
    assert ("done_late", LATE, -5) == (made.tasks[0].state, made.tasks[0].done, made.tasks[0].days)
    assert {"县教育局": {"done": 1}, "县财政局": {"done": 1}, "县水利局": {"done_late": 1}} == rolled(made)


def test_who_is_not_done_is_late_and_nobody_else(sheet):
    made = judged(sheet, {"县教育局": DONE, "县财政局": Reported("完成60%")})
    task = made.tasks[0]
    assert ("overdue", -12) == (task.state, task.days)
    assert {"县教育局": "done", "县财政局": "overdue", "县水利局": "overdue"} == states(made)
    assert ("县财政局", "县水利局") == units_of(task)
    assert ("县财政局", "县水利局") == find_addressees(made).units
    assert "县教育局：已完成、2021-07-18；县财政局：完成60%；县水利局：未报送" == task.task.reported.words
    told = compose_notice(made, Office()).page["逾期情况"]
    assert "县教育局" not in told
    assert 1 == made.total.of("overdue")


def test_before_its_day_it_is_under_way_where_anybody_began(sheet):
    """县水利局 has said nothing, and so has the whole while nobody has."""
    before = date(2021, 6, 1)
    made = judged(sheet, {"县教育局": DONE._replace(done=date(2021, 5, 20))}, before)
    assert "in_progress" == made.tasks[0].state
    assert {"县教育局": "done", "县财政局": "unreported", "县水利局": "unreported"} == states(made)
    assert "not_started" == judged(sheet, {"县教育局": Reported("未启动")}, before).tasks[0].state


def test_units_that_support_do_not_count(sheet):
    made = judged(sheet, {**dict.fromkeys(UNITS, DONE), "县统计局": Reported("未启动")})
    assert "done" == made.tasks[0].state
    assert {"overdue": 1} == {row.label: dict(row.tally.counts) for row in made.by_named}["县统计局"]
    made = judged(sheet, {"县统计局": DONE})
    assert "overdue" == made.tasks[0].state


def test_the_first_leading_unit_decides_where_the_office_says_so(sheet):
    policy = Policy(shared="first")
    assert "done" == judged(sheet, {"县教育局": DONE}, policy=policy).tasks[0].state
    assert "overdue" == judged(sheet, {"县财政局": DONE}, policy=policy).tasks[0].state


def test_a_report_of_completion_that_was_sent_back_does_not_count(sheet):
    made = judged(sheet, {**dict.fromkeys(UNITS, DONE), "县水利局": (DONE, "退回")})
    assert {"县教育局": "done", "县财政局": "done", "县水利局": "overdue"} == states(made)
    assert "overdue" == made.tasks[0].state
    made = judged(sheet, {**dict.fromkeys(UNITS, DONE), "县水利局": (DONE, "销号")})
    assert "done" == made.tasks[0].state


def test_what_is_dropped_by_one_waits_for_the_others(sheet):
    dropped = Reported("取消")
    assert "done" == judged(sheet, {**dict.fromkeys(UNITS, DONE), "县水利局": dropped}).tasks[0].state
    assert "cancelled" == judged(sheet, dict.fromkeys(UNITS, dropped)).tasks[0].state
    assert "overdue" == judged(sheet, {"县教育局": dropped, "县财政局": DONE}).tasks[0].state


def test_many_units_are_told_by_their_number(tmp_path):
    units = [f"县{name}局" for name in ("教育", "财政", "水利", "民政", "司法", "审计", "统计")]
    path = written(tmp_path, [1, "编制目录", "、".join(units), None, "2021年7月20日", None])
    made = judged(path, {**dict.fromkeys(units[:5], DONE), units[5]: Reported("完成60%")})
    assert "7个单位已完成5个；县审计局：完成60%；县统计局：未报送" == made.tasks[0].task.reported.words


def test_a_unit_sees_its_own_state_on_its_page(sheet, tmp_path):
    made = judged(sheet, {"县教育局": DONE})
    book = tmp_path / "r.xlsx"
    api.report(made, [sheet], book, by_unit=True)
    page = [[c.value for c in row] for row in load_workbook(book, data_only=True)[words.UNIT_PAGES]]
    told: dict[str, list[object]] = {}
    unit = ""
    for row in page:
        named = next((name for name in (*UNITS, "县统计局") if str(row[0]).startswith(name)), "")
        unit = named or unit
        if row[0] == 1:
            told[unit] = [value for value in row if value in ("已完成", "逾期")]
    assert {"县教育局": ["已完成"], "县财政局": ["逾期"], "县水利局": ["逾期"], "县统计局": ["逾期"]} == told


def test_a_letter_tells_a_unit_of_itself(sheet):
    made = judged(sheet, {"县教育局": DONE, "县财政局": Reported("完成60%")})
    letter = compose_notice(made, Office(), kind="督办函", units=("县财政局",))
    assert [("第1项", "完成60%")] == [(one["项次"], one["完成情况"]) for one in letter.lists["逾期任务"]]


ANSWERS = st.sampled_from([
    None, DONE, Reported("已办结", LATE), Reported("完成60%"), Reported("未启动"), Reported("取消"), Reported("暂缓"),
    Reported(None, EARLY), Reported(None, None, 0.4), Reported("推进中"),
])  # fmt: skip


@given(st.lists(ANSWERS, min_size=3, max_size=3), st.integers(-60, 400))
def test_the_whole_and_its_parts_agree(tmp_path_factory, said, later):
    """Done if and only if no leading unit is open and one is done; counted once in the whole, once for each unit."""
    sheet = _once(tmp_path_factory)
    told = {unit: one for unit, one in zip(UNITS, said, strict=True) if one}
    if not told:
        return
    made = judged(sheet, told, date.fromordinal(DAY.toordinal() + later))
    parts = [part.verdict.state for part in made.tasks[0].parts if part.leads]
    still = [state for state in parts if state not in SETTLED_STATES]
    assert bool(still) == (made.tasks[0].state not in SETTLED_STATES)
    if not still:
        assert any(state in DONE_STATES for state in parts) == (made.tasks[0].state in DONE_STATES)
    if "overdue" in still:
        assert "overdue" == made.tasks[0].state
    assert 1 == made.total.total
    assert [1] * len(UNITS) == [row.tally.total for row in made.by_lead]
    assert sorted(parts) == sorted(state for row in made.by_lead for state in row.tally.counts)


_SHEETS: list[Path] = []


def _once(factory: pytest.TempPathFactory) -> Path:
    if not _SHEETS:
        _SHEETS.append(
            written(factory.mktemp("shared"), [1, "编制目录", "、".join(UNITS), "县统计局", "2021年7月20日", None])
        )
    return _SHEETS[0]


@pytest.mark.office
def test_the_workbook_counts_units_as_the_program_does_on_any_day(tmp_path):
    chance = random.Random(5)
    choices = [None, DONE, Reported("已办结", LATE), Reported("完成60%"), Reported("未启动"), Reported("取消")]
    deadlines = [
        "2021年7月20日",
        "2021年8月5日",
        "2021年12月底前",
        "持续推进",
        "梳理阶段2021年6月底前，公开阶段2021年9月底前",
    ]
    rows = [[n + 1, f"任务{n}", "、".join(UNITS), "县统计局", deadlines[n % 5], None] for n in range(15)]
    sheet = written(tmp_path, *rows)
    told = {
        (0, "Sheet", n + 2): [
            UnitAnswer(unit, said) for unit in (*UNITS, "县统计局") if (said := chance.choice(choices))
        ]
        for n in range(0, 15, 2)
    }
    days = (DAY, date(2021, 6, 1), date(2022, 3, 1))
    documents = share_answers([api.read(sheet)], told, Policy(), DAY)
    books = [_on_day(documents, day, tmp_path / f"{number}.xlsx") for number, day in enumerate(days)]
    for day, book, source in zip(days, recalculate(books, tmp_path), books, strict=True):
        then = tmp_path / "then.xlsx"
        then.write_bytes(report_workbook(api.assess(documents, day)).data)
        assert _counts(then) == _counts(book), day
        if day == DAY:
            ours, theirs = values_of(source), values_of(book)
            assert {} == {
                (name, place): (ours[name].get(place), theirs[name].get(place))
                for name, cells in formula_cells(source).items()
                for place in cells
                if name != "总览"
                and ours[name].get(place) != theirs[name].get(place)
                and ours[name].get(place) is not None
            }


def _on_day(documents: Sequence[Document], day: date, path: Path) -> Path:
    """The book of the usual day, into which another one was typed."""
    path.write_bytes(report_workbook(api.assess(documents, DAY)).data)
    book = load_workbook(path)
    place, cell = book.defined_names[words.AS_OF_NAME].attr_text.rsplit("!", 1)
    book[place.strip("'")][cell.replace("$", "")].value = day
    book.save(path)
    return path


def _counts(book: Path) -> list[str]:
    """The lines of 单位汇总, whose order alone does not follow."""
    sheet = load_workbook(book, data_only=True)[words.UNITS]
    return sorted(
        str(list(row[:12])) for row in sheet.iter_rows(min_row=5, values_only=True) if row[0] and row[1] is not None
    )


# --- the two rates (docs/规则.md 16.6) ---


def ruled(tmp_path: Path, *told: dict[str, object], policy: Policy | None = None) -> Assessment:
    """A sheet of a task for each, with what its units told, and one that nobody but the office has told of."""
    rows = [[n, f"编制目录{n}", "、".join(UNITS), None, "2021年7月20日", None] for n in range(1, len(told) + 1)]
    path = written(tmp_path, *rows, [9, "修订办法", UNITS[0], None, "2021年7月20日", "已完成"])
    answers = {
        (0, "Sheet", at): [UnitAnswer(u, *(s if type(s) is tuple else (s,))) for u, s in one.items()]
        for at, one in enumerate(told, 2)
    }
    policy = policy or Policy()
    return api.assess(share_answers([api.read(path)], answers, policy, DAY), DAY, policy)


TAKEN, BACK, DOUBTED, BARE = (DONE, "销号"), (DONE, "退回"), (DONE, "存疑"), (DONE, "")
RULED = [
    ((TAKEN, TAKEN, TAKEN), (2, 2)),
    ((TAKEN, TAKEN, BARE), (2, 1)),
    ((TAKEN, TAKEN, DOUBTED), (2, 1)),
    ((TAKEN, TAKEN, BACK), (2, 1)),
    ((BACK, BACK, BACK), (2, 1)),
    ((TAKEN, BACK, (Reported("完成60%"), "")), (1, 1)),
    ((TAKEN, TAKEN, (Reported("取消"), "")), (2, 2)),
    (((Reported(None, EARLY), "退回"), TAKEN, TAKEN), (2, 1)),
    (((Reported(None, None, 1.0), "退回"), TAKEN, TAKEN), (2, 1)),
]


@pytest.mark.parametrize(("answers", "counts"), RULED)
def test_what_is_reported_as_done_and_what_of_that_is_taken(tmp_path, answers, counts):
    """What nobody but the office has told of counts as both."""
    found = count_ruled(ruled(tmp_path, dict(zip(UNITS, answers, strict=True))))
    assert (2, *counts) == (found.counted, found.reported, found.taken)
    assert (counts[0] / 2, counts[1] / 2) == (found.reported_rate, found.taken_rate)


def test_the_first_leading_unit_is_ruled_on_where_it_decides(tmp_path):
    made = ruled(tmp_path, {UNITS[0]: TAKEN, UNITS[1]: BACK}, policy=Policy(shared="first"))
    assert (2, 2) == (count_ruled(made).reported, count_ruled(made).taken)


def test_there_are_no_such_rates_where_nothing_was_ruled_on(tmp_path):
    assert count_ruled(ruled(tmp_path, {UNITS[0]: BARE})) is None
    told = {UNITS[0]: (DONE, "", None, (), 1)}
    assert count_ruled(ruled(tmp_path, told)) is not None


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("销号", "销号"), ("同意销号", "销号"), ("已销号", "销号"), ("销号（7月30日）", "销号"), ("√", "销号"), ("同意", "销号"),
        ("退回", "退回"), ("退回，材料不全", "退回"), ("材料不全,退回", "退回"), ("已退回", "退回"), ("退回后已销号", "销号"),
        ("未销号", "未销号"), ("暂不销号", "暂不销号"), ("不予销号", "不予销号"), ("不予销号,退回", "退回"),
        ("补齐后再销号", "补齐后再销号"),
        ("不退回", "不退回"), ("存疑", "存疑"), ("待核", "待核"), ("", ""),
    ],
)  # fmt: skip
def test_what_the_office_types_is_heard_however_it_is_put(typed, heard):
    assert heard == heard_ruling(typed)


def remark(book: Path) -> str:
    """The line of 总览 with both rates."""
    page = load_workbook(book, data_only=True)[words.OVERVIEW]
    return next((str(c.value) for row in page.iter_rows() for c in row if "销号完成率" in str(c.value)), "")


def test_both_rates_stand_on_the_overview_and_in_the_notice_where_the_office_rules(tmp_path):
    made = ruled(tmp_path, dict.fromkeys(UNITS, TAKEN), dict.fromkeys(UNITS, BARE), dict.fromkeys(UNITS, BACK))
    book = tmp_path / "r.xlsx"
    book.write_bytes(report_workbook(made).data)
    assert "自报完成率100.0%（4项）　销号完成率50.0%（2项）　还没有销号1项　退回1项" == remark(book)
    told = compose_notice(made, Office()).page["总体情况"]
    assert "完成率75.0%。各单位自报完成4项，自报完成率100.0%；已销号2项，销号完成率50.0%。" in told
    book.write_bytes(report_workbook(ruled(tmp_path, dict.fromkeys(UNITS, BARE))).data)
    assert "" == remark(book)
    assert "销号" not in compose_notice(ruled(tmp_path, dict.fromkeys(UNITS, BARE)), Office()).page["总体情况"]


@pytest.mark.office
def test_both_rates_follow_the_day_and_what_is_typed(tmp_path):
    """What was sent back counts as reported until something else is typed of it; what is typed as open is not done."""
    told = (dict.fromkeys(UNITS, TAKEN), dict.fromkeys(UNITS, BARE), dict.fromkeys(UNITS, BACK), {UNITS[0]: DONE})
    made = ruled(tmp_path, *told)
    books = {
        name: tmp_path / f"{name}.xlsx" for name in ("as it is", "later", "sent back, now done", "waiting, now open")
    }
    for path in books.values():
        path.write_bytes(report_workbook(made).data)
    type_in(books["later"], day=date(2022, 3, 1))
    type_in(books["sent back, now done"], {"编制目录3": "已完成"})
    type_in(books["waiting, now open"], {"编制目录2": "正在推进"})
    now = dict(zip(books, map(remark, recalculate([*books.values()], tmp_path)), strict=True))
    as_it_is = "自报完成率80.0%（4项）　销号完成率40.0%（2项）　还没有销号1项　退回1项"
    assert {
        "as it is": as_it_is,
        "later": as_it_is,
        "sent back, now done": "自报完成率80.0%（4项）　销号完成率60.0%（3项）　还没有销号1项　退回0项",
        "waiting, now open": "自报完成率60.0%（3项）　销号完成率40.0%（2项）　还没有销号0项　退回1项",
    } == now
    assert as_it_is == remark(books["as it is"])


def type_in(path: Path, said: dict[str, str] | None = None, day: date | None = None) -> None:
    """The clerk types into a report: what some tasks are said to be, the day."""
    book = load_workbook(path)
    ledger = book[words.LEDGER]
    heads = next(row for row in ledger.iter_rows(max_row=9) if {"任务", "完成情况"} <= {c.value for c in row})
    at = {cell.value: cell.column for cell in heads}
    for row in range(heads[0].row + 1, ledger.max_row + 1):
        if (told := (said or {}).get(ledger.cell(row, at["任务"]).value)) is not None:
            ledger.cell(row, at["完成情况"]).value = told
    if day:
        place, cell = book.defined_names[words.AS_OF_NAME].attr_text.rsplit("!", 1)
        book[place.strip("'")][cell.replace("$", "")].value = day
    book.save(path)
