"""The whole period at once: every result of a week in one folder, with one list of them."""
