"""Every word that the report says to its readers, in one place (the states stand in assessment.states)."""

from collections.abc import Mapping
from typing import Final

from xltrack.assessment.states import Sense
from xltrack.domain.memory import Figure
from xltrack.domain.records import ColumnRole

# Sheets
OVERVIEW: Final = "总览"
LEDGER: Final = "任务台账"
AGENDA: Final = "逾期和临期"
UNITS: Final = "单位汇总"
CHECKS: Final = "核对清单"
ROSTER: Final = "单位名录"
HISTORY: Final = "历史"
SNAPSHOT: Final = "快照"
UNIT_MONTHS: Final = "单位×月份"
DETAIL: Final = "明细"

# 总览: 「…工作任务分解表」 becomes 「…工作进度」
# 重点任务分解表 is reported on as 重点任务进度, not as 重点进度.
SOURCE: Final = "依据：{source}（{tables}），共{count}项"
SOURCES: Final = "依据：{files}，共{count}项"
MORE_FILES: Final = "等{files}个文件"
COUNTING: Final = "按{rule}统计　预警期{window}"
COUNTED: Final = {"lead": "牵头单位", "named": "所有列名单位"}
DAYS: Final = "{n}天"
WORKDAYS: Final = "{n}个工作日"
WITHIN: Final = "{window}内到期"
TOTAL: Final = "任务总数"
DUE_SOON: Final = "临期"
LATE: Final = "逾期"
RATE: Final = "完成率"
OF_WHICH: Final = "其中{parts}"
ALL_ON_TIME: Final = "均未逾期"
LONGEST: Final = "最长{days}天"
PLAN: Final = (
    "还没有人填报完成情况，按计划列出，不评判、不算完成率；时限已过（未填报）{count}项。填上第一条，就开始评判"
)
PAST_DUE: Final = "时限已过"
PAST_COUNT: Final = "时限已过（未填报）　{count}项"
NO_PAST: Final = "还没有人填报，不判逾期"
LATE_OF_PLAN: Final = "还没有人填报完成情况，不判逾期；时限已过（未填报）{count}项，见台账的距期天数"
PLAN_BAR_KEY: Final = "未完·完成"
FIGURES: Final = "图表数据"
LATE_DONE: Final = "其中逾期完成{count}"
APART: Final = "暂缓、取消"
OPEN: Final = "未完成"
MONTH: Final = "月份"
BY_MONTH: Final = "各月到期任务"
MONTH_LABEL: Final = "{month}月"
EARLIER: Final = "更早"
YEAR_MONTH: Final = "{year}年{month}月"
BEFORE_MONTHS: Final = "{month}前到期{count}项（自{end}）"
AFTER_MONTHS: Final = "{month}后到期{count}项（至{end}）"
BEYOND: Final = "另有"
AND_BEYOND: Final = "，"
MET: Final = "到期已办结"
FELL_DUE: Final = "到期"
DUE_DONE: Final = "到期完成"
DUE_PARTS: Final = "{met}/{due}"
NOT_DUE: Final = "未到期"
DUE_RATE: Final = "到期完成率"
DUE_OF_ALL: Final = "到期{due}项　完成率{rate}"
RATE_OF_ALL: Final = "还没有任务到期　完成率{rate}"
POINTS: Final = "较上期{difference:+.1f}点"
RULED: Final = "自报完成率{reported_rate}（{reported}项）　销号完成率{taken_rate}（{taken}项）　还没有销号{waiting}项　退回{back}项"
RULED_HEADS: Final = ("任务键", "还没有销号", "退回")
LATER: Final = "更晚"
DAY: Final = "日期"
OFFICE: Final = "报送单位"
BY_OFFICE: Final = "各报送单位进展"
OTHERS: Final = {
    "office": "其余{count}个报送单位",
    "unit": "其余{count}个单位",
    "stage": "其余{count}个阶段",
    "group": "其余{count}类",
}
SOME_SHOWN: Final = "{items}，先列{shown}项"
SHAPE: Final = "任务状态"
STATE: Final = "状态"
COUNT: Final = "项数"
SUM: Final = "合计"
STAGE: Final = "阶段"
STAGES: Final = "各阶段进展"
BY_GROUP: Final = "按{header}统计"
NO_STAGE: Final = "其他任务"
BY_UNIT: Final = "各单位"
COUNTED_BY: Final = {
    "lead": "按牵头单位统计：一项有几个牵头单位，各计一次", "named": "按列名单位统计：牵头、配合、指导的都计，一项有几个，各计一次",
}  # fmt: skip
SUM_SHARED: Final = "（一项多单位，不等于各行之和）"
UNIT: Final = "责任单位"
LATE_TASKS: Final = "逾期任务"
DUE_TASKS: Final = "未来{days}天到期"
ITEMS: Final = "{count}项"
BAR_KEY: Final = "逾期·未完·完成"  # what a bar of a unit shows from left to right
ORDER_FIXED: Final = "单位、月份的次序截至{day}，不随统计日期变化"
ORDER_AND_CHANGES_FIXED: Final = "较上期的变化，单位、月份的次序截至{day}，不随统计日期变化"
LATER_TASKS: Final = "其后最近到期"
UNDATED_TASKS: Final = "未定时限的任务"
NO_LATE: Final = "没有逾期任务"
NO_DUE: Final = "没有到期任务"
LATE_DAYS: Final = "逾期{days}天"
TO_CHECK: Final = "待核对"
CHECK_COUNTS: Final = "错误{error}处　警告{warning}处　提示{info}处，见「核对清单」"
NOTHING_TO_CHECK: Final = "没有需要核对的地方"

