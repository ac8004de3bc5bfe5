"""Some units, their roster, and the batch of mail that comes of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.assessments import HEADS, assessment, document
from xltrack import api
from xltrack.domain.records import Document
from xltrack.domain.roster import Roster, RosterUnit
from xltrack.domain.settings import Office
from xltrack.mail.batch import Mailing

OFFICE = Office("榆阳区人民政府办公室", "", "赵××", "0912-0000000", "zfb@yuyang.test")
ROSTER = Roster(
    (
        RosterUnit("区财政局", (), (), "王××", "wang@yuyang.test", "", "czj@yuyang.test；czj2＠yuyang.test"),
        RosterUnit("区民政局", (), (), "王××", "wang@yuyang.test", "", "mzj@yuyang.test"),
        RosterUnit("区教育局", (), (), "李××", "li@yuyang.test", "", "jyj@yuyang.test"),
        RosterUnit("区水利局", (), (), "李××", "", "", "slj@yuyang.test"),
        RosterUnit("区档案馆", (), (), "孙××", "sun@yuyang.test", "", "dag@yuyang.test"),
    )
)
# Late: 财政, 民政 and 教育 (with 民政). 水利 is in time, 档案馆 has nothing.
ROWS = (
    (1, "第一组", "财政的机密任务", "区财政局", date(2021, 7, 20), "正在推进"),
    (2, "第二组", "民政的机密任务", "区民政局", date(2021, 7, 10), "未启动"),
    (3, "第二组", "民政与教育共有的任务", "区民政局、区教育局", date(2021, 7, 30), None),
    (4, "第三组", "水利的机密任务", "区水利局", date(2021, 8, 5), "正在推进"),
    (5, "第三组", "财政办结的任务", "区财政局", date(2021, 6, 30), "已完成"),
)
ADDRESSES = (
    "zfb@yuyang.test", "wang@yuyang.test", "li@yuyang.test", "czj@yuyang.test", "czj2@yuyang.test", "mzj@yuyang.test",
    "jyj@yuyang.test",
)  # fmt: skip


def resolved(roster: Roster = ROSTER, rows: tuple[tuple[object, ...], ...] = ROWS) -> Document:
    """The document as reading gives it with a roster."""
    made = document(HEADS, *rows, roster=roster)
    tables = tuple(
        table._replace(
            tasks=tuple(task._replace(units=tuple(u.resolved(roster) for u in task.units)) for task in table.tasks)
        )
        for table in made.tables
    )
    return made._replace(tables=tables)


def mailing(folder: Path, office: Office = OFFICE, roster: Roster = ROSTER) -> Mailing:
    """The batch as of 2021-08-01, its folder in a folder."""
    return api.compose_mail(assessment(resolved(roster)), [folder / "榆阳区.xlsx"], office)
