"""Addresses as they stand in cells (docs/规则.md 13.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xltrack.mail import words
from xltrack.mail.recipients import parse_addresses


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("czj@yuyang.test", ["czj@yuyang.test"]),
        ("  czj@YuYang.Test\u3000", ["czj@yuyang.test"]),
        ("czj＠yuyang．test", ["czj@yuyang.test"]),
        ("a@x.cn；b@x.cn，c@x.cn、d@x.cn;e@x.cn,f@x.cn/g@x.cn\nh@x.cn", [f"{c}@x.cn" for c in "abcdefgh"]),
        ("a@x.cn b@x.cn", ["a@x.cn", "b@x.cn"]),
        ("a@x.cn；a@X.CN；A@x.cn", ["a@x.cn"]),
        ("李四<li@x.cn>；王五＜wang＠x.cn＞", ["li@x.cn", "wang@x.cn"]),
        ("li@x.cn（李四）", ["li@x.cn"]),
        ("mailto:li@x.cn", ["li@x.cn"]),
        ("邮箱：li@x.cn", ["li@x.cn"]),
        ("li.si+a_b-c@mail.x-y.gov.cn", ["li.si+a_b-c@mail.x-y.gov.cn"]),
        ("li@政务.中国", ["li@xn--zfr164b.xn--fiqs8s"]),
        ("", []),
        ("无", []),
        ("—；/", []),
    ],
)
def test_what_clerks_write_is_understood(cell, expected):
    assert (tuple(expected), ()) == parse_addresses(cell)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("czj", words.BAD_ADDRESS["no at"]),
        ("@yuyang.test", words.BAD_ADDRESS["no at"]),
        ("czj.yuyang.test", words.BAD_ADDRESS["no at"]),
        ("czj@", words.BAD_ADDRESS["domain"]),
        ("czj@localhost", words.BAD_ADDRESS["domain"]),
        ("czj@yuyang..test", words.BAD_ADDRESS["domain"]),
        ("czj@-yuyang.test", words.BAD_ADDRESS["domain"]),
        ("czj@127.0.0.1", words.BAD_ADDRESS["domain"]),
        (f"czj@{'a' * 64}.test", words.BAD_ADDRESS["domain"]),
        ("财政局@yuyang.test", words.BAD_ADDRESS["local"]),
        ("c zj@yuyang.test", words.BAD_ADDRESS["shape"]),
        ("c..zj@yuyang.test", words.BAD_ADDRESS["shape"]),
        ('"c zj"@yuyang.test', words.BAD_ADDRESS["shape"]),
        ("a@b@yuyang.test", words.BAD_ADDRESS["shape"]),
        (f"{'a' * 65}@yuyang.test", words.BAD_ADDRESS["shape"]),
        ("czj\0@yuyang.test", words.BAD_ADDRESS["control"]),
        ("czj\r@yuyang.test", words.BAD_ADDRESS["control"]),
        ("czj@yuyang.test\u202e", words.BAD_ADDRESS["control"]),
    ],
)
def test_what_is_no_address_is_told_and_never_mended(cell, reason):
    good, ((_, told),) = parse_addresses(cell)
    assert ((), reason) == (good, told)


def test_the_others_of_a_cell_stand():
    assert (("a@x.cn",), (("b@x", words.BAD_ADDRESS["domain"]),)) == parse_addresses("a@x.cn；b@x")


def test_a_line_break_brings_no_header_with_it():
    good, bad = parse_addresses("a@x.cn\r\nBcc: evil@x.cn")
    assert ("a@x.cn",) == good
    assert ["Bcc: evil@x.cn"] == [word for word, _ in bad]


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("@.;<>\r\n\0")))
def test_whatever_stands_there_an_address_is_plain(cell):
    for address in parse_addresses(cell).good:
        assert address.isascii()
        assert address.isprintable()
        assert not set(' <>"(),;:\\') & set(address)
        assert 1 == address.count("@")
