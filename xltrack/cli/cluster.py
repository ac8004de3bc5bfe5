"""The machines of a Dask cluster as an executor like any other: the one place that knows of Dask."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from xltrack.base.errors import UsageError

_PATIENCE = "10s"


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """The executor of the cluster at an address such as 「tcp://10.0.0.1:8786」.

    Raises:
        UsageError: D231 what talks to it is not installed, D232 nobody answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("D231") from None
    try:
        client: Any = Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise UsageError("D232", address=address, reason=str(error).partition("\n")[0]) from None
    with client:
        executor: Executor = client.get_executor(pure=False)
        yield executor
