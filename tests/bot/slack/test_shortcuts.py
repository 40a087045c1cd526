"""Shortcuts in Slack, over HTTP: a form to edit and confirm, and nothing stored before."""

import asyncio
import json
import os
import re
from collections.abc import Iterator
from time import monotonic

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Engine
from starlette.applications import Starlette

from bot.desk import Desk
from bot.events import Asked
from bot.events.giving import PracticeTold
from bot.events.quoting import ReplyChosen
from bot.slack.app import TOKEN_WITHIN, make_app, make_client
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from store import networks, officials, staff
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_official, add_question
from tests.fakes import BOT, SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.fakes_views import Shown
from tests.serving import served
from tests.waiting import wait_until

ALICE = Speaker(workspace="slack:T0NETWORK", chat_id="U0ALICE", name="alice")
MINE = Spot("U0ALICE", audience=Audience.PRIVATE)
BUSY = os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
SAID = {
    "text": "<@U0BOB>, see <https://oak.example|the fee> &amp; <#C1|water>",
    "ts": "1700000005.000100",
    "thread_ts": "1700000001.000100",
}
QUESTION = "How do you pay for storm drains?"


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    opened = quickly_opened(sqlite_url)
    with opened.begin() as connection:
        networks.ensure_workspace(connection, add_network(connection), "slack", TEAM)
    yield opened
    opened.dispose()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def app(slack: FakeSlack, engine: Engine, inbox: Inbox) -> Iterator[Deliveries]:
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    desk = Desk(engine, lambda: NOW)
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        yield Deliveries(url)


def about(app: Deliveries, slack: FakeSlack, message: dict[str, str] = SAID) -> Shown:
    app.shortcut("ask_about_this", message, trigger_id=slack.screens.trigger())
    return slack.screens.modal


def ways(shown: Shown) -> list[str]:
    return [each["value"] for each in shown.inputs["way"]["element"]["options"]]


def test_a_message_becomes_plain_words_to_edit_and_nothing_is_stored(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    shown = about(app, slack)

    assert shown.inputs["question"]["element"]["initial_value"] == "@someone, see the fee & #water"
    assert ways(shown) == ["only_me", "nameless", "thread"]
    assert list(inbox) == []


@pytest.mark.parametrize(
    ("way", "asked"),
    [
        ("only_me", Asked(ALICE, MINE, QUESTION)),
        ("nameless", Asked(ALICE, MINE, QUESTION, anonymous=True)),
        ("thread", Asked(ALICE, Spot("C0HELP", thread="1700000001.000100"), QUESTION)),
    ],
)
def test_what_is_confirmed_is_asked_where_it_was_chosen(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, way: str, asked: Asked
):
    answer = app.submit(about(app, slack), {"question": QUESTION, "way": way})

    assert (answer.status, answer.text) == (200, "")
    assert inbox.event == asked


def test_a_message_outside_a_thread_begins_one(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    shown = about(app, slack, {"text": QUESTION, "ts": "1700000005.000100"})

    app.submit(shown, {"way": "thread"})

    spot = Spot("C0HELP", thread="1700000005.000100", starts_thread=True)
    assert inbox.event == Asked(ALICE, spot, QUESTION)


@pytest.mark.parametrize("why", ["not a member", "Slack does not tell", "others read along"])
def test_where_the_bot_cannot_answer_the_form_says_so_and_offers_no_thread(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, why: str
):
    if why == "Slack does not tell":
        slack.fail("conversations.info", error="missing_scope")
    elif why == "others read along":
        slack.conversations["C0HELP"].shared_outside = True
    else:
        slack.conversations["C0HELP"].people.discard(BOT)

    shown = about(app, slack)
    app.submit(shown, {"way": "only_me"})

    assert ways(shown) == ["only_me", "nameless"]
    assert "the answer comes in our direct messages" in shown.text
    assert inbox.event.spot == MINE


def test_a_thread_that_was_not_offered_cannot_be_chosen(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    slack.conversations["C0HELP"].people.discard(BOT)

    answer = app.submit(about(app, slack), {"way": "thread"})

    assert list(json.loads(answer.text)["errors"]) == ["way"]
    assert list(inbox) == []


def test_the_global_shortcut_opens_the_same_form_empty_and_answers_in_private(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    app.shortcut("ask_peers", trigger_id=slack.screens.trigger())
    shown = slack.screens.modal
    app.submit(shown, {"question": QUESTION})

    assert "initial_value" not in shown.inputs["question"]["element"]
    assert inbox.event == Asked(ALICE, MINE, QUESTION)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("   ", "question"),
        ("Is jo@oak.example right about drains?", "e-mail"),
        ("x " * 1_600, "3,000"),
        ("https://oak.example", "words"),
    ],
)
def test_what_must_not_be_stored_is_said_at_the_field(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, text: str, said: str
):
    answer = app.submit(about(app, slack), {"question": text})

    errors = json.loads(answer.text)["errors"]
    assert list(errors) == ["question"]
    assert said in errors["question"]
    assert list(inbox) == []


def test_a_long_message_is_cut_to_what_the_form_takes(app: Deliveries, slack: FakeSlack):
    shown = about(app, slack, SAID | {"text": "drains " * 1_000})

    initial = shown.inputs["question"]["element"]["initial_value"]
    assert len(initial) <= 3_000
    assert initial.endswith("drains…")


def test_who_chose_a_shortcut_is_told_in_private_when_the_form_does_not_open(
    app: Deliveries, slack: FakeSlack
):
    slack.held.add("conversations.open")

    answer = app.shortcut("ask_about_this", SAID, trigger_id=slack.screens.trigger(expired=True))
    before = list(slack.posts)
    slack.held.clear()
    wait_until(lambda: slack.posts)

    assert (answer.status, before) == (200, [])
    [post] = slack.posts
    assert post.text.startswith("The form did not open.")
    assert re.search(r"[0-9a-f]{8}", post.text)
    assert slack.posts[0].conversation == "D0ALICE"


class SlowTokens:
    """A workspace whose token is over; the next one comes before nobody waits for it any more."""

    def __init__(self, slack: FakeSlack) -> None:
        self.client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))

    async def of(self, team: str, enterprise: str = "") -> AsyncWebClient:
        await asyncio.sleep(TOKEN_WITHIN - 0.5)  # with what else is waited for still more than three seconds
        return self.client

    async def anew(self, team: str, refused: str | None) -> AsyncWebClient:
        return self.client


