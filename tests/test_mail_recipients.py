"""Who is written to, and that nobody gets what belongs to others (docs/规则.md 13.1, 11.3)."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.assessments import HEADS, assessment, document
from tests.mail_letters import OFFICE, ROSTER, ROWS, mailing, resolved
from tests.processes import SAMPLES
from xltrack import api
from xltrack.base.errors import UsageError
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.domain.settings import Office
from xltrack.mail.letters import Letter, restrict
from xltrack.mail.recipients import MailPlan, plan_recipients


def plan(roster: Roster = ROSTER, rows: tuple[tuple[object, ...], ...] = ROWS, **policy: object) -> MailPlan:
    return plan_recipients(assessment(resolved(roster, rows), **policy), "办公室", "zfb@yuyang.test")


def unit(name: str, leader: str = "", leader_mail: str = "", mail: str = "") -> RosterUnit:
    return RosterUnit(name, (), (), leader, leader_mail, "", mail)


def said(found: MailPlan, code: str) -> list[str]:
    return [note.message for note in found.notes if note.code == code]


def test_the_office_each_leader_and_each_late_unit_once():
    assert [
        ("office", "办公室", (), ("zfb@yuyang.test",)),
        ("leader", "王××", ("区财政局", "区民政局"), ("wang@yuyang.test",)),
        ("leader", "李××", ("区教育局",), ("li@yuyang.test",)),
        ("unit", "区财政局", ("区财政局",), ("czj@yuyang.test", "czj2@yuyang.test")),
        ("unit", "区民政局", ("区民政局",), ("mzj@yuyang.test",)),
        ("unit", "区教育局", ("区教育局",), ("jyj@yuyang.test",)),
    ] == [(r.kind, r.name, r.units, r.addresses) for r in plan().recipients]


def test_supporting_units_are_written_to_where_the_office_counts_all():
    heads = f"{HEADS} support:配合单位"
    rows = [(*ROWS[0], "区民政局")]
    of_lead = plan_recipients(assessment(document(heads, *rows, roster=ROSTER)), "办公室", "")
    of_all = plan_recipients(assessment(document(heads, *rows, roster=ROSTER), rollup="named"), "办公室", "")
    assert ["区财政局"] == [r.name for r in of_lead.recipients if r.kind == "unit"]
    assert ["区财政局", "区民政局"] == [r.name for r in of_all.recipients if r.kind == "unit"]


def test_leaders_of_one_name_with_different_addresses_are_different_people():
    roster = Roster((unit("区财政局", "王××", "a@x.cn"), unit("区民政局", "王××", "b@x.cn")))
    leaders = [r for r in plan(roster).recipients if r.kind == "leader"]
    assert [("王××", ("区财政局",), ("a@x.cn",)), ("王××", ("区民政局",), ("b@x.cn",))] == [
        (r.name, r.units, r.addresses) for r in leaders
    ]


def test_each_address_of_a_leader_is_told_of_the_units_that_it_stands_beside():
    """A secretary's address in one row: nobody misses a unit, nobody gets another's, no address is written to twice."""
    rows = (
        unit("区财政局", "王××", "a@x.cn"),
        unit("区民政局", "王××", "a@x.cn；b@x.cn"),
        unit("区教育局", "王××", "c@x.cn；d@x.cn"),
    )
    leaders = [(r.units, r.addresses) for r in plan(Roster(rows)).recipients if r.kind == "leader"]
    assert [
        (("区财政局", "区民政局"), ("a@x.cn",)), (("区民政局",), ("b@x.cn",)), (("区教育局",), ("c@x.cn", "d@x.cn")),
    ] == leaders  # fmt: skip


def test_leaders_of_different_names_with_one_address_get_a_letter_each():
    roster = Roster((unit("区财政局", "王××", "a@x.cn"), unit("区民政局", "李××", "a@x.cn")))
    assert ["王××", "李××"] == [r.name for r in plan(roster).recipients if r.kind == "leader"]


def test_a_leader_without_a_name_is_called_by_the_unit():
    roster = Roster((unit("区财政局", "", "a@x.cn"),))
    assert ["区财政局分管领导"] == [r.name for r in plan(roster).recipients if r.kind == "leader"]


def test_a_late_unit_without_an_address_is_told():
    found = plan(Roster((unit("区财政局"), unit("区民政局", mail="mzj@x.cn"), unit("区水利局"))))
    assert ["「区财政局」有逾期任务，单位名录里没有它的邮箱，没有写给它"] == said(found, "D741")
    assert [] == said(plan(), "D741")


def test_a_late_unit_that_the_roster_does_not_know_is_told():
    found = plan(
        rows=(
            (1, "组", "任务", "区外办、有关部门", date(2021, 7, 1), None),
            (2, "组", "无主", None, date(2021, 7, 1), None),
        )
    )
    assert [
        f"「{name}」有1项逾期任务，单位名录里查不到它，没有写给它" for name in ("区外办", "有关部门", "未列单位的任务")
    ] == said(found, "D742")
    assert [] == said(plan(), "D742")


def test_a_wrong_address_is_told_and_the_others_of_the_cell_stand():
    found = plan(Roster((unit("区财政局", mail="czj@yuyang；a@x.cn"), unit("区民政局", mail="无此邮箱"))))
    assert [("区财政局", ("a@x.cn",))] == [(r.name, r.addresses) for r in found.recipients if r.kind == "unit"]
    assert [
        "「区财政局」的邮箱「czj@yuyang」不对：@ 后面不是完整的域名",
        "「区民政局」的邮箱「无此邮箱」不对：缺少 @ 或它前面的用户名",
    ] == said(found, "D743")
    assert [] == said(plan(), "D743")


def test_units_with_one_address_get_a_letter_each():
    found = plan(Roster((unit("区财政局", mail="a@x.cn"), unit("区民政局", mail="A@x.cn"))))
    assert ["区财政局", "区民政局"] == [r.name for r in found.recipients if r.kind == "unit"]
    assert ["2个单位用同一个邮箱 a@x.cn：区财政局、区民政局，各写各的，一家一封"] == said(found, "D744")
    assert [] == said(plan(), "D744")


def test_a_leader_without_an_address_is_told():
    assert ["分管领导「李××」（区水利局）没有领导邮箱，没有写给他"] == said(plan(), "D745")
    assert [] == said(plan(Roster((unit("区财政局", "王××", "a@x.cn"),))), "D745")


def test_an_office_without_an_address_is_told():
    found = plan_recipients(assessment(resolved()), "办公室", " ")
    assert ["没有写明办公室的邮箱，没有做总的一封"] == said(found, "D746")
    assert [] == said(plan(), "D746")
    assert "office" not in {r.kind for r in found.recipients}


def test_no_unit_is_called_late_that_was_never_asked():
    heads = HEADS.replace(" status:完成情况", "")
    never = assessment(document(heads, *(row[:5] for row in ROWS), roster=ROSTER, answered=False))
    found = plan_recipients(never, "办公室", "zfb@yuyang.test")
    assert ["office", "leader", "leader"] == [r.kind for r in found.recipients]
    assert ["还没有人填报完成情况，没有给单位写逾期的信"] == said(found, "D774")
    assert [] == said(found, "D741")
    assert [] == said(plan(), "D774")


def test_nobody_to_write_to_is_said(tmp_path):
    with pytest.raises(UsageError) as failure:
        mailing(tmp_path, Office(), Roster())
    assert "D740" == failure.value.code
    assert 1 == len(mailing(tmp_path, OFFICE, Roster()).letters)


def test_words_that_are_missing_are_told(tmp_path):
    notes = mailing(tmp_path, OFFICE._replace(phone="", contact="")).notes
    assert ["信里有「〔请填写〕」：没有写明联系人、电话"] == [n.message for n in notes if n.code == "D764"]
    assert [] == [n for n in mailing(tmp_path).notes if n.code == "D764"]


def test_an_alias_in_one_of_several_files_is_the_same_unit():
    roster = Roster((RosterUnit("区财政局", ("财政局",), (), "", "", "", "czj@x.cn"),))
    second = document(HEADS, (1, "组", "另一项任务", "财政局", date(2021, 7, 1), None))
    whole = assessment(resolved(roster, ROWS[:1]), second)
    (found,) = plan_recipients(whole, "办公室", "").recipients
    assert "区财政局" == found.name
    assert ["财政的机密任务", "另一项任务"] == [j.task.text for j in restrict(whole, found.counted).tasks]


# --- Only what is theirs ---


def everything(letter: Letter) -> str:
    """All that a letter holds: bodies, texts, and every part of its workbook."""
    with zipfile.ZipFile(BytesIO(letter.excerpt.workbook)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join((letter.subject, letter.text, letter.html, letter.paste, letter.file_name, *parts))


def test_a_unit_gets_its_own_tasks_and_nothing_of_others(tmp_path):
    letters = {letter.recipient.name: letter for letter in mailing(tmp_path).letters}
    secrets = {"区财政局": "财政的机密任务", "区民政局": "民政的机密任务", "区教育局": "", "区水利局": "水利的机密任务"}
    for name in ("区财政局", "区民政局", "区教育局"):
        held = everything(letters[name])
        assert [] == [text for unit, text in secrets.items() if text and unit != name and text in held]
        assert secrets[name] in held
        others = set(secrets) - {name} - ({"区民政局", "区教育局"} if name != "区财政局" else set())
        assert [] == [other for other in others if other in held]
        assert "@" not in held.replace("zfb@yuyang.test", "")
    whole = everything(letters["榆阳区人民政府办公室"])
    assert [] == [text for text in secrets.values() if text not in whole]


def test_a_shared_task_names_the_others_only_where_the_sheet_prints_them(tmp_path):
    letter = next(one for one in mailing(tmp_path).letters if one.recipient.name == "区教育局")
    assert "区民政局" not in letter.text + letter.html + letter.paste
    book = load_workbook(BytesIO(letter.excerpt.workbook))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if "区民政局" in str(cell.value)]
    assert {"区民政局、区教育局"} == {cell.value for cell in found}
    assert ["区教育局"] == [row.label for row in letter.excerpt.assessment.by_named]


def test_a_leader_gets_all_units_in_charge_and_no_other(tmp_path):
    letter = next(one for one in mailing(tmp_path).letters if one.recipient.name == "王××")
    held = everything(letter)
    assert [True, True, False] == [f"{name}的机密任务" in held for name in ("财政", "民政", "水利")]
    assert "〔第1期〕共4项 办结1 逾期3 本周到期0" == letter.subject
    assert "王××分管：区财政局、区民政局" in letter.text


def test_figures_in_words_and_workbook_are_those_of_the_unit(tmp_path):
    letter = next(one for one in mailing(tmp_path).letters if one.recipient.name == "区财政局")
    assert "区财政局：〔第1期〕共2项 办结1 逾期1 本周到期0" == letter.subject
    assert (2, 1, 1) == (
        letter.excerpt.assessment.total.total,
        letter.excerpt.assessment.total.done,
        letter.excerpt.assessment.total.of("overdue"),
    )
    assert "区财政局_进度_2021-08-01.xlsx" == letter.file_name


def test_every_unit_of_the_sample_gets_just_its_tasks():
    """The sample with its roster: no task of others, no address, no leader, no unit that the printed cell does not name."""
    roster, _ = api.read_roster(SAMPLES / "榆阳区_单位名录.xlsx")
    source = SAMPLES / "榆阳区_跟踪.xlsx"
    whole = api.assess([api.read(source, roster=roster)], date(2021, 8, 1))
    letters = api.compose_mail(whole, [source], OFFICE).letters
    units = [letter for letter in letters if letter.recipient.kind == "unit"]
    assert 22 == len(units)
    for letter in units[::4]:
        (name,) = letter.recipient.units
        held = everything(letter)
        own = {j.task.row for j in whole.tasks if name in j.lead}
        assert own == {j.task.row for j in letter.excerpt.assessment.tasks}
        others = [j.task.text for j in whole.tasks if j.task.row not in own]
        assert [] == [text for text in others if text in held]
        printed = "".join(str(value) for j in letter.excerpt.assessment.tasks for value in j.task.values)
        named = [u.name for u in roster.units if u.name != name and u.name in held and u.name not in printed]
        assert [] == [other for other in named if other not in name]
        assert "@" not in held.replace("zfb@yuyang.test", "")


def test_an_excerpt_remembers_no_earlier_report(tmp_path):
    """A second issue: the whole knows what changed, an excerpt's workbook has one date and one list of tasks, its own."""
    source = Path(tmp_path / "榆阳区.xlsx")
    before = assessment(
        resolved(rows=(*ROWS[1:], (9, "组", "水利删去的任务", "区水利局", date(2021, 7, 1), None))),
        as_of=date(2021, 7, 25),
    )
    api.report(before, [source])
    letters = api.compose_mail(assessment(resolved()), [source], OFFICE).letters
    letter = next(one for one in letters if one.recipient.name == "区财政局")
    assert letter.subject.startswith("区财政局：〔第2期〕")
    assert "与2021年7月25日相比，新增1项" in letter.text
    held = everything(letter)
    assert "水利删去的任务" not in held
    assert "2021-07-25" not in held
    assert "第2期" in held


# --- The text to paste ---


def test_the_text_to_paste_has_at_most_300_characters_whatever_the_tasks(tmp_path):
    rows = tuple((n, "组", f"第{n}项" + "很长的任务" * 40, "区财政局", date(2021, 7, 1), None) for n in range(1, 60))
    whole = assessment(resolved(rows=rows))
    letters = api.compose_mail(whole, [tmp_path / "表.xlsx"], OFFICE).letters
    for letter in letters:
        assert 150 <= len(letter.paste) <= 300
        assert letter.paste.endswith("不得处理涉密内容")
        assert "……另有" in letter.paste
    unit = letters[-1].paste
    assert 59 == unit.count("逾期31天：") + int(unit.split("……另有")[1].split("项")[0])


def test_the_mail_and_the_text_say_that_nothing_secret_may_be_handled(tmp_path):
    for letter in mailing(tmp_path).letters:
        assert [1, 1, 1] == [words.count("不得处理涉密内容") for words in (letter.text, letter.html, letter.paste)]
