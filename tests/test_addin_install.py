"""The add-in comes and goes: what it writes, and that nothing of it is left."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.addins import SERVING, Desk
from xltrack.addin.arriving import DEVELOPER, RUN
from xltrack.addin.manifest import ID, write_manifest
from xltrack.addin.wps import ENTRIES
from xltrack.base.errors import AddinError, OutputError

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
OTHERS = (
    b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\r\n<jsplugins>\r\n  <!-- </jsplugins> -->\r\n'
    b'\t<jspluginonline type="et"  name="OA\xe5\x8a\xa9\xe6\x89\x8b" url="http://oa/?a=1&amp;b=&gt;"></jspluginonline>\r\n'
    b"</jsplugins>\r\n<!-- tail -->"
)


@pytest.fixture
def windows(tmp_path) -> Desk:
    return Desk(tmp_path, windows=True, now=NOW)


@pytest.fixture
def linux(tmp_path) -> Desk:
    return Desk(tmp_path, windows=False, now=NOW)


@pytest.fixture
def office_js(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("from IT")
    (folder / "zh-cn").mkdir()
    (folder / "office.js").write_bytes(b"// Office")
    (folder / "zh-cn/office_strings.js").write_bytes(b"// words")
    return folder


# --- Coming ---


def test_excel_finds_the_manifest_by_the_registry(windows):
    told, whole = windows.install()
    manifest = windows.places.data / "manifest.xml"
    assert whole
    assert str(manifest) == windows.hive.read(DEVELOPER, ID)
    assert write_manifest(windows.setup) == manifest.read_bytes()
    assert any("开始" in line for line in told)
    assert ["start serve", "show 第一次打开.xlsx"] == windows.done


def test_the_server_starts_when_somebody_signs_in(windows):
    windows.install()
    expected = '"C:\\办公 软件\\pythonw.exe" -P C:\\x\\__main__.py serve'
    assert expected == windows.hive.read(RUN, "xltrack")
    assert "a.exe" == windows.hive.read(RUN, "别人的")


def test_linux_starts_it_by_an_entry(linux):
    linux.install(wps=True)
    (entry,) = linux.places.autostart.iterdir()
    assert 'Exec="C:\\\\\\\\办公 软件\\\\\\\\pythonw.exe" "-P"' in entry.read_text("utf-8")
    assert SERVING[-1] in entry.read_text("utf-8")


def test_what_is_secret_is_nobody_elses(windows):
    windows.install()
    windows.install(wps=True)
    secret = [
        path for path in windows.home.rglob("*") if path.is_file() and windows.setup.key.encode() in path.read_bytes()
    ]
    assert {"addin.json", "manifest.xml", "main.js"} == {path.name for path in secret}
    for path in (*secret, windows.setup.private_key):
        assert 0o600 == stat.S_IMODE(path.stat().st_mode)
    assert 0o700 == stat.S_IMODE(windows.places.data.stat().st_mode)
    assert len(windows.setup.key) >= 43


def test_no_key_of_the_authority_is_left_anywhere(windows):
    windows.install()
    private = [path for path in windows.home.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()]
    assert [windows.setup.private_key] == private


def test_wps_gets_its_files_and_its_entry_in_both_lists(linux):
    _, whole = linux.install(wps=True)
    assert whole
    folder = linux.places.wps / "xltrack_1.0.0"
    assert {"main.js", "ribbon.xml", "manifest.xml", "icon.png"} == {path.name for path in folder.iterdir()}
    for name, entry in ENTRIES.items():
        assert entry in (linux.places.wps / name).read_bytes()
    assert ["start serve"] == linux.done


def test_lists_of_others_keep_their_entries_byte_for_byte_and_a_copy(linux):
    linux.places.wps.mkdir(parents=True)
    for name in ENTRIES:
        (linux.places.wps / name).write_bytes(OTHERS)
    linux.install(wps=True)
    for name, entry in ENTRIES.items():
        line = b"    " + entry + b"\r\n"
        written = (linux.places.wps / name).read_bytes()
        assert OTHERS == written.replace(line, b"")
        assert 1 == written.count(line)
        assert OTHERS == (linux.places.wps / f"{name}.xltrack备份").read_bytes()


def test_office_js_is_unpacked_where_it_is_given(windows, office_js):
    told, _ = windows.install(office_js=office_js)
    assert b"// words" == (windows.setup.office_js / "zh-cn/office_strings.js").read_bytes()
    assert not any("没有 Office.js" in line for line in told)
    told, _ = Desk(windows.home / "b", windows=True, now=NOW).install()
    assert any("没有 Office.js" in line for line in told)


def test_a_second_time_nothing_changes_but_the_server_that_starts_anew(windows):
    windows.install()
    windows.install(wps=True)
    before = windows.seen()
    windows.install()
    windows.install(wps=True)
    assert before == windows.seen()
    assert ["start serve", "show 第一次打开.xlsx", "quit", "start serve"] == windows.done[:4]


def test_certificates_that_end_soon_are_made_anew_and_the_old_authority_is_trusted_no_more(windows):
    windows.install()
    before, key, trusted = windows.setup.certificate.read_bytes(), windows.setup.key, set(windows.trust.known)
    windows.now = NOW + timedelta(days=3600)
    windows.install()
    assert before != windows.setup.certificate.read_bytes()
    assert ["quit", "start serve", "show 第一次打开.xlsx"] == windows.done[-3:]
    assert key == windows.setup.key  # it stands in what Office keeps of the manifest
    assert 1 == len(windows.trust.known)
    assert trusted.isdisjoint(windows.trust.known)
    assert [] == windows.wrong()


def test_damaged_certificates_are_made_anew(windows):
    windows.install()
    windows.setup.certificate.write_bytes(b"")
    windows.install()
    assert [] == windows.wrong()


def test_who_declines_the_certificate_is_told_and_asked_again(windows):
    windows.trust.declines = True
    told, whole = windows.install()
    assert not whole
    assert any("证书还没有被信任" in line for line in told)
    windows.trust.declines = False
    told, whole = windows.install()
    assert whole
    assert not any("证书还没有被信任" in line for line in told)


def test_another_port_stands_in_all_that_is_written(windows):
    windows.install(port=8799)
    windows.install(wps=True)
    assert 8799 == windows.setup.port
    assert b"localhost:8799/pane" in (windows.places.data / "manifest.xml").read_bytes()
    assert b"localhost:8799/pane" in (windows.places.wps / "xltrack_1.0.0/main.js").read_bytes()


def test_another_port_later_stands_in_both_parts_and_the_server_moves(windows):
    windows.install()
    windows.install(wps=True)
    windows.install(wps=True, port=8799)
    assert ["WPS 的信任"] == windows.wrong()
    assert ["quit", "start serve"] == windows.done[-2:]
    assert (8799, windows.setup.authority.read_bytes()) == windows.running


# --- What is refused ---


def test_excel_is_for_windows(linux):
    before = linux.seen()
    with pytest.raises(AddinError) as refused:
        linux.install()
    assert "D890" == refused.value.code
    assert before == linux.seen()


def test_a_port_of_somebody_else_is_not_taken(windows):
    windows.port = "other"
    before = windows.seen()
    with pytest.raises(AddinError) as refused:
        windows.install()
    assert ("D891", 8766) == (refused.value.code, refused.value.facts["port"])
    assert before == windows.seen()
    assert [] == windows.done


@pytest.mark.parametrize(
    "content", [b"<other/>", b"nonsense", b"<!DOCTYPE x><jsplugins/>", "<jsplugins/>".encode("utf-16")]
)
def test_what_is_no_list_is_left_as_it_is(linux, content):
    linux.places.wps.mkdir(parents=True)
    (linux.places.wps / "publish.xml").write_bytes(content)
    before = linux.seen()
    with pytest.raises(AddinError) as refused:
        linux.install(wps=True)
    assert "D892" == refused.value.code
    assert content == (linux.places.wps / "publish.xml").read_bytes()
    linux.uninstall()
    assert before == linux.seen()


def test_a_folder_without_office_js_is_refused(windows, tmp_path_factory):
    with pytest.raises(AddinError) as refused:
        windows.install(office_js=tmp_path_factory.mktemp("empty"))
    assert "D893" == refused.value.code


def test_a_registry_that_refuses_is_told(windows):
    before = windows.seen()
    windows.hive.refuses = True
    with pytest.raises(AddinError) as refused:
        windows.install()
    assert "D894" == refused.value.code
    assert "没有权限" in str(refused.value)
    windows.hive.refuses = False
    windows.uninstall()
    assert before == windows.seen()


def test_a_folder_that_takes_nothing_is_told(windows):
    windows.home.joinpath("local").write_bytes(b"")
    with pytest.raises(OutputError):
        windows.install()


# --- Going ---


@pytest.mark.parametrize("system", ["windows", "linux"])
def test_all_is_as_before(system, request, office_js):
    desk: Desk = request.getfixturevalue(system)
    before = desk.seen()
    if system == "windows":
        desk.install(office_js=office_js)
    desk.install(wps=True)
    assert before != desk.seen()
    assert desk.uninstall().whole
    assert before == desk.seen()
    assert "quit" == desk.done[-1]


def test_all_is_as_before_where_others_were_there(windows):
    windows.places.wps.mkdir(parents=True)
    for name, content in (("publish.xml", OTHERS), ("jsplugins.xml", b"<jsplugins/>")):
        (windows.places.wps / name).write_bytes(content)
    windows.hive.write(DEVELOPER, ID, "C:\\older\\manifest.xml")
    (windows.home / "local/xltrack/app").mkdir(parents=True)
    before = windows.seen()
    for wps in (False, True, True):
        windows.install(wps=wps)
    windows.uninstall()
    assert before == windows.seen()


def test_what_others_entered_meanwhile_stays(windows):
    windows.install(wps=True)
    path = windows.places.wps / "publish.xml"
    later = b'    <jsplugin name="later" url="x"/>\n</jsplugins>'
    path.write_bytes(path.read_bytes().replace(b"</jsplugins>", later))
    windows.uninstall()
    assert b'<?xml version="1.0" encoding="UTF-8"?>\n<jsplugins>\n' + later + b"\n" == path.read_bytes()


def test_what_others_put_into_our_folders_stays(windows):
    windows.install()
    (windows.places.data / "notes.txt").write_bytes(b"mine")
    windows.uninstall()
    assert ["local", "local/xltrack", "local/xltrack/addin", "local/xltrack/addin/notes.txt"] == list(windows.tree())


def test_the_part_of_wps_goes_alone(windows):
    windows.install()
    before = windows.seen()
    windows.install(wps=True)
    left = windows.uninstall(wps=True)
    assert left.whole
    assert before == windows.seen()
    assert "quit" not in windows.done[-1:]
    assert ("WPS 的加载项已卸载，Excel 的还在。",) == left.lines


def test_with_its_last_part_goes_what_both_share(linux):
    before = linux.seen()
    linux.install(wps=True)
    assert linux.uninstall(wps=True).whole
    assert before == linux.seen()


def test_who_declines_that_the_certificate_goes_is_told_and_asked_again(windows):
    before = windows.seen()
    windows.install()
    windows.trust.declines = True
    left = windows.uninstall()
    assert not left.whole
    assert any("证书还在" in line for line in left.lines)
    windows.trust.declines = False
    assert windows.uninstall().whole
    assert before == windows.seen()


def test_where_nothing_is_nothing_goes(windows):
    before = windows.seen()
    assert (("没有装过，没有什么要删的。",), True) == windows.uninstall()
    assert before == windows.seen()


@pytest.mark.parametrize("moment", range(12))
def test_what_came_half_goes_whole(windows, moment, monkeypatch):
    before = windows.seen()
    count = iter(range(1000))

    def failing(path, data):
        if next(count) == moment * 4:
            raise OutputError("D146", path=path)
        write(path, data)

    from xltrack.addin import putting

    write = putting.write_whole
    monkeypatch.setattr(putting, "write_whole", failing)
    try:
        for wps in (False, True):
            windows.install(wps=wps)
    except OutputError:
        pass
    monkeypatch.setattr(putting, "write_whole", write)
    windows.uninstall()
    assert before == windows.seen()


def test_notes_that_are_damaged_are_none(windows):
    windows.install()
    for told in (b"{", b'["x"]', b"[[1]]", b"{}", b""):
        (windows.places.data / "installed.json").write_bytes(told)
        assert windows.uninstall().whole


def test_notes_name_each_thing_once(windows):
    for wps in (False, True, False, True):
        windows.install(wps=wps)
    noted = [tuple(one[:4]) for one in json.loads((windows.places.data / "installed.json").read_bytes())]
    assert len(noted) == len(set(noted))
