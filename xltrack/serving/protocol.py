"""The protocol of one connection: whoever does not say in its time what he wants is cut."""

import asyncio
import sys
from collections.abc import Callable
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

from xltrack.serving.bounds import BOUNDS

if sys.platform == "win32":
    from asyncio import ProactorEventLoop as _Loop
else:
    from asyncio import SelectorEventLoop as _Loop

_END: Final = b"\r\n\r\n"
_TOO_LONG: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class PatientProtocol(H11Protocol):
    """HTTP/1.1, one request for each connection; its head has to come within `seconds` and to be no longer than `longest`."""

    seconds = BOUNDS.heading
    longest = BOUNDS.head

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.late: asyncio.TimerHandle | None = None
        self.tail, self.seen = b"", 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self.late = asyncio.get_running_loop().call_later(self.seconds, transport.close)

    def data_received(self, data: bytes) -> None:
        """Take what comes; once the head is there the rest is timed by whoever receives it."""
        if self.late:
            end = (self.tail + data).find(_END)
            if self.seen + (len(data) if end < 0 else end) > self.longest:
                self.transport.write(_TOO_LONG)
                self.transport.close()
                return
            if end >= 0:
                self._stop()
            self.tail, self.seen = (self.tail + data)[1 - len(_END) :], self.seen + len(data)
        super().data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _stop(self) -> None:
        if self.late:
            self.late.cancel()
            self.late = None


def protocol_within(seconds: float, longest: int) -> type[PatientProtocol]:
    """The protocol that waits so long for a head of so many bytes at most."""
    return type("TimedProtocol", (PatientProtocol,), {"seconds": seconds, "longest": longest})


def patient_loop(seconds: float) -> Callable[[], asyncio.AbstractEventLoop]:
    """What makes a loop whose servers wait so long for the beginning and the end of https: uvicorn itself waits a minute for it."""

    class TimedLoop(_Loop):
        async def create_server(self, *arguments: Any, **options: Any) -> asyncio.Server:
            if options.get("ssl"):
                options |= {"ssl_handshake_timeout": seconds, "ssl_shutdown_timeout": seconds}
            return await super().create_server(*arguments, **options)

    return TimedLoop
