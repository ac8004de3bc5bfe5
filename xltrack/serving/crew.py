"""The processes that read and make: a few, kept warm; who comes while all are busy waits in line, and one that hangs is replaced."""

import asyncio
import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, Self

from xltrack.base.children import libraries
from xltrack.base.errors import SourceError, UsageError, XltrackError
from xltrack.base.platform import CHILD, own_command
from xltrack.serving.worker import DONE, NEXT

NAME: Final = "serving"  # what such a child is called
_LONGEST: Final = 64 << 20  # bytes of an answer
_MOST: Final = 4
_STARTING: Final = 60.0  # seconds


class HandError(Exception):
    """A process did not answer: it died, or its time was up."""


class Crew:
    """The processes of one run; `folder` is where they leave what is temporary."""

    def __init__(self, folder: Path, command: Sequence[str] = ()) -> None:
        self.folder = folder
        self.command = command or own_command(CHILD, NAME, libraries())
        self._idle: asyncio.Queue[_Hand] = asyncio.LifoQueue()  # the warmest first
        self._hands: set[_Hand] = set()

    async def __aenter__(self) -> Self:
        for _ in range(max(1, min(os.cpu_count() or 1, _MOST))):
            await self._hire()
        return self

    async def __aexit__(self, *_: object) -> None:
        for hand in self._hands:
            hand.kill()
        ending = asyncio.gather(*(hand.dismiss() for hand in self._hands))
        while not ending.done():  # whoever ends the program interrupts this too: no process is left behind for that
            with suppress(asyncio.CancelledError):
                await asyncio.shield(ending)

    async def ask(
        self, order: Mapping[str, Any], seconds: float, told: Callable[[str], None] = lambda _: None
    ) -> dict[str, Any]:
        """What a process answers to an order, once one is free.

        Args:
            order: what is to be done.
            seconds: how long that may take by the clock, waiting aside.
            told: takes the name of what is done next.

        Raises:
            XltrackError: it took too long (D135), or died over it (D179).
        """
        try:
            return await self._asked(order, seconds, told)
        except HandError:  # perhaps it had died before, idle: another one is asked, once
            pass
        try:
            return await self._asked(order, seconds, told)
        except HandError:
            raise UsageError("D179", kind="child") from None

    async def _asked(self, order: Mapping[str, Any], seconds: float, told: Callable[[str], None]) -> dict[str, Any]:
        hand, done = await self._idle.get(), False
        try:
            await hand.begin()
            async with asyncio.timeout(seconds):
                answer = await hand.ask(order, told)
            done = True
        except TimeoutError:
            raise self._too_long(order, seconds) from None
        except (OSError, ValueError):
            raise HandError from None
        finally:
            if done:
                self._idle.put_nowait(hand)
            else:  # also where whoever asked went away meanwhile
                self._hands.discard(hand)
                await hand.dismiss()
                await self._hire()
        return answer

    def _too_long(self, order: Mapping[str, Any], seconds: float) -> XltrackError:
        return SourceError("D135", name="、".join(order["loose"][:2]) or "…", seconds=round(seconds))

    async def _hire(self) -> None:
        hand = _Hand(await self._start())
        self._hands.add(hand)
        self._idle.put_nowait(hand)

    async def _start(self) -> asyncio.subprocess.Process:
        folder = str(self.folder)
        return await asyncio.create_subprocess_exec(
            *self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, limit=_LONGEST,
            env={**os.environ, "TMPDIR": folder, "TEMP": folder, "TMP": folder}, cwd=folder,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0), start_new_session=os.name != "nt",
        )  # fmt: skip


class _Hand:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process, self._begun = process, False

    async def begin(self) -> None:
        """Wait until it can take orders."""
        if not self._begun:
            async with asyncio.timeout(_STARTING):
                await self._answer(lambda _: None)
            self._begun = True

    async def ask(self, order: Mapping[str, Any], told: Callable[[str], None]) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order).encode("ascii") + b"\n")
        await self._process.stdin.drain()
        return await self._answer(told)

    async def _answer(self, told: Callable[[str], None]) -> dict[str, Any]:
        assert self._process.stdout
        while line := await self._process.stdout.readline():
            said = json.loads(line)
            if DONE in said:
                answer: dict[str, Any] = said[DONE]
                return answer
            told(said[NEXT])
        raise HandError

    async def dismiss(self) -> None:
        """End it, and wait until it has ended."""
        self.kill()
        await self._process.wait()

    def kill(self) -> None:
        """End it, whatever it does, and what it has started."""
        with suppress(ProcessLookupError, PermissionError):
            if os.name == "nt":
                self._process.kill()
            else:
                import signal

                os.killpg(self._process.pid, signal.SIGKILL)
