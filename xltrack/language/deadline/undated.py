"""Deadline cells without any date: what their words alone say (docs/规则.md 3)."""

import re
from typing import Final

from xltrack.domain.records import DeadlineKind
from xltrack.language.deadline.tokens import DEADLINES

_ALONG: Final = DEADLINES.pattern("{along}[^,;、。{along}]{1,3}{along}")
_LASTING: Final = DEADLINES.pattern("{going_on}")
_EXTERNAL: Final = DEADLINES.pattern("{external}|(?:^|[,;、。:(]){duty_words}?{external_starts}.")
_NO_EVENTS: Final = DEADLINES.pattern("{no_events}")
_EVENTS: Final = DEADLINES.pattern("{events}|(?<=.){event_ends}(?:(?=$|[,;、。)])|※|{event_verbs})")
_FAR: Final = 1 << 30


def kind_of_words(folded: str, lasting: re.Match[str] | None) -> tuple[DeadlineKind, bool]:
    """The kind that the words name and whether they speak of lasting effort.

    The event that a deadline waits for, and what is to be done at once, go by which stands first; lasting effort comes
    after both, and 「按…部署」 last of all: 「按上级要求持续推进」 is ongoing, 「批复后立即实施」 relative.
    """
    found = lasting or _LASTING.search(folded)
    goes_on, ongoing = found.start() if found else _FAR, found is not None
    event, at_once = _event(folded), _at_once(folded)
    if event < at_once and event < goes_on:
        return "relative", ongoing
    if at_once < _FAR or (ongoing and folded.startswith(DEADLINES.prompt)):
        return "immediate", ongoing
    if ongoing:
        return "ongoing", True
    if _EXTERNAL.search(folded):
        return "external", False
    return ("immediate" if DEADLINES.prompt.inside(folded) else "unreadable"), False


def _event(folded: str) -> int:
    """Where an event stands that a deadline waits for: 「批复后」; 前期 and its like are none."""
    if not DEADLINES.event_signs.inside(folded):
        return _FAR
    found = _EVENTS.search(_NO_EVENTS.sub(lambda m: "※" * len(m[0]), folded))
    return found.start() if found else _FAR


def _at_once(folded: str) -> int:
    along = _ALONG.search(folded) if "随" in folded else None
    places = [at for word in DEADLINES.immediate if (at := folded.find(word)) >= 0]
    return min([*places, along.start() if along else _FAR])
