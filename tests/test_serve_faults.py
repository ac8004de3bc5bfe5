"""What others may do to the server: it refuses with the right status, writes nothing outside of its folder, answers afterwards."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

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
    yield from running.unharmed()


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


def test_one_who_goes_away_while_results_are_made_ends_that_work(server):
    drop = server.drop(TRACKED)
    assert 200 == server.look(drop).status
    before = server.children()
    body = b'{"as_of": "2021-08-01", "what": "week"}'
    with server.connection() as link:
        link.sendall(
            server.head("POST", f"{drop}/make", "Content-Type: application/json", f"Content-Length: {len(body)}")
        )
        link.sendall(body)
        assert b"200" in link.recv(64)
    deadline = time.monotonic() + 10
    while server.children() == before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert set(server.children()) != set(before)
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


def test_it_answers_while_it_reads(server):
    drop = server.drop(TRACKED)
    looks = [threading.Thread(target=server.look, args=(drop, DAY)) for _ in range(10)]
    for look in looks:
        look.start()
    assert server.is_well()
    for look in looks:
        look.join()


def test_a_bomb_is_refused_in_its_own_process(server, tmp_path):
    path = tmp_path / "炸弹.xlsx"
    with zipfile.ZipFile(TRACKED) as package, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name in package.namelist():
            strings = b"<sst><si><t>" + b"0" * 60_000_000 + b"</t></si></sst>"
            made.writestr(name, strings if name == "xl/sharedStrings.xml" else package.read(name))
    refused = server.look(server.drop(path))
    assert (422, "「炸弹.xlsx」太大") == (refused.status, refused.said["refused"]["sentence"].partition("，")[0])
