"""The add-in of an offline folder: it ends for a new version, and goes with the last."""

from __future__ import annotations

import time

from tests.addins import free_port
from tests.offline import app_of, lend_python, linux, offline_folder, shell
from xltrack.addin.asking import Asked, ask
from xltrack.addin.setup import Setup, read_setup


@linux
def test_the_add_in_ends_for_a_new_version_and_goes_with_the_last(tmp_path):
    offline, home = offline_folder(tmp_path), tmp_path / "张 三"
    (home / "桌面").mkdir(parents=True)
    lend_python(home)
    assert 0 == shell(offline / "安装.sh", home=home).returncode
    before = sorted(home.rglob("*"))
    added = shell(app_of(home) / "xltrack.sh", "addin", "install", "--wps", "--port", free_port(), home=home)
    assert "装好了" in added.stdout, added.stderr
    (entry,) = home.rglob("xltrack-serve.desktop")
    assert "PYTHONPATH=" in entry.read_text("utf-8")  # whoever signs in has not what the script sets
    setup = read_setup(app_of(home).parent / "addin")
    assert setup
    try:
        assert eventually(setup, "ours")
        assert 0 == shell(offline / "安装.sh", home=home).returncode
        assert eventually(setup, "silent")
        assert 0 == shell(offline / "卸载.sh", home=home).returncode
    finally:
        ask(setup, "/quit")
    assert set(home.rglob("*")) < set(before)
    assert not app_of(home).parent.exists()


def eventually(setup: Setup, wished: Asked) -> bool:
    """Whether the server comes to that within a time that no machine needs."""
    end = time.monotonic() + 20
    while ask(setup, "/session") != wished and time.monotonic() < end:
        time.sleep(0.1)
    return ask(setup, "/session") == wished
