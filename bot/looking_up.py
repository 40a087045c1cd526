"""Staff look up who asked a question that shows no name; the log and the audit trail keep that they did."""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot import showing
from bot.events.member import AskerWanted
from bot.mentions import chat_id_of
from bot.messages.staff import AskerShown
from bot.network import Arrival, known
from bot.outgoing import Outgoing, alone
from bot.refusal import Refusal
from bot.staff import only_staff
from bot.their_day import their_day
from matching.domain import Audience, NetworkId, QuestionId
from store import audit, questions
from store.audit import Act, Changed, Subject

log = structlog.get_logger(__name__)


def who_asked(connection: Connection, arrival: Arrival, event: AskerWanted, now: datetime) -> list[Outgoing]:
    """Return to this person of staff alone who asked the question.

    Raises Refusal for others than staff, for a question that their network does not have, and for one that
    was asked in private, of which staff read nothing else either.
    """
    only_staff(connection, arrival)
    network_id = arrival.workspace.network_id
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None or question.audience is Audience.PRIVATE:
        raise Refusal("no_such_question")
    asker = known(connection, network_id, question.asker_id, now)
    shown = AskerShown(
        question_id=question.id,
        person=showing.person(asker, chat_id_of(connection, asker)),
        on=their_day(connection, arrival.official, question.asked_at).isoformat(),
    )
    note(connection, network_id, audit.official(arrival.official.id), question.id, now)
    return [Outgoing(alone(event.speaker, event.spot), shown, arrival.official.locale)]


def note(
    connection: Connection, network_id: NetworkId, actor: str, question_id: QuestionId, now: datetime
) -> None:
    """Keep in the log and in the audit trail that this actor looked; neither says who asked."""
    looked = Changed(Subject("question", str(question_id)), {}, {})
    audit.note(connection, Act(network_id, actor, "question.who"), [looked], now)
    log.warning("who_asked_was_looked_up", question=question_id)
