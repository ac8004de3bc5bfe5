"""Workbooks as spans of bytes: `scan` reads the cells of a part, `splice` puts others in, `packed` copies all other entries."""
