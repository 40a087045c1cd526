"""Posting: a message is kept with the change that caused it, then posted once, also across a crash."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import uniform
from secrets import token_hex

import structlog
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, Engine

from bot import messages
from bot.introductions import out_of_reach
from bot.introductions.replacing import afterwards, instead, instead_of_unreadable
from bot.messages import Failed, Message, Undeliverable
from bot.messages.digests import LATE, DigestShown
from bot.messages.staff import TaskShown
from bot.messenger import Address, Messenger, Receipt, TryLater, Undelivered
from bot.outgoing import NOT_REPEATED, Outgoing, with_one
from matching.domain import NetworkId, TaskId
from store import deliveries, lanes
from store.deliveries import Delivery, Lane

log = structlog.get_logger(__name__)

Clock = Callable[[], datetime]
MessengerOf = Callable[[str], Messenger]

# Slack: "generally allows posting one message per second per channel" (docs.slack.dev, rate limits).
PACE = timedelta(seconds=1)

# The chats that want this. chat.update (tier 3) and chat.postEphemeral (tier 4) have no limit per channel.
PACED_CHATS = ("slack",)
PACED_WAYS = ("thread", "direct", "group")

# A terminal is one screen on which everybody reads along: what is said there stands in its order.
ONE_SCREEN = ("console",)

LONGEST_WAIT = timedelta(minutes=5)  # between two attempts: an outage that ends is noticed soon
GIVEN_UP_AFTER = timedelta(days=1)  # an answer of yesterday helps nobody
UNREADABLE = "unreadable"  # our own reason: what stands in the database is no message of this version
NO_ANSWER = "no_answer"  # our own reason: the chat did not answer for a day
OUTDATED = "outdated"  # our own reason: a request that was passed on or ended while it waited

_addresses = TypeAdapter(Address)


@dataclass(frozen=True, slots=True)
class Kept:
    """The ids of messages in the order in which they are to be posted; the first may be in hand already."""

    ids: tuple[int, ...] = ()
    in_hand: Delivery | None = None


def keep(
    connection: Connection, network_id: NetworkId, key: str, outgoing: Sequence[Outgoing], now: datetime
) -> list[int]:
    """Write the messages down in the order in which they are to be posted; return their ids."""
    return [
        deliveries.add(
            connection,
            network_id,
            f"{key}:{position}",
            _addresses.dump_json(each.address).decode(),
            messages.to_json(each.message),
            each.locale,
            now,
            lane_of(each.address),
            task_of(each.message),
            place_taken(each.address),
        )
        for position, each in enumerate(outgoing)
    ]


def place_taken(address: Address) -> tuple[str, str]:
    """Return the conversation and the message whose place is taken; nothing by what is posted beside it."""
    return (address.conversation, address.message) if address.way == "replace" else ("", "")


def task_of(message: Message) -> TaskId | None:
    """Return the task of which the message is the card; None for one in a queue, which moves on."""
    frame = getattr(message, "task", None)
    return TaskId(frame.id) if isinstance(frame, TaskShown) and frame.queue is None else None


def keep_in_hand(
    connection: Connection, network_id: NetworkId, key: str, outgoing: Sequence[Outgoing], now: datetime
) -> Kept:
    """Write the messages down as `keep` does, and take the first in hand if it is its turn.

    So nobody else tries it meanwhile, and there is one commit less before it is posted.
    """
    ids = keep(connection, network_id, key, outgoing, now)
    if not ids:
        return Kept()
    with connection.begin_nested() as attempt:
        taken = lanes.claim(connection, ids[0], PACE, now)
        if taken is None:
            attempt.rollback()
    return Kept(tuple(ids), taken)


def take(engine: Engine, delivery_id: int, now: datetime) -> Delivery | None:
    """Take a message in hand to post it, if it waits and it is its turn."""
    with engine.connect() as connection:
        taken = lanes.claim(connection, delivery_id, PACE, now)
        if taken is None:
            connection.rollback()
        else:
            connection.commit()
        return taken


def post(engine: Engine, messenger_of: MessengerOf, delivery: Delivery, clock: Clock) -> list[int]:
    """Post one message that was taken in hand, unless it stands already.

    Returns the ids of messages to post in its place when the chat refused it for good, or after it. What
    fails in passing stays waiting for its next attempt.
    """
    try:
        outgoing = read(delivery)
    except ValidationError as unreadable:
        return _unreadable(engine, delivery, unreadable, clock())
    if delivery.attempts > 1 and _is_outdated(engine, delivery, outgoing):
        return _ended(engine, delivery, OUTDATED, clock())
    try:
        receipt = _tried(messenger_of, delivery, outgoing, clock())
    except TryLater as later:
        return _again(engine, delivery, outgoing, later, clock())
    except Undelivered as refused:
        return _given_up(engine, delivery, outgoing, refused.reason, clock())
    with engine.begin() as connection:
        lanes.rest(connection, delivery, clock() + PACE)
        if not deliveries.finish(connection, delivery, receipt.conversation, receipt.message, clock()):
            return []
        following = afterwards(connection, delivery.network_id, outgoing, clock())
        return keep(connection, delivery.network_id, f"{delivery.key}:after", following, clock())


def lane_of(address: Address) -> Lane:
    """Return the conversation in which a message waits for its turn.

    Direct messages go by the person, whom we know before Slack has opened a conversation with them.
    """
    chat = address.workspace.partition(":")[0]
    if chat in ONE_SCREEN:
        return Lane(address.workspace)
    by_person = not address.conversation or with_one(address)
    place = "+".join(sorted(address.people)) if by_person else address.conversation
    paced = chat in PACED_CHATS and address.way in PACED_WAYS
    return Lane(f"{address.workspace}:{place}", address.thread, paced)


def _again(
    engine: Engine, delivery: Delivery, outgoing: Outgoing, later: TryLater, now: datetime
) -> list[int]:
    """Let the message be tried again, after the wait that the chat asked for; give it up after a day.

    Of what cannot be looked up an attempt that sent nothing is not counted, so that it is tried once more.
    """
    age = now - delivery.created_at
    if age > GIVEN_UP_AFTER:
        silent = LATE if _is_late(outgoing.message, now) else NO_ANSWER
        return _given_up(engine, delivery, outgoing, later.reason or silent, now)
    counted = not (later.unsent and outgoing.address.way == "only_to")
    with engine.begin() as connection:
        if later.after is not None:
            lanes.hold(connection, delivery, now + later.after)
        else:
            wait = backoff(delivery.attempts) if counted else backoff_at(age)
            lanes.postpone(connection, delivery, now + wait, counted=counted)
    # Where the app was taken out, every attempt fails alike for a day: the first ones are told.
    if not later.reason or (delivery.attempts == 1 and (counted or age < LONGEST_WAIT)):
        reference, attempts = token_hex(4), delivery.attempts
        log.warning("message not posted yet", reference=reference, delivery=delivery.id, attempts=attempts)
    return []


def _given_up(
    engine: Engine, delivery: Delivery, outgoing: Outgoing, reason: str, now: datetime
) -> list[int]:
    reference = token_hex(4)
    with engine.begin() as connection:
        if not deliveries.fail(connection, delivery, reason, now):
            return []
        others = instead(connection, delivery.network_id, outgoing, reason, now)
        others += _perhaps_missed(outgoing, reason, reference)
        ids = keep(connection, delivery.network_id, f"{delivery.key}:instead", others, now)
    way = outgoing.address.way
    log.warning("message given up", reference=reference, delivery=delivery.id, way=way, reason=reason)
    return ids


def _perhaps_missed(outgoing: Outgoing, reason: str, reference: str) -> list[Outgoing]:
    """Return what the person is told whom a message shown to them alone may not have reached."""
    address = outgoing.address
    if reason != NOT_REPEATED or address.way != "only_to":
        return []
    directly = Address(address.workspace, "direct", people=address.people)
    missed = Undeliverable(address.conversation, reason, reference)
    return [replace(outgoing, address=directly, message=missed)]


def _is_outdated(engine: Engine, delivery: Delivery, outgoing: Outgoing) -> bool:
    with engine.connect() as connection:
        return out_of_reach.is_outdated(connection, delivery.network_id, outgoing)


def _ended(engine: Engine, delivery: Delivery, reason: str, now: datetime) -> list[int]:
    with engine.begin() as connection:
        deliveries.fail(connection, delivery, reason, now)
    return []


def _unreadable(engine: Engine, delivery: Delivery, error: ValidationError, now: datetime) -> list[int]:
    """Give up a message of a version that this one cannot read; who waits for it gets the reference."""
    reference = token_hex(4)
    # Without what was read: officials' own words stay out of the log.
    wrong = error.errors(include_url=False, include_context=False, include_input=False)
    log.error("message not readable", reference=reference, delivery=delivery.id, wrong=wrong)
    try:
        sorry = [Outgoing(_addresses.validate_json(delivery.address), Failed(reference), delivery.locale)]
    except ValidationError:
        sorry = []
    with engine.begin() as connection:
        if not deliveries.fail(connection, delivery, UNREADABLE, now):
            return []
        network_id = delivery.network_id
        said = [*sorry, *instead_of_unreadable(connection, network_id, delivery.message, UNREADABLE, now)]
        return keep(connection, network_id, f"{delivery.key}:sorry", said, now)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts: doubled each time, never more than LONGEST_WAIT.

    A random part, up to half, keeps messages that failed together from coming back together.
    """
    longest = min(timedelta(seconds=2 ** min(attempts - 1, 20)), LONGEST_WAIT)
    return longest * uniform(0.5, 1.0)


