"""Answering in writing: a peer who will not meet helps all the same, by name or not to be attributed."""

from datetime import datetime

from sqlalchemy import Connection

from bot.events import AnsweredInWriting
from bot.introductions import agreed, asker_gone, consent, in_writing
from bot.introductions.kept_apart import FROM_READING
from bot.introductions.sides import may_meet
from bot.messages.introductions import ConsentEnough, ConsentWritten
from bot.network import Arrival, known
from bot.outgoing import Outgoing, in_place_of_buttons
from bot.refusal import Refusal
from store import written_answers
from store.written_answers import WrittenAnswer


def answer(
    connection: Connection, arrival: Arrival, event: AnsweredInWriting, now: datetime
) -> list[Outgoing]:
    """Pass the answer on to the asker alone, once staff know them.

    Raises Refusal as `consent.decide` does, also for no words.
    """
    introduction = consent.mine(connection, arrival, event.introduction_id)
    text, title = event.text.strip(), consent.title_of(connection, introduction)
    if not text:
        raise Refusal("nothing_written")
    address = in_place_of_buttons(event.speaker, event.spot)
    if asker_gone.has_left(connection, introduction):
        gone = asker_gone.told(connection, introduction, now)
        return [Outgoing(address, gone, arrival.official.locale)]
    if consent.turn_away(connection, introduction, FROM_READING, now):
        return [Outgoing(address, ConsentEnough(title), arrival.official.locale)]
    consent.move(connection, arrival, introduction, "accepted", now)
    written = WrittenAnswer(introduction.id, text, event.attributable, now)
    written_answers.write(connection, introduction.network_id, written)
    at_once = may_meet(known(connection, introduction.network_id, introduction.asker_id, now))
    confirmed = Outgoing(
        address, ConsentWritten(title, event.attributable, waits=not at_once), arrival.official.locale
    )
    if not at_once:
        return [confirmed, *agreed.keep(connection, introduction, now)]
    return [confirmed, *in_writing.pass_on(connection, introduction, written, now)]
