"""The text of a status cell before it is cut into clauses: what stands aside, in titles, what asks."""

import re
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.language.status.tokens import STATUS

STOPS: Final = "，,；;。!！?？()（）"
SPLIT = pattern(f"[{STOPS}]+")
_ASKS = pattern(f"([{STOPS}]+)")
_ASIDE = STATUS.pattern("[（(][^（()）{already_signs}{ticked}]{1,40}[)）](?={already}|{all}|{not}|{open})")
# 「。5月16日，」
_DAY_FIRST = STATUS.pattern(
    rf"((?:^|(?<=[{STOPS}]))[\t ]*(?:20[0-9]{{2}}年)?[0-9]{{1,2}}月[0-9]{{1,2}}[日号](?:{{entry_to}}[0-9]{{1,2}}日)?{{day_halves}}?)[，,]"
    rf"(?![^{STOPS}0-9]*[0-9][0-9.]*[^{STOPS}0-9]{{0,2}}(?:[{STOPS}]|$))"  # a figure alone: 「惠及群众3400户」
)
# 「通过社会保障卡发放到位」
_THROUGH = STATUS.rare(rf"{{through}}(?=[^{STOPS}{{already_signs}}]{{2,16}}?{{money_done}})", "{through}")
_LONGEST_SUBJECT: Final = 40


def joined(text: str) -> str:
    """A text without what stands in brackets between a subject and what is said of it: 「资金（国债12万元）已落实」.

    A day belongs to what follows: 「5月16日，大会成功举办」.
    """
    text = _THROUGH.sub(STATUS.means[0], _DAY_FIRST.sub(r"\1", text))
    return _ASIDE.sub(_aside, text) if "(" in text or "（" in text else text


def _aside(found: re.Match[str]) -> str:
    """Nothing, where a subject stands before the brackets of which nothing was said yet."""
    subject = SPLIT.split(found.string[max(0, found.start() - _LONGEST_SUBJECT) : found.start()])[-1]
    return found[0] if len(subject) < 2 or any(sign in subject for sign in STATUS.already_signs) else ""


def untitled(text: str) -> str:
    """A text without what stands in its titles: 「印发《…》」 is 「印发《》」."""
    if "《" not in text:
        return text
    kept, at = [], 0
    while (start := text.find("《", at)) >= 0 and (end := text.find("》", start)) >= 0:
        kept += [text[at:start], "《》"]
        at = end + 1
    return "".join((*kept, text[at:]))


def without_questions(text: str) -> str:
    """A text without the clauses that ask."""
    parts = _ASKS.split(text)
    asks = [set(stop) & {"?", "？"} for stop in (*parts[1::2], "")]
    return "，".join(clause for clause, asked in zip(parts[::2], asks, strict=True) if not asked)
