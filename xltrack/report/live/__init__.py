"""The report that follows 统计日期 and what is typed: formulas from the decisions that judge."""
