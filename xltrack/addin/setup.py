"""What installing made and the server goes by: a port that stays the same, a key, certificates."""

import json
import secrets
from pathlib import Path
from typing import Final, Literal, NamedTuple

from xltrack.base.system import read_plain

PORT: Final = 8766
Host = Literal["excel", "wps"]
_FILE: Final = "addin.json"
_LAST_PORT: Final = 65535
_SHORTEST: Final = 32  # characters of a key


class Setup(NamedTuple):
    """An add-in that is installed.

    Attributes:
        folder: where its files lie, which nobody else may read.
        port: where panes find the server: it stands in a manifest.
        key: what a pane shows to get the token of a run.
    """

    folder: Path
    port: int
    key: str

    @property
    def authority(self) -> Path:
        """The certificate that this computer is to trust."""
        return self.folder / "ca.crt"

    @property
    def certificate(self) -> Path:
        """That of the server."""
        return self.folder / "localhost.crt"

    @property
    def private_key(self) -> Path:
        """The key to it."""
        return self.folder / "localhost.key"

    @property
    def icons(self) -> Path:
        """The folder of pictures for the button."""
        return self.folder / "icons"

    @property
    def office_js(self) -> Path:
        """The folder of Office.js, which may be missing."""
        return self.folder / "office-js"

    @property
    def origin(self) -> str:
        """Where the server is asked for."""
        return f"https://localhost:{self.port}"

    def address(self, host: Host) -> str:
        """The pane's address for a program.

        Office on Windows cuts an address at 「#」 (OfficeDev/office-js issue 2280), so there the key stands in the query; it goes
        to our own server alone, which keeps no log, and no page is told where somebody came from.
        """
        return f"{self.origin}/pane?host={host}{'&' if host == 'excel' else '#'}key={self.key}"

    def told(self) -> bytes:
        """What is kept of it."""
        return json.dumps({"version": 1, "port": self.port, "key": self.key}).encode("ascii") + b"\n"

    @property
    def file(self) -> Path:
        """Where that is kept."""
        return self.folder / _FILE


def read_setup(folder: Path) -> Setup | None:
    """The add-in that is installed in a folder; None where there is none, or what is there cannot be understood."""
    try:
        told = json.loads(read_plain(folder / _FILE))
        port, key = told["port"], told["key"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    known = isinstance(port, int) and isinstance(key, str) and 0 < port <= _LAST_PORT and len(key) >= _SHORTEST
    return Setup(folder, port, key) if known else None


def new_setup(folder: Path, port: int) -> Setup:
    """One with a key of its own."""
    return Setup(folder, port, secrets.token_urlsafe(32))