@pytest.mark.skipif(BUSY, reason="on a machine with much else to do time says nothing of the deadline")
def test_a_form_that_waits_for_a_token_and_for_slack_is_acknowledged_within_three_seconds(
    slack: FakeSlack, engine: Engine
):
    config, desk = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url), Desk(engine, lambda: NOW)
    bolt = make_app(config, Inbox().accept, lambda: desk, SlowTokens(slack))
    slack.held |= {"conversations.info", "views.open"}
    with served(Starlette(routes=[slack_route(bolt, config)])) as url:
        began = monotonic()
        answer = Deliveries(url).shortcut("ask_about_this", SAID, trigger_id=slack.screens.trigger())
        took = monotonic() - began
        slack.held.clear()
        wait_until(lambda: slack.posts)

    assert answer.status == 200
    assert took < 3
    assert slack.posts[0].text.startswith("The form did not open.")


# "Use as answer"


def reply(app: Deliveries, slack: FakeSlack, **fields: str) -> Shown:
    message = SAID | {"text": "We charge <@U0BOB> by area &amp; size", "user": "U0BOB"} | fields
    app.shortcut("use_as_answer", message, trigger_id=slack.screens.trigger())
    return slack.screens.modal


@pytest.fixture
def staffed(engine: Engine) -> None:
    with engine.begin() as connection:
        network_id = add_network(connection)
        workspace_id = networks.ensure_workspace(connection, network_id, "slack", TEAM)
        staff.add(connection, workspace_id, ALICE.chat_id, "command")
        bob, asker = add_official(connection, network_id, "Bob"), add_official(connection, network_id, "Ana")
        officials.identify(connection, workspace_id, "U0BOB", bob.id)
        where = {"conversation": "C0HELP", "thread": SAID["thread_ts"]}
        add_question(connection, network_id, asker, workspace_id=workspace_id, **where)


@pytest.mark.usefixtures("staffed")
def test_staff_choose_a_reply_with_its_author_and_words_filled_in(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    shown = reply(app, slack)

    assert shown.inputs["author"]["element"]["initial_user"] == "U0BOB"
    assert shown.inputs["text"]["element"]["initial_value"] == "We charge @someone by area & size"
    assert list(inbox) == []
    app.submit(shown, {"author": "U0BOB", "text": "We charge by area."})
    spot = Spot("C0HELP", thread=SAID["thread_ts"])
    assert inbox.event == ReplyChosen(ALICE, spot, 0, "U0BOB", "We charge by area.")


@pytest.mark.usefixtures("staffed")
def test_a_reply_of_a_bot_has_no_author_to_ask(app: Deliveries, slack: FakeSlack):
    assert "initial_user" not in reply(app, slack, bot_id="B0OTHER").inputs["author"]["element"]


def test_others_than_staff_read_why_the_form_is_not_for_them(app: Deliveries, slack: FakeSlack):
    assert "Only the staff of your network can do this" in reply(app, slack).text


OWN = SAID | {"user": "U0ALICE", "text": "Problem: rain &amp; mud\nWe dug, as <@U0BOB> said."}


def test_ones_own_message_is_taken_as_what_one_did_with_its_lines_and_no_names(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    answer = app.shortcut("record_of_this", OWN, trigger_id=slack.screens.trigger())

    assert (answer.status, answer.text) == (200, "")
    assert inbox.event == PracticeTold(
        ALICE,
        MINE,
        "Problem: rain & mud\nWe dug, as @someone said.",
        "message 1700000005.000100 in C0HELP",
    )


@pytest.mark.parametrize("message", [OWN | {"user": "U0BOB"}, OWN | {"bot_id": "B0X"}, SAID])
def test_of_what_others_wrote_no_record_is_made(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, message: dict[str, str]
):
    app.shortcut("record_of_this", message, trigger_id=slack.screens.trigger())

    wait_until(lambda: slack.posts)
    [post] = slack.posts
    assert (post.conversation, list(inbox)) == ("D0ALICE", [])
    assert post.text.startswith("I make a record only of what you wrote yourself.")
