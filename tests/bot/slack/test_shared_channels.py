"""Channels that organisations share (Slack Connect): who is from elsewhere, and what stays among us."""

from asyncio import AbstractEventLoop
from dataclasses import replace
from typing import Any

import pytest

from bot import network
from bot.desk import Desk
from bot.events import Asked
from bot.messages import AnswerShown, Introduced, Message, Refused
from bot.messages.demand import PracticesCalledFor
from bot.messages.follow_up import SomebodyAsks
from bot.messages.quoting import AnswerQuoted
from bot.messages.standing import QuestionStands, RecordForQuestion
from bot.messenger import Address, Undelivered
from bot.shown import PersonShown, PlaceShown, SharerShown
from bot.slack.app import make_client
from bot.slack.config import SlackConfig
from bot.slack.known_audiences import KnownAudiences
from bot.slack.messenger import SlackMessenger
from bot.slack.render import render
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from store import networks, officials
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, direct_message, mention
from tests.bot.slack.shown import make_answer, make_match
from tests.bot.stage import ANA, CHANNEL, QUESTION, Stage, of_kind
from tests.bot.test_durable import RecordingMessenger, running
from tests.factories import NOW, add_official
from tests.fakes import BOT, SIGNING_SECRET, TEAM, TOKEN, FakeSlack

OTHER = "T0OTHER"
ORGANISATION = "E0STATE"
OUTSIDE = replace(CHANNEL, audience=Audience.PRIVATE, outside=True)
VISITOR = Speaker(ANA.workspace, "U-visitor", home="slack:T9")


def envelope(*, shared: bool | None, enterprise: str | None = None) -> dict[str, Any]:
    """What stands around an event: docs.slack.dev/apis/events-api, "Callback field overview"."""
    authorization = {"enterprise_id": enterprise, "team_id": TEAM, "user_id": BOT, "is_bot": True}
    context = {"context_team_id": TEAM, "context_enterprise_id": enterprise}
    told = {"authorizations": [authorization | {"is_enterprise_install": False}], **context}
    return told if shared is None else told | {"is_ext_shared_channel": shared}


@pytest.mark.parametrize(
    ("post", "around", "home"),
    [
        ({"user_team": OTHER, "source_team": OTHER, "team": OTHER}, envelope(shared=True), f"slack:{OTHER}"),
        ({"team": OTHER}, envelope(shared=True), f"slack:{OTHER}"),
        ({"user_team": OTHER}, envelope(shared=None), f"slack:{OTHER}"),
        ({"user_team": TEAM, "source_team": TEAM, "team": TEAM}, envelope(shared=True), ""),
        ({}, envelope(shared=True), ""),
        ({"user_team": ORGANISATION}, envelope(shared=True, enterprise=ORGANISATION), ""),
        ({"user_team": OTHER}, envelope(shared=True, enterprise=ORGANISATION), f"slack:{OTHER}"),
    ],
    ids=[
        *("another's", "team alone", "flag missing", "own", "unsaid", "own organisation"),
        "another's to an organisation",
    ],
)
def test_a_post_says_whether_its_author_is_from_elsewhere(
    deliveries: Deliveries, inbox: Inbox, post: dict[str, Any], around: dict[str, Any], home: str
):
    deliveries.event(mention("how do you fund storm drains?", **post), **around)

    assert inbox.event.speaker == Speaker(f"slack:{TEAM}", "U0ALICE", home=home)


@pytest.mark.parametrize(
    "around",
    [
        envelope(shared=False, enterprise=ORGANISATION),
        envelope(shared=None, enterprise=ORGANISATION),
        envelope(shared=False),
    ],
    ids=["told", "not told", "of an organisation that is not named"],
)
def test_in_an_organisations_own_channel_a_post_says_of_which_of_its_workspaces_the_author_is(
    deliveries: Deliveries, inbox: Inbox, around: dict[str, Any]
):
    deliveries.event(mention("how do you fund storm drains?", user_team="T0SISTER"), **around)

    assert inbox.event.speaker == Speaker(f"slack:{TEAM}", "U0ALICE", home="slack:T0SISTER", related=True)


@pytest.mark.parametrize("shared", [True, False, None])
def test_a_post_says_whether_others_read_along(deliveries: Deliveries, inbox: Inbox, shared: bool | None):
    deliveries.event(mention("how do you fund storm drains?"), **envelope(shared=shared))

    assert inbox.event.spot.outside is (shared is True)


