"""Every word that the server puts on its page and on the console; those that never change stand in page/index.html."""

from collections.abc import Mapping
from typing import Final

LATE: Final = "逾期任务　{count}项"
NOBODY_LATE: Final = "没有逾期的任务。"
DUE: Final = "未来{days}天到期　{count}项"
NOTHING_DUE: Final = "没有临近到期的任务。"
WHO: Final = "{units}　{cell}"
SHOWN: Final = "读好了：{figures}"
DAYS_LEFT: Final = "{day}　还有{days}天"
TODAY: Final = "今天到期"
CHECKS: Final = "请看一眼　{count}条"
NOTHING_TO_CHECK: Final = "没有要核对的。"
CHECKED: Final = "已核对{count}处，不再问"
SAME_CELLS: Final = "{first}等{count}处：{cells}"
MORE: Final = "还有{count}条，都在进度工作簿里。"
PLAN: Final = "还没有人填报：只列出各项任务何时到期，不算逾期，不点名。"
USED_ROSTER: Final = "「{name}」作为单位名录用了"
USED_SETTINGS: Final = "「{name}」里的设置用了"
CARRIED: Final = "从「{name}」带入{count}项填报：来源没有填，取那里填的"
# What helps on the page, where the page of a rule speaks of the command line: by rule, and by what is said.
DEEDS: Final[Mapping[str, str]] = {
    "D126": "在「打开密码」里写上密码",
    "D146": "腾出空间，再试一次",
    "D161": "放进任务分解表：.xlsx、.xls、.et、.ods、.csv 都行",
    "D174": "看看是不是拿错了文件，表头里有没有任务、单位、时限",
    "D179": "再试一次；还是不行的，把这句话连同（去掉敏感内容的）表格发给维护人员",
}
WAYS: Final = (
    (r"用 --roster 给出((?:有[^，；。]*列的|下发时用的那份)?单位名录)", r"把\1一起放进来"),
    (r"在命令里写成 --roster 这个文件", "和任务分解表一起放进来"),
    (r"用 --since 指定", "在「上一期的进度工作簿」里选"),
    (r"或用 --as-of 改评判日", "或改统计日期"),
    (r"或?用 --year 给出文件年份", "写上「文件年份」"),
    (r"或改 --year", "或改「文件年份」"),
    (r"先用 --kind 催报通知 请", "先发催报通知，请"),
    (r"请?对(「[^」]*」|它|那一本)运行 xltrack report", r"把\1放进来"),
    (r"用 xltrack report (?:--password )?另做一本(?:进度工作簿)?", "另取一本进度工作簿"),
)

# On the console
SERVING: Final = "拖放页：{address}"
PANES: Final = "Excel、WPS 里的窗格也能用了。"
NO_PANES: Final = "端口 {port} 已被占用（也许后台已经开着一个），Excel、WPS 里的窗格不由这一个管。"
NO_CERTIFICATE: Final = "证书读不出来，Excel、WPS 里的窗格打不开：运行 xltrack addin doctor 看看怎样改。"
HOW_TO_END: Final = "在浏览器里打开它就能用，只有这台电脑上打得开。用完按 Ctrl+C，放进来的、做出来的都删去。"

# What is refused before it is looked at
OTHER_HOST: Final = "地址不对，请用启动时显示的地址打开"
OTHER_PAGE: Final = "请求来自别的网页，没有理会"
NO_TOKEN: Final = "这一页不是这一次打开的，请用启动时显示的地址重新打开"
NO_KEY: Final = "这个窗格不是这台电脑上装的，没有理会"
NO_KEY_DEED: Final = "关掉 Excel 或 WPS 重新打开；还不行的，运行 xltrack addin install 再装一次"
TOO_MANY_KEYS: Final = "试错的太多，先停一分钟"
TOO_MANY_KEYS_DEED: Final = "过一分钟再打开窗格"
OTHER_FORM: Final = "请求的写法不对"
TOO_LONG: Final = "请求太长"
SLOW: Final = "等得太久，没有收完，已经断开；请再放一次"
FAULT: Final = "程序出错了，没有做完；请再试一次"
NOTHING_HERE: Final = "这里没有东西"
GONE: Final = "已经删去，或不是这一次的；请重新放进来"
LOOK_AGAIN: Final = "这一条已经不在了，请看新的一页"
TOO_MUCH: Final = "放进来的太多，放不下了"
TOO_MUCH_DEED: Final = "移去不用的，或关掉重新打开再放"


# A workbook that stands open in Excel or WPS
NO_PATH: Final = "打开着的工作簿还没有存在这台电脑上（新建的、云文档都是），不知道它在哪个文件夹"
NO_PATH_DEED: Final = "先另存到这台电脑上，再读一次"
OTHER_KIND: Final = "「{name}」不是任务分解表能用的格式"
READ_AGAIN: Final = "再读一次，看过要改的格再写"
CHANGED: Final = "改动的地方：{cells}"
SAVED: Final = "存好了，和工作簿放在一起：{name}；请到文件夹里打开它"
SAVED_AND_SHOWN: Final = "存好了，和工作簿放在一起，正在打开：{name}"

# What is made
FORMS: Final = "填报表"
WHOLE: Final = "本期全部材料，解开就用；先看里面的「目录」"
INDEX: Final = "目录：这一期的数、每个文件做什么用、哪些没有做"
USE_FORMS: Final = "填报表：每个责任单位一份，附下发清单"
NO_FORMS: Final = "没有要问的单位，不用下发填报表"
PACKING: Final = "打包"
UPDATED: Final = "更新过的副本，原来的文件没有动"
LEDGER: Final = "写进了填报的台账，原来的文件没有动"
COLLECTED: Final = "填报汇总：和台账放在一起，下次收的时候一起放进来"
MORE_CELLS: Final = "还有{count}格。"
