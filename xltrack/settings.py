"""The office's policy, from `xltrack.toml` beside the workbook (docs/规则.md 5, README)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Policy:
    """How to judge.

    Attributes:
        window: days of warning before a due date (D and the due date included).
        workdays: count the window in workdays of China (with its make-up days) instead of calendar days.
        count: which roll-up leads on 总览: by leading units, or by every unit named.
        base: dates of events that relative deadlines count from: {「印发」: 2021-06-01}.
    """

    window: int = 7
    workdays: bool = False
    count: Literal["lead", "named"] = "lead"
    base: Mapping[str, date] = field(default_factory=dict)
