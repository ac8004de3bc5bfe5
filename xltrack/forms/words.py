"""Every word that a form, its instructions and the list of a round say; what is said of failures stands in rules/*.toml."""

from collections.abc import Mapping
from typing import Final

from xltrack.domain.records import Role

# Names of files, folders, sheets
FOLDER_PART: Final = "_填报_"
FORM_TAIL: Final = "_填报表"
FORM_FILE: Final = "{period}_{unit}{tail}"
TWIN: Final = "{name}（{number}）"
FORM_SHEET: Final = "填报表"
GUIDE_SHEET: Final = "填报说明"

# The form
FORM_TITLE: Final = "填报表"
TITLE_PERIOD: Final = "{title}（{period}）"
UNIT_LINE: Final = "填报单位：{unit}"
NOTE_LINE: Final = (
    "填{period}的情况，请于{due}前报{office}。只填从「{first}」起的浅黄色各列，每项任务一行；别的格锁着，不用动。"
)
OFFICE: Final = "下发本表的单位"
WEEKDAYS: Final = "一二三四五六日"
DUE_DAY: Final = "{day}（星期{weekday}）"
MONTH: Final = "{year}年{month}月"

CODE: Final = "表单编号"
NUMBER: Final = "序号"
GROUP: Final = "类别"
TASK: Final = "工作任务"
DEADLINE: Final = "完成时限"
DEADLINE_OF_YEAR: Final = "完成时限\n（{year}年）"
PART: Final = "角色"
FORMER: Final = "上期填报"
ANSWER_HEADS: Final = ("完成情况", "完成日期", "进度（%）", "存在问题", "下一步措施", "佐证材料", "申请延期至")
KEY: Final = "任务键"
BASE: Final = "底稿"
UNIT_HEADS: Final = {"lead": "牵头单位", "support": "配合单位", "supervise": "指导单位", "person": "责任人"}
PARTS: Final[Mapping[Role, str]] = {"lead": "牵头", "support": "配合", "supervise": "指导"}
LED_BY: Final = "{part}（{unit}牵头）"
LED_BY_SOME: Final = "{unit}等{count}家"
AS_MEMBER: Final = "{part}（{group}）"

FORMER_DONE: Final = "完成日期：{day}"
FORMER_SHARE: Final = "进度：{share:.0%}"
FORMER_PARTS: Final = ("问题：{words}", "下一步：{words}", "佐证：{words}", "申请延期至：{words}")
AS_BEFORE: Final = "同上期"
CHOICES: Final = ("已完成", "推进中", "未启动", "暂缓")

# What is shown beside an open cell that is clicked: a title, and what to write.
HINTS: Final = (
    ("完成情况", "点右边的箭头选，也可以直接写自己的话。与上期一样的，选「同上期」；还没有新情况的，空着就行。"),
    ("完成日期", "做完了才填，如 2021-07-12。还没做完的空着。"),
    ("进度", "做到几成：60 就是 60%。说不准的空着。"),
    ("存在问题", "卡在哪里、要谁协调；没有就空着。申请延期的，理由也写在这里。"),
    ("下一步措施", "接下来做什么、什么时候做。"),
    ("佐证材料", "文件名、文号或网址；材料本身另附。"),
    ("申请延期至", "只在要延期时填，如 2021-09-30。这是申请，同意以后才算。"),
)
NOT_A_DAY: Final = ("不像日期", "一般写成 2021-07-12。要照样写，点「是」。")
NOT_A_SHARE: Final = ("不像百分数", "一般写 0 到 100 之间的数。要照样写，点「是」。")
FOOT: Final = "&L&9 {unit}&C&9— &P / &N —&R&9 {period}"

# The instructions
GUIDE_FACTS: Final = ("填报单位", "填什么", "什么时候报", "报给谁")
GUIDE_COUNT: Final = "{count}项任务（{parts}），{period}的情况"
GUIDE_PART: Final = "{part}{count}项"
GUIDE_DUE: Final = "{due}前"
GUIDE_HOW: Final = "怎样填"
GUIDE_STEPS: Final = (
    "点开「填报表」，一项任务一行。浅黄色的格是要填的，别的格锁着，不用动；列宽、行高可以调。",
    "「完成情况」点右边的箭头选，也可以直接写自己的话。{before}",
    "做完的，再写「完成日期」。没做完的，写「进度」「存在问题」「下一步措施」，几句话就够。",
    "做不到原定时限的，在「申请延期至」写日子，理由写在「存在问题」。这是申请，同意以后才改时限。",
    "没有情况可报的格空着，不用写「无」。任务写得不对、不归本单位的，在「存在问题」里说明。",
    "填好存盘，把整个文件发回来，文件名不用改。「表单编号」请留着，汇总时靠它对上是哪一项。",
)
GUIDE_BEFORE: Final = "上一次报的就在「上期填报」里，与它一样的选「同上期」。"
GUIDE_SECRET: Final = "不得填写涉密内容。"
CONTACT: Final = "联系人：{contact}"
PHONE: Final = "电话：{phone}"
MAIL: Final = "邮箱：{mail}"
BETWEEN: Final = "，"

# The list of a round
ROUND_HEADS: Final = ("单位", "表单文件", "任务数", "填报格数", "报送时限", "签收", "回收", "表单标记")
ROUND_TITLE: Final = "{title}下发清单（{period}）"
ROUND_CAPTION: Final = (
    "{units}个单位，{tasks}项次任务；这一轮一共要各单位填{cells}格。签收、回收两列可以手填，再做一次不会丢。"
)
ROUND_TOTAL: Final = "合计：{units}个单位，{tasks}项次任务，{cells}格"

# On the console
MADE: Final = "{units}个单位各一份填报表，{tasks}项次任务，共{cells}格；请于{due}前收回：{path}"
LISTED: Final = "下发清单：{path}"
WOULD: Final = "会给{units}个单位各做一份填报表，{tasks}项次任务，共{cells}格；请于{due}前收回："
WOULD_LINE: Final = "{unit}　{tasks}项　{file}"
NOTHING_OPEN: Final = "没有还没办完的任务"
SOME_UNITS: Final = "{names}等{count}个"
