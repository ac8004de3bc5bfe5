"""The offline folder is installed from: without an index, without pip, into folders with Chinese and spaces, twice, and away again."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest

from tests.offline import VERSION, app_of, here, lend_python, linux, offline_folder, shell
from tests.processes import DAY, TRACKED
from tests.wheels import made_wheel
from xltrack import bundling
from xltrack.bundling import installing

FILES = Path(bundling.__file__).parent / "files"


@pytest.fixture(scope="module")
def offline(tmp_path_factory) -> Path:
    return offline_folder(tmp_path_factory.mktemp("offline"))


@pytest.fixture
def home(tmp_path) -> Path:
    (tmp_path / "张 三" / "桌面").mkdir(parents=True)
    return tmp_path / "张 三"


@linux
def test_pip_installs_from_it_without_an_index_and_the_main_job_runs(offline, tmp_path):
    empty = tmp_path / "空 文件夹"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-compile",
        "--disable-pip-version-check",
    ]
    subprocess.run([*pip, "--find-links", offline / "wheels", "--target", empty, "xltrack"], check=True)
    sheet = tmp_path / "跟 踪.xlsx"
    shutil.copy(TRACKED, sheet)
    environment = {"PYTHONPATH": str(empty), "PATH": os.defpath, "LANG": "C.UTF-8"}
    command = [os.path.realpath(sys.executable), "-P", "-s", "-m", "xltrack"]
    done = subprocess.run([*command, "report", sheet, *DAY], env=environment, capture_output=True, check=False)
    assert (0, b"") == (done.returncode, done.stderr)
    assert (tmp_path / "跟 踪_进度_2021-08-01.xlsx").is_file()


@linux
def test_the_script_installs_twice_a_dropped_file_gives_its_report_and_all_goes_again(offline, home):
    lend_python(home)
    for _ in range(2):
        done = shell(offline / "安装.sh", home=home)
        assert (0, "") == (done.returncode, done.stderr), done.stdout
        assert "装好了" in done.stdout
    assert ["app"] == [path.name for path in app_of(home).parent.iterdir()]
    assert (home / "桌面" / "xltrack-出进度表.desktop").stat().st_mode & 0o100

    sheet = home / "跟 踪&(表)$.xlsx"
    shutil.copy(TRACKED, sheet)
    dropped = shell(app_of(home) / "出进度表.sh", sheet, home=home)
    assert (0, "") == (dropped.returncode, dropped.stderr)
    assert "共23项" in dropped.stdout
    assert dropped.stdout.endswith("按回车键关闭……")
    assert 1 == len(list(home.glob("跟 踪&(表)$_进度_*.xlsx")))
    noticed = shell(app_of(home) / "xltrack.sh", "notice", sheet, *DAY, home=home)
    assert (0, "") == (noticed.returncode, noticed.stderr)
    assert 2 == shell(app_of(home) / "出进度表.sh", home=home).returncode

    gone = shell(offline / "卸载.sh", home=home)
    assert (0, "") == (gone.returncode, gone.stderr)
    assert [] == list(home.rglob("*.desktop"))
    assert not app_of(home).parent.exists()
    assert sheet.exists()
    assert "没有装 xltrack" in shell(offline / "卸载.sh", home=home).stdout


@linux
def test_a_python_in_the_folder_is_unpacked_with_it(offline, home, tmp_path):
    folder = writable(offline, tmp_path)
    program = tmp_path / "python"
    program.write_text(f'#!/bin/sh\nexec "{os.path.realpath(sys.executable)}" "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    with tarfile.open(folder / "python" / f"{here().archive[0]}9+1{here().archive[1]}", "w:gz") as archive:
        archive.add(program, f"python/bin/python{VERSION}")
    done = shell(folder / "安装.sh", home=home)
    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert not (app_of(home) / "python" / "bin" / f"python{VERSION}").is_symlink()
    assert 0 == shell(app_of(home) / "xltrack.sh", "--version", home=home).returncode


@linux
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda folder: ask_for_another_python(folder / "安装.sh"), "还差 Python"),
        (lambda folder: shutil.rmtree(folder / "wheels"), "旁边没有 wheels 文件夹"),
        (lambda folder: (folder / "python" / f"cpython-{VERSION}.9.tar.gz").write_bytes(b"x"), "压缩包解不开"),
    ],
    ids=["no Python", "no wheels", "a torn archive"],
)
def test_what_is_missing_is_said_and_nothing_is_left(spoil, sentence, offline, home, tmp_path):
    folder = writable(offline, tmp_path)
    spoil(folder)
    done = shell(folder / "安装.sh", home=home)
    assert 1 == done.returncode
    assert sentence in done.stdout
    assert "没有装成" in done.stdout
    assert [] == [path for path in (home / ".local").rglob("*") if path.is_file()]


@linux
def test_a_torn_wheel_is_named_and_what_was_installed_stays(offline, home, tmp_path):
    lend_python(home)
    assert 0 == shell(offline / "安装.sh", home=home).returncode
    folder = writable(offline, tmp_path)
    (wheel,) = (folder / "wheels").glob("lxml-*.whl")
    wheel.write_bytes(wheel.read_bytes()[:5000])
    done = shell(folder / "安装.sh", home=home)
    assert 1 == done.returncode
    assert f"「{wheel.name}」是坏的" in done.stdout
    assert 0 == shell(app_of(home) / "xltrack.sh", "--version", home=home).returncode
    assert ["app"] == [path.name for path in app_of(home).parent.iterdir()]


@linux
def test_what_does_not_run_does_not_take_the_place_of_what_does(offline, home, tmp_path):
    lend_python(home)
    assert 0 == shell(offline / "安装.sh", home=home).returncode
    folder = writable(offline, tmp_path)
    (wheel,) = (folder / "wheels").glob("lxml-*.whl")
    wheel.unlink()
    done = shell(folder / "安装.sh", home=home)
    assert 1 == done.returncode
    assert "装上的程序运行不起来" in done.stdout
    assert 0 == shell(app_of(home) / "xltrack.sh", "limits", home=home).returncode


@linux
def test_another_kind_of_processor_is_told(offline, home, tmp_path):
    folder = writable(offline, tmp_path)
    script = folder / "安装.sh"
    script.write_text(script.read_text("utf-8").replace(f"'{platform.machine()}'", "'loongarch64'"), "utf-8")
    done = shell(script, home=home)
    assert 1 == done.returncode
    assert f"这台是 {platform.machine()}" in done.stdout


def ask_for_another_python(script: Path) -> None:
    """The machine that the tests run on has Pythons of its own."""
    script.write_text(script.read_text("utf-8").replace(f"python{VERSION}", "python3.99"), "utf-8")


def writable(offline: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "离线 副本"
    shutil.copytree(offline, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    return folder


# --- What the scripts of Windows call ---


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with a wheel of this Python and the scripts of Windows."""
    path = tmp_path / "离线 安装"
    path.mkdir()
    made_wheel(path / "wheels", "one", tag=f"cp{VERSION.replace('.', '')}-cp{VERSION.replace('.', '')}-win_amd64")
    for script in FILES.glob("*.bat"):
        shutil.copy(script, path)
    return path


