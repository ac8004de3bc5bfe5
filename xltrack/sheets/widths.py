"""How wide the columns of a table are: so that its rows take the fewest lines together on a given width (docs/规则.md 9.3).

What the columns share is whole: units of width, as halves of a 汉字 are. First each column has its floor, then a unit goes wherever
it saves most, and in the end columns give units to each other as long as a line is saved. Rows are sampled, and lines counted by
the caller's own measure.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple, TypeAlias

Lines: TypeAlias = Sequence[float]

_STRIDES: Final = (1, 2, 4, 8)  # units by which a column is widened to reach where a line goes
_GIFTS: Final = (6, 3, 2, 1)  # units that one column gives to another
_MOST_TRIED: Final = 3
_MOST_ROUNDS: Final = 60
_LEAST_SAVED: Final = 1e-9


class Wish(NamedTuple):
    """What a column asks for, in units.

    Attributes:
        floor: the least that it should have.
        rigid: what it must have whatever the others get, at most the floor.
        use: from which on it saves no line.
        lines: the lines that it takes in each of the sampled rows where it has so many units; as many for every column.
    """

    floor: int
    rigid: int
    use: int
    lines: Callable[[int], Lines]


def share_width(wishes: Sequence[Wish], whole: int, near: Sequence[int] = ()) -> list[int]:
    """The units of each column, `whole` together; more only where what the columns must have is more.

    No column is under its floor where the floors fit; the rows take no more lines than in columns of equal width, where no floor
    is against these. To begin with widths that are `near` the best ones spares most of the work.
    """
    floors = _fitting_floors(wishes, whole)
    measured, equal = _Measured(wishes, floors), _equal(len(wishes), whole)
    begun = [widths for widths in (near, equal) if sum(widths) == whole and all(map(int.__ge__, widths, floors))]
    widths = measured.climbed([*near]) if near in begun else measured.climbed(measured.filled(whole))
    if equal in begun and measured.total(equal) < measured.total(widths):
        widths = measured.climbed(equal)
    return widths


def _fitting_floors(wishes: Sequence[Wish], whole: int) -> list[int]:
    """The floors; where they are too much together, each nearer to what its column must have."""
    over = sum(wish.floor for wish in wishes) - whole
    if over <= 0:
        return [wish.floor for wish in wishes]
    spares = [wish.floor - wish.rigid for wish in wishes]
    return _spread([wish.rigid for wish in wishes], sum(spares) - over, spares)


def _equal(count: int, whole: int) -> list[int]:
    return [whole // count + (place < whole % count) for place in range(count)]


class _Measured:
    """Columns whose lines at a width are counted once."""

    def __init__(self, wishes: Sequence[Wish], floors: Sequence[int]) -> None:
        self.wishes, self.floors = wishes, floors
        self._known: list[dict[int, Lines]] = [{} for _ in wishes]

    def lines(self, place: int, width: int) -> Lines:
        """The lines of a column in each row."""
        known = self._known[place]
        if width not in known:
            known[width] = self.wishes[place].lines(width)
        return known[width]

    def total(self, widths: Sequence[int]) -> float:
        """The lines of all rows together: each has those of its highest cell."""
        return sum(_highest([self.lines(place, width) for place, width in enumerate(widths)]))

    def filled(self, whole: int) -> list[int]:
        """The floors, and the rest where it saves most; what saves nothing goes to whom it is of use, then to all by what they have."""
        widths = list(self.floors)
        left = whole - sum(widths)
        while left > 0 and (best := self._best_stride(widths, left)):
            place, stride = best
            widths[place] += stride
            left -= stride
        lacking = [max(0, wish.use - width) for wish, width in zip(self.wishes, widths, strict=True)]
        widths = _spread(widths, min(left, sum(lacking)), lacking)
        growing = [width if wish.use > wish.floor else 0 for wish, width in zip(self.wishes, widths, strict=True)]
        return _spread(widths, whole - sum(widths), growing if any(growing) else widths)

    def _best_stride(self, widths: Sequence[int], left: int) -> tuple[int, int] | None:
        """The column and the units that save most lines for each of them."""
        others, now = self._others(widths), self.total(widths)
        best, most = None, _LEAST_SAVED
        for place, (wish, width) in enumerate(zip(self.wishes, widths, strict=True)):
            for stride in _STRIDES:
                if stride > left or width + stride > wish.use:
                    break
                saved = (now - sum(map(max, others[place], self.lines(place, width + stride)))) / stride
                if saved > most:
                    best, most = (place, stride), saved
        return best

    def climbed(self, widths: list[int]) -> list[int]:
        """The widths after all gifts from one column to another that save lines."""
        for gift in _GIFTS:
            for _ in range(_MOST_ROUNDS):
                better = self._better(widths, gift)
                if better is None:
                    break
                widths = better
        return widths

    def _better(self, widths: list[int], gift: int) -> list[int] | None:
        others, now, count = self._others(widths), self.total(widths), range(len(widths))
        saved = [now - sum(map(max, others[at], self.lines(at, widths[at] + gift))) for at in count]
        lost = {
            at: sum(map(max, others[at], self.lines(at, widths[at] - gift))) - now
            for at in count
            if widths[at] - gift >= self.floors[at]
        }
        # What one saves and another loses is nearly what both do: the best of it is measured.
        pairs = sorted(
            (lost[giver] - saved[taker], giver, taker) for giver in lost for taker in count if giver != taker
        )
        for _, giver, taker in pairs[:_MOST_TRIED]:
            tried = list(widths)
            tried[giver] -= gift
            tried[taker] += gift
            if self.total(tried) < now - _LEAST_SAVED:
                return tried
        return None

    def _others(self, widths: Sequence[int]) -> list[Lines]:
        """For each column the lines that every row has by the others."""
        lines = [self.lines(place, width) for place, width in enumerate(widths)]
        none: Lines = [1.0] * len(lines[0])
        before = list(accumulate(lines, _higher, initial=none))
        behind = list(accumulate(reversed(lines), _higher, initial=none))[::-1]
        return [_higher(a, b) for a, b in zip(before[:-1], behind[1:], strict=True)]


def _higher(one: Lines, other: Lines) -> Lines:
    return list(map(max, one, other))


def _highest(lines: Sequence[Lines]) -> Lines:
    return list(map(max, [1.0] * len(lines[0]), *lines))


def _spread(widths: Sequence[int], left: int, shares: Sequence[int]) -> list[int]:
    """The widths with so many units more, by shares."""
    whole = sum(shares)
    if left <= 0 or not whole:
        return list(widths)
    kept = [left * total / whole for total in accumulate(shares, initial=0)]
    # Rounded as they add up, so that nothing is lost.
    return [width + round(b) - round(a) for width, a, b in zip(widths, kept[:-1], kept[1:], strict=True)]
