"""Following up on introductions."""

from datetime import datetime

from sqlalchemy import Connection

from store.introductions import Introduction


def schedule(connection: Connection, introduction: Introduction, now: datetime) -> None:
    """Schedule the questions about what came of it."""
