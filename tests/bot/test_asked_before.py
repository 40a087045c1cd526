"""Who asks what was asked before is led to its thread and answer, and staff have one task for all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import event_of
from bot.cards import card
from bot.events import Asked, Event
from bot.events.member import NetworkLeft
from bot.events.quoting import QuoteDecided, ReplyChosen
from bot.events.standing import StandingDecided
from bot.messages import AnswerShown
from bot.messages.quoting import AnswerQuoted, QuoteAsked
from bot.messages.staff import QuestionUnanswered
from bot.messages.standing import QuestionStands, StandingKept
from bot.outgoing import Outgoing
from bot.speaker import Speaker
from store import task_queue
from tests.bot.staffed import LATER, NONSENSE, SAM
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, of_kind, only

ELSEWHERE = replace(CHANNEL, thread="900.1")
IN_OTHER_WORDS = "Where, where do the pelicans sleep?"


def ask(stage: Stage, speaker: Speaker, text: str = NONSENSE) -> list[Outgoing]:
    return stage.do(Asked(speaker, ELSEWHERE, text), LATER)


def answered(stage: Stage, text: str = NONSENSE) -> int:
    """Let Ana ask in the channel what no record answers, and Ben be quoted there."""
    question_id = stage.ask(ANA, text).question_id
    chosen = ReplyChosen(SAM, CHANNEL, question_id, BEN.chat_id, "In the marsh.")
    quote = only(QuoteAsked, stage.do(chosen, LATER))
    stage.do(QuoteDecided(BEN, replace(PRIVATE, message="7.1"), quote.quote_id, "named"), LATER)
    return question_id


def waiting(stage: Stage) -> dict[str, int]:
    with stage.engine.connect() as connection:
        return task_queue.counts(connection, stage.network_id)


def test_in_other_words_it_leads_to_the_answer_and_its_thread_and_nothing_begins_anew(staffed: Stage):
    answered(staffed)

    said = ask(staffed, CHLOE, IN_OTHER_WORDS)

    quoted = only(AnswerQuoted, said)
    assert (quoted.text, quoted.before) == ("In the marsh.", True)
    assert (quoted.conversation, quoted.thread) == (CHANNEL.conversation, CHANNEL.thread)
    leads = card(quoted, "en").elsewhere
    assert leads
    assert (leads.text, leads.thread) == ("The thread in which it was answered", CHANNEL.thread)
    assert of_kind(QuestionStands, said) == []
    assert waiting(staffed) == {"answer": 1}


@pytest.mark.parametrize("ended", ["stopped", "expired", "asker left"])
def test_in_other_words_it_leads_there_also_when_the_first_question_stands_no_more(
    staffed: Stage, ended: str
):
    question_id = answered(staffed)
    if ended == "stopped":
        staffed.do(StandingDecided(ANA, PRIVATE, question_id, "stop"), LATER)
    elif ended == "expired":
        staffed.wait_until(LATER + timedelta(days=400))
    else:
        staffed.do(NetworkLeft(ANA, PRIVATE), LATER)

    assert only(AnswerQuoted, ask(staffed, CHLOE, IN_OTHER_WORDS)).text == "In the marsh."


def test_in_other_words_it_leads_there_also_where_records_answered_it(staffed: Stage):
    answered(staffed, QUESTION)

    said = ask(staffed, CHLOE, "How, how is it that you pay for the storm drains?")

    assert only(AnswerShown, said).matches
    assert only(AnswerQuoted, said).text == "In the marsh."
    assert card(only(AnswerQuoted, said), "en").buttons == ()  # what did not help is looked for below that


def press(stage: Stage, event: Event | None) -> list[Outgoing]:
    assert event is not None
    return stage.do(event, LATER)


def test_whom_the_answer_to_somebody_else_does_not_help_lets_records_be_looked_for(staffed: Stage):
    answered(staffed)
    [button] = card(only(AnswerQuoted, ask(staffed, CHLOE, IN_OTHER_WORDS)), "en").buttons
    assert button.label == "Keep looking for me"

    said = press(staffed, event_of(button.action, button.ids, CHLOE, PRIVATE))

    assert only(StandingKept, said).decision == "still"
    assert only(QuestionUnanswered, said).question == IN_OTHER_WORDS
    assert waiting(staffed) == {"answer": 1, "unanswered": 1}
    again = press(staffed, event_of(button.action, button.ids, CHLOE, PRIVATE))
    assert of_kind(QuestionUnanswered, again) == []


def test_in_the_same_words_the_answer_is_told_once(staffed: Stage):
    answered(staffed)

    assert len(of_kind(AnswerQuoted, ask(staffed, CHLOE))) == 1


def test_staff_have_one_task_for_all_who_ask_the_same(staffed: Stage):
    staffed.ask(ANA, NONSENSE)

    said = ask(staffed, CHLOE, IN_OTHER_WORDS)

    assert of_kind(QuestionUnanswered, said) == []
    assert only(QuestionStands, said).asked_too
    assert waiting(staffed) == {"unanswered": 1}


def test_another_question_is_a_task_of_its_own(staffed: Stage):
    answered(staffed)

    said = ask(staffed, CHLOE, "Which zebras vote by telegraph?")

    assert of_kind(AnswerQuoted, said) == []
    assert waiting(staffed) == {"answer": 1, "unanswered": 1}
