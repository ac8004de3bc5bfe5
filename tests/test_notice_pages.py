"""Pages of notices in a real browser: nothing of them is wider than a telephone."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.notices import many_tasks, noticed, small
from xltrack.notices.model import KINDS
from xltrack.notices.render import render_notice

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PHONE = 360
MEASURED = """<script>
addEventListener("load", () => {
  const all = [...document.querySelectorAll("body *")].map(one => Math.ceil(one.getBoundingClientRect().right));
  document.documentElement.setAttribute("data-wide", Math.max(document.documentElement.scrollWidth, ...all));
});
</script>"""
FRAME = '<!doctype html><iframe src="page.html" style="width:{width}px;height:900px;border:0"></iframe>{script}'


@pytest.mark.browser
@pytest.mark.parametrize("name", ["few", "many"])
def test_a_weekly_mail_is_no_wider_than_a_telephone(name, tmp_path):
    page = render_notice(noticed(small() if name == "few" else many_tasks(), "周报"), "html")
    assert isinstance(page, str)
    assert PHONE >= width_of(page, tmp_path)


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["通报", "督办函", "催报通知"])
def test_a_page_shows_all_on_a_telephone_without_a_move_to_the_side(kind, tmp_path):
    units = ("第3局",) if kind == "督办函" else ()
    page = render_notice(noticed(many_tasks(), kind, units=units), "html")
    assert isinstance(page, str)
    assert not re.search(r"overflow-x|overflow\s*:|<table", page)
    assert PHONE >= width_of(page, tmp_path)


@pytest.mark.browser
def test_what_is_too_wide_is_seen(tmp_path):
    assert PHONE < width_of("<!doctype html><body><p style='width:700px'>甲</p></body>", tmp_path)


def test_no_page_fetches_anything():
    for kind in KINDS:
        page = render_notice(noticed(kind=kind), "html")
        assert isinstance(page, str)
        assert [] == re.findall(r"(?:src|href)\s*=|url\(|@import|<script", page)


def width_of(page: str, folder: Path) -> int:
    """How far to the right anything of a page reaches on a telephone's screen, in pixels."""
    (folder / "page.html").write_text(page.replace("</body>", f"{MEASURED}</body>"), encoding="utf-8")
    script = """<script>
    onload = () => document.title = frames[0].document.documentElement.getAttribute("data-wide");
    </script>"""
    (folder / "phone.html").write_text(FRAME.format(width=PHONE, script=script), encoding="utf-8")
    done = subprocess.run(
        [
            str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
            "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}", "--dump-dom",
            (folder / "phone.html").as_uri(),
        ],
        check=True, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    found = re.search(r"<title>(\d+)</title>", done.stdout)
    assert found, done.stdout
    return int(found[1])
