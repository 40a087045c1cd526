"""By which title summaries may tell what came of an introduction, if at all: who is asked reads it, too."""

from sqlalchemy import Connection

from bot.introductions.sides import record_of
from matching.domain import Audience, Visibility
from store import follow_ups, questions
from store.introductions import Introduction

READ_BY_ALL = (Visibility.PUBLIC, Visibility.MEMBERS)


def title_told(connection: Connection, introduction: Introduction) -> str:
    """Return the title of its record, or without one its question; "" where not all members may read that.

    "" also where the peer answered so that nobody may be named, and where members do not know who asked.
    """
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    if question is None or question.audience is Audience.ANONYMOUS:
        return ""
    if follow_ups.names_nobody(connection, introduction.id):
        return ""
    record = record_of(connection, introduction)
    if record is not None:
        return record.title if record.visibility in READ_BY_ALL else ""
    return question.text if question.audience is Audience.CHANNEL else ""
