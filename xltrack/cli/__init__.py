"""The command line: thin, no judgement; the only place that asks what day it is (docs/规则.md 6)."""

import sys


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit status; nothing heavy is imported to tell the version."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments in (["--version"], ["-V"]):
        from xltrack import __version__

        sys.stdout.write(f"xltrack {__version__}\n")
        return 0
    if arguments[:1] == ["--child"]:
        from xltrack.cli.child import be_child

        return be_child(arguments[1:])
    if arguments[:1] == ["--dropped"]:
        from xltrack.cli.dropping import report_dropped

        return report_dropped()
    if argv is None:
        # A short process of its own leaves no garbage worth looking for while it imports; `run` turns it on again.
        import gc

        gc.disable()
    from xltrack.cli.run import run

    status = run(arguments)
    if argv is None:
        gc.freeze()
    return status
