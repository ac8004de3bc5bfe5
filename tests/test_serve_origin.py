"""Who may ask the server: the page of this run, and no other page, computer or user; what every answer says of itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tests.processes import TRACKED
from tests.serving import Server, started, status_of


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with started() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    yield from running.unharmed()


# --- Whose page it is (F4) ---


@pytest.mark.parametrize(
    "host",
    ["evil.cn", "127.0.0.1.evil.cn:{port}", "127.0.0.1", "127.0.0.1:1", "127.1:{port}", "[::1]:{port}", "localhost.:{port}",
     "LOCALHOST:{port}", "0.0.0.0:{port}", "127.0.0.1:{port}@evil.cn", "2130706433:{port}"],
)  # fmt: skip
def test_another_host_is_answered_nothing(server, host):
    for path in ("/", "/drops", "/page.js"):
        lines = (
            f"GET {path} HTTP/1.1\r\nHost: {host.format(port=server.port)}\r\nX-Xltrack-Token: {server.token}\r\n\r\n"
        )
        assert 421 == status_of(server.raw(lines.encode()))


def test_no_host_and_two_are_none(server):
    assert 400 == status_of(server.raw(b"GET / HTTP/1.1\r\n\r\n"))
    assert 421 == status_of(server.raw(b"GET / HTTP/1.0\r\n\r\n"))
    host = f"Host: {server.host}\r\n"
    assert status_of(server.raw(f"GET / HTTP/1.1\r\n{host}{host}\r\n".encode())) in (400, 421)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.cn"}, {"Origin": "null"}, {"Origin": "https://127.0.0.1"}, {"Sec_Fetch_Site": "cross-site"},
     {"Sec_Fetch_Site": "same-site"}, {"Origin": "http://127.0.0.1:1"}],
)  # fmt: skip
def test_another_origin_is_answered_nothing(server, headers):
    for method, path in (("POST", "/drops"), ("GET", "/page.js")):
        answer = server.ask(method, path, {} if method == "POST" else None, **headers)
        assert 403 == answer.status
        assert not any(name.startswith("access-control") for name in answer.headers)


def test_the_page_itself_asks_with_its_origin(server):
    own = {"Origin": f"http://{server.host}", "Sec_Fetch_Site": "same-origin"}
    assert 200 == server.ask("POST", "/drops", {}, **own).status


def test_a_question_beforehand_gets_no_leave(server):
    for more in (
        {},
        {"Access_Control_Request_Private_Network": "true", "Access_Control_Request_Local_Network": "true"},
    ):
        answer = server.send(
            "OPTIONS", "/drops", Origin="http://evil.cn", Access_Control_Request_Method="POST",
            Access_Control_Request_Headers="x-xltrack-token", **more,
        )  # fmt: skip
        assert 403 == answer.status
        assert not any(name.startswith("access-control") for name in answer.headers)


def kept(server: Server) -> list[str]:
    """All that was dropped and made."""
    return sorted(str(path) for path in server.run_folder.rglob("*") if "crew" not in path.parts)


def test_getting_changes_nothing(server):
    drop = server.drop(TRACKED)
    before = kept(server)
    for path in ("/drops", drop, f"{drop}/look", f"{drop}/files?name=x", f"{drop}/files"):
        assert 405 == server.ask("GET", path).status
    assert before == kept(server)
    assert 200 == server.look(drop).status


# --- Who knows the token (F5) ---


def test_without_the_token_of_this_run_nothing_is_done(server):
    kind = {"Content_Type": "application/json"}
    drop = server.drop(TRACKED)
    for token in ({}, {"X_Xltrack_Token": ""}, {"X_Xltrack_Token": "x" * 32}, {"X_Xltrack_Token": server.token + "x"}):
        for method, path in (
            ("POST", "/drops"),
            ("POST", f"{drop}/look"),
            ("PUT", f"{drop}/files?name=x"),
            ("DELETE", drop),
        ):
            assert 403 == server.send(method, path, b"{}", **kind, **token).status
    address = f"/drops?token={server.token}"
    assert 403 == server.send("POST", address, b"{}", **kind).status
    twice = f"X-Xltrack-Token: {server.token}"
    assert 403 == status_of(
        server.raw(server.head("POST", "/drops", twice, "Content-Type: application/json", "Content-Length: 0"))
    )
    assert 200 == server.look(drop).status


def test_the_token_is_another_one_in_each_run_and_in_no_address_that_is_sent(server):
    with started() as other:
        assert other.token != server.token
        assert 403 == other.send("POST", "/drops", b"{}", X_Xltrack_Token=server.token).status
    page = b"".join(server.send("GET", path).body for path in ("/", "/page.js", "/hosts.js", "/lists.js"))
    assert server.token.encode() not in page
    assert len(server.token) >= 32


def test_it_listens_on_this_computer_alone(server):
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in [*others, "127.0.0.2"]:
        with pytest.raises(ConnectionRefusedError), socket.create_connection((address, server.port), timeout=2):
            pass


def test_a_proxy_of_the_machine_is_not_asked(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with started() as server:
        assert 200 == server.look(server.drop(TRACKED)).status
        assert 403 == server.send("POST", "/drops", b"{}", X_Forwarded_For="127.0.0.1").status


# --- Pages (F6) ---


@pytest.mark.parametrize("path", ["/", "/page.css", "/page.js", "/nothing", "/made/x/y.xlsx"])
def test_every_answer_says_how_it_may_be_used(server, path):
    headers = server.send("GET", path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; ")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert ("nosniff", "DENY", "no-referrer", "no-store") == tuple(
        headers[name] for name in ("x-content-type-options", "x-frame-options", "referrer-policy", "cache-control")
    )
    assert "server" not in headers


def test_a_drop_is_found_by_its_own_name_alone(server):
    drop = server.drop(TRACKED)
    name = drop.rpartition("/")[2]
    assert len(name) >= 24
    for other in (name[:-1], name.lower() + "x", "..", "%2e%2e", name + "%2f.."):
        assert 404 == server.look(f"/drops/{other}").status
    assert 200 == server.ask("DELETE", drop).status
    assert 404 == server.look(drop).status
    assert not (server.run_folder / name).exists()


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/page.css/../door.py", "/__init__.py", "/made/../x/y"]
)
def test_no_file_of_the_disk_is_served(server, path):
    assert server.raw(server.head("GET", path))[9:12] in (b"404", b"403")


def test_nothing_of_what_was_dropped_is_logged():
    with started() as server:
        drop = server.drop(TRACKED)
        server.look(drop)
        server.put(drop, "机密任务.xlsx", b"secret")
        server.look(drop, "昨天")
        server.raw(b"nonsense \r\n\r\n")
        server.raw(server.head("GET", "/nothing"))
        assert "" == server.end()


def test_what_a_killed_run_left_goes_with_the_next():
    with started() as first:
        left = first.folder / "xltrack-serve-999999999-x"
        left.mkdir()
        (left / "表.xlsx").write_bytes(b"left")
        with started(folder=first.folder):
            assert not left.exists()
            assert first.is_well()
