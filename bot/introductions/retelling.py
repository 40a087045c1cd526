"""By which title summaries may tell what came of an introduction, if at all: who is asked reads it, too."""

from sqlalchemy import Connection

from bot.introductions.sides import record_of
from matching.domain import Audience, Visibility
from store import follow_ups, questions
from store.introductions import Introduction

READ_BY_ALL = (Visibility.PUBLIC, Visibility.MEMBERS)


def title_told(connection: Connection, introduction: Introduction) -> str:
    """Return the title of its record, or its question if no record led to it.

    "" where not all members may read that, where the peer answered so that nobody may be named, where members
    do not know who asked, and once the record was withdrawn: nobody agreed to other words.
    """
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    if question is None or question.audience is Audience.ANONYMOUS:
        return ""
    if follow_ups.names_nobody(connection, introduction.id):
        return ""
    if introduction.record_id is None:
        return question.text if question.audience is Audience.CHANNEL else ""
    record = record_of(connection, introduction)
    return record.title if record and record.visibility in READ_BY_ALL else ""
