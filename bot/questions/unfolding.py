"""An answer as it stands in a chat, and showing all of a match that it shows folded."""

from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot import messages
from bot.channel_events import AnswerShared
from bot.events import MoreWanted
from bot.messages import AnswerShown
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, only_to
from bot.refusal import Refusal
from matching.domain import RecordId
from store import deliveries, records

_addresses = TypeAdapter(Address)


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer, in which locale it is read, and whether one person alone sees it."""

    answer: AnswerShown
    locale: str
    alone: bool


def standing(connection: Connection, arrival: Arrival, event: MoreWanted | AnswerShared) -> Standing:
    """Return the answer whose button was pressed. Raises Refusal if it is not known there any more."""
    spot = event.spot
    posted = deliveries.latest_at(
        connection, arrival.workspace.network_id, spot.conversation, spot.message or "nowhere"
    )
    answer = messages.from_json(posted.message) if posted else None
    if posted is None or not isinstance(answer, AnswerShown) or answer.question_id != event.question_id:
        raise Refusal("unknown_question")
    address = _addresses.validate_json(posted.address)
    if address.workspace != event.speaker.workspace:
        raise Refusal("unknown_question")
    return Standing(answer, posted.locale, address.way == "only_to")


def unfold(connection: Connection, arrival: Arrival, event: MoreWanted, now: datetime) -> list[Outgoing]:
    """Return the answer as it stands there, with this match shown whole; nothing if it is so already.

    Whoever can read the answer may do so; one that a person sees alone cannot be changed, and is shown to
    them once more. Raises Refusal if the answer is not known there any more, and for a withdrawn record.
    """
    found = standing(connection, arrival, event)
    if event.record_id in found.answer.expanded:
        return []
    record_id = RecordId(event.record_id)
    if not records.by_ids(connection, arrival.workspace.network_id, [record_id]):
        raise Refusal("record_withdrawn")
    unfolded = replace(found.answer, expanded=(*found.answer.expanded, event.record_id))
    place = only_to if found.alone else in_place_of_buttons
    return [Outgoing(place(event.speaker, event.spot), unfolded, found.locale)]
