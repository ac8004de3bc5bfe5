"""Every word that a notice says by itself, and the names that its templates can use."""

from collections.abc import Mapping
from typing import Final

from xltrack.assessment.states import State

FILL_IN: Final = "〔请填写〕"
SECRECY: Final = "不得处理涉密内容"

# Titles by kind, and what the matter of each ends with
TITLES: Final[Mapping[str, tuple[str, str]]] = {
    "通报": ("关于{matter}的通报", "进展情况"), "计划": ("关于{matter}的通报", "分工"), "督办函": ("关于督办{matter}的函", "逾期任务"),
    "催报通知": ("关于报送{matter}的通知", "进展情况"), "周报": ("{matter}周报", "进展"),
}  # fmt: skip
UNTITLED: Final = "重点工作"
ABOUT: Final = "关于"
ALL_UNITS: Final = "各有关单位"
YEARED_ISSUE: Final = "〔{year}〕第{number}期"
SUBJECT: Final = "〔第{number}期〕共{total}项 办结{done} 逾期{late} {soon}{due_soon}"
SUBJECT_OF_PLAN: Final = "〔第{number}期〕计划共{total}项 {soon}{due_soon} 尚未填报"
SUBJECT_FOR: Final = "{unit}："
THIS_WEEK: Final = "本周到期"
WITHIN: Final = "{window}内到期"
DAYS: Final = "{n}天"
WORKDAYS: Final = "{n}个工作日"

# 总体情况
OVERALL: Final = "截至{day}，共{total}项任务：{parts}。"
OVERALL_OF_PLAN: Final = "截至{day}，计划共{total}项任务：{parts}。"
AHEAD: Final = "未来{days}天到期{count}项"
PAST: Final = "时限已过（未填报）{count}项"
DIVIDED: Final = "任务分到{units}个单位（一项任务由几个单位负责的，各单位都计）。"
DIVIDED_NOBODY: Final = "另有{count}项没有列明责任单位。"
NOBODY: Final = "各项任务都没有列明责任单位。"
UNREPORTED_PART: Final = "未填报"
OVERALL_FOR: Final = "截至{day}，{unit}共{total}项任务：{parts}。"
SHARE: Final = "{word}{count}项，占{share}"
OF_WHICH: Final = "（其中{parts}）"
PART: Final = "{word}{count}项"
NONE_LATE: Final = "没有逾期任务"
DUE_RATE: Final = "已到期的{due}项中办结{met}项，到期完成率{rate}；"
RATE: Final = "完成率{rate}"
RATE_WITHOUT: Final = "（不含{parts}）"
RULED: Final = "各单位自报完成{reported}项，自报完成率{reported_rate}；已销号{taken}项，销号完成率{taken_rate}。"
ALL_DONE: Final = "计入完成率的任务已全部完成。"
NO_RATE: Final = "没有计入完成率的任务。"
NOT_ANSWERED: Final = "各单位还没有填报完成情况，是否办结有待填报核实，本期只列分工和到期时间，不作评判、不点名。"

# 各阶段, 单位
STAGE: Final = "{label}共{total}项，{parts}。"
BY_STAGE: Final = "分类看，{stages}"
NO_STAGE: Final = "其他任务"
OTHER_STAGES: Final = "其余{count}类共{total}项，{parts}。"
OTHERS: Final = "其余{count}类"
# Of one unit with one late task, with several; of units that are late with the same; with a task that is told already.
LAGGING_ONE: Final = "{unit}：逾期1项，{task}逾期{days}天。"
LAGGING: Final = "{unit}：逾期{count}项，最久的{task}逾期{days}天。"
LAGGING_ALIKE: Final = "{unit}：都逾期{count}项，最久的{task}逾期{days}天。"
LAGGING_ALIKE_ONE: Final = "{unit}：都逾期1项，{task}逾期{days}天。"
LAGGING_TOLD: Final = "{unit}：逾期{count}项，最久的逾期{days}天。"
LEADING: Final = "进展较快的有{units}。"
LEADING_ALL: Final = "任务全部完成的有{units}。"
LEADING_UNIT: Final = "{unit}（{total}项完成{done}项）"
LAGGING_COUNT: Final = "共有{units}个单位的任务逾期。"
LAGGING_PERSONS: Final = "共有{units}人的任务逾期。"
QUOTED: Final = "“{text}”"
# Marks of a quotation inside another.
INNER_QUOTES: Final = str.maketrans("“”‘’", "‘’“”")
MORE: Final = "等{count}项"
OF_WHICH_IN_DOUBT: Final = "{count}（待核实{doubtful}）"
UNITS_IN_DOUBT: Final = "逾期数里待核实的：{units}。"
UNIT_IN_DOUBT: Final = "{unit}{count}项"
LATE_IN_DOUBT: Final = "另有{count}项逾期任务的情况待核实，没有点名。"
TO_VERIFY: Final = "逾期、临期中有{count}项待核实。"
NO_UNIT_LATE: Final = "另有{count}项逾期任务没有列明责任单位。"

