"""The unit language: a cell's words to names with their parts in a task."""
