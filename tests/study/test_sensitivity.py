"""One assumption at a time: base and what-if again, at either end of its range."""

import pandas as pd
import pytest
from toys import phone_desk

from cssim import plots, words
from cssim.errors import InputError
from cssim.plots.picture import title_of
from cssim.scenario.ledger import entries
from cssim.study import compare, differences
from cssim.study.sensitivity import assumed, one_at_a_time

CHANGE = {"teams.desk.size": "+2"}
PATIENCE = "multipliers.patience"
SURVEY = "satisfaction.survey_response"


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    """Return a small table, made once."""
    return one_at_a_time(phone_desk(), CHANGE, "asa_s", [PATIENCE, SURVEY], replications=3)


def test_each_end_is_the_paired_difference_there(found: pd.DataFrame) -> None:
    rows = found.set_index(["path", "end"])
    entry = next(e for e in entries(phone_desk()) if e.path == PATIENCE)
    ends = {("", "as_is"): None, (PATIENCE, "low"): entry.low, (PATIENCE, "high"): entry.high}
    for key, at in ends.items():
        base = phone_desk() if at is None else phone_desk().with_overrides({PATIENCE: at})
        study = compare(base, {"x": base.with_overrides(CHANGE)}, 3)
        own = differences(study, measures=["asa_s"]).iloc[0]
        assert rows.loc[key, "difference"] == own["difference"]
        assert rows.loc[key, "half_width"] == own["half_width"]
    as_is = rows.loc[("", "as_is"), "difference"]
    assert rows["moved"].tolist() == (rows["difference"] - as_is).tolist()


def test_what_has_no_part_in_it_moves_nothing_and_is_not_shown(found: pd.DataFrame) -> None:
    moved = found.set_index(["path", "end"])["moved"]
    assert moved[SURVEY].tolist() == [0, 0]
    assert abs(moved[(PATIENCE, "low")]) > 0
    table = words.sensitivity(found, "asa_s")
    assert table["path"].tolist() == [PATIENCE]
    said = words.most_sensitive(found, "asa_s", "lower")
    assert f"depends most on {PATIENCE}: " in said
    assert "The sign stays the same" in said
    only = found[found["path"] != PATIENCE]
    nothing = words.most_sensitive(only, "asa_s", "lower")
    assert nothing.startswith("No number that was varied moves the change in Average speed")


def test_a_number_that_turns_the_sign_is_named(found: pd.DataFrame) -> None:
    turned = found.assign(difference=found["difference"].where(found["end"] != "low", 5.0))
    assert f"The sign turns within the range of {PATIENCE}" in words.most_sensitive(
        turned, "asa_s", "lower"
    )


def test_workers_change_nothing(found: pd.DataFrame) -> None:
    again = one_at_a_time(
        phone_desk(), CHANGE, "asa_s", [PATIENCE, SURVEY], replications=3, workers=2
    )
    pd.testing.assert_frame_equal(again, found)


def test_only_assumptions_at_work_are_varied() -> None:
    paths = assumed(phone_desk())
    known = {entry.path: entry for entry in entries(phone_desk())}
    assert PATIENCE in paths
    assert not [p for p in paths if p.startswith(("people.", "rules."))]
    assert all(known[p].is_on and known[p].confidence != "-" for p in paths)


def test_unknown_numbers_and_measures_are_refused() -> None:
    with pytest.raises(InputError, match=r"rows: must be a number of the ledger"):
        one_at_a_time(phone_desk(), CHANGE, "asa_s", ["teams.desk.size"])
    with pytest.raises(InputError, match=r"measure: needs customers with a margin"):
        one_at_a_time(phone_desk(), CHANGE, "net_value", [PATIENCE], replications=1)


def test_picture_says_what_it_hangs_on(found: pd.DataFrame) -> None:
    figure = plots.tornado(words.sensitivity(found, "asa_s"), "two more")
    assert title_of(figure).startswith("What the answer hangs on: change in Average speed")
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert labels == [PATIENCE]
