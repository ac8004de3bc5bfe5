"""时间轴: every task and stage against the calendar."""
