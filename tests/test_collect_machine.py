"""Whatever an office and its units do in whatever order: nothing is lost, nothing stands twice or elsewhere, twice is once."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from openpyxl import load_workbook

from tests import test_forms_returned as returned
from tests.collecting import HEADS, County
from tests.forms import columns_of, head_of
from tests.test_forms_returned import bent

ROAD, HOUSE, TREE, DAM = "改造通村公路", "改造农村危房", "绿化荒山荒坡", "加固病险水库"
ROWS = (
    (1, "建设", ROAD, "县交通局", None, "2021年6月底前", "正在设计", None, None, None),
    (2, "建设", HOUSE, "县住建局", "县交通局", "2021年5月底前", None, None, None, None),
    (3, "生态", TREE, "各乡镇", None, "2021年9月底前", None, None, None, "缺苗"),
    (4, "生态", DAM, "县住建局", None, "2021年10月底前", None, None, None, None),
)
TEXTS = (ROAD, HOUSE, TREE, DAM)
FIELDS = ("完成情况", "存在问题", "下一步措施")
BENDS = (
    None, returned.insert_row, returned.insert_above, returned.reverse_rows, returned.rename_sheet, returned.move_columns,
    returned.rename_heads, returned.drop_hidden, returned.clear_codes, returned.drag_codes, returned.sort_shown,
    returned.double_head, returned.merge_groups, returned.change_key,
)  # fmt: skip
LONG = os.environ.get("XLTRACK_LONG") == "1"


class Told(NamedTuple):
    """Words that stand nowhere else: who typed them, about what, into which field, in which round's form."""

    unit: str
    text: str
    field: str
    words: str
    round: int


