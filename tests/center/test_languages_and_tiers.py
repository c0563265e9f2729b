"""Who may answer whom: languages, the next tier after a wait or for an old issue, leads."""

from __future__ import annotations

from typing import Any

import pytest
from days import ALWAYS, NEVER, card, extra, leg, luck, s, shift
from small_desk import END, LEGS, STATES, live, mail, phone, reason, teams
from told import lines, told

from cssim.center.settings import TeamSettings
from cssim.journal import Journal

EN, ES = 0, 1
ENGLISH, SPANISH = {"languages": frozenset({EN})}, {"languages": frozenset({ES})}
SPEAKS = {
    "languages": ("en", "es"),
    "teams": (TeamSettings("en", **ENGLISH), TeamSettings("es", **SPANISH)),
    "reasons": (reason("call"),),
}  # fmt: skip
SERVED = "contact agent queued answered ended"


def _call(at: float, language: int, *fate: Any, **more: Any) -> Any:
    return at, luck(*fate, **more), {"language": language}


def _spoken(contacts: Any, shifts: Any = None, agents: Any = None, **more: Any) -> Journal:
    agents = agents or ["eve", card("sol", 1)]
    return live(contacts, agents, shifts, **{**SPEAKS, **more})


# ---- languages ---------------------------------------------------------------------


def test_a_customer_waits_for_who_speaks_their_language() -> None:
    """Eve is idle; sol comes at 30."""
    journal = _spoken([_call(0, ES, (10, 0, 0))], [shift(0, 0, END), shift(1, 30, END)])
    assert told(journal, "legs", SERVED) == ["0.1 sol 0 30 40"]
    assert told(journal, "contacts", "language") == ["es"]


def test_without_a_time_for_it_nobody_else_ever_answers() -> None:
    """Eve is idle all the time; the customer gives up after 500 s."""
    journal = _spoken([_call(0, ES, (10, 0, 0), 500)], [shift(0, 0, END)])
    assert told(journal, "contacts", "left outcome") == ["500 abandoned"]


def test_after_a_while_anybody_may_answer() -> None:
    """15 s (kind 5) after 0 eve takes the first; at 25 both wait, the English one longer."""
    contacts = [_call(0, ES, (10, 0, 0)), _call(12, ES, (10, 0, 0)), _call(20, EN, (10, 0, 0))]
    journal = _spoken(contacts, [shift(0, 0, END)], mismatch_after=s(15))
    # At 25 the second has waited 13 s: eve takes the third; at 35 the second, after 23 s.
    assert told(journal, "legs", SERVED) == lines("""
        0.1 eve  0 15 25
        1.1 eve 12 35 45
        2.1 eve 20 25 35
    """)


@pytest.mark.parametrize(
    ("there", "uniform", "solved"),
    [(0, 0.69, "yes"), (500, 0.69, "no"), (500, 0.53, "yes"), (500, 0.54, "no")],
)
def test_without_a_common_language_less_is_solved(
    there: float, uniform: float, solved: str
) -> None:
    """logit(0.70) - 0.71 is 0.534, by eve after 15 s."""
    journal = _spoken(
        [_call(0, ES, (10, 0, 0), resolve=uniform)],
        [shift(0, 0, END), shift(1, there, END)], mismatch_after=s(15),
    )  # fmt: skip
    assert told(journal, "contacts", "resolved") == [solved]


def test_who_speaks_all_languages_answers_at_once() -> None:
    """Amy's team names no languages."""
    everybody = (*SPEAKS["teams"], TeamSettings("all"))
    journal = _spoken([_call(0, ES, (10, 0, 0))], [shift(1, 0, END)],
                      ["eve", card("amy", 2)], teams=everybody)  # fmt: skip
    assert told(journal, "legs", SERVED) == ["0.1 amy 0 0 10"]


