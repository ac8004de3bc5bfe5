"""A program that is missing is a reason to leave a test out on a user's machine, and a failure in CI."""

from __future__ import annotations

import pytest

from tests import office
from tests.conftest import PROGRAMS, insist_on


@pytest.fixture
def bare(monkeypatch):
    """A machine with no programs at all."""
    monkeypatch.setenv("PATH", "")
    return monkeypatch


@pytest.mark.parametrize("mark", PROGRAMS)
def test_on_a_users_machine_the_test_is_left_out(mark, bare):
    bare.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="is not installed"):
        insist_on(mark)


@pytest.mark.parametrize("mark", PROGRAMS)
def test_in_ci_it_fails(mark, bare):
    bare.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="is not installed"):
        insist_on(mark)


def test_a_test_without_the_mark_does_not_start_libreoffice(tmp_path):
    with pytest.raises(AssertionError, match="mark"):
        office.convert([], "pdf", tmp_path)