# 变化
CHANGES: Final = "与{day}相比，{parts}。"
NO_CHANGE: Final = "没有变化"
CHANGE: Final = "{kind}{count}项"
CHANGE_TASKS: Final = "{kind}{count}项：{tasks}。"
CHANGED: Final = "{task}{beside}"
BESIDE: Final = "（{words}）"
BECAME: Final = "{before}改为{after}"
DOUBTFUL: Final = "待核实"
NOT_NAMED: Final = "未列"

# 到期
DUE: Final = "{day}{units}：{number}　{text}。"
DUE_COUNT: Final = "未来{days}天内到期{count}项，最近的在{day}。"
DUE_ONE: Final = "未来{days}天内到期1项，在{day}。"
NO_DUE: Final = "未来{days}天内没有到期任务。"
TODAY: Final = "今天到期"
DAYS_LEFT: Final = "还有{days}天"
DAYS_LATE: Final = "逾期{days}天"

# 未填报
UNREPORTED: Final = "截至{day}，{units}个单位的{count}项任务尚未填报进展情况"
UNREPORTED_LATE: Final = "，其中{late}项时限已过"
NONE_UNREPORTED: Final = "截至{day}，各单位均已填报进展情况。"
# By whether all tasks of the unit are late, and whether one alone is.
URGED: Final[Mapping[tuple[bool, bool], str]] = {
    (True, True): "截至{day}，你单位{role}的1项任务已逾期{days}天。",
    (True, False): "截至{day}，你单位{role}的{total}项任务均已逾期，最长已逾期{days}天。",
    (False, True): "截至{day}，你单位{role}的任务共{total}项，其中逾期1项，已逾期{days}天。",
    (False, False): "截至{day}，你单位{role}的任务共{total}项，其中逾期{late}项，最长已逾期{days}天。",
}
LEADS: Final = "牵头"
TAKES_PART: Final = "承担"

# 办理要求
# The parts of each sentence, by the states for which they are required.
WANTED: Final[tuple[Mapping[tuple[State, ...], str], ...]] = (
    {("overdue",): "逾期的{count}项任务，责任单位要立即办理，并于{day}前书面说明原因和办结时间"},
    {
        ("due_soon",): "临期的{count}项要抓紧办理、确保按时办结",
        ("not_started",): "未启动的{count}项要尽快启动",
        ("unreported",): "未填报的{count}项要尽快填报进展情况",
    },
    {("in_progress", "ongoing"): "其他任务要按时限推进，及时填报进展情况"},
)
NUMBERED: Final = "（{number}）{sentence}"
CHINESE_DIGITS: Final = "零一二三四五六七八九十"
CONTACT: Final = "联系人：{contact}，电话：{phone}，邮箱：{mail}"

# 文号
ANSWERED: Final = "{mark}〔{year}〕{number}号"
LETTER_MARK: Final = "督办"

BEFORE: Final = "前"  # behind a day
# What a number counts, that stands on one line with it; longer ones first.
MEASURES: Final = "|".join((
    "个工作日", "个百分点", "平方公里", "平方米", "个单位", "个月", "公里", "万元", "亿元", "万人",
    *"项个天件人期号家户亩米吨处类页份次届元条名所座辆台套万亿年月日时",
))  # fmt: skip

