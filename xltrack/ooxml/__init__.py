"""The zip parts of an OOXML workbook: one sparse scan that reads cells and knows where their bytes stand."""
