"""Forms in Slack, over HTTP: opened by a button, checked, stored, then acknowledged."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from starlette.applications import Starlette

from bot.desk import Desk
from bot.events import AnsweredInWriting, from_json, to_json
from bot.phrases import words
from bot.slack.app import make_app
from bot.slack.asgi import slack_route
from bot.slack.config import SlackConfig
from bot.speaker import Speaker, Spot
from store import networks
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, Response
from tests.engines import quickly_opened
from tests.factories import NOW, add_network
from tests.fakes import SIGNING_SECRET, TEAM, TOKEN, FakeSlack
from tests.fakes_views import Shown
from tests.forms import BROKEN, CLOSED_MEANWHILE, KINDS, NAME, REFUSED
from tests.serving import served
from tests.waiting import wait_until

NOT_OPENED = r"The form did not open\. .* number: [0-9a-f]{8}"
ALICE = Speaker(workspace="slack:T0NETWORK", chat_id="U0ALICE", name="alice")
PRESSED = Spot("C0HELP", thread="1700000001.000100", message="1700000001.000100", starts_thread=True)
FILLED_IN = {"title": "A fee for storm drains"}

anything = st.text(st.characters() | st.characters(categories=["Cs", "Cc"]), max_size=40)


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
    desk = Desk(engine, lambda: NOW, KINDS)
    slack.say("C0HELP", "a message with buttons")
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        yield Deliveries(url)


def press(app: Deliveries, slack: FakeSlack, introduction: int = 7, **fields: Any) -> Response:
    fields = {"trigger_id": slack.screens.trigger()} | fields
    return app.press(NAME, f'{{"introduction":{introduction}}}', **fields)


def opened(app: Deliveries, slack: FakeSlack, introduction: int = 7) -> Shown:
    press(app, slack, introduction)
    return slack.screens.modal


def errors(response: Response) -> dict[str, str]:
    answer = json.loads(response.text)
    assert answer["response_action"] == "errors"
    return answer["errors"]


def told(slack: FakeSlack, conversation: str = "C0HELP") -> list[str]:
    return [post.text for post in slack.seen_in(conversation, "U0ALICE") if post.only_to or post.text][1:]


def test_a_button_opens_its_form_before_it_is_acknowledged(app: Deliveries, slack: FakeSlack):
    answer = press(app, slack)

    assert answer.status == 200
    assert slack.screens.modal.view["title"]["text"] == "What we did"
    assert list(slack.screens.modal.inputs) == [
        *("title", "lessons", "seats", "result", "topics", "place", "quiet", "colleague")
    ]


def test_what_is_filled_in_is_stored_and_closes_the_form(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    shown = opened(app, slack)
    filled_in = {
        "title": "A fee for storm drains",
        "lessons": "Ask early.\nAsk everybody.",
        "seats": "9",
        "result": "worked",
        "topics": ["topic-3", "topic-11"],
        "place": "known:2",
        "quiet": "2026-07-01 to 2026-07-14",
        "colleague": "U0BOB",
    }

    answer = app.submit(shown, filled_in)

    assert (answer.status, answer.text) == (200, "")
    values = {name: [each] if isinstance(each, str) else each for name, each in filled_in.items()}
    event = inbox.event
    assert isinstance(event, AnsweredInWriting)
    assert (event.speaker, event.spot, event.introduction_id) == (ALICE, PRESSED, 7)
    assert json.loads(event.text) == values


def test_a_field_that_is_left_alone_keeps_what_was_there(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    app.submit(opened(app, slack), FILLED_IN)

    kept = {"title": ["A fee for storm drains"], "result": ["mixed"], "place": ["known:1"]}
    assert json.loads(inbox.event.text) == kept


def test_a_mistake_is_shown_below_its_field_and_nothing_is_stored(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    answer = app.submit(opened(app, slack), FILLED_IN | {"result": "wrong"})

    assert errors(answer) == {"result": "Not this result."}
    assert list(inbox) == []


def test_a_mistake_of_a_field_that_is_not_there_is_shown_below_the_first(app: Deliveries, slack: FakeSlack):
    answer = app.submit(opened(app, slack), FILLED_IN | {"lessons": "wrong"})

    assert errors(answer) == {"lessons": "Not this lessons.", "title": "Say what it cost."}


def test_a_form_that_is_closed_meanwhile_says_so_and_keeps_what_was_typed(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    answer = app.submit(opened(app, slack, CLOSED_MEANWHILE), FILLED_IN)

    assert errors(answer) == {"title": "I no longer have that request. Nothing is open for you."}
    assert list(inbox) == []


def test_a_form_of_another_time_says_so(app: Deliveries, slack: FakeSlack, inbox: Inbox):
    shown = opened(app, slack)
    shown.view["private_metadata"] = shown.view["private_metadata"].replace(NAME, "of_another_time")

    answer = app.submit(shown, FILLED_IN)

    assert errors(answer) == {"title": "I no longer have that form. Please close it and begin again."}
    assert list(inbox) == []


@pytest.mark.parametrize(
    "carried", ["", "{}", "[]", '{"form":"what_we_did","ids":[true],"spot":["C","",""],"private":true}']
)
def test_a_view_that_carries_nothing_of_ours_stores_nothing(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, carried: str
):
    shown = opened(app, slack)
    shown.view["private_metadata"] = carried

    assert errors(app.submit(shown, FILLED_IN))["title"].startswith("I no longer have that form.")
    assert list(inbox) == []


def test_the_same_form_sent_twice_has_one_key_and_another_form_another(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    shown = opened(app, slack)
    app.submit(shown, FILLED_IN)
    app.submit(shown, FILLED_IN)
    shown.open = False
    app.submit(opened(app, slack), FILLED_IN)

    first, again, other = inbox.keys
    assert first == again == f"slack:T0NETWORK:view:{shown.id}:{shown.hash}"
    assert other != first


def test_a_form_that_could_not_be_stored_stays_open_with_a_reference_number(
    app: Deliveries, slack: FakeSlack, inbox: Inbox
):
    inbox.fault = OSError("disk full")

    shown = errors(app.submit(opened(app, slack), FILLED_IN))

    assert "this number" in shown["title"]
    assert "disk full" not in shown["title"]


def test_a_form_that_is_not_for_this_person_is_refused_in_a_modal_with_nothing_to_fill_in(
    app: Deliveries, slack: FakeSlack
):
    shown = opened(app, slack, REFUSED)

    assert shown.inputs == {}
    assert "I no longer have that request." in shown.text
    assert "submit" not in shown.view


@pytest.mark.parametrize("expired", [True, False], ids=["too late", "used before"])
def test_who_pressed_is_told_when_the_form_cannot_be_opened(app: Deliveries, slack: FakeSlack, expired: bool):
    trigger = slack.screens.trigger(expired=expired)
    slack.screens.triggers[trigger].used = not expired

    answer = press(app, slack, trigger_id=trigger)

    wait_until(lambda: told(slack))
    assert (answer.status, slack.screens.views) == (200, [])
    [sentence] = told(slack)
    assert re.fullmatch(NOT_OPENED, sentence)


def test_who_pressed_is_told_when_slack_does_not_answer(app: Deliveries, slack: FakeSlack):
    slack.fail("views.open", status=500)

    press(app, slack)

    wait_until(lambda: told(slack))
    [sentence] = told(slack)
    assert re.fullmatch(NOT_OPENED, sentence)


def test_a_press_is_acknowledged_before_the_person_is_told(app: Deliveries, slack: FakeSlack):
    slack.held.add("chat.postEphemeral")

    answer = press(app, slack, trigger_id=slack.screens.trigger(expired=True))
    before = told(slack)
    slack.held.clear()
    wait_until(lambda: told(slack))

    assert (answer.status, before) == (200, [])


def test_what_is_filled_in_waits_for_no_language_that_slack_would_have_to_tell(
    slack: FakeSlack, engine: Engine, inbox: Inbox
):
    asked = list[Speaker]()

    def locale(speaker: Speaker) -> str:
        asked.append(speaker)
        return "es"

    config = SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url)
    desk = Desk(engine, lambda: NOW, KINDS, locale=locale, remembered=lambda speaker: "es")
    with served(Starlette(routes=[slack_route(make_app(config, inbox.accept, lambda: desk), config)])) as url:
        app = Deliveries(url)
        closed = opened(app, slack, CLOSED_MEANWHILE)
        closed.open = False
        shown = opened(app, slack)
        asked.clear()
        answers = [
            app.submit(shown, FILLED_IN | {"result": "wrong"}),
            app.submit(closed, FILLED_IN),
            app.submit(shown, FILLED_IN),
        ]

    refused = words("es").refusal("unknown_introduction", {})
    assert (asked, len(inbox)) == ([], 1)
    assert errors(answers[1]) == {"title": refused}


def test_a_bug_is_told_with_a_reference_number_and_marks_the_button(app: Deliveries, slack: FakeSlack):
    answer = press(app, slack, BROKEN)
    wait_until(lambda: told(slack))

    assert (answer.status, slack.screens.views) == (500, [])
    assert "give your network’s staff this number" in told(slack)[0]


@pytest.mark.parametrize(
    "pressed",
    [
        {"type": "users_select", "action_id": NAME, "value": '{"introduction":7}', "action_ts": "17.1"},
        {"type": "external_select", "action_id": "search", "action_ts": "17.1"},
        {"type": "button", "action_id": NAME, "value": '{"introduction":"7"}', "action_ts": "17.1"},
    ],
)
def test_a_menu_in_a_message_and_a_button_without_ids_open_nothing(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, pressed: dict[str, str]
):
    answer = press(app, slack, actions=[pressed])

    assert (answer.status, slack.screens.views, list(inbox)) == (200, [], [])


def test_typing_brings_the_choices_of_a_field(app: Deliveries, slack: FakeSlack):
    answer = app.search(opened(app, slack), "place", "oak")

    labels = [each["text"]["text"] for each in json.loads(answer.text)["options"]]
    assert labels == ["Oak (OR, United States)", "Oak (TX, United States)"]


@pytest.mark.parametrize("typed", ["Atlantis", "\ud800", "%"])
def test_typing_what_nothing_is_called_brings_no_choices(app: Deliveries, slack: FakeSlack, typed: str):
    answer = app.search(opened(app, slack), "place", typed)

    assert (answer.status, json.loads(answer.text)) == (200, {"options": []})


def test_a_menu_in_a_message_has_no_choices(app: Deliveries, slack: FakeSlack):
    answer = app.search(opened(app, slack), "place", "oak", view=None)

    assert (answer.status, json.loads(answer.text)) == (200, {"options": []})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    filled_in=st.dictionaries(
        st.sampled_from(["title", "lessons", "seats", "result", "place", "quiet", "colleague"]), anything
    ),
    topics=st.lists(anything, max_size=3),
)
def test_whatever_is_filled_in_can_be_stored_or_is_a_mistake(
    app: Deliveries, slack: FakeSlack, inbox: Inbox, filled_in: dict[str, str], topics: list[str]
):
    inbox.clear()
    slack.screens.views.clear()

    answer = app.submit(opened(app, slack), filled_in | {"topics": topics})

    assert answer.status == 200
    [event] = [from_json(to_json(each)) for _, each in inbox]
    assert inbox.event == event


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    state=st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["values", "title", "entry", "value", "selected_option", "selected_options"]),
                inner,
            )
        ),
        max_leaves=8,
    )
)
def test_no_state_of_a_view_brings_the_app_down(app: Deliveries, slack: FakeSlack, state: object):
    slack.screens.views.clear()
    shown = opened(app, slack)
    view = {"id": shown.id, "hash": shown.hash, "state": state, **shown.view}

    assert app.submit(shown, {}, view=view).status in (200, 400)
