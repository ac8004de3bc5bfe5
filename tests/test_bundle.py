"""`xltrack bundle`: what the folder holds, and each failure; the wheels are those that are installed here."""

from __future__ import annotations

import re
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.batch import lint
from tests.processes import xltrack
from tests.wheels import look_in, made_wheel, make_house, needed
from xltrack.base.errors import BundleError, OutputError
from xltrack.bundling import fetching, folder, own_wheel
from xltrack.bundling.fetching import fetch_wheels
from xltrack.bundling.folder import make_bundle
from xltrack.bundling.requirements import project_of, read_requirement
from xltrack.bundling.targets import TARGETS, WINDOWS
from xltrack.cli.run import run

LINUX = TARGETS["linux_x86_64"]


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    """The wheels of an index, for Windows."""
    return make_house(tmp_path_factory.mktemp("index") / "wheels", WINDOWS)


@pytest.fixture
def offline(house, monkeypatch) -> None:
    """An index that is a folder."""
    look_in(house, monkeypatch)


@pytest.fixture
def quick(monkeypatch) -> None:
    """What is not about wheels does without them."""
    monkeypatch.setattr(folder, "fetch_wheels", lambda *_: ())


def make(path: Path, target=WINDOWS, python=None, *, page=False) -> folder.Bundle:
    return make_bundle(path, target, python, page=page, tell=lambda _: None)


@pytest.mark.usefixtures("offline")
def test_the_folder_for_windows_holds_all_that_xltrack_requires(tmp_path):
    made = make(tmp_path / "离线 安装")
    wheels = {project_of(path): path.name for path in made.wheels}
    assert {"xltrack", *needed(WINDOWS)} == set(wheels)
    assert {"lxml", "rapidfuzz", "holidays", "openpyxl", "markupsafe", "olefile"} <= set(wheels)
    assert {name for name, file in wheels.items() if "win_amd64" in file} >= {"lxml", "rapidfuzz", "markupsafe"}
    assert all(file.endswith(("-cp312-cp312-win_amd64.whl", "-none-any.whl")) for file in wheels.values())
    assert set(made.wheels) == set((made.path / "wheels").iterdir())


@pytest.mark.usefixtures("quick")
def test_its_scripts_are_sound_and_its_pages_open_everywhere(tmp_path):
    made = make(tmp_path / "离线")
    scripts = {path.name: path for path in made.path.glob("*.bat")}
    assert {"安装.bat", "出进度表.bat", "卸载.bat"} == set(scripts)
    assert {name: [] for name in scripts} == {name: lint(path.read_bytes()) for name, path in scripts.items()}
    guide = (made.path / "说明.txt").read_bytes()
    assert guide.startswith(b"\xef\xbb\xbf")
    assert guide.count(b"\n") == guide.count(b"\r\n") > 30
    for text in (guide.decode("utf-8-sig"), (made.path / "python" / "放在这里.txt").read_text("utf-8-sig")):
        assert "python-3.12.10-embed-amd64.zip" in text
        assert WINDOWS.digest in text
        assert "certutil -hashfile" in text
        assert "{" not in text


@pytest.mark.usefixtures("quick")
def test_nothing_in_it_is_a_program_and_nothing_but_scripts_is_ours(tmp_path):
    made = make(tmp_path / "离线", page=True)
    assert {".bat", ".txt", ".whl", ".py"} == {path.suffix for path in made.path.rglob("*") if path.is_file()}


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("page", [False, True])
def test_the_drop_page_is_there_where_xltrack_has_one(page, tmp_path):
    made = make(tmp_path / "离线", page=page)
    assert page == (made.path / "打开拖放页.bat").is_file()
    assert page == ("打开拖放页" in (made.path / "说明.txt").read_text("utf-8-sig"))


@pytest.mark.parametrize("python", [False, True])
@pytest.mark.usefixtures("quick")
def test_the_steps_of_the_page_are_numbered_without_a_gap(python, tmp_path):
    archive, target = embeddable(tmp_path)
    made = make(tmp_path / "离线", target, archive if python else None)
    text = (made.path / "说明.txt").read_text("utf-8-sig")
    steps = [int(number) for number in re.findall(r"(?m)^  (\d)\. ", text)]
    assert list(range(1, len(steps) + 1)) == steps
    assert (5 if python else 6) == len(steps)


def embeddable(tmp_path: Path) -> tuple[Path, object]:
    """An archive that looks like the embeddable Python, and a target that takes it for that."""
    path = tmp_path / "python-3.12.10-embed-amd64.zip"
    with ZipFile(path, "w") as archive:
        for name in ("python.exe", "python312._pth"):
            archive.writestr(name, "")
    return path, WINDOWS._replace(digest=folder.sha256_of(path))


@pytest.mark.usefixtures("quick")
def test_a_python_that_is_at_hand_goes_into_the_folder(tmp_path):
    archive, target = embeddable(tmp_path)
    made = make(tmp_path / "离线", target, archive)
    assert archive.read_bytes() == (made.path / "python" / archive.name).read_bytes()
    assert [archive.name] == [path.name for path in (made.path / "python").iterdir()]
    assert f"里面已有 {archive.name}" in "".join(made.told())


