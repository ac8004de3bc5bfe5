"""Who acts in a sentence by where he stands, whatever he is called; what stands there and is nobody (docs/规则.md 12.4)."""

from __future__ import annotations

import pytest

from tests.drafts import drafted, units_by_role
from xltrack.draft.names import names_in
from xltrack.draft.subjects import find_subjects

# No list of offices holds one of these.
NAMES = (
    "二矿",
    "水电班",
    "配电房",
    "灯光所",
    "码头",
    "船队",
    "风控条线",
    "县融媒",
    "高三年级",
    "电商园",
    "各楼栋",
    "各矿（厂）",
)
SURE = (
    "{}负责更换南线管道。", "由{}承办开幕式。", "更换南线管道，由{}负责。", "县水利局更换南线管道，{}协助。",
    "县水利局更换南线管道，{}予以指导。", "{}、县水利局负责更换南线管道。", "请{}完成南线管道更换。",
)  # fmt: skip
IN_FRONT_OF_A_VERB = (
    "{}要更换南线管道。",
    "{}做好南线巡查。",
    "{}于6月底前更换管道。",
    "{}每月25日前报送进度。",
    "{}6月底前完成更换。",
)
ENDS_LIKE_ONE = ("二矿", "水电班", "灯光所", "码头", "船队", "电商园", "各楼栋", "各矿（厂）")
NOBODY = (
    "工程质量要达到标准。", "整改工作要到位。", "资金要及时拨付。", "现场要保持整洁。", "教学要突出重点。", "会场布置要简朴。",
    "由专人负责登记。", "实行分级负责、层层落实。", "坚持谁主管谁负责。", "按照属地负责的原则开展。", "由李明负责联络。",
    "由副局长张伟负责。", "主要负责人要亲自抓。", "引导社会力量参与。", "群众广泛参与，共建共享。", "家长陪同参与。",
    "加强沟通，密切配合。", "积极主动配合。", "各类数据于6月底前录入。", "各环节要环环相扣。", "请按时参加会议。", "请认真贯彻落实。",
    "由浅入深开展培训。", "机会要紧紧抓住。", "网站要开设专栏。", "三是要健全机制。", "两级联动、三方配合。",
)  # fmt: skip


def names_of(text: str) -> list[str]:
    return [unit.name for subject in find_subjects(text) for unit in subject.units]


@pytest.mark.parametrize("sentence", SURE)
@pytest.mark.parametrize("name", NAMES)
def test_where_only_somebody_can_stand_anybody_may(name, sentence):
    assert name in names_of(sentence.format(name))


@pytest.mark.parametrize("sentence", IN_FRONT_OF_A_VERB)
@pytest.mark.parametrize("name", ENDS_LIKE_ONE)
def test_in_front_of_a_verb_stands_who_ends_like_a_name(name, sentence):
    assert [name] == names_of(sentence.format(name))


@pytest.mark.parametrize("sentence", NOBODY)
def test_things_manners_and_persons_are_nobody(sentence):
    assert not names_of(sentence)


@pytest.mark.parametrize("words", ["食堂牵头，船队配合", "码头负责", "风控条线主办、各门店协办"])
def test_each_with_a_part_of_his_own_is_somebody(words):
    assert names_in(words)


@pytest.mark.parametrize("words", ["专人负责", "分级负责", "双方配合", "县文联组织百名书画名家团", "南线管道更换"])
def test_a_part_makes_no_name_of_what_is_none(words):
    assert names_in(words) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("县邮储、农信社要发放贷款。", ["县邮储", "农信社"]), ("龙潭灌区、石门水库做好蓄水调度。", ["龙潭灌区", "石门水库"]),
        ("县财政2月底前拨付资金。", ["县财政"]), ("市政设施要定期检修。", []), ("县域经济要提速。", []),
    ],
)  # fmt: skip
def test_beside_a_known_name_and_behind_a_level_stands_somebody(text, names):
    assert names == names_of(text)


def test_a_known_name_goes_before_one_that_is_known_by_its_place():
    assert ["州行政审批服务局"] == names_of("推行联审联办，由州行政审批服务局牵头。")


def test_each_item_with_a_colon_is_his_whose_name_it_is():
    head = "某政办〔2024〕5号\n关于检修工作的通知\n各单位：\n一、任务\n"
    text = f"{head}1.二矿：更换钢丝绳，3月底前完成。\n2.码头：负责清淤。\n3.宣传：制作展板。\n"
    assert ["二矿", "码头", ""] == [units_by_role(task)["lead"] for task in drafted(text)]
