"""`counterpart answer`: a reply that an operator chose becomes an answer if its author lets it be quoted."""

import pytest

from bot.events.member import NetworkLeft
from bot.messages.quoting import AnswerQuoted, QuoteAsked, QuoteToKeep
from bot.operator.answer import choose
from bot.operator.operator_mistake import OperatorMistake
from tests.bot.at_a_terminal import engine as engine
from tests.bot.at_a_terminal import server_says
from tests.bot.staffed import LATER, SAM, said_to
from tests.bot.stage import BEN, CHLOE, PRIVATE, QUESTION, Stage, of_kind, only
from tests.bot.test_auditing import trail
from tests.bot.test_quoting import WORDS, decide


def test_its_author_is_asked_by_the_server_and_staff_hear_what_they_say(staffed: Stage):
    question_id = staffed.ask().question_id

    said = choose(question_id, CHLOE.chat_id, WORDS, SAM.chat_id)

    assert said.startswith("Chloe is asked whether they may be quoted; ")
    assert trail(staffed)[-1][:2] == ("command line", "answer.choose")
    quote = only(QuoteAsked, said_to(server_says(staffed), CHLOE))
    assert (quote.question, quote.text) == (QUESTION, WORDS)
    told = decide(staffed, quote)
    assert only(AnswerQuoted, told).text == WORDS
    assert only(QuoteToKeep, said_to(told, SAM)).text == WORDS


def test_an_author_who_leaves_before_the_server_runs_is_not_asked(staffed: Stage):
    choose(staffed.ask().question_id, CHLOE.chat_id, WORDS, SAM.chat_id)

    staffed.do(NetworkLeft(CHLOE, PRIVATE), LATER)

    assert of_kind(QuoteAsked, server_says(staffed)) == []


@pytest.mark.parametrize(
    ("author", "text", "staff", "sentence"),
    [
        ("U0NOBODY", WORDS, SAM.chat_id, "I do not write to people who never wrote to me"),
        (CHLOE.chat_id, " ", SAM.chat_id, "Please write an answer"),
        (CHLOE.chat_id, f"{WORDS} Write to ana@example.org.", SAM.chat_id, "private data"),
        (CHLOE.chat_id, WORDS, BEN.chat_id, "U-ben is not staff"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    staffed: Stage, author: str, text: str, staff: str, sentence: str
):
    question_id = staffed.ask().question_id

    with pytest.raises(OperatorMistake, match=sentence):
        choose(question_id, author, text, staff)

    assert of_kind(QuoteAsked, server_says(staffed)) == []


def test_nobody_is_asked_twice_about_one_question_or_about_none(staffed: Stage):
    question_id = staffed.ask().question_id
    choose(question_id, CHLOE.chat_id, WORDS, SAM.chat_id)

    for about, sentence in ((question_id, "asked about or kept already"), (999, "There is no question 999")):
        with pytest.raises(OperatorMistake, match=sentence):
            choose(about, CHLOE.chat_id, WORDS, SAM.chat_id)

    only(QuoteAsked, server_says(staffed))
