"""Judgement as of a day: states, tallies, the days they count, and the door for analysts."""
