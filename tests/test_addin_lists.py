"""WPS's lists of add-ins: our entry comes and goes, and not a byte of another one with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xltrack.addin.lists import is_empty, is_listed, with_entry, without_entry

ENTRY = b'<jsplugin name="xltrack" type="et" url="xltrack_1.0.0" version="1.0.0" enable="true"/>'
STALE = b'<jsplugin name="xltrack" url=">/>"  />'
PAIRED = b'<jspluginonline url="a"\n name="xltrack"><x name="xltrack"/>\n</jspluginonline >'
OTHER = b'<jsplugin name="b" url="x>y"/>'
LISTS = {
    "lines": b'<?xml version="1.0"?>\n<jsplugins>\n  ' + OTHER + b"\n</jsplugins>\n",
    "windows": b"<jsplugins>\r\n\t" + OTHER + b"\r\n</jsplugins>\r\n",
    "one line": b"<jsplugins>" + OTHER + b"</jsplugins>",
    "comments": b"<!-- <jsplugins></jsplugins> --><jsplugins>\n<!-- "
    + STALE
    + b" </jsplugins>-->\n</jsplugins><!--</jsplugins>-->",
    "mark": b"\xef\xbb\xbf<jsplugins>\n" + OTHER + b"\n</jsplugins>",
    "chinese": '<jsplugins>\n<jsplugin name="公文助手" url="甲"/>\n</jsplugins>'.encode(),
    "spaces": b"<jsplugins  a='1' >\n\n\n   </jsplugins >   \n",
    "nested": b'<jsplugins>\n<group><jsplugin name="xltrack"/></group>\n</jsplugins>',
    "marked section": b"<jsplugins>\n<![CDATA[</jsplugins><jsplugin name='xltrack'/>]]>\n</jsplugins>",
}


def names(data: bytes) -> list[str | None]:
    return [one.get("name") for one in etree.fromstring(data) if isinstance(one.tag, str)]


@pytest.mark.parametrize("data", LISTS.values(), ids=LISTS)
def test_an_entry_comes_last_and_goes_without_a_trace(data):
    written = with_entry(data, "xltrack", ENTRY)
    assert [*names(data), "xltrack"] == names(written)
    assert is_listed(written, "xltrack", ENTRY)
    assert not is_listed(data, "xltrack", ENTRY)
    gone = without_entry(written, "xltrack")
    assert data == gone or data == gone.replace(b"\n</jsplugins>", b"</jsplugins>")
    assert written == with_entry(gone, "xltrack", ENTRY)


@pytest.mark.parametrize("data", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("stale", [STALE, PAIRED, ENTRY])
def test_an_older_entry_gives_way(data, stale):
    end = data.rindex(b"</jsplugins", 0, data.rindex(b"<!--") if data.endswith(b"-->") else len(data))
    stood = data[:end] + stale + b"\n" + data[end:]
    written = with_entry(stood + b"", "xltrack", ENTRY)
    assert 1 == names(written).count("xltrack")
    assert [*names(data), "xltrack"] == names(written)


def test_two_older_entries_give_way():
    stood = b"<jsplugins>\n  " + STALE + b"\n  " + OTHER + b"\n  " + PAIRED + b"\n</jsplugins>"
    assert b"<jsplugins>\n  " + OTHER + b"\n</jsplugins>" == without_entry(stood, "xltrack")


@pytest.mark.parametrize(
    "data", [b"<jsplugins/>", b"<jsplugins />\n", b'<?xml version="1.0"?><jsplugins a="/>"/><!--x-->']
)
def test_a_list_without_an_end_gets_one(data):
    written = with_entry(data, "xltrack", ENTRY)
    assert ["xltrack"] == names(written)
    assert [] == names(without_entry(written, "xltrack"))


@pytest.mark.parametrize("data", [None, b"", b"  \n"])
def test_no_list_yet_is_begun_and_is_empty_again(data):
    written = with_entry(data, "xltrack", ENTRY)
    assert ["xltrack"] == names(written)
    assert is_empty(without_entry(written, "xltrack"))
    assert not is_empty(written)
    assert not any(is_empty(one) for one in LISTS.values())


@pytest.mark.parametrize(
    "data",
    [b"x", b"<a/>", b"<jsplugins>", b"<jsplugins></jsplugin>", b"<!DOCTYPE jsplugins [<!ENTITY a 'b'>]><jsplugins>&a;</jsplugins>",
     "<jsplugins/>".encode("utf-16"), b'<?xml version="1.0" encoding="gb18030"?><jsplugins/>', b"<jsplugins>\xd6\xd0</jsplugins>",
     b"<JsPlugins/>"],
)  # fmt: skip
def test_what_is_no_list_is_refused(data):
    for deed in (lambda: with_entry(data, "xltrack", ENTRY), lambda: without_entry(data, "xltrack")):
        with pytest.raises(ValueError, match=r"xltrack|multi-byte"):
            deed()
    assert not is_listed(data, "xltrack", ENTRY)


@given(
    st.lists(st.sampled_from([OTHER, b"<!-- x -->", b"\n", b"\r\n", b"  ", STALE, PAIRED, b"<a><b/></a>"]), max_size=8),
    st.sampled_from([b"", b"\n", b"<!-- </jsplugins> -->"]),
)
def test_whatever_stands_there_ours_is_there_once_and_the_rest_as_it_was(inside, tail):
    data = b"<jsplugins>" + b"".join(inside) + b"</jsplugins>" + tail
    others = [name for name in names(data) if name != "xltrack"]
    written = with_entry(data, "xltrack", ENTRY)
    assert [*others, "xltrack"] == names(written)
    assert others == names(without_entry(written, "xltrack"))
    kept = without_entry(data, "xltrack")
    assert all(kept.count(one) == data.count(one) for one in (OTHER, b"<!-- x -->", b"<a><b/></a>"))
