"""A good reply in a thread becomes an answer: staff choose it, its author says whether it may be quoted.

Nothing is shown or kept of a reply whose author says no, or nothing in time. Only who is known to the bot and
has not left is asked: it writes to nobody who never wrote to it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events.quoting import QuoteDecided, ReplyChosen
from bot.mentions import chat_id_of
from bot.messages.quoting import AnswerQuoted, QuoteAnswered, QuoteAsked, QuoteRefused, QuoteWaits
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing, directly, in_place_of_buttons, quietly, workspace_name
from bot.records import quote_expiry
from bot.records.quote_expiry import to_chooser
from bot.refusal import Refusal
from bot.speaker import Spot
from bot.staff import answered_tasks, only_staff
from bot.staff import tasks as staff_tasks
from bot.staff.work import known_by
from matching.domain import Audience, Official, OfficialId, QuestionId, QuoteId
from store import (
    due,
    hushed,
    memberships,
    networks,
    officials,
    questions,
    quoted_answers,
    task_queue,
    tasks,
    threads,
)
from store.due import Due
from store.networks import Workspace
from store.questions import Question
from store.quoted_answers import Quote

# Of which the server asks the author of a reply that an operator chose.
ASKS = "quote_asks"


def choose(connection: Connection, arrival: Arrival, event: ReplyChosen, now: datetime) -> list[Outgoing]:
    """Ask the author of the reply, alone, whether it may be quoted as the answer to the question.

    Raises Refusal for others than staff, where nobody asked the bot anything, for an author whom the bot does
    not know, and if a reply of theirs is asked about or kept already.
    """
    only_staff(connection, arrival)
    if not event.text.strip():
        raise Refusal("nothing_written")
    question = question_meant(connection, arrival, event.question_id, event.spot)
    author, address = author_meant(connection, arrival.workspace, event.chat_id, now)
    quote = keep(connection, question, (author.id, arrival.official.id), event.text.strip(), now)
    waits = Outgoing(quietly(event.speaker, event.spot), QuoteWaits(), arrival.official.locale)
    return [waits, Outgoing(address, _asked(quote, question), author.locale)]


def keep(
    connection: Connection,
    question: Question,
    people: tuple[OfficialId, OfficialId],
    text: str,
    now: datetime,
) -> Quote:
    """Keep the reply until its author has said; `people` are its author and who chose it.

    Raises Refusal if a reply of theirs to this question is asked about or kept already.
    """
    quote = quoted_answers.ask(connection, question.network_id, question.id, people, text, now)
    if quote is None:
        raise Refusal("quote_asked_already")
    quote_expiry.begin(connection, quote, now)
    return quote


def ask(connection: Connection, waiting: Due, now: datetime) -> list[Outgoing]:
    """Ask the author of a reply that an operator chose; nobody once they have said, or out of reach."""
    quote = quoted_answers.by_id(connection, waiting.network_id, QuoteId(waiting.subject_id))
    if quote is None or quote.state != "asked":
        return []
    question = questions.by_id(connection, quote.network_id, quote.question_id)
    author = officials.by_id(connection, quote.network_id, quote.author_id, now.date())
    if question is None or author is None:
        return []
    address = directly(connection, author, near=question.workspace_id)
    return [Outgoing(address, _asked(quote, question), author.locale)] if address else []


def decide(connection: Connection, arrival: Arrival, event: QuoteDecided, now: datetime) -> list[Outgoing]:
    """Keep what the author said; with a yes post the answer in the thread of the question and tell staff.

    Raises Refusal for others than the author, and once they have said.
    """
    quote = _mine(connection, arrival, event.quote_id)
    if not quoted_answers.decide(connection, quote.id, event.said, now):
        raise Refusal("quote_decided")
    due.cancel(connection, quote_expiry.EXPIRES, quote.id, now)
    address = in_place_of_buttons(event.speaker, event.spot)
    thanks = Outgoing(address, QuoteAnswered(event.said), arrival.official.locale)
    if event.said == "refused":
        return [thanks, *to_chooser(connection, quote, QuoteRefused(), now)]
    kept = quoted_answers.by_id(connection, quote.network_id, quote.id)
    assert kept is not None, "it was decided in this transaction"
    answered = answered_tasks.close(connection, kept.network_id, kept.question_id, now)
    return [thanks, *_in_thread(connection, kept, now), *_for_staff(connection, kept, now), *answered]


def told_before(
    connection: Connection,
    arrival: Arrival,
    asked: tuple[str, Sequence[QuestionId], QuestionId],
    where: Outgoing,
    now: datetime,
) -> list[Outgoing]:
    """Return what was answered to the same question before, for where its answer goes.

    `asked` are the words, the questions that ask the same in others, and this question where nothing else
    answers it, else 0: the last answer then has the button to look for records.
    """
    text, alike, unanswered = asked
    network_id = arrival.workspace.network_id
    same = quoted_answers.to_the_same(connection, network_id, text)
    found = {each.id: each for each in (*same, *quoted_answers.to_questions(connection, network_id, alike))}
    shown_again = [_shown_again(connection, arrival, each, now) for each in found.values()]
    if shown_again:
        shown_again[-1] = replace(shown_again[-1], question_id=unanswered)
    return [Outgoing(where.address, each, where.locale) for each in shown_again]


def _shown_again(connection: Connection, arrival: Arrival, quote: Quote, now: datetime) -> AnswerQuoted:
    """Return the answer, with its thread if its author is named, in the workspace in which it was asked.

    There the same words stand under their author's name, so the thread of a nameless one is not given away.
    """
    said = shown(connection, quote, now, before=True)
    question = questions.by_id(connection, quote.network_id, quote.question_id)
    if said.person is None or question is None or question.workspace_id != arrival.workspace.id:
        return said
    return replace(said, conversation=question.conversation, thread=question.thread)


def shown(connection: Connection, quote: Quote, now: datetime, *, before: bool) -> AnswerQuoted:
    """Return the quoted answer as everybody reads it: with its author if they allowed that and are here."""
    author = officials.by_id(connection, quote.network_id, quote.author_id, now.date())
    left = memberships.at_work(connection, quote.author_id).left_at is not None
    if author is None or left or quote.state != "named":
        place = showing.without_country(author.jurisdiction) if author and author.jurisdiction else None
        return AnswerQuoted(quote.text, None, place, before)
    return AnswerQuoted(quote.text, showing.person(author, chat_id_of(connection, author)), None, before)


def question_meant(connection: Connection, arrival: Arrival, question_id: int, spot: Spot) -> Question:
    """Return the question of this id, or for 0 that of the thread. Raises Refusal if there is none."""
    network_id, found = arrival.workspace.network_id, None
    if question_id:
        found = questions.by_id(connection, network_id, QuestionId(question_id))
    elif spot.thread:
        where = (arrival.workspace.id, spot.conversation, spot.thread)
        found = threads.question_of_thread(connection, network_id, where)
    if found is None:
        raise Refusal("no_question_here")
    return found


def author_meant(
    connection: Connection, workspace: Workspace, chat_id: str, now: datetime
) -> tuple[Official, Address]:
    """Return who wrote a reply, and where they are asked. Raises Refusal for whom the bot may not ask."""
    author = known_by(connection, workspace, chat_id, now)
    address = directly(connection, author, near=workspace.id) if author else None
    if author is None or address is None or memberships.at_work(connection, author.id).left_at is not None:
        raise Refusal("author_not_here")
    return author, address


def _mine(connection: Connection, arrival: Arrival, quote_id: int) -> Quote:
    quote = quoted_answers.by_id(connection, arrival.workspace.network_id, QuoteId(quote_id))
    if quote is None or quote.author_id != arrival.official.id:
        raise Refusal("not_your_quote")
    if quote.state != "asked":
        raise Refusal("quote_decided")
    return quote


def _asked(quote: Quote, question: Question) -> QuoteAsked:
    """Return what its author is asked, with the question as others than its asker may read it."""
    told = "" if question.audience is Audience.PRIVATE else question.text
    return QuoteAsked(quote.id, told, quote.text)


def _in_thread(connection: Connection, quote: Quote, now: datetime) -> list[Outgoing]:
    """Return the answer for the thread of its question; for its asker alone where the bot is to be silent."""
    question = questions.by_id(connection, quote.network_id, quote.question_id)
    if question is None:
        return []
    workspace = networks.workspace_by_id(connection, question.workspace_id)
    asker = officials.by_id(connection, quote.network_id, question.asker_id, now.date())
    name = workspace_name(workspace.chat, workspace.external_id)
    message, locale = shown(connection, quote, now, before=False), asker.locale if asker else ""
    private = directly(connection, asker, near=workspace.id, unreachable_too=True) if asker else None
    at_home = private is not None and private.workspace == name
    if not hushed.is_hushed(connection, workspace.id, question.conversation, question.thread):
        people = private.people if private and at_home else ()
        there = Address(name, "thread", question.conversation, question.thread, people=people)
        return [Outgoing(there, message, locale)]
    if private is None:
        return []
    if at_home:
        message = replace(message, conversation=question.conversation, thread=question.thread)
    return [Outgoing(private, message, locale)]


def _for_staff(connection: Connection, quote: Quote, now: datetime) -> list[Outgoing]:
    """Open the task to make a record of it, in the hands of who chose it, and tell them."""
    if not tasks.open_once(connection, quote.network_id, "answer", quote.id, now):
        return []
    task = tasks.open_of(connection, quote.network_id, "answer", quote.id)
    assert task is not None, "it was opened in this transaction"
    task_queue.assign(connection, task.id, None, quote.chosen_by, now)
    assigned = replace(task, assigned_to=quote.chosen_by, assigned_at=now)
    message = staff_tasks.shown(connection, assigned, now, everybody=False)
    return to_chooser(connection, quote, message, now) if message else []
