"""What the add-in asks of the system: the registry as Python's winreg is, certutil, the server, the folders of a user."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.addins import free_port, installed
from tests.serving import started
from xltrack.addin.asking import ask
from xltrack.addin.machine import this_machine
from xltrack.addin.places import own_places
from xltrack.addin.registry import HiveRegistry, own_registry
from xltrack.addin.setup import new_setup
from xltrack.addin.trust import NssTrust, WindowsTrust, run_silently

# --- The registry ---


class Key(SimpleNamespace):
    def __enter__(self) -> Key:
        return self

    def __exit__(self, *_: object) -> None:
        self.Close()

    def Close(self) -> None:  # noqa: N802 - as winreg has it
        self.closed = True


class FakeWinreg:
    """Python's winreg as its documentation tells: keys without regard to case, errors of the kinds that Windows gives."""

    HKEY_CURRENT_USER, KEY_WRITE, REG_SZ, REG_DWORD, REG_BINARY = "HKCU", 131078, 1, 4, 3

    def __init__(self) -> None:
        self.keys: dict[str, dict[str, tuple[object, int]]] = {"software": {}}
        self.opened: list[Key] = []

    def _key(self, path: str) -> Key:
        key = Key(path=path.lower())
        self.opened.append(key)
        return key

    def OpenKey(self, root: str, path: str, reserved: int = 0, access: int = 0) -> Key:  # noqa: N802
        assert root == self.HKEY_CURRENT_USER
        if path.lower() not in self.keys:
            raise FileNotFoundError(2, "missing", path, 2)
        return self._key(path)

    def CreateKeyEx(self, root: str, path: str, reserved: int, access: int) -> Key:  # noqa: N802
        assert (root, access) == (self.HKEY_CURRENT_USER, self.KEY_WRITE)
        parts = path.lower().split("\\")
        for count in range(len(parts)):
            self.keys.setdefault("\\".join(parts[: count + 1]), {})
        return self._key(path)

    def SetValueEx(self, key: Key, name: str, reserved: int, kind: int, value: object) -> None:  # noqa: N802
        assert (kind == self.REG_DWORD) == isinstance(value, int)
        self.keys[key.path][name.lower()] = (value, kind)

    def QueryValueEx(self, key: Key, name: str) -> tuple[object, int]:  # noqa: N802
        if name.lower() not in self.keys[key.path]:
            raise FileNotFoundError(2, "missing")
        return self.keys[key.path][name.lower()]

    def DeleteValue(self, key: Key, name: str) -> None:  # noqa: N802
        if self.keys[key.path].pop(name.lower(), None) is None:
            raise FileNotFoundError(2, "missing")

    def DeleteKey(self, root: str, path: str) -> None:  # noqa: N802
        if any(one.startswith(f"{path.lower()}\\") for one in self.keys):
            raise PermissionError(13, "it has keys in it")
        del self.keys[path.lower()]  # its values go with it

    def QueryInfoKey(self, key: Key) -> tuple[int, int, int]:  # noqa: N802
        inside = [one for one in self.keys if one.startswith(f"{key.path}\\") and "\\" not in one[len(key.path) + 1 :]]
        return len(inside), len(self.keys[key.path]), 0


@pytest.fixture
def api() -> FakeWinreg:
    return FakeWinreg()


@pytest.fixture
def registry(api) -> HiveRegistry:
    return HiveRegistry(api)


def test_a_value_is_written_with_its_keys_and_read(registry, api):
    assert registry.read(r"Software\A\B", "x") is None
    assert (r"Software\A", r"Software\A\B") == registry.write(r"Software\A\B", "x", "文字")
    assert () == registry.write(r"Software\A\B", "n", 1)
    assert ("文字", 1, None) == tuple(registry.read(r"Software\A\B", name) for name in ("x", "n", "other"))
    assert all(key.closed for key in api.opened)


def test_what_is_neither_text_nor_a_number_is_not_read(registry, api):
    registry.write(r"Software\A", "x", "a")
    api.keys["software\\a"]["x"] = (b"\0", api.REG_BINARY)
    assert registry.read(r"Software\A", "x") is None


def test_a_key_goes_where_nothing_is_in_it_and_not_else(registry, api):
    registry.write(r"Software\A\B", "x", "a")
    for key in (r"Software\A\B", r"Software\A", r"Software\Missing"):
        registry.prune(key)
    assert "a" == registry.read(r"Software\A\B", "x")
    registry.remove(r"Software\A\B", "x")
    registry.remove(r"Software\A\B", "x")
    registry.remove(r"Software\Missing", "x")
    registry.prune(r"Software\A")
    assert "software\\a" in api.keys
    registry.prune(r"Software\A\B")
    registry.prune(r"Software\A")
    assert ["software"] == list(api.keys)


def test_a_registry_that_may_not_be_written_says_so(registry, api, monkeypatch):
    def refuse(*_: object) -> None:
        raise PermissionError(13, "refused", None, 5)

    monkeypatch.setattr(api, "CreateKeyEx", refuse)
    with pytest.raises(PermissionError):
        registry.write(r"Software\A", "x", "a")


def test_only_windows_has_one():
    assert (own_registry() is None) == (sys.platform != "win32")


# --- Trust ---