def test_patience_that_ends_when_anybody_may_answer_is_long_enough() -> None:
    """At 15 the contact is eligible (kind 5) before it gives up (kind 6)."""
    journal = _spoken([_call(0, ES, (10, 0, 0), 15)], [shift(0, 0, END)], mismatch_after=s(15))
    assert told(journal, "contacts", "outcome") == ["answered"]


def test_an_escalation_looks_for_a_senior_with_the_language() -> None:
    """The English senior is idle; the Spanish one comes at 100."""
    crew = ["eve", card("sol", 1), card("max", 2), card("paz", 3)]
    seniors = (
        TeamSettings("max", 2, languages=frozenset({EN})),
        TeamSettings("paz", 2, languages=frozenset({ES})),
    )
    journal = _spoken(
        [_call(0, ES, (20, 0, 0), escalate=0.1)],
        [shift(0, 0, END), shift(1, 0, END), shift(2, 0, END), shift(3, 100, END)], crew,
        teams=(*SPEAKS["teams"], *seniors), reasons=(reason("call", escalate={1: 1.0}),),
        legs={(0, 1, 2): leg((10, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", SERVED) == ["0.1 sol 0 0 10", "0.1 paz 10 100 110"]


# ---- the next tier may answer ------------------------------------------------------

TWO = {"teams": teams(1, 2)}
PAIR = ["a", card("senior", 1)]


def test_after_a_wait_the_next_tier_may_answer_too() -> None:
    """a is busy to 100; at 35 the second has waited 30 s. A senior keeps to tier 2 otherwise."""
    contacts = [(0, luck((100, 0, 0))), (5, luck((10, 0, 0))), (80, luck((10, 0, 0)))]
    journal = live(contacts, PAIR, **TWO, reasons=(reason("call", escalate_waiting=s(30)),))
    assert told(journal, "legs", LEGS)[1:] == lines("""
        1.1 1 service 2 senior  5  35 10 0 0  45 resolved
        2.1 1 service 1 a      80 100 10 0 0 110 resolved
    """)
    # Nobody handed anything over.
    assert told(journal, "contacts", "n_transfers") == ["0", "0", "0"]


def test_only_the_next_tier_may_not_the_one_above_it() -> None:
    """Tier 3 is idle; the second waits for a until 100."""
    contacts = [(0, luck((100, 0, 0))), (5, luck((10, 0, 0)))]
    journal = live(contacts, ["a", card("boss", 1)], teams=teams(1, 3),
                   reasons=(reason("call", escalate_waiting=s(30)),))  # fmt: skip
    assert told(journal, "legs", "agent answered")[1] == "a 100"


def test_a_senior_freed_in_time_takes_who_has_waited_long_enough() -> None:
    """The senior is free at 60: the second has waited 55 s, the third 20."""
    contacts = [(0, luck((100, 0, 0))), (0, luck((60, 0, 0)), {"reason": 1}), (5, luck((9, 0, 0))),
                (40, luck((9, 0, 0)))]  # fmt: skip
    journal = live(
        contacts, ["a", card("senior", 1, skills=(0, 1))], **TWO,
        reasons=(reason("call", escalate_waiting=s(30)), reason("vip", tier=2)),
    )  # fmt: skip
    assert told(journal, "legs", "contact agent answered")[1:3] == [
        "2.1 senior 60",
        "3.1 senior 70",
    ]


OLD = luck((10, 0, 0), resolve=NEVER, repeat=ALWAYS, repeat_delay=90)


@pytest.mark.parametrize(("age", "tier"), [(99.999, "2"), (100, "1"), (100.001, "1")])
def test_a_contact_about_an_issue_older_than_so_much_starts_one_tier_up(
    age: float, tier: str
) -> None:
    """Arose at 0, back at 10 + 90: the issue is 100 s old, older than 99.999 s."""
    journal = live([(0, OLD)], PAIR, **TWO,
                   reasons=(reason("call", escalate_age=s(age), repeat=1.0),),
                   later={(0, 2): luck((10, 0, 0))})  # fmt: skip
    assert (
        told(journal, "legs", "tier agent answered")[1]
        == f"{tier} {'a' if tier == '1' else 'senior'} 100"
    )


def test_an_old_issue_stays_in_its_tier_where_there_is_no_higher_one() -> None:
    """100 s old, but nobody of tier 2 has the skill."""
    journal = live([(0, OLD)], ["a"], reasons=(reason("call", escalate_age=s(50), repeat=1.0),),
                   later={(0, 2): luck((10, 0, 0))})  # fmt: skip
    assert told(journal, "legs", "tier answered")[1] == "1 100"


def test_of_an_old_issue_the_first_contact_and_no_chaser_starts_higher() -> None:
    """A letter waits from 0 to 300; its chaser at 100 waits for the same tier."""
    journal = live(
        [(0, luck((10, 0, 0)))], PAIR, [shift(0, 300, END), shift(1, 0, END)], **TWO,
        channels=(mail(chase=1.0),), reasons=(reason("letter", escalate_age=s(50)),),
        extras={(0, 2, 1): extra(chase=0.0), (0, 3, 1): extra(chase=1.0)},
        later={(0, 2): luck((10, 0, 0))},
    )  # fmt: skip
    assert told(journal, "legs", "contact tier agent answered") == ["0.1 1 a 300", "0.2 1 a 310"]


# ---- leads who join ----------------------------------------------------------------

LEADS = (TeamSettings("desk"), TeamSettings("leads", joins_above=1, duties="coaching"))


def test_leads_join_while_more_than_so_many_wait_and_coach_otherwise() -> None:
    """At 6 two wait: the lead takes the first; at 16 two again; at 26 one: back to coaching."""
    contacts = [(0, luck((100, 0, 0))), *((t, luck((10, 0, 0))) for t in (5, 6, 7))]
    journal = live(contacts, ["a", card("lead", 1)], teams=LEADS, reasons=(reason("call"),))
    assert told(journal, "legs", SERVED)[1:] == lines("""
        1.1 lead 5   6  16
        2.1 lead 6  16  26
        3.1 a    7 100 110
    """)
    assert [row for row in told(journal, "agent_states", STATES) if "lead" in row] == lines("""
        lead  0    6 coaching  0
        lead  6   16 talk     10
        lead 16   26 talk     10
        lead 26 1000 coaching  0
    """)


def test_leads_who_join_above_nothing_wait_for_somebody_to_wait() -> None:
    """Even an idle lead is asked only once the contact is in line: in the same ms."""
    contacts = [(0, luck((100, 0, 0))), (5, luck((10, 0, 0)))]
    journal = live(contacts, ["a", card("lead", 1)], reasons=(reason("call"),),
                   teams=(LEADS[0], TeamSettings("leads", joins_above=0)))  # fmt: skip
    assert told(journal, "legs", SERVED) == ["0.1 a 0 0 100", "1.1 lead 5 5 15"]


def test_leads_count_only_those_they_could_serve() -> None:
    """Two wait for another reason and one for theirs: not more than one."""
    contacts = [(0, luck((100, 0, 0))), (5, luck((9, 0, 0))),
                *((t, luck((9, 0, 0)), {"reason": 1}) for t in (6, 7))]  # fmt: skip
    journal = live(contacts, [card("a", skills=(0, 1)), card("lead", 1)], teams=LEADS,
                   reasons=(reason("x"), reason("y")))  # fmt: skip
    assert set(told(journal, "legs", "agent")) == {"a"}


def test_letters_do_not_call_the_leads() -> None:
    """Three letters wait: nobody is on the line."""
    contacts = [(0, luck((100, 0, 0))), *((t, luck((9, 0, 0)), {"reason": 1}) for t in (5, 6, 7))]
    journal = live(contacts, [card("a", 0, (0, 1)), card("lead", 1, (0, 1))], teams=LEADS,
                   channels=(phone(), mail()), reasons=(reason("x"), reason("y", 1)))  # fmt: skip
    assert set(told(journal, "legs", "agent")) == {"a"}
