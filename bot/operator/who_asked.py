"""`counterpart question who`: staff look up who asked, also anonymously; the log keeps that they did."""

from datetime import date

from sqlalchemy import Connection

from bot.looking_up import note
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.served import network_of
from bot.outgoing import workspace_name
from bot.settings import read
from bot.wiring import clock, configure_logging, using_database
from matching.domain import Audience, Official, QuestionId
from store import audit, officials, questions
from store.questions import Question


def run(question_id: int) -> str:
    """Return in a sentence or two who asked; the log and the audit trail keep that somebody looked.

    Raises OperatorMistake for a question that the network does not have.
    """
    settings = read()
    configure_logging("INFO", as_json=True)  # whatever LOG_LEVEL says: that somebody looked is always kept
    with using_database(settings) as engine, engine.begin() as connection:
        name, network_id = network_of(connection, settings)
        found = questions.by_id(connection, network_id, QuestionId(question_id))
        if found is None:
            raise OperatorMistake(f"The network {name} has no question {question_id}.")
        said = who_asked(connection, found, clock().date())
        note(connection, found.network_id, audit.COMMAND_LINE, found.id, clock())
    return said


def who_asked(connection: Connection, question: Question, on: date) -> str:
    """Return who asked the question, with the offices of that day and where their chats know them."""
    asker = officials.by_id(connection, question.network_id, question.asker_id, on)
    assert asker is not None, "officials are never deleted"
    how = ", anonymously" if question.audience is Audience.ANONYMOUS else ""
    asked = f"Question {question.id} was asked on {question.asked_at.date()}{how}"
    return f"{asked}, by {_person(connection, asker)}. The log keeps that you looked."


def _person(connection: Connection, asker: Official) -> str:
    offices = [f"{office.name}, {office.jurisdiction.name}" for office in asker.offices]
    chats = [
        f"{workspace_name(each.chat, each.external_id)} {each.chat_id}"
        for each in officials.identities(connection, asker.id)
    ]
    known = "; ".join((*offices, *chats))
    return f"{asker.name} ({known})" if known else asker.name
