"""`xltrack serve`: the drop page on this computer, opened in its browser where asked for."""

from datetime import date

from xltrack.addin.places import own_places
from xltrack.addin.setup import read_setup
from xltrack.cli.console import tell
from xltrack.cli.parser import Said
from xltrack.serving.door import Wishes
from xltrack.serving.door import serve as serving


def serve(said: Said) -> int:
    """Serve until it is ended; 0."""
    panes = read_setup(own_places().data)
    serving(Wishes(date.today, said.port, _open if said.open else None, _tell, panes=panes))
    return 0


def _open(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _tell(line: str) -> None:
    import sys

    tell([line])
    sys.stdout.flush()  # whoever started it waits for the address
