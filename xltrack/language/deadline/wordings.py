"""Deadline cells without any date: what their words alone say (docs/规则.md 3)."""

from __future__ import annotations

import re
from typing import Final

from xltrack.base.patterns import pattern
from xltrack.domain.records import DeadlineKind
from xltrack.language.deadline.tokens import WORDS, alternatives

_CLAUSE: Final = r"(?:^|[,;、。:(])"
_END: Final = r"(?=$|[,;、。)])"
_LASTING: Final = pattern(alternatives((*WORDS["lasting"], *WORDS["ongoing"])))
_IMMEDIATE: Final = pattern(rf"{alternatives(WORDS['immediate'])}|随[^,;、。随]{{1,3}}随")
_PROMPT: Final = pattern(alternatives(WORDS["prompt"]))
_EXTERNAL: Final = pattern(
    rf"{alternatives(WORDS['external'])}|{_CLAUSE}(?:应|须|要|将|均)?(?:{alternatives(WORDS['external_starts'])})."
)
_NO_EVENTS: Final = pattern(alternatives(WORDS["no_events"]))
_EVENTS: Final = pattern(
    rf"{alternatives(WORDS['events'])}|(?<=.)(?:{alternatives(WORDS['event_ends'])})(?:{_END}|※|{alternatives(WORDS['event_verbs'])})"
)
_FAR: Final = 1 << 30


def kind_of_words(folded: str, lasting: re.Match[str] | None) -> tuple[DeadlineKind, bool]:
    """The kind that the words name and whether they speak of lasting effort.

    The event that a deadline waits for, and what is to be done at once, go by which stands first; lasting effort comes
    after both, and 「按…部署」 last of all: 「按上级要求持续推进」 is ongoing, 「批复后立即实施」 relative.
    """
    found = lasting or _LASTING.search(folded)
    plain = _NO_EVENTS.sub(lambda m: "※" * len(m[0]), folded)
    event, at_once = _where(_EVENTS, plain), _where(_IMMEDIATE, folded)
    ongoing = found is not None
    goes_on = found.start() if found else _FAR
    if event < at_once and event < goes_on:
        return "relative", ongoing
    if at_once < _FAR:
        return "immediate", ongoing
    if ongoing:
        return ("immediate" if _PROMPT.match(folded) else "ongoing"), True
    if _EXTERNAL.search(folded):
        return "external", False
    return ("immediate" if _PROMPT.search(folded) else "unreadable"), False


def _where(words: re.Pattern[str], text: str) -> int:
    found = words.search(text)
    return found.start() if found else _FAR
