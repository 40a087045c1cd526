"""An answer that only its asker sees, until they share it: once, in their name, where they asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import messages
from bot.events import Asked, MoreWanted
from bot.events.channel import AnswerShared, ChannelSet
from bot.introductions.replacing import instead
from bot.messages import AnswerShown, Refused, Undeliverable
from bot.outgoing import NOT_REPEATED, Outgoing, quietly
from bot.posting import keep
from bot.slack.render import render
from bot.speaker import Speaker, Spot
from matching.domain import Audience, QuestionId, Visibility
from store import answered_questions, deliveries, lanes, networks, questions, record_changes, staff
from store.record_values import draft_of
from tests.bot.staffed import merged
from tests.bot.stage import ANA, BEN, CHANNEL, CHLOE, PRIVATE, QUESTION, Stage, only
from tests.factories import NOW

# Where Slack shows it to the asker: it stands in no thread, and its message is known by this.
SEEN = Spot(CHANNEL.conversation, message="300.1", audience=Audience.CHANNEL)


@pytest.fixture
def discreet(stage: Stage) -> Stage:
    """The stage, on which Ben is staff and answers in CHANNEL are for the asker alone."""
    with stage.engine.begin() as connection:
        staff.add(connection, stage.workspace_id, BEN.chat_id, "command")
    stage.do(ChannelSet(BEN, CHANNEL, "mentions", private=True))
    return stage


def asked(stage: Stage, spot: Spot = CHANNEL) -> AnswerShown:
    """Let Ana ask, and her answer stand where she sees it."""
    [said] = stage.do(Asked(ANA, spot, QUESTION))
    stand(stage, said)
    assert isinstance(said.message, AnswerShown)
    return said.message


def stand(stage: Stage, said: Outgoing, spot: Spot = SEEN) -> None:
    with stage.engine.begin() as connection:
        [delivery_id] = keep(connection, stage.network_id, f"answer:{spot.message}", [said], NOW)
        claimed = lanes.claim(connection, delivery_id, timedelta(seconds=1), NOW)
        assert claimed is not None
        deliveries.finish(connection, claimed, spot.conversation, spot.message, NOW)


def press(stage: Stage, answer: AnswerShown, speaker: Speaker = ANA, spot: Spot = SEEN) -> list[Outgoing]:
    return stage.do(AnswerShared(speaker, spot, answer.question_id))


def audience(stage: Stage, answer: AnswerShown) -> Audience:
    with stage.engine.connect() as connection:
        question = questions.by_id(connection, stage.network_id, QuestionId(answer.question_id))
    assert question is not None
    return question.audience


def test_only_the_asker_sees_an_answer_where_staff_want_it_so(discreet: Stage):
    [said] = discreet.do(Asked(ANA, CHANNEL, QUESTION))

    assert (said.address.way, said.address.people) == ("only_to", (ANA.chat_id,))
    assert only(AnswerShown, [said]).can_share
    assert "Share in channel" in str(render(said.message, "en").blocks)


def test_elsewhere_and_in_private_answers_stay_as_they_are(discreet: Stage):
    for spot in (replace(CHANNEL, conversation="C-other"), PRIVATE):
        [said] = discreet.do(Asked(ANA, spot, QUESTION))

        assert said.address.way == "thread"
        assert not only(AnswerShown, [said]).can_share


def test_a_thread_without_an_answer_shows_nothing_to_one_alone_so_the_channel_does(discreet: Stage):
    [first] = discreet.do(Asked(ANA, replace(CHANNEL, starts_thread=True), QUESTION))
    [later] = discreet.do(Asked(ANA, CHANNEL, QUESTION))

    assert (first.address.thread, later.address.thread) == ("", CHANNEL.thread)
    assert quietly(ANA, replace(CHANNEL, starts_thread=True)).thread == ""


# Slack says of a private channel and of a group of people what it says of direct messages: private.
CLOSED = replace(CHANNEL, audience=Audience.PRIVATE)


def test_in_a_private_channel_what_one_person_reads_is_shown_to_nobody_else(discreet: Stage):
    said = discreet.do(Asked(ANA, CLOSED, "How do you train falcons for airports?"))

    assert [each.message.kind for each in said] == ["answer", "question_stands"]
    assert {each.address.way for each in said} == {"only_to"}
    assert quietly(ANA, PRIVATE).way == "thread"
    assert quietly(ANA, replace(PRIVATE, conversation=ANA.chat_id)).way == "thread"


def test_in_a_private_channel_a_second_press_is_refused_in_private(discreet: Stage):
    seen = replace(SEEN, audience=Audience.PRIVATE)
    answer = asked(discreet, CLOSED)
    press(discreet, answer, spot=seen)

    [again] = press(discreet, answer, spot=seen)

    assert (only(Refused, [again]).reason, again.address.way) == ("shared_already", "only_to")


def refuse(stage: Stage, said: Outgoing, reason: str = "shared_outside") -> list[Outgoing]:
    """Let the chat refuse for good what was said."""
    with stage.engine.begin() as connection:
        return instead(connection, stage.network_id, said, reason, NOW)


def test_an_answer_that_the_chat_does_not_take_can_be_shared_again_and_its_asker_reads_why(discreet: Stage):
    answer = asked(discreet)
    [said] = press(discreet, answer)

    explained, _ = refuse(discreet, said)

    assert (explained.address.way, explained.address.people) == ("direct", (ANA.chat_id,))
    assert explained.message == Undeliverable(CHANNEL.conversation, "shared_outside")
    assert audience(discreet, answer) is Audience.PRIVATE
    assert only(AnswerShown, press(discreet, answer))
    assert audience(discreet, answer) is Audience.CHANNEL


def test_an_answer_that_may_stand_is_not_shared_again(discreet: Stage):
    answer = asked(discreet)
    [said] = press(discreet, answer)

    assert refuse(discreet, said, NOT_REPEATED) == []

    assert only(Refused, press(discreet, answer)).reason == "shared_already"


def test_what_is_shared_is_what_its_records_say_by_now(discreet: Stage):
    answer = asked(discreet)
    with discreet.engine.begin() as connection:
        changed = replace(
            draft_of(discreet.record), title="A fee by area", visibility=Visibility.UNATTRIBUTED
        )
        record_changes.save(connection, discreet.network_id, changed, NOW)

    shared = only(AnswerShown, press(discreet, answer))

    assert [each.title for each in shared.matches] == ["A fee by area"]
    assert "Oak" not in str(shared.matches)


def test_a_merged_record_is_shared_as_what_it_was_merged_into(discreet: Stage):
    answer = asked(discreet)
    merged(discreet, discreet.record.id, discreet.unjoined.id)

    shared = only(AnswerShown, press(discreet, answer))

    assert [each.title for each in shared.matches] == [discreet.unjoined.title]


def test_the_asker_shares_the_answer_in_the_thread_of_the_question(discreet: Stage):
    answer = asked(discreet)

    [said] = press(discreet, answer)

    shared = only(AnswerShown, [said])
    assert (said.address.way, said.address.conversation, said.address.thread) == (
        "thread",
        CHANNEL.conversation,
        CHANNEL.thread,
    )
    assert (shared.matches, shared.can_share, shared.private) == (answer.matches, False, False)
    assert shared.shared_by is not None
    assert (shared.shared_by.name, shared.shared_by.chat_id) == ("Ana Alder", ANA.chat_id)
    assert render(shared, "en").text.startswith("Shared by: Ana Alder. ")
    assert messages.from_json(messages.to_json(shared)) == shared


def test_a_shared_answer_mentions_the_asker_in_slack(discreet: Stage):
    answer = asked(discreet)
    [said] = press(discreet, answer)
    shared = only(AnswerShown, [said])
    assert shared.shared_by is not None
    of_slack = replace(shared, shared_by=replace(shared.shared_by, chat_id="U0ANA"))

    first = render(of_slack, "en").blocks[0]["elements"][0]["elements"]

    assert [each.get("user_id") for each in first] == [None, "U0ANA"]


def test_an_answer_is_shared_once_however_often_it_is_pressed(discreet: Stage):
    answer = asked(discreet)
    press(discreet, answer)

    [again] = press(discreet, answer)

    assert only(Refused, [again]).reason == "shared_already"
    assert again.address.way == "only_to"


@pytest.mark.parametrize("speaker", [BEN, CHLOE])
def test_nobody_but_the_asker_shares_it(discreet: Stage, speaker: Speaker):
    answer = asked(discreet)

    assert only(Refused, press(discreet, answer, speaker)).reason == "not_yours_to_share"
    assert only(AnswerShown, press(discreet, answer)), "the asker still can"


@pytest.mark.parametrize("spot", [replace(SEEN, message="999.9"), replace(SEEN, conversation="C-other")])
def test_an_answer_that_does_not_stand_there_is_not_shared(discreet: Stage, spot: Spot):
    assert only(Refused, press(discreet, asked(discreet), spot=spot)).reason == "unknown_question"


def test_another_workspace_of_the_network_shares_nothing_of_this_one(discreet: Stage):
    with discreet.engine.begin() as connection:
        networks.ensure_workspace(connection, discreet.network_id, "slack", "T2")

    said = press(discreet, asked(discreet), Speaker("slack:T2", ANA.chat_id))

    assert only(Refused, said).reason == "unknown_question"


def test_an_answer_that_everybody_sees_already_is_not_shared(stage: Stage):
    answer = asked(stage)

    assert only(Refused, press(stage, answer)).reason == "unknown_question"


def test_a_question_is_private_until_its_answer_is_shared(discreet: Stage):
    answer = asked(discreet)

    assert audience(discreet, answer) is Audience.PRIVATE
    press(discreet, answer)
    assert audience(discreet, answer) is Audience.CHANNEL


@pytest.mark.parametrize("spot", [replace(SEEN, audience=Audience.PRIVATE), replace(SEEN, audience=None)])
def test_in_a_channel_that_not_everybody_can_open_it_stays_private(discreet: Stage, spot: Spot):
    answer = asked(discreet)

    assert only(AnswerShown, press(discreet, answer, spot=spot))
    assert audience(discreet, answer) is Audience.PRIVATE


def test_later_askers_find_a_shared_question_that_helped_before(discreet: Stage):
    answer = asked(discreet)
    discreet.rate(answer, helpful=True)
    with discreet.engine.connect() as connection:
        assert answered_questions.ids(connection, discreet.network_id) == ()

    press(discreet, answer)

    with discreet.engine.connect() as connection:
        assert answered_questions.ids(connection, discreet.network_id) == (answer.question_id,)
    before = discreet.ask(CHLOE, spot=PRIVATE).matches[0].asked_before
    assert before is not None
    assert before.thread == CHANNEL.thread


def test_a_folded_match_is_shown_whole_in_a_second_message_to_the_asker_alone(discreet: Stage):
    discreet.add_peers("Dan", "Eve")
    answer = asked(discreet)
    record_id = answer.matches[1].record_id

    [said] = discreet.do(MoreWanted(ANA, SEEN, answer.question_id, record_id))

    assert (said.address.way, said.address.people) == ("only_to", (ANA.chat_id,))
    assert said.message == replace(answer, expanded=(record_id,))


def test_what_only_named_peers_may_read_is_not_shared(discreet: Stage):
    answer = asked(discreet)
    with discreet.engine.begin() as connection:
        hidden = replace(draft_of(discreet.record), visibility=Visibility.NAMED)
        record_changes.save(connection, discreet.network_id, hidden, NOW)

    assert only(Refused, press(discreet, answer)).reason == "only_for_some"
    assert audience(discreet, answer) is Audience.PRIVATE
