"""What kind of file it is, by its content; the ending of its name is never believed (docs/规则.md 6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, cast, get_args

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.reading.files.decoding import find_encoding, read_words

if TYPE_CHECKING:
    from xltrack.ooxml.package import Package

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
    from xltrack.reading.files.envelopes import is_enveloped

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


def _sniff_ole(data: bytes) -> FileKind:
    if any(has_entry(data, name) for name in _RIGHTS):
        raise SourceError("D251")
    if has_entry(data, "EncryptedPackage"):
        raise SourceError("D126" if has_entry(data, "EncryptionInfo") else "D253")
    if has_entry(data, "Workbook") or has_entry(data, "Book"):
        return "xls"
    if has_entry(data, "WordDocument") or has_entry(data, "PowerPoint Document"):
        raise SourceError("D123")
    raise SourceError("D130")


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
    books = [name for name in names if name.endswith((".xlsx", ".xls", ".et", ".ods", ".xlsm", ".xlsb"))]
    if books:
        raise SourceError("D125", count=len(books))
    raise SourceError("D124")


def _mimetype(package: Package) -> bytes:
    from xltrack.ooxml.xml import PartError

    try:
        return next(package.chunks("mimetype"), b"")[:200]
    except PartError:
        return b""
