"""Installs the add-in for one user: what Excel and WPS share, then the part of each."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.addin import words
from xltrack.addin.certificates import look_at, make_pair, read_pair
from xltrack.addin.first_book import write_first_book
from xltrack.addin.icons import SIZES, icon
from xltrack.addin.machine import Machine
from xltrack.addin.manifest import ID, write_manifest
from xltrack.addin.putting import Putter
from xltrack.addin.setup import PORT, Setup, new_setup, read_setup
from xltrack.addin.traces import Trace, Traces
from xltrack.addin.wps import ENTRIES, FOLDER, NAME, stub_files
from xltrack.base.errors import AddinError
from xltrack.base.platform import desktop_quoted
from xltrack.base.system import read_plain

RUN: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"
# Where Microsoft's own tool puts an add-in (office-addin-dev-settings, `registerAddIn`): no share, no administrator.
DEVELOPER: Final = r"Software\Microsoft\Office\16.0\WEF\Developer"
MANIFEST: Final = "manifest.xml"
DESKTOP_ENTRY: Final = "xltrack-serve.desktop"
_OFFICE_JS: Final = "office.js"
_WAIT: Final = 5.0  # seconds until a server that was told to end has


class Choice(NamedTuple):
    """What is to be installed.

    Attributes:
        wps: the part of WPS; else that of Excel.
        office_js: a folder with a copy of Office.js.
        port: where panes find the server; None: as it was, or the usual one.
    """

    wps: bool
    office_js: Path | None
    port: int | None


def install(choice: Choice, machine: Machine, tell: Callable[[str], object]) -> bool:
    """Install, or install anew; whether nothing is left to be done by hand.

    Raises:
        AddinError: rules D890 to D899.
        OutputError: a file cannot be written (D143 to D149).
    """
    if not choice.wps and machine.registry is None:
        raise AddinError("D890")
    if choice.office_js and not (choice.office_js / _OFFICE_JS).is_file():
        raise AddinError("D893", path=choice.office_js)
    folder = machine.places.data
    before = read_setup(folder)
    setup = before or new_setup(folder, PORT)
    setup = setup._replace(port=choice.port or setup.port)
    _check_port(setup, machine)
    if before:
        end_server(before, machine)  # it goes by what was, and knows the certificates of then
    traces = Traces(folder)
    shared = Putter("shared", traces, machine.registry)
    shared.make_folder(folder)
    folder.chmod(0o700)
    shared.write(setup.file, setup.told(), private=True)
    trusted = _put_certificates(shared, setup, machine)
    _put_shared(shared, setup, machine, choice)
    # What was there already has the port too.
    if choice.wps or "wps" in traces.parts():
        _put_wps(Putter("wps", traces, machine.registry), setup, machine)
    if not choice.wps or "excel" in traces.parts():
        _put_excel(Putter("excel", traces, machine.registry), setup)
    for line in _told(setup, machine, choice, trusted=trusted):
        tell(line)
    with suppress(OSError):  # `doctor` says that it does not run, and what helps
        machine.start(machine.serving)
    if not choice.wps:
        machine.show(folder / words.FIRST_BOOK)
    return trusted


def _check_port(setup: Setup, machine: Machine) -> None:
    """The port is free, or our own server is there; AddinError (D891) where somebody else is."""
    if machine.ask(setup, "/session") == "other":
        raise AddinError("D891", port=setup.port)


def _put_certificates(shared: Putter, setup: Setup, machine: Machine) -> bool:
    """Certificates that last and are trusted; whether they are."""
    pair = read_pair(setup)
    if pair is None or not look_at(pair).lasts(machine.now):
        if pair:
            _forget(shared.traces, pair.thumbprint, machine)
        pair = make_pair(machine.now)
        shared.write(setup.private_key, pair.private_key, private=True)
        shared.write(setup.certificate, pair.certificate)
        shared.write(setup.authority, pair.authority)
    if machine.trust.has(pair.thumbprint):
        return True
    shared.traces.note(Trace("shared", "trust", pair.thumbprint))
    return machine.trust.add(setup.authority, pair.thumbprint)


def _forget(traces: Traces, thumbprint: str, machine: Machine) -> None:
    if machine.trust.has(thumbprint) and machine.trust.remove(thumbprint):
        traces.drop(Trace("shared", "trust", thumbprint))


def _put_shared(shared: Putter, setup: Setup, machine: Machine, choice: Choice) -> None:
    for size in SIZES:
        shared.write(setup.icons / f"icon-{size}.png", icon(size))
    if choice.office_js:
        for data, inside in _inside(choice.office_js):
            shared.write(setup.office_js / inside, data)
    if machine.places.autostart:
        entry = words.AUTOSTART.format(command=" ".join(f'"{desktop_quoted(word)}"' for word in machine.serving))
        shared.write(machine.places.autostart / DESKTOP_ENTRY, entry.encode())
    shared.set_value(RUN, NAME, subprocess.list2cmdline(machine.serving))


def _inside(folder: Path) -> Iterator[tuple[bytes, Path]]:
    """The files of a folder, with their paths in it; AddinError (D893) where one cannot be read."""
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield read_plain(path), path.relative_to(folder)
    except OSError:
        raise AddinError("D893", path=folder) from None


def _put_excel(excel: Putter, setup: Setup) -> None:
    manifest = setup.folder / MANIFEST
    excel.write(manifest, write_manifest(setup), private=True)
    excel.write(setup.folder / words.FIRST_BOOK, write_first_book())
    excel.set_value(DEVELOPER, ID, str(manifest))


def _put_wps(wps: Putter, setup: Setup, machine: Machine) -> None:
    for name, data in stub_files(setup):
        wps.write(machine.places.wps / FOLDER / name, data, private=name == "main.js")
    for name, entry in ENTRIES.items():
        wps.enter(machine.places.wps / name, NAME, entry)


def _told(setup: Setup, machine: Machine, choice: Choice, *, trusted: bool) -> Iterator[str]:
    yield words.INSTALLED_WPS.format(path=machine.places.wps / FOLDER) if choice.wps else words.INSTALLED_EXCEL
    if not trusted:
        yield (words.NOT_TRUSTED if machine.registry else words.NOT_TRUSTED_LINUX).format(path=setup.authority)
    if not choice.wps and not setup.office_js.is_dir():
        yield words.NO_OFFICE_JS
    yield words.NEXT_WPS if choice.wps else words.NEXT_EXCEL.format(path=setup.folder / words.FIRST_BOOK)


def end_server(setup: Setup, machine: Machine) -> bool:
    """Have the server end that runs in the background; whether none runs any more."""
    if machine.ask(setup, "/quit") != "ours":
        return True
    end = time.monotonic() + _WAIT
    while time.monotonic() < end:
        if machine.ask(setup, "/session") == "silent":
            return True
        time.sleep(0.1)
    return False
