"""Who leads and who lags, shares in sentences, marks of quotations, where a signature stands."""

from __future__ import annotations

import re
from datetime import date

import pytest

from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import OFFICE, county, noticed, small, word, words_of
from xltrack.assessment.model import Assessment
from xltrack.domain.settings import Office
from xltrack.notices.phrases import quoted
from xltrack.notices.render import render_notice
from xltrack.notices.signature import signature_rooms


def tasks_of(*counts: tuple[str, str | None, date | str]) -> Assessment:
    """Tasks of one unit each, so many in each state as the words before it say: 「6*」."""
    rows = []
    for told, status, deadline in counts:
        rows += [
            task_row(text=f"任务{len(rows) + n}", status=status, deadline=deadline)
            for n in range(int(told.rstrip("*")))
        ]
    return assessment(document(HEADS, *rows))


FAR, PAST = date(2021, 12, 31), date(2021, 6, 30)


@pytest.mark.parametrize(
    ("published", "rows", "said"),
    [
        # 紫阳县: 22件，已办结6件（27%），正在办理16件（73%）.
        ((27, 73), (("6", "已完成", FAR), ("16", "正在推进", FAR)), ("已办结6项，占27.3%", "在办16项，占72.7%")),
        # 会昌县: 65件，完成26件，完成率40%.
        ((40,), (("26", "已完成", FAR), ("39", "正在推进", FAR)), ("已办结26项，占40.0%", "完成率40.0%")),
        # 镇坪县: 579项，95%.
        ((95,), (("550", "已完成", FAR), ("29", "正在推进", FAR)), ("已办结550项，占95.0%", "完成率95.0%")),
    ],
)
def test_shares_are_those_that_counties_published(published, rows, said):
    sentence = noticed(tasks_of(*rows)).page["总体情况"]
    assert all(words in sentence for words in said)
    shares = [float(share) for share in re.findall(r"占(\d+\.\d)%", sentence)]
    assert [*published] == [round(share) for share in shares][: len(published)]


def test_shares_of_many_kinds_are_those_that_a_county_published():
    """金寨县 2025: 222项，欠进度17（7.7%），达进度162（72.9%，截去尾数），超进度10，已完成24，其它9."""
    judged = tasks_of(
        ("17", "正在推进", PAST), ("172", "正在推进", FAR), ("24", "已完成", FAR), ("9", "暂缓", FAR)
    )  # fmt: skip
    sentence = noticed(judged).page["总体情况"]
    assert "共222项任务：已办结24项，占10.8%；在办172项，占77.5%；逾期17项，占7.7%；暂缓9项，占4.1%" in sentence
    assert ("72.97", "73.0%") == (f"{162 / 222 * 100:.2f}", f"{162 / 222 * 100:.1f}%")


def late(text: str, lead: str, day: int = 1, status: str = "在办") -> tuple[object, ...]:
    return task_row(text=text, lead=lead, status=status, deadline=date(2021, 7, day))


def test_the_five_worst_are_named_and_each_text_once():
    rows = [late(f"任务{n}{k}", f"第{n}局") for n in range(7) for k in range(8 - n)]
    notice = noticed(assessment(document(HEADS, *rows)))
    told = [item["句"] for item in notice.lists["滞后单位"]]
    assert [f"第{n}局" for n in range(5)] == [item["单位"] for item in notice.lists["滞后单位"]]
    assert (2, "共有7个单位的任务逾期。") == (notice.page["其余滞后数"], notice.page["逾期情况"])
    assert "第0局：逾期8项，最久的第1项逾期31天。" == told[0]


def test_few_units_are_told_with_the_words_of_their_task():
    rows = [late("制定方案", "甲局"), late("开设专栏", "甲局", 9), late("公开目录", "乙局", 9)]
    told = [item["句"] for item in noticed(assessment(document(HEADS, *rows))).lists["滞后单位"]]
    assert ["甲局：逾期2项，最久的第1项“制定方案”逾期31天。", "乙局：逾期1项，第3项“公开目录”逾期23天。"] == told


