"""Who acts in a sentence by where he stands, whatever he is called; what stands there and is nobody (docs/规则.md 12.4)."""

from __future__ import annotations

import pytest

from tests.drafts import drafted, units_by_role
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.names import names_in
from xltrack.draft.sentences import is_idle, without_idle
from xltrack.draft.subjects import find_subjects, in_charge

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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Named for what it does
        ("采购供应部盯紧棉价。", ["采购供应部"]),
        ("检验检测中心每季度抽检一次水样。", ["检验检测中心"]),
        ("调度室盯守汛情。", ["调度室"]),
        ("执行指挥中心要在9月30日前发起查控。", ["执行指挥中心"]),
        ("维修班更换阀门。", ["维修班"]),
        ("由街道党工委组织办公室约谈。", ["街道党工委组织办公室"]),
        # Of a court, of those who are posted, of a kind
        ("民事审判庭对涉农案件快审快结。", ["民事审判庭"]),
        ("村民兵连派人值守。", ["村民兵连"]),
        ("辖区公共机构要带头节水。", ["辖区公共机构"]),
        ("市纪委监委驻市水务局纪检监察组要核查失职问题。", ["市纪委监委驻市水务局纪检监察组"]),
        ("村报账员每月5日前公布收支。", ["村报账员"]),
        ("信息技术中心承担科技法庭安装。", ["信息技术中心"]),
        ("巡查由民兵排负责。", ["民兵排"]),
        ("测验组会同市水文中心勘测队实施。", ["测验组", "市水文中心勘测队"]),
        ("市场推广部与携程等平台洽谈优惠。", ["市场推广部"]),
        ("县卫健局安排救护车驻组，驻组时间为9月18日至11月25日。", ["县卫健局"]),
        # What stands between the name and the verb
        ("县城投公司作为业主，11月底前完成改造。", ["县城投公司"]),
        ("后勤处是节水工作的牵头部门，负责制定细则。", ["后勤处"]),
        ("第三方机构受镇政府委托每季度测评一次。", ["第三方机构"]),
        ("各班主任学期内对学生至少家访一次。", ["各班主任"]),
        ("疫点所在地县级人民政府在24小时内发布封锁令。", ["疫点所在地县级人民政府"]),
        ("请学校所在地派出所加强巡逻。", ["学校所在地派出所"]),
        # What is to be done, and whom they call
        ("设置候车区和休息室，1月31日前启用。", []),
        ("设计主视觉海报和科普折页，10月15日前定稿。", []),
        ("国庆节前处理完毕。", []),
        ("县教育局要全程跟进，遇有问题及时提请县政府协调。", ["县教育局"]),
        ("县总工会联系县剧团送戏下乡，6月底前演完。", ["县总工会"]),
        ("青年分会组成流动救助队，随时帮助会员。", ["青年分会"]),
        ("各科室负责人为成员。", []),
    ],
)
def test_who_acts_by_what_the_name_is_made_of_and_what_stands_beside_it(text, names):
    assert names == names_of(text)


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("市场监管局发布指南，市科技局、市教育局参与评审。", ["lead", "support", "support"]),
        ("技术中心牵头开发，市场部提供客户需求，6月30日前送样。", ["lead", "support"]),
        ("评选由协会主办、县供销社协办，6月举行。", ["lead", "support"]),
        ("心理中心要建档，各班主任配合。", ["lead", "support"]),
        ("各乡镇参加培训。", ["lead"]),
        ("演练由测验组牵头，信息组、综合组参加，5月15日前搞一次。", ["lead", "support", "support"]),
        ("人力资源部组织技能比武，11月27日前结束，各车间派员参加。", ["lead", "support"]),
        ("村妇联要办手艺班，6月中旬开班，镇成人学校派老师。", ["lead", "support"]),
        ("农业科负责催芽，4月20日前结束，催芽车间24小时有人值守。", ["lead", "support"]),
        ("物资公司负责采购，3月15日前到位，财务科做好资金支付。", ["lead", "support"]),
        ("校工会组织趣味赛，10月24日开赛，离退休办协助邀请老教师观赛。", ["lead", "support"]),
        ("审管办会同民事审判第一庭、刑事审判庭，对案件调整开庭时间。", ["lead", "support", "support"]),
        ("县住建局要改造管网，县纪委监委全程跟踪。", ["lead", "supervise"]),
    ],
)
def test_who_only_joins_in_or_brings_something_helps(text, roles):
    assert roles == [unit.role for one in in_charge(text) for unit in one.units]


