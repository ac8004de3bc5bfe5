"""What kind of file it is, by its content; the ending of its name is never believed (docs/规则.md 6)."""

import codecs
from collections import Counter
from contextlib import suppress
from typing import Final, Literal

from xltrack.base.errors import SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import PartError

FileKind = Literal["xlsx", "ods", "xls"]
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
_MARKS: Final = (
    (pattern(r"urn:schemas-microsoft-com:office:spreadsheet|mso-application progid=.Excel"), "D115"),
    (pattern(r"\Amime-version:|content-type:\s*multipart/(related|mixed)"), "D116"),
    (pattern(r"<office:document\b"), "D117"),
    (pattern(r"\Aid;p"), "D118"),
    (pattern(r"<(!doctype html|html|head|meta|body|table)\b"), "D113"),
    (pattern(r"\A<\?xml|\A<[a-z]"), "D137"),
)
# Words that the encryption software of offices writes in clear at the head of its files.
_ENVELOPES: Final = (b"E-SafeNet", b"%TSD-Header")
_ENVELOPE: Final = 4096  # bytes that it may take itself: a page of zeros and names
_SAMPLE: Final = 65_536
_ENOUGH: Final = 2048  # with fewer bytes the counts of 256 values say little
# Chi-square of 255 degrees of freedom: 255 on average for cipher text, above 440 once in 10^11 cases.
_EVEN: Final = 440.0
CONTROL: Final = pattern(r"[\x00-\x08\x0e-\x1f\x7f]")


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
    text = _decode(data[:_HEAD])
    if text is not None:
        text = text.lstrip().lower()
        raise SourceError(next((code for mark, code in _MARKS if mark.search(text)), "D114"))
    if b"%PDF-" in data[:1024]:
        raise SourceError("D120")
    if data.rfind(_ZIP_END, -66_000) >= 0 and _ZIP in data:
        return "xlsx"
    from xltrack.reading.files.sniff import is_enveloped

    raise SourceError("D252" if is_enveloped(data) else "D128")


def find_signature(data: bytes) -> Signature | None:
    """What kind of file the first bytes are of; None for text, and for what has none."""
    return next((kind for kind, heads in _SIGNATURES.items() if data.startswith(heads)), None)


def list_encodings(data: bytes) -> list[str]:
    """The encodings that a text may be in, the likeliest first."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\0" in data:
        return ["utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"]
    return ["utf-8-sig", "gb18030"]


def _decode(head: bytes) -> str | None:
    """The words of a text file in UTF-8, UTF-16 or GBK; None where it is no text."""
    for name in list_encodings(head):
        with suppress(UnicodeError):
            text = codecs.getincrementaldecoder(name)().decode(head)
            if not CONTROL.search(text):
                return text
    return None


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
    """Whether an OLE file has a storage or stream of this name: its directory stands at multiples of 128 bytes."""
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
    books = sum(name.endswith((".xlsx", ".xls", ".et", ".ods", ".xlsm", ".xlsb")) for name in names)
    raise SourceError("D125", count=books) if books else SourceError("D124")


def _mimetype(package: Package) -> bytes:
    try:
        return next(package.chunks("mimetype"), b"")[:200]
    except PartError:
        return b""
