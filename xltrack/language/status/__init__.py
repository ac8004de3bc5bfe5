"""The status language: the words of a report to what they say of being done."""
