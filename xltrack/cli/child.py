"""This program started again as one of its own children: which room answers."""

from collections.abc import Sequence

from xltrack.base import children


def be_child(arguments: Sequence[str]) -> int:
    """Be the child that the arguments name; nothing is imported that it does not need."""
    if arguments[0] == "serving":
        from xltrack.serving.worker import work

        return work(arguments[1:])
    return children.answer_as_child(arguments, _answer_of)


def _answer_of(name: str) -> children.Answer:
    if name == "xls":
        from xltrack.reading.files.xls_child import answer_workbook

        return lambda data, log, more: answer_workbook(data, log, int(more[0]))
    if name == "locked":
        from xltrack.reading.files.locked_child import answer_unlocked

        return lambda data, _log, _more: answer_unlocked(data)
    from xltrack.template.apart import answer_filled

    if name == "annex":
        from xltrack.template.fill import answer_annex

        return lambda data, _log, more: answer_filled(answer_annex, data, more)
    from xltrack.notices.apart import answer_notices

    return lambda data, _log, more: answer_filled(answer_notices, data, more)
