"""xltrack: 任务分解表 in, progress workbook out."""

__version__ = "0.1.0"
