"""Answering in writing: a peer who will not meet helps all the same, by name or not to be attributed."""

from datetime import datetime

from sqlalchemy import Connection

from bot import answered_tasks, bringing_together, consent, follow_up, showing
from bot.events import AnsweredInWriting
from bot.messages_of_introductions import ConsentWritten, PeerWrote
from bot.network import Arrival
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.refusal import Refusal
from bot.sides import Side, asker_of, peer_of, working
from store import places, questions, written_answers
from store.introductions import Introduction
from store.written_answers import WrittenAnswer


def answer(
    connection: Connection, arrival: Arrival, event: AnsweredInWriting, now: datetime
) -> list[Outgoing]:
    """Pass the answer on to the asker alone. Raises Refusal as `consent.decide` does, also for no words."""
    introduction = consent.mine(connection, arrival, event.introduction_id)
    text, title = event.text.strip(), consent.title_of(connection, introduction)
    if not text:
        raise Refusal("nothing_written")
    consent.check_asker_stayed(connection, introduction, now)
    consent.move(connection, arrival, introduction, "accepted", now)
    written = WrittenAnswer(introduction.id, text, event.attributable, now)
    written_answers.write(connection, introduction.network_id, written)
    bringing_together.note_answer(connection, introduction, now)
    asker, peer = asker_of(connection, introduction, now), peer_of(connection, introduction, now)
    asker_works, peer_works = (working(connection, each.official) for each in (asker, peer))
    follow_up.schedule(connection, introduction, {"asker": asker_works, "peer": peer_works}, now)
    address = in_place_of_buttons(event.speaker, event.spot)
    confirmed = Outgoing(address, ConsentWritten(title, event.attributable), arrival.official.locale)
    passed_on = _passed_on(connection, introduction, (asker, peer), written, title)
    answered = answered_tasks.close(connection, introduction.network_id, introduction.question_id, now)
    return [confirmed, *passed_on, *answered]


def _passed_on(
    connection: Connection,
    introduction: Introduction,
    both: tuple[Side, Side],
    written: WrittenAnswer,
    title: str,
) -> list[Outgoing]:
    asker, peer = both
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    office = places.office_by_id(connection, introduction.network_id, introduction.office_id)
    if asker.address is None or question is None:
        return []
    place = office.jurisdiction if office else peer.official.jurisdiction
    message = PeerWrote(
        question=question.text,
        title=title if written.attributable else "",
        text=written.text,
        person=showing.person(peer.official, peer.chat_id, office) if written.attributable else None,
        place=showing.without_country(place),
        coastal=bool(place and place.coastal),
    )
    return [Outgoing(asker.address, message, asker.official.locale)]
