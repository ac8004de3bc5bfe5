"""Workbooks with a password: opened in memory by the right one, a sentence for everything else (faults A3)."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import xlwt

import xltrack
from tests import locks, packages
from tests.processes import ROOT, TRACKED
from xltrack.base import children, platform
from xltrack.base.errors import SourceError
from xltrack.base.rules import rule
from xltrack.ooxml.limits import Limits
from xltrack.reading.files.source import open_book

SECRET = "口令Aé１２3"
KINDS: dict[str, Callable[[bytes, str], bytes]] = {
    "agile": locks.agile,
    "standard": locks.standard,
    "rc4": locks.rc4,
    "rc4 cryptoapi": locks.rc4_cryptoapi,
    "rc4 cryptoapi of 40 bits": lambda data, password: locks.rc4_cryptoapi(data, password, 40),
}
LIMITS = Limits(unlocking=20)


@cache
def plain_xls() -> bytes:
    """An .xls of several blocks and sheets."""
    made = xlwt.Workbook(encoding="utf-8")
    for name in ("附件1", "附件2"):
        sheet = made.add_sheet(name)
        for row in range(120):
            sheet.write(row, 0, f"任务{row}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def locked_file(kind: str, password: str = SECRET) -> bytes:
    """A workbook of each kind with a password."""
    return KINDS[kind](plain_xls() if kind.startswith("rc4") else TRACKED.read_bytes(), password)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "密.xlsx"


def refusal(path: Path, password: str | None = None, limits: Limits = LIMITS) -> str:
    """The code of the rule by which a file is refused; its sentence is whole and does not tell the password."""
    with pytest.raises(SourceError) as caught:
        open_book(path, limits=limits, password=password)
    known = rule(caught.value.code)
    said = known.message(caught.value.facts) + known.remedy(caught.value.facts)
    assert path.name in said
    assert not password or password not in said + repr(caught.value) + str(caught.value.__context__)
    return caught.value.code


def outcome(path: Path) -> str:
    try:
        return "opened" if open_book(path, limits=LIMITS, password=SECRET).locked else "plain"
    except SourceError as error:
        return error.code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("password", [SECRET, "１２３", "a", "x" * 15])
def test_the_right_password_opens_it(path: Path, kind: str, password: str) -> None:
    path.write_bytes(locked_file(kind, password))
    book = open_book(path, limits=LIMITS, password=password)
    path.write_bytes(plain_xls() if kind.startswith("rc4") else TRACKED.read_bytes())
    plain = open_book(path)
    assert book.sheets == plain.sheets
    assert (True, False) == (book.locked, plain.locked)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_password_is_told(path: Path, kind: str) -> None:
    path.write_bytes(locked_file(kind))
    for wrong in ("口令", "口令Aé123", "口令aé１２3", f"{SECRET} ", "x" * 300, "\ud800"):
        assert "D250" == refusal(path, wrong)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("password", [None, ""])
def test_without_a_password_one_is_asked_for(path: Path, kind: str, password: str | None) -> None:
    path.write_bytes(locked_file(kind))
    assert "D126" == refusal(path, password)
    assert "--password" in rule("D126").deed


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("password", [None, "另一个"])
def test_the_password_that_excel_tries_by_itself_is_tried(path: Path, kind: str, password: str | None) -> None:
    path.write_bytes(locked_file(kind, locks.DEFAULT))
    book = open_book(path, password=password)
    assert book.sheets
    assert not book.locked


def test_the_library_takes_a_password(path: Path) -> None:
    path.write_bytes(locked_file("agile"))
    document = xltrack.read(path, password=SECRET)
    assert document.locked
    assert document.tables == xltrack.read(TRACKED).tables


def test_a_book_that_only_its_changes_are_locked_of_reads_as_any(tmp_path: Path) -> None:
    """The password to modify and the protection of a sheet hide nothing."""
    xls, xlsx = tmp_path / "改.xls", tmp_path / "改.xlsx"
    sharing = b"\x01\x00\x0a\x9a\x02\x00\x00ab"
    xls.write_bytes(locks.with_records(plain_xls(), [(0x0086, b""), (0x005B, sharing)]))
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>任务0</t></is></c></row>'
    parts = dict(packages.parts(packages.sheet(row, after='<sheetProtection password="CC1A" sheet="1"/>')))
    book = str(parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = book.replace(
        "<sheets>", '<fileSharing readOnlyRecommended="1" userName="甲" reservationPassword="CC1A"/><sheets>'
    )
    assert book != parts["xl/workbook.xml"]
    xlsx.write_bytes(packages.zipped(parts))
    assert ["任务0", "任务0"] == [open_book(path).sheets[0].value(1, 1) for path in (xls, xlsx)]


def test_what_a_password_opens_is_told_by_its_content(path: Path) -> None:
    noise = random.Random(1).randbytes(6000)
    for code, content in (("D123", {"word/document.xml": noise}), ("D124", {"说明.bin": noise})):
        path.write_bytes(locks.agile(packages.zipped(content), SECRET))
        assert code == refusal(path, SECRET)
    path.write_bytes(locks.agile(noise, SECRET))
    assert refusal(path, SECRET) in {"D252", "D253"}  # the newer library itself wants a zip


def test_a_lock_inside_a_lock_is_not_opened(path: Path) -> None:
    path.write_bytes(locks.agile(locked_file("agile"), SECRET))
    assert "D253" == refusal(path, SECRET)


def test_an_encryption_that_nobody_knows_is_told(path: Path) -> None:
    info, package = locks.streams(locked_file("agile"))
    bomb = b'<!DOCTYPE x [<!ENTITY a "%s">%s]><x>&z;</x>' % (
        b"a" * 1000,
        b"".join(b'<!ENTITY %c "%s">' % (at, b"&%c;" % (at - 1) * 60) for at in range(ord("b"), ord("z") + 1)),
    )
    deep = b"<x>" * 1500
    for hostile in (bomb, deep):
        path.write_bytes(locks.container(info[:8] + hostile, package))
        assert "D253" == refusal(path, SECRET)
    for strange in (b"\x03\x00\x03\x00" + info[4:], b"\x09\x00\x09\x00" + info[4:], info[:200], b""):
        path.write_bytes(locks.container(strange, package))
        assert "D253" == refusal(path, SECRET)


def _with_spins(count: int) -> bytes:
    info, package = locks.streams(locked_file("agile"))
    return locks.container(info.replace(b'spinCount="1000"', b'spinCount="%d"' % count), package)


def test_a_password_hashed_ten_million_times_is_not_waited_for(path: Path) -> None:
    path.write_bytes(_with_spins(10_000_000))
    assert "D254" == refusal(path, SECRET, Limits(unlocking=1.5))
    path.write_bytes(_with_spins(10**15))
    assert refusal(path, SECRET, Limits(unlocking=1.5)) in {"D253", "D254"}


def test_a_size_that_lies_takes_no_memory(path: Path) -> None:
    info, package = locks.streams(locked_file("agile"))
    path.write_bytes(locks.container(info, b"\xff" * 8 + package[8:]))
    assert 1 <= len(open_book(path, password=SECRET).sheets)
    path.write_bytes(locks.container(info, (100).to_bytes(8, "little") + package[8:]))
    assert refusal(path, SECRET) in {"D111", "D253"}


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of memory on Windows")
def test_a_child_with_too_little_memory_says_so(path: Path) -> None:
    path.write_bytes(locks.agile(random.Random(2).randbytes(40_000_000), SECRET))
    assert refusal(path, SECRET, Limits(memory=140_000_000)) in {"D132", "D254"}


@pytest.mark.parametrize("script", ["", "print('x')", "print('[]')", "import os; os.abort()"])
def test_whatever_a_child_answers_there_is_a_sentence(path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    path.write_bytes(locked_file("agile"))
    command = [sys.executable, "-c", f"print('xltrack', flush=True)\n{script}"]
    monkeypatch.setattr(children, "own_command", lambda *_: command)
    assert "D254" == refusal(path, SECRET)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_written_to_the_disk_and_no_argument_tells_the_password(
    path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The child opens no file for writing: what it reads is secret."""
    path.write_bytes(locked_file(kind))
    script = textwrap.dedent("""
        import sys
        def watch(event, args):
            if event == "open" and args[0] != "/dev/null" and any(c in str(args[1] or "") for c in "wax+"):
                raise RuntimeError(args)
            if event.startswith("tempfile"):
                raise RuntimeError(args)
        sys.addaudithook(watch)
        from xltrack.cli.child import be_child
        sys.exit(be_child(sys.argv[2:]))
    """)
    run, seen = platform.run_limited, []

    def watched(command: list[str], data: bytes, seconds: float) -> tuple[int, bytes] | None:
        seen.append(" ".join(command))
        return run([sys.executable, "-B", "-c", script, *command[command.index(platform.CHILD) :]], data, seconds)

    monkeypatch.setattr(children, "run_limited", watched)
    assert open_book(path, password=SECRET).locked
    assert 1 == sum(f"{platform.CHILD} locked" in command for command in seen)
    assert SECRET not in "".join(seen)


