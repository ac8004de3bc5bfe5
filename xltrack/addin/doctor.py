"""Looks the add-in over: one thing after the other, whether it is right, and how to mend it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from xltrack.addin import words
from xltrack.addin.arriving import DESKTOP_ENTRY, DEVELOPER, MANIFEST, RUN
from xltrack.addin.certificates import look_at, read_pair
from xltrack.addin.lists import entries_of
from xltrack.addin.machine import Machine
from xltrack.addin.manifest import ID, write_manifest
from xltrack.addin.setup import Setup, read_setup
from xltrack.addin.traces import Traces
from xltrack.addin.wps import ENTRIES, FOLDER, NAME, stub_files
from xltrack.base.system import read_plain

_TRUSTED: Final = "authaddin.json"  # what WPS keeps of the add-ins that it was allowed to load
_PROGRAM: Final = "et"  # its tables; each program of WPS asks for itself


class Look(NamedTuple):
    """What was found of one thing.

    Attributes:
        name: what was looked at.
        right: whether it is as it should be.
        told: what was found.
        deed: how to mend it; what to know, where nothing is wrong.
    """

    name: str
    right: bool
    told: str
    deed: str = ""

    @property
    def line(self) -> str:
        """It in one line."""
        verdict = words.RIGHT if self.right else words.WRONG
        deed = (words.KNOW if self.right else words.MEND).format(deed=self.deed) if self.deed else ""
        return words.LOOK.format(verdict=verdict, name=self.name, told=self.told) + deed


Check = Callable[[Setup, Machine], Look]


def look_over(machine: Machine, *, wps: bool) -> Iterator[Look]:
    """What stands with what is installed; with `wps` the part of WPS too, installed or not."""
    setup = read_setup(machine.places.data)
    if setup is None:
        yield Look(words.SETUP, right=False, told=words.NOT_INSTALLED, deed=words.DO_INSTALL)
        return
    parts = Traces(machine.places.data).parts()
    checks: list[Check] = [certificate, trust, port, server, autostart]
    if "excel" in parts:
        checks += [manifest, developer, office_js]
    if wps or "wps" in parts:
        checks += [stub, listed, loaded]
    for check in checks:
        yield check(setup, machine)


def certificate(setup: Setup, machine: Machine) -> Look:
    """The certificates are there, belong together and last."""
    pair = read_pair(setup)
    if pair is None or not look_at(pair).whole:
        return Look(words.CERTIFICATE, right=False, told=words.NO_CERTIFICATE, deed=words.DO_INSTALL)
    until = look_at(pair).until
    told = words.UNTIL.format(year=until.year, month=until.month, day=until.day)
    if until <= machine.now:
        return Look(words.CERTIFICATE, right=False, told=words.EXPIRED.format(until=told), deed=words.DO_INSTALL)
    return Look(words.CERTIFICATE, right=True, told=told)


def trust(setup: Setup, machine: Machine) -> Look:
    """This user trusts the authority."""
    pair = read_pair(setup)
    if pair and machine.trust.has(pair.thumbprint):
        return Look(words.TRUST, right=True, told=words.IS_TRUSTED)
    deed = words.DO_TRUST if machine.registry else words.DO_TRUST_LINUX.format(path=setup.authority)
    return Look(words.TRUST, right=False, told=words.NOT_TRUSTED_YET, deed=deed)


def port(setup: Setup, machine: Machine) -> Look:
    """Nobody else is on the port."""
    free = machine.ask(setup, "/session") != "other"
    told = (words.PORT_OURS if free else words.PORT_TAKEN).format(port=setup.port)
    return Look(words.PORT, free, told, "" if free else words.DO_PORT)


def server(setup: Setup, machine: Machine) -> Look:
    """The server runs."""
    runs = machine.ask(setup, "/session") == "ours"
    return Look(words.SERVER, runs, words.RUNS if runs else words.RUNS_NOT, "" if runs else words.DO_START)


def autostart(_: Setup, machine: Machine) -> Look:
    """The server starts when somebody signs in."""
    folder = machine.places.autostart
    there = (
        (folder / DESKTOP_ENTRY).is_file() if folder else bool(machine.registry and machine.registry.read(RUN, NAME))
    )
    told = words.STARTS if there else words.STARTS_NOT
    return Look(words.AUTOSTART_CHECK, there, told, "" if there else words.DO_INSTALL)


def manifest(setup: Setup, _: Machine) -> Look:
    """The manifest is there as it was installed."""
    right = _read(setup.folder / MANIFEST) == write_manifest(setup)
    return Look(
        words.MANIFEST,
        right,
        words.AS_INSTALLED if right else words.NOT_AS_INSTALLED,
        "" if right else words.DO_INSTALL,
    )


def developer(setup: Setup, machine: Machine) -> Look:
    """Excel's entry in the registry leads to the manifest."""
    known = machine.registry.read(DEVELOPER, ID) if machine.registry else None
    right = known == str(setup.folder / MANIFEST)
    told = words.ENTRY_THERE if right else words.ENTRY_MISSING
    return Look(words.EXCEL_ENTRY, right, told, words.SHOW_EXCEL if right else words.DO_INSTALL)


