"""What kind of file it is, by its content; the ending of its name is never believed (docs/规则.md 6)."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Final, Literal

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern

if TYPE_CHECKING:
    from xltrack.ooxml.package import Package

FileKind = Literal["xlsx", "ods", "xls"]

_ZIP: Final = b"PK\3\4"
_ZIP_EMPTY: Final = b"PK\5\6"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# What rights management leaves in the directory: of .xlsx the last two, of .xls the others.
_RIGHTS: Final = ("\tDRMContent", "\tDRMDataSpace", "\tDRMTransform", "DRMEncryptedDataSpace", "DRMEncryptedTransform")
_HEAD: Final = 16_384
_SIGNATURES: Final = (
    (b"%PDF", "D120"),
    (b"\x89PNG", "D121"),
    (b"\xff\xd8\xff", "D121"),
    (b"GIF8", "D121"),
    (b"BM", "D121"),
    (b"II*\0", "D121"),
    (b"MM\0*", "D121"),
    (b"Rar!", "D122"),
    (b"7z\xbc\xaf\x27\x1c", "D122"),
    (b"\x1f\x8b", "D122"),
    (b"BZh", "D122"),
    (b"\xfd7zXZ", "D122"),
    (b"{\\rtf", "D123"),
    (b"\x09\x00\x04\x00", "D129"),
    (b"\x09\x02\x06\x00", "D129"),
    (b"\x09\x04\x06\x00", "D129"),
    (b"\x09\x08\x08\x00", "D129"),
)
_MARKS: Final = (
    (re.compile(r"urn:schemas-microsoft-com:office:spreadsheet|mso-application progid=.Excel"), "D115"),
    (re.compile(r"\Amime-version:|content-type:\s*multipart/(related|mixed)"), "D116"),
    (re.compile(r"<office:document\b"), "D117"),
    (re.compile(r"\Aid;p"), "D118"),
    (re.compile(r"<(!doctype html|html|head|meta|body|table)\b"), "D113"),
    (re.compile(r"\A<\?xml|\A<[a-z]"), "D137"),
)
_CONTROL = pattern(r"[\x00-\x08\x0e-\x1f\x7f]")


def sniff(data: bytes) -> FileKind:
    """Say which reader a file is for.

    Raises:
        SourceError: it is none that can be read; each kind has its own sentence.
    """
    if not data:
        raise SourceError("D101")
    if not data.strip(b"\0"):
        raise SourceError("D102")
    if data.startswith(_OLE):
        return _sniff_ole(data)
    if data.startswith((_ZIP, _ZIP_EMPTY)):
        return "xlsx"
    for signature, code in _SIGNATURES:
        if data.startswith(signature):
            raise SourceError(code)
    text = _decode(data[:_HEAD])
    if text is not None:
        _refuse_text(text)
    if b"%PDF-" in data[:1024]:
        raise SourceError("D120")
    if data.rfind(_ZIP_EMPTY, -66_000) >= 0 and _ZIP in data:
        return "xlsx"
    from xltrack.reading.files.envelopes import is_enveloped

    raise SourceError("D252" if is_enveloped(data) else "D128")


def _decode(head: bytes) -> str | None:
    """The words of a text file in UTF-8, UTF-16 or GBK; None where it is no text."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ["utf-16"]
    elif b"\0" in head:
        names = ["utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"]
    else:
        names = ["utf-8-sig", "gb18030"]
    for name in names:
        try:
            text = codecs.getincrementaldecoder(name)().decode(head)
        except UnicodeError:
            continue
        if not _CONTROL.search(text):
            return text
    return None


def _refuse_text(text: str) -> None:
    text = text.lstrip().lower()
    for mark, code in _MARKS:
        if mark.search(text):
            raise SourceError(code)
    raise SourceError("D114")


def _sniff_ole(data: bytes) -> FileKind:
    """An OLE file is told by the names in its directory, which stand at multiples of 128 bytes."""
    if any(_has_entry(data, name) for name in _RIGHTS):
        raise SourceError("D251")
    if _has_entry(data, "EncryptedPackage"):
        raise SourceError("D126" if _has_entry(data, "EncryptionInfo") else "D253")
    if _has_entry(data, "Workbook") or _has_entry(data, "Book"):
        return "xls"
    if _has_entry(data, "WordDocument") or _has_entry(data, "PowerPoint Document"):
        raise SourceError("D123")
    raise SourceError("D130")


def _has_entry(data: bytes, name: str) -> bool:
    entry = name.encode("utf-16-le") + b"\0\0"
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
