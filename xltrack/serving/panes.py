"""What the panes in Excel and WPS ask for besides: a workbook by its path, the edits for it, a report saved beside it."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from xltrack.base.errors import SourceError
from xltrack.serving import words
from xltrack.serving.desk import Refusal, Verbs
from xltrack.serving.drops import Shelf, too_large
from xltrack.serving.orders import AGAIN, SHEETS
from xltrack.serving.refusing import refuse
from xltrack.sources import SUFFIXES

_LONGEST: Final = 4096  # characters of a path


class PaneVerbs(Verbs):
    """The verbs of the panes."""

    async def take(self, request: Request) -> Response:
        """Note where the workbook lies that stands open; with 「take」 it is read from there, into 「shelf」 (files, again)."""
        drop, said = self._drop(request), await self._said(request)
        shelf = _shelf_of(said)
        path = _open_path(said.get("path"))
        try:
            data = await asyncio.to_thread(self._bytes_of, path)
        except SourceError as error:
            return JSONResponse(refuse(error), 422)
        drop.beside = path.parent
        if said.get("take") is not True:
            return JSONResponse({"path": "", "bytes": len(data)})
        kept = await self.desk.drops.keep(drop, shelf, path.name, _pieces(data))
        return JSONResponse({"path": kept.name, "bytes": len(data)})

    def _bytes_of(self, path: Path) -> bytes:
        from xltrack.reading.files.source import read_bytes

        try:
            data = read_bytes(path)
        except SourceError as error:
            raise type(error)(error.code, **{"name": path.name, **error.facts}) from None
        if len(data) > self.desk.bounds.file:
            raise too_large(path.name, self.desk.bounds)
        return data

    async def plan(self, request: Request) -> Response:
        """The edits for the open workbook as strips of cells; 409 where it was changed since it was read."""
        drop, said = self._drop(request), await self._said(request)
        order = self._order(drop, "plan", said, what=str(said.get("what", "")))
        async with drop.busy:
            answer = await self._ask(drop, order, self.desk.bounds.making)
        return JSONResponse(answer, (409 if "missing" in answer else 422) if "refused" in answer else 200)

    async def save(self, request: Request) -> Response:
        """Write the progress workbook beside the open one and open it."""
        drop, said = self._drop(request), await self._said(request)
        folder = drop.near()
        if folder is None:
            raise Refusal(409, words.NO_PATH, words.NO_PATH_DEED)
        order = self._order(drop, "make", said, what="report", output=folder)
        async with drop.busy:
            answer = await self._ask(drop, order, self.desk.bounds.making)
        if "refused" in answer:
            return JSONResponse(answer, 422)
        path = Path(answer.pop("made")[0][1])
        shown = await asyncio.to_thread(self.desk.show, path)
        line = (words.SAVED_AND_SHOWN if shown else words.SAVED).format(name=path.name)
        return JSONResponse({**answer, "lines": [line], "saved": path.name, "shown": shown})


def _shelf_of(said: dict[str, Any]) -> Shelf:
    shelf = said.get("shelf", SHEETS)
    if shelf == SHEETS:
        return "files"
    if shelf == AGAIN:
        return "again"
    raise Refusal(400, words.OTHER_FORM)


def _open_path(told: object) -> Path:
    """The path that a host tells of the workbook that stands open in it."""
    if not isinstance(told, str) or not 0 < len(told) <= _LONGEST or "\0" in told or not os.path.isabs(told):  # noqa: PTH117
        raise Refusal(422, words.NO_PATH, words.NO_PATH_DEED)
    path = Path(told)
    if path.suffix.lower() not in SUFFIXES:
        raise Refusal(422, words.OTHER_KIND.format(name=path.name))
    return path


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    yield data
