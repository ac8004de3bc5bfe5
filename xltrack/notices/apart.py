"""Notices filled into a template that a user gave: by a child, for it comes from anywhere."""

from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from xltrack.notices.model import Format, Notice
from xltrack.notices.render import encoded, render_notice
from xltrack.template.apart import Filled, ask_filled
from xltrack.template.bounds import TemplateSource

_ROWS_OF_NOTICE: Final = 30  # what one costs besides its lists, in rows of these


class OwnTemplate(NamedTuple):
    """What is to be filled into a template that a user gave."""

    notices: tuple[Notice, ...]
    wanted: Format
    template: TemplateSource


def render_apart(job: OwnTemplate) -> list[bytes]:
    """The content of each notice, by a child within limits; raises as `render_notice` does, and D219, D220."""
    rows = sum(_ROWS_OF_NOTICE + sum(map(len, notice.lists.values())) for notice in job.notices)
    said, data = ask_filled("notice", job, job.template.name, rows)
    ends = [0, *accumulate(said["sizes"])]
    return [data[start:end] for start, end in pairwise(ends)]


def answer_notices(job: OwnTemplate) -> Filled:
    """What a child answers (`template.apart`): the sizes of the contents, and these."""
    contents = [encoded(render_notice(notice, job.wanted, job.template)) for notice in job.notices]
    return {"sizes": [*map(len, contents)]}, b"".join(contents)
