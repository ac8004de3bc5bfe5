"""Old workbooks: what xlrd's child gives, and what it may not do (faults A3, A6, B, C)."""

from __future__ import annotations

import random
import struct
import sys
import textwrap
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlwt

from tests.faults.old_books import biff5
from xltrack.base import children, platform
from xltrack.base.address import CellRange
from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import Limits
from xltrack.reading.files.grid import CellError, Percent, SourceBook
from xltrack.reading.files.source import open_book


def style(code: str = "General", *, struck: bool = False) -> xlwt.XFStyle:
    made = xlwt.XFStyle()
    made.num_format_str = code
    made.font.struck_out = struck
    return made


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """An .xls with each kind of cell."""
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("附件 2")
    sheet.write_merge(0, 1, 0, 0, "序号")
    sheet.write(0, 1, datetime(2021, 6, 30), style("yyyy-mm-dd"))
    sheet.write(0, 2, 0.8, style("0%"))
    sheet.write(0, 3, time(8, 30), style("h:mm"))
    sheet.write(0, 4, True)
    sheet.write(1, 1, "划去", style(struck=True))
    sheet.write(1, 2, -1, style("yyyy-mm-dd"))
    sheet.write(1, 3, 7.0)
    sheet.write(1, 4, "")
    sheet.write_rich_text(2, 0, [("前", style(struck=True).font), ("后", style().font)])
    sheet.write_rich_text(2, 1, [("全", style(struck=True).font), ("划", style(struck=True).font)])
    sheet.write(2, 2, datetime(2021, 6, 30, 18), style("yyyy-mm-dd hh:mm"))
    sheet.row(1).hidden = True
    sheet.row(7).hidden = True
    for at, state in enumerate((1, 2)):
        made.add_sheet(f"藏{at}").visibility = state
    path = tmp_path / "a.xls"
    made.save(str(path))
    return path


def test_each_kind_of_cell(sample: Path) -> None:
    book = open_book(sample)
    sheet = book.sheets[0]
    assert {1: "序号", 2: date(2021, 6, 30), 3: Percent(0.8), 4: time(8, 30), 5: True} == sheet.rows[1]
    assert {2: "划去", 3: -1, 4: 7} == sheet.rows[2]
    assert {1: "后", 2: "全划", 3: datetime(2021, 6, 30, 18)} == sheet.rows[3]
    assert (Percent, bool, int) == tuple(type(sheet.value(*at)) for at in ((1, 3), (1, 5), (2, 4)))
    assert ((CellRange(1, 1, 2, 1),), {2}, {(2, 2), (3, 2)}) == (sheet.merges, sheet.hidden_rows, sheet.struck)
    assert [("D185", "附件 2!C2"), ("D271", "附件 2!A3")] == [(d.code, d.cell.a1) for d in book.diagnostics if d.cell]
    assert ["visible", "hidden", "veryHidden"] == [s.state for s in book.sheets]


@pytest.mark.parametrize("ending", ["et", "xlsx", "XLS", ""])
def test_the_ending_does_not_matter(sample: Path, ending: str) -> None:
    other = sample.with_name(f"b.{ending}")
    other.write_bytes(sample.read_bytes())
    assert open_book(sample).sheets == open_book(other).sheets


def test_error_values_are_values(sample: Path) -> None:
    """A BOOLERR record of an error: xlwt writes none, so one of a truth value is changed."""
    data = bytearray(sample.read_bytes())
    at = data.index(struct.pack("<HHHH", 0x0205, 8, 0, 4))
    data[at + 10 : at + 12] = b"\x17\x01"
    sample.write_bytes(bytes(data))
    assert CellError("#REF!") == open_book(sample).sheets[0].value(1, 5)


def outcome(path: Path, limits: Limits | None = None) -> SourceBook | str:
    try:
        return open_book(path, limits=limits or Limits())
    except SourceError as error:
        return error.code


def test_a_workbook_that_only_says_it_is_encrypted_is_damaged(sample: Path) -> None:
    """A FILEPASS record behind the first BOF marks a BIFF8 stream as encrypted; here nothing else is."""
    data = bytearray(sample.read_bytes())
    at = data.index(struct.pack("<HH", 0x0809, 16))
    after = at + 20
    size = struct.unpack("<H", data[after + 2 : after + 4])[0]
    data[after : after + 2] = struct.pack("<H", 0x002F)
    assert size
    sample.write_bytes(bytes(data))
    assert "D253" == outcome(sample)


