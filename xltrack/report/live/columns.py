"""The hidden columns at the right end of the ledger, and the formulas that judge by them (docs/规则.md 5).

Helper values say what the reported words were understood to mean and which days count; the formulas look at them, at what the clerk
types, and at the day named 统计日期. Where the words of a row were changed, the usual ones are understood by a list of words;
others count as under way until the report is made anew, and the reason says so.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Final, NamedTuple

from xltrack.assessment import words as why
from xltrack.assessment.decisions import DAYS, REASON, REPORT, STATE, TOLD, Span
from xltrack.assessment.states import CODES, IN_TIME_STATES, SETTLED_STATES, Sense, State
from xltrack.base.address import column_letters
from xltrack.base.shown_dates import EARLIEST
from xltrack.report import words
from xltrack.report.live.answers import StatusCells
from xltrack.report.live.formulas import (
    AS_OF,
    BLANK,
    by_state,
    choose,
    day_formula,
    decided,
    every,
    full_day_words,
    has_day,
    is_in,
    is_number,
    ledger_link,
    literal,
    sentence_formula,
    share_words,
    some,
    state_word,
    unanswered,
    unless_error,
    when,
)
from xltrack.sheets.model import BODY_ROW, Fill, Plain
from xltrack.telling.agenda import AHEAD


class HelperColumn(NamedTuple):
    """A hidden column of the ledger: its header, the name by which other sheets know it, its style, its role where it is read."""

    header: str
    name: str = ""
    style: str = ""
    role: str = "own"


_DAY: Final = "plain.date"
# By the name that formulas know it by, in their order; down to `to` they hold values, then formulas.
HELPERS: Final[Mapping[str, HelperColumn]] = {
    "key": HelperColumn("任务键", "xltrack_keys"),
    "was": HelperColumn("原填"),
    "meant": HelperColumn("原意"),
    "silent": HelperColumn("不填时意"),
    "node": HelperColumn("节点期", "xltrack_nodes", _DAY),
    "label": HelperColumn("节点名", "xltrack_labels"),
    "last": HelperColumn("末期", style=_DAY),
    "warn": HelperColumn("预警起", style=_DAY),
    "scope": HelperColumn("期限说明"),
    "units": HelperColumn("单位名", "xltrack_units"),
    "stage": HelperColumn("阶段号", "xltrack_stages"),
    "office": HelperColumn("文件号", "xltrack_offices"),
    "source": HelperColumn(why.TABLE_NUMBER, "xltrack_sources"),
    "year": HelperColumn("文件年份", role="year"),
    "reported": HelperColumn("填报记号", role="reported"),
    "back": HelperColumn("报送日", style=_DAY),
    "to": HelperColumn("报送", "xltrack_to"),
    "share": HelperColumn("进度值", "xltrack_shares"),
    "done": HelperColumn("办结日", style=_DAY),
    "told": HelperColumn("填报状态", "xltrack_told"),
    "quote": HelperColumn("引语", "xltrack_quotes"),
    "answered": HelperColumn("已填", "xltrack_answered"),
    "excused": HelperColumn("不计逾期", "xltrack_excused"),
    "doubt": HelperColumn("待核实", "xltrack_doubts"),
    "state": HelperColumn("状态码", "xltrack_states"),
    "past": HelperColumn("已过天数", "xltrack_past"),
    "ahead": HelperColumn("下节点名", "xltrack_ahead"),
    "due": HelperColumn("判期", "xltrack_dues", _DAY),
    "late": HelperColumn("逾期次序", "xltrack_late"),
    "soon": HelperColumn("临期次序", "xltrack_soon"),
    "sent": HelperColumn("报送次序"),
}
# What is read again stands in every ledger, with formulas or without.
READ_AGAIN: Final = {name: column for name, column in HELPERS.items() if column.role != "own"}
NAMED: Final = {name: column.name for name, column in HELPERS.items() if column.name}
AGENDA_NAME: Final = "xltrack_agenda"  # of the places among late tasks and among what falls due
NUMBERS: Final = "xltrack_numbers"  # of the column by which tasks are called
_WIDER: Final = {"soon": "sent"}  # a name that takes further columns, as far as the one named here
WORDS_NAME: Final = "xltrack_words"
CODES_NAME: Final = "xltrack_codes"
SENSES: Final[Mapping[Sense, int]] = {sense: number for number, sense in enumerate(TOLD)}
ENDLESS: Final = "持续"  # stands in place of the due date of what goes on
# Whether a row of which nothing was reported is not called late, as `answered.Source.excuses` says it.
_EXCUSED: Final = {"auto": unanswered("{source}"), "late": "FALSE", "never": "TRUE"}
_FACTOR: Final = 1_000_000  # of the days in a place on a list; the rest is the key
_ADDED_AT_MOST: Final = 500  # rows that were added below the last one and are looked at
_HALF: Final = 0.5  # a report-back stands behind the task's own day


def helper_names(first: int) -> list[tuple[str, int, int]]:
    """The defined names of the helper columns, with the first and last column of each; `first` is the 0-based first helper."""
    at = {name: first + index for index, name in enumerate(HELPERS)}
    names = [(defined, at[name], at[_WIDER.get(name, name)]) for name, defined in NAMED.items()]
    return [*names, (AGENDA_NAME, at["late"], at["sent"])]


def shared_fills(fills: Mapping[str, Fill], first: int) -> dict[int, Fill]:
    """The formulas that stand in every row of a helper column, by its 0-based index; `first` is that of the first one."""
    return {first + at: fills[name] for at, name in enumerate(HELPERS) if name in fills and name != "sent"}


def list_order(days: int, key: int, *, sent: bool = False) -> float:
    """The place among late tasks, or among what falls due, the smallest first: days left, then the order of the rows."""
    return days * _FACTOR + key + (_HALF if sent else 0)


def days_formula(order: str) -> str:
    """The days in such a place, as a formula."""
    return f"INT({order}/{_FACTOR})"


def key_of(order: str) -> str:
    """The key in such a place."""
    return f"INT(MOD({order},{_FACTOR}))"


def uncounted_rows(column: int, count: int) -> str:
    """How many rows have words in the ledger's column of tasks (0-based) and no key: they were inserted or added by hand.

    Formulas count by keys, which such rows have from the next report on; `count` is that of the tasks as written.
    """
    letter = column_letters(column + 1)
    area = f"'{words.LEDGER}'!${letter}${BODY_ROW}:${letter}${BODY_ROW - 1 + count + _ADDED_AT_MOST}"
    return f'(COUNTIF({area},"?*")-COUNT({NAMED["key"]}))'


def key_link(key: int, shown: Plain, column: int = 1) -> str:
    """What leads to the row of a key, wherever it was sorted to, showing a constant. Nothing where it was deleted."""
    return _link_of(column).replace("§", str(key)).replace("¤", literal(shown))


@cache
def _link_of(column: int) -> str:
    keys = NAMED["key"]
    found = when(unless_error(f"INDEX({keys},§)=§", "FALSE"), "§", f"MATCH(§,{keys},0)")
    return unless_error(ledger_link(f"({found}+{BODY_ROW - 1})", "¤", column))


class LiveColumns:
    """The formulas of one ledger.

    Args:
        inputs: letters of the columns that the clerk fills in, by role; of several done dates and shares the first that is filled
            counts.
        choices: what a tick stands for in each status column; None where words stand in it.
        shown: letters of 距期天数 (`days`) and 下一节点 (`next`).
        bounds: the 0-based index of the first helper column, and the last row.
        unreported: whether tasks of which nothing was reported are late, by the office's policy.

    Attributes:
        status, done, progress: what the clerk fills in.
        same: whether the words still stand as they were understood; `unanswered`: whether there are none that count.
        fills: the formulas by the names of their columns: those of `HELPERS`; the word, days, next day and reason that are
            shown; `recurs` stands for `soon` where the next day is a recurring one, which stands in 下一节点 alone.
    """

    def __init__(
        self,
        inputs: Mapping[str, Sequence[str]],
        choices: Sequence[str | None],
        shown: Mapping[str, str],
        bounds: tuple[int, int],
        unreported: str = "auto",
    ) -> None:
        self.answers = StatusCells([f"${letter}§" for letter in inputs["status"]], choices, WORDS_NAME)
        self.status = self.answers.formula()
        self.done, self.progress = (_first_filled(inputs[r]) for r in ("done_date", "progress"))
        first, last = bounds
        letters = {**shown, **{name: column_letters(first + 1 + at) for at, name in enumerate(HELPERS)}}
        self.at = {name: f"${letter}§" for name, letter in letters.items()}
        self.same = f'{self.status}&""={self.at["was"]}&""'
        self._facts = {**self.at, "as_of": AS_OF, "endless": f"{self.at['node']}={literal(ENDLESS)}"}
        self._is = partial(is_in, self.at["state"])
        excused = _EXCUSED[unreported].format(source=self.at["source"])
        texts = {"excused": excused, **self._reported(), **self._judged(), **self._listed(), **self._shown()}
        self.fills = {name: Fill(text, last) for name, text in texts.items()}

    def _reported(self) -> dict[str, str]:
        """What the clerk reports, as docs/规则.md 5.1, 5.2 and 5.4 take it."""
        p, f, s = self.progress, self.done, self.status
        share = when(some(f"{p}<0", f"{p}>100"), BLANK, f"ROUND({when(f'{p}>1', f'{p}/100', p)},6)")
        # A done date is a date, or a number such as 20210712.
        compact = unless_error(f"DATE(INT({f}/10000),MOD(INT({f}/100),100),MOD({f},100))")
        day = when(f"{f}>19000000", compact, when(f"{f}>={literal(EARLIEST)}", f"INT({f})", BLANK))
        clean = f"TRIM({s})"
        for char in "~*?":  # what MATCH takes as a wildcard is none here
            clean = f'SUBSTITUTE({clean},"{char}","~{char}")'
        found = f"MATCH({clean},{WORDS_NAME},0)"
        # 「未填报」 and its like are no words, and are not quoted.
        last = len(words.UNANSWERED)
        self.unanswered = some(f"{s}={BLANK}", f"{unless_error(found, str(last + 1))}<={last}")
        # Of words that were typed since, such as are not understood are marked.
        cut = when(f"LEN({s})>{why.QUOTED_AT_MOST}", f"LEFT({s},{why.QUOTED_AT_MOST - 1})&{literal(why.CUT)}", s)
        new = when(some(self.same, is_number(s), is_number(found)), BLANK, literal(words.NOT_UNDERSTOOD))
        return {
            "share": when(is_number(p), share, BLANK),
            "done": when(is_number(f), day, BLANK),
            "told": self._told(found),
            "quote": when(self.unanswered, BLANK, f"{sentence_formula(why.QUOTED, words=cut)}&{new}"),
            "answered": self._answered(found),
        }

    def _answered(self, found: str) -> str:
        """1 where anything is said, as `Basis.answered` has it; `found` is the place of the words in the list of words."""
        silent = len(words.UNDERSTOOD["nothing"])  # words that say nothing; they stand first
        typed = some(f'TRIM({self.status})=""', f"{unless_error(found, str(silent + 1))}<={silent}")
        blank = when(self.same, f"{self.at['meant']}={SENSES['nothing']}", typed)
        dated = unless_error(f"MATCH({self.done},{WORDS_NAME},0)", str(silent + 1))
        untold = some(f"{self.done}={BLANK}", is_number(self.done), f"{dated}<={silent}")
        numbers = (f"NOT({is_number(self.at[name])})" for name in ("done", "share"))
        return when(every(blank, untold, *numbers), BLANK, "1")

    def _told(self, found: str) -> str:
        """The state that the report alone gives, by number; `found` is the place of the words in the list of words."""
        s, senses = self.status, {sense: str(number) for sense, number in SENSES.items()}
        number = when(
            some(f"{s}=1", f"{s}=100"), senses["done"], when(f"{s}=0", senses["not_started"], senses["in_progress"])
        )
        known = unless_error(f"INDEX({CODES_NAME},{found})", senses["in_progress"])
        typed = when(is_number(s), number, when(f'TRIM({s})=""', senses["nothing"], known))
        states = {sense: decided(cases, self._facts, _code) for sense, cases in TOLD.items()}
        states["nothing"] = choose(f"{self.at['silent']}+1", *states.values())
        return choose(f"{when(self.same, self.at['meant'], typed)}+1", *states.values())

    def _judged(self) -> dict[str, str]:
        """The state by number: dropped, done, then the date, then the words (5.1); the day of `Verdict.node`."""
        days = self.at["days"]
        last, node = (when(is_number(self.at[name]), self.at[name], BLANK) for name in ("last", "node"))
        return {
            "state": when(has_day(), by_state(STATE, self.at["told"], self._facts, _code), "0"),  # no day to judge by
            "due": when(self._is(*SETTLED_STATES), last, node),
            "ahead": when(f"{self.at['label']}={BLANK}", BLANK, self.at["label"]),
            "past": when(every(self._is("unreported"), is_number(days), f"{days}<0"), f"-{days}", BLANK),
        }

    def _listed(self) -> dict[str, str]:
        """The places among late tasks and among what falls due, a recurring day and a report-back too: see `list_order`."""
        days, shown, back = self.at["days"], f"({self.at['next']}-{AS_OF})", self.at["back"]
        left = f"({back}-{AS_OF})"
        near = every(
            self._is(*IN_TIME_STATES), is_number(days), f"{days}>=0", some(self._is("due_soon"), f"{days}<={AHEAD}")
        )
        recurs = when(f"{self.at['next']}-{AS_OF}<={AHEAD}", self._order(shown), BLANK)
        sent = when(every(f"{back}>={AS_OF}", f"{left}<={AHEAD}"), f"{self._order(left)}+{_HALF}", BLANK)
        return {
            "late": when(self._is("overdue"), self._order(days), BLANK),
            "soon": when(near, self._order(days), BLANK),
            "recurs": when(is_number(self.at["next"]), recurs, BLANK),
            "sent": when(every(is_number(back), f"NOT({self._is(*SETTLED_STATES)})"), sent, BLANK),
        }

    def _order(self, left: str) -> str:
        return f"{left}*{_FACTOR}+{self.at['key']}"

    def soon_after(self, day: str) -> str:
        """The place of a row among what falls due where that day is what lies ahead of it."""
        return when(f"{day}-{AS_OF}<={AHEAD}", self._order(f"({day}-{AS_OF})"), BLANK)

    def _shown(self) -> dict[str, str]:
        """状态, 距期天数 (less than 0 where late), 下一节点 with its name, 状态说明 in the sentences of `assessment.words`."""
        at = self.at

        def days(span: Span | None) -> str:
            return BLANK if span is None else f"{self._facts[span[0]]}-{self._facts[span[1]]}"

        named = when(f'{at["label"]}=""', at["node"], f'{full_day_words(at["node"])}&" "&{at["label"]}')
        places = {
            "label": at["label"], "due": day_formula(at["due"]), "done": day_formula(at["done"]), "late": f"-{at['days']}",
            "left": at["days"], "quote": at["quote"], "share": share_words(at["share"]), "scope": at["scope"],
        }  # fmt: skip
        places["report"] = decided(REPORT, self._facts, lambda sentence: sentence_formula(sentence, **places))
        told = {sentence: sentence_formula(sentence, **places) for cases in REASON.values() for sentence, _ in cases}
        return {
            "word": state_word(at["state"]),
            "days": by_state(DAYS, at["state"], self._facts, days),
            "next": when(
                every(self._is(*IN_TIME_STATES), is_number(at["node"]), f"{at['node']}>={AS_OF}"), named, BLANK
            ),
            "reason": by_state(REASON, at["state"], self._facts, told.__getitem__, literal(words.NO_DAY)),
        }


def _code(state: State) -> str:
    return str(CODES[state])


def _first_filled(letters: Sequence[str]) -> str:
    *others, last = (f"${column}§" for column in letters)
    text = last if not others else BLANK
    for cell in reversed([*others, last] if others else []):
        text = when(f"{cell}<>{BLANK}", cell, text)
    return text
