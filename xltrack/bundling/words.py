"""What the folder for a PC without Python says: its page, its installation, the lines of the command."""

from collections.abc import Mapping
from typing import Final

GUIDE: Final = "说明.txt"
REPORT: Final = "出进度表"
PAGE: Final = "打开拖放页"
PYTHON_HERE: Final = "放在这里.txt"

# The installation, on the PC.
UNPACKED: Final = "已解开{count}个安装包。"
ENTRY: Final = "已放好：{path}"
NO_ENTRY: Final = "没能放到 {path}（{reason}）；不影响使用，用安装文件夹里的那个就行。"
KEPT_ENTRY: Final = "{path} 已有别的文件，没有动它；用安装文件夹里的那个就行。"
GONE: Final = "已删除：{path}"
TORN: Final = "「{name}」是坏的，多半没有复制完整。请把整个安装文件夹重新复制一次，再安装。"
OTHER_PYTHON: Final = "这个文件夹要用 Python {needed}，python 文件夹里的是 {here}。请换成说明.txt 里写的那个，再安装。"
NOT_WRITTEN: Final = "写不进 {path}（{reason}）。请看磁盘满没满、有没有被安全软件拦下，再安装。"
SEND_TO: Final = "AppData/Roaming/Microsoft/Windows/SendTo"
DESKTOP: Final = "桌面"
DESKTOP_ENTRY: Final = """\
[Desktop Entry]
Type=Application
Version=1.0
Name={title}
Comment=xltrack：任务分解表的进度
Exec="{script}" %F
Terminal=true
Icon=x-office-spreadsheet
Categories=Office;Spreadsheet;
MimeType=application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;application/vnd.ms-excel;application/wps-office.xlsx;\
application/wps-office.xls;application/wps-office.et;
"""

ADDIN: Final = "安装到Excel和WPS"

# The command.
FETCHING: Final = "正在从包索引取 {platform}、Python {python} 的安装包……"
DONE: Final = "离线安装文件夹做好了：{path}（{count}个安装包，{size:.0f} MB）"
WITH_PYTHON: Final = "里面已有 {name}，整个文件夹复制到那台电脑就能安装。"
WITHOUT_PYTHON: Final = "还差 Python：把 {archive} 放进里面的 python 文件夹（到哪里取、怎样核对，见说明.txt）。"
ANY_ARCHIVE: Final = "……"  # between the two ends of a name

