"""What panes ask of the server besides what the page does: the token of the run for their key, pictures, Office.js."""

import secrets
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from xltrack.addin.setup import Setup
from xltrack.serving import words
from xltrack.serving.desk import Refusal, said_in

_WRONG: Final = 10  # wrong keys within so many seconds; then nobody is listened to until they are past
_WITHIN: Final = 60.0
_LONGEST: Final = 4096  # bytes of what is said with a key
_KINDS: Final = {
    ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
    ".png": "image/png", ".gif": "image/gif", ".svg": "image/svg+xml",
}  # fmt: skip


class Keyhole:
    """Compares keys; whoever tries many is kept waiting."""

    def __init__(self, key: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.key, self.clock = key.encode(), clock
        self._wrong: deque[float] = deque(maxlen=_WRONG)

    def check(self, given: object) -> None:
        """Go on where the key is right; Refusal 403 where it is not, 429 where too many were not."""
        now = self.clock()
        if len(self._wrong) == _WRONG and now - self._wrong[0] < _WITHIN:
            raise Refusal(429, words.TOO_MANY_KEYS, words.TOO_MANY_KEYS_DEED)
        if not isinstance(given, str) or not secrets.compare_digest(given.encode("utf-8", "replace"), self.key):
            self._wrong.append(now)
            raise Refusal(403, words.NO_KEY, words.NO_KEY_DEED)


def pane_routes(setup: Setup, token: str, end: Callable[[], object]) -> list[Route]:
    """What is answered at the door of panes alone; `end` ends the server."""
    keyhole = Keyhole(setup.key)

    async def session(request: Request) -> Response:
        keyhole.check((await said_in(request, _LONGEST)).get("key"))
        return JSONResponse({"token": token})

    async def leave(request: Request) -> Response:
        keyhole.check((await said_in(request, _LONGEST)).get("key"))
        end()
        return JSONResponse({})

    async def picture(request: Request) -> Response:
        return _file(setup.icons, request.path_params["name"])

    async def office(request: Request) -> Response:
        return _file(setup.office_js, request.path_params["path"])

    return [
        Route("/session", session, methods=["POST"]),
        Route("/quit", leave, methods=["POST"]),
        Route("/addin/{name}", picture, methods=["GET"]),
        Route("/office-js/{path:path}", office, methods=["GET"]),
    ]


def _file(folder: Path, told: str) -> Response:
    """A file that lies in a folder, or in one in it; Refusal 404 where there is none."""
    listed = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    path = listed.get(told)
    kind = _KINDS.get(path.suffix.lower()) if path else None
    if path is None or kind is None:
        raise Refusal(404, words.NOTHING_HERE)
    return Response(path.read_bytes(), media_type=kind)
