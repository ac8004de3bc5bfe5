"""What a process of its own does for the server: each deed takes an order and gives what the page shows; it reads within limits."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from xltrack.base.errors import UsageError, XltrackError
from xltrack.base.platform import lift_limits, limit_from_now
from xltrack.ooxml.limits import DEFAULT_LIMITS, MEGABYTE
from xltrack.serving import opened, updating
from xltrack.serving.gathering import Gathered, gathering
from xltrack.serving.making import make_results, tell_made
from xltrack.serving.orders import Order
from xltrack.serving.refusing import refuse
from xltrack.serving.summary import summarize

Told = Callable[[str], None]  # takes the name of what is done next
_MEMORY: Final = 1536 * MEGABYTE  # that reading may take: a workbook of 100,000 rows takes 1 GB


def do(order: Order, told: Told) -> dict[str, Any]:
    """Do what is ordered; what cannot be done is told in a sentence."""
    try:
        return DEEDS[order.deed](order, told)
    except XltrackError as error:
        return refuse(error)
    except MemoryError:
        return refuse(DEFAULT_LIMITS.over("file"))
    except Exception as error:
        return refuse(UsageError("D179", kind=type(error).__name__))
    finally:
        lift_limits()


@contextmanager
def _reading(order: Order) -> Iterator[Gathered]:
    """What was dropped, read within limits; what is made of it is bounded by the clock alone (a browser takes much room)."""
    limit_from_now(_MEMORY, 4 * DEFAULT_LIMITS.seconds)
    with gathering(order) as gathered:
        lift_limits()
        yield gathered


def make(order: Order, told: Told) -> dict[str, Any]:
    """The results that are wanted, in a folder, and what there is to say of them."""
    with _reading(order) as gathered:
        return tell_made(make_results(gathered, order, told))


def update(order: Order, _: Told) -> dict[str, Any]:
    """What is to be written into one of the workbooks that were dropped, and a copy of it where an output is named."""
    with _reading(order) as gathered:
        return updating.update(gathered, order)


def plan(order: Order, _: Told) -> dict[str, Any]:
    """What is to be written into a workbook that stands open in a host."""
    with _reading(order) as gathered:
        return opened.plan_open(gathered, order)


def collect(order: Order, _: Told) -> dict[str, Any]:
    """What the forms that came back say, and the ledger and 填报汇总 with it where an output is named."""
    with _reading(order) as gathered:
        return updating.collect(gathered, order)


def look(order: Order, _: Told) -> dict[str, Any]:
    """The summary."""
    with _reading(order) as gathered:
        return summarize(gathered)


DEEDS: Final[Mapping[str, Callable[[Order, Told], dict[str, Any]]]] = {
    "look": look, "make": make, "update": update, "plan": plan, "collect": collect,
}  # fmt: skip
