"""The cards of staff as Slack takes them: at the top of a channel, then in their own place."""

import json

import pytest

from bot.actions import carried_by
from bot.messages import Message
from bot.messages.staff import (
    ClosedShown,
    ContactNoted,
    OfficeSearched,
    OfficeToFind,
    OfficialOverloaded,
    PersonToVerify,
    PlaceNotVerified,
    PlaceVerified,
    QuestionUnanswered,
    SuccessorSought,
    TaskShown,
    TasksListed,
)
from bot.messenger import Address
from bot.shown import PlaceShown
from bot.slack.buttons import carried
from bot.slack.messenger import SlackMessenger
from tests.factories import NOW
from tests.fakes import BOT, FakeSlack

WORKSPACE = "slack:T0NETWORK"
CLOSED = ClosedShown("Sam Sorrel", "U0CAROL", "2026-03-03", "done")
OAK = PlaceShown("Oak", "WA", "US", "city", 50_000)
URL = "https://example.org/" + "a" * 500
TITLE = "A title <!channel> of many words, " * 20


def tasks(closed: ClosedShown | None) -> list[Message]:
    task = TaskShown(7, everybody=True, closed=closed)
    return [
        PersonToVerify(task, 1, 2, "Ana <@U0BOB>", "U0ALICE", "Works & Water", OAK, "2026-03-02"),
        PersonToVerify(task, 1, 0, "Ana", "", "", PlaceShown("", "", "", "unknown", None), "2026-03-02"),
        OfficeToFind(task, "Works", OAK, TITLE, TITLE, URL, 3),
        OfficeToFind(task, "Works", OAK, "", "", "", 0),
        QuestionUnanswered(task, "Why? " * 500, "de", OAK),
        QuestionUnanswered(task, "", "xx", None),
        OfficialOverloaded(task, "Ben", "U0BOB", "Works", OAK, 9, 90, 2),
        SuccessorSought(task, "Works", OAK, (TITLE,) * 5, 12),
    ]


OTHERS: list[Message] = [
    TasksListed(12, 10),
    ContactNoted("Finn", "U0CAROL", "Works", OAK, member=False),
    PlaceVerified("Works", OAK),
    PlaceNotVerified("Works", OAK),
    OfficeSearched("Works", OAK, TITLE, already_open=False, staffed=True),
]


@pytest.fixture
def room(slack: FakeSlack) -> Address:
    slack.channel("C0STAFF", BOT, "U0CAROL", kind="private")
    return Address(WORKSPACE, "thread", conversation="C0STAFF")


@pytest.mark.parametrize("message", [*tasks(None), *OTHERS])
def test_a_card_stands_at_the_top_of_the_channel_and_its_buttons_can_be_pressed(
    messenger: SlackMessenger, slack: FakeSlack, room: Address, message: Message
):
    messenger.post(room, message, "en", "key-1")

    (post,) = slack.seen_in("C0STAFF")
    assert post.thread == ""
    assert "<!channel>" not in post.text
    for button in post.buttons:
        assert carried(button["value"], carried_by(button["action_id"]) or ()) is not None


@pytest.mark.parametrize(("opened", "closed"), list(zip(tasks(None), tasks(CLOSED), strict=True)))
def test_a_closed_task_replaces_its_card_without_buttons(
    messenger: SlackMessenger, slack: FakeSlack, room: Address, opened: Message, closed: Message
):
    posted = messenger.post(room, opened, "en", "key-1")
    place = Address(WORKSPACE, "replace", conversation="C0STAFF", message=posted.message)

    messenger.post(place, closed, "en", "key-2")

    (post,) = slack.seen_in("C0STAFF")
    assert (post.buttons, "Sam Sorrel: Done on March 3, 2026." in json.dumps(post.blocks)) == ([], True)


def test_a_card_that_was_posted_before_a_crash_is_found_again(
    messenger: SlackMessenger, slack: FakeSlack, room: Address
):
    posted = messenger.post(room, tasks(None)[0], "en", "key-1")

    assert messenger.find(room, "key-1", NOW) == posted
