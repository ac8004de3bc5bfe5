"""The words that reading puts into what it says."""

from typing import Final

SEVERAL_CELLS: Final = "{cells}，共{count}格"
NOT_REPORTED: Final = "没有填"
