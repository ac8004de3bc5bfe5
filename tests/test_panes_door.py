"""The door of panes: https with a certificate of this computer alone, and whom it lets in."""

from __future__ import annotations

import signal
import socket
import ssl
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.addins import Pane, installed, pane_of
from tests.processes import TRACKED
from tests.serving import Server, received, started, status_of
from xltrack.addin.icons import icon
from xltrack.addin.setup import Setup, read_setup
from xltrack.serving.app import Refusal
from xltrack.serving.keyhole import Keyhole

SMALL = {"heading": 1.0, "pausing": 1.0, "receiving": 3.0}


def knows_six() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


six = pytest.mark.skipif(not knows_six(), reason="this computer has no IPv6")


class Running(NamedTuple):
    """A server, and a pane that may ask it."""

    server: Server
    pane: Pane
    setup: Setup


@pytest.fixture(scope="module")
def at(tmp_path_factory) -> Iterator[Running]:
    setup = installed(tmp_path_factory.mktemp("addin"))
    office = setup.office_js
    (office / "zh-cn").mkdir(parents=True)
    (office / "office.js").write_bytes(b"// Office")
    (office / "zh-cn/office_strings.js").write_bytes(b"// words")
    with started(panes=setup.folder, **SMALL) as server:
        yield Running(server, pane_of(setup), setup)


# --- Who is asked ---


def test_a_pane_that_trusts_the_authority_alone_gets_the_page_and_with_its_key_the_token(at):
    assert 200 == at.pane.send("GET", "/").status
    assert 200 == at.pane.send("GET", "/", name="127.0.0.1").status
    answer = at.pane.open(at.setup.key)
    assert (200, {"token": at.server.token}) == (answer.status, answer.said)


def test_with_that_token_all_is_asked_as_on_the_page(at):
    token = at.pane.open(at.setup.key).said["token"]
    headers = {"X_Xltrack_Token": token, "Origin": at.setup.origin, "Sec_Fetch_Site": "same-origin"}
    begun = at.pane.send("POST", "/drops", {}, **headers, Content_Type="application/json")
    assert 200 == begun.status
    drop = f"/drops/{begun.said['drop']}"
    raw = {**headers, "Content_Type": "application/octet-stream"}
    assert 200 == at.pane.send("PUT", f"{drop}/files?name=a.xlsx", TRACKED.read_bytes(), **raw).status
    looked = at.pane.send("POST", f"{drop}/look", {"as_of": "2021-08-01"}, **headers, Content_Type="application/json")
    assert 200 == looked.status
    assert looked.said["summary"]


def test_whoever_trusts_another_authority_does_not_speak_to_it(at, tmp_path):
    stranger = installed(tmp_path / "other")
    for trusted in (stranger.authority, stranger.certificate):
        with pytest.raises(ssl.SSLCertVerificationError):
            Pane(at.setup, trusted).send("GET", "/")


def test_its_certificate_is_for_no_other_name(at):
    for name in ("xltrack.cn", "localhost.cn", "127.0.0.2"):
        with pytest.raises(ssl.SSLCertVerificationError):
            at.pane.send("GET", "/", name=name)


def test_it_listens_on_this_computer_alone(at):
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in [*others, "127.0.0.2"]:
        with (
            pytest.raises(ConnectionRefusedError),
            socket.create_connection((address, at.setup.port), timeout=2),
        ):
            pass


@six
def test_by_the_address_that_windows_tries_first_it_is_found_at_once(at):
    context = ssl.create_default_context(cafile=str(at.setup.authority))
    with (
        socket.create_connection(("::1", at.setup.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as link,
    ):
        link.sendall(f"GET / HTTP/1.1\r\nHost: {at.pane.host}\r\n\r\n".encode())
        assert 200 == status_of(received_securely(link))


@six
def test_where_somebody_has_that_address_the_other_one_will_do(tmp_path):
    setup = installed(tmp_path)
    with socket.create_server(("::1", setup.port), family=socket.AF_INET6), started(panes=tmp_path) as server:
        assert "Excel、WPS 里的窗格也能用了。\n" == server.of_panes
        assert 200 == pane_of(setup).open(setup.key).status


def test_a_computer_without_ipv6_has_the_door_all_the_same(tmp_path):
    setup = installed(tmp_path)
    without = """
import socket
known = socket.socket
class Old(known):
    def __init__(self, family=-1, *rest, **more):
        if family == socket.AF_INET6:
            raise OSError(97, "no such family")
        super().__init__(family, *rest, **more)
socket.socket = Old
"""
    with started(panes=tmp_path, before=without) as server:
        assert "Excel、WPS 里的窗格也能用了。\n" == server.of_panes
        assert 200 == pane_of(setup).open(setup.key).status


def test_without_https_it_says_nothing(at):
    with socket.create_connection(("127.0.0.1", at.setup.port), timeout=30) as link:
        link.sendall(f"GET / HTTP/1.1\r\nHost: {at.pane.host}\r\n\r\n".encode())
        assert 0 == status_of(received(link))


# --- Who asks ---


def test_a_wrong_key_gets_nothing(at):
    for key in ("", "x", at.setup.key[:-1], at.setup.key + "x"):
        answer = at.pane.open(key)
        assert 403 == answer.status
        assert at.server.token.encode() not in answer.body
        at.pane.open(at.setup.key)
    for said in ({}, {"key": None}, {"key": 1}, {"key": [at.setup.key]}):
        assert 403 == at.pane.send("POST", "/session", said, Content_Type="application/json").status


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"", "application/json", 400), (b"[]", "application/json", 400), (b"{}", "text/plain", 415),
     (b"{" + b" " * 5000, "application/json", 413), (b"{}", "application/x-www-form-urlencoded", 415)],
)  # fmt: skip
def test_a_key_is_told_in_one_form(at, body, kind, status):
    assert status == at.pane.send("POST", "/session", body, Content_Type=kind).status


