"""Each thing that can be wrong with the add-in is found, alone, with what mends it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.addins import Desk
from xltrack.addin.arriving import DEVELOPER, RUN
from xltrack.addin.manifest import ID

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
LOADED = {"et": {"k1": {"name": "xltrack", "enable": True, "isload": True}, "namelist": "xltrack"}}


@pytest.fixture
def desk(tmp_path) -> Desk:
    """Both parts are installed on Windows, and WPS has loaded its own."""
    desk = Desk(tmp_path, windows=True, now=NOW)
    desk.install()
    desk.install(wps=True)
    (desk.places.wps / "authaddin.json").write_text(json.dumps(LOADED), "utf-8-sig")
    return desk


def test_nothing_is_wrong_with_what_was_just_installed(desk):
    looks = desk.looks()
    assert [] == desk.wrong()
    assert ["证书", "证书受信任", "端口", "服务", "开机自己打开", "Excel 的清单", "Excel 的登记", "Office.js", "WPS 的加载项文件",
            "WPS 的加载项清单", "WPS 的信任"] == list(looks)  # fmt: skip
    assert "通过　　证书：用到2036年11月28日" == looks["证书"].line


def no_certificate(desk):
    desk.setup.certificate.unlink()


def torn_key(desk):
    desk.setup.private_key.write_bytes(b"x")


def ten_years_later(desk):
    desk.now = NOW + timedelta(days=3651)


def not_trusted(desk):
    desk.trust.known.clear()


def somebody_else(desk):
    desk.running, desk.port = None, "other"


def nobody(desk):
    desk.running = None


def no_autostart(desk):
    desk.hive.remove(RUN, "xltrack")


def no_manifest(desk):
    (desk.places.data / "manifest.xml").unlink()


def changed_manifest(desk):
    path = desk.places.data / "manifest.xml"
    path.write_bytes(path.read_bytes().replace(b"8766", b"8767"))


def no_entry(desk):
    desk.hive.remove(DEVELOPER, ID)


def entry_elsewhere(desk):
    desk.hive.write(DEVELOPER, ID, "C:\\older\\manifest.xml")


def no_stub(desk):
    (desk.places.wps / "xltrack_1.0.0/main.js").unlink()


def changed_stub(desk):
    (desk.places.wps / "xltrack_1.0.0/ribbon.xml").write_bytes(b"<customUI/>")


def not_listed(desk):
    (desk.places.wps / "publish.xml").write_bytes(b"<jsplugins/>")


def list_gone(desk):
    (desk.places.wps / "jsplugins.xml").unlink()


def listed_elsewhere(desk):
    path = desk.places.wps / "publish.xml"
    path.write_bytes(path.read_bytes().replace(b'url="xltrack_1.0.0"', b'url="other"'))


def list_damaged(desk):
    (desk.places.wps / "publish.xml").write_bytes(b"<jsplug")


def told(desk, content):
    (desk.places.wps / "authaddin.json").write_text(
        content if isinstance(content, str) else json.dumps(content), "utf-8"
    )


def never_asked(desk):
    (desk.places.wps / "authaddin.json").unlink()


def asked_for_others(desk):
    told(desk, {"wps": LOADED["et"], "et": {"k": {"name": "other", "enable": True, "isload": True}}})


def not_loaded(desk):
    told(desk, {"et": {"k": {"name": "xltrack", "enable": True, "isload": False}}})


def switched_off(desk):
    told(desk, {"et": {"k": {"name": "xltrack", "enable": False, "isload": True}}})


def unreadable(desk):
    told(desk, "{")


@pytest.mark.parametrize(
    ("harm", "wrong", "deed"),
    [
        (no_certificate, ["证书", "证书受信任"], "xltrack addin install"), (torn_key, ["证书", "证书受信任"], "xltrack addin install"),
        (ten_years_later, ["证书"], "xltrack addin install"), (not_trusted, ["证书受信任"], "点「是」"),
        (somebody_else, ["端口", "服务"], "--port"), (nobody, ["服务"], "xltrack serve"),
        (no_autostart, ["开机自己打开"], "xltrack addin install"), (no_manifest, ["Excel 的清单"], "xltrack addin install"),
        (changed_manifest, ["Excel 的清单"], "xltrack addin install"), (no_entry, ["Excel 的登记"], "xltrack addin install"),
        (entry_elsewhere, ["Excel 的登记"], "xltrack addin install"), (no_stub, ["WPS 的加载项文件"], "install --wps"),
        (changed_stub, ["WPS 的加载项文件"], "install --wps"), (not_listed, ["WPS 的加载项清单"], "install --wps"),
        (list_gone, ["WPS 的加载项清单"], "install --wps"), (listed_elsewhere, ["WPS 的加载项清单"], "install --wps"),
        (list_damaged, ["WPS 的加载项清单"], "install --wps"),
        (never_asked, ["WPS 的信任"], "点「允许」"), (asked_for_others, ["WPS 的信任"], "点「允许」"),
        (not_loaded, ["WPS 的信任"], "重新打开"), (switched_off, ["WPS 的信任"], "启用"), (unreadable, ["WPS 的信任"], "点「允许」"),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)  # fmt: skip
def test_what_is_wrong_is_found_alone_and_told_how_to_mend(desk, harm, wrong, deed):
    harm(desk)
    assert wrong == desk.wrong()
    look = desk.looks()[wrong[0]]
    assert look.line.startswith(f"不通过　{wrong[0]}：")
    assert deed in look.line
    assert "改法：" in look.line


@pytest.mark.parametrize(
    "harm", [no_certificate, torn_key, ten_years_later, not_trusted, no_autostart, no_manifest, changed_manifest, no_entry,
             entry_elsewhere, no_stub, changed_stub, not_listed, list_gone]
)  # fmt: skip
def test_to_install_again_mends_it(desk, harm):
    harm(desk)
    for wps in (False, True):
        desk.install(wps=wps)
    assert [] == desk.wrong()


def test_of_what_is_not_installed_nothing_is_asked_but_of_wps_where_it_is_wished(tmp_path):
    desk = Desk(tmp_path, windows=True, now=NOW)
    assert ["安装"] == desk.wrong()
    desk.install()
    assert not any("WPS" in name for name in desk.looks())
    assert ["WPS 的加载项文件", "WPS 的加载项清单", "WPS 的信任"] == desk.wrong(wps=True)


def test_an_entry_that_wps_wrote_anew_is_still_ours(desk):
    for name in ("publish.xml", "jsplugins.xml"):
        entry = b"<jsplugin install='null' url='xltrack_1.0.0' enable='enable' name='xltrack' type='wps,et'></jsplugin>"
        (desk.places.wps / name).write_bytes(b"<jsplugins>" + entry + b"</jsplugins>")
    assert [] == desk.wrong()


def test_linux_looks_for_its_own_things(tmp_path):
    desk = Desk(tmp_path, windows=False, now=NOW)
    desk.install(wps=True)
    assert ["WPS 的信任"] == desk.wrong()
    (desk.places.autostart / "xltrack-serve.desktop").unlink()
    desk.trust.known.clear()
    assert ["证书受信任", "开机自己打开", "WPS 的信任"] == desk.wrong()
    assert "certutil" in desk.looks()["证书受信任"].line


@pytest.mark.parametrize(
    "content",
    [[], {"et": []}, {"et": None}, {"et": {"k": "x"}}, {"et": {"k": {"name": "xltrack"}}}, "[" * 100_000, {"et": [{"name": "xltrack"}]}],
)  # fmt: skip
def test_whatever_wps_keeps_of_it_is_looked_at_without_harm(desk, content):
    told(desk, content)
    assert ["WPS 的信任"] == desk.wrong()


def test_a_list_of_entries_is_understood_too(desk):
    told(desk, {"et": [{"name": "xltrack", "enable": True, "isload": True}]})
    assert [] == desk.wrong()
