"""Whatever the file is: a Book, or one sentence by its code; never anything else (faults A1, A2, A8; A3 but for what a password opens)."""

from __future__ import annotations

import gzip
import io
import os
import random
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests import packages
from tests.assessments import HEADS, assessment, document, task_row
from xltrack.base.errors import SourceError
from xltrack.base.rules import rule
from xltrack.domain.frame import COLUMNS
from xltrack.ooxml.limits import Limits
from xltrack.reading.files import source
from xltrack.reading.files.grid import SourceBook
from xltrack.reading.files.source import open_book
from xltrack.report.live import book as live_book
from xltrack.report.writing import report_workbook

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>工作任务</t></is></c></row>'
GOOD = packages.book(packages.sheet(ROW))
SHEET_2003 = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
HTML = "<html><head><title>登录</title></head><body><table><tr><td>任务</td></tr></table></body></html>"
CSV = "序号,任务,责任单位\n1,起草方案,区政府办\n"
FODS = '<?xml version="1.0"?><office:document office:mimetype="application/vnd.oasis.opendocument.spreadsheet"/>'


def ole(*names: str, size: int = 4096) -> bytes:
    """Something like an OLE file whose directory has these entries."""
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))
    return (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\xff") + entries).ljust(size, b"\0")


def refusal(path: Path, limits: Limits | None = None) -> str:
    """The code of the rule by which a file is refused, whose sentence and deed are whole."""
    with pytest.raises(SourceError) as caught:
        open_book(path, limits=limits or Limits())
    known = rule(caught.value.code)
    assert path.name in known.message(caught.value.facts)
    assert known.remedy(caught.value.facts)
    return caught.value.code


WRONG = {
    "empty": ("D101", b""),
    "nul": ("D102", b"\0" * 5000),
    "one byte": ("D114", b"x"),
    "latin-1": ("D114", "Gr\xfc\xdfe aus K\xf6ln: viele Zeilen ohne Tabelle\n".encode("latin-1") * 3),
    "text of an old program": ("D114", "关于印发方案的通知\r\n一、起草方案\r\n\x1a".encode("gbk")),
    "text with a broken character": ("D114", "关于印发方案的通知\n".encode() * 20 + b"\xff\xfe\n"),
    "html": ("D113", HTML.encode()),
    "html gbk": ("D113", HTML.encode("gbk")),
    "html bom": ("D113", b"\xef\xbb\xbf\r\n" + HTML.encode()),
    "html utf-16": ("D113", HTML.encode("utf-16")),
    "html doctype": ("D113", b"<!DOCTYPE html>\n" + HTML.encode()),
    "html fragment": ("D113", "  <table border=1><tr><td>任务</td></tr></table>".encode("gbk")),
    "framed html": ("D268", b"<html><frameset><frame src='a.files/sheet001.htm'></frameset></html>"),
    "own export": ("D269", f"{','.join(COLUMNS)}\n甲,乙\n".encode()),
    "json": ("D114", b'{"tasks": []}'),
    "xml 2003": ("D115", SHEET_2003.encode()[:-2]),
    "xml 2003 without sheets": ("D133", SHEET_2003.encode()),
    "mhtml": ("D116", b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n<html>'),
    "fods": ("D117", FODS.encode()),
    "sylk": ("D118", b"ID;PWXL;N;E\r\nC;X1;Y1;K1\r\nE\r\n"),
    "xlsb": ("D119", packages.zipped({"[Content_Types].xml": "", "xl/workbook.bin": b"\x83\x01\x00"})),
    "pdf": ("D120", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "pdf after junk": ("D120", b"\x00\x01\x02%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"),
    "png": ("D121", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    "jpg": ("D121", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    "rar": ("D122", b"Rar!\x1a\x07\x01\0"),
    "7z": ("D122", b"7z\xbc\xaf\x27\x1c\0\x04"),
    "gz": ("D122", gzip.compress(GOOD)),
    "rtf": ("D123", b"{\\rtf1\\ansi}"),
    "docx": ("D123", packages.zipped({"[Content_Types].xml": "", "word/document.xml": "<w/>"})),
    "pptx": ("D123", packages.zipped({"[Content_Types].xml": "", "ppt/presentation.xml": "<p/>"})),
    "odt": ("D123", packages.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})),
    "doc": ("D123", ole("WordDocument")),
    "zip of other things": ("D124", packages.zipped({"说明.txt": "你好"})),
    "zip without entries": ("D124", packages.zipped({})),
    "zip of workbooks": ("D125", packages.zipped({"附件1.xlsx": GOOD, "附件2.XLS": b"x"})),
    "encrypted workbook without its parts": ("D253", ole("EncryptionInfo", "EncryptedPackage")),
    "package without its key": ("D253", ole("EncryptedPackage")),
    "rights management of xls": ("D251", ole("Workbook", "\x06DataSpaces", "\tDRMContent")),
    "rights management of xlsx": ("D251", ole("\x06DataSpaces", "DRMEncryptedTransform", "EncryptedPackage")),
    "gateway envelope": ("D252", b"\x62\x14\x23\x65\xfe\x01\x80E-SafeNet\0\0\0LOCK\0" + bytes(range(256))),
    "another envelope": ("D252", b"%TSD-Header-###%" + b"\0" * 496 + b"\x9c" * 1024),
    "unknown": ("D128", b"\x01\x02\x03\x04" * 1000),
    "biff2": ("D129", b"\x09\x00\x04\x00\x02\x00\x10\x00"),
    "biff4": ("D129", b"\x09\x04\x06\x00\x00\x04\x10\x00\x00\x00"),
    "ole of something else": ("D130", ole("SomeStream")),
    "ole cut": ("D130", ole("Workbook")[:300]),
    "xml": ("D137", b'<?xml version="1.0"?><tasks><task>1</task></tasks>'),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("ending", [".xlsx", ".xls", ""])
def test_each_wrong_kind_has_its_own_sentence_whatever_its_ending(tmp_path: Path, name: str, ending: str) -> None:
    code, data = WRONG[name]
    path = tmp_path / f"任务表{ending}"
    path.write_bytes(data)
    assert code == refusal(path)


READ = {
    "csv": CSV.encode(),
    "csv gbk": CSV.encode("gbk"),
    "csv gbk long": (CSV * 900).encode("gbk"),
    "csv bom": CSV.encode("utf-8-sig"),
    "csv utf-16": CSV.encode("utf-16"),
    "tsv utf-16 without bom": CSV.replace(",", "\t").encode("utf-16-le"),
    "html": HTML.replace("</td>", "</td><td>责任单位</td></tr><tr><td>起草方案</td><td>区政府办</td>").encode(),
}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("ending", [".xlsx", ".xls", ""])
def test_what_holds_a_table_is_read_whatever_its_ending(tmp_path: Path, name: str, ending: str) -> None:
    path = tmp_path / f"任务表{ending}"
    path.write_bytes(READ[name])
    assert 2 <= len(open_book(path).sheets[0].rows)


@pytest.mark.parametrize(
    "name", ["a.xls", "a.et", "a.xlsb", "a.ods", "a.csv", "A.XLSX", "a", "a.xlsx.tmp", "任务 表.xlsx.xlsx"]
)
def test_the_ending_is_never_believed(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(GOOD)
    assert "工作任务" == open_book(path).sheets[0].value(1, 1)


def test_junk_before_and_after_a_good_file_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for data in (GOOD + b"\r\n\0\0junk", b"\x01\x02\x03junk" + GOOD):
        path.write_bytes(data)
        assert "工作任务" == open_book(path).sheets[0].value(1, 1)


def test_a_file_cut_at_any_point_is_refused_or_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    for length in range(1, len(GOOD)):
        path.write_bytes(GOOD[:length])
        assert refusal(path) in {"D111", "D114", "D128"}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at=st.integers(0, len(GOOD) - 1), byte=st.integers(0, 255))
def test_one_wrong_byte_gives_a_book_or_a_sentence(tmp_path: Path, at: int, byte: int) -> None:
    """No file gives anything other than a Book or a SourceError."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :])
    try:
        found = open_book(path)
    except SourceError as error:
        found = rule(error.code).message(error.facts)
    assert isinstance(found, (SourceBook, str))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=600), start=st.sampled_from([b"", b"PK\3\4", b"\xff\xfe", b"<", b"\x09\x08\x08\0"]))
def test_random_bytes_give_a_sentence(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(start + data)
    assert "D1" == refusal(path)[:2]


def test_a_part_with_a_wrong_checksum_costs_its_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    made = packages.parts(packages.sheet(ROW), packages.sheet(ROW.replace("工作任务", "另一张")), names=["好", "坏"])
    data = packages.zipped(made, zipfile.ZIP_STORED)
    path.write_bytes(data.replace("另一张".encode(), "换一张".encode()))
    book = open_book(path)
    assert ["好"] == [sheet.name for sheet in book.sheets]
    assert [("D180", "坏")] == [(d.code, d.facts["sheet"]) for d in book.diagnostics]


def test_where_all_sheets_are_damaged_the_file_is(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    data = packages.zipped(packages.parts(packages.sheet(ROW)), zipfile.ZIP_STORED)
    path.write_bytes(data.replace("工作任务".encode(), "工作任勿".encode()))
    assert "D134" == refusal(path)


def test_a_workbook_part_with_a_wrong_checksum_costs_all(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    data = packages.zipped(packages.parts(packages.sheet(ROW)), zipfile.ZIP_STORED)
    path.write_bytes(data.replace(b'name="Sheet1"', b'name="Sheet2"'))
    assert "D112" == refusal(path)


def test_a_zip_with_a_password_is_told_from_a_workbook_with_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    data = bytearray(GOOD)
    at = -1
    while (at := data.find(b"PK\1\2", at + 1)) >= 0:
        data[at + 8] |= 1
    path.write_bytes(bytes(data))
    assert "D127" == refusal(path)


def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    folder, gone, dangling = tmp_path / "x.xlsx", tmp_path / "没有.xlsx", tmp_path / "断.xlsx"
    folder.mkdir()
    dangling.symlink_to(gone)
    loop, pool = tmp_path / "圈.xlsx", tmp_path / "圈2.xlsx"
    loop.symlink_to(pool)
    pool.symlink_to(loop)
    assert "D103" == refusal(folder)
    assert "D105" == refusal(gone)
    assert "D105" == refusal(gone / "里面.xlsx")
    assert "D106" == refusal(dangling)
    assert "D106" == refusal(loop)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this platform")
def test_pipes_and_devices_are_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "a.xlsx"
    os.mkfifo(pipe)
    assert "D104" == refusal(pipe)
    assert "D104" == refusal(Path("/dev/zero"))


def test_a_link_to_a_workbook_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "真.xlsx", tmp_path / "链.xlsx"
    real.write_bytes(GOOD)
    link.symlink_to(real)
    assert "链.xlsx" == open_book(link).source


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_right_to_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    path.chmod(0)
    assert "D107" == refusal(path)


def test_refusals_of_the_system_have_their_sentences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    in_use = PermissionError(13, "另一个程序正在使用此文件")
    monkeypatch.setattr(in_use, "winerror", 32, raising=False)
    for code, error in (("D107", PermissionError(13, "x")), ("D108", in_use), ("D108", OSError(5, "输入输出错误"))):

        def refuse(*_: object, error: OSError = error) -> None:
            raise error

        monkeypatch.setattr(Path, "open", refuse)
        assert code == refusal(path)


def test_a_file_that_changes_while_it_is_read_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    real, looks = os.fstat, []

    def look(descriptor: int) -> os.stat_result:
        looks.append(descriptor)
        if len(looks) == 2:
            path.write_bytes(GOOD + b"more")
        return real(descriptor)

    monkeypatch.setattr(source.os, "fstat", look)
    assert "D110" == refusal(path)


@pytest.mark.parametrize("name", ["~$任务表.xlsx", ".~lock.任务表.xlsx#"])
def test_a_lock_file_names_its_workbook(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x05admin".ljust(165, b" "))
    with pytest.raises(SourceError) as caught:
        open_book(path)
    assert ("D109", "任务表.xlsx") == (caught.value.code, caught.value.facts["workbook"])


def test_a_file_over_the_limit_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    assert "D132" == refusal(path, Limits(file=100))


def test_a_book_written_by_a_library_is_read(tmp_path: Path) -> None:
    made = Workbook()
    made.active.append(["序号", 1])
    out = io.BytesIO()
    made.save(out)
    path = tmp_path / "a.xlsx"
    path.write_bytes(out.getvalue())
    assert {1: {1: "序号", 2: 1}} == open_book(path).sheets[0].rows


def test_reading_needs_nothing_of_posix(tmp_path: Path) -> None:
    """Windows has neither resource nor fcntl: .xlsx, .ods and .xls are read without them."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    script = textwrap.dedent("""
        import importlib.abc, pathlib, pkgutil, sys
        class Bar(importlib.abc.MetaPathFinder):
            def find_spec(self, name, path=None, target=None):
                if name in {"resource", "fcntl", "pwd", "grp", "termios"}:
                    raise ImportError(name)
        sys.meta_path.insert(0, Bar())
        for name in ("resource", "fcntl", "pwd", "grp", "termios"):
            sys.modules.pop(name, None)
        import xltrack.reading.files
        for module in pkgutil.iter_modules(xltrack.reading.files.__path__):
            __import__(f"xltrack.reading.files.{module.name}")
        import xltrack.base.platform
        xltrack.base.platform.limit_this_process(1 << 30, 5)
        from xltrack.reading.files.source import open_book
        print(open_book(pathlib.Path(sys.argv[1])).sheets[0].value(1, 1) == "工作任务")
    """)
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert ("True\n", "") == (done.stdout, done.stderr)


def test_an_xlsx_pays_only_for_its_own_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(GOOD)
    script = textwrap.dedent("""
        import pathlib, sys
        from xltrack.reading.files.source import open_book
        open_book(pathlib.Path(sys.argv[1]))
        dear = {"xlrd", "msoffcrypto", "olefile", "subprocess", "json", "lxml", "csv"}
        NAMES = ("ods", "xls", "locked", "envelopes", "web_page", "xml2003", "delimited")
        print(sorted(sys.modules.keys() & (dear | {f"xltrack.reading.files.{n}" for n in NAMES})))
    """)
    done = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    assert "[]\n" == done.stdout


def test_noise_of_every_kind_is_refused(tmp_path: Path) -> None:
    noise = random.Random(7)
    path = tmp_path / "a.xls"
    for code, size in (("D128", 64), ("D128", 511), ("D252", 4096), ("D252", 70_000)):
        path.write_bytes(noise.randbytes(size))
        assert code == refusal(path)


def test_a_report_is_read_under_the_limits_that_its_source_keeps(tmp_path, monkeypatch):
    """What xltrack writes, it reads: a source as large as may be gives a report that is no source too large."""
    monkeypatch.setattr(live_book, "MOST_TASKS", 0)  # one so long has no formulas
    made = assessment(document(HEADS, *[task_row(text=f"任务{n}", status="已完成") for n in range(300)]))
    path = tmp_path / "甲_进度_2021-08-01.xlsx"
    path.write_bytes(report_workbook(made).data)
    limits = Limits(rows=300, cells=300 * len(HEADS.split()), text=300 * 40)
    assert "任务299" in str(open_book(path, limits=limits).sheets)
    book = load_workbook(path)
    del book.defined_names["xltrack_ledger"]
    book.save(path)
    assert "D132" == refusal(path, limits)
