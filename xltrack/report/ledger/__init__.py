"""任务台账: every column of the sources, and xltrack's own."""