def test_among_named_items_each_short_head_is_a_name():
    text = "某台〔2025〕1号\n关于检修的通知\n一、任务\n"
    text += "1.发射机房：试机14部。\n2.动力班：带载试验。\n3.办公室：储备食品。\n4.宣传：制作展板。\n"
    assert ["发射机房", "动力班", "办公室", ""] == [units_by_role(task)["lead"] for task in drafted(text)]


def test_who_does_a_part_stands_beside_whom_the_heading_names():
    text = "某站〔2025〕1号\n关于春运的通知\n一、服务（责任部门：客运科）\n"
    text += "1.招募志愿者80名，团支部负责培训，1月底前上岗。\n2.布置候车室，由后勤科负责。\n"
    assert ["客运科、团支部", "后勤科"] == [units_by_role(task)["lead"] for task in drafted(text)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("品牌部于8月上旬策划主题宣传。", ["8月上旬"]),
        ("11月中旬举办一期培训班。", ["11月中旬"]),
        ("县医院3月上旬举办一次义诊。", ["3月上旬"]),
        ("教务处于5月下旬公开招考教师3名。", ["5月下旬"]),
        ("县图书馆于5月举办的展览要撤下。", []),
        ("工程2024年12月建成的水闸要检修。", []),
    ],
)
def test_what_is_to_be_done_on_a_day_is_due_by_it(text, due):
    assert due == [one.text for one in find_deadlines(text)]


TOLD = (
    "院长任组长，分管副院长任副组长，办公室设在医务科。",
    "市政府设立防控指挥部，分管副市长任指挥长，办公室设在市农业农村局。",
    "各科室负责人为成员。",
    "感谢各科室长期以来的支持。",
    "衷心感谢社会各界的关心。",
    "希望广大会员踊跃参与。",
    "望各社区抓好落实。",
    "欢迎家长到校参观。",
    "贵单位如有意见，请与我校总务处联系。",
    "如对本通知有疑问，请致电办公室咨询。",
    "群众可拨打热线反映问题。",
    "村民有不明白的，可以到村部问。",
    "未尽事宜请与居委会联系。",
    "哪一项拖了后腿，年底不评先进。",
    "对弄虚作假的，取消评优资格。",
    "凡迟到三次的，扣发当月奖金。",
    "逾期不整改的，依法依规处理。",
    "谁失职，追究谁的责任。",
    "考核实行百分制，90分以上为优秀，低于70分为不合格。",
    "保障期为2025年9月28日零时至10月9日24时。",
    "其中10月1日升旗仪式直播为特级保障时段。",
    "对进度连续两个月末位的，由县政府分管领导约谈。",
    "弄虚作假的企业，一律调出名单。",
    "对整改敷衍的点位，将在县级媒体曝光。",
    "施工队违章三次的，清退出厂。",
    "未经批准漏报的，当月绩效归零。",
    "完成情况将作为单位绩效评估的依据。",
    "对提前完工的制冷班，公司已奖励8000元。",
    "未列事项，仍按原渠道办理。",
    "对捐赠人表示诚挚感谢！",
    "老楼服役31年，感谢为之付出心血的历届职工。",
    "谨向各志愿服务队致以崇高敬意。",
    "湖东区推行一车一码，做法值得借鉴。",
    "祝运动健儿赛出水平！",
    "盼予支持为感！",
    "市民发现井盖缺失可拨打12319。",
    "大修指挥部值班电话：2200",
    "客服热线：4008-617-617",
    "秘书处电话：0576-83320198，邮箱见公众号。",
    "生活困难的种植户，可向场工会申请帮扶。",
)
ASKED = (
    "县督查室对进度滞后的单位通报批评。",
    "对连续两次排名末位的，由镇纪委约谈其负责人。",
    "对查出的隐患，安监科要限期整改。",
    "如有变动，请各单位于6月10日前报县教育局。",
    "县政府成立领导小组，办公室设在县统计局，负责日常协调。",
    "如遇汛情，村委会立即转移群众。",
    "希望小学要在9月底前搬迁。",
    "望江县水利局要清淤。",
    "请各单位与县财政局联系，5月底前领取票据。",
    "各乡镇要落实责任，对工作不力的，严肃问责。",
    "发现破损的，立即更换。",
    "手续不全的，限期补办。",
    "县财政局不得截留资金。",
    "祝塘镇改造泵站。",
    "设立24小时热线，6月底前开通。",
    "县文明办对先进集体通报表扬。",
    "县信访局拨打回访电话200个。",
    "县考核办将完成情况作为考核的依据。",
)


