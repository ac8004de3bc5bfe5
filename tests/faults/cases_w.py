"""W: tables that stand in no workbook (web pages, text, XML of 2003), as systems export them, and as a foe would."""

from __future__ import annotations

from tests.faults import seeds
from tests.faults.cases_a import MEGABYTE, Case

BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9)
) + b"]><x>"  # fmt: skip


def page(more: str = "") -> bytes:
    """The three tasks as a system exports them, in a web page; `more` follows their rows."""
    rows = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in seeds.ROWS)
    return f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table border="1">{rows}{more}'.encode()


def text() -> bytes:
    """The three tasks as lines with commas."""
    return "".join(f"{','.join(row)}\n" for row in seeds.ROWS).encode()


def xml2003(more: str = "") -> bytes:
    """The three tasks as an XML spreadsheet of 2003."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(f"<Row>{''.join(f'<Cell><Data>{words}</Data></Cell>' for words in row)}</Row>" for row in seeds.ROWS)
    start = f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="{seeds.SHEET_NAME}"><Table>{rows}{more}'
    return f"{start}</Table></Worksheet></Workbook>".encode()


CASES: dict[str, Case] = {
    "W1 page": ("xls", page),
    "W1 page entities that grow": ("html", lambda: BOMB.replace(b"<x>", b"<html>") + page()),
    "W1 page a million cells by spans": ("xls", lambda: page("<tr><td colspan=500>1</td><td colspan=500>x</td></tr>" * 1000)),
    "W1 page spans that cover all": ("xls", lambda: page("<tr>" + "<td rowspan=65000 colspan=16>x</td>" * 999 + "</tr>")),
    "W1 page areas without end": ("xls", lambda: page(("<tr>" + "<td colspan=2>x</td>" * 101 + "</tr>") * 1000)),
    "W1 page attribute of 100 MB": ("xls", lambda: page("<tr><td title='") + MEGABYTE * 100 + b"'>x</td></tr>"),
    "W1 page attribute of 40 MB": ("xls", lambda: page("<tr><td title='") + MEGABYTE * 40 + b"'>x</td></tr>"),
    "W1 page words of 40 MB": ("xls", lambda: page("<tr><td>") + MEGABYTE * 40 + b"</td></tr>"),
    "W1 page comment of 40 MB": ("xls", lambda: page("<!--") + MEGABYTE * 40 + b"-->"),
    "W1 page a hundred thousand deep": ("xls", lambda: page("<tr><td>" + "<div>" * 100_000 + "x")),
    "W1 page tables a hundred thousand deep": ("xls", lambda: page("<tr><td><table>" * 100_000)),
    "W1 page a hundred thousand tables": ("xls", lambda: page("</table><table><tr><td>x</td><td>y</td></tr>" * 100_000)),
    "W1 page a hundred thousand attributes": ("xls", lambda: page("<tr><td " + " ".join(f"a{at}=1" for at in range(100_000)) + ">x</td></tr>")),
    "W1 page styles without end": ("xls", lambda: b"<style>" + b"@a{x{}" * 400_000 + b"</style>" + page()),
    "W1 page a style of many words": ("xls", lambda: page("<tr><td style='" + "text-decoration:" * 100_000 + "'>x</td></tr>")),
    "W1 page zeros": ("xls", lambda: page().replace("公开".encode(), "公\0开".encode()) + b"\0" * 600),
    "W1 page cut": ("xls", lambda: page()[:-60]),
    "W2 text": ("csv", text),
    "W2 text a line of 50 MB": ("csv", lambda: text() + MEGABYTE * 50 + b",x\n"),
    "W2 text a quoted line of 50 MB": ("csv", lambda: text() + b'"' + b"x,\n" * 17_000_000),
    "W2 text marks that nothing closes": ("csv", lambda: text() + b'"x,y\n' * 10_000),
    "W2 text a million commas": ("csv", lambda: text() + b"," * 1_000_000 + b"\n"),
    "W2 text a million cells in a row": ("csv", lambda: text() + b"1," * 1_000_000 + b"\n"),
    "W2 text rows without end": ("csv", lambda: text() + b"1,2\n" * 400_000),
    "W2 text zeros": ("csv", lambda: text().replace("公开".encode(), "公\0开".encode()) + b"\0" * 5000),
    "W2 text of zeros nearly": ("csv", lambda: text()[:9] + b"\0" * 5000 + text()),
    "W3 xml 2003 laughs": ("xml", lambda: BOMB.replace(b"<x>", b"") + xml2003()),
    "W3 xml 2003 a hundred thousand deep": ("xml", lambda: xml2003("<a>" * 100_000)),
    "W3 xml 2003 attribute of 100 MB": ("xml", lambda: xml2003('<Row ss:x="@"/>').replace(b"@", MEGABYTE * 100)),
    "W3 xml 2003 areas that cover all": ("xml", lambda: xml2003('<Row><Cell ss:MergeAcross="99999" ss:MergeDown="9999999"/></Row>' * 1000)),
    "W3 xml 2003 cut": ("xml", lambda: xml2003()[:-60]),
}  # fmt: skip