def test_messages_to_the_bot_alone_are_read_alike(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(direct_message("how do you fund it?", user_team=OTHER), **envelope(shared=True))

    assert inbox.event.speaker.home == f"slack:{OTHER}"


@pytest.mark.parametrize(
    ("who", "home"),
    [
        ({"user": {"id": "U0EVE", "username": "eve", "team_id": OTHER}}, f"slack:{OTHER}"),
        ({"user": {"id": "U0EVE", "username": "eve", "team_id": TEAM}}, ""),
    ],
    ids=["another's", "own"],
)
def test_a_press_says_whether_it_is_from_elsewhere(
    deliveries: Deliveries, inbox: Inbox, who: dict[str, Any], home: str
):
    deliveries.press("helpful", '{"question":7}', **who)

    assert inbox.event.speaker.home == home


def test_a_press_in_an_organisation_says_of_which_of_its_workspaces_the_person_is(
    deliveries: Deliveries, inbox: Inbox
):
    user = {"id": "U0EVE", "username": "eve", "team_id": OTHER}
    deliveries.press("helpful", '{"question":7}', user=user, enterprise={"id": ORGANISATION})

    assert (inbox.event.speaker.home, inbox.event.speaker.related) == (f"slack:{OTHER}", True)


def test_who_is_of_another_organisation_is_refused_so_that_they_alone_see_it(stage: Stage):
    messenger = RecordingMessenger()

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(VISITOR, OUTSIDE, QUESTION)).get_result()

    ((address, message),) = messenger.posts
    assert (address.way, address.people, message) == ("only_to", ("U-visitor",), Refused("outsider"))
    with stage.engine.connect() as connection:
        assert officials.by_identity(connection, stage.workspace_id, "U-visitor", NOW.date()) is None


@pytest.mark.parametrize("known", [True, False], ids=["known there", "new"])
def test_who_is_of_another_workspace_of_the_network_is_one_person_and_read_there(stage: Stage, known: bool):
    with stage.engine.begin() as connection:
        home = networks.ensure_workspace(connection, stage.network_id, "slack", "T9")
        if known:
            cam = add_official(connection, stage.network_id, "Cam", stage.offices["Fir"])
            officials.identify(connection, home, VISITOR.chat_id, cam.id)

    assert stage.ask(VISITOR, spot=OUTSIDE).matches

    with stage.engine.connect() as connection:
        here, there = (
            officials.by_identity(connection, each, VISITOR.chat_id, NOW.date())
            for each in (stage.workspace_id, home)
        )
    assert here is None
    assert there
    assert (there.name == "Cam") is known


SISTER = replace(VISITOR, related=True)


@pytest.mark.parametrize("speaker", [VISITOR, SISTER], ids=["of another organisation", "of the same one"])
def test_a_workspace_of_another_network_is_elsewhere_too(stage: Stage, speaker: Speaker):
    with stage.engine.begin() as connection:
        other = networks.ensure(connection, "another network")
        networks.ensure_workspace(connection, other, "slack", "T9")

        with pytest.raises(network.Outsider):
            network.arrive(connection, speaker, NOW)


def test_a_colleague_from_a_workspace_that_nobody_knows_is_one_of_us(stage: Stage):
    assert stage.ask(SISTER).matches

    with stage.engine.connect() as connection:
        assert officials.by_identity(connection, stage.workspace_id, SISTER.chat_id, NOW.date())


@pytest.mark.parametrize(
    ("workspaces", "mixed"),
    [
        ((TEAM, "T0SISTER"), False),
        ((TEAM, "T0STRANGER"), False),
        ((TEAM, "T0RIVAL"), True),
        ((TEAM, "T0SISTER", "T0RIVAL"), True),
        (("E0STATE",), True),
        ((TEAM, "E0STATE"), True),
    ],
    ids=[
        "of one network",
        "unknown",
        "of another network",
        "of both",
        "all of them",
        "all of them, and ours",
    ],
)
def test_where_workspaces_of_two_networks_share_a_channel_it_is_read_by_others(
    slack_stage: Stage, slack: FakeSlack, loop: AbstractEventLoop, workspaces: tuple[str, ...], mixed: bool
):
    with slack_stage.engine.begin() as connection:
        rival = networks.ensure(connection, "another network")
        networks.ensure_workspace(connection, slack_stage.network_id, "slack", "T0SISTER")
        networks.ensure_workspace(connection, rival, "slack", "T0RIVAL")
    slack.channel("C0BRIDGE", BOT, "U0ALICE", workspaces=workspaces)
    audiences = KnownAudiences(mixes=Desk(slack_stage.engine, lambda: NOW).mixes)
    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
    messenger = SlackMessenger(client, loop, audiences=audiences)
    where = f"slack:{TEAM}", "C0BRIDGE"

    read_by = messenger.audience(*where), messenger.outside(*where)

    assert read_by == ((Audience.PRIVATE, True) if mixed else (Audience.CHANNEL, False))
    call = Address(f"slack:{TEAM}", "thread", "C0BRIDGE")
    if mixed:
        with pytest.raises(Undelivered, match="shared_outside"):
            messenger.post(call, PracticesCalledFor(1, "Who has solved this?"), "en", "key-1")
    else:
        assert messenger.post(call, PracticesCalledFor(1, "Who has solved this?"), "en", "key-1")


