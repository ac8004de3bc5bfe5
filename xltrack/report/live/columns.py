"""The hidden columns at the right end of the ledger, and the formulas that judge by them (docs/规则.md 5).

Helper values say what the reported words were judged to mean and which days count; the formulas look at them, at what the clerk
types, and at the day named 统计日期. Where the words of a row were changed, the usual ones are understood by a list of words;
others count as under way until the report is made anew, and the reason says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from xltrack.assessment import words as why
from xltrack.assessment.basis import CODES
from xltrack.assessment.model import STATE_WORDS
from xltrack.base.address import column_letters
from xltrack.report import words
from xltrack.report.live.text import AS_OF, day_words, iso_words, joined, literal
from xltrack.sheets.model import Fill
from xltrack.telling.agenda import AHEAD

# Helper columns in their order, with their headers; down to `to` they hold values, then formulas.
HELPERS: Final[Mapping[str, str]] = {
    "key": "编号", "was": "原填", "said": "原意", "node": "节点期", "label": "节点名", "last": "末期", "warn": "预警起",
    "scope": "期限说明", "units": "单位名", "stage": "阶段号", "office": "文件号", "back": "报送日", "to": "报送",
    "share": "进度值", "done": "办结日", "told": "填报状态", "quote": "引语", "code": "状态码", "due": "判期",
    "late": "逾期次序", "soon": "临期次序", "sent": "报送次序",
}  # fmt: skip
_DAYS: Final = frozenset(("node", "last", "warn", "back", "done", "due"))
HELPER_STYLES: Final = tuple("plain.date" if name in _DAYS else "" for name in HELPERS)
# Names of the helper columns that other sheets look at; `xltrack_soon` takes two columns.
NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "xltrack_keys": ("key", "key"), "xltrack_states": ("code", "code"), "xltrack_dues": ("due", "due"),
    "xltrack_late": ("late", "late"), "xltrack_soon": ("soon", "sent"), "xltrack_shares": ("share", "share"),
    "xltrack_quotes": ("quote", "quote"), "xltrack_units": ("units", "units"),
    "xltrack_nodes": ("node", "node"), "xltrack_labels": ("label", "label"),
    "xltrack_stages": ("stage", "stage"), "xltrack_offices": ("office", "office"),
    "xltrack_told": ("told", "told"), "xltrack_backs": ("back", "back"), "xltrack_to": ("to", "to"),
}  # fmt: skip
WORDS_NAME: Final = "xltrack_words"
CODES_NAME: Final = "xltrack_codes"
ONGOING: Final = "持续"  # stands in place of a due date
STRUCK: Final = 11  # said: nothing, in a row that is struck out
YIELDS: Final = 12  # said: nothing that a done date or 100 % would gainsay
FACTOR: Final = 1_000_000  # of the days in a place among late tasks and those that fall due; the rest is the key
_QUOTED: Final = 40


class LiveColumns:
    """The formulas of one ledger.

    Args:
        inputs: letters of the columns that the clerk fills in, by role; of several the first that is filled counts.
        shown: letters of 下一节点.
        first: the 0-based index of the first helper column.
        last: the last row.
    """

    def __init__(self, inputs: Mapping[str, Sequence[str]], shown: str, first: int, last: int) -> None:
        self.last = last
        self.status = _first_filled(inputs["status"])
        self.done = _first_filled(inputs["done_date"])
        self.progress = _first_filled(inputs["progress"])
        self.shown = f"${shown}§"
        self.at = {name: f"${column_letters(first + 1 + index)}§" for index, name in enumerate(HELPERS)}
        self.same = f'{self.status}&""={self.at["was"]}&""'

    def _fill(self, text: str) -> Fill:
        return Fill(text, self.last)

    @cached_property
    def share(self) -> Fill:
        """The column of progress as 0 to 1 (docs/规则.md 5.4)."""
        p = self.progress
        return self._fill(f'IF(ISNUMBER({p}),IF(OR({p}<0,{p}>100),"",ROUND(IF({p}>1,{p}/100,{p}),6)),"")')

    @cached_property
    def day(self) -> Fill:
        """The done date: a date, or a number such as 20210712."""
        f = self.done
        compact = f'IFERROR(DATE(INT({f}/10000),MOD(INT({f}/100),100),MOD({f},100)),"")'
        return self._fill(f'IF(ISNUMBER({f}),IF({f}>19000000,{compact},IF({f}>20000,INT({f}),"")),"")')

    @property
    def found(self) -> str:
        """The place of the words in the list of words; what MATCH takes as a wildcard is none here."""
        clean = f"TRIM({self.status})"
        for char in "~*?":
            clean = f'SUBSTITUTE({clean},"{char}","~{char}")'
        return f"MATCH({clean},{WORDS_NAME},0)"

    @cached_property
    def told(self) -> Fill:
        """The state that the report alone gives, by number (docs/规则.md 5.1, 5.2)."""
        s, share, done = self.status, self.at["share"], self.at["done"]
        number = f"IF(OR({s}=1,{s}=100),1,IF({s}=0,4,3))"
        known = f"IFERROR(INDEX({CODES_NAME},{self.found}),3)"
        said = f'IF({self.same},{self.at["said"]},IF(ISNUMBER({s}),{number},IF(TRIM({s})="",0,{known})))'
        wordless = f'IF(OR(ISNUMBER({done}),{share}=1),1,IF({share}="",{{}},IF({share}>0,3,4)))'
        begun = f"IF(AND(ISNUMBER({share}),{share}>0,{share}<1),3,4)"
        unreported, cancelled = wordless.format(CODES["unreported"]), wordless.format(CODES["cancelled"])
        settled = f'IF(OR({share}=1,AND(ISNUMBER({done}),{share}="")),1,3)'
        return self._fill(f"CHOOSE({said}+1,{unreported},1,3,3,{begun},3,3,3,3,9,10,{cancelled},{settled})")

    @cached_property
    def quote(self) -> Fill:
        """The words as the reason quotes them; such as were typed since and are not understood are marked."""
        s = self.status
        quoted = joined(why.QUOTED, words=f'IF(LEN({s})>{_QUOTED},LEFT({s},{_QUOTED - 1})&"…",{s})')
        new = f'IF({self.same},"",IF(ISNUMBER({s}),"",IF(ISNUMBER({self.found}),"",{literal(words.NOT_UNDERSTOOD)})))'
        return self._fill(f'IF({s}="","",{quoted}&{new})')

    @cached_property
    def code(self) -> Fill:
        """The state by number: dropped, done, then the date, then the words (docs/规则.md 5.1)."""
        told, done, last, node = (self.at[name] for name in ("told", "done", "last", "node"))
        done_late = f"IF(AND(ISNUMBER({done}),ISNUMBER({last}),{done}>{last}),2,1)"
        dated = f"IF({AS_OF}>{node},7,IF({AS_OF}>={self.at['warn']},6,{told}))"
        undated = f'IF({node}="",{told},8)'
        return self._fill(f"IF({told}>8,{told},IF({told}=1,{done_late},IF(ISNUMBER({node}),{dated},{undated})))")

    @cached_property
    def due(self) -> Fill:
        """The day that is judged."""
        told, last, node = self.at["told"], self.at["last"], self.at["node"]
        return self._fill(f'IF(OR({told}=1,{told}>8),IF({last}="","",{last}),IF(ISNUMBER({node}),{node},""))')

    @cached_property
    def late(self) -> Fill:
        """The place among late tasks, the largest first: days, then the order of the rows."""
        days = f"({AS_OF}-{self.at['node']})*{FACTOR}+{FACTOR}-{self.at['key']}"
        return self._fill(f'IF({self.at["code"]}=7,{days},"")')

    @cached_property
    def soon(self) -> Fill:
        """The place among what falls due, the smallest first."""
        code, node = self.at["code"], self.at["node"]
        return self._fill(
            f'IF(AND(ISNUMBER({node}),{code}>2,{code}<7),IF(OR({code}=6,{node}-{AS_OF}<={AHEAD}),{self._place(node)},""),"")'
        )

    @cached_property
    def recurs(self) -> Fill:
        """The same for a recurring day, which stands in 下一节点 alone."""
        return self._fill(
            f'IF(ISNUMBER({self.shown}),IF({self.shown}-{AS_OF}<={AHEAD},{self._place(self.shown)},""),"")'
        )

    @cached_property
    def sent(self) -> Fill:
        """The same for a report-back; half a step behind the task's own day."""
        code, back = self.at["code"], self.at["back"]
        ahead = f'IF(AND({back}>={AS_OF},{back}-{AS_OF}<={AHEAD}),{self._place(back)}+0.5,"")'
        return self._fill(f'IF(AND(ISNUMBER({back}),{code}>2,{code}<9),{ahead},"")')

    def _place(self, day: str) -> str:
        return f"({day}-{AS_OF})*{FACTOR}+{self.at['key']}"

    @cached_property
    def word(self) -> Fill:
        """状态."""
        return self._fill(f"CHOOSE({self.at['code']},{','.join(map(literal, STATE_WORDS.values()))})")

    @cached_property
    def days(self) -> Fill:
        """距期天数: days left, negative where late."""
        code, node = self.at["code"], self.at["node"]
        left = f'IF(AND(ISNUMBER({node}),{code}>2,{code}<8),{node}-{AS_OF},"")'
        return self._fill(f"IF({code}=2,{self.at['last']}-{self.at['done']},{left})")

    @cached_property
    def next(self) -> Fill:
        """下一节点: its date, with its name where it has one."""
        code, node, label = self.at["code"], self.at["node"], self.at["label"]
        named = f'IF({label}="",{node},{iso_words(node)}&" "&{label})'
        return self._fill(f'IF(AND(ISNUMBER({node}),{code}>2,{code}<7),{named},"")')

    @cached_property
    def reason(self) -> Fill:
        """状态说明, in the sentences of `assessment.words`."""
        at = self.at
        quote, share, node, done, last = (at[name] for name in ("quote", "share", "node", "done", "last"))
        report = joined(why.SHARE, share=f'ROUND({share}*1000,0)/10&"%"')
        report = f'IF({quote}<>"",{quote},IF({share}="",{literal(why.NOT_REPORTED)},{report}))'
        late = joined(why.DONE_LATE, done=day_words(done), due=day_words(last), days=f"({done}-{last})")
        on_day = f'IF({quote}="","",{quote}&"；")&{joined(why.DONE_ON, done=day_words(done))}'
        finished = f'IF(ISNUMBER({done}),{on_day},IF({quote}="",{literal(why.DONE_SHARE)},{quote}))'
        dropped = f'IF({quote}="",{literal(why.STRUCK)},{quote})'
        undated = f'IF(AND({at["code"]}=8,{quote}="",{share}=""),{at["scope"]},{at["scope"]}&"；"&{report})'
        return self._fill(
            f"IF({at['code']}=2,{late},IF({at['code']}=1,{finished},IF({at['told']}>8,{dropped},"
            f'IF(ISNUMBER({node}),{self._dated()}&"；"&{report},{undated}))))'
        )

    def _dated(self) -> str:
        node, label = self.at["node"], self.at["label"]

        def clause(sentence: str, days: str = "") -> str:
            return joined(sentence, label=label, due=day_words(node), days=days)

        soon = f"IF({AS_OF}={node},{clause(why.DUE_TODAY)},{clause(why.DUE_SOON, f'({node}-{AS_OF})')})"
        ahead = f"IF({self.at['code']}=6,{soon},{clause(why.AHEAD)})"
        return f"IF({AS_OF}>{node},{clause(why.OVERDUE, f'({AS_OF}-{node})')},{ahead})"


def _first_filled(letters: Sequence[str]) -> str:
    cells = [f"${column}§" for column in letters]
    text = cells[-1] if len(cells) == 1 else '""'
    for cell in reversed(cells if len(cells) > 1 else []):
        text = f'IF({cell}<>"",{cell},{text})'
    return text
