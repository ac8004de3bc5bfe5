"""A server as a clerk starts it, in a process of its own, and whoever talks to it: as the page does, or worse."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.processes import ROOT

DAY = "2021-08-01"
RAW = {"Content-Type": "application/octet-stream"}
# The bounds of a run are arguments of nobody: a test that waits for one starts the server with smaller ones.
_STARTED = """
import sys
from datetime import date
from xltrack.cli.console import tell
from pathlib import Path
from xltrack.addin.setup import read_setup
from xltrack.serving.bounds import Bounds
from xltrack.serving.door import Wishes, serve
def show(path):  # in the place of a double click: noted beside the file; nothing opens where a file 「dumb」 lies there
    path.with_name("shown").write_text(path.name, "utf-8")
    return not path.with_name("dumb").exists()
panes = read_setup(Path({panes!r}))
serve(Wishes(lambda: date(2021, 8, 1), 0, None, lambda line: print(line, flush=True), Bounds(**{bounds!r}), panes, show))
"""


class Answer(NamedTuple):
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)


class Server(NamedTuple):
    """A server that runs: its port, its token, its process, the folder in which its own lies."""

    port: int
    token: str
    process: subprocess.Popen[str]
    folder: Path
    of_panes: str = ""  # what it said of them

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/#{self.token}"

    @property
    def run_folder(self) -> Path:
        (found,) = self.folder.glob("xltrack-serve-*")
        return found

    def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request with these headers and no others but Host."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def ask(self, method: str, path: str, said: object = None, **headers: str) -> Answer:
        """One request as the page makes it."""
        body = None if said is None else said if isinstance(said, bytes) else json.dumps(said).encode()
        kind = "application/octet-stream" if isinstance(said, bytes) else "application/json"
        return self.send(method, path, body, **{"X_Xltrack_Token": self.token, "Content_Type": kind, **headers})

    def drop(self, *files: Path, shelf: str = "files") -> str:
        """Begin a drop with some files; its path."""
        drop = f"/drops/{self.ask('POST', '/drops', {}).said['drop']}"
        for path in files:
            assert 200 == self.put(drop, path.name, path.read_bytes(), shelf).status
        return drop

    def put(self, drop: str, name: str, data: bytes, shelf: str = "files") -> Answer:
        return self.ask("PUT", f"{drop}/{shelf}?name={quote(name, safe='')}", data)

    def look(self, drop: str, day: str = DAY, **said: object) -> Answer:
        return self.ask("POST", f"{drop}/look", {"as_of": day, **said})

    def raw(self, data: bytes, seconds: float = 30) -> bytes:
        """What comes back to some bytes until the server closes the connection."""
        with self.connection(seconds) as link:
            link.sendall(data)
            return received(link)

    @contextmanager
    def connection(self, seconds: float = 30) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as link:
            yield link

    def head(self, method: str, path: str, *more: str) -> bytes:
        """The head of a request as the page makes it, with more lines."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}", f"X-Xltrack-Token: {self.token}", *more]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def is_well(self) -> bool:
        """Whether it answers."""
        return self.process.poll() is None and self.send("GET", "/").status == 200

    def unharmed(self) -> Iterator[Server]:
        """The server, which wrote nothing elsewhere and answers after whatever was done to it."""
        before = set(self.folder.iterdir())
        yield self
        assert self.is_well()
        assert before == set(self.folder.iterdir())
        # A process of the crew may take its own folder away meanwhile.
        assert [] == [name for _, _, names in os.walk(self.run_folder) for name in names if name.endswith(".tmp")]

    def children(self) -> list[int]:
        """The processes that it has started."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                if stat.read_text().rpartition(")")[2].split()[1] == str(self.process.pid):
                    found.append(int(stat.parent.name))
        return found

    def seconds(self) -> float:
        """The processor time that it and its children took so far."""
        return sum(processor_time(pid) for pid in [self.process.pid, *self.children()])

    def end(self, how: signal.Signals = signal.SIGTERM) -> str:
        """End it as a closed window does; what it had said besides its address."""
        self.process.send_signal(how)
        return self.process.communicate(timeout=30)[0]


def processor_time(pid: int) -> float:
    """Seconds of a process, those of its own children that have ended included."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(field) for field in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def received(link: socket.socket) -> bytes:
    """All that comes until the other end closes."""
    found = b""
    try:
        while piece := link.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def status_of(data: bytes) -> int:
    """The status of a raw answer; 0 where there is none."""
    return int(data.split(b" ", 2)[1]) if data.startswith(b"HTTP/") else 0


@contextmanager
def started(
    *,
    command: tuple[str, ...] = (),
    before: str = "",
    folder: Path | None = None,
    panes: Path | None = None,
    **bounds: object,
) -> Iterator[Server]:
    """A server with its own temporary folder, ended at last; `before` is a program that its process begins with.

    `panes` is the folder of an add-in that is installed.
    """
    with nullcontext(folder) if folder else tempfile.TemporaryDirectory(prefix="serving-") as name:
        words = command or ("-c", before + _STARTED.format(bounds=bounds, panes=str(panes or "/nowhere")))
        process = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            env={**os.environ, "TMPDIR": str(name), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1",
                 "XDG_DATA_HOME": str(Path(name) / "no add-in")}, cwd=ROOT,
        )  # fmt: skip
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/#(\S+)", line)
            assert found, line + process.stdout.read()
            process.stdout.readline()
            of_panes = process.stdout.readline() if panes else ""
            yield Server(int(found[1]), found[2], process, Path(name), of_panes)
        finally:
            if process.poll() is None:
                process.kill()
            process.communicate()
