"""Whatever is bound to a platform, in one module; nothing of POSIX or of Windows is imported at its top."""

import io
import os
import re
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, TextIO

CHILD: Final = "--child"  # begins the arguments of a process that this program starts of itself
CLOSED_PIPE_STATUS: Final = 141  # what a shell shows for a program that SIGPIPE ended


def prepare_console() -> None:
    """Make the standard streams unable to fail on a character.

    A GBK console (cp936) has no ✓ or 𠮷: such a character becomes 「?」. A stream in the C locale calls itself ASCII,
    where every Chinese character would be lost, but the terminals behind it speak UTF-8. A program without a console
    has no streams at all.
    """
    sys.stdout = _safe(sys.stdout)
    sys.stderr = _safe(sys.stderr)


def _safe(stream: TextIO | None) -> TextIO:
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123 - lives as long as the program
    if isinstance(stream, io.TextIOWrapper):
        ascii_only = stream.encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968", "646")
        stream.reconfigure(encoding="utf-8" if ascii_only else None, errors="replace")
    return stream


def insist_on_unicode_names(argv: list[str]) -> None:
    """Start again in UTF-8 mode where file names can only be ASCII (locale C with all coercion off): 「…_进度_….xlsx」 is none."""
    if sys.platform != "win32" and sys.getfilesystemencoding() == "ascii":
        os.execv(sys.executable, own_command(*argv, options=("-X", "utf8")))


def own_command(*arguments: str, options: Sequence[str] = ()) -> list[str]:
    """What starts this program again in a process of its own: the same code, whatever lies in the current folder.

    A frozen program is one file, and takes no options of Python's.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, *arguments]
    return [sys.executable, "-P", *options, str(Path(__file__).parents[1] / "__main__.py"), *arguments]


def desktop_quoted(word: str) -> str:
    """A word between quotes in the command of a desktop entry: for the shell's sake, then for the file's, then for its % codes."""
    return re.sub(r'(["`$\\])', r"\\\1", word).replace("\\", "\\\\").replace("%", "%%")


def write_bytes(pieces: Iterable[bytes]) -> None:
    """Write to standard output as they are, past the console's encoding: JSON is UTF-8 everywhere."""
    sys.stdout.flush()
    raw = getattr(sys.stdout, "buffer", None)
    for piece in pieces:
        if raw is None:
            sys.stdout.write(piece.decode("utf-8"))
        else:
            raw.write(piece)
    (raw or sys.stdout).flush()


def silence_output() -> None:
    """Point standard output at nothing, once its reader has gone: the interpreter's last flush must not complain."""
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def is_closed_pipe(error: OSError) -> bool:
    """Whether writing failed because the reader is gone; Windows says 「Invalid argument」 (errno 22) of that."""
    return isinstance(error, BrokenPipeError) or (sys.platform == "win32" and error.errno == 22)


def replace_file(source: Path, target: Path) -> None:
    """Move a file into the place of another, at once for whoever looks.

    On Windows a virus scanner or a cloud folder holds new files for a moment: tried again for two seconds.
    """
    for pause in (0.05, 0.1, 0.2, 0.4, 0.6, 0.6, 0.0):
        try:
            source.replace(target)
        except PermissionError:
            if sys.platform != "win32" or not pause:
                raise
            time.sleep(pause)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Make a rename outlast a power loss; Windows does so by itself and opens no folders."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some network file systems cannot
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_running(pid: int) -> bool:
    """Whether a process with this number runs on this machine."""
    if sys.platform == "win32":
        import ctypes

        synchronize, timeout = 0x00100000, 0x102
        handle = ctypes.windll.kernel32.OpenProcess(synchronize, False, pid)
        if not handle:
            return False
        waiting: int = ctypes.windll.kernel32.WaitForSingleObject(handle, 0)
        ctypes.windll.kernel32.CloseHandle(handle)
        return waiting == timeout
    try:
        os.kill(pid, 0)  # signal 0 only asks
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def show_file(path: Path) -> bool:
    """Open a file as a double click does; False where this computer has nothing that would."""
    try:
        if sys.platform == "win32":
            os.startfile(path)
        else:
            opener = "open" if sys.platform == "darwin" else "xdg-open"
            silence = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_RDWR, 0) for stream in range(3)]
            os.posix_spawnp(opener, [opener, str(path)], os.environ, file_actions=silence, setsid=True)
    except OSError:
        return False
    return True


# --- Children: their limits of time and memory ---


def run_limited(command: Sequence[str], data: bytes, seconds: float) -> tuple[int, bytes] | None:
    """Run a program with bytes on its standard input; its exit status and output, or None where the time was up.

    A program that bounds its own processor time (`limit_this_process`) gets more by the clock: a busy machine is not its fault.
    What it writes to standard error is dropped; on Windows no console window opens.
    """
    import signal
    import subprocess

    patience = seconds if sys.platform == "win32" else 3 * seconds
    flags: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=patience,
            creationflags=flags, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    if done.returncode == -getattr(signal, "SIGXCPU", 0) < 0:
        return None
    return done.returncode, done.stdout


def limit_this_process(memory: int, seconds: float) -> None:
    """Bound this process's address space and processor time where the platform can; elsewhere the parent's clock alone does."""
    try:
        import resource
    except ImportError:
        return
    for kind, bound in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1)):
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
            resource.setrlimit(kind, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))


def limit_from_now(memory: int, seconds: float) -> None:
    """Bound what this process may take beyond what it has taken already; see `limit_this_process`."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):  # not Linux
        return
    limit_this_process(pages * os.sysconf("SC_PAGE_SIZE") + memory, time.process_time() + seconds)


def lift_limits() -> None:
    """Take back what `limit_from_now` bounded: what this process starts from here on may be large."""
    try:
        import resource
    except ImportError:
        return
    for kind in (resource.RLIMIT_AS, resource.RLIMIT_CPU):
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (hard, hard))


def host_name() -> str:
    """The name of this machine, without loading the network."""
    return os.uname().nodename if sys.platform != "win32" else os.environ.get("COMPUTERNAME", "")
