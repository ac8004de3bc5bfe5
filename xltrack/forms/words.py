"""Every word that a form, its instructions and the list of a round say; what is said of failures stands in rules/*.toml."""

from collections.abc import Mapping
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.domain.forms import ANSWER_HEADS
from xltrack.domain.records import Role

# Names of files, folders, sheets
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
    "{units}个单位，{tasks}项次任务；这一轮一共要各单位填{cells}格。签收、回收可以手填，再做一次不会丢。"
)
ROUND_TOTAL: Final = "合计：{units}个单位，{tasks}项次任务，{cells}格"

ROSTER_SHEET: Final = "单位名录"
ROSTER_HEADS: Final = ("单位", "简称/别名", "类别")
ROUND_REMEMBERED: Final = "下发到别处的各轮清单，未报送照它算"
ROSTER_CAPTION: Final = "下发时所用的单位名录；收回填报、做下一期时没有另给名录的，照它认定单位"

# On the console
MADE: Final = "{units}个单位各一份填报表，{tasks}项次任务，共{cells}格；请于{due}前收回：{path}"
LISTED: Final = "下发清单：{path}"
WOULD: Final = "会给{units}个单位各做一份填报表，{tasks}项次任务，共{cells}格；请于{due}前收回："
WOULD_LINE: Final = "{unit}　{tasks}项　{file}"
NOTHING_OPEN: Final = "没有还没办完的任务"
# What comes back: words that settle a question, that say nothing, that say the same as before
YES: Final = frozenset({"√", "✓", "✔", "V", "v", "是", "对", "采用", "同意"})
MINE: Final = frozenset({"甲", "×", "✗", "不", "否", "不用", "不采用"})
THEIRS: Final = frozenset({"乙"})
SAME_AS_BEFORE: Final = frozenset({AS_BEFORE, "同上", "同前", "无变化"})
NOTHING: Final = frozenset({"/", "\\", "无", "-", "—", "——", "无。", "暂无", "没有"})
ELSEWHERE: Final = frozenset({"见附件", "详见附件", "见附表", "另附"})
LEDGER: Final = "台账"
BETWEEN_ANSWERS: Final = "；"
ANSWER_TOLD: Final = "{name}：{value}"
FROM: Final = "{told}（{source}）"
NO_TASK: Final = "台账里认不出是哪一项任务；在「采用」写台账里的编号就收到那一项"
NOT_ITS_TASK: Final = "这项任务里没有「{unit}」这个单位；在「单位」改成任务里的单位，「采用」填√"
NO_UNIT: Final = "看不出是哪个单位填的；在「单位」写上，「采用」填√"
UNSURE: Final = "表单编号、任务键对不上，只凭任务的字认出这一项"
REWORDED: Final = "下发以后台账里这一项改过字，下发时是「{text}」"
OTHER_LIST: Final = "任务的字一样，但不是这本台账下发的那一份"
CONFLICT: Final = "同一栏两种说法：甲来自{mine}，乙来自{theirs}"
AHEAD: Final = "完成日期还没到"
NO_DAY: Final = "看不出是哪一天"
NO_SHARE: Final = "看不出是百分之几"
WHOLE_AND_OPEN: Final = "进度100%，又说没有完成"
DAY_AND_OPEN: Final = "填了完成日期，又说没有完成"
DONE_AND_PART: Final = "说已经完成，进度又不到100%"
SAYS_NOTHING: Final = "看不出办没办完"
BROKEN: Final = "格子里的公式出错了"
NOTHING_BEFORE: Final = "写的是「同上期」，上期没有报过"
TOO_LONG: Final = "太长，只收了前{longest}字，原文在那份文件里"
OTHER_COLUMNS: Final = "表里另有别的列，没有收进哪一栏"
ASKS_AGAIN: Final = "又申请延期；原来同意的（{day}）不变，要再延的在「延期意见」重新填同意"
ROW_TOLD: Final = "填的是「{text}」"
NO_HEAD: Final = "没有表头的列"
NEWER: Final = "后来又报了别的，照后来的"
LEDGER_ITSELF: Final = "要写别的话，直接在台账里改"
# A day with its year and nothing else.
BARE_DAY: Final = pattern(r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年\d{1,2}月\d{1,2}[日号]?)")
# What stands beside the cells of a form
BESIDE: Final = {"comment": "批注「{text}」", "picture": "图片{count}张", "box": "文本框里写着「{text}」"}
WHY_BESIDE: Final = {
    "comment": "写在批注里，没有收进哪一栏；要收的写进台账",
    "picture": "图片没有收，在那份文件里，请打开看",
    "box": "写在文本框里，没有收进哪一栏；要收的写进台账",
}
AT_ROW: Final = "第{row}行有"
AT_NO_ROW: Final = "看不出在哪一行，有"
BESIDE_ASKED: Final = "批注、图片等{count}处，列在待核实"
# What is noted of a file
AND_SO_ON: Final = "，这样的共{count}处"
NO_PERIOD: Final = "看不出是哪一期的，填报期按收的那天算"
BLANK_FORM: Final = "一格也没有填"
SOME_BLANK: Final = "有{count}项没有填"
TWO_ONLY: Final = "有{count}行少了一样标记，凭另外两样收的"