# 统计日期: the cell of 总览 that formulas judge by
AS_OF_NAME: Final = "统计日期"
NO_DAY: Final = "统计日期不是日期"
NO_DAY_DEED: Final = "左边的统计日期不是日期，各项无法评判：请改成日期，如 2021-9-1"
NOT_UNDERSTOOD: Final = "（新填文字，重新生成时认定）"
# Words that are no answer and are not quoted.
UNANSWERED: Final = ("未填报", "未报", "待填报", "未反馈")
# Words that formulas understand, by what they mean to the grammar of reports.
UNDERSTOOD: Final[Mapping[Sense, tuple[str, ...]]] = {
    "nothing": (*UNANSWERED, "无", "/", "-", "—"),
    "yields": ("正常", "顺利", "滞后", "缓慢", "绿灯", "红灯", "黄灯"),
    "done": ("已完成", "完成", "已办结", "办结", "已落实", "√", "✓", "✔", "V", "是", "100%", "Completed"),
    "in_progress": (
        "正在推进", "推进中", "正在办理", "进行中", "持续推进", "基本完成", "部分完成", "未完成", "未办结", "尚未完成", "没有完成",
        "否", "×", "逾期", "临期",
    ),
    "not_started": ("未启动", "未开展", "尚未启动", "尚未开展", "未开始"),
    "suspended": ("暂缓", "中止"),
    "cancelled": ("取消", "不再实施"),
}  # fmt: skip
# Those that say nothing of being finished stand first among them.
SILENT_SENSES: Final[tuple[Sense, ...]] = ("nothing", "yields")
DETAIL_HEAD: Final = {
    "key": "任务编号", "unit": "单位号", "role": "角色",
    "own": "自报", "own_due": "自报判期", "own_warn": "自报预警", "own_whole": "整项原判", "told": "整项填报状态", "whole": "整项状态码",
    "state": "状态码", "due": "判期", "planned": "未填表", "gap": "",
    "total": "总额", "plan": "计划额", "done": "完成额", "weight": "权重", "by_progress": "进度权", "by_elapsed": "序时权",
    "progress": "进度数", "elapsed": "序时数",
    "word": "填报用语", "code": "状态码",
}  # fmt: skip
SOURCE_ANSWERS: Final = ("表号", "已填项数")
ALL_SOURCES: Final = "合计"
KNOWN_SOURCES: Final = "别处已填"
DETAIL_CAPTION: Final = "供各表公式取数：一项任务、一个单位一行。请勿改动"
NOT_FOLLOWING: Final = "不随统计日期变化"
NOT_LIVE: Final = "截至{day}，不随统计日期变化"
HEADED_FIXED: Final = "{title}（截至{day}）"

