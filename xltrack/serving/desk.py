"""What every verb of the server works with, and how it hears and answers a page."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from starlette.requests import Request

from xltrack.base.errors import UsageError, XltrackError
from xltrack.serving import words
from xltrack.serving.bounds import Bounds
from xltrack.serving.crew import Crew
from xltrack.serving.drops import SHELVES, Drop, Drops, Shelf
from xltrack.serving.guard import refuse
from xltrack.serving.orders import Order, read_answer
from xltrack.serving.refusing import refuse as refusal_of

_FIRST_YEAR, _LAST_YEAR = 1980, 2100
_JSON: Final = "application/json"


class Desk(NamedTuple):
    """What the server works with.

    Attributes:
        drops: what was dropped.
        crew: the processes that read and make.
        bounds: how much is taken.
        today: gives the day that the page begins with.
        version: that of the program.
        show: opens a file on this computer as a double click does; whether it could.
    """

    drops: Drops
    crew: Crew
    bounds: Bounds
    today: Callable[[], date]
    version: str
    show: Callable[[Path], bool]


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """A request that is refused, with its answer."""

    def __init__(self, status: int, sentence: str, deed: str = "") -> None:
        super().__init__(sentence)
        self.answer = refuse(status, sentence, deed)


class Verbs:
    """Verbs for what was dropped."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def _published(self, answer: dict[str, Any]) -> dict[str, Any]:
        """An answer whose files can be fetched."""
        files = [(use, Path(path)) for use, path in answer.get("made", ())]
        made = [
            {"use": use, "name": path.name, "bytes": path.stat().st_size, "link": self._link(path)}
            for use, path in files
        ]
        return {**answer, "made": made} if "made" in answer else answer

    def _link(self, path: Path) -> str:
        return f"/made/{self.desk.drops.publish(path)}/{quote(path.name)}"

    def _drop(self, request: Request) -> Drop:
        drop = self.desk.drops.find(request.path_params["drop"])
        if drop is None:
            raise Refusal(404, words.GONE)
        return drop

    async def _said(self, request: Request) -> dict[str, Any]:
        """What the page says, as JSON."""
        return await said_in(request, self.desk.bounds.words)

    def _order(self, drop: Drop, deed: str, said: dict[str, Any], **more: Any) -> Order:
        day = str(said.get("as_of") or self.desk.today().isoformat())
        try:
            as_of = date.fromisoformat(day)
        except ValueError:
            error = UsageError("D162", text=day)
            raise Refusal(422, str(error), error.remedy) from None
        year = str(said.get("year") or "")
        if year and not (year.isascii() and year.isdecimal() and _FIRST_YEAR <= int(year) <= _LAST_YEAR):
            error = UsageError("D163", text=year)
            raise Refusal(422, str(error), error.remedy)
        if said.get("password"):
            drop.password = str(said["password"])
        answers = tuple(read_answer(one["answer"]) for one in drop.answers)
        return Order(
            deed, drop.folder, as_of, tuple(drop.loose), int(year) if year else None, drop.password, answers,
            beside=drop.near(), **more,
        )  # fmt: skip

    async def _ask(
        self, drop: Drop, order: Order, seconds: float, told: Callable[[str], None] = lambda _: None
    ) -> dict[str, Any]:
        try:
            return await self.desk.crew.ask(order.told(), seconds, told)
        except XltrackError as error:
            return refusal_of(error)


async def said_in(request: Request, longest: int) -> dict[str, Any]:
    """What a request says as JSON, of so many bytes at most; refused (400, 413, 415) where it says nothing like it."""
    if request.headers.get("content-type") != _JSON:
        raise Refusal(415, words.OTHER_FORM)
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > longest:
            raise Refusal(413, words.TOO_LONG)
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, words.OTHER_FORM) from None
    if not isinstance(said, dict):
        raise Refusal(400, words.OTHER_FORM)
    return said


def named_shelf(request: Request) -> Shelf:
    """Which folder of a drop an address names."""
    for shelf in SHELVES:
        if request.path_params["shelf"] == shelf:
            return shelf
    raise Refusal(404, words.NOTHING_HERE)
