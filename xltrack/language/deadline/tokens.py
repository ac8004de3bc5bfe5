"""The tokens of the deadline language: a cell cut into dates, recurrences and durations.

The rule: docs/规则.md 3. Its words stand in base/lexicon/deadlines.toml; what stands between two tokens is left to the grammar.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import find_kinds, pattern, rare
from xltrack.base.text import TABLE, fold

DEADLINES: Final = Vocabulary("deadlines")

_DROPPED: Final = "\t\n\v\f\r\x85\x20\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\xad" + "".join(
    map(chr, range(0x2000, 0x2010))
)
_TABLE: Final[dict[int, int | str | None]] = {
    **TABLE,
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(char): "-" for char in "‐‑‒–—―─━−－~～〜∼˜﹣"},
    **{
        ord(old): new
        for old, new in zip("⽉⽇⽌⾄○〇◯〔﹝［【〕﹞］】︰∶﹕﹔﹐", "月日止至〇〇〇[[[[]]]]:::;,", strict=True)
    },
    **{ord(roman): number for roman, number in zip("ⅠⅡⅢⅣ", "一二三四", strict=True)},
    **{ord(char): None for char in _DROPPED},
}


# Spaces that part what would run together: the day from the hour (2021-06-30 0:00), numbers of a date (2021 6 30).
_PARTING: Final = pattern(
    r"(?<=[./-][0-9])( +)(?=[0-9]{1,2}:[0-9]{2})|(?<=[./-][0-9]{2})( +)(?=[0-9]{1,2}:[0-9]{2})"
    r"|(?<![0-9])((?:19|20)[0-9]{2})( +)([0-9]{1,2})( +)([0-9]{1,2})(?![0-9]| *[0-9年月:.,/-])"
)


def _parted(text: str) -> str:
    """The text, of the same length, with marks for the spaces that part the numbers of a date and its hour."""
    return _PARTING.sub(_mark, fold(text)) if any(space in text for space in " \u3000\xa0") else text


def _mark(found: re.Match[str]) -> str:
    hour, later, year, one, month, two, day = found.groups("")
    return f"{year}{_first('.', one)}{month}{_first('.', two)}{day}" if year else _first("T", hour or later)


def _first(mark: str, spaces: str) -> str:
    return mark + spaces[1:]


@lru_cache(maxsize=64)  # each note on a cell asks for it again
def fold_deadline(text: str) -> str:
    """The cell as the grammar sees it: no spaces or line breaks, half-width digits and brackets, every dash a hyphen."""
    return _parted(text).translate(_TABLE)


@lru_cache(maxsize=8)
def _kept(text: str) -> list[int]:
    return [place for place, char in enumerate(_parted(text)) if char not in _DROPPED]


def span_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a half-open span of `fold_deadline(text)` stands in `text` itself."""
    kept = _kept(text)
    if start >= len(kept) or end <= start:
        return (0, len(text))
    return kept[start], kept[min(end, len(kept)) - 1] + 1


# Chinese numerals become figures of the same length (二〇二一年 2021年, 廿六日 Y6日), so that one class of ASCII reads both.
_NUMERALS: Final = dict(
    zip("〇零一二三四五六七八九十廿卅两壹贰叁肆伍陆柒捌玖拾", "00123456789XYZ2123456789X", strict=True)
)
_FIGURES: Final = str.maketrans(_NUMERALS)
_MASKED: Final = str.maketrans({**_NUMERALS, "O": "0", "o": "0"})
_ANY, _SET = "".join(_NUMERALS), frozenset(_NUMERALS)
_NUMERAL: Final = DEADLINES.pattern(rf"(?<![0-9A-Za-z])[{_ANY}][{_ANY}{{hundred}}Oo0]*(?![0-9])")


def figures(words: str) -> str:
    """Chinese numerals as figures: 「三十一」 is 「3X1」."""
    return words.translate(_MASKED)


def _fill(source: str) -> str:
    """The words of the lexicon put into a pattern, with the figures that their numerals are in a masked cell."""
    return DEADLINES.fill(source).translate(_FIGURES)


