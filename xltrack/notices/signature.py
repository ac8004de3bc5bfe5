"""Where the signature of a notice stands: GB/T 9704-2012, 7.3.5."""

from typing import NamedTuple

from xltrack.sheets.measure import breadth

_SEALED, _PLAIN, _INDENT = 4.0, 2.0, 2.0


class Rooms(NamedTuple):
    """Characters that stay free at the right of a line."""

    signed: float
    dated: float


def signature_rooms(signed: str, dated: str, *, seal: bool) -> Rooms:
    """The room at the right of who signs and of the day below.

    With a seal (7.3.5.1) four characters stay free behind the day, and who signs stands over its middle. Without one (7.3.5.2) two
    stay free behind who signs, and the day begins two characters further right; a day that is longer has the two itself.
    """
    names, day = breadth(signed) / 2, breadth(dated) / 2
    if seal:
        return Rooms(max(0.0, _SEALED + (day - names) / 2), _SEALED)
    if names - day >= _PLAIN:
        return Rooms(_PLAIN, names - day)
    return Rooms(_PLAIN + day + _INDENT - names, _PLAIN)
