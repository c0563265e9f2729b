"""The audit of every run is really there: a broken engine is caught in any test."""

from __future__ import annotations

from typing import Any

import pytest
from audited import lived, unaudited
from days import ten_contacts
from toys import phone_desk

from cssim.center.model import Center


@pytest.fixture
def stubborn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the engine: nobody gives up."""
    monkeypatch.setattr(Center, "_gives_up", lambda self, moment: None)


@pytest.mark.parametrize("live", [lambda: ten_contacts().live(), lambda: lived(phone_desk())])
@pytest.mark.usefixtures("stubborn")
def test_a_broken_engine_does_not_get_past_the_audit(live: Any) -> None:
    with pytest.raises(AssertionError, match="C9"):
        live()


@pytest.mark.usefixtures("stubborn")
def test_where_the_audit_would_be_in_the_way_it_can_be_left_out() -> None:
    with unaudited():
        ten_contacts().live()