@pytest.mark.parametrize("own_rows", [True, False])
def test_units_that_are_late_with_the_same_are_named_together(own_rows):
    """Be it one task that ten units lead or one for each of them with the same words."""
    units = [f"区第{n}局" for n in range(10)]
    rows = [late("报送年度总结", unit) for unit in units] if own_rows else [late("报送年度总结", "、".join(units))]
    notice = noticed(assessment(document(HEADS, *rows)))
    (item,) = notice.lists["滞后单位"]
    assert (
        "区第0局、区第1局、区第2局、区第3局、区第4局等10个单位：都逾期1项，第1项“报送年度总结”逾期31天。" == item["句"]
    )
    assert 0 == notice.page["其余滞后数"]
    shown = "".join(words_of(word(notice)))
    assert (
        shown.count("报送年度总结") == len(rows) + own_rows
    )  # in the list behind, and once in the text; or in the small list


def test_a_task_of_two_entries_is_quoted_once():
    rows = [late("制定方案", "甲局、乙局"), late("开设专栏", "甲局", 9)]
    told = [item["句"] for item in noticed(assessment(document(HEADS, *rows))).lists["滞后单位"]]
    assert 1 == "".join(told).count("制定方案")
    assert "乙局：逾期1项，第1项逾期31天。" == told[1]


def test_who_has_done_all_is_named_before_who_lags():
    rows = [
        task_row(lead="甲局", status="已完成"),
        late("开设专栏", "乙局"),
        task_row(lead="丙局", status="正在推进", deadline=FAR),
    ]
    assert "任务全部完成的有甲局。" == noticed(assessment(document(HEADS, *rows))).page["领先情况"]


def test_where_nobody_has_done_all_the_best_are_named():
    rows = [
        *(task_row(text=f"甲{n}", lead="甲局", status="已完成" if n < 3 else "在办", deadline=FAR) for n in range(4)),
        *(task_row(text=f"乙{n}", lead="乙局", status="已完成" if n < 1 else "在办", deadline=FAR) for n in range(4)),
    ]
    assert "进展较快的有甲局（4项完成3项）。" == noticed(assessment(document(HEADS, *rows))).page["领先情况"]


@pytest.mark.parametrize("answered", [True, False])
def test_nobody_leads_alone_or_in_a_plan(answered):
    judged = assessment(document(HEADS, task_row(status="已完成" if answered else None), answered=answered))
    assert "" == noticed(judged).page["领先情况"]


@pytest.mark.parametrize(
    ("text", "room", "wanted"),
    [
        ("深化“放管服”改革。", 40, "“深化‘放管服’改革”"),
        ("落实“三个‘一’”要求", 40, "“落实‘三个“一”’要求”"),
        ("推动“一网通办”向乡镇延伸", 14, "“推动‘一网通…’”"),
        ("制定方案；", 40, "“制定方案”"),
    ],
)
def test_marks_inside_a_quotation_are_others(text, room, wanted):
    assert wanted == quoted(text, room)


@pytest.mark.parametrize(
    ("signed", "seal", "wanted"),
    [
        ("榆阳区人民政府办公室", True, (2.25, 4.0)),  # over the middle of the day, which is 6.5 characters long
        ("县政府办", True, (5.25, 4.0)),
        ("榆阳区人民政府办公室", False, (2.0, 3.5)),  # the day begins two characters further right
        ("县政府办", False, (6.5, 2.0)),  # a longer day has the two itself
    ],
)
def test_the_signature_stands_as_the_standard_says(signed, seal, wanted):
    """GB/T 9704-2012, 7.3.5.1 and 7.3.5.2."""
    rooms = signature_rooms(signed, "2021年10月1日", seal=seal)
    assert wanted == rooms
    names, day = len(signed), 6.5
    if seal:
        assert rooms.signed + names / 2 == rooms.dated + day / 2
    else:
        assert rooms.dated + day == pytest.approx(rooms.signed + names - 2)


