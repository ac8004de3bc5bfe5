"""The words inside a unit cell that give a part in the task, and those that only say that somebody acts (docs/规则.md 4.3).

    label = ( lead | support | supervise | column ) [ "责任" ] [ "单位" | "部门" | … ] ":" ;
    mark  = { adverb } ( "牵头" | "主办" | "配合" | "协办" | "参与" | "指导" … ) [ "单位" ] { verb } ;
    idle  = [ "按" { word } "职责" [ "分工" ] ] { adverb } { "负责" | "落实" | "实施" | … } ;

All patterns work on words folded to half width, without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from xltrack.base.patterns import pattern
from xltrack.domain.records import Role
from xltrack.language.units.words import LEVELS, alternatives, is_complete, is_group

MarkKind = Literal["lead", "support", "supervise", "joint", "idle"]

_KINDS: Final[tuple[MarkKind, ...]] = ("lead", "support", "joint", "supervise", "idle")
_LEAD, _SUPPORT, _SUPERVISE = alternatives("lead_words"), alternatives("support_words"), alternatives("supervise_words")
_OFFICE = "(?:责任)?(?:单位|部门|科室|处室|股室|机构|主体|方|镇街|乡镇)?"
_VERBS = "(?:负责|落实|实施|推进|推动|组织|协调|统筹|抓总|办理|抓好|做好|开展|工作|完成|进行)*"

EVENT: Final = pattern(
    r"(?P<bracket>\((?:[^()\[\]]|\([^()]*\)|\[[^\[\]]*\])*\)|\[[^\[\]]*\]|《[^《》]*》|“[^“”]*”)"
    r"|(?P<ref>(?:(?<![会大协共])同|参照(?=[(\[])|参?见(?=[(\[]))(?:第|序号|任务|事项|上述第?)?(?:[(\[](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)\]](?:[、,和及]?[(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)])*"
    r"|(?:\d{1,3}|(?<=第)[一二三四五六七八九十]{1,3}))(?:[项条款号行点]|任务)?(?:的?责任单位|的?单位)?(?=$|[、,;。/|同]|[(\[]|(?<=[)\]])))"
    r"|(?P<above>(?<![会大协共])同(?:上|前)(?:一?[项条行栏格]|述)?(?=$|[、,;。/|]))"
    rf"|(?P<person>(?:{alternatives('person_words')}):)"
    rf"|(?P<label>(?:[{LEVELS}]级|国家)?(?:总|第[一二三四五六七八九十]|主要|具体|共同)?(?:(?P<l>{_LEAD})|(?P<s>{_SUPPORT})|(?P<v>{_SUPERVISE})|(?:{alternatives('column_words')}|单位)){_OFFICE}(?:\(单位\)|\(部门\))?:)"
    r"|(?P<sep>[、,;/|。①-⑳])"
)
_MARK: Final = pattern(
    rf"(?P<lead>(?:[为是]|作为)?(?:共同|联合|具体|负责|统一|分别|主要|总)*(?:牵头|主办|主抓|主责){_OFFICE}{_VERBS})"
    rf"|(?P<support>(?:[为是]|作为)?(?:积极|共同|协助|做好|予以|给予|负责|分别|全力|主动|密切|抓好|依?按?(?:照|各自)*职责(?:分工)?)*"
    rf"(?:配合|(?<![政科文作记计侨])协办|(?P<soft>参与|协助|协同|参加)){_OFFICE}{_VERBS})"
    r"|(?P<joint>会同|联合(?!会|国|社|参谋|体|大学|学院|公司|执法|党)|商(?=有关|相关|各))"
    r"|(?P<supervise>(?:负责|加强|业务|技术|做好|给予|统筹|具体)*(?:指导|督办|督导)(?:单位|部门)?(?:落实|实施|推进|工作)*$)"
    r"|(?P<idle>(?:按照?|依据?|依照|根据|结合)(?:各自|自身|有关|相关|部门|单位|工作|任务|法定|本)*(?:职责|职能|责任|任务|权限|分工)+(?:要求|安排|范围)?内?"
    r"(?:分别|各自|共同|具体|联合|统筹|组织|全面|分头|抓好|认真|贯彻|协同|做好|抓|分工|切实)*(?:负责|落实|实施|推进|办理|承办|执行|完成|推动|开展|协调|组织)*"
    r"|(?:按照?|依据?|根据)[^、,;()]{2,14}(?:原则|要求|分工|部署|规定|安排)(?:分别|各自|抓好|具体)*(?:负责|落实|实施|推进|办理|执行|完成)*$"
    r"|(?:分别|各自|共同|具体|联合(?!会)|统筹|组织|全面|直接|主要|分头|抓好|认真|贯彻|协同|做好|切实)*负责(?:落实|实施|推进|办理|组织|协调|工作|完成)*"
    r"|(?:分别|各自|共同|具体|统筹|组织|全面|直接|分头|抓好|认真|贯彻|协同|做好|切实)*(?:落实|实施|推进|办理|承办|执行|完成|推动|抓好|统筹|统筹协调|制定|起草|编制|督促|跟进|统筹推进|开展|研究)+(?:到位|工作)?$"
    r"|(?:负责)?(?:做好|提供|给予|落实|抓好)[^、,;()]{2,10}(?:保障|工作|服务|支持|指导|监督|监管)$)"
)
_OFFICE_END = pattern(r"(?:单位|部门|科室|处室|股室|机构|主体|方|镇街|乡镇)$")
_DETERMINERS = pattern(r".*(?:各|相关|有关|其他|其余|该|本)|.*各[^、,;]{0,8}(?:组|专班|任务|项目|事项|指标|行动)")
_LIST_END = pattern("等[^、,]{0,8}$")
_HUITONG = pattern("县(?:$|人民|委|政府)")  # 会同县 is a county
_NOTE = pattern(
    rf"(?:总|第一|共同|具体|主要)*(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})|(?P<supervise>业务指导|技术指导|指导|督办|督导)){_OFFICE}{_VERBS}"
)
_IDLE_NOTE = pattern(
    r".*(?:第一|首位|列首|排[名在]?|名列|前列|首个|列前).*(?:牵头|主办|主责).*|下同|(?:主要|第一|直接|具体)?(?:责任单位|责任部门|承办单位|实施单位)|(?:按|根据|依).*职责.*|(?:具体|共同|分别)?负责"
)


class Mark:
    """One mark in a piece: what it gives, its span, and whether it names an office (牵头单位)."""

    __slots__ = ("end", "kind", "office", "start")

    def __init__(self, kind: MarkKind, start: int, end: int, office: bool) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.office = office


def find_marks(z: str, start: int, end: int, after_names: bool) -> Iterator[Mark]:
    """The marks of a piece that holds no hard separator, left to right.

    Words that occur in names too (参与, 指导, 落实, 实施) count only behind a complete name, or, where the piece is nothing
    else, behind names before it (`after_names`).
    """
    at = start
    for found in _MARK.finditer(z, start, end):
        if found.start() < at:
            continue
        kind = next(kind for kind in _KINDS if found[kind] is not None)
        before = z[at : found.start()]
        if z.count("(", start, found.start()) > z.count(")", start, found.start()):
            continue
        if _counts(kind, found, (before, z[found.end() : end]), after_names or at > start):
            yield Mark(kind, found.start(), found.end(), _OFFICE_END.search(found[0]) is not None)
            at = found.end()


def _counts(kind: MarkKind, found: re.Match[str], around: tuple[str, str], after_names: bool) -> bool:
    """Whether the words are a mark here and no part of a name."""
    words, (before, after) = found[0], around
    if before and _DETERMINERS.fullmatch(before) and _OFFICE_END.search(words):
        return False
    stands = is_complete(before) or is_group(before) or _LIST_END.search(before) is not None if before else after_names
    if kind == "joint":
        return (
            bool(after)
            and (stands or not before)
            and (before != "" or (after_names and not _HUITONG.match(after)) or after[0] != "县")
        )
    if kind == "supervise" or found["soft"]:
        return stands
    if kind == "idle":
        return stands or (not after and (before != "") and ("职责" in words or "负责" in words))
    if not before and not after:
        return after_names and not _OFFICE_END.search(words)
    return True


def read_note(words: str) -> Role | Literal["idle"] | None:
    """The part that a bracketed note gives: 「（牵头）」 lead, 「（列第一位者为牵头单位）」 idle; None where it belongs to the name."""
    found = _NOTE.fullmatch(words)
    if found:
        return "lead" if found["lead"] else "support" if found["support"] else "supervise"
    return "idle" if _IDLE_NOTE.fullmatch(words) else None
