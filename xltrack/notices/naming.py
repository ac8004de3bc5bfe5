"""What templates of all formats have in common: the names they may use, and mistakes told with their place."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from xltrack.base.errors import UsageError
from xltrack.notices import words
from xltrack.notices.model import Notice
from xltrack.template.strict import MISTAKES, UNKNOWN, Strict, TooLongError, bounded, reason_in_words

T = TypeVar("T")


def strict_for(*, escapes: bool, finish: Callable[[Any], Any]) -> Strict:
    """The environment in which the templates of notices are checked and filled."""
    return Strict({name: tuple(names) for name, names in words.LISTS.items()}, escapes=escapes, finish=finish)


def given_by(notice: Notice) -> Mapping[str, Any]:
    """All that a notice gives a template to name."""
    return {**bounded(notice.lists), **notice.page}


def check_names(strict: Strict, text: str, place: Callable[[int], str]) -> None:
    """Check the words of a template; UsageError (D705 to D707) names the line, and what could stand there."""
    for name, where in strict.check(text, place):
        if name not in words.PAGE_NAMES:
            known = words.LIST_COMMA.join((*words.PAGE_NAMES, *words.LISTS))
            raise UsageError("D706", cell=where, name=name, known=known)


def guarded(fill: Callable[[], T], place: Callable[[int], str]) -> T:
    """Fill a template; what only shows while filling is told as a mistake of its line."""
    try:
        return fill()
    except UNKNOWN as error:
        raise UsageError("D705", cell=place(_line(error)), reason=words.OUTSIDE_LOOP) from None
    except MISTAKES as error:
        raise UsageError("D705", cell=place(_line(error)), reason=reason_in_words(error)) from None
    except TooLongError as error:
        raise UsageError("D710", cell=place(_line(error))) from None


def _line(error: BaseException) -> int:
    """The line of the template that was being filled."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def one_line(value: Any) -> Any:
    """A value as words of one line: whatever breaks a line or is not seen becomes a space."""
    text = "" if value is None else str(value)
    return (
        text
        if text.isprintable()
        else "".join(char if char.isprintable() or char == "\u3000" else " " for char in text)
    )
