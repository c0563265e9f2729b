"""Self-service: articles looked at before contacting the center, a bot, the menu.

Whoever is content with a tool goes; for some of them nothing was solved, and they come back.
Whoever tried one in vain asks for an agent all the same, half an attempt more annoyed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssim.center.clock import DUE, Moment
from cssim.center.logbook import NO_LEG
from cssim.center.people import Contact

if TYPE_CHECKING:
    from cssim.center.levers import Tool
    from cssim.center.model import Center


class SelfService:
    """Everybody who is helping themselves.

    Parameters
    ----------
    center : Center
        Where they go from there.
    """

    def __init__(self, center: Center) -> None:
        self._center, self._clock = center, center.clock
        self.inside: dict[int, Contact] = {}

    def found_in_articles(self, contact: Contact) -> bool:
        """Tell whether a customer finds what it takes and does not contact the center."""
        articles = self._center.reason_settings(contact).articles
        if articles is None or contact.extra.articles >= articles.share:
            return False
        contact.read_articles = contact.has_notes = True
        return self._contains(contact, articles, contact.extra.articles_result)

    def begin(self, contact: Contact) -> bool:
        """Let a customer on the line try the bot, then the menu; tell whether there is any."""
        bot = self._center.reason_settings(contact).bot
        if bot is not None and contact.extra.bot < bot.share and not contact.is_chaser:
            contact.tried_bot = contact.has_notes = True
            self._enter(contact, contact.extra.bot_time, self._bot_is_done)
            return True
        return self._menu(contact)

    def _menu(self, contact: Contact) -> bool:
        if not contact.luck.ivr:
            return False
        self._enter(contact, contact.luck.ivr, self._menu_is_done)
        return True

    def _enter(self, contact: Contact, length: int, then) -> None:  # type: ignore[no-untyped-def]
        self.inside[contact.id] = contact
        self._clock.after(length, DUE, contact.id, then, contact)

    def _bot_is_done(self, moment: Moment) -> None:
        contact: Contact = moment.subject
        del self.inside[contact.id]
        bot = self._center.reason_settings(contact).bot
        assert bot is not None
        if self._contains(contact, bot, contact.extra.bot_result):
            pass
        elif contact.extra.bot_hang_up < bot.hang_up:
            self._center.leave_unserved(contact, "abandoned")
        elif not self._menu(contact):
            self._center.enter_queue(contact)
        self._center.settle()

    def _menu_is_done(self, moment: Moment) -> None:
        contact: Contact = moment.subject
        del self.inside[contact.id]
        if contact.luck.hang_up < self._center.hang_up_of(contact):
            self._center.leave_unserved(contact, "abandoned")
        else:
            self._center.enter_queue(contact)
        self._center.settle()

    def _contains(self, contact: Contact, tool: Tool, result: float) -> bool:
        """Tell whether the customer is content; solved below the true share, wrongly above."""
        if result >= tool.contains:
            contact.issue.n_unserved += 1
            return False
        contact.outcome = "contained"
        solved = result < tool.contains * (1.0 - tool.false_share)
        self._center.leave(contact, solved, NO_LEG, -1, -1)
        return True
