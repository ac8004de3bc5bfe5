"""The library as other programs use it."""

from __future__ import annotations

import pickle
import re
import shutil
from datetime import date

import pytest

import xltrack
from tests.processes import ROOT, SAMPLES, TRACKED
from xltrack import api
from xltrack.base.errors import SourceError
from xltrack.base.rules import rule

AS_OF = date(2021, 8, 1)


@pytest.mark.parametrize("name", xltrack.__all__)
def test_every_public_name_is_there_when_asked_for(name):
    assert callable(getattr(xltrack, name))
    assert name in dir(xltrack)


def test_any_other_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = xltrack.no_such_thing


def test_the_version_is_told_in_one_place():
    assert re.fullmatch(r"\d+\.\d+\.\d+", xltrack.__version__)
    assert f"## {xltrack.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_reference_to_another_item_is_left_out_with_a_note():
    units = xltrack.parse_units("区教育局，同（3）")
    assert ["区教育局"] == [unit.name for unit in units]
    assert ["D516"] == [note.code for note in units.notes]


def test_units_alone_have_no_note():
    assert () == tuple(xltrack.parse_units("区教育局、区民政局").notes)


def test_a_deadline_takes_the_year_that_is_given():
    assert "2021-06-30" == xltrack.parse_deadline("6月底前", year=2021).to_dict()["milestones"][0]["due"]
    assert "unreadable" == xltrack.parse_deadline("6月底前").to_dict()["kind"]


def test_reading_knows_no_clock_and_judging_does():
    document = xltrack.read(TRACKED)
    early, late = (xltrack.assess([document], date(2021, month, 1)) for month in (6, 12))
    assert early.documents == late.documents
    assert early.total.of("overdue") < late.total.of("overdue")
    assert early.total.total == late.total.total == 23


def test_a_report_from_end_to_end(tmp_path):
    sheet = shutil.copy(TRACKED, tmp_path / "表.xlsx")
    written = api.report(xltrack.assess([xltrack.read(sheet)], AS_OF), [sheet])
    assert tmp_path / "表_进度_2021-08-01.xlsx" == written.path
    again = xltrack.assess([xltrack.read(written.path)], AS_OF)
    assert 23 == again.total.total


def test_a_report_that_was_edited_is_not_replaced(tmp_path):
    sheet = shutil.copy(TRACKED, tmp_path / "表.xlsx")
    shutil.copy(SAMPLES / "华龙区.xlsx", tmp_path / "表_进度_2021-08-01.xlsx")
    written = api.report(xltrack.assess([xltrack.read(sheet)], AS_OF), [sheet])
    assert "表_进度_2021-08-01_2.xlsx" == written.path.name


def test_what_is_no_workbook_may_stand_under_the_reports_name(tmp_path):
    sheet = shutil.copy(TRACKED, tmp_path / "表.xlsx")
    (tmp_path / "表_进度_2021-08-01.xlsx").write_bytes(b"x")
    written = api.report(xltrack.assess([xltrack.read(sheet)], AS_OF), [sheet])
    assert "表_进度_2021-08-01_2.xlsx" == written.path.name
    assert b"x" == (tmp_path / "表_进度_2021-08-01.xlsx").read_bytes()


def test_the_frame_of_a_document_and_of_a_judgement():
    document = api.read(TRACKED)
    plain, judged = xltrack.to_frame([document]), xltrack.to_frame([document], AS_OF)
    assert list(document.to_frame().columns) == list(plain.columns)
    assert len(plain) == len(judged)
    assert {"状态", "距期天数"} <= set(judged.columns) - set(plain.columns)
    assert 23 == len(judged.drop_duplicates(["来源", "工作表", "行"]))


def test_one_document_is_enough():
    document = api.read(TRACKED)
    assert xltrack.assess([document], AS_OF) == xltrack.assess(document, AS_OF)
    for as_of in (None, AS_OF):
        assert xltrack.to_frame([document], as_of).equals(xltrack.to_frame(document, as_of))


def test_an_error_says_its_sentence(tmp_path):
    with pytest.raises(SourceError) as caught:
        api.read(tmp_path / "没有.xlsx")
    assert rule("D105").message({"name": "没有.xlsx"}) == str(caught.value)
    assert rule("D105").remedy({"name": "没有.xlsx"}) == caught.value.remedy
    assert str(caught.value) == str(pickle.loads(pickle.dumps(caught.value)))
    assert "…" in str(SourceError("D105"))
