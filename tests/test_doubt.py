"""What is in doubt of a task, and what is not (docs/规则.md 5.11)."""

from datetime import date

import pytest

from tests.sketch import book
from xltrack.assessment.assess import assess
from xltrack.domain.settings import Policy
from xltrack.reading.document import read_document

AS_OF = date(2021, 8, 1)


def doubts(text: str, as_of: date = AS_OF) -> list[list[str]]:
    """The codes of what is in doubt, task by task."""
    assessment = assess([read_document(book(text))], as_of, Policy())
    return [[said.code for said in judged.doubts] for judged in assessment.tasks]


def doubt(
    task: str = "起草方案", unit: str = "区政府办", deadline: str = "2021年6月30日", status: str = "正在推进"
) -> list[str]:
    """The codes of one row, beside a row of which nothing is in doubt."""
    first, second = doubts(f"""
        | 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
        | 1 | {task} | {unit} | {deadline} | {status} |
        | 2 | 印发方案 | 区司法局 | 2021年9月30日 | 正在推进 |
    """)
    assert not second
    return first


@pytest.mark.parametrize(
    "status",
    [
        "差不多了",
        "已报县政府",
        "不涉及",
        "领导已签字",
        "见附件",
        "领导那里",
        "效果不错",
        "马上就好",
    ],
)
def test_words_that_say_nothing_of_how_far_it_is(status):
    assert ["D614"] == doubt(status=status)


@pytest.mark.parametrize(
    "status",
    [
        "正在推进", "有序推进", "已完成", "未启动", "完成60%", "正常开展", "每月按要求开展", "方案征求意见中", "正在征求意见", "正办理",
        "已开工", "初稿已完成", "60%", "未完成", "暂缓", "取消", "绿灯", "进行中", "In Progress", "On Hold", "Not Started",
        "累计培训46人次", "等资金", "未签收", "材料收集中", "已召开推进会", "选址已确定", "设备已到货", "合同文本已定稿",
        "正在施工", "按计划实施", "",
    ],
)  # fmt: skip
def test_words_that_say_how_far_it_is(status):
    assert [] == doubt(status=status)


@pytest.mark.parametrize(
    ("task", "status", "said"),
    [
        ("建设课程资源库", "已上线课程120节", ["D615"]), ("新建停车场3处", "已公示", ["D615"]),
        ("制定实施方案", "已印发", []), ("修订应急预案", "已修订", []), ("开展专项整治", "已办结", []), ("整治占道经营", "已整改", []),
        ("建设停车场", "已竣工", []), ("发放补贴", "已发放", []), ("安装路灯60盏", "已安装60盏", []), ("新建停车场3处", "已完成", []),
        ("走访企业50家", "走访企业52家，收集问题30条", ["D606"]), ("走访企业50家", "走访企业32家，收集问题30条", []),
    ],
)  # fmt: skip
def test_a_deed_that_the_task_does_not_ask_for(task, status, said):
    assert said == doubt(task=task, status=status)


def test_a_done_date_or_all_of_it_bears_a_deed_out():
    assert [[], []] == doubts("""
        | 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 | 完成日期 | 完成比例 |
        | 1 | 建设课程资源库 | 区教育局 | 2021年6月30日 | 已上线课程120节 | 2021年6月20日 | |
        | 2 | 建设课程资源库 | 区教育局 | 2021年6月30日 | 已上线课程120节 | | 100% |
    """)


@pytest.mark.parametrize("deadline", ["6月底前（视天气）", "10月，具体待定", "2021年2月30日", "2021年6月左右"])
def test_a_deadline_with_words_left_over(deadline):
    assert doubt(deadline=deadline)


@pytest.mark.parametrize(
    "deadline",
    [
        "2021年6月底前",
        "力争2021年6月底前完成",
        "确保2021年9月前",
        "2021年7月下旬",
        "持续推进",
        "印发后10个工作日内",
        "2021年6月至9月",
        "每月5日前",
    ],
)
def test_a_deadline_of_which_every_word_is_used(deadline):
    assert [] == doubt(deadline=deadline)


@pytest.mark.parametrize("unit", ["老王", "三楼", "小张那边", "宏远"])
def test_a_name_that_looks_like_none(unit):
    assert ["D506"] == doubt(unit=unit)


@pytest.mark.parametrize(
    "unit",
    [
        "区教育局",
        "各乡镇",
        "区供电公司",
        "县委办、县政府办",
        "河长办",
        "第一小学",
        "宏远公司",
        "城东村",
        "财务科",
        "体育组",
        "一车间",
    ],
)
def test_a_name_that_ends_like_a_unit(unit):
    assert [] == doubt(unit=unit)


def test_a_deadline_changes_nothing_of_what_was_dropped():
    assert [[], [], ["D412"]] == doubts("""
        | 序号 | 工作任务 | 责任单位 | 完成时限 | 完成情况 |
        | 1 | 起草方案 | 区政府办 | 2021年6月底前（视天气） | 取消 |
        | 2 | 起草方案 | 区政府办 | 2021年6月底前（视天气） | 已完成 |
        | 3 | 起草方案 | 区政府办 | 2021年6月底前（视天气） | 6月20日完成 |
    """)


def test_a_sideways_table_has_its_doubts_by_column():
    assert [[], ["D614"]] == doubts("""
        | 序号 | 1 | 2 |
        | 工作任务 | 起草方案 | 印发方案 |
        | 责任单位 | 区政府办 | 区司法局 |
        | 完成时限 | 2021年6月30日 | 2021年6月30日 |
        | 完成情况 | 正在推进 | 差不多了 |
    """)
