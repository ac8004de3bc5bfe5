"""What cells hold makes no console do anything: controls and signs of direction are shown as marks (docs/规则.md 6)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.processes import DAY, xltrack
from xltrack import api
from xltrack.base.address import CellRef
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import visible, visible_json
from xltrack.mail.words import in_one_line, in_one_marked_line
from xltrack.reading.document import read_document
from xltrack.reading.files.source import open_book
from xltrack.report import words

OBEYED = [*map(chr, (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F),
                     *range(0x2066, 0x206A)))]  # fmt: skip


def test_each_has_a_mark_of_its_own() -> None:
    marks = [visible(char) for char in OBEYED]
    assert len(OBEYED) == len(set(marks))
    assert all(mark.isprintable() and mark for mark in marks)
    assert ("␛[2J", "␍", "<U+202E>", "␡", "<U+009B>") == tuple(
        map(visible, ("\x1b[2J", "\r", "\u202e", "\x7f", "\x9b"))
    )


def test_what_is_seen_stays() -> None:
    text = "区政府办\n\t６月　𠮷\U000e0100é(a)"
    assert text == visible(text)


@pytest.mark.parametrize("text", ["".join(OBEYED), "清屏\x9b2J\u202e", '"\\\x7f'])
def test_json_means_the_same(text: str) -> None:
    written = visible_json(json.dumps(text, ensure_ascii=False))
    assert text == json.loads(written)
    assert set(OBEYED).isdisjoint(written)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Sequences for a console in a task, a unit, a header, a title and the name of the sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "表\u202e一"
    for row in (
        ["2021年\u202e任务分解表"],
        ["序号", "主要\u200e任务", "责任单位", "完成时限", "完成情况"],
        [
            1,
            "清屏_x001B_[2J_x0007__x001B_]0;pwned_x0007_任务",
            "区_x001B_[31m局",
            "2021年6月底\u202e前",
            "\x9b已完成？",
        ],
        [2, "印发方案", "区_x009B_31m局", "6月_x001B_c底前", "推进_x0008__x0008_"],
        [3, "公开_x001B_[2J方案", "区_x001B_[31m局", "2021年5月底前", "正在推进"],  # late without a doubt
    ):
        sheet.append(row)
    roster = book.create_sheet("单位名录")
    roster.append(["单位", "分管领导", "领导邮箱", "邮箱"])
    roster.append(["区_x001B_[31m局", "王\u202e五\x9b", "w@a.cn", "j@a.cn"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    (tmp_path / "xltrack.toml").write_text('[office]\n名称 = "区政府办"\n邮箱 = "o@a.cn"\n', "utf-8")
    return path


@pytest.mark.parametrize(
    "words",
    [
        ("inspect",), ("check",), ("report",), ("inspect", "--json"), ("annex",), ("notice",), ("notice", "--kind", "督办函"),
        ("notice", "--kind", "催报通知"), ("notice", "--kind", "周报"), ("mail", "--dry-run"), ("mail",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_command_hands_them_to_the_console(hostile: Path, words: tuple[str, ...]) -> None:
    done = xltrack(words[0], hostile, *words[1:], *DAY)
    said = (done.stdout + done.stderr).decode()
    assert 0 <= done.returncode <= 1
    assert "" != said
    assert set(OBEYED).isdisjoint(said)


def test_nothing_that_mail_or_a_notice_leaves_to_be_read_has_them(hostile: Path) -> None:
    """The drafts, the texts to paste, the index, the ledger of what was sent, and the names of all files."""
    out = hostile.parent / "结果"
    out.mkdir()
    for told in (
        ("mail",),
        ("notice", "--kind", "督办函"),
        ("notice", "-o", out / "a.md"),
        ("export", "-o", out / "a.json"),
    ):
        assert 0 <= xltrack(told[0], hostile, "-o", out, *told[1:], *DAY).returncode <= 1
    files = [path for path in out.rglob("*") if path.is_file()]
    assert {".eml", ".txt", ".html", ".jsonl", ".docx", ".md", ".json", ".xlsx"} == {path.suffix for path in files}
    for path in files:
        assert set(OBEYED).isdisjoint(path.name)
        if path.suffix not in (".docx", ".eml", ".xlsx"):
            assert set(OBEYED) & set(path.read_text("utf-8-sig").replace("\r\n", "\n")) == set()


def test_a_draft_of_a_notice_hands_none_to_the_console(tmp_path: Path) -> None:
    notice = tmp_path / "通\u202e知\x9b.md"
    notice.write_text(
        "# 关于开\u202e展工作的通知\n\n一、编制\x9b方案。区\u202e财政局要在2021年6月底前完成\u2066。\n", "utf-8"
    )
    done = xltrack("draft", notice)
    assert 0 == done.returncode
    assert set(OBEYED).isdisjoint((done.stdout + done.stderr).decode())
    (made,) = tmp_path.glob("*.xlsx")
    assert set(OBEYED).isdisjoint(made.name)


def test_details_for_the_maintainers_hand_none_to_the_console(monkeypatch: pytest.MonkeyPatch, hostile: Path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("\x1b[2J\u202e")

    monkeypatch.setattr("xltrack.cli.run._obey", fail)
    done = xltrack("report", hostile, "--debug")
    assert "␛[2J<U+202E>" in done.stderr.decode()
    assert set(OBEYED).isdisjoint(done.stderr.decode())


def test_notes_of_mails_show_them_and_headers_do_not_have_them() -> None:
    assert ("区␛[31m局", "区 [31m局") == (in_one_marked_line("区\x1b[31m局"), in_one_line("区\x1b[31m局"))
    assert "甲 乙" == in_one_marked_line("甲\r\n\x0b乙")


def test_a_number_that_is_no_date_in_a_column_of_ours_is_no_matter(hostile: Path) -> None:
    """LibreOffice saves 「nothing」 of a formula as 0 in an .xls: its cell has the format of a date (D185)."""
    written = api.report(api.assess(api.read(hostile), date(2021, 8, 1)), [hostile]).path
    book = open_book(written)
    ledger = api.read(written).tables[0]
    own = next(column.number for column in ledger.columns if column.role == "own")
    said = tuple(
        Diagnostic("D185", ledger.cell(ledger.tasks[0], at), {"number": 0}) for at in (own, ledger.columns[0].number)
    )
    said += (Diagnostic("D185", CellRef(words.AGENDA, 6, 4), {"number": 0}),)  # of our other sheets none is read
    read = read_document(book._replace(diagnostics=said))
    assert [ledger.columns[0].number] == [d.cell.column for d in read.diagnostics if d.code == "D185" and d.cell]
