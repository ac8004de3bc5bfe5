"""The words of file names, and of where a result stands."""

from typing import Final

FILE_PART: Final = "_进度_"
ANNEX_PART: Final = "_附件_"
DATA_PART: Final = "_数据_"
OVERLAY_PART: Final = "_读法_"
FORM_TAIL: Final = (
    "_填报表"  # what a form is called behind its unit; the folder of a round that it is handed on in goes without
)
FORMS_PART: Final = "_填报_"
MISSING_PART: Final = "_未报送_"
PERIOD_PART: Final = "_本期"  # what a folder of a whole period is called behind its day
MANY_FILES: Final = "汇总"
SUMMARY_FILE: Final = "已写成：{path}"
NOTE_END: Final = "_说明.txt"
NOTE_HEAD: Final = "没有做成进度工作簿"
NOTE_WHY: Final = "原因：{why}（文件：{name}）"
NOTE_DEED: Final = "怎么办：{deed}"
NOTE_AGAIN: Final = "改好后存回这个文件夹，会再做一次，做好了这份说明就不在了。"
