"""Notices of small sheets, and Word files read back with python-docx."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as WordDocument

from tests.assessments import HEADS, assessment, document, task_row
from xltrack.assessment.model import Assessment
from xltrack.domain.settings import Office
from xltrack.notices.compose import compose_notice
from xltrack.notices.model import Notice, NoticeKind
from xltrack.notices.render import render_notice
from xltrack.notices.unbroken import JOINER
from xltrack.template.bounds import TemplateSource

OFFICE = Office("榆阳区人民政府办公室", "榆阳区政府办公室督查室", "张三", "0912-3525188", "zwgk@example.gov.cn")


def small() -> Assessment:
    """Six tasks: one done, two late, one soon, one going on, one not reported."""
    from datetime import date

    return assessment(document(
        HEADS,
        task_row(status="已完成"),
        task_row(text="完成目录编制初稿", deadline=date(2021, 7, 20), lead="区教育局、区民政局", status="正在推进"),
        task_row(text="征求意见", deadline=date(2021, 7, 26), lead="区教育局"),
        task_row(text="公开目录", deadline=date(2021, 8, 5), lead="区民政局", status="未启动", group="动员部署"),
        task_row(text="回应关切", deadline="持续推进", group="动员部署"),
        task_row(text="总结", deadline=date(2021, 12, 31), group="动员部署"),
    ))  # fmt: skip


def county(rows: int = 300) -> Assessment:
    """So many tasks of fifty units, a quarter of them late, long words with quotations; some are led by several units."""
    from datetime import date, timedelta

    words = (
        "深化“放管服”改革和优化营商环境，推动“一网通办”向乡镇延伸，编制办事指南并在2021年{}月底前公布，完成率达到95.5%"
    )
    states = ("已完成", "正在推进", "正在推进", None, "未启动", "已完成")
    return assessment(document(HEADS, *(
        task_row(
            text=words.format(number % 12 + 1) + f"，第{number}批覆盖{number * 37}户、{number * 3}个村",
            lead="、".join(f"区第{(number + step) % 50 + 1}工作局" for step in range(number % 3 + 1)),
            deadline=date(2021, 1, 15) + timedelta(days=number * 2), status=states[number % 6],
            group=f"重点任务“{number % 17}”类",
        )
        for number in range(rows)
    ), title="屯留区推进基层政务公开标准化规范化工作任务分解表（2020年—2022年）"))  # fmt: skip


def many_tasks() -> Assessment:
    """A hundred and twenty tasks of thirty units, a good part of them late."""
    from datetime import date

    rows = [
        task_row(text=f"第{n}项任务，" + "内容较长，" * (n % 9), lead=f"第{n % 30}局", deadline=date(2021, 6 + n % 6, 15), status="在办")
        for n in range(120)
    ]  # fmt: skip
    return assessment(document(HEADS, *rows))


def noticed(
    judged: Assessment | None = None, kind: NoticeKind = "通报", office: Office = OFFICE, **more: Any
) -> Notice:
    """A notice of an assessment, of the small one where none is given."""
    return compose_notice(judged or small(), office, kind=kind, **more)


def word(notice: Notice, template: TemplateSource | None = None) -> WordDocument:
    """The Word file of a notice, read back."""
    data = render_notice(notice, "docx", template)
    assert isinstance(data, bytes)
    return docx.Document(BytesIO(data))


def template(
    *paragraphs: str, table: Sequence[Sequence[str]] = (), footer: str = "", name: str = "模板.docx"
) -> TemplateSource:
    """A Word template made of paragraphs, a table, words of the footer."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(len(table), len(table[0]))
        for row, words in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, words, strict=True):
                cell.text = text
    if footer:
        made.sections[0].footer.paragraphs[0].text = footer
    target = BytesIO()
    made.save(target)
    return TemplateSource(name, target.getvalue())


def words_of(document: WordDocument) -> list[str]:
    """The words of all paragraphs that have any, those of tables too, in reading order, without what holds them together."""
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            found += [cell.text for row in block.rows for cell in row.cells]
        else:
            found.append(block.text)
    return [plain_words(text) for text in found if text.strip()]


def plain_words(text: str) -> str:
    """A text without the signs that no line is broken at."""
    return text.replace(JOINER, "")
