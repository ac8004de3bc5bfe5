"""Sentences of a notice that ask nothing of anybody: what a meeting heard, when a paper is in force, whom to call (docs/规则.md 12.2)."""

from typing import Final

from xltrack.base.patterns import pattern
from xltrack.base.text import SPACES, squeeze
from xltrack.draft.deadlines import find_deadlines
from xltrack.draft.notice import LOOKED_INTO, NOTICES, split_outside
from xltrack.draft.subjects import Subject, find_subjects

# 「截至3月底，全县闲置房产共117处。」, 「近年来，…」
_SO_FAR = NOTICES.pattern("{as_of}[0-9]{1,4}[年月]|{so_far}")
_ASKING = NOTICES.pattern(r"{meeting}[^，,。]{0,6}?{asking_heads}\s*[，,：:]")
_TOLD = NOTICES.pattern(
    "^{meeting}?{told_heads}|^{meeting}[^，,。]{0,10}?{told_heads}|^{closing_words}"
    "|{this_paper}{papers}[^，,。]{0,12}?{force}|{this_paper}{papers}.{0,3}{explained_by}.{2,40}{explained}|(?:^|[，,；;]){valid}(?:{date_until}|[0-9{numerals}]{1,3}年)|{expired}$"
    "|{held}[^。]{0,80}{meeting_ends}"
    "|{made_this}{this_paper}{papers}$|{received}$|{by_whom}[^，。]{2,24}?{holding}{posts}|^[^，。]{2,24}{seated}[^，。]{2,24}$|[，,][^，。]{2,24}?{holding}{posts}$"
    "|^{now_word}[^。]{0,60}?{as_follows}$|[，,。]{now_word}[^，。]{0,30}?{as_follows}$"
)
_FOLLOWS = NOTICES.pattern("(?:^|[，,]){now_word}[^。]{0,60}?{as_follows}(?:[，,]{asking}[^，,。0-9]{2,20})?$")
# 「2月1日至5月10日，其中3月20日至4月10日为高火险期。」
_WHEN: Final = "{among}?[0-9]{1,4}[年月][0-9年月日]*{pointer_to}[0-9年月日]+(?:{is}[^，,。]{1,10})?"
_PERIOD = NOTICES.pattern(
    f"{_WHEN}(?:[，,；;]{_WHEN})*"
    f"|[^，,。0-9]{{2,16}}(?:{{is}}|{{date_mentioned}})[0-9]{{1,4}}[年月][^，,。]{{0,16}}?{{pointer_to}}[0-9年月日{{hour_mark}}]+"
    f"|{{among}}?[0-9]{{1,4}}[年月][^，,。]{{0,24}}?{{is}}[^，,。]{{0,8}}{{period_ends}}"
)
# 「局长任组长，各科室负责人为成员，办公室设在…」: who is who
_POST = NOTICES.pattern("[^，,]{1,24}?(?:{holding}|{is})(?:{posts}|{members})|[^，,]{1,24}{seated}[^，,]{2,24}")
_WISH = NOTICES.pattern("{wishing}|{hoping}(?={hoped})")
# 「如有疑问，请与县教育局联系」, 「可到村部询问」
_REACH = NOTICES.pattern(
    "(?:^|[，,]){public}*{asking_leave}[^，,]{0,4}?{reaching}[^，,]{0,20}?{reached}[^，,]{0,14}$|(?:^|[，,]){public}*{asking_leave}{reached}[^，,]{2,20}$"
)
_IF = NOTICES.pattern("{conditions}[^，,]{0,16}[，,]")
# 「对整改不力的，年度考核不得评优」: what happens to those who do not
_THREAT = NOTICES.pattern("{threats}|{taken_off}[^，,]{0,10}(?:[0-9]|{taken})|{made_answer}[^，,]{0,12}{answers}")
_WHOEVER = NOTICES.pattern("(?:{whoever}|[^，,。]{2,24}{of}(?:[^，,。]{1,6})?[，,])")
_OF_WHOM = NOTICES.pattern("(?:(?!{towards})[^，,])+{of}")
# 「违者按馆规处理」, 「完成情况将作为年度考核的依据」, 「公司已奖励8000元」, 「仍按原渠道办理」: what comes of it, what was, what stays
_OUTCOME = NOTICES.pattern(
    "{offenders}|{serves_as}.{2,24}{grounds}$|^[^，,]{0,6}{done_already}[^，,{of}]{2,14}$|^{unchanged}[^，,]{1,12}$"
)
# 「表示诚挚感谢」, 「特此致谢」, 「做法值得借鉴」
_THANKS = NOTICES.pattern("^{thanks}|{thanks}[^，,]{0,10}$|{praised}$")
_EXAMPLE = NOTICES.pattern("{worth}$")
# 「任何人不得外传」, 「学生一律不得带手机」: nobody in particular is told not to; 「严禁铺张浪费」
_FORBIDS_ALL = NOTICES.pattern("[^，,]{0,12}?(?:{anybody}|{public})[^，,]{0,10}?{forbidding}")
_FORBIDS = NOTICES.pattern("{forbidding}")
# 「发现井盖缺失可拨打12319」, 「客服热线：4008-617-617」
_RINGS = NOTICES.pattern("{ringing}[^，,]{0,8}?[0-9]{3}")
_NUMBER: Final = "[0-9][0-9()（）{dial_words}、/-]{2,}"
_NUMBER_ALONE = NOTICES.pattern(
    f"[^，,。；;：:]{{0,16}}?{{number_kinds}}[：:]?{_NUMBER}(?:[（(][^（）()]{{1,10}}[)）])?(?:[，,；;、][^，,。]{{2,24}}){{0,2}}"
)
_SCALE = NOTICES.pattern("[0-9]{scored}[^，,]{0,6}?{is}[^，,]{1,6}|{scales}")
_HEARD = NOTICES.pattern("{meeting}?[^，,。]{0,10}?{told_heads}")
_DATED = NOTICES.pattern("{date_at}?[0-9]{1,4}[年月]")
# 「联系人马某，电话3322110」; not 「明确联系人」, 「公布举报电话」
_WHOM: Final = "(?:{contacts}|[^，,；;。：:（）()]{0,6}?{contact_means}[：:0-9])"
_CONTACT = NOTICES.pattern(rf"(?:[，,；;。]|^){_WHOM}.*$")
_BRACKET = NOTICES.pattern(rf"[（(]{_WHOM}[^（）()]*[)）]")
_SENT_ROUND = NOTICES.pattern("(?:{after}.{2,30}?{agreed}[，,])?{now_this}.{2,80}?{sent_round}")
_MARKED = NOTICES.pattern(r"[（(【\[〔［][^（(]{0,60}{marked}|{marked}{label_units}?[：:]")
_PARTS = pattern("[，,]")
_STOPS: Final = f"。；;：:{SPACES}"


