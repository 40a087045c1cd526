"""`counterpart answer`: a reply that an operator chose becomes an answer, if its author lets it be quoted."""

from bot.forms.quoting import stays
from bot.operator.curation import of_staff
from bot.operator.operator_mistake import OperatorMistake
from bot.operator.records import operating
from bot.records import quoting
from matching.domain import QuestionId
from matching.text import clean
from store import audit_views, due, networks, questions


def choose(number: int, author: str, text: str, staff: str) -> str:
    """Let the server ask the author of the reply, and return that; the member of staff hears what they say.

    Raises OperatorMistake, and nobody is asked.
    """
    with operating() as its:
        question = questions.by_id(its.connection, its.network_id, QuestionId(number))
        if question is None:
            raise OperatorMistake(f"There is no question {number}.")
        said = clean(text)
        stays(said)
        chooser = of_staff(its, staff)
        workspace = networks.workspace_by_id(its.connection, question.workspace_id)
        asked, _address = quoting.author_meant(its.connection, workspace, author, its.now)
        with its.watched("answer.choose", audit_views.quotes_chosen(its.network_id, chooser.id)):
            quote = quoting.keep(its.connection, question, (asked.id, chooser.id), said, its.now)
        due.schedule(its.connection, its.network_id, quoting.ASKS, quote.id, its.now)
    return f"{asked.name} is asked whether they may be quoted; {chooser.name} hears what they say."
