from tests.bot.slack.conftest import Inbox
from tests.bot.slack.deliveries import Deliveries, direct_message, mention


def test_an_event_delivered_four_times_has_one_key(deliveries: Deliveries, inbox: Inbox):
    for attempt in range(4):
        deliveries.event(mention("storm drains?"), event_id=f"Ev{attempt}")

    assert set(inbox.keys) == {"slack:T0NETWORK:C0HELP:1700000001.000100"}


def test_a_mention_and_a_message_for_one_post_have_one_key(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(mention("storm drains?", channel="D0ALICE"))
    deliveries.event(direct_message("storm drains?", ts="1700000001.000100"))

    assert len(inbox.keys) == 2
    assert len(set(inbox.keys)) == 1


def test_two_posts_have_two_keys(deliveries: Deliveries, inbox: Inbox):
    deliveries.event(mention("storm drains?", ts="1700000001.000100"))
    deliveries.event(mention("storm drains?", ts="1700000001.000200"))

    assert len(set(inbox.keys)) == 2


def test_a_command_is_known_by_its_trigger(deliveries: Deliveries, inbox: Inbox):
    deliveries.command("storm drains?", trigger_id="1.2.a")
    deliveries.command("storm drains?", trigger_id="1.2.b")

    assert inbox.keys == ["slack:T0NETWORK:command:1.2.a", "slack:T0NETWORK:command:1.2.b"]


def test_a_press_is_known_by_its_moment_person_and_button(deliveries: Deliveries, inbox: Inbox):
    deliveries.press("helpful", '{"question":7}')
    deliveries.press("helpful", '{"question":7}')
    deliveries.press("not_helpful", '{"question":7}')

    press = "slack:T0NETWORK:action:1700000009.000300:U0ALICE"
    assert inbox.keys == [f"{press}:helpful", f"{press}:helpful", f"{press}:not_helpful"]


def test_what_could_not_be_stored_is_not_acknowledged(deliveries: Deliveries, inbox: Inbox):
    inbox.fault = OSError("disk full")

    assert deliveries.event(mention("storm drains?")).status == 500
    assert deliveries.press("helpful", '{"question":7}').status == 500


def test_who_typed_a_command_that_could_not_be_stored_gets_a_reference_number(
    deliveries: Deliveries, inbox: Inbox
):
    inbox.fault = OSError("disk full")

    answer = deliveries.command("storm drains?")

    assert answer.status == 200
    assert "sorry" in answer.text
    assert "disk full" not in answer.text
