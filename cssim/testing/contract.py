"""The checks, and all of them run on one policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

from cssim.center import RouterAgent, RouterContact
from cssim.errors import show
from cssim.testing.days import DAYS, difference
from cssim.testing.faults import Make, PolicyFault, made
from cssim.testing.questions import QUESTIONS

Check = Callable[[Make], None]


def policy_contract(make_policy: Make) -> None:
    """Run every check on a policy.

    Parameters
    ----------
    make_policy : callable without arguments
        Makes the policy: its class, or a function that returns a new one.

    Raises
    ------
    PolicyFault
        The policy breaks the contract; the message has one line for each fault found.
    """
    found: dict[str, str] = {}
    for check in CHECKS:
        fault = _fault(check, make_policy)
        if fault:
            # What a policy raises fails several checks; it is told once.
            found.setdefault(fault, check.__name__)
    if found:
        lines = [f"{name}: {fault}" for fault, name in found.items()]
        raise PolicyFault("\n".join(["the policy breaks the contract:", *lines]))


def _fault(check: Callable[[Make], None], make_policy: Make) -> str:
    try:
        check(make_policy)
    except PolicyFault as fault:
        return str(fault)
    return ""


# ---- the checks ----------------------------------------------------------------------


def has_name_and_methods(make_policy: Make) -> None:
    """Check that it has a name, the two methods, and rechecks at proper waits if any."""
    policy = made(make_policy)
    name = getattr(policy, "name", None)
    if not (isinstance(name, str) and name.strip()):
        raise PolicyFault(f"name is {show(name)}; it must be a text that is not empty")
    for method in ("choose_agent", "choose_contact"):
        if not callable(getattr(policy, method, None)):
            raise PolicyFault(f"{method} is missing; it must be a method of the policy")
    waits = getattr(policy, "recheck_s", ())
    if not (isinstance(waits, Iterable) and all(_is_wait(wait) for wait in waits)):
        raise PolicyFault(f"recheck_s is {show(waits)}; it must be a sequence of seconds above 0")


def answers_every_question(make_policy: Make) -> None:
    """Check that it raises nothing: one or many offered, ties, no segments, extreme coins."""
    policy = made(make_policy)
    for question in QUESTIONS:
        question.ask(policy)


def chooses_from_the_offered(make_policy: Make) -> None:
    """Check that each answer is None or one of those offered."""
    policy = made(make_policy)
    for question in QUESTIONS:
        answer = question.ask(policy)
        if answer is not None and not question.offers(answer):
            raise PolicyFault(
                f"{question} answered {_told(answer)}; accepted are None and those offered"
            )


def changes_nothing_it_is_shown(make_policy: Make) -> None:
    """Check that what it is shown is the same afterwards, the lists included."""
    policy = made(make_policy)
    for question in QUESTIONS:
        if question.after(policy) != question:
            raise PolicyFault(
                f"{question} changed what it was shown; copy a list before sorting it"
            )


def answers_the_same_when_asked_again(make_policy: Make) -> None:
    """Check that the same floor gets the same answer: later, after other floors, and anew.

    The center may ask once more, or not ask where nothing can come of it; an answer that
    depends on how often it was asked, or on a coin not the contact's own, cannot be trusted.
    """
    policy, other = made(make_policy), made(make_policy)
    first = [_told(question.ask(policy)) for question in QUESTIONS]
    again = [_told(question.ask(policy)) for question in reversed(QUESTIONS)][::-1]
    anew = [_told(question.ask(other)) for question in QUESTIONS]
    for question, *answers in zip(QUESTIONS, first, again, anew, strict=True):
        if len(set(answers)) > 1:
            raise PolicyFault(
                f"{question} answered {answers[0]}, asked again {answers[1]}, and made anew"
                f" {answers[2]}; the same floor must get the same answer"
            )


def lives_whole_days(make_policy: Make) -> None:
    """Check whole random days: no exception, and no answer that the center refuses."""
    for day in DAYS:
        journal = day.live(made(make_policy))
        people = journal.frame("people")
        refused = people[people["what"] == "refused"]
        if len(refused):
            raise PolicyFault(
                f"{day}: {len(refused)} answers were refused, the first at"
                f" {refused['at'].iloc[0]:g} s; accepted are None and those offered"
            )


def lives_the_same_day_twice_alike(make_policy: Make) -> None:
    """Check that a day is lived alike by the same policy again, and by one made anew.

    A study lives all its days with one policy, in any order: nothing may stay from one day
    to the next.
    """
    policy, day = made(make_policy), DAYS[0]
    first, again, anew = (day.live(one) for one in (policy, policy, made(make_policy)))
    for which, other in (("the same policy again", again), ("one made anew", anew)):
        table = difference(first, other)
        if table:
            raise PolicyFault(
                f"{day}: lived by {which}, the table {table} differs; a policy must not depend on"
                " chance, nor keep anything from one day to the next"
            )


CHECKS: tuple[Callable[[Make], None], ...] = (
    has_name_and_methods,
    answers_every_question,
    chooses_from_the_offered,
    changes_nothing_it_is_shown,
    answers_the_same_when_asked_again,
    lives_whole_days,
    lives_the_same_day_twice_alike,
)
"""Every check, in the order in which `policy_contract` runs them."""


def _is_wait(wait: Any) -> bool:
    is_number = isinstance(wait, int | float) and not isinstance(wait, bool)
    return is_number and isfinite(wait) and wait > 0


def _told(answer: Any) -> str:
    """Return an answer in few words."""
    if isinstance(answer, RouterAgent):
        return f"agent {answer.index}"
    if isinstance(answer, RouterContact):
        return f"contact {answer.id}"
    return show(answer)
