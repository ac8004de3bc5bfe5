"""The folder of drafts, and the ledger in it (docs/规则.md 13.3, 11.5)."""

from __future__ import annotations

import email
import email.policy
import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.assessments import assessment
from tests.mail_letters import OFFICE, ROSTER, ROWS, mailing, resolved
from xltrack import api
from xltrack.base.errors import OutputError
from xltrack.domain.settings import MailServer
from xltrack.mail.batch import Mailed
from xltrack.mail.recipients import Recipient
from xltrack.mail.sending import Delivery, read_sendings

FOLDER = "榆阳区_邮件_2021-08-01"
NAMES = {
    "1_办公室_榆阳区人民政府办公室", "2_领导_李××_区教育局", "2_领导_王××_区财政局等2个单位", "3_单位_区教育局", "3_单位_区民政局",
    "3_单位_区财政局",
}  # fmt: skip
SERVER = MailServer("mx.test", 465, "ssl", "zfb@yuyang.test", "")
TO = Delivery(Recipient("unit", "区财政局", (), (), ("a@x.cn",)), "a@x.cn")


def draft(folder: Path, **changes: object) -> Mailed:
    return mailing(folder, **changes).draft(SERVER)  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / FOLDER).iterdir()}


def codes(mailed: Mailed) -> list[str]:
    return [note.code for note in mailed.notes if note.code != "D745"]


def test_each_letter_has_a_draft_and_a_text_and_the_index_leads_to_all(tmp_path):
    mailed = draft(tmp_path)
    files = content(tmp_path)
    assert {f"{name}{ending}" for name in NAMES for ending in (".eml", ".txt")} | {
        "0_目录.html",
        "发送记录.jsonl",
    } == set(files)
    index = files["0_目录.html"].decode()
    assert {f"{name}.eml" for name in NAMES} == {unquote(link) for link in re.findall('href="([^"]+)"', index)}
    for name in NAMES:
        message = email.message_from_bytes(files[f"{name}.eml"], policy=email.policy.default)
        assert "1" == message["x-unsent"]
        assert message["subject"] in index
        assert files[f"{name}.txt"].decode("utf-8-sig").replace("\r\n", "\n") in index
    assert str(tmp_path / FOLDER / "0_目录.html") in mailed.lines[0]
    assert "分管领导「李××」（区水利局）没有领导邮箱" in index
    assert not re.search("<script|<img|https?:", index)


def test_names_from_cells_are_words_in_the_index(tmp_path):
    roster = ROSTER.merged(ROSTER)
    evil = roster.units[0]._replace(leader="<script>alert(1)</script>")
    draft(tmp_path, roster=type(roster)((evil, *roster.units[1:])))
    index = content(tmp_path)["0_目录.html"].decode()
    assert "<script" not in index
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in index


def test_the_same_run_again_changes_no_byte(tmp_path):
    draft(tmp_path)
    before = content(tmp_path)
    assert [] == codes(draft(tmp_path))
    assert before == content(tmp_path)


def test_new_drafts_replace_old_ones_and_what_is_no_longer_needed_goes(tmp_path):
    draft(tmp_path)
    before = content(tmp_path)
    rows = ((*ROWS[0][:5], "已完成"), *ROWS[1:])
    api.compose_mail(assessment(resolved(rows=rows)), [tmp_path / "榆阳区.xlsx"], OFFICE).draft(SERVER)
    after = content(tmp_path)
    assert {"3_单位_区财政局.eml", "3_单位_区财政局.txt"} == before.keys() - after.keys()
    assert before["2_领导_王××_区财政局等2个单位.eml"] != after["2_领导_王××_区财政局等2个单位.eml"]


def test_a_draft_that_somebody_changed_is_kept_and_the_new_one_stands_beside_it(tmp_path):
    draft(tmp_path)
    mine = tmp_path / FOLDER / "3_单位_区财政局.txt"
    mine.write_text("我改过的", encoding="utf-8")
    mailed = draft(tmp_path)
    assert ["D772"] == codes(mailed)
    assert "「3_单位_区财政局.txt」改动过，保留原样；新的写成「3_单位_区财政局_2.txt」" in mailed.notes[-1].message
    assert "我改过的" == mine.read_text("utf-8")
    assert "区财政局" in mine.with_stem("3_单位_区财政局_2").read_text("utf-8-sig")


