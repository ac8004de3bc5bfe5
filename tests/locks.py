"""Locked workbooks as office programs make them, by code that follows [MS-OFFCRYPTO] and not the library that opens them.

Only the agile kind comes from the library, which writes it too.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator, Sequence
from hashlib import md5, sha1

import xlwt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_agile import ECMA376Agile
from olefile import OleFileIO

DEFAULT = "VelvetSweatshop"
_SALT = bytes(range(16))
_VERIFIER = bytes(range(100, 116))
_PLAIN = {0x0809, 0x002F, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138}  # records that are never encrypted
Keys = Callable[[int], bytes]


def agile(data: bytes, password: str, spins: int = 1000) -> bytes:
    """An .xlsx as Excel 2010 and later lock it (2.3.4.10); real ones have 100,000 spins."""
    return ECMA376Agile.encrypt(password, io.BytesIO(data), spin_count=spins)


def standard(data: bytes, password: str) -> bytes:
    """An .xlsx as Excel 2007 and WPS lock it (2.3.4.7): AES-128 in ECB mode, SHA-1."""
    digest = sha1(_SALT + password.encode("utf-16-le")).digest()
    for at in range(50_000):
        digest = sha1(struct.pack("<I", at) + digest).digest()
    final = sha1(digest + bytes(4)).digest().ljust(64, b"\0")
    key = sha1(bytes(byte ^ 0x36 for byte in final)).digest()[:16]
    verifier = struct.pack("<I", 16) + _SALT + _ecb(key, _VERIFIER) + struct.pack("<I", 20)
    verifier += _ecb(key, sha1(_VERIFIER).digest())
    header = _header(0x24, 0x660E, 128, 0x18)
    info = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + verifier
    return container(info, struct.pack("<Q", len(data)) + _ecb(key, data))


def _ecb(key: bytes, data: bytes) -> bytes:
    aes = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    return aes.update(data + bytes(-len(data) % 16)) + aes.finalize()


def _header(flags: int, cipher: int, bits: int, provider: int) -> bytes:
    name = "Microsoft Enhanced Cryptographic Provider\0".encode("utf-16-le")
    return struct.pack("<IIIIIIII", flags, 0, cipher, 0x8004, bits, provider, 0, 0) + name


def container(info: bytes, package: bytes) -> bytes:
    """The OLE file that holds a locked .xlsx; the library's writer can only hold 4096 bytes and more."""
    assert 4096 <= len(package)
    out = io.BytesIO()
    ECMA376Encrypted(package, info).write_to(out)
    return out.getvalue()


def streams(locked: bytes) -> tuple[bytes, bytes]:
    """The header and the package of a locked .xlsx."""
    with OleFileIO(io.BytesIO(locked)) as ole:
        return ole.openstream("EncryptionInfo").read(), ole.openstream("EncryptedPackage").read()


def rc4(xls: bytes, password: str) -> bytes:
    """An .xls as Excel 97 to 2003 lock it (2.3.6): RC4 with 40 bits, MD5."""
    seed = md5((md5(password.encode("utf-16-le")).digest()[:5] + _SALT) * 16).digest()[:5]
    return _locked_xls(
        xls, struct.pack("<HHH", 1, 1, 1) + _SALT, lambda at: md5(seed + struct.pack("<I", at)).digest(), md5
    )


def rc4_cryptoapi(xls: bytes, password: str, bits: int = 128) -> bytes:
    """An .xls as later Excel and WPS lock it (2.3.5): RC4 CryptoAPI, SHA-1."""
    seed = sha1(_SALT + password.encode("utf-16-le")).digest()
    header = _header(4, 0x6801, bits, 1)
    head = struct.pack("<HHHII", 1, 4, 2, 4, len(header)) + header + struct.pack("<I", 16) + _SALT

    def key(at: int) -> bytes:
        made = sha1(seed + struct.pack("<I", at)).digest()[: bits // 8]
        return made.ljust(16, b"\0") if bits == 40 else made

    return _locked_xls(xls, head, key, sha1)


def _locked_xls(xls: bytes, head: bytes, keys: Keys, digest: Callable[[bytes], md5]) -> bytes:
    stream = _rc4(keys(0))
    verifier = _mixed(_VERIFIER, stream)
    size = b"" if digest is md5 else struct.pack("<I", 20)
    return with_records(xls, [(0x2F, head + verifier + size + _mixed(digest(_VERIFIER).digest(), stream))], keys)


def with_records(xls: bytes, added: Sequence[tuple[int, bytes]], keys: Keys | None = None) -> bytes:
    """An .xls with more records behind its first BOF, encrypted where there are keys."""
    with OleFileIO(io.BytesIO(xls)) as ole:
        workbook = ole.openstream("Workbook").read()
    # xlwt fills the stream up with zeros; Excel does not, and the library stumbles where they are no whole records.
    filler = -sum(4 + len(content) for _, content in (*_records(workbook), *added)) % 4
    added = [*added, (0x0863, bytes(filler))]
    grown = sum(4 + len(content) for _, content in added)
    plain, hidden = bytearray(), bytearray()
    for number, (kind, content) in enumerate(_records(workbook)):
        moved = content
        if kind == 0x85:  # BoundSheet8: where the sheet begins
            moved = struct.pack("<I", struct.unpack("<I", content[:4])[0] + grown) + content[4:]
        for code, words in ((kind, moved), *(added if number == 0 else ())):
            shown = len(words) if code in _PLAIN else 4 if code == 0x85 else 0
            plain += struct.pack("<HH", code, len(words)) + words
            hidden += bytes(4 + shown) + b"\xff" * (len(words) - shown)
    made = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(made, _encrypted(bytes(plain), hidden, keys) if keys else bytes(plain))
    return made.getvalue()


def _encrypted(plain: bytes, hidden: bytes, keys: Keys) -> bytes:
    """The stream with the bytes marked in `hidden` encrypted; each 1024 bytes have a key of their own."""
    made = bytearray()
    for block in range(-(-len(plain) // 1024)):
        piece = slice(block * 1024, (block + 1) * 1024)
        key = _rc4(keys(block))
        made += bytes(byte ^ (next(key) & mask) for byte, mask in zip(plain[piece], hidden[piece], strict=True))
    return bytes(made)


def _records(workbook: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(workbook):
        kind, size = struct.unpack("<HH", workbook[at : at + 4])
        if not kind and not size:
            return  # the rest of the last sector
        yield kind, workbook[at + 4 : at + 4 + size]
        at += 4 + size


def _rc4(key: bytes) -> Iterator[int]:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    while True:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        yield box[(box[i] + box[j]) % 256]


def _mixed(data: bytes, stream: Iterator[int]) -> bytes:
    return bytes(byte ^ next(stream) for byte in data)