def test_many_wrong_keys_are_not_listened_to():
    now = 100.0
    keyhole = Keyhole("right", lambda: now)
    for _ in range(10):
        with pytest.raises(Refusal) as refused:
            keyhole.check("wrong")
        assert 403 == refused.value.answer.status_code
    for given in ("wrong", "right"):
        with pytest.raises(Refusal) as refused:
            keyhole.check(given)
        assert 429 == refused.value.answer.status_code
    now += 61
    keyhole.check("right")


def test_a_server_that_was_tried_too_often_says_so_to_everybody_and_goes_on(tmp_path):
    setup = installed(tmp_path)
    with started(panes=tmp_path) as server:
        assert [403] * 10 + [429] * 2 == [pane_of(setup).open("wrong").status for _ in range(12)]
        assert 429 == pane_of(setup).open(setup.key).status
        assert 200 == pane_of(setup).send("GET", "/").status
        assert server.is_well()


def test_a_key_may_be_anything_but_right():
    keyhole = Keyhole("right")
    for given in ("错", "\ud800", b"right", None, 0):
        with pytest.raises(Refusal):
            keyhole.check(given)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.cn"}, {"Origin": "null"}, {"Origin": "http://localhost:{port}"}, {"Origin": "https://localhost"},
     {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": "same-site"}, {"Origin": "https://127.0.0.1:1"}],
)  # fmt: skip
def test_another_origin_is_answered_nothing_though_it_has_the_key(at, headers):
    told = {name: value.format(port=at.setup.port) for name, value in headers.items()}
    answer = at.pane.open(at.setup.key, **told)
    assert 403 == answer.status
    assert not any(name.startswith("access-control") for name in answer.headers)
    assert 403 == at.pane.send("GET", "/office-js/office.js", **told).status


def test_its_own_origins_are_those_of_its_two_names(at):
    for name in ("localhost", "127.0.0.1"):
        host = f"{name}:{at.setup.port}"
        assert 200 == at.pane.open(at.setup.key, Origin=f"https://{host}", Host=host).status


@pytest.mark.parametrize(
    "host", ["evil.cn", "localhost", "localhost:1", "localhost.:{port}", "127.0.0.1.evil.cn:{port}", "[::1]:{port}"]
)
def test_another_host_is_answered_nothing(at, host):
    assert 421 == at.pane.open(at.setup.key, Host=host.format(port=at.setup.port)).status


def test_neither_door_takes_the_names_of_the_other(at):
    assert 421 == at.pane.send("GET", "/", Host=at.server.host).status
    assert 421 == at.server.send("GET", "/", Host=at.pane.host).status
    assert 403 == at.server.ask("POST", "/drops", {}, Origin=at.setup.origin).status


def test_at_the_door_of_the_page_there_is_nothing_for_panes(at):
    for method, path in (
        ("POST", "/session"),
        ("POST", "/quit"),
        ("GET", "/addin/icon-16.png"),
        ("GET", "/office-js/office.js"),
    ):
        said = {"key": at.setup.key} if method == "POST" else None
        assert 404 == at.server.ask(method, path, said).status
    assert at.server.is_well()


def test_getting_the_token_or_ending_is_never_done_by_a_mere_address(at):
    for path in ("/session", "/quit", f"/session?key={at.setup.key}"):
        assert 405 == at.pane.send("GET", path).status
    assert 200 == at.pane.send("GET", "/").status


# --- What is answered ---