@pytest.mark.parametrize("sentence", TOLD)
def test_who_is_who_thanks_contacts_scales_and_threats_ask_nothing(sentence):
    assert is_idle(sentence)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("县馆做好搬迁。任何人不得擅自拍摄，违者按规定处理。", "县馆做好搬迁。"),
        ("食堂供餐两天。运动会期间学生一律不得带手机进场，违者由班主任代管。", "食堂供餐两天。"),
        ("严禁铺张浪费。泄露秘密的，依纪依法处理。感谢历届职工。", ""),
        ("严禁超载。严格落实巡查。", "严禁超载。严格落实巡查。"),
        ("任何单位不得动用专款。（责任单位：县财政局）", "任何单位不得动用专款。（责任单位：县财政局）"),
    ],
)
def test_what_nobody_may_do_is_no_duty_of_whom_the_sentence_before_asks(text, rest):
    assert rest == without_idle(text)


@pytest.mark.parametrize("sentence", ASKED)
def test_what_looks_like_them_and_asks_somebody_stays(sentence):
    assert not is_idle(sentence)


def test_each_item_with_a_colon_is_his_whose_name_it_is():
    head = "某政办〔2024〕5号\n关于检修工作的通知\n各单位：\n一、任务\n"
    text = f"{head}1.二矿：更换钢丝绳，3月底前完成。\n2.码头：负责清淤。\n3.宣传：制作展板。\n"
    assert ["二矿", "码头", ""] == [units_by_role(task)["lead"] for task in drafted(text)]


def test_two_with_a_deed_each_are_two():
    text = "某督字〔2024〕7号\n关于督办的通知\n一、要求\n1.城关镇、柳河乡做好购房群众稳控工作，县信访局负责建立接访制度，8月5日前落实。\n"
    assert ["城关镇、柳河乡", "县信访局"] == [units_by_role(task)["lead"] for task in drafted(text)]


def test_a_line_with_a_name_says_whose_the_items_below_it_are():
    text = "某站〔2026〕2号\n关于准备工作的通知\n具体分工如下：\n【设施】\n测验组：\n（1）检查缆道，4月10日前完成；\n（2）送检3台。\n"
    text += (
        "【通信】\n信息组：\n（3）更新参数。\n其余工作：\n（4）绿化补植，由二矿负责。\n（5）清洗水箱，5月底前完成。\n"
    )
    tasks = drafted(text)
    assert ["测验组", "测验组", "信息组", "二矿", ""] == [units_by_role(task)["lead"] for task in tasks]
    assert ["【设施】", "【设施】", "【通信】"] == [task["group"][0] for task in tasks[:3]]


def test_who_a_team_consists_of_has_its_items():
    text = "某校〔2026〕2号\n关于运动会的方案\n一、分工\n（一）竞赛组：体育教研组、教务处\n1.修订规程，9月12日前发出。\n2.编排秩序册。\n"
    text += "（二）宣传组：团委牵头，信息组配合\n3.征集会徽。\n4.开发小程序。\n"
    units = [tuple(units_by_role(task).values())[:2] for task in drafted(text)]
    assert [("体育教研组、教务处", "")] * 2 + [("团委", "信息组")] * 2 == units


@pytest.mark.parametrize("unit", ["车间", "班组", "工段", "中队", "支行", "门店"])
@pytest.mark.parametrize("day", ["完工日期", "办结日期", "交付时间", "上线时间", "完成节点"])
def test_a_label_with_any_word_for_those_who_do_it(unit, day):
    text = f"某厂〔2026〕2号\n关于大修的通知\n一、项目\n1.阀阵换密封件480套，负责{unit}：酿造车间，配合部门：设备部，{day}：11月30日。\n"
    text += f"2.灌装机校准，负责{unit}：包装车间，{day}：12月5日。\n"
    assert [("酿造车间", "设备部", "11月30日"), ("包装车间", "", "12月5日")] == [
        (*list(units_by_role(task).values())[:2], task["deadline"]["text"]) for task in drafted(text)
    ]
