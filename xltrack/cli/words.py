"""Every word that the command line itself says; what it says of a sheet or of a failure stands in rules/*.toml."""

from collections.abc import Mapping
from typing import Final

from xltrack.cli.adding_words import ADDIN_PAGE

_SHARED_READING: Final = """\
  --as-of 日期          按哪一天评判，如 2021-08-01；不写就是今天
  --year 年份           文件的年份；表名、文号和上文都没有年份时才用
  --roster 文件         单位名录（工作簿）；工作簿里已有「单位名录」表的不用写"""

_SHARED: Final = f"""\
{_SHARED_READING}
  --password            工作簿有打开密码：运行时问一次，输入时不显示；后面不写密码"""

_COMMON: Final = """\
  --debug               出错时显示技术细节，供维护人员查看
  -h, --help            显示这段说明"""

HELP: Final[Mapping[str, str]] = {
    "": f"""\
用法：xltrack 文件…                     做进度工作簿（同 xltrack report）
      xltrack 命令 文件… [选项]

把任务分解表按原样读进来，判断每项任务的状态，写成进度工作簿。除了 --send 发信 和 bundle，全程不联网；除了 update，不改动来源文件。

命令：
  report                做进度工作簿，放在来源文件旁边
  week                  一期的材料一次做齐，放进一个文件夹：进度工作簿、附件、通报、周报、督办函、邮件草稿
  serve                 打开拖放页：在浏览器里放进工作簿，看谁逾期，出本期材料
  annex                 做可以打印的附件表（分工及进度安排、逾期任务）
  collect               把各单位报回来的填报表收进来，写进台账
  watch                 看着一个文件夹：放进去的表，各做一本进度工作簿
  update                把状态、距期天数、提醒写进自己的工作簿（加在表的右边）
  notice                做通报、督办函、催报通知、周报（Word、网页、文本）
  draft                 从通知（Word、网页、文本）拟出任务分解表
  check                 核对表格：逐条指出看不懂、读不全、靠推断的地方
  inspect               显示读到了什么（--json 供其他程序使用）
  export                导出数据：.csv、.parquet、.json
  explain               解释一条核对规则，如 xltrack explain D401
  dispatch              给每个责任单位做一份填报表，连同下发清单
  mail                  给办公室、分管领导、逾期的单位各写一封邮件：先做草稿，看过再发
  limits                列出读文件的各项上限
  templates             列出自带的附件和文书模板，或复制出来修改
  bundle                做一个离线安装文件夹，给没有 Python、不能联网的电脑
  addin                 把「进度报表」按钮装到 Excel 或 WPS 里，卸载，检查为什么不显示

选项：
  --version             显示版本
{_COMMON}

某个命令的详细说明：xltrack 命令 --help
""",
    "report": f"""\
用法：xltrack report 文件… [-o 输出] [--since 上一期] [--by-unit] [--annex] [--by-office [--cluster 地址]]
                     [--dry-run] [--json] [--as-of 日期] [--year 年份] [--roster 文件] [--password]

做进度工作簿「名称_进度_日期.xlsx」，放在来源文件旁边；几个文件合成一本「汇总_进度_日期.xlsx」。
给出文件夹时，读里面的全部工作簿。已有的文件，不是本软件生成的，或生成后改动过的，一律不覆盖。

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹；以 / 结尾的文件夹没有就新建
  --since 上一期        与哪一本进度工作簿比较；不写就用来源自己记着的上一期，或旁边更早的一本
  --by-unit             另加「一单位一页」：每个单位的任务单独成页，供打印分发
  --annex               把可以打印的附件表也放进这本工作簿
  --by-office           一个文件一个单位，各做各的进度工作簿，放进 -o 的文件夹；另有一本「各单位汇总」，一个单位一行。
                        中途断了，再运行一次接着做
  --cluster 地址        与 --by-office 一起用：交给一个 Dask 集群做，如 tcp://10.0.0.1:8786（需要 xltrack[cluster]）
  --dry-run             只看摘要，什么也不写
  --json                摘要换成 JSON（UTF-8），供其他程序使用
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
""",
    "week": f"""\
用法：xltrack week 文件… [-o 文件夹] [--since 上一期] [--no 期号]
                   [--as-of 日期] [--year 年份] [--roster 文件] [--password]

把这一期的材料一次做齐，放进「日期_本期」文件夹：进度工作簿、附件、通报、周报、逾期单位的督办函、催报通知、邮件草稿，
数字都一致；「目录.html」列出各个文件和没有做的。电脑上有 Edge、Chrome 的，另做周报的图片、通报和附件的 PDF。
再做一次只更新有变化的；改动过的文件一律不覆盖。

选项：
  -o 文件夹, --output 文件夹
                        把这个文件夹放在哪里；不写就放在来源文件旁边
  --since 上一期        与哪一本进度工作簿比较；不写就用来源自己记着的上一期，或旁边、各期文件夹里更早的一本
  --no 期号             这一期是第几期；不写就接着历史往下数
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的没做成，或有的文件没读成；2 没做成。
""",
    "annex": f"""\
用法：xltrack annex 文件… [-o 输出] [--template 模板] [--as-of 日期] [--year 年份] [--roster 文件] [--password]

按公文附件的格式做可以直接打印的「名称_附件_日期.xlsx」，放在来源文件旁边：试点领域及责任单位一览表（有的话）、
带完成情况的任务表、逾期任务一览表。字体由 xltrack.toml 里的「字体」决定。不覆盖别人的、改动过的文件。

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹；以 / 结尾的文件夹没有就新建
  --template 模板       填进自己单位的 .xlsx 模板；写法见 xltrack templates
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
""",
    "serve": f"""\
用法：xltrack serve [--port 端口] [--open]

打开拖放页：把任务分解表（几个、整个文件夹也行）拖进浏览器，马上看到谁的哪一项逾期、哪些要看一眼；看过的打√；按一下取回
本期材料，或其中一样；收回填报、更新自己的工作簿，先看改哪些格。只有这台电脑上打得开，不联网，结束（关掉这个窗口）就不留东西。

选项：
  --port 端口           用哪个端口；不写就用 8765，被占用时另找一个
  --open                顺便在浏览器里打开
{_COMMON}

退出码：0 用完了；2 没开成。
""",
    "addin": ADDIN_PAGE.format(common=_COMMON),
    "watch": f"""\
用法：xltrack watch 文件夹 [-o 文件夹] [--as-of 日期] [--year 年份] [--roster 文件]

看着一个文件夹：放进去的每个工作簿都做一本进度工作簿，放在旁边或 -o 的文件夹；做不成的放一份「文件名_说明.txt」，写明原因和怎么办。
还没有复制完的等它复制完；改过再存的再做；关掉再开，做过的不重做。按 Ctrl+C 结束。

选项：
  -o 文件夹, --output 文件夹
                        把结果放在哪个文件夹；不写就放在旁边。没有就新建
{_SHARED_READING}
{_COMMON}

退出码：0 按 Ctrl+C 结束的；2 没做成：没有这个文件夹、结果写不进去、已有另一个在看着同一个文件夹。
""",
    "update": f"""\
用法：xltrack update 文件 [--dry-run] [-o 副本] [--plan 计划.json] [--apply 计划.json] [--json]
                    [--as-of 日期] [--year 年份] [--roster 文件]

把每项任务的状态、距期天数、提醒写进自己的 .xlsx 或 .xlsm：第一次在每张任务表的右边加三列，以后每次更新这三列。
其余一字节不动：图形、图表、批注、宏、公式、格式都在。写之前把原文件留在旁边的「名称_备份」里（留最近五个），连同回执。
文件开着、有密码、有签名、受保护的，说明原因，什么也不写。

选项：
  --dry-run             只列出要改的格：原来写着什么，改成什么；什么也不写
  -o 副本, --output 副本
                        写成一个副本，原文件不动
  --plan 计划.json      把要改的格写成计划，原文件不动
  --apply 计划.json     照计划写；文件在做计划以后改动过的，不写
  --json                输出 JSON（UTF-8）：改了哪些格，备份和回执在哪里；与 --dry-run 一起用，是会改哪些格
  --as-of 日期          按哪一天评判，如 2021-08-01；不写就是今天
  --year 年份           文件的年份；表名、文号和上文都没有年份时才用
  --roster 文件         单位名录（工作簿）；工作簿里已有「单位名录」表的不用写
{_COMMON}

退出码：0 做好了，或没有要改的；1 做好了，但有的表、有的格没有写；2 没做成，一字节未动。
""",
    "collect": f"""\
用法：xltrack collect 文件… --into 台账 [--dry-run] [-o 副本] [--mail] [--send [--resend 名称]]
                      [--as-of 日期] [--year 年份] [--roster 文件] [--cluster 地址]

把各单位报回来的填报表收进来：一个文件、几个文件、一个文件夹都行。按任务键、工作簿标记、表单编号认出是哪个单位的哪一项，
逐栏与下发时比较：别人没改的照收，两边都改了的列在「待核实」，不自己挑。结果记在台账旁边的「名称_填报汇总.xlsx」，
并写进台账的完成情况、完成日期、进度等列（写之前备份）。同一个文件收两次，什么也不变。

选项：
  --into 台账           收进哪本任务分解表（必需）
  --dry-run             只列出会收到什么，什么也不写
  -o 副本, --output 副本
                        台账写成一个副本，原文件不动；填报汇总放在副本旁边
  --mail                收完以后，给还没有报送的单位各写一封邮件：没到报送时限的是提醒，过了的是催报，再附上它的填报表。
                        只做草稿，放在「名称_催报邮件_日期」里；邮箱取自名录的「邮箱」列。还没有收到一份的，也可以先提醒
  --send                做好就发送，每个邮箱只发一次；设置和密码同 xltrack mail
  --resend 名称         与 --send 一起用：问过对方、确实没有收到的，再发一次；几个之间用顿号隔开
  --as-of 日期          按哪一天算过期，如 2021-08-01；不写就是今天
  --year 年份           文件的年份；表名、文号和上文都没有年份时才用
  --roster 文件         单位名录（工作簿）；工作簿里已有「单位名录」表的不用写
  --cluster 地址        填报表交给一个 Dask 集群去读，如 tcp://10.0.0.1:8786（需要 xltrack[cluster]）
{_COMMON}

退出码：0 收好了；1 收好了，但有的文件没收、台账没写成，或邮件没写到、没发成；2 没做成。
""",
    "mail": f"""\
用法：xltrack mail 文件… [--roster 名录] [--password] [-o 文件夹] [--no 期号] [--dry-run] [--send [--resend 名称]]
                   [--as-of 日期] [--year 年份]

给每位分管领导写他分管的单位，给每个有逾期任务的单位写它自己的任务，给办公室写全部；工作簿附在信里，各人只有各人的任务。
邮箱取自单位名录的「领导邮箱」「邮箱」列和 xltrack.toml 里 [office] 的 邮箱。

平常只做草稿，放在「名称_邮件_日期」文件夹里：目录、每封一个 .eml（Outlook、Foxmail 打开就能发）、
每封一段可以粘贴到微信、政务通的文字。不得处理涉密内容。

选项：
  -o 输出, --output 输出
                        把这个文件夹放在哪里；不写就放在来源文件旁边
  --no 期号             这一期是第几期；不写就接着历史往下数
  --dry-run             只列出会写给谁，什么也不写
  --send                发送：服务器、发件人写在 xltrack.toml 的 [mail]，密码放在环境变量 XLTRACK_SMTP_PASSWORD。
                        每个邮箱只发一次；中途断了，用同样的命令（写上 --as-of）接着发
  --resend 名称         与 --send 一起用：问过对方、确实没有收到的，再发一次；几个之间用顿号隔开
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的没写到、没发成，或有的文件没读成；2 没做成。
""",
    "dispatch": f"""\
用法：xltrack dispatch 文件… [-o 文件夹] [--due 日期] [--to 单位] [--roster 名录] [--password] [--dry-run]
                       [--send [--resend 名称]] [--as-of 日期] [--year 年份]

给每个责任单位做一份填报表：只有它自己还没办完的任务，上期填过的已经在里面，要填的格开着，其余锁住。放在
「名称_填报_日期」文件夹里，另有一本「下发清单」。统称（各乡镇）按单位名录给每个成员各做一份；不像单位名称的不做，列出来。
名录里有「邮箱」列的，另做成邮件草稿，放在「名称_填报邮件_日期」里，看过再发。填过的、改过的文件一律不覆盖。

选项：
  -o 输出, --output 输出
                        把这个文件夹放在哪里；不写就放在来源文件旁边
  --due 日期            请各单位哪一天以前报回来；不写就给 [office] 里「答复天数」那么多个工作日（不写是5个）
  --to 单位             把收到的填报表再分给下属：每一项都给这里写的每个单位，如 各镇、机关各科室；几个之间用顿号隔开
  --dry-run             只列出会给谁、各几项，什么也不写
  --send                做好就发送，每个邮箱只发一次；设置和密码同 xltrack mail
  --resend 名称         与 --send 一起用：问过对方、确实没有收到的，再发一次；几个之间用顿号隔开
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的没做成、没发成，或有的文件没读成；2 没做成。
""",
    "notice": f"""\
用法：xltrack notice 文件… [-o 输出] [--kind 文种] [--template 模板] [--no 期号] [--since 上一期]
                     [--as-of 日期] [--year 年份] [--roster 文件] [--password]

做这一期的文书「名称_通报_日期.docx」，放在来源文件旁边；数字与进度工作簿一致。单位名称、联系人等写在 xltrack.toml 的
[office] 里，没有写的以〔请填写〕标出。已有的同名文件内容不同的，一律不覆盖。

选项：
  -o 输出, --output 输出
                        结果的文件名（以 .docx、.html、.md 或 .txt 结尾），或放结果的文件夹
  --kind 文种           通报（不写就是它）；督办函：逾期的每个单位一份，放进一个文件夹；
                        催报通知：没有填报的单位；周报：邮件正文，不写 -o 时是 .html
  --template 模板       填进自己单位的模板；写法见 xltrack templates
  --no 期号             这一期是第几期；不写就接着历史往下数
  --since 上一期        与哪一本进度工作簿比较；不写就用来源自己记着的上一期，或旁边更早的一本
{_SHARED}
{_COMMON}

退出码：0 做好了，或没有要发的；1 做好了，但有的文件没读成；2 没做成。
""",
    "draft": f"""\
用法：xltrack draft 通知 [-o 输出] [--year 年份]

从通知（.docx、.md、.txt、.html）拟出任务分解表「名称_任务分解表.xlsx」，放在通知旁边，可以直接交给 xltrack report。
通知里的任务表照原样；正文按一、（一）1.（1）①分条，每项任务一行，认出责任单位、配合单位、完成时限。
凡是推定的、没有列为任务的，都写在「核对清单」里。已有的文件，不是本软件写的，或写成后改动过的，不覆盖。

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹；以 / 结尾的文件夹没有就新建
  --year 年份           通知的年份；标题、文号、成文日期都没有年份时才用
{_COMMON}

退出码：0 拟好了；2 没拟成（读不了，或者没有找到任务）。
""",
    "templates": f"""\
用法：xltrack templates [--eject 文件夹]

列出自带的模板和模板里可以用的标记。附件的模板是普通的 .xlsx，在格子里写 {{{{ 单位 }}}} 这样的标记，
用 xltrack annex 文件 --template 模板.xlsx 填写；文书的模板是 .docx、.html、.md、.txt，
用 xltrack notice 文件 --template 模板.docx 填写。

选项：
  --eject 文件夹        把自带的模板复制到这个文件夹，供修改；已有的同名文件不覆盖
{_COMMON}
""",
    "bundle": f"""\
用法：xltrack bundle -o 文件夹 [--platform 平台] [--python 压缩包]

做一个离线安装文件夹，给没有 Python、不能联网、没有管理员权限的电脑：全部安装包（从包索引取，做的时候要联网）、
安装和卸载、可以往上拖文件的「出进度表」、一步一步的「说明.txt」。没有自己的 exe，安装不改注册表。
Python 不自动下载：「说明.txt」里写着要哪一个、到哪里取、怎样核对，放进里面的 python 文件夹就行。

选项：
  -o 文件夹, --output 文件夹
                        做在哪里（必需）：不存在的或空的文件夹
  --platform 平台       win_amd64：64位 Windows，不写就是它；linux_x86_64、linux_aarch64：统信、麒麟等
  --python 压缩包       已经下载好的 Python，核对过放进去：Windows 用 python-3.12.10-embed-amd64.zip，
                        Linux 用 cpython-3.12.……-unknown-linux-gnu-install_only.tar.gz
{_COMMON}

退出码：0 做好了；2 没做成。
""",
    "inspect": f"""\
用法：xltrack inspect 文件 [--json] [--overlay 输出.xlsx] [--as-of 日期] [--year 年份] [--roster 文件] [--password]

显示读到了什么：每张表的位置、各列的含义、每项任务的单位、时限和状态。

选项：
  --json                输出 JSON（UTF-8），供其他程序使用
  --overlay 输出.xlsx   另写一本工作簿：原表的每一格按读作什么着色并注明（表头、任务、单位、时限……），第一张是图例
{_SHARED}
{_COMMON}

退出码：0 读成了；2 没读成。
""",
    "check": f"""\
用法：xltrack check 文件… [--strict] [--json] [--as-of 日期] [--year 年份] [--roster 文件] [--password]

核对表格，逐条指出在哪一格、有什么问题、怎样改。
错误：表上写着的内容没有读全。警告：靠推断读的，请看一眼。提示：仅供知晓。

选项：
  --strict              有警告也算没通过
  --json                输出 JSON（UTF-8），供其他程序使用
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
用法：xltrack export 文件… -o 输出.csv [--as-of 日期] [--year 年份] [--roster 文件] [--password]

导出数据，每项任务、每个单位、每个时间节点一行。格式由输出文件名的结尾决定：.csv、.parquet、.json；只写文件夹的是 .csv。
.parquet 需要 pandas：python -m pip install "xltrack[frame]"

选项：
  -o 输出, --output 输出
                        结果的文件名，或放结果的文件夹（必需）
{_SHARED}
{_COMMON}

退出码：0 做好了；1 做好了，但有的文件没读成；2 没做成。
""",
}

