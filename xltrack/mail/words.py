"""Every word that a mail, its draft and the index of drafts say; what is said of failures stands in rules/*.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# Why a word in an address column is no address (rule D743).
BAD_CONTROL: Final = "里面有看不见的控制符"
BAD_NO_AT: Final = "缺少 @ 或它前面的用户名"
BAD_SHAPE: Final = "不是一个完整的邮箱地址"
BAD_LOCAL: Final = "@ 前面有汉字，多数邮件服务器不收"
BAD_DOMAIN: Final = "@ 后面不是完整的域名"

# What went wrong on the way to a mail server (rules D752 to D763).
TOO_BIG: Final = "邮件{size}，服务器最多收{most}"
BROKEN_OFF: Final = "连接中断，信还没有发出"
HUNG_UP: Final = "对方挂断了"
NO_LOGIN: Final = "服务器没有可用的登录方式"
NO_TLS: Final = "这个端口没有加密，或加密方式写得不对"
NO_STARTTLS: Final = "服务器不提供 STARTTLS"
NO_SUCH_HOST: Final = "查不到这个服务器名"
NOBODY_THERE: Final = "对方拒绝连接"
NO_ANSWER: Final = "没有回应"
CERTIFICATE: Final = {
    9: "证书还没有生效", 10: "证书已过期", 18: "证书是自签的", 19: "签发证书的机构不在信任之列",
    20: "签发证书的机构不在信任之列", 21: "证书链不完整", 23: "证书已吊销", 62: "证书不是这个服务器名的", 64: "证书不是这个地址的",
}  # fmt: skip

NO_UNIT: Final = "未列单位的任务"
LEADER_OF: Final = "{unit}分管领导"
MORE: Final = "等{count}个"


def one_line(text: str) -> str:
    """A text without controls and line breaks, which become single spaces."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def name_some(names: Sequence[str], most: int = 3) -> str:
    """「甲局、乙局、丙局等5个」."""
    shown = "、".join(names[:most])
    return shown if len(names) <= most else shown + MORE.format(count=len(names))
