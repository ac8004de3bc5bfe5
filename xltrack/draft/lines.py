"""Lines of a notice that are no part of what it asks: letterhead, number, title, address, signature, date, foot (docs/规则.md 12.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from xltrack.base.text import fold, squeeze, tidy
from xltrack.draft.headings import parse_label
from xltrack.draft.notice import NOTICES, NoticeBlock, Paragraph
from xltrack.draft.units import names_in
from xltrack.language import parse_deadline
from xltrack.language.deadline.years import number_year, title_year
from xltrack.reading.tables.lines import annex_of, is_foot, is_number, is_printing

_DAY: Final = "(?:(?:19|20)[0-9]{2}|[{day_numerals}]{4})年(?:[0-9]{1,2}|[{numerals}]{1,3})月(?:[0-9]{1,2}|[{month_day_numerals}]{1,3})日"
_DATED = NOTICES.pattern(rf"(?:.{{2,30}}?{{signing}})?\(?({_DAY})\)?{{printed}}?{{issued}}?。?")
_ABOUT = NOTICES.pattern(r".{0,60}?{about}(.{2,120}?){of}?{documents}(?:[（(].{1,20}[)）])?")
_ISSUED = NOTICES.pattern("{issuing}[《〈](.{2,100}?)[》〉]{of_notice}?|{issuing}(.{2,100})")
_HEAD: Final = 25  # paragraphs in which the title of a notice stands
_TITLE: Final = 120
_NUMBER_LINE: Final = 30
_SIGNATURE: Final = 50


class Frame(NamedTuple):
    """What stands around the words of a notice.

    Attributes:
        title: its title in one line; 「」 where it has none.
        matter: what the title is about, without 关于…的通知.
        number: the line of its document number, spaces dropped; 「」 for none.
        dated: the day it was signed.
        begins: the place of the first block behind the title.
    """

    title: str
    matter: str
    number: str
    dated: date | None
    begins: int

    def year(self, given: int | None) -> tuple[int | None, str]:
        """The year of the notice, and where it was found: title, number, date, or given (docs/规则.md 12.5)."""
        found = (
            (title_year(self.title), "title"),
            (number_year(self.number), "number"),
            (self.dated and self.dated.year, "date"),
        )
        return next(((year, source) for year, source in found if year), (given, "given"))


def find_frame(blocks: Sequence[NoticeBlock]) -> Frame:
    """The frame of a notice."""
    lines = [block.text if isinstance(block, Paragraph) else "" for block in blocks]
    number = next((squeeze(line) for line in lines[:_HEAD] if len(line) <= _NUMBER_LINE and is_number(line)), "")
    dates = [day for line in lines if (day := signed_on(line))]
    first, last = _title(blocks)
    title = tidy("".join(lines[first:last]))
    return Frame(title, _matter(title), number, dates[-1] if dates else None, last)


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
            if is_number(heads[first]) or len(joined) > _TITLE:
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
    if not flat or is_foot(text) or is_printing(text) or flat.startswith(NOTICES.asides):
        return True
    if annex_of(text)[0] or signed_on(text):
        return True
    alone = not set("。;:") & set(flat)
    return len(flat) <= _NUMBER_LINE and (is_number(text) or (alone and names_in(flat) is not None))
