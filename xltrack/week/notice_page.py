"""通报 as a page for print, by GB/T 9704-2012: the same words as its Word file, laid out by the browser."""

from functools import cache
from pathlib import Path
from typing import Final

from xltrack.notices.model import Notice
from xltrack.notices.render import encoded, render_notice
from xltrack.notices.signature import signature_rooms
from xltrack.template.bounds import TemplateSource
from xltrack.week.paper import font_of, paper_style

_STYLE: Final = "/*paper*/"
_ROOMS: Final = "--signed:0;--dated:0"


def render_notice_page(notice: Notice) -> str:
    """The page."""
    page = encoded(render_notice(notice, "html", _template())).decode("utf-8")
    rooms = signature_rooms(notice.page["落款"], notice.page["成文日期"], seal=notice.page["印章"])
    families = "".join(f"--{part}:{font_of(notice.fonts, part)};" for part in ("body", "head", "caption", "title"))
    style = f"{paper_style(notice.fonts, landscape=False)}:root{{{families}}}"
    return page.replace(_STYLE, style, 1).replace(_ROOMS, f"--signed:{rooms.signed:g};--dated:{rooms.dated:g}", 1)


@cache
def _template() -> TemplateSource:
    path = Path(__file__).with_name("通报.html")
    return TemplateSource(path.name, path.read_bytes())
