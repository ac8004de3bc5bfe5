"""The commands that write, each with what it needs, for the moments at which a disk can fail."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from openpyxl import Workbook

from tests.collecting import SCHOOL, County
from tests.faults.moments import Scene
from tests.processes import xltrack
from tests.updates import save
from tests.weeks import edit
from xltrack.browser import Browser
from xltrack.mail.smtp import Outcome

TITLE = ("清水县2021年重点工作任务分解表",)
HEADS = ("序号", "工作任务", "责任单位", "完成时限", "完成情况")
TASKS = ((1, "制定方案", "县教育局", "2021年6月30日", "正在推进"), (2, "摸底排查", "县民政局", "2021年8月5日", None))
UNITS = (
    ("单位", "分管领导", "领导邮箱", "邮箱"), ("县教育局", "王××", "wang@a.cn", "jyj@a.cn"), ("县民政局", None, None, "mzj@a.cn"),
)  # fmt: skip
SETTINGS = """[office]
名称 = "清水县人民政府办公室"
联系人 = "张三"
电话 = "0912-3525188"
邮箱 = "zfb@a.cn"
[mail]
服务器 = "localhost"
发件人 = "zfb@a.cn"
"""
BACKUPS = ("*_备份/*",)
COLLECTED = ("台账.xlsx", "台账_填报汇总.xlsx", "*/下发清单.xlsx")  # a form that could not be read is missing from it
SUMMARY = ("台账_填报汇总.xlsx",)
LEDGERS = ("*/发送记录.jsonl",)  # a batch is known by a number of its own


def book(path: Path, *rows: tuple[object, ...], units: tuple[tuple[object, ...], ...] = ()) -> Path:
    """A workbook, with a roster where there are units."""
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if units:
        names = made.create_sheet("单位名录")
        for row in units:
            names.append(row)
    made.save(path)
    return path


def sheet(folder: Path) -> None:
    """A sheet of two tasks, with a roster and settings."""
    book(folder / "任务.xlsx", TITLE, HEADS, *TASKS, units=UNITS)
    (folder / "xltrack.toml").write_text(SETTINGS, encoding="utf-8")


def returned(folder: Path) -> None:
    """A ledger, the list of its round and two forms that came back."""
    county = County(folder, known=False)
    for turn, (unit, form) in enumerate(county.dispatch().items()):
        if turn < 2:
            county.answer(form, {SCHOOL: {"完成情况": "已完成"}, "修缮敬老院": {"存在问题": f"{unit}的难处"}})


def collected_before(folder: Path) -> None:
    """The same where one of them was collected already, and the other unit told it otherwise before."""
    returned(folder)
    first, second = sorted((folder / "收到").iterdir())
    second.rename(folder / second.name)
    xltrack("collect", first, "--into", folder / "台账.xlsx", "--as-of", "2021-07-31")
    shutil.rmtree(folder / "台账_备份")
    (folder / second.name).rename(second)


def filled_in(folder: Path) -> None:
    """A sheet, and its last report, into which an answer was typed."""
    sheet(folder)
    xltrack("report", folder / "任务.xlsx", "--as-of", "2021-07-25")
    edit(folder / "任务_进度_2021-07-25.xlsx", row6_完成情况="已完成")


def backed_up(folder: Path, done: bool) -> None:
    """Of the workbook as it was there is one backup, whole."""
    kept = [path.read_bytes() for path in sorted((folder / "任务_备份").glob("任务_*.xlsx"))]
    assert len(kept) <= 1
    assert done <= len(kept)


@contextmanager
def posting(folder: Path) -> Iterator[None]:
    """A server that takes every letter, and writes down to whom it goes."""

    class Post:
        def __init__(self, *_: object) -> None:
            pass

        def send(self, address: str, _data: bytes, commit: Callable[[], None]) -> Outcome:
            commit()
            with sent(folder).open("a", encoding="utf-8") as file:
                file.write(f"{address}\n")
            return Outcome("sent", "250 OK")

        def close(self) -> None:
            pass

    with mock.patch.multiple("xltrack.mail.batch", Session=Post, find_secret=lambda _: None):
        yield


def sent(folder: Path) -> Path:
    """Where it is written down."""
    return folder.parent / "寄出.txt"


def once(folder: Path, done: bool) -> None:
    """Nobody gets a letter twice; afterwards everybody got one, or it is not known whether he did."""
    got = sent(folder).read_text("utf-8").split() if sent(folder).exists() else []
    assert len(got) == len(set(got))
    if done:
        (ledger,) = folder.glob("*/发送记录.jsonl")
        told = [json.loads(line) for line in ledger.read_text("utf-8").splitlines()]
        last = {line["to"].rpartition("|")[2]: line["state"] for line in told if "state" in line}
        assert set(last) == {"zfb@a.cn", "wang@a.cn", "jyj@a.cn"}
        assert {address for address, state in last.items() if state == "sent"} <= set(got)


class Drawing(Browser):
    """A browser that is quick: what it makes of a page is the page."""

    def printed(self, page: str) -> bytes | None:
        return b"%PDF-" + page.encode()

    def pictured(self, page: str, width: int) -> bytes | None:
        return b"\x89PNG" + page.encode()


@contextmanager
def drawing(_: Path) -> Iterator[None]:
    """A machine with such a browser."""
    with mock.patch("xltrack.week.prints.find_browser", return_value=Drawing(Path("browser"))):
        yield


def inside(around: str) -> Callable[[Path], str]:
    """The program that stands in what a run stands in, till its end."""
    return lambda folder: (
        f"from tests.faults import scenes\nin_ = scenes.{around}(Path({str(folder)!r}))\nin_.__enter__()"
    )


SCENES = {
    "update": Scene(("update", "{}/任务.xlsx"), save, timed=BACKUPS, check=backed_up),
    "report": Scene(("report", "{}/任务.xlsx"), sheet),
    "report-again": Scene(("report", "{}/任务.xlsx"), filled_in, judged=("任务_进度_2021-08-01.xlsx",)),
    "dispatch": Scene(("dispatch", "{}/任务.xlsx", "--due", "2021-08-10"), sheet, timed=LEDGERS),
    "collect": Scene(("collect", "{}/收到", "--into", "{}/台账.xlsx"), returned, timed=BACKUPS, judged=COLLECTED, between=SUMMARY),
    "collect-again": Scene(
        ("collect", "{}/收到", "--into", "{}/台账.xlsx"), collected_before, timed=BACKUPS, judged=COLLECTED, between=SUMMARY
    ),
    "mail": Scene(("mail", "{}/任务.xlsx"), sheet, timed=LEDGERS),
    "send": Scene(
        ("mail", "{}/任务.xlsx", "--send"), sheet, timed=(*LEDGERS, "*/0_目录.html"), later=("不知道",), around=posting,
        before=inside("posting"), check=once,
    ),
    "week": Scene(
        ("week", "{}/任务.xlsx"), sheet, timed=LEDGERS, judged=("*/目录.html",), around=drawing, before=inside("drawing"),
    ),
}  # fmt: skip
