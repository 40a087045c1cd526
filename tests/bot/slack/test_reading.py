import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Button
from bot.events import from_json, to_json
from bot.slack.asgi import parsed
from bot.slack.buttons import carried, carry
from bot.slack.plain import plain
from bot.slack.reading import of_action, of_direct_message
from tests.bot.slack.deliveries import direct_message
from tests.factories import there

# JSON can carry halves of surrogate pairs and U+0000; UTF-8 and databases cannot.
anything = st.text(st.characters() | st.characters(categories=["Cs", "Cc"]), max_size=50)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<@U0COUNTERPART> storm drains?", "storm drains?"),
        ("storm drains, <@U0COUNTERPART>?", "storm drains, ?"),
        ("what did <@U0BOB> do in <#C0HELP|help>?", "what did @someone do in #help?"),
        ("what did <@U0BOB|bob.smith> do?", "what did @someone do?"),
        ("see <https://oak.example/fees|the fee table>", "see the fee table"),
        ("see <https://oak.example/fees>", "see https://oak.example/fees"),
        ("write to <mailto:a@oak.example|a@oak.example>", "write to a@oak.example"),
        ("<!channel> <!subteam^S1|@drains> storm drains?", "@drains storm drains?"),
        ("fees &lt; 5 &amp; drains &gt; 3", "fees < 5 & drains > 3"),
        ("typed: &amp;lt;b&amp;gt;", "typed: &lt;b&gt;"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_a_question_is_kept_as_it_was_written_without_names(written, kept):
    assert plain(written, "U0COUNTERPART") == kept


def test_an_unknown_bot_is_the_one_mentioned_first():
    event = direct_message("<@U0COUNTERPART> what did <@U0BOB> do?")

    [_, asked] = there(of_direct_message({"team_id": "T0NETWORK", "event": event}))

    assert asked.text == "what did @someone do?"


@given(text=anything)
def test_no_text_can_keep_a_question_from_being_stored(text):
    body = {"type": "event_callback", "team_id": "T0NETWORK", "event": direct_message(text)}

    [_, asked] = there(of_direct_message(parsed(json.dumps(body))))

    assert from_json(to_json(asked)) == asked


@given(name=anything)
def test_no_name_can_keep_a_press_from_being_stored(name):
    press = {
        "type": "block_actions",
        "team": {"id": "T0NETWORK"},
        "user": {"id": "U0ALICE", "username": name},
        "container": {"channel_id": "C0HELP", "message_ts": "1700000001.000100"},
        "actions": [
            {
                "action_id": "helpful",
                "value": carry(Button("helpful", "Helpful", (7,))),
                "action_ts": "1700000009.000300",
            }
        ],
    }

    [_, rated] = there(of_action(parsed(json.dumps(press))))

    assert from_json(to_json(rated)) == rated


@given(question=st.integers(1, 2**63 - 1), record=st.integers(1, 2**63 - 1))
def test_a_button_carries_ids_there_and_back(question, record):
    shown = Button("introduce", "Introduce us", (question, record))

    assert carried(carry(shown), ("question", "record")) == (question, record)


@pytest.mark.parametrize(
    "shown", [Button("assign_to_me", "Mine", (7, 0)), Button("next_task", "Next", (7, 0))]
)
def test_a_task_of_nobodys_and_a_queue_of_every_kind_have_the_number_0(shown):
    pressed = {"action_id": shown.action, "value": carry(shown), "action_ts": "1.3"}
    container = {"type": "message", "channel_id": "C0HELP", "message_ts": "1.2"}
    people = {"team": {"id": "T0NETWORK"}, "user": {"id": "U0BOB"}}

    assert of_action({"actions": [pressed], "container": container, **people}) is not None


@given(value=st.text() | st.integers().map(str))
def test_nothing_else_is_taken_for_ids(value):
    assert carried(value, ("question",)) is None or carried(value, ("question",)) == (
        json.loads(value)["question"],
    )


@pytest.mark.parametrize(("inside", "shown_in"), [({}, ""), ({"thread_ts": "1.1"}, "1.1")])
def test_what_one_alone_sees_after_a_press_stands_where_slack_shows_it(inside, shown_in):
    # In a thread that no answer has begun yet Slack shows it to nobody (docs of chat.postEphemeral).
    container = {"type": "message", "channel_id": "C0HELP", "message_ts": "1.2", **inside}
    pressed = {"action_id": "can_help", "value": '{"question":7}', "action_ts": "1.3"}
    people = {"team": {"id": "T0NETWORK"}, "user": {"id": "U0BOB"}}

    read = of_action({"actions": [pressed], "container": container, **people})

    assert read is not None
    assert read[1].spot.active_thread == shown_in
