from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from time import monotonic
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.messages import Help, Thanked
from bot.messages.demand import PracticesCalledFor
from bot.messenger import Address, Receipt, TryLater, Undelivered
from bot.outgoing import NOT_REPEATED
from bot.pages.record_links import RecordLinks
from bot.sealing import Seal, make_key
from bot.slack.app import make_client
from bot.slack.clients import NOT_INSTALLED, NotNow
from bot.slack.config import SlackConfig
from bot.slack.looking import PAGE_SIZE, PAGES
from bot.slack.messenger import POST_TIMEOUT, SlackMessenger
from matching.domain import Audience
from store.lanes import LEASE
from tests.bot.slack.shown import asked_before_in, make_answer, make_match
from tests.factories import NOW
from tests.fakes import BOT, SIGNING_SECRET, TOKEN, FakeSlack

WORKSPACE = "slack:T0NETWORK"
HELP = Help(demonstration=False)
WRITTEN = NOW  # long before the fake Slack stands


def in_thread(thread: str, conversation: str = "C0HELP") -> Address:
    return Address(WORKSPACE, "thread", conversation=conversation, thread=thread, people=("U0ALICE",))


def to(*people: str) -> Address:
    return Address(WORKSPACE, "direct" if len(people) == 1 else "group", people=people)


def test_an_answer_stands_in_the_thread_of_its_question(messenger: SlackMessenger, slack: FakeSlack):
    thread = slack.say("C0HELP", "how do you fund storm drains?")

    receipt = messenger.post(in_thread(thread), HELP, "en", "key-1")

    [post] = slack.seen_in("C0HELP")[1:]
    assert (post.thread, receipt) == (thread, Receipt("C0HELP", post.ts))


def test_a_post_carries_its_key_and_unfurls_nothing(messenger: SlackMessenger, slack: FakeSlack):
    messenger.post(in_thread(""), HELP, "en", "key-1")

    [call] = slack.called("chat.postMessage")
    assert call["metadata"] == {"event_type": "counterpart_delivery", "event_payload": {"key": "key-1"}}
    assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)


def test_the_rest_of_a_record_is_linked_for_the_workspace_that_reads_it(
    slack: FakeSlack, loop: AbstractEventLoop
):
    links = RecordLinks("https://counterpart.example.org", Seal([make_key()]), lambda: NOW)
    answer = make_answer(make_match(action="We charge each parcel. " * 50))

    client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
    SlackMessenger(client, loop, links).post(to("U0BOB"), answer, "en", "key-1")

    [post] = slack.seen_in("D0BOB")
    assert links.to(WORKSPACE, 5).replace("&", "&amp;") in str(post.blocks)


def test_a_direct_message_reaches_one_person(messenger: SlackMessenger, slack: FakeSlack):
    receipt = messenger.post(to("U0BOB"), HELP, "en", "key-1")

    assert slack.conversations[receipt.conversation].people == {"U0BOB", BOT}


def test_an_introduction_opens_one_conversation_for_both(messenger: SlackMessenger, slack: FakeSlack):
    first = messenger.post(to("U0ALICE", "U0BOB"), HELP, "en", "key-1")
    second = messenger.post(to("U0BOB", "U0ALICE"), HELP, "en", "key-2")

    assert slack.conversations[first.conversation].people == {"U0ALICE", "U0BOB", BOT}
    assert second.conversation == first.conversation


def test_a_command_is_answered_in_direct_messages(messenger: SlackMessenger, slack: FakeSlack):
    receipt = messenger.post(in_thread("", conversation="U0ALICE"), HELP, "en", "key-1")

    assert slack.conversations[receipt.conversation].people == {"U0ALICE", BOT}


def test_what_is_only_for_one_person_is_seen_by_nobody_else(messenger: SlackMessenger, slack: FakeSlack):
    address = Address(WORKSPACE, "only_to", conversation="C0HELP", people=("U0ALICE",))

    messenger.post(address, HELP, "en", "key-1")

    assert len(slack.seen_in("C0HELP", "U0ALICE")) == 1
    assert slack.seen_in("C0HELP", "U0BOB") == []


def test_a_replacement_takes_the_buttons_away(messenger: SlackMessenger, slack: FakeSlack):
    receipt = messenger.post(in_thread(""), make_answer(make_match()), "en", "key-1")
    address = Address(WORKSPACE, "replace", conversation=receipt.conversation, message=receipt.message)

    replaced = messenger.post(address, Thanked(helpful=True), "en", "key-2")

    [post] = slack.seen_in("C0HELP")
    assert (post.edited, post.buttons, replaced) == (True, [], receipt)


