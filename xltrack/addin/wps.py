"""What WPS takes for an add-in: a folder beside its lists of add-ins, and an entry in each of them.

WPS makes index.html itself and wants none there (open.wps.cn, WPS 加载项开发说明); it asks for manifest.xml at each start.
"""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final

from xltrack.addin import words
from xltrack.addin.icons import icon
from xltrack.addin.setup import Setup

NAME: Final = "xltrack"
# That of the stub, not of xltrack: WPS asks anew for trust where a folder is another one.
_VERSION: Final = "1.0.0"
FOLDER: Final = f"{NAME}_{_VERSION}"
_FILES: Final = Path(__file__).parent / "files"
_ICON: Final = 64
# Since 12.1.0.16910 WPS for persons reads publish.xml alone, older ones and those of enterprises jsplugins.xml. 「enable_dev」 is what
# WPS writes there itself for an add-in that lies on the disk.
ENTRIES: Final[Mapping[str, bytes]] = {
    name: f'<jsplugin name="{NAME}" type="et" url="{FOLDER}" version="{_VERSION}" enable="{enable}"/>'.encode()
    for name, enable in (("publish.xml", "enable_dev"), ("jsplugins.xml", "true"))
}


def stub_files(setup: Setup) -> Iterator[tuple[str, bytes]]:
    """The files of the folder, by name."""
    filled = {
        "@ADDRESS@": setup.address("wps"), "@BUTTON@": escape(words.BUTTON), "@TIP@": escape(words.TIP),
        "@DESCRIPTION@": escape(words.DESCRIPTION),
    }  # fmt: skip
    for name in ("main.js", "manifest.xml", "ribbon.xml"):
        text = (_FILES / name).read_text("utf-8")
        for mark, fact in filled.items():
            text = text.replace(mark, fact)
        yield name, text.encode()
    yield "icon.png", icon(_ICON)
