"""The ladder: two who agreed are brought together by whatever Slack allows, refusal after refusal."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

import pytest

from bot import posting
from bot.cards import card
from bot.messages import ConsentAsked, Introduced
from bot.messages.introductions import TextToCopy
from bot.outgoing import Outgoing
from bot.slack.messenger import SlackMessenger
from bot.speaker import Speaker, Spot
from matching.domain import Audience, IntroductionId
from store import introductions, lanes, memberships, networks, officials, sharing, tasks
from store.memberships import MembershipDraft
from tests.bot.stage import ANA, BEN, PRIVATE, Stage, of_kind, only
from tests.factories import NOW
from tests.fakes import BOT, FakeSlack, Post

BEA = Speaker(ANA.workspace, "U-bea")


@pytest.fixture
def stage(engine, slack: FakeSlack) -> Stage:
    """The stage in a Slack where everybody of it is known."""
    slack.people |= {ANA.chat_id, BEN.chat_id, BEA.chat_id}
    return Stage(engine)


def accepted(stage: Stage, slack: FakeSlack, *, private: bool = False, locale: str = "en") -> list[Outgoing]:
    """Let Ana, who reads in this locale, ask in the channel C0HELP or in private, and Ben say yes."""
    thread = slack.say("C0HELP", "How do you pay for storm drains?")
    request = stage.ask_peer(PRIVATE if private else Spot("C0HELP", thread, audience=Audience.CHANNEL))
    with stage.engine.begin() as connection:
        officials.set_locale(connection, stage.official(ANA).id, locale)
    said = stage.decide(request, accepted=True)
    return [each for each in said if isinstance(each.message, Introduced)]


def deliver(stage: Stage, messenger: SlackMessenger, said: Sequence[Outgoing]) -> None:
    """Post what is said, and whatever follows from it, as the runner and its pump do."""
    with stage.engine.begin() as connection:
        remaining = posting.keep(connection, stage.network_id, "test", said, NOW)
    moments = (NOW + number * posting.PACE for number in count())
    while remaining:
        post(stage, messenger, remaining, now := next(moments))
        with stage.engine.connect() as connection:
            remaining = list(lanes.ready(connection, now + posting.PACE))


def post(stage: Stage, messenger: SlackMessenger, posts: Sequence[int], now: datetime) -> None:
    remaining = list(posts)
    while remaining:
        delivery = posting.take(stage.engine, remaining[0], now)
        remaining[:1] = (
            posting.post(stage.engine, lambda _: messenger, delivery, lambda: now) if delivery else []
        )


def read_by(slack: FakeSlack, *people: str) -> list[Post]:
    """The posts of the one conversation that the bot has with exactly these people."""
    [conversation] = [each.id for each in slack.conversations.values() if each.people == {BOT, *people}]
    return slack.seen_in(conversation)


def shown(post: Post) -> str:
    return str(post.blocks)


def test_one_conversation_of_both_is_opened_where_slack_allows_it(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    deliver(stage, messenger, accepted(stage, slack))

    [post] = read_by(slack, ANA.chat_id, BEN.chat_id)
    assert "Ana Alder" in shown(post)
    assert "Ben Birch" in shown(post)
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize("refusal", ["invalid_user_combination", "not_allowed", "restricted_action"])
def test_else_the_thread_of_the_question_and_a_note_to_the_peer(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack, refusal: str
):
    said = accepted(stage, slack)
    slack.fail("conversations.open", error=refusal)

    deliver(stage, messenger, said)

    question, post = slack.seen_in("C0HELP")
    assert post.thread == question.ts
    assert "Ben Birch" in shown(post)
    [note] = read_by(slack, BEN.chat_id)
    assert "I introduced you in the thread of the question" in note.text


def test_else_a_message_to_each_with_the_card_of_the_other(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    said = accepted(stage, slack)
    slack.fail("conversations.open", error="invalid_user_combination")
    slack.channel("C0HELP", "U0ALICE")  # the bot was removed from it meanwhile

    deliver(stage, messenger, said)

    for person in (ANA.chat_id, BEN.chat_id):
        [post] = read_by(slack, person)
        assert "Ana Alder" in shown(post)
        assert "Ben Birch" in shown(post)


def test_a_question_that_was_asked_in_private_is_never_answered_in_a_channel(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    said = accepted(stage, slack, private=True)
    slack.fail("conversations.open", error="invalid_user_combination")

    deliver(stage, messenger, said)

    assert len(slack.seen_in("C0HELP")) == 1
    assert len(read_by(slack, ANA.chat_id)) == len(read_by(slack, BEN.chat_id)) == 1


def test_a_question_that_was_shared_after_the_peer_was_asked_is_not_answered_in_its_channel(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    said = accepted(stage, slack)
    with stage.engine.begin() as connection:
        number = IntroductionId(only(Introduced, said).introduction_id)
        leg = introductions.by_id(connection, stage.network_id, number)
        assert leg
        assert sharing.share(connection, stage.network_id, leg.question_id, leg.asker_id, NOW)
    slack.fail("conversations.open", error="invalid_user_combination")

    deliver(stage, messenger, said)

    assert len(slack.seen_in("C0HELP")) == 1
    assert len(read_by(slack, BEN.chat_id)) == 1


@pytest.mark.parametrize(("gone", "here"), [(BEN, ANA), (ANA, BEN)])
def test_else_an_e_mail_to_copy_for_the_one_who_is_still_there(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack, gone: Speaker, here: Speaker
):
    said = accepted(stage, slack)
    slack.gone.add(gone.chat_id)

    deliver(stage, messenger, said)

    name = stage.official(gone).name
    [letter] = [each for each in read_by(slack, here.chat_id) if "rich_text_preformatted" in shown(each)]
    assert f"The chat does not let me reach {name}." in letter.text
    assert f"Dear {name}," in shown(letter)
    assert len(slack.called("chat.postMessage")) == 2
    assert len(slack.seen_in("C0HELP")) == 1


def test_when_nobody_is_there_any_more_it_ends(stage: Stage, messenger: SlackMessenger, slack: FakeSlack):
    said = accepted(stage, slack)
    slack.gone |= {ANA.chat_id, BEN.chat_id}

    deliver(stage, messenger, said)

    assert slack.called("chat.postMessage") == []


def test_a_request_to_a_deactivated_account_goes_to_the_next_holder_of_the_office(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    with stage.engine.begin() as connection:
        stage.join(connection, BEA, "Bea", stage.offices["Oak"])
    said = [each for each in stage.want(stage.ask()) if isinstance(each.message, ConsentAsked)]
    slack.gone.add(BEN.chat_id)

    deliver(stage, messenger, said)

    [post] = read_by(slack, BEA.chat_id)
    assert "May I introduce you?" in post.text


def test_without_a_next_holder_staff_look_for_one_and_the_asker_is_told(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    said = [each for each in stage.want(stage.ask()) if isinstance(each.message, ConsentAsked)]
    slack.gone.add(BEN.chat_id)

    deliver(stage, messenger, said)

    [post] = read_by(slack, ANA.chat_id)
    assert "Staff are looking for this office." in post.text
    with stage.engine.connect() as connection:
        assert [each.kind for each in tasks.every_open(connection, stage.network_id)] == ["successor"]


def test_what_may_pass_is_tried_again_and_takes_no_other_way(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    said = accepted(stage, slack)
    slack.fail("chat.postMessage", status=503)

    deliver(stage, messenger, said)

    assert len(slack.called("chat.postMessage")) == 2
    assert len(read_by(slack, ANA.chat_id, BEN.chat_id)) == 1


# Two workspaces, two languages


def test_two_workspaces_share_no_conversation_so_each_gets_the_card_and_the_asker_an_e_mail(stage: Stage):
    with stage.engine.begin() as connection:
        other = networks.ensure_workspace(connection, stage.network_id, "slack", "T2")
        elsewhere = stage.join(connection, BEA, "Bea Beech", stage.offices["Oak"])
        memberships.leave(connection, stage.official(BEN).id, NOW)
        officials.identify(connection, other, "U-bea-2", elsewhere.id)
        officials.identify(connection, stage.workspace_id, BEA.chat_id, stage.official(BEN).id)
    bea = Speaker("slack:T2", "U-bea-2")
    request = only(ConsentAsked, stage.want(stage.ask()))

    said = stage.decide(request, accepted=True, speaker=bea)

    cards = {each.address.people[0]: each.message for each in said if isinstance(each.message, Introduced)}
    assert cards.keys() == {ANA.chat_id, "U-bea-2"}
    assert (cards[ANA.chat_id].asker.chat_id, cards[ANA.chat_id].peer.chat_id) == (ANA.chat_id, "")
    assert (cards["U-bea-2"].asker.chat_id, cards["U-bea-2"].peer.chat_id) == ("", "U-bea-2")
    letter = next(each for each in said if isinstance(each.message, TextToCopy))
    assert letter.address.people == (ANA.chat_id,)
    assert "Dear Bea Beech," in card(letter.message, "en").copyable


def test_a_conversation_of_two_languages_is_written_in_both(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    with stage.engine.begin() as connection:
        officials.set_locale(connection, stage.official(BEN).id, "en")

    said = accepted(stage, slack, locale="es")

    [introduced] = said
    assert (introduced.locale, of_kind(Introduced, said)[0].also_in) == ("es", "en")
    deliver(stage, messenger, said)
    [post] = read_by(slack, ANA.chat_id, BEN.chat_id)
    assert "You both agreed to talk." in shown(post)


def test_in_direct_messages_each_reads_their_own_language(
    stage: Stage, messenger: SlackMessenger, slack: FakeSlack
):
    with stage.engine.begin() as connection:
        officials.set_locale(connection, stage.official(BEN).id, "en")
        for speaker, languages in ((ANA, ("es", "en")), (BEN, ("en", "fr"))):
            said_of = MembershipDraft(languages=languages)
            memberships.save(connection, stage.network_id, stage.official(speaker).id, said_of, NOW)
    said = accepted(stage, slack, private=True, locale="es")
    slack.fail("conversations.open", error="invalid_user_combination")

    deliver(stage, messenger, said)

    [spanish], [english] = read_by(slack, ANA.chat_id), read_by(slack, BEN.chat_id)
    assert "Languages in common: English." in shown(english)
    assert "You both agreed to talk." not in shown(spanish)
