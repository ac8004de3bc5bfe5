"""`xltrack serve`: what is dropped is read by the verbs of the command line; the run leaves nothing behind."""

from __future__ import annotations

import re
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.locks import agile
from tests.processes import DAY as AS_OF
from tests.processes import SAMPLES, TRACKED, xltrack
from tests.serving import Server, processor_time, started
from xltrack.base.errors import UsageError
from xltrack.base.rules import all_rules, rule
from xltrack.serving.door import Wishes, serve
from xltrack.serving.drops import clean_path
from xltrack.serving.refusing import deed_of

FIVE = sorted(path for path in SAMPLES.glob("*.xlsx") if "跟踪" not in path.name and "名录" not in path.name)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with started() as running:
        yield running


def is_alive(pid: int) -> bool:
    """Whether a process does anything still: one that nobody has asked about since it ended does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def figures(summary: dict) -> dict[str, str]:
    return {one["name"]: one["value"] for one in summary["figures"]}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_says_where_it_is_and_leaves_nothing_behind_however_it_ends(how):
    with started(command=("-m", "xltrack", "serve", "--port", "0")) as running:
        assert running.is_well()
        assert running.run_folder.stat().st_mode & 0o077 == 0
        running.drop(TRACKED)
        working = running.children()
        assert "" == running.end(how)
        deadline = time.monotonic() + 5  # the system takes a moment to end what was killed
        while any(map(is_alive, working)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [] == [pid for pid in working if is_alive(pid)]
        assert 0 == running.process.returncode
        assert [] == list(running.folder.glob("xltrack-*"))


def test_the_first_page_is_there_within_a_second():
    with started() as running:
        assert 200 == running.send("GET", "/").status
        # Of the server itself: its processes warm up beside it. By the clock it is 0.5 s where nobody else works.
        assert processor_time(running.process.pid) < 1.0


def test_a_summary_costs_a_part_of_a_run_of_the_command_line(server, made_sheet):
    path = made_sheet(40)
    drop = server.drop(path)
    for _ in range(4):  # whatever process answers, it has done so before
        assert 200 == server.look(drop).status
    before = server.seconds()
    for _ in range(5):
        server.look(drop)
    one = (server.seconds() - before) / 5
    began = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert 0 == xltrack("check", path, *AS_OF, alone=True).returncode
    done = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert one < 0.5 * (done.ru_utime + done.ru_stime - began.ru_utime - began.ru_stime)


def test_the_figures_are_those_of_the_command_line(server, tmp_path):
    tracked = [TRACKED, SAMPLES / "试点领域与分工_跟踪.xlsx"]
    for files in (FIVE, tracked):
        shown = server.look(server.drop(*files)).said["summary"]
        told = xltrack("report", *files, *AS_OF, "-o", f"{tmp_path}/").stdout.decode().replace("\n", "")
        assert told.startswith(shown["title"])
        found = figures(shown)
        assert f"共{found['任务总数']}项" in told
        for name in ("已办结", "在办", "临期", "逾期", "完成率") if files is tracked else ():
            assert re.search(rf"[：，；]{name}{found[name]}[，；（逾]", told), name
    assert 5 == len(FIVE)


def test_who_is_late_with_what_stands_with_its_cell(server):
    shown = server.look(server.drop(TRACKED)).said["summary"]
    assert {
        "任务总数": "23",
        "逾期": "2",
        "临期": "0",
        "在办": "15",
        "已办结": "4",
        "完成率": "19.0%",
        "到期完成率": "66.7%",
    } == figures(shown)
    first = shown["late"]["rows"][0]
    assert ("第5项", "逾期12天", "附件2!C8") == (first["nth"], first["when"], first["cell"])
    assert "逾期任务　2项" == shown["late"]["head"]
    assert {"D504", "D505", "D509"} == {one["code"] for one in shown["checks"]["rows"]}
    assert "公⏎安榆阳分局" == shown["checks"]["rows"][0]["marked"]


def test_a_day_judges_anew(server):
    drop = server.drop(TRACKED)
    assert "2" == figures(server.look(drop).said["summary"])["逾期"]
    assert "2021年12月31日" in server.look(drop, "2021-12-31").said["summary"]["day"]
    assert 422 == server.look(drop, "昨天").status


def test_what_cannot_be_read_is_one_sentence_and_the_rest_goes_on(server, tmp_path):
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(b"")
    alone = server.look(server.drop(bad))
    assert (422, "「坏.xlsx」是空文件，一个字节也没有") == (alone.status, alone.said["refused"]["sentence"])
    both = server.look(server.drop(bad, TRACKED)).said["summary"]
    assert ["坏.xlsx"] == [one["name"] for one in both["refused"]]
    assert "23" == figures(both)["任务总数"]


def test_a_roster_and_settings_are_known_by_their_names(server, tmp_path):
    settings = tmp_path / "xltrack.toml"
    settings.write_text("[judge]\n预警天数 = 30\n", encoding="utf-8")
    shown = server.look(server.drop(TRACKED, SAMPLES / "榆阳区_单位名录.xlsx", settings)).said["summary"]
    assert {"「榆阳区_单位名录.xlsx」作为单位名录用了", "「xltrack.toml」里的设置用了"} == set(shown["used"])
    assert "2" == figures(shown)["临期"]


def test_a_folder_stands_for_its_workbooks(server):
    drop = server.drop()
    server.put(drop, "各县/榆阳区_跟踪.xlsx", TRACKED.read_bytes())
    server.put(drop, "各县/附/通知.docx", b"no workbook")
    server.put(drop, "各县/榆阳区_跟踪_附件_2021-07-01.xlsx", b"an output")
    assert "23" == figures(server.look(drop).said["summary"])["任务总数"]


def test_a_file_that_was_taken_out_counts_no_more(server, tmp_path):
    other = Path(shutil.copy(SAMPLES / "屯留区.xlsx", tmp_path / "屯留区.xlsx"))
    drop = server.drop(TRACKED, other)
    assert "23" != figures(server.look(drop).said["summary"])["任务总数"]
    assert 200 == server.ask("DELETE", f"{drop}/files?name=%E5%B1%AF%E7%95%99%E5%8C%BA.xlsx").status
    assert "23" == figures(server.look(drop).said["summary"])["任务总数"]


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("任务.xlsx", "任务.xlsx"), ("..\\..\\x.xlsx", "x.xlsx"), ("/etc/passwd", "etc/passwd"), ("C:\\x.xls", "C_/x.xls"),
        ("a\0b.xlsx", "a_b.xlsx"), ("CON.xlsx", "_CON.xlsx"), ("", "_"), ("...", "_"), ("任务\u202exslx.exe", "任务xslx.exe"),
        ("a/../../b.xlsx", "a/b.xlsx"), ("x.xlsx\n", "x.xlsx_"), ("~$x.xlsx", "~$x.xlsx"),
    ],
)  # fmt: skip
def test_names_are_cleaned(told, kept):
    assert kept == clean_path(told).as_posix()
    assert len(clean_path("长" * 300 + ".xlsx").name.encode()) <= 160


def test_two_files_of_one_name_are_both_kept_and_the_same_one_once(server):
    drop = server.drop()
    first = server.put(drop, "表.xlsx", b"one").said["path"]
    assert ("表.xlsx", "表_2.xlsx") == (first, server.put(drop, "表.xlsx", b"two").said["path"])
    assert "表.xlsx" == server.put(drop, "表.xlsx", b"one").said["path"]


def test_a_port_that_is_taken_is_one_sentence(server):
    with pytest.raises(UsageError) as refused:
        serve(Wishes(today=None, port=server.port))  # type: ignore[arg-type]
    assert "D850" == refused.value.code
    done = xltrack("serve", "--port", server.port)
    assert 2 == done.returncode
    assert rule("D850").sentence.format(port=server.port) in done.stderr.decode()


def test_a_port_that_is_free_is_used():
    with started() as running:
        assert re.fullmatch(r"\d+", str(running.port))
        assert running.is_well()


@pytest.mark.parametrize("word", ["x", "70000", "-1", ""])
def test_what_is_no_port_is_told(word):
    done = xltrack("serve", f"--port={word}")
    assert 2 == done.returncode
    assert "端口" in done.stderr.decode()


def test_a_locked_workbook_asks_for_its_password(server, tmp_path):
    path = tmp_path / "锁.xlsx"
    path.write_bytes(agile(TRACKED.read_bytes(), "密码"))
    drop = server.drop(path)
    refused = server.look(drop)
    assert (422, True) == (refused.status, refused.said["refused"]["locked"])
    assert "--" not in refused.said["refused"]["deed"]
    assert "23" == figures(server.look(drop, password="密码").said["summary"])["任务总数"]
    # It is known for this drop from now on.
    assert "23" == figures(server.look(drop).said["summary"])["任务总数"]


def test_a_year_is_that_of_sheets_that_name_none(server, tmp_path):
    path = tmp_path / "表.csv"
    path.write_text(
        "序号,工作任务,责任单位,完成时限,完成情况\n1,修缮敬老院,县民政局,6月底前,正在推进\n", encoding="utf-8"
    )
    drop = server.drop(path)
    assert "0" == figures(server.look(drop, year="").said["summary"])["逾期"]
    assert "1" == figures(server.look(drop, year="2021").said["summary"])["逾期"]
    assert 422 == server.look(drop, year="21").status


def test_what_helps_on_the_page_needs_no_option_for_what_the_page_has():
    deeds = {code: deed_of(code, known.deed_pattern) for code, known in all_rules().items()}
    there = r"--(?:roster|since|year|password|debug)\b|xltrack report 另做一本"
    assert {} == {code: deed for code, deed in deeds.items() if re.search(there, deed)}
    assert [deed for deed in deeds.values() if deed.startswith("把有「类别」列的单位名录一起放进来，")]


def test_the_browser_is_led_to_the_page_by_a_file_that_nobody_else_reads():
    opening = "import webbrowser; webbrowser.open = lambda address: print(address, flush=True)"
    program = f"{opening}; from xltrack.cli import main; main(['serve', '--port', '0', '--open'])"
    with started(command=("-c", program)) as running:
        assert running.process.stdout
        address = running.process.stdout.readline().strip()
        assert address == (running.run_folder / "open.html").as_uri()
        assert f"url=http://{running.host}/#{running.token}" in (running.run_folder / "open.html").read_text("utf-8")
        assert not any(running.token in Path(f"/proc/{pid}/cmdline").read_text() for pid in running.children())
