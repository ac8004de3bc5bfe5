"""What is written into the ledger, and what the office typed there stays (docs/规则.md 16.4)."""

from __future__ import annotations

import os
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from tests.collecting import EDU, FUND, HEADS, MONEY, NEXT, ROWS, SCHOOL, County, twice
from xltrack.base.rules import rule

# --- the ledger ---


def test_a_cell_that_the_office_edited_meanwhile_is_a_conflict(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.edit(SCHOOL, 完成情况="暂缓")
    county.collect()
    (asked,) = county.questions("两种说法")
    assert ("正在推进", "暂缓", "已完成") == tuple(asked[h] for h in ("原来", "甲", "乙"))
    assert "暂缓" == county.cells(SCHOOL)["完成情况"]
    county.type("待核实", {"栏目": "完成情况"}, 采用="乙")
    county.collect()
    assert "已完成" == county.cells(SCHOOL)["完成情况"]


def test_what_the_office_types_over_an_answer_stays_and_is_asked_about(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.edit(SCHOOL, 完成情况="没验收，不算完成", 存在问题="办公室核过")
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "下一步措施": "归档"}}, "又.xlsx")
    for _ in range(2):
        county.collect()
        assert ("没验收，不算完成", "办公室核过") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
        assert county.questions()


def test_words_that_the_office_put_back_are_its_own(county, forms):
    """The ledger said 「正在推进」 before the unit told 「已完成」; the office writes that again."""
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.edit(SCHOOL, 完成情况="正在推进")
    county.collect()
    assert "正在推进" == county.cells(SCHOOL)["完成情况"]
    (asked,) = county.questions("台账不同")
    assert ("正在推进", "县教育局：已完成") == (asked["甲"], asked["乙"])


@pytest.mark.parametrize(("choice", "words"), [("甲", "正在推进"), ("乙", "已完成")])
def test_the_ledger_or_the_units_is_for_the_office_to_say(county, forms, choice, words):
    test_words_that_the_office_put_back_are_its_own(county, forms)
    county.type("待核实", {"类别": "台账不同"}, 采用=choice)
    county.collect()
    assert words == county.cells(SCHOOL)["完成情况"]
    assert [] == county.questions()
    twice(county)


def test_a_cell_that_was_emptied_is_filled_again_and_the_question_goes(county, forms):
    test_words_that_the_office_put_back_are_its_own(county, forms)
    county.edit(SCHOOL, 完成情况=None)
    county.collect()
    assert "已完成" == county.cells(SCHOOL)["完成情况"]
    assert [] == county.questions()


def test_what_the_office_typed_before_the_round_is_what_the_unit_answers_to(county, forms):
    """The office's words stood in the form: the unit has seen them."""
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "推进中"}})
    county.collect()
    county.edit(SCHOOL, 完成情况="请于8月底前招标")
    later = county.dispatch(NEXT)
    county.answer(later[EDU], {SCHOOL: {"完成情况": "已招标，正在施工"}})
    county.collect(day=NEXT)
    assert [] == county.questions()
    assert "已招标，正在施工" == county.cells(SCHOOL)["完成情况"]


def test_a_ledger_that_is_open_is_written_next_time(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "存在问题": "资金已到位"}})
    marker = county.folder / f"~${county.ledger.name}"
    marker.touch()
    before = county.ledger.read_bytes()
    done = county.collect()
    assert 1 == done.status
    assert done.says("D843")
    assert before == county.ledger.read_bytes()
    assert "已完成" == county.told(EDU, SCHOOL)["完成情况"]
    marker.unlink()
    assert 0 == county.collect().status
    assert ("已完成", "资金已到位") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
    assert [] == county.questions()


def test_a_run_that_was_killed_before_the_ledger_was_written_is_made_good(county, forms, monkeypatch):
    from xltrack import edits

    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "存在问题": "资金已到位"}})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(edits, "carry_out", killed)
        county.collect()
    assert "正在推进" == county.cells(SCHOOL)["完成情况"]
    county.collect()
    assert ("已完成", "资金已到位") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
    assert [] == county.questions()


def test_a_summary_that_is_open_stops_all(county, forms):
    county.collect()
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    (county.folder / f"~${county.summary.name}").touch()
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    before = county.state()
    assert 2 == county.collect().status
    assert before == county.state()


