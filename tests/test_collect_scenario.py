"""Sixty units whose forms come back bent in every way, eight periods in a row: counted anew, nothing is lost or misplaced."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from tests import test_forms_returned as returned
from tests.collecting import HEADS, County
from tests.forms import columns_of, head_of
from tests.test_forms_returned import bent, body

DUE_WORDS = ("6月底前", "2021年9月底前", "10月底前", "2021年11月底前")
GROUP, GROUP_TASK = "各乡镇", "落实秋冬季森林防火责任"
BUREAUS = [
    f"县{name}局" for name in (
        "教育", "民政", "财政", "公安", "司法", "人社", "自然资源", "住建", "交通", "水利",
        "农业", "商务", "文旅", "卫健", "应急", "审计", "市场", "统计", "医保", "林业",
    )
]  # fmt: skip
OFFICES = [
    f"县{name}办公室" for name in (
        "信访", "金融", "扶贫", "编制", "档案", "机关事务", "政务", "招商", "人防",
        "地震", "气象", "烟草", "盐务", "邮政", "电力", "供销", "残联", "红会",
    )
]  # fmt: skip
TOWNS = [
    f"{name}镇" for name in (
        "东山", "西河", "南岭", "北塬", "青石", "白水", "黄桥", "红崖", "石门", "柳林", "杏花",
        "桃园", "梨树", "双塔", "三岔", "四方", "五里", "六合", "七星", "八角", "九龙", "十里",
    )
]  # fmt: skip
UNITS = [*BUREAUS, *OFFICES, *TOWNS]
SAID = ("已完成", "推进中", "未启动", "正在招标，预计下月开工")


class Typed(NamedTuple):
    """One value that a unit typed, and where it is to be found again."""

    unit: str
    text: str
    head: str
    value: Any


def tasks() -> Iterator[tuple[Any, ...]]:
    """Three tasks of each unit, of which the next one supports the second; one of all towns."""
    verbs = ("编制年度工作方案", "开展专项整治行动", "建设便民服务站点")
    number = 0
    for place, unit in enumerate(UNITS):
        for turn, verb in enumerate(verbs):
            number += 1
            support = UNITS[(place + 1) % len(UNITS)] if turn == 1 else None
            yield (
                number,
                f"第{turn + 1}类",
                f"{unit[:-1]}{verb}",
                unit,
                support,
                DUE_WORDS[number % 4],
                None,
                None,
                None,
                None,
            )
    yield (number + 1, "第1类", GROUP_TASK, GROUP, None, "2021年12月底前", None, None, None, None)


def names(folder: Path) -> Path:
    book = Workbook()
    book.active.title = "单位名录"
    book.active.append(("单位", "类别", "邮箱"))
    for unit in UNITS:
        book.active.append((unit, "乡镇" if unit in TOWNS else None, None))
    path = folder / "单位名录.xlsx"
    book.save(path)
    return path


def texts_of(path: Path) -> list[str]:
    page = load_workbook(path)["填报表"]
    return [page.cell(row, columns_of(page)["工作任务"]).value for row in range(body(page), page.max_row + 1)]


def answers_for(unit: str, texts: list[str]) -> list[Typed]:
    """What a unit types: every field somewhere, words that stand nowhere else."""
    said = list[Typed]()
    for turn, text in enumerate(texts):
        status = SAID[(UNITS.index(unit) + turn) % 4]
        said.append(Typed(unit, text, "完成情况", status))
        said.append(Typed(unit, text, "存在问题", f"{unit}的难处{turn}"))
        said.append(Typed(unit, text, "下一步措施", f"{unit}的打算{turn}"))
        if status == "已完成":
            said += [
                Typed(unit, text, "完成日期", date(2021, 7, 1 + turn)),
                Typed(unit, text, "佐证材料", f"{unit}文{turn}"),
            ]
        elif status == "推进中":
            said += [Typed(unit, text, "进度（%）", 35.0), Typed(unit, text, "申请延期至", date(2021, 12, 20 + turn))]
    return said


def fill(path: Path, said: list[Typed], target: Path) -> Path:
    book = load_workbook(path)
    page = book["填报表"]
    heads = columns_of(page)
    for row in range(body(page), page.max_row + 1):
        for one in said:
            if one.text == page.cell(row, heads["工作任务"]).value:
                page.cell(row, heads[one.head]).value = one.value
    book.save(target)
    return target


def values_alone(path: Path) -> None:
    """The cells pasted into another workbook: no names, no property."""
    returned.pasted(path, path)


def visible_alone(path: Path) -> None:
    shown = columns_of(load_workbook(path)["填报表"])["任务键"] - 1
    returned.pasted(path, path, shown)


def words_alone(path: Path) -> None:
    visible_alone(path)

    def clear(page: Any) -> None:
        for row in range(head_of(page), page.max_row + 1):
            page.cell(row, 1).value = None

    bent(path, clear)


def as_text(path: Path) -> None:
    page = load_workbook(path)["填报表"]
    with path.with_suffix(".csv").open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows([["" if v is None else v for v in row] for row in page.iter_rows(values_only=True)])
    path.unlink()


def renamed(path: Path) -> None:
    path.rename(path.with_name(f"新建 Microsoft Excel 工作表{UNITS.index(path.name.split('_')[1])}.xlsx"))


def noted(path: Path) -> None:
    book = load_workbook(path)
    page = book["填报表"]
    page.cell(body(page), columns_of(page)["存在问题"]).comment = Comment("领导看过", "李四")
    book.save(path)


def split(path: Path) -> None:
    """The last rows on a sheet of their own, the first on that which was sent."""
    book = load_workbook(path)
    page = book["填报表"]
    copy = book.create_sheet("填报表（2）")
    for row in page.iter_rows(max_row=head_of(page), values_only=True):
        copy.append(row)
    for row in page.iter_rows(min_row=body(page) + 2, values_only=True):
        copy.append(row)
    page.delete_rows(body(page) + 2, page.max_row)
    book.save(path)


def on_sheet(bend: Callable[[Any], None]) -> Callable[[Path], None]:
    return lambda path: bent(path, bend) and None


BENDS: list[Callable[[Path], None]] = [
    *map(on_sheet, returned.BENDS), on_sheet(returned.change_key), values_alone, visible_alone, words_alone, as_text, renamed,
    noted, split, lambda path: [bent(path, bend) for bend in returned.ALL_AT_ONCE[:4]] and None,
]  # fmt: skip


class Count(NamedTuple):
    """Where values were found."""

    placed: int
    asked: int
    lost: list[Typed]


def count(county: County, typed: list[Typed]) -> Count:
    """Find every value that was typed, in the row of its unit and task, else among the questions with their reasons."""
    rows = {(r["单位"], r["工作任务"]): r for r in county.table("各单位填报")}
    asked = [(f"{q['工作任务']}{q['说明']}", f"{q['甲']}　{q['乙']}") for q in county.table("待核实") if q["说明"]]
    placed = questioned = 0
    lost = []
    for one in typed:
        value = plain(rows.get((one.unit, one.text), {}).get(one.head))
        if value == plain(one.value):
            placed += 1
        elif any(one.text in about and shown(one.value) in told for about, told in asked):
            questioned += 1
        else:
            lost.append(one)
    return Count(placed, questioned, lost)


def plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.date()
    return value / 100 if isinstance(value, float) and value > 1 else value


def shown(value: Any) -> str:
    return f"{value:.0f}%" if isinstance(value, float) else str(value)


def misplaced(county: County, typed: list[Typed]) -> list[tuple[str, str, str]]:
    """Words that stand beside a unit or task for which nobody typed them."""
    known = {(one.unit, one.text, one.head, plain(one.value)) for one in typed}
    heads = {one.head for one in typed}
    return [
        (row["单位"], row["工作任务"], head)
        for row in county.table("各单位填报") for head in heads
        if row[head] is not None and (row["单位"], row["工作任务"], head, plain(row[head])) not in known
    ]  # fmt: skip


@pytest.fixture(scope="module")
def sixty(tmp_path_factory: pytest.TempPathFactory) -> tuple[County, list[Typed], dict[str, Path]]:
    """Sixty units that were sent their forms and have sent them back; the ledger went on meanwhile."""
    folder = tmp_path_factory.mktemp("六十")
    county = County(folder, *tasks(), heads=HEADS, known=False)
    county.roster = names(folder)
    forms = county.dispatch()
    typed = list[Typed]()
    for place, (unit, form) in enumerate(sorted(forms.items(), key=lambda item: UNITS.index(item[0]))):
        said = answers_for(unit, texts_of(form))
        path = fill(form, said, county.inbox / form.name)
        BENDS[place % len(BENDS)](path)
        typed += said
    return county, typed, forms


def meanwhile(county: County) -> None:
    """The office swaps two numbers, rewords a task, types into cells of others."""
    county.edit("县教育编制年度工作方案", 序号=2)
    county.edit("县教育开展专项整治行动", 序号=1)
    county.edit("县民政建设便民服务站点", 工作任务="县民政建设便民服务站点工程")
    county.edit("县财政编制年度工作方案", 完成情况="待常务会审议")
    county.edit(GROUP_TASK, 存在问题="县里统一采购灭火器材")


def test_sixty_units_bend_their_forms_in_every_way(sixty):
    county, typed, forms = sixty
    meanwhile(county)
    # Another list's form, an old and a blank one, files that are none; two versions of one unit.
    (county.folder / "别").mkdir()
    other = County(
        county.folder / "别", (1, "安全", "开展校园食堂检查", UNITS[0], None, "9月底前", *[None] * 4), known=False
    )
    stray = Typed(UNITS[0], "开展校园食堂检查", "完成情况", "食堂已查完")
    fill(other.dispatch()[UNITS[0]], [stray], county.inbox / "别的表.xlsx")
    shutil.copy(forms[UNITS[5]], county.inbox / "空表.xlsx")
    (county.inbox / "扫描.pdf").write_bytes(b"%PDF-1.4")
    (county.inbox / "坏.xlsx").write_bytes(b"PK\3\4")
    text = texts_of(forms[UNITS[4]])[0]
    second = Typed(UNITS[4], text, "存在问题", "第二次报的难处")
    fill(forms[UNITS[4]], [second], county.inbox / "二次.xlsx")
    said = [*typed, stray, second]
    done = county.collect()
    assert 1 == done.status
    assert ["坏.xlsx", "扫描.pdf"] == sorted(n for n in ("坏.xlsx", "扫描.pdf") if n in done.remarks)
    found = count(county, said)
    sums = f"{found.placed} placed, {found.asked} asked, {Counter(q['类别'] for q in county.questions())}"
    assert [] == found.lost, sums
    # Of a task that is one unit's alone the words of the office count against which its answer is asked about.
    assert [] == misplaced(county, [*said, Typed("县财政局", "县财政编制年度工作方案", "完成情况", "待常务会审议")])
    assert len(said) == found.placed + found.asked, sums
    assert found.placed > 0.85 * len(said), sums
    # What the office typed stands as it did, and it is asked about it.
    assert "待常务会审议" == county.cells("县财政编制年度工作方案")["完成情况"]
    assert "县里统一采购灭火器材" == county.cells(GROUP_TASK)["存在问题"]
    before = county.state()
    county.collect()
    assert before == county.state()
    reports(county, typed)


def reports(county: County, typed: list[Typed]) -> None:
    """A report has as done what its one leading unit told to be, and that alone."""
    made = county.folder / "报告.xlsx"
    assert county.run("report", county.ledger, "-o", made).status in (0, 1)
    page = load_workbook(made, data_only=True)["任务台账"]
    states = {text: row for row in page.iter_rows(values_only=True) for text in row if isinstance(text, str)}
    rows = {(r["单位"], r["工作任务"]): r for r in county.table("各单位填报")}
    for one in typed:
        leads = one.text.startswith(one.unit[:-1])
        if (
            leads
            and one.head == "完成情况"
            and one.value == rows.get((one.unit, one.text), {}).get("完成情况") == "已完成"
        ):
            assert {"已完成", "逾期完成"} & set(states[one.text]), one


# --- eight periods ---

MONTHS = [date(2021, month, 1) for month in range(3, 11)]
ROAD, HOUSE, TREE = "改造通村公路", "改造农村危房", "绿化荒山"
LONG = (
    (1, "建设", ROAD, "县交通局", None, "2021年6月底前", None, None, None, None),
    (2, "建设", HOUSE, "县住建局", "县民政局", "2021年5月底前", None, None, None, None),
    (3, "生态", TREE, "各乡镇", None, "2021年9月底前", None, None, None, None),
)
# By period: what each unit tells of each task.
STORY: list[dict[tuple[str, str], dict[str, Any]]] = [
    {("县交通局", ROAD): {"完成情况": "正在招标"}, ("县住建局", HOUSE): {"完成情况": "正在摸底", "存在问题": "底数不清"}},
    {("县交通局", ROAD): {"完成情况": "已开工", "进度（%）": 20}, ("县民政局", HOUSE): {"完成情况": "配合核对名单"}},
    {
        ("县住建局", HOUSE): {"完成情况": "改造320户", "进度（%）": 64, "存在问题": "雨季停工", "申请延期至": date(2021, 7, 31)},
        ("东山镇", TREE): {"完成情况": "已栽植200亩"},
    },
    {("县交通局", ROAD): {"完成情况": "同上期", "申请延期至": date(2021, 8, 31), "存在问题": "材料涨价"}},
    {
        ("县住建局", HOUSE): {"完成情况": "改造470户", "进度（%）": 94, "申请延期至": date(2021, 9, 15)},
        ("西河乡", TREE): {"完成情况": "未启动"},
    },
    {("东山镇", TREE): {"完成情况": "已完成", "完成日期": date(2021, 7, 28)}, ("县交通局", ROAD): {"进度（%）": 70}},
    {
        ("县住建局", HOUSE): {"完成情况": "已完成", "完成日期": date(2021, 8, 30), "存在问题": "无"},
        ("西河乡", TREE): {"完成情况": "推进中"},
    },
    {("县交通局", ROAD): {"完成情况": "已完成", "完成日期": date(2021, 9, 26)}, ("西河乡", TREE): {"完成情况": "已完成"}},
]  # fmt: skip
# By period: what the office says of requests before the next round.
RULED = {2: ("县住建局", "同意"), 3: ("县交通局", "不同意"), 4: ("县住建局", "同意")}
# By period, as of the 28th of its month, what the office has said of it being known: which tasks are late.
LATE_AT = (set(), set(), set(), set(), {ROAD}, {ROAD}, {ROAD}, set())
NOT_ASKED = {5: set(), 6: {"东山镇"}, 7: {"东山镇", "县住建局", "县民政局"}}


def late(county: County, day: date) -> set[str]:
    made = county.folder / "报告.xlsx"
    assert county.run("report", county.ledger, "-o", made, day=day).status in (0, 1)
    page = load_workbook(made, data_only=True)["任务台账"]
    made.unlink()
    rows = list(page.iter_rows(values_only=True))
    return {text for text in (ROAD, HOUSE, TREE) for row in rows if text in row and "逾期" in row}


def test_eight_periods_with_delays_asked_for_and_granted(tmp_path):
    county = County(tmp_path, *LONG)
    counts = dict[tuple[str, str, str], Any]()
    for period, day in enumerate(MONTHS):
        forms = county.dispatch(day)
        assert not set(forms) & NOT_ASKED.get(period, set())
        for unit in {unit for unit, _ in STORY[period]}:
            said = [
                Typed(unit, text, head, value)
                for (who, text), cells in STORY[period].items() if who == unit for head, value in cells.items()
            ]  # fmt: skip
            fill(forms[unit], said, county.inbox / forms[unit].name)
            for one in said:
                value = counts.get(one[:3]) if one.value == "同上期" else one.value
                if one.head == "完成情况" and value != counts.get(one[:3]):
                    counts |= {(unit, one.text, head): None for head in ("完成日期", "进度（%）")}
                counts[one[:3]] = value
            for one in said:
                counts[one[:3]] = counts[one[:3]] if one.value == "同上期" else one.value
        assert county.collect(day=day).status == 0
        before = county.state()
        county.collect(day=day)
        assert before == county.state()
        if period in RULED:
            unit, word = RULED[period]
            county.type("各单位填报", {"单位": unit}, 延期意见=word)
        for (unit, text, head), value in counts.items():
            held = plain(county.told(unit, text)[head])
            assert held == (value / 100 if head == "进度（%）" and value else value), (period, unit, text, head)
        end = date(2021, day.month, 28)
        assert LATE_AT[period] == late(county, end), (period, end)
    assert ["申请延期至"] == [q["栏目"] for q in county.questions()]
    assert date(2021, 9, 15) == plain(county.told("县住建局", HOUSE)["已延至"])
    assert "不同意" == county.told("县交通局", ROAD)["延期意见"]
    assert ("已完成", date(2021, 9, 26)) == (county.cells(ROAD)["完成情况"], county.cells(ROAD)["完成日期"])
