"""/profile, /staff and the Home tab, over HTTP."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Event as ThreadingEvent
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine
from starlette.applications import Starlette
from structlog.testing import capture_logs

from bot import commands, network
from bot.desk import Desk
from bot.events import ConsentDecided, Event
from bot.events.curation import QueueWanted
from bot.events.member import (
    AskerWanted,
    MembershipPaused,
    MembershipResumed,
    NetworkLeft,
    ProfileSaved,
    ProfileWanted,
    TasksWanted,
)
from bot.events.practice import PracticeSearched, PracticeWanted
from bot.phrases import words
from bot.phrases.form import answer_comes_privately
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.speaker import Speaker, Spot
from matching.domain import Audience
from store import memberships, networks, officials
from store.memberships import MembershipDraft
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, home_opened
from tests.engines import quickly_opened
from tests.factories import NOW, add_network, add_office, add_official
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.forms import KINDS, NAME
from tests.serving import served
from tests.waiting import wait_until

NOT_OPENED = r"The form did not open\. .* number: [0-9a-f]{8}"
ALICE = Speaker(workspace="slack:T0NETWORK", chat_id="U0ALICE", name="alice")
IN_PRIVATE = Spot("U0ALICE", audience=Audience.PRIVATE)


@pytest.fixture
def engine(sqlite_url: str) -> Iterator[Engine]:
    opened = quickly_opened(sqlite_url)
    with opened.begin() as connection:
        network_id = add_network(connection)
        workspace_id = networks.ensure_workspace(connection, network_id, "slack", TEAM)
        office = add_office(connection, network_id, "Public works", "Oak", population=61_000)
        alice = add_official(connection, network_id, "Alice", office)
        officials.identify(connection, workspace_id, "U0ALICE", alice.id)
        memberships.save(connection, network_id, alice.id, MembershipDraft(capacity=3), NOW)
        memberships.pause(connection, alice.id, NOW + timedelta(days=14))
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


def test_profile_alone_opens_the_form(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    answer = app.command("", "/profile", trigger_id=slack.screens.trigger())

    assert (answer.status, answer.text, list(inbox)) == (200, "", [])
    assert slack.screens.modal.person == "U0ALICE"


def test_who_typed_profile_too_slowly_is_told(app: Deliveries, slack: FakeSlack):
    answer = app.command("", "/profile", trigger_id=slack.screens.trigger(expired=True))

    assert re.fullmatch(NOT_OPENED, answer.text)


@pytest.mark.parametrize(
    ("command", "text", "event"),
    [
        ("/profile", "show", ProfileWanted(ALICE, IN_PRIVATE)),
        ("/practice", "search bike lanes", PracticeSearched(ALICE, IN_PRIVATE, "bike lanes")),
        ("/practice", "show 12", PracticeWanted(ALICE, IN_PRIVATE, 12)),
        ("/profile", " Pause ", MembershipPaused(ALICE, IN_PRIVATE)),
        ("/profile", "pause 14", MembershipPaused(ALICE, IN_PRIVATE, days=14)),
        ("/profile", "pause 14 days", MembershipPaused(ALICE, IN_PRIVATE, days=14)),
        ("/profile", "resume", MembershipResumed(ALICE, IN_PRIVATE)),
        ("/profile", "leave", NetworkLeft(ALICE, IN_PRIVATE)),
        ("/staff", "", TasksWanted(ALICE, IN_PRIVATE)),
        ("/staff", "Who #12", AskerWanted(ALICE, IN_PRIVATE, 12)),
        ("/curate", "", QueueWanted(ALICE, IN_PRIVATE)),
        ("/curate", " Drafts ", QueueWanted(ALICE, IN_PRIVATE, "draft")),
    ],
)
def test_each_command_means_one_thing_and_is_answered_in_private(
    app: Deliveries, inbox: Inbox, command, text, event
):
    answer = app.command(text, command, trigger_id="1.2.a")

    assert inbox.event == event
    assert inbox.keys == ["slack:T0NETWORK:command:1.2.a"]
    assert "direct messages" in answer.text


@pytest.mark.parametrize("text", ["help", "pause until summer", "leave now", "pause -3", "<@U0BOB>"])
def test_what_profile_does_not_know_brings_how_it_is_used(app: Deliveries, inbox: Inbox, text):
    answer = app.command(text, "/profile")

    assert answer.text.startswith("/profile opens your profile.")
    assert list(inbox) == []


@pytest.mark.parametrize("text", ["", "  ", "help", "Help!", "ayuda"])
def test_ask_without_a_question_brings_how_it_is_used(app: Deliveries, inbox: Inbox, text):
    answer = app.command(text, "/ask")

    assert answer.text.startswith("/ask and your question")
    assert list(inbox) == []


@pytest.mark.parametrize("text", ["help", "Ayuda?", "perhaps", "as Copenhagen"])
def test_what_peers_does_not_know_brings_how_it_is_used(app: Deliveries, inbox: Inbox, text):
    answer = app.command(text, "/peers")

    assert answer.text.startswith("/peers on shows")
    assert list(inbox) == []


def never_asked(speaker: Speaker) -> str:
    raise AssertionError("Slack would be asked before the acknowledgement")


@pytest.mark.parametrize("command", ["/ask", "/peers"])
@pytest.mark.parametrize("locale", ["es", "ar"])
def test_a_command_is_acknowledged_in_the_persons_language_without_asking_slack(
    slack: FakeSlack, engine: Engine, inbox: Inbox, command: str, locale: str
):
    desk = Desk(engine, lambda: NOW, locale=never_asked, remembered=lambda speaker: locale)
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        answer = Deliveries(url).command("on", command)

    expected = {
        "/ask": words(locale).answering_privately(),
        "/peers": answer_comes_privately(words(locale).gettext),
    }
    assert answer.text == expected[command]


@pytest.mark.parametrize(
    ("command", "text"), [("/profile", "show"), *((each, "help") for each in commands.USAGES)]
)
def test_every_command_is_answered_without_asking_slack_for_a_language(
    slack: FakeSlack, engine: Engine, inbox: Inbox, command: str, text: str
):
    desk = Desk(engine, lambda: NOW, locale=never_asked, remembered=lambda speaker: "es")
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        answer = Deliveries(url).command(text, command)

    its_words = words("es").gettext
    said = answer_comes_privately(its_words) if text == "show" else commands.usage(command, its_words)
    assert answer.text == said


def test_who_set_their_language_with_us_is_acknowledged_in_it(slack: FakeSlack, engine: Engine, inbox: Inbox):
    desk, config = (
        Desk(engine, lambda: NOW, locale=never_asked),
        SlackConfig(TOKEN, SIGNING_SECRET, slack.url),
    )
    with engine.begin() as connection:
        alice = network.look(connection, ALICE, NOW).official
        officials.set_locale(connection, alice.id, "es")
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        answer = Deliveries(url).command("storm drains?")

    assert answer.text == words("es").answering_privately()


@pytest.mark.parametrize(
    ("command", "text"), [("/ask", "storm drains?"), ("/peers", "on"), ("/profile", "show")]
)
def test_where_the_answer_is_about_to_stand_nothing_says_that_it_comes(
    app: Deliveries, inbox: Inbox, command: str, text: str
):
    elsewhere = app.command(text, command, channel_id="D0BOB", trigger_id="1.2.a")
    app.event(home_opened(tab="messages"))  # of D0ALICE, where Alice and the bot write
    there = app.command(text, command, channel_id="D0ALICE", trigger_id="1.2.b")

    assert "direct messages" in elsewhere.text
    assert (there.status, there.text, len(inbox)) == (200, "", 2)


@pytest.mark.parametrize("text", ["help", "everything"])
def test_what_staff_does_not_know_brings_how_it_is_used(app: Deliveries, inbox: Inbox, text):
    assert app.command(text, "/staff").text.startswith("/staff shows what is open")
    assert list(inbox) == []


def test_who_typed_a_command_that_could_not_be_stored_gets_a_reference_number(app: Deliveries, inbox: Inbox):
    inbox.fault = OSError("disk full")

    assert "this number" in app.command("leave", "/profile").text


def test_the_home_tab_shows_the_profile_with_buttons_to_change_it(app: Deliveries, slack: FakeSlack):
    answer = app.event(home_opened())

    shown = slack.screens.homes["U0ALICE"]
    assert answer.status == 200
    for said in ("Your profile", "Public works, Oak", "up to 3 requests", "until ", "yet to verify"):
        assert said in shown.text
    buttons = [
        each for block in shown.view["blocks"] for each in block.get("elements", ()) if "value" in each
    ]
    assert [each["action_id"] for each in buttons] == ["profile", "peers_off", "own_digest_on", "resume"]
    assert all(each["accessibility_label"] for each in buttons)


def test_the_home_tab_of_somebody_new_is_in_the_locale_that_slack_tells(slack: FakeSlack, engine: Engine):
    desk = Desk(engine, lambda: NOW, locale=lambda speaker: "es-LA")
    config = SlackConfig(TOKEN, SIGNING_SECRET, slack.url)
    with served(
        Starlette(routes=[slack_route(make_app(config, Inbox().accept, lambda: desk), config)])
    ) as url:
        Deliveries(url).event(home_opened(user="U0BOB"))

    [published] = slack.called("views.publish")
    assert words("es").gettext("Join") in str(published["view"])


def test_another_tab_is_not_touched(app: Deliveries, slack: FakeSlack):
    assert app.event(home_opened(tab="messages")).status == 200
    assert slack.screens.homes == {}


def test_a_person_of_no_network_reads_why_their_home_is_empty(app: Deliveries, slack: FakeSlack):
    authorization = {"team_id": "T0ELSEWHERE", "user_id": "U0COUNTERPART", "is_bot": True}

    app.event(home_opened(), authorizations=[authorization])

    assert "belongs to no network" in slack.screens.homes["U0ALICE"].text


def test_a_home_that_slack_did_not_take_is_tried_again_by_slack(app: Deliveries, slack: FakeSlack):
    slack.fail("views.publish", error="fatal_error")

    assert app.event(home_opened()).status == 500


def test_a_home_that_slack_takes_slowly_holds_up_no_acknowledgement(app: Deliveries, slack: FakeSlack):
    slack.held.add("views.publish")

    answer = app.event(home_opened())
    shown_by_then = dict(slack.screens.homes)
    slack.held.clear()
    wait_until(lambda: "U0ALICE" in slack.screens.homes)

    assert (answer.status, shown_by_then) == (200, {})


def failure_in(logs: list[Any]) -> dict[str, Any]:
    """Return the line of the one request that failed, once it stands there."""
    wait_until(lambda: any(each["event"] == "slack_request_failed" for each in logs))
    [line] = [each for each in logs if each["event"] == "slack_request_failed"]
    return line


def test_a_home_that_slack_refuses_after_the_acknowledgement_shows_the_number(
    app: Deliveries, slack: FakeSlack
):
    slack.held.add("views.publish")
    slack.fail("views.publish", error="fatal_error")

    with capture_logs() as logs:
        answer = app.event(home_opened())
        slack.held.clear()
        line = failure_in(logs)
        wait_until(lambda: "U0ALICE" in slack.screens.homes)

    assert answer.status == 200
    assert line["reference"] in slack.screens.homes["U0ALICE"].text
    assert isinstance(line["exc_info"], SlackApiError)


def test_a_home_whose_page_fails_after_the_acknowledgement_shows_the_number_in_the_persons_language(
    slack: FakeSlack, engine: Engine
):
    acknowledged = ThreadingEvent()

    def gone_later(speaker: Speaker) -> str:
        acknowledged.wait(5)
        raise OSError("the database is gone")

    desk = Desk(engine, lambda: NOW, locale=gone_later)
    config = SlackConfig(TOKEN, SIGNING_SECRET, slack.url)
    made = make_app(config, Inbox().accept, lambda: desk, locale=lambda speaker: "es")
    with served(Starlette(routes=[slack_route(made, config)])) as url, capture_logs() as logs:
        answer = Deliveries(url).event(home_opened())
        acknowledged.set()
        line = failure_in(logs)
        wait_until(lambda: "U0ALICE" in slack.screens.homes)

    assert answer.status == 200
    assert words("es").failed(line["reference"]) in slack.screens.homes["U0ALICE"].text
    assert isinstance(line["exc_info"], OSError)


def test_the_button_of_the_home_tab_opens_the_profile(app: Deliveries, slack: FakeSlack):
    answer = app.press_in_home("profile", "{}", trigger_id=slack.screens.trigger())

    assert answer.status == 200
    assert slack.screens.modal.view["title"]["text"] == "Your profile"


def test_the_profile_form_shows_what_was_said_and_a_mistake_beside_its_field(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    app.command("", "/profile", trigger_id=slack.screens.trigger())
    form = slack.screens.modal
    capacity = form.inputs["capacity"]["element"]

    answer = app.submit(form, {"place": "known:1", "name": "Alice", "capacity": "many"})

    assert capacity["initial_value"] == "3"
    assert json.loads(answer.text)["errors"].keys() == {"capacity"}
    assert list(inbox) == []


def test_what_the_profile_form_says_is_kept(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    app.command("", "/profile", trigger_id=slack.screens.trigger())

    filled = {"place": "known:1", "office": "Public works", "name": "Alice", "capacity": "4"}
    answer = app.submit(slack.screens.modal, filled)

    assert answer.status == 200
    assert isinstance(inbox.event, ProfileSaved)
    assert (inbox.event.place, inbox.event.capacity) == ("known:1", 4)


def test_who_pressed_in_the_home_tab_too_late_is_told_in_direct_messages(app: Deliveries, slack: FakeSlack):
    app.press_in_home("profile", "{}", trigger_id=slack.screens.trigger(expired=True))

    wait_until(lambda: slack.seen_in("D0ALICE"))
    [post] = slack.seen_in("D0ALICE")
    assert re.fullmatch(NOT_OPENED, post.text)


def test_a_request_can_be_answered_in_the_home_tab(app: Deliveries, inbox: Inbox):
    app.press_in_home("accept", '{"introduction":7}')

    assert inbox.event == ConsentDecided(ALICE, IN_PRIVATE, 7, accepted=True)


class Carried:
    """A runner that ends Alice's pause, whatever it accepts, while somebody waits for the result."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def accept(self, key: str, event: Event) -> "Carried":
        return self

    def get_result(self) -> None:
        with self.engine.begin() as connection:
            workspace = networks.workspace(connection, "slack", TEAM)
            assert workspace
            alice = officials.by_identity(connection, workspace.id, "U0ALICE", NOW.date())
            assert alice
            memberships.pause(connection, alice.id, None)


