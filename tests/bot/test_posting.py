"""Posting one message: once, in its turn, also when the chat refuses, fails or asks for a wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Lock
from typing import Literal

import pytest
from sqlalchemy import Engine, select, update
from structlog.testing import capture_logs

from bot import posting
from bot.cards import card
from bot.messages import Failed, Help, Message, Undeliverable
from bot.messenger import Address, Receipt, TryLater, Undelivered
from bot.outgoing import NOT_REPEATED, Outgoing
from matching.domain import Audience, NetworkId
from store import deliveries, lanes, tables
from store.deliveries import Delivery
from store.engine import open_engine
from tests.factories import NOW, add_network

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


class Chat:
    """A chat that does what the list says, one entry a post, and then takes everything."""

    def __init__(self, *does: Exception | None) -> None:
        self.does = list(does)
        self.stands: list[tuple[str, Address, Message]] = []
        self.looks: Exception | None = None
        self._lock = Lock()

    def post(self, address: Address, message: Message, locale: str, key: str) -> Receipt:
        with self._lock:
            problem = self.does.pop(0) if self.does else None
            if problem is not None:
                raise problem
            self.stands.append((key, address, message))
            return Receipt(address.conversation, str(len(self.stands)))

    def find(self, address: Address, key: str, since: datetime) -> Receipt | None:
        if self.looks is not None:
            raise self.looks
        found = [number for number, (known, _, _) in enumerate(self.stands, 1) if known == key]
        return Receipt(address.conversation, str(found[0])) if found else None

    def fetch(self, workspace: str, address: str, most: int) -> bytes:
        raise Undelivered("no_files")

    def audience(self, workspace: str, conversation: str) -> Audience:
        return Audience.PRIVATE

    def outside(self, workspace: str, conversation: str) -> bool:
        return False

    def locale(self, workspace: str, chat_id: str) -> str:
        return ""

    @property
    def keys(self) -> list[str]:
        return [key for key, _, _ in self.stands]


Way = Literal["thread", "only_to", "replace"]


def in_thread(thread: str = "1.1", conversation: str = "C1", way: Way = "thread") -> Outgoing:
    address = Address("slack:T1", way, conversation=conversation, thread=thread, people=("U1",))
    return Outgoing(address, Help(demonstration=False), "en")


def keep(engine: Engine, key: str, *outgoing: Outgoing) -> list[int]:
    with engine.begin() as connection:
        return posting.keep(connection, NetworkId(add_network(connection)), key, outgoing, NOW)


def post(engine: Engine, chat: Chat, delivery_id: int, now=NOW) -> list[int]:
    delivery = posting.take(engine, delivery_id, now)
    return posting.post(engine, lambda _: chat, delivery, lambda: now) if delivery else []


def found(engine: Engine, delivery_id: int) -> Delivery:
    with engine.connect() as connection:
        delivery = deliveries.by_id(connection, delivery_id)
    assert delivery
    return delivery


def failure(engine: Engine, delivery_id: int) -> tuple[str, str]:
    with engine.connect() as connection:
        asked = select(tables.delivery.c.state, tables.delivery.c.failure).filter_by(id=delivery_id)
        state, reason = connection.execute(asked).one()
    return state, reason


@pytest.mark.parametrize(
    "problem", [TryLater(), ConnectionError("gone"), KeyError("a mistake of the chat's")]
)
def test_whatever_the_chat_fails_with_the_message_is_tried_again_in_a_second(engine: Engine, problem):
    chat = Chat(problem)
    [message] = keep(engine, "a", in_thread())

    with capture_logs() as logs:
        assert post(engine, chat, message) == []
    post(engine, chat, message, NOW + SECOND)

    assert all(len(each["reference"]) == 8 for each in logs)

    assert chat.keys == ["a:0"]
    assert found(engine, message).state == "sent"


def test_an_attempt_that_arrived_although_it_failed_is_found_and_not_posted_twice(engine: Engine):
    chat = Chat(TimeoutError())
    [message] = keep(engine, "a", in_thread())
    post(engine, chat, message)
    chat.stands.append(("a:0", in_thread().address, in_thread().message))

    post(engine, chat, message, NOW + SECOND)

    assert chat.keys == ["a:0"]
    assert found(engine, message).state == "sent"


def test_what_nobody_can_look_for_is_not_posted_a_second_time_nor_put_elsewhere(engine: Engine):
    chat = Chat(TimeoutError())
    chat.looks = Undelivered(NOT_REPEATED)
    [message] = keep(engine, "a", in_thread())
    post(engine, chat, message)

    assert post(engine, chat, message, NOW + SECOND) == []

    assert chat.stands == []
    assert failure(engine, message) == ("failed", NOT_REPEATED)


def test_what_only_one_person_sees_is_sent_at_most_once_and_they_are_told_that_it_may_be_missing(
    engine: Engine,
):
    chat = Chat(TimeoutError())
    [message] = keep(engine, "a", in_thread(way="only_to"))
    post(engine, chat, message)

    with capture_logs() as logs:
        [told] = post(engine, chat, message, NOW + SECOND)
    post(engine, chat, told, NOW + 2 * SECOND)

    assert failure(engine, message) == ("failed", NOT_REPEATED)
    [(_, address, missed)] = chat.stands
    assert (address.way, address.people) == ("direct", ("U1",))
    [line] = [each for each in logs if each["event"] == "message given up"]
    assert missed == Undeliverable("C1", NOT_REPEATED, line["reference"])
    assert line["reference"] in str(card(missed, "en").paragraphs)


def test_what_certainly_was_never_sent_to_one_person_is_tried_on_as_anything_else(engine: Engine):
    chat = Chat(*(TryLater(unsent=True) for _ in range(3)))
    [message] = keep(engine, "a", in_thread(way="only_to"))

    for hour in range(4):
        assert post(engine, chat, message, NOW + timedelta(hours=hour)) == []

    assert chat.keys == ["a:0"]


def test_where_the_app_comes_back_what_waited_for_one_person_is_posted(engine: Engine):
    chat = Chat(*(TryLater(reason="app_not_installed", unsent=True) for _ in range(2)))
    [message] = keep(engine, "a", in_thread(way="only_to"))

    for hour in range(3):
        post(engine, chat, message, NOW + timedelta(hours=hour))

    assert chat.keys == ["a:0"]


def test_what_is_tried_on_without_being_counted_waits_longer_each_time_too():
    ages = (timedelta(0), MINUTE, timedelta(hours=3))

    longest = [max(posting.backoff_at(age) for _ in range(200)) for age in ages]

    assert timedelta(0) < longest[0] <= SECOND < longest[1] <= MINUTE
    assert longest[1] < longest[2] <= posting.LONGEST_WAIT


def test_what_only_one_person_sees_is_tried_again_after_a_429_which_shows_nothing(engine: Engine):
    chat = Chat(TryLater(5 * SECOND))
    [message] = keep(engine, "a", in_thread(way="only_to"))
    post(engine, chat, message)

    post(engine, chat, message, NOW + 5 * SECOND)

    assert chat.keys == ["a:0"]


@pytest.mark.parametrize("problem", [TryLater(), TryLater(5 * SECOND), RuntimeError()])
def test_messages_of_one_thread_keep_their_order_over_an_attempt_that_failed(engine: Engine, problem):
    chat = Chat(problem)
    first, second = keep(engine, "a", in_thread(), in_thread())

    for seconds in range(10):
        for each in (second, first):  # whoever asks first
            post(engine, chat, each, NOW + seconds * SECOND)

    assert chat.keys == ["a:0", "a:1"]


def test_a_message_refused_for_good_lets_the_next_of_its_thread_through(engine: Engine):
    chat = Chat(Undelivered("is_archived"))
    first, second = keep(engine, "a", in_thread(), in_thread())

    explained, in_private = post(engine, chat, first)
    post(engine, chat, explained)
    post(engine, chat, second, NOW + SECOND)
    post(engine, chat, in_private, NOW + SECOND)

    assert chat.keys == ["a:0:instead:0", "a:1", "a:0:instead:1"]
    assert isinstance(chat.stands[0][2], Undeliverable)


@pytest.mark.parametrize(
    "reason", ["channel_not_found", "is_archived", "message_not_found", "edit_window_closed"]
)
def test_what_cannot_take_the_place_of_a_pressed_button_comes_in_private_with_the_reason(
    engine: Engine, reason: str
):
    chat = Chat(Undelivered(reason))
    [message] = keep(engine, "a", in_thread(way="replace"))

    for minute, each in enumerate(post(engine, chat, message), 1):
        post(engine, chat, each, NOW + minute * MINUTE)

    assert [(address.way, address.people) for _, address, _ in chat.stands] == [("direct", ("U1",))] * 2
    assert [said for _, _, said in chat.stands] == [Undeliverable("C1", reason), Help(demonstration=False)]


def test_who_pressed_a_button_in_private_reads_the_answer_there_without_a_reason(engine: Engine):
    chat = Chat(Undelivered("message_not_found"))
    [message] = keep(engine, "a", in_thread(conversation="D1", way="replace"))

    [in_private] = post(engine, chat, message)
    post(engine, chat, in_private, NOW + MINUTE)

    assert [said for _, _, said in chat.stands] == [Help(demonstration=False)]


def test_a_card_that_nobody_pressed_is_not_sent_to_anybody_when_it_cannot_be_changed(engine: Engine):
    chat = Chat(Undelivered("message_not_found"))
    card_of_another = Address("slack:T1", "replace", conversation="C1", message="1.1")
    [message] = keep(engine, "a", Outgoing(card_of_another, Help(demonstration=False), "en"))

    assert post(engine, chat, message) == []


def test_a_message_that_nobody_takes_is_given_up_after_a_day_and_not_before(engine: Engine):
    day = posting.GIVEN_UP_AFTER
    chat = Chat(TryLater(), TryLater(), TryLater())
    [message] = keep(engine, "a", in_thread())

    post(engine, chat, message)
    post(engine, chat, message, NOW + day)
    assert found(engine, message).state == "waiting"
    post(engine, chat, message, NOW + day + 10 * MINUTE)

    assert failure(engine, message) == ("failed", posting.NO_ANSWER)


def test_where_the_app_stays_away_for_a_day_no_other_way_is_tried(engine: Engine):
    chat = Chat(TryLater(reason="app_not_installed"), TryLater(reason="app_not_installed"))
    [message] = keep(engine, "a", in_thread())

    post(engine, chat, message)
    following = post(engine, chat, message, NOW + posting.GIVEN_UP_AFTER + SECOND)

    assert (failure(engine, message), following) == (("failed", "app_not_installed"), [])


@pytest.mark.parametrize(
    ("column", "said"), [("message", ["key:0:sorry:0"]), ("address", [])], ids=["message", "address"]
)
def test_what_can_no_longer_be_read_is_given_up_with_a_reference_and_its_words_are_not_logged(
    engine: Engine, column: str, said: list[str]
):
    [message] = keep(engine, "key", in_thread())
    with engine.begin() as connection:
        changed = update(tables.delivery).filter_by(id=message)
        connection.execute(changed.values({column: '{"kind": "of another version", "text": "my words"}'}))
    chat = Chat()

    with capture_logs() as logs:
        following = post(engine, chat, message)
    for each in following:
        post(engine, chat, each, NOW + SECOND)

    assert failure(engine, message) == ("failed", "unreadable")
    assert chat.keys == said
    [line] = [each for each in logs if each["event"] == "message not readable"]
    assert "my words" not in str(line)
    assert [told for _, _, told in chat.stands] == [Failed(line["reference"])] * len(said)


def test_waits_between_attempts_double_up_to_five_minutes():
    longest = [max(posting.backoff(attempts) for _ in range(200)) for attempts in (1, 2, 5, 50)]

    assert all(timedelta(0) < each for each in longest)
    assert longest[0] <= SECOND < longest[1] <= 2 * SECOND
    assert 8 * SECOND < longest[2] <= 16 * SECOND
    assert longest[3] <= posting.LONGEST_WAIT


def test_a_slow_poster_whose_lease_ended_neither_ends_the_message_nor_says_what_follows(engine: Engine):
    [message] = keep(engine, "a", in_thread())
    other = Chat(TryLater())

    class SlowChat(Chat):
        def post(self, address: Address, message_: Message, locale: str, key: str) -> Receipt:
            post(engine, other, message, NOW + lanes.LEASE)
            raise Undelivered("is_archived")

    assert post(engine, SlowChat(), message) == []

    assert found(engine, message).state == "waiting"


def test_replies_in_direct_messages_wait_in_one_lane_with_what_is_written_to_the_person():
    person = Outgoing(Address("slack:T1", "direct", people=("U1",)), Help(demonstration=False), "en")
    command = in_thread("", conversation="U1")

    lanes_of = {
        posting.lane_of(each.address).name for each in (in_thread(conversation="D9"), person, command)
    }

    assert lanes_of == {"slack:T1:U1"}


def test_channels_and_workspaces_have_lanes_of_their_own():
    one, other = in_thread(), in_thread(conversation="C2")
    abroad = Address("slack:T2", "thread", conversation="C1", people=("U1",))

    names = {posting.lane_of(address).name for address in (one.address, other.address, abroad)}

    assert names == {"slack:T1:C1", "slack:T1:C2", "slack:T2:C1"}


def test_only_what_slack_counts_per_channel_is_paced():
    ways: tuple[Way, ...] = ("thread", "only_to", "replace")
    paced = {way: posting.lane_of(in_thread(way=way).address).paced for way in ways}
    in_console = Address("console:1", "thread", conversation="C1")

    assert paced == {"thread": True, "only_to": False, "replace": False}
    assert not posting.lane_of(in_console).paced


def test_many_connections_that_post_one_message_at_once_post_it_once(engine: Engine, database_url: str):
    chat, start = Chat(), Barrier(8)
    [message] = keep(engine, "a", in_thread())
    other = open_engine(database_url)  # as a second process has it

    def together(number: int) -> None:
        start.wait()
        post((engine, other)[number % 2], chat, message)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(together, range(8)))
    other.dispose()

    assert chat.keys == ["a:0"]
    assert found(engine, message).state == "sent"


def test_a_terminal_is_one_lane_so_that_everything_stands_in_its_order():
    to_one, to_other = (Address("console:1", "direct", people=(each,)) for each in ("U1", "U2"))
    in_a_thread = Address("console:1", "thread", conversation="terminal", thread="7")

    assert len({posting.lane_of(each) for each in (to_one, to_other, in_a_thread)}) == 1