def test_the_reader_s_locale_chooses_the_words(messenger: SlackMessenger, slack: FakeSlack):
    messenger.post(in_thread(""), Thanked(helpful=True), "es-MX", "key-1")

    [post] = slack.seen_in("C0HELP")
    assert post.text.startswith("Gracias")


def test_an_earlier_question_is_linked_to_its_thread(messenger: SlackMessenger, slack: FakeSlack):
    thread = slack.say("C0HELP", "how do you pay for drains?")
    match = make_match(asked_before=asked_before_in("C0HELP", thread))

    messenger.post(in_thread(""), make_answer(match), "en", "key-1")

    link = f"<https://network.slack.test/archives/C0HELP/p{thread.replace('.', '')}|Asked before by"
    assert link in str(slack.seen_in("C0HELP")[1].blocks)


def test_an_earlier_question_whose_thread_is_gone_is_told_without_a_link(
    messenger: SlackMessenger, slack: FakeSlack
):
    match = make_match(asked_before=asked_before_in("C0HELP", "1600000000.000100"))

    messenger.post(in_thread(""), make_answer(match), "en", "key-1")

    blocks = str(slack.seen_in("C0HELP")[0].blocks)
    assert "Asked before by" in blocks
    assert "|Asked before by" not in blocks


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (in_thread("", conversation="C0GONE"), "channel_not_found"),
        (in_thread("", conversation="C0FOREIGN"), "not_in_channel"),
        (in_thread("", conversation="C0OLD"), "is_archived"),
        (in_thread("1600000000.000100"), "thread_not_found"),
        (to("U0NOBODY"), "user_not_found"),
        (to(BOT), "cannot_dm_bot"),
        (to("U0BOB", "U0LEFT"), "user_disabled"),
    ],
)
def test_what_slack_refuses_for_good_is_undelivered_with_slack_s_code(
    messenger: SlackMessenger, slack: FakeSlack, address, code
):
    slack.channel("C0FOREIGN", "U0ALICE")
    slack.channel("C0OLD", BOT, archived=True)
    slack.people.add("U0LEFT")
    slack.gone.add("U0LEFT")

    with pytest.raises(Undelivered) as undelivered:
        messenger.post(address, HELP, "en", "key-1")

    assert undelivered.value.reason == code


def test_a_revoked_token_is_undelivered(messenger: SlackMessenger, slack: FakeSlack):
    slack.fail("chat.postMessage", error="token_revoked")

    with pytest.raises(Undelivered, match="token_revoked"):
        messenger.post(in_thread(""), HELP, "en", "key-1")


@pytest.mark.parametrize("failure", [{"status": 500}, {"status": 503}, {"error": "internal_error"}])
def test_what_may_pass_is_left_to_the_runner_and_posted_by_nobody_twice(
    messenger: SlackMessenger, slack: FakeSlack, failure
):
    slack.fail("chat.postMessage", **failure)

    with pytest.raises(TryLater) as later:
        messenger.post(in_thread(""), HELP, "en", "key-1")

    assert later.value.after is None
    assert len(slack.called("chat.postMessage")) == 1


def test_a_wait_that_slack_asks_for_is_told_to_the_runner_and_holds_up_no_thread(
    messenger: SlackMessenger, slack: FakeSlack
):
    slack.fail("chat.postMessage", status=429, retry_after=7)

    with pytest.raises(TryLater) as later:
        messenger.post(in_thread(""), HELP, "en", "key-1")

    assert later.value.after == timedelta(seconds=7)
    assert len(slack.called("chat.postMessage")) == 1


@pytest.mark.parametrize(
    ("method", "failure", "unsent"),
    [
        ("conversations.info", {"status": 503}, True),
        ("chat.postMessage", {"status": 503}, False),
        ("chat.postMessage", {"error": "internal_error"}, False),
    ],
    ids=["before it", "broken off", "Slack's mistake"],
)
def test_it_is_told_whether_a_message_certainly_does_not_stand(
    messenger: SlackMessenger, slack: FakeSlack, method: str, failure: dict[str, Any], unsent: bool
):
    slack.fail(method, **failure)

    with pytest.raises(TryLater) as later:
        messenger.post(in_thread(""), PracticesCalledFor(1, "Who has solved this?"), "en", "key-1")

    assert later.value.unsent is unsent