class Machine(RuleBasedStateMachine):
    """One office, its units, its ledger."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="xltrack_"))
        self.county = County(self.folder, *ROWS, heads=HEADS)
        self.numbers = count(1)
        self.round, self.forms = 0, dict[str, Path]()
        self.names = {text: text for text in TEXTS}  # how the ledger has them by now
        self.came: list[Told] = []  # in forms that lie in the inbox
        self.taken: list[Told] = []  # of those that were collected
        self.office: dict[tuple[str, str], tuple[str, int]] = {}  # what it typed into the ledger, in which round
        self.settled = set[str]()

    def teardown(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def day(self) -> date:
        return date(2021, 2 + self.round, 1)

    @initialize()
    def first_round(self) -> None:
        self.next_round()

    @precondition(lambda self: self.round < 6)
    @rule()
    def next_round(self) -> None:
        self.round += 1
        self.forms |= self.county.dispatch(self.day, date(2021, 12, 31))

    @rule(
        data=st.data(), bend=st.sampled_from(BENDS), fields=st.sets(st.sampled_from(FIELDS), min_size=1), name=st.booleans(),
        asks=st.booleans(),
    )  # fmt: skip
    def answer(self, data: Any, bend: Any, fields: set[str], name: bool, asks: bool) -> None:
        """A unit fills in its form, the latest that it has, and somebody bends it."""
        unit = data.draw(st.sampled_from(sorted(self.forms)))
        number, form = next(self.numbers), self.forms[unit]
        book = load_workbook(form)
        page, said = book["填报表"], []
        heads, period = columns_of(page), int(form.parent.name[-5:-3]) - 2
        for row in range(head_of(page) + 1, page.max_row + 1):
            for field in sorted(fields):
                words = f"正在办〔{number}.{row}〕" if field == "完成情况" else f"{field}〔{number}.{row}〕"
                page.cell(row, heads[field]).value = words
                said.append(Told(unit, page.cell(row, heads["工作任务"]).value, field, words, period))
            if asks:
                page.cell(row, heads["申请延期至"]).value = date(2021, 11, number % 28 + 1)
        path = self.county.inbox / (f"{number}.xlsx" if name else f"{number}_{form.name}")
        book.save(path)
        if bend:
            bent(path, bend)
        self.came += said

    @precondition(lambda self: self.county.summary.exists())
    @rule(data=st.data(), word=st.sampled_from(["同意", "不同意"]))
    def rule_on_delays(self, data: Any, word: str) -> None:
        asked = [r for r in self.county.table("各单位填报") if r["申请延期至"]]
        if asked:
            row = data.draw(st.sampled_from(asked))
            self.county.type("各单位填报", {"单位": row["单位"], "工作任务": row["工作任务"]}, 延期意见=word)

    @precondition(lambda self: self.county.summary.exists())
    @rule(data=st.data(), word=st.sampled_from(["甲", "乙", "√", "×"]))
    def settle(self, data: Any, word: str) -> None:
        if asked := self.county.questions():
            question = data.draw(st.sampled_from(asked))
            self.county.type("待核实", {"标记": question["标记"]}, 采用=word)
            self.settled.add(question["标记"])

    @rule(text=st.sampled_from(TEXTS), field=st.sampled_from(["完成情况", "存在问题"]))
    def edit(self, text: str, field: str) -> None:
        words = f"办公室写〔{next(self.numbers)}〕"
        self.county.edit(self.names[text], **{field: words})
        self.office[text, field] = (words, self.round)

    @rule()
    def renumber(self) -> None:
        """Two rows change places and numbers."""
        book = load_workbook(self.county.ledger)
        page = book.active
        one, other = ([cell.value for cell in page[row]][1:] for row in (3, 4))
        for row, values in ((3, other), (4, one)):
            for column, value in enumerate(values, 2):
                page.cell(row, column).value = value
        book.save(self.county.ledger)

    @precondition(lambda self: self.names[DAM] == DAM)
    @rule()
    def reword(self) -> None:
        self.county.edit(DAM, 工作任务=DAM + "工程")
        self.names[DAM] = DAM + "工程"

    @precondition(lambda self: any(self.county.inbox.iterdir()))
    @rule()
    def collect(self) -> None:
        county, before = self.county, self.held()
        done = county.collect(day=self.day)
        assert done.status in (0, 1), done
        assert "程序出错" not in done.remarks
        self.taken = list(self.came)
        state = county.state()
        assert county.collect(day=self.day).status in (0, 1)
        assert state == county.state()
        self.look(before)

    def held(self) -> dict[tuple[str, str], Any]:
        return {(text, field): self.county.cells(self.names[text])[field] for text, field in self.office}

    def look(self, before: dict[tuple[str, str], Any]) -> None:
        """Nothing is lost, nothing stands elsewhere, nothing that the office typed went unasked."""
        rows, asked = self.county.table("各单位填报"), self.county.table("待核实")
        places = [(r["单位"], r["工作任务"]) for r in rows]
        assert len(places) == len({*places})
        counts = {(r["单位"], r["工作任务"].removesuffix("工程"), f): str(r[f] or "") for r in rows for f in FIELDS}
        questions = "\n".join(f"{q['甲']}\n{q['乙']}" for q in asked)
        newest = {(t.words): t for t in self.taken}
        for told in self.taken:
            place = (told.unit, told.text.removesuffix("工程"), told.field)
            now = counts.get(place, "")
            later = newest.get(now)
            newer = later is not None and later.round > told.round
            assert told.words in now or told.words in questions or newer, told
        for (unit, text, field), words in counts.items():
            if told := newest.get(words):
                assert (unit, text, field) == (told.unit, told.text.removesuffix("工程"), told.field)
        for (text, field), (words, since) in self.office.items():
            now = str(self.county.cells(self.names[text])[field] or "")
            seen = any(told.round > since and told.words in now for told in self.taken)
            # It stands, or was put down by an answer to a form that showed it, or by the office's own choice.
            assert words in now or before[text, field] != words or seen or words in questions, (text, field, words, now)

    @invariant()
    def the_summary_can_be_read(self) -> None:
        if self.county.summary.exists():
            load_workbook(self.county.summary)


TestMachine = Machine.TestCase
TestMachine.settings = settings(
    max_examples=400 if LONG else 25, stateful_step_count=14, deadline=None, derandomize=not LONG, suppress_health_check=list(HealthCheck),
)  # fmt: skip
