"""Everything that waits is a row with due_at; `ready` says what must happen by now, `happen` lets one happen.

The same functions run under the durable runner's clock, in tests and in simulations.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from bot import consent
from bot.introduce import ANSWER_DUE, DEMONSTRATION_DUE
from bot.outgoing import Outgoing
from matching.domain import IntroductionId
from store import due, introductions
from store.due import Due
from store.introductions import Introduction

_OF_INTRODUCTIONS: dict[str, Callable[[Connection, Introduction, datetime], list[Outgoing]]] = {
    ANSWER_DUE: consent.run_out,
    DEMONSTRATION_DUE: consent.demonstrate_yes,
}


def ready(connection: Connection, now: datetime) -> tuple[Due, ...]:
    """Return what must happen by now, oldest first, at most a hundred at a time."""
    return due.ready(connection, now)


def happen(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Let it happen once, however often this is called, and return what is to be said."""
    if not due.finish(connection, waiting.id, now):
        return []
    introduction = introductions.by_id(connection, waiting.network_id, IntroductionId(waiting.subject_id))
    if introduction is None:
        return []
    return _OF_INTRODUCTIONS[waiting.kind](connection, introduction, now)
