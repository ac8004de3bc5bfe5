"""The kinds of PC that a folder is made for: what pip calls them, what a marker asks of them, the Python that belongs to them."""

from collections.abc import Mapping
from typing import Final, NamedTuple

# The last 3.12 that python.org built for Windows; it runs from Windows 8.1 on, 3.13 from Windows 10 on.
PYTHON: Final = "3.12.10"
_GLIBC: Final = 28  # of 统信 V20 and 麒麟 V10: wheels for a newer one do not load there


class Target(NamedTuple):
    """A kind of PC.

    Attributes:
        name: what --platform calls it.
        python: the version of Python, of three numbers.
        tags: the platforms of wheels that run there, as pip names them.
        markers: what the markers of a requirement ask of the system.
        archive: how the name of its Python's archive begins and ends.
        digest: the SHA-256 of that archive; empty where any version of 3.12 will do.
        inside: what the archive must hold.
    """

    name: str
    python: str
    tags: tuple[str, ...]
    markers: Mapping[str, str]
    archive: tuple[str, str]
    digest: str
    inside: tuple[str, ...]

    @property
    def version(self) -> str:
        """The version of Python that wheels are built for: 「3.12」."""
        return ".".join(self.python.split(".")[:2])

    @property
    def is_windows(self) -> bool:
        """Whether its scripts are .bat."""
        return self.markers["os_name"] == "nt"


def _linux(machine: str) -> Target:
    versions = [f"manylinux_2_{minor}_{machine}" for minor in range(_GLIBC, 4, -1)]
    tags = (*versions, *(f"{name}_{machine}" for name in ("manylinux2014", "manylinux2010", "manylinux1")))
    markers = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux", "platform_machine": machine}
    archive = (f"cpython-{PYTHON.rpartition('.')[0]}.", f"-{machine}-unknown-linux-gnu-install_only.tar.gz")
    inside = (f"python/bin/python{PYTHON.rpartition('.')[0]}",)
    return Target(f"linux_{machine}", PYTHON, tags, markers, archive, "", inside)


WINDOWS: Final = Target(
    "win_amd64",
    PYTHON,
    ("win_amd64",),
    {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64"},
    (f"python-{PYTHON}-embed-amd64", ".zip"),
    "4acbed6dd1c744b0376e3b1cf57ce906f9dc9e95e68824584c8099a63025a3c3",
    ("python.exe", f"python{PYTHON.rpartition('.')[0].replace('.', '')}._pth"),
)
TARGETS: Final[Mapping[str, Target]] = {
    target.name: target for target in (WINDOWS, _linux("x86_64"), _linux("aarch64"))
}
