import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.slack.asgi import LARGEST_BODY
from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import FORM, JSON, Deliveries, mention

over_http = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
words = st.sampled_from(
    ["", "U0ALICE", "T0NETWORK", "1.2", "app_mention", "message", "im", "introduce", "<@U0>"]
)


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return what is usual, but anything at all once in thirty."""
    return st.integers(0, 29).flatmap(lambda number: usual if number else anything)


def parts(required: str, *optional: str) -> st.SearchStrategy[Any]:
    """Return objects with words in the places that Slack fills, some of them missing or wrong."""
    return mostly(st.fixed_dictionaries({required: words}, optional=dict.fromkeys(optional, mostly(words))))


def several(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return mostly(st.lists(of, max_size=2))


event = parts("type", "user", "channel", "channel_type", "text", "ts", "thread_ts", "bot_id", "subtype")
payloads = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["event_callback", "block_actions", "view_submission", "shortcut"]),
        "event": event,
    },
    optional={
        "actions": several(parts("action_id", "value", "action_ts", "type", "block_id")),
        "authorizations": several(parts("team_id", "user_id", "is_bot", "enterprise_id")),
        "user": mostly(words | parts("id", "team_id", "username")),
        "team": mostly(words | parts("id", "enterprise_id")),
        "view": parts("id", "team_id", "callback_id", "app_installed_team_id"),
        "container": parts("type", "channel_id", "message_ts", "thread_ts"),
        **dict.fromkeys(
            ("team_id", "text", "command", "callback_id", "response_url", "trigger_id"), mostly(words)
        ),
    },
)
FIELDS = [
    "command",
    "text",
    "team_id",
    "user_id",
    "trigger_id",
    "ssl_check",
    "payload",
    "event",
    "authorizations",
]


def test_slack_can_verify_the_address(deliveries: Deliveries):
    answer = deliveries.send(b'{"type":"url_verification","challenge":"3eZbrw1aB10FEMAGAZd4"}')

    assert answer.status == 200
    assert json.loads(answer.text) == {"challenge": "3eZbrw1aB10FEMAGAZd4"}


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": "v0=" + "0" * 64},
        {"x_slack_signature": "v0=\xfc"},
        {"x_slack_signature": ""},
        {"x_slack_request_timestamp": "yesterday"},
        {"x_slack_request_timestamp": ""},
    ],
)
def test_a_request_that_slack_did_not_sign_is_refused(deliveries: Deliveries, inbox: Inbox, headers):
    answer = deliveries.send(
        json.dumps({"type": "event_callback", "event": mention("?")}).encode(), **headers
    )

    assert (answer.status, list(inbox)) == (401, [])


def test_a_signature_of_another_secret_is_refused(deliveries: Deliveries, inbox: Inbox):
    answer = Deliveries(deliveries.url, secret="another").event(mention("storm drains?"))

    assert (answer.status, list(inbox)) == (401, [])


@pytest.mark.parametrize(("age", "status"), [(290, 200), (310, 401), (-310, 401)])
def test_a_signature_is_good_for_five_minutes(deliveries: Deliveries, age, status):
    answer = deliveries.send(b'{"type":"url_verification","challenge":"c"}', age=age)

    assert answer.status == status


@pytest.mark.parametrize(
    "body",
    [
        {"type": "event_callback", "event": {"type": "emoji_changed", "subtype": "add"}},
        {"type": "event_callback", "event": {"type": "team_join", "user": {"id": "U0NEW"}}},
        {"type": "event_callback", "event": {"type": "tokens_revoked", "tokens": {"bot": ["U0COUNTERPART"]}}},
        {"type": "app_rate_limited", "minute_rate_limited": 1518467820},
        {"type": "something_of_next_year"},
    ],
)
def test_an_event_we_do_not_know_is_acknowledged_and_ignored(deliveries: Deliveries, inbox: Inbox, body):
    answer = deliveries.send(json.dumps({"team_id": "T0NETWORK"} | body).encode())

    assert (answer.status, list(inbox)) == (200, [])


def test_an_unknown_button_and_an_unknown_command_are_acknowledged_and_ignored(
    deliveries: Deliveries, inbox: Inbox
):
    assert deliveries.press("of_another_time", "{}").status == 200
    assert deliveries.command("storm drains?", command="/somethingelse").status == 200
    assert list(inbox) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"type":' + b"1" * 5_000 + b"}",
        b'{"type":"event_callback","event":5}',
        b'{"type":"event_callback"}',
        b'{"type":5}',
        b"payload=%7B",
        b"payload=5",
        b"text=without+a+command",
        b'{"type":"x","a":"' + b"a" * LARGEST_BODY + b'"}',
    ],
)
def test_a_body_that_slack_never_sends_is_refused(deliveries: Deliveries, inbox: Inbox, body):
    answer = deliveries.send(body)

    assert (answer.status, list(inbox)) == (400, [])


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_only_posts_are_taken(deliveries: Deliveries, method):
    assert deliveries.request(method).status == 405


@over_http
@given(body=st.binary(max_size=300), content_type=st.sampled_from([JSON, FORM, "text/plain"]))
def test_no_unsigned_bytes_bring_the_app_down(deliveries: Deliveries, body, content_type):
    answer = deliveries.request("POST", body, {"Content-Type": content_type})

    assert answer.status in (400, 401)


@over_http
@given(payload=payloads)
def test_no_signed_payload_brings_the_app_down(deliveries: Deliveries, payload: dict[str, Any]):
    answer = deliveries.send(json.dumps(payload).encode())

    assert answer.status in (200, 400)


@over_http
@given(fields=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20), max_size=8))
def test_no_signed_form_brings_the_app_down(deliveries: Deliveries, fields: dict[str, str]):
    body = urlencode(fields, errors="replace").encode()

    answer = deliveries.send(body, FORM)

    assert answer.status in (200, 400)