def without_idle(text: str) -> str:
    """The words of a paragraph without the sentences that ask nothing of anybody; 「」 where none is left."""
    if len(text) > LOOKED_INTO:
        return text
    sentences = split_outside(text, "。\n")
    if sentences and _FOLLOWS.search(squeeze(sentences[-1]).strip(_STOPS)):
        return ""  # all that leads to 「现将有关事项通知如下」
    asked = (one for one in sentences if not _tells(squeeze(one).strip(_STOPS), one))
    said = (_asking(sentence) for sentence in asked)
    kept = [sentence for sentence in said if not is_idle(sentence)]
    if not _MARKED.search(text):
        kept = [sentence for sentence in kept if not _forbids_all(sentence)]
    if len(sentences) > 1 and all(_FORBIDS.match(squeeze(one)) and not find_subjects(one) for one in kept):
        return ""  # all the rest threatens, or thanks: 「严禁铺张浪费。违反的，依纪处理。」
    return "".join(kept).strip(SPACES + "\n")


def is_number(line: str) -> bool:
    """Whether a line only gives a number to call: 「值班电话：2200」."""
    return _NUMBER_ALONE.fullmatch(squeeze(line).strip(_STOPS)) is not None


def _forbids_all(sentence: str) -> bool:
    """「任何人不得擅自外传。」: no unit is asked for anything, and nothing until a day."""
    told = _FORBIDS_ALL.match(squeeze(sentence)) is not None
    return told and not find_deadlines(sentence) and all(one.persons for one in find_subjects(sentence))