class NoClients:
    """A workspace for which there is no client, for this reason."""

    def __init__(self, reason: Exception) -> None:
        self.reason = reason

    async def of(self, team: str, enterprise: str = "") -> AsyncWebClient:
        raise self.reason

    async def anew(self, team: str, refused: str | None) -> AsyncWebClient:
        raise self.reason


@pytest.mark.parametrize(
    "reason", [Undelivered(NOT_INSTALLED), NotNow(), aiohttp.ServerDisconnectedError(), TimeoutError()]
)
def test_without_a_token_nothing_was_sent(loop: AbstractEventLoop, reason: Exception):
    with pytest.raises(TryLater) as later:
        SlackMessenger(NoClients(reason), loop).post(in_thread(""), HELP, "en", "key-1")

    assert later.value.unsent


class Renewing:
    """A workspace whose token is exchanged for another one whenever Slack calls it expired."""

    def __init__(self, slack: FakeSlack) -> None:
        self.client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=slack.url))
        self.exchanged = 0

    async def of(self, team: str, enterprise: str = "") -> AsyncWebClient:
        return self.client

    async def anew(self, team: str, refused: str | None) -> AsyncWebClient:
        self.exchanged += 1
        return self.client


def test_a_token_that_expires_while_the_next_one_is_used_costs_no_message(
    loop: AbstractEventLoop, slack: FakeSlack
):
    slack.fail("chat.postMessage", times=2, error="token_expired")

    SlackMessenger(Renewing(slack), loop).post(in_thread(""), HELP, "en", "key-1")

    assert [post.key for post in slack.seen_in("C0HELP")] == ["key-1"]


def test_where_every_token_is_expired_the_message_waits(loop: AbstractEventLoop, slack: FakeSlack):
    slack.fail("chat.postMessage", times=9, error="token_expired")
    clients = Renewing(slack)

    with pytest.raises(TryLater) as later:
        SlackMessenger(clients, loop).post(in_thread(""), HELP, "en", "key-1")

    assert later.value.unsent
    assert (len(slack.called("chat.postMessage")), clients.exchanged) == (3, 2)  # no token for nobody


def test_what_no_connection_took_certainly_does_not_stand(loop: AbstractEventLoop):
    nobody = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url="http://127.0.0.1:9/api/"))

    with pytest.raises(TryLater) as later:
        SlackMessenger(nobody, loop).post(in_thread(""), HELP, "en", "key-1")

    assert later.value.unsent


def test_an_answer_does_not_wait_for_links_that_slack_does_not_give_at_once(
    messenger: SlackMessenger, slack: FakeSlack
):
    slack.fail("chat.getPermalink", status=429, retry_after=30)
    answer = make_answer(make_match(asked_before=asked_before_in("C0HELP", "1700000001.000100")))

    messenger.post(in_thread(""), answer, "en", "key-1")

    assert [post.key for post in slack.seen_in("C0HELP")] == ["key-1"]


def test_looking_and_posting_end_within_the_lease_of_a_message():
    assert 2 * POST_TIMEOUT < LEASE.total_seconds() <= 60  # who waits for a dead process waits no longer


def test_a_wait_for_anything_but_a_message_is_kept_once(messenger: SlackMessenger, slack: FakeSlack):
    slack.fail("conversations.open", status=429, retry_after=1)

    messenger.post(to("U0BOB"), HELP, "en", "key-1")

    first, second = slack.moments("conversations.open")
    assert second - first >= 1


def test_a_second_429_is_left_to_the_runner(messenger: SlackMessenger, slack: FakeSlack):
    slack.fail("conversations.open", status=429, times=2)

    with pytest.raises(TryLater):
        messenger.post(to("U0BOB"), HELP, "en", "key-1")


@pytest.mark.parametrize("way", ["thread", "channel", "direct", "group", "command"])
def test_a_post_is_found_again_by_its_key(messenger: SlackMessenger, slack: FakeSlack, way):
    thread = slack.say("C0HELP", "how do you fund storm drains?")
    address = {
        "thread": in_thread(thread),
        "channel": in_thread(""),
        "direct": to("U0BOB"),
        "group": to("U0ALICE", "U0BOB"),
        "command": in_thread("", conversation="U0ALICE"),
    }[way]
    receipt = messenger.post(address, HELP, "en", "key-1")
    messenger.post(address, HELP, "en", "key-2")

    assert messenger.find(address, "key-1", WRITTEN) == receipt
    assert messenger.find(address, "key-3", WRITTEN) is None


