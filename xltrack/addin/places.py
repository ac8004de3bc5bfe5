"""Where the add-in keeps what it writes on this kind of computer, and where WPS looks for add-ins."""

import os
import sys
from pathlib import Path
from typing import NamedTuple


class Places(NamedTuple):
    """The folders of a user.

    Attributes:
        data: everything of our own lies in it.
        wps: where WPS looks for add-ins.
        autostart: where Linux looks for what is started with the desktop; None on Windows, whose registry knows it.
    """

    data: Path
    wps: Path
    autostart: Path | None


def own_places() -> Places:
    """The folders of whoever runs this."""
    if sys.platform == "win32":
        local = _folder("LOCALAPPDATA", "AppData/Local")
        return Places(local / "xltrack/addin", _folder("APPDATA", "AppData/Roaming") / "kingsoft/wps/jsaddons", None)
    data = _folder("XDG_DATA_HOME", ".local/share")
    return Places(
        data / "xltrack/addin", data / "Kingsoft/wps/jsaddons", _folder("XDG_CONFIG_HOME", ".config") / "autostart"
    )


def _folder(variable: str, usual: str) -> Path:
    named = os.environ.get(variable, "")
    return Path(named) if named and Path(named).is_absolute() else Path.home() / usual
