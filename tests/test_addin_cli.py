"""`xltrack addin` as it is typed: on this computer, for WPS, with a real server behind it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.addins import free_port
from tests.processes import xltrack
from xltrack.addin.asking import ask
from xltrack.addin.setup import read_setup
from xltrack.cli.run import run


@pytest.fixture
def home(tmp_path: Path):
    """A user's folder; what was started there ends."""
    yield tmp_path
    setup = read_setup(tmp_path / ".local/share/xltrack/addin")
    if setup:
        ask(setup, "/quit")


def told(home: Path, *words: object) -> tuple[int, str, str]:
    environment = {
        "HOME": str(home),
        "XDG_DATA_HOME": "",
        "XDG_CONFIG_HOME": "",
        "PATH": "/nowhere",
        "TMPDIR": str(home),
    }
    done = xltrack("addin", *words, cwd=home, environment=environment)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_it_comes_is_looked_over_stops_and_goes(home):
    before = sorted(home.rglob("*"))
    status, out, err = told(home, "install", "--wps", "--port", free_port())
    assert (1, "") == (status, err)  # certutil is not there, so the certificate is not trusted yet
    assert "装好了" in out
    assert "证书还没有被信任" in out
    setup = read_setup(home / ".local/share/xltrack/addin")
    end = time.monotonic() + 20
    while ask(setup, "/session") != "ours":
        assert time.monotonic() < end
        time.sleep(0.1)
    status, out, _ = told(home, "doctor")
    assert 1 == status
    lines = {line.split("　")[-1].partition("：")[0]: line for line in out.splitlines()}
    assert {"证书受信任", "WPS 的信任"} == {name for name, line in lines.items() if line.startswith("不通过")}
    assert lines["服务"].startswith("通过")
    assert (0, "") == told(home, "stop")[::2]
    assert "silent" == ask(setup, "/session")
    status, out, _ = told(home, "uninstall")
    assert (0, "加载项已卸载。\n") == (status, out)
    assert before == sorted(home.rglob("*"))


def test_excel_is_refused_in_one_sentence(home):
    status, out, err = told(home, "install")
    assert (2, "") == (status, out)
    assert err.startswith("Excel 的按钮只能装在 Windows 上")
    assert 1 == err.count("\n")
    assert [] == list(home.iterdir())


def test_where_nothing_is_installed_that_is_said(home):
    assert (1, 1) == (told(home, "doctor")[0], told(home, "doctor")[1].count("\n"))
    assert 0 == told(home, "uninstall")[0]
    assert 0 == told(home, "stop")[0]


@pytest.mark.parametrize(
    "line",
    ["", "安装", "install x", "uninstall --port 1", "doctor --office-js .", "install --port 0", "install --port x", "install --bar",
     "stop now"],
)  # fmt: skip
def test_a_mistake_is_one_chinese_sentence(line, capsys):
    assert 2 == run(["addin", *line.split()])
    out, err = capsys.readouterr()
    assert ("", 1) == (out, err.count("\n"))
    assert err.startswith("命令写得不对：")


def test_a_folder_of_office_js_is_named_in_the_refusal(home):
    status, _, err = told(home, "install", "--wps", "--office-js", home / "没有")
    assert (2, 1) == (status, err.count("\n"))
    assert "「" in err
    assert "office.js" in err
