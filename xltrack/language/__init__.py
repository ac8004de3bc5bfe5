"""The grammars of the sheets: deadlines, units, status words. Text in, value and notes out; no cell, no clock."""

from xltrack.language.deadline.years import parse_deadline
from xltrack.language.units.grammar import parse_units

__all__ = ["parse_deadline", "parse_units"]
