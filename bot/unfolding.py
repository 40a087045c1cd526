"""Showing all of a match that an answer shows folded."""

from dataclasses import replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot import messages
from bot.events import MoreWanted
from bot.messages import AnswerShown
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.refusal import Refusal
from store import deliveries

_addresses = TypeAdapter(Address)


def unfold(connection: Connection, arrival: Arrival, event: MoreWanted, now: datetime) -> list[Outgoing]:
    """Return the answer as it stands there, with this match shown whole; nothing if it is so already.

    Whoever can read the answer may do so. Raises Refusal if the answer is not known there any more.
    """
    spot = event.spot
    posted = deliveries.latest_at(
        connection, arrival.workspace.network_id, spot.conversation, spot.message or "nowhere"
    )
    answer = messages.from_json(posted.message) if posted else None
    if posted is None or not isinstance(answer, AnswerShown) or answer.question_id != event.question_id:
        raise Refusal("unknown_question")
    if _addresses.validate_json(posted.address).workspace != event.speaker.workspace:
        raise Refusal("unknown_question")
    if event.record_id in answer.expanded:
        return []
    unfolded = replace(answer, expanded=(*answer.expanded, event.record_id))
    return [Outgoing(in_place_of_buttons(event.speaker, spot), unfolded, posted.locale)]
