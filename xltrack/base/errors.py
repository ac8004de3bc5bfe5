"""What stops a run: one Chinese sentence and what to do, never a traceback (docs/规则.md 6)."""

from functools import partial
from typing import NamedTuple


class _Known(dict[str, object]):
    """The facts of a sentence; what a stage above has still to add shows as 「…」."""

    def __missing__(self, _: str) -> str:
        return "…"


class XltrackError(Exception):
    """A file or the program failed; `str()` says it in one Chinese sentence, by the table of rules.

    Caught in `cli` (and later `web`) alone.

    Attributes:
        code: the rule, such as 「D101」.
        facts: what the sentence of the rule names, by keyword.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        """The sentence, without a full stop; 「…」 where a fact is not known yet."""
        from xltrack.base.rules import rule  # the tables are read when something failed, and not before

        return rule(self.code).message(_Known(self.facts))

    @property
    def remedy(self) -> str:
        """What the user can do about it."""
        from xltrack.base.rules import rule

        return rule(self.code).remedy(_Known(self.facts))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with its keywords: a child process or an executor hands it back."""
        return partial(type(self), self.code, **self.facts), ()


class SourceError(XltrackError):
    """A file given to be read cannot be read as a workbook (rules D101 to D139, D250 to D259)."""


class OutputError(XltrackError):
    """A result could not be written (rules D140 to D159, D260)."""


class UsageError(XltrackError):
    """The command line, the settings or a roster ask for something that cannot be (rules D160 to D179)."""


class MailError(XltrackError):
    """Mail cannot be sent at all: no server, no trust, no login (rules D750 to D759)."""


class BundleError(XltrackError):
    """The folder for a PC without Python cannot be made (rules D880 to D889)."""


class AddinError(XltrackError):
    """The button in Excel or WPS cannot be installed (rules D890 to D899)."""


class EditError(XltrackError):
    """The office's own workbook cannot be written into, and not a byte of it was (rules D800 to D819)."""


class Skipped(NamedTuple):
    """A file of several that could not be read, by its name, and why."""

    source: str
    error: XltrackError
