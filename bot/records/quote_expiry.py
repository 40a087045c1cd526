"""A reply of which its author says nothing is forgotten in time, or when they leave; who chose it is told."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.messages import Message
from bot.messages.quoting import QuoteRefused
from bot.outgoing import Outgoing, directly
from matching.domain import Official, QuoteId
from store import audit, audit_views, due, officials, quoted_answers
from store.audit import Act, watched
from store.due import Due
from store.quoted_answers import Quote

# How long a reply waits for its author's word: as long as what an author told (giving_back.py).
KEPT = timedelta(days=30)
EXPIRES = "quote_expires"


def begin(connection: Connection, quote: Quote, now: datetime) -> None:
    """Let the reply be forgotten unless its author says something in time."""
    due.schedule(connection, quote.network_id, EXPIRES, quote.id, now + KEPT)


def expire(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Forget the reply about which its author has said nothing in time, and tell who chose it."""
    quote = quoted_answers.by_id(connection, waiting.network_id, QuoteId(waiting.subject_id))
    return _forget(connection, quote, now) if quote else []


def forget_all(connection: Connection, author: Official, now: datetime) -> list[Outgoing]:
    """Forget each reply about which its author, who leaves, has said nothing; tell those who chose them."""
    asked = quoted_answers.asked_of(connection, author.network_id, author.id)
    return [said for each in asked for said in _forget(connection, each, now)]


def to_chooser(connection: Connection, quote: Quote, message: Message, now: datetime) -> list[Outgoing]:
    """Return the message for who chose the reply; nothing where no chat reaches them."""
    chooser = officials.by_id(connection, quote.network_id, quote.chosen_by, now.date())
    address = directly(connection, chooser) if chooser else None
    return [Outgoing(address, message, chooser.locale)] if chooser and address else []


def _forget(connection: Connection, quote: Quote, now: datetime) -> list[Outgoing]:
    act = Act(quote.network_id, audit.BOT, "answer.lapse")
    with watched(connection, act, audit_views.quote(quote.network_id, quote.id), now):
        forgotten = quoted_answers.decide(connection, quote.id, "refused", now)
    if not forgotten:
        return []
    due.cancel(connection, EXPIRES, quote.id, now)
    return to_chooser(connection, quote, QuoteRefused(silent=True), now)
