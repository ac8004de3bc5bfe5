"""Mutants of good workbooks: bytes, parts, XML and cells broken at random, each told again by its seed.

python -m tests.faults.mutants COUNT [FIRST] [FOLDER]      as many of each kind as asked; those that fail are kept in FOLDER
"""

from __future__ import annotations

import io
import random
import re
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests import test_read_delimited, test_read_web_page
from tests.faults import cases_w, seeds
from tests.faults.reading import Trial, judge

KINDS = ("xlsx", "xlsx", "xlsx", "xlsx", "ods", "xls", "html", "csv", "xml")
WRAPPED = {
    "html": (cases_w.page(), test_read_web_page.EXCEL.encode()),
    "csv": (cases_w.text(), cases_w.text().decode().encode("gbk"), test_read_delimited.TEXT.encode("utf-16")),
    "xml": (cases_w.xml2003(),),
}
NUMBERS = (
    "",
    "-1",
    "0",
    "1",
    "2",
    "60",
    "65536",
    "1048576",
    "1048577",
    "16384",
    "999999999",
    "99999999999999999999",
    "1e308",
    "NaN",
    "x",
    "1.5",
)
TEXTS = (
    "&#0;", "&lt;", "&x;", "<!-- ", "-->", "<![CDATA[", "]]>", "<?x ?>",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "\x01", "\ufffe", "𠮷", "_xD800_", "_x0000_",
    "</row>", "<row>", "<c/>", "<v>", "</v>", "</c>", '"', "'", ">", "=1+1",
    "2021年13月45日", "（", "、", "同（3）", "6月底前" * 50, "\n", "\u202e", "％",
)  # fmt: skip
REFERENCES = (
    "A1",
    "XFD1048576",
    "XFE1",
    "A0",
    "a1",
    "$B$2",
    "A1048577",
    "ZZZ9999999",
    "1",
    "",
    "A",
    "B2:A1",
    "A1:XFD1048576",
    "A:A",
    "#REF!",
)


def mutant(kind: str, seed: int) -> bytes:
    """The mutant of this kind and number; always the same."""
    rng = random.Random(f"{kind}{seed}")
    data = seeds.chosen(rng, _seeds(kind))
    if kind in ("xls", "csv") or rng.random() < 0.25:
        return break_bytes(rng, data)
    if kind in ("html", "xml"):
        return break_xml(rng, data.decode()).encode(errors="replace")
    return break_parts(rng, data)


@cache
def _seeds(kind: str) -> tuple[bytes, ...]:
    if kind in WRAPPED:
        return WRAPPED[kind]
    return tuple(seeds.all_seeds(kind))


def break_bytes(rng: random.Random, data: bytes) -> bytes:
    """Cut, flip, blank, move or double some bytes."""
    broken = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 5, 30))):
        at, length = rng.randrange(len(broken) or 1), rng.choice((1, 1, 2, 4, 64, 600))
        broken[at : at + length] = _other(rng, bytes(broken[at : at + length]))
    return bytes(broken[: rng.randrange(len(broken) + 1)] if rng.random() < 0.15 else broken)


def _other(rng: random.Random, piece: bytes) -> bytes:
    number = rng.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0xFFFE)).to_bytes(4, "little")
    flipped = bytes([piece[0] ^ 1 << rng.randrange(8)]) + piece[1:] if piece else b""
    blank, full = b"\0" * len(piece), b"\xff" * len(piece)
    return rng.choice((rng.randbytes(len(piece)), blank, full, b"", piece * 2, flipped, number[: len(piece)]))


