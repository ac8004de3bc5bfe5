"""A linter for the .bat files of the offline folder: what cmd.exe of a Chinese Windows trips over."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHOWN = ("echo", "rem", "title")  # what stands behind these is not carried out
INTERNAL = {
    "@echo", "echo", "echo.", "rem", "title", "setlocal", "set", "if", "goto", "exit", "pause", "mkdir", "rmdir", "ren",
    "copy", "del", "cd", "chcp", "powershell.exe",
}  # fmt: skip
# Numbers and words of one's own may stand bare: they hold no space and no operator.
BARE = {"%ERRORLEVEL%", "%STATUS%", "!STATUS!", "!ERRORLEVEL!", "%TRIES%"}
EXPANSION = re.compile(r"%~\w*\d|%\*|%\d|%\w+%|!\w+!")


def lint(data: bytes) -> list[str]:
    """What is wrong with a script, each with its line; nothing where it is sound."""
    return [*_bytes(data), *_lines(data.decode("gbk", "replace").replace("\r\n", "\n").split("\n"))]


def _bytes(data: bytes) -> Iterator[str]:
    if data.startswith(b"\xef\xbb\xbf"):
        yield "1: a mark of UTF-8"
    if re.search(rb"(?<!\r)\n|\r(?!\n)", data) or not data.endswith(b"\r\n"):
        yield "line ends other than CR LF"
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        yield "not GBK"
        return
    for number, line in enumerate(text.splitlines(), 1):
        # Read by another code page, the second byte of such a character would be an operator.
        risky = [c for c in line if len(byte := c.encode("gbk")) == 2 and byte[1:] in (b"|", b"^")]
        if risky:
            yield f"{number}: {risky} end in an operator"


def _lines(lines: list[str]) -> Iterator[str]:
    if lines[:3] != ["@echo off", "chcp 936 >nul", "setlocal EnableExtensions DisableDelayedExpansion"]:
        yield "1: does not begin as it should"
    delayed = False
    for number, line in enumerate(lines, 1):
        shown = line.split(" ")[0].lower() in SHOWN
        for fault in _shown_faults(line) if shown else _command_faults(line, delayed=delayed):
            yield f"{number}: {fault}"
        delayed = delayed or "EnableDelayedExpansion" in line
    yield from _labels([line.strip() for line in lines])


def _shown_faults(line: str) -> Iterator[str]:
    if line.startswith("echo") and re.search(r"[&|<>^!()\"]", line):
        yield "an operator in what is shown"
    if set(EXPANSION.findall(line.replace("%%", ""))) - BARE:
        yield "a path in what is shown"


def _command_faults(line: str, *, delayed: bool) -> Iterator[str]:
    if not line.isascii():
        yield "Chinese in a command"
    if line.count('"') % 2:
        yield "an odd quote"
    outside = re.sub(r'"[^"]*"', '""', line)
    bare = set(EXPANSION.findall(outside)) - BARE
    if bare and not re.fullmatch(r"set \w+=%\*", line):
        yield f"{sorted(bare)} without quotes"
    if "%*" in line and delayed:
        yield "%* where ! is lost"
    if delayed and re.search(r"%\w+%", line):
        yield "a path expanded where ! is lost"
    if "(" in outside or ")" in outside:
        yield "brackets: a path with one ends the block"
    if re.search(r'\\"|%HERE%"|%~dp0"(?!$)', line) and 'set "HERE=%~dp0"' != line:
        yield "a backslash before a quote"
    if re.search(r"(?i)\berrorlevel \d|^call\b|\|\||&&|\bgoto :", line):
        yield "what works otherwise than it looks"
    if re.match(r"(?i)exit\b", line) and not re.search(r" (\d|%STATUS%|!STATUS!)$", line):
        yield "an exit without a code"
    yield from _programs(outside)


def _programs(outside: str) -> Iterator[str]:
    """What is started by a name alone may be another program of that name in the current folder."""
    word = re.sub(r'^(?:if (?:not )?(?:exist ""|defined \w+|""==""|\S+ geq \d+) )+', "", outside).split(" ")[0]
    if word and not word.startswith(('"', ":")) and word.lower() not in INTERNAL:
        yield f"{word} by its name alone"


def _labels(lines: list[str]) -> Iterator[str]:
    labels = [line[1:] for line in lines if line.startswith(":")]
    wanted = {found for line in lines for found in re.findall(r"\bgoto (\w+)", line)}
    yield from (f"no label {name}" for name in sorted(wanted - set(labels)))
    yield from (f"label {name} stands twice" for name in sorted({name for name in labels if labels.count(name) > 1}))
    if not re.match(r"exit\b", next(line for line in reversed(lines) if line)):
        yield "runs out of its end"
