"""One run of the command line: parse, call the command, turn every failure into one sentence and an exit status."""

import gc
import os
import sys
from collections.abc import Callable
from types import SimpleNamespace

from xltrack.base import platform
from xltrack.base.errors import UsageError, XltrackError
from xltrack.cli import words
from xltrack.cli.console import NothingReadError, complain


def run(argv: list[str]) -> int:
    """Do what `argv` asks; the exit status of docs/规则.md 6."""
    platform.insist_on_unicode_names(argv)
    platform.prepare_console()
    try:
        status = _obey([word for word in argv if word != "--debug"])
        sys.stdout.flush()
    except KeyboardInterrupt:
        complain(UsageError("D178"))
        return 130
    except OSError as error:
        platform.silence_output()
        if platform.is_closed_pipe(error):
            return platform.CLOSED_PIPE_STATUS
        complain(UsageError("D176", reason=error.strerror or type(error).__name__))
        return 2
    except NothingReadError:
        return 2
    except Exception as error:
        if "--debug" in argv:
            import traceback

            traceback.print_exc()
        complain(error if isinstance(error, XltrackError) else UsageError("D179", kind=type(error).__name__))
        return 2
    return status


def _obey(argv: list[str]) -> int:
    """Do one command; files alone mean `report`, so that a file dropped on a shortcut works."""
    named = bool(argv) and argv[0] in words.HELP
    command, rest = (argv[0], argv[1:]) if named else ("report", argv)
    if argv and not named and _is_mistyped(argv[0]):
        raise UsageError(
            "D160", reason=words.UNKNOWN_COMMAND.format(word=argv[0], known="、".join(filter(None, words.HELP)))
        )
    if not argv or {"-h", "--help"} & set(rest):
        sys.stdout.write(words.HELP[command if named else ""])
        return 0 if argv else 2
    from xltrack.cli.parser import parse_arguments

    said = parse_arguments(command, rest)
    do = _find_command(command)
    if not gc.isenabled():
        gc.freeze()  # what was imported stays until the end
        gc.set_threshold(1_000_000, 20, 50)
        gc.enable()
    return do(said)


def _find_command(name: str) -> Callable[[SimpleNamespace], int]:
    """What does a command, imported when it is asked for: nobody waits for what another one needs."""
    if name in ("check", "inspect", "explain", "limits", "templates"):
        from xltrack.cli.listing import LISTERS

        return LISTERS[name]
    from xltrack.cli.commands import WRITERS

    return WRITERS[name]


def _is_mistyped(word: str) -> bool:
    """Whether the first word is a command that there is none of, not a file: letters alone, and no such file is there."""
    return word.isascii() and word.isalpha() and not os.path.exists(word)  # noqa: PTH110
