"""An add-in that is installed in a folder, and whoever talks to its server over https as a pane does."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.serving import Answer
from xltrack.addin.certificates import make_pair
from xltrack.addin.icons import SIZES, icon
from xltrack.addin.setup import Setup, new_setup


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as link:
        return int(link.getsockname()[1])


def installed(folder: Path, now: datetime | None = None, port: int | None = None) -> Setup:
    """What the server needs of an add-in."""
    setup = new_setup(folder, port or free_port())
    pair = make_pair(now or datetime.now(UTC))
    setup.icons.mkdir(parents=True)
    for path, data in (
        (setup.file, setup.told()),
        (setup.authority, pair.authority),
        (setup.certificate, pair.certificate),
        (setup.private_key, pair.private_key),
        *((setup.icons / f"icon-{size}.png", icon(size)) for size in SIZES),
    ):
        path.write_bytes(data)
    return setup


class Pane(NamedTuple):
    """A pane that trusts what it is told to."""

    setup: Setup
    trusted: Path

    @property
    def host(self) -> str:
        return f"localhost:{self.setup.port}"

    def send(self, method: str, path: str, said: object = None, name: str = "localhost", **headers: str) -> Answer:
        """One request with these headers; by the name `name`, which the certificate has to be for."""
        context = ssl.create_default_context(cafile=str(self.trusted))
        connection = _Connection(name, self.setup.port, context=context, timeout=30)
        body = None if said is None else said if isinstance(said, bytes) else json.dumps(said).encode()
        try:
            connection.request(method, path, body, {key.replace("_", "-"): value for key, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def open(self, key: str, **headers: str) -> Answer:
        """Show a key."""
        return self.send("POST", "/session", {"key": key}, **{"Content_Type": "application/json", **headers})

    @contextmanager
    def connection(self, seconds: float = 30) -> Iterator[ssl.SSLSocket]:
        context = ssl.create_default_context(cafile=str(self.trusted))
        with (
            socket.create_connection(("127.0.0.1", self.setup.port), timeout=seconds) as plain,
            context.wrap_socket(plain, server_hostname="localhost") as link,
        ):
            yield link


class _Connection(http.client.HTTPSConnection):
    """One to this computer, whatever the name is taken for elsewhere."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


def pane_of(setup: Setup) -> Pane:
    return Pane(setup, setup.authority)
