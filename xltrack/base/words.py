"""What the system says when it refuses, in Chinese: by the number of the error, whatever language it speaks itself."""

from collections.abc import Mapping
from typing import Final

# By the names of `errno`: not every system has every one.
SYSTEM: Final[Mapping[str, str]] = {
    "ENOSPC": "磁盘空间不够", "EDQUOT": "超过了磁盘配额", "EFBIG": "超过了单个文件的上限",
    "EACCES": "没有权限", "EPERM": "系统不允许", "EROFS": "磁盘是只读的",
    "ENOENT": "没有这个文件或文件夹", "ENOTDIR": "路径中间有一段不是文件夹", "EISDIR": "它是文件夹，不是文件",
    "EEXIST": "已有同名的文件", "ENOTEMPTY": "文件夹不是空的", "ENAMETOOLONG": "文件名太长",
    "EINVAL": "文件名或系统不支持", "ELOOP": "链接绕成了圈", "EXDEV": "不在同一个磁盘", "ENOTSUP": "这里不支持",
    "EIO": "磁盘或网络盘读写出错", "ENXIO": "设备不在", "ENODEV": "设备不在", "ESTALE": "网络盘的连接断了",
    "EBUSY": "正被别的程序使用", "ETXTBSY": "正被别的程序使用", "EAGAIN": "系统一时忙不过来", "ENOLCK": "系统锁不够用",
    "EMFILE": "打开的文件太多", "ENFILE": "打开的文件太多", "ENOMEM": "内存不够", "EBADF": "已经关闭", "EPIPE": "对方已经关闭",
    "ECONNREFUSED": "对方拒绝连接", "ECONNRESET": "连接被断开", "ECONNABORTED": "连接被断开", "ETIMEDOUT": "没有回应",
    "ENETUNREACH": "网络不通", "ENETDOWN": "网络不通", "EHOSTUNREACH": "网络不通", "EHOSTDOWN": "对方没有开机",
    "EADDRNOTAVAIL": "网络不通",
}  # fmt: skip
# What there is to say, and what can be done about it
TOLD: Final = "{sentence}。{deed}。"
IN_USE: Final = "正被别的程序使用"
NO_ANSWER: Final = "没有回应"
NUMBERED: Final = "系统错误（编号{number}）"
UNNAMED: Final = "系统错误（{kind}）"
FOLDER: Final = "它是文件夹，不是文件"
NOT_PLAIN: Final = "它不是普通文件（是管道、设备之类）"
