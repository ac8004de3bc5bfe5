"""The analyst's door: rows as a pandas DataFrame; pandas is imported here alone, when somebody knocks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from xltrack.base.errors import UsageError

COLUMNS: Final = (
    "来源", "工作表", "行", "附件", "表名", "序号", "分组", "任务", "单位", "角色", "单位类别", "单位全称",
    "时限原文", "时限类别", "持续", "节点序号", "节点", "起始日期", "截止日期", "完成情况原文",
)  # fmt: skip
DATES: Final = ("起始日期", "截止日期", "完成日期", "评判日期")
_WHOLE: Final = ("行", "节点序号", "距期天数")


def make_frame(rows: Iterable[Mapping[str, object]], columns: Sequence[str] = COLUMNS) -> Any:
    """The rows as a DataFrame with these columns, its days as datetime64, whole numbers as Int64.

    Raises:
        UsageError: pandas is not installed (rule D168).
    """
    try:
        import pandas
    except ImportError as error:
        raise UsageError("D168", package="pandas") from error
    whole = [{name: _whole_characters(value) for name, value in row.items()} for row in rows]
    frame = pandas.DataFrame(whole, columns=[*columns])
    for name in set(DATES) & set(columns):
        frame[name] = pandas.to_datetime(frame[name])
    for name in set(_WHOLE) & set(columns):
        frame[name] = frame[name].astype("Int64")
    return frame


def check_parquet() -> None:
    """Refuse where what writes .parquet is not installed: UsageError (D168)."""
    try:
        import pandas  # noqa: F401
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise UsageError("D168", package=error.name) from error


def _whole_characters(value: object) -> object:
    """Half a character (a lone surrogate of a damaged file) as 「?」: no table format can hold it."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", errors="replace").decode("utf-8")
    return value