# 任务台账
ADDED: Final[Mapping[ColumnRole, str]] = {"status": "完成情况", "done_date": "完成日期", "progress": "进度"}
STATUS_CHOICES: Final = ("已完成", "正在推进", "未启动", "暂缓", "取消")
CATEGORY: Final = "类别"
DAYS_LEFT: Final = "距期天数"
PACE: Final = "序时"
NEXT: Final = "下一节点"
REASON: Final = "状态说明"
RESOLVED: Final = "时限（解析）"
ORIGIN: Final = "来源"
ORIGINAL: Final = "{header}（原表）"
LEDGER_CAPTION: Final = (
    "共{count}项。白底各列照录原表，可直接填改；灰底各列随填报和统计日期变化；行的次序、解析出的时限截至{day}"
)
UNCOUNTED: Final = "台账里手工插入了{count}行，各表还没有计入：重新生成后计入"
LEDGER_CAPTION_FIXED: Final = (
    "截至{day}　共{count}项。白底各列照录原表，可直接填改；任务较多，灰底各列不设公式，重新生成时更新"
)
UNNAMED: Final = "（无列名）"


# 逾期和临期
NUMBER: Final = "编号"
DEADLINE: Final = "时限"
REPORTED: Final = "填报情况"
NOT_REPORTED: Final = "未填报"
HEAD_ROW: Final = "表头"
AGENDA_CAPTION: Final = "截至{day}　{late}；{due}"
LATE_COUNTED: Final = "逾期{count}项，最久的在前"
DUE_COUNTED: Final = "未来{days}天到期{count}项节点和报送，最近的在前"

LIST_CUT: Final = "；本表只列前{count}项，其余在台账中筛选"
LIST_UNPRINTED: Final = "；打印区域只到第{row}行，请重设"

DUE_DAY: Final = "到期日"

# 单位汇总
ROLL_UP_CAPTION: Final = (
    "到期完成率＝到期任务中已办结的÷到期任务，名次按它排；"
    "完成率＝已办结（已完成、逾期完成）÷（任务数－持续推进－暂缓－取消）"
)
ORDER_NOT_LIVE: Final = "各数随统计日期和台账变化；单位次序截至{day}，不随统计日期变化"
BAR: Final = "完成率图示"
RANK: Final = "名次"
TASKS: Final = "任务数"
LEAD_HEADING: Final = "按牵头单位"
NAMED_HEADING: Final = "按所有列名单位（牵头、配合、指导）"
SAME_HEADING: Final = "按责任单位"
DISTINCT: Final = "一项多单位，不等于各行之和"
SAME_COUNTS: Final = "每项任务只列了责任单位，按牵头单位与按所有列名单位统计结果相同"

UNIT_NUMBER: Final = "单位号"
PROGRESS: Final = "进度"
BROKEN_RATES: Final = {DUE_RATE: "到期\n完成率", RATE: RATE}  # heads of narrow columns
AGAINST: Final = "对比\n百分点"
AMOUNTS: Final = {"total": "总投资", "plan": "年度计划", "done": "累计完成"}
IN_MEASURE: Final = "{name}\n（{measure}）"
PACE_CAPTION: Final = "；序时＝已过天数÷全部天数，进度按比例列或累计完成÷年度计划，{weighed}"
WEIGHED: Final = "单位的按年度计划加权"
UNWEIGHED: Final = "单位的各项相同"
AMOUNT: Final = "{name}{amount}{measure}"
AMOUNT_SHARE: Final = "（{share}）"
AMOUNT_GAP: Final = "　"
PACE_LINE: Final = "进度{progress}　序时{elapsed}　{told}　其中欠序时{behind}项"

# 单位×月份
MONTHS_CAPTION: Final = (
    "按{rule}　格内为已办结数/到期任务数，「逾」后是其中逾期的；"
    "不含暂缓、取消。一项多单位时各单位都计，合计按不重复的任务计"
)
MONTH_HEAD: Final = "{year}年\n{month}月"
LATE_OF: Final = " 逾{count}"
UNDATED: Final = "无时限"