_N = "[0-9XYZ]{1,3}"
_M = "(?P<{}>{{english_months}})(?![A-Za-z])"
_JOIN = "(?:-+|{joins}|[、,/])"
_STOP = r"{date_stops}|(?!\w)"  # what ends a date that lacks its 日
_THIRD = "[{thirds}]+{third}"
_MIDDLE = f"{{middle}}(?={_STOP})"
_YEAR = rf"""(?P<year>(?<![0-9])(?:
      (?P<y>[0-9]{{3,6}})(?:{{year_marks}}|[./-](?={_N}(?:月|{_THIRD}))|(?=(?:-|{{towards}})(?:19|20)[0-9]{{2}}(?:年|$)))
    | (?P<yb>(?<![A-Za-z])(?:19|20)[0-9]{{2}})(?={{year_followers}}|第?[1-4]{{quarters}}|Q[1-4]|H[12]|{_STOP})(?![./])
    | (?P<y2>[0-9]{{2}})年(?={_N}月|{{short_year_followers}}|第?[1-4]{{quarters}})
    | (?P<yw>{{year_words}}){{annual}}?))"""
_MONTH = rf"""(?<![0-9第])(?(year)|(?<!\.))(?P<m>{_N})(?:{{month_marks}}
      |(?:(?<=[./-][0-9])|(?<=[./-][0-9]{{2}}))(?={_THIRD})|(?(year)(?P<slip>)(?={{ends}}|{_THIRD})|(?!))|(?=(?:{_JOIN}{_N}){{1,11}}月(?!{{within}})))
    (?:(?P<x>{{month_parts}}|{_MIDDLE})
     | (?P<d>{_N})(?:[日号]|(?=(?:{_JOIN}{_N}){{1,9}}[日号])|(?={_STOP})))?"""
_PART = rf"""(?:{_MONTH}
    | {{first_of}}(?P<fq>[1-3]){{counter}}?{{quarter_marks}}
    | [第Q]?(?P<q>[1-4{{first}}])(?:{{quarter_marks}}(?={{ends}})|(?<=Q[1-4])|{{quarter}}
      |(?=(?:[、,-]|{{span_of_quarters}})第?[1-4]{{quarter}})){{ends}}?{{within}}?
    | (?:(?P<h>{{half_years}}){{ends}}?|(?P<hh>H[12]))
    | (?P<e>(?<!{{other_years}})年(?:{{year_ends}}|{_MIDDLE})|(?(year)(?:{{printed_year_ends}}|{_MIDDLE})|(?!)))
    | (?<![0-9XYZ第])(?P<od>{_N})(?:日|号(?!{{numbered}}))(?!{{within}})
    )"""
_QUOTES = "“”‘’\"'"
_FEAST = "{feasts}"
_CALLED = f"[{_QUOTES}]|{{feast_words}}|{{feast_eves}}|{{feast_spans}}|{{feast_around}}"
_FESTIVE = rf"""(?:{_YEAR}{{of}}?)?
    (?<![0-9XYZ.])[{_QUOTES}]?(?:(?P<fs>{_FEAST}(?:{{feast_joints}}?{_FEAST})*)|(?P<fn>{{feast_numbers}})(?={_CALLED}))
    [{_QUOTES}]?{{feast_words}}?[{_QUOTES}]?
    (?:(?P<fe>{{feast_eves}})(?![0-9XYZ{{half}}])|(?P<fo>{{feast_spans}})|(?P<fa>{{feast_around}})|(?!\w)|(?={{finished}}|{{same_day}}))"""
