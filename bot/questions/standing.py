"""Questions that stand: who got no answer is told once of a record that fits, as long as they still look.

Records are matched against them in backward.py, and told of in standing_told.py; docs/standing.md.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot import messages, showing
from bot.events.standing import StandingDecided
from bot.introductions import topic_peers
from bot.introductions.sides import working
from bot.messages.standing import QuestionStands, RecordForQuestion, StandingKept
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons, quietly
from bot.questions import standing_told
from bot.refusal import Refusal
from bot.shown import AskedBeforeShown
from bot.staff import answered_tasks
from matching.domain import (
    Audience,
    Band,
    NetworkId,
    Official,
    QuestionId,
    RecordId,
)
from store import deliveries, officials, questions
from store import standing as kept
from store.questions import Question

LOOKS_FOR = timedelta(days=180)  # issue 6's number: after half a year the asker is asked once
LATER = timedelta(days=30)  # what the button says


def begin(
    connection: Connection,
    arrival: Arrival,
    question_id: QuestionId,
    alike: tuple[QuestionId, ...],
    now: datetime,
) -> QuestionStands:
    """Let a question without an answer stand, once if they ask it twice; return what its asker reads."""
    network_id, me = arrival.workspace.network_id, arrival.official
    question = _question(connection, network_id, question_id)
    others = kept.still_looking(connection, network_id, alike)
    mine = next((each for each in others if each.asker_id == me.id), None)
    if mine is None:
        _open(connection, question, me, now)
    message = QuestionStands(
        question_id=(mine or question).id,
        can_ask_peers=topic_peers.can_be_asked(connection, question, me),
    )
    return _with_others(connection, arrival, message, others, now)


def stands(connection: Connection, question: Question) -> bool:
    """Say whether records are matched against the question."""
    return kept.open_of(connection, question) is not None


def decide(connection: Connection, arrival: Arrival, event: StandingDecided, now: datetime) -> list[Outgoing]:
    """Let the question stand on or end, as its asker wants; saying it twice is as once.

    Raises Refusal unless the speaker asked the question.
    """
    me = arrival.official
    question = _question(connection, arrival.workspace.network_id, QuestionId(event.question_id))
    if question.asker_id != me.id:
        raise Refusal("not_your_question")
    if event.decision == "helped":
        _note_help(connection, question, _helpful(connection, question, event), now)
    until = ""
    gap = question.band is Band.NONE and kept.latest_of(connection, question) is None
    if event.decision in ("still", "later"):
        until = _look_on(connection, question, me, now, later=event.decision == "later")
    elif event.decision == "stop":
        kept.stop(connection, question, now)
    else:
        kept.close(connection, question, now)
    kept_so = StandingKept(event.decision, until)
    said = [Outgoing(quietly(event.speaker, event.spot), kept_so, me.locale)]
    if event.decision in ("helped", "stop"):
        said += _without_buttons(connection, arrival, event)
    if event.decision == "helped":
        said += answered_tasks.close(connection, question.network_id, question.id, now)
    elif gap and event.decision != "stop":
        # What was answered to somebody else before does not answer this: staff hear of it only now.
        said += answered_tasks.begin(connection, question.network_id, question.id, (), now)
    return said


def _without_buttons(connection: Connection, arrival: Arrival, event: StandingDecided) -> list[Outgoing]:
    """Return the record whose button was pressed, in its place: nothing is left to decide about it."""
    here = (event.spot.conversation, event.spot.message)
    stands = deliveries.latest_at(connection, arrival.workspace.network_id, *here) if all(here) else None
    shown = messages.from_json(stands.message) if stands else None
    if stands is None or not isinstance(shown, RecordForQuestion):
        return []
    address = in_place_of_buttons(event.speaker, event.spot)
    return [Outgoing(address, replace(shown, decided=True), stands.locale)]


def _question(connection: Connection, network_id: NetworkId, question_id: QuestionId) -> Question:
    question = questions.by_id(connection, network_id, question_id)
    if question is None:
        raise Refusal("unknown_question")
    return question


def _open(
    connection: Connection,
    question: Question,
    asker: Official,
    now: datetime,
    snoozed_until: datetime | None = None,
) -> None:
    standing = kept.open_once(connection, question, now + LOOKS_FOR, now, snoozed_until)
    if standing is not None:
        standing_told.wait_for_expiry(connection, standing, asker)


def _look_on(
    connection: Connection, question: Question, asker: Official, now: datetime, *, later: bool
) -> str:
    """Let the question stand from now on for as long as at first; return the day that the asker is told.

    A record that was found and not told yet is told all the same, though not before that day.
    """
    standing = kept.open_of(connection, question)
    if standing is not None and standing.state == "found":
        kept.renew(connection, standing, now + LOOKS_FOR)
        if later:
            standing_told.put_off(connection, standing, asker, now + LATER)
    else:
        kept.close(connection, question, now)
        _open(connection, question, asker, now, now + LATER if later else None)
    day = now + (LATER if later else LOOKS_FOR)
    return working(connection, asker).local_date(day).isoformat()


def _helpful(connection: Connection, question: Question, event: StandingDecided) -> RecordId | None:
    """Return the record that helped, None if its asker was told of none such."""
    if event.record_id:
        record_id = RecordId(event.record_id)
        return record_id if kept.shown(connection, [question.id], record_id) else None
    told = kept.latest_of(connection, question)
    return told.found if told is not None and told.state == "told" else None


def _note_help(connection: Connection, question: Question, record_id: RecordId | None, now: datetime) -> None:
    """Keep that the record they were told of answered the question: later askers find it."""
    if record_id is None:
        return
    questions.rate(connection, question.id, question.asker_id, helpful=True)
    questions.note_answer(connection, question.network_id, question.id, record_id, None, now)


def _with_others(
    connection: Connection,
    arrival: Arrival,
    message: QuestionStands,
    others: list[Question],
    now: datetime,
) -> QuestionStands:
    """Return the message with who of another place asked the same, the first of them by name of its kind."""
    me, waiting = arrival.official, list[tuple[Question, Official]]()
    for each in others:
        asker = officials.by_id(connection, each.network_id, each.asker_id, now.date())
        if each.audience is Audience.CHANNEL and asker is not None and asker.id != me.id:
            waiting.append((each, asker))
    if not waiting:
        return message
    first, asker = waiting[0]
    here = first.workspace_id == arrival.workspace.id
    places = {found.jurisdiction.id for _, found in waiting[1:] if found.jurisdiction}
    known = {asker.jurisdiction.id} if asker.jurisdiction else set()
    return QuestionStands(
        question_id=message.question_id,
        asked_too=AskedBeforeShown(
            showing.kind_of_place(asker.jurisdiction),
            first.conversation if here else "",
            first.thread if here else "",
        ),
        asked_on=working(connection, me).local_date(first.asked_at).isoformat(),
        others=len(places - known),
        can_ask_peers=message.can_ask_peers,
    )