# 时间轴
TIMELINE: Final = "时间轴"
NODE_OR_DAY: Final = "节点或时限"
TIMELINE_CAPTION: Final = (
    "每格一{unit}，数字为到期的{number}；浅红为逾期至今，浅蓝为距期时间，✓ 为已办结，/// 为持续推进，红线为统计日期　"
    "颜色随统计日期和台账变化；起止、行的次序截至{day}，不随统计日期变化"
)
TIMELINE_HELPERS: Final = ("首格", "末格", "状态码")
TIMELINE_SUMMED: Final = "共{count}项，超过{most}行，逐项的时间轴从略，按到期月份汇总如下"
DAY_OF_MONTH: Final = "日"
MONTH_NAME: Final = "{year}年{month}月"
NO_MONTH: Final = "（无到期日）"
WEEK: Final = "周"
MONTH_UNIT: Final = "月"
QUARTER: Final = "季度"
QUARTERS: Final = ("一", "二", "三", "四")
YEAR: Final = "年"

# 一单位一页
UNIT_PAGES: Final = "一单位一页"
BY_UNIT_CAPTION: Final = "截至{day}　共{count}个单位，每个单位另起一页；不随统计日期变化"
PART: Final = "分工"
LEADS: Final = "牵头"
SUPPORTS: Final = "配合"
WANTED: Final = "办理要求"
UNIT_PLAN: Final = "截至{day}共{total}项：临期{soon}"
UNIT_COUNTS: Final = "截至{day}共{total}项：已办结{done}，逾期{overdue}，临期{soon}"
CONTINUED: Final = "（续）"
PAGE_OF: Final = "第{page}页　共{pages}页"
HANDED_OUT: Final = "{title}　交办单位：{issuer}"
BLANKS: Final = "　　　　　　　　"
ANSWER: Final = "本单位填报"
SIGNED: Final = (
    "签收人：　　　　　　　　负责人（签字）：　　　　　　　　联系电话：　　　　　　　　日期：　　　　　　　　"
)
REPORT_TO: Final = "{month}月{day}日前报{to}"
BY_DAY: Final = "，{year}年{month}月{day}日前完成{label}"
WANTED_BY_STATE: Final = {
    "overdue": "已逾期，请立即办理，并书面说明原因", "due_soon": "即将到期，请抓紧办理", "not_started": "请尽快启动",
    "unreported": "请填报进展", "in_progress": "请按期推进", "ongoing": "请持续推进，定期填报进展",
}  # fmt: skip

# 核对清单
CHECK_CAPTION: Final = (
    "会改变数字的在前。错误：没有读全；警告：靠推断读的；提示：仅供知晓。"
    "在「核对」一列填√（读得对）或对的值（日期、单位、完成情况），下一期照此办，不再问"
)
CHECK_HEADS: Final = ("级别", "编号", "事项", "怎么办", "核对", "台账", "原表位置")
CHECK_ITEMS: Final = "所指"
CHECK_CHOICES: Final = ("√",)
CHECKED: Final = "已核对{count}处：照填的办，不再列出；那一格的字改了，再问"
MORE_CELLS: Final = "等{count}处"
SAME_CELLS: Final = "{first}等{count}处：{cells}"

# 历史, 快照
PERIOD_HEADS: Final = (
    "日期", "任务总数", "已办结", "在办", "临期", "逾期", "持续推进", "暂缓", "取消", "完成率",
)  # fmt: skip
HISTORY_CAPTION: Final = "每期一行，同一日期只留最后一次；再次生成进度工作簿时接着往下记"
SNAPSHOT_HEAD: Final = "任务键、任务、状态、评判时限、单位、序号、分组、时限、上期第几项、编号"
SNAPSHOT_CAPTION: Final = "评判时各项任务的样子，供下一期比较；请勿改动"
KEPT: Final = "记忆"
KEPT_HEAD: Final = "任务、填报或核对的内容"
KEPT_CAPTION: Final = "在各期进度工作簿里填报、核对过的，供下一期接着用；请勿改动"
ISSUE: Final = "第{number}期"