def test_an_organisation_in_one_network_shares_a_channel_among_its_own(
    slack_stage: Stage, slack: FakeSlack, loop: AbstractEventLoop
):
    slack.channel("C0BRIDGE", BOT, "U0ALICE", workspaces=("E0STATE",))
    audiences = KnownAudiences(mixes=Desk(slack_stage.engine, lambda: NOW).mixes)
    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))

    said = SlackMessenger(client, loop, audiences=audiences).audience(f"slack:{TEAM}", "C0BRIDGE")

    assert said is Audience.CHANNEL


def test_where_others_read_along_a_member_alone_sees_the_answer_and_why(stage: Stage):
    said = stage.do(Asked(ANA, OUTSIDE, QUESTION))

    [(way, people)] = [(each.address.way, each.address.people) for each in said]
    [answer] = of_kind(AnswerShown, said)
    assert (way, people) == ("only_to", (ANA.chat_id,))
    assert (answer.outside, answer.can_share, answer.private) == (True, False, True)
    assert "Only you see this: people of other organisations" in str(render(answer, "en").blocks)


def test_where_others_read_along_they_read_nothing_of_a_question_without_an_answer(stage: Stage):
    said = stage.do(Asked(ANA, OUTSIDE, "How do you train falcons for airports?"))

    assert of_kind(QuestionStands, said)
    assert {each.address.way for each in said} == {"only_to"}


def test_a_thread_that_somebody_chose_in_a_form_is_asked_about_too(stage: Stage):
    messenger = RecordingMessenger()
    messenger.shared.add("C-bridge")

    with running(stage, messenger) as runner:
        runner.accept("slack:T1:1", Asked(ANA, Spot("C-bridge", thread="1.1"), QUESTION)).get_result()

    ((address, answer),) = messenger.posts
    assert isinstance(answer, AnswerShown)
    assert (address.way, answer.outside, answer.can_share) == ("only_to", True, False)


@pytest.mark.parametrize("shared", [True, False])
def test_slack_is_asked_whether_others_read_along(messenger: SlackMessenger, slack: FakeSlack, shared: bool):
    slack.channel("C0BRIDGE", BOT, "U0ALICE", shared_outside=shared)

    assert messenger.outside(f"slack:{TEAM}", "C0BRIDGE") is shared
    assert not messenger.outside(f"slack:{TEAM}", "C0PRIVATE"), "nobody knows"


PERSON = PersonShown(
    "Ben Birch", "Public works", PlaceShown("Oak", "", "DK", "city", None), "U0BEN", demonstration=False
)
QUOTED = AnswerQuoted("We charge by area.", PERSON, None, before=False)


@pytest.mark.parametrize(
    "message",
    [
        PracticesCalledFor(1, "Who has solved this?"),
        SomebodyAsks(None, QUESTION),
        replace(make_answer(make_match()), shared_by=SharerShown("Ana", "U0ALICE")),
        RecordForQuestion(1, QUESTION, make_match()),
        QUOTED,
        Introduced(PERSON, PERSON, QUESTION, "A fee", "https://oak.example"),
    ],
    ids=[
        *("a call", "an anonymous question", "a shared answer"),
        *("a record that was found", "an answer that is quoted", "an introduction"),
    ],
)
def test_what_nobody_outside_may_read_is_not_posted_where_they_do(
    messenger: SlackMessenger, slack: FakeSlack, message: Message
):
    slack.channel("C0BRIDGE", BOT, "U0ALICE", shared_outside=True)

    with pytest.raises(Undelivered, match="shared_outside"):
        messenger.post(Address(f"slack:{TEAM}", "thread", "C0BRIDGE"), message, "en", "key-1")

    assert slack.seen_in("C0BRIDGE") == []


def test_what_comes_to_a_question_later_is_asked_about_only_where_several_are(
    messenger: SlackMessenger, slack: FakeSlack
):
    for place in ("U0ALICE", "C0HELP"):
        messenger.post(Address(f"slack:{TEAM}", "thread", place), QUOTED, "en", f"key:{place}")

    assert [each["channel"] for each in slack.called("conversations.info")] == ["C0HELP"]
