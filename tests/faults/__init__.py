"""Files as they should not be: made by code, each with what must come of it, and mutants without end."""
