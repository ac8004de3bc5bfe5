"""The registry of Windows below the current user: read, written, and left as it was."""

import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Protocol

Value = str | int


class Registry(Protocol):
    """Keys of the current user, by their path with backslashes, and the values in them."""

    def read(self, key: str, name: str) -> Value | None:
        """A value; None where it is missing."""

    def write(self, key: str, name: str, value: Value) -> tuple[str, ...]:
        """Set a value; the keys that had to be made for it, the outermost first."""

    def remove(self, key: str, name: str) -> None:
        """Take a value away, where it is there."""

    def prune(self, key: str) -> None:
        """Take a key away where nothing is in it."""


class HiveRegistry:
    """That of this computer, by what the module `winreg` of Python can do."""

    def __init__(self, api: Any) -> None:
        self.api = api

    def read(self, key: str, name: str) -> Value | None:
        """A value; None where it is missing, or is neither text nor a number."""
        with suppress(OSError), self.api.OpenKey(self.api.HKEY_CURRENT_USER, key) as opened:
            value = self.api.QueryValueEx(opened, name)[0]
            return value if isinstance(value, (str, int)) else None
        return None

    def write(self, key: str, name: str, value: Value) -> tuple[str, ...]:
        """Set a value; the keys that had to be made for it, the outermost first."""
        new = tuple(path for path in _ways_to(key) if not self._has(path))
        kind = self.api.REG_DWORD if isinstance(value, int) else self.api.REG_SZ
        with self.api.CreateKeyEx(self.api.HKEY_CURRENT_USER, key, 0, self.api.KEY_WRITE) as opened:
            self.api.SetValueEx(opened, name, 0, kind, value)
        return new

    def remove(self, key: str, name: str) -> None:
        """Take a value away, where it is there."""
        with (
            suppress(FileNotFoundError),
            self.api.OpenKey(self.api.HKEY_CURRENT_USER, key, 0, self.api.KEY_WRITE) as opened,
        ):
            self.api.DeleteValue(opened, name)

    def prune(self, key: str) -> None:
        """Take a key away where nothing is in it; Windows would take its values with it."""
        with suppress(OSError):
            with self.api.OpenKey(self.api.HKEY_CURRENT_USER, key) as opened:
                inside, values, _ = self.api.QueryInfoKey(opened)
            if not inside and not values:
                self.api.DeleteKey(self.api.HKEY_CURRENT_USER, key)

    def _has(self, key: str) -> bool:
        try:
            self.api.OpenKey(self.api.HKEY_CURRENT_USER, key).Close()
        except OSError:
            return False
        return True


def _ways_to(key: str) -> Iterator[str]:
    r"""「a\b\c」: 「a」, 「a\b」, 「a\b\c」."""
    parts = key.split("\\")
    yield from ("\\".join(parts[: count + 1]) for count in range(len(parts)))


def own_registry() -> Registry | None:
    """That of this computer; None where it has none."""
    if sys.platform != "win32":
        return None
    import winreg

    return HiveRegistry(winreg)
