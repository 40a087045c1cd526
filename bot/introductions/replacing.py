"""What follows a post: another way when the chat refused a message for good, or a word after it stands."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import outgoing
from bot.digest import sending as digests
from bot.introductions import bringing_together, out_of_reach
from bot.messages import AnswerShown, ConsentAsked, Introduced
from bot.messages.demand import PracticesCalledFor
from bot.messages.digests import DigestShown, digest_id_in
from bot.messages.files import RecordsExported
from bot.messages.quoting import AnswerQuoted
from bot.outgoing import APP_GONE, NOT_REPEATED, Outgoing
from bot.questions import call_posts, sharing
from bot.records import chat_export
from bot.shown import SharerShown
from matching.domain import NetworkId


def instead(
    connection: Connection, network_id: NetworkId, refused: Outgoing, reason: str, now: datetime
) -> list[Outgoing]:
    """Return what to send when the chat refused a message for good: the same on another way, or nothing.

    A peer whose workspace took the app out is passed over; to anybody else there nothing more is sent.
    """
    match refused.message:
        case DigestShown() as digest if refused.address.way == "thread":
            return digests.refused(connection, network_id, digest.digest_id, reason, now)
        case _ if reason == NOT_REPEATED:
            return []
        case Introduced() if reason not in APP_GONE:
            return bringing_together.instead(connection, network_id, refused, reason, now)
        case ConsentAsked():
            return out_of_reach.refused(connection, network_id, refused, reason, now)
        case PracticesCalledFor() if refused.address.way == "thread":
            return call_posts.refused(connection, network_id, refused, reason, now)
        case RecordsExported() if reason not in APP_GONE:
            return chat_export.not_sent(refused, reason)
        case AnswerShown(shared_by=SharerShown()) if refused.address.way == "thread":
            return sharing.refused(connection, network_id, refused, reason)
    return list(outgoing.instead(_linked(refused), reason))


def instead_of_unreadable(
    connection: Connection, network_id: NetworkId, text: str, reason: str, now: datetime
) -> list[Outgoing]:
    """Return what to send in place of a message of which only this text is left, of another version."""
    return digests.refused(connection, network_id, digest_id_in(text), reason, now)


def _linked(refused: Outgoing) -> Outgoing:
    """Return an answer that is quoted elsewhere than in its thread with the way there."""
    message, there = refused.message, refused.address
    if not isinstance(message, AnswerQuoted) or there.way != "thread":
        return refused
    return replace(refused, message=replace(message, conversation=there.conversation, thread=there.thread))


def afterwards(
    connection: Connection, network_id: NetworkId, posted: Outgoing, now: datetime
) -> list[Outgoing]:
    """Return what is to be said once this message stands."""
    if isinstance(posted.message, PracticesCalledFor) and posted.address.way == "thread":
        return call_posts.stands(connection, network_id, posted)
    return bringing_together.afterwards(connection, network_id, posted, now)
