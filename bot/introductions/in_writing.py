"""What a peer wrote instead of meeting, on its way to the asker: by name, or not to be attributed."""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.introductions import bringing_together, follow_up
from bot.introductions.sides import Side, asker_of, chosen, peer_of, working
from bot.messages.introductions import PeerWrote
from bot.outgoing import Outgoing
from bot.staff import answered_tasks
from store import places, questions
from store.introductions import Introduction
from store.written_answers import WrittenAnswer


def pass_on(
    connection: Connection, introduction: Introduction, written: WrittenAnswer, now: datetime
) -> list[Outgoing]:
    """Pass the answer on to the asker alone, keep that it answered the question, and ask later what came."""
    bringing_together.note_answer(connection, introduction, now)
    asker, peer = asker_of(connection, introduction, now), peer_of(connection, introduction, now)
    asker_works, peer_works = (working(connection, each.official) for each in (asker, peer))
    follow_up.schedule(connection, introduction, {"asker": asker_works, "peer": peer_works}, now)
    answered = answered_tasks.close(connection, introduction.network_id, introduction.question_id, now)
    return [*_told(connection, introduction, (asker, peer), written), *answered]


def _told(
    connection: Connection, introduction: Introduction, both: tuple[Side, Side], written: WrittenAnswer
) -> list[Outgoing]:
    asker, peer = both
    question = questions.by_id(connection, introduction.network_id, introduction.question_id)
    office = places.office_by_id(connection, introduction.network_id, introduction.office_id)
    if asker.address is None or question is None:
        return []
    place = office.jurisdiction if office else peer.official.jurisdiction
    about = chosen(connection, introduction)
    message = PeerWrote(
        question=question.text,
        title=about.record.title if about and written.attributable else "",
        text=written.text,
        person=showing.person(peer.official, peer.chat_id, office) if written.attributable else None,
        place=showing.without_country(place),
        coastal=bool(place and place.coastal),
    )
    return [Outgoing(asker.address, message, asker.official.locale)]
