"""Whether this user trusts the authority, and the programs of the system that make it so."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Protocol

Run = Callable[[Sequence[str]], int]  # runs a program, gives its exit status
_NICKNAME: Final = "xltrack"


class Trust(Protocol):
    """Where this user keeps what he trusts. Each deed says whether it was done."""

    def has(self, thumbprint: str) -> bool:
        """Whether an authority is trusted."""

    def add(self, authority: Path, thumbprint: str) -> bool:
        """Trust it."""

    def remove(self, thumbprint: str) -> bool:
        """Trust it no more."""


class WindowsTrust:
    """The trusted roots of the current user, which need no administrator; Windows asks the user for each that comes or goes."""

    def __init__(self, run: Run, certutil: str) -> None:
        self.run, self.certutil = run, certutil

    def has(self, thumbprint: str) -> bool:
        """Whether an authority is trusted."""
        return self.run([self.certutil, "-user", "-store", "Root", thumbprint]) == 0

    def add(self, authority: Path, thumbprint: str) -> bool:
        """Trust it."""
        return self.run([self.certutil, "-user", "-f", "-addstore", "Root", str(authority)]) == 0

    def remove(self, thumbprint: str) -> bool:
        """Trust it no more."""
        return self.run([self.certutil, "-user", "-delstore", "Root", thumbprint]) == 0


class NssTrust:
    """What browsers of Linux go by, and programs that hold one in them, as WPS: the database of NSS in the user's folder."""

    def __init__(self, run: Run, certutil: str | None, database: Path) -> None:
        self.run, self.certutil, self.database = run, certutil, database

    def has(self, thumbprint: str) -> bool:
        """Whether an authority is trusted; NSS knows it by its nickname, in which its thumbprint is."""
        return self._do("-L", "-n", _nickname(thumbprint))

    def add(self, authority: Path, thumbprint: str) -> bool:
        """Trust it, for servers alone."""
        return self._do("-A", "-t", "C,,", "-n", _nickname(thumbprint), "-i", str(authority))

    def remove(self, thumbprint: str) -> bool:
        """Trust it no more."""
        return self._do("-D", "-n", _nickname(thumbprint))

    def _do(self, *what: str) -> bool:
        # A database that is not there yet is not made: whoever makes it has to stay its owner.
        if self.certutil is None or not (self.database / "cert9.db").is_file():
            return False
        return self.run([self.certutil, "-d", f"sql:{self.database}", *what]) == 0


def _nickname(thumbprint: str) -> str:
    return f"{_NICKNAME}-{thumbprint[:16]}"


def own_trust() -> Trust:
    """That of this user."""
    if sys.platform == "win32":
        root = os.environ.get("SystemRoot", r"C:\Windows")  # noqa: SIM112 - as Windows writes it
        return WindowsTrust(run_silently, rf"{root}\System32\certutil.exe")
    return NssTrust(run_silently, shutil.which("certutil"), Path.home() / ".pki/nssdb")


def run_silently(command: Sequence[str]) -> int:
    """Run a program whose words nobody sees; its exit status, 127 where it cannot be run."""
    import subprocess

    flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            creationflags=flags,
        )  # fmt: skip
    except OSError:
        return 127
    return done.returncode
