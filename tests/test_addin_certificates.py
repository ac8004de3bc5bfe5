"""Certificates for localhost alone, by a library's eyes and by those of OpenSSL."""

from __future__ import annotations

import hashlib
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.addins import installed
from xltrack.addin.certificates import look_at, make_pair, read_pair
from xltrack.addin.setup import Setup

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def pair():
    return make_pair(NOW)


@pytest.fixture(scope="module")
def authority(pair):
    return x509.load_pem_x509_certificate(pair.authority)


@pytest.fixture(scope="module")
def certificate(pair):
    return x509.load_pem_x509_certificate(pair.certificate)


def extension(certificate, kind):
    return certificate.extensions.get_extension_for_class(kind)


def test_the_authority_can_vouch_for_this_computer_alone(authority):
    only = extension(authority, x509.NameConstraints)
    assert only.critical
    assert {"localhost", "127.0.0.1/32"} == {str(name.value) for name in only.value.permitted_subtrees}
    assert x509.BasicConstraints(ca=True, path_length=0) == extension(authority, x509.BasicConstraints).value
    usage = extension(authority, x509.KeyUsage).value
    assert usage.key_cert_sign
    assert not usage.digital_signature


def test_the_key_of_the_authority_is_kept_nowhere(pair, authority):
    (kept,) = [one for one in pair if b"PRIVATE KEY" in one]
    assert kept == pair.private_key
    public = load_pem_private_key(kept, None).public_key()
    assert public.public_numbers() != authority.public_key().public_numbers()


def test_the_certificate_is_for_both_names_of_this_computer_and_for_servers(certificate):
    names = extension(certificate, x509.SubjectAlternativeName).value
    assert ["localhost"] == names.get_values_for_type(x509.DNSName)
    assert ["127.0.0.1"] == [str(one) for one in names.get_values_for_type(x509.IPAddress)]
    assert [ExtendedKeyUsageOID.SERVER_AUTH] == list(extension(certificate, x509.ExtendedKeyUsage).value)
    assert not extension(certificate, x509.BasicConstraints).value.ca
    assert isinstance(certificate.public_key(), ec.EllipticCurvePublicKey)


def test_both_last_ten_years_from_the_day_before(authority, certificate):
    for one in (authority, certificate):
        assert NOW - timedelta(days=1) == one.not_valid_before_utc
        assert 2036 == one.not_valid_after_utc.year
    assert authority.serial_number != certificate.serial_number


def test_it_is_made_anew_before_it_ends_and_not_long_before(pair):
    standing = look_at(pair)
    assert standing.lasts(NOW)
    assert standing.lasts(standing.until - timedelta(days=91))
    assert not standing.lasts(standing.until - timedelta(days=89))


def test_parts_of_two_do_not_belong_together(pair):
    other = make_pair(NOW)
    for mixed in (
        pair._replace(authority=other.authority),
        pair._replace(certificate=other.certificate),
        pair._replace(private_key=other.private_key),
    ):
        assert not look_at(mixed).whole
        assert not look_at(mixed).lasts(NOW)


@pytest.mark.parametrize("part", ["authority", "certificate", "private_key"])
@pytest.mark.parametrize("damage", [b"", b"x", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", None])
def test_what_is_damaged_or_missing_is_none(tmp_path, part, damage):
    setup = installed(tmp_path)
    assert read_pair(setup)
    path = getattr(setup, part)
    path.unlink()
    if damage is not None:
        path.write_bytes(damage)
    assert read_pair(setup) is None


def test_its_thumbprint_is_that_of_openssl(pair):
    der = ssl.PEM_cert_to_DER_cert(pair.authority.decode())
    assert hashlib.sha1(der).hexdigest() == pair.thumbprint


def test_an_authority_of_this_kind_cannot_be_used_for_another_host(tmp_path):
    """A certificate for another name, signed by an authority with the same bounds, is refused by OpenSSL."""
    good, forged = installed(tmp_path / "good"), installed(tmp_path / "forged")
    write_forged(forged, "bank.cn")
    shake_hands(good, "localhost")
    with pytest.raises(ssl.SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(forged, "bank.cn")


def write_forged(setup: Setup, name: str) -> None:
    """What somebody could sign who had the key of such an authority: the same bounds, another name."""
    bounds = x509.load_pem_x509_certificate(setup.authority.read_bytes())
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in ("forged", name)]
    kinds = [
        [x509.BasicConstraints(ca=True, path_length=0), extension(bounds, x509.NameConstraints).value],
        [x509.SubjectAlternativeName([x509.DNSName(name)])],
    ]
    for subject, key, extensions, path in zip(named, keys, kinds, (setup.authority, setup.certificate), strict=True):
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(named[0]).public_key(key.public_key())
        made = made.serial_number(x509.random_serial_number()).not_valid_before(bounds.not_valid_before_utc)
        made = made.not_valid_after(bounds.not_valid_after_utc)
        for one in extensions:
            made = made.add_extension(one, critical=not isinstance(one, x509.SubjectAlternativeName))
        path.write_bytes(made.sign(keys[0], hashes.SHA256()).public_bytes(Encoding.PEM))
    setup.private_key.write_bytes(keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def shake_hands(setup: Setup, name: str) -> None:
    """The handshake of a client that trusts the authority alone with a server, in one process."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(setup.certificate, setup.private_key)
    client = ssl.create_default_context(cafile=str(setup.authority))
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    for _ in range(10):
        for end in ends:
            with suppress(ssl.SSLWantReadError):
                end.do_handshake()
