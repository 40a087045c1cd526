"""Pictures in messages: in the message itself, once, and never instead of its words."""

from asyncio import AbstractEventLoop
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine

from bot import posting
from bot.attachments import attachments_of
from bot.digest import HelpedLink, TopicFigures
from bot.digest.sending import shown
from bot.messages import Help, Message
from bot.messenger import Address, Receipt, TryLater, Undelivered
from bot.outgoing import Outgoing
from bot.pictures.picture import Picture
from bot.slack.app import make_client
from bot.slack.config import SlackConfig
from bot.slack.messenger import SlackMessenger
from bot.slack.uploads import MOST_REFUSALS, Attachment, Uploads
from tests.bot.pictures.weeks import COPENHAGEN, SEATTLE, week
from tests.engines import quickly_opened
from tests.factories import NOW, add_network
from tests.fakes import SIGNING_SECRET, TOKEN, FakeSlack

CHANNEL = Address("slack:T0NETWORK", "thread", conversation="C0HELP")
TO_ALICE = Address("slack:T0NETWORK", "only_to", conversation="C0HELP", people=("U0ALICE",))
HELP = Help(demonstration=False)
BARS = Picture("topics", "Questions by topic", "30 of 51 questions answered.", b"\x89PNG bars")
MAP = Picture("map", "Who helped whom", "Oslo helped Lima: 3. " * 200, b"\x89PNG map")

A_MOMENT = timedelta(seconds=2)

Make = Callable[..., SlackMessenger]


@pytest.fixture
def make(slack: FakeSlack, loop: AbstractEventLoop) -> Make:
    """Makes messengers whose messages have these pictures."""

    def made(*pictures: Picture) -> SlackMessenger:
        def attach(message: Message, locale: str) -> AbstractContextManager[Sequence[Attachment]]:
            return nullcontext(pictures)

        client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
        return SlackMessenger(client, loop, uploads=Uploads(attach))

    return made


def images(slack: FakeSlack) -> list[dict[str, Any]]:
    """The picture blocks of the one message of the channel."""
    [post] = slack.seen_in("C0HELP", "U0ALICE")
    return [block for block in post.blocks if block["type"] == "image"]


def posted_at_last(
    messenger: SlackMessenger, address: Address, key: str = "key-1"
) -> tuple[Receipt, list[timedelta | None]]:
    """Post as the runner does: again whenever the chat asks for a moment. Returns for how long it did."""
    asked: list[timedelta | None] = []
    while len(asked) < 10:
        try:
            return messenger.post(address, HELP, "en", key), asked
        except TryLater as later:
            asked.append(later.after)
    raise AssertionError("never posted")


def test_a_message_shows_its_pictures_with_their_words(make: Make, slack: FakeSlack):
    make(BARS, MAP).post(CHANNEL, HELP, "en", "key-1")

    bars, world = slack.uploads.files.values()
    assert [(file.name, file.content, file.title) for file in (bars, world)] == [
        ("topics.png", BARS.png, BARS.title),
        ("map.png", MAP.png, MAP.title),
    ]
    assert [image["slack_file"] for image in images(slack)] == [{"id": bars.id}, {"id": world.id}]
    assert images(slack)[0]["alt_text"] == bars.alt == BARS.alt
    assert len(images(slack)[1]["alt_text"]) <= 2_000
    assert len(world.alt) <= 1_000


def test_the_pictures_stand_between_the_words_and_the_buttons(make: Make, slack: FakeSlack):
    make(BARS).post(CHANNEL, HELP, "en", "key-1")

    [post] = slack.seen_in("C0HELP")
    assert [block["type"] for block in post.blocks][:2] == ["rich_text", "image"]


def test_a_message_waits_while_slack_looks_at_its_pictures_and_uploads_them_once(
    make: Make, slack: FakeSlack
):
    slack.uploads.slow = 2

    _, waits = posted_at_last(make(BARS), CHANNEL)

    assert (waits, len(slack.uploads.files), len(images(slack))) == ([A_MOMENT] * 2, 1, 1)


def test_pictures_that_slack_never_takes_do_not_hold_the_message(make: Make, slack: FakeSlack):
    slack.uploads.slow = 100

    _, waits = posted_at_last(make(BARS), CHANNEL)

    assert (waits, images(slack)) == ([A_MOMENT] * (MOST_REFUSALS - 1), [])


