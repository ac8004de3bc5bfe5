"""Certificates for localhost alone: an authority whose key is thrown away once it has signed the one of the server."""

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from xltrack.addin.setup import Setup
from xltrack.base.system import read_plain

_YEARS: Final = timedelta(days=3650)
_EARLIER: Final = timedelta(days=1)  # clocks of offices go wrong
_SOON: Final = timedelta(days=90)
_HOST: Final = "localhost"
_ADDRESS: Final = "127.0.0.1"
# Seen in the warning of Windows and in lists of certificates, beside those of others.
_NAME: Final = "xltrack localhost only"


class Certificates(NamedTuple):
    """What is kept, as PEM: that of the authority, that of the server with the key to it."""

    authority: bytes
    certificate: bytes
    private_key: bytes

    @property
    def thumbprint(self) -> str:
        """What Windows calls the authority's certificate by: its SHA-1 in hexadecimal digits."""
        found = x509.load_pem_x509_certificate(self.authority).public_bytes(Encoding.DER)
        return hashlib.sha1(found, usedforsecurity=False).hexdigest()


class Validity(NamedTuple):
    """How a pair of certificates stands.

    Attributes:
        until: when it ends.
        whole: its parts belong together.
    """

    until: datetime
    whole: bool

    def lasts(self, now: datetime) -> bool:
        """Whether it need not be made anew yet."""
        return self.whole and self.until - now > _SOON


def make_pair(now: datetime) -> Certificates:
    """A new authority that lasts ten years, and what it signed; its own key is nowhere any more."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _authority(authority_key, now)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _HOST)])
    names = [x509.DNSName(_HOST), x509.IPAddress(IPv4Address(_ADDRESS))]
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    certificate = (
        _begun(name, authority.subject, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Certificates(authority.public_bytes(Encoding.PEM), certificate.public_bytes(Encoding.PEM), secret)


def _authority(key: ec.EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _NAME)])
    only = [x509.DNSName(_HOST), x509.IPAddress(IPv4Network(f"{_ADDRESS}/32"))]
    return (
        _begun(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=only, excluded_subtrees=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    """What both have: they are for one key each, and last equally long, for nobody can sign again."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + _YEARS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=signs, crl_sign=signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def look_at(pair: Certificates) -> Validity:
    """How a pair stands; ValueError where one of its files is damaged."""
    authority, certificate = (x509.load_pem_x509_certificate(one) for one in (pair.authority, pair.certificate))
    try:
        key = load_pem_private_key(pair.private_key, None).public_key()
    except TypeError as error:  # it asks for a password
        raise ValueError(pair) from error
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    same = key.public_bytes(*form) == certificate.public_key().public_bytes(*form)
    return Validity(
        min(authority.not_valid_after_utc, certificate.not_valid_after_utc), same and _signed(certificate, authority)
    )


def _signed(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def read_pair(setup: Setup) -> Certificates | None:
    """The certificates of a setup; None where one is missing or damaged."""
    try:
        pair = Certificates(*(read_plain(path) for path in (setup.authority, setup.certificate, setup.private_key)))
        look_at(pair)
    except (OSError, ValueError, UnsupportedAlgorithm):
        return None
    return pair
