"""`xltrack serve`: the drop page on this computer, opened in its browser where asked for."""

from datetime import date

from xltrack.cli.console import tell
from xltrack.cli.parser import Said
from xltrack.serving.door import Wishes
from xltrack.serving.door import serve as serving


def serve(said: Said) -> int:
    """Serve until it is ended; 0."""
    serving(Wishes(date.today, said.port, _open if said.open else None, _tell))
    return 0


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _tell(line: str) -> None:
    import sys

    tell([line])
    sys.stdout.flush()  # whoever started it waits for the address