# The workbook of what was collected
SUMMARY_CAPTION: Final = (
    "截至{day}：收到{files}份，{rows}条填报，待核实{open}处，未报送{missing}个单位。"
    "「延期意见」填同意、不同意；「核定」填销号、退回、存疑。"
)
ANSWERS_SHEET: Final = "各单位填报"
UNIT_COLUMNS: Final = (
    "编号", "工作任务", "单位", "角色", *ANSWER_HEADS, "延期意见", "已延至", "核定", "退回次数", "填报期", "来自", "任务",
)  # fmt: skip
QUESTIONS_SHEET: Final = "待核实"
QUESTIONS_CAPTION: Final = (
    "「采用」填甲、乙，或者直接写对的内容；待认领的填√就采用，填×不用。填好存盘，再收一次就照办，不再问。"
)
QUESTION_COLUMNS: Final = (
    "类别", "编号", "工作任务", "单位", "栏目", "原来", "甲", "乙", "采用", "已照办", "说明", "标记", "内容", "任务",
)  # fmt: skip
RECEIVED_SHEET: Final = "收件"
RECEIVED_CAPTION: Final = "每收到一个文件一行；内容一模一样的文件只收一次。"
RECEIVED_COLUMNS: Final = ("文件", "单位", "填报期", "采用格数", "待核实", "说明", "指纹")
MISSING_SHEET: Final = "未报送"
MISSING_CAPTION: Final = "截至{day}，{count}个单位还没有报送；后面的话可以直接发给它。"
MISSING_COLUMNS: Final = (("单位", 26.0), ("任务数", 9.0), ("报送时限", 16.0), ("超过", 12.0), ("催报", 70.0))
WRITTEN_SHEET: Final = "记入台账"
WRITTEN_CAPTION: Final = "已经写进台账的内容，下次据此认出台账里哪些是手工改的。"
LATE_BY: Final = "过期{days}天"
DUE_IN: Final = "还有{days}天"
TODAY: Final = "今天"
URGE: Final = "{unit}：你单位{count}项任务的填报表，请于{due}前报回。"
URGE_LATE: Final = "{unit}：你单位{count}项任务的填报表应于{due}前报回，至今没有收到，请今天报来；有困难请说明。"
URGE_BLANK: Final = (
    "{unit}：你单位报来的填报表是空的，{count}项任务的情况请补上再报（报送时限{due}）；没有新情况的，选「同上期」就行。"
)
COLLECTED: Final = "收到{files}份，采用{cells}格，待核实{asked}处"
COLLECTED_AGAIN: Final = "{count}份以前收过，内容没有变"
COLLECTED_ONE: Final = "  {unit}　{file}　采用{cells}格，待核实{asked}处"
UNKNOWN: Final = "（单位不明）"
WOULD_WRITE: Final = "会写进台账{cells}格；没有写"
LEDGER_WRITTEN: Final = "台账「{name}」写了{cells}格"
SUMMARY_WRITTEN: Final = "填报汇总：{path}"
STILL_MISSING: Final = "未报送{count}个单位：{names}"
LEDGER_SAYS: Final = "台账里手工写的与各单位报的不一样：台账照旧，要用各单位报的，把台账那一格清空"
CAME_BACK: Final = "{day}收到，{cells}格"
WHY_COLLECTED: Final = "各单位填报"
