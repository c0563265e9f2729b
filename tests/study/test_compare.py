"""Studies: the same luck in every arm, the same bytes for any number of workers."""

import hashlib
import pickle

import numpy as np
import pandas as pd
import pytest
from months import desk as lasting_desk
from toys import always_open, phone_desk

from cssim.center import Window
from cssim.errors import InputError
from cssim.scenario import Scenario, parse
from cssim.study import Arm, LiveError, compare, differences, estimates, net_value, one_life
from cssim.study.arms import Plan

SEGMENTS = "{gold: {share: 0.3, margin_per_month: 100}, basic: {share: 0.7, margin_per_month: 20}}"


def desk() -> Scenario:
    """Return a small desk with 2,000 customers."""
    base = phone_desk()
    return parse(base.dump() + f"\ncustomers: {{size: 2000, segments: {SEGMENTS}}}\n")


WHAT_IFS = {"one_more": {"teams.desk.size": "+1"}, "faster": {"handle_time": 0.9}}


@pytest.fixture(scope="module")
def study():
    """Return a small study, run once."""
    return compare(desk(), WHAT_IFS, 6)


def digest(tables) -> str:
    """Return a hash of every value of every table."""
    whole = hashlib.sha256()
    for name in sorted(tables):
        whole.update(name.encode() + tables[name].to_csv(index=False).encode())
    return whole.hexdigest()


def test_workers_do_not_matter(study) -> None:
    again = compare(desk(), WHAT_IFS, 6, workers=2)
    assert digest(again.tables) == digest(study.tables)
    pd.testing.assert_frame_equal(again.fates, study.fates)


def test_an_arm_is_the_same_alone_and_in_company(study) -> None:
    alone = compare(desk(), {"faster": WHAT_IFS["faster"]}, 6)
    for arm in ("base", "faster"):
        ours, theirs = (t[t["arm"] == arm] for t in (alone.tables["all"], study.tables["all"]))
        pd.testing.assert_frame_equal(ours.reset_index(drop=True), theirs.reset_index(drop=True))


def test_more_replications_keep_the_first(study) -> None:
    few = compare(desk(), WHAT_IFS, 2).tables["all"]
    kept = study.tables["all"].query("replication < 2").reset_index(drop=True)
    pd.testing.assert_frame_equal(few, kept)


def test_an_alternative_that_changes_nothing_differs_in_nothing() -> None:
    found = differences(compare(desk(), {"same": {"volume": 1.0}}, 3)).dropna(subset=["base"])
    assert (found["difference"] == 0).all()
    assert (found["half_width"] == 0).all()


def test_differences_are_paired_by_replication(study) -> None:
    found = differences(study).set_index(["arm", "measure"])
    wide = study.tables["all"].query("measure == 'n_answered'")
    wide = wide.pivot_table(index="replication", columns="arm", values="value")
    by_hand = wide["one_more"] - wide["base"]
    row = found.loc[("one_more", "n_answered")]
    assert row["difference"] == pytest.approx(by_hand.mean(), abs=1e-9)
    t = 2.5705818366147395  # Student-t, 5 degrees of freedom, 0.975
    assert row["half_width"] == pytest.approx(t * by_hand.std(ddof=1) / np.sqrt(6), rel=1e-9)


def test_ratios_pool_their_sums(study) -> None:
    sums = study.tables["all"].query("arm == 'base' and measure == 'asa_s'")
    whole = sums["numerator"].sum() / sums["denominator"].sum()
    pooled = estimates(study).query("arm == 'base' and measure == 'asa_s'")["value"].item()
    per_day = estimates(study, kind="per_day").query("arm == 'base' and measure == 'asa_s'")
    assert pooled == pytest.approx(whole, rel=1e-12)
    assert per_day["value"].item() == pytest.approx(sums["value"].mean(), rel=1e-12)
    assert whole != pytest.approx(sums["value"].mean(), rel=1e-6)


def test_one_more_agent_helps_customers(study) -> None:
    found = differences(study).set_index(["arm", "measure"]).loc["one_more"]
    assert found.loc["asa_s", "high"] < 0
    assert found.loc["asa_s", "p_better"] > 0.99
    assert found.loc["retention_projected", "low"] > 0
    assert found.loc["labor_cost", "p_better"] < 0.01


def test_one_replication_has_no_interval() -> None:
    found = estimates(compare(desk(), {}, 1))
    assert found["half_width"].isna().all()
    assert found["value"].notna().any()


def test_saved_and_lost_customers_are_named(study) -> None:
    fates = study.fates
    assert set(fates["fate"]) <= {"saved", "lost"}
    saved = fates["fate"] == "saved"
    assert (fates.loc[saved, "survival"] > fates.loc[saved, "base_survival"]).all()
    assert (fates.loc[~saved, "survival"] < fates.loc[~saved, "base_survival"]).all()
    assert fates["customer"].between(0, 1999).all()


