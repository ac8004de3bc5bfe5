"""`xltrack addin`: the button in Excel and WPS, installed, taken away, looked over."""

from datetime import UTC, datetime

from xltrack.addin import words
from xltrack.addin.arriving import Choice, end_server, install
from xltrack.addin.doctor import look_over
from xltrack.addin.leaving import uninstall
from xltrack.addin.machine import Machine, this_machine
from xltrack.addin.setup import read_setup
from xltrack.cli.console import tell
from xltrack.cli.parser import Said


def addin(said: Said) -> int:
    """Do one deed; 1 where something is left to be done by hand."""
    machine = this_machine(datetime.now(UTC))
    return DEEDS[said.deed](said, machine)


def _install(said: Said, machine: Machine) -> int:
    choice = Choice(said.wps, said.office_js, said.port)
    return 0 if install(choice, machine, lambda line: tell([line])) else 1


def _uninstall(said: Said, machine: Machine) -> int:
    done = uninstall(machine, wps=said.wps)
    return tell(done.lines, 0 if done.whole else 1)


def _doctor(said: Said, machine: Machine) -> int:
    looks = list(look_over(machine, wps=said.wps))
    return tell((look.line for look in looks), 0 if all(look.right for look in looks) else 1)


def _stop(_: Said, machine: Machine) -> int:
    """End the server of the background, so that a new version can take its place."""
    setup = read_setup(machine.places.data)
    ended = setup is None or end_server(setup, machine)
    return tell([words.STOPPED if ended else words.STILL_RUNNING], 0 if ended else 1)


DEEDS = {"install": _install, "uninstall": _uninstall, "doctor": _doctor, "stop": _stop}
