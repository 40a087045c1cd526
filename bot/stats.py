"""The figures of a network in the chat, for its staff alone; docs/metrics.md defines them."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.events.demand import StatsWanted
from bot.messages.demand import FigureShown, StatsShown
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.staff import only_staff
from store import metrics
from store.metrics import Span


def show(connection: Connection, arrival: Arrival, event: StatsWanted, now: datetime) -> list[Outgoing]:
    """Return the figures of the last days, for the speaker alone. Raises Refusal for others than staff."""
    only_staff(connection, arrival)
    found = metrics.figures(connection, arrival.workspace.network_id, last_days(event.days, now))
    shown = tuple(FigureShown(each.name, each.value) for each in found)
    message = StatsShown(event.days, shown)
    return [Outgoing(quietly(event.speaker, event.spot), message, arrival.official.locale)]


def last_days(days: int, now: datetime) -> Span:
    """Return the span of the last so many days, up to now."""
    return Span(now - timedelta(days=days), now)
