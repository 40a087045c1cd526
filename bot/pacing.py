"""Delivery: what waits is posted when it is its conversation's turn, by a few threads that never sleep."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from secrets import token_hex
from threading import Event, Lock, Thread

import structlog
from sqlalchemy import Engine

from bot.posting import Clock, MessengerOf, post, take
from store import lanes
from store.deliveries import Delivery

log = structlog.get_logger(__name__)

# Posts at once in this process: Slack answers in a fifth of a second, so these post some 40 a second.
POSTERS = 8

# Seconds after which the table is asked in any case: another process may have written or died meanwhile.
LOOK_AROUND = 1.0

# Seconds between two looks: each takes a millisecond, and a busy minute wakes us a hundred times a second.
LOOKS_APART = 0.05


class Pump:
    """Posts what waits.

    `post` posts one message now if it may, `carry_on` one that is in hand; `wake` says that something waits.
    """

    def __init__(self, engine: Engine, messenger_of: MessengerOf, clock: Clock) -> None:
        self._engine = engine
        self._messenger_of = messenger_of
        self._clock = clock
        self._awake = Event()
        self._stopped = Event()
        self._lock = Lock()
        self._in_hand: dict[int, Future[None]] = {}

    def start(self) -> None:
        """Begin; what a former process had in its hands is tried again, on SQLite at once."""
        if self._engine.dialect.name == "sqlite":  # one process serves a file (wiring.only_process)
            with self._engine.begin() as connection:
                lanes.release(connection, self._clock())
        self._pool = ThreadPoolExecutor(POSTERS, thread_name_prefix="post")
        self._thread = Thread(target=self._run, name="pump", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop; what still waits is posted after the next start."""
        self._stopped.set()
        self._awake.set()
        self._thread.join()
        self._pool.shutdown()

    def wake(self) -> None:
        """Look at once for what may be posted."""
        self._awake.set()

    def finish(self) -> None:
        """Return when nothing may be posted any more at this moment: what waits on waits for its time."""
        tried = set[int]()  # once each: what fails here is left to the look-around
        while True:
            with self._engine.connect() as connection:
                new = set(lanes.ready(connection, self._clock())) - tried
            for delivery_id in sorted(new):
                self._take(delivery_id)
            tried |= new
            with self._lock:
                in_hand = tuple(self._in_hand.values())
            if not new and not in_hand:
                return
            wait(in_hand)

    def post(self, delivery_id: int) -> list[int]:
        """Post one message if it is its turn, else leave it waiting; return what must be posted after it.

        Raises nothing: what goes wrong leaves the message waiting, and the event it belongs to is done.
        """
        return self._tried(delivery_id) or []

    def carry_on(self, delivery: Delivery) -> list[int]:
        """Post one message that was taken in hand; the rest as `post`."""
        return self._safely(delivery.id, lambda: self._post(delivery)) or []

    def _tried(self, delivery_id: int) -> list[int] | None:
        def post_if_it_may() -> list[int]:
            delivery = take(self._engine, delivery_id, self._clock())
            return self._post(delivery) if delivery else []

        return self._safely(delivery_id, post_if_it_may)

    def _post(self, delivery: Delivery) -> list[int]:
        return post(self._engine, self._messenger_of, delivery, self._clock)

    def _safely(self, delivery_id: int, action: Callable[[], list[int]]) -> list[int] | None:
        try:
            return action()
        except Exception:  # the last net of the posting threads; the lease's end brings the message back
            log.exception("message not posted", reference=token_hex(4), delivery=delivery_id)
            return None

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._awake.wait(self._look())
            self._stopped.wait(LOOKS_APART)  # what woke it meanwhile is seen at the same look
            self._awake.clear()

    def _look(self) -> float:
        """Hand out what may be posted now; return the seconds after which to look again."""
        try:
            now = self._clock()
            with self._engine.connect() as connection:
                ready = lanes.ready(connection, now)
                moment = lanes.next_moment(connection, now)
        except Exception:  # the last net of this thread, which must outlive a database that is away
            log.exception("could not look for messages", reference=token_hex(4))
            return LOOK_AROUND
        for delivery_id in ready:
            self._take(delivery_id)
        return min(LOOK_AROUND, (moment - now).total_seconds()) if moment else LOOK_AROUND

    def _take(self, delivery_id: int) -> None:
        with self._lock:
            if delivery_id in self._in_hand:
                return
            self._in_hand[delivery_id] = self._pool.submit(self._posted, delivery_id)

    def _posted(self, delivery_id: int) -> None:
        following = self._tried(delivery_id)
        with self._lock:
            self._in_hand.pop(delivery_id, None)
        if following is not None:  # else the look-around finds it: no hurry for a database that is away
            self.wake()
