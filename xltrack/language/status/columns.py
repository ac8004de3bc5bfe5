"""Which of several columns of reports speaks first (docs/规则.md 5.3)."""

from xltrack.base.text import fold
from xltrack.language.status.tokens import STATUS

# A column of one month, quarter or week among several: 5月份进展情况.
_PERIOD = STATUS.pattern("{periods}|第.{period}")


def standing(header: str, number: int) -> tuple[bool, bool, int]:
    """What status columns are sorted by: a verdict first, then the story; of stories told month by month the latest."""
    header = fold(header)
    told = _PERIOD.search(header) is not None
    return header not in STATUS.crisp_headers, told, -number if told else number
