"""A browser of the Chromium family, where the PC has one: it prints a page as a PDF, or makes a picture of it, alone and offline.

Nothing is fetched (no name resolves), no profile of the user's is touched, and it is ended when its time is up. What cannot be
made so is left away: everything is on paper and on the screen without it.
"""

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.base.platform import run_limited

_SECONDS: Final = 20.0
_WINDOWS: Final = ("Microsoft/Edge/Application/msedge.exe", "Google/Chrome/Application/chrome.exe")
_MAC: Final = (
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
)  # fmt: skip
_NAMES: Final = (
    "microsoft-edge",
    "microsoft-edge-stable",
    "google-chrome",
    "google-chrome-stable",
    "chromium",
    "chromium-browser",
)
_SHARPNESS: Final = 2  # dots of a picture for each pixel of the page
_HIGHEST: Final = 8000  # pixels of a page; longer ones would be no picture to look at
_MEASURE: Final = (
    "<script>var d=document.documentElement;d.style.width='{width}px';"
    "d.dataset.height=Math.ceil(document.body.getBoundingClientRect().bottom)</script></body>"
)
_HEIGHT: Final = re.compile(rb'data-height="(\d{1,6})"')
_ALONE: Final = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip


class Browser(NamedTuple):
    """A browser by its path."""

    path: Path

    def printed(self, page: str) -> bytes | None:
        """The page as a PDF, by its own print rules; None where the browser does not make it in its time."""
        with _Room() as room:
            target = room.folder / "page.pdf"
            self._run(room, page, "--no-pdf-header-footer", f"--print-to-pdf={target}")
            return room.result(target, b"%PDF-")

    def pictured(self, page: str, width: int) -> bytes | None:
        """The page in so many pixels as a PNG of twice as many, cut to its height; None where the browser does not make it in time."""
        with _Room() as room:
            dump = self._run(room, page.replace("</body>", _MEASURE.format(width=width)), "--dump-dom")
            found = _HEIGHT.search(dump)
            if not found or not 0 < int(found[1]) <= _HIGHEST:
                return None
            target = room.folder / "page.png"
            size = f"--window-size={width},{int(found[1])}"
            self._run(room, page, size, f"--force-device-scale-factor={_SHARPNESS}", f"--screenshot={target}")
            return room.result(target, b"\x89PNG")

    def _run(self, room: "_Room", page: str, *wanted: str) -> bytes:
        """Open the page in a process of its own; what that put out, nothing where it failed."""
        source = room.folder / "page.html"
        source.write_text(page, encoding="utf-8")
        # A browser that root starts has no sandbox to give; the page is this program's own and has no scripts but the one above.
        root = ("--no-sandbox",) if sys.platform != "win32" and os.geteuid() == 0 else ()
        profile = f"--user-data-dir={room.folder / 'profile'}"
        try:
            done = run_limited([str(self.path), *_ALONE, *root, profile, *wanted, source.as_uri()], b"", _SECONDS)
        except OSError:
            return b""
        return done[1] if done else b""


class _Room:
    """A folder for one result, which goes with it."""

    def __enter__(self) -> "_Room":
        # The browser's last processes may still write into its profile while it is removed.
        self._held = tempfile.TemporaryDirectory(prefix="xltrack-", ignore_cleanup_errors=True)
        self.folder = Path(self._held.name)
        return self

    def __exit__(self, *_: object) -> None:
        self._held.cleanup()

    def result(self, path: Path, head: bytes) -> bytes | None:
        """The bytes of a file that begins so."""
        with suppress(OSError):
            data = path.read_bytes()
            return data if data.startswith(head) else None
        return None


def find_browser() -> Browser | None:
    """The browser of this PC; None where it has none in the usual places."""
    return next((Browser(path) for path in _places() if path.is_file()), None)


def _places() -> Iterator[Path]:
    if sys.platform == "win32":
        roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        yield from (Path(root) / name for name in _WINDOWS for root in roots if root)
    elif sys.platform == "darwin":
        yield from (Path("/Applications") / name for name in _MAC)
    else:
        yield from (Path(found) for name in _NAMES if (found := shutil.which(name)))
