"""The office's own workbook kept up to date: edits planned, shown, kept in a file, carried out with backup and receipt."""