class Recorded(list):
    """Commands as they were run; each ends with `status`."""

    status = 0

    def __call__(self, command: list[str]) -> int:
        self.append(command)
        return self.status


def test_windows_is_asked_for_the_roots_of_the_user_alone():
    run = Recorded()
    trust = WindowsTrust(run, r"C:\Windows\System32\certutil.exe")
    assert trust.add(Path("ca.crt"), "ab12")
    assert trust.has("ab12")
    assert trust.remove("ab12")
    deeds = (["-f", "-addstore", "Root", "ca.crt"], ["-store", "Root", "ab12"], ["-delstore", "Root", "ab12"])
    assert [["-user", *deed] for deed in deeds] == [command[1:] for command in run]
    run.status = 1
    assert not any((trust.add(Path("ca.crt"), "ab12"), trust.has("ab12"), trust.remove("ab12")))


def test_linux_is_asked_where_there_is_a_database_and_never_makes_one(tmp_path):
    run = Recorded()
    trust = NssTrust(run, "/usr/bin/certutil", tmp_path)
    assert not trust.add(Path("ca.crt"), "ab12")
    assert [] == run
    assert [] == list(tmp_path.iterdir())
    (tmp_path / "cert9.db").write_bytes(b"")
    assert all((trust.add(Path("ca.crt"), "ab12"), trust.has("ab12"), trust.remove("ab12")))
    front = ["/usr/bin/certutil", "-d", f"sql:{tmp_path}"]
    assert [[*front, "-A", "-t", "C,,", "-n", "xltrack-ab12", "-i", "ca.crt"], [*front, "-L", "-n", "xltrack-ab12"],
            [*front, "-D", "-n", "xltrack-ab12"]] == run  # fmt: skip
    assert not NssTrust(run, None, tmp_path).has("ab12")


def test_a_program_is_run_without_a_word():
    assert 0 == run_silently([sys.executable, "-c", "print('x')"])
    assert 3 == run_silently([sys.executable, "-c", "import sys; sys.exit(3)"])
    assert 127 == run_silently(["/nowhere/certutil"])


# --- The server ---


def test_our_own_server_is_known_by_its_certificate_and_the_key(tmp_path):
    setup = installed(tmp_path / "addin")
    assert "silent" == ask(setup, "/session")
    with started(panes=setup.folder):
        assert "ours" == ask(setup, "/session")
        assert "other" == ask(setup._replace(key="x" * 43), "/session")
        stranger = installed(tmp_path / "other", port=setup.port)
        assert "other" == ask(stranger, "/session")
        assert "other" == ask(new_setup(tmp_path / "nothing", setup.port), "/session")
        assert "ours" == ask(setup, "/quit")


def test_the_key_is_told_to_nobody_who_has_not_our_certificate(tmp_path):
    setup, stranger = installed(tmp_path / "a"), installed(tmp_path / "b")
    with listening(setup.port) as heard:
        assert "other" == ask(setup, "/session")
    assert setup.key.encode() not in b"".join(heard)
    assert "silent" == ask(stranger, "/session")


@contextmanager
def listening(port: int):
    """Somebody on a port who hears what is said and answers nonsense."""
    import socket
    import threading

    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", port)) as link:

        def hear() -> None:
            try:
                while True:
                    other, _ = link.accept()
                    with other:
                        heard.append(other.recv(65536))
                        other.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            except OSError:
                pass

        thread = threading.Thread(target=hear)
        thread.start()
        yield heard
        link.shutdown(socket.SHUT_RDWR)
    thread.join()


def test_nobody_on_a_port_is_silent(tmp_path):
    assert "silent" == ask(new_setup(tmp_path, free_port()), "/session")


# --- The folders ---


def test_folders_are_those_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    share = tmp_path / ".local/share"
    assert (share / "xltrack/addin", share / "Kingsoft/wps/jsaddons", tmp_path / ".config/autostart") == own_places()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    assert tmp_path / "data/xltrack/addin" == own_places().data
    assert tmp_path / ".config/autostart" == own_places().autostart


def test_on_windows_they_are_those_that_windows_names(monkeypatch, tmp_path):
    monkeypatch.setattr("xltrack.addin.places.sys.platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "Local"))
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    assert (tmp_path / "Local/xltrack/addin", tmp_path / "Roaming/kingsoft/wps/jsaddons", None) == own_places()


def test_this_computer_is_asked_by_its_own_means():
    from datetime import UTC, datetime

    machine = this_machine(datetime.now(UTC))
    assert "serve" == machine.serving[-1]
    assert machine.registry is None or sys.platform == "win32"


def test_what_serves_on_windows_opens_no_window(monkeypatch, tmp_path):
    for name in ("python.exe", "pythonw.exe"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr("xltrack.addin.machine.sys.platform", "win32")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python.exe"))
    from datetime import UTC, datetime

    from xltrack.addin import machine

    monkeypatch.setattr(machine, "own_registry", lambda: None)
    found = machine.this_machine(datetime.now(UTC)).serving
    assert str(tmp_path / "pythonw.exe") == found[0]
    (tmp_path / "pythonw.exe").unlink()
    assert str(tmp_path / "python.exe") == machine.this_machine(datetime.now(UTC)).serving[0]