# What is wrong with a command line (rule D160).
UNKNOWN_COMMAND: Final = "没有「{word}」这个命令（有的是：{known}），也没有叫这个名字的文件"
NOTICE_ASKED: Final = "「{word}」不是命令；要写{word}，用 xltrack notice --kind {word} 加文件名"
UNKNOWN_OPTION: Final = "不认识 {option}"
NEEDS_WORD: Final = "{option} 后面缺少内容"
STANDS_ALONE: Final = "{option} 后面不带内容"
NEEDS_OPTION: Final = "要用 {option} 说明写到哪里"
NEEDS_LEDGER: Final = "要用 --into 说明收进哪本台账"
NEEDS_BY_OFFICE: Final = "--cluster 要和 --by-office 一起用"
NEEDS_FOLDER: Final = "用了 --by-office，要用 -o 说明放在哪个文件夹"
NEEDS_SEND: Final = "--resend 要和 --send 一起用"
EITHER: Final = "{one} 和 {other} 只能写一个"
NO_PORT: Final = "「{word}」不是端口，写 0 到 65535 的数"
NO_FILES: Final = "没有写文件名"
SHOWN_PASSWORD: Final = "--password 后面不写密码，运行时会问（若写的是文件名，没有找到这个文件）"
NOTHING_DROPPED: Final = "请把任务分解表拖到这个图标上放开；几个一起、整个文件夹也行。"
TOO_MANY: Final = "多写了「{word}」"

HERE: Final = "当前所在的文件夹"
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
PASSWORD: Final = "打开密码（输入时不显示）："
NEEDS_DROP_FOLDER: Final = "watch 后面写一个已有的文件夹"
WATCHING: Final = "正在看着「{folder}」，做好的放在「{output}」。把表放进去就行；按 Ctrl+C 结束。"
WATCH_MADE: Final = "{at}　{name} → {report}：共{total}项"
WATCH_LATE: Final = "，逾期{late}，临期{soon}"
WATCH_REFUSED: Final = "{at}　{name} 没有做成：{why}"
WATCHED: Final = "已结束：做了{count}本。"
READING: Final = "读取 {done}/{total}"
EXPORTED: Final = "已导出{rows}行：{path}"
NOBODY_TO_URGE: Final = "填报表都收回来了，没有要催的"
CARRIED: Final = "从「{name}」{more}带入{count}项填报：来源没有填，取那里填的"
MORE_REPORTS: Final = "等{count}本进度工作簿"
SKIPPED: Final = "{failed}个文件没有读成，其余{read}个照常。"