_NOTE = r"(?:\((?:[^()]{0,4}{included}[^()]{0,4}|{week_days}.|{same_day})\))?"
_CLOCK = "(?:{day_times}?[0-9]{1,2}(?:{hours}|:[0-9]{2}(?::[0-9]{2})?)(?:{on_the_hour}|[0-9]{1,2}{minutes})?|{half_days})?{day_ends}?"
_TAIL = f"{_NOTE}{_CLOCK}{_NOTE}(?P<t>{{linking}}?{{linked_tails}}|{{tails}})?{_NOTE}"
# The hour of an export: 2021-06-30 0:00:00, with its space (which is a T by now) or without, in thousandths too.
_HOUR = r"(?:T?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?Z?)?"
# Numbers whose last one is the year, and with a year of two digits before them: 6/30/2021, '21.6.30.
_TURNED = r"""(?<![./])(?P<n1>[0-9]{1,2})(?P<ns>[./-])(?P<n2>[0-9]{1,2})(?P=ns)(?P<n3>(?:19|20)[0-9]{2})(?![0-9./年月])
    | (?<![./-])[“”‘’"']?(?P<s1>[0-9]{1,2})(?P<ss>[./-])(?P<s2>[0-9]{1,2})(?P=ss)(?P<s3>[0-9]{2}|(?<=[0-9]{2}[./-][0-9][./-])[0-9]
      |(?<=[0-9]{2}[./-][0-9]{2}[./-])[0-9])(?![0-9./日号月-])"""
_ENGLISH = rf"""(?<![0-9A-Za-z])(?i:
      (?P<ed>[0-9]{{1,2}})(?:st|nd|rd|th)?[-./,]?{_M.format("em")}[-./,]*(?P<ey>(?:19|20)?[0-9]{{2}})?(?![0-9])
    | {_M.format("fm")}\.?,?(?P<fd>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:,(?P<fy>(?:19|20)[0-9]{{2}}))?(?![0-9])
    | {_M.format("gm")}[-./,']*(?P<gy>(?:19|20)?[0-9]{{2}})(?![0-9]))"""
_NUMERIC = rf"""(?<![0-9.])(?![0-9]{{4}}[./-][0-9]{{1,2}}{_THIRD})(?:{_TURNED}
    | (?P<ny>(?:19|20)[0-9]{{2}})(?:[./-](?P<nm>[0-9]{{1,2}})(?:[./-](?P<nd>[0-9]{{1,2}}){_HOUR})?
         |(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3][0-9])?)(?![0-9月年:])[日号]?
    | (?P<am>[0-9]{{1,2}})[./](?P<ad>[0-9]{{1,2}})(?=[日号]|{_STOP})(?![.%:])[日号]?)"""
_FIVE = (
    r"""[“"]?(?:X(?P<f>[1-6])5|第X(?P<g>[1-6]){counter}5年)[”"]?{plans}?(?P<fp>{plan_ends})?(?P<ft>{plan_times})?{within}?"""
    "(?(fp)|(?(ft)|(?![^,;。、()]{2,16}{plans})(?![^,;。、()]{1,8}{after_end})))"
)
# Days of another calendar, and festivals that nobody can tell: neither is ever read as a day of ours.
_FOREIGN = rf"""(?:[0-9]{{2,4}}年|{{year_words}})?(?:{{lunar_marks}}[^,;。、():-]{{0,12}}
    |(?:(?:{_N}月|年){{lunar_early}}[0-9X]{{1,3}}|{{lunar_days}}|(?P<un>[{_QUOTES}]?{{unclear_feasts}}[{_QUOTES}]?{{feast_spans}}?))
     (?={_STOP}|{{feast_eves}})){{feast_eves}}?{{date_stops}}?"""
_CYCLE = rf"""(?:{{every}}(?:1|{{counter}})*|{{each}}){{cycle_units}}|{{every_other}}{_N}{{cycle_days}}
    |{{half_months}}(?=$|[,;。)]|[0-9]+{{times}})|{{every}}1?{{counter}}?(?:[2-6]年|[23]?{{counter}}?月|{{cycle_spans}})(?!{{no_cycle}})
    |{{by_spans}}(?!{{annual}}?{{no_by}})|(?:(?<![0-9])[1-3]{{counter}}?{{counted_spans}}|{{half_year}}){{at_least}}?[0-9]+{{times_marks}}
    |{{alternate_months}}(?=[0-9XYZ{{thirds}}]|{{ends}}|{{finished}}|(?!\w))
    |{{cycles}}|{{closing_cycles}}$"""
