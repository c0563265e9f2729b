"""Mutants of what months do: learning, wearing out, leaving and coming."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from mutating import mutant

DAY_MS = 86_400_000

# ---------------------------------------------------------------------------------------
# Learning


@mutant("nothing goes stale", "what is known stays", "growing", at="cssim.center.growth:GROWN")
def _nothing_goes_stale(right: Any) -> Any:
    def never(grown: Any) -> Any:
        return lambda k, gained, lost: grown(k, gained, 0.0)

    return {shape: never(grown) for shape, grown in right.items()}


@mutant(
    "one shape of learning",
    "what is learned by a power law is learned as a share of the gap",
    "power law",
    at="cssim.center.growth:GROWN",
)
def _one_shape_of_learning(right: Any) -> Any:
    return dict.fromkeys(right, right["exponential"])


@mutant(
    "novices teach best",
    "colleagues help more the less they know",
    "growing",
    at="cssim.center.growth:peer_factor",
)
def _novices_teach_best(right: Any) -> Any:
    return lambda share: right(1.0 - share)


@mutant(
    "training counts twice",
    "an hour of training is credited twice",
    "growing",
    at="cssim.center.growth:Growth.trained",
)
def _training_counts_twice(right: Any) -> Any:
    def trained(growth: Any, agent: Any, hours: float, *rest: Any, **more: Any) -> None:
        right(growth, agent, 2.0 * hours, *rest, **more)

    return trained


@mutant(
    "coaching aims itself",
    "coaching does as much without any review",
    "growing",
    at="cssim.center.growth:coaching_weight",
)
def _coaching_aims_itself(_: Any) -> Any:
    return lambda n: 1.0


@mutant(
    "release unnoticed",
    "a product release takes nothing of what is known",
    "growing",
    at="cssim.center.growth:Growth.released",
)
def _release_unnoticed(_: Any) -> Any:
    return lambda growth, release, agents: None


@mutant("born experts", "onboarding makes experts", "replaced", at="cssim.center.growth:starting")
def _born_experts(_: Any) -> Any:
    return lambda weeks: 0.7


@mutant(
    "work unlearned",
    "contacts teach nothing",
    "growing",
    at="cssim.center.lives:Lives.worked",
)
def _work_unlearned(_: Any) -> Any:
    return lambda lives, contact, agent, work: None


# ---------------------------------------------------------------------------------------
# Sessions


@mutant(
    "taught for nothing",
    "training and coaching take time and are not credited",
    "growing",
    at="cssim.center.sessions:Sessions.held",
)
def _taught_for_nothing(_: Any) -> Any:
    return lambda sessions, agent, away, length: None


@mutant(
    "course without end",
    "a course goes on although it has been attended",
    "course",
    at="cssim.center.sessions:Sessions._follow_course",
)
def _course_without_end(right: Any) -> Any:
    def follow(sessions: Any, agent: Any, length: int) -> None:
        before = agent.life.attended
        right(sessions, agent, length // 2)
        agent.life.attended = before + length // 2 if agent.life.courses else 0

    return follow


@mutant(
    "called off for good",
    "a session that is called off is not made up for",
    "called off",
    at="cssim.center.sessions:Sessions.is_cancelled",
)
def _called_off_for_good(right: Any) -> Any:
    def is_cancelled(sessions: Any, agent: Any, away: Any) -> Any:
        owed = dict(agent.life.owed)
        cancelled = right(sessions, agent, away)
        agent.life.owed = owed
        return cancelled

    return is_cancelled


@mutant(
    "called off at a whim",
    "sessions are called off although nobody waits",
    "growing",
    at="cssim.center.lives:Lives.is_too_busy",
)
def _called_off_at_a_whim(_: Any) -> Any:
    return lambda lives, kind: True


@mutant(
    "nobody meets",
    "there is no meeting on the day of a release",
    "huddle",
    at="cssim.center.sessions:Sessions._meets_today",
)
def _nobody_meets(_: Any) -> Any:
    return lambda sessions, shift: False


@mutant(
    "coaching the best",
    "those whose reviews are best are coached",
    "aimed",
    at="cssim.center.coaching:Coaching._chosen",
)
def _coaching_the_best(right: Any) -> Any:
    def chosen(coaching: Any, settings: Any, members: list[Any], period: int) -> list[Any]:
        for agent in members:
            agent.life.score *= -1.0
        best = right(coaching, settings, members, period)
        for agent in members:
            agent.life.score *= -1.0
        return best

    return chosen


@mutant(
    "leads without hours",
    "how long a lead coaches does not matter",
    "hours of a lead",
    at="cssim.center.sessions:Sessions._coaching_hours",
)
def _leads_without_hours(_: Any) -> Any:
    return lambda sessions, coaching: coaching.hours_per_month


@mutant(
    "reviews unread",
    "what reviews show is not remembered",
    "aimed",
    at="cssim.center.coaching:Coaching._review",
)
def _reviews_unread(right: Any) -> Any:
    def review(coaching: Any, agent: Any, *rest: Any) -> None:
        right(coaching, agent, *rest)
        agent.life.score = 0.0

    return review


# ---------------------------------------------------------------------------------------
# Wearing out


@mutant(
    "idling tires",
    "agents tire while idle, and rest at work",
    "wearing",
    at="cssim.rules.wear:tired",
)
def _idling_tires(right: Any) -> Any:
    return lambda fatigue, ms, busy, *rest: right(fatigue, ms, not busy, *rest)


@mutant(
    "no rest at home",
    "a shift begins as tired as the last one ended",
    "wearing",
    at="cssim.center.wear:Wear.comes",
)
def _no_rest_at_home(right: Any) -> Any:
    def comes(wear: Any, agent: Any) -> None:
        before = agent.life.fatigue
        right(wear, agent)
        agent.life.fatigue = before

    return comes


@mutant(
    "anger unfelt",
    "hostile contacts leave no strain",
    "wearing",
    at="cssim.center.wear:ANGRY_BELOW",
)
def _anger_unfelt(_: Any) -> Any:
    return 0.0


@mutant(
    "obstacles stay",
    "what the team says is in its way is not removed",
    "wearing",
    at="cssim.center.rhythm:Rhythm._monthly",
)
def _obstacles_stay(_: Any) -> Any:
    return lambda rhythm: []


@mutant(
    "surveys in vain",
    "acting on a survey supports nobody",
    "wearing",
    at="cssim.center.lives:Lives.relieve",
)
def _surveys_in_vain(_: Any) -> Any:
    return lambda lives, team, relief: None


@mutant(
    "onboarding tires",
    "weeks of onboarding count in a newcomer's first week",
    "seats",
    at="cssim.center.wear:Wear.joins",
)
def _onboarding_tires(_: Any) -> Any:
    return lambda wear, agent: None


@mutant(
    "absent as ever",
    "strain keeps nobody from work",
    "absent",
    at="cssim.rules.wear:absence_chance",
)
def _absent_as_ever(_: Any) -> Any:
    return lambda usual, *rest: usual


@mutant(
    "goals do not fade",
    "effort is the same on each day since goals were agreed on",
    "goals",
    at="cssim.center.lives:Lives.effort_factor",
)
def _goals_do_not_fade(right: Any) -> Any:
    def factor(lives: Any) -> Any:
        since, lives._goals_since = lives._goals_since, lives.now
        found = right(lives)
        lives._goals_since = since
        return found

    return factor


# ---------------------------------------------------------------------------------------
# Leaving and coming


@mutant(
    "patient leavers",
    "the hazard of quitting is nine tenths of what it should be",
    "quits",
    at="cssim.center.seats:Seats._hazard_of",
)
def _patient_leavers(right: Any) -> Any:
    return lambda seats, agent: 0.9 * right(seats, agent)


@mutant(
    "seat kept",
    "whoever quits goes on working",
    "seats",
    at="cssim.center.seats:Seats.leaves",
)
def _seat_kept(right: Any) -> Any:
    def leaves(seats: Any, agent: Any, how: str) -> None:
        right(seats, agent, how)
        seats.holder[agent.index % seats.n_seats] = agent

    return leaves


@mutant(
    "found at once",
    "somebody new is found on the day of the vacancy",
    "replaced",
    at="cssim.roster.luck:PeopleLuck.lead_time",
)
def _found_at_once(_: Any) -> Any:
    return lambda luck, card: 1


@mutant(
    "classes of one",
    "hires begin before their class is complete",
    "seats",
    at="cssim.center.seats:Seats._found",
)
def _classes_of_one(right: Any) -> Any:
    def found(seats: Any, hire: Any) -> None:
        hiring = seats._hiring
        seats._hiring = SimpleNamespace(**dict(hiring) | {"class_size": 1})
        right(seats, hire)
        seats._hiring = hiring

    return found


@mutant(
    "joins early",
    "hires take contacts a day before onboarding is over",
    "seats",
    at="cssim.center.seats:Seats._begin",
)
def _joins_early(right: Any) -> Any:
    def begin(seats: Any, team: int) -> None:
        hires = list(seats._ready[team])
        right(seats, team)
        for hire in hires:
            hire.life.joined -= DAY_MS
            hire.life.is_learning = False

    return begin


@mutant(
    "learners on call",
    "agents are called in who are still learning the work",
    "on call",
    at="cssim.center.lives:Lives.is_on_floor",
)
def _learners_on_call(_: Any) -> Any:
    return lambda lives, agent: agent.life.is_here


@mutant(
    "headcount in leaps",
    "a review opens three times as many seats as it may",
    "headcount",
    at="cssim.center.rhythm:Rhythm._needed_change",
)
def _headcount_in_leaps(right: Any) -> Any:
    return lambda rhythm, *rest: 3 * right(rhythm, *rest)


@mutant(
    "seniors by age",
    "agents are promoted for being there long",
    "careers",
    at="cssim.center.rhythm:Rhythm._is_able",
)
def _seniors_by_age(_: Any) -> Any:
    return lambda rhythm, agent: not agent.life.is_senior
