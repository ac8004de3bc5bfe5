"""Lines around a table: annex label, title, document number, unit lines and foot lines (docs/规则.md 2.1 and 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from xltrack.base.lexicon import words
from xltrack.base.patterns import pattern
from xltrack.base.text import fold, squeeze

_ANNEX = pattern(
    r"\s*附\s*(?:件|表)(?:\s*(?:[0-9]{1,3}(?![0-9]|年)|[一二三四五六七八九十]+))?(?:\s*[-—－.之]\s*(?:[0-9]+|[一二三四五六七八九十]+))*(?:\s*:)?"
)
_NUMBER = pattern(r"[〔\[(【][12][0-9]{3}[〕\])】][^号]{0,6}号")
_ASIDE = pattern(
    r"(?:(?:填报|填表|制表|报送|责任|编制|牵头)?单位|部门|填(?:报|表)(?:日期|时间|人)|日期|时间|单位负责人|联系人|截至|截止|数据截至)(?:\(.*\))?[:]"
    r"|单位[:]|[(（](?:单位|截至|截止|依据|共|填报|征求意见|第).*[)）]$|[12][0-9]{3}年[0-9]{1,2}月(?:[0-9]{1,2}日)?$|第[0-9一二三四五六七八九十]+期$|密级|★"
)
_PAGE = pattern(
    r"[-—－–_·~]*第?[0-9]{1,4}页?(?:[,，/、]?共?[0-9]{1,4}页)?[-—－–_·~]*"
    r"|[(]?(?:接上页|续上?表?[0-9一二三四五六七八九十]*)[)]?"
)
_GOES_ON = pattern(r"[(（]?续表?[0-9一二三四五六七八九十]*[)）]?$")
# What may follow the word of a sum: 「合计：2项」, 「小计（2项）」.
_COUNTED = pattern(r"[:]?[(]?[0-9.]*[个项件条万亿元]*[)]?[:]?$")
_YEAR = pattern(r"[(][12][0-9]{3}(?:[-—][12][0-9]{3})?年?[度版]?[)]")
_STARRED = pattern(r"[*]+(?!$)|(?:带|标|标注|加)[有“\"'‘]*[*★▲△#☆※]")
_TITLE_END = pattern(
    r"(?:表|清单|台账|目录|安排|分工|方案|计划|一览|汇总|清册|任务|要点|规划|进度|情况|事项|账|单)(?:[(《〔].*)?$"
)


def annex_of(line: str) -> tuple[str | None, str]:
    """Annex label at the start of a line, spaces and colon dropped, and what follows it: 「附 件 2：」 is (附件2, "")."""
    found = _ANNEX.match(fold(line))
    if not found:
        return None, line
    label, rest = squeeze(line[: found.end()]), squeeze(line[found.end() :])
    if rest and not (label[-1] in ":：" or "\n" in line.strip() or " " in line.strip() or "\u3000" in line.strip()):
        return None, line
    return label.rstrip(":："), rest


def is_number(line: str) -> bool:
    """Whether a line is a document number, alone or in brackets: 「国办发〔2020〕43号」, 「（依据华龙政办〔2020〕38号）」."""
    flat = fold(squeeze(line))
    found = _NUMBER.search(flat)
    return bool(found) and (len(flat) - len(found[0]) <= 12 or flat.startswith("(")) if found else False


def is_aside(line: str) -> bool:
    """Whether a line beside the title is no title: 「单位：万元」, 「填报日期：…」, 「2021年6月」, 「（截至…）」."""
    return bool(_ASIDE.match(fold(squeeze(line))))


def is_title(line: str) -> bool:
    """Whether a line ends as titles of such tables do: 「…任务分解表」, 「…目录（2021年）」."""
    return bool(_TITLE_END.search(fold(squeeze(line))))


@cache
def _foot() -> tuple[tuple[str, ...], frozenset[str]]:
    section = words("columns")
    return tuple(fold(w) for w in section["footer_starts"]), frozenset(section["totals"])


def is_foot(line: str) -> bool:
    """Whether a line under a table is no task: 抄送, 注：, 填表人, or 备注 at its head."""
    return fold(line.lstrip()).replace(" ", "").startswith(_foot()[0]) or (
        len(line) <= 8 and squeeze(line) in words("columns")["note"]
    )


def is_footnote(line: str) -> bool:
    """Whether a line alone in its row explains a mark in the table: 「*为约束性指标」, 「带★的为市级重点」."""
    return bool(_STARRED.match(fold(squeeze(line))))


def is_printing(line: str) -> bool:
    """Whether a line alone in its row only belongs to the printed page: 「— 2 —」, 「第2页 共5页」, 「（续表）」."""
    flat = fold(squeeze(line))
    return bool(_PAGE.fullmatch(flat)) and not flat.isdigit()


def first_print(title: str) -> str:
    """A title as first printed: 「…任务分解表（续）」 without what says that it goes on."""
    return _GOES_ON.sub("", title)


def is_example(number: object) -> bool:
    """Whether a row shows how to fill in the form: 例 or 示例 stands where its number should."""
    return (
        isinstance(number, str)
        and len(number) <= 8
        and squeeze(number).strip("()（）【】[]:：") in words("columns")["examples"]
    )


def is_ruler(values: Sequence[object]) -> bool:
    """Whether a row under a header only counts its columns: 1 2 3 4, 甲 乙 丙 丁, A B C D."""
    words = "".join(str(value).strip() for value in values) if len(values) >= 3 else ""
    return bool(words) and any(
        row.startswith(words) for row in ("123456789101112131415", "甲乙丙丁戊己庚辛壬癸", "ABCDEFGHIJKLMN")
    )


def is_sum(cell: str) -> bool:
    """Whether a cell heads a sum row: 合计, 小计, 「合计：2项」."""
    flat = _COUNTED.sub("", fold(squeeze(cell))).strip("()")
    return len(flat) <= 6 and flat in _foot()[1]


def _is_year(lines: list[str], index: int) -> bool:
    """Whether a line is only the year that ends the title above it: 「（2021年）」."""
    return index < len(lines) and bool(_YEAR.fullmatch(fold(squeeze(lines[index]))))


def title_among(lines: list[str]) -> str | None:
    """The title among the lines above a table: those that end as titles do come first; a title may take two lines."""
    candidates = [line for line in lines if not is_number(line) and not is_aside(line) and not is_foot(line)]
    for index, line in enumerate(candidates):
        if is_title(line):
            broken = index and not is_title(candidates[index - 1]) and candidates[index - 1][-1] not in "。；;.!?）)"
            whole = candidates[index - 1] + line if broken and len(candidates[index - 1]) > 3 else line
            return whole + (candidates[index + 1] if _is_year(candidates, index + 1) else "")
    return candidates[0] if candidates else None