_ONCE = "1{once_spans}1(?![0-9XYZ{no_once}])"
_SPELL = r"""(?<![0-9XYZ第{each_of}])(?P<n>[0-9]{1,3}|[0-9]{0,2}[XYZ{hundred}][0-9XYZ{hundred}]{0,3}|{half})
    (?:(?P<u>{counter}?{spell_units}|{counter}{spell_counted}|{spell_plain})(?!年){inside}?
     | (?P<v>{spell_days}){within_linked} | (?P<w>{spell_years})(?=$|[,;。)]|{spell_year_followers}))"""
_LASTING = r"{ongoing}(?=[{ongoing_joints}]|(?![\w(:])|{ongoing_verbs})"


def _seldom(source: str, needs: str) -> re.Pattern[str]:
    """The pattern of a kind of token that few cells have."""
    return rare(f"(?x){source}", lambda: [word.translate(_FIGURES) for word in DEADLINES.spelled(needs)], _fill)


_SPELL_OR_DATE: Final = pattern(
    rf"(?P<spell>{_SPELL})|(?P<date>(?:{_NUMERIC}|(?:{_YEAR}{{of}}?)?(?:{_PART}|(?(year)|(?!)))){_TAIL})",
    re.VERBOSE,
    _fill,
)
_TOKENS: Final = (
    _SPELL_OR_DATE,
    _seldom(
        f"(?P<cycle>{_CYCLE})",
        "{every} {each} {every_other} {half_months} {by_spans} {times_marks} {alternate_months} {cycles} {closing_cycles}",
    ),
    pattern(f"(?P<cycle>{_ONCE})", 0, _fill),
    _seldom(f"(?P<five>{_FIVE})", "X"),
    _seldom(f"(?P<foreign>{_FOREIGN})", "{lunar_marks} {lunar_early} {lunar_days} {unclear_feasts}"),
    _seldom(f"(?P<feast>{_FESTIVE}{_TAIL})", "{feasts} {feast_numbers}"),
    _seldom(f"(?P<english>(?:{_ENGLISH}){_TAIL})", "a e o u A E O U"),  # one is in the name of each month
    _seldom(f"(?P<ongoing>{_LASTING})", "{ongoing}"),
)
_RANKS: Final = ("cycle", "spell", "five", "foreign", "feast", "date", "english", "ongoing")
DATES: Final = frozenset(("date", "feast", "english"))


def find_tokens(masked: str) -> list[re.Match[str]]:
    """The tokens of a masked cell, or a part of one, from left to right; `lastgroup` is the kind of each.

    They are what one pattern of all kinds would find; but most cells have dates alone, and need no other.
    """
    return find_kinds(_TOKENS, _RANKS, masked)


# 「按2021年工作计划推进」 names a plan, not a deadline.
_PLAN: Final = DEADLINES.pattern(
    "{planned_by}[^,;。:、0-9]{0,40}((?:19|20)[0-9]{2}(?:-(?:19|20)?[0-9]{2})?年){annual}?"
    "(?![0-9]|{no_plan_years}|[{numerals}]{1,2}月)[^,;。]{0,60}?{planned}"
)
# Titles and document numbers name years that are no deadlines.
_TITLE: Final = pattern(r"《[^》]*》|[\[(][0-9]{4}[\])](?:第?[0-9]+号)?")
_NUMBERED: Final = pattern(r"[\[(][0-9]{4}[\])](?:第?[0-9]+号)?")
_LISTED: Final = DEADLINES.pattern(
    r"(?<![0-9.])(?:[(]?[1-9][0-9]?(?:[)][.、]?|[.、])(?=[0-9]{4}[年.]|[0-9]{1,2}月|[^0-9.])"
    r"|[①-⑳]|[(][{numerals}][)]|[{point_numerals}]{point_marks})"
)
_FIRST: Final = DEADLINES.rare(
    r"[(]?1[.、)](?=[0-9]{4}[年.]|[0-9]{1,2}月|[^0-9]).*[^0-9]2[.、)]|[(]1[)]|①|[(]{one}[)]|{one}{point_marks}",
    "2. 2、 2) ( ① {one}",
)


class DeadlineCell(NamedTuple):
    """A cell as given, and folded twice with equal lengths: its words as shown, and what the tokens are looked for in."""

    text: str
    shown: str
    masked: str

    def note(self, code: str, begin: int = 0, end: int | None = None, **facts: object) -> Note:
        """A note on a span of `shown`, whose words are the fact `text` unless given."""
        end = len(self.shown) if end is None else end
        facts.setdefault("text", self.shown[begin:end].strip("(),;、。"))
        return Note(code, *span_in(self.text, begin, end), facts)


