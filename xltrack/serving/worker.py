"""A process of the server's own, kept warm: an order in a line, what is done next and at last the answer in lines."""

import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

from xltrack.base.children import find_libraries

_SHEET: Final = "序号,工作任务,责任单位,完成时限,完成情况\n1,起草方案,县教育局、县民政局,2021年6月底前,正在推进\n"
NEXT: Final = "next"
DONE: Final = "done"


def work(arguments: Sequence[str]) -> int:
    """Do orders until there are no more: the server has gone then, or has enough of this process."""
    find_libraries(arguments[0])
    orders, answers = sys.stdin.buffer, sys.stdout.buffer
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - a device, not a path
        sys.stdout = sys.stderr = nowhere
        from xltrack.serving import deeds
        from xltrack.serving.orders import read_order

        _warm_up()
        _say(answers, {DONE: {}})
        for line in orders:
            done = deeds.do(read_order(json.loads(line)), lambda what: _say(answers, {NEXT: what}))
            _say(answers, {DONE: done})
    return 0


def _warm_up() -> None:
    """Read a sheet of one task: what is imported and compiled when first used is there then."""
    from xltrack.serving import deeds
    from xltrack.serving.orders import SHEETS, Order

    with TemporaryDirectory(dir=".") as name:
        room = Path(name).resolve()
        (room / SHEETS).mkdir()
        (room / SHEETS / "warm.csv").write_text(_SHEET, "utf-8")
        deeds.do(Order("look", room, date(2021, 8, 1), ("warm.csv",)), lambda _: None)


def _say(answers: BinaryIO, told: dict[str, Any]) -> None:
    # Lone surrogates of a damaged cell must not end the process.
    answers.write(json.dumps(told).encode("ascii") + b"\n")
    answers.flush()
