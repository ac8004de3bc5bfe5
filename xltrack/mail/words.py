"""Every word that a mail, its draft and the index of drafts say; what is said of failures stands in rules/*.toml."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from xltrack.base.text import visible

LetterKind = Literal["office", "leader", "unit"]
Fate = Literal["sent", "before", "refused", "later", "unknown", "unsent"]

# Why a word in an address column is no address (rule D743).
BAD_ADDRESS: Final = {
    "control": "里面有看不见的控制符", "no at": "缺少 @ 或它前面的用户名", "shape": "不是一个完整的邮箱地址",
    "local": "@ 前面有汉字，多数邮件服务器不收", "domain": "@ 后面不是完整的域名",
}  # fmt: skip

# What went wrong on the way to a mail server (rules D752 to D763).
TOO_BIG: Final = "邮件{size}，服务器最多收{most}"
BROKEN_OFF: Final = "连接中断，信还没有发出"
HUNG_UP: Final = "对方挂断，或没有回应"
NO_LOGIN: Final = "服务器没有可用的登录方式"
LOGIN_CODE: Final = "服务器答复 {code}"
NO_TLS: Final = "这个端口没有加密，或加密方式写得不对"
NO_STARTTLS: Final = "服务器不提供 STARTTLS"
# By the error that the system raises.
NO_SUCH_SERVER: Final = "查不到这个服务器名"
CERTIFICATE: Final = {
    9: "证书还没有生效", 10: "证书已过期", 18: "证书是自签的", 19: "签发证书的机构不在信任之列",
    20: "签发证书的机构不在信任之列", 21: "证书链不完整", 23: "证书已吊销", 62: "证书不是这个服务器名的", 64: "证书不是这个地址的",
}  # fmt: skip

NO_UNIT: Final = "未列单位的任务"
LEADER_OF: Final = "{unit}分管领导"
MORE: Final = "等{count}个单位"
UNITS_MORE: Final = "{first}等{count}个单位"

SECRECY: Final = "不得处理涉密内容"

# Whose tasks a leader's mail tells of.
IN_CHARGE: Final = "{name}分管：{units}"

# What [office] can say, in the order of name, contact, phone and mail.
OFFICE_FIELDS: Final = ("名称", "联系人", "电话", "邮箱")

# The text to paste into a chat.
PASTE_COUNTS: Final = "{subject}（截至{day}）"
PASTE_LATE: Final = "{days}：{unit}{task}"
PASTE_DUE: Final = "{day}到期：{unit}{task}"
PASTE_UNIT: Final = "{unit}，"
PASTE_MORE: Final = "……另有{count}项"
PASTE_END: Final = "详见邮件和所附的进度工作簿。"
PASTE_UNIT_END: Final = "请抓紧办理，及时填报进展情况；详见邮件和所附的进度工作簿。"
MORE_UNITS: Final = "等"

# The mail that carries a form.
FORM_SUBJECT: Final = "请于{due}前填报：{title}（{period}，{count}项）"
FORM_GREETING: Final = "{unit}："
FORM_ASKED: Final = "{title}（{period}）里有你单位{count}项任务要填报，填报表附在信里，请填好后于{due}前把文件发回。"
FORM_TASK: Final = "{number}. {task}"
FORM_HOW: Final = "只填「填报表」里的浅黄色格；怎样填写在第一张「填报说明」里。与上期一样的选「同上期」就行。"
FORM_SHORT: Final = "填报表在邮件附件里，只填浅黄色的格，填好发回。"
FORM_REACH: Final = ("联系人：{}", "电话：{}")
FORM_FOLDER_PART: Final = "_填报邮件_"


class Urged(NamedTuple):
    """What a mail to a unit that has not answered says: its subject, its sentence."""

    subject: str
    text: str


# The mail to a unit that was sent a form and has not answered: before the day, behind it, where it sent a blank one.
URGED: Final[Mapping[Literal["before", "late", "blank"], Urged]] = {
    "before": Urged(
        "提醒：请于{due}前报回填报表（{period}，{count}项）",
        "{title}（{period}）里你单位{count}项任务的填报表，请于{due}前报回。",
    ),
    "late": Urged(
        "催报：填报表应于{due}前报回，已过{days}天（{period}，{count}项）",
        "{title}（{period}）里你单位{count}项任务的填报表应于{due}前报回，已过{days}天，至今没有收到。请今天报来；有困难的，请今天说明。",
    ),
    "blank": Urged(
        "请补报：报来的填报表是空的（{period}，{count}项）",
        "{title}（{period}）里你单位报来的填报表是空的，{count}项任务的情况请补上再报（报送时限{due}）；没有新情况的，选「同上期」就行。",
    ),
}
URGE_AGAIN: Final = "填报表再附一份，填好把整个文件发回来。"
URGE_SENT: Final = "已经报了的，请不必理会。"
URGE_INDEX: Final = "填报表提醒和催报"
URGE_FOLDER_PART: Final = "_催报邮件_"

# The folder of drafts.
FOLDER_PART: Final = "_邮件_"
KIND_STEMS: Final[Mapping[LetterKind, str]] = {"office": "1_办公室_", "leader": "2_领导_", "unit": "3_单位_"}
KINDS: Final[Mapping[LetterKind, str]] = {"office": "办公室", "leader": "分管领导", "unit": "单位"}
INDEX_NAME: Final = "0_目录.html"

# The index of drafts.
INDEX_TITLE: Final = "邮件目录"
INDEX_HEAD: Final = "{title}　{day}"
INDEX_COUNT: Final = "共{count}封：{parts}。"
INDEX_PART: Final = "{kind}{count}封"
INDEX_HOW: Final = (
    "点「草稿」用 Outlook、Foxmail 打开，看过就能发；工作簿已经附上，各人只有各人的任务。"
    "「微信」一段点一下就全部选中，复制后粘贴到微信或政务通。"
)
INDEX_MISSING: Final = "请留意"
INDEX_DRAFT: Final = "草稿"
INDEX_PASTE: Final = "微信文字"
INDEX_ATTACHED: Final = "附件：{name}"
INDEX_UNITS: Final = "分管：{units}"
FATES: Final[Mapping[Fate, str]] = {
    "sent": "已发", "before": "已发", "refused": "对方拒收", "later": "暂时没有收", "unknown": "不知道收到没有", "unsent": "未发",
}  # fmt: skip

# What is said of a run.
DRAFTED: Final = "草稿{count}封（{parts}），逐封写着发给谁、说什么：{path}"
WOULD: Final = "会写{count}封（{parts}）："
WOULD_LINE: Final = "{kind}　{name}　{addresses}　{subject}"
SENT_COUNTS: Final = "发送：{parts}。"
FATE_COUNTS: Final[Mapping[Fate, str]] = {
    "sent": "已发{count}封", "refused": "对方拒收{count}封", "later": "暂时没有收{count}封", "unknown": "不知道收到没有{count}封",
    "unsent": "未发{count}封", "before": "以前已发{count}封，没有重发",
}  # fmt: skip
NEXT_STEP: Final = "看过草稿，再用同样的命令加 --send 发送；或在草稿里逐封发。"


def in_one_line(text: str) -> str:
    """A text without controls and line breaks, which become single spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def in_one_marked_line(text: str) -> str:
    """The same for people to read: a control is a visible mark."""
    return in_one_line(visible(" ".join(text.splitlines())))


def leader_words(name: str, units: Sequence[str]) -> str:
    """「王××_区文旅局等3个单位」: leaders of one name are told apart by their units."""
    return f"{name}_" + (UNITS_MORE.format(first=units[0], count=len(units)) if len(units) > 1 else units[0])


def name_some(names: Sequence[str], most: int = 3) -> str:
    """「甲局、乙局、丙局等5个」."""
    shown = "、".join(names[:most])
    return shown if len(names) <= most else shown + MORE.format(count=len(names))
