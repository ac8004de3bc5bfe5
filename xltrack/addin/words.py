"""Every word of the add-in: on its button, in the workbook that brings it, on the console."""

from typing import Final

# What Excel and WPS show; Office takes no more than 125 characters of a name, 250 of a description
PROVIDER: Final = "xltrack"
BUTTON: Final = "进度报表"
DESCRIPTION: Final = "把打开着的任务分解表读成进度：谁的哪一项逾期、哪些要看一眼，出本期材料。只在这台电脑上，不联网。"
TIP: Final = "看这张任务分解表的进度：谁逾期、谁快到期、哪些要看一眼；按一下出本期材料。"
FIRST_SHEET: Final = "第一次打开"
FIRST_PAGE: Final = (
    "进度报表：第一次打开",
    "1. 右边应当出现「进度报表」的窗格；Excel 问是否信任这个加载项的，点「信任」。",
    "2. 关掉 Excel 的全部窗口，再打开任意一本任务分解表：「开始」选项卡的右边有「进度报表」按钮。",
    "3. 没有窗格、没有按钮的：「开始」（或「插入」）→「加载项」→「我的加载项」→「开发人员加载项」→「进度报表」。",
    "4. 还是没有：运行 xltrack addin doctor，它逐项检查，写明怎样改。",
    "这本工作簿可以删去，用不着保存。",
)

FIRST_BOOK: Final = "第一次打开.xlsx"
AUTOSTART: Final = """\
[Desktop Entry]
Type=Application
Name=xltrack
Comment=进度报表窗格要用的服务
Exec={command}
Terminal=false
X-GNOME-Autostart-enabled=true
"""

# On the console, when it is installed
INSTALLED_EXCEL: Final = "装好了：Excel 的「开始」选项卡上会有「进度报表」按钮。"
INSTALLED_WPS: Final = "装好了：WPS 表格里会有「进度报表」选项卡（{path}）。"
NEXT_EXCEL: Final = "接着：Excel 打开「{path}」，照里面写的做；以后从按钮打开。"
NEXT_WPS: Final = "接着：打开 WPS 表格，问是否信任「xltrack」时点「允许」，再把 WPS 全部关掉重新打开（当次不显示）。"
NOT_TRUSTED: Final = "证书还没有被信任，窗格打不开：再运行一次，Windows 问是否安装证书时点「是」。"
NOT_TRUSTED_LINUX: Final = (
    "证书还没有被信任，窗格可能打不开：装上 certutil（libnss3-tools、nss-tools），再装一次（证书：{path}）。"
)
NO_OFFICE_JS: Final = "没有 Office.js：窗格只能当拖放页用，读不了打开着的表；向信息化部门要一份，用 --office-js 装上。"

# When it is taken away
NOTHING_INSTALLED: Final = "没有装过，没有什么要删的。"
UNINSTALLED: Final = "加载项已卸载。"
UNINSTALLED_WPS: Final = "WPS 的加载项已卸载，Excel 的还在。"
STILL_RUNNING: Final = "后台的服务没有结束：注销一次，或在任务管理器里结束它。"
LEFT: Final = "没有删掉：{what}"
LEFT_TRUST: Final = "证书还在受信任的列表里：再运行一次，Windows 问是否删除证书时点「是」。"
STOPPED: Final = "后台的服务已结束，下次登录时自己打开。"

# When it is looked over
RIGHT: Final = "通过　"
WRONG: Final = "不通过"
LOOK: Final = "{verdict}　{name}：{told}"
MEND: Final = "。改法：{deed}"
KNOW: Final = "。{deed}"
SETUP: Final = "安装"
NOT_INSTALLED: Final = "没有装过"
DO_INSTALL: Final = "运行 xltrack addin install（WPS 加 --wps）"
DO_INSTALL_WPS: Final = "关掉 WPS，运行 xltrack addin install --wps"
CERTIFICATE: Final = "证书"
NO_CERTIFICATE: Final = "缺了，或者损坏了"
UNTIL: Final = "用到{year}年{month}月{day}日"
EXPIRED: Final = "{until}，已经过期"
TRUST: Final = "证书受信任"
IS_TRUSTED: Final = "这台电脑的这个账户信任它"
NOT_TRUSTED_YET: Final = "还没有被信任"
DO_TRUST: Final = (
    "运行 xltrack addin install，Windows 问是否安装证书时点「是」；单位不许装证书的，请信息化部门把它加进受信任的根证书"
)
DO_TRUST_LINUX: Final = (
    "装上 certutil（libnss3-tools、nss-tools），打开一次浏览器，再运行 xltrack addin install --wps（证书是 {path}）"
)
PORT: Final = "端口"
PORT_OURS: Final = "{port} 没有被别的程序占用"
PORT_TAKEN: Final = "{port} 被别的程序占用"
DO_PORT: Final = (
    "关掉那个程序（或早先没有卸载就删掉的 xltrack 留在后台的 pythonw）；或换一个，如 xltrack addin install --port 8799"
)
SERVER: Final = "服务"
RUNS: Final = "开着"
RUNS_NOT: Final = "没有开着"
DO_START: Final = "双击「打开拖放页」，或运行 xltrack serve，让它开着；注销再登录也行"
AUTOSTART_CHECK: Final = "开机自己打开"
STARTS: Final = "登录时自己打开"
STARTS_NOT: Final = "没有设好（也许被安全软件或启动项管理关掉了）"
MANIFEST: Final = "Excel 的清单"
AS_INSTALLED: Final = "和装的时候一样"
NOT_AS_INSTALLED: Final = "缺了，或改过"
EXCEL_ENTRY: Final = "Excel 的登记"
ENTRY_THERE: Final = "有"
ENTRY_MISSING: Final = "没有，或指着别处"
SHOW_EXCEL: Final = "还看不到按钮的：打开一次「第一次打开.xlsx」，再把 Excel 全部关掉重新打开"
OFFICE_JS: Final = "Office.js"
OFFICE_JS_THERE: Final = "有"
OFFICE_JS_MISSING: Final = "没有，窗格当拖放页用"
STUB: Final = "WPS 的加载项文件"
WPS_ENTRY: Final = "WPS 的加载项清单"
LISTED: Final = "登记了"
NOT_LISTED: Final = "{names} 里没有，或写着别的"
WPS_TRUST: Final = "WPS 的信任"
LOADED: Final = "允许了，也加载过"
NEVER_LOADED: Final = "WPS 还没有问过"
DO_OPEN_WPS: Final = (
    "把 WPS 全部关掉，打开一张表格，问是否信任「xltrack」时点「允许」，再全部关掉重新打开；没有问的，看《加载项》"
)
SWITCHED_OFF: Final = "在 WPS 里被停用了"
DO_SWITCH_ON: Final = "在 WPS「开发工具」→「加载项」里启用 xltrack，再全部关掉重新打开"
NOT_LOADED: Final = "问过，还没有加载"
DO_RESTART_WPS: Final = (
    "把 WPS 全部关掉（右下角的图标也退出）重新打开；再问就再点「允许」，再重新打开；还不行的，卸载再装"
)
