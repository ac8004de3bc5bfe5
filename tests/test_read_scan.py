"""The scan for tags against a whole XML parser: the same cells from any mixture of ways to write them."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import packages
from xltrack.ooxml.cells import Shared
from xltrack.ooxml.scan import scan_sheet

NS = f"{{{packages.MAIN}}}"
CONTENTS = (
    "<c{}/>", "<c{}/>", "<c{}></c>", "<c{}><v>7</v></c>", "<c{}><v>8</v></c>", '<c{} t="inlineStr"><is><t>词</t></is></c>',
    '<c{} t="str"><f>"&lt;"</f><v>果</v></c>', '<c{} t="inlineStr"><is>\n<r><t>富</t></r><r><t xml:space="preserve"> 文</t></r></is></c>',
)  # fmt: skip


def cell(rng: random.Random, row: int, column: int) -> str:
    """A cell with or without reference, with attributes in any order."""
    reference = f' r="{chr(64 + column)}{row}"'
    attributes = rng.choice([reference] * 5 + [reference + ' s="0"', ' s="0"' + reference, reference + ' x="&gt;"'])
    return rng.choice(CONTENTS).format(attributes) + rng.choice(["", "", "", "\n ", '<!-- <c r="A1"/> -->'])


def sheet(rng: random.Random) -> str:
    """A worksheet; rows and cells may lack numbers, stand out of order, and come twice."""
    rows, row = [], 0
    for _ in range(rng.randint(1, 10)):
        row += 1
        attributes = ""
        if rng.random() < 0.7:
            row = row + rng.randint(0, 2) if rng.random() < 0.95 else rng.randint(1, 9)
            attributes = f' r="{row}"'
        attributes += rng.choice(["", "", "", ' ht="3"', " x='>'"])
        column, cells = 0, []
        for _ in range(rng.randint(0, 5)):
            step = rng.choice([1, 1, 2, 3, 0])  # 0: the next column, without reference
            column += step or 1
            found = cell(rng, row, column)
            cells.append(found if step else re.sub(r'(<c[^<>]*?) r="[A-Z]+[0-9]+"', r"\1", found, count=1))
        rows.append(f"<row{attributes}/>" if not cells else f"<row{attributes}>{''.join(cells)}</row>")
    return packages.sheet(rng.choice(["", "\n"]).join(rows))


def parsed(text: str) -> dict[int, dict[int, object]]:
    """The cells as a parser of the whole tree gives them."""
    rows: dict[int, dict[int, object]] = {}
    row = 0
    for line in ET.fromstring(text.encode()).iter(NS + "row"):
        row, column = int(line.get("r") or row + 1), 0
        for found in line.iter(NS + "c"):
            reference = found.get("r")
            column = ord(reference[0]) - 64 if reference else column + 1
            words = "".join(t.text or "" for kind in ("v", "t") for t in found.iter(NS + kind))
            if words:
                rows.setdefault(row, {})[column] = words if found.get("t") else int(words)
    return {row: dict(sorted(rows[row].items())) for row in sorted(rows)}


@settings(max_examples=400, deadline=None)
@example(447946, 180, False)  # a row that stands twice, its second time beginning with a blank cell
@given(st.integers(0, 2**32), st.sampled_from([180, 250, 10_000]), st.booleans())
def test_the_scan_reads_what_a_parser_reads(seed: int, size: int, positions: bool) -> None:
    """Each cell stands at its own reference, or after the one before it; the later of two in one place stands."""
    text = sheet(random.Random(seed))
    data = text.encode()
    found = scan_sheet([data[at : at + size] for at in range(0, len(data), size)], Shared(), positions=positions)
    expected = parsed(text)
    assert expected == found.rows
    assert [list(cells) for cells in expected.values()] == [list(cells) for cells in found.rows.values()]
    for at in (found.positions or {}).values():
        assert b"<c" == data[at : at + 2]