def test_the_page_of_panes_alone_may_be_framed_and_by_office_alone(at):
    framed = at.pane.send("GET", "/pane?host=excel").headers
    assert "frame-ancestors https://*.officeapps.live.com https://*.office.com" in framed["content-security-policy"]
    assert {"x-frame-options", "cross-origin-opener-policy"}.isdisjoint(framed)
    for path in ("/", "/page.js", "/session", "/pane/", "/office-js/office.js"):
        headers = at.pane.send("GET", path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "DENY" == headers["x-frame-options"]


def test_pictures_may_be_kept_for_office_shows_no_others(at):
    for size in (16, 32, 64, 80):
        answer = at.pane.send("GET", f"/addin/icon-{size}.png")
        assert (200, icon(size), "image/png") == (answer.status, answer.body, answer.headers["content-type"])
        assert "max-age=86400" == answer.headers["cache-control"]
    assert 404 == at.pane.send("GET", "/addin/icon-17.png").status


def test_office_js_comes_from_its_folder_and_nothing_else_does(at):
    answer = at.pane.send("GET", "/office-js/office.js")
    assert (200, b"// Office", "text/javascript; charset=utf-8") == (
        answer.status, answer.body, answer.headers["content-type"],
    )  # fmt: skip
    assert b"// words" == at.pane.send("GET", "/office-js/zh-cn/office_strings.js").body
    for path in (
        "/office-js/../addin.json", "/office-js/%2e%2e/addin.json", "/office-js/..%2faddin.json", "/office-js//etc/passwd",
        "/office-js/%2fetc%2fpasswd", "/office-js/", "/office-js/nothing.js", "/addin/..%2faddin.json", "/addin/%2e%2e",
    ):  # fmt: skip
        answer = at.pane.send("GET", path)
        assert answer.status in (403, 404)
        assert at.setup.key.encode() not in answer.body


def test_without_office_js_it_is_not_found(tmp_path):
    setup = installed(tmp_path)
    with started(panes=tmp_path) as server:
        assert 404 == pane_of(setup).send("GET", "/office-js/office.js").status
        assert server.is_well()


# --- How long it waits ---


def test_who_is_slow_with_his_head_is_cut(at):
    begun = time.monotonic()
    with at.pane.connection() as link:
        link.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert 0 == status_of(received_securely(link))
    assert 10 > time.monotonic() - begun


def test_who_is_slow_with_his_body_is_told_so(at):
    with at.pane.connection() as link:
        head = f"POST /session HTTP/1.1\r\nHost: {at.pane.host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
        link.sendall(head.encode() + b"{")
        assert 408 == status_of(received_securely(link))


def test_who_does_not_begin_with_https_is_cut(at):
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", at.setup.port), timeout=30) as link:
        link.sendall(b"\x16\x03\x01")
        assert b"" == received(link)
    assert 10 > time.monotonic() - begun


def test_a_hundred_that_say_nothing_keep_nobody_out(at):
    idle = [socket.create_connection(("127.0.0.1", at.setup.port), timeout=30) for _ in range(100)]
    try:
        assert 200 == at.pane.open(at.setup.key).status
    finally:
        for link in idle:
            link.close()


def test_a_head_that_is_too_long_is_refused(at):
    with at.pane.connection() as link:
        link.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * 20_000)
        assert status_of(received_securely(link)) in (0, 431)
    assert 200 == at.pane.open(at.setup.key).status


def received_securely(link: ssl.SSLSocket) -> bytes:
    found = b""
    try:
        while piece := link.recv(65536):
            found += piece
    except (ssl.SSLError, ConnectionResetError):  # cut in the middle
        pass
    return found


# --- Beginning and ending ---


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_both_doors_close_together(tmp_path, how):
    setup = installed(tmp_path)
    with started(panes=tmp_path) as server:
        assert 200 == pane_of(setup).open(setup.key).status
        begun = time.monotonic()
        assert "Excel、WPS 里的窗格也能用了。\n" == server.of_panes
        assert "" == server.end(how)
        assert 10 > time.monotonic() - begun
        assert not list(server.folder.iterdir())
        with pytest.raises(ConnectionRefusedError):
            pane_of(setup).open(setup.key)


def test_it_ends_when_the_key_says_so_and_not_otherwise(tmp_path):
    setup = installed(tmp_path)
    with started(panes=tmp_path) as server:
        assert 403 == pane_of(setup).send("POST", "/quit", {"key": "x"}, Content_Type="application/json").status
        assert server.is_well()
        assert 200 == pane_of(setup).send("POST", "/quit", {"key": setup.key}, Content_Type="application/json").status
        assert 0 == server.process.wait(10)
        assert not list(server.folder.iterdir())


def test_where_the_port_is_taken_the_page_is_there_all_the_same(tmp_path):
    setup = installed(tmp_path)
    with socket.create_server(("127.0.0.1", setup.port)), started(panes=tmp_path) as server:
        assert server.is_well()
        assert f"端口 {setup.port} 已被占用" in server.of_panes


@pytest.mark.parametrize("damage", [b"", b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n", None])
def test_where_the_certificate_cannot_be_read_the_page_is_there_all_the_same(tmp_path, damage):
    setup = installed(tmp_path)
    setup.certificate.unlink()
    if damage is not None:
        setup.certificate.write_bytes(damage)
    with started(panes=tmp_path) as server:
        assert server.is_well()
        with pytest.raises(ConnectionRefusedError):
            pane_of(setup).open(setup.key)
        assert "证书读不出来" in server.of_panes


@pytest.mark.parametrize(
    "told", [b"", b"{}", b"[1]", b'{"port": "8766", "key": "x"}', b'{"port": 0, "key": "' + b"k" * 43 + b'"}']
)
def test_an_add_in_that_cannot_be_understood_is_none(tmp_path, told):
    setup = installed(tmp_path)
    setup.file.write_bytes(told)
    assert read_setup(tmp_path) is None
