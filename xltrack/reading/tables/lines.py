"""Lines around a table and bands in it: annex label, title, number, foot lines, what heads tasks (docs/规则.md 2.1 and 2.6)."""

from collections.abc import Mapping, Sequence
from typing import Final

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.reading.files.grid import Value
from xltrack.reading.tables.headers import COLUMNS

LINES: Final = Vocabulary("lines")
# The line above a table that names its unit: 「填报单位：区教育局」.
UNIT_LINE: Final = LINES.pattern(r"{unit_line_heads}?{unit_line_words}(?:\([^()]*\))?:(.+)")

_ANNEX = LINES.pattern(
    r"\s*{annex_marks}\s*{annex_kinds}(?:\s*(?:[0-9]{1,3}(?![0-9]|年)|[{numerals}]+))?"
    r"(?:\s*[-—－.{annex_joint}]\s*(?:[0-9]+|[{numerals}]+))*(?:\s*:)?"
)
_NUMBER = pattern(r"[〔\[(【][12][0-9]{3}[〕\])】][^号]{0,6}号")
_ASIDE = LINES.initial(
    r"{aside_labels}(?:\(.*\))?:|\({aside_notes}.*\)$|[12][0-9]{3}年[0-9]{1,2}月(?:[0-9]{1,2}日)?$"
    r"|第[0-9{numerals}]+{issue}$|{aside_starts}",
    "{aside_labels} ( 1 2 第 {aside_starts}",
)
_PAGE = LINES.initial(
    r"[-—–_·~]*第?[0-9]{1,4}{page}?(?:[,/、]?{pages_of}?[0-9]{1,4}{page})?[-—–_·~]*"
    r"|\(?(?:{from_page}|{continued}[0-9{numerals}]*)\)?",
    "- — – _ · ~ 第 0 1 2 3 4 5 6 7 8 9 ( {from_page} {continued}",
)
_GOES_ON = LINES.pattern("[(（]?{goes_on}[0-9{numerals}]*[)）]?$")
# What may follow the word of a sum: 「合计：2项」, 「小计（2项）」.
_COUNTED = LINES.pattern(r":?\(?[0-9.]*{sum_units}*\)?:?$")
_YEAR = LINES.pattern(r"\([12][0-9]{3}(?:[-—][12][0-9]{3})?年?{year_kinds}?\)")
_STARRED = LINES.pattern("[*]+(?!$)|{marked_with}[{having}“\"'‘]*[*★▲△#☆※]")
_FOOTER_STARTS: Final = tuple(map(fold, LINES.footer_starts))
_LONGEST_NOTE, _LONGEST_EXAMPLE = 8, 8


def annex_of(line: str) -> tuple[str | None, str]:
    """Annex label at the start of a line, spaces and colon dropped, and what follows it: 「附 件 2：」 is (附件2, "")."""
    found = _ANNEX.match(fold(line)) if "附" in line else None
    label, rest = (squeeze(line[: found.end()]), squeeze(line[found.end() :])) if found else ("", line)
    parted = label[-1:] in (":", "：") or any(gap in line.strip() for gap in "\n \u3000")
    return (label.rstrip(":："), rest) if label and (parted or not rest) else (None, line)


def is_document_number(line: str) -> bool:
    """Whether a line is a document number, alone or in brackets: 「国办发〔2020〕43号」, 「（依据华龙政办〔2020〕38号）」."""
    flat = fold(squeeze(line))
    found = _NUMBER.search(flat) if "号" in flat else None
    return found is not None and (len(flat) - len(found[0]) <= 12 or flat.startswith("("))


def is_aside(line: str) -> bool:
    """Whether a line beside the title is no title: 「单位：万元」, 「填报日期：…」, 「2021年6月」, 「（截至…）」."""
    return _ASIDE.match(fold(squeeze(line))) is not None


def is_title(line: str) -> bool:
    """Whether a line ends as titles of such tables do, a bracket behind it aside: 「…任务分解表」, 「…目录（2021年）」."""
    flat = fold(squeeze(line))
    return flat.endswith(LINES.title_ends) or any(
        flat.endswith(LINES.title_ends, 0, at) for at, char in enumerate(flat) if char in "(《〔"
    )


def is_foot(line: str) -> bool:
    """Whether a line under a table is no task: 抄送, 注：, 填表人, or 备注 at its head."""
    return fold(line.lstrip()).replace(" ", "").startswith(_FOOTER_STARTS) or (
        len(line) <= _LONGEST_NOTE and squeeze(line) in COLUMNS.note
    )


def is_footnote(line: str) -> bool:
    """Whether a line alone in its row explains a mark in the table: 「*为约束性指标」, 「带★的为市级重点」."""
    return _STARRED.match(fold(squeeze(line))) is not None


def is_printing(line: str) -> bool:
    """Whether a line alone in its row only belongs to the printed page: 「— 2 —」, 「第2页 共5页」, 「（续表）」."""
    flat = fold(squeeze(line))
    return not flat.isdigit() and _PAGE.fullmatch(flat) is not None