def backoff_at(age: timedelta) -> timedelta:
    """Return the same for a message of this age whose attempts are not counted: it waits as long again."""
    return min(max(age, timedelta(seconds=1)), LONGEST_WAIT) * uniform(0.5, 1.0)


def _tried(messenger_of: MessengerOf, delivery: Delivery, outgoing: Outgoing, now: datetime) -> Receipt:
    try:
        return _posted(messenger_of(outgoing.address.workspace), delivery, outgoing, now)
    except (TryLater, Undelivered):
        raise
    except Exception as error:  # a chat's mistake must neither fail the event nor hold the message's lease
        reference, attempts = token_hex(4), delivery.attempts
        log.exception("the chat failed", reference=reference, delivery=delivery.id, attempts=attempts)
        raise TryLater from error


def _posted(messenger: Messenger, delivery: Delivery, outgoing: Outgoing, now: datetime) -> Receipt:
    """Return where the message stands, posting it only if no earlier attempt did, and while it is good.

    What cannot be looked up, such as a message that only one person sees, is sent once.
    """
    if delivery.attempts > 1:
        if outgoing.address.way == "only_to":
            raise Undelivered(NOT_REPEATED)
        found = messenger.find(outgoing.address, delivery.key, delivery.created_at)
        if found is not None:
            return found
    if _is_late(outgoing.message, now):
        raise Undelivered(LATE)
    return messenger.post(outgoing.address, outgoing.message, outgoing.locale, delivery.key)


def _is_late(message: Message, now: datetime) -> bool:
    """Say whether this is a summary that nobody wants to read any more."""
    return isinstance(message, DigestShown) and message.good_until is not None and now > message.good_until


def read(delivery: Delivery) -> Outgoing:
    """Return the message with its address. Raises ValidationError for one of another version."""
    address = _addresses.validate_json(delivery.address)
    return Outgoing(address, messages.from_json(delivery.message), delivery.locale)
