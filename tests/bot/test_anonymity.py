"""Anonymous questions: nobody but the asker learns who asks, and the asker is told exactly that."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.cards import card
from bot.console.render import rendered
from bot.events import AnsweredInWriting, Asked, FollowedUp, Rated, Unanswerable
from bot.events.digest import StoryAgreed
from bot.events.member import AskerWanted
from bot.messages import AnswerShown, ConsentAsked, Introduced, Refused, Thanked
from bot.messages.follow_up import AnonymityExplained, FollowUpAnswered, SomebodyAsks
from bot.operator.who_asked import who_asked
from bot.outgoing import Outgoing
from bot.phrases import words
from bot.phrases.ask_form import ask_usage
from bot.questions import anonymity
from bot.screening import screened
from bot.slack.render import render
from bot.speaker import Spot
from matching.domain import Audience, Kind, QuestionId
from store import answered_questions, audit_reading, questions
from tests.bot.staffed import SAM, lives
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, of_kind, only
from tests.factories import NOW, TODAY, add_office

WHOLE_CHANNEL = Spot("C-help", audience=Audience.CHANNEL)  # where /ask was typed: no thread
SMALL_CHANNEL = Spot("C-help", audience=Audience.PRIVATE)
PRESSED = replace(PRIVATE, message="300.1")
# What would tell who asks.
ANAS = ("Ana", "Alder", "Elm", "City manager", ANA.chat_id)


def asked(stage: Stage, spot: Spot = WHOLE_CHANNEL, text: str = QUESTION) -> list[Outgoing]:
    return stage.do(Asked(ANA, spot, text, anonymous=True))


def for_others(said: list[Outgoing]) -> list[Outgoing]:
    """What others than Ana read: posts to conversations, and what goes to other people."""
    alone = ("direct", "only_to", "replace")
    of_ana = [
        each
        for each in said
        if each.address.people == (ANA.chat_id,)
        and (each.address.way in alone or each.address.conversation in (ANA.chat_id, PRIVATE.conversation))
    ]
    return [each for each in said if each not in of_ana]


def shown(outgoing: Outgoing) -> str:
    """Everything that a chat shows of a message, or sends along with it."""
    in_slack = render(outgoing.message, outgoing.locale)
    lines = rendered(outgoing.message, words(outgoing.locale))
    return "\n".join((*lines, in_slack.text, repr(in_slack.blocks)))


def test_who_reads_how_ask_is_used_learns_beforehand_that_the_channel_reads_the_question():
    usage = ask_usage(words("en").gettext)

    assert "I also post the question there, without your name." in usage
    assert "To have nothing posted, ask it in direct messages with me." in usage


def test_the_channel_reads_the_question_and_a_kind_of_place_and_nothing_else_of_the_asker(stage: Stage):
    (posted,) = for_others(asked(stage))

    address = posted.address
    assert (address.way, address.conversation, address.thread) == ("thread", "C-help", "")
    assert rendered(posted.message, words("en")) == [
        "Somebody of the network (a city) asks:",
        QUESTION,
        "If you can help, answer in this thread. I do not say who asks.",
        f"Question {posted.message.question_id}",
    ]
    assert not any(name in shown(posted) for name in ANAS)


def test_the_answer_goes_to_the_asker_alone(stage: Stage):
    said = asked(stage)

    (answer,) = [each for each in said if isinstance(each.message, AnswerShown)]
    assert answer.message.private
    assert answer.address.conversation == ANA.chat_id
    assert answer.address.people == (ANA.chat_id,)


@pytest.mark.parametrize(
    ("spot", "where"),
    [
        (WHOLE_CHANNEL, "I put your question to the channel with these words"),
        (SMALL_CHANNEL, "Your question is posted nowhere"),
        (PRIVATE, "Your question is posted nowhere"),
    ],
)
def test_before_the_answer_the_asker_is_told_exactly_who_can_see_what(stage: Stage, spot: Spot, where: str):
    said = asked(stage, spot)

    assert isinstance(said[0].message, AnonymityExplained)
    told = " ".join(rendered(said[0].message, words("en")))
    assert "Members do not see who asks." in told
    assert "The staff of your network can, and so can a public records request." in told
    assert "between you, the anonymity ends" in told
    assert where in told


@pytest.mark.parametrize("spot", [SMALL_CHANNEL, PRIVATE])
def test_where_not_everybody_can_be_it_is_posted_nowhere(stage: Stage, spot: Spot):
    said = asked(stage, spot)

    assert of_kind(SomebodyAsks, said) == []
    assert {each.address.conversation for each in said} <= {ANA.chat_id, PRIVATE.conversation}


def test_who_names_themselves_in_private_is_told_that_a_peer_would_read_it(stage: Stage):
    said = asked(stage, PRIVATE, text="Ana Alder asks: how to pay for drains?")

    assert "a peer whom I ask would read that too" in shown(said[0])


@pytest.mark.parametrize(
    "text", ["Does ELM pay for storm drains well?", "Ana Alder asks: how to pay for drains?"]
)
def test_a_question_that_says_who_asks_is_put_to_no_channel_and_the_asker_is_told(stage: Stage, text: str):
    said = asked(stage, text=text)

    assert for_others(said) == []
    assert only(AnonymityExplained, said).names_asker
    assert "Your question itself names you or your place" in shown(said[0])


@pytest.mark.parametrize(
    "text",
    [
        "Alder wants to know: who pays for storm drains?",
        "ANA'S question: who pays for storm drains?",
        "We in Cologne: who pays for storm drains?",
        "Nosotros, en Colonia: ¿quién paga?",
        "KOELN asks: who pays for storm drains?",
        "科隆的雨水排水由谁付费？",
    ],
)
def test_part_of_a_name_and_what_the_place_is_called_elsewhere_say_who_asks(stage: Stage, text: str):
    ana = stage.official(ANA)
    koeln = replace(ana.offices[0].jurisdiction, name="Köln", country="DE")
    asker = replace(ana, offices=(replace(ana.offices[0], jurisdiction=koeln),))

    assert anonymity.says_who_asks(text, asker)
    assert not anonymity.says_who_asks("Who pays for the storm drains of a cologne factory?", ana)


def test_a_word_that_only_contains_the_name_says_nothing(stage: Stage):
    assert len(for_others(asked(stage, text="How do helmets pay for storm drains?"))) == 1


@pytest.mark.parametrize(("others", "told"), [(1, "a city"), (2, "a city of about 60,000 people")])
def test_a_size_is_told_only_if_it_fits_three_places(stage: Stage, others: int, told: str):
    with stage.engine.begin() as connection:
        for number in range(others):
            add_office(connection, stage.network_id, place=f"Place {number}", population=57_000 + number)

    (posted,) = for_others(asked(stage))

    assert f"({told})" in shown(posted)
    assert "United States" not in shown(posted)


def test_a_kind_of_which_there_are_few_is_not_told(stage: Stage):
    with stage.engine.connect() as connection:
        county = replace(stage.offices["Elm"].jurisdiction, kind=Kind.COUNTY)
        assert anonymity.place_told(connection, stage.network_id, county) is None
        assert anonymity.place_told(connection, stage.network_id, None) is None


def test_nothing_that_others_read_until_both_agree_leads_to_the_asker(stage: Stage):
    said = asked(stage)
    answer = only(AnswerShown, said)
    said += stage.want(answer)
    (request,) = of_kind(ConsentAsked, said)
    said += stage.decide(request, accepted=False)

    others = for_others(said)
    assert len(others) == 3
    for each in others:
        assert not any(name in shown(each) for name in ANAS)


def test_when_both_agree_they_learn_each_others_names(stage: Stage):
    answer = only(AnswerShown, asked(stage))

    introduced = only(Introduced, stage.decide(only(ConsentAsked, stage.want(answer)), accepted=True))

    assert (introduced.asker.name, introduced.peer.name) == ("Ana Alder", "Ben Birch")


def test_an_anonymous_question_never_becomes_one_that_was_asked_before(stage: Stage):
    answer = only(AnswerShown, asked(stage))
    stage.decide(only(ConsentAsked, stage.want(answer)), accepted=True)
    assert only(Thanked, stage.do(Rated(ANA, PRIVATE, answer.question_id, helpful=True)))

    later = stage.ask(CHLOE)

    assert [match.asked_before for match in later.matches] == [None]
    with stage.engine.connect() as connection:
        assert answered_questions.ids(connection, stage.network_id) == ()


def test_the_question_keeps_no_trace_of_the_channel_so_nothing_is_said_there_later(stage: Stage):
    answer = only(AnswerShown, asked(stage))

    with stage.engine.connect() as connection:
        kept = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert kept
    assert (kept.audience, kept.conversation, kept.thread) == (Audience.ANONYMOUS, ANA.chat_id, "")


def test_what_is_kept_is_explained_with_the_first_question_that_is_not_anonymous(stage: Stage):
    assert not only(AnswerShown, asked(stage)).first_time
    assert stage.ask().first_time


@pytest.mark.parametrize(
    "typed",
    [
        "anonymous: How do you pay for storm drains?",
        "Anonymously:How do you pay for storm drains?",
        "  ANÓNIMO : How do you pay for storm drains?",
        "anonimamente： How do you pay for storm drains?",
        "匿名：How do you pay for storm drains?",
    ],
)
def test_a_word_and_a_colon_make_a_private_question_anonymous(typed: str):
    assert screened(Asked(ANA, PRIVATE, typed)) == Asked(ANA, PRIVATE, QUESTION, anonymous=True)


@pytest.mark.parametrize("typed", ["Anonymous reports: how do you take them?", "Is it anonymous: yes or no?"])
def test_a_question_about_anonymity_is_none(typed: str):
    stored = screened(Asked(ANA, PRIVATE, typed))

    assert isinstance(stored, Asked)
    assert not stored.anonymous


@pytest.mark.parametrize("audience", [Audience.CHANNEL, None])
def test_a_mention_in_a_channel_cannot_be_made_anonymous_and_is_not_kept(audience: Audience | None):
    stored = screened(Asked(ANA, replace(CHANNEL, audience=audience), f"anonymous: {QUESTION}"))

    assert isinstance(stored, Unanswerable)
    assert (stored.reason, QUESTION in repr(stored)) == ("anonymous_in_channel", False)


def test_an_anonymous_question_is_screened_like_any_other():
    stored = screened(Asked(ANA, PRIVATE, "anonymous:"))

    assert isinstance(stored, Unanswerable)
    assert stored.reason == "empty_question"


def test_staff_can_look_up_who_asked(stage: Stage):
    answer = only(AnswerShown, asked(stage))

    with stage.engine.connect() as connection:
        kept = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
        assert kept
        said = who_asked(connection, kept, TODAY)

    assert said == (
        f"Question {kept.id} was asked on {NOW.date()}, anonymously, by Ana Alder (City manager, Elm; "
        "slack:T1 U-ana). The log keeps that you looked."
    )


def test_staff_look_up_in_the_chat_who_asked_by_the_number_in_the_channel_and_that_is_logged(staffed: Stage):
    number = only(SomebodyAsks, asked(staffed)).question_id

    (told,) = staffed.do(AskerWanted(SAM, CHANNEL, number))

    assert (told.address.way, told.address.people) == ("direct", (SAM.chat_id,))
    assert card(told.message, "en").paragraphs == (
        f"Question {number} was asked on March 2, 2026 by Ana Alder, City manager, Elm (United States). The "
        "log keeps that you looked.",
    )
    with staffed.engine.connect() as connection:
        looked = list(audit_reading.entries(connection, staffed.network_id))[-1]
    sam = staffed.official(SAM).id
    assert (looked.actor, looked.action, looked.subject) == (
        f"official:{sam}",
        "question.who",
        f"question:{number}",
    )


def test_staff_read_the_day_of_a_question_by_their_own_clock(staffed: Stage):
    lives(staffed, SAM, "Pacific/Pago_Pago")
    number = only(SomebodyAsks, asked(staffed)).question_id

    (told,) = staffed.do(AskerWanted(SAM, CHANNEL, number))

    assert "was asked on March 1, 2026" in card(told.message, "en").paragraphs[0]


@pytest.mark.parametrize("private", [True, False])
def test_staff_do_not_look_up_who_asked_in_private_nor_what_nobody_asked(staffed: Stage, private: bool):
    number = staffed.ask(spot=PRIVATE).question_id if private else 999

    assert only(Refused, staffed.do(AskerWanted(SAM, PRIVATE, number))).reason == "no_such_question"


def test_a_helper_who_answers_is_not_told_who_asks(stage: Stage):
    (posted,) = for_others(asked(stage))

    assert BEN.chat_id not in posted.address.people


@pytest.mark.parametrize("attributable", [True, False])
def test_an_answer_in_writing_leaves_it_as_it_is_to_the_last_follow_up(stage: Stage, attributable: bool):
    answer = only(AnswerShown, asked(stage))
    said = stage.want(answer)
    request = only(ConsentAsked, said)
    said += stage.do(AnsweredInWriting(BEN, PRESSED, request.introduction_id, "A fee.", attributable))
    for day in (8, 31):
        at = NOW + timedelta(days=day)
        said += stage.wait_until(at)
        useful = stage.do(FollowedUp(ANA, PRESSED, request.introduction_id, "useful"), at)
        said += [*useful, *stage.do(FollowedUp(BEN, PRESSED, request.introduction_id, "useful"), at)]
    said += stage.do(StoryAgreed(ANA, PRESSED, request.introduction_id), NOW + timedelta(days=32))

    for each in for_others(said):
        assert not [told for told in ANAS if told in shown(each)]
    assert not any(each.may_tell for each in of_kind(FollowUpAnswered, said))
