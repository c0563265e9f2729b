"""Channels, mixes, events: good variants of the hub, and what they mean inside."""

from datetime import datetime

import pytest
from bank import BANK, changed
from hub import HUB
from lives import LIVES

from cssim.scenario import json_schema, parse
from cssim.scenario.channels import Chat, Email, Phone, Social

HOUR = 3_600_000
ON_MAIL = "    channel: mail\n"

VARIANTS = [
    ("    slots: 3\n", "    slots: 1\n"),
    ("    slots: 3\n", ""),
    ("kind: email, chase: 0.5, chase_work: 0.3, idle_above: 1", "kind: email"),
    ("kind: email, chase: 0.5", "kind: email, after_hours: closed, chase: 0"),
    ("rule: slots", "rule: after_wait"),
    ("predictor: head_of_line", "predictor: with_abandonment"),
    ("    voicemail: {after: 10 min}\n", "    voicemail: {}\n"),
    ("wall: {share: 0.0}", "wall: {share: 0}"),
    ("mail: {share: 0.1}", "mail: {share: 0.1, skill: typing}"),
    (ON_MAIL, "    channels: {mail: {share: 1}}\n"),
    (ON_MAIL, "    channel: mail\n    patience: infinite\n"),
    (ON_MAIL, "    channels: {mail: {share: 1}, chat: {share: 0}}\n"),
    (ON_MAIL, "    channel: mail\n    bot: {}\n    articles: {}\n"),
    ("probability: {desk: 0.1}", "probability: 0.1"),
    ("      to: {help: {share: 0.4}, sales: {share: 0.6, if_busy: lose}}\n", ""),
    ("languages: {en: 0.7, fr: 0.3}", "languages: {en: 1.0}"),
    ("languages: {en: 0.7, fr: 0.3}", "languages: {en: 1.0, fr: 0}"),
    ("if_busy: skip", "if_busy: lose"),
    ("mode: cold\n  if_busy: skip\n", "mode: ticket\n"),
    ("policy: reserve", "policy: longest_queue"),
    ("policy: reserve", "policy: random_idle"),
    ('at: "2024-01-02 10:00"', 'at: "2024-01-14 23:59"'),
    ('at: "2024-01-02 10:00"', "at: 0 s"),
    ("    channels: [phone]\n", ""),
    ("choose: largest", "choose: random"),
    ("choose: largest", "choose: help"),
    ("root_causes:", "  - {kind: outage, at: 33 h, length: 1 h}\nroot_causes:"),
    ("root_causes:", "  - {kind: outage, at: 32 h, length: 1 h, channels: [chat]}\nroot_causes:"),
]


@pytest.mark.parametrize(("old", "new"), [("name: hub", "name: hub"), *VARIANTS])
def test_good_variant_is_accepted_and_comes_back_equal(old: str, new: str) -> None:
    # without its channels an outage concerns all of them, and nothing is left to divert to
    text = changed(old, new, HUB)
    if old == "    channels: [phone]\n":
        text = changed("      divert: {chat: 0.3, mail: 0.2}\n", "", text)
    scenario = parse(text)
    assert parse(scenario.dump()) == scenario
    assert scenario.with_overrides(["volume=1"]).tree() == scenario.tree()


def test_every_key_is_in_the_bank_the_hub_or_the_lives() -> None:
    schema = json_schema()
    keys = {key for part in (schema, *schema["$defs"].values()) for key in part["properties"]}
    missing = {key for key in keys if f"{key}:" not in BANK + LIVES}
    assert missing == set()


