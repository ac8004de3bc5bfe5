"""The grammars of the sheets: deadlines, units, status words. Text in, value and notes out; no cell, no clock."""

from __future__ import annotations

from xltrack.grammar.units import parse_units
from xltrack.grammar.years import parse_deadline

__all__ = ["parse_deadline", "parse_units"]