# 附件
ANNEX: Final = "附件"
# The tables behind a notice: the name of its label, the list, its title.
ANNEXES: Final[Mapping[str, tuple[str, str]]] = {
    "分工附件": ("分工", "各单位任务分工表"), "单位附件": ("各单位", "各单位任务进展情况表"), "逾期附件": ("逾期任务", "逾期任务一览表"),
    "到期附件": ("到期任务", "近期到期任务一览表"), "变化附件": ("变化", "与上一期相比的变化"),
    "未报附件": ("未报任务", "未填报任务一览表"),
}  # fmt: skip

COMMA: Final = "，"
LIST_COMMA: Final = "、"
SEMICOLON: Final = "；"

# The names that a template can use, and what they mean; `xltrack templates` prints them.
PAGE_NAMES: Final[Mapping[str, str]] = {
    "标题": "整份文书的标题", "主送": "写给谁；督办函为单位名称", "单位": "只写给一个单位的，它的名称；其他为空",
    "截至": "评判的日期，如 2021年8月1日", "成文日期": "同上", "来源": "来源文件的名称",
    "期号": "数字", "期次": "如 〔2021〕第3期", "邮件主题": "如 〔第3期〕共45项 办结18 逾期3 本周到期5",
    "单位名称": "xltrack.toml 里 [office] 的名称", "落款": "没有写的同单位名称", "联系人": "", "电话": "", "邮箱": "",
    "请填写": "〔请填写〕", "保密提示": "不得处理涉密内容",
    "文号": "如 榆政督〔2021〕3号", "签发人": "", "印章": "[office] 的 印章：真或假", "答复期限": "如 2021年8月6日",
    "任务总数": "以下都是数字", "已完成数": "含逾期完成", "逾期完成数": "", "推进中数": "含未启动、未填报", "未启动数": "",
    "未填报数": "", "临期数": "", "逾期数": "", "持续推进数": "", "暂缓数": "", "取消数": "",
    "其他数": "持续推进、暂缓、取消", "到期数": "未来30天内到期",
    "逾期单位数": "", "未报单位数": "", "未报任务数": "一点也没有填报的，含已逾期、临期的", "其余逾期数": "主要逾期里没有列出的",
    "时限已过数": "还没有人填报的表里，时限过了的", "其余到期数": "主要到期里没有列出的", "其余滞后数": "滞后单位里没有列出的单位",
    "完成率": "如 40.0%", "临期说法": "本周到期，或 3天内到期",
    "总体情况": "以下都是整句", "填报提示": "还没有人填报时才有，下同", "分工情况": "", "变化情况": "与上一期比较，没有上一期时为空",
    "分类情况": "只有两三类、而又各有分量的才有", "领先情况": "", "逾期情况": "", "核实情况": "各单位逾期里待核实的",
    "到期情况": "", "未报情况": "", "督办情况": "只写给一个单位的才有", "联系方式": "",
    "分工附件": "以下是「附件1」这样的编号，没有这一份的为空", "单位附件": "", "逾期附件": "", "到期附件": "", "变化附件": "",
    "未报附件": "",
}  # fmt: skip
_CALLED: Final = {"编号": "任务的编号", "项次": "如 第9项", "报送单位": "有几个时"}
LISTS: Final[Mapping[str, Mapping[str, str]]] = {
    "标题行": {"句": "标题在 Word 里的一行"},
    "标题短行": {"句": "标题在手机上的一行"},
    "各单位": {
        "序号": "", "单位": "", "任务数": "", "已完成": "", "推进中": "", "临期": "", "逾期": "", "逾期数": "",
        "其他": "持续推进、暂缓、取消", "完成率": "",
    },
    "分工": {"序号": "还没有人填报时才有", "单位": "", "任务数": "", "到期数": "未来30天内到期"},
    "各阶段": {"名称": "两项以上的各类，其余合为一类", "任务数": "", "已完成": "", "逾期": "", "完成率": "", "句": "整句"},
    "滞后单位": {"序号": "逾期最多的5个；逾期任务相同的合为一个", "单位": "", "逾期数": "", "最长天数": "", "句": "整句"},
    "下一步": {
        "序号": "最近的5项，不管还有多久", **_CALLED, "日期": "", "剩余天数": "", "天数": "", "单位": "", "任务": "", "简称": "", "句": "",
    },
    "变化": {"事项": "新增、办结……", "项数": "", "句": "整句"},
    "逾期任务": {
        "序号": "从1数起", **_CALLED, "单位": "", "任务": "", "简称": "任务的开头", "时限": "", "逾期天数": "",
        "天数": "逾期12天", "完成情况": "填报的原话",
    },
    "主要逾期": {
        "序号": "最久的8项", **_CALLED, "单位": "", "任务": "", "简称": "", "时限": "", "逾期天数": "", "天数": "逾期12天", "完成情况": "",
    },
    "到期任务": {"序号": "", **_CALLED, "日期": "", "剩余天数": "", "天数": "还有3天", "单位": "", "任务": "", "简称": "", "句": "整句"},
    "主要到期": {
        "序号": "最近的8项", **_CALLED, "日期": "", "剩余天数": "", "天数": "", "单位": "", "任务": "", "简称": "", "句": "",
    },
    "待核实任务": {
        "序号": "先核实、不点名的", **_CALLED, "单位": "", "任务": "", "时限": "", "状态": "", "完成情况": "", "原因": "整句",
    },
    "未报任务": {"序号": "", **_CALLED, "单位": "", "任务": "", "时限": "", "状态": ""},
    "未报单位": {"序号": "", "单位": "", "未报数": "", "逾期数": ""},
    "办理要求": {"序号": "", "句": "整句"},
    "附件目录": {"序号": "", "编号": "附件1", "标题": ""},
}  # fmt: skip

