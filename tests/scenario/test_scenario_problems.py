"""All problems of a file are told at once, in its order, and no false ones beside them."""

from bank import BANK, refusal

from cssim.errors import InputError
from cssim.scenario import parse


def several(*changes: tuple[str, str]) -> list[str]:
    text = BANK
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return [line.partition(": ")[2] for line in refusal(text)]


def places(lines: list[str]) -> list[str]:
    return [line.partition(": ")[0] for line in lines]


def test_all_problems_at_once_in_the_order_of_the_file() -> None:
    lines = several(
        ("horizon: 7 d", "horizon: 7"),
        ("lines: 60", "lines: -1"),
        ("skill: accounts", "skil: accounts"),
        ("mean: 4 min, cv", "mean: 4, cv"),
        ("authority: 0.25", "authority: 25"),
        ("policy: queue_priority", "policy: fifo"),
    )
    assert places(lines) == [
        "horizon",
        "channels.phone.lines",
        "reasons.billing.skil",
        "reasons.billing.handle_time.mean",
        "teams.frontline.authority",
        "routing.policy",
    ]


def test_inconsistencies_are_told_beside_wrong_values() -> None:
    lines = several(
        ("lines: 60", "lines: -1"),
        ("warm_up: 1 h", "warm_up: 9 d"),
        ("[frontline, seniors]", "[frontline, juniors]"),
        ("name: bert", "name: anna"),
    )
    assert places(lines) == [
        "warm_up",
        "channels.phone.lines",
        "teams.frontline.members[1].name",
        "routing.teams_for.billing",
    ]


def test_no_check_complains_about_a_value_that_is_itself_wrong() -> None:
    """With horizon, channel, skills, tier and size unreadable, nothing hangs on them."""
    assert places(
        several(
            ("horizon: 7 d", "horizon: 7"),
            ("warm_up: 1 h", "warm_up: 9 d"),
            ("skills: {accounts: {speed: 1.1, resolve: 0.7}, loans: {}}", "skills: 3"),
            ("size: 3\n    tier: 2", "size: x\n    tier: two"),
        )
    ) == ["horizon", "teams.frontline.skills", "teams.seniors.size", "teams.seniors.tier"]


def test_wrong_name_of_a_team_silences_the_checks_of_teams() -> None:
    assert places(several(("  seniors:\n", "  Seniors:\n"))) == ["teams.Seniors"]


def test_missing_section_silences_what_needs_it() -> None:
    lines = several(("reasons:\n", "raisons:\n"), ("warm_up: 1 h", "warm_up: 9 d"))
    assert places(lines) == ["reasons", "raisons"]


def test_at_most_twenty_lines_and_how_many_more() -> None:
    keys = "".join(f"key{i}: 1\n" for i in range(300))
    lines = refusal(BANK + keys)
    assert len(lines) == 21
    assert lines[-1] == "… and 280 more problems"


def test_parts_checked_alone_keep_their_place() -> None:
    """A hand-made text without a source names the line, and no path twice."""
    try:
        parse(BANK.replace("cv: 0.8}", "sigma: 1}"))
    except InputError as error:
        (line,) = error.lines()
    assert line.startswith("line 34: reasons.billing.handle_time: needs exactly cv and mean")


def test_opening_hours_of_any_served_channel_count() -> None:
    """A night shift from Friday reaches the Saturday hours of the second channel only."""
    base = BANK.replace(
        "channels:\n",
        'channels:\n  night: {kind: phone, opening_hours: {saturday: ["04:00-06:00"]}}\n',
    )
    night = base.replace(
        '[{days: [monday], shift: "08:00-17:00"}]', '[{days: [friday], shift: "22:00-05:00"}]'
    )
    assert "closed all the shift" in refusal(night)[0]
    served = night.replace("channel: phone\n    skill", "channel: night\n    skill")
    assert parse(served).teams["seniors"].patterns[0].shifts() == ((4, (79_200_000, 104_400_000)),)
    early = served.replace("22:00-05:00", "22:00-04:00")
    assert "closed all the shift" in refusal(early)[0]
