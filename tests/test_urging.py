"""Mails to those who were sent a form and have not answered, before the day and behind it (docs/规则.md 16.8)."""

from __future__ import annotations

import email
import email.policy
import shutil
from datetime import UTC, date, datetime
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.collecting import CIVIL, EAST, EDU, MONEY, NEXT, SCHOOL, WEST, County
from tests.forms import DAY, DUE, fill, roster
from tests.mail_sending import NOW
from tests.mail_server import PASSWORD, Authority, Post, account, serving
from xltrack import api, collecting
from xltrack.domain.settings import Office
from xltrack.mail import smtp
from xltrack.mail.batch import Mailing
from xltrack.mail.sending import Post as How

LATER = date(2021, 8, 13)


def drafts(county: County, day: date) -> dict[str, EmailMessage]:
    """The drafts of a day, by unit."""
    folder = county.folder / f"台账_催报邮件_{day}"
    return {
        path.stem.removeprefix("3_单位_"): email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(folder.glob("*.eml"))
    }


def told(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


def mailing(county: County, day: date) -> Mailing:
    """The mails after a run."""
    document = api.read(county.ledger, roster=api.read_roster(county.roster)[0])
    assessment = api.assess(document, day)
    inbox = collecting.inbox_of(collecting.read_forms(sorted(county.inbox.iterdir())))
    run = collecting.collect(assessment, county.ledger, inbox, None, datetime.now(UTC))
    return collecting.mail_missing(run, assessment, county.ledger, Office("清水县政府办"))


def test_before_the_day_all_are_reminded_though_nothing_came_yet(county, forms):
    done = county.collect(more=("--mail",))
    assert 1 == done.status
    assert done.says("D860")
    assert CIVIL in done.remarks
    made = drafts(county, DAY)
    assert {EDU, MONEY, EAST, WEST} == made.keys()
    assert "提醒：请于2021年8月10日（星期二）前报回填报表（2021年8月，1项）" == made[EDU]["subject"]
    assert "至今没有收到" not in told(made[EDU])
    (attached,) = made[EDU].iter_attachments()
    assert forms[EDU].name == attached.get_filename()
    assert f"填报单位：{EDU}" == load_workbook(BytesIO(attached.get_content()))["填报表"]["A2"].value


def test_behind_the_day_only_those_who_have_not_answered_are_urged(county, forms):
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    forms[EAST].unlink()
    county.collect(day=LATER, more=("--mail",))
    made = drafts(county, LATER)
    assert {MONEY, EAST, WEST} == made.keys()
    assert "催报：填报表应于2021年8月10日（星期二）前报回，已过3天（2021年8月，2项）" == made[MONEY]["subject"]
    assert "至今没有收到" in told(made[MONEY])
    assert "再附一份" in told(made[MONEY])
    assert [] == [*made[EAST].iter_attachments()]  # its form does not stand there any more
    assert "再附一份" not in told(made[EAST])


def test_who_answers_meanwhile_is_not_written_to_any_more(county, forms):
    county.collect(day=LATER, more=("--mail",))
    assert EDU in drafts(county, LATER)
    county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
    county.collect(day=LATER, more=("--mail",))
    assert EDU not in drafts(county, LATER)


def test_who_sent_a_blank_form_is_told_so(county, forms):
    county.answer(forms[EDU], {})
    county.collect(day=LATER, more=("--mail",))
    made = drafts(county, LATER)
    assert made[EDU]["subject"].startswith("请补报：报来的填报表是空的")
    assert "至今没有收到" not in told(made[EDU])
    (row,) = [row for row in county.table("未报送") if row["单位"] == EDU]
    assert "是空的" in row["催报"]


def test_of_two_rounds_each_unit_is_written_to_once_about_the_latest(county, forms):
    county.dispatch(NEXT, date(2021, 9, 10))
    county.collect(day=date(2021, 9, 12), more=("--mail",))
    made = drafts(county, date(2021, 9, 12))
    assert {EDU, MONEY, EAST, WEST} == made.keys()
    assert all("2021年9月10日" in message["subject"] for message in made.values())


def test_when_all_have_answered_nobody_is_written_to(county, forms):
    for unit, form in forms.items():
        row = next(row for row in load_workbook(form)["填报表"].iter_rows(min_row=5, values_only=True) if row[0])
        text = next(cell for cell in row if isinstance(cell, str) and len(cell) > 4 and cell[0] != "2")
        county.answer(form, {text: {"完成情况": "推进中"}}, f"{unit}.xlsx")
    done = county.collect(more=("--mail",))
    assert 0 == done.status, done
    assert "填报表都收回来了，没有要催的" in done.lines
    assert {} == drafts(county, DAY)


def test_a_dry_run_lists_them_and_writes_nothing(county, forms):
    before = sorted(county.folder.rglob("*"))
    done = county.collect(more=("--mail", "--dry-run"))
    assert "会写4封（单位4封）：" in done.lines
    assert before == sorted(county.folder.rglob("*"))


def test_without_an_address_nothing_is_done(tmp_path):
    county = County(tmp_path)
    county.roster = roster(tmp_path, ("单位", "类别"), (EAST, "乡镇"), (WEST, "乡镇"))
    county.answer(county.dispatch()[EDU], {SCHOOL: {"完成情况": "已完成"}})
    done = county.collect(more=("--mail",))
    assert 2 == done.status
    assert done.says("D861")
    assert not county.summary.exists()
    assert 0 == county.collect().status


def test_each_is_sent_exactly_once_and_nothing_to_who_has_answered(county, forms, tmp_path_factory, monkeypatch):
    monkeypatch.setenv(smtp.SECRET_NAME, PASSWORD)
    authority, post = Authority(tmp_path_factory.mktemp("ca")), Post()
    with serving(post, authority.context()) as port:
        how = How(account(port, authority), (), lambda: NOW)
        first = mailing(county, DUE).send(how)
        county.answer(forms[EDU], {SCHOOL: {"完成情况": "已完成"}})
        second = mailing(county, DUE).send(how)
    assert (None, None) == (first.stopped, second.stopped)
    assert ["czj@a.cn", "ds@a.cn", "jyj@a.cn", "xh@a.cn"] == sorted(post.messages())
    assert "以前已发3封，没有重发" in second.lines[-1]


def test_sending_needs_a_server(county, forms):
    done = county.collect(more=("--send",))
    assert 2 == done.status
    assert "服务器" in done.remarks
    assert Path(county.summary).exists()


def test_on_the_day_itself_it_is_today(county, forms):
    county.collect(day=DUE, more=("--mail",))
    assert {"今天"} == {row["超过"] for row in county.table("未报送")}
    assert all(message["subject"].startswith("提醒") for message in drafts(county, DUE).values())


def test_of_a_form_that_was_handed_on_those_below_are_known_too(county, forms):
    own = county.folder / "教育局"
    own.mkdir()
    county.ledger = Path(shutil.copy(forms[EDU], own))
    county.roster, county.inbox = None, own / "收到"
    county.inbox.mkdir()
    assert 0 == county.run("dispatch", county.ledger, "--to", "东山中学、西河小学", "--due", DUE, day=DAY).status
    (below,) = own.rglob("*_东山中学_填报表.xlsx")
    fill(below, {SCHOOL: {"完成情况": "已完成"}}, county.inbox / below.name)
    done = county.collect(day=LATER)
    assert "未报送1个单位：西河小学" in done.lines