def test_a_post_is_found_in_a_thread_of_more_than_a_thousand_replies(
    messenger: SlackMessenger, slack: FakeSlack
):
    thread = slack.say("C0HELP", "how do you fund storm drains?", ago=7_200)
    for _ in range(1_050):
        slack.say("C0HELP", "a reply", thread, ago=3_600)
    written = datetime.now(UTC)
    receipt = messenger.post(in_thread(thread), HELP, "en", "key-1")

    assert messenger.find(in_thread(thread), "key-1", written) == receipt
    assert len(slack.called("conversations.replies")) == 1


@pytest.mark.parametrize("way", ["thread", "channel"])
def test_an_unlisted_app_finds_its_post_with_the_one_look_a_minute_that_it_has(
    messenger: SlackMessenger, slack: FakeSlack, way: str
):
    slack.unlisted = True
    thread = slack.say("C0HELP", "how do you fund storm drains?", ago=7_200)
    for _ in range(40):
        slack.say("C0HELP", "a reply", thread, ago=3_600)
        slack.say("C0HELP", "something else", ago=3_600)
    address = in_thread(thread if way == "thread" else "")
    written = datetime.now(UTC)
    receipt = messenger.post(address, HELP, "en", "key-1")

    assert messenger.find(address, "key-1", written) == receipt


def test_a_look_that_slack_lets_go_on_a_minute_later_goes_on_where_it_was(
    messenger: SlackMessenger, slack: FakeSlack
):
    slack.unlisted = True
    written = datetime.now(UTC)
    receipt = messenger.post(in_thread(""), HELP, "en", "key-1")
    for _ in range(20):
        slack.say("C0HELP", "something else")

    with pytest.raises(TryLater) as later:
        messenger.find(in_thread(""), "key-1", written)
    slack.wait_a_minute()

    assert later.value.after == timedelta(seconds=60)
    assert messenger.find(in_thread(""), "key-1", written) == receipt


class BreakingOff(AsyncWebClient):
    """Slack's client on a line that breaks once, after one page."""

    fails: BaseException | None = None

    async def conversations_history(self, **asked: Any) -> AsyncSlackResponse:
        if asked["cursor"] and self.fails is not None:
            error, self.fails = self.fails, None
            raise error
        return await super().conversations_history(**asked)


@pytest.mark.parametrize("error", [aiohttp.ServerDisconnectedError(), TimeoutError()], ids=["line", "time"])
def test_a_look_goes_on_where_it_broke_off(slack: FakeSlack, loop: AbstractEventLoop, error: Exception):
    client = BreakingOff(token=TOKEN, base_url=slack.url)
    messenger, written = SlackMessenger(client, loop), datetime.now(UTC)
    receipt = messenger.post(in_thread(""), HELP, "en", "key-1")
    for _ in range(20):
        slack.say("C0HELP", "something else")
    client.fails = error

    with pytest.raises(TryLater):
        messenger.find(in_thread(""), "key-1", written)

    assert messenger.find(in_thread(""), "key-1", written) == receipt
    assert len(slack.called("conversations.history")) == 2


def test_a_look_through_more_than_it_may_read_at_once_goes_on_and_nothing_is_posted_again(
    messenger: SlackMessenger, slack: FakeSlack
):
    written = datetime.now(UTC)
    receipt = messenger.post(in_thread(""), HELP, "en", "key-1")
    for _ in range(PAGES * PAGE_SIZE):
        slack.say("C0HELP", "something else")

    with pytest.raises(TryLater):
        messenger.find(in_thread(""), "key-1", written)

    assert messenger.find(in_thread(""), "key-1", written) == receipt


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        ("missing_scope", NOT_REPEATED),
        ("channel_not_found", "channel_not_found"),
        ("not_in_channel", "not_in_channel"),
    ],
)
def test_where_slack_does_not_let_us_look_nothing_is_posted_a_second_time(
    messenger: SlackMessenger, slack: FakeSlack, error, reason
):
    messenger.post(in_thread(""), HELP, "en", "key-1")
    slack.fail("conversations.history", error=error)

    with pytest.raises(Undelivered) as undelivered:
        messenger.find(in_thread(""), "key-1", WRITTEN)

    assert undelivered.value.reason == reason


def test_a_look_that_fails_in_passing_is_no_reason_to_post_again(messenger: SlackMessenger, slack: FakeSlack):
    slack.fail("conversations.history", status=503)

    with pytest.raises(TryLater):
        messenger.find(in_thread(""), "key-1", WRITTEN)


