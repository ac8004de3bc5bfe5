"""An office's own .xlsx with Jinja2 tags typed into its cells, filled with what was read and judged (README 自己的模板)."""
