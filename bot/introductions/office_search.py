"""An office that nobody joined: the wish is kept, staff look for somebody, a later joining goes on."""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events import IntroductionWanted, OfficeSought
from bot.introductions import introduce, peers_to_ask
from bot.introductions.sides import asker_of
from bot.messages.staff import OfficeNotFound, OfficeSearched
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.questions.matched import has_peer, is_own
from bot.refusal import Refusal
from bot.staff import has_staff
from bot.staff import tasks as staff_tasks
from matching.domain import NetworkId, Office, OfficeId, PracticeRecord, QuestionId, RecordId
from store import introductions, merges, places, questions, records
from store.introductions import IntroductionDraft
from store.questions import Question


def seek(connection: Connection, arrival: Arrival, event: OfficeSought, now: datetime) -> list[Outgoing]:
    """Keep the wish to talk with an office that nobody joined, and let staff look for somebody of it.

    Has somebody joined since the answer was shown, they are asked as for any introduction. Raises Refusal if
    the question is not the asker's, was not shown this record, or if the record is from their own government.
    """
    network_id = arrival.workspace.network_id
    question, record, office = _wanted(connection, arrival, event)
    if not peers_to_ask.nobody_joined(connection, network_id, office.id, now.date()):
        wanted = IntroductionWanted(event.speaker, event.spot, event.question_id, event.record_id)
        return introduce.request(connection, arrival, wanted, now)
    draft = IntroductionDraft(
        question_id=question.id,
        record_id=record.id,
        office_id=office.id,
        asker_id=arrival.official.id,
        workspace_id=question.workspace_id,
        conversation=question.conversation,
        thread=question.thread,
    )
    _, new = introductions.propose(connection, network_id, draft, "office", now)
    told = OfficeSearched(
        office=office.name,
        place=showing.place(office.jurisdiction),
        title=record.title,
        already_open=not new,
        staffed=arrival.workspace.demonstration or has_staff(connection, network_id),
    )
    tasked = staff_tasks.add(connection, network_id, "find_office", office.id, now)
    return [Outgoing(quietly(event.speaker, event.spot), told, arrival.official.locale), *tasked]


def _wanted(
    connection: Connection, arrival: Arrival, event: OfficeSought
) -> tuple[Question, PracticeRecord, Office]:
    network_id, record_id = arrival.workspace.network_id, RecordId(event.record_id)
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None:
        raise Refusal("unknown_question")
    if question.asker_id != arrival.official.id:
        raise Refusal("not_your_question")
    if not questions.matched(connection, question.id, record_id):
        raise Refusal("unknown_match")
    landed = merges.landed(connection, network_id, record_id)
    record = records.by_ids(connection, network_id, [landed]).get(landed)
    if record is None:
        raise Refusal("record_withdrawn")
    if record.office is None or not has_peer(record):
        raise Refusal("nobody_to_ask")
    if is_own(arrival.official, record.office):
        raise Refusal("own_government")
    return question, record, record.office


def give_up(
    connection: Connection, network_id: NetworkId, office_id: OfficeId, now: datetime
) -> list[Outgoing]:
    """End every wish to talk with an office of which staff found nobody, and tell each asker once."""
    office = places.office_by_id(connection, network_id, office_id)
    waiting = introductions.waiting_for(connection, network_id, ("office",), office_id=office_id)
    ended = {
        each.asker_id: each
        for each in waiting
        if introductions.move(connection, each.id, "proposed", "expired", None, now)
    }
    if office is None:
        return []
    message = OfficeNotFound(office.name, showing.place(office.jurisdiction))
    askers = (asker_of(connection, each, now) for each in ended.values())
    return [Outgoing(each.address, message, each.official.locale) for each in askers if each.address]
