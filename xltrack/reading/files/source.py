"""Opens one file: reads its bytes once, whole and unchanged, says what it is, and hands it to its reader (docs/规则.md 6).

What it is is told by its content; the ending of its name is never believed.
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Literal, cast, get_args

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.base.system import is_in_use, reason_of
from xltrack.ooxml.limits import DEFAULT_LIMITS, NO_MEMORY, Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import PartError
from xltrack.reading.files.decoding import find_encoding, read_words
from xltrack.reading.files.grid import SourceBook

_REFUSALS = (
    (PermissionError, "D107"), ((FileNotFoundError, NotADirectoryError), "D105"), (IsADirectoryError, "D103"),
)  # fmt: skip
_BY_SYSTEM: Final = frozenset({"D107", "D108", "D110"})
_LOCK_FILE = 4096


def open_book(
    path: Path, *, limits: Limits = DEFAULT_LIMITS, only: Sequence[str] | None = None, password: str | None = None
) -> SourceBook:
    """Read a workbook of any kind; of an .xlsx only the sheets that the defined names in `only` point to, where given.

    `password` opens it where it is locked.

    Raises:
        SourceError: it is no workbook that can be read; its sentence says what it is and what to do.
    """
    with naming(path.name):
        return book_of(read_bytes(path, limits), path.name, limits=limits, only=only, password=password)


def book_of(
    data: bytes,
    name: str,
    *,
    limits: Limits = DEFAULT_LIMITS,
    only: Sequence[str] | None = None,
    password: str | None = None,
) -> SourceBook:
    """The workbook that bytes are which were read already, see `open_book`."""
    with naming(name):
        try:
            return _read(data, name, limits, only)
        except SourceError as error:
            if error.code != "D126":
                raise
        return _read_locked(data, name, limits, only, password)


@contextmanager
def naming(name: str) -> Iterator[None]:
    """Let refusals tell the name of the file, and too little memory be one of them."""
    try:
        yield
    except MemoryError:
        raise SourceError("D132", limit=NO_MEMORY, name=name) from None
    except SourceError as error:
        raise SourceError(error.code, **{"name": name, **error.facts}) from None


@contextmanager
def passing_over() -> Iterator[None]:
    """Let pass that a file is none that can be read; not that the system refuses it: what stands there may be good."""
    try:
        yield
    except SourceError as error:
        if is_by_system(error):
            raise


def is_by_system(error: SourceError) -> bool:
    """Whether it is the system that refuses a file, or another program that changes it: what stands there may be good."""
    return error.code in _BY_SYSTEM


def _read(data: bytes, name: str, limits: Limits, only: Sequence[str] | None) -> SourceBook:
    kind = sniff(data)
    if kind == "xls":
        from xltrack.reading.files.xls import read_xls

        return read_xls(data, name, limits)
    if kind != "xlsx":
        return _read_text(data, kind, name, limits)
    package = Package(data, limits)
    if sniff_package(package) == "ods":
        from xltrack.reading.files.ods import read_ods

        return read_ods(package, name, limits)
    from xltrack.reading.files.xlsx import read_xlsx

    return read_xlsx(package, name, limits, only)


def _read_text(data: bytes, kind: "FileKind", name: str, limits: Limits) -> SourceBook:
    if kind == "web page":
        from xltrack.reading.files.web_page import read_web_page

        return read_web_page(data, name, limits)
    if kind == "xml 2003":
        from xltrack.reading.files.xml2003 import read_xml2003

        return read_xml2003(data, name, limits)
    from xltrack.reading.files.delimited import read_delimited

    return read_delimited(data, name, limits)


def _read_locked(
    data: bytes, name: str, limits: Limits, only: Sequence[str] | None, password: str | None
) -> SourceBook:
    from xltrack.reading.files.locked import unlock

    plain, locked = unlock(data, password, limits)
    try:
        return _read(plain, name, limits, only)._replace(locked=locked)
    except SourceError as error:
        # A lock inside a lock is nothing that an office program makes.
        raise SourceError("D253") if error.code == "D126" else error from None


def read_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a regular file that did not change while they were read.

    Raises:
        SourceError: it is no file, cannot be read, is too big, changes, or is the lock file of an open workbook.
    """
    try:
        before = path.stat()
        _refuse_kind(path, before)
        if before.st_size > limits.file:
            raise limits.over("file")
        with path.open("rb") as file:
            opened = os.fstat(file.fileno())
            data = file.read()
            after = os.fstat(file.fileno())
    except OSError as error:
        raise _refusal(path, error) from None
    if (opened.st_size, opened.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise SourceError("D110")
    return data


def read_unlocked(path: Path, limits: Limits = DEFAULT_LIMITS, password: str | None = None) -> bytes:
    """The bytes of a workbook, unlocked where a password opens it; what is none is left to whoever reads it.

    Raises:
        SourceError: as `read_bytes` does, and D126, D250 to D254 where it cannot be unlocked.
    """
    return unlocked(read_bytes(path, limits), limits, password)


def unlocked(data: bytes, limits: Limits = DEFAULT_LIMITS, password: str | None = None) -> bytes:
    """The same of bytes that were read already."""
    try:
        sniff(data)
    except SourceError as error:
        if error.code == "D126":
            from xltrack.reading.files.locked import unlock

            return unlock(data, password, limits)[0]
        if error.code.startswith("D25"):
            raise
    return data


def _refuse_kind(path: Path, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise SourceError("D103")
    if not stat.S_ISREG(status.st_mode):
        raise SourceError("D104")
    if path.name.startswith(("~$", ".~lock.")) and status.st_size <= _LOCK_FILE:
        raise SourceError("D109", workbook=path.name.removeprefix("~$").removeprefix(".~lock.").removesuffix("#"))


def _refusal(path: Path, error: OSError) -> SourceError:
    in_use, linked = is_in_use(error), False
    with suppress(OSError):
        linked = path.is_symlink()
    kind = next((code for kinds, code in _REFUSALS if isinstance(error, kinds)), "D108")
    code = "D108" if in_use else "D106" if linked and kind != "D107" else kind
    return SourceError(code, **({"reason": reason_of(error)} if code == "D108" else {}))


FileKind = Literal["xlsx", "ods", "xls", "web page", "xml 2003", "text"]
Signature = Literal["zip", "ole", "pdf", "picture", "archive", "rtf", "excel 4"]

_ZIP: Final = b"PK\3\4"
_ZIP_END: Final = b"PK\5\6"
# What files of a kind begin with.
_SIGNATURES: Final[dict[Signature, tuple[bytes, ...]]] = {
    "zip": (_ZIP, _ZIP_END), "ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), "pdf": (b"%PDF",), "rtf": (b"{\\rtf",),
    "picture": (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"),
    "archive": (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    "excel 4": (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00"),
}  # fmt: skip
_REFUSED: Final[dict[Signature | None, str]] = {
    "pdf": "D120", "picture": "D121", "archive": "D122", "rtf": "D123", "excel 4": "D129",
}  # fmt: skip
# What rights management leaves in the directory: of .xlsx the last two, of .xls the others.
_RIGHTS: Final = ("\tDRMContent", "\tDRMDataSpace", "\tDRMTransform", "DRMEncryptedDataSpace", "DRMEncryptedTransform")
# Entries of the directory, and what a file is that has one of them; a workbook is not refused.
_ENTRIES: Final = (
    (_RIGHTS, "D251"), (("EncryptedPackage",), "D126"), (("Workbook", "Book"), ""),
    (("WordDocument", "PowerPoint Document"), "D123"),
)  # fmt: skip
_HEAD: Final = 16_384
# What texts of a kind hold near their beginning: the kind, or the rule by which it is refused; the first one counts.
_MARKS: Final[tuple[tuple[re.Pattern[str], FileKind | str], ...]] = (
    (pattern(r"\A(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|table|frameset)\b"), "web page"),
    (pattern(r"urn:schemas-microsoft-com:office:spreadsheet|mso-application progid=.excel"), "xml 2003"),
    (pattern(r"\Amime-version:|content-type:\s*multipart/(related|mixed)"), "D116"),
    (pattern(r"<office:document\b"), "D117"),
    (pattern(r"\Aid;p"), "D118"),
    (pattern(r"<(!doctype html|html|head|meta|body|table)\b"), "web page"),
    (pattern(r"\A<(?:!--|style|script|div|p|center|form|font|span|title|h[1-6]|br)\b"), "web page"),
    (pattern(r"\A<\?xml|\A<[a-z]"), "D137"),
)
# Words that the encryption software of offices writes in clear at the head of its files.
_ENVELOPES: Final = (b"E-SafeNet", b"%TSD-Header")
_ENVELOPE: Final = 4096  # bytes that it may take itself: a page of zeros and names
_SAMPLE: Final = 65_536
_ENOUGH: Final = 2048  # with fewer bytes the counts of 256 values say little
# Chi-square of 255 degrees of freedom: 255 on average for cipher text, above 440 once in 10^11 cases.
_EVEN: Final = 440.0


def sniff(data: bytes) -> FileKind:
    """Say which reader a file is for.

    Raises:
        SourceError: it is none that can be read; each kind has its own sentence.
    """
    if not data:
        raise SourceError("D101")
    if not data.strip(b"\0"):
        raise SourceError("D102")
    signature = find_signature(data)
    if signature == "ole":
        return _sniff_ole(data)
    if signature == "zip":
        return "xlsx"
    if signature in _REFUSED:
        raise SourceError(_REFUSED[signature])
    if find_encoding(data[:_HEAD], whole=False):
        return _sniff_text(data[:_HEAD])
    if b"%PDF-" in data[:1024]:
        raise SourceError("D120")
    if data.rfind(_ZIP_END, -66_000) >= 0 and _ZIP in data:
        return "xlsx"
    raise SourceError("D252" if is_enveloped(data) else "D128")


def find_signature(data: bytes) -> Signature | None:
    """What kind of file the first bytes are of; None for text, and for what has none."""
    return next((kind for kind, heads in _SIGNATURES.items() if data.startswith(heads)), None)


def _sniff_text(head: bytes) -> FileKind:
    """Say what kind of text it is.

    Raises:
        SourceError: D116 to D118, D137: none that is read.
    """
    encoding = find_encoding(head, whole=False)
    text = "".join(read_words(head, encoding)).lstrip("\ufeff \t\r\n").lower() if encoding else ""
    found = next((kind for mark, kind in _MARKS if mark.search(text)), "text")
    if found in get_args(FileKind):
        return cast("FileKind", found)
    raise SourceError(found)


def is_enveloped(data: bytes) -> bool:
    """Whether a file of no known kind is encrypted: by the mark of a software, or because its bytes are as even as cipher text."""
    body = data[min(_ENVELOPE, len(data) // 2) :][:_SAMPLE]
    counts, expected = Counter(body), len(body) / 256
    even = len(body) >= _ENOUGH and sum((counts[n] - expected) ** 2 for n in range(256)) / expected < _EVEN
    return even or any(mark in data[:_ENVELOPE] for mark in _ENVELOPES)


def _sniff_ole(data: bytes) -> FileKind:
    code = next((code for names, code in _ENTRIES if any(has_entry(data, name) for name in names)), "D130")
    if code:
        raise SourceError("D253" if code == "D126" and not has_entry(data, "EncryptionInfo") else code)
    return "xls"


def has_entry(data: bytes, name: str) -> bool:
    """Whether an OLE file has a storage or stream of this name, in capitals or not: its directory stands at multiples of 128 bytes."""
    forms = {form.encode("utf-16-le") + b"\0\0" for form in (name, name.upper(), name.lower())}
    return any(_stands_at(data, entry) for entry in forms)


def _stands_at(data: bytes, entry: bytes) -> bool:
    at = data.find(entry, 512)
    while at >= 0 and at % 128:
        at = data.find(entry, at + 1)
    return at >= 0


def sniff_package(package: Package) -> Literal["xlsx", "ods"]:
    """Say what is in a zip file.

    Raises:
        SourceError: no workbook that can be read.
    """
    names = package.names
    if package.is_locked:
        raise SourceError("D127")
    if "mimetype" in package and b"opendocument" in (kind := _mimetype(package)):
        if b"spreadsheet" not in kind:
            raise SourceError("D123")
        return "ods"
    if any(name.endswith("workbook.bin") for name in names):
        raise SourceError("D119")
    if any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise SourceError("D123")
    if "[content_types].xml" in names:
        raise SourceError("D112", part="workbook.xml")
    books = sum(name.endswith((".xlsx", ".xls", ".et", ".ods", ".xlsm", ".xlsb")) for name in names)
    raise SourceError("D125", count=books) if books else SourceError("D124")


def _mimetype(package: Package) -> bytes:
    try:
        return next(package.chunks("mimetype"), b"")[:200]
    except PartError:
        return b""
