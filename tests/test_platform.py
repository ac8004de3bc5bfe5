"""The console, whatever it can show."""

from __future__ import annotations

import io
import sys

import pytest

from xltrack.base import platform


def stream(encoding: str, errors: str = "strict") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors=errors)


@pytest.fixture
def console(monkeypatch):
    def prepare(encoding: str) -> io.BytesIO:
        monkeypatch.setattr(sys, "stdout", stream(encoding))
        monkeypatch.setattr(sys, "stderr", stream(encoding))
        platform.prepare_console()
        return sys.stdout.buffer

    return prepare


@pytest.mark.parametrize(
    ("shown", "encoding"),
    [
        ("完成?€??".encode("gbk", "replace"), "gbk"),
        ("完成✓€\u200b𠮷".encode(), "ascii"),
        ("完成✓€\u200b𠮷".encode(), "utf-8"),
        (b"??????", "latin-1"),
    ],
)
def test_no_character_stops_a_line(console, shown, encoding):
    raw = console(encoding)
    sys.stdout.write("完成✓€\u200b𠮷")
    sys.stdout.flush()
    assert shown == raw.getvalue()


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_bytes_go_out_as_they_are_after_what_was_said_before(console, encoding):
    raw = console(encoding)
    sys.stdout.write("A")
    platform.write_bytes(["完成✓".encode()])
    assert "A完成✓".encode() == raw.getvalue()


def test_bytes_go_to_a_stream_that_has_none(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    platform.write_bytes(["完成✓".encode()])
    assert "完成✓" == sys.stdout.getvalue()


def test_a_program_without_streams_gets_some(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    platform.prepare_console()
    assert 2 == sys.stdout.write("完成")
    sys.stdout.close()
    sys.stderr.close()


@pytest.mark.parametrize(("closed", "error"), [(True, BrokenPipeError(32, "x")), (False, OSError(22, "x"))])
def test_a_closed_pipe_is_told_from_other_failures(closed, error):
    assert closed == platform.is_closed_pipe(error)