def test_two_leaders_of_one_name_and_unit_have_drafts_of_their_own(tmp_path):
    units = [unit._replace(leader="王××", leader_mail=f"{n}@x.cn") for n, unit in enumerate(ROSTER.units)]
    draft(tmp_path, roster=type(ROSTER)(tuple(units)))
    assert 3 + 1 == len([name for name in content(tmp_path) if name.startswith("2_") and name.endswith(".eml")])


def test_a_folder_of_ones_own_can_be_named(tmp_path):
    batch = api.compose_mail(assessment(resolved()), [tmp_path / "榆阳区.xlsx"], OFFICE, tmp_path / "草稿")
    batch.draft()
    assert (tmp_path / "草稿" / FOLDER / "0_目录.html").is_file()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_is_in_the_way_of_the_folder_is_not_touched(tmp_path, kind):
    other = tmp_path / "别处"
    other.mkdir()
    way = tmp_path / FOLDER
    way.symlink_to(other) if kind == "link" else way.write_bytes(b"x")
    with pytest.raises(OutputError) as failure:
        draft(tmp_path)
    assert "D771" == failure.value.code
    assert [] == list(other.iterdir())


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    batch = api.compose_mail(assessment(resolved()), [tmp_path / "榆阳区.xlsx"], OFFICE, tmp_path / "无" / "此" / "处")
    with pytest.raises(OutputError) as failure:
        batch.draft()
    assert "D143" == failure.value.code


# --- The ledger ---


def test_what_is_noted_is_known_again(tmp_path):
    ledger = read_sendings(tmp_path)
    assert [] == list(tmp_path.iterdir())
    for state in ("sending", "sent"):
        assert state != ledger.state(TO)
        ledger.note(TO, state, "2021-08-01T09:30:00+08:00")
        again = read_sendings(tmp_path)
        assert (state, ledger.batch) == (again.state(TO), again.batch)
        assert ledger.message_id(TO, "x.cn") == again.message_id(TO, "x.cn")
    assert 3 == len(ledger.path.read_bytes().splitlines())


def test_each_batch_has_identities_of_its_own(tmp_path):
    assert read_sendings(tmp_path).message_id(TO, "x.cn") != read_sendings(tmp_path).message_id(TO, "x.cn")


@pytest.mark.parametrize("kept", range(1, 120, 7))
def test_a_line_that_was_cut_short_was_never_acted_upon(tmp_path, kept):
    """Power fails while a line is written, at any byte: the lines before it stand, and the next one follows them."""
    ledger = read_sendings(tmp_path)
    ledger.note(TO, "sending", "…")
    whole = ledger.path.read_bytes()
    ledger.path.write_bytes(whole[:kept])
    again = read_sendings(tmp_path)
    assert ("sending" if kept >= len(whole) else None) == again.state(TO)
    again.note(TO, "sent", "…")
    assert "sent" == read_sendings(tmp_path).state(TO)
    assert [] == [line for line in ledger.path.read_bytes().splitlines() if not isinstance(json.loads(line), dict)]


@pytest.mark.parametrize(
    "damage", [b"\0" * 40 + b"\n", b"[]\n", b'{"to": 1}\n', b'{"to": "a", "state": "perhaps"}\n', b"\xff\xfe\n"]
)
def test_a_ledger_that_makes_no_sense_stops_it(tmp_path, damage):
    ledger = read_sendings(tmp_path)
    ledger.note(TO, "sent", "…")
    ledger.path.write_bytes(ledger.path.read_bytes() + damage)
    with pytest.raises(OutputError) as failure:
        read_sendings(tmp_path)
    assert "D765" == failure.value.code


def test_a_ledger_that_cannot_be_written_stops_the_step(tmp_path):
    ledger = read_sendings(tmp_path)
    ledger.path.mkdir()
    with pytest.raises(OutputError) as failure:
        ledger.note(TO, "sending", "…")
    assert "D149" == failure.value.code
    assert ledger.state(TO) is None


def test_a_day_is_a_batch(tmp_path):
    later = assessment(resolved(), as_of=date(2021, 8, 8))
    batches = [
        api.compose_mail(one, [tmp_path / "榆阳区.xlsx"], OFFICE).folder.name for one in (assessment(resolved()), later)
    ]
    assert [FOLDER, "榆阳区_邮件_2021-08-08"] == batches