@pytest.mark.parametrize("content", [b"PK\3\4 broken", b"", None])
def test_what_stands_in_the_place_of_the_summary_is_not_overwritten(county, forms, content):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    if content is None:
        Workbook().save(county.summary)
    else:
        county.summary.write_bytes(content)
    before = county.state()
    done = county.collect()
    assert 2 == done.status
    assert county.summary.name in done.remarks
    assert done.says("D840") == (content is None)
    assert before == county.state()


def test_a_summary_that_cannot_be_read_is_said_in_the_report(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.summary.write_bytes(b"PK\3\4")
    made = county.folder / "查.xlsx"
    assert 0 == county.run("report", county.ledger, "-o", made).status
    told = "".join(str(c.value) for row in load_workbook(made)["核对清单"].iter_rows() for c in row if c.value)
    assert rule("D841").sentence.split("}")[1] in told


def test_a_summary_that_is_read_only_stops_all(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect()
    county.summary.chmod(0o444)
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    before = county.state()
    assert 2 == county.collect().status
    assert before == county.state()


def test_a_ledger_that_is_read_only_stays(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.ledger.chmod(0o444)
    before = county.ledger.read_bytes()
    assert 1 == county.collect().status
    assert before == county.ledger.read_bytes()
    assert "已完成" == county.told(EDU, SCHOOL)["完成情况"]


def test_a_ledger_of_another_format_is_left_alone_and_the_report_counts(county, forms):
    import xlwt

    book = xlwt.Workbook()
    page = book.add_sheet("Sheet1")
    for number, row in enumerate([("清水县2021年重点工作任务分解表",), HEADS, *ROWS]):
        for place, value in enumerate(row):
            page.write(number, place, value)
    county.ledger.unlink()
    county.ledger = county.folder / "台账.xls"
    book.save(county.ledger)
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    done = county.collect()
    assert 1 == done.status
    assert "台账没有改" in done.remarks
    assert "已办结1" in county.run("report", county.ledger).lines[1]


def test_a_copy_leaves_the_ledger_alone_and_has_all_of_it_each_time(county, forms):
    before, target = county.ledger.read_bytes(), county.folder / "发布"
    target.mkdir()
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "存在问题": "资金已到位"}})
    county.collect(more=("-o", target))
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect(more=("-o", target))
    assert before == county.ledger.read_bytes()
    assert not county.summary.exists()
    newest = sorted(p for p in target.glob("台账*.xlsx") if "填报汇总" not in p.name)[-1]
    county.ledger = newest
    assert ("已完成", "资金已到位") == tuple(county.cells(SCHOOL)[h] for h in ("完成情况", "存在问题"))
    assert "推进中" == county.cells(FUND)["完成情况"]


def test_a_ledger_without_such_a_column_is_left_alone_and_the_report_counts(tmp_path):
    heads = tuple(HEADS[:6])
    county = County(tmp_path, *(row[:6] for row in ROWS), heads=heads)
    forms = county.dispatch()
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 6, 12)}})
    before = county.ledger.read_bytes()
    done = county.collect()
    assert (0, before) == (done.status, county.ledger.read_bytes())
    assert done.says("D845")
    assert "已办结1" in county.run("report", county.ledger).lines[1]
    twice(county)


def test_a_ledger_without_a_column_of_days_is_told_from_what_the_office_typed(tmp_path):
    heads = (*HEADS[:7],)
    county = County(tmp_path, *(row[:7] for row in ROWS), heads=heads)
    county.answer(
        county.dispatch()[EDU], {SCHOOL: {"完成情况": "已完成", "完成日期": date(2021, 6, 12), "进度（%）": 100}}
    )
    county.collect()
    assert "已完成" == county.cells(SCHOOL)["完成情况"]
    twice(county)
    assert [] == county.questions()


def test_what_a_run_left_that_was_killed_behind_the_ledger_is_gone_after_the_next(county, forms):
    """The receipt of a ledger that was written already: nothing is to be written any more, and it is cleared all the same."""
    county.answer(forms[MONEY], {FUND: {"完成情况": "推进中"}})
    county.collect()
    left = [
        county.folder / f"{name}_备份" / ".~回执.00000000.1.00000000.xltrack-tmp" for name in ("台账", "台账_填报汇总")
    ]
    for path in left:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
        os.utime(path, (0, 0))
    county.collect()
    assert not any(path.exists() for path in left)
