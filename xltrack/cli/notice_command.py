"""`xltrack notice FILE…`: 通报, 督办函, 催报通知 or 周报 of the period."""

from __future__ import annotations

from xltrack import api
from xltrack.base.errors import UsageError
from xltrack.cli.console import say
from xltrack.cli.gathering import gather
from xltrack.cli.parser import Said
from xltrack.cli.sources import find_sources
from xltrack.domain.settings import find_office
from xltrack.notices import words
from xltrack.notices.model import NoticeKind


def run(said: Said) -> int:
    """Write the notice; 0, 1 where some files could not be read, 2 where none could or no task was read."""
    gathered = gather(said)
    if gathered is None:
        return 2
    if not gathered.assessment.tasks:
        raise UsageError("D174")
    kind: NoticeKind = said.kind or "通报"
    written = api.notice(
        gathered.assessment, gathered.paths, said.output, said.since,
        office=find_office(find_sources(said.files)[0]), kind=kind, template=said.template, number=said.no,
        password=said.password,
    )  # fmt: skip
    for one in written:
        for line in one.summary:
            say(line)
    if not written:
        late = gathered.assessment.total.of("overdue")
        unnamed = kind == "督办函" and late
        say(words.NO_ONE_TO_WRITE_TO.format(count=late) if unnamed else words.NONE_TO_WRITE[kind])
    return gathered.status
