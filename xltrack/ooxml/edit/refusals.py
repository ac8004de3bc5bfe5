"""Workbooks that are not written into: what they are, told before anything is read or made."""

from collections import Counter
from typing import Final

from xltrack.base.errors import EditError, SourceError
from xltrack.base.patterns import pattern
from xltrack.ooxml.edit import words
from xltrack.ooxml.edit.tags import attribute
from xltrack.ooxml.package import Package, plain_name
from xltrack.ooxml.packed import WORKBOOK, Part
from xltrack.ooxml.workbook import find_workbook
from xltrack.ooxml.xml import PartError, recoded

SUFFIXES: Final = frozenset({".xlsx", ".xlsm"})
_OLE: Final = b"\xd0\xcf\x11\xe0"
_LOCKED: Final = ("EncryptedPackage", "DRMEncrypted")  # streams of a file that a password or rights lock
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_SIGNED: Final = pattern(r"_xmlsignatures/.*(?:\.sigs|\.xml)$")
_SHARED: Final = pattern(r"/(?:revisions/|usernames\.xml$)|(?:^|/)revisionheaders\.xml$")
_HASHES: Final = ("reservationPassword", "hashValue")


def open_editable(data: bytes, suffix: str) -> Package:
    """The package of a workbook that may be written into.

    Raises:
        EditError: D800 another kind of file, D802 locked, D803 signed, D804 shared, D805 written in an unusual way.
        SourceError: it is damaged (D111) or holds too much (D132).
    """
    if suffix.lower() not in SUFFIXES:
        raise EditError("D800", suffix=f" {suffix}" if suffix else words.NO_SUFFIX)
    if data.startswith(_OLE) and any(name.encode("utf-16-le") in data for name in _LOCKED):
        raise EditError("D802")
    if not data.startswith(b"PK"):
        raise EditError("D800", suffix=words.OTHER_INSIDE)
    package = Package(data)
    if package.is_locked:
        raise EditError("D802")
    counts = Counter(plain_name(name) for name, _ in package.checksums)
    if twice := next((name for name, count in counts.items() if count > 1), None):
        raise EditError("D805", reason=words.TWICE.format(name=twice))
    if any(_SIGNED.search(name) for name in counts):
        raise EditError("D803")
    if any(_SHARED.search(name) for name in counts):
        raise EditError("D804")
    try:
        part = find_workbook(package)
        if not part or not part.lower().endswith(".xml"):
            raise EditError("D800", suffix=words.OTHER_INSIDE)
        _check_workbook(recoded(package.part(part))[0])
    except (PartError, ValueError):
        raise SourceError("D112", part="workbook.xml") from None
    return package


def _check_workbook(data: bytes) -> None:
    """Refuse a workbook part in the strict form, or one that asks for a password before it may be changed."""
    if _STRICT in data[:4096]:
        raise EditError("D805", reason=words.STRICT)
    sharing = Part(data, WORKBOOK).child("fileSharing")
    if sharing and any(attribute(data[sharing.start : sharing.inner], name) for name in _HASHES):
        raise EditError("D805", reason=words.RESERVED)
