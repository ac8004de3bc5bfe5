"""An add-in that is installed in a folder, and whoever talks to its server over https as a pane does."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.serving import Answer
from xltrack.addin.arriving import Choice, install
from xltrack.addin.asking import Asked
from xltrack.addin.certificates import make_pair
from xltrack.addin.doctor import Look, look_over
from xltrack.addin.icons import SIZES, icon
from xltrack.addin.leaving import Left, uninstall
from xltrack.addin.machine import Machine
from xltrack.addin.places import Places
from xltrack.addin.registry import Value
from xltrack.addin.setup import Setup, new_setup, read_setup


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


# --- A computer that is none ---


class Hive:
    """A registry in a table: what `xltrack.addin.registry` asks of one; `refuses` what a policy may."""

    def __init__(self) -> None:
        self.keys: set[str] = {r"Software\Microsoft\Windows\CurrentVersion\Run", r"Software\Microsoft\Office\16.0"}
        self.values: dict[tuple[str, str], Value] = {
            (r"Software\Microsoft\Windows\CurrentVersion\Run", "别人的"): "a.exe"
        }
        self.refuses = False

    def read(self, key: str, name: str) -> Value | None:
        return self.values.get((key, name))

    def write(self, key: str, name: str, value: Value) -> tuple[str, ...]:
        if self.refuses:
            raise PermissionError(13, "refused")
        parts = key.split("\\")
        ways = ["\\".join(parts[: count + 1]) for count in range(len(parts))]
        new = tuple(way for way in ways if not any(f"{known}\\".startswith(f"{way}\\") for known in self.keys))
        self.keys |= {*new, key}
        self.values[key, name] = value
        return new

    def remove(self, key: str, name: str) -> None:
        self.values.pop((key, name), None)

    def prune(self, key: str) -> None:
        inside = any(known.startswith(f"{key}\\") for known in self.keys)
        if not inside and not any(known == key for known, _ in self.values):
            self.keys.discard(key)

    def seen(self) -> tuple[frozenset[str], frozenset[tuple[tuple[str, str], Value]]]:
        return frozenset(self.keys), frozenset(self.values.items())


class Confidence:
    """Trusted authorities in a set; `declines` what a user may be asked and say no to."""

    def __init__(self) -> None:
        self.known: set[str] = set()
        self.declines = False

    def has(self, thumbprint: str) -> bool:
        return thumbprint in self.known

    def add(self, authority: Path, thumbprint: str) -> bool:
        assert b"BEGIN CERTIFICATE" in authority.read_bytes()
        if not self.declines:
            self.known.add(thumbprint)
        return not self.declines

    def remove(self, thumbprint: str) -> bool:
        if self.declines or thumbprint not in self.known:
            return False
        self.known.remove(thumbprint)
        return True


class Desk:
    """A user's computer in a folder: Windows with its registry, or Linux without; what was started, opened and asked is noted."""

    def __init__(self, home: Path, *, windows: bool, now: datetime) -> None:
        self.home, self.hive, self.trust = home, Hive() if windows else None, Confidence()
        self.done: list[str] = []
        self.port: Asked = "silent"  # what is there where the server is not
        self.running: tuple[int, bytes] | None = None  # its port and the authority that it began with
        self.now = now
        autostart = None if windows else home / ".config/autostart"
        self.places = Places(home / "local/xltrack/addin", home / "roaming/kingsoft/wps/jsaddons", autostart)

    @property
    def machine(self) -> Machine:
        return Machine(self.places, self.hive, self.trust, self.now, SERVING, self._start, self._show, self._ask)

    def _start(self, command: Sequence[str]) -> None:
        self.done.append(f"start {command[-1]}")
        self.running = self.setup.port, self.setup.authority.read_bytes()

    def _show(self, path: Path) -> None:
        self.done.append(f"show {path.name}")

    def _ask(self, setup: Setup, path: str) -> Asked:
        if not self.running or self.running[0] != setup.port:
            return self.port
        if not setup.authority.is_file() or setup.authority.read_bytes() != self.running[1]:
            return "other"
        if path == "/quit":
            self.done.append("quit")
            self.running = None
        return "ours"

    def install(
        self, *, wps: bool = False, office_js: Path | None = None, port: int | None = None
    ) -> tuple[list[str], bool]:
        """Install; what was told, and whether nothing is left to be done."""
        told: list[str] = []
        whole = install(Choice(wps, office_js, port), self.machine, told.append)
        return told, whole

    def uninstall(self, *, wps: bool = False) -> Left:
        return uninstall(self.machine, wps=wps)

    def looks(self, *, wps: bool = False) -> dict[str, Look]:
        return {look.name: look for look in look_over(self.machine, wps=wps)}

    def wrong(self, *, wps: bool = False) -> list[str]:
        return [look.name for look in self.looks(wps=wps).values() if not look.right]

    @property
    def setup(self) -> Setup:
        found = read_setup(self.places.data)
        assert found
        return found

    def tree(self) -> dict[str, tuple[int, bytes]]:
        """Every file and folder, with its rights and what is in it."""
        return {
            path.relative_to(self.home).as_posix(): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in sorted(self.home.rglob("*"))
        }

    def seen(self) -> object:
        """All that installing may change."""
        return self.tree(), self.hive and self.hive.seen(), frozenset(self.trust.known)


SERVING = ("C:\\办公 软件\\pythonw.exe", "-P", "C:\\x\\__main__.py", "serve")