def test_a_seal_takes_a_line_more_and_its_own_layout():
    plain, sealed = (word(noticed(office=OFFICE._replace(seal=seal))) for seal in (False, True))
    blank = [sum(p.style.name == "空行" for p in shown.paragraphs) for shown in (plain, sealed)]
    assert 1 == blank[1] - blank[0]
    indents = [shown.styles["成文日期"].element.pPr.ind.xml for shown in (plain, sealed)]
    assert 'w:rightChars="400"' in indents[1]
    assert indents[0] != indents[1]


def test_numbers_and_names_of_a_paper_have_their_places():
    office = OFFICE._replace(mark="榆政督", issuer="李四")
    assert "榆政督〔2021〕〔请填写〕号" == noticed(office=office).page["文号"]
    assert "榆政督〔2021〕3号" == noticed(kind="督办函", units=("区教育局",), office=office, letter=3).page["文号"]
    assert "督办〔2021〕3号" == noticed(kind="督办函", units=("区教育局",), letter=3).page["文号"]
    page = noticed(office=Office()).page
    assert ("〔请填写〕", "〔请填写〕") == (page["文号"], page["签发人"])
    head = words_of(word(noticed(office=office)))[0]
    assert "　榆政督〔2021〕〔请填写〕号\t签发人：李四" == head


@pytest.mark.parametrize(("days", "wanted"), [(5, "2021年8月6日"), (1, "2021年8月2日"), (40, "2021年9月26日")])
def test_an_answer_is_wanted_on_a_workday(days, wanted):
    """1 August 2021 is a Sunday; 26 September one that was worked."""
    page = noticed(office=OFFICE._replace(answer_days=days)).page
    assert wanted == page["答复期限"]


def test_a_small_table_stands_in_the_text_and_a_large_one_behind_it():
    few, many = noticed(small()), noticed(county())
    assert ("", "", "") == tuple(few.page[name] for name in ("单位附件", "逾期附件", "到期附件"))
    assert ("附件1", "附件2", "附件3") == tuple(many.page[name] for name in ("单位附件", "逾期附件", "到期附件"))
    assert not any(p.style.name == "附件标签" for p in word(few).paragraphs)
    assert 3 == len(word(few).tables)
    own = noticed(small(), inline=False)  # an office's own template has its places behind the text
    assert ("附件1", "附件2", "附件3", "") == tuple(
        own.page[n] for n in ("单位附件", "逾期附件", "到期附件", "变化附件")
    )


def test_the_table_of_units_has_its_sum():
    *_, total = word(noticed(county(60))).tables[0].rows
    page = noticed(county(60)).page
    wanted = [page[n] for n in ("任务总数", "已完成数", "推进中数", "临期数", "逾期数", "其他数", "完成率")]
    assert ["", "合计", *map(str, wanted)] == [cell.text for cell in total.cells]


@pytest.mark.parametrize("wanted", ["docx", "html", "md", "txt"])
@pytest.mark.parametrize("kind", ["通报", "督办函", "催报通知", "周报"])
def test_no_number_of_a_list_runs_into_a_day(kind, wanted):
    """「2.8月16日」 is a number and a day."""
    notice = noticed(county(60), kind, units=("区第1工作局",) if kind == "督办函" else ())
    made = render_notice(notice, wanted)
    text = "\n".join(words_of(word(notice))) if isinstance(made, bytes) else re.sub("<[^>]*>", "", made)
    assert [] == re.findall(r"\d[.．]\s*\**\d{1,2}月", text)


@pytest.mark.parametrize("wanted", ["html", "md", "txt"])
def test_who_is_late_with_nothing_sees_what_comes_next(wanted):
    rows = [task_row(text=f"任务{n}", deadline=date(2021, 10 + n % 3, 9), status="在办") for n in range(9)]
    text = render_notice(noticed(assessment(document(HEADS, *rows)), "周报"), wanted)
    assert isinstance(text, str)
    assert "接下来到期的5项" in text
    assert ["任务0", "任务3", "任务6", "任务1", "任务4"] == re.findall(r"任务\d(?!项)", text)
    few = render_notice(noticed(small(), "周报"), wanted)
    assert "接下来到期的" not in few