def mask(text: str, folded: str) -> DeadlineCell:
    """Blank out what looks like dates and is none: book titles, numbers of documents, contracts and lists; numerals to figures."""
    if folded[0] in "1(①一" and _FIRST.match(folded):
        folded = _LISTED.sub(lambda m: ";" * len(m[0]), folded)
    masked = folded
    if "《" in masked or "[" in masked or "(" in masked:
        last = masked.rfind("》") + 1
        masked = _TITLE.sub(_blank, masked[:last]) + _NUMBERED.sub(_blank, masked[last:])
    if "按" in masked or "据" in masked:
        masked = _PLAN.sub(lambda m: m[0].replace(m[1], "※" * len(m[1])), masked)
    if not _SET.isdisjoint(masked):
        masked = _NUMERAL.sub(lambda m: figures(m[0]), masked)
    return DeadlineCell(text, folded, _mended(masked))


def _blank(found: re.Match[str]) -> str:
    return "※" * len(found[0])


# 2021。6。30, 2021，6，30, 2021、6、30: whatever stop stands between the numbers of a day, it is the same twice.
_STOPPED: Final = pattern(r"(?<![0-9])((?:19|20)[0-9]{2})([。,、;:])([0-9]{1,2})\2([0-9]{1,2})(?![0-9年月:]|\2[0-9])")
_SLIPS: Final = pattern(r"(?<![0-9A-Za-z])(?=[0-9]*[lIOo])[0-9lIOo]{1,4}(?=[年月日号])")
_DIGITS: Final = str.maketrans("lIOo", "1100")
_FIRST_MONTH: Final = DEADLINES.pattern("(?<![0-9XYZ{hundred}]){first_month}(?=月)")
_CODED: Final = pattern(r"[0-9A-Za-z]+(?:[-_./·][0-9A-Za-z]+)*")
_LETTERS: Final = pattern(r"[A-Za-z]")
_NO_CODE: Final = DEADLINES.pattern(r"(?i:{english_months})|Q[1-4]|H[12]|(?<=[0-9])T(?=[0-9])|Z$")
_LONG: Final = pattern(r"[-_./][A-Za-z]|[A-Za-z][-_./]|(?<![0-9])(?!(?:19|20)[0-9]{2}(?:[./-]|$))[0-9]{4}")


def _mended(masked: str) -> str:
    """Slips of typing mended, and the numbers of contracts, plates and the like blanked: 「l2月」, 「NMDY-HT-001」."""
    if "元月" in masked:
        masked = _FIRST_MONTH.sub("1", masked)
    if any(masked.count(stop) > 1 for stop in "。,、;:"):
        masked = _STOPPED.sub(r"\1.\3.\4", masked)
    if _LETTERS.search(masked):
        masked = _SLIPS.sub(lambda m: m[0].translate(_DIGITS), masked)
        masked = _CODED.sub(_uncoded, masked)
    return masked


def _uncoded(found: re.Match[str]) -> str:
    """A run of letters and digits, blanked where it is the number of something: letters beside strokes, or many digits."""
    rest = _NO_CODE.sub("", found[0])
    coded = _LETTERS.search(rest) and any(map(str.isdecimal, rest)) and _LONG.search(found[0])
    return "◇" * len(found[0]) if coded else found[0]


def plain_width(text: str) -> str:
    """A label as it is shown: Chinese brackets are full-width."""
    if text.isascii() or not ("(" in text or ":" in text or "," in text):
        return text
    return text.translate({40: "（", 41: "）", 58: "：", 44: "，"})


def is_blank(folded: str) -> bool:
    """Whether the cell says that there is nothing to say: empty, 「—」, 「/」, 「无」."""
    return not folded or folded in DEADLINES.blank.known or not folded.strip(_MARKS)


_MARKS: Final = "-/\\.,;:!?、。·…*#_=+|~'\"“”‘’()[]{}<>《》【】"
