"""A center of several channels: waits are told channel by channel, in sentences and pictures."""

from typing import Any

import pandas as pd
import pytest
from features import BASE
from toys import two_tiers

from cssim import compare, plots, report, words
from cssim.scenario import parse
from cssim.study import Plan, Study
from cssim.study.arms import default_tables
from cssim.words.numbers import NBSP, time_scale

COLUMNS = ["arm", "replication", "measure", "value", "numerator", "denominator"]
SMALL = {
    "horizon": "3 h",
    "channels.email.awt": "1 h",
    "channels.chat.awt": "30 s",
    "customers": {"size": 500, "segments": {"all": {"share": 1.0}}},
}


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def known(phone: list[float], email: list[float], more: list[float]) -> Study:
    """Return a study whose waits are known; chat is without change, two replications or more."""
    base = parse(BASE, SMALL)
    waits: dict[str, dict[str, list[float]]] = {
        "base": {"phone": phone, "chat": [5.0] * len(phone), "email": email},
        "x": {
            "phone": [p - d for p, d in zip(phone, more, strict=True)],
            "chat": [5.0] * len(phone),
            "email": [e + 60 * d for e, d in zip(email, more, strict=True)],
        },
    }
    rows, whole = [], []
    for arm, by_channel in waits.items():
        whole += [(arm, r, "total_cost", 10.0, 10.0, 1.0) for r in range(len(phone))]
        whole += [(arm, r, "asa_s", 900.0, 900.0, 1.0) for r in range(len(phone))]
        for channel, n in (("chat", 30.0), ("email", 20.0), ("phone", 50.0)):
            for r, wait in enumerate(by_channel[channel]):
                rows.append((arm, r, "n_offered", n, n, 1.0, channel))
                rows.append((arm, r, "asa_s", wait, wait, 1.0, channel))
                rows.append((arm, r, "response_s", wait, wait, 1.0, channel))
                rows.append((arm, r, "service_level", 0.8, 8.0, 10.0, channel))
    tables = {
        "all": pd.DataFrame(whole, columns=COLUMNS),
        "by_channel": pd.DataFrame(rows, columns=[*COLUMNS, "channel"]),
    }
    plan = Plan.of(base, {"x": {"costs.fixed": 1}})
    return Study(plan, len(phone), tables, pd.DataFrame())


def test_a_clear_change_is_told_channel_by_channel() -> None:
    """Phone -9, -10, -11 s: 10 ± 2.5; e-mail 9, 10 and 11 min more; chat as before."""
    study = known([60.0, 61.0, 62.0], [3600.0] * 3, [9.0, 10.0, 11.0])
    assert plain(words.sentence(study, "x")).startswith(
        "“x”: customers who are answered wait 10 s less on phone (51 instead of 61 s; 95 %"
        " interval 8 to 12 s less) and 10 min more on email (70 instead of 60 min; 95 %"
        " interval 8 to 12 min more), with no clear difference on chat; "
    )


def test_no_clear_change_names_the_channels() -> None:
    study = known([60.0, 61.0, 62.0], [3600.0] * 3, [9.0, -9.0, 0.5])
    text = plain(words.sentence(study, "x"))
    assert "no clear difference in how long customers wait on phone, chat and email" in text
    single = known([60.0], [3600.0], [9.0])
    assert "no interval in a single replication, so no evidence" in words.sentence(single, "x")


def test_seconds_of_calls_and_hours_of_mails_have_no_common_mean() -> None:
    study = known([60.0, 61.0], [3600.0] * 2, [9.0, 10.0])
    assert "asa_s" not in words.headline(study) and "response_s" not in words.headline(study)
    assert list(words.changes(study, words.headline(study))["measure"]) == ["total_cost"]
    found = words.channel_changes(study)
    assert [plain(text) for text in found["label"]] == [
        "phone: Average speed of answer",
        "phone: Service level (within 20 s)",
        "chat: Average speed of answer",
        "chat: Service level (within 30 s)",
        "email: Response time",
        "email: Service level (within 1 h)",
    ]
    assert plain(found["base_text"].iloc[4]) == "60.0 min"
    assert "email: Response time" in report.changes_table(found, "Channel").text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.0, "0 s"), (599.0, "599 s"), (600.0, "10.0 min"), (7200.0, "2.0 h")],
)
def test_long_times_are_in_minutes_or_hours(seconds: float, text: str) -> None:
    assert plain(words.value("response_s", seconds, scale=time_scale(seconds))) == text
    assert time_scale(float("nan")).unit.strip() == "s"


@pytest.fixture(scope="module")
def lived() -> Study:
    return compare(parse(BASE, SMALL), {"fewer": {"teams.desk.size": "-2"}}, 2, workers=1)


def test_a_real_study_has_figures_by_channel(lived: Study) -> None:
    waits = words.waits_by_hour(lived)
    assert list(dict.fromkeys(waits["channel"])) == ["phone", "chat"]  # nobody waits by e-mail
    titles = [axes.get_title("left") for axes in plots.wait_through_day(waits).axes]
    assert titles == ["phone: fewer", "chat: fewer"]
    said: dict[str, Any] = dict(words.setting(lived))
    assert [part.split()[0] for part in said["Channels"].split(", ")] == ["phone", "email", "chat"]
    assert said["Open"] == "chat, email, phone: always"
    assert plain(words.label("service_level", lived.plan.options_of(lived.plan.arms[0]))) == (
        "Service level (within the channel's time)"
    )
    assert not words.is_one_queue(lived)
    assert "phone, email and chat" in words.about_erlang(lived)


def test_a_center_of_one_channel_has_none_of_it() -> None:
    assert "by_channel" not in default_tables(two_tiers())
    study = compare(two_tiers(horizon="10 h"), {"x": {"costs.fixed": 1}}, 1, workers=1)
    assert words.headline(study) == words.RESULT
    assert words.channel_changes(study).empty
    assert "channel" not in words.waits_by_hour(study)
    assert "Channels" not in dict(words.setting(study))
    assert words.is_one_queue(study)
    assert "own arrivals" in words.about_erlang(study)