def first_print(title: str) -> str:
    """A title as first printed: 「…任务分解表（续）」 without what says that it goes on."""
    return _GOES_ON.sub("", title) if "续" in title else title


def is_example(number: object) -> bool:
    """Whether a row shows how to fill in the form: 例 or 示例 stands where its number should."""
    return (
        isinstance(number, str)
        and len(number) <= _LONGEST_EXAMPLE
        and squeeze(number).strip("()（）【】[]:：") in LINES.examples
    )


def is_ruler(values: Sequence[object]) -> bool:
    """Whether a row under a header only counts its columns: 1 2 3 4, 甲 乙 丙 丁, A B C D."""
    words = "".join(str(value).strip() for value in values) if len(values) >= 3 else ""
    return bool(words) and any(row.startswith(words) for row in LINES.rulers)


def is_sum(cell: str) -> bool:
    """Whether a cell heads a sum row: 合计, 小计, 「合计：2项」."""
    flat = fold(squeeze(cell))
    return LINES.totals.inside(flat) and _COUNTED.sub("", flat).strip("()") in LINES.totals


def title_among(lines: list[str]) -> str | None:
    """The title among the lines above a table: those that end as titles do come first; a title may take two lines."""
    candidates = [line for line in lines if not is_document_number(line) and not is_aside(line) and not is_foot(line)]
    for before, line, behind in zip(["", *candidates], candidates, [*candidates[1:], ""], strict=False):
        if is_title(line):
            broken = len(before) > 3 and before[-1] not in "。；;.!?）)"
            year = behind and _YEAR.fullmatch(fold(squeeze(behind)))  # 「（2021年）」 ends the title above it
            return (before if broken else "") + line + (behind if year else "")
    return candidates[0] if candidates else None


_NUMERAL: Final = "[{numerals}{hundred}]+"
_DIGITS: Final = "[0-9０-９]{1,2}"
# What a band begins with, the innermost level first.
_LEVELS: Final = LINES.pattern(
    rf"([①-⑳]|{_DIGITS}[.．]{_DIGITS}[.．]{_DIGITS})"
    rf"|([(（]?{_DIGITS}[)）]|{_DIGITS}[.．]{_DIGITS}(?![0-9０-９]))"
    rf"|({_DIGITS}(?:[、.．]|\s)(?![0-9０-９]))"
    rf"|([(（]{_NUMERAL}[)）])"
    rf"|({_NUMERAL}{{plain_part_kinds}}?[、.．:：,，\s])"
    rf"|(第{_NUMERAL}{{part_kinds}})"
)
_CHINESE_LEVELS: Final = 3
_INNERMOST: Final = 90
_LONGEST: Final = 40  # characters of a numeral with the spaces in it
_LONGEST_NUMERAL: Final = 8
_ALONE = LINES.pattern(rf"[(（]?{_NUMERAL}[)）]?[、.．]?|第{_NUMERAL}{{part_kinds}}")


def number_level(words: str) -> int | None:
    """How deep a row stands by its number: 第一部分 0, 一、 1, （一） 2, 1. 3, （1） or 1.1 4, ① or 1.1.1 5; None without one."""
    found = _LEVELS.match(words + " ") if words else None
    return 6 - found.lastindex if found and found.lastindex else None


def band_level(words: str) -> int | None:
    """How deep a band stands by its Chinese numeral: 第一部分 0, 一、 1, （一） 2; None without one."""
    depth = number_level(words)
    return depth if depth is not None and depth < _CHINESE_LEVELS else None


def numbered_band(cells: Mapping[int, Value], seq: int | None) -> tuple[int, str] | None:
    """Depth and words of a band whose numeral stands in the seq column: 「一 | 思想认识方面」; None if it is none."""
    numeral = cells.get(seq or 0)
    flat = squeeze(numeral) if isinstance(numeral, str) and len(numeral) <= _LONGEST else ""
    if not 0 < len(flat) <= _LONGEST_NUMERAL or not _ALONE.fullmatch(flat):
        return None
    others = {value for column, value in cells.items() if column != seq}
    words, depth = others.pop() if len(others) == 1 else None, 2 if flat[0] in "(（" else 0 if flat[0] == "第" else 1
    return (depth, words) if isinstance(words, str) else None


class Bands:
    """The bands open above a row, outermost first."""

    __slots__ = ("_open", "empty")

    def __init__(self) -> None:
        self._open: list[tuple[int, str]] = []
        self.empty = False  # whether no task stands below the last band yet

    def enter(self, words: str, depth: int | None) -> None:
        """Open a band: it closes those of its own depth and deeper.

        One without a numeral closes all, unless it stands right below another band: then it is an inner one, and so are those
        that follow it.
        """
        if depth is None:
            inner = (self._open and self.empty) or any(band[0] == _INNERMOST for band in self._open)
            depth = _INNERMOST if inner else 0
        self._open = [*(band for band in self._open if band[0] < depth), (depth, words)]
        self.empty = True

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the open bands."""
        return tuple(words for _, words in self._open)
