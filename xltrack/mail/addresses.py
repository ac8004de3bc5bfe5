"""Addresses as clerks type them into a cell: several at once, full-width signs, names around them."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold
from xltrack.mail import words

_SEPARATORS: Final = pattern(r"[;,、|/\n]+")
_BRACKETED: Final = pattern(r"[^<>]*<([^<>]*)>")
_REMARK: Final = pattern(r"\([^()]*\)$")
_SCHEME: Final = pattern(r"(?i)mailto:|(?:e-?mail|邮箱)\s*:")
_LABEL: Final = pattern(r"(?i)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Addresses(NamedTuple):
    """What a cell holds: the addresses that can be written to, each once, and the words that are none, with the reason."""

    good: tuple[str, ...] = ()
    bad: tuple[tuple[str, str], ...] = ()


def parse_addresses(cell: str) -> Addresses:
    """The addresses of 「zhang@a.cn；李四＜li＠b.cn＞」; what is none is told with its reason, never mended."""
    good: dict[str, str] = {}
    bad: list[tuple[str, str]] = []
    for word in _words(cell):
        address, reason = _checked(word)
        if reason:
            bad.append((word, reason))
        else:
            good.setdefault(address.casefold(), address)  # no mailbox tells letters by their case
    return Addresses(tuple(good.values()), tuple(bad))


def _words(cell: str) -> Iterator[str]:
    for piece in _SEPARATORS.split(fold(cell)):
        named = _BRACKETED.fullmatch(piece.strip(SPACES))
        words_of = [named[1]] if named else piece.split() if piece.count("@") > 1 else [piece]
        for word in words_of:
            bare = _REMARK.sub("", _SCHEME.sub("", word.strip(SPACES), count=1).strip(SPACES)).strip(SPACES)
            if bare.strip("-—无"):
                yield bare


def _checked(word: str) -> tuple[str, str]:
    """The address in the form in which it travels, or why it is none."""
    if not word.isprintable():
        return "", words.BAD_CONTROL
    local, at, domain = word.rpartition("@")
    if not at or not local:
        return "", words.BAD_NO_AT
    if "@" in local or " " in word:
        return "", words.BAD_SHAPE
    if not word.isascii() and not local.isascii():
        return "", words.BAD_LOCAL
    ascii_domain = _ascii_domain(domain)
    if not ascii_domain:
        return "", words.BAD_DOMAIN
    address = f"{local}@{ascii_domain}"
    return (address, "") if len(local) <= 64 and _parses(address) else ("", words.BAD_SHAPE)


def _ascii_domain(domain: str) -> str:
    """「政务.中国」 as the network writes it; 「」 where it is no domain."""
    try:
        plain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    labels = plain.split(".")
    whole = len(labels) > 1 and len(plain) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
    return plain if whole and not labels[-1].isdecimal() else ""


def _parses(address: str) -> bool:
    """Whether the library finds no defect in it, nor anything that has to be quoted."""
    from email.errors import MessageError
    from email.headerregistry import Address

    try:
        return Address(addr_spec=address).addr_spec == address and '"' not in address
    except (ValueError, IndexError, MessageError):
        return False
