"""The parts of satisfaction of whole runs: what the rest holds is contacts and being solved."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cssim.measures as m
from cssim import draw_demand, draw_roster, presets, run
from cssim.measures.csat_parts import Parts
from cssim.rules.satisfaction import PER_CONTACT, UNRESOLVED
from cssim.scenario import load

NO_CRM = {"tools.without_crm": {"transfer_penalty": 3}}


@pytest.mark.parametrize(("name", "lacks"), [("telecom", {}), ("bank", {}), ("bank", NO_CRM)])
def test_the_rest_is_half_contacts_and_being_unsolved(name: str, lacks: dict[str, Any]) -> None:
    """Chasers, tickets, hand-overs at shift ends: nothing of them is left in the rest."""
    folder = Path(presets.__file__).parent
    desk = load(folder / f"{name}.yml")
    desk = desk.with_overrides({"horizon": "1 d", "warm_up": "0 s", **lacks})
    view = m.View(run(desk, draw_demand(desk, 1, 0), draw_roster(desk, 1, 0)))
    columns, parts = view.contacts.columns, Parts.of(view, m.Options.of(desk))
    over = np.lexsort((columns["left_ms"], columns["issue"]))
    solved = np.zeros(len(over), dtype=bool)
    known: set[int] = set()
    for row in over.tolist():
        if columns["resolved"][row]:
            known.add(int(columns["issue"][row]))
        solved[row] = int(columns["issue"][row]) in known
    rest = parts.resolution + UNRESOLVED * ~solved
    halves = 2 * (1 - rest[parts.felt] / PER_CONTACT)
    assert parts.felt.sum() > 100 and (columns["n_transfers"] > 0).any()
    np.testing.assert_allclose(halves, np.round(halves), atol=1e-6)
    assert halves.min() >= 2 - 1e-6
