"""What a line of a notice is: a numbered part, a heading, or no part of what it asks (docs/规则.md 12.2, 12.3).

The frame of a notice: letterhead, number, title, address, signature, date, foot. Chinese documents count their parts with
一、（一）1.（1）① and their like:

number = "第" numeral part | numeral "、" | "（" numeral "）" | digits ("." | "、") | "（" digits "）" | circled | letter "." ;
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, fold, squeeze, tidy
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.names import names_in
from xltrack.draft.notice import BLANKS, NOTICES, NoticeBlock, Paragraph
from xltrack.draft.subjects import find_subjects
from xltrack.language import parse_deadline
from xltrack.language.deadline.years import number_year, title_year
from xltrack.reading.tables.lines import annex_of, is_document_number, is_foot, is_printing

_NUMERAL: Final = "[{numerals}{hundred}]{1,4}"
_YEAR: Final = "(?=(?:19|20)[0-9]{2}年)"
# The kinds in the order in which they stand in each other.
_KINDS: Final = tuple(
    NOTICES.pattern(source)
    for source in (
        rf"第(?:{_NUMERAL}|[0-9]{{1,3}})(?:{{part_kinds}}|(?:{{stage}}|项)(?=[:、\s]))[、:.\s]*|{{topics}}(?:{_NUMERAL}|[0-9]{{1,2}})[:、\s]\s*",
        rf"{_NUMERAL}(?:[、.]|[,:](?!{{point_marks}}))\s*",
        rf"\({_NUMERAL}\)[、.]?\s*",
        rf"[0-9]{{1,3}}(?:、|[.．](?![0-9])|[.．]{_YEAR}|[.．](?=1?[0-9]月|[0-9]{{1,3}}{{numbered_things}}))\s*",
        r"[0-9]{1,2}(?:[.．][0-9]{1,2}){1,3}(?:[.、\s]\s*|(?=[\u4e00-\u9fff])(?!{no_numbers}))",
        r"\([0-9]{1,3}\)[、.]?\s*|[0-9]{1,3}\)\s*",
        r"[{points}]{point_marks}(?!{no_point})[,:]?",
        r"[①-⑳]\s*",
        r"[A-Za-z][.、)]\s*",
    )
)
# 「任务一：」 stands under （一）, wherever it stands.
_NAMED = NOTICES.pattern(rf"{{counted_kinds}}(?:{_NUMERAL}|[0-9]{{1,2}})[:、.\s]\s*")
_NAMED_DEPTH: Final = 25
_BULLET = pattern(r"[•●○■□◆◇▪·\-–—*➢✓√\uf06c\uf0b7\uf06e\uf0d8]\s*(?=[\u4e00-\u9fff“《(0-9])")
BULLET: Final = len(_KINDS)
_DECIMAL: Final = 4
_DAY: Final = "(?:(?:19|20)[0-9]{2}|[{day_numerals}]{4})年(?:[0-9]{1,2}|[{numerals}]{1,3})月(?:[0-9]{1,2}|[{month_day_numerals}]{1,3})日"
_DATED = NOTICES.pattern(
    rf"(?:.{{2,30}}?{{signing}})?\(?({_DAY})(?:[0-9]{{1,2}}{{hour}})?\)?{{printed}}?{{issued}}?。?"
)
_ABOUT = NOTICES.pattern(r".{0,60}?{about}(.{2,120}?){of}?{documents}(?:[（(].{1,20}[)）])?")
_ISSUED = NOTICES.pattern("{issuing}[《〈](.{2,100}?)[》〉]{of_notice}?|{issuing}(.{2,100})")
_TOLD_DAY = pattern("((?:19|20)[0-9]{2})年([0-9]{1,2}月[0-9]{1,2}日)")
_TOLD_YEAR = NOTICES.pattern("((?:19|20)[0-9]{2})年(?:第[^，,。]{1,4}{issue_kinds}|[0-9]{1,2}月[0-9]{1,2}日)")
_ISSUE = NOTICES.pattern(r"[(〔]?((?:19|20)[0-9]{2})年?第.{1,5}{issue_kinds}[)〕]?")
_HEAD: Final = 25  # paragraphs in which the title of a notice stands
_TITLE: Final = 120
_NUMBER_LINE: Final = 30
_SIGNATURE: Final = 50


class PartNumber(NamedTuple):
    """A number at the head of a paragraph: how deep its kind stands, as printed, what follows it."""

    depth: int
    printed: str
    rest: str


def parse_part_number(text: str) -> PartNumber | None:
    """The number that a paragraph begins with; None where it begins with none."""
    words = text.lstrip(BLANKS)
    flat = fold(words)
    for kind, known in enumerate(_KINDS):
        found = known.match(flat)
        if found and len(found[0]) < len(flat):
            # 「1.1」 stands under 「1.」, 「1.1.1」 under 「1.1」.
            under = found[0].rstrip(". ．、").count(".") if kind == _DECIMAL else 0
            under += found[0].rstrip(". ．、:").endswith(NOTICES.inner_part_kinds)  # 第一条 under 第一章
            printed, rest = words[: found.end()].strip(SPACES), words[found.end() :].lstrip(SPACES)
            return PartNumber(kind * 10 + under, printed, rest)
    if (found := _NAMED.match(flat)) and len(found[0]) < len(flat):
        return PartNumber(_NAMED_DEPTH, words[: found.end()].strip(f"：:{SPACES}"), words[found.end() :].lstrip(SPACES))
    bullet = _BULLET.match(words)
    return PartNumber(BULLET * 10, bullet[0].strip(), words[bullet.end() :]) if bullet else None


def parse_label(label: str, text: str) -> PartNumber | None:
    """The same of a number that is not part of the words."""
    found = parse_part_number(f"{label}\u3000{text}" if label else text)
    return PartNumber(BULLET * 10, label, text) if found is None and label else found


Worth = Literal["left_out", "soft", "matter", "general", "own"]
# The entry of the lexicon for each, in the order in which they are asked.
_ENTRIES: Final[dict[Worth, str]] = {
    "matter": "matters", "left_out": "left_out", "soft": "soft", "general": "general",
}  # fmt: skip
# Short headings by their endings; longer ones with what they are about in front: 「普查目的和意义」, 「活动总体要求」.
_ENDINGS: Final[tuple[tuple[int, Worth, str], ...]] = (
    (14, "general", "general_ends"), (6, "soft", "soft_ends"), (6, "left_out", "left_out_ends"),
    (14, "soft", "soft_about"), (14, "left_out", "left_out_about"),
)  # fmt: skip
_GENERAL_CARE = NOTICES.pattern("{care_verbs}{care_objects}?{care}{care_ends}?")
_LIMITS = NOTICES.pattern("(?!{no_limits}).{2,4}{limits}")
# A first sentence that asks something already: 「在…领域实施全链条监管。」, 「新改建户厕8000座。」
_ASKS = NOTICES.pattern("^{asking_starts}|[0-9]{asked_scales}?{asked_counts}{asked_about}?$")
_BRACKET = pattern(r"[（(][^（）()]*[)）]")
_SENTENCE = pattern(r"[。；;：:\n]")
_JOINT = NOTICES.pattern("{joints}")
_LONGEST_TITLE: Final = 36
_MOST_CLAUSES: Final = 2


@lru_cache(maxsize=4096)
def classify_heading(heading: str) -> Worth:
    """The worth of a heading: one that is made of several words is left out only where all of them are."""
    name = fold(_BRACKET.sub("", tidy(heading))).strip("。.:;,、 ")
    known = _known(name)
    if known:
        return known
    if _GENERAL_CARE.fullmatch(name) or _LIMITS.fullmatch(name):
        return "left_out"
    for longest, worth, entry in _ENDINGS:
        if len(name) <= longest and name.endswith(getattr(NOTICES, entry)) and not set(",、") & set(name):
            return worth
    worths = [_known(part) or _part_worth(part) for part in _JOINT.split(name) if part]
    if len(worths) < 2 or "own" in worths:
        return "own"
    order: tuple[Worth, ...] = ("general", "soft", "left_out", "matter")
    return next(worth for worth in order if worth in worths)


def _part_worth(part: str) -> Worth:
    """The worth of one of several words that make a heading: 「活动时间和主题」."""
    return "left_out" if part in NOTICES.left_out_ends else "own"


def _known(name: str) -> Worth | None:
    return next((worth for worth, entry in _ENTRIES.items() if name in getattr(NOTICES, entry)), None)


def split_heading(text: str) -> tuple[str, str]:
    """The heading that a paragraph begins with, and what follows it: 「编制标准目录。各部门要…」.

    A first sentence is a heading where it is short and more follows; 「」 where the paragraph has none.
    """
    stops = (stop for stop in _SENTENCE.finditer(text, 0, 4 * _LONGEST_TITLE) if _is_outside(text, stop.start()))
    stop = next(stops, None)
    if stop is None:
        return "", text
    head, rest = text[: stop.start()].strip(), text[stop.end() :].strip()
    labels = stop[0] in "：:" and len(_BRACKET.sub("", head)) > _LONGEST_TITLE // 2
    asks = stop[0] in "。\n" and (_ASKS.search(head) is not None or _asks_somebody(head))
    clauses = head.count("，") + head.count(",")
    if labels or asks or stop[0] in "；;" or clauses >= _MOST_CLAUSES or not 2 <= len(head) <= _LONGEST_TITLE:
        return "", text
    return (head, rest) if rest else ("", text)


def _asks_somebody(head: str) -> bool:
    """「县林业局4月底前完成限额分解，各乡镇不得突破。」: a task by its words, no heading; 「各单位要高度重视」 may be one."""
    leads = [one for one in find_subjects(head) if not one.helps]
    own = any(unit.kind == "unit" for one in leads for unit in one.units if not one.charged)
    return own or bool(leads and (find_deadlines(head) or NOTICES.each.inside(head)))


def _is_outside(text: str, at: int) -> bool:
    return sum(text.count(mark, 0, at) for mark in "（(") <= sum(text.count(mark, 0, at) for mark in "）)")


class Frame(NamedTuple):
    """What stands around the words of a notice.

    Attributes:
        title: its title in one line; 「」 where it has none.
        matter: what the title is about, without 关于…的通知.
        number: the line of its document number, spaces dropped; 「」 for none.
        dated: the day it was signed.
        begins: the place of the first block behind the title.
        issued: the year of the issue, 「（2024年第9次）」; None for none.
        told: the one year of the days that stand in front of the first number, 「2024年4月12日，县长主持召开…」; None for none.
        met: the one such day, from which what is said counts where nobody signed; None for none.
    """

    title: str
    matter: str
    number: str
    dated: date | None
    begins: int
    issued: int | None = None
    told: int | None = None
    met: date | None = None

    @property
    def day(self) -> date | None:
        """The day from which 「月底前」 counts."""
        return self.dated or self.met

    def year(self, given: int | None) -> tuple[int | None, str]:
        """The year of the notice, and where it was found: title, number, date, or given (docs/规则.md 12.5)."""
        found = (
            (title_year(self.title), "title"),
            (number_year(self.number) or self.issued, "number"),
            ((self.dated and self.dated.year) or self.told, "date"),
        )
        return next(((year, source) for year, source in found if year), (given, "given"))


def find_frame(blocks: Sequence[NoticeBlock]) -> Frame:
    """The frame of a notice."""
    lines = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    number = next(
        (squeeze(line) for line in lines[:_HEAD] if len(line) <= _NUMBER_LINE and is_document_number(line)), ""
    )
    dates = [day for line in lines if (day := signed_on(line))]
    first, last = _title(blocks)
    title = tidy("".join(lines[first:last]))
    issues = (found for line in lines[:_HEAD] if (found := _ISSUE.match(fold(squeeze(line)))))
    issued = next((int(found[1]) for found in issues), None)
    told = "\n".join(_before_numbers(blocks))
    years, days = set(_TOLD_YEAR.findall(told)), set(_TOLD_DAY.findall(told))
    met = parse_deadline("年".join(*days)).milestones[0].due if len(days) == 1 else None
    year = int(*years) if len(years) == 1 else None
    return Frame(title, _matter(title), number, dates[-1] if dates else None, last, issued, year, met)


def _before_numbers(blocks: Sequence[NoticeBlock]) -> Iterator[str]:
    """The lines in front of the first number."""
    for block in blocks[:_HEAD]:
        if not isinstance(block, Paragraph) or parse_label(block.label, block.text):
            return
        yield fold(squeeze(block.text))


def _title(blocks: Sequence[NoticeBlock]) -> tuple[int, int]:
    """The first and the line behind the last of the title, which may take several: 「…办公室 / 关于… / 工作的通知」."""
    heads = []
    for block in blocks[:_HEAD]:
        if not isinstance(block, Paragraph) or (parse_label(block.label, block.text) and not block.level):
            break
        heads.append(tidy(block.text))
    for last in range(1, len(heads) + 1):
        if not heads[last - 1] or heads[last - 1][-1] in "：:。；":
            continue
        for first in range(last - 1, max(-1, last - 6), -1):
            joined = "".join(heads[first:last])
            if is_document_number(heads[first]) or len(joined) > _TITLE:
                break
            if _ABOUT.fullmatch(joined) or (first == last - 1 and is_title_line(joined) and not _goes_on(heads, first)):
                office = first > 0 and "关于" not in joined[1:] and names_in(heads[first - 1]) is not None
                return first - office, last
    return 0, 0


def _goes_on(heads: list[str], at: int) -> bool:
    """Whether a line goes on with a title that begins above it: 「关于全面推进 / 政务公开工作的通知」."""
    return any(_ABOUT.fullmatch("".join(heads[first : at + 1])) for first in range(max(0, at - 3), at))


def is_title_line(line: str) -> bool:
    """「关于…的通知」, 「…实施方案」: a line that is a title by its words."""
    flat = tidy(line)
    if _ABOUT.fullmatch(flat):
        return True
    bare = flat.partition("（")[0] or flat
    return 6 <= len(bare) <= 60 and bare.endswith(NOTICES.endings) and not set("，。；：,;") & set(bare)


def _matter(title: str) -> str:
    found = _ABOUT.fullmatch(title)
    matter = found[1] if found else title
    if issued := _ISSUED.search(matter):
        matter = issued[1] or issued[2]
    known = (word for word in NOTICES.endings if word not in NOTICES.no_endings)
    ending = next((word for word in known if matter.endswith(word) and len(matter) > len(word) + 3), "")
    return matter.removesuffix(ending)


def signed_on(line: str) -> date | None:
    """The day of a line that is a date, alone or behind an office: 「二〇二一年三月五日」, 「…办公室2021年3月5日印发」."""
    flat = fold(squeeze(line))
    found = _DATED.fullmatch(flat) if len(flat) <= _SIGNATURE else None
    milestones = parse_deadline(found[1]).milestones if found else ()
    return milestones[0].due if milestones else None


def is_aside_line(text: str) -> bool:
    """Whether an unnumbered line is no part of what the notice asks: 抄送, 附件：…, （此件公开发布）, signature and date."""
    flat = fold(squeeze(text))
    if flat.startswith(NOTICES.all_above):  # 「以上事项由县教育局汇总。」
        return not find_subjects(flat)
    if _ISSUE.fullmatch(flat):
        return True
    if not flat or is_foot(text) or is_printing(text) or flat.startswith(NOTICES.asides) or annex_of(text)[0]:
        return True
    alone = not set("。;:") & set(flat)
    signed = alone and names_in(flat) is not None and not flat.endswith(NOTICES.own_ends)
    short = len(flat) <= _NUMBER_LINE and (is_document_number(text) or signed)
    return short or signed_on(text) is not None
