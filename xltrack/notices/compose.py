"""From an assessment to a notice: titles, counts, sentences and lists, all from the same object as the workbook."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import inf
from typing import Any, Final

from xltrack.annex.wrap import break_title
from xltrack.assessment.model import Assessment
from xltrack.assessment.states import APART_STATES, State
from xltrack.base.patterns import pattern
from xltrack.domain.settings import Office
from xltrack.domain.workdays import add_workdays
from xltrack.notices import words
from xltrack.notices.contents import (
    ListItem,
    change_counts,
    change_items,
    classed,
    compose_notice_lists,
    divided,
    due_count,
    due_word,
    not_answered,
    overall,
    silent,
    urged,
    wanted_sentences,
)
from xltrack.notices.model import Notice, NoticeKind
from xltrack.notices.scope import late_units, narrow
from xltrack.notices.standing import lagging, leading, units_in_doubt, unnamed_count
from xltrack.report.memory import issue_number
from xltrack.telling.agenda import past_count
from xltrack.telling.names import is_of_several, main_title, retitle, shared_work
from xltrack.telling.words import full_day, percentage

_STATES: Final[Mapping[str, State]] = {
    "逾期完成数": "done_late", "未启动数": "not_started", "未填报数": "unreported", "临期数": "due_soon", "逾期数": "overdue",
    "持续推进数": "ongoing", "暂缓数": "suspended", "取消数": "cancelled",
}  # fmt: skip
_ANNEXES: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    "通报": ("分工附件", "单位附件", "逾期附件", "到期附件", "变化附件"), "督办函": ("逾期附件",), "催报通知": ("未报附件",), "周报": (),
}  # fmt: skip
# A day in brackets behind a title is that of the sheet, not of the notice: 「……进展情况（截至10月31日）」.
_DATED: Final = pattern(r"[（(][^（()）]*(?:截至|截止|月)[^（()）]*[)）]$")
# A list of so many items stands in the text, and on no page of its own.
_SMALL, _SMALL_CHANGES = 5, 2
_PHONE_ROOM: Final = 28  # of 22 pixels on a telephone
_TITLE_ROOM: Final = 38  # half-width characters of 22 points in 156 mm


def compose_notice(  # noqa: PLR0913
    assessment: Assessment,
    office: Office,
    *,
    kind: NoticeKind = "通报",
    units: Sequence[str] = (),
    number: int | None = None,
    letter: int | None = None,
    inline: bool = True,
) -> Notice:
    """Compose one notice.

    Args:
        assessment: of the whole; with `since`, what changed is told as well.
        office: who writes; what it lacks stands as 「〔请填写〕」.
        kind: which notice.
        units: the units it speaks of, by their names in the roll-up by unit; all where none is named. Of one alone it is
            written to that unit.
        number: of the issue; None for the number of dates in 历史, this one included.
        letter: the number of a letter of the year, by the register of letters; None where it has none.
        inline: whether small tables may stand in the text; an office's own template has its places for them behind it.
    """
    number = issue_number(assessment) if number is None else number
    assessment = narrow(assessment, units)
    unit = units[0] if len(units) == 1 else ""
    title = _title(assessment, kind)
    # A mail asks for no answer, and the calendar of workdays takes its time.
    answer = words.FILL_IN if kind == "周报" else full_day(answer_day(assessment, office))
    changes = assessment.since.changes if assessment.since else None
    lists = _lists(assessment, title, answer)
    marks = _annex_marks(kind, lists, inline=inline)
    lists["附件目录"] = tuple(
        {"序号": number, "编号": mark, "标题": words.ANNEXES[name][1]}
        for number, (name, mark) in enumerate(marks.items(), 1)
    )
    subject = _subject(assessment, unit, number)
    page = {
        "标题": title, "主送": unit or words.ALL_UNITS, "单位": unit, "邮件主题": subject, "期号": number,
        "期次": words.YEARED_ISSUE.format(year=assessment.as_of.year, number=number),
        "文号": _mark(office, kind, assessment.as_of.year, letter), "答复期限": answer,
        **_counts(assessment, lists), **_office(office), **_sentences(assessment, unit, lists),
        "变化情况": change_counts(changes) if changes else "",
        **dict.fromkeys(words.ANNEXES, ""), **marks,
    }  # fmt: skip
    ordered = {name: page[name] for name in words.PAGE_NAMES}
    named = {name: lists[name] for name in words.LISTS}
    return Notice(kind, title, subject, ordered, named, assessment.policy.fonts, _names(assessment, office))


def _lists(assessment: Assessment, title: str, answer: str) -> dict[str, tuple[ListItem, ...]]:
    """All lists but that of the 附件; `answer` is the day of the answer."""
    changes = assessment.since.changes if assessment.since else None
    wanted = enumerate(wanted_sentences(assessment, answer), 1)
    return {
        **compose_notice_lists(assessment),
        "标题行": tuple({"句": line} for line in break_title(title, _TITLE_ROOM).split("\n")),
        "标题短行": tuple({"句": line} for line in break_title(title, _PHONE_ROOM).split("\n")),
        "变化": tuple(change_items(changes, assessment.as_of)) if changes else (),
        "办理要求": tuple(
            {"序号": number, "句": words.NUMBERED.format(number=words.CHINESE_DIGITS[number], sentence=sentence)}
            for number, sentence in wanted
        ),
    }


def _annex_marks(kind: NoticeKind, lists: Mapping[str, Sequence[ListItem]], *, inline: bool) -> dict[str, str]:
    """「附件1」 of each list that stands behind the notice."""
    there = [name for name in _ANNEXES[kind] if len(lists[words.ANNEXES[name][0]]) > _most_in_text(name, inline=inline)]
    return {name: f"{words.ANNEX}{number if len(there) > 1 else ''}" for number, name in enumerate(there, 1)}


def _most_in_text(name: str, *, inline: bool) -> float:
    """How many items of a list need no page behind the notice; changes are told in the text of own templates alone."""
    if name == "变化附件":
        return _SMALL_CHANGES if inline else inf
    return _SMALL if inline else 0


def answer_day(assessment: Assessment, office: Office) -> date:
    """The day by which a letter of today is to be answered."""
    return add_workdays(assessment.as_of, office.answer_days)


def _mark(office: Office, kind: NoticeKind, year: int, letter: int | None) -> str:
    """「榆政督〔2021〕3号」; what nobody has set is left to be filled in."""
    if letter:
        return words.ANSWERED.format(mark=office.mark or words.LETTER_MARK, year=year, number=letter)
    return words.ANSWERED.format(mark=office.mark, year=year, number=words.FILL_IN) if office.mark else words.FILL_IN


def _names(assessment: Assessment, office: Office) -> frozenset[str]:
    """What is called by a name that no line is to be broken within."""
    units = {name for judged in assessment.tasks for name in (*judged.lead, *judged.named)}
    return frozenset(units | {office.name, office.signed, office.contact} - {""})


def _title(assessment: Assessment, kind: NoticeKind) -> str:
    wording, ending = words.TITLES["计划" if assessment.plan and kind == "通报" else kind]
    title = shared_work(assessment) if is_of_several(assessment) else main_title(assessment)
    title = _DATED.sub("", title or words.UNTITLED).removeprefix(words.ABOUT)
    return wording.format(matter=retitle(title or words.UNTITLED, ending))


def _subject(assessment: Assessment, unit: str, number: int) -> str:
    total = assessment.total
    told = (words.SUBJECT_OF_PLAN if assessment.plan else words.SUBJECT).format(
        number=number, total=total.total, done=total.done, late=total.of("overdue"), soon=due_word(assessment.policy),
        due_soon=total.of("due_soon"),
    )  # fmt: skip
    return words.SUBJECT_FOR.format(unit=unit) + told if unit else told


def _counts(assessment: Assessment, lists: Mapping[str, Sequence[ListItem]]) -> dict[str, Any]:
    total = assessment.total
    return {
        "截至": full_day(assessment.as_of), "成文日期": full_day(assessment.as_of),
        "来源": words.LIST_COMMA.join(document.source for document in assessment.documents),
        "任务总数": total.total, "已完成数": total.done, "推进中数": total.under_way, "完成率": percentage(total.rate),
        **{name: total.of(state) for name, state in _STATES.items()},
        "时限已过数": past_count(assessment), "到期数": len(lists["到期任务"]), "逾期单位数": len(late_units(assessment)),
        "未报单位数": len(lists["未报单位"]),
        "未报任务数": len(lists["未报任务"]), "其余逾期数": len(lists["逾期任务"]) - len(lists["主要逾期"]),
        "其余到期数": len(lists["到期任务"]) - len(lists["主要到期"]),
        "其余滞后数": unnamed_count(assessment), "其他数": total.of(*APART_STATES), "临期说法": due_word(assessment.policy),
    }  # fmt: skip


def _office(office: Office) -> dict[str, Any]:
    said = {
        "单位名称": office.name, "落款": office.signed or office.name, "联系人": office.contact, "电话": office.phone,
        "邮箱": office.mail, "签发人": office.issuer,
    }  # fmt: skip
    filled = {name: value or words.FILL_IN for name, value in said.items()}
    contact = words.CONTACT.format(contact=filled["联系人"], phone=filled["电话"], mail=filled["邮箱"])
    return {**filled, "印章": office.seal, "联系方式": contact, "请填写": words.FILL_IN, "保密提示": words.SECRECY}


def _sentences(assessment: Assessment, unit: str, lists: Mapping[str, Sequence[ListItem]]) -> dict[str, str]:
    return {
        "总体情况": overall(assessment, unit), "填报提示": not_answered(assessment),
        "分工情况": divided(assessment, len(lists["分工"])),
        "分类情况": classed(assessment, lists["各阶段"]), "领先情况": leading(assessment),
        "逾期情况": lagging(assessment), "核实情况": units_in_doubt(assessment),
        "到期情况": due_count(assessment), "督办情况": urged(assessment, unit),
        "未报情况": silent(assessment, len(lists["未报单位"])),
    }  # fmt: skip
