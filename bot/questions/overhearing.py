"""Which posts are meant for the bot though they do not mention it; writes nothing.

It is asked before anything is accepted, so that what people say to each other is never stored.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot.network import Arrival
from bot.questions.ask import FOLLOWS_WITHIN
from bot.questions.narrowing_words import narrowing
from bot.refusal import Refusal
from bot.screening import question
from bot.speaker import Spot
from store import channel_settings, hushed, questions, threads
from store.threads import Thread

_LINK = re.compile(r"(https?://|www\.)\S+")  # an address may hold a question mark of its own
_QUESTION_MARKS = "?？؟"


@dataclass(frozen=True, slots=True)
class Overheard:
    """A post that names nobody, and where it stands: a reply in a thread, or one to everybody there.

    `hushing` is one that says nothing but a word for silence.
    """

    spot: Spot
    text: str
    to_everybody: bool = False
    hushing: bool = False


def is_for_us(connection: Connection, arrival: Arrival, overheard: Overheard, now: datetime) -> bool:
    """Say whether this goes on with what its author asked the bot in this very thread.

    It must read as a question or narrow the answer, and be said within the days after which a question of
    the author's is no longer followed, in a thread that is not hushed.
    """
    if overheard.to_everybody:
        return _is_answered_here(connection, arrival, overheard)
    if overheard.hushing:
        return _speaks_here(connection, arrival, overheard.spot, now)
    locale = arrival.official.locale
    if not reads_as_question(overheard.text) and not narrowing(
        overheard.text, locale, now.year, addressed=False
    ):
        return False
    spot = overheard.spot
    if hushed.is_hushed(connection, arrival.workspace.id, spot.conversation, spot.thread):
        return False
    thread = Thread(arrival.official.id, arrival.workspace.id, spot.conversation, spot.thread)
    asked = threads.latest(connection, thread)
    return asked is not None and now - asked.asked_at <= FOLLOWS_WITHIN


def _speaks_here(connection: Connection, arrival: Arrival, spot: Spot, now: datetime) -> bool:
    """Say whether the bot was asked in this thread, by whomever, so lately that it may speak there again.

    Elsewhere the word is for somebody else, and where the bot is silent already it needs not be said.
    """
    here = arrival.workspace.id, spot.conversation, spot.thread
    return questions.asked_in_thread(connection, *here, since=now - FOLLOWS_WITHIN) and not hushed.is_hushed(
        connection, *here
    )


def _is_answered_here(connection: Connection, arrival: Arrival, overheard: Overheard) -> bool:
    """Say whether staff want such questions answered in this channel, and this one may be stored."""
    setting = channel_settings.of(connection, arrival.workspace.id, overheard.spot.conversation)
    if setting.answers != "questions" or not reads_as_question(overheard.text):
        return False
    try:
        return bool(question(overheard.text))
    except Refusal:
        return False  # who did not ask the bot is not told why it cannot answer


def reads_as_question(text: str) -> bool:
    """Say whether the text holds a question mark, in any script, outside of an address."""
    return any(mark in _LINK.sub(" ", text) for mark in _QUESTION_MARKS)
