"""Notices as LibreOffice prints them: pages counted, what no line is broken within, what stands where on a page."""

from __future__ import annotations

import itertools
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.assessments import HEADS, assessment, document, task_row
from tests.notices import OFFICE, county, noticed, plain_words, small
from tests.office import convert
from xltrack.assessment.model import Assessment
from xltrack.notices.model import Notice
from xltrack.notices.render import render_notice

WHOLE = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{1,2}月底|\d[\d.]*%|\d+(?:项|个|天|户|期)|第\d+项|〔请填写〕|附件\d"
    r"|区第\d+工作局"
)
_FULL = 0.68  # of a page before one with a signature, which takes six lines of 22 and the line before it along
TOP, BOTTOM = 37 / 25.4 * 72, (297 - 35) / 25.4 * 72  # of the text on a page, in points


class Line(NamedTuple):
    """One printed line: its page, its block on it, its words without spaces, where it stands in points."""

    page: int
    block: int
    text: str
    top: float
    bottom: float


def printed_lines(pdf: Path) -> list[Line]:
    """The lines of a file in the order of its blocks."""
    done = subprocess.run(["pdftotext", "-bbox-layout", pdf, "-"], check=True, capture_output=True)
    return list(_lines(done.stdout.decode("utf-8")))


def _lines(markup: str) -> Iterator[Line]:
    page = block = 0
    for row in re.finditer(
        r'<page |<block |<line [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)">(.*?)</line>', markup, re.DOTALL
    ):
        page += row[0].startswith("<page ")
        block += row[0].startswith("<block ")
        if row[0].startswith("<line "):
            words = re.findall(r"<word [^>]*>([^<]*)</word>", row[3])
            yield Line(page, block, plain_words("".join(words)), float(row[1]), float(row[2]))


def broken(lines: list[Line]) -> list[str]:
    """What begins on a line and ends on the next one."""
    found = []
    for line, below in itertools.pairwise(lines):
        if line.block == below.block or (line.page != below.page and not _is_number(line.text)):
            text, at = line.text + below.text, len(line.text)
            found += [match[0] for match in WHOLE.finditer(text) if match.start() < at < match.end()]
    return found


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"—\d+—", text))


def printed(notices: dict[str, Notice], folder: Path) -> dict[str, list[Line]]:
    """The lines of some notices by their names."""
    for name, notice in notices.items():
        data = render_notice(notice, "docx")
        assert isinstance(data, bytes)
        (folder / f"{name}.docx").write_bytes(data)
    pdfs = convert([folder / f"{name}.docx" for name in notices], "pdf", folder / "out")
    return {pdf.stem: printed_lines(pdf) for pdf in pdfs}


def page_of(lines: list[Line], text: str) -> int:
    """The page on which a line stands; 0 where none does."""
    return next((line.page for line in lines if line.text == text), 0)


def lowest(lines: list[Line], page: int) -> float:
    """How far down the text of a page reaches, as a share of its height; the number of the page is none."""
    told = [line.bottom for line in lines if line.page == page and not _is_number(line.text)]
    return (max(told) - TOP) / (BOTTOM - TOP)


def plan(rows: int) -> Assessment:
    """Tasks that nobody was asked of."""
    heads = "seq:序号 text:主要任务 lead:责任单位 deadline:完成时限"
    tasks = ((n, f"任务{n}", f"区第{n % 30}工作局", f"2021年{n % 5 + 8}月20日") for n in range(1, rows + 1))
    return assessment(document(heads, *tasks, answered=False))


