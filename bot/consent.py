"""Consent: what the peer's answer leads to. Names are given only after both agreed.

A refusal is invisible: whatever the reason, the asker hears the same words on the same day.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from bot import follow_up, showing
from bot.events import ConsentDecided
from bot.introduction_states import ANSWERED_YES
from bot.messages import ConsentDeclined, ConsentGiven, Introduced, IntroductionNotMade
from bot.messenger import Address
from bot.network import Arrival, known
from bot.outgoing import Outgoing, directly, in_place_of_buttons, together, workspace_name
from bot.refusal import Refusal
from matching.domain import IntroductionId, NetworkId, Official, OfficialId, PracticeRecord
from store import introductions, networks, questions, records
from store.introductions import Introduction


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of an introduction: who, and where they read; a demonstration entry reads nowhere."""

    official: Official
    address: Address | None


def decide(connection: Connection, arrival: Arrival, event: ConsentDecided, now: datetime) -> list[Outgoing]:
    """Carry out the peer's yes or no; of several clicks only the first counts.

    Raises Refusal if the request is unknown, somebody else's, or already answered.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    introduction = _known(connection, network_id, IntroductionId(event.introduction_id))
    if introduction.peer_id != me.id:
        raise Refusal("not_your_consent")
    record = _record(connection, introduction)
    if record is None:
        raise Refusal("record_withdrawn")
    state = "accepted" if event.accepted else "declined"
    if not introductions.move(connection, introduction.id, "asked", state, me.id, now):
        state = _known(connection, network_id, introduction.id).state
        raise Refusal("already_accepted" if state in ANSWERED_YES else f"already_{state}")
    confirmation = ConsentGiven(record.title) if event.accepted else ConsentDeclined(record.title)
    confirmed = Outgoing(in_place_of_buttons(event.speaker, event.spot), confirmation, me.locale)
    return [confirmed, *(_introduced(connection, introduction, record, now) if event.accepted else [])]


def demonstrate_yes(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """Let an office of the demonstration for which nobody stands say yes by itself."""
    record = _record(connection, introduction)
    if record is None:
        return []
    if not introductions.move(connection, introduction.id, "asked", "accepted", introduction.peer_id, now):
        return []
    return _introduced(connection, introduction, record, now)


def run_out(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    """End a request on its last day; a declined one ends for its asker in the same words on the same day."""
    expired = introductions.move(connection, introduction.id, "asked", "expired", None, now)
    if not expired and introduction.state != "declined":
        return []
    record = _record(connection, introduction)
    asker = _asker(connection, introduction, now)
    if asker.address is None or record is None:
        return []
    message = IntroductionNotMade(record.title, showing.record_place(record))
    return [Outgoing(asker.address, message, asker.official.locale)]


def _introduced(
    connection: Connection, introduction: Introduction, record: PracticeRecord, now: datetime
) -> list[Outgoing]:
    """Bring both together and keep that this record answered the question."""
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    questions.note_answer(
        connection, introduction.network_id, introduction.question_id, record.id, introduction.id, now
    )
    introductions.move(connection, introduction.id, "accepted", "introduced", None, now)
    follow_up.schedule(connection, introduction, now)
    asker, peer = _asker(connection, introduction, now), _peer(connection, introduction, now)
    message = Introduced(
        asker=showing.person(asker.official, _chat_id(asker)),
        peer=showing.person(peer.official, _chat_id(peer)),
        question=question.text if question else "",
        title=record.title,
        source_url=record.source_url,
    )
    return _to_both(message, asker, peer)


def _to_both(message: Introduced, asker: _Side, peer: _Side) -> list[Outgoing]:
    """Return the introduction for one conversation of both where there is one, else for each alone."""
    sides = [(side.address, side.official.locale) for side in (asker, peer) if side.address is not None]
    addresses = [address for address, _ in sides]
    if len(addresses) == 2 and all(address.way == "direct" for address in addresses):
        addresses = list(together(*addresses))
    return [
        Outgoing(address, message, locale) for address, (_, locale) in zip(addresses, sides, strict=False)
    ]


def _chat_id(side: _Side) -> str:
    return side.address.people[0] if side.address and side.address.people else ""


def _asker(connection: Connection, introduction: Introduction, now: datetime) -> _Side:
    """Return the asker and their private address; their question's thread if no identity is left."""
    official = _official(connection, introduction, introduction.asker_id, now)
    workspace = networks.workspace_by_id(connection, introduction.workspace_id)
    name = workspace_name(workspace.chat, workspace.external_id)
    thread = Address(name, "thread", conversation=introduction.conversation, thread=introduction.thread)
    return _Side(official, directly(connection, official, near=name) or thread)


def _peer(connection: Connection, introduction: Introduction, now: datetime) -> _Side:
    official = _official(connection, introduction, introduction.peer_id, now)
    workspace = networks.workspace_by_id(connection, introduction.workspace_id)
    near = workspace_name(workspace.chat, workspace.external_id)
    return _Side(official, directly(connection, official, near=near))


def _official(
    connection: Connection, introduction: Introduction, official_id: OfficialId, now: datetime
) -> Official:
    workspace = networks.workspace_by_id(connection, introduction.workspace_id)
    return known(connection, workspace, official_id, now)


def _known(connection: Connection, network_id: NetworkId, introduction_id: IntroductionId) -> Introduction:
    introduction = introductions.by_id(connection, network_id, introduction_id)
    if introduction is None:
        raise Refusal("unknown_introduction")
    return introduction


def _record(connection: Connection, introduction: Introduction) -> PracticeRecord | None:
    """Return the introduction's record; None once it was withdrawn."""
    return records.by_ids(connection, introduction.network_id, [introduction.record_id]).get(
        introduction.record_id
    )
