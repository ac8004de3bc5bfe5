"""What a test expects to be refused: the kind of failure and its rule, whose sentence is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from xltrack.base.errors import XltrackError


@contextmanager
def refused(code: str, *kinds: type[XltrackError]) -> Iterator[None]:
    """Fail unless the body is refused by this rule, with an error of one of the kinds."""
    with pytest.raises(kinds) as caught:
        yield
    assert code == caught.value.code
    assert str(caught.value)
    assert "…" not in str(caught.value)