@pytest.mark.parametrize("way", ["only_to", "replace"])
def test_what_cannot_be_looked_up_is_not_looked_up(messenger: SlackMessenger, slack: FakeSlack, way):
    address = Address(WORKSPACE, way, conversation="C0HELP", people=("U0ALICE",), message="1600000000.000100")

    assert messenger.find(address, "key-1", WRITTEN) is None
    assert slack.calls == []


@pytest.mark.parametrize(
    ("kind", "flags", "audience"),
    [
        ("public", {}, Audience.CHANNEL),
        ("public", {"shared_outside": True}, Audience.PRIVATE),
        ("private", {}, Audience.PRIVATE),
        ("mpim", {}, Audience.PRIVATE),
        ("im", {}, Audience.PRIVATE),
    ],
)
def test_only_a_channel_that_all_of_the_workspace_can_open_is_public(
    messenger: SlackMessenger, slack: FakeSlack, kind, flags, audience
):
    slack.channel("C0PLACE", BOT, kind=kind, **flags)

    assert messenger.audience(WORKSPACE, "C0PLACE") is audience


@pytest.mark.parametrize("error", ["missing_scope", "channel_not_found"])
def test_a_conversation_that_slack_will_not_tell_about_is_private(
    messenger: SlackMessenger, slack: FakeSlack, error
):
    slack.fail("conversations.info", error=error)

    assert messenger.audience(WORKSPACE, "C0HELP") is Audience.PRIVATE


@pytest.mark.parametrize(
    "failure", [{"status": 500}, {"error": "internal_error"}, {"status": 429, "retry_after": 30}]
)
def test_while_slack_does_not_answer_nobody_knows_who_can_open_a_conversation(
    messenger: SlackMessenger, slack: FakeSlack, failure
):
    slack.fail("conversations.info", **failure)
    started = monotonic()

    assert messenger.audience(WORKSPACE, "C0HELP") is None
    assert monotonic() - started < 2


def test_a_short_429_is_waited_for_before_anything_is_said_of_who_can_open_a_conversation(
    messenger: SlackMessenger, slack: FakeSlack
):
    slack.fail("conversations.info", status=429, retry_after=1)

    assert messenger.audience(WORKSPACE, "C0HELP") is Audience.CHANNEL


def test_a_persons_locale_is_asked_for(messenger: SlackMessenger, slack: FakeSlack):
    slack.locales["U0ALICE"] = "es-LA"

    assert messenger.locale(WORKSPACE, "U0ALICE") == "es-LA"


@pytest.mark.parametrize(
    "failure",
    [{"error": "missing_scope"}, {"status": 500}, {"status": 429, "retry_after": 30}],
)
def test_a_locale_that_slack_does_not_tell_at_once_is_unknown(
    messenger: SlackMessenger, slack: FakeSlack, failure
):
    slack.fail("users.info", **failure)
    started = monotonic()

    assert messenger.locale(WORKSPACE, "U0ALICE") == ""
    assert monotonic() - started < 2


def test_a_person_whom_slack_does_not_know_has_no_locale(messenger: SlackMessenger):
    assert messenger.locale(WORKSPACE, "U0NOBODY") == ""


def test_a_call_whose_connection_broke_is_not_repeated_blindly(loop):
    with never_answering(after=0) as (url, requests):
        messenger = SlackMessenger(make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=url)), loop)

        with pytest.raises(TryLater):
            messenger.post(in_thread(""), HELP, "en", "key-1")

    assert len(requests) == 1


def test_a_call_without_an_answer_is_given_up_and_not_repeated_blindly(loop):
    with never_answering(after=1) as (url, requests):
        client = make_client(SlackConfig(TOKEN, SIGNING_SECRET, api_url=url))
        client.timeout = 0.1  # type: ignore[assignment]  # seconds, which aiohttp takes as a fraction too

        with pytest.raises(TryLater):
            SlackMessenger(client, loop).post(in_thread(""), HELP, "en", "key-1")

    assert len(requests) == 1


@contextmanager
def never_answering(after: float) -> Iterator[tuple[str, list[str]]]:
    """Serve an address that hangs up so many seconds after a request; yields it and the requests."""
    received: list[str] = []

    class HangUp(StreamRequestHandler):
        def handle(self) -> None:
            received.append(self.rfile.readline().decode())
            Event().wait(after)

    with ThreadingTCPServer(("127.0.0.1", 0), HangUp) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/api/", received
        server.shutdown()
