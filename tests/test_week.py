"""`xltrack week`: a whole period in one folder, the same numbers in all of it, found again in the next one."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import docx
import pytest
from openpyxl import Workbook, load_workbook

from tests.processes import DAY, SAMPLES, TRACKED, xltrack
from xltrack import api
from xltrack.browser import Browser, find_browser
from xltrack.week import prints, words

ROSTER = SAMPLES / "榆阳区_单位名录.xlsx"
NEXT = ("--as-of", "2021-08-08")
FOLDER, LATER = "2021-08-01_本期", "2021-08-08_本期"
PRINTS = {words.PICTURE, words.NOTICE_PRINT, words.ANNEX_PRINT}
WORKBOOK = "跟踪_进度_2021-08-01.xlsx"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    (tmp_path / "xltrack.toml").write_text('[office]\n名称 = "榆阳区人民政府办公室"\n', encoding="utf-8")
    return Path(shutil.copy(TRACKED, tmp_path / "跟踪.xlsx"))


class Drawing(Browser):
    """A browser that is quick: what it makes of a page is the page."""

    def printed(self, page: str) -> bytes | None:
        return b"%PDF-" + page.encode()

    def pictured(self, page: str, width: int) -> bytes | None:
        return b"\x89PNG" + page.encode()


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prints, "find_browser", lambda: Drawing(Path("browser")))


def run(sheet: Path, *options: object, status: int = 0) -> list[str]:
    done = xltrack("week", sheet, *options)
    assert (status, b"") == (done.returncode, done.stderr)
    return done.stdout.decode("utf-8").splitlines()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def figures(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page))


def letters(folder: Path) -> int:
    """How many letters the register of a folder knows, those of earlier periods included."""
    return load_workbook(folder / "督办登记.xlsx").active.max_row


def answer(report: Path, said: str) -> None:
    """Type into the first row of the ledger of which nothing is told."""
    book = load_workbook(report)
    ledger = book["任务台账"]
    column = next(cell.column for cell in ledger[4] if cell.value == "完成情况")
    next(cell for (cell,) in ledger.iter_rows(5, 27, column, column) if cell.value is None).value = said
    book.save(report)


def test_everything_of_a_period_stands_in_one_folder(sheet):
    before = sheet.read_bytes()
    shown = run(sheet, *DAY, "--roster", ROSTER)
    folder = sheet.parent / FOLDER
    names = {path.name for path in folder.iterdir()}
    assert names == {
        WORKBOOK, "跟踪_附件_2021-08-01.xlsx", "跟踪_通报_2021-08-01.docx", "跟踪_周报_2021-08-01.html",
        "跟踪_督办函_2021-08-01", "跟踪_催报通知_2021-08-01.docx", "跟踪_邮件_2021-08-01", words.INDEX,
    }  # fmt: skip
    assert "任务总数23，逾期2，临期0，在办15，已办结4，完成率19.0%，到期完成率66.7%" == shown[0]
    assert words.NO_BROWSER in shown
    assert before == sheet.read_bytes()
    page = (folder / words.INDEX).read_text("utf-8")
    links = {unquote(link).rstrip("/") for link in re.findall(r'href="([^"]*)"', page)}
    assert names - {words.INDEX} == links
    assert not re.search(r"<script|https?://|\son\w+=", page)


def test_the_numbers_are_the_same_in_all_of_it(sheet):
    run(sheet, *DAY)
    folder = sheet.parent / FOLDER
    told = figures((folder / words.INDEX).read_text("utf-8"))
    total = api.assess(api.read(sheet), date(2021, 8, 1)).total
    assert [str(total.total), str(total.of("overdue")), str(total.done)] == [
        told[n] for n in ("任务总数", "逾期", "已办结")
    ]
    overview = [
        c.value for row in load_workbook(folder / WORKBOOK, data_only=True)["总览"] for c in row if c.value is not None
    ]
    assert {total.total, total.of("overdue"), total.done, total.under_way} <= {*overview}
    notice = "".join(p.text for p in docx.Document(str(folder / "跟踪_通报_2021-08-01.docx")).paragraphs)
    weekly = (folder / "跟踪_周报_2021-08-01.html").read_text("utf-8")
    for text in (notice.replace("\u2060", ""), weekly):
        assert "共23项任务" in text
        assert "到期完成率66.7%" in text


@pytest.mark.usefixtures("drawing")
def test_the_same_run_again_changes_nothing(sheet):
    run(sheet, *DAY)
    before = contents(sheet.parent / FOLDER)
    assert set(before) >= PRINTS
    run(sheet, *DAY)
    assert before == contents(sheet.parent / FOLDER)


@pytest.mark.usefixtures("drawing")
def test_what_somebody_changed_is_kept(sheet):
    run(sheet, *DAY)
    folder = sheet.parent / FOLDER
    changed = [folder / name for name in ("跟踪_通报_2021-08-01.docx", words.NOTICE_PRINT, words.PICTURE)]
    for path in changed:
        path.write_bytes(b"mine")
    run(sheet, *DAY)
    assert {b"mine"} == {path.read_bytes() for path in changed}
    assert {"跟踪_通报_2021-08-01_2.docx", "通报_2.pdf", "周报_2.png"} <= {path.name for path in folder.iterdir()}
    before = contents(folder)
    run(sheet, *DAY)
    assert before == contents(folder)


@pytest.mark.usefixtures("drawing")
def test_a_print_is_made_anew_where_its_page_changed(sheet):
    run(sheet, *DAY)
    folder = sheet.parent / FOLDER
    old = (folder / words.NOTICE_PRINT).read_bytes()
    (sheet.parent / "xltrack.toml").write_text('[office]\n名称 = "县政府督查室"\n', encoding="utf-8")
    run(sheet, *DAY)
    assert old != (folder / words.NOTICE_PRINT).read_bytes()
    assert not (folder / "通报_2.pdf").exists()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_next_period_finds_this_one(sheet, elsewhere):
    """Compared with, answers taken, letters numbered on."""
    options = ("-o", sheet.parent / "各期") if elsewhere else ()
    root = sheet.parent / "各期" if elsewhere else sheet.parent
    if elsewhere:
        root.mkdir()
    run(sheet, *DAY, "--roster", ROSTER, *options)
    answer(root / FOLDER / WORKBOOK, "已完成")
    done = xltrack("week", sheet, "--roster", ROSTER, *NEXT, *options)
    assert 0 == done.returncode
    assert "带入" in done.stderr.decode("utf-8")
    later = root / LATER
    report = load_workbook(later / "跟踪_进度_2021-08-08.xlsx", data_only=True)
    days = [c.value for c in report["历史"]["A"] if hasattr(c.value, "year")]
    assert [(2021, 8, 1), (2021, 8, 8)] == [(d.year, d.month, d.day) for d in days]
    assert letters(root / FOLDER / "跟踪_督办函_2021-08-01") < letters(later / "跟踪_督办函_2021-08-08")


def test_a_plan_blames_nobody(tmp_path):
    book = Workbook()
    book.active.append(["序号", "任务", "责任单位", "完成时限"])
    book.active.append([1, "制定方案", "县教育局", "2021年6月底前"])
    book.active.append([2, "开展检查", "县财政局", "2021年9月底前"])
    book.save(tmp_path / "计划.xlsx")
    shown = run(tmp_path / "计划.xlsx", *DAY)
    folder = tmp_path / FOLDER
    assert words.PLAN in shown
    assert not list(folder.glob("*督办函*"))
    assert "逾期" not in figures((folder / words.INDEX).read_text("utf-8"))


def test_what_cannot_be_written_is_told_and_the_rest_goes_on(sheet):
    folder = sheet.parent / FOLDER
    folder.mkdir()
    (folder / "跟踪_督办函_2021-08-01").write_text("a file", encoding="utf-8")
    shown = run(sheet, *DAY, "--roster", ROSTER, status=1)
    assert any(line.startswith("督办函没有做成：") for line in shown)
    assert (folder / WORKBOOK).is_file()
    assert (folder / "跟踪_通报_2021-08-01.docx").is_file()


def test_a_file_in_the_place_of_the_folder_is_one_sentence(sheet):
    (sheet.parent / FOLDER).write_text("a file", encoding="utf-8")
    done = xltrack("week", sheet, *DAY)
    assert 2 == done.returncode
    assert 1 == len(done.stderr.decode("utf-8").splitlines())


def test_a_browser_that_does_nothing_leaves_the_rest(sheet, monkeypatch):
    monkeypatch.setattr(prints, "find_browser", lambda: Browser(Path("/bin/false")))
    shown = run(sheet, *DAY)
    assert {words.NOT_PRINTED.format(name=name) for name in PRINTS} <= {*shown}
    assert (sheet.parent / FOLDER / WORKBOOK).is_file()


@pytest.mark.browser
def test_a_browser_prints_and_pictures(sheet):
    """750 dots wide and cut to its height; A4 with the margins and page numbers of GB/T 9704-2012; nothing clipped."""
    run(sheet, *DAY)
    folder = sheet.parent / FOLDER
    assert set(contents(folder)) >= PRINTS
    wide, high = struct.unpack(">II", (folder / words.PICTURE).read_bytes()[16:24])
    assert 750 == wide
    assert 400 < high < 4000
    notice = _shown(folder / words.NOTICE_PRINT)
    assert 3 == len(notice)
    for number, page in enumerate(notice, 1):
        assert f"—{number}—" in page.replace(" ", "")
    assert "特此" not in notice[0]
    annex = _shown(folder / words.ANNEX_PRINT)
    pages = sum(a.pages for a in _annexes(sheet))
    assert pages == len(annex)
    numbers = [_place(folder / words.NOTICE_PRINT, number, "—") for number in (1, 2)]
    assert numbers[0] > 400  # at the right of the first page
    assert numbers[1] < 200  # at the left of the second


@pytest.mark.browser
def test_a_page_reaches_no_network(tmp_path):
    """A name that resolves anywhere else resolves to nothing."""
    browser = find_browser()
    assert browser
    page = "<!DOCTYPE html><html><body><p>正文</p><img src='http://localhost:9/x.png' alt='无'></body></html>"
    data = browser.printed(page)
    assert data
    assert data.startswith(b"%PDF-")


def _annexes(sheet: Path):
    from xltrack.annex.compose import compose_annexes

    return compose_annexes(api.assess(api.read(sheet), date(2021, 8, 1)))


def _shown(path: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def _place(path: Path, page: int, word: str) -> float:
    """How far from the left a word of a page begins, in points."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), path, "-"], capture_output=True, check=True
    )
    found = re.findall(rf'xMin="([\d.]+)"[^>]*>{word}</word>', done.stdout.decode("utf-8"))
    return float(found[0])
