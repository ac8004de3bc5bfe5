"""Cells of a workbook written in place: the bytes of an .xlsx and edits give the new bytes, where nothing else differs."""
