"""How much the server takes of a page, and how long it waits: absolute numbers, as those of reading (`ooxml.limits`)."""

from typing import Final, NamedTuple

from xltrack.ooxml.limits import DEFAULT_LIMITS, MEGABYTE


class Bounds(NamedTuple):
    """Bounds of one run.

    Attributes:
        file: bytes of a file that is dropped.
        words: bytes of what the page says beside files.
        head: bytes of the head of a request.
        files: files of one drop.
        drops: drops that are kept; the one that was not used for the longest time goes.
        run: bytes of all that was dropped and is kept.
        connections: at once; more are told to come again (503).
        heading: seconds until the head of a request is there.
        pausing: seconds between two pieces of its body.
        receiving: seconds until all of it is there.
        looking: seconds by the clock for reading and judging; making: for making what is wanted of it.
        answering: seconds for one request in all.
    """

    file: int = DEFAULT_LIMITS.file
    words: int = 64 * 1024
    head: int = 16 * 1024
    files: int = 2000
    drops: int = 200
    run: int = 4096 * MEGABYTE
    connections: int = 400
    heading: float = 10.0
    pausing: float = 15.0
    receiving: float = 300.0
    looking: float = 90.0
    making: float = 600.0
    answering: float = 1800.0


BOUNDS: Final = Bounds()
