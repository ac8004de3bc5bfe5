"""Vocabulary as data: lexicon.toml, one section for each grammar; what few runs need stands in a file of its own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILES: Final = {"notices": "lexicon_notices.toml"}


@cache
def _table(file: str) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(Path(__file__).with_name(file).read_text(encoding="utf-8"))


@cache
def words(section: str) -> Mapping[str, Any]:
    """One section of the lexicon: 「columns」, 「deadlines」, 「units」, 「status」 or 「notices」.

    A string of words with spaces between them becomes a tuple of words; tables and lists stay as they are.
    """
    table = _table(_FILES.get(section, "lexicon.toml"))
    return {key: tuple(v.split()) if isinstance(v, str) else v for key, v in table[section].items()}
