"""总览: figures, charts and lists on one page."""
