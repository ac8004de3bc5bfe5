"""The mails that carry the forms of a round, and the command that makes it all (docs/规则.md 14.6)."""

from __future__ import annotations

import email
import email.policy
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests import forms
from tests.forms import ROSTER, planned, roster, sheet
from tests.mail_sending import NOW
from tests.mail_server import PASSWORD, SENDER, Authority, Post, account, serving
from xltrack import api, rounds
from xltrack.cli.run import run
from xltrack.mail import smtp
from xltrack.mail.batch import Mailing
from xltrack.mail.sending import Post as How

RUN = ["dispatch", "任务分解表.xlsx", "--as-of", "2021-08-01", "--due", "2021-08-10"]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a sheet and a roster, in which the command is run."""
    sheet(tmp_path)
    roster(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mailing(folder: Path) -> Mailing | None:
    known = roster(folder)
    source = sheet(folder)
    assessment = api.assess(api.read(source, roster=api.read_roster(known)[0]), forms.DAY)
    return rounds.mail_dispatch(planned(source, known), assessment)


def test_each_unit_with_an_address_gets_its_own_form(tmp_path):
    made = mailing(tmp_path)
    assert [("县教育局", "2021年8月_县教育局_填报表.xlsx"), ("县财政局", "2021年8月_县财政局_填报表.xlsx")] == [
        (letter.recipient.name, letter.file_name) for letter in made.letters[:2]
    ]
    assert [("D832", "县民政局")] == [(note.code, note.facts["names"]) for note in made.notes]
    made.draft()
    message = email.message_from_bytes((made.folder / "3_单位_县教育局.eml").read_bytes(), policy=email.policy.default)
    assert "请于2021年8月10日（星期二）前填报：清水县2021年重点工作填报表（2021年8月，2项）" == message["subject"]
    (attached,) = message.iter_attachments()
    page = load_workbook(BytesIO(attached.get_content()))["填报表"]
    assert "填报单位：县教育局" == page["A2"].value
    text = message.get_body(("plain",)).get_content()
    assert "编制教育信息化实施方案" in text
    assert "完成春耕备耕" not in text


def test_an_address_that_is_none_is_told(tmp_path):
    known = roster(tmp_path, *ROSTER[:1], ("县教育局", None, "jyj#a.cn"), ("县财政局", None, "czj@a.cn"))
    source = sheet(tmp_path)
    assessment = api.assess(api.read(source, roster=api.read_roster(known)[0]), forms.DAY)
    made = rounds.mail_dispatch(planned(source, known), assessment)
    assert ["D743", "D832"] == [note.code for note in made.notes]
    assert ["县财政局"] == [letter.recipient.name for letter in made.letters]


def test_without_any_address_there_is_no_mail(tmp_path):
    source = sheet(tmp_path)
    assert rounds.mail_dispatch(planned(source), api.assess(api.read(source), forms.DAY)) is None


def test_each_form_is_sent_exactly_once(tmp_path, tmp_path_factory, monkeypatch):
    monkeypatch.setenv(smtp.SECRET_NAME, PASSWORD)
    authority, post = Authority(tmp_path_factory.mktemp("ca")), Post()
    with serving(post, authority.context()) as port:
        how = How(account(port, authority), (), lambda: NOW)
        first, second = mailing(tmp_path).send(how), mailing(tmp_path).send(how)
    assert (None, None) == (first.stopped, second.stopped)
    assert ["czj@a.cn", "ds@a.cn", "jyj@a.cn", "xh@a.cn"] == sorted(post.messages())
    assert {SENDER} == set(post.logins)
    assert "以前已发4封，没有重发" in second.lines[-1]


# --- the command ---


def test_the_command_makes_forms_list_and_drafts(desk, capsys):
    assert 1 == run([*RUN, "--roster", "单位名录.xlsx"])
    told = capsys.readouterr()
    assert told.out.startswith(
        "5个单位各一份填报表，6项次任务，共42格；请于2021年8月10日（星期二）前收回：任务分解表_填报_2021-08-01\n"
    )
    assert "单位名录里没有县民政局的邮箱" in told.err
    assert 6 == len(list((desk / "任务分解表_填报_2021-08-01").iterdir()))
    assert 4 == len(list((desk / "任务分解表_填报邮件_2021-08-01").glob("*.eml")))


def test_a_folder_for_the_round_is_asked_for(desk):
    assert 1 == run([*RUN, "-o", "下发/"])
    assert (desk / "下发" / "任务分解表_填报_2021-08-01" / "2021年8月_县教育局_填报表.xlsx").is_file()


def test_a_dry_run_writes_nothing(desk, capsys):
    before = sorted(desk.rglob("*"))
    assert 1 == run([*RUN, "--roster", "单位名录.xlsx", "--dry-run"])
    told = capsys.readouterr().out
    assert "会给5个单位各做一份填报表" in told
    assert "县教育局　2项　2021年8月_县教育局_填报表.xlsx" in told
    assert "会写4封" in told
    assert before == sorted(desk.rglob("*"))


def test_a_round_that_lacks_nothing_is_0(desk):
    known = roster(desk, *(row if row[2] else (*row[:2], "x@a.cn") for row in ROSTER))
    assert 0 == run([*RUN, "--roster", known.name])


def test_nobody_to_send_to_is_said_before_anything_is_written(desk, capsys):
    """D833."""
    assert 2 == run([*RUN, "--send"])
    assert "名录里一个邮箱也没有" in capsys.readouterr().err
    assert not (desk / "任务分解表_填报_2021-08-01").exists()


def test_nowhere_to_send_from_is_said(desk, capsys):
    assert 2 == run([*RUN, "--roster", "单位名录.xlsx", "--send"])
    assert "服务器" in capsys.readouterr().err


def test_a_form_is_handed_on_by_the_command(desk, capsys):
    run([*RUN])
    form = desk / "任务分解表_填报_2021-08-01" / "2021年8月_县教育局_填报表.xlsx"
    form.rename(desk / form.name)
    capsys.readouterr()
    assert 0 == run(["dispatch", form.name, "--as-of", "2021-08-02", "--to", "东山中学、西河小学"])
    assert "2个单位各一份填报表，4项次任务" in capsys.readouterr().out


def test_to_without_units_is_no_command(desk, capsys):
    assert 2 == run([*RUN, "--to", "抓紧落实"])
    assert "D831" not in capsys.readouterr().out
