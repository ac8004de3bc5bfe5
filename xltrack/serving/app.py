"""What can be asked of the server: the page itself, and each verb for what was dropped. GET changes nothing."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from xltrack.base.errors import XltrackError
from xltrack.placing.whole import failure
from xltrack.serving import words
from xltrack.serving.desk import Desk, Refusal, Verbs, named_shelf
from xltrack.serving.drops import Drop, TooMuchError, too_large
from xltrack.serving.guard import SlowError, refuse
from xltrack.serving.orders import Order
from xltrack.serving.panes import PaneVerbs
from xltrack.serving.refusing import refuse as refusal_of

_PAGE: Final = Path(__file__).with_name("page")
_KINDS: Final = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}
_RAW: Final = "application/octet-stream"
_ANSWER: Final = 200  # characters of what is said to a line


def make_app(desk: Desk, more: Sequence[Route] = ()) -> Starlette:
    """The application, which trusts whoever asks: `guard.Guard` stands before it; `more` is what panes ask."""
    here, panes = Routes(desk), PaneVerbs(desk)
    routes = [
        *more,
        *(
            Route(f"/{path.name if path.name != 'index.html' else ''}", _static(path), methods=["GET"])
            for path in _pages()
        ),
        Route("/pane", _static(_PAGE / "index.html"), methods=["GET"]),
        Route("/drops", here.open, methods=["POST"]),
        Route("/drops/{drop}", here.close, methods=["DELETE"]),
        Route("/drops/{drop}/look", here.look, methods=["POST"]),
        Route("/drops/{drop}/tick", here.tick, methods=["POST"]),
        Route("/drops/{drop}/make", here.make, methods=["POST"]),
        Route("/drops/{drop}/update", here.update, methods=["POST"]),
        Route("/drops/{drop}/collect", here.collect, methods=["POST"]),
        Route("/drops/{drop}/path", panes.take, methods=["POST"]),
        Route("/drops/{drop}/plan", panes.plan, methods=["POST"]),
        Route("/drops/{drop}/save", panes.save, methods=["POST"]),
        Route("/drops/{drop}/{shelf}", here.keep, methods=["PUT"]),
        Route("/drops/{drop}/{shelf}", here.remove, methods=["DELETE"]),
        Route("/made/{key}/{name}", here.fetch, methods=["GET"]),
    ]
    return Starlette(
        routes=routes,
        exception_handlers={
            Refusal: _answer_of,
            HTTPException: _strange,
            TooMuchError: _too_much,
            SlowError: _slow,
            Exception: _answer_of,
        },
    )


def _pages() -> list[Path]:
    return [path for path in sorted(_PAGE.iterdir()) if path.suffix in _KINDS]


def _static(path: Path) -> Callable[[Request], Any]:
    async def serve(_: Request) -> Response:
        return Response(path.read_bytes(), media_type=f"{_KINDS[path.suffix]}; charset=utf-8")

    return serve


async def _answer_of(_: Request, error: Exception) -> Response:
    return error.answer if isinstance(error, Refusal) else refuse(500, words.FAULT)


async def _strange(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return refuse(status, words.NOTHING_HERE)


async def _slow(_: Request, __: Exception) -> Response:
    return refuse(408, words.SLOW)


async def _too_much(_: Request, __: Exception) -> Response:
    return refuse(507, words.TOO_MUCH, words.TOO_MUCH_DEED)


class Routes(Verbs):
    """The verbs of the drop page."""

    async def open(self, request: Request) -> Response:
        """Begin a drop."""
        await self._said(request)
        bounds = self.desk.bounds
        return JSONResponse({
            "drop": self.desk.drops.open(), "today": self.desk.today().isoformat(), "largest": bounds.file,
            "version": self.desk.version,
        })  # fmt: skip

    async def close(self, request: Request) -> Response:
        """Forget a drop."""
        self._drop(request)
        self.desk.drops.close(request.path_params["drop"])
        return JSONResponse({})

    async def keep(self, request: Request) -> Response:
        """Take a file, whose bytes are the body."""
        drop, shelf, name = self._drop(request), named_shelf(request), request.query_params.get("name", "")
        if request.headers.get("content-type") != _RAW:
            raise Refusal(415, words.OTHER_FORM)
        length = request.headers.get("content-length", "0")
        bounds = self.desk.bounds
        try:
            if not length.isdecimal() or int(length) > bounds.file:
                raise too_large(name, bounds)
            kept = await self.desk.drops.keep(drop, shelf, name, request.stream())
        except XltrackError as error:
            return JSONResponse(refusal_of(error), 413)
        except ClientDisconnect:
            return Response(status_code=400)
        except OSError as error:
            return JSONResponse(refusal_of(failure(error, Path(name))), 507)
        path = kept.relative_to(drop.folder / shelf).as_posix()
        return JSONResponse({"path": path, "bytes": kept.stat().st_size})

    async def remove(self, request: Request) -> Response:
        """Take a file out again."""
        self.desk.drops.remove(self._drop(request), named_shelf(request), request.query_params.get("name", ""))
        return JSONResponse({})

    async def look(self, request: Request) -> Response:
        """The summary of what was dropped; 422 where there is none, and why."""
        drop, said = self._drop(request), await self._said(request)
        async with drop.busy:
            answer = await self._ask(drop, self._order(drop, "look", said), self.desk.bounds.looking)
        drop.spoken = answer.pop("spoken", [])
        if "summary" in answer:
            drop.shown = answer["summary"]["checks"]["rows"]
            told = [{name: one[name] for name in ("key", "said", "message", "cell")} for one in drop.answers]
            answer["summary"]["checks"]["ticked"] = told
        return JSONResponse(answer, 422 if "refused" in answer else 200)

    async def tick(self, request: Request) -> Response:
        """Note what is said to a line of the summary that was shown last (「√」 or the right value); 「」 takes it back."""
        drop, said = self._drop(request), await self._said(request)
        number, words_ = said.get("line"), str(said.get("said", ""))[:_ANSWER]
        if said.get("undo"):
            drop.answers = [one for one in drop.answers if one["key"] != said["undo"]]
        elif isinstance(number, int) and 0 <= number < len(drop.spoken) and words_.strip():
            code, spoken = drop.spoken[number]
            row = drop.shown[number]
            drop.answers.append({
                "key": secrets.token_urlsafe(6), "said": words_, "message": row["message"], "cell": row["cell"],
                "answer": [code, words_, spoken],
            })  # fmt: skip
        else:
            raise Refusal(409, words.LOOK_AGAIN)
        return JSONResponse({})

    async def make(self, request: Request) -> Response:
        """Make results, a line for each step, at last one that says where they are."""
        drop, said = self._drop(request), await self._said(request)
        order = self._order(drop, "make", said, what=str(said.get("what", "")), output=drop.room())
        return StreamingResponse(self._made(drop, order), media_type="application/x-ndjson")

    async def _made(self, drop: Drop, order: Order) -> AsyncIterator[bytes]:
        steps: asyncio.Queue[str | None] = asyncio.Queue()

        async def ask() -> dict[str, Any]:
            try:
                async with drop.busy:
                    return await self._ask(drop, order, self.desk.bounds.making, steps.put_nowait)
            finally:
                steps.put_nowait(None)

        asking = asyncio.create_task(ask())
        try:
            while step := await steps.get():
                yield _line({"step": step})
            yield _line(self._published(await asking))
        finally:
            asking.cancel()
            await asyncio.wait([asking])  # whoever asked may have gone: the process that worked for him is ended first

    async def update(self, request: Request) -> Response:
        """What `xltrack update` would write into a workbook; with 「write」 a copy that it is written into."""
        return await self._write(request, "update")

    async def collect(self, request: Request) -> Response:
        """What the forms say that were dropped; with 「write」 the ledger and 填报汇总 with it."""
        return await self._write(request, "collect")

    async def _write(self, request: Request, deed: str) -> Response:
        drop, said = self._drop(request), await self._said(request)
        output = drop.room() if said.get("write") is True else None
        order = self._order(drop, deed, said, what=str(said.get("what", "")), output=output)
        async with drop.busy:
            answer = await self._ask(drop, order, self.desk.bounds.making)
        return JSONResponse(self._published(answer), 422 if "refused" in answer else 200)

    async def fetch(self, request: Request) -> Response:
        """A result."""
        path = self.desk.drops.made(request.path_params["key"])
        if not path or path.name != request.path_params["name"] or not path.is_file():
            raise Refusal(404, words.GONE)
        return FileResponse(path, media_type=_RAW, filename=path.name)


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said).encode("ascii") + b"\n"
