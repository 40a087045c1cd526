"""Asking those who know the topic of a question that no record answers, while it stands."""

from datetime import datetime

from sqlalchemy import Connection

from bot import showing
from bot.events.standing import PeersOfTopicWanted
from bot.introductions import asking, peers_to_ask
from bot.introductions.asking import Wish
from bot.introductions.sides import may_meet
from bot.messages import IntroductionRequested
from bot.messages.introductions import IntroductionProgress
from bot.network import Arrival
from bot.outgoing import Outgoing, quietly
from bot.refusal import Refusal
from matching.domain import Official, QuestionId
from store import introductions, questions
from store.introductions import Introduction
from store.questions import Question


def can_be_asked(connection: Connection, question: Question, asker: Official) -> bool:
    """Say whether there may be somebody, for an asker for whom peers may be asked at once."""
    return may_meet(asker) and peers_to_ask.somebody_knows(connection, question)


def ask(connection: Connection, arrival: Arrival, event: PeersOfTopicWanted, now: datetime) -> list[Outgoing]:
    """Ask the best peer who knows the topic; further ones as for any introduction.

    Asking again while something is open tells how far it is; later it is a wish for one more peer. Raises
    Refusal if the question is not the asker's, if enough were asked, or if nobody can be asked now.
    """
    question = questions.by_id(connection, arrival.workspace.network_id, QuestionId(event.question_id))
    if question is None:
        raise Refusal("unknown_question")
    me = arrival.official
    if question.asker_id != me.id:
        raise Refusal("not_your_question")
    questions.hold(connection, question.id)
    legs = introductions.of_question(connection, question.network_id, question.id)
    where = quietly(event.speaker, event.spot)
    if (progress := _progress(legs, now)) is not None:
        return [Outgoing(where, progress, me.locale)]
    so_far = asking.count(legs)
    if so_far.is_most:
        raise Refusal("enough_asked")
    found = None
    if can_be_asked(connection, question, me):
        found = asking.ask_first(connection, Wish(question, me), legs, None, now)
    if found is None:
        raise Refusal("no_peer_of_topic")
    to, said = found
    place = showing.place(to.office.jurisdiction)
    requested = IntroductionRequested(
        to.office.name, place, to.title, question_id=question.id, alone=so_far.is_last
    )
    return [Outgoing(where, requested, me.locale), *said]


def _progress(legs: tuple[Introduction, ...], now: datetime) -> IntroductionProgress | None:
    """Return how far it is while an answer is awaited or a wish waits, as far as the asker may know."""
    if any(asking.may_be_awaited(each, now) for each in legs):
        so_far = asking.count(legs)
        return IntroductionProgress(so_far.asked, so_far.accepted)
    waits_for = next((each.waits_for for each in legs if each.state == "proposed"), None)
    return None if waits_for is None else IntroductionProgress(0, 0, waits_for)
