"""Introduce: the asker wants to meet the peer behind a match; the peer is asked first, in private.

What the peer's answer leads to is in consent.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import showing
from bot.events import IntroductionWanted
from bot.messages import ConsentAsked, IntroductionRequested
from bot.network import Arrival
from bot.outgoing import Outgoing, directly, quietly, workspace_name
from bot.refusal import Refusal
from bot.shown import PlaceShown
from matching.domain import (
    NetworkId,
    Office,
    OfficeId,
    Official,
    OfficialId,
    PracticeRecord,
    QuestionId,
    RecordId,
)
from store import due, introductions, officials, questions, records
from store.introductions import Choice, Introduction, IntroductionDraft
from store.questions import Question

ANSWER_WITHIN = timedelta(days=5)  # a peer's working week with a day or two to spare
DEMONSTRATION_ANSWERS_AFTER = timedelta(seconds=2)
ANSWER_DUE = "introduction_answer"
DEMONSTRATION_DUE = "demonstration_yes"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Everything that one request is about."""

    arrival: Arrival
    question: Question
    record: PracticeRecord
    office: Office
    peer: Official


def request(
    connection: Connection, arrival: Arrival, event: IntroductionWanted, now: datetime
) -> list[Outgoing]:
    """Ask whoever holds the record's office whether they will talk to the asker.

    Contact details stay hidden until both agree. Asking again for the same pair returns the open introduction
    instead of a second one. Raises Refusal if the question is not the asker's, if nobody who holds the office
    can be asked, or if this pair was brought together or asked before.
    """
    wanted = _wanted(connection, arrival, event, now)
    network_id = arrival.workspace.network_id
    earlier = introductions.between(
        connection, network_id, arrival.official.id, wanted.peer.id, wanted.record.id
    )
    already_open = earlier is not None and _still_open(earlier, now)
    asked_peer = [] if already_open else _ask_peer(connection, wanted, now)
    requested = IntroductionRequested(
        office=wanted.office.name,
        place=showing.place(wanted.office.jurisdiction),
        title=wanted.record.title,
        already_open=already_open,
    )
    return [Outgoing(quietly(event.speaker, event.spot), requested, arrival.official.locale), *asked_peer]


def _wanted(connection: Connection, arrival: Arrival, event: IntroductionWanted, now: datetime) -> _Wanted:
    network_id = arrival.workspace.network_id
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None:
        raise Refusal("unknown_question")
    if question.asker_id != arrival.official.id:
        raise Refusal("not_your_question")
    if not arrival.official.offices:
        raise Refusal("asker_unknown_place")
    record_id = RecordId(event.record_id)
    record = records.by_ids(connection, network_id, [record_id]).get(record_id)
    if record is None or not questions.matched(connection, question.id, record_id):
        raise Refusal("unknown_match")
    if record.office is None:
        raise Refusal("nobody_to_ask")
    return _Wanted(arrival, question, record, record.office, _peer(connection, arrival, record.office, now))


def _peer(connection: Connection, arrival: Arrival, office: Office, now: datetime) -> Official:
    """Return the first holder of the office who can be reached."""
    asker_place = arrival.official.jurisdiction
    if asker_place is not None and office.jurisdiction.id == asker_place.id:
        raise Refusal("own_government")
    for holder in officials.holders(connection, arrival.workspace.network_id, office.id, now.date()):
        if holder.demonstration or officials.identities(connection, holder.id):
            return holder
    raise Refusal("nobody_to_ask")


def go_on(
    connection: Connection,
    network_id: NetworkId,
    now: datetime,
    *,
    official_id: OfficialId | None = None,
    office_id: OfficeId | None = None,
) -> list[Outgoing]:
    """Ask for what waited for this asker's place or verification, or for somebody to join this office."""
    waiting = introductions.waiting_for(
        connection,
        network_id,
        ("office",) if official_id is None else ("place", "verification"),
        asker_id=official_id,
        office_id=office_id,
    )
    return [each for introduction in waiting for each in _gone_on(connection, introduction, now)]


def _gone_on(connection: Connection, introduction: Introduction, now: datetime) -> list[Outgoing]:
    network_id, today = introduction.network_id, now.date()
    question = questions.by_id(connection, network_id, introduction.question_id)
    asker = officials.by_id(connection, network_id, introduction.asker_id, today)
    for holder in officials.holders(connection, network_id, introduction.office_id, today):
        address, place = (
            directly(connection, holder),
            showing.kind_of_place(asker.jurisdiction if asker else None),
        )
        if address is None or question is None or holder.id == introduction.asker_id:
            continue
        choice = Choice(holder.id, introduction.office_id, introduction.record_id)
        introductions.ask(connection, introduction.id, choice, now + ANSWER_WITHIN, now)
        nowhere, until = PlaceShown("", "", "", "unknown", None), (now + ANSWER_WITHIN).date().isoformat()
        consent = ConsentAsked(introduction.id, question.text, "", place or nowhere, "", until)
        return [Outgoing(address, consent, holder.locale)]
    return []


def _still_open(earlier: Introduction, now: datetime) -> bool:
    """Say whether the earlier request is open as far as the asker may know.

    A declined one stays "open" until its last day: anything else would tell the asker that the peer declined.
    """
    if earlier.state == "accepted":
        raise Refusal("already_introduced")
    if now < earlier.answer_by:
        return True
    raise Refusal("asked_recently")


def _ask_peer(connection: Connection, wanted: _Wanted, now: datetime) -> list[Outgoing]:
    introduction, _ = introductions.request(
        connection, wanted.question.network_id, _draft(wanted, now + ANSWER_WITHIN), now
    )
    due.schedule(connection, introduction.network_id, ANSWER_DUE, introduction.id, introduction.answer_by)
    workspace = wanted.arrival.workspace
    near = workspace_name(workspace.chat, workspace.external_id)
    address = directly(connection, wanted.peer, near=near)
    if address is None:
        yes_at = now + DEMONSTRATION_ANSWERS_AFTER
        due.schedule(connection, introduction.network_id, DEMONSTRATION_DUE, introduction.id, yes_at)
        return []
    consent = ConsentAsked(
        introduction_id=introduction.id,
        question=wanted.question.text,
        title=wanted.record.title,
        asker=showing.kind_of_place(wanted.arrival.official.jurisdiction)
        or PlaceShown("", "", "", "unknown", None),
        office=wanted.office.name,
        answer_by=introduction.answer_by.date().isoformat(),
    )
    return [Outgoing(address, consent, wanted.peer.locale)]


def _draft(wanted: _Wanted, answer_by: datetime) -> IntroductionDraft:
    return IntroductionDraft(
        question_id=wanted.question.id,
        record_id=wanted.record.id,
        office_id=wanted.office.id,
        asker_id=wanted.arrival.official.id,
        peer_id=wanted.peer.id,
        workspace_id=wanted.question.workspace_id,
        conversation=wanted.question.conversation,
        thread=wanted.question.thread,
        answer_by=answer_by,
    )
