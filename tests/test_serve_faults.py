"""What others may do to the server: it refuses with the right status, writes nothing outside of its folder, answers afterwards."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from tests.processes import TRACKED
from tests.serving import DAY, RAW, Server, received, started, status_of

FULL = """
import resource, signal
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
"""
SMALL = {"file": 100_000, "heading": 1.0, "pausing": 1.0, "receiving": 3.0, "looking": 3.0, "drops": 150}


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with started(**SMALL) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Iterator[Server]:
    """The server, which wrote nothing elsewhere and answers after whatever was done to it."""
    before = set(running.folder.iterdir())
    yield running
    assert running.is_well()
    assert before == set(running.folder.iterdir())
    assert [] == [path.name for path in running.run_folder.rglob("*.tmp")]


def drop_of(server: Server) -> str:
    return server.drop()


# --- How much is sent (F1) ---


def test_a_file_over_the_limit_is_refused_whatever_length_it_tells(server):
    drop = drop_of(server)
    assert 413 == server.put(drop, "大.xlsx", b"0" * 100_001).status
    target = f"{drop}/files?name=x.xlsx"
    kind = "Content-Type: application/octet-stream"
    assert 413 == status_of(server.raw(server.head("PUT", target, kind, "Content-Length: 999999999999")))
    chunk = b"10000\r\n" + b"0" * 0x10000 + b"\r\n"
    assert 413 == status_of(server.raw(server.head("PUT", target, kind, "Transfer-Encoding: chunked") + chunk * 3))
    assert 200 == server.put(drop, "刚好.xlsx", b"0" * 100_000).status
    assert ["刚好.xlsx"] == [p.name for p in (server.run_folder / drop.rpartition("/")[2]).rglob("*.xlsx")]


def test_a_body_that_is_shorter_than_it_says_leaves_nothing(server):
    drop = drop_of(server)
    head = server.head(
        "PUT",
        f"{drop}/files?name=短.xlsx".replace("短", "%E7%9F%AD"),
        f"Content-Type: {RAW['Content-Type']}",
        "Content-Length: 50",
    )
    with server.connection() as link:
        link.sendall(head + b"0" * 10)
        link.shutdown(socket.SHUT_WR)
        received(link)
    time.sleep(0.2)
    assert [] == [p.name for p in server.run_folder.rglob("短*")]


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "text/plain",
        "application/json; charset=gbk",
        "",
    ],
)
def test_forms_of_others_are_not_looked_at(server, kind):
    drop = drop_of(server)
    body = b"--x\r\n" * 10_000 if "multipart" in kind else b"a=1&" * 15_000
    assert 415 == server.ask("POST", f"{drop}/look", body, Content_Type=kind).status
    assert 415 == server.ask("PUT", f"{drop}/files?name=x.xlsx", body, Content_Type=kind).status


def test_what_is_said_beside_files_is_short_and_an_object(server):
    drop = drop_of(server)
    ask = {"Content_Type": "application/json"}
    assert 413 == server.ask("POST", f"{drop}/look", b" " * 70_000, **ask).status
    assert 400 == server.ask("POST", f"{drop}/look", b"[" * 60_000, **ask).status
    assert 400 == server.ask("POST", f"{drop}/look", b"[]", **ask).status
    assert 415 == server.ask("POST", f"{drop}/look", b"{}", Content_Encoding="gzip", **ask).status


def test_a_head_that_is_too_long_is_refused(server):
    assert 431 == status_of(server.raw(server.head("GET", "/", f"X-Long: {'x' * 40_000}")))
    assert 431 == status_of(server.raw(server.head("GET", "/", *[f"X-{n}: {n}" for n in range(1_700)])))


def test_a_hundred_at_once_wait_in_line_and_none_is_lost(server):
    data = TRACKED.read_bytes()

    def upload(_: int) -> str:
        drop = server.drop()
        assert 200 == server.put(drop, "表.xlsx", data).status
        return server.look(drop).said["summary"]["figures"][0]["value"]

    with ThreadPoolExecutor(100) as pool:
        assert ["23"] * 100 == list(pool.map(upload, range(100)))


def test_drops_that_nobody_uses_make_room(server):
    first = server.drop(TRACKED)
    for _ in range(SMALL["drops"]):
        server.drop()
    assert 404 == server.look(first).status
    assert len([path for path in server.run_folder.iterdir() if (path / "files").is_dir()]) <= SMALL["drops"]


def test_a_disk_that_fills_is_told():
    with started(before=FULL) as server:
        drop = server.drop()
        refused = server.put(drop, "表.xlsx", b"0" * 90_000)
        assert 507 == refused.status
        assert "空间" in refused.said["refused"]["sentence"]
        assert [] == [
            path for path in (server.run_folder).rglob("*") if path.is_file() and path.suffix in (".xlsx", ".tmp")
        ]
        assert server.is_well()


# --- How slowly (F2) ---


def test_a_head_that_does_not_come_is_cut(server):
    with server.connection(10) as link:
        link.sendall(b"GET / HTTP/1.1\r\n")
        began = time.monotonic()
        while time.monotonic() - began < 0.8:
            link.sendall(b"X-A: 1\r\n")
            time.sleep(0.1)
        assert b"" == received(link)
        assert time.monotonic() - began < 4
    with server.connection(10) as link:  # nor one who says nothing at all
        assert b"" == received(link)


def test_a_body_that_drips_is_cut(server):
    drop = drop_of(server)
    head = server.head(
        "PUT", f"{drop}/files?name=x.xlsx", "Content-Type: application/octet-stream", "Content-Length: 9000"
    )
    with server.connection(10) as link:
        link.sendall(head)
        assert 408 == status_of(received(link))
    with server.connection(10) as link:
        link.sendall(head)
        began = time.monotonic()
        with suppress(ConnectionError):  # it is told, and then nobody listens
            while time.monotonic() - began < 8:
                link.sendall(b"0")
                time.sleep(0.1)
        assert 2 < time.monotonic() - began < 7


def test_nothing_is_kept_open(server):
    assert "close" == server.send("GET", "/").headers["connection"]
    two = server.head("GET", "/") * 2
    assert 1 == server.raw(two).count(b"HTTP/1.1 200")


def test_one_who_goes_away_in_the_middle_costs_nothing(server):
    drop = server.drop(TRACKED)
    body = b'{"as_of": "2021-08-01"}'
    head = server.head("POST", f"{drop}/look", "Content-Type: application/json", f"Content-Length: {len(body)}")
    for _ in range(5):
        with server.connection() as link:
            link.sendall(head + body)
    assert 200 == server.look(drop).status


def test_a_process_that_hangs_is_ended_and_the_next_one_answers(server):
    drop = server.drop(TRACKED)
    assert 200 == server.look(drop).status
    hanging = server.children()
    for pid in hanging:
        os.kill(pid, signal.SIGSTOP)
    refused = server.look(drop)
    assert 422 == refused.status
    assert re.search("3秒内没有读完", refused.said["refused"]["sentence"])
    assert 200 == server.look(drop).status
    for pid in set(server.children()) & set(hanging):
        os.kill(pid, signal.SIGKILL)


def test_a_process_that_dies_is_replaced_and_nobody_notices(server):
    drop = server.drop(TRACKED)
    for _ in range(3):
        for pid in server.children()[:1]:
            os.kill(pid, signal.SIGKILL)
        assert 200 == server.look(drop).status


# --- Names (F3) ---


@pytest.mark.parametrize(
    "name",
    ["..%5C..%5Cx.xlsx", "%2e%2e%2f%2e%2e%2fx.xlsx", "/etc/x.xlsx", "C:%5Cx.xlsx", "a%00b.xlsx", "CON", "x" * 300, "", "%E2%80%AEx",
     "%CE%C4%BC%FE.xlsx", "..", "open.html", "../../../open.html"],
)  # fmt: skip
def test_a_name_leads_nowhere_else(server, name):
    drop = drop_of(server)
    leading = server.run_folder / "open.html"
    assert not leading.exists()
    answer = server.ask("PUT", f"{drop}/files?name={name}", b"data")
    assert 200 == answer.status
    folder = server.run_folder / drop.rpartition("/")[2]
    kept = [path for path in folder.rglob("*") if path.is_file()]
    assert [b"data"] == [path.read_bytes() for path in kept]
    assert kept[0].is_relative_to(folder / "files")
    assert not leading.exists()
    assert 422 == server.look(drop).status


@pytest.mark.parametrize("shelf", ["made", "..", "open", "%2e%2e"])
def test_a_file_goes_to_no_other_shelf(server, shelf):
    assert server.ask("PUT", f"{drop_of(server)}/{shelf}?name=x", b"data").status in (404, 405)


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


def test_getting_changes_nothing(server):
    drop = server.drop(TRACKED)
    before = sorted(server.run_folder.rglob("*"))
    for path in ("/drops", drop, f"{drop}/look", f"{drop}/files?name=x", f"{drop}/files"):
        assert 405 == server.ask("GET", path).status
    assert before == sorted(server.run_folder.rglob("*"))
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


def test_it_answers_while_it_reads(server):
    drop = server.drop(TRACKED)
    looks = [threading.Thread(target=server.look, args=(drop, DAY)) for _ in range(10)]
    for look in looks:
        look.start()
    assert server.is_well()
    for look in looks:
        look.join()


def test_a_bomb_is_refused_in_its_own_process(server, tmp_path):
    from openpyxl import Workbook

    book, path = Workbook(), Path(tmp_path / "炸弹.xlsx")
    book.active.append(["任务"])
    book.save(path)
    import zipfile

    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/sharedStrings.xml", b"<sst><si><t>" + b"0" * 60_000_000 + b"</t></si></sst>")
    if path.stat().st_size <= SMALL["file"]:
        assert 422 == server.look(server.drop(path)).status
