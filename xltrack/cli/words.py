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
  check                 核对表格：逐条指出看不懂、读不全、靠推断的地方
  inspect               显示读到了什么（--json 供其他程序使用）
  export                导出数据：.csv、.parquet、.json
  explain               解释一条核对规则，如 xltrack explain D401

选项：
  --version             显示版本
{_COMMON}

某个命令的详细说明：xltrack 命令 --help
""",
    "report": f"""\
用法：xltrack report 文件… [-o 输出] [--since 上一期] [--as-of 日期] [--year 年份] [--roster 文件]

做进度工作簿「名称_进度_日期.xlsx」，放在来源文件旁边；几个文件合成一本「汇总_进度_日期.xlsx」。
给出文件夹时，读里面的全部工作簿。已有的文件，不是本软件生成的，或生成后改动过的，一律不覆盖。

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹
  --since 上一期        与哪一本进度工作簿比较；不写就用来源自己记着的上一期，或旁边更早的一本
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
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

# argparse's own English, by the strings that it looks up in gettext.
ARGPARSE: Final[Mapping[str, str]] = {
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "unrecognized arguments: %s": "不认识 %s",
    "the following arguments are required: %s": "缺少%s",
    "expected one argument": "后面要写内容",
    "expected at most one argument": "后面最多写一项内容",
    "expected at least one argument": "后面至少要写一项内容",
    "expected %s argument": "后面要写 %s 项内容",
    "expected %s arguments": "后面要写 %s 项内容",
    "ignored explicit argument %r": "后面不该有 %r",
    "ambiguous option: %(option)s could match %(matches)s": "%(option)s 不明确，可以是 %(matches)s",
    "not allowed with argument %s": "不能与 %s 同用",
    "one of the arguments %s is required": "%s 要有一个",
    "invalid choice: %(value)r (choose from %(choices)s)": "不能是 %(value)r（可以是 %(choices)s）",
    "invalid %(type)s value: %(value)r": "不能是 %(value)r",
    "unexpected option string: %s": "不认识 %s",
    "unknown parser %(parser_name)r (choices: %(choices)s)": "不认识 %(parser_name)r（可以是 %(choices)s）",
}

SEVERITY: Final = {"error": "错误", "warning": "警告", "info": "提示"}
SENTENCE_AND_DEED: Final = "{sentence}。{deed}。"
REMEDY: Final = "改法：{deed}"
REPEATED: Final = "同样的还有{count}处：{cells}"
RELATED: Final = "相关：{cells}"
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
