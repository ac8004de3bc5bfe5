"""The words of file names, and of where a result stands."""

from typing import Final

FILE_PART: Final = "_进度_"
ANNEX_PART: Final = "_附件_"
DATA_PART: Final = "_数据_"
OVERLAY_PART: Final = "_读法_"
FORMS_PART: Final = "_填报_"
MISSING_PART: Final = "_未报送_"
PERIOD_PART: Final = "_本期"  # what a folder of a whole period is called behind its day
MANY_FILES: Final = "汇总"
SUMMARY_FILE: Final = "已写成：{path}"
