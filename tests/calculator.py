"""A small calculator for the formulas that the ledger judges by, so that tens of thousands of rows can be judged without an office.

A formula is compiled once into closures over a row; 「$K§」 and 「$K7」 are cells of that row, other names are given. Blank cells,
texts beside numbers, and errors behave as in Excel and LibreOffice, which `tests/test_live_office.py` asks themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from math import floor
from typing import Any

EPOCH = date(1899, 12, 30)
_TOKEN = re.compile(
    r'\s*(?:"(?P<text>(?:[^"]|"")*)"|(?P<number>\d+(?:\.\d+)?)|\$?(?P<cell>[A-Z]{1,3})(?:\$?\d+|§)'
    r"|(?P<call>[A-Z][A-Z0-9]*)\(|(?P<name>[^\W\d]\w*)|(?P<sign><>|<=|>=|[-+*/&=<>(),]))"
)
_POWERS = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4}
Closure = Callable[["SheetRow"], Any]


class CellFaultError(Exception):
    """An error value such as #N/A."""


class SheetRow:
    """One row: what stands in its cells by letters (a closure for a formula), and what names stand for."""

    def __init__(self, cells: Mapping[str, Any], names: Mapping[str, Any]) -> None:
        self.cells, self.names = cells, names
        self.known: dict[str, Any] = {}

    def value(self, letters: str) -> Any:
        """The value of a cell, calculated once."""
        if letters in self.known:
            return self.known[letters]
        value = self.cells.get(letters)
        value = value(self) if callable(value) else value
        self.known[letters] = value = serial(value) if isinstance(value, date) else value
        return value


def serial(day: date) -> int:
    """A day as spreadsheets count it."""
    return day.toordinal() - EPOCH.toordinal()


@cache
def compiled(formula: str) -> Closure:
    """A formula as a closure; rows must be written as 「§」."""
    tokens = []
    place = 0
    while place < len(formula):
        found = _TOKEN.match(formula, place)
        assert found, formula[place:]
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    tokens.append(("end", ""))
    closure, place = _expression(tokens, 0, 0)
    assert tokens[place][0] == "end", formula
    return closure


def _expression(tokens, place, power):
    left, place = _operand(tokens, place)
    while tokens[place][0] == "sign" and _POWERS.get(tokens[place][1], 0) > power:
        sign = tokens[place][1]
        right, place = _expression(tokens, place + 1, _POWERS[sign])
        left = _joined(sign, left, right)
    return left, place


def _operand(tokens, place):
    kind, text = tokens[place]
    if kind == "text":
        value = text.replace('""', '"')
        return (lambda row: value), place + 1
    if kind == "number":
        number = float(text) if "." in text else int(text)
        return (lambda row: number), place + 1
    if kind == "cell":
        return (lambda row: row.value(text)), place + 1
    if kind == "name" and text in ("TRUE", "FALSE"):
        truth = text == "TRUE"
        return (lambda row: truth), place + 1
    if kind == "name":
        return (lambda row: row.names[text]), place + 1
    if kind == "call":
        return _call(text, tokens, place + 1)
    assert text in ("(", "-"), text
    if text == "(":
        inner, place = _expression(tokens, place + 1, 0)
        return inner, place + 1
    inner, place = _operand(tokens, place + 1)
    return (lambda row: -number_of(inner(row))), place


def _call(name, tokens, place):
    given = []
    while tokens[place][1] != ")" or tokens[place][0] != "sign":
        argument, place = _expression(tokens, place, 0)
        given.append(argument)
        place += tokens[place] == ("sign", ",")
    return _FORMS[name](*given) if name in _FORMS else _plain(_FUNCTIONS[name], given), place + 1


def _plain(function, given):
    if len(given) == 1:
        (only,) = given
        return lambda row: function(only(row))
    if len(given) == 2:
        first, second = given
        return lambda row: function(first(row), second(row))
    return lambda row: function(*[argument(row) for argument in given])


def _joined(sign, left, right):
    if sign == "&":
        return lambda row: text_of(left(row)) + text_of(right(row))
    if sign in _SUMS:
        count = _SUMS[sign]
        return lambda row: count(number_of(left(row)), number_of(right(row)))
    compare = _COMPARED[sign]
    return lambda row: compare(left(row), right(row))


def _divided(a, b):
    if not b:
        raise CellFaultError("#DIV/0!")
    return a / b


_SUMS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": _divided}


