"""Judgement: the state of each task as of a day, and the roll-ups (docs/规则.md 5)."""