def test_defaults_hang_on_the_kind_of_channel() -> None:
    channels = parse(HUB).channels
    kinds = [Phone, Chat, Email, Social]
    assert [type(channels[name]) for name in ("phone", "chat", "mail", "wall")] == kinds
    found = [(c.acceptable_wait, c.awt, c.after_hours, c.deferred) for c in channels.values()]
    assert found[:4] == [
        (60_000, 20_000, "closed", False),
        (45_000, 60_000, "closed", False),
        (4 * HOUR, HOUR, "wait", True),
        (HOUR, HOUR // 2, "wait", True),
    ]


def test_one_channel_is_a_mix_of_one() -> None:
    bank = parse(BANK)
    assert bank.queue_names == (("billing", "phone"), ("loans", "phone"))
    billing = bank.reasons["billing"]
    assert (billing.shares(), billing.channels) == ({"phone": 1.0}, None)
    queue = bank.queue("billing", "phone")
    assert (queue.skill, queue.hold_share, queue.acw_share) == ("accounts", 0.05, 0.15)
    assert queue.handle_time is billing.handle_time
    assert (queue.patience, queue.ivr) == (billing.patience, billing.ivr)


def test_queue_has_what_the_channel_says_and_else_what_the_reason_says() -> None:
    hub = parse(HUB)
    assert hub.queue_names[:4] == tuple(("help", c) for c in ("chat", "mail", "phone", "wall"))
    help_ = hub.reasons["help"]
    assert help_.channel is None
    assert list(help_.shares().items()) == [
        ("chat", 0.3),
        ("mail", 0.1),
        ("phone", 0.6),
        ("wall", 0),
    ]
    chat, phone = hub.queue("help", "chat"), hub.queue("help", "phone")
    assert (chat.skill, chat.handle_time.mean, chat.hold_share) == ("typing", 660_000, 0.0)
    assert (phone.skill, phone.handle_time.mean, phone.hold_share) == ("help", 360_000, 0.05)
    assert (phone.patience, phone.ivr.time.mean) == ("infinite", 9_000)
    assert help_.skills() == {"help", "typing"}


def test_patience_hangs_on_the_channel_unless_it_is_given() -> None:
    hub = parse(HUB)
    assert hub.queue("help", "chat").patience.mean == 120_000
    assert hub.queue("sales", "phone").patience.mean == 180_000
    assert hub.queue("help", "mail").patience == hub.queue("letters", "mail").patience == "infinite"
    given = "    skill: selling\n    patience: {distribution: exponential, mean: 5 min}\n"
    sales = parse(changed("    skill: selling\n    arr", f"{given}    arr", HUB))
    found = [sales.queue("sales", c).patience for c in ("phone", "chat")]
    assert [patience.mean for patience in found] == [300_000, 300_000]
    only_chat = parse(changed("    channel: mail\n", "    channel: chat\n", HUB))
    assert only_chat.queue("letters", "chat").patience.mean == 120_000


def test_menu_of_a_reason_is_not_on_its_written_channels() -> None:
    ivr = "    ivr: {time: {distribution: deterministic, mean: 5 s}}\n"
    hub = parse(changed("    skill: selling\n    arr", f"    skill: selling\n{ivr}    arr", HUB))
    assert [hub.queue("sales", c).ivr is None for c in ("chat", "mail", "phone", "wall")] == [
        False, True, False, True]  # fmt: skip


def test_transfers_of_a_reason() -> None:
    hub = parse(HUB)
    transfer = hub.reasons["help"].transfer
    assert [transfer.chance(team) for team in ("desk", "shop")] == [0.1, 0.0]
    assert [(n, t.share, t.if_busy) for n, t in transfer.targets("help").items()] == [
        ("help", 0.4, "queue"), ("sales", 0.6, "lose")]  # fmt: skip
    plain = hub.with_overrides({"reasons.help.transfer": {}}).reasons["help"].transfer
    assert (plain.chance("shop"), list(plain.targets("help"))) == (0.15, ["help"])
    assert plain.targets("help")["help"].share == 1


def test_instants_of_events() -> None:
    hub = parse(HUB)
    surge, outage = hub.events
    assert surge.at == datetime(2024, 1, 2, 10)
    assert [hub.instant(event.at) for event in (surge, outage)] == [34 * HOUR, 30 * HOUR]


def test_trend_and_season_of_a_day() -> None:
    hub = parse(HUB)
    assert hub.day_factor("sales", 0) == 1.2
    assert hub.day_factor("sales", 10) == pytest.approx(1.2 * 1.05 ** (10 / 365.25))
    both = 1.05 ** (40 / 365.25) * 0.9 ** (40 / 365.25)
    assert hub.day_factor("help", 40) == pytest.approx(both)
    assert hub.day_factor("help", 366 + 335) == pytest.approx(2 * (1.05 * 0.9) ** (701 / 365.25))
    assert parse(BANK).day_factor("loans", 5) == 1.0


def test_shift_of_a_site_is_compared_with_the_hours_in_its_own_time() -> None:
    early = {"days": ["monday"], "shift": "01:00-09:00"}
    hours = {"monday": ["02:00-07:00"]}
    changes = {"teams.desk.patterns": [early], "teams.leads.patterns": [early]}
    changes |= {f"channels.{c}.opening_hours": hours for c in ("phone", "chat", "mail", "wall")}
    hub = parse(HUB).with_overrides(changes)  # 08:00-16:00 in Manila is 01:00-09:00 here
    with pytest.raises(ValueError, match=r"teams\.shop\.patterns\[0\]\.shift: .* closed all"):
        hub.with_overrides({"teams.shop.site": None})
