"""Vocabulary as data: lexicon.toml, one section for each grammar."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))


@cache
def words(section: str) -> Mapping[str, Any]:
    """One section of the lexicon: 「columns」, 「deadlines」, 「units」 or 「status」.

    A string of words with spaces between them becomes a tuple of words; tables and lists stay as they are.
    """
    return {key: tuple(v.split()) if isinstance(v, str) else v for key, v in _table()[section].items()}
