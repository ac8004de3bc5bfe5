"""The report: what is judged becomes a workbook, in the vocabulary of `model`, rendered by `render`, placed by `output`."""