# Where something stands in a template
LINE: Final = "「{name}」第{line}行"
OUTSIDE_LOOP: Final = "循环里的名称用到了循环外面"
WHOLE: Final = "「{name}」"
WORD_PLACE: Final = "「{name}」{part}{where}"
PARAGRAPH: Final = "第{number}段"
CELL: Final = "第{table}张表第{row}行第{column}格"
PARTS: Final = {"header": "页眉", "footer": "页脚", "footnotes": "脚注"}
HALF: Final = "花括号没有成对，或一个标记拆在了两段里"
NOT_ALONE: Final = "{tag} 要独占一段（{{%tr %}} 独占一行），旁边不能再有别的字"
PLAIN_TAGS: Final = "不带横线的 {% … %} 和 {{ … }}"
LETTERS_PART: Final = "_督办函_"

# 督办登记
REGISTER_HEADS: Final = (
    "文号", "单位", "任务编号", "任务", "发函日期", "答复期限", "是否办结", "答复日期", "答复情况", "备注", "标记",
)  # fmt: skip
REGISTER_CAPTION: Final = (
    "发函日期、答复期限、答复日期、答复情况、备注由你填改，也可以加行、加列，下次接着用；是否办结取自台账，每次重新判"
)
CLOSED: Final[Mapping[State, str]] = {
    "done": "已办结", "done_late": "已办结", "suspended": "暂缓", "cancelled": "取消",
}  # fmt: skip
OPEN: Final = "未办结"
NOT_IN_LEDGER: Final = "台账里没有"
REGISTERED: Final = "督办登记：{path}"

# On the console
NONE_TO_WRITE: Final[Mapping[str, str]] = {
    "督办函": "没有逾期任务，不用发督办函。",
    "催报通知": "各单位均已填报，不用催报。",
}
NO_ADDRESSEE: Final = "有{count}项逾期任务，没有单位可以发函。"
NO_ONE_TO_WRITE_TO: Final = "有{count}项逾期任务没有列明责任单位，没有单位可以发函。"
MANUAL_HEAD: Final = "通报、督办函、催报通知、周报的模板（.docx、.html、.md、.txt）里可用："
MANUAL_HOW: Final = "用法：xltrack notice 文件 --kind 通报 --template 模板.docx"
MANUAL_LOOP: Final = (
    "循环写 {% for 项 in 逾期任务 %}{{ 项.任务 }}{% endfor %}；Word 里 {%p … %} 独占一段、{%tr … %} 独占表格的一行，",
    "夹在一对 {%p for … %}、{%p endfor %} 中间的段落（或一对 {%tr … %} 中间的行）逐项重复。各列表里可用：",
)
MANUAL_LIST: Final = "  {name}　{fields}"
