"""One run of the command line: parse, call the command, turn every failure into one sentence and an exit status."""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from xltrack.base import platform
from xltrack.base.errors import Skipped, UsageError, XltrackError
from xltrack.base.system import reason_of
from xltrack.base.text import visible
from xltrack.cli import words
from xltrack.cli.console import NothingReadError, complain, tell_json


def run(argv: list[str]) -> int:
    """Do what `argv` asks; the exit status of docs/规则.md 6."""
    platform.insist_on_unicode_names(argv)
    platform.prepare_console()
    try:
        status = _obey([word for word in argv if word != "--debug"])
        sys.stdout.flush()
    except KeyboardInterrupt:
        _fail(argv, UsageError("D178"))
        return 130
    except OSError as error:
        if platform.is_closed_pipe(error):
            platform.silence_output()
            return platform.CLOSED_PIPE_STATUS
        refused = _refused(error)
        if refused.code == "D176":
            platform.silence_output()
        _fail(argv, refused)
        return 2
    except NothingReadError as error:
        _answer(argv, error.skipped[0].error, error.skipped)
        return 2
    except Exception as error:
        if "--debug" in argv:
            import traceback

            sys.stderr.write(visible(traceback.format_exc()))
        _fail(argv, error if isinstance(error, XltrackError) else UsageError("D179", kind=type(error).__name__))
        return 2
    return status


def _fail(argv: list[str], error: XltrackError) -> None:
    """Say a failure to people and, where a program asks, to it."""
    complain(error)
    _answer(argv, error)


def _answer(argv: list[str], error: XltrackError, skipped: Sequence[Skipped] = ()) -> None:
    """The document of a failure, on standard output, where the command line asks for JSON at all."""
    from xltrack.cli.parser import DASHES

    if any(word.lstrip(DASHES) == "json" != word for word in argv):
        from xltrack.programs.refusals import render_error

        with suppress(OSError):
            tell_json(render_error(error, skipped))


def _refused(error: OSError) -> UsageError:
    """What the system would not do: show the result (an error without a file), or something with a file."""
    if error.filename is not None:
        return UsageError("D230", path=error.filename, reason=reason_of(error))
    if error.errno == errno.ENOENT:  # nothing but the folder that it runs in has no name here
        return UsageError("D230", path=words.HERE, reason=reason_of(error))
    return UsageError("D176", reason=reason_of(error))


def _obey(argv: list[str]) -> int:
    """Do one command; files alone mean `report`, so that a file dropped on a shortcut works."""
    named = bool(argv) and argv[0] in words.HELP
    command, rest = (argv[0], argv[1:]) if named else ("report", argv)
    if argv and not named and "." not in argv[0] and not os.path.exists(argv[0]):  # noqa: PTH110
        from xltrack.notices.model import KINDS

        if argv[0] in KINDS:
            raise UsageError("D160", reason=words.NOTICE_ASKED.format(word=argv[0]))
    # Letters alone that are no file were meant for a command.
    if argv and not named and argv[0].isascii() and argv[0].isalpha() and not os.path.exists(argv[0]):  # noqa: PTH110
        known = "、".join(filter(None, words.HELP))
        raise UsageError("D160", reason=words.UNKNOWN_COMMAND.format(word=argv[0], known=known))
    if not argv or {"-h", "--help"} & set(rest):
        sys.stdout.write(words.HELP[command if named else ""])
        return 0 if argv else 2
    from xltrack.cli.parser import parse_arguments

    said = parse_arguments(command, rest)
    # Nobody waits for what another command needs.
    if command in ("check", "inspect", "explain", "limits", "templates"):
        from xltrack.cli.listing import LISTERS as COMMANDS
    else:
        from xltrack.cli.commands import WRITERS as COMMANDS
    if not gc.isenabled():
        gc.freeze()  # what was imported stays until the end
        gc.set_threshold(1_000_000, 20, 50)
        gc.enable()
    return COMMANDS[command](said)
