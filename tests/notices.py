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
    """The words of all paragraphs that have any, those of tables too, in reading order."""
    found = []
    for block in document.iter_inner_content():
        if isinstance(block, docx.table.Table):
            found += [cell.text for row in block.rows for cell in row.cells]
        else:
            found.append(block.text)
    return [text for text in found if text.strip()]
