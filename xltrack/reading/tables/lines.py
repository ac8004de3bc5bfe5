"""Lines around a table: annex label, title, document number, unit lines and foot lines (docs/规则.md 2.1 and 2.6)."""

from collections.abc import Sequence
from functools import cache
from typing import Final

from xltrack.base.lexicon import Vocabulary
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze
from xltrack.reading.tables.headers import COLUMNS

LINES: Final = Vocabulary("lines")

_ANNEX = LINES.pattern(
    r"\s*{annex_marks}\s*{annex_kinds}(?:\s*(?:[0-9]{1,3}(?![0-9]|年)|[{numerals}]+))?"
    r"(?:\s*[-—－.{annex_joint}]\s*(?:[0-9]+|[{numerals}]+))*(?:\s*:)?"
)
_NUMBER = pattern(r"[〔\[(【][12][0-9]{3}[〕\])】][^号]{0,6}号")
_ASIDE = LINES.pattern(
    r"{aside_labels}(?:\(.*\))?:|\({aside_notes}.*\)$|[12][0-9]{3}年[0-9]{1,2}月(?:[0-9]{1,2}日)?$"
    r"|第[0-9{numerals}]+{issue}$|{aside_starts}"
)
_PAGE = LINES.pattern(
    r"[-—–_·~]*第?[0-9]{1,4}{page}?(?:[,/、]?{pages_of}?[0-9]{1,4}{page})?[-—–_·~]*"
    r"|\(?(?:{from_page}|{continued}[0-9{numerals}]*)\)?"
)
_GOES_ON = LINES.pattern("[(（]?{goes_on}[0-9{numerals}]*[)）]?$")
# What may follow the word of a sum: 「合计：2项」, 「小计（2项）」.
_COUNTED = LINES.pattern(r":?\(?[0-9.]*{sum_units}*\)?:?$")
_YEAR = LINES.pattern(r"\([12][0-9]{3}(?:[-—][12][0-9]{3})?年?{year_kinds}?\)")
_STARRED = LINES.pattern("[*]+(?!$)|{marked_with}[{having}“\"'‘]*[*★▲△#☆※]")
_LONGEST_NOTE, _LONGEST_EXAMPLE, _LONGEST_SUM = 8, 8, 6


def annex_of(line: str) -> tuple[str | None, str]:
    """Annex label at the start of a line, spaces and colon dropped, and what follows it: 「附 件 2：」 is (附件2, "")."""
    found = _ANNEX.match(fold(line)) if "附" in line else None
    if not found:
        return None, line
    label, rest = squeeze(line[: found.end()]), squeeze(line[found.end() :])
    parted = label[-1] in ":：" or any(gap in line.strip() for gap in "\n \u3000")
    return (label.rstrip(":："), rest) if parted or not rest else (None, line)


def is_number(line: str) -> bool:
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
    return fold(line.lstrip()).replace(" ", "").startswith(_footer_starts()) or (
        len(line) <= _LONGEST_NOTE and squeeze(line) in COLUMNS.note
    )


@cache
def _footer_starts() -> tuple[str, ...]:
    return tuple(map(fold, LINES.footer_starts))


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
    flat = _COUNTED.sub("", fold(squeeze(cell))).strip("()")
    return len(flat) <= _LONGEST_SUM and flat in LINES.totals


def title_among(lines: list[str]) -> str | None:
    """The title among the lines above a table: those that end as titles do come first; a title may take two lines."""
    candidates = [line for line in lines if not is_number(line) and not is_aside(line) and not is_foot(line)]
    for index, line in enumerate(candidates):
        if is_title(line):
            before = candidates[index - 1] if index else ""
            broken = len(before) > 3 and before[-1] not in "。；;.!?）)"
            behind = candidates[index + 1] if index + 1 < len(candidates) else ""
            year = _YEAR.fullmatch(fold(squeeze(behind)))  # 「（2021年）」 ends the title above it
            return (before if broken else "") + line + (behind if year else "")
    return candidates[0] if candidates else None