def break_parts(rng: random.Random, data: bytes) -> bytes:
    """Break the unpacked parts of a zip and pack it again."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        name = rng.choice(names)
        roll = rng.random()
        if roll < 0.03:
            parts.pop(name, None)
        elif roll < 0.06:
            parts[name] = parts.get(rng.choice(names), b"")
        elif roll < 0.2:
            parts[name] = break_bytes(rng, parts.get(name, b"") or b" ")
        else:
            parts[name] = break_xml(rng, parts.get(name, b"").decode(errors="replace")).encode(errors="replace")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def break_xml(rng: random.Random, text: str) -> str:
    """Change attributes, words and tags, so that most of it stays well-formed."""
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        text = rng.choice(_WAYS)(rng, text)
    return text


def _spot(rng: random.Random, pattern: str, text: str) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return rng.choice(found) if found else None


def _put(text: str, found: re.Match[str] | None, group: int, words: str) -> str:
    return text if found is None else text[: found.start(group)] + words + text[found.end(group) :]


def _attribute(rng: random.Random, text: str) -> str:
    return _put(
        text,
        _spot(rng, r'\s[\w:-]+="([^"<>]*)"', text),
        1,
        rng.choice((*NUMBERS, *REFERENCES, "inlineStr", "s", "e", "b", "d", "str")),
    )


def _reference(rng: random.Random, text: str) -> str:
    return _put(text, _spot(rng, r'\s(?:r|ref)="([^"<>]*)"', text), 1, rng.choice(REFERENCES))


def _number(rng: random.Random, text: str) -> str:
    return _put(text, _spot(rng, r">([0-9.]+)<", text), 1, rng.choice(NUMBERS))


def _words(rng: random.Random, text: str) -> str:
    return _put(
        text, _spot(rng, r">([^<>]*)<", text), 1, rng.choice(TEXTS).replace("&x;", "&amp;").replace("<", "&lt;")
    )


def _insert(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(TEXTS) + text[at:]


def _drop_tag(rng: random.Random, text: str) -> str:
    return _put(text, _spot(rng, r"<[^<>]*>", text), 0, "")


def _drop_attribute(rng: random.Random, text: str) -> str:
    return _put(text, _spot(rng, r'\s[\w:-]+="[^"<>]*"', text), 0, "")


def _element(rng: random.Random, text: str) -> str:
    found = _spot(rng, r"<([\w:-]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)", text)
    return _put(text, found, 0, found[0] * rng.choice((0, 2, 2, 300))) if found else text


def _swap(rng: random.Random, text: str) -> str:
    one, other = (
        _spot(rng, r"<(?:c|row|si|xf|table:table-cell)[ >][^<>]*", text),
        _spot(rng, r"<(?:c|row|si|xf|table:table-cell)[ >][^<>]*", text),
    )
    return _put(text, one, 0, other[0]) if one and other else text


def _prefix(rng: random.Random, text: str) -> str:
    return (
        text.replace('encoding="UTF-8"', f'encoding="{rng.choice(("GBK", "UTF-16", "x", "ascii", "utf-7"))}"')
        if rng.random() < 0.1
        else text
    )


_WAYS: tuple[Callable[[random.Random, str], str], ...] = (
    _attribute, _attribute, _reference, _reference, _number, _words, _words, _insert,
    _drop_tag, _drop_attribute, _element, _element, _swap, _prefix,
)  # fmt: skip


def run(count: int, first: int, folder: Path) -> int:
    """Try as many mutants; print and keep those that fail; how many did."""
    folder.mkdir(parents=True, exist_ok=True)
    failed, worst = 0, 0.0
    for seed in range(first, first + count):
        kind = KINDS[seed % len(KINDS)]
        path = folder / f"变_{seed}.{kind}"
        path.write_bytes(mutant(kind, seed))
        trial: Trial = judge(path)
        worst = max(worst, trial.seconds)
        if trial.seconds > 2:
            print(f"{path.name}: {trial.seconds:.1f} s", flush=True)
        if trial.fault:
            failed += 1
            print(f"{path.name}: {trial.fault} ({trial.seconds:.1f} s)", flush=True)
        else:
            path.unlink()
        if seed % 1000 == 0:
            print(f"{seed - first} tried, {failed} failed, slowest {worst:.2f} s", flush=True)
    print(f"{count} tried, {failed} failed, slowest {worst:.2f} s")
    return failed


def main(arguments: list[str]) -> int:
    """Read the command: COUNT [FIRST] [FOLDER]."""
    count, first, folder = [*arguments, *("1000", "0", "mutants")[len(arguments) :]]
    return int(run(int(count), int(first), Path(folder)) > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
