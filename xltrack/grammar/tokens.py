"""The words of the deadline language: one pass of one expression cuts a cell into dates, recurrences and durations.

The rule: docs/规则.md 3. What stands between two tokens is left to the parser in `deadline`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from xltrack.lexicon import words

WORDS: Final = words("deadlines")

_DROPPED: Final = "\t\n\v\f\r\x85\x20\xa0\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\xad" + "".join(
    map(chr, range(0x2000, 0x2010))
)
_TABLE: Final[dict[int, int | str | None]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(char): "-" for char in "‐‑‒–—―─━−－~～〜∼˜﹣"},
    **{ord(old): new for old, new in zip("⽉⽇⽌⾄○〇◯Ｏ〔﹝［【〕﹞］】︰∶﹕﹔﹐", "月日止至〇〇〇〇[[[[]]]]:::;,", strict=True)},
    **{ord(roman): number for roman, number in zip("ⅠⅡⅢⅣ", "一二三四", strict=True)},
    **{ord(char): None for char in _DROPPED},
}


def fold(text: str) -> str:
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


_N = "(?:[0-9]{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_JOIN = "(?:-+|至|到|[、,和与及/])"
_YEAR = rf"""(?P<year>(?<![0-9])(?:
      (?P<y>[0-9]{{3,6}})(?:年度?|[./-](?={_N}月)|(?=-(?:19|20)[0-9]{{2}}(?:年|$))|(?=(?:至|到)(?:19|20)[0-9]{{2}}年))
    | (?P<yb>(?:19|20)[0-9]{{2}})(?=[底末前至到,;、。)]|$)
    | (?P<yc>[〇零0Oo一二三四五六七八九]{{4}})年度?
    | (?P<y2>[0-9]{{2}})年(?=[0-9]{{1,2}}月|年?[底末]|[上下]半年|第?[一二三四]季)
    | (?P<yw>{alternatives(tuple(WORDS["year_words"]))})度?))"""
_MONTH = rf"""(?<![0-9.第])(?P<m>{_N})(?:月份?(?!份)|(?=(?:{_JOIN}{_N})*{_JOIN}{_N}月(?!内)))
    (?:(?P<x>[上中下]中?旬|中[上下]旬|[上下]半月|月?[底末]|初(?!步|稿|审|评|级)|中(?=之?前|以前|[-至到,;、。)]|$))
     | (?P<d>{_N})(?:[日号]|(?=(?:{_JOIN}{_N})*{_JOIN}{_N}[日号])|(?=之?前|以前|[-至到,;、。)]|$)))?"""
_PART = rf"""(?:{_MONTH}
    | 前(?P<fq>[一二两三123])个?季度?
    | 第?(?P<q>[一二三四1234首])(?:季度?(?=[末底])|季度|(?=[、,和]第?[一二三四]季度)|(?=(?:-|至|到)第?[一二三四]季度))[末底内]?
    | (?P<h>[上下]半年)[末底]?
    | (?P<e>年(?:[底末终]|度?内|度[末底]|中(?=之?前|以前|[-至到,;、。)]|$)|初(?!步|稿|审|评|级))
       | (?(year)(?:[底末终]|以?内(?![蒙部控设审外])|中(?=之?前|以前|[,;、。)]|$)|初(?!步|稿|审|评|级))|(?!)))
    | (?<![0-9一二三四五六七八九十])(?P<od>{_N})[日号](?!内)
    )"""
_CLOCK = r"(?:上午|下午|中午|晚上?|早上?)?(?:[0-9]{1,2}(?:时|点钟?|:[0-9]{2})(?:整|半|[0-9]{1,2}分)?)?(?:下班|当日|当天)?"
_NOTE = r"(?:\((?:[^()]{0,4}含[^()]{0,4}|(?:星期|周)[一二三四五六日天]|当[日天])\))?"
_TAIL = rf"""{_NOTE}{_CLOCK}{_NOTE}
    (?P<t>(?:之|以)?前(?![期置提往瞻沿后列])|(?:之|以)?内(?![蒙部控设审外容])|为?止|起(?![草步点动诉来])|开始|(?:之|以)后|后(?![续期评勤])|以来)?{_NOTE}"""
_NUMERIC = r"""(?<![0-9.])(?:
      (?P<ny>(?:19|20)[0-9]{2})(?:[./-](?P<nm>[0-9]{1,2})(?:[./-](?P<nd>[0-9]{1,2})(?:T?[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)?)?
         |(?P<cm>0[1-9]|1[0-2])(?P<cd>[0-3][0-9])?)(?![0-9月年])[日号]?
    | (?P<am>[0-9]{1,2})[./](?P<ad>[0-9]{1,2})(?=[日号]|之?前|以前|[-至到,;、。)(]|$)[日号]?)"""
_FIVE = r"""[“"]?(?:十(?P<f>[一二三四五六])五|第十(?P<g>[一二三四五六])个五年)[”"]?(?:规划|计划)?(?P<fp>末期?|期末|年?底|收官)?(?:时期|期间|期内|期)?内?"""
_CYCLE = """(?:[每逐](?:一|个)*|各)(?:季度?|月份?|年度)|按半年|[每逐]一?个?(?:半年|[二两三四五六]年|两?个?月|双月|单月|年度?|旬|周|星期|学期|学年|日|天)
    (?![期程时度计]|需)|按[月季年周旬日](?!度?[期程时计要目安部节任方规工照序需])
    |次月|(?:(?<![0-9])[一二两三1-3]个?(?:年|季度|月|周)|半年)(?:不少于)?[一二两三四0-9]+(?:次|报)|一(?:年|季度?|月|周)一(?![0-9二三四五六七八九十季月])|隔[年月周日]|(?<!不)定期(?!限)|季度?末|季末|[月季周旬](?:调度|报(?:制|送|$)|通报)|季度?后|分年度?"""
_SPELL = r"""(?<![0-9第每])(?P<n>[0-9]{1,3}|[一二两三四五六七八九十百]{1,4}|半)
    (?:(?P<u>个?(?:工作日|自然日|工作天|日历[天日]|小时|星期)|个(?:季度|学期|半月|月|周)|天|分钟|周)(?:(?:之|以)?内)?
     | (?P<v>[日年])(?:之|以)?内(?![蒙部控设审外]) | (?P<w>年)(?=$|[,;。)]))"""
_LASTING = rf"(?:{alternatives(WORDS['ongoing'])})(?=$|[-,;、。)及并和]|{alternatives(WORDS['ongoing_verbs'])})"

TOKEN: Final = re.compile(
    rf"(?P<cycle>{_CYCLE})|(?P<spell>{_SPELL})|(?P<five>{_FIVE})|(?P<numeric>{_NUMERIC}{_TAIL.replace('<t>', '<nt>')})"
    rf"|(?P<date>(?:{_YEAR}的?)?(?:{_PART}|(?(year)|(?!))){_TAIL})|(?P<ongoing>{_LASTING})",
    re.VERBOSE,
)
# 「按2021年工作计划推进」 names a plan, not a deadline.
_PLAN = re.compile(
    r"(?:按照?|根据|依据|依照|结合|参照|对照|列入|纳入)[^,;。:、0-9]*((?:19|20)[0-9]{2}(?:-(?:19|20)?[0-9]{2})?年)度?"
    r"(?![0-9]|年?[底末内中]|[一二三四五六七八九十]{1,2}月|[上下]半|第|前)[^,;。]*?(?:计划|方案|要点|安排|部署|要求|任务|目标|考核|规划|预算)"
)
# Titles and document numbers name years that are no deadlines.
_TITLE = re.compile(r"《[^》]*》|[\[(][0-9]{4}[\])](?:第?[0-9]+号)?")
_LISTED = re.compile(r"(?<![0-9.])(?:[(]?[1-9][0-9]?(?:[)][.、]?|[.、])(?=[0-9]{4}[年.]|[0-9]{1,2}月|[^0-9.])|[①-⑳]|[(][一二三四五六七八九十][)]|[一二三四五六七八九]是)")
_FIRST = re.compile(r"[(]?1[.、)](?=[0-9]{4}[年.]|[0-9]{1,2}月|[^0-9]).*[^0-9]2[.、)]|[(]1[)]|①|[(]一[)]|一是")


def mask(folded: str) -> str:
    """Blank out what looks like dates and is none: book titles, document numbers, numbers of a list (lengths stay)."""
    if "《" in folded or "[" in folded or "(" in folded:
        folded = _TITLE.sub(lambda m: "※" * len(m[0]), folded)
    if "按" in folded or "据" in folded:
        folded = _PLAN.sub(lambda m: m[0].replace(m[1], "※" * len(m[1])), folded)
    if _FIRST.match(folded):
        folded = _LISTED.sub(lambda m: ";" * len(m[0]), folded)
    return folded


def plain_width(text: str) -> str:
    """A label as it is shown: Chinese brackets are full-width."""
    if text.isascii() or not ("(" in text or ":" in text or "," in text):
        return text
    return text.translate({40: "（", 41: "）", 58: "：", 44: "，"})


def is_blank(folded: str) -> bool:
    """Whether the cell says that there is nothing to say: empty, 「—」, 「/」, 「无」."""
    return not folded or folded in _BLANK or not any(unicodedata.category(c)[0] in "LNS" for c in folded)


_BLANK: Final = frozenset(WORDS["blank"])
