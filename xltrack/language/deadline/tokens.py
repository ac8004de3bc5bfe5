"""The words of the deadline language: one pass of one expression cuts a cell into dates, recurrences and durations.

The rule: docs/规则.md 3. What stands between two tokens is left to the parser in `deadline`.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from xltrack.base.diagnostics import Note
from xltrack.base.lexicon import words
from xltrack.base.patterns import pattern
from xltrack.base.traditional import TABLE

WORDS: Final = words("deadlines")

_DROPPED: Final = "\t\n\v\f\r\x85\x20\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\xad" + "".join(
    map(chr, range(0x2000, 0x2010))
)
_TABLE: Final[dict[int, int | str | None]] = {
    **TABLE,
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(char): "-" for char in "‐‑‒–—―─━−－~～〜∼˜﹣"},
    **{
        ord(old): new
        for old, new in zip("⽉⽇⽌⾄○〇◯Ｏ〔﹝［【〕﹞］】︰∶﹕﹔﹐", "月日止至〇〇〇〇[[[[]]]]:::;,", strict=True)
    },
    **{ord(roman): number for roman, number in zip("ⅠⅡⅢⅣ", "一二三四", strict=True)},
    **{ord(char): None for char in _DROPPED},
}


def fold_deadline(text: str) -> str:
    """The cell as the grammar sees it: no spaces or line breaks, half-width digits and brackets, every dash a hyphen."""
    return text.translate(_TABLE)


def span_in(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a half-open span of `fold(text)` stands in `text` itself."""
    kept = [place for place, char in enumerate(text) if char not in _DROPPED]
    if start >= len(kept) or end <= start:
        return (0, len(text))
    return kept[start], kept[min(end, len(kept)) - 1] + 1


def alternatives(choices: Sequence[str]) -> str:
    """The words as one branch of an expression, longest first."""
    return "|".join(map(re.escape, sorted(choices, key=len, reverse=True)))


# Chinese numerals become figures of the same length (二〇二一年 2021年, 廿六日 Y6日), so that one class of ASCII reads both.
_NUMERALS: Final = dict(zip("〇零一二三四五六七八九十廿卅两", "00123456789XYZ2", strict=True)) | {"O": "0", "o": "0"}
_NUMERAL: Final = r"(?<![0-9A-Za-z])[〇零一二三四五六七八九十廿卅两][〇零一二三四五六七八九十百Oo0]*(?![0-9])"


def figures(words: str) -> str:
    """Chinese numerals as figures: 「三十一」 is 「3X1」."""
    return "".join(_NUMERALS.get(char, char) for char in words)


_N = "[0-9XYZ]{1,3}"
_JOIN = "(?:-+|至|到|[、,]|和|与|及|/)"
_STOP = r"之?前|以前|至|到|(?!\w)"  # what ends a date that lacks its 日
_YEAR = rf"""(?P<year>(?<![0-9])(?:
      (?P<y>[0-9]{{3,6}})(?:年度?|[./-](?={_N}(?:月|[上中下]+旬))|(?=(?:-|至|到)(?:19|20)[0-9]{{2}}(?:年|$)))
    | (?P<yb>(?:19|20)[0-9]{{2}})(?=[底末]|全年|[上下]半年|第?[1-4]季|Q[1-4]|{_STOP})(?![./])
    | (?P<y2>[0-9]{{2}})年(?={_N}月|年?[底末]|[上下]半年|第?[1-4]季)
    | (?P<yw>{alternatives([figures(word) for word in WORDS["year_words"]])})度?))"""
_MONTH = rf"""(?<![0-9第])(?(year)|(?<!\.))(?P<m>{_N})(?:月份?
      |(?:(?<=[./-][0-9])|(?<=[./-][0-9]{{2}}))(?=[上中下]+旬)|(?=(?:{_JOIN}{_N})*{_JOIN}{_N}月(?!内)))
    (?:(?P<x>(?:上中|中上|中下|[上中下])旬|[上下]半月|月?[底末]|初(?![步稿])|中(?={_STOP}))
     | (?P<d>{_N})(?:[日号]|(?=(?:{_JOIN}{_N})*{_JOIN}{_N}[日号])|(?={_STOP})))?"""
_PART = rf"""(?:{_MONTH}
    | 前(?P<fq>[1-3])个?季度?
    | [第Q]?(?P<q>[1-4首])(?:季度?(?=[底末])|(?<=Q[1-4])|季度|(?=(?:[、,-]|和|至|到)第?[1-4]季度))[底末]?内?
    | (?P<h>[上下]半年)[底末]?
    | (?P<e>年(?:[底末]|终|度?内|度[底末]|中(?={_STOP})|初(?![步稿]))
       | (?(year)(?:[底末]|终|以?内(?![蒙部])|中(?={_STOP})|初(?![步稿]))|(?!)))
    | (?<![0-9XYZ])(?P<od>{_N})[日号](?!内)
    )"""
_NOTE = r"(?:\((?:[^()]{0,4}含[^()]{0,4}|(?:星期|周).|当[日天])\))?"
_CLOCK = r"(?:(?:上午|下午|中午|晚上?|早上?)?[0-9]{1,2}(?:时|点钟?|:[0-9]{2})(?:整|半|[0-9]{1,2}分)?|[上下]午)?(?:下班|当日|当天)?"
_TAIL = rf"""{_NOTE}{_CLOCK}{_NOTE}
    (?P<t>(?:之|以)?前(?![期后置提])|(?:之|以)?内(?![蒙部容])|为?止|起(?![草步])|开始|(?:之|以)?后(?![续期])|以来)?{_NOTE}"""
