"""The parts of a .docx that a notice is read from, in a package of their own: no pictures, no links, nothing embedded.

The file is untrusted: its parts are unpacked within bounds and looked through for a DTD before anything parses them; what is not
read (media, embedded objects, relations to the outside) never leaves the zip.
"""

import io
import zipfile
from typing import Final

from xltrack.base.errors import SourceError
from xltrack.ooxml.limits import Limits
from xltrack.ooxml.package import Package
from xltrack.ooxml.xml import Checker, PartError, as_utf8

_W: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
# Strict OOXML has names of its own for the same elements.
_STRICT: Final = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _OFFICE.encode()),
)
_KINDS: Final[tuple[str, ...]] = ("styles", "numbering")


def slim_package(data: bytes, limits: Limits) -> io.BytesIO:
    """The document with its styles and numbering alone, as a file of its own.

    Raises:
        SourceError: D785 it is another kind of file, D797 it is damaged, D126 encrypted, D131 it has a DTD, D132 it is too large.
    """
    try:
        package = Package(data, limits)
        main = _main_part(package)
        found = {"document": main, **_targets(package, main)}
        parts = {kind: _checked(package, found[kind], limits) for kind in ("document", *_KINDS) if kind in found}
    except (PartError, SourceError) as error:
        if isinstance(error, PartError) or error.code == "D111":
            raise SourceError("D797") from None
        raise
    return _packed(parts)


def _main_part(package: Package) -> str:
    if package.is_locked:
        raise SourceError("D126")
    main = _targets(package, "").get("officeDocument") or (
        "word/document.xml" if "word/document.xml" in package else ""
    )
    if main.strip("/").lower().startswith("word/"):
        return main
    if main:
        raise SourceError("D785")
    text = "mimetype" in package and b"opendocument.text" in package.part("mimetype")
    raise SourceError("D781" if text else "D782" if "ofd.xml" in package.names else "D785")


def _targets(package: Package, main: str) -> dict[str, str]:
    return {relation.kind: relation.target for relation in package.relations(main).values() if relation.target}


def _checked(package: Package, name: str, limits: Limits) -> bytes:
    """A part in UTF-8, well-formed, without a DTD."""
    data = b"".join(as_utf8(package.chunks(name)))
    Checker(limits.depth).feed(data, final=True)
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    # What the XML declaration says of the encoding is not so any more.
    return data.partition(b"?>")[2] if data.lstrip().startswith(b"<?xml") else data


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    kinds = [kind for kind in _KINDS if kind in parts]
    overrides = "".join(
        f'<Override PartName="/word/{kind}.xml" ContentType="{_W}.{"document.main" if kind == "document" else kind}+xml"/>'
        for kind in parts
    )
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    types = f'<Types xmlns="{_PACKAGE}/content-types">{default}{overrides}</Types>'
    root = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    own = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/{kind}" Target="{kind}.xml"/>' for i, kind in enumerate(kinds)
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as target:
        target.writestr("[Content_Types].xml", types)
        target.writestr("_rels/.rels", _relations(root))
        target.writestr("word/_rels/document.xml.rels", _relations(own))
        for kind, data in parts.items():
            target.writestr(f"word/{kind}.xml", data)
    file.seek(0)
    return file


def _relations(entries: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'
