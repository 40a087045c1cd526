"""How a chat knows an official, so that staff can write to them there."""

from sqlalchemy import Connection

from matching.domain import Official
from store import officials


def chat_id_of(connection: Connection, official: Official) -> str:
    """Return by which id a chat knows the official, "" if none does."""
    return next((each.chat_id for each in officials.identities(connection, official.id)), "")