def with_changes(notice: Notice) -> Notice:
    """The notice of a second week, with a list of changes behind it."""
    told = (
        "与2021年7月25日相比，新增3项，办结12项，新逾期21项，时限调整5项，责任单位调整2项，重新办理1项，不再逾期4项。"
    )
    items = tuple(
        {"事项": kind, "项数": 2, "句": f"{kind}2项：第3项“甲”（区第3工作局）；第9项“乙”。"}
        for kind in ("新增", "办结", "新逾期")
    )
    list_ = (*notice.lists["附件目录"], {"序号": 4, "编号": "附件4", "标题": "与上一期相比的变化"})
    page = {**notice.page, "变化情况": told, "变化附件": "附件4"}
    return notice._replace(page=page, lists={**notice.lists, "变化": items, "附件目录": list_})


@pytest.mark.office
def test_the_paper_that_an_office_signs(tmp_path):
    large = county()
    office = OFFICE._replace(mark="榆政督", issuer="李四", seal=True)
    shown = printed(
        {
            "通报": noticed(large), "第二期": with_changes(noticed(large)), "通报有印": noticed(large, office=office),
            "小通报": noticed(small()), "计划": noticed(plan(60)),
            "督办函": noticed(large, "督办函", units=("区第1工作局",), letter=3, office=office),
            "小督办函": noticed(small(), "督办函", units=("区教育局",), letter=12), "催报通知": noticed(large, "催报通知"),
            "周报": noticed(large, "周报"),
        },
        tmp_path,
    )  # fmt: skip
    for name, lines in shown.items():
        assert (name, []) == (name, broken(lines))
    for name in ("通报", "第二期", "通报有印", "计划"):
        text_pages = page_of(shown[name], "附件1") or page_of(shown[name], "附件")
        assert text_pages <= 3, f"{name}: the text takes {text_pages - 1} pages"
        assert lowest(shown[name], 1) > _FULL
    assert 0 == page_of(shown["小通报"], "附件1") == page_of(shown["小通报"], "附件")
    assert 2 >= max(line.page for line in shown["小通报"])
    # A letter is one page, its answer the next.
    assert (1, 2) == (page_of(shown["小督办函"], "特此函告。"), page_of(shown["小督办函"], "回"))
    assert page_of(shown["小督办函"], "督办〔2021〕12号") == 1
    assert page_of(shown["督办函"], "榆政督〔2021〕3号") == 1


@pytest.mark.office
def test_the_signature_takes_no_more_than_the_line_before_it_along(tmp_path):
    """Of texts of any length the page before the signature is full but for what the signature needs."""
    notices = {}
    for rows in range(6):
        tasks = [
            task_row(text=f"第{n}项工作" + "内容较长，" * 6, lead=f"区第{n}工作局", status="在办", group=f"第{n % 3}类")
            for n in range(6 + rows)
        ]
        notices[f"通报{rows}"] = noticed(assessment(document(HEADS, *tasks)))
    for name, lines in printed(notices, tmp_path).items():
        signed = next(line for line in lines if line.text.endswith("督查室") and "附件" not in line.text)
        if signed.page > 1:
            assert lowest(lines, signed.page - 1) > _FULL, name
        before = [line for line in lines if line.page == signed.page and line.top < signed.top - 1]
        assert [line for line in before if not _is_number(line.text)], f"{name}: the signature stands alone"


def test_what_is_broken_is_seen():
    lines = [Line(1, 1, "共有2", 0, 0), Line(1, 1, "项，在2021年", 0, 0), Line(1, 1, "8月1日前", 0, 0)]
    assert ["2项", "2021年8月1日"] == broken(lines)


@pytest.mark.office
@pytest.mark.parametrize("units", [25, 26, 27, 28, 29, 30])
def test_a_note_stands_on_no_page_alone(units, tmp_path):
    """However many units the table has: it may fill its page to the end."""
    rows = [task_row(seq=n, text=f"任务{n}", lead=f"区第{n}工作局", status="已完成") for n in range(1, units + 1)]
    pages = printed({"通报": noticed(assessment(document(HEADS, *rows)))}, tmp_path)["通报"]
    noted = next(line.page for line in pages if line.text.startswith("注：其他"))
    assert any(line.page == noted and line.text.startswith("各单位任务进展情况表") for line in pages)