def test_the_home_tab_shows_what_a_press_on_it_changed(slack: FakeSlack, engine: Engine):
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    desk = Desk(engine, lambda: NOW, {"profile": KINDS[NAME]})
    made = make_app(config, Carried(engine).accept, lambda: desk)
    with served(Starlette(routes=[slack_route(made, config)])) as url:
        app = Deliveries(url)
        app.event(home_opened())
        before = slack.screens.homes["U0ALICE"].text

        answer = app.press_in_home("resume", "{}")
        wait_until(lambda: slack.screens.homes["U0ALICE"].text != before)

    assert answer.status == 200
    assert "Paused" in before
    assert "Paused" not in slack.screens.homes["U0ALICE"].text


def test_the_home_tab_shows_what_a_form_opened_from_it_changed(slack: FakeSlack, engine: Engine):
    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    resuming = replace(KINDS[NAME], event=lambda sent: MembershipResumed(sent.speaker, sent.spot))
    desk = Desk(engine, lambda: NOW, {"profile": resuming, NAME: resuming})
    made = make_app(config, Carried(engine).accept, lambda: desk)
    with served(Starlette(routes=[slack_route(made, config)])) as url:
        app = Deliveries(url)
        app.event(home_opened())
        before = slack.screens.homes["U0ALICE"].text

        app.press_in_home("profile", "{}", trigger_id=slack.screens.trigger())
        answer = app.submit(slack.screens.modal, {"title": "A fee", "place": "known:1"})
        wait_until(lambda: slack.screens.homes["U0ALICE"].text != before)

    assert (answer.status, answer.text) == (200, "")
    assert "Paused" not in slack.screens.homes["U0ALICE"].text
