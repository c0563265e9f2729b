"""Volume: how many contacts there were and what became of them (glossary §3).

Contact basis; a contact counts in the period in which it arrived. Chasers, contacts that
self-service contains and those meant for a callback are contacts like any other; the legs of
a callback, of a ticket or of an e-mail that was set aside are not. Contacts that the center
makes (outreach) are attempts, and nothing else: no arrival, no wait, no issue of a customer.
"""

from __future__ import annotations

import numpy as np

from cssim.journal import FOLLOWED_BY, INFINITE, OUTCOMES
from cssim.measures.codes import coded
from cssim.measures.groups import AGENT_KEYS, SUBJECT_KEYS, Amount, Grouping, Quotient, per_run
from cssim.measures.parameters import YEAR_S, Options
from cssim.measures.periods import TIME_KEYS, Array, to_ms
from cssim.measures.registry import measure
from cssim.measures.rows import OFFERED
from cssim.measures.view import View
from cssim.measures.waiting import short


def _n(view: View, *outcomes: str) -> Amount:
    return view.contacts.total(view.contacts.had(*outcomes))


@measure("1", "total", basis="contact", better="none", label="Attempts")
def n_attempts(view: View, options: Options) -> Quotient:
    """Every contact a customer started, and those that the center made."""
    contacts = view.contacts
    return per_run(contacts.total(np.ones(len(contacts.at_ms), dtype=bool)))


@measure("1", "total", basis="contact", better="none", label="Arrived")
def n_arrived(view: View, options: Options) -> Quotient:
    """Contacts that asked for an agent during opening hours: offered and blocked."""
    return per_run(_n(view, *OFFERED, "blocked"))


@measure("1", "total", basis="contact", better="none", label="Closed")
def n_closed(view: View, options: Options) -> Quotient:
    """Contacts that came outside opening hours and could not wait."""
    return per_run(_n(view, "closed"))


@measure("1", "total", basis="contact", better="lower", label="Blocked")
def n_blocked(view: View, options: Options) -> Quotient:
    """Contacts turned away on arrival because lines or queue were full."""
    return per_run(_n(view, "blocked"))


@measure("1", "total", basis="contact", better="none", label="Offered")
def n_offered(view: View, options: Options) -> Quotient:
    """Contacts accepted for an agent, whatever became of them."""
    return per_run(_n(view, *OFFERED))


@measure("1", "total", basis="contact", better="none", label="Answered")
def n_answered(view: View, options: Options) -> Quotient:
    """Contacts that reached an agent; by team or agent: the first to answer."""
    return per_run(view.contacts.total(view.contacts.answered, by=AGENT_KEYS))


@measure("1", "total", basis="contact", better="lower", label="Abandoned")
def n_abandoned(view: View, options: Options) -> Quotient:
    """Contacts that left the queue before an agent answered."""
    return per_run(_n(view, "abandoned"))


@measure("1", "total", basis="contact", better="none", label="Short abandons", uses=("awt_s",))
def n_short(view: View, options: Options) -> Quotient:
    """Contacts that abandoned within the acceptable waiting time."""
    return per_run(view.contacts.total(short(view, options)))


@measure("1", "total", basis="contact", better="lower", label="Balked")
def n_balked(view: View, options: Options) -> Quotient:
    """Contacts that left at once on hearing the announced wait."""
    return per_run(_n(view, "balked"))


@measure("1", "total", basis="contact", better="lower", label="Disconnected")
def n_disconnected(view: View, options: Options) -> Quotient:
    """Contacts put off by the center while waiting."""
    return per_run(_n(view, "disconnected"))


@measure("1", "total", basis="contact", better="none", label="Diverted")
def n_diverted(view: View, options: Options) -> Quotient:
    """Contacts that left the queue for a callback or voicemail they accepted."""
    return per_run(_n(view, "diverted"))


@measure("1", "total", basis="contact", better="lower", label="Still open")
def n_open(view: View, options: Options) -> Quotient:
    """Contacts still waiting when the run stopped."""
    return per_run(_n(view, "open"))


@measure("1", "total", basis="contact", better="higher", label="Contained")
def n_contained(view: View, options: Options) -> Quotient:
    """Contacts that ended in self-service, truly solved or not."""
    return per_run(_n(view, "contained"))


def _because(view: View, cause: str) -> Quotient:
    return per_run(view.contacts.total(view.contacts.because(cause)))