def _order(a, b):
    """Less than, equal to, more than 0 as the first is to the second: numbers before texts before truth values."""
    if a is None:
        a = "" if isinstance(b, str) else False if isinstance(b, bool) else 0
    if b is None:
        b = "" if isinstance(a, str) else False if isinstance(a, bool) else 0
    kinds = [2 if isinstance(v, bool) else 1 if isinstance(v, str) else 0 for v in (a, b)]
    if kinds[0] != kinds[1]:
        return kinds[0] - kinds[1]
    if kinds[0] == 1:
        a, b = a.lower(), b.lower()
    return (a > b) - (a < b)


_COMPARED = {
    "=": lambda a, b: _order(a, b) == 0, "<>": lambda a, b: _order(a, b) != 0, "<": lambda a, b: _order(a, b) < 0,
    ">": lambda a, b: _order(a, b) > 0, "<=": lambda a, b: _order(a, b) <= 0, ">=": lambda a, b: _order(a, b) >= 0,
}  # fmt: skip


def number_of(value):
    """A value in a sum."""
    if value is None:
        return 0
    if isinstance(value, str):
        raise CellFaultError("#VALUE!")
    return value


def text_of(value):
    """A value joined to a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else f"{value:.15g}"


def _date(year, month, day):
    months = int(year) * 12 + int(month) - 1
    return serial(date(months // 12, months % 12 + 1, 1)) + int(day) - 1


def _day(number):
    return EPOCH + timedelta(days=int(number_of(number)))


def _rounded(value, digits):
    step = Decimal(1).scaleb(-int(digits))
    found = float(Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP))
    return int(found) if found.is_integer() else found


def _match(wanted, among, _):
    """The place of a text; 「?」 and 「*」 are wildcards unless 「~」 stands before them."""
    if not isinstance(wanted, str):
        found = next((n for n, value in enumerate(among, 1) if _order(value, wanted) == 0), None)
    else:
        found = _places(tuple(among)).get(wanted.lower()) if not set("~*?") & set(wanted) else _searched(wanted, among)
    if found is None:
        raise CellFaultError("#N/A")
    return found


@cache
def _places(among):
    return {value.lower(): n for n, value in reversed(list(enumerate(among, 1))) if isinstance(value, str)}


def _searched(wanted, among):
    pieces = re.findall(r"~.|[*?]|[^~*?]+|~", wanted)
    shape = "".join(
        {"*": ".*", "?": "."}.get(p) or re.escape(p[1:] if p[0] == "~" and len(p) > 1 else p) for p in pieces
    )
    found = re.compile(shape, re.IGNORECASE | re.DOTALL)
    return next((n for n, value in enumerate(among, 1) if isinstance(value, str) and found.fullmatch(value)), None)


def _trimmed(value):
    return " ".join(part for part in text_of(value).split(" ") if part)


_FUNCTIONS = {
    "ISNUMBER": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
    "N": lambda v: v if isinstance(v, (int, float)) else 0,
    "AND": lambda *given: all(given),
    "OR": lambda *given: any(given),
    "NOT": lambda v: not v,
    "INDEX": lambda among, place: among[int(place) - 1],
    "MATCH": _match,
    "DATE": lambda y, m, d: _date(number_of(y), number_of(m), number_of(d)),
    "YEAR": lambda v: _day(v).year,
    "MONTH": lambda v: _day(v).month,
    "DAY": lambda v: _day(v).day,
    "WEEKDAY": lambda v, kind: _day(v).isoweekday(),
    "INT": lambda v: floor(number_of(v)),
    "MOD": lambda a, b: number_of(a) % number_of(b),
    "MAX": lambda *given: max(given),
    "MIN": lambda *given: min(given),
    "ROUND": lambda v, digits: _rounded(number_of(v), digits),
    "LEFT": lambda v, count=1: text_of(v)[: int(count)],
    "RIGHT": lambda v, count=1: text_of(v)[-int(count) :] if count else "",
    "LEN": lambda v: len(text_of(v)),
    "TRIM": _trimmed,
    "CHAR": lambda v: chr(int(v)),
    "SUBSTITUTE": lambda v, old, new: text_of(v).replace(old, new),
}  # fmt: skip


def _when(condition, then, otherwise):
    return lambda row: then(row) if condition(row) else otherwise(row)


def _choose(number, *given):
    return lambda row: given[int(number(row)) - 1](row)


def _unless_fault(value, otherwise):
    def told(row):
        try:
            return value(row)
        except (CellFaultError, ValueError, OverflowError):
            return otherwise(row)

    return told


def _one_of_both(join):
    def built(*given):
        return lambda row: join(argument(row) for argument in given)

    return built


_FORMS = {
    "IF": _when, "CHOOSE": _choose, "IFERROR": _unless_fault, "AND": _one_of_both(all), "OR": _one_of_both(any),
}  # fmt: skip