def test_what_only_one_person_sees_waits_for_its_pictures_too(make: Make, slack: FakeSlack):
    slack.uploads.slow = 1

    _, waits = posted_at_last(make(BARS), TO_ALICE)

    assert (waits, len(images(slack))) == ([A_MOMENT], 1)


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("files.getUploadURLExternal", {"error": "missing_scope"}),
        ("files.getUploadURLExternal", {"status": 500}),
        ("files.getUploadURLExternal", {"status": 429, "retry_after": 0}),
        ("upload", {}),
        ("files.completeUploadExternal", {"error": "storage_limit_reached"}),
    ],
)
def test_a_message_goes_without_a_picture_that_cannot_be_uploaded(
    make: Make, slack: FakeSlack, method: str, fault: dict[str, Any]
):
    slack.fail(method, times=10, **fault)

    _, waits = posted_at_last(make(BARS), CHANNEL)

    assert (waits, images(slack)) == ([], [])


def test_one_picture_that_fails_does_not_take_the_other_with_it(make: Make, slack: FakeSlack):
    slack.fail("upload", times=1)

    make(BARS, MAP).post(CHANNEL, HELP, "en", "key-1")

    assert [slack.uploads.files[image["slack_file"]["id"]].name for image in images(slack)] == ["map.png"]


def test_a_process_that_died_after_the_upload_leaves_one_message_and_nothing_to_see(
    make: Make, slack: FakeSlack
):
    slack.fail("chat.postMessage", status=500)
    with pytest.raises(TryLater):
        make(BARS).post(CHANNEL, HELP, "en", "key-1")
    after = make(BARS)

    assert after.find(CHANNEL, "key-1", NOW) is None
    after.post(CHANNEL, HELP, "en", "key-1")

    assert len(slack.seen_in("C0HELP")) == 1
    assert len(images(slack)) == 1
    assert not any(call.get("channel_id") for call in slack.called("files.completeUploadExternal"))


def test_a_refusal_that_is_not_about_pictures_is_said(make: Make, slack: FakeSlack):
    slack.fail("chat.postMessage", error="not_in_channel")

    with pytest.raises(Undelivered, match="not_in_channel"):
        make(BARS).post(CHANNEL, HELP, "en", "key-1")


def test_a_message_without_pictures_uploads_nothing(make: Make, slack: FakeSlack):
    make().post(CHANNEL, HELP, "en", "key-1")

    assert slack.called("files.getUploadURLExternal") == []


def test_a_summary_comes_with_its_pictures_and_their_words(slack: FakeSlack, loop: AbstractEventLoop):
    summary = shown(week(TopicFigures("Housing", 3, 2), HelpedLink(COPENHAGEN, SEATTLE, 1)), 1)
    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
    as_served = Uploads(partial(attachments_of, no_database))

    SlackMessenger(client, loop, uploads=as_served).post(CHANNEL, summary, "en", "key-1")

    assert [file.name for file in slack.uploads.files.values()] == ["topics.png", "map.png"]
    bars, world = (image["alt_text"] for image in images(slack))
    assert "Housing: 2/3" in bars
    assert "Copenhagen" in world


def no_database() -> Engine:
    raise AssertionError("pictures are drawn from what the message says")


def always(value: Any) -> Callable[..., Any]:
    return lambda *_: value


@pytest.mark.parametrize("address", [CHANNEL, TO_ALICE], ids=["channel", "one person"])
def test_a_message_whose_process_dies_while_slack_looks_is_posted_once_by_the_next(
    make: Make, slack: FakeSlack, sqlite_url: str, address: Address
):
    engine, later = quickly_opened(sqlite_url), NOW + 2 * A_MOMENT
    slack.uploads.slow = 1
    with engine.begin() as connection:
        network_id = add_network(connection)
        [message] = posting.keep(connection, network_id, "a", [Outgoing(address, HELP, "en")], NOW)

    for messenger, now in ((make(BARS), NOW), (make(BARS), later), (make(BARS), later + A_MOMENT)):
        delivery = posting.take(engine, message, now)
        if delivery:
            posting.post(engine, always(messenger), delivery, always(now))

    assert len(images(slack)) == 1
    assert len(slack.uploads.files) == 2
    engine.dispose()
