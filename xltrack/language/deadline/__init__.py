"""The deadline language: a cell's words to dates, without a year where none is printed; years are resolved apart."""