def embedded(tmp_path: Path) -> Path:
    """A place for a new installation, the embeddable Python in it as it comes."""
    new = tmp_path / "用户 甲" / "new"
    (new / "python").mkdir(parents=True)
    (new / "python" / "python312._pth").write_bytes(b"python312.zip\r\n.\r\n\r\n# Uncomment\r\n#import site\r\n")
    return new


def test_the_embeddable_python_is_told_where_its_libraries_are(folder, tmp_path, capsys):
    new = embedded(tmp_path)
    for _ in range(2):
        assert 0 == installing.main(["unpack", str(folder), str(new)])
    site = new / "python" / "Lib" / "site-packages"
    assert (site / "one-1.0.dist-info" / "METADATA").is_file()
    told = (new / "python" / "python312._pth").read_text("utf-8").splitlines()
    assert ["python312.zip", ".", "# Uncomment", "#import site", r"Lib\site-packages"] == told
    assert (new / "出进度表.bat").is_file()
    assert "已解开1个安装包" in capsys.readouterr().out


def test_of_a_wheel_what_belongs_elsewhere_is_left_out(folder, tmp_path):
    with ZipFile(folder / "wheels" / "two-1.0-py3-none-any.whl", "w") as archive:
        for name in ("two.py", "two-1.0.data/platlib/deep/two.pyd", "two-1.0.data/scripts/two.exe", "../out.py"):
            archive.writestr(name, "")
    new = embedded(tmp_path)
    assert 0 == installing.main(["unpack", str(folder), str(new)])
    site = new / "python" / "Lib" / "site-packages"
    assert {"two.py", "deep", "out.py", "one-1.0.dist-info"} == {path.name for path in site.iterdir()}
    assert [] == list(tmp_path.rglob("two.exe"))


def test_wheels_for_another_python_are_not_unpacked(folder, tmp_path, capsys):
    made_wheel(folder / "wheels", "old", tag="cp39-cp39-win_amd64")
    assert 1 == installing.main(["unpack", str(folder), str(embedded(tmp_path))])
    assert f"要用 Python 3.9，python 文件夹里的是 {VERSION}" in capsys.readouterr().out


def test_a_wheel_that_is_torn_is_named(folder, tmp_path, capsys):
    (folder / "wheels" / "two-1.0-py3-none-any.whl").write_bytes(b"PK\3\4")
    assert 1 == installing.main(["unpack", str(folder), str(embedded(tmp_path))])
    assert "「two-1.0-py3-none-any.whl」是坏的" in capsys.readouterr().out


