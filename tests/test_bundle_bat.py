"""The .bat files of the offline folder, by a linter; and the linter."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.batch import lint
from tests.processes import TRACKED
from xltrack import bundling
from xltrack.bundling.dropped import dropped_files
from xltrack.cli import main

SCRIPTS = sorted((Path(bundling.__file__).parent / "files").glob("*.bat"))
HEAD = "@echo off\nchcp 936 >nul\nsetlocal EnableExtensions DisableDelayedExpansion\n"


def as_written(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("gbk")


def test_all_are_there():
    assert {"安装.bat", "出进度表.bat", "打开拖放页.bat", "卸载.bat", "安装到Excel和WPS.bat"} == {
        path.name for path in SCRIPTS
    }


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_sound(path):
    assert [] == lint(as_written(path.read_text("utf-8")))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_label_of_a_script_is_gone_to(path):
    text = path.read_text("utf-8")
    labels = [line[1:] for line in text.splitlines() if line.startswith(":")]
    fallen_into = {"begin", "unpack", "swap", "failed"}
    assert [] == [name for name in labels if f"goto {name}" not in text and name not in fallen_into]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("del %BASE%\\x\nexit /b 0\n", "['%BASE%'] without quotes"),
        ("copy %1 x\nexit /b 0\n", "['%1'] without quotes"),
        ('rmdir "%BASE%\nexit /b 0\n', "an odd quote"),
        ('copy "%HERE%" x\nexit /b 0\n', "a backslash before a quote"),
        ('if exist "x" (\nexit /b 0\n', "brackets: a path with one ends the block"),
        ("if errorlevel 1 goto a\n:a\nexit /b 0\n", "what works otherwise than it looks"),
        ("goto nowhere\nexit /b 0\n", "no label nowhere"),
        (":a\n:a\nexit /b 0\n", "label a stands twice"),
        ("exit /b\n", "an exit without a code"),
        ("pause\n", "runs out of its end"),
        ("echo 甲&乙\nexit /b 0\n", "an operator in what is shown"),
        ("echo %BASE%\nexit /b 0\n", "a path in what is shown"),
        ('copy "甲.txt" x\nexit /b 0\n', "Chinese in a command"),
        ("xcopy a b\nexit /b 0\n", "xcopy by its name alone"),
        ("setlocal EnableDelayedExpansion\nset X=%*\nexit /b 0\n", "%* where ! is lost"),
        ('setlocal EnableDelayedExpansion\n"%PYTHON%" x\nexit /b 0\n', "a path expanded where ! is lost"),
        ("echo 倈\nexit /b 0\n", "end in an operator"),
    ],
)
def test_the_linter_finds(body, fault):
    assert any(fault in found for found in lint(as_written(HEAD + body))), lint(as_written(HEAD + body))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (HEAD.encode() + b"exit /b 0\n", "line ends other than CR LF"),
        (b"\xef\xbb\xbf" + as_written(HEAD + "exit /b 0\n"), "1: a mark of UTF-8"),
        (as_written(HEAD) + "echo 装好了\r\nexit /b 0\r\n".encode(), "not GBK"),
        (as_written("@echo off\nexit /b 0\n"), "1: does not begin as it should"),
    ],
)
def test_the_linter_looks_at_bytes(data, fault):
    assert fault in lint(data)


def test_the_linter_is_content_with_what_is_sound():
    assert [] == lint(as_written(HEAD + 'set "HERE=%~dp0"\ncopy "%HERE%x" "%HERE%y"\necho 好了\nexit /b 0\n'))


# What Windows hands to cmd.exe for files that were dropped: quoted where there is a space, and else not.
SCRIPT = r"C:\用户 甲\桌面\出进度表.bat"
DROPS = [
    ([r"D:\表.xlsx"], rf'cmd /c ""{SCRIPT}" D:\表.xlsx"'),
    ([r"D:\一 表.xlsx"], rf'C:\WINDOWS\system32\cmd.exe /c ""{SCRIPT}" "D:\一 表.xlsx""'),
    ([r"D:\甲&乙.xlsx", r"D:\丙 丁.xls"], rf'cmd /c ""{SCRIPT}" D:\甲&乙.xlsx "D:\丙 丁.xls""'),
    ([r"D:\100%完成^.xlsx", r"D:\急!.xlsx"], rf'cmd /c ""{SCRIPT}" D:\100%完成^.xlsx D:\急!.xlsx"'),
    ([r"D:\a,b;c=d(1).xlsx"], rf'cmd /c ""{SCRIPT}" D:\a,b;c=d(1).xlsx"'),
    ([r"\\服务器\共享\各县 报来"], rf'cmd /c ""{SCRIPT}" "\\服务器\共享\各县 报来""'),
    ([r"D:\甲　乙.xlsx"], rf'cmd /c ""{SCRIPT}" D:\甲　乙.xlsx"'),
    ([r"D:\𠮷.xlsx", r"D:\x出进度表.bat"], rf'cmd /c ""{SCRIPT}" D:\𠮷.xlsx D:\x出进度表.bat"'),
    ([r"D:\一 表.xlsx"], rf'cmd /c ""{SCRIPT.upper()}" "D:\一 表.xlsx"'),
    ([], rf'cmd /c ""{SCRIPT}" "'),
]


@pytest.mark.parametrize(("files", "line"), DROPS)
def test_dropped_files_are_those_of_the_line(files, line):
    words = {"XLTRACK_LINE": line, "XLTRACK_SCRIPT": "出进度表.bat", "XLTRACK_WORDS": "cut"}
    assert files == dropped_files(words)


def test_in_a_console_the_words_behind_the_script_are_taken():
    words = {"XLTRACK_LINE": r"C:\WINDOWS\system32\cmd.exe", "XLTRACK_SCRIPT": "出进度表.bat"}
    assert ["甲 乙.xlsx", "丙.xlsx"] == dropped_files({**words, "XLTRACK_WORDS": '"甲 乙.xlsx" 丙.xlsx'})
    assert [] == dropped_files(words)


def test_what_was_dropped_gets_its_report_and_a_script_opened_by_itself_says_what_to_do(tmp_path, monkeypatch, capsys):
    sheet = tmp_path / "甲&乙,丙.xlsx"
    shutil.copy(TRACKED, sheet)
    monkeypatch.setenv("XLTRACK_SCRIPT", "出进度表.bat")
    monkeypatch.setenv("XLTRACK_LINE", f'cmd /c ""{SCRIPT}" {sheet}"')
    assert 0 == main(["--dropped"])
    assert "共23项" in capsys.readouterr().out
    assert 1 == len(list(tmp_path.glob("甲&乙,丙_进度_*.xlsx")))
    monkeypatch.setenv("XLTRACK_LINE", f'cmd /c ""{SCRIPT}" "')
    assert 2 == main(["--dropped"])
    assert "请把任务分解表拖到这个图标上放开；几个一起、整个文件夹也行。\n" == capsys.readouterr().out