def is_idle(sentence: str) -> bool:
    """Whether a sentence asks nothing of anybody."""
    flat = squeeze(sentence).strip(_STOPS)
    if not flat:
        return True
    if _TOLD.search(flat):
        asked = (
            one.charged or one.word in NOTICES.modals or _DATED.match(sentence, one.end) or _hands_on(sentence, one)
            for one in find_subjects(sentence)
        )
        return not _HEARD.match(flat) or not any(asked)
    if _PERIOD.fullmatch(flat) or _NUMBER_ALONE.fullmatch(flat):
        return True
    if flat.startswith(NOTICES.all_above):  # 「以上事项由县教育局汇总」
        return not find_subjects(sentence)
    if _tells(flat, sentence):
        return True
    told = _SENT_ROUND.match(flat) or (_SO_FAR.match(flat) and not find_deadlines(sentence))
    return told is not None and not find_subjects(sentence)


def _tells(flat: str, sentence: str) -> bool:
    """Whether a sentence only says who is who, thanks or wishes, whom to ask, how points are counted, what happens to those who do not."""
    subjects = find_subjects(sentence)
    if _WISH.match(flat) and not find_deadlines(sentence):  # 「望各社区抓好落实」
        return not any(one.word in NOTICES.modals and not one.charged for one in subjects)
    if any(one.charged or one.word in NOTICES.modals for one in subjects):
        return False
    *_, last = clauses = _PARTS.split(flat)
    if (_THREAT.search(last) and _WHOEVER.match(flat)) or _OUTCOME.search(last):
        own = _OF_WHOM.fullmatch(clauses[0]) is not None  # 「施工队违章三次的，清退出场」
        return not (find_subjects(last) if own else subjects)
    if find_deadlines(sentence):
        return False
    if _EXAMPLE.search(last):
        return True
    if _THANKS.search(last) or _RINGS.search(last):
        return all(one.persons for one in subjects)
    if any(map(_POST.fullmatch, clauses)):
        return not any(clause.startswith(NOTICES.charges) for clause in clauses)  # 「办公室设在甲局，负责协调」
    if _REACH.search(flat):
        return not subjects or _IF.search(flat) is not None
    return _SCALE.search(flat) is not None and not subjects


def _hands_on(sentence: str, subject: Subject) -> bool:
    """「会议同意该方案，由县教育局根据会议意见修改后，4月底前印发。」."""
    by = sentence.endswith(NOTICES.by_whom, 0, subject.start)
    return by and bool(find_deadlines(sentence[subject.end :]))


def _asking(sentence: str) -> str:
    """A sentence without 「会议要求，」 in front and without whom to call about it."""
    said = _ASKING.match(sentence)
    rest = sentence[said.end() :] if said else sentence
    if said and _HEARD.match(sentence) and not find_subjects(rest) and not find_deadlines(rest):
        return ""  # 「会议指出，今夏供水压力较大。」
    rest = _BRACKET.sub("", rest if rest.strip(_STOPS) else sentence)
    contact = _CONTACT.search(rest.rstrip("。\n"))
    if contact is None:
        return rest
    kept = rest[: contact.start()].rstrip(SPACES)
    return f"{kept}。" if kept else ""