_PYTHON_WINDOWS: Final = """\
  文件名  {archive}
  来源    https://www.python.org/downloads/release/python-{short}/
          （页面下方 Files 里的 Windows embeddable package (64-bit)）
  核对    在放它的文件夹里打开命令提示符，输入
          certutil -hashfile {archive} SHA256
          显示的应当是
          {digest}
          对不上的不要用，重新下载。
"""
_PYTHON_LINUX: Final = """\
  文件名  {archive}（中间是版本和日期，取最新的）
  来源    https://github.com/astral-sh/python-build-standalone/releases
  核对    在放它的文件夹里打开终端，输入
          sha256sum {archive_glob}
          与同一页上 SHA256SUMS 文件里这个文件名的那一行对照。
          对不上的不要用，重新下载。
  电脑上已经装有 Python {version} 的（终端里输入 python{version} --version 看得到），不用放。
"""
_WINDOWS: Final = """\
xltrack {release} 离线安装（Windows，64位，8.1 以上）

给没有 Python、不能联网、没有管理员权限的电脑。不写系统目录，安装不改注册表，没有自己的 exe。
不得处理涉密内容。

一、安装（一分钟）

  1. 把这个文件夹整个复制到电脑上，放在哪里都行。是压缩包的先全部解压，不要在压缩包里直接点。
{python_step}  {second}. 双击「安装.bat」。看到「装好了」，按任意键关闭。
     提示「打开文件 - 安全警告」「Windows 已保护你的电脑」的，点「运行」「更多信息→仍要运行」。

二、用（一分钟）

  {third}. 把任务分解表（.xlsx、.xls、.et 都行，几个一起、整个文件夹也行）拖到桌面的「出进度表」上放开。
     或者在表上点右键，选「发送到→出进度表」（Windows 11 先点「显示更多选项」）。
  {fourth}. 黑窗口里是摘要：几项、办结几项、谁逾期几天。窗口不会自己关，看完按任意键。
  {fifth}. 表旁边多出一本「名称_进度_日期.xlsx」，打开就是进度工作簿。先看一眼「核对清单」。
{page_step}
三、Python 从哪里来

{python}
四、其他

  · 换新版本：用新的文件夹再安装一次，旧的自动换掉。先关掉正在用的黑窗口。
  · 卸载：双击「卸载.bat」。做好的工作簿都留着。
{addin_step}  · 一次拖几十个文件提示命令行太长的，改为拖装着它们的文件夹。
  · 装到了 %LOCALAPPDATA%\\xltrack，只有你自己的账户能用。单位禁止从用户文件夹运行程序的，请找信息中心。
"""
_LINUX: Final = """\
xltrack {release} 离线安装（Linux，{machine}：统信、麒麟等）

给没有合适的 Python、不能联网、没有管理员权限的电脑。只写你自己的用户目录。
不得处理涉密内容。

一、安装（一分钟）

  1. 把这个文件夹整个复制到电脑上，放在哪里都行。是压缩包的先解压。
{python_step}  {second}. 打开终端，输入 sh 和一个空格，把「安装.sh」拖进终端，回车。看到「装好了」就行。

二、用（一分钟）

  {third}. 在任务分解表（.xlsx、.xls、.et 都行）上点右键，选「打开方式→出进度表」；或者把它拖到桌面的「出进度表」上放开。
     桌面图标第一次用时，系统若问是否信任，点「信任」「允许运行」。
  {fourth}. 终端窗口里是摘要：几项、办结几项、谁逾期几天。窗口不会自己关，看完按回车。
  {fifth}. 表旁边多出一本「名称_进度_日期.xlsx」，打开就是进度工作簿。先看一眼「核对清单」。
{page_step}
三、Python 从哪里来

{python}
四、其他

  · 换新版本：用新的文件夹再安装一次，旧的自动换掉。
  · 卸载：在终端里输入 sh 和一个空格，把「卸载.sh」拖进去，回车。做好的工作簿都留着。
  · 终端里用全部命令：~/.local/share/xltrack/app/xltrack.sh --help
"""
_PYTHON_STEP: Final = "  2. 把第三节说的那个文件放进这里的「python」文件夹，不用解开。已经有了的跳过。\n"
_PAGE_STEP: Final = (
    "  另外：桌面的「打开拖放页」在浏览器里打开一页，把表拖进去，当场看摘要，一次做齐一期的材料。用完关掉它的窗口。\n"
)
_ADDIN_STEP: Final = """\
  · 想在 Excel、WPS 表格里有「进度报表」按钮：双击「安装到Excel和WPS.bat」（它写当前用户的注册表，装一张只对本机有效的证书；
    没有在 Excel、WPS 里试过）。卸载时一起删去。
"""
_HERE: Final = "把这个文件放在这个文件夹里，不用解开：\n\n"


def guide(facts: Mapping[str, object], *, windows: bool, page: bool, has_python: bool) -> str:
    """说明.txt: what a clerk does, step by step."""
    first = 1 + (not has_python)
    steps = dict(zip(("second", "third", "fourth", "fifth"), range(first + 1, first + 5), strict=True))
    told = {**facts, **steps, "python": python_place(facts, windows=windows)}
    told |= {"python_step": "" if has_python else _PYTHON_STEP, "page_step": _PAGE_STEP if page else ""}
    told["addin_step"] = _ADDIN_STEP if page else ""
    return (_WINDOWS if windows else _LINUX).format_map(told)


def python_place(facts: Mapping[str, object], *, windows: bool) -> str:
    """Which Python, where from, how to check it."""
    return (_PYTHON_WINDOWS if windows else _PYTHON_LINUX).format_map(facts)


def python_here(facts: Mapping[str, object], *, windows: bool) -> str:
    """What stands in the folder that waits for Python."""
    return _HERE + python_place(facts, windows=windows)
