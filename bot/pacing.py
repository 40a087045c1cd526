"""Delivery: what waits is posted when it is its conversation's turn, by a few threads that never sleep."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock, Thread

import structlog
from sqlalchemy import Engine

from bot.posting import Clock, MessengerOf, post
from store import lanes

log = structlog.get_logger(__name__)

# Posts at once in this process: Slack answers in a fifth of a second, so these post some 40 a second.
POSTERS = 8

# How often the table is asked while something waits; a conversation is due a second after its last post.
LOOK_EVERY = 0.05

# How often it is asked when nothing waited: another process may have died with a message in its hands.
LOOK_AROUND = 1.0


class Pump:
    """Posts what waits. `work(id)` posts one message now if it may; `wake` says that something waits."""

    def __init__(self, engine: Engine, messenger_of: MessengerOf, clock: Clock) -> None:
        self._engine = engine
        self._messenger_of = messenger_of
        self._clock = clock
        self._awake = Event()
        self._stopped = False
        self._lock = Lock()
        self._in_hand: set[int] = set()

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
        self._stopped = True
        self._awake.set()
        self._thread.join()
        self._pool.shutdown()

    def wake(self) -> None:
        """Look at once for what may be posted."""
        self._awake.set()

    def post(self, delivery_id: int) -> list[int]:
        """Post one message if it is its turn, else leave it waiting; return what must be posted after it."""
        return post(self._engine, self._messenger_of, delivery_id, self._clock)

    def _run(self) -> None:
        while not self._stopped:
            with self._engine.connect() as connection:
                ready = lanes.ready(connection, self._clock())
                busy = bool(ready) or lanes.anything_waits(connection)
            for delivery_id in ready:
                self._take(delivery_id)
            self._awake.wait(LOOK_EVERY if busy else LOOK_AROUND)
            self._awake.clear()

    def _take(self, delivery_id: int) -> None:
        with self._lock:
            if delivery_id in self._in_hand:
                return
            self._in_hand.add(delivery_id)
        self._pool.submit(self._posted, delivery_id)

    def _posted(self, delivery_id: int) -> None:
        try:
            self.post(delivery_id)
        except Exception:  # the last net of this thread: the message stays waiting for its lease
            log.exception("message not posted", delivery=delivery_id)
        finally:
            with self._lock:
                self._in_hand.discard(delivery_id)
