"""`xltrack mail` in processes of its own: killed and started again, two at once, what it prints (docs/规则.md 13)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from tests.mail_letters import ADDRESSES, ROSTER, ROWS
from tests.mail_server import PASSWORD, Authority, Post, serving, write_settings
from tests.processes import DAY, MAIN, ROOT, xltrack
from xltrack import api
from xltrack.mail.recipients import parse_addresses

LOGIN = {"XLTRACK_SMTP_PASSWORD": PASSWORD}


def write_book(path: Path) -> Path:
    """A workbook with tasks and a roster."""
    book = Workbook()
    sheet = book.active
    sheet.append(["榆阳区政务公开工作任务分解表"])
    sheet.append(["序号", "推进阶段", "主要任务", "责任单位", "完成时限", "完成情况"])
    for row in ROWS:
        sheet.append(list(row))
    names = book.create_sheet("单位名录")
    names.append(["单位", "分管领导", "领导邮箱", "邮箱"])
    for unit in ROSTER.units:
        names.append([unit.name, unit.leader, unit.leader_mail, unit.mail])
    book.save(path)
    return path


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write_book(tmp_path / "榆阳区.xlsx")


@pytest.fixture
def port(tmp_path: Path, post: Post) -> Iterator[int]:
    authority = Authority(tmp_path)
    with serving(post, authority.context()) as port:
        write_settings(tmp_path, port, authority)
        yield port


def start(sheet: Path) -> subprocess.Popen[bytes]:
    """A run of sending that can be killed."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", MAIN, "mail", str(sheet), "--send", *DAY],
        cwd=ROOT, env={**os.environ, **LOGIN, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def send(sheet: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    return xltrack("mail", sheet, "--send", *DAY, *more, environment=LOGIN)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("letters", [1, 3, 6])
@pytest.mark.usefixtures("port")
def test_killed_between_two_letters_and_started_again_everybody_gets_one(sheet, post, letters):
    """The child is gone for good before the next letter begins; each is written down before and after."""

    def kill(server, address):
        if len(post.taken) == letters:
            running[0].kill()
            running[0].wait()

    running: list[subprocess.Popen[bytes]] = []
    post.on["mail"] = kill
    running.append(start(sheet))
    running[0].communicate(timeout=60)
    assert -signal.SIGKILL == running[0].returncode
    assert letters == len(post.taken)
    post.on = {}
    again = send(sheet)
    assert sorted(ADDRESSES) == sorted(post.addresses)
    assert "D762" not in again.stderr.decode()
    assert f"以前已发{letters}封，没有重发" in again.stdout.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.usefixtures("port")
def test_killed_while_the_server_has_the_letter_it_is_asked_for_and_not_sent_again(sheet, post):
    def kill(server, address):
        if len(post.taken) == 4:
            running[0].kill()
            running[0].wait()

    running: list[subprocess.Popen[bytes]] = []
    post.on["data"] = kill
    running.append(start(sheet))
    running[0].communicate(timeout=60)
    assert -signal.SIGKILL == running[0].returncode
    doubtful = post.addresses[-1]
    post.on = {}
    for _ in range(2):
        again = send(sheet)
        assert 1 == again.returncode
        assert f"{doubtful} 不知道收到没有" in again.stderr.decode()
        assert sorted(ADDRESSES) == sorted(post.addresses)
    index = next(sheet.parent.glob("*_邮件_*/0_目录.html")).read_text("utf-8")
    assert 1 == index.count("不知道收到没有")
    asked = send(sheet, "--resend", doubtful)
    assert "不知道收到没有" not in asked.stderr.decode()
    assert [doubtful] == post.addresses[len(ADDRESSES) :]


@pytest.mark.usefixtures("port")
def test_two_senders_at_once_send_each_letter_once(sheet, post):
    release = threading.Event()
    post.on["data"] = lambda server, address: release.wait(1.5) if len(post.taken) == 1 else None
    runs = [start(sheet), start(sheet)]
    outputs = [run.communicate(timeout=60) for run in runs]
    release.set()
    assert sorted(ADDRESSES) == sorted(post.addresses)
    assert [1, 1] == [run.returncode for run in runs], outputs  # 水利's leader has no address, which is told
    assert 1 == sum("没有重发" in out.decode() for out, _ in outputs)


def test_two_addresses_on_two_lines_of_a_cell_are_two(tmp_path):
    book = Workbook()
    book.active.title = "单位名录"
    for row in (["单位", "邮箱", "领导邮箱"], ["区财政局", "a@x.cn\nb@x.cn", "c@x.cn\r\nd@x.cn"]):
        book.active.append(row)
    book.save(tmp_path / "名录.xlsx")
    (unit,) = api.read_roster(tmp_path / "名录.xlsx")[0].units
    assert ("a@x.cn", "b@x.cn") == parse_addresses(unit.mail).good
    assert ("c@x.cn", "d@x.cn") == parse_addresses(unit.leader_mail).good


def test_by_itself_it_only_drafts(sheet, post, port):
    done = xltrack("mail", sheet, *DAY)
    assert 1 == done.returncode
    assert [] == post.taken
    folder = sheet.with_name("榆阳区_邮件_2021-08-01")
    assert 6 == len(list(folder.glob("*.eml"))) == len(list(folder.glob("*.txt")))
    assert str(folder / "0_目录.html") in done.stdout.decode()
    assert "分管领导「李××」（区水利局）没有领导邮箱" in done.stderr.decode()


def test_a_dry_run_tells_and_writes_nothing(sheet, post, port):
    before = sorted(sheet.parent.iterdir())
    for words in (("--dry-run",), ("--dry-run", "--send")):
        done = xltrack("mail", sheet, *words, *DAY)
        shown = done.stdout.decode().splitlines()
        assert "会写6封（办公室1封、分管领导2封、单位3封）：" == shown[0]
        assert (
            "单位　区财政局　czj@yuyang.test；czj2@yuyang.test　区财政局：〔第1期〕共2项 办结1 逾期1 本周到期0" in shown
        )
        assert before == sorted(sheet.parent.iterdir())
    assert [] == post.taken


def test_a_dry_run_of_sending_knows_what_was_sent(sheet, post, port):
    send(sheet)
    done = xltrack("mail", sheet, "--dry-run", "--send", *DAY)
    assert "以前已发7封，没有重发" in done.stdout.decode()
    assert len(ADDRESSES) == len(post.taken)


def test_the_password_stands_in_no_argument_file_or_output(sheet, post, port):
    done = send(sheet, "--debug")
    assert len(ADDRESSES) == len(post.taken)
    written = [path.read_bytes() for path in sheet.parent.rglob("*") if path.is_file()]
    assert [] == [data for data in (done.stdout, done.stderr, *written) if PASSWORD.encode() in data]


def test_sending_without_a_server_is_one_sentence(sheet):
    done = send(sheet)
    assert (2, b"") == (done.returncode, done.stdout)
    assert "没有写「服务器」" in done.stderr.decode()
    assert ["榆阳区.xlsx"] == [path.name for path in sheet.parent.iterdir()]


def test_resend_without_send_is_refused(sheet):
    done = xltrack("mail", sheet, "--resend", "区财政局", *DAY)
    assert 2 == done.returncode
    assert "--resend 要和 --send 一起用" in done.stderr.decode()


def test_without_a_roster_there_is_nobody_to_write_to(tmp_path):
    book = Workbook()
    for row in (["序号", "主要任务", "责任单位", "完成时限"], [1, "任务甲", "区财政局", "2021年7月1日"]):
        book.active.append(row)
    book.save(tmp_path / "表.xlsx")
    done = xltrack("mail", tmp_path / "表.xlsx", *DAY)
    assert 2 == done.returncode
    assert "没有可以发送的对象" in done.stderr.decode()


def test_a_password_in_the_settings_is_refused(sheet):
    sheet.with_name("xltrack.toml").write_text('[mail]\n服务器 = "mx.test"\n密码 = "abc"\n', encoding="utf-8")
    done = xltrack("mail", sheet, *DAY)
    assert 2 == done.returncode
    assert "密码不能写在文件里" in done.stderr.decode()
    assert b"abc" not in done.stderr
