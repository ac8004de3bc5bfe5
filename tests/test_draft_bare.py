"""An item whose sentence only says who and until when: its heading is what is to be done (docs/规则.md 12.3)."""

from __future__ import annotations

import pytest

from tests.drafts import drafted
from xltrack.draft.bare import names_no_deed

NOTICE = "关于印发2021年重点工作任务的通知\n\n各部门：\n\n一、重点任务\n\n{items}\n"


def read(*items: str) -> list[tuple[list[str], str, list[str], list[str]]]:
    """Groups, words, units and days of the tasks of a notice with these items."""
    body = "\n".join(f"{number}.{item}" for number, item in enumerate(items, 1))
    return [
        (one["group"], one["text"], [unit["name"] for unit in one["units"]], [m["due"] for m in one["deadline"]["milestones"]])
        for one in drafted(NOTICE.format(items=body))
    ]  # fmt: skip


def test_the_heading_is_the_task_where_the_rest_says_who_and_until_when() -> None:
    assert [
        ([], "编制标准目录", ["区财政局", "区教育局"], ["2021-06-30"]),
        ([], "建设信息平台", ["区大数据局", "区教育局", "区财政局"], ["2021-09-30"]),
        ([], "开展业务培训", ["区人社局"], ["2021-10-31"]),
    ] == read(
        "编制标准目录。区财政局牵头，区教育局配合，2021年6月30日前完成。",
        "建设信息平台。由区大数据局牵头，区教育局、区财政局配合，9月底前建成。",
        "开展业务培训。区人社局牵头。10月底前完成。",
    )


def test_a_sentence_that_says_a_deed_is_the_task_under_its_heading() -> None:
    texts = [
        (one[0][-1:], one[1])
        for one in read("开展业务培训。区人社局要组织骨干培训，10月底前完成。", "编制目录。区财政局负责。")
    ]
    assert [(["开展业务培训"], "区人社局要组织骨干培训。"), ([], "编制目录")] == texts


@pytest.mark.parametrize(
    "text",
    [
        "区财政局牵头，区教育局配合，2021年6月30日前完成。", "由区大数据局牵头，9月底前建成。", "区人社局牵头。10月底前完成。",
        "由区财政局于6月底前完成。", "请区大数据局牵头，各乡镇、街道配合，力争9月底前全部建成投用。", "各乡镇负责落实。", "长期坚持。",
        "区财政局、区教育局按职责分工负责，并由区审计局配合；12月底前落实到位。",
    ],
)  # fmt: skip
def test_names_and_days_are_no_deed(text: str) -> None:
    assert names_no_deed(text)


@pytest.mark.parametrize(
    "text",
    [
        "区人社局要组织骨干培训，10月底前完成。", "6月底前报区政府办。", "区财政局负责目录编制。", "6月底前印发实施方案。", "", "。",
        "区财政局牵头，梳理存量事项，6月底前完成。", "6月底前完成，7月底前报区政府办。",
    ],
)  # fmt: skip
def test_a_deed_is_one(text: str) -> None:
    assert not names_no_deed(text)
