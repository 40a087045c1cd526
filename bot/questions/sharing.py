"""Sharing an answer that only its asker was shown with everybody where they asked."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot import outgoing
from bot.events.channel import AnswerShared
from bot.messages import AnswerShown
from bot.messenger import Address
from bot.network import Arrival
from bot.outgoing import Outgoing
from bot.questions.unfolding import by_now, standing
from bot.refusal import Refusal
from bot.shown import SharerShown
from matching.domain import Audience, NetworkId, QuestionId
from store import questions, record_readers, sharing


def share(connection: Connection, arrival: Arrival, event: AnswerShared, now: datetime) -> list[Outgoing]:
    """Post the answer in the thread of its question, in the asker's name, once however often it is pressed.

    Its records are shown as they are by now. From then on the question counts as asked in the channel, if
    everybody of the workspace can open that. Raises Refusal unless the speaker asked the question and sees
    its answer there, if all of it is for named places only, and after the first time.
    """
    network_id, me = arrival.workspace.network_id, arrival.official
    question = questions.by_id(connection, network_id, QuestionId(event.question_id))
    if question is None or question.workspace_id != arrival.workspace.id:
        raise Refusal("unknown_question")
    if question.asker_id != me.id:
        raise Refusal("not_yours_to_share")
    found = standing(connection, arrival, event)
    if not found.answer.can_share:
        raise Refusal("unknown_question")
    hidden = record_readers.hidden_from(connection, network_id, None)
    stand = by_now(connection, network_id, found.answer, hidden, now)
    if not stand.matches:
        raise Refusal("only_for_some" if stand.hidden else "record_withdrawn")
    if not sharing.share(connection, network_id, question.id, me.id, now):
        raise Refusal("shared_already")
    if event.spot.audience is Audience.CHANNEL and event.spot.conversation == question.conversation:
        sharing.open_to_all(connection, network_id, question.id)
    chat_id = event.speaker.chat_id
    sharer = SharerShown(me.name if me.name != chat_id else "", chat_id)
    said = replace(found.answer, matches=stand.matches, private=False, first_time=False)
    shared = replace(said, can_share=False, shared_by=sharer)
    there = Address(
        event.speaker.workspace, "thread", question.conversation, question.thread, people=(chat_id,)
    )
    return [Outgoing(there, shared, found.locale)]


def refused(connection: Connection, network_id: NetworkId, post: Outgoing, reason: str) -> list[Outgoing]:
    """Let an answer that the chat does not take be shared again, and tell its asker as of any other."""
    assert isinstance(post.message, AnswerShown), "the post of a shared answer"
    sharing.take_back(connection, network_id, QuestionId(post.message.question_id))
    return list(outgoing.instead(post, reason))
