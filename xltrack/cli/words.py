"""Every word that the command line itself says; what it says of a sheet or of a failure stands in rules/*.toml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SHARED: Final = """\
  --as-of 日期          按哪一天评判，如 2021-08-01；不写就是今天
  --year 年份           文件的年份；表名、文号和上文都没有年份时才用
  --roster 文件         单位名录（工作簿）；工作簿里已有「单位名录」表的不用写"""

_COMMON: Final = """\
  --debug               出错时显示技术细节，供维护人员查看
  -h, --help            显示这段说明"""

HELP: Final[Mapping[str, str]] = {
    "": f"""\
用法：xltrack 文件…                     做进度工作簿（同 xltrack report）
      xltrack 命令 文件… [选项]

把任务分解表按原样读进来，判断每项任务的状态，写成进度工作簿。全程不联网，不改动来源文件。

命令：
  report                做进度工作簿，放在来源文件旁边
  annex                 做可以打印的附件表（分工及进度安排、逾期任务）
  check                 核对表格：逐条指出看不懂、读不全、靠推断的地方
  inspect               显示读到了什么（--json 供其他程序使用）
  export                导出数据：.csv、.parquet、.json
  explain               解释一条核对规则，如 xltrack explain D401
  limits                列出读文件的各项上限
  templates             列出自带的附件模板，或复制出来修改

选项：
  --version             显示版本
{_COMMON}

某个命令的详细说明：xltrack 命令 --help
""",
    "report": f"""\
用法：xltrack report 文件… [-o 输出] [--since 上一期] [--by-unit] [--annex]
                     [--as-of 日期] [--year 年份] [--roster 文件]

做进度工作簿「名称_进度_日期.xlsx」，放在来源文件旁边；几个文件合成一本「汇总_进度_日期.xlsx」。
给出文件夹时，读里面的全部工作簿。已有的文件，不是本软件生成的，或生成后改动过的，一律不覆盖。

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹
  --since 上一期        与哪一本进度工作簿比较；不写就用来源自己记着的上一期，或旁边更早的一本
  --by-unit             另加「一单位一页」：每个单位的任务单独成页，供打印分发
  --annex               把可以打印的附件表也放进这本工作簿
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
""",
    "annex": f"""\
用法：xltrack annex 文件… [-o 输出] [--template 模板] [--as-of 日期] [--year 年份] [--roster 文件]

按公文附件的格式做可以直接打印的「名称_附件_日期.xlsx」，放在来源文件旁边：试点领域及责任单位一览表（有的话）、
带完成情况的任务表、逾期任务一览表。字体由 xltrack.toml 里的「字体」决定。不覆盖别人的、改动过的文件。

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹
  --template 模板       填进自己单位的 .xlsx 模板；写法见 xltrack templates
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
""",
    "templates": f"""\
用法：xltrack templates [--eject 文件夹]

列出自带的附件模板和模板里可以用的标记。模板就是普通的 .xlsx，在格子里写 {{{{{{{{ 单位 }}}}}}}} 这样的标记，
用 xltrack annex 文件 --template 模板.xlsx 填写。

选项：
  --eject 文件夹        把自带的模板复制到这个文件夹，供修改；已有的同名文件不覆盖
{_COMMON}
""",
    "inspect": f"""\
用法：xltrack inspect 文件 [--json] [--as-of 日期] [--year 年份] [--roster 文件]

显示读到了什么：每张表的位置、各列的含义、每项任务的单位、时限和状态。

选项：
  --json                输出 JSON（UTF-8），供其他程序使用
{_SHARED}
{_COMMON}

退出码：0 读成了；2 没读成。
""",
    "check": f"""\
用法：xltrack check 文件… [--strict] [--as-of 日期] [--year 年份] [--roster 文件]

核对表格，逐条指出在哪一格、有什么问题、怎样改。
错误：表上写着的内容没有读全。警告：靠推断读的，请看一眼。提示：仅供知晓。