_NUMERIC = rf"""(?<![0-9.])(?![0-9]{{4}}[./-][0-9]{{1,2}}[上中下]+旬)(?:
      (?P<ny>(?:19|20)[0-9]{{2}})(?:[./-](?P<nm>[0-9]{{1,2}})(?:[./-](?P<nd>[0-9]{{1,2}})(?:T?[0-9]{{2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?)?
         |(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3][0-9])?)(?![0-9月年])[日号]?
    | (?P<am>[0-9]{{1,2}})[./](?P<ad>[0-9]{{1,2}})(?=[日号]|{_STOP})(?![.%:])[日号]?)"""
_FIVE = r"""[“"]?(?:X(?P<f>[1-6])5|第X(?P<g>[1-6])个5年)[”"]?(?:规划|计划)?(?P<fp>末期?|期末|年?底|收官)?(?:时期|期间|期内|期)?内?"""
_CYCLE = r"""(?:[每逐](?:1|个)*|各)(?:季度?|月份?|年度)|按半年|每隔?[0-9XYZ]{1,3}(?:天|日|周|个?工作日)|
    每?半个?月(?![内以])(?=$|[,;。)]|[0-9]+次)|[每逐]1?个?
    (?:半年度?|[2-6]年|[23]?个?月|双月|单月|年度?|旬|周|星期|学期|学年|日|天)(?![期程时度计]|需)|按[月季年周旬日](?!度?[期程时计要目安部节任方规工照序需])
    |次月|每逢|(?:(?<![0-9])[1-3]个?(?:年|季度|月|周)|半年)(?:不少于)?[0-9]+(?:次|报)|1(?:年|季度?|月|周|日)1(?![0-9XYZ季月日])|隔[年月周日]
    |(?<!不)定期(?!限)|季度?末|[月季周旬](?:调度|报(?:制|送|$)|通报)|季度?后|分年度?"""
_SPELL = r"""(?<![0-9XYZ第每])(?P<n>[0-9]{1,3}|[0-9]{0,2}[XYZ百][0-9XYZ百]{0,3}|半)
    (?:(?P<u>个?(?:工作日|自然日|工作天|日历[天日]|小时|星期)|个(?:季度|学期|半月|月|周)|天|分钟|周)(?:(?:之|以)?内)?
     | (?P<v>[日年])(?:之|以)?内(?![蒙部]) | (?P<w>年)(?=$|[,;。)]|左右|时间))"""
_LASTING = rf"""(?:{alternatives([figures(word) for word in WORDS["ongoing"]])})
    (?=[及并和]|(?![\w(:])|{alternatives(WORDS["ongoing_verbs"])})"""

TOKEN: Final = pattern(
    rf"(?P<cycle>{_CYCLE})|(?P<spell>{_SPELL})|(?P<five>{_FIVE})|(?P<numeric>{_NUMERIC}{_TAIL.replace('<t>', '<nt>')})"
    rf"|(?P<date>(?:{_YEAR}的?)?(?:{_PART}|(?(year)|(?!))){_TAIL})|(?P<ongoing>{_LASTING})",
    re.VERBOSE,
)
# 「按2021年工作计划推进」 names a plan, not a deadline.
_PLAN: Final = (
    r"(?:按照?|根据|依据|依照|结合|参照|对照|列入|纳入)[^,;。:、0-9]*((?:19|20)[0-9]{2}(?:-(?:19|20)?[0-9]{2})?年)度?"
    r"(?![0-9]|年?[底末内中]|[一二三四五六七八九十]{1,2}月|[上下]半|第|前)[^,;。]*?(?:计划|方案|要点|安排|部署|要求|任务|目标|考核|规划|预算)"
)
# Titles and document numbers name years that are no deadlines.
_TITLE: Final = r"《[^》]*》|[\[(][0-9]{4}[\])](?:第?[0-9]+号)?"
_LISTED: Final = (
    r"(?<![0-9.])(?:[(]?[1-9][0-9]?(?:[)][.、]?|[.、])(?=[0-9]{4}[年.]|[0-9]{1,2}月|[^0-9.])"
    r"|[①-⑳]|[(][一二三四五六七八九十][)]|[一二三四五六七八九]是)"
)
_FIRST: Final = r"[(]?1[.、)](?=[0-9]{4}[年.]|[0-9]{1,2}月|[^0-9]).*[^0-9]2[.、)]|[(]1[)]|①|[(]一[)]|一是"


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
    """Blank out what looks like dates and is none: book titles, document numbers, numbers of a list; numerals to figures."""
    if folded[0] in "1(①一" and re.match(_FIRST, folded):
        folded = re.sub(_LISTED, lambda m: ";" * len(m[0]), folded)
    masked = folded
    if "《" in masked or "[" in masked or "(" in masked:
        masked = re.sub(_TITLE, lambda m: "※" * len(m[0]), masked)
    if "按" in masked or "据" in masked:
        masked = re.sub(_PLAN, lambda m: m[0].replace(m[1], "※" * len(m[1])), masked)
    if not _DIGITS.isdisjoint(masked):
        masked = re.sub(_NUMERAL, lambda m: figures(m[0]), masked)
    return DeadlineCell(text, folded, masked)


_DIGITS: Final = frozenset("〇零一二三四五六七八九十廿卅两")


def plain_width(text: str) -> str:
    """A label as it is shown: Chinese brackets are full-width."""
    if text.isascii() or not ("(" in text or ":" in text or "," in text):
        return text
    return text.translate({40: "（", 41: "）", 58: "：", 44: "，"})


def is_blank(folded: str) -> bool:
    """Whether the cell says that there is nothing to say: empty, 「—」, 「/」, 「无」."""
    return not folded or folded in _BLANK or not folded.strip(_MARKS)


_BLANK: Final = frozenset(WORDS["blank"])
_MARKS: Final = "-/\\.,;:!?、。·…*#_=+|~'\"“”‘’()[]{}<>《》【】"