def test_damage_anywhere_gives_a_book_or_a_sentence(sample: Path) -> None:
    """No file gives anything other than a Book or a SourceError; xlrd prints nothing and does not hang."""
    data, rng = sample.read_bytes(), random.Random(3)
    quick = Limits(seconds=20)
    for at in range(12):
        broken = bytearray(data)
        if at < 6:
            broken = broken[: len(data) * (at + 1) // 7]
        else:
            for _ in range(40):
                broken[rng.randrange(len(broken))] = rng.randrange(256)
        sample.write_bytes(bytes(broken))
        found = outcome(sample, quick)
        assert isinstance(found, SourceBook) or found in {"D253", "D128", "D130", "D132", "D133", "D135", "D136"}


@pytest.mark.parametrize(
    ("offset", "value"),
    [(30, 0), (30, 63), (32, 63), (44, 0xFFFFFFFF), (48, 0xFFFFFFF0), (60, 1), (68, 0), (72, 0xFFFFFFFF)],
)
def test_a_header_that_lies_gives_a_sentence(sample: Path, offset: int, value: int) -> None:
    data = bytearray(sample.read_bytes())
    size = 2 if offset < 40 else 4
    data[offset : offset + size] = value.to_bytes(size, "little")
    sample.write_bytes(bytes(data))
    assert isinstance(found := outcome(sample, Limits(seconds=20)), SourceBook) or found in {
        "D130",
        "D132",
        "D135",
        "D136",
    }


def test_a_loop_in_the_chain_of_sectors_ends(sample: Path) -> None:
    data = bytearray(sample.read_bytes())
    fat = struct.unpack("<I", data[76:80])[0]
    start = 512 + fat * 512
    data[start : start + 4] = struct.pack("<I", 0)
    sample.write_bytes(bytes(data))
    assert isinstance(found := outcome(sample, Limits(seconds=20)), SourceBook) or found in {"D132", "D135", "D136"}


def test_a_child_that_hangs_is_stopped(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = platform.run_limited

    def hang(_command: list[str], data: bytes, seconds: float) -> tuple[int, bytes] | None:
        return real([sys.executable, "-c", "import time; time.sleep(60)"], data, seconds)

    monkeypatch.setattr(children, "run_limited", hang)
    assert "D135" == outcome(sample, Limits(seconds=0.3))


@pytest.mark.parametrize(
    "script", ["", "print('x')", "print('[]')", "import os; os.abort()", 'print(\'{"refused": "D132"}\')']
)
def test_whatever_a_child_answers_there_is_a_sentence(
    sample: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    command = [sys.executable, "-c", f"print('xltrack', flush=True)\n{script}"]
    monkeypatch.setattr(children, "own_command", lambda *_: command)
    assert ("D132" if "D132" in script else "D136") == outcome(sample)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory on Windows")
def test_a_child_that_eats_memory_is_stopped() -> None:
    script = textwrap.dedent("""
        from xltrack.base.platform import limit_this_process
        limit_this_process(300_000_000, 5)
        try:
            print(len(bytearray(600_000_000)))
        except MemoryError:
            print("stopped")
    """)
    assert (0, b"stopped\n") == platform.run_limited([sys.executable, "-c", script], b"", 20)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of processor time on Windows")
def test_a_child_that_computes_without_end_is_out_of_time() -> None:
    script = "from xltrack.base.platform import limit_this_process\nlimit_this_process(1 << 30, 0.1)\nwhile True: pass"
    assert platform.run_limited([sys.executable, "-c", script], b"", 20) is None


def test_nothing_in_the_current_folder_is_run(sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "xlrd.py").write_text("raise SystemExit('run')")
    assert "序号" == open_book(sample).sheets[0].value(1, 1)


def chinese(tmp_path: Path, number: int, value: float) -> Path:
    """An .xls whose first cell has a format known by its number alone: no library writes those of Chinese Office."""
    made = xlwt.Workbook()
    made.add_sheet("甲").write(0, 0, value, style("0.000000"))
    path = tmp_path / f"{number}.xls"
    made.save(str(path))
    data, at = bytearray(path.read_bytes()), 512
    while data[at : at + 2] != b"\x85\0":  # up to the list of sheets
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == 0x41E and b"0.000000" in data[at : at + 4 + size]:
            own = data[at + 4 : at + 6]
            data[at + 4 : at + 6] = struct.pack("<H", 999)
        if kind == 0xE0 and data[at + 6 : at + 8] == own:
            data[at + 6 : at + 8] = struct.pack("<H", number)
        at += 4 + size
    path.write_bytes(bytes(data))
    return path


@pytest.mark.parametrize("number", [27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58])
def test_the_dates_of_chinese_office_are_dates(tmp_path: Path, number: int) -> None:
    book = open_book(chinese(tmp_path, number, 44377))
    assert (date(2021, 6, 30), ()) == (book.sheets[0].value(1, 1), book.diagnostics)


@pytest.mark.parametrize("number", [32, 33, 34, 35, 55, 56])
def test_the_times_of_chinese_office_are_times(tmp_path: Path, number: int) -> None:
    assert time(6, 0) == open_book(chinese(tmp_path, number, 0.25)).sheets[0].value(1, 1)


@pytest.mark.parametrize("name", ["WORKBOOK", "workbook"])
def test_the_stream_may_be_named_in_capitals(sample: Path, name: str) -> None:
    sheets = open_book(sample).sheets
    sample.write_bytes(sample.read_bytes().replace("Workbook".encode("utf-16-le"), name.encode("utf-16-le")))
    assert sheets == open_book(sample).sheets


def test_the_stream_of_excel_95_may_be_named_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(biff5().replace("Book".encode("utf-16-le"), "BOOK".encode("utf-16-le")))
    assert "序号" == open_book(path).sheets[0].value(2, 1)


def with_sectors_twice(data: bytes) -> bytes:
    """The root of the directory claims the sectors of the workbook as its own, as some PHP libraries write it."""
    made = bytearray(data)
    root = 512 + 512 * struct.unpack_from("<I", made, 48)[0]
    struct.pack_into("<II", made, root + 116, 0, 64)
    return bytes(made)


def test_sectors_that_are_used_twice_are_read_with_a_warning(sample: Path) -> None:
    sheets = open_book(sample).sheets
    sample.write_bytes(with_sectors_twice(sample.read_bytes()))
    book = open_book(sample)
    assert (sheets, "D262") == (book.sheets, book.diagnostics[0].code)


def test_sectors_that_are_used_once_are_read_without_a_warning(sample: Path) -> None:
    assert "D262" not in [d.code for d in open_book(sample).diagnostics]


def test_sectors_that_are_used_twice_in_a_damaged_file_give_its_sentence(sample: Path) -> None:
    data = with_sectors_twice(sample.read_bytes())
    sample.write_bytes(data[:-1024].replace(b"\x09\x08\x10\0", b"\xff\xff\xff\xff"))
    assert outcome(sample) in {"D130", "D136"}