@measure("1", "total", basis="contact", better="none", label="Fresh contacts")
def n_fresh(view: View, options: Options) -> Quotient:
    """First contacts of new issues."""
    return _because(view, "fresh")


@measure("1", "total", basis="contact", better="lower", label="Retries")
def n_retry(view: View, options: Options) -> Quotient:
    """Contacts made because the one before did not get through."""
    return _because(view, "retry")


@measure("1", "total", basis="contact", better="lower", label="Repeats")
def n_repeat(view: View, options: Options) -> Quotient:
    """Contacts made because the one before left the issue unresolved."""
    return _because(view, "repeat")


@measure("1", "total", basis="contact", better="lower", label="Chasers")
def n_chaser(view: View, options: Options) -> Quotient:
    """Contacts that ask what became of an earlier one still unanswered."""
    return _because(view, "chaser")


@measure("1", "total", basis="contact", better="none", label="Outreach")
def n_outreach(view: View, options: Options) -> Quotient:
    """Contacts that the center made: to make good, or before anything went wrong."""
    return _because(view, "outreach")


@measure("1", "ratio", basis="contact", better="lower", label="Abandonment")
def abandonment(view: View, options: Options) -> Quotient:
    """Share of offered contacts that abandon."""
    return _n(view, "abandoned") / _n(view, *OFFERED)


@measure(
    "1",
    "ratio",
    basis="contact",
    better="lower",
    label="Abandonment without short abandons",
    uses=("awt_s",),
)
def abandonment_long(view: View, options: Options) -> Quotient:
    """Share of offered contacts that abandon, those leaving within the AWT not counted."""
    n_short = view.contacts.total(short(view, options))
    return (_n(view, "abandoned") - n_short) / (_n(view, *OFFERED) - n_short)


@measure("1", "ratio", basis="contact", better="lower", label="Blocking")
def blocking(view: View, options: Options) -> Quotient:
    """Share of arrived contacts turned away because lines or queue were full."""
    return _n(view, "blocked") / _n(view, *OFFERED, "blocked")


def returned(view: View, window_s: float) -> Array:
    """Return which contacts were followed by another about their issue within the window.

    Parameters
    ----------
    view : View
        The journal.
    window_s : float
        Seconds from the end of the contact to the next arrival, that end included; inf
        = to the end of the run.

    Returns
    -------
    bool array, shape (n_contacts,)
    """
    gap = view.contacts.gap_ms
    return gap <= (INFINITE - 1 if window_s == float("inf") else to_ms(window_s))


@measure("1", "ratio", basis="contact", better="lower", label="Repeat rate", uses=("window_s",))
def repeat_rate(view: View, options: Options) -> Quotient:
    """Share of answered contacts followed by a repeat within the window."""
    contacts = view.contacts
    meant = coded(contacts.columns["followed_by"], FOLLOWED_BY, "repeat")
    came_back = contacts.answered & meant & returned(view, options.window_s)
    return contacts.total(came_back, by=AGENT_KEYS) / contacts.total(
        contacts.answered, by=AGENT_KEYS
    )


def _customer_years(view: View) -> Amount:
    """Time of customers as such; the same for every reason and channel."""
    lived = view.customers.time.time(unit=1000 * YEAR_S)

    def years(g: Grouping) -> Array:
        names = {key: labels for key, labels in g.names.items() if key == "segment"}
        coarse = Grouping((*g.periods.labels, *names), g.periods, names)
        at = np.unravel_index(np.arange(g.n_cells), g.shape)
        codes = [g.codes(key) for key in names]
        return lived.sum_by(coarse)[coarse.cell(at[0], codes)]

    return Amount(frozenset((*TIME_KEYS, *SUBJECT_KEYS)) - {"language"}, years)


@measure("1", "mean", basis="customer", better="lower", label="Contacts per customer-year")
def contacts_per_customer_year(view: View, options: Options) -> Quotient:
    """Contacts that ask for an agent per year of a customer; contained ones are left out."""
    return _n(view, *OFFERED, "blocked") / _customer_years(view)


@measure("1", "mean", basis="issue", better="lower", label="Contacts per issue")
def contacts_per_issue(view: View, options: Options) -> Quotient:
    """Attempts per issue raised, chasers and contained ones included."""
    issues = view.issues
    return _n(view, *OUTCOMES) / issues.total(np.full(len(issues.at_ms), True))
