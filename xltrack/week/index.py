"""The list of a period: its figures, each file with what it is for, what was not made and why. A page that fetches and runs nothing."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote, unquote

from xltrack.assessment.model import Assessment
from xltrack.assessment.rulings import count_ruled
from xltrack.base.diagnostics import Diagnostic
from xltrack.base.text import visible
from xltrack.placing.whole import content_of, failure
from xltrack.report import words as figures
from xltrack.telling.names import progress_title
from xltrack.telling.words import DONE, UNDER_WAY, full_day, percentage
from xltrack.week import words

_MARK: Final = re.compile(r'data-page="([0-9a-f]{64})" data-file="([0-9a-f]{64})" href="([^"]*)"')
_JOURNAL: Final = ".~xltrack-prints"  # beside the prints, while there is no list of them
_STYLE: Final = """\
body{margin:0 auto;max-width:760px;padding:24px 16px;color:#1F2933;line-height:1.6;overflow-wrap:anywhere;
font-family:'Microsoft YaHei','PingFang SC','Noto Sans CJK SC',sans-serif;font-size:15px}
h1{font-size:22px;line-height:1.4;margin:0;text-wrap:balance}p{margin:6px 0}.quiet{color:#6B7785;font-size:13px}
h2{font-size:16px;margin:24px 0 4px;border-bottom:1px solid #D5DBE1}
ul{list-style:none;margin:0;padding:0}li{padding:9px 0;border-bottom:1px dotted #D5DBE1}a{color:#1F5FA8}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(84px,1fr));gap:4px;background:#F4F6F8;padding:10px;margin:14px 0 6px}
dt{font-size:13px;color:#6B7785}dd{margin:0;font-size:22px;font-weight:bold;line-height:1.3}.late{color:#C0392B}"""


class Made(NamedTuple):
    """What a print was made of, and what it was when it was made: digests of the page and of the file."""

    page: str
    file: str


class Item(NamedTuple):
    """One result: what it is for, where it stands; of a print, what it was made of."""

    use: str
    path: Path
    made: Made | None = None

    @property
    def what(self) -> str:
        """「通报」, 「附件的打印样」."""
        return words.what_is(self.use)


class Index(NamedTuple):
    """What the list tells."""

    assessment: Assessment
    items: tuple[Item, ...]
    missing: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


def read_made(folder: Path) -> Mapping[str, tuple[Made, ...]]:
    """The prints of a folder by their names, as its list knows them, and as a run noted them that came to no list.

    Raises:
        OutputError: the system does not tell (D149).
    """
    found: dict[str, tuple[Made, ...]] = {}
    for name in (words.INDEX, _JOURNAL):
        told = (content_of(folder / name) or b"").decode("utf-8", "replace")
        for page, file, print_ in _MARK.findall(told):
            found[unquote(print_)] = (*found.get(unquote(print_), ()), Made(page, file))
    return found


def note_made(path: Path, made: Made) -> None:
    """Note a print before it stands there: it is known again even where the run never comes to write the list.

    Raises:
        OutputError: it cannot be noted (D143, D144, D146, D149): then it must not be written.
    """
    journal = path.with_name(_JOURNAL)
    try:
        with journal.open("a", encoding="utf-8") as file:
            file.write(f'\ndata-page="{made.page}" data-file="{made.file}" href="{quote(path.name)}"')
    except OSError as error:
        raise failure(error, journal) from error


def forget_made(folder: Path) -> None:
    """Forget what was noted: the list is written, and knows it."""
    with suppress(OSError):
        (folder / _JOURNAL).unlink()


def render_index(index: Index) -> bytes:
    """The page."""
    assessment = index.assessment
    title = words.TITLE.format(title=progress_title(assessment))
    sources = "、".join(document.source for document in assessment.documents)
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{_shown(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_shown(title)}</h1>\n",
        f'<p class="quiet">{_shown(words.DAY.format(day=full_day(assessment.as_of), sources=sources))}</p>\n',
        *_figures(assessment),
        f"<h2>{words.FILES}</h2>\n<ul>\n", *map(_item, index.items), "</ul>\n",
        *_listed(words.MISSING, index.missing),
        *_listed(words.NOTES, [n.told for n in index.notes]),
        "</body>\n</html>\n",
    ]  # fmt: skip
    return "".join(parts).encode("utf-8", "replace")


def figures_of(assessment: Assessment) -> Iterator[tuple[str, str, str]]:
    """Name, value and look of each figure, as 总览 has them."""
    total = assessment.total
    yield figures.TOTAL, str(total.total), ""
    if not assessment.plan:
        yield figures.LATE, str(total.of("overdue")), "late" if total.of("overdue") else ""
    yield figures.DUE_SOON, str(total.of("due_soon")), ""
    if not assessment.plan:
        yield UNDER_WAY, str(total.under_way), ""
        yield DONE, str(total.done), ""
        yield figures.RATE, percentage(total.rate), ""
        yield figures.DUE_RATE, percentage(total.due_rate), ""
    if ruled := count_ruled(assessment):
        yield words.REPORTED_RATE, percentage(ruled.reported_rate), ""
        yield words.TAKEN_RATE, percentage(ruled.taken_rate), ""


def _figures(assessment: Assessment) -> Iterator[str]:
    yield "<dl>"
    for name, value, look in figures_of(assessment):
        yield (
            f'<div><dt>{name}</dt><dd class="{look}">{value}</dd></div>'
            if look
            else f"<div><dt>{name}</dt><dd>{value}</dd></div>"
        )
    yield "</dl>\n"


def _item(item: Item) -> str:
    name = words.FOLDER.format(name=item.path.name) if item.path.is_dir() else item.path.name
    marks = f' data-page="{item.made.page}" data-file="{item.made.file}"' if item.made else ""
    return (
        f'<li><a{marks} href="{quote(item.path.name)}{"/" if item.path.is_dir() else ""}">{_shown(name)}</a>'
        f'<br><span class="quiet">{_shown(words.USES[item.use])}</span></li>\n'
    )


def _listed(head: str, sentences: tuple[str, ...] | list[str]) -> Iterator[str]:
    if sentences:
        yield f"<h2>{head}</h2>\n<ul>\n"
        yield from (f"<li>{_shown(sentence)}</li>\n" for sentence in sentences)
        yield "</ul>\n"


def _shown(text: str) -> str:
    """Words of a page; what a cell holds turns none of them round."""
    return escape(visible(text))