def test_another_python_is_refused_and_nothing_is_made(tmp_path):
    right, target = embeddable(tmp_path)
    other = tmp_path / "python-3.11.9-embed-amd64.zip"
    other.write_bytes(right.read_bytes())
    linux = tmp_path / "cpython-3.12.10+20250409-x86_64-unknown-linux-gnu-install_only.tar.gz"
    with tarfile.open(linux, "w:gz") as archive:
        archive.add(right, "python/readme")
    torn = tmp_path / "cpython-3.12.11+1-x86_64-unknown-linux-gnu-install_only.tar.gz"
    torn.write_bytes(linux.read_bytes()[:60])
    for given, wanted in ((other, target), (right, WINDOWS), (tmp_path / "x", target), (linux, LINUX), (torn, LINUX)):
        with pytest.raises(BundleError) as said:
            make(tmp_path / "离线", wanted, given)
        assert "D887" == said.value.code
    assert not (tmp_path / "离线").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "别人的.txt").touch()
    done = xltrack("bundle", "-o", ".", cwd=tmp_path)
    assert 2 == done.returncode
    assert "里已经有东西，没有动它。换一个" in done.stderr.decode()  # D885
    assert ["别人的.txt"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.usefixtures("quick")
def test_an_empty_folder_will_do_and_the_command_tells_what_is_missing(tmp_path):
    done = xltrack("bundle", "-o", tmp_path, cwd=tmp_path)
    assert 0 == done.returncode, done.stderr.decode()
    assert "离线安装文件夹做好了" in done.stdout.decode()
    assert "还差 Python：把 python-3.12.10-embed-amd64.zip 放进里面的 python 文件夹" in done.stdout.decode()


def test_a_platform_that_is_none(tmp_path, capsys):
    assert 2 == run(["bundle", "-o", str(tmp_path / "a"), "--platform", "loongarch"])  # D884
    assert "没有「loongarch」这个平台（有的是：win_amd64、linux_x86_64、linux_aarch64）" in capsys.readouterr().err


def test_a_folder_has_to_be_named(capsys):
    assert 2 == run(["bundle"])
    assert "要用 -o 说明写到哪里" in capsys.readouterr().err


def test_without_pip_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr(fetching, "find_spec", lambda _: None)
    with pytest.raises(BundleError) as said:
        make(tmp_path / "离线")
    assert "D880" == said.value.code
    assert not (tmp_path / "离线").exists()


def test_without_a_network_one_sentence_and_no_folder(monkeypatch, tmp_path):
    look_in(tmp_path, monkeypatch)
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    with pytest.raises(BundleError) as said:
        make(tmp_path / "离线")
    assert "D881" == said.value.code
    assert not (tmp_path / "离线").exists()


@pytest.mark.usefixtures("offline")
def test_a_wheel_that_is_not_there_is_named(tmp_path):
    (tmp_path / "空").mkdir()
    with pytest.raises(BundleError):
        make(tmp_path / "空", LINUX)
    assert [] == list((tmp_path / "空").iterdir())
    with pytest.raises(BundleError) as said:
        make(tmp_path / "离线", LINUX)
    assert "D882" == said.value.code
    assert "给 linux_x86_64、Python 3.12 的安装包" in str(said.value)
    assert not (tmp_path / "离线").exists()


def test_versions_that_do_not_meet_are_told_in_pips_words(tmp_path, monkeypatch):
    index = tmp_path / "index"
    made_wheel(index, "one", "third<2")
    made_wheel(index, "two", "third>=2")
    made_wheel(index, "third", version="1.0")
    made_wheel(index, "third", version="2.0")
    look_in(index, monkeypatch)
    with pytest.raises(BundleError) as said:
        fetch([("one"), ("two")], tmp_path)
    assert "D883" == said.value.code
    assert "third" in str(said.value)


def fetch(lines: list[str], folder: Path, target=WINDOWS) -> list[str]:
    return [path.name for path in fetch_wheels([read_requirement(line) for line in lines], target, folder)]


def test_what_two_require_of_a_third_is_met_by_one_version(tmp_path, monkeypatch):
    index = tmp_path / "index"
    made_wheel(index, "one", "deep")
    made_wheel(index, "deep", "third<2")
    made_wheel(index, "two", "third>=1")
    for version in ("1.0", "1.5", "2.0"):
        made_wheel(index, "third", version=version)
    look_in(index, monkeypatch)
    (tmp_path / "out").mkdir()
    assert ["third-1.5-py3-none-any.whl"] == [
        name for name in fetch(["one", "two"], tmp_path / "out") if "third" in name
    ]


def test_what_only_windows_requires_is_fetched_and_what_only_linux_does_is_not(tmp_path, monkeypatch):
    index = tmp_path / "index"
    made_wheel(index, "click", 'colorama; platform_system == "Windows"', 'uvloop; sys_platform != "win32"')
    made_wheel(index, "colorama")
    look_in(index, monkeypatch)
    (tmp_path / "out").mkdir()
    assert ["click-1.0-py3-none-any.whl", "colorama-1.0-py3-none-any.whl"] == fetch(["click"], tmp_path / "out")


def test_xltrack_that_is_not_installed_cannot_say_what_it_requires(monkeypatch, tmp_path):
    def missing(_: str) -> None:
        raise own_wheel.PackageNotFoundError

    monkeypatch.setattr(own_wheel, "distribution", missing)
    with pytest.raises(BundleError) as said:
        make(tmp_path / "离线")
    assert "D886" == said.value.code


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError) as said:
        make(tmp_path / "file" / "离线")
    assert "D143" == said.value.code


@pytest.mark.usefixtures("quick")
def test_a_full_disk_leaves_no_half_folder(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.shutil, "copyfile", full)
    with pytest.raises(OutputError) as said:
        make(tmp_path / "离线")
    assert "D146" == said.value.code
    assert not (tmp_path / "离线").exists()


def test_the_names_of_pythons_are_those_of_their_versions():
    for target in TARGETS.values():
        assert "3.12" == target.version
        assert target.archive[0].startswith(("python-3.12.10-", "cpython-3.12."))
    assert 64 == len(WINDOWS.digest)
