"""What the command line says of `xltrack addin`."""

from typing import Final

ADDIN_PAGE: Final = """\
用法：xltrack addin install [--wps] [--office-js 文件夹] [--port 端口]
      xltrack addin uninstall [--wps]
      xltrack addin doctor [--wps]
      xltrack addin stop

把「进度报表」按钮装到 Excel 里（加 --wps 装到 WPS 表格里）：打开着任务分解表，按一下，旁边的窗格就是拖放页，只在这台电脑上，
不联网。只写当前用户的文件夹和注册表，不用管理员；窗格要的证书只对本机（localhost）有效，签发用的私钥用完就丢掉。
登录时服务自己在后台打开。doctor 逐项检查，写明哪一项不通过、怎样改；stop 结束后台的服务（换新版本以前用）。

选项：
  --wps                 WPS 的；uninstall 不写就都卸载
  --office-js 文件夹    单位信息化部门提供的 Office.js（里面有 office.js）；没有它，Excel 的窗格当拖放页用
  --port 端口           窗格用哪个端口找服务；不写就用 8766，装的时候定下，以后不变
{common}

退出码：0 做好了，检查都通过；1 还有要动手的，或有一项不通过；2 没做成。
"""

# What is wrong with its words (rule D160).
DEEDS: Final = ("install", "uninstall", "doctor", "stop")
NEEDS_DEED: Final = "addin 后面写要做什么（{known}）"
ONLY_INSTALL: Final = "--office-js、--port 要和 addin install 一起用"
FIXED_PORT: Final = "窗格的端口要定下来，不能写 0"
