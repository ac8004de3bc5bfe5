"""Draw the pictures of README anew: reports on the samples, printed by LibreOffice, as small PNGs in docs/images.

    python docs/pictures.py

The drop page is drawn by Chromium, in two widths. Needs LibreOffice, Chromium, poppler-utils and Chinese fonts, and what the tests need.
A font that is not there is replaced, so letters may look otherwise elsewhere.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
SAMPLES = ROOT / "sample_workbooks"
RESOLUTION = "76"
# Picture, first words of the page that it shows (「」: the first page), samples, options.
PICTURES: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("总览", "", ("榆阳区_跟踪.xlsx",), ("--as-of", "2021-08-01")),
    ("总览_多个文件", "", ("榆阳区_跟踪.xlsx", "屯留区.xlsx", "乌审旗.xlsx", "华龙区.xlsx"), ("--as-of", "2021-08-01")),
    ("时间轴", "时间轴", ("乌审旗.xlsx",), ("--as-of", "2020-09-10")),
    ("单位汇总", "单位汇总", ("榆阳区_跟踪.xlsx",), ("--as-of", "2021-08-01")),
    ("一单位一页", "一单位一页", ("榆阳区_跟踪.xlsx",), ("--as-of", "2021-08-01", "--by-unit")),
)


def main() -> int:
    """Draw all pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, words, samples, options in PICTURES:
            book = Path(folder, f"{name}.xlsx")
            xltrack("report", samples, options, book)
            draw(book, words)
        book = Path(folder, "通报.docx")
        xltrack("notice", ("榆阳区_跟踪.xlsx",), ("--as-of", "2021-08-01"), book)
        draw(book, "")
    draw_page()
    return 0


def draw_page() -> None:
    """The drop page with a workbook that was dropped, as wide as a desk and as a telephone; of both what is seen first."""
    sys.path.insert(0, str(ROOT))
    from playwright.sync_api import sync_playwright

    from tests.serving import started

    with started() as server, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=zh-CN"]
        )
        for name, width, height in (("拖放页", 1280, 900), ("拖放页_窄", 360, 1300)):
            page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
            page.goto(server.address)
            page.set_input_files("#files-input", SAMPLES / "榆阳区_跟踪.xlsx")
            page.wait_for_selector("#result:not([hidden])")
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()
    draw_pane()


def draw_pane() -> None:
    """The pane as Excel shows it, once a line has led to its cell."""
    from tests.pages import browsing
    from tests.panes import excel_of, pane
    from tests.serving import started

    tracked = SAMPLES / "榆阳区_跟踪.xlsx"
    with started() as server, browsing() as browser, pane(browser, server, "office", excel_of(tracked)) as seen:
        seen.read()
        height = seen.page.locator("#due-head").bounding_box()["y"]
        seen.page.screenshot(
            path=IMAGES / "窗格.png", full_page=True, clip={"x": 0, "y": 0, "width": 320, "height": height - 20}
        )


def xltrack(command: str, samples: tuple[str, ...], options: tuple[str, ...], book: Path) -> None:
    """Have a file made of some samples."""
    run(sys.executable, "-m", "xltrack", command, *[str(SAMPLES / name) for name in samples], *options, "-o", str(book))


def draw(book: Path, words: str) -> None:
    """One page of one file."""
    folder, name = book.parent, book.stem
    run(
        "soffice",
        f"-env:UserInstallation=file://{folder}/profile",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
        str(book),
    )
    pdf = str(book.with_suffix(".pdf"))
    page = str(find_page(pdf, words))
    run("pdftoppm", "-r", RESOLUTION, "-f", page, "-l", page, "-singlefile", "-png", pdf, str(folder / name))
    shutil.move(folder / f"{name}.png", IMAGES / f"{name}.png")


def find_page(pdf: str, words: str) -> int:
    """The first page that begins with some words."""
    pages = run("pdftotext", pdf, "-").split("\f")
    return next(number for number, text in enumerate(pages, 1) if text.lstrip().startswith(words))


def run(*command: str) -> str:
    """What a command prints; it must not fail."""
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
