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


def words(section: str) -> Mapping[str, Any]:
    """One section of the lexicon: 「columns」, 「deadlines」, 「units」 or 「status」."""
    return _table()[section]
