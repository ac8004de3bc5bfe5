"""The words of file names, and of where a result stands."""

from typing import Final

FILE_PART: Final = "_进度_"
ANNEX_PART: Final = "_附件_"
DATA_PART: Final = "_数据_"
OVERLAY_PART: Final = "_读法_"
MANY_FILES: Final = "汇总"
SUMMARY_FILE: Final = "已写成：{path}"
