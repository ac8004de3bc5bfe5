"""What stands before every request: whose page it comes from, whether it knows the token, how much it sends and how slowly.

Nothing of another origin is answered, whatever it asks; no header lets another origin read anything. What is refused leaves
nothing behind.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, NamedTuple

from starlette.responses import JSONResponse, Response

from xltrack.serving import words
from xltrack.serving.bounds import Bounds

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

TOKEN: Final = "x-xltrack-token"  # of the run; a page of another origin cannot send such a header
OPEN: Final = (
    "/",
    "/page.css",
    "/ie11.css",
    "/page.js",
    "/pane.js",
    "/hosts.js",
    "/excel.js",
    "/wps.js",
    "/lists.js",
    "/made/",
    "/pane",
)  # what is no secret, or known by its own key
# What panes alone get, by another key or because it is no secret either: at the door of https, and at no other.
_FOR_PANES: Final = ("/session", "/quit")
_FOLDERS_FOR_PANES: Final = ("/addin/", "/office-js/")
_PAGES: Final = ("/", "/pane")  # what somebody may come to from anywhere: it shows nothing without the token
_FETCHED: Final = frozenset({"same-origin", "none"})
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin", "cache-control": "no-store",
    "connection": "close",  # one request for each connection: what is late is cut, and nothing is left over for the next
}  # fmt: skip
# Programs of Office that are pages themselves show a pane in a frame; nobody else may.
_FRAMED: Final = {
    "content-security-policy": _HEADERS["content-security-policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors https://*.officeapps.live.com https://*.office.com"
    ),
    "x-frame-options": None,
    "cross-origin-opener-policy": None,
}
# Office shows no picture that it may not keep (Icon element, learn.microsoft.com).
_KEPT: Final = {"cache-control": "max-age=86400"}


class SlowError(Exception):
    """The body of a request did not come in its time."""


class Gate(NamedTuple):
    """By what a request is known to come from the page of this run.

    Attributes:
        hosts: what the server is called, with its port.
        token: of the run.
        panes: it is the door of panes, which speaks https.
    """

    hosts: frozenset[str]
    token: str
    panes: bool = False

    @property
    def origins(self) -> frozenset[str]:
        """What pages of the server come from."""
        return frozenset(f"{'https' if self.panes else 'http'}://{host}" for host in self.hosts)


class Guard:
    """Refuses, limits, times; the rest goes on to `app`."""

    def __init__(self, app: App, gate: Gate, bounds: Bounds) -> None:
        self.app, self.gate, self.bounds = app, gate, bounds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = _Answer(send, _own_headers(scope["path"]))
        refused = self._refused(scope)
        try:
            async with asyncio.timeout(self.bounds.answering):
                await (refused or self.app)(scope, _Timed(receive, self.bounds).receive, answer.send)
        except Exception:  # nothing of what was dropped gets into a log
            await answer.instead(500, words.FAULT, scope, receive)

    def _refused(self, scope: Scope) -> Response | None:
        headers: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
        if headers.get("host", []) not in [[host] for host in self.gate.hosts]:
            return refuse(421, words.OTHER_HOST)
        if not self._is_own(scope, headers):
            return refuse(403, words.OTHER_PAGE)
        if "content-encoding" in headers:
            return refuse(415, words.OTHER_FORM)
        path = scope["path"]
        if path in _FOR_PANES or path.startswith(_FOLDERS_FOR_PANES):
            return None if self.gate.panes else refuse(404, words.NOTHING_HERE)
        if path in OPEN or path.startswith("/made/"):
            return None
        given = headers.get(TOKEN, [])
        if len(given) != 1 or not secrets.compare_digest(given[0].encode(), self.gate.token.encode()):
            return refuse(403, words.NO_TOKEN)
        return None

    def _is_own(self, scope: Scope, headers: dict[str, list[str]]) -> bool:
        """Whether no page of another origin asks. Somebody may come to the page itself from anywhere, which shows nothing."""
        if (
            scope["method"] == "GET"
            and scope["path"] in _PAGES
            and headers.get("sec-fetch-mode", ["navigate"]) == ["navigate"]
        ):
            return "origin" not in headers
        origin = all(value in self.gate.origins for value in headers.get("origin", []))
        return origin and all(value in _FETCHED for value in headers.get("sec-fetch-site", []))


def refuse(status: int, sentence: str, deed: str = "") -> JSONResponse:
    """A refusal in words."""
    return JSONResponse({"refused": {"sentence": sentence, "deed": deed}}, status)


def _own_headers(path: str) -> dict[bytes, bytes]:
    """The headers that an answer has whatever it says."""
    headers: dict[str, str | None] = {**_HEADERS}
    if path == "/pane":
        headers |= _FRAMED
    elif path.startswith("/addin/"):
        headers |= _KEPT
    return {name.encode(): value.encode() for name, value in headers.items() if value is not None}


class _Answer:
    """Sends an answer with the headers that every one has; another one in its place, where it has not begun."""

    def __init__(self, send: Send, own: dict[bytes, bytes]) -> None:
        self._send, self._own, self._begun = send, own, False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._begun = True
            own = self._own
            message["headers"] = [*((n, v) for n, v in message["headers"] if n.lower() not in own), *own.items()]
        await self._send(message)

    async def instead(self, status: int, sentence: str, scope: Scope, receive: Receive) -> None:
        if not self._begun:
            await refuse(status, sentence)(scope, receive, self.send)


class _Timed:
    """Receives a body, but waits neither long for a piece nor for ever for all."""

    def __init__(self, receive: Receive, bounds: Bounds) -> None:
        self._receive, self._pausing = receive, bounds.pausing
        self._end = asyncio.get_running_loop().time() + bounds.receiving
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()  # whether whoever asked has gone
        left = self._end - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(min(self._pausing, max(left, 0.0))):
                message = await self._receive()
        except TimeoutError:
            raise SlowError from None
        self._whole = not message.get("more_body", False)
        return message
