"""What the browser of the PC makes of a period: 周报 as a picture for chats, 通报 and 附件 as they are printed.

A print is made anew only where its page changed; one that somebody changed is kept, and the new one stands beside it.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from xltrack.annex.compose import compose_annexes
from xltrack.assessment.model import Assessment
from xltrack.base.digest import digest_of
from xltrack.base.system import read_plain
from xltrack.browser import Browser, find_browser
from xltrack.domain.settings import Office
from xltrack.notices.compose import compose_notice
from xltrack.notices.render import encoded, render_notice
from xltrack.placing.output import MOST_NUMBERED, numbered
from xltrack.placing.whole import write_whole
from xltrack.week import words
from xltrack.week.annex_page import render_annex_page
from xltrack.week.index import Item, Made, read_made
from xltrack.week.notice_page import render_notice_page

_PHONE: Final = 375  # pixels of a telephone


class Prints(NamedTuple):
    """What was made, and what was not and why."""

    items: tuple[Item, ...] = ()
    missing: tuple[str, ...] = ()


class _Wanted(NamedTuple):
    """A print: what it is for, its name, the page that it is made of, how."""

    use: str
    name: str
    page: str
    make: Callable[[Browser, str], bytes | None]


def write_prints(assessment: Assessment, office: Office, number: int | None, folder: Path) -> Prints:
    """Write the prints into a folder; OutputError where one cannot be."""
    browser = find_browser()
    if browser is None:
        return Prints(missing=(words.NO_BROWSER,))
    known, items, missing = read_made(folder), list[Item](), list[str]()
    for wanted in _wanted(assessment, office, number):
        item = _written(wanted, browser, folder, known)
        items += [item] if item else []
        missing += [] if item else [words.NOT_PRINTED.format(name=wanted.name)]
    return Prints(tuple(items), tuple(missing))


def _wanted(assessment: Assessment, office: Office, number: int | None) -> list[_Wanted]:
    notice = compose_notice(assessment, office, kind="通报", number=number)
    weekly = compose_notice(assessment, office, kind="周报", number=number)
    phone = encoded(render_notice(weekly, "html")).decode("utf-8")
    wanted = [
        _Wanted("picture", words.PICTURE, phone, _pictured),
        _Wanted("notice.pdf", words.NOTICE_PRINT, render_notice_page(notice), _printed),
    ]
    annexes = compose_annexes(assessment)
    if annexes:
        wanted.append(_Wanted("annex.pdf", words.ANNEX_PRINT, render_annex_page(annexes), _printed))
    return wanted


def _printed(browser: Browser, page: str) -> bytes | None:
    return browser.printed(page)


def _pictured(browser: Browser, page: str) -> bytes | None:
    return browser.pictured(page, _PHONE)


def _written(wanted: _Wanted, browser: Browser, folder: Path, known: Mapping[str, Made]) -> Item | None:
    """The print where it stands; None where the browser made none."""
    page = digest_of(wanted.page.encode("utf-8"))
    for number in range(1, MOST_NUMBERED + 1):
        path = numbered(folder / wanted.name, number)
        made = known.get(path.name)
        there = _digest(path)
        if there and not (made and there == made.file):
            continue  # somebody's own
        if there and made and made.page == page:
            return Item(wanted.use, path, made)
        data = wanted.make(browser, wanted.page)
        if data is None:
            return None
        write_whole(path, data)
        return Item(wanted.use, path, Made(page, digest_of(data)))
    return None


def _digest(path: Path) -> str:
    """What stands there; 「」 where nothing does, something that is no file cannot be told."""
    try:
        return digest_of(read_plain(path)) if path.exists() or path.is_symlink() else ""
    except OSError:
        return "-"
