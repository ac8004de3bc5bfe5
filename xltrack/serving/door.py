"""The server as it stands on this computer: a port of 127.0.0.1, a folder that goes with the run, a token for each run."""

import asyncio
import secrets
import shutil
import signal
import socket
import ssl
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from datetime import date
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

import uvicorn

from xltrack import __version__
from xltrack.addin.setup import Setup
from xltrack.base.errors import UsageError
from xltrack.base.platform import is_running, show_file
from xltrack.serving import words
from xltrack.serving.app import make_app
from xltrack.serving.bounds import BOUNDS, Bounds
from xltrack.serving.crew import Crew
from xltrack.serving.desk import Desk
from xltrack.serving.drops import Drops
from xltrack.serving.guard import App, Gate, Guard
from xltrack.serving.keyhole import pane_routes
from xltrack.serving.protocol import patient_loop, protocol_within

PORT: Final = 8765
_HOST: Final = "127.0.0.1"
_HOST_6: Final = "::1"
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
        panes: the add-in that is installed, whose panes are to find the server.
        show: opens a report that was saved beside an open workbook; whether it could.
    """

    today: Callable[[], date]
    port: int | None = None
    open: Callable[[str], object] | None = None
    tell: Callable[[str], object] = print
    bounds: Bounds = BOUNDS
    panes: Setup | None = None
    show: Callable[[Path], bool] = show_file


class _Door(NamedTuple):
    """What is listened to, and who is let in there; with certificates where it speaks https."""

    listeners: list[socket.socket]
    gate: Gate
    setup: Setup | None = None


def serve(wishes: Wishes) -> None:
    """Serve until somebody ends it.

    Raises:
        UsageError: the port is not free (D850).
    """
    with _listener(wishes.port) as listener, _pane_listeners(wishes.panes) as (panes, said), _run_folder() as folder:
        port = listener.getsockname()[1]
        token = secrets.token_urlsafe(24)
        address = f"http://{_HOST}:{port}/#{token}"
        doors = [_Door([listener], Gate(_hosts(port), token))]
        wishes.tell(words.SERVING.format(address=address))
        wishes.tell(words.HOW_TO_END)
        if panes and wishes.panes:
            doors.append(_Door(panes, Gate(_hosts(wishes.panes.port), token, panes=True), wishes.panes))
        if said:
            wishes.tell(said)
        if wishes.open:
            wishes.open(_leading_page(folder, address))
        loops = patient_loop(wishes.bounds.heading)
        with suppress(KeyboardInterrupt), _ended_by_signals(), asyncio.Runner(loop_factory=loops) as runner:
            runner.run(_serve(doors, folder, wishes))


async def _serve(doors: Sequence[_Door], folder: Path, wishes: Wishes) -> None:
    bounds = wishes.bounds
    hands = folder / "crew"
    hands.mkdir()
    crew = Crew(hands)
    servers: list[uvicorn.Server] = []
    token = doors[0].gate.token
    more = pane_routes(wishes.panes, token, lambda: _end(servers)) if wishes.panes else ()
    app = make_app(Desk(Drops(folder, bounds), crew, bounds, wishes.today, __version__, wishes.show), more)
    first, *others = doors
    page = uvicorn.Server(_configured(app, first, bounds))
    servers += [page, *(_SideServer(_configured(app, door, bounds)) for door in others)]
    if hasattr(signal, "SIGHUP"):
        with suppress(ValueError):  # not in the main thread
            signal.signal(signal.SIGHUP, page.handle_exit)  # as at SIGTERM: an exception may be lost where it strikes
    async with crew:
        beside = [
            asyncio.create_task(server.serve(sockets=door.listeners))
            for server, door in zip(servers[1:], others, strict=True)
        ]
        try:
            await page.serve(sockets=first.listeners)
        finally:
            _end(servers)  # one door is not kept open without the other
            await asyncio.gather(*beside, return_exceptions=True)


class _SideServer(uvicorn.Server):
    """One that ends with another one, which alone listens to signals."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()


def _configured(app: App, door: _Door, bounds: Bounds) -> uvicorn.Config:
    setup = door.setup
    return uvicorn.Config(
        Guard(app, door.gate, bounds), http=protocol_within(bounds.heading, bounds.head), ws="none", lifespan="off",
        interface="asgi3", log_config=None, log_level="critical", access_log=False, server_header=False, date_header=False,
        proxy_headers=False, limit_concurrency=bounds.connections, h11_max_incomplete_event_size=bounds.head,
        timeout_graceful_shutdown=_ENDING,
        ssl_certfile=setup.certificate if setup else None, ssl_keyfile=setup.private_key if setup else None,
    )  # fmt: skip


def _end(servers: Iterable[uvicorn.Server]) -> None:
    for server in servers:
        server.should_exit = True


def _hosts(port: int) -> frozenset[str]:
    return frozenset({f"{_HOST}:{port}", f"localhost:{port}"})


@contextmanager
def _listener(port: int | None) -> Iterator[socket.socket]:
    """A port of this computer that nobody else can reach or take over."""
    with _new_socket(socket.AF_INET) as listener:
        try:
            listener.bind((_HOST, PORT if port is None else port))
        except OSError:
            if port is not None:
                raise UsageError("D850", port=port) from None
            listener.bind((_HOST, 0))
        listener.listen(512)
        yield listener


@contextmanager
def _pane_listeners(setup: Setup | None) -> Iterator[tuple[list[socket.socket], str]]:
    """The port that panes know, and what to say of it; none where its certificates cannot be read, or somebody has the port.

    Windows knows 「localhost」 by its address of IPv6 first, and waits where nobody listens there: it is a second one where it can be.
    """
    with ExitStack() as opened:
        listeners: list[socket.socket] = []
        if setup and _has_certificates(setup):
            for family, address in ((socket.AF_INET, _HOST), (socket.AF_INET6, _HOST_6)):
                try:
                    listener = opened.enter_context(_new_socket(family))
                    listener.bind((address, setup.port))
                    listener.listen(512)
                except OSError:  # a computer may know nothing of IPv6
                    break
                listeners.append(listener)
            yield listeners, words.PANES if listeners else words.NO_PANES.format(port=setup.port)
        else:
            yield listeners, words.NO_CERTIFICATE if setup else ""


def _has_certificates(setup: Setup) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(setup.certificate, setup.private_key)
    except OSError:
        return False
    return True


def _new_socket(family: socket.AddressFamily) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return listener


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