选项：
  --strict              有警告也算没通过
{_SHARED}
{_COMMON}

退出码：0 通过；1 有错误（加 --strict 时有警告也是），或有的文件没读成；2 一个文件也没读成。
""",
    "explain": f"""\
用法：xltrack explain [编号]

解释一条核对规则：何时出现、怎样读的、怎样改。不写编号就列出全部规则。

选项：
{_COMMON}
""",
    "limits": f"""\
用法：xltrack limits

列出读文件的各项上限（大小、行数、层数、时间、内存）和超出时的说法。都是绝对的数，与压缩比无关。

选项：
{_COMMON}
""",
    "export": f"""\
用法：xltrack export 文件… -o 输出.csv [--as-of 日期] [--year 年份] [--roster 文件]

导出数据，每项任务、每个单位、每个时间节点一行。格式由输出文件名的结尾决定：.csv、.parquet、.json。
需要 pandas：python -m pip install "xltrack[frame]"

选项：
  -o 输出, --output 输出
                        结果的文件名（必需）
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
""",
}

# What is wrong with a command line (rule D160).
UNKNOWN_OPTION: Final = "不认识 {option}"
NEEDS_WORD: Final = "{option} 后面缺少内容"
STANDS_ALONE: Final = "{option} 后面不带内容"
NEEDS_OPTION: Final = "要用 {option} 说明写到哪里"
NO_FILES: Final = "没有写文件名"
TOO_MANY: Final = "多写了「{word}」"

SEVERITY: Final = {"error": "错误", "warning": "警告", "info": "提示"}
SENTENCE_AND_DEED: Final = "{sentence}。{deed}。"
REMEDY: Final = "改法：{deed}"
REPEATED: Final = "同样的还有{count}处：{cells}"
RELATED: Final = "相关：{cells}"
LIMITS_HEAD: Final = "读一个文件的上限（正常的任务分解表远在其下），超出时的说法见各行末尾："
COUNTS: Final = "共{total}条：错误{error}、警告{warning}、提示{info}。"
COUNT_OF_RULE: Final = "  {code}  {severity}  {count:>4} 处  {sentence}"
NOTHING_FOUND: Final = "{files}个文件，{tasks}项任务，没有发现问题。"
MORE: Final = "要看某一条的说明：xltrack explain {code}"
PAGE_HEAD: Final = "{code}（{severity}）{sentence}"
PAGE_DEED: Final = "怎样改：{deed}。"
READING: Final = "读取 {done}/{total}"
EXPORTED: Final = "已导出{rows}行：{path}"
SKIPPED: Final = "{failed}个文件没有读成，其余{read}个照常。"

# The readable listing of `inspect`.
LISTING_TABLE: Final = "{sheet}!{range}  {kind}  {annex}{title}"
LISTING_KIND: Final = {"tasks": "任务表", "roster": "领域与单位对照表"}
LISTING_COLUMNS: Final = "  各列：{columns}"
LISTING_COUNT: Final = "  共{count}项"
LISTING_EMPTY: Final = "没有找到任务表。"
ROLES: Final = {
    "seq": "序号", "group": "分组", "text": "任务", "lead": "牵头或责任单位", "support": "配合单位",
    "supervise": "指导督办单位", "person": "责任人", "deadline": "时限", "status": "完成情况", "progress": "完成比例",
    "done_date": "完成日期", "note": "备注", "start": "开始时间", "adjusted": "调整后时限", "own": "本软件所加",
    "other": "原样保留",
}  # fmt: skip
UNIT_ROLES: Final = {"lead": "", "support": "（配合）", "supervise": "（指导）"}
DEADLINE_KINDS: Final = {
    "date": "", "staged": "分段", "ongoing": "持续", "recurring": "定期", "relative": "相对时限", "immediate": "立即",
    "external": "按上级要求", "none": "无时限", "unreadable": "看不懂",
}  # fmt: skip
