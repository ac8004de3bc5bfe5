"""The server as it stands on this computer: a port of 127.0.0.1, a folder that goes with the run, a token for each run."""

import asyncio
import secrets
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

import uvicorn

from xltrack import __version__
from xltrack.base.errors import UsageError
from xltrack.base.platform import is_running, show_file
from xltrack.serving import words
from xltrack.serving.app import make_app
from xltrack.serving.bounds import BOUNDS, Bounds
from xltrack.serving.crew import Crew
from xltrack.serving.desk import Desk
from xltrack.serving.drops import Drops
from xltrack.serving.guard import Gate, Guard
from xltrack.serving.protocol import protocol_within

PORT: Final = 8765
_HOST: Final = "127.0.0.1"
_PREFIX: Final = "xltrack-serve-"
_ENDING: Final = 3  # seconds for answers that are on their way


class Wishes(NamedTuple):
    """What is wanted of a run.

    Attributes:
        today: gives the day that the page begins with.
        port: a port that must be free; None: the usual one, or any.
        open: takes the address of a page that leads to the one of this run, once it can be asked for.
        tell: takes the lines for the console.
        bounds: how much is taken.
        show: opens a report that was saved beside an open workbook; whether it could.
    """

    today: Callable[[], date]
    port: int | None = None
    open: Callable[[str], object] | None = None
    tell: Callable[[str], object] = print
    bounds: Bounds = BOUNDS
    show: Callable[[Path], bool] = show_file


def serve(wishes: Wishes) -> None:
    """Serve until somebody ends it.

    Raises:
        UsageError: the port is not free (D850).
    """
    with _listener(wishes.port) as listener, _run_folder() as folder:
        port = listener.getsockname()[1]
        token = secrets.token_urlsafe(24)
        address = f"http://{_HOST}:{port}/#{token}"
        wishes.tell(words.SERVING.format(address=address))
        wishes.tell(words.HOW_TO_END)
        if wishes.open:
            wishes.open(_leading_page(folder, address))
        with suppress(KeyboardInterrupt), _ended_by_signals():
            asyncio.run(_serve(listener, folder, Gate(_hosts(port), token), wishes))


async def _serve(listener: socket.socket, folder: Path, gate: Gate, wishes: Wishes) -> None:
    bounds = wishes.bounds
    hands = folder / "crew"
    hands.mkdir()
    crew = Crew(hands)
    app = make_app(Desk(Drops(folder, bounds), crew, bounds, wishes.today, __version__, wishes.show))
    config = uvicorn.Config(
        Guard(app, gate, bounds), http=protocol_within(bounds.heading, bounds.head), ws="none", lifespan="off", interface="asgi3",
        log_config=None, log_level="critical", access_log=False, server_header=False, date_header=False,
        proxy_headers=False, limit_concurrency=bounds.connections, h11_max_incomplete_event_size=bounds.head,
        timeout_graceful_shutdown=_ENDING,
    )  # fmt: skip
    async with crew:
        await uvicorn.Server(config).serve(sockets=[listener])


def _hosts(port: int) -> frozenset[str]:
    return frozenset({f"{_HOST}:{port}", f"localhost:{port}"})


@contextmanager
def _listener(port: int | None) -> Iterator[socket.socket]:
    """A port of this computer that nobody else can reach or take over."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with listener:
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((_HOST, PORT if port is None else port))
        except OSError:
            if port is not None:
                raise UsageError("D850", port=port) from None
            listener.bind((_HOST, 0))
        listener.listen(512)
        yield listener


@contextmanager
def _run_folder() -> Iterator[Path]:
    """A folder that nobody else may look into, and that goes with the run; what a killed run left behind goes first."""
    import os

    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        pid = left.name.removeprefix(_PREFIX).partition("-")[0]
        if pid.isdecimal() and not is_running(int(pid)):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let whatever ends the program from outside end it as Ctrl+C does, so that the folder goes."""
    names = [name for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {}
    with suppress(ValueError):  # not in the main thread
        before = {name: signal.signal(getattr(signal, name), signal.default_int_handler) for name in names}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _leading_page(folder: Path, address: str) -> str:
    """A page in the folder of the run that leads to the one of the run: an address in a command line is seen by others."""
    page = folder / "open.html"
    page.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url={escape(address)}">', "utf-8"
    )
    return page.as_uri()
