"""What waiting customers are told and offered: announced waits, callbacks, messages (§4).

Contact basis. Who accepts a callback or leaves a message is `diverted`. The time until a
callback is outside waiting and service level, since nobody holds the line.
"""

from __future__ import annotations

import numpy as np

from cssim.measures.codes import at
from cssim.measures.groups import Amount, Quotient
from cssim.measures.parameters import Options
from cssim.measures.periods import Array
from cssim.measures.registry import measure
from cssim.measures.view import View


def _offered(view: View) -> Amount:
    return view.contacts.total(view.contacts.offered)


@measure("1", "ratio", basis="contact", better="lower", label="Balking")
def balking(view: View, options: Options) -> Quotient:
    """Share of offered contacts that leave at once on hearing the announced wait."""
    return view.contacts.total(view.contacts.had("balked")) / _offered(view)


def _told(view: View) -> tuple[Array, Array]:
    """Return who was told a wait and then answered, and announced less true wait in ms."""
    contacts = view.contacts
    announced = contacts.columns["announced_ms"]
    told = contacts.answered & (announced >= 0)
    return told, np.where(told, announced - contacts.wait_ms, 0)


@measure("s", "mean", basis="contact", better="none", label="Bias of announced waits")
def announced_bias_s(view: View, options: Options) -> Quotient:
    """Mean of announced less true wait of answered contacts; above 0 announces too much."""
    told, error = _told(view)
    return view.contacts.total(error, unit=1000) / view.contacts.total(told)


@measure("s", "mean", basis="contact", better="lower", label="Error of announced waits")
def announced_error_s(view: View, options: Options) -> Quotient:
    """Mean absolute difference of announced and true wait of answered contacts."""
    told, error = _told(view)
    return view.contacts.total(np.abs(error), unit=1000) / view.contacts.total(told)


def _accepted(view: View) -> Array:
    """Which contacts accepted a callback: at once, or with legs that follow."""
    contacts = view.contacts
    called: Array = (contacts.wait_ms == 0) | contacts.has_leg(contacts.legs.callback)
    accepted: Array = contacts.had("diverted") & called
    return accepted


@measure("1", "ratio", basis="contact", better="none", label="Callbacks accepted")
def callback_share(view: View, options: Options) -> Quotient:
    """Share of offered contacts that accept a callback."""
    return view.contacts.total(_accepted(view)) / _offered(view)


@measure("1", "ratio", basis="contact", better="none", label="Messages left")
def voicemail_share(view: View, options: Options) -> Quotient:
    """Share of offered contacts that wait, then leave a message and go."""
    message = view.contacts.had("diverted") & ~_accepted(view)
    return view.contacts.total(message) / _offered(view)


@measure("1", "ratio", basis="contact", better="higher", label="Callbacks reached")
def callback_reached(view: View, options: Options) -> Quotient:
    """Share of accepted callbacks that reach the customer."""
    accepted = _accepted(view)
    return view.contacts.total(accepted & view.contacts.served) / view.contacts.total(accepted)


@measure("1", "mean", basis="contact", better="lower", label="Missed tries per callback")
def callback_missed(view: View, options: Options) -> Quotient:
    """Mean number of tries of an accepted callback that nobody picked up."""
    legs = view.contacts.legs
    missed = legs.sum_per_contact(legs.ended("missed"))
    return view.contacts.total(missed) / view.contacts.total(_accepted(view))


def _until(view: View, row: Array) -> Quotient:
    """Mean time from accepting a callback to the start of a leg, of callbacks that have it."""
    contacts, legs = view.contacts, view.contacts.legs
    has = _accepted(view) & (row >= 0)
    accepted = at(legs.until_ms, contacts.legs.first, 0)
    begun = at(legs.columns["answered_ms"], row, 0)
    return contacts.total((begun - accepted) * has, unit=1000) / contacts.total(has)


@measure("s", "mean", basis="contact", better="lower", label="Wait for a callback")
def callback_wait_s(view: View, options: Options) -> Quotient:
    """Mean time from accepting a callback until an agent reached the customer."""
    return _until(view, view.contacts.legs.first_answered)


@measure("s", "mean", basis="contact", better="higher", label="Time on hold saved")
def hold_saved_s(view: View, options: Options) -> Quotient:
    """Mean time from accepting a callback to the first try: waited off the line."""
    return _until(view, view.contacts.legs.first_try)
