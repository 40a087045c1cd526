"""What became of the post of a call for practices: whoever sent it is told, in private."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.messages.demand import CallNoted, CallNotPosted, PracticesCalledFor
from bot.messenger import Address
from bot.outgoing import APP_GONE, Outgoing
from matching.domain import CallId, NetworkId
from store import officials, practice_calls
from store.practice_calls import Call


def stands(connection: Connection, network_id: NetworkId, posted: Outgoing) -> list[Outgoing]:
    """Return the note to who sent the call that it is posted, with the button that ends it."""
    call = _call(connection, network_id, posted)
    return [_privately(connection, posted, call, CallNoted(call.id, call.title))] if call else []


def refused(
    connection: Connection, network_id: NetworkId, post: Outgoing, reason: str, now: datetime
) -> list[Outgoing]:
    """Let the call be one that can be posted, and tell who sent it why the chat did not take it."""
    call = _call(connection, network_id, post)
    if call is None or not practice_calls.take_back(connection, network_id, call.id, now):
        return []
    if reason in APP_GONE:
        return []
    return [_privately(connection, post, call, CallNotPosted(call.id, call.title, reason))]


def _call(connection: Connection, network_id: NetworkId, post: Outgoing) -> Call | None:
    assert isinstance(post.message, PracticesCalledFor), "the post of a call"
    return practice_calls.by_id(connection, network_id, CallId(post.message.call_id))


def _privately(
    connection: Connection, post: Outgoing, call: Call, message: CallNoted | CallNotPosted
) -> Outgoing:
    """Return the message to who sent the call, in their own language: the post is in that of its channel."""
    address = Address(post.address.workspace, "direct", people=post.address.people)
    locale = officials.locale(connection, call.asked_by) if call.asked_by else post.locale
    return replace(post, address=address, message=message, locale=locale)
