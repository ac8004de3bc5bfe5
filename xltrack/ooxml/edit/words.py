"""What is said of workbooks that are not written into (rule D805)."""

from typing import Final

NO_SUFFIX: Final = "没有扩展名的文件"
OTHER_INSIDE: Final = "改了扩展名的别的文件"
TWICE: Final = "里面有两个叫「{name}」的部分"
STRICT: Final = "它是 Strict Open XML（ISO 严格格式）"
RESERVED: Final = "它设了修改密码"
NO_SHEET: Final = "找不到工作表「{sheet}」"
DAMAGED: Final = "「{part}」的写法不合常规"
ORDER: Final = "工作表「{sheet}」里行、格的次序是乱的"
VALUE: Final = "「{cell}」要写的不是文字、数、日期"
AGAIN: Final = "「{cell}」要写两次"