def test_a_disk_that_takes_nothing_is_told(folder, tmp_path, capsys):
    new = embedded(tmp_path)
    (new / "python" / "Lib").touch()
    assert 1 == installing.main(["unpack", str(folder), str(new)])
    assert "写不进" in capsys.readouterr().out


@pytest.fixture
def windows(monkeypatch, tmp_path) -> Path:
    """A user of Windows whose desktop was moved; the registry knows where to."""
    desktop = tmp_path / "D盘" / "桌面"

    class Key:
        def __enter__(self) -> Key:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    def value(_: Key, name: str) -> tuple[str, int]:
        if name != "Desktop":
            raise FileNotFoundError(name)
        return str(desktop), 2

    registry = SimpleNamespace(HKEY_CURRENT_USER=1, OpenKey=lambda *_: Key(), QueryValueEx=value)
    monkeypatch.setitem(sys.modules, "winreg", registry)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("HOME", str(tmp_path / "用户"))
    return desktop


def test_on_windows_scripts_go_to_the_desktop_and_to_send_to(windows, tmp_path, capsys):
    base = tmp_path / "xltrack"
    (base / "app").mkdir(parents=True)
    shutil.copy(FILES / "出进度表.bat", base / "app")
    send_to = tmp_path / "用户" / "AppData" / "Roaming" / "Microsoft" / "Windows" / "SendTo"
    assert 0 == installing.main(["entries", str(base)])
    assert ["出进度表.bat"] == [path.name for path in windows.iterdir()]
    assert ["出进度表.bat"] == [path.name for path in send_to.iterdir()]
    assert 0 == installing.main(["remove", str(base)])
    assert [] == [*windows.iterdir(), *send_to.iterdir()]
    assert 2 == capsys.readouterr().out.count("已删除")


def test_a_file_of_that_name_that_is_somebody_elses_stays(windows, tmp_path, capsys):
    base = tmp_path / "xltrack"
    (base / "app").mkdir(parents=True)
    shutil.copy(FILES / "出进度表.bat", base / "app")
    windows.mkdir(parents=True)
    (windows / "出进度表.bat").write_bytes(b"mine")
    for deed in ("entries", "remove"):
        assert 0 == installing.main([deed, str(base)])
        assert b"mine" == (windows / "出进度表.bat").read_bytes()
    assert "已有别的文件，没有动它" in capsys.readouterr().out


def test_a_place_that_takes_no_file_spoils_nothing(windows, tmp_path, capsys):
    base = tmp_path / "xltrack"
    (base / "app").mkdir(parents=True)
    shutil.copy(FILES / "出进度表.bat", base / "app")
    windows.parent.mkdir()
    windows.touch()
    assert 0 == installing.main(["entries", str(base)])
    said = capsys.readouterr().out
    assert "没能放到" in said
    assert "已放好" in said


@pytest.mark.parametrize(
    ("folders", "settings", "desktop"),
    [
        (["桌面", "Desktop"], "", "桌面"),
        (["Desktop"], "", "Desktop"),
        (["桌面", "工作 台"], 'XDG_DESKTOP_DIR="$HOME/工作 台"\n', "工作 台"),
        ([], 'XDG_DESKTOP_DIR="$HOME/"\n', ""),
    ],
)
def test_on_linux_an_entry_goes_to_the_desktop_where_there_is_one(folders, settings, desktop, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    for name in (*folders, ".config", "share/xltrack/app"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / ".config" / "user-dirs.dirs").write_text(settings, "utf-8")
    (tmp_path / "share/xltrack/app" / "出进度表.sh").touch()
    assert 0 == installing.main(["entries", str(tmp_path / "share" / "xltrack")])
    placed = {path.parent.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.desktop")}
    assert {"share/applications", *filter(None, [desktop])} == placed


@pytest.mark.parametrize(
    ("script", "quoted"),
    [
        ("/home/张 三/出进度表.sh", '"/home/张 三/出进度表.sh"'),
        ("/home/a$b/x.sh", r'"/home/a\\$b/x.sh"'),
        ('/home/a"b/x.sh', r'"/home/a\\"b/x.sh"'),
        ("/home/50%/x.sh", '"/home/50%%/x.sh"'),
        ("/home/a\\b/x.sh", r'"/home/a\\\\b/x.sh"'),
    ],
)
def test_a_desktop_entry_quotes_its_script(script, quoted):
    lines = installing.desktop_entry(Path(script)).splitlines()
    assert f"Exec={quoted} %F" in lines


@pytest.mark.shell
@pytest.mark.parametrize("script", sorted(FILES.glob("*.sh")), ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script):
    done = subprocess.run(["shellcheck", "-s", "sh", script], capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stdout)


def test_scripts_of_linux_end_lines_as_linux_does():
    for script in FILES.glob("*.sh"):
        assert b"\r" not in script.read_bytes()
        assert script.read_bytes().startswith(b"#!/bin/sh\n")