def office_js(setup: Setup, _: Machine) -> Look:
    """A copy of Office.js is there, or the pane does without."""
    there = (setup.office_js / "office.js").is_file()
    return Look(words.OFFICE_JS, right=True, told=words.OFFICE_JS_THERE if there else words.OFFICE_JS_MISSING)


def stub(setup: Setup, machine: Machine) -> Look:
    """The files of WPS's part are there as they were installed."""
    folder = machine.places.wps / FOLDER
    right = all(_read(folder / name) == data for name, data in stub_files(setup))
    return Look(
        words.STUB,
        right,
        words.AS_INSTALLED if right else words.NOT_AS_INSTALLED,
        "" if right else words.DO_INSTALL_WPS,
    )


def listed(_: Setup, machine: Machine) -> Look:
    """Both lists of WPS have our entry."""
    missing = [name for name in ENTRIES if not _leads_to_us(_read(machine.places.wps / name) or b"")]
    told = words.NOT_LISTED.format(names="、".join(missing)) if missing else words.LISTED
    return Look(words.WPS_ENTRY, not missing, told, words.DO_INSTALL_WPS if missing else "")


def _leads_to_us(data: bytes) -> bool:
    return any(one.get("url") == FOLDER and _PROGRAM in one.get("type", "") for one in entries_of(data, NAME))


def loaded(_: Setup, machine: Machine) -> Look:
    """WPS was allowed to load it, and did."""
    known = _known(machine.places.wps / _TRUSTED)
    if not known:
        return Look(words.WPS_TRUST, right=False, told=words.NEVER_LOADED, deed=words.DO_OPEN_WPS)
    if any(one.get("enable") is False for one in known):
        return Look(words.WPS_TRUST, right=False, told=words.SWITCHED_OFF, deed=words.DO_SWITCH_ON)
    if not any(one.get("isload") is True for one in known):
        return Look(words.WPS_TRUST, right=False, told=words.NOT_LOADED, deed=words.DO_RESTART_WPS)
    return Look(words.WPS_TRUST, right=True, told=words.LOADED)


def _known(path: Path) -> list[dict[str, Any]]:
    """What WPS keeps of our entry for its tables."""
    try:
        told = json.loads((_read(path) or b"{}").decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return []
    program = told.get(_PROGRAM) if isinstance(told, dict) else None
    entries = program.values() if isinstance(program, dict) else program if isinstance(program, list) else ()
    return [one for one in entries if isinstance(one, dict) and one.get("name") == NAME]


def _read(path: Path) -> bytes | None:
    try:
        return read_plain(path)
    except OSError:
        return None