# 本期变化
CHANGE: Final = "本期变化"
CHANGE_HEAD: Final = "本期变化（截至{day}，不随统计日期变化）"
CHANGE_BLOCK: Final = "较{day}"
DONE_ON: Final = "办结（{day}）"
WAS: Final = "{kind}，原为{before}"
UNITLESS: Final = "未列"
BECAME: Final = "（{before}→{after}）"
BESIDE: Final = "（{units}）"
CARRIED: Final = "填报取自上期台账"
DOUBTFUL: Final = "待核实：疑似上期「{text}」"
MARKED: Final = "（待核实）"
DOUBTFUL_COUNT: Final = "待核实{count}"
TO_VERIFY: Final = "待核实{count}处，见「核对清单」"
MORE_CHANGES: Final = "等"
OTHER_CHANGES: Final = "其他变化"
FLOWS: Final = "各数增减"
# The figures that are told of, in this order.
FLOWING: Final[Mapping[Figure, str]] = {
    "done": "已办结", "overdue": "逾期", "under_way": "在办", "due_soon": "临期", "ongoing": "持续推进", "suspended": "暂缓",
    "cancelled": "取消",
}  # fmt: skip
TREND: Final = "各期走势"
MORE_OR_LESS: Final = "较上期{difference:+d}"
AS_MANY: Final = "较上期持平"
SUMMARY_CHANGES: Final = "较{day}（{source}）：{parts}"
SUMMARY_NO_CHANGE: Final = "没有变化"
SUMMARY_FLOWS: Final = "；{flows}"
SUMMARY_VERIFY: Final = "；待核实{count}处"

# 单位名录
ROSTER_HEAD: Final = ("单位", "简称/别名", "类别")
ROSTER_CAPTION: Final = "本次所用的单位名录；再次生成时据此认定单位"

# Files

# Summary on the console
SUMMARY_COUNTS: Final = (
    "截至{day}，共{total}项：已办结{done}，在办{under_way}，临期{due_soon}，逾期{overdue}{apart}；完成率{rate}"
)
SUMMARY_PLAN: Final = "截至{day}，计划共{total}项：未来{days}天到期{due}{apart}，时限已过（未填报）{past}"
SUMMARY_ASK: Final = "还没有人填报，不判逾期；要催报：xltrack notice 文件 --kind 催报通知"
SUMMARY_APART: Final = "，{word}{count}"
SUMMARY_UNSURE: Final = "（其中待核实{count}）"
SUMMARY_LATE: Final = "逾期{count}项{unsure}："
SUMMARY_DUE: Final = "未来{days}天到期{count}项："
SUMMARY_MORE: Final = "  …… 余{count}项"
SUMMARY_CHECKS: Final = "核对清单：错误{error}处、警告{warning}处、提示{info}处"

# 手机
TELEPHONE: Final = "手机版"
TELEPHONE_WHEN: Final = "到期"
TELEPHONE_UNITS: Final = "单位"
TELEPHONE_CAPTION: Final = "截至{day}，共{total}项：办结{done}，逾期{late}，临期{due_soon}。完整的各表在后面"
TELEPHONE_PLAN: Final = "截至{day}，计划共{total}项，尚未填报。完整的各表在后面"
TELEPHONE_MORE: Final = "另有{count}项，见后面的任务台账"

# A line for each of many offices
OFFICES: Final = "各单位汇总"
OFFICES_CAPTION: Final = (
    "截至{day}，{offices}个单位，逾期多的在前；没有读成的{refused}个。各数与各单位自己的进度工作簿一致。"
)
OFFICE_COLUMNS: Final = (
    "单位", "任务总数", "已办结", "在办", "临期", "逾期", "持续推进", "暂缓", "取消", "完成率", "到期完成率", "逾期最久的", "待核实",
    "错误", "警告", "进度工作簿", "来源文件",
)  # fmt: skip
OFFICE_WORST: Final = "逾期{days}天：{task}"
OFFICE_OPEN: Final = "打开"
OFFICES_LEFT: Final = "没有读成的"
OFFICES_LEFT_CAPTION: Final = "这些文件没有做成进度工作簿；按原因处理后再运行一次，做好的不再做。"
OFFICE_FILE: Final = "文件"
OFFICE_WHY: Final = "原因"
OFFICES_TOLD: Final = "{offices}个单位，任务{total}项：已办结{done}，临期{due_soon}，逾期{overdue}"
OFFICE_REFUSED: Final = "没有读成：{name}　{why}"