def test_net_value_is_uplift_less_cost(study) -> None:
    found = net_value(study).set_index(["arm", "measure"])["difference"]
    for arm in WHAT_IFS:
        uplift, cost = found[arm, "uplift_value"], found[arm, "total_cost"]
        assert found[arm, "net_value"] == pytest.approx(uplift - cost, rel=1e-9)


def test_progress_counts_replications() -> None:
    seen: list[tuple[int, int]] = []
    compare(phone_desk(), {}, 3, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"replications": 0}, "replications: must be a whole number >= 1 (got 0)"),
        ({"replications": True}, "replications"),
        ({"seed": -1}, "seed: must be a whole number >= 0 (got -1)"),
        ({"workers": 0}, "workers"),
        ({"replications": 10**9}, "from 1 to 10,000,000"),
        ({"alternatives": {"base": {"volume": 2}}}, "is the name of the base"),
        ({"alternatives": {"x": {"horizon": "2 d"}}}, "must be that of the base"),
        ({"alternatives": {"x": {"teams.dessk.size": 2}}}, "did you mean desk"),
    ],
)
def test_what_cannot_be_studied_is_refused_before_anything_is_drawn(change, words) -> None:
    asked = {"alternatives": {}, "replications": 2, **change}
    with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")):
        compare(phone_desk(), **asked)


class Broken:
    """A policy with a fault of its own."""

    name = "broken"

    def choose_agent(self, contact, idle, floor):
        raise ZeroDivisionError("oops")

    choose_contact = choose_agent


def test_a_failing_arm_is_named() -> None:
    with pytest.raises(LiveError, match=r"arm 'bad', replication 0, seed 1: ZeroDivisionError"):
        compare(phone_desk(), {"bad": Arm("bad", phone_desk(), policy=Broken())}, 1)


def repairs_nothing(window: Window):
    """Take the place of the monthly rhythm, in which root causes are repaired."""
    yield window.wait(1)


def test_an_arm_may_have_processes_of_its_own_in_place_of_managements() -> None:
    causes = {"period": "7 d", "fixes": 0.5}
    base = lasting_desk(reasons__help__avoidable=0.9, root_causes=causes)
    kept = Arm("kept", base, management={"weekly": repairs_nothing})
    own = Arm("own", base, management={"monthly": repairs_nothing})
    study = compare(base, {"kept": kept, "own": own}, 1, workers=1)
    found = differences(study).query("measure == 'n_offered'").set_index("arm")["difference"]
    assert found["kept"] == 0
    assert found["own"] > 0
    told = study.manifest()["arms"]["own"]["management"]
    assert told == {"monthly": "repairs_nothing"}


def test_manifest_fixes_the_study(study) -> None:
    manifest = study.manifest()
    assert manifest["arms"]["one_more"]["overrides"] == ["teams.desk.size=+1"]
    assert manifest["arms"]["one_more"]["base_hash"] == manifest["arms"]["base"]["hash"]
    assert manifest["seed"] == 1
    assert manifest["versions"]["numpy"]


def test_saved_tables_read_back(study, tmp_path) -> None:
    for path in study.save(tmp_path):
        name = path.stem
        want = study.fates if name == "fates" else study.tables[name]
        assert len(pd.read_parquet(path)) == len(want)
    assert not list(tmp_path.glob(".*"))


def test_one_life_is_the_replication_of_the_study(study) -> None:
    arm = Plan.of(desk()).arms[0]
    n_contacts = len(one_life(arm, 1, 3).columns["contacts"]["contact"])
    kept = study.tables["by_hour"].query("arm == 'base' and replication == 3")
    offered = kept.query("measure == 'n_offered'")["value"].sum()
    assert offered == pytest.approx(n_contacts, abs=60)  # less those who came when closed


def test_without_customers_in_the_base_nobody_is_saved() -> None:
    found = compare(phone_desk(), {"a": Arm("a", desk()), "b": Arm("b", desk())}, 1)
    assert len(found.fates) == 0
    assert "value" not in found.tables


def test_an_input_error_comes_back_whole_from_another_process() -> None:
    error = InputError.of("teams.desk.size", -1, "must be 0 or more", "desk.yml")
    assert pickle.loads(pickle.dumps(error)).lines() == error.lines()


def test_customers_without_satisfaction_are_studied_without_retention() -> None:
    found = compare(desk().with_overrides({"satisfaction.enabled": "false"}), {}, 1)
    measures = set(found.tables["all"]["measure"])
    assert "retention_projected" not in measures
    assert "csat" not in measures
    assert "asa_s" in measures


def test_equal_paid_hours_cost_exactly_the_same() -> None:
    # Round the clock nobody works overtime: quicker handling cuts the same hours otherwise.
    study = compare(always_open(), {"quicker": {"handle_time": 0.9}}, 3)
    found = differences(study).set_index("measure").loc["labor_cost"]
    assert found["difference"] == 0
    assert found["half_width"] == 0
