"""The one table of rules: every sentence that a diagnostic or an error says stands in the .toml files beside this one.

A rule has a code by stage (D1 file and sheet, D2 table and header, D3 rows, D4 deadlines, D5 units, D6 status, D7 forms and
mail, D8 edits and forms), a severity, a sentence, what to do, and a page for `xltrack explain`. Codes are
never used again for another meaning.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from xltrack.base.patterns import pattern

_FACT: Final = pattern(r"\{[^{}]*\}")
Severity = Literal["error", "warning", "info"]
Doubt = Literal["deadline", "report", "units", ""]


class Rule(NamedTuple):
    """One rule: its code, severity, sentence and deed (both with {names}), its page, and what it leaves in doubt of a task.

    Only what could change a figure is in doubt (docs/规则.md 5.11): when a task is due, how far it is, which units answer for it.
    """

    code: str
    severity: Severity
    sentence: str
    deed: str
    page: str
    doubt: Doubt = ""

    @property
    def pattern(self) -> str:
        """The sentence with 「…」 for its facts, as lists of rules show it."""
        return _FACT.sub("…", self.sentence)

    @property
    def deed_pattern(self) -> str:
        """What to do, with 「…」 for the facts."""
        return _FACT.sub("…", self.deed)

    def message(self, facts: Mapping[str, object]) -> str:
        """The sentence with its facts filled in; it stands alone, without a full stop."""
        return self.sentence.format_map(facts)

    def remedy(self, facts: Mapping[str, object]) -> str:
        """What the user can do, with the facts filled in."""
        return self.deed.format_map(facts)


def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, in the order of the table."""
    return {code: rule for stage in "12345678" for text in _texts(stage) for code, rule in _rules(text).items()}


@cache
def rule(code: str) -> Rule:
    """The rule of a code; an unknown code is a fault of the program (KeyError).

    It is read by itself: a run says little, and the tables with all their pages are long.
    """
    head = f"[{code}]\n"
    for text in _texts(code[1]):
        start = text.find(head)
        if start >= 0:
            return _rules(text[start : text.find("\n[D", start) + 1 or None])[code]
    raise KeyError(code)


@cache
def _texts(stage: str) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob(f"d{stage}_*.toml")))


def _rules(text: str) -> Mapping[str, Rule]:
    return {
        code: Rule(code, told["severity"], told["sentence"], told["deed"], told["page"].strip(), told.get("doubt", ""))
        for code, told in tomllib.loads(text).items()
    }
