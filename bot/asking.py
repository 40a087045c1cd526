"""Asking peers one after another."""

from datetime import datetime

from sqlalchemy import Connection

from bot import consent
from bot.outgoing import Outgoing
from store.introductions import Introduction


def pass_on(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """End a request whose peer left, in the words in which every request ends that did not come about."""
    return consent.run_out(connection, introduction, now)
