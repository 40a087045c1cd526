"""An answer as it stands in a chat, and showing all of a match that it shows folded."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import Connection

from bot import messages, showing
from bot.events import MoreWanted
from bot.events.channel import AnswerShared
from bot.messages import AnswerShown
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, only_to
from bot.questions.matched import has_peer
from bot.refusal import Refusal
from bot.shown import MatchShown
from bot.speaker import one_to_one
from matching.domain import Match, NetworkId, PeerReason, PracticeRecord, RecordId
from store import deliveries, merges, record_readers, records

_addresses = TypeAdapter(Address)


@dataclass(frozen=True, slots=True)
class Standing:
    """An answer, in which locale it is read, and whether one person alone sees it."""

    answer: AnswerShown
    locale: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """The matches of an answer as their records are by now, and the records that are left out as hidden.

    `landed` says by the number of each match which record says by now what that one did.
    """

    matches: tuple[MatchShown, ...]
    hidden: frozenset[RecordId]
    landed: Mapping[int, RecordId]

    def of(self, number: int) -> MatchShown:
        """Return the match that shows what the record of this number says by now.

        Raises Refusal for a withdrawn record, and for one that not everybody there may read by now.
        """
        record_id = self.landed.get(number)
        if record_id in self.hidden:
            raise Refusal("only_for_some")
        for match in self.matches:
            if self.landed[match.record_id] == record_id:
                return match
        raise Refusal("record_withdrawn")


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


def by_now(
    connection: Connection,
    network_id: NetworkId,
    answer: AnswerShown,
    hidden: Container[RecordId],
    now: datetime,
) -> Stand:
    """Return the answer's matches as their records are by now, without those that are gone or in `hidden`.

    One that was merged says what the record says into which it was; two that are one by now stand once. Each
    keeps its number: by that it was shown to the question.
    """
    numbers = (each.record_id for each in answer.matches)
    landed = {number: merges.landed(connection, network_id, RecordId(number)) for number in numbers}
    stand = records.by_ids(connection, network_id, landed.values())
    kept = {each: record for each, record in stand.items() if each not in hidden}
    first: dict[RecordId, MatchShown] = {}
    for each in answer.matches:
        if record := kept.get(landed[each.record_id]):
            first.setdefault(record.id, _anew(record, each, now))
    return Stand(tuple(first.values()), frozenset(stand.keys() - kept.keys()), landed)


def _anew(record: PracticeRecord, before: MatchShown, now: datetime) -> MatchShown:
    """Return the match with what its record says now; why it was found stays, and what was offered.

    What places share does not stay where the record says no place by now, or is another one.
    """
    offered = has_peer(record)
    match = showing.match(
        Match(record, 0.0, 0.0, tuple(PeerReason(each.code, each.value) for each in before.reasons)),
        now.date(),
        can_introduce=before.can_introduce and offered,
        can_seek=before.can_seek and offered,
    )
    reasons = match.reasons if record.id == before.record_id else showing.of_no_place(match.reasons)
    return replace(match, record_id=before.record_id, reasons=reasons, asked_before=before.asked_before)


def unfold(connection: Connection, arrival: Arrival, event: MoreWanted, now: datetime) -> list[Outgoing]:
    """Return the answer as it stands there, with this match shown whole; nothing if it is so already.

    Its records are shown as they are by now. Whoever can read the answer may do so; one that a person sees
    alone cannot be changed, and is shown to them once more. Raises Refusal if the answer is not known there
    any more, for a withdrawn record, and for one that not everybody there may read by now.
    """
    found = standing(connection, arrival, event)
    if event.record_id in found.answer.expanded:
        return []
    alone = found.alone or one_to_one(event.speaker, event.spot)
    place = arrival.official.jurisdiction if alone else None
    network_id = arrival.workspace.network_id
    hidden = record_readers.hidden_from(connection, network_id, place.id if place else None)
    stand = by_now(connection, network_id, found.answer, hidden, now)
    expanded = (*found.answer.expanded, stand.of(event.record_id).record_id)
    unfolded = replace(found.answer, matches=stand.matches, expanded=expanded)
    where = only_to if found.alone else in_place_of_buttons
    return [Outgoing(where(event.speaker, event.spot), unfolded, found.locale)]