def test_nothing_in_the_current_folder_is_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(locked_file("agile"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "olefile.py").write_text("raise SystemExit('run')")
    assert open_book(path, password=SECRET).locked


def test_damage_anywhere_gives_a_book_or_a_sentence(path: Path) -> None:
    for data in _damaged(12):
        path.write_bytes(data)
        assert outcome(path) in {"opened", "D130", "D132", "D135", "D136", "D250", "D253", "D254"}


def test_two_hundred_damaged_files_neither_hang_nor_fail(tmp_path: Path) -> None:
    """All through the child's own code in one process, within its limits; the slowest takes less than 20 seconds."""
    for number, data in enumerate(_damaged(200)):
        (tmp_path / f"{number}").write_bytes(data)
    script = textwrap.dedent("""
        import pathlib, sys, time, warnings
        from xltrack.base.platform import limit_this_process
        from xltrack.reading.files.locked_child import _try
        limit_this_process(1536 << 20, 100)
        longest = 0
        for number in range(200):
            began = time.process_time()
            said, plain = _try(pathlib.Path(sys.argv[1], str(number)).read_bytes(), ["x", sys.argv[2]])
            assert said.get("refused") in {"D132", "D250", "D253"} or said == {"opened": 1}, said
            longest = max(longest, time.process_time() - began)
        print(longest < 20)
    """)
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script, str(tmp_path), SECRET], cwd=ROOT, capture_output=True, check=False
    )
    assert (b"True\n", b"") == (done.stdout, done.stderr)


def _damaged(count: int) -> list[bytes]:
    """Locked files of all kinds: cut off, with bytes changed anywhere, or with a few changed in the directory and headers."""
    rng, made = random.Random(11), []
    kinds = list(KINDS)
    for at in range(count):
        data = bytearray(locked_file(kinds[at % len(kinds)]))
        if at % 3 == 0:
            data = data[: rng.randrange(512, len(data))]
        for _ in range(rng.choice((1, 8, 60))):
            place = rng.randrange(len(data)) if at % 3 == 1 else rng.randrange(8, min(2048, len(data)))
            data[place] = rng.choice((0, 1, 127, 255, rng.randrange(256)))
        made.append(bytes(data))
    return made
