"""Workbooks as spans of bytes: `scan` reads the cells of a part, `packed` puts others in and copies all other entries."""
